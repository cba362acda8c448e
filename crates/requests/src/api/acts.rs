//! What programs may do, whatever the words in which they ask: our own API and Zammad's call these.

use calendar::Party;
use jiff::{SignedDuration, Timestamp};
use kernel::{Cause, Channel, Direction, Id, Outcome};
use mail::Keys;
use register::AccountId;
use serde::{Deserialize, Serialize};
use site::Failure;
use utoipa::ToSchema;

use super::call::{Call, instant, line, text, word, wrong};
use crate::{
    acknowledge, assigning,
    contact::{Contact, Origin},
    desk, expected,
    handling::{self, Closing, NewRequest},
    meeting::{self, Told},
    request::{FollowUpCode, Request, State},
    store::{
        notes::{self, Note},
        questions, usagers,
    },
    team::TeamId,
    usager::{Usager, UsagerId, Way},
    words::message,
    writing,
};

/// Letters of a line.
pub(super) const LINE_MAX: usize = 250;
/// Letters of a text: a long letter.
pub(super) const TEXT_MAX: usize = 100_000;
/// How far the clocks of two programs may differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// How far back something that is told now may have happened.
const BACK: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Who asks. One of `id`, `external_id`, `email`, `phone` leads to somebody whom you know already; else they are new.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    /// `usg_…`
    pub(super) id: Option<String>,
    /// How your system names them; the contact log knows them by it, as a pseudonym.
    pub(super) external_id: Option<String>,
    /// As they want to be called.
    pub(super) name: Option<String>,
    /// An e-mail address.
    pub(super) email: Option<String>,
    /// A telephone number.
    pub(super) phone: Option<String>,
    /// A postal address.
    pub(super) post: Option<String>,
    /// `fr`, `en` …
    pub(super) language: Option<String>,
}

/// A request that comes to be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAsked {
    /// Who asks.
    pub(super) usager: Who,
    /// One line.
    pub(super) subject: String,
    /// What they wrote or said.
    pub(super) body: String,
    /// `phone` `email` `counter` `web` `sms` `chat` `post` `video` `app` `social` `visit` `other`; `web` if nothing is said.
    pub(super) channel: Option<String>,
    /// A code of your reasons: it says which team answers.
    pub(super) reason: Option<String>,
    /// When it arrived (RFC 3339); now if nothing is said.
    pub(super) at: Option<String>,
    /// The e-mail address of the agent who took it.
    pub(super) agent: Option<String>,
    /// Whether the product sends the acknowledgement that the law asks for; not if your system does.
    #[serde(default)]
    pub(super) acknowledge: bool,
}

/// One exchange about a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactAsked {
    /// How: as for a new request.
    pub(super) channel: String,
    /// `inbound`: the usager began; `outbound`: the administration answered; `proactive`: it wrote by itself.
    pub(super) direction: String,
    /// When (RFC 3339), not before the request's last contact; now if nothing is said.
    pub(super) at: Option<String>,
    /// One line.
    pub(super) subject: Option<String>,
    /// What was written or noted.
    #[serde(default)]
    pub(super) body: String,
    /// The address or number.
    pub(super) way: Option<String>,
    /// The e-mail address of the agent.
    pub(super) agent: Option<String>,
    /// `resolved` `unresolved` `transferred` `abandoned`.
    pub(super) outcome: Option<String>,
    /// Whole seconds before it was taken.
    pub(super) wait_s: Option<u32>,
    /// Whole seconds that it took.
    pub(super) duration_s: Option<u32>,
}

/// The person whom a program means; one who is not known comes to be.
pub(super) async fn who(call: &mut Call, asked: &Who) -> Result<Usager, Failure> {
    if let Some(id) = &asked.id {
        let id: Option<UsagerId> = id.parse().ok();
        let found = match id {
            Some(id) => usagers::find(&mut call.tx, &call.partner, id).await?,
            None => None,
        };
        let found = found.ok_or_else(|| wrong("usager.id", message("api-no-usager")))?;
        return Ok(usagers::standing(&mut call.tx, found).await?);
    }
    let mut ways = Vec::new();
    for (field, given, read) in [
        ("usager.email", &asked.email, Way::email as fn(&str) -> Option<Way>),
        ("usager.phone", &asked.phone, Way::phone),
        ("usager.post", &asked.post, Way::post),
    ] {
        let Some(given) = given.as_deref().filter(|it| !it.trim().is_empty()) else { continue };
        let given = line(field, given, LINE_MAX)?;
        ways.push(read(&given).ok_or_else(|| wrong(field, message("api-bad-way")))?);
    }
    let name = line("usager.name", asked.name.as_deref().unwrap_or_default(), LINE_MAX)?;
    let external = line("usager.external_id", asked.external_id.as_deref().unwrap_or_default(), LINE_MAX)?;
    if ways.is_empty() && name.is_empty() && external.is_empty() {
        return Err(wrong("usager", message("api-nobody")));
    }
    let language = match asked.language.as_deref().filter(|it| !it.is_empty()) {
        Some(given) => Some(
            meeting::language(given).ok_or_else(|| wrong("usager.language", message("api-bad-language")))?,
        ),
        None => None,
    };
    let told = Told { external_id: Some(external).filter(|it| !it.is_empty()), name, ways, language };
    Ok(meeting::meet(&mut call.tx, &call.partner, &told, call.now).await?)
}

/// A channel of the contact log.
pub(super) fn channel(given: &str) -> Result<Channel, Failure> {
    word("channel", given, Channel::ALL, Channel::code)
}

/// A reason of the partner.
pub(super) fn reason(call: &Call, given: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(given) = given.filter(|it| !it.is_empty()) else { return Ok(None) };
    let known = call.house.reason(given).map(|it| it.code.clone());
    known.map(Some).ok_or_else(|| {
        let all: Vec<&str> = call.house.reasons.iter().map(|it| it.code.as_str()).collect();
        wrong("reason", message("api-bad-word").with("known", all.join(", ")))
    })
}

/// When something happened that is told now.
fn when(call: &Call, given: Option<&str>) -> Result<Timestamp, Failure> {
    let at = instant("at", given)?.unwrap_or(call.now);
    if at > call.now + AHEAD || at < call.now - BACK {
        return Err(wrong("at", message("api-far-instant")));
    }
    Ok(at.min(call.now))
}

/// Opens a request, with its first contact.
pub(super) async fn open(call: &mut Call, keys: &Keys, asked: &NewAsked) -> Result<Request, Failure> {
    let agent = call.agent(asked.agent.as_deref()).await?;
    let body = text("body", &asked.body, TEXT_MAX)?;
    let mut request = begin(call, asked).await?;
    let parties = (request.id, request.usager);
    let at = request.opened_at;
    let mut contact = Contact::new(parties, call.partner.clone(), request.channel, Direction::Inbound, at);
    contact.agent = agent;
    contact.subject.clone_from(&request.subject);
    contact.body = body;
    let ways = usagers::ways(&mut call.tx, request.usager).await?;
    contact.way = ways.first().map_or_else(String::new, |it| it.shown.clone());
    // What is promised is written with the contact.
    expected::promise(&mut call.tx, &mut request, call.now).await?;
    handling::receive(&mut call.tx, &call.house, &mut request, &contact).await?;
    if asked.acknowledge {
        acknowledge::acknowledge(&mut call.tx, &call.house, keys, &mut request, call.now).await?;
    }
    assigning::give(&mut call.tx, &call.house, &mut request, call.now).await?;
    Ok(request)
}

/// Opens a request in which nobody has said anything yet.
pub(super) async fn begin(call: &mut Call, asked: &NewAsked) -> Result<Request, Failure> {
    let channel = channel(asked.channel.as_deref().filter(|it| !it.is_empty()).unwrap_or("web"))?;
    let reason = reason(call, asked.reason.as_deref())?;
    let at = when(call, asked.at.as_deref())?;
    let subject = line("subject", &asked.subject, LINE_MAX)?;
    if subject.is_empty() {
        return Err(wrong("subject", message("api-empty")));
    }
    let usager = who(call, &asked.usager).await?;
    let new = NewRequest {
        usager: &usager,
        subject: &subject,
        channel,
        reason: reason.as_deref(),
        at,
        code: FollowUpCode::draw()?,
    };
    Ok(handling::open(&mut call.tx, &call.house, new).await?)
}

/// Records a contact that another system had with the usager.
pub(super) async fn contact(
    call: &mut Call,
    request: &mut Request,
    asked: &ContactAsked,
) -> Result<Contact, Failure> {
    let channel = channel(&asked.channel)?;
    let direction = word("direction", &asked.direction, Direction::ALL, Direction::code)?;
    let at = when(call, asked.at.as_deref())?;
    if asked.at.is_some() && at < request.last_contact_at {
        return Err(wrong("at", message("api-before-last")));
    }
    let outcome = match asked.outcome.as_deref().filter(|it| !it.is_empty()) {
        Some(given) => Some(word("outcome", given, Outcome::ALL, Outcome::code)?),
        None => None,
    };
    let parties = (request.id, request.usager);
    let mut contact = Contact::new(parties, call.partner.clone(), channel, direction, at);
    contact.agent = call.agent(asked.agent.as_deref()).await?;
    contact.subject = line("subject", asked.subject.as_deref().unwrap_or_default(), LINE_MAX)?;
    contact.body = text("body", &asked.body, TEXT_MAX)?;
    contact.way = line("way", asked.way.as_deref().unwrap_or_default(), LINE_MAX)?;
    contact.outcome = outcome;
    contact.wait_s = asked.wait_s;
    contact.duration_s = asked.duration_s;
    if direction == Direction::Proactive {
        contact.origin = Origin::Product;
    }
    handling::receive(&mut call.tx, &call.house, request, &contact).await?;
    Ok(contact)
}

/// Tells agents something.
pub(super) async fn note(
    call: &mut Call,
    request: &Request,
    (body, author): (&str, Option<AccountId>),
) -> Result<Note, Failure> {
    let body = text("body", body, TEXT_MAX)?;
    if body.is_empty() {
        return Err(wrong("body", message("api-empty")));
    }
    let note = Note { id: Id::new(call.now), author, body, at: call.now };
    notes::record(&mut call.tx, request.id, &note, &[]).await?;
    Ok(note)
}

/// Writes to the usager: by e-mail where that can be, else on their follow-up page. Without an agent it is a message of the product, and
/// not the answer that the usager waits for.
pub(super) async fn reply(
    call: &mut Call,
    keys: &Keys,
    request: &mut Request,
    (subject, body, agent): (&str, &str, Option<AccountId>),
) -> Result<Contact, Failure> {
    let subject = line("subject", subject, LINE_MAX)?;
    let subject = if subject.is_empty() { request.subject.clone() } else { subject };
    let body = text("body", body, TEXT_MAX)?;
    if body.is_empty() {
        return Err(wrong("body", message("api-empty")));
    }
    let what = (subject.as_str(), body.as_str(), agent);
    Ok(writing::write(&mut call.tx, &call.house, keys, request, what, call.now).await?)
}

/// Gives a request to an agent or to none, and to a team before that, if one is named.
pub(super) async fn assign(
    call: &mut Call,
    request: &mut Request,
    (agent, team): (Option<AccountId>, Option<TeamId>),
) -> Result<(), Failure> {
    if let Some(team) = team.filter(|it| request.team != Some(*it)) {
        handling::give_to_team(&mut call.tx, &call.house, request, (team, &call.actor), call.now).await?;
    }
    if request.assignee != agent {
        let because = agent.map(|_| desk::because("desk-because-given"));
        handling::assign(&mut call.tx, request, (agent, because), &call.actor, call.now).await?;
    }
    Ok(())
}

/// Closes a request; what the usager asked and nobody ticked stays open for `unanswered`. Closed already: nothing is done.
pub(super) async fn close(
    call: &mut Call,
    request: &mut Request,
    (cause, outcome, reason): (Option<Cause>, Outcome, Option<String>),
    unanswered: &str,
) -> Result<(), Failure> {
    if request.state == State::Closed {
        return Ok(());
    }
    if !unanswered.is_empty() {
        questions::leave_open(&mut call.tx, request.id, unanswered).await?;
    }
    let reason = reason.or_else(|| request.reason.clone());
    match (cause, reason) {
        (Some(cause), Some(reason)) => {
            let closing = Closing { reason, cause, outcome };
            let by = (&closing, call.actor.as_str());
            handling::close(&mut call.tx, &call.house, request, by, call.now).await?;
        }
        (Some(_), None) => return Err(wrong("reason", message("api-no-reason"))),
        (None, _) => {
            let by = (outcome, call.actor.as_str());
            handling::close_uncoded(&mut call.tx, request, by, call.now).await?;
        }
    }
    Ok(())
}

/// Opens a closed request again, and makes it the administration's turn.
pub(super) async fn reopen(call: &mut Call, request: &mut Request) -> Result<(), Failure> {
    handling::open_again(&mut call.tx, &call.house, request, &call.actor, call.now).await?;
    let turn = (Party::Administration, call.actor.as_str());
    Ok(handling::pass(&mut call.tx, &call.house, request, turn, call.now).await?)
}
