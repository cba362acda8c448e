//! Events of telephone systems, as Zammad's generic interface takes them: the bridges that exist for it plug in here.

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, Path},
    http::{HeaderMap, StatusCode, header},
    routing::post,
};
use kernel::{Direction, Secret};
use register::{AccountId, TokenScope};
use serde_json::{Map, Value, json};
use site::{
    Access, Failure, Routes, Sent, Shell,
    api::{Json, Problem},
};
use utoipa::ToSchema;

use super::{
    acts::LINE_MAX,
    call::{Call, line, wrong},
};
use crate::{
    calls,
    store::{calls::Told, one_line},
    words::message,
};

/// Bytes of an event.
const BODY_MAX: usize = 64 * 1024;
/// Letters of a number.
const NUMBER_MAX: usize = 100;

/// The route. It is public because the address carries the token: telephone systems send no header.
pub(super) fn routes() -> Routes {
    Routes::new().route(
        "/api/v1/cti/{token}",
        Access::Public,
        post(event).layer(DefaultBodyLimit::max(BODY_MAX)),
    )
}

/// An event, as JSON or as a form.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    non_snake_case,
    reason = "describes the body, in the words of others; it is read field by field"
)]
struct PhoneEvent {
    /// `newCall` `answer` `hangup`.
    event: String,
    /// Who calls.
    from: String,
    /// Who is called.
    to: String,
    /// `in` or `out`.
    direction: String,
    /// The same for all events of a call.
    callId: String,
    /// The name or e-mail address of who takes the call; `voicemail` is nobody.
    user: Option<String>,
    /// The same, with precedence.
    answeringNumber: Option<String>,
    /// The name of the team that is called.
    queue: Option<String>,
}

/// Takes an event of a telephone system. Told twice, late or in another order, it does no harm.
#[utoipa::path(
    post,
    path = "/api/v1/cti/{token}",
    tag = "telephony",
    params(("token" = String, Path, description = "A token with `telephony:write`. Keep this address out of logs")),
    request_body(content((PhoneEvent = "application/json"), (PhoneEvent = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "It is taken", body = Object),
        (status = 401, description = "The token is not known", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token does not allow this", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it does not suit", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn event(
    shell: Shell,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Failure> {
    let caller = shell.machine(Secret::new(token), TokenScope::TelephonyWrite).await?;
    let told = read(&headers, &body)?;
    let event = told.word("event");
    let name = line("callId", told.word("callId"), LINE_MAX)?;
    if name.is_empty() {
        return Err(wrong("callId", message("api-empty")));
    }
    let direction = match told.word("direction") {
        "in" => Direction::Inbound,
        "out" => Direction::Outbound,
        _ => return Err(wrong("direction", message("api-bad-word").with("known", "in, out"))),
    };
    let phone = told.word(if direction == Direction::Inbound { "from" } else { "to" });
    let phone = line("from", phone, NUMBER_MAX)?;
    let mut call = Call::begin(&shell, &caller).await?;
    let usager = calls::caller(&mut call.tx, &call.house, &phone).await?;
    let known = Told { name: &name, direction, phone: &phone, usager };
    let is_new = match event {
        "newCall" => calls::ring(&mut call.tx, &call.house, &known, call.now).await?,
        // A machine that takes the call is nobody who does.
        "answer" if told.taken_by().iter().any(|it| it.eq_ignore_ascii_case("voicemail")) => false,
        "answer" => {
            let agent = agent(&mut call, &told.taken_by()).await?;
            calls::answer(&mut call.tx, &call.house, &known, agent, call.now).await?
        }
        "hangup" => {
            let queue = told.word("queue").to_lowercase();
            let team = call.house.teams.iter().find(|it| it.name.to_lowercase() == queue).map(|it| it.id);
            calls::hang_up(&mut call.tx, &call.house, &known, team, call.now).await?
        }
        _ => return Err(wrong("event", message("api-bad-word").with("known", "newCall, answer, hangup"))),
    };
    if is_new {
        call.end("call.event", event, json!({})).await?;
    }
    Ok(Json(json!({})))
}

/// Whoever takes the call, among those who answer: by their e-mail address or their name.
async fn agent(call: &mut Call, named: &[String]) -> Result<Option<AccountId>, Failure> {
    let all = call.people().await?;
    let found = named.iter().find_map(|named| {
        let named = named.to_lowercase();
        all.iter().find(|it| it.email.to_lowercase() == named || it.name.to_lowercase() == named)
    });
    Ok(found.map(|it| it.id))
}

/// What an event says.
struct Event(Map<String, Value>);

impl Event {
    /// A word of it; empty if it is not there.
    fn word(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default().trim()
    }

    /// Who takes the call, in the order in which they count: one name or several.
    fn taken_by(&self) -> Vec<String> {
        let mut all = Vec::new();
        for name in ["answeringNumber", "user", "user[]"] {
            match self.0.get(name) {
                Some(Value::String(one)) => all.push(one_line(one)),
                Some(Value::Array(several)) => {
                    all.extend(several.iter().filter_map(Value::as_str).map(one_line));
                }
                _ => {}
            }
        }
        all.retain(|it| !it.is_empty());
        all
    }
}

/// Reads JSON, or a form in which a field may come several times.
fn read(headers: &HeaderMap, body: &Bytes) -> Result<Event, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => match serde_json::from_slice(body) {
            Ok(Value::Object(mut fields)) => {
                // Some systems count their calls.
                for it in fields.values_mut().filter(|it| it.is_number()) {
                    *it = Value::String(it.to_string());
                }
                Ok(Event(fields))
            }
            _ => Err(Failure::bad_request(message("api-not-json"))),
        },
        "application/x-www-form-urlencoded" => {
            let text = std::str::from_utf8(body).map_err(|_| Failure::of_status(StatusCode::BAD_REQUEST))?;
            let sent = Sent::of(text);
            let mut fields = Map::new();
            for name in ["event", "from", "to", "direction", "callId", "answeringNumber", "cause", "queue"] {
                fields.insert(name.to_owned(), json!(sent.text(name)));
            }
            let several: Vec<&str> = sent.all("user").chain(sent.all("user[]")).collect();
            fields.insert("user".to_owned(), json!(several));
            Ok(Event(fields))
        }
        _ => Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    }
}
