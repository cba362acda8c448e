//! What this person went through, on every channel, before anybody answers once more.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use kernel::Direction;
use site::Shell;

use super::{
    common::{address, channel_name},
    timeline::link,
};
use crate::{
    contact::{Contact, Origin},
    request::{Request, RequestId},
};

/// How far back one looks.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Contacts that are named one by one.
const NAMED_MAX: usize = 8;

/// What an agent is told.
pub(super) struct Radar {
    /// How many contacts, on which channels, how many of them unanswered.
    pub(super) headline: String,
    /// Whether somebody waits for an answer to more than one contact.
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
    now: Timestamp,
) -> Option<Radar> {
    let since = now.checked_sub(LOOKED_BACK).unwrap_or(Timestamp::MIN);
    let begun: Vec<&Contact> =
        contacts.iter().filter(|it| it.direction == Direction::Inbound && it.at >= since).collect();
    if begun.len() < 2 {
        return None;
    }
    let unanswered = unanswered(contacts);
    let mut by_channel: BTreeMap<&str, (String, u64)> = BTreeMap::new();
    for it in &begun {
        let name = || channel_name(shell, it.channel).to_lowercase();
        by_channel.entry(it.channel.code()).or_insert_with(|| (name(), 0)).1 += 1;
    }
    let channels: Vec<String> =
        by_channel.values().map(|(name, count)| format!("{}\u{a0}{name}", shell.figures().count(*count))).collect();
    let waiting = begun.iter().filter(|it| unanswered(it)).count();
    let args = [
        ("count", (begun.len() as u64).into()),
        ("channels", channels.join(", ").into()),
        ("unanswered", (waiting as u64).into()),
    ];
    let named = begun.iter().take(NAMED_MAX).map(|it| {
        let key = if unanswered(it) { "desk-radar-unanswered" } else { "desk-radar-answered" };
        let args = [
            ("channel", channel_name(shell, it.channel).into()),
            ("at", shell.figures().instant(it.at).into()),
        ];
        let reference = requests.iter().find(|other| other.id == it.request);
        let reference = reference.map_or_else(String::new, |it| it.reference.clone());
        let (href, reference) = link(it.request, &reference);
        let href = if it.request == request.id { format!("#{}", it.id) } else { href };
        (shell.t_with(key, &args), (href, reference))
    });
    Some(Radar {
        headline: shell.t_with("desk-radar", &args),
        is_pressing: waiting > 1,
        contacts: named.collect(),
    })
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
pub(super) fn person_address(id: crate::usager::UsagerId) -> String {
    format!("{}/usagers/{id}", super::PATH)
}

/// The other requests of a person, the latest first: address, reference, subject, state.
pub(super) fn others(shell: &Shell, requests: &[Request], but: RequestId) -> Vec<(String, String)> {
    let shown = requests.iter().filter(|it| it.id != but && it.merged_into.is_none());
    shown
        .map(|it| {
            let text = format!("{} · {} · {}", it.reference, it.subject, shell.say(&it.state.label()));
            (address(it.id), text)
        })
        .collect()
}
