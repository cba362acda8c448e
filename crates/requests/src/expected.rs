//! When a usager can expect an answer: two dates, said once, kept, and measured afterwards.
//!
//! Start with [`promise`]. The dates come from comparable requests ([`forecast`]); where there are too few, the end of the team's own
//! promise stands for both. **Invariant:** what a usager was told is never changed silently: a promise is written once.

use calendar::{Party, Turn, Turns, add_working_days, is_working_day};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::Message;
use register::{StoreError, Tx, both};
use site::Figures;
use sqlx::{FromRow, types::Uuid};

use crate::{
    handling::{House, day_of},
    request::{Promised, Request, State},
    rules::forecast::{Bound, Past, Present, forecast},
    store::{events, events::party_of, instant, maybe_instant, word},
    words::message,
};

/// How far back one looks.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Requests that one compares with, the latest ones.
const COMPARED_MAX: i64 = 400;
/// Their turns.
const TURNS_MAX: i64 = 8_000;

/// The dates that the usager is told: those that were told before, else those that are told now, which the caller writes with the
/// request. `None` while one waits for the usager, once it is closed, or where nothing can be said.
pub async fn promise(
    tx: &mut Tx,
    request: &mut Request,
    now: Timestamp,
) -> Result<Option<Promised>, StoreError> {
    if request.promised.is_none() && request.state == State::Open && request.party != Party::Usager {
        request.promised = reckon(tx, request, now).await?;
    }
    Ok(request.promised)
}

/// The same, for a page that shows it first: the promise is written beside the request, which nobody else is kept from changing.
pub async fn promise_shown(tx: &mut Tx, request: &mut Request, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE request SET promised_low_us = $2, promised_high_us = $3, promised_at_us = $4
        WHERE request_id = $1 AND promised_at_us IS NULL";
    if request.promised.is_some() {
        return Ok(());
    }
    if let Some(Promised { low, high, at }) = promise(tx, request, now).await? {
        both!(tx, conn => sqlx::query(SQL)
            .bind(request.id.uuid()).bind(low.as_microsecond()).bind(high.as_microsecond()).bind(at.as_microsecond())
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

async fn reckon(tx: &mut Tx, request: &Request, now: Timestamp) -> Result<Option<Promised>, StoreError> {
    // Without any answer in the past nothing can be reckoned, and the wave after an outage need not be looked through for each message.
    let seen = if has_answers(tx, request).await? { compared(tx, request, now).await? } else { Vec::new() };
    let past: Vec<Past<'_>> = seen
        .iter()
        .map(|it| Past {
            reason: it.reason.as_deref().unwrap_or_default(),
            team: it.team,
            arrived_at: it.arrived_at,
            closed_at: it.closed_at,
            spent_s: it.spent_s,
        })
        .collect();
    let turns = events::turns(tx, request.id).await?;
    let present = Present {
        reason: request.reason.as_deref().unwrap_or_default(),
        team: request.team.map_or(Uuid::nil(), crate::TeamId::uuid),
        spent_s: spent_s(&turns, now),
    };
    if let Ok(found) = forecast(&past, now, &present)
        && let Bound::At(p90_s) = found.p90
    {
        let after = |total_s: u64| {
            let left = i64::try_from(total_s.saturating_sub(present.spent_s)).unwrap_or(i64::MAX);
            now.checked_add(SignedDuration::from_secs(left)).ok()
        };
        if let (Some(low), Some(high)) = (after(found.p50_s), after(p90_s)) {
            return Ok(Some(Promised { low, high: high.max(low), at: now }));
        }
    }
    // A due date is the end of a day: its last second is shown.
    let due = request.due_at.filter(|it| *it > now).map(|it| it - SignedDuration::from_secs(1));
    Ok(due.map(|due| Promised { low: due, high: due, at: now }))
}

/// Whether the partner has closed a request.
async fn has_answers(tx: &mut Tx, request: &Request) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (SELECT 1 AS one FROM request WHERE partner = $1 AND state = 'closed'
            AND imported_at_us IS NULL LIMIT 1) AS counted";
    let found: i64 =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(request.partner.as_str()).fetch_one(conn).await)?;
    Ok(found > 0)
}

/// A request with which one compares.
struct Compared {
    reason: Option<String>,
    team: Uuid,
    arrived_at: Timestamp,
    closed_at: Option<Timestamp>,
    spent_s: u64,
}

#[derive(FromRow)]
struct Row {
    request_id: Uuid,
    reason: Option<String>,
    team_id: Option<Uuid>,
    opened_at_us: i64,
    closed_at_us: Option<i64>,
}

async fn compared(tx: &mut Tx, request: &Request, now: Timestamp) -> Result<Vec<Compared>, StoreError> {
    const REQUESTS: &str = "
        SELECT request_id, reason, team_id, opened_at_us, closed_at_us FROM request
        WHERE partner = $1 AND merged_into IS NULL AND imported_at_us IS NULL AND opened_at_us >= $2 AND opened_at_us <= $3
            AND request_id <> $4
        ORDER BY opened_at_us DESC, request_id DESC LIMIT $5";
    const TURNS: &str = "
        SELECT t.request_id, t.at_us, t.party FROM request_turn t JOIN request r ON r.request_id = t.request_id
        WHERE r.partner = $1 AND r.imported_at_us IS NULL AND r.opened_at_us >= $2 AND r.opened_at_us <= $3
        ORDER BY r.opened_at_us DESC, r.request_id DESC, t.at_us, t.place LIMIT $4";
    let since = (now - LOOKED_BACK).as_microsecond();
    let (partner, until) = (request.partner.as_str(), now.as_microsecond());
    let rows: Vec<Row> = both!(&mut *tx, conn => sqlx::query_as(REQUESTS)
        .bind(partner).bind(since).bind(until).bind(request.id.uuid()).bind(COMPARED_MAX)
        .fetch_all(conn).await)?;
    let turns: Vec<(Uuid, i64, String)> = both!(tx, conn => sqlx::query_as(TURNS)
        .bind(partner).bind(since).bind(until).bind(TURNS_MAX).fetch_all(conn).await)?;
    let mut by_request: std::collections::HashMap<Uuid, Vec<Turn>> = std::collections::HashMap::new();
    for (id, at_us, party) in turns {
        let party = word("request_turn.party", &party, party_of)?;
        let turn = Turn { at: instant("request_turn.at_us", at_us)?, party };
        by_request.entry(id).or_default().push(turn);
    }
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(Ok(turns)) = by_request.remove(&row.request_id).map(Turns::read) else { continue };
        let closed_at = maybe_instant("request.closed_at_us", row.closed_at_us)?;
        all.push(Compared {
            reason: row.reason,
            team: row.team_id.unwrap_or(Uuid::nil()),
            arrived_at: instant("request.opened_at_us", row.opened_at_us)?,
            closed_at,
            spent_s: spent_s(&turns, closed_at.unwrap_or(now)),
        });
    }
    Ok(all)
}

/// How long one did not wait for the usager, nights included.
fn spent_s(turns: &Turns, until: Timestamp) -> u64 {
    let parties = [Party::Administration, Party::OtherBody];
    parties.into_iter().map(|it| turns.time_of(it, until).as_secs().max(0).unsigned_abs()).sum()
}

/// The days of a promise in the territory of the team, the later one a working day; the first is never after the second.
pub fn days(house: &House, request: &Request, promised: Promised) -> (Date, Date) {
    let (_, opening) = house.promise(request);
    let territory = opening.territory();
    let worked =
        |day: Date| if is_working_day(day, territory) { day } else { add_working_days(day, 1, territory) };
    let low = worked(day_of(house, request, promised.low));
    let high = worked(day_of(house, request, promised.high));
    (low.min(high), high)
}

/// What the usager reads of a promise: from when to when, or that the last day has passed.
pub fn sentence(
    (house, request): (&House, &Request),
    promised: Promised,
    figures: Figures,
    now: Timestamp,
) -> Message {
    let (low, high) = days(house, request, promised);
    let today = day_of(house, request, now);
    let say = |key| message(key).with("low", figures.date(low)).with("high", figures.date(high));
    if high < today {
        say("expected-passed")
    } else if low == high || low <= today {
        say("expected-by")
    } else {
        say("expected-between")
    }
}

#[cfg(test)]
mod tests {
    use kernel::Channel;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        request::FollowUpCode,
        team::{Team, TeamId},
        usager::UsagerId,
    };

    fn request(house: &House, at: Timestamp) -> Request {
        let known_by = ("2026-000001".into(), FollowUpCode::from_bytes([0; 8]));
        let partner = house.partner.clone();
        let mut request = Request::arriving(partner, known_by, UsagerId::new(at), Channel::Web, at);
        request.team = house.teams.first().map(|it| it.id);
        request
    }

    proptest! {
        #[test]
        fn days_are_in_order_and_the_last_is_worked(start in 0_i64..1_000_000_000, first in 0_i64..9_000_000, second in 0_i64..9_000_000) {
            let at = Timestamp::from_second(1_700_000_000 + start / 4).unwrap();
            let partner: kernel::PartnerCode = "ville".parse().unwrap();
            let team = Team {
                id: TeamId::new(at),
                partner: partner.clone(),
                name: "Accueil".into(),
                email: None,
                phone: None,
                postal: None,
                opening: Team::usual_opening(),
                target: Team::TARGET,
            };
            let house = House { partner, teams: vec![team], reasons: Vec::new() };
            let (low, high) = (first.min(second), first.max(second));
            let after = |seconds| at + SignedDuration::from_secs(seconds);
            let promised = Promised { low: after(low), high: after(high), at };
            let (from, to) = days(&house, &request(&house, at), promised);
            prop_assert!(from <= to);
            prop_assert!(is_working_day(to, calendar::Territory::Mainland));
            prop_assert!(to >= day_of(&house, &request(&house, at), promised.high), "never sooner than reckoned");
        }
    }
}
