//! What this person went through, on every channel, before anybody answers once more.

use kernel::Direction;
use site::Shell;

use super::{
    common::{address, channel_name},
    timeline::link,
};
use crate::{
    contact::Contact,
    request::{Request, RequestId},
    rules::radar::Noticed,
    story::{Story, unanswered},
    usager::UsagerId,
};

/// Contacts that are named one by one.
const NAMED_MAX: usize = 8;

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

/// What this person went through; `None`: this is their first contact.
pub(super) fn of(
    shell: &Shell,
    request: &Request,
    requests: &[Request],
    contacts: &[Contact],
    story: &Story<'_>,
) -> Option<Radar> {
    let is_unanswered = unanswered(contacts);
    let found = &story.radar;
    let mut said = found.facts.iter().map(|it| fact_said(shell, it));
    said.next().map(|headline| Radar {
        headline,
        facts: said.collect(),
        is_pressing: found.given.failure.is_some() || story.is_owed,
        contacts: contacts
            .iter()
            .filter(|it| it.direction == Direction::Inbound && story.last.is_none_or(|last| it.id != last.id))
            .take(NAMED_MAX)
            .map(|it| named(shell, request, requests, it, is_unanswered(it)))
            .collect(),
    })
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
