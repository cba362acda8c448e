//! What notices need of the shared inbox: where texts are read, how a request stands, calls to make, what happens to requests.

use std::{sync::Arc, time::Duration};

use ::notices::{
    incoming::{Follow, Inbox, IncomingText},
    people::Asked,
    rules::{
        facts::{CLOSED, Fact, FactId, Sign, WaitsFor, What},
        ports::{CallTask, CallTasks, Happenings},
    },
};
use calendar::Party;
use jiff::Timestamp;
use kernel::{Clock, Lang, PartnerCode};
use register::{StoreError, Tx};
use requests::{
    happened::{self, Happened},
    request::FollowUpCode,
    store::{
        callbacks::{self, CallOutcome},
        usagers,
    },
    texts,
    usager::{Way, WayKind},
    usagers_side,
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::usagers::way_of;

/// What was committed later than this after it happened would be missed: events are read again for so long.
const READ_AGAIN: Duration = Duration::from_mins(10);

/// The shared inbox, as notices see it.
#[derive(Clone)]
pub(super) struct SharedInbox {
    /// The address of the product, for links to follow-up pages.
    pub(super) site: String,
    /// What time it is.
    pub(super) clock: Arc<dyn Clock>,
}

/// What failed in the inbox, for who only knows the register.
fn failed(error: requests::handling::HandlingError) -> StoreError {
    StoreError::Elsewhere(Box::new(error))
}

impl Inbox for SharedInbox {
    fn receive<'a>(&'a self, tx: &'a mut Tx, letter: &'a IncomingText<'a>) -> Asked<'a, ()> {
        Box::pin(async move {
            let Some(way) = way_of(letter.from) else { return Ok(()) };
            let received = texts::receive(tx, letter.partner, (&way, letter.text), letter.at).await;
            received.map(drop).map_err(failed)
        })
    }

    fn call_back<'a>(&'a self, tx: &'a mut Tx, letter: &'a IncomingText<'a>) -> Asked<'a, bool> {
        Box::pin(async move {
            let Some(way) = way_of(letter.from) else { return Ok(false) };
            let usager = texts::writer(tx, letter.partner, &way, letter.at).await?;
            texts::call(tx, letter.partner, (&usager, &way), letter.at).await.map_err(failed)?;
            Ok(true)
        })
    }
}

impl Follow for SharedInbox {
    fn about<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        code: &'a str,
        lang: Lang,
    ) -> Asked<'a, Option<String>> {
        Box::pin(async move {
            let Some(code) = FollowUpCode::typed(code) else { return Ok(None) };
            usagers_side::sentence(tx, partner, &code, (lang, self.clock.now())).await
        })
    }
}

impl CallTasks for SharedInbox {
    fn put<'a>(&'a self, tx: &'a mut Tx, task: &'a CallTask, now: Timestamp) -> Asked<'a, Option<String>> {
        Box::pin(async move {
            let Ok(id) = task.person.id.parse() else { return Ok(None) };
            let Some(usager) = usagers::find(tx, &task.partner, id).await? else { return Ok(None) };
            let ways = usagers::ways(tx, id).await?;
            let Some(phone) = ways.iter().find(|it: &&Way| it.kind == WayKind::Phone && !it.is_dead) else {
                return Ok(None);
            };
            let made = texts::call(tx, &task.partner, (&usager, phone), now).await.map_err(failed)?;
            Ok(Some(format!("{} {made}", task.partner)))
        })
    }

    fn take_away<'a>(&'a self, tx: &'a mut Tx, callback: &'a str, now: Timestamp) -> Asked<'a, ()> {
        Box::pin(async move {
            let named = callback
                .split_once(' ')
                .and_then(|(partner, id)| Some((partner.parse().ok()?, id.parse().ok()?)));
            if let Some((partner, id)) = named {
                callbacks::finish(tx, &partner, id, CallOutcome::Cancelled, now).await?;
            }
            Ok(())
        })
    }
}

impl Happenings for SharedInbox {
    fn source(&self) -> &'static str {
        "inbox"
    }

    fn since<'a>(
        &'a self,
        tx: &'a mut Tx,
        place: &'a str,
        most: usize,
        now: Timestamp,
    ) -> Asked<'a, (Vec<Fact>, String)> {
        Box::pin(async move {
            let from = Place::read(place);
            let found = happened::since(tx, (from.at, from.id), most).await?;
            let last = found.last().map_or(from, |it| Place { at: it.at, id: it.id });
            // Unless there is more, the last minutes are read again.
            let again = now - READ_AGAIN;
            let next = if found.len() < most && last.at > again {
                Place { at: again.max(from.at), id: Uuid::nil() }
            } else {
                last
            };
            let facts = found.iter().flat_map(|it| self.facts(it)).collect();
            Ok((facts, next.written()))
        })
    }
}

/// An event that was read.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: Timestamp,
    id: Uuid,
}

impl Place {
    fn read(text: &str) -> Self {
        let read = || {
            let (at, id) = text.split_once(' ')?;
            Some(Self { at: Timestamp::from_microsecond(at.parse().ok()?).ok()?, id: id.parse().ok()? })
        };
        read().unwrap_or(Self { at: Timestamp::UNIX_EPOCH, id: Uuid::nil() })
    }

    fn written(self) -> String {
        format!("{} {}", self.at.as_microsecond(), self.id)
    }
}

impl SharedInbox {
    /// What an event of a request says to rules.
    fn facts(&self, it: &Happened) -> Vec<Fact> {
        let status = |code: &str| What::Status(code.to_owned());
        let (usager, administration) = (Some(WaitsFor::Usager), Some(WaitsFor::Administration));
        let party = match it.request.party {
            Party::Usager => usager,
            Party::Administration | Party::OtherBody => administration,
        };
        let said: Vec<(What, Option<WaitsFor>, bool)> = match it.kind.as_str() {
            "opened" => vec![(status("opened"), administration, false)],
            "documents-asked" => vec![(status("missing_piece"), usager, false)],
            "documents-received" => {
                vec![
                    (What::Sign(Sign::Document), administration, false),
                    (status("complete"), administration, false),
                ]
            }
            "passed" => vec![(status("passed"), party, false)],
            "called" => vec![(What::Sign(Sign::Contact), None, false)],
            "closed" | "settled" => vec![(status(CLOSED), None, true)],
            "reopened" => {
                vec![(What::Sign(Sign::Contact), None, false), (status("reopened"), administration, false)]
            }
            _ => Vec::new(),
        };
        let promise = it.request.promised.filter(|_| it.kind == "opened");
        let promised = promised_fact(promise.map(|it| it.high));
        said.into_iter()
            .chain(promised)
            .map(|(what, waits_for, is_closing)| self.fact(it, what, waits_for, is_closing))
            .collect()
    }

    fn fact(&self, it: &Happened, what: What, waits_for: Option<WaitsFor>, is_closing: bool) -> Fact {
        let request = &it.request;
        let mut data = Map::new();
        let mut put = |name: &str, value: String| drop(data.insert(name.to_owned(), Value::String(value)));
        put("reference", request.reference.clone());
        put("lien", request.code.address(&self.site));
        put("nom", it.usager.name.clone());
        Fact {
            id: FactId::new(it.at),
            partner: request.partner.clone(),
            request: request.reference.clone(),
            usager: it.usager.log_key(),
            what,
            at: it.at,
            reason: request.reason.clone(),
            life_event: request.life_event.clone(),
            channel: Some(request.channel),
            waits_for,
            is_closing,
            data,
            source: "inbox".to_owned(),
            source_id: it.id.to_string(),
        }
    }
}

fn promised_fact(due: Option<Timestamp>) -> Option<(What, Option<WaitsFor>, bool)> {
    due.map(|it| (What::Promise(it), None, false))
}
