//! What a person went through, as the rules read it: for the agent who answers, and for what is learned from closed requests.

use std::collections::HashMap;

use calendar::Territory;
use jiff::Timestamp;
use kernel::Direction;
use register::{StoreError, Tx};

use crate::{
    contact::{Contact, Origin},
    handling::House,
    request::{Request, RequestId},
    rules::{
        Text,
        coding::Facts,
        radar::{self, Callback, Earlier, Present, Radar},
    },
    store::{callbacks, contacts, requests},
};

/// Requests whose promised calls are looked at.
const REQUESTS_MAX: usize = 20;

/// The contact that waits, and what came before it.
#[derive(Debug)]
pub struct Story<'a> {
    /// The last contact of the usager about the request.
    pub last: Option<&'a Contact>,
    /// Its words.
    pub text: Text,
    /// What the rules know of it.
    pub radar: Radar,
    /// Whether an earlier contact waits for an answer, too.
    pub is_owed: bool,
}

/// Reads the story of a request from all requests and contacts of its person, the latest first.
pub async fn read<'a>(
    tx: &mut Tx,
    territory: Territory,
    request: &Request,
    requests: &[Request],
    contacts: &'a [Contact],
) -> Result<Story<'a>, StoreError> {
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
    let text = last.map_or_else(|| Text::of(""), words);
    let channel = last.map_or(request.channel, |it| it.channel);
    let present = Present { at, channel, reason: None, text: &text };
    let radar = radar::radar(&present, &earlier, &known, territory);
    let is_owed = earlier.iter().any(|it| it.is_unanswered);
    Ok(Story { last, text, radar, is_owed })
}

/// The words of a contact, as the rules read them.
pub fn words(contact: &Contact) -> Text {
    Text::of(&format!("{}\n{}", contact.subject, contact.body))
}

/// The words and facts of a request as it waited for its answer: what we wrote since changes nothing.
pub async fn when_it_waited(
    tx: &mut Tx,
    house: &House,
    request: &Request,
) -> Result<(Text, Facts), StoreError> {
    let territory = house.promise(request).1.territory();
    let all = requests::of_usager(tx, request.usager).await?;
    let mut contacts = contacts::of_usager(tx, request.usager).await?;
    let is_of_usager = |it: &&Contact| it.request == request.id && it.direction == Direction::Inbound;
    let last = contacts.iter().find(is_of_usager).map(|it| it.at);
    contacts.retain(|it| last.is_none_or(|last| it.at <= last));
    let story = read(tx, territory, request, &all, &contacts).await?;
    Ok((story.text, story.radar.given))
}

/// Whether nobody of ours wrote or called after a contact, about its request.
pub fn unanswered(contacts: &[Contact]) -> impl Fn(&Contact) -> bool {
    let mut answered: HashMap<RequestId, Timestamp> = HashMap::new();
    for it in contacts {
        if it.direction != Direction::Inbound && it.origin == Origin::Person {
            let last = answered.entry(it.request).or_insert(it.at);
            *last = (*last).max(it.at);
        }
    }
    move |contact| answered.get(&contact.request).is_none_or(|it| *it < contact.at)
}
