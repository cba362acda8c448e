//! What the JSON API shares: who calls, problem details (RFC 9457), and bodies whose faults are explained.

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use kernel::{Lang, Message, PartnerCode, Scope};
use register::ApiToken;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
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

/// The rows of a body that is one JSON value, an array of them, or one a line (NDJSON); each is read, or says why it is not.
///
/// # Errors
///
/// 400 if the whole is no JSON, 415 if it is compressed or of another type.
pub fn rows(headers: &HeaderMap, body: &[u8]) -> Result<Vec<Result<Value, Message>>, Failure> {
    let refused = |key| Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Message::new(&WORDS, key));
    if headers.get(header::CONTENT_ENCODING).is_some_and(|it| it != "identity") {
        return Err(refused("api-compressed"));
    }
    // Some editors begin a text with this mark.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => {
            let value: Value =
                serde_json::from_slice(body).map_err(|it| Failure::bad_request(not_json(&it)))?;
            Ok(match value {
                Value::Array(rows) => rows.into_iter().map(Ok).collect(),
                one => vec![Ok(one)],
            })
        }
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Ok(body
            .split(|it| *it == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .map(|line| serde_json::from_slice(line).map_err(|it| not_json(&it)))
            .collect()),
        _ => Err(refused("api-unknown-type")),
    }
}

fn not_json(error: &serde_json::Error) -> Message {
    let place = Message::new(&WORDS, "api-not-json").with("line", error.line() as u64);
    place.with("column", error.column() as u64)
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
