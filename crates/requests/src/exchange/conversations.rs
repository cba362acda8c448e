//! Conversations of another product, as its files have them: a table ([`table`]), Zammad's tickets ([`zammad`]), `FreeScout`'s conversations
//! ([`freescout`]).
//!
//! Start with [`read`], then [`take`]. What each message says is put into a MIME message and read like one that came, in the process of its
//! own that reads strangers' bytes, so that HTML is made safe and files are checked by the same code.
//!
//! **Invariants:** ids follow from the mailbox, the format and the other product's own ids, so that what was imported once is known, whatever
//! became of it since; a request that is new here keeps the state that it had there, one that is known keeps the state that it has here; who
//! was erased does not come back; what cannot be read is told with its place, and the rest is kept.

pub mod freescout;
mod place;
pub mod table;
pub mod zammad;

use std::{collections::BTreeMap, fmt::Write as _};

use base64::Engine as _;
use jiff::Timestamp;
use kernel::{Channel, Direction, Lang, Message as Said, PartnerCode};
use mail::Incoming;
use register::{StoreError, Tx};
use sqlx::types::Uuid;

use super::erasure;
use crate::{
    contact::{Contact, ContactId},
    handling::{self, HandlingError, House, NewRequest},
    mailroom::{
        Mailbox, filing,
        work::{Mailroom, WorkError},
    },
    request::{FollowUpCode, Request, RequestId, State},
    store::{contacts, notes, one_line, requests, usagers},
    usager::{Usager, Way},
    words::message,
};
pub use place::Records;

/// Letters of a line of base64.
const LINE: usize = 76;

/// Files that were given together, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A conversation with one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Of which format.
    pub format: &'static str,
    /// How the other product names it.
    pub key: String,
    /// One line.
    pub subject: String,
    /// Who asks.
    pub who: Who,
    /// Whether it was settled there.
    pub is_closed: bool,
    /// When; if it is not said, with its last message.
    pub closed_at: Option<Timestamp>,
    /// A code of the partner's reasons, if it is one.
    pub reason: Option<String>,
    /// What was said, the oldest first; never empty.
    pub messages: Vec<Message>,
}

/// The person of a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// As they are called; may be empty.
    pub name: String,
    /// Their addresses and numbers.
    pub ways: Vec<Way>,
}

/// What kind of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The usager's.
    Usager,
    /// An agent's, to the usager.
    Agent,
    /// An agent's, for colleagues.
    Note,
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How the other product names it.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// By which way.
    pub channel: Channel,
    /// Whose it is.
    pub role: Role,
    /// What it says.
    pub text: String,
    /// Whether that is HTML.
    pub is_html: bool,
    /// Its own subject, if it has one.
    pub subject: Option<String>,
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// What came with it: name, type and bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
}

/// A record that was not taken, or not whole.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The file.
    pub file: String,
    /// The line of the file where the record begins, from 1.
    pub line: u64,
    /// The column or the field.
    pub column: String,
    /// Why.
    pub why: Said,
}

/// What a set of files holds.
#[derive(Debug, Default)]
pub struct Found {
    /// The conversations that can be read.
    pub conversations: Vec<Conversation>,
    /// What cannot.
    pub refused: Vec<Refused>,
}

/// Reads files that were given together: tables by their ending, JSON by what it holds.
pub fn read(files: &Files) -> Found {
    let mut found = Found::default();
    let mut records = Vec::new();
    for (name, bytes) in files {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => table::read(name, bytes, &mut found),
            "json" => match Records::of(name, bytes) {
                Ok(read) => records.extend(read),
                Err(refused) => found.refused.push(refused),
            },
            _ => {}
        }
    }
    zammad::read(&records, files, &mut found);
    freescout::read(&records, files, &mut found);
    for record in records.iter().filter(|it| it.kind() == place::Holds::Unknown) {
        found.refused.push(record.refused("", message("import-record-unknown")));
    }
    found
}

/// What came of a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Messages that are new.
    pub filed: u64,
    /// Messages that were here.
    pub duplicates: u64,
    /// Messages of somebody who was erased since.
    pub apart: u64,
    /// Whether a request was closed as it was there.
    pub is_closed: bool,
}

/// Takes one conversation.
pub async fn take(room: &Mailroom, mailbox: &Mailbox, given: &Conversation) -> Result<Taken, WorkError> {
    let mut readings = Vec::new();
    for said in &given.messages {
        let raw = wrapped(said);
        let incoming = room.reader.read(&raw).await?.ok();
        if let Some(incoming) = &incoming {
            room.keep_attachments(&raw, incoming).await?;
        }
        readings.push(incoming);
    }
    let now = room.clock.now();
    let mut tx = room.db.write().await?;
    let house = House::read(&mut tx, &mailbox.partner).await?;
    let place = Place { house: &house, mailbox, keys: &room.keys };
    let taken = file(&mut tx, place, given, &readings, (FollowUpCode::draw()?, now)).await?;
    tx.commit().await?;
    if taken.apart > 0 {
        for incoming in readings.iter().flatten() {
            room.forget(incoming).await?;
        }
    }
    Ok(taken)
}

/// Where conversations are filed.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The partner's teams and reasons.
    pub house: &'a House,
    /// The mailbox whose team gets them.
    pub mailbox: &'a Mailbox,
    /// The instance's keys.
    pub keys: &'a mail::Keys,
}

/// Files a conversation whose messages were read (`None`: one could not be). The caller commits.
pub async fn file(
    tx: &mut Tx,
    place: Place<'_>,
    given: &Conversation,
    readings: &[Option<Incoming>],
    (code, now): (FollowUpCode, Timestamp),
) -> Result<Taken, HandlingError> {
    let mut taken = Taken::default();
    let Some(first) = given.messages.first() else { return Ok(taken) };
    let partner = &place.house.partner;
    let id: RequestId = RequestId::from_uuid(place.id(given, ""));
    let known = requests::find(tx, partner, id).await?;
    let mut open = known.clone();
    for (said, reading) in given.messages.iter().zip(readings) {
        let uuid = place.id(given, &said.key);
        if is_known(tx, partner, said, uuid).await? {
            taken.duplicates += 1;
            continue;
        }
        if is_erased(tx, place, &given.who, said.at).await? {
            taken.apart += 1;
            continue;
        }
        let request = if let Some(request) = &mut open {
            request
        } else {
            let request = begin(tx, place, given, (id, first), code.clone()).await?;
            open.insert(request)
        };
        add(tx, place, request, said, (uuid, reading.as_ref())).await?;
        taken.filed += 1;
    }
    let Some(mut request) = open.filter(|_| taken.filed > 0) else { return Ok(taken) };
    if known.is_none() && given.is_closed {
        let last = request.last_contact_at;
        request.closed_at = Some(given.closed_at.map_or(last, |it| it.clamp(last, now.max(last))));
        handling::close_old(tx, &mut request, now).await?;
        taken.is_closed = true;
    }
    if known.is_none() || request.state == State::Closed {
        requests::was_imported(tx, request.id, now).await?;
    }
    Ok(taken)
}

impl Place<'_> {
    /// The id of a message, or of its conversation (no message): always the same.
    fn id(self, given: &Conversation, key: &str) -> Uuid {
        let fields = [self.house.partner.as_str(), &self.mailbox.address, given.format, &given.key, key];
        let mut hash = blake3::Hasher::new_derive_key("contacts-efficaces/imported-conversation/1");
        for field in fields {
            hash.update(&(field.len() as u64).to_le_bytes());
            hash.update(field.as_bytes());
        }
        let mut bytes = [0; 16];
        hash.finalize_xof().fill(&mut bytes);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// Whether a message was imported before, or came by itself: the same Message-ID on the same day.
async fn is_known(
    tx: &mut Tx,
    partner: &PartnerCode,
    said: &Message,
    uuid: Uuid,
) -> Result<bool, StoreError> {
    if said.role == Role::Note {
        return notes::is_there(tx, notes::NoteId::from_uuid(uuid)).await;
    }
    if contacts::find(tx, partner, ContactId::from_uuid(uuid)).await?.is_some() {
        return Ok(true);
    }
    let Some(message_id) = &said.message_id else { return Ok(false) };
    let other = contacts::by_message_id(tx, partner, message_id).await?;
    Ok(other.is_some_and(|it| it.at.duration_since(said.at).abs().as_hours() < 24))
}

async fn is_erased(tx: &mut Tx, place: Place<'_>, who: &Who, at: Timestamp) -> Result<bool, StoreError> {
    for way in &who.ways {
        if erasure::covers(tx, place.keys, &place.house.partner, way, at).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Opens the request of a conversation that is new here.
async fn begin(
    tx: &mut Tx,
    place: Place<'_>,
    given: &Conversation,
    (id, first): (RequestId, &Message),
    code: FollowUpCode,
) -> Result<Request, HandlingError> {
    let usager = person(tx, &place.house.partner, &given.who, first.at).await?;
    let reason = given.reason.as_deref().filter(|it| place.house.reason(it).is_some());
    let new = NewRequest {
        usager: &usager,
        subject: &given.subject,
        channel: first.channel,
        reason,
        at: first.at,
        code,
    };
    let mut request = handling::open_as(tx, place.house, new, id).await?;
    let team = place.mailbox.team.filter(|it| reason.is_none() && Some(*it) != request.team);
    if let Some(team) = team {
        handling::give_to_team(tx, place.house, &mut request, (team, handling::PRODUCT), first.at).await?;
    }
    Ok(request)
}

/// The person whom one of the ways leads to, else somebody new.
async fn person(tx: &mut Tx, partner: &PartnerCode, who: &Who, at: Timestamp) -> Result<Usager, StoreError> {
    for way in &who.ways {
        if let Some(known) = usagers::by_way(tx, partner, way).await?.into_iter().next() {
            return Ok(known);
        }
    }
    let usager = Usager::new(partner.clone(), &one_line(&who.name), at);
    usagers::record(tx, &usager).await?;
    for way in &who.ways {
        usagers::add_way(tx, &usager, way, at).await?;
    }
    Ok(usager)
}

async fn add(
    tx: &mut Tx,
    place: Place<'_>,
    request: &mut Request,
    said: &Message,
    (uuid, reading): (Uuid, Option<&Incoming>),
) -> Result<(), HandlingError> {
    // What could not be read is kept as it was written, without its HTML and its files.
    let text = reading.map_or_else(|| said.text.clone(), |it| it.text.clone());
    let direction = match said.role {
        Role::Usager => Direction::Inbound,
        Role::Agent => Direction::Outbound,
        Role::Note => {
            let note =
                notes::Note { id: notes::NoteId::from_uuid(uuid), author: None, body: text, at: said.at };
            notes::record(tx, request.id, &note, &[]).await?;
            return Ok(());
        }
    };
    let ids = (request.id, request.usager);
    let mut contact = Contact::new(ids, request.partner.clone(), said.channel, direction, said.at);
    contact.id = ContactId::from_uuid(uuid);
    contact.subject = one_line(said.subject.as_deref().unwrap_or(&request.subject));
    contact.body = text;
    contact.message_id.clone_from(&said.message_id);
    if let Some(reading) = reading {
        contact.quoted.clone_from(&reading.quoted);
        contact.html = reading.html.as_ref().and_then(|it| serde_json::to_string(it).ok());
    }
    if request.closed_at.is_some_and(|it| said.at <= it) {
        handling::add_old(tx, request, &contact).await?;
    } else {
        handling::receive(tx, place.house, request, &contact).await?;
    }
    for (number, carried) in reading.iter().flat_map(|it| &it.attachments).enumerate() {
        contacts::attach(tx, contact.id, &[filing::attachment(number, carried)]).await?;
    }
    Ok(())
}

/// A message as MIME: its text, and its files.
pub fn wrapped(said: &Message) -> Vec<u8> {
    let boundary = format!("=_{}", &blake3::hash(said.key.as_bytes()).to_hex()[..32]);
    let kind = if said.is_html { "text/html" } else { "text/plain" };
    let mut out = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n\
         Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    );
    push_base64(&mut out, said.text.as_bytes());
    for (name, declared, bytes) in &said.files {
        let is_type = declared.bytes().all(|it| it.is_ascii_alphanumeric() || b"/.+-".contains(&it));
        let declared = if is_type && declared.contains('/') { declared } else { "application/octet-stream" };
        let name: String = one_line(name).chars().filter(|it| !"\"\\".contains(*it)).collect();
        let _ = write!(
            out,
            "--{boundary}\r\nContent-Type: {declared}\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"=?utf-8?B?{}?=\"\r\n\r\n",
            base64::engine::general_purpose::STANDARD.encode(name)
        );
        push_base64(&mut out, bytes);
    }
    let _ = write!(out, "--{boundary}--\r\n");
    out.into_bytes()
}

fn push_base64(out: &mut String, bytes: &[u8]) {
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    for line in text.as_bytes().chunks(LINE) {
        out.push_str(std::str::from_utf8(line).unwrap_or_default());
        out.push_str("\r\n");
    }
}

/// An instant of a file: RFC 3339, or a date and an hour without a zone, which is that of Paris.
pub fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>().ok().or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        local.in_tz("Europe/Paris").ok().map(|it| it.timestamp())
    })
}

/// The ways of an address and a number, where they are some.
pub(super) fn ways(email: &str, phone: &str) -> Vec<Way> {
    Way::email(email).into_iter().chain(Way::phone(phone)).collect()
}

/// The bytes of a file by the end of its path: a folder may stand around all of them.
pub(super) fn beside<'a>(files: &'a Files, path: &str) -> Option<&'a Vec<u8>> {
    files.get(path).or_else(|| files.iter().find(|it| it.0.ends_with(&format!("/{path}"))).map(|it| it.1))
}

impl Refused {
    /// Why, in a language.
    pub fn reason(&self, lang: Lang) -> String {
        self.why.say(lang)
    }
}
