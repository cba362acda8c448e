//! What this person went through, on every channel, before anybody answers once more.

use std::collections::HashMap;

use calendar::Territory;
use jiff::Timestamp;
use kernel::Direction;
use register::Tx;
use site::{Failure, Shell};

use super::{
    common::{address, channel_name},
    timeline::link,
};
use crate::{
    contact::{Contact, Origin},
    request::{Request, RequestId},
    rules::{
        Text,
        radar::{self, Callback, Earlier, Noticed, Present},
    },
    store::callbacks,
    usager::UsagerId,
};

/// Contacts that are named one by one.
const NAMED_MAX: usize = 8;
/// Requests whose promised calls are looked at.
const REQUESTS_MAX: usize = 20;

/// What an agent is told.
pub(super) struct Radar {
    /// What they should know first: how often this person came.
    pub(super) headline: String,
    /// What we owe, and what one waits for.
    pub(super) facts: Vec<String>,
    /// Whether something is owed.
    pub(super) is_pressing: bool,
    /// Each contact: its sentence, and the request's address and reference.
    pub(super) contacts: Vec<(String, (String, String))>,
}

/// What this person went through (`None`: this is their first contact), and what the rules know of the contact that waits.
pub(super) async fn of(
    shell: &Shell,
    tx: &mut Tx,
    territory: Territory,
    request: &Request,
    requests: &[Request],
    contacts: &[Contact],
) -> Result<(Option<Radar>, radar::Radar), Failure> {
    let is_unanswered = unanswered(contacts);
    // The contact that waits: the last one about this request.
    let mut own = contacts.iter().filter(|it| it.request == request.id && it.direction == Direction::Inbound);
    let last = own.next();
    let earlier: Vec<Earlier> = contacts
        .iter()
        .filter(|it| last.is_none_or(|last| it.id != last.id) && it.origin == Origin::Person)
        .map(|it| Earlier {
            at: it.at,
            channel: it.channel,
            direction: it.direction,
            reason: it.reason.clone(),
            outcome: it.outcome,
            is_unanswered: it.direction == Direction::Inbound && is_unanswered(it),
        })
        .collect();
    let at = last.map_or(request.opened_at, |it| it.at);
    let mut known = Vec::new();
    for it in requests.iter().filter(|it| it.opened_at < at && it.merged_into.is_none()).take(REQUESTS_MAX) {
        let callback = callbacks::of_request(tx, it.id).await?.pop();
        known.push(radar::Request {
            reason: it.reason.clone().unwrap_or_default(),
            opened_at: it.opened_at,
            closed_at: it.closed_at,
            promised_by: it.promised.map(|it| it.high),
            turn: it.party,
            document: None,
            callback: callback.map(|it| Callback { by: it.until, made_at: it.done_at }),
        });
    }
    let words = last.map_or_else(String::new, |it| format!("{}\n{}", it.subject, it.body));
    let text = Text::of(&words);
    let present =
        Present { at, channel: last.map_or(request.channel, |it| it.channel), reason: None, text: &text };
    let found = radar::radar(&present, &earlier, &known, territory);
    let mut said = found.facts.iter().map(|it| fact_said(shell, it));
    let shown = said.next().map(|headline| Radar {
        headline,
        facts: said.collect(),
        is_pressing: found.given.failure.is_some() || earlier.iter().any(|it| it.is_unanswered),
        contacts: contacts
            .iter()
            .filter(|it| it.direction == Direction::Inbound && last.is_none_or(|last| it.id != last.id))
            .take(NAMED_MAX)
            .map(|it| named(shell, request, requests, it, is_unanswered(it)))
            .collect(),
    });
    Ok((shown, found))
}

fn fact_said(shell: &Shell, fact: &Noticed) -> String {
    let details: Vec<String> = fact.details.iter().map(|it| shell.say(it)).collect();
    let said = shell.say(&fact.message);
    if details.is_empty() {
        return said;
    }
    shell.t_with("desk-radar", &[("fact", said.into()), ("details", details.join(", ").into())])
}

fn named(
    shell: &Shell,
    request: &Request,
    requests: &[Request],
    contact: &Contact,
    is_unanswered: bool,
) -> (String, (String, String)) {
    let key = if is_unanswered { "desk-radar-unanswered" } else { "desk-radar-answered" };
    let args = [
        ("channel", channel_name(shell, contact.channel).into()),
        ("at", shell.figures().instant(contact.at).into()),
    ];
    let of = requests.iter().find(|other| other.id == contact.request);
    let (href, reference) = link(contact.request, of.map_or("", |it| it.reference.as_str()));
    let href = if contact.request == request.id { format!("#{}", contact.id) } else { href };
    (shell.t_with(key, &args), (href, reference))
}

/// Whether nobody of ours wrote or called after a contact, about its request.
fn unanswered(contacts: &[Contact]) -> impl Fn(&Contact) -> bool {
    let mut answered: HashMap<RequestId, Timestamp> = HashMap::new();
    for it in contacts {
        if it.direction != Direction::Inbound && it.origin == Origin::Person {
            let last = answered.entry(it.request).or_insert(it.at);
            *last = (*last).max(it.at);
        }
    }
    move |contact| answered.get(&contact.request).is_none_or(|it| *it < contact.at)
}

/// The address of a person.
pub(super) fn person_address(id: UsagerId) -> String {
    format!("{}/usagers/{id}", super::PATH)
}

/// The other requests of a person, the latest first: address, and reference, subject, state.
pub(super) fn others(shell: &Shell, requests: &[Request], but: RequestId) -> Vec<(String, String)> {
    let shown = requests.iter().filter(|it| it.id != but && it.merged_into.is_none());
    shown
        .map(|it| {
            let text = format!("{} · {} · {}", it.reference, it.subject, shell.say(&it.state.label()));
            (address(it.id), text)
        })
        .collect()
}
