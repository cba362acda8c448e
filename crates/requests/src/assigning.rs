//! New requests given at once to the agent whom they suit, where the team chose so.
//!
//! Start with [`give`], which whoever opens a request calls last in the same transaction. Who suits is decided by
//! [`rules::assign`](crate::rules::assign); at work is whoever used the product within [`SEEN_SINCE`] while the team is open.
//!
//! **Invariant:** where nobody suits, or the team decides by itself, the request stays in the queue.

use jiff::{SignedDuration, Timestamp};
use register::{AccountId, StoreError, Tx, audit, job::Said};
use serde_json::json;

use crate::{
    handling::{self, HandlingError, House, PRODUCT},
    request::{Request, State},
    rules::assign::{self, Candidate, Chosen},
    store::{
        requests,
        teams::{self, AtWork},
        usagers,
    },
    team::{Member, TeamId},
};

/// Who used the product within this time is at work.
pub const SEEN_SINCE: SignedDuration = SignedDuration::from_hours(1);

/// Gives a request to the agent whom it suits best, if its team gives requests by itself; says why on the request. `None`: it stays in
/// the queue.
pub async fn give(
    tx: &mut Tx,
    house: &House,
    request: &mut Request,
    now: Timestamp,
) -> Result<Option<AccountId>, HandlingError> {
    let may = request.state == State::Open && request.assignee.is_none() && request.merged_into.is_none();
    let Some(team) = request.team.and_then(|it| house.team(it)).filter(|_| may) else { return Ok(None) };
    if !teams::gives(tx, team.id).await? || !team.opening.is_open_at(now) {
        return Ok(None);
    }
    let at_work = teams::at_work(tx, team.id, (now - SEEN_SINCE, now)).await?;
    let Some(chosen) = chosen(tx, request, &at_work).await? else { return Ok(None) };
    let why = chosen.because.first().map(Said::kept);
    handling::assign(tx, request, (Some(chosen.id), why), PRODUCT, now).await?;
    let object = request.id.to_string();
    let detail = json!({ "to": chosen.id.to_string() });
    let partner = Some(&house.partner);
    let entry = audit::Entry { actor: PRODUCT, action: "request.assign", object: &object, partner, detail };
    audit::tell(tx, entry, now).await?;
    Ok(Some(chosen.id))
}

async fn chosen(tx: &mut Tx, request: &Request, at_work: &[AtWork]) -> Result<Option<Chosen>, StoreError> {
    let known = requests::of_usager(tx, request.usager).await?;
    let candidates: Vec<Candidate> = at_work
        .iter()
        .map(|it| Candidate {
            is_present: it.is_seen,
            ..candidate(it.member.account, &[&it.member], request.team, (it.load, &known))
        })
        .collect();
    let usager = usagers::find(tx, &request.partner, request.usager).await?;
    let territory = usager.as_ref().and_then(|it| it.territory.as_deref());
    Ok(assign::assign(&wanted(request, request.team, territory), &candidates).ok())
}

/// A request, as the rule weighs it.
pub fn wanted<'a>(
    request: &'a Request,
    team: Option<TeamId>,
    territory: Option<&'a str>,
) -> assign::Wanted<'a, Request> {
    assign::Wanted {
        id: request.id,
        team: team.map(TeamId::uuid),
        reason: request.reason.as_deref(),
        territory,
    }
}

/// An agent as the rule weighs them, by what they know in the team of the request; `own` are their places in teams, `known` the usager's
/// requests.
pub fn candidate(
    id: AccountId,
    own: &[&Member],
    team: Option<TeamId>,
    (load, known): (u32, &[Request]),
) -> Candidate {
    let member = own.iter().find(|it| team == Some(it.team)).or_else(|| own.first());
    Candidate {
        id,
        teams: own.iter().map(|it| it.team.uuid()).collect(),
        reasons: member.map(|it| it.skills.iter().cloned().collect()).unwrap_or_default(),
        territories: member.map(|it| it.territories.iter().cloned().collect()).unwrap_or_default(),
        is_present: true,
        load,
        load_max: member.map_or(u32::MAX, |it| it.load_max),
        knows_usager: known.iter().any(|it| it.assignee == Some(id)),
    }
}
