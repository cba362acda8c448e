//! What a program asks: its transaction, who it is, and how it ends.

use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use kernel::{Message, PartnerCode};
use register::{Account, AccountId, Tx, audit};
use serde::Serialize;
use serde_json::Value;
use site::{Failure, Shell, api::ApiCaller};

use crate::{
    desk,
    handling::{HandlingError, House},
    request::{Request, RequestId},
    store::{self, once, one_line, requests},
    words::message,
};

/// Signs of a key.
const KEY_MAX: usize = 200;

/// What a program asks.
pub(super) struct Call {
    pub(super) tx: Tx,
    pub(super) partner: PartnerCode,
    /// Under which its acts are told: its token.
    pub(super) actor: String,
    pub(super) house: House,
    pub(super) now: Timestamp,
    people: Option<Vec<Account>>,
}

impl Call {
    pub(super) async fn begin(shell: &Shell, caller: &ApiCaller) -> Result<Self, Failure> {
        let mut tx = shell.site().db().write().await?;
        let house = House::read(&mut tx, &caller.partner).await?;
        let actor = caller.token.id.to_string();
        Ok(Self { tx, partner: caller.partner.clone(), actor, house, now: shell.now(), people: None })
    }

    /// Who answers for the partner; read once.
    pub(super) async fn people(&mut self) -> Result<&[Account], Failure> {
        let people = match self.people.take() {
            Some(known) => known,
            None => desk::colleagues(&mut self.tx, &self.partner).await?,
        };
        Ok(self.people.insert(people))
    }

    /// A request of the partner, by its id or its reference.
    pub(super) async fn own(&mut self, id: &str) -> Result<Request, Failure> {
        let found = match id.parse::<RequestId>() {
            Ok(id) => requests::find(&mut self.tx, &self.partner, id).await?,
            Err(_) => requests::by_reference(&mut self.tx, &self.partner, &one_line(id)).await?,
        };
        found.ok_or_else(Failure::not_found)
    }

    /// The same, to be changed: one that became part of another is not.
    pub(super) async fn own_standing(&mut self, id: &str) -> Result<Request, Failure> {
        let request = self.own(id).await?;
        match request.merged_into {
            None => Ok(request),
            Some(into) => {
                let detail = message("api-merged").with("id", into.to_string());
                Err(Failure::new(StatusCode::CONFLICT, detail))
            }
        }
    }

    /// The account of somebody who answers, by their e-mail address.
    pub(super) async fn agent(&mut self, email: Option<&str>) -> Result<Option<AccountId>, Failure> {
        let Some(email) = email.map(str::trim).filter(|it| !it.is_empty()) else { return Ok(None) };
        let found =
            self.people().await?.iter().find(|it| it.email.eq_ignore_ascii_case(email)).map(|it| it.id);
        found.map(Some).ok_or_else(|| wrong("agent", message("api-no-agent").with("email", email)))
    }

    /// Begins what the program asks with a key, if it gives one; gives what came of it before.
    pub(super) async fn once(
        &mut self,
        headers: &HeaderMap,
        kind: &'static str,
        asked: &impl Serialize,
    ) -> Result<Keyed, Failure> {
        let Some(value) = headers.get(super::KEY) else {
            return Ok(Keyed { kind, value: None, before: None });
        };
        let value = value.to_str().ok().filter(|it| !it.is_empty() && it.len() <= KEY_MAX);
        let value = value.ok_or_else(|| Failure::bad_request(message("api-bad-key")))?.to_owned();
        let asked = blake3::hash(store::written(asked).as_bytes()).to_hex();
        let begun =
            once::begin(&mut self.tx, &self.partner, (kind, &value), asked.as_str(), self.now).await?;
        let before = match begun {
            once::Once::New => None,
            once::Once::Before(object) => Some(object),
            once::Once::Other => {
                return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, message("api-other-key")));
            }
        };
        Ok(Keyed { kind, value: Some(value), before })
    }

    /// Says what came of what was asked with a key.
    pub(super) async fn done(&mut self, key: &Keyed, object: &str) -> Result<(), Failure> {
        if let Some(value) = &key.value {
            once::done(&mut self.tx, &self.partner, (key.kind, value), object).await?;
        }
        Ok(())
    }

    /// Ends: audit trail, commit.
    pub(super) async fn end(mut self, action: &str, object: &str, detail: Value) -> Result<(), Failure> {
        let entry = audit::Entry { actor: &self.actor, action, object, partner: Some(&self.partner), detail };
        audit::tell(&mut self.tx, entry, self.now).await?;
        Ok(self.tx.commit().await?)
    }
}

/// A key with which something is asked.
pub(super) struct Keyed {
    kind: &'static str,
    value: Option<String>,
    /// What came of it when it was asked before.
    pub(super) before: Option<String>,
}

/// A value that does not suit.
pub(super) fn wrong(field: &str, problem: Message) -> Failure {
    Failure::of_status(StatusCode::UNPROCESSABLE_ENTITY).field(field, problem)
}

/// Somebody was faster, or the version is not the one that was seen.
pub(super) fn as_seen(request: &Request, version: Option<i64>) -> Result<(), Failure> {
    match version {
        Some(seen) if seen != request.version => Err(HandlingError::Stale(request.id).into()),
        _ => Ok(()),
    }
}

/// A line that is not longer than it may be.
pub(super) fn line(field: &str, text: &str, most: usize) -> Result<String, Failure> {
    let cleaned = one_line(text);
    short(field, &cleaned, most)?;
    Ok(cleaned)
}

/// A text that is not longer than it may be, as it is.
pub(super) fn text(field: &str, text: &str, most: usize) -> Result<String, Failure> {
    let text = text.trim().replace("\r\n", "\n");
    let text = store::text(&text);
    short(field, &text, most)?;
    Ok(text)
}

fn short(field: &str, text: &str, most: usize) -> Result<(), Failure> {
    if text.chars().count() > most {
        return Err(wrong(field, message("api-too-long").with("most", most as u64)));
    }
    Ok(())
}

/// The instant of a field that may be absent.
pub(super) fn instant(field: &str, given: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let Some(given) = given.filter(|it| !it.is_empty()) else { return Ok(None) };
    let at: Timestamp = given.parse().map_err(|_| wrong(field, message("api-bad-instant")))?;
    Ok(Some(at))
}

/// A word of a closed list.
pub(super) fn word<T: Copy>(
    field: &str,
    given: &str,
    all: &[T],
    code: fn(T) -> &'static str,
) -> Result<T, Failure> {
    all.iter().copied().find(|it| code(*it) == given).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|it| code(*it)).collect();
        wrong(field, message("api-bad-word").with("known", known.join(", ")))
    })
}
