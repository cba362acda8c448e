//! What a person or a program is told when a request fails. A [`Failure`] says it without a language; the outermost
//! layer shows it as a page or, under `/api/`, as problem details (RFC 9457).

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Explain, Message};
use register::{StoreError, TokenScope};

use crate::WORDS;

/// A request that cannot be answered as asked. Small, because it travels in every `Result`.
#[derive(Debug, Clone)]
pub struct Failure(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    status: StatusCode,
    title: Message,
    detail: Option<Message>,
    fields: Vec<(String, Message)>,
    retry_after_s: Option<u64>,
}

impl Failure {
    /// A failure with its sentence: what happened, and what to do next.
    pub fn new(status: StatusCode, detail: Message) -> Self {
        let mut failure = Self::of_status(status);
        failure.0.detail = Some(detail);
        failure
    }

    /// What an error tells a person, with this status.
    pub fn explained(status: StatusCode, error: &dyn Explain) -> Self {
        Self::new(status, error.message())
    }

    /// The general words of a status.
    pub fn of_status(status: StatusCode) -> Self {
        let (title, detail) = match status {
            StatusCode::BAD_REQUEST => ("failure-400", "failure-400-next"),
            StatusCode::UNAUTHORIZED => ("failure-401", "failure-401-next"),
            StatusCode::FORBIDDEN => ("failure-403", "failure-403-next"),
            StatusCode::NOT_FOUND => ("failure-404", "failure-404-next"),
            StatusCode::METHOD_NOT_ALLOWED => ("failure-405", "failure-405-next"),
            StatusCode::CONFLICT => ("failure-409", "failure-409-next"),
            StatusCode::PAYLOAD_TOO_LARGE => ("failure-413", "failure-413-next"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("failure-415", "failure-415-next"),
            StatusCode::UNPROCESSABLE_ENTITY => ("failure-422", "failure-422-next"),
            StatusCode::TOO_MANY_REQUESTS => ("failure-429", "failure-429-next"),
            StatusCode::SERVICE_UNAVAILABLE => ("failure-503", "failure-503-next"),
            it if it.is_client_error() => ("failure-400", "failure-400-next"),
            _ => ("failure-500", "failure-500-next"),
        };
        Self(Box::new(Told {
            status,
            title: Message::new(&WORDS, title),
            detail: Some(Message::new(&WORDS, detail)),
            fields: Vec::new(),
            retry_after_s: None,
        }))
    }

    /// No such thing, or not one that this person may see: both look alike.
    pub fn not_found() -> Self {
        Self::of_status(StatusCode::NOT_FOUND)
    }

    /// The person's role does not open this.
    pub fn forbidden() -> Self {
        Self::of_status(StatusCode::FORBIDDEN)
    }

    /// Nobody is signed in.
    pub fn unauthorized() -> Self {
        Self::of_status(StatusCode::UNAUTHORIZED)
    }

    /// The request has no meaning: `detail` says why.
    pub fn bad_request(detail: Message) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The body passes its limit.
    pub fn too_large() -> Self {
        Self::of_status(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Ours to repair. Write the cause to the log before, once.
    pub fn our_fault() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Too many tries; again after so many seconds.
    pub fn too_many(retry_after_s: u64) -> Self {
        let mut failure = Self::of_status(StatusCode::TOO_MANY_REQUESTS);
        failure.0.retry_after_s = Some(retry_after_s);
        failure
    }

    /// The form did not come from one of our pages, or the page is too old.
    pub(crate) fn foreign_form() -> Self {
        Self::new(StatusCode::FORBIDDEN, Message::new(&WORDS, "failure-foreign-form"))
    }

    pub(crate) fn token_missing() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Message::new(&WORDS, "failure-token-missing"))
    }

    pub(crate) fn token_refused() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Message::new(&WORDS, "failure-token-refused"))
    }

    pub(crate) fn scope_missing(scope: TokenScope) -> Self {
        let detail = Message::new(&WORDS, "failure-scope-missing").with("scope", scope.code());
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// Names a field of the request that is wrong.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, problem: Message) -> Self {
        self.0.fields.push((name.into(), problem));
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The heading.
    pub fn title(&self) -> &Message {
        &self.0.title
    }

    /// What happened and what to do.
    pub fn detail(&self) -> Option<&Message> {
        self.0.detail.as_ref()
    }

    /// The fields that are wrong.
    pub fn fields(&self) -> &[(String, Message)] {
        &self.0.fields
    }

    pub(crate) fn retry_after_s(&self) -> Option<u64> {
        self.0.retry_after_s
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the register failed");
        let status = match error {
            StoreError::WriterStopped => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::explained(status, &error)
    }
}

impl IntoResponse for Failure {
    /// An empty answer that carries the failure; the outermost layer writes the words.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
