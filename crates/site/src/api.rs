//! What the JSON API shares: who calls, problem details (RFC 9457), and bodies whose faults are explained.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kernel::{Lang, Message, PartnerCode, Scope};
use register::ApiToken;
use serde::{Serialize, de::DeserializeOwned};
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

use crate::{Failure, WORDS};

/// Longest detail that a framework's own refusal may add.
const DETAIL_MAX: usize = 2_000;

/// The machine that calls a route declared with [`Access::Token`](crate::Access::Token) or [`Tokens`](crate::Access::Tokens).
#[derive(Debug, Clone)]
pub struct ApiCaller {
    /// Whose data it may touch.
    pub partner: PartnerCode,
    /// Its token.
    pub token: ApiToken,
}

impl ApiCaller {
    /// Whose rows it may read.
    pub fn scope(&self) -> Scope {
        Scope::Partner(self.partner.clone())
    }
}

impl<S: Sync> FromRequestParts<S> for ApiCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!("ApiCaller was asked of a route that is not declared with Access::Token");
            Failure::our_fault()
        })
    }
}

/// A JSON body. What is wrong with it is told as problem details.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(json_failure(&rejection)),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

fn json_failure(rejection: &JsonRejection) -> Failure {
    match rejection {
        JsonRejection::JsonDataError(_) | JsonRejection::JsonSyntaxError(_) => {
            let detail = Message::new(&WORDS, "failure-json").with("problem", rejection.body_text());
            Failure::new(rejection.status(), detail)
        }
        other => Failure::of_status(other.status()),
    }
}

/// Problem details, as the API writes them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says which kind.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What happened, in a few words.
    title: String,
    /// The status.
    status: u16,
    /// What happened and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The parts of the request that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
}

/// A part of the request that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemField {
    /// Its name.
    field: String,
    /// What is wrong with it.
    message: String,
}

/// A failure for a program.
pub(crate) fn problem(lang: Lang, failure: &Failure) -> Response {
    let errors = failure
        .fields()
        .iter()
        .map(|(field, message)| ProblemField { field: field.clone(), message: message.say(lang) })
        .collect();
    write(
        failure.status(),
        lang,
        &Problem {
            kind: "about:blank",
            title: failure.title().say(lang),
            status: failure.status().as_u16(),
            detail: failure.detail().map(|it| it.say(lang)),
            errors,
        },
    )
}

/// A refusal by the framework, in plain text, for a program: its text becomes the detail.
pub(crate) async fn problem_of_plain(lang: Lang, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"application/") {
        return Response::from_parts(parts, body);
    }
    let text = to_bytes(body, DETAIL_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    let general = Failure::of_status(parts.status);
    // The framework speaks English, and of a body that is too large it says nothing more than we do.
    let says_more = !text.is_empty() && parts.status != StatusCode::PAYLOAD_TOO_LARGE;
    let detail = if says_more { Some(text) } else { general.detail().map(|it| it.say(lang)) };
    let mut shown = write(
        parts.status,
        lang,
        &Problem {
            kind: "about:blank",
            title: general.title().say(lang),
            status: parts.status.as_u16(),
            detail,
            errors: Vec::new(),
        },
    );
    if let Some(allowed) = parts.headers.get(header::ALLOW) {
        shown.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    shown
}

fn write(status: StatusCode, lang: Lang, problem: &Problem) -> Response {
    let mut response = (status, axum::Json(problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    response
}

/// The base of the API's description; slices add their paths.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Contacts efficaces",
        description = "Send contacts, ask for measures. Errors are problem details (RFC 9457), in French or English by `Accept-Language`.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
        version = "1"
    ),
    components(schemas(Problem, ProblemField)),
    modifiers(&BearerToken)
)]
pub(crate) struct BaseDocument;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description = Some("An API token, bound to a partner and to scopes.".to_owned());
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}
