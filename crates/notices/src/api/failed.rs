//! What a program is told when a call fails: the words of GOV.UK Notify, which its clients and the tests of programs compare.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use register::StoreError;
use serde_json::json;

use crate::{
    accept::Refused,
    address::Medium,
    targets::{self, Kind, Target},
};

/// A failure of a call: a status, and errors of a name and a text each.
#[derive(Debug)]
pub(super) struct Failed {
    status: StatusCode,
    errors: Vec<(&'static str, String)>,
}

impl Failed {
    fn one(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Self { status, errors: vec![(error, message.into())] }
    }

    /// The call itself is not as it should be; each message is one fault.
    pub(super) fn invalid(messages: Vec<String>) -> Self {
        let errors = messages.into_iter().map(|it| ("ValidationError", it)).collect();
        Self { status: StatusCode::BAD_REQUEST, errors }
    }

    /// What is asked cannot be done.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::one(StatusCode::BAD_REQUEST, "BadRequestError", message)
    }

    /// There is nothing of that name.
    pub(super) fn not_found() -> Self {
        Self::one(StatusCode::NOT_FOUND, "NoResultFound", "No result found")
    }

    /// The document is not there yet.
    pub(super) fn not_ready() -> Self {
        Self::one(StatusCode::BAD_REQUEST, "PDFNotReadyError", "PDF not available yet, try again later")
    }

    /// It is not the caller's fault.
    pub(super) fn our_fault() -> Self {
        Self::one(StatusCode::INTERNAL_SERVER_ERROR, "Exception", "Internal server error")
    }

    /// Nobody says who calls.
    pub(super) fn nobody() -> Self {
        Self::one(
            StatusCode::UNAUTHORIZED,
            "AuthError",
            "Unauthorized: authentication token must be provided",
        )
    }

    /// Who calls does not prove it.
    pub(super) fn unproven(message: &'static str) -> Self {
        Self::one(StatusCode::FORBIDDEN, "AuthError", message)
    }

    /// Too many calls.
    pub(super) fn too_many(kind: &str, most: u32) -> Self {
        let message = format!(
            "Exceeded rate limit for key type {} of {most} requests per 60 seconds",
            kind.to_uppercase()
        );
        Self::one(StatusCode::TOO_MANY_REQUESTS, "RateLimitError", message)
    }

    /// Why an order is not taken.
    pub(super) fn refused(refused: Refused, medium: Medium) -> Self {
        match refused {
            Refused::Store(error) => error.into(),
            Refused::Missing { names } => Self::bad(format!("Missing personalisation: {}", names.join(", "))),
            Refused::NotGuest => Self::bad("Can’t send to this recipient using a team-only API key"),
            Refused::NotLive => Self::bad("Can’t send to this recipient when service is in trial mode"),
            Refused::TemplateArchived => Self::bad("Template has been deleted"),
            Refused::TemplateOfAnother => Self::bad("Template not found"),
            Refused::OtherMedium => {
                Self::bad(format!("template is not suitable for {} notification", medium.code()))
            }
            Refused::DeadTarget { targets } => Self::bad(format!(
                "Can’t send this template: {}. Correct the template, or have a manager let its messages go",
                dead(&targets)
            )),
            Refused::BadAddress => Self::invalid(vec![bad_address(medium)]),
            Refused::TooLong { .. } | Refused::NameTooLong { .. } | Refused::TooFarAhead => {
                Self::invalid(vec![refused.to_string()])
            }
            Refused::ServiceClosed => Self::unproven("Invalid token: service has been archived"),
            Refused::NoText | Refused::Unfillable(_) => Self::bad(refused.to_string()),
        }
    }
}

/// What is wrong with each target, in one line.
fn dead(targets: &[Target]) -> String {
    let said = targets.iter().map(|it| {
        let fault = match it.kind {
            Kind::Link => "does not answer",
            Kind::Phone => "is out of service",
            Kind::NoPhone => "cannot be dialled",
        };
        format!("{} {fault}", targets::shown(it))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// What is told of an address that is none.
pub(super) fn bad_address(medium: Medium) -> String {
    match medium {
        Medium::Sms => "phone_number Not a valid phone number".to_owned(),
        Medium::Email => "email_address Not a valid email address".to_owned(),
        Medium::Letter => "Address must be at least 3 lines".to_owned(),
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "a call of a program failed");
        Self::our_fault()
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let errors: Vec<_> = self
            .errors
            .iter()
            .map(|(error, message)| json!({ "error": error, "message": message }))
            .collect();
        let body = json!({ "status_code": self.status.as_u16(), "errors": errors });
        (self.status, Json(body)).into_response()
    }
}
