//! What happened in a request, in order: contacts, notes, events.

use std::collections::HashMap;

use calendar::Party;
use jiff::Timestamp;
use kernel::{Cause, Direction, Outcome};
use mail::{Pictures, RemoteImage, SafeHtml, bounce_words::Undelivered};
use register::{Role, Tx};
use serde_json::Value;
use site::{Failure, Markup, Shell};

use super::common::{Names, address, channel_name, reason_name};
use crate::{
    contact::{Attachment, Contact, FileVerdict, Origin, Unchecked, VirusCheck},
    handling::House,
    mailroom::dispatches::{self, DispatchState},
    request::{Request, RequestId},
    store::{
        contacts,
        events::{self, Event, party_of},
        notes::{self, Note},
    },
};

/// Something that happened.
pub(super) struct Entry {
    at: Timestamp,
    pub(super) id: String,
    /// `in`, `out`, `product`, `note` or `event`.
    pub(super) class: &'static str,
    /// What, by whom, when.
    pub(super) about: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) quoted: String,
    pub(super) html: Option<Markup>,
    /// Pictures that are not loaded from elsewhere.
    pub(super) pictures: Option<String>,
    pub(super) files: Vec<FileShown>,
    /// Where a message on its way is, and how that is coloured.
    pub(super) sending: Option<(String, &'static str)>,
    /// The letter to print.
    pub(super) letter: Option<String>,
}

/// A file that came or goes with a contact.
pub(super) struct FileShown {
    pub(super) name: String,
    pub(super) size: String,
    /// What is to be known before it is opened, and how that is coloured.
    pub(super) verdicts: Vec<(String, &'static str)>,
    /// `None`: it may not be opened.
    pub(super) href: Option<String>,
    /// Where the reader may let it through.
    pub(super) release: Option<String>,
    place: i64,
}

impl FileShown {
    /// The id of the field in which a file's release is explained.
    pub(super) fn field(&self, entry: &str) -> String {
        format!("raison-{entry}-{}", self.place)
    }
}

/// The whole of it, the oldest first.
pub(super) async fn of(
    shell: &Shell,
    tx: &mut Tx,
    (house, names): (&House, &Names),
    request: &Request,
    usager: &str,
    contacts: &[Contact],
) -> Result<Vec<Entry>, Failure> {
    let sent = dispatches::of_request(tx, request.id).await?;
    let sending: HashMap<_, _> = sent.into_iter().map(|it| (it.contact, it.state)).collect();
    let mut entries = Vec::new();
    for contact in contacts {
        let files = contacts::files(tx, contact.id).await?;
        let state = sending.get(&contact.id).map(|it| sending_said(shell, *it));
        entries.push(said(shell, names, request, (contact, usager), &files, state));
    }
    for note in notes::of_request(tx, request.id).await? {
        entries.push(noted(shell, names, &note));
    }
    for (place, event) in events::of_request(tx, request.id).await?.iter().enumerate() {
        entries.extend(happened(shell, (house, names), place, event));
    }
    entries.sort_by_key(|it| it.at);
    Ok(entries)
}

fn said(
    shell: &Shell,
    names: &Names,
    request: &Request,
    (contact, usager): (&Contact, &str),
    files: &[Attachment],
    sending: Option<(String, &'static str)>,
) -> Entry {
    let (class, key, who) = match (contact.direction, contact.origin) {
        (Direction::Inbound, _) => ("in", "desk-contact-in", usager.to_owned()),
        (_, Origin::Product) => ("product", "desk-contact-product", String::new()),
        (_, Origin::Person) => ("out", "desk-contact-out", names.account(shell, contact.agent)),
    };
    let about = shell.t_with(
        key,
        &[
            ("who", who.into()),
            ("channel", channel_name(shell, contact.channel).into()),
            ("at", shell.figures().instant(contact.at).into()),
        ],
    );
    let html = contact.html.as_deref().and_then(|it| serde_json::from_str::<SafeHtml>(it).ok());
    let pictures = html.as_ref().map(|it| it.remote_images.len() as u64).filter(|it| *it > 0);
    let is_letter = contact.direction != Direction::Inbound && contact.channel == kernel::Channel::Post;
    let base = address(request.id);
    let is_manager = shell.account().is_some_and(|it| it.role == Role::Manager);
    Entry {
        at: contact.at,
        id: contact.id.to_string(),
        class,
        about,
        subject: if contact.subject == request.subject { String::new() } else { contact.subject.clone() },
        body: contact.body.clone(),
        quoted: contact.quoted.clone(),
        html: html.map(|it| flat(&it)),
        pictures: pictures.map(|count| shell.t1("desk-pictures-off", "count", count)),
        files: files
            .iter()
            .map(|file| FileShown {
                name: file.name.clone(),
                size: size(shell, file.bytes),
                verdicts: verdicts(shell, names, file),
                href: file.may_be_opened().then(|| format!("{base}/fichiers/{}/{}", contact.id, file.place)),
                release: (is_manager && is_blocked(file))
                    .then(|| format!("{base}/fichiers/{}/{}/deblocage", contact.id, file.place)),
                place: file.place,
            })
            .collect(),
        sending,
        letter: is_letter.then(|| format!("{base}/courrier/{}", contact.id)),
    }
}

/// Whether a file is blocked by its type alone, so that a manager may let it through.
fn is_blocked(file: &Attachment) -> bool {
    file.verdict == FileVerdict::Dangerous && file.released.is_none() && !file.virus.is_infected()
}

/// What is to be known before a file is opened, and how it is coloured.
fn verdicts(shell: &Shell, names: &Names, file: &Attachment) -> Vec<(String, &'static str)> {
    let mut said = Vec::new();
    match (&file.released, file.verdict) {
        (None, FileVerdict::Dangerous) => said.push((shell.t("desk-file-dangerous"), "bad")),
        (Some(release), _) => {
            let args =
                [("who", names.actor(shell, &release.by).into()), ("why", release.why.as_str().into())];
            said.push((shell.t_with("desk-file-released", &args), "note"));
        }
        (None, FileVerdict::Sound) => {}
    }
    match &file.virus {
        VirusCheck::Clean => {}
        VirusCheck::Infected(name) => {
            said.push((shell.t1("desk-file-infected", "name", name.as_str()), "bad"));
        }
        VirusCheck::Unchecked(Unchecked::NoAntivirus) => said.push((shell.t("desk-file-no-antivirus"), "")),
        VirusCheck::Unchecked(why) => {
            said.push((shell.t(&format!("desk-file-unchecked-{}", why.code())), "note"));
        }
    }
    said
}

/// Nothing loads from elsewhere, nor from the message.
struct NoPictures;

impl Pictures for NoPictures {
    fn attachment(&self, _index: usize) -> Option<String> {
        None
    }

    fn remote(&self, _index: usize, _image: &RemoteImage) -> Option<String> {
        None
    }
}

/// A message's HTML within a page of ours: its headings are none of the page's, its tables are layout.
fn flat(html: &SafeHtml) -> Markup {
    let mut shown = html.shown(&NoPictures);
    for level in 1..=6 {
        shown = shown.replace(&format!("<h{level}>"), "<p>").replace(&format!("</h{level}>"), "</p>");
    }
    Markup::of(shown.replace("<table>", "<table role=presentation>"))
}

fn noted(shell: &Shell, names: &Names, note: &Note) -> Entry {
    let args =
        [("who", names.account(shell, note.author).into()), ("at", shell.figures().instant(note.at).into())];
    Entry {
        body: note.body.clone(),
        ..plain(note.at, note.id.to_string(), "note", shell.t_with("desk-note-by", &args))
    }
}

fn happened(shell: &Shell, (house, names): (&House, &Names), place: usize, event: &Event) -> Option<Entry> {
    let text = |name: &str| event.detail.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let what = match event.kind.as_str() {
        "opened" => shell.t("desk-event-opened"),
        "assigned" => match text("to") {
            to if to.is_empty() => shell.t("desk-event-given-back"),
            to => shell.t1("desk-event-assigned", "to", names.actor(shell, &to)),
        },
        "passed" => {
            let party = party_of(&text("party")).unwrap_or(Party::Administration);
            shell.t1("desk-event-passed", "party", shell.say(&party.label()))
        }
        "reason" => {
            let reason = text("reason");
            let name =
                if reason.is_empty() { shell.t("desk-no-reason") } else { reason_name(house, &reason) };
            shell.t1("desk-event-reason", "reason", name)
        }
        "snoozed" => match text("until").parse::<Timestamp>() {
            Ok(until) => shell.t1("desk-event-snoozed", "until", shell.figures().instant(until)),
            Err(_) => shell.t("desk-event-woken"),
        },
        "closed" => {
            let cause = text("cause").parse::<Cause>().ok().map(|it| cause_name(shell, &it));
            let outcome = text("outcome").parse::<Outcome>().ok();
            let outcome = outcome.map(|it| shell.t(&format!("desk-outcome-{it}")));
            shell.t_with(
                "desk-event-closed",
                &[
                    ("cause", cause.unwrap_or_default().into()),
                    ("outcome", outcome.unwrap_or_default().into()),
                ],
            )
        }
        "reopened" => shell.t("desk-event-reopened"),
        "merged" => shell.t("desk-event-merged"),
        "received" => shell.t1("desk-event-received", "reference", text("reference")),
        "parted" => shell.t("desk-event-parted"),
        "callback" => shell.t("desk-event-callback"),
        "called" => shell.t(&format!("desk-event-called-{}", text("outcome"))),
        "documents-asked" => shell.t("desk-event-documents-asked"),
        "documents-received" => shell.t("desk-event-documents-received"),
        "document-withdrawn" => shell.t("desk-event-document-withdrawn"),
        "settled" => shell.t("desk-event-settled"),
        "opinion" => shell.t("desk-event-opinion"),
        "incident-joined" => shell.t("desk-event-incident-joined"),
        "incident-left" => shell.t("desk-event-incident-left"),
        "incident-answered" => shell.t("desk-event-incident-answered"),
        "robot" => shell.t(&format!("arrival-{}", text("kind"))),
        "team" => {
            let team = text("team").parse().ok().and_then(|it| house.team(it)).map(|it| it.name.clone());
            shell.t1("desk-event-team", "team", team.unwrap_or_default())
        }
        "file-released" => {
            let args = [("name", text("name").into()), ("why", text("why").into())];
            shell.t_with("desk-event-file-released", &args)
        }
        "not-delivered" => {
            let why = Undelivered::ALL.into_iter().find(|it| it.code() == text("why"));
            let said = why.map(|it| format!("{} {}", shell.say(&it.what()), shell.say(&it.next())));
            shell.t1("desk-event-not-delivered", "why", said.unwrap_or_default())
        }
        _ => return None,
    };
    let args = [
        ("what", what.into()),
        ("who", names.actor(shell, &event.actor).into()),
        ("at", shell.figures().instant(event.at).into()),
    ];
    Some(plain(event.at, format!("event-{place}"), "event", shell.t_with("desk-event", &args)))
}

fn plain(at: Timestamp, id: String, class: &'static str, about: String) -> Entry {
    Entry {
        at,
        id,
        class,
        about,
        subject: String::new(),
        body: String::new(),
        quoted: String::new(),
        html: None,
        pictures: None,
        files: Vec::new(),
        sending: None,
        letter: None,
    }
}

/// The name of a cause: that of the collection, else its code.
pub(super) fn cause_name(shell: &Shell, cause: &Cause) -> String {
    let sheet = practices::collection().cause(cause.code());
    sheet.map_or_else(|| cause.code().to_owned(), |it| it.label.in_lang(shell.lang()).to_owned())
}

/// The state of a message on its way, and how it is coloured.
fn sending_said(shell: &Shell, state: DispatchState) -> (String, &'static str) {
    let class = match state {
        DispatchState::Sent => "good",
        DispatchState::Refused | DispatchState::Bounced => "bad",
        DispatchState::Waiting
        | DispatchState::Sending
        | DispatchState::Doubtful
        | DispatchState::Unproven => "note",
    };
    (shell.t(&format!("desk-sending-{}", state.code())), class)
}

/// A size as people read it.
#[expect(clippy::cast_precision_loss, reason = "a size to two figures")]
pub(super) fn size(shell: &Shell, bytes: u64) -> String {
    let figures = shell.figures();
    if bytes < 1_000_000 {
        shell.t1("desk-size-kb", "size", figures.count(bytes.div_ceil(1_000)))
    } else {
        shell.t1("desk-size-mb", "size", figures.number(bytes as f64 / 1e6, 1))
    }
}

/// A link to another request, for those who are sent there.
pub(super) fn link(id: RequestId, reference: &str) -> (String, String) {
    (address(id), reference.to_owned())
}
