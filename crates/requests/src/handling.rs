//! What happens to a request: it opens, a contact comes or goes, it waits for somebody, it closes, it opens again.
//!
//! Every act takes the request as it was read, writes it anew and tells its event, in the caller's transaction. Nothing here is shown;
//! pages, mail and the API call these acts, so that a request lives the same life whatever it came by.
//!
//! **Invariants:** a contact that the usager begins makes it the administration's turn, and opens a closed request again; a due date
//! follows from the turns alone.

use calendar::{DayHours, OnHolidays, Opening, Party, Standing, Target, Territory, Turns};
use jiff::{Timestamp, civil};
use kernel::{Cause, Channel, Direction, Explain, Message, Outcome, PartnerCode, paris_date};
use register::{AccountId, StoreError, Tx};
use serde_json::json;

use crate::{
    contact::{Attachment, Contact, ContactId, Origin, Release},
    request::{FollowUpCode, Request, RequestId, State},
    rules::questions::asked,
    store::{checks, contacts, events, questions, requests, teams},
    team::{Reason, Team, TeamId},
    usager::Usager,
    webhooks,
    words::message,
};

/// Letters of a subject.
const SUBJECT_MAX: usize = 250;
/// Who acts when the product does by itself.
pub const PRODUCT: &str = "product";
/// Who acts when the usager does.
pub const USAGER: &str = "usager";

/// An act that was not carried out; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum HandlingError {
    /// Somebody else changed the request meanwhile.
    #[error("request {0} was changed by somebody else meanwhile")]
    Stale(RequestId),
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for HandlingError {
    fn message(&self) -> Message {
        match self {
            Self::Stale(_) => message("handling-stale"),
            Self::Store(error) => error.message(),
        }
    }
}

impl From<HandlingError> for site::Failure {
    fn from(error: HandlingError) -> Self {
        match error {
            HandlingError::Store(error) => error.into(),
            stale @ HandlingError::Stale(_) => Self::explained(axum::http::StatusCode::CONFLICT, &stale),
        }
    }
}

/// How a partner works: its teams and its reasons.
#[derive(Debug, Clone)]
pub struct House {
    /// Whose.
    pub partner: PartnerCode,
    /// The first one has what no reason gives to another.
    pub teams: Vec<Team>,
    /// In use.
    pub reasons: Vec<Reason>,
}

impl House {
    /// As the register has it.
    pub async fn read(tx: &mut Tx, partner: &PartnerCode) -> Result<Self, StoreError> {
        let teams = teams::teams(tx, partner).await?;
        let reasons = teams::reasons(tx, partner).await?;
        Ok(Self { partner: partner.clone(), teams, reasons })
    }

    /// The reason of a code.
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|it| it.code == code)
    }

    /// A team.
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|it| it.id == id)
    }

    /// Who answers a reason.
    pub fn team_for(&self, reason: Option<&str>) -> Option<&Team> {
        let named = reason.and_then(|it| self.reason(it)).and_then(|it| it.team);
        named.and_then(|it| self.team(it)).or_else(|| self.teams.first())
    }

    /// Whose holidays count for a reason.
    pub fn territory_for(&self, reason: Option<&str>) -> Territory {
        self.team_for(reason).map_or(Territory::Mainland, |it| it.opening.territory())
    }

    /// What a request is promised, and the hours in which that runs.
    pub fn promise(&self, request: &Request) -> (Target, Opening) {
        let team = request.team.and_then(|it| self.team(it));
        let reason = request.reason.as_deref().and_then(|it| self.reason(it));
        let target = reason.and_then(|it| it.target).or_else(|| team.map(|it| it.target));
        (target.unwrap_or(Team::TARGET), team.map_or_else(Team::usual_opening, |it| it.opening.clone()))
    }
}

impl Team {
    /// What a team promises until it says otherwise.
    pub const TARGET: Target = Target::WorkingDays(5);

    /// The hours of a team until it says otherwise: Monday to Friday, 9 to 12 and 14 to 17.
    ///
    /// # Panics
    ///
    /// Never: these hours can be read.
    pub fn usual_opening() -> Opening {
        let day: DayHours = "9:00-12:00, 14:00-17:00".parse().expect("hours that can be read");
        let closed = DayHours::closed();
        let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, closed.clone(), closed];
        Opening::new(Territory::Mainland, week, std::collections::BTreeMap::new(), OnHolidays::Closed)
            .expect("a week without exceptions")
    }
}

/// A request that comes to be.
#[derive(Debug, Clone)]
pub struct NewRequest<'a> {
    /// Who asks.
    pub usager: &'a Usager,
    /// One line.
    pub subject: &'a str,
    /// The channel of the first contact.
    pub channel: Channel,
    /// Why, if one knows.
    pub reason: Option<&'a str>,
    /// When it arrived.
    pub at: Timestamp,
    /// What will open its follow-up page.
    pub code: FollowUpCode,
}

/// Opens a request; its first contact follows ([`receive`]).
pub async fn open(tx: &mut Tx, house: &House, new: NewRequest<'_>) -> Result<Request, HandlingError> {
    let id = RequestId::new(new.at);
    open_as(tx, house, new, id).await
}

/// The same under an id that is known: an import finds again what it opened.
pub async fn open_as(
    tx: &mut Tx,
    house: &House,
    new: NewRequest<'_>,
    id: RequestId,
) -> Result<Request, HandlingError> {
    let NewRequest { usager, subject, channel, reason, at, code } = new;
    let year = paris_date(at.as_microsecond()).year();
    let reference = requests::next_reference(tx, &house.partner, year).await?;
    let known_by = (reference, code);
    let mut request = Request::arriving(house.partner.clone(), known_by, usager.id, channel, at);
    request.id = id;
    request.subject = one_line(subject);
    set_reason(house, &mut request, reason);
    request.due_at = due(house, &request, &Turns::starting(at, Party::Administration), at);
    requests::record(tx, &request).await?;
    events::pass_turn(tx, request.id, at, Party::Administration).await?;
    requests::index_words(tx, &request, &usager.name).await?;
    events::tell(tx, request.id, (PRODUCT, "opened"), &json!({ "channel": channel.code() }), at).await?;
    Ok(request)
}

/// A contact came, or went: it is recorded, and the request follows.
pub async fn receive(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    contact: &Contact,
) -> Result<(), HandlingError> {
    contacts::record(tx, contact).await?;
    let was_closed = request.state == State::Closed;
    request.last_contact_at = request.last_contact_at.max(contact.at);
    match contact.direction {
        Direction::Inbound => {
            request.is_unread = true;
            request.snoozed_until = None;
            open_it(request);
            if request.party != Party::Administration {
                events::pass_turn(tx, request.id, contact.at, Party::Administration).await?;
                request.party = Party::Administration;
            }
            let text = format!("{} {}", contact.subject, contact.body);
            requests::index_words(tx, request, &text).await?;
            // What an agent noted of a call or a visit is not in the usager's words.
            if contact.agent.is_none() {
                let asked: Vec<String> = asked(&contact.body).asked.into_iter().map(|it| it.text).collect();
                questions::record(tx, request.id, contact.id, &asked).await?;
            }
        }
        Direction::Outbound | Direction::Proactive => {
            if contact.origin == Origin::Person {
                request.is_unread = false;
                request.answered_at = request.answered_at.or(Some(contact.at));
            }
        }
    }
    set_due(tx, house, request, contact.at).await?;
    write(tx, request).await?;
    if was_closed && request.state == State::Open {
        tell(tx, request, (USAGER, "reopened"), &json!({}), contact.at).await?;
    }
    Ok(webhooks::publish_contact(tx, request, contact).await?)
}

/// A contact older than the closing of its request was found (an import of history): the request stays as it is.
pub async fn add_old(tx: &mut Tx, request: &Request, contact: &Contact) -> Result<(), HandlingError> {
    contacts::record(tx, contact).await?;
    let text = format!("{} {}", contact.subject, contact.body);
    Ok(requests::index_words(tx, request, &text).await?)
}

/// Closes a request of before that nobody coded here: without cause or outcome, at the instant that is known of it, else at that of its last
/// contact.
pub async fn close_old(tx: &mut Tx, request: &mut Request, now: Timestamp) -> Result<(), HandlingError> {
    request.state = State::Closed;
    request.closed_at = request.closed_at.or(Some(request.last_contact_at));
    request.is_unread = false;
    request.snoozed_until = None;
    request.due_at = None;
    write(tx, request).await?;
    tell(tx, request, (PRODUCT, "closed-history"), &json!({}), now).await
}

/// It becomes somebody's turn.
pub async fn pass(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (party, actor): (Party, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    if request.party == party {
        return Ok(());
    }
    events::pass_turn(tx, request.id, now, party).await?;
    request.party = party;
    set_due(tx, house, request, now).await?;
    write(tx, request).await?;
    tell(tx, request, (actor, "passed"), &json!({ "party": party.code() }), now).await
}

/// Gives a request to an agent, or to none; `because` says why, in both languages (JSON of `register::job::Said`).
pub async fn assign(
    tx: &mut Tx,
    request: &mut Request,
    (assignee, because): (Option<AccountId>, Option<String>),
    actor: &str,
    now: Timestamp,
) -> Result<(), HandlingError> {
    request.assignee = assignee;
    request.because = because;
    write(tx, request).await?;
    let to = assignee.map(|it| it.to_string());
    tell(tx, request, (actor, "assigned"), &json!({ "to": to }), now).await
}

/// Gives a request another reason; its team and its due date follow, its agent goes if the team changed.
pub async fn change_reason(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (reason, actor): (Option<&str>, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    let before = request.team;
    set_reason(house, request, reason);
    if request.team != before {
        request.assignee = None;
        request.because = None;
    }
    set_due(tx, house, request, now).await?;
    write(tx, request).await?;
    tell(tx, request, (actor, "reason"), &json!({ "reason": reason }), now).await
}

/// Gives a request to another team; its due date follows, its agent goes.
pub async fn give_to_team(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (team, actor): (TeamId, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    request.team = Some(team);
    request.assignee = None;
    request.because = None;
    set_due(tx, house, request, now).await?;
    write(tx, request).await?;
    tell(tx, request, (actor, "team"), &json!({ "team": team.to_string() }), now).await
}

/// A message did not reach the usager: somebody has to look, and find another way; `why` is a code of `mail::bounce_words`.
pub async fn not_delivered(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    why: &str,
    now: Timestamp,
) -> Result<(), HandlingError> {
    let was_closed = open_it(request);
    if request.party != Party::Administration {
        events::pass_turn(tx, request.id, now, Party::Administration).await?;
        request.party = Party::Administration;
    }
    request.is_unread = true;
    request.snoozed_until = None;
    set_due(tx, house, request, now).await?;
    write(tx, request).await?;
    if was_closed {
        tell(tx, request, (PRODUCT, "reopened"), &json!({}), now).await?;
    }
    tell(tx, request, (PRODUCT, "not-delivered"), &json!({ "why": why }), now).await
}

/// Takes a request out of the queue until an instant; `None`: back at once.
pub async fn snooze(
    tx: &mut Tx,
    request: &mut Request,
    (until, actor): (Option<Timestamp>, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    request.snoozed_until = until;
    write(tx, request).await?;
    tell(tx, request, (actor, "snoozed"), &json!({ "until": until }), now).await
}

/// How a request ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Why the usager wrote: a code of the partner's reasons.
    pub reason: String,
    /// Why the contact could have been avoided, or what made it useful.
    pub cause: Cause,
    /// How it ended.
    pub outcome: Outcome,
}

/// Closes a request. Its contacts go to the contact log from now on.
pub async fn close(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    (closing, actor): (&Closing, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    if request.reason.as_deref() != Some(&closing.reason) {
        let team = request.team;
        set_reason(house, request, Some(&closing.reason));
        // Who closed it has answered: it stays theirs.
        request.team = team;
    }
    end(tx, request, (Some(closing.cause.clone()), closing.outcome), actor, now).await
}

/// Closes a request of which nobody says the cause: its contacts go to the log as they are, and count as not coded.
pub async fn close_uncoded(
    tx: &mut Tx,
    request: &mut Request,
    (outcome, actor): (Outcome, &str),
    now: Timestamp,
) -> Result<(), HandlingError> {
    end(tx, request, (None, outcome), actor, now).await
}

async fn end(
    tx: &mut Tx,
    request: &mut Request,
    (cause, outcome): (Option<Cause>, Outcome),
    actor: &str,
    now: Timestamp,
) -> Result<(), HandlingError> {
    request.state = State::Closed;
    request.closed_at = Some(now);
    request.cause = cause;
    request.outcome = Some(outcome);
    request.is_unread = false;
    request.snoozed_until = None;
    request.due_at = None;
    write(tx, request).await?;
    contacts::await_mark(tx, request.id).await?;
    let cause = request.cause.as_ref().map(Cause::code);
    let detail = json!({ "cause": cause, "outcome": outcome.code() });
    tell(tx, request, (actor, "closed"), &detail, now).await
}

/// Makes a request an open one; says whether it was closed. The caller writes it, then tells.
fn open_it(request: &mut Request) -> bool {
    let was_closed = request.state == State::Closed;
    if was_closed {
        request.state = State::Open;
        request.closed_at = None;
        request.outcome = None;
    }
    was_closed
}

/// Opens a closed request again because somebody says that it is not settled.
pub async fn open_again(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    actor: &str,
    now: Timestamp,
) -> Result<(), HandlingError> {
    if !open_it(request) {
        return Ok(());
    }
    events::pass_turn(tx, request.id, now, Party::Administration).await?;
    request.party = Party::Administration;
    request.is_unread = true;
    set_due(tx, house, request, now).await?;
    write(tx, request).await?;
    tell(tx, request, (actor, "reopened"), &json!({}), now).await
}

/// Lets a file of a request through that its type blocked. `false`: there is nothing to let through, or something was found in it.
pub async fn release_file(
    tx: &mut Tx,
    request: &Request,
    (contact, file): (ContactId, &Attachment),
    release: &Release,
) -> Result<bool, HandlingError> {
    if !checks::release(tx, (contact, file.place), release).await? {
        return Ok(false);
    }
    let detail = json!({ "name": file.name, "why": release.why });
    tell(tx, request, (&release.by, "file-released"), &detail, release.at).await?;
    Ok(true)
}

/// Somebody of the team has seen what came.
pub async fn seen(tx: &mut Tx, request: &mut Request) -> Result<(), HandlingError> {
    if !request.is_unread {
        return Ok(());
    }
    request.is_unread = false;
    write(tx, request).await
}

fn set_reason(house: &House, request: &mut Request, reason: Option<&str>) {
    request.reason = reason.map(str::to_owned);
    request.life_event = reason.and_then(|it| house.reason(it)).and_then(|it| it.life_event.clone());
    request.team = house.team_for(reason).map(|it| it.id);
}

async fn set_due(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    now: Timestamp,
) -> Result<(), HandlingError> {
    if request.state == State::Closed {
        request.due_at = None;
        return Ok(());
    }
    let turns = events::turns(tx, request.id).await?;
    request.due_at = due(house, request, &turns, now);
    Ok(())
}

/// When the team's promise ends, after these turns.
fn due(house: &House, request: &Request, turns: &Turns, now: Timestamp) -> Option<Timestamp> {
    let (target, opening) = house.promise(request);
    match turns.standing(target, &opening, now) {
        Standing::Running { due, .. } | Standing::Overdue { due, .. } => Some(due),
        Standing::Paused { .. } | Standing::NeverOpen => None,
    }
}

async fn write(tx: &mut Tx, request: &mut Request) -> Result<(), HandlingError> {
    if requests::change(tx, request).await? { Ok(()) } else { Err(HandlingError::Stale(request.id)) }
}

async fn tell(
    tx: &mut Tx,
    request: &Request,
    what: (&str, &str),
    detail: &serde_json::Value,
    now: Timestamp,
) -> Result<(), HandlingError> {
    Ok(events::tell(tx, request.id, what, detail, now).await?)
}

/// A subject as lists show it.
fn one_line(text: &str) -> String {
    let words = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|it| !it.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(SUBJECT_MAX).collect()
}

/// The day of an instant in the territory of a request's team.
pub fn day_of(house: &House, request: &Request, at: Timestamp) -> civil::Date {
    let (_, opening) = house.promise(request);
    opening.territory().date_of(at)
}
