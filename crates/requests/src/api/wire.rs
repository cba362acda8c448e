//! What programs read: types made for the wire, apart from those of the domain.

use register::{AccountId, Tx};
use serde::Serialize;
use serde_json::Value;
use site::Failure;
use utoipa::ToSchema;

use super::call::Call;
use crate::{
    contact::{Attachment, Contact},
    request::Request,
    store::{
        contacts,
        events::{self, Event},
        notes::{self, Note},
        usagers,
    },
    usager::{Usager, Way},
};

/// A request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestShown {
    /// `req_…`
    id: String,
    /// What people quote: `2026-000042`.
    reference: String,
    /// One line.
    subject: String,
    /// `open` or `closed`.
    state: &'static str,
    /// Whose turn it is: `administration`, `usager`, `other-body`.
    party: &'static str,
    /// The channel of its first contact.
    channel: &'static str,
    /// A code of your reasons.
    reason: Option<String>,
    /// The life event of that reason.
    life_event: Option<String>,
    /// Who answers.
    team: Option<TeamShown>,
    /// The e-mail address of its agent.
    agent: Option<String>,
    /// `usg_…`
    usager: String,
    /// When it arrived (RFC 3339).
    opened_at: String,
    /// When somebody last wrote or called, on either side.
    last_contact_at: String,
    /// When the team's promise ends; null while one waits for the usager.
    due_at: Option<String>,
    /// When the usager was first answered.
    answered_at: Option<String>,
    /// When it was closed.
    closed_at: Option<String>,
    /// Out of the queue until then.
    snoozed_until: Option<String>,
    /// A cause, `A1` to `V5`.
    cause: Option<String>,
    /// `resolved` `unresolved` `transferred` `abandoned`.
    outcome: Option<String>,
    /// The request that it became part of.
    merged_into: Option<String>,
    /// What opens its follow-up page, `/suivi/…`: give it to the usager only.
    follow_up: String,
    /// Grows with each change; send it back to change only what you saw.
    version: i64,
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TeamShown {
    /// `team_…`
    id: String,
    /// Its name.
    name: String,
}

/// A page of requests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RequestPage {
    /// What is due first comes first; of closed ones, the latest contact first.
    pub(super) requests: Vec<RequestShown>,
    /// What to send as `after` to go on; null: this was the last page.
    pub(super) next: Option<String>,
}

/// A request with all that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeRequest {
    #[serde(flatten)]
    request: RequestShown,
    /// Who asks.
    person: Option<UsagerShown>,
    /// The exchanges, the oldest first.
    contacts: Vec<ContactShown>,
    /// What agents tell each other, the oldest first.
    notes: Vec<NoteShown>,
    /// What was done, the oldest first.
    events: Vec<EventShown>,
}

/// One exchange.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactShown {
    /// `cnt_…`
    pub(super) id: String,
    /// About which request.
    request: String,
    /// When (RFC 3339).
    at: String,
    /// `phone` `email` `counter` `web` …
    channel: &'static str,
    /// `inbound` `outbound` `proactive`.
    direction: &'static str,
    /// `person`, or `product` for what left by itself.
    origin: &'static str,
    /// The e-mail address of the agent.
    agent: Option<String>,
    /// One line.
    subject: String,
    /// What was written or noted.
    body: String,
    /// The address or number.
    way: String,
    /// Its own cause, if it is not the request's.
    cause: Option<String>,
    /// How it ended, if that was said of it.
    outcome: Option<String>,
    /// Whole seconds before it was taken.
    wait_s: Option<u32>,
    /// Whole seconds that it took.
    duration_s: Option<u32>,
    /// Its files, without their content.
    files: Vec<FileShown>,
}

/// A file of a contact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileShown {
    place: i64,
    name: String,
    bytes: u64,
    /// The type that its first bytes show.
    kind: Option<String>,
    /// `sound` `unchecked` `dangerous`.
    verdict: &'static str,
}

/// What agents tell each other.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoteShown {
    /// `note_…`
    pub(super) id: String,
    /// When (RFC 3339).
    at: String,
    /// The e-mail address of its author.
    author: Option<String>,
    /// What it says.
    body: String,
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventShown {
    /// When (RFC 3339).
    at: String,
    /// `opened` `assigned` `closed` …
    kind: String,
    /// An account's or token's id, `usager`, or `product`.
    actor: String,
    /// More.
    #[schema(value_type = Object)]
    detail: Value,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsagerShown {
    /// `usg_…`
    pub(super) id: String,
    /// How your other systems name them.
    external_id: Option<String>,
    /// May be empty.
    name: String,
    /// `fr`, `en` …
    language: String,
    /// By what they are reached.
    ways: Vec<WayShown>,
    /// The person that they were found to be.
    merged_into: Option<String>,
}

/// A way to reach somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WayShown {
    /// `email` `phone` `post`.
    kind: &'static str,
    /// As it was written.
    value: String,
    /// Whether nothing arrives there.
    is_dead: bool,
}

/// The e-mail addresses of those who answer.
pub(super) struct Agents(Vec<(AccountId, String)>);

impl Agents {
    pub(super) async fn read(call: &mut Call) -> Result<Self, Failure> {
        Ok(Self(call.people().await?.iter().map(|it| (it.id, it.email.clone())).collect()))
    }

    pub(super) fn email(&self, id: Option<AccountId>) -> Option<String> {
        self.0.iter().find(|(it, _)| Some(*it) == id).map(|(_, email)| email.clone())
    }
}

/// A request, for programs.
pub(super) fn request(call: &Call, agents: &Agents, it: &Request) -> RequestShown {
    let team = it.team.and_then(|id| call.house.team(id));
    RequestShown {
        id: it.id.to_string(),
        reference: it.reference.clone(),
        subject: it.subject.clone(),
        state: it.state.code(),
        party: it.party.code(),
        channel: it.channel.code(),
        reason: it.reason.clone(),
        life_event: it.life_event.clone(),
        team: team.map(|it| TeamShown { id: it.id.to_string(), name: it.name.clone() }),
        agent: agents.email(it.assignee),
        usager: it.usager.to_string(),
        opened_at: it.opened_at.to_string(),
        last_contact_at: it.last_contact_at.to_string(),
        due_at: it.due_at.map(|it| it.to_string()),
        answered_at: it.answered_at.map(|it| it.to_string()),
        closed_at: it.closed_at.map(|it| it.to_string()),
        snoozed_until: it.snoozed_until.map(|it| it.to_string()),
        cause: it.cause.as_ref().map(|it| it.code().to_owned()),
        outcome: it.outcome.map(|it| it.code().to_owned()),
        merged_into: it.merged_into.map(|it| it.to_string()),
        follow_up: format!("/suivi/{}", it.code.shown()),
        version: it.version,
    }
}

/// A request with its timeline.
pub(super) async fn whole(call: &mut Call, it: &Request) -> Result<WholeRequest, Failure> {
    let agents = Agents::read(call).await?;
    let person = match usagers::find(&mut call.tx, &call.partner, it.usager).await? {
        Some(usager) => Some(person(&mut call.tx, &usager).await?),
        None => None,
    };
    let mut contacts_shown = Vec::new();
    for it in contacts::of_request(&mut call.tx, it.id).await? {
        let files = contacts::files(&mut call.tx, it.id).await?;
        contacts_shown.push(contact(&agents, &it, &files));
    }
    let notes = notes::of_request(&mut call.tx, it.id).await?;
    let events = events::of_request(&mut call.tx, it.id).await?;
    Ok(WholeRequest {
        request: request(call, &agents, it),
        person,
        contacts: contacts_shown,
        notes: notes.iter().map(|it| note(&agents, it)).collect(),
        events: events.into_iter().map(event).collect(),
    })
}

/// A contact, for programs.
pub(super) fn contact(agents: &Agents, it: &Contact, files: &[Attachment]) -> ContactShown {
    let file = |it: &Attachment| FileShown {
        place: it.place,
        name: it.name.clone(),
        bytes: it.bytes,
        kind: it.found_type.clone(),
        verdict: it.verdict.code(),
    };
    ContactShown {
        id: it.id.to_string(),
        request: it.request.to_string(),
        at: it.at.to_string(),
        channel: it.channel.code(),
        direction: it.direction.code(),
        origin: it.origin.code(),
        agent: agents.email(it.agent),
        subject: it.subject.clone(),
        body: it.body.clone(),
        way: it.way.clone(),
        cause: it.cause.as_ref().map(|it| it.code().to_owned()),
        outcome: it.outcome.map(|it| it.code().to_owned()),
        wait_s: it.wait_s,
        duration_s: it.duration_s,
        files: files.iter().map(file).collect(),
    }
}

/// A note, for programs.
pub(super) fn note(agents: &Agents, it: &Note) -> NoteShown {
    NoteShown {
        id: it.id.to_string(),
        at: it.at.to_string(),
        author: agents.email(it.author),
        body: it.body.clone(),
    }
}

fn event(it: Event) -> EventShown {
    EventShown { at: it.at.to_string(), kind: it.kind, actor: it.actor, detail: it.detail }
}

/// A person, for programs.
pub(super) async fn person(tx: &mut Tx, it: &Usager) -> Result<UsagerShown, Failure> {
    let way = |it: Way| WayShown { kind: it.kind.code(), value: it.shown, is_dead: it.is_dead };
    let ways = usagers::ways(tx, it.id).await?;
    Ok(UsagerShown {
        id: it.id.to_string(),
        external_id: it.external_id.clone(),
        name: it.name.clone(),
        language: it.language.clone(),
        ways: ways.into_iter().map(way).collect(),
        merged_into: it.merged_into.map(|it| it.to_string()),
    })
}
