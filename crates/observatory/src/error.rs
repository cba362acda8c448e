//! Why a page of the observatory cannot be shown, or an import cannot go on.

use axum::http::StatusCode;
use kernel::{Explain, Message};
use measures::{MeasureError, QuestionError};
use register::StoreError;
use site::Failure;

use crate::words::message;

/// The observatory cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ObservatoryError {
    /// The question has no meaning.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// No answer could be given.
    #[error(transparent)]
    Measure(MeasureError),
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server is closing, or a thread died.
    #[error("the work was interrupted")]
    Stopping,
}

impl From<MeasureError> for ObservatoryError {
    fn from(error: MeasureError) -> Self {
        match error {
            MeasureError::Question(error) => Self::Question(error),
            other @ MeasureError::Log(_) => Self::Measure(other),
        }
    }
}

impl Explain for ObservatoryError {
    fn message(&self) -> Message {
        match self {
            Self::Question(error) => error.message(),
            Self::Measure(error) => error.message(),
            Self::Store(error) => error.message(),
            Self::Stopping => message("error-stopping"),
        }
    }
}

impl From<ObservatoryError> for Failure {
    fn from(error: ObservatoryError) -> Self {
        let status = match &error {
            ObservatoryError::Question(_) => StatusCode::BAD_REQUEST,
            ObservatoryError::Measure(_) | ObservatoryError::Store(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the observatory failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
            ObservatoryError::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::explained(status, &error)
    }
}
