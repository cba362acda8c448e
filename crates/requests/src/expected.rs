//! When a usager can expect an answer: two dates, said once, kept, and measured afterwards.
//!
//! Start with [`promise`]. The dates come from comparable requests ([`forecast`]); where there are too few, the end of the team's own
//! promise stands for both. **Invariant:** what a usager was told is never changed silently: a promise is written once, and another one
//! only by whoever tells the usager ([`promise_anew`]).

use calendar::{Party, Turn, Turns, add_working_days, is_working_day};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Message, PartnerCode};
use register::{StoreError, Tx, both};
use site::Figures;
use sqlx::{FromRow, types::Uuid};

use crate::{
    handling::{House, day_of},
    request::{Promised, Request, State},
    rules::forecast::{Bound, Forecast, Past, Present, forecast, open_after},
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
    let seen = if has_answers(tx, request).await? {
        PastRequests::read(tx, &request.partner, now).await?
    } else {
        PastRequests::default()
    };
    let turns = events::turns(tx, request.id).await?;
    let present = present(request, &turns, now);
    if let Ok(found) = forecast(&seen.without(request), now, &present)
        && let Some(dates) = dates(&found, present.spent_s, now)
    {
        return Ok(Some(dates));
    }
    // A due date is the end of a day: its last second is shown.
    let due = request.due_at.filter(|it| *it > now).map(|it| it - SignedDuration::from_secs(1));
    Ok(due.map(|due| Promised { low: due, high: due, at: now }))
}

fn present<'a>(request: &'a Request, turns: &Turns, now: Timestamp) -> Present<'a> {
    Present {
        reason: request.reason.as_deref().unwrap_or_default(),
        team: request.team.map_or(Uuid::nil(), crate::TeamId::uuid),
        spent_s: spent_s(turns, now),
    }
}

/// The dates of a forecast for a request for which the clock ran so long; `None` where it gives no last one.
fn dates(found: &Forecast, spent_s: u64, now: Timestamp) -> Option<Promised> {
    let Bound::At(p90_s) = found.p90 else { return None };
    let after = |total_s: u64| {
        let left = i64::try_from(total_s.saturating_sub(spent_s)).unwrap_or(i64::MAX);
        now.checked_add(SignedDuration::from_secs(left)).ok()
    };
    let (low, high) = (after(found.p50_s)?, after(p90_s)?);
    Some(Promised { low, high: high.max(low), at: now })
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// How probable it is that it is missed, from 0 to 1.
    pub missed: f64,
    /// The dates that one would promise now; the last one is the end of a working day. `None`: no last one can be given.
    pub anew: Option<Promised>,
}

/// How probable it is that a request is not closed by `due`, from comparable ones; `None` once it is closed, while one waits for the usager
/// (nobody knows how long), or where too little is known.
///
/// Assumes that one will not wait for the usager before `due`: then the clock would stand still, and the promise be kept longer.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn risk(
    tx: &mut Tx,
    past: &PastRequests,
    request: &Request,
    due: Timestamp,
    now: Timestamp,
) -> Result<Option<Risk>, StoreError> {
    if request.state != State::Open || request.party == Party::Usager {
        return Ok(None);
    }
    let turns = events::turns(tx, request.id).await?;
    let present = present(request, &turns, now);
    let left_s = now.duration_until(due).as_secs().max(0).unsigned_abs();
    let by_s = present.spent_s.saturating_add(left_s);
    let Ok((missed, found)) = open_after(&past.without(request), now, &present, by_s) else {
        return Ok(None);
    };
    let Some(anew) = dates(&found, present.spent_s, now) else {
        return Ok(Some(Risk { missed, anew: None }));
    };
    let house = House::read(tx, &request.partner).await?;
    let (_, last) = days(&house, request, anew);
    let (_, opening) = house.promise(request);
    let high = opening.territory().end_of(last) - SignedDuration::from_secs(1);
    Ok(Some(Risk { missed, anew: Some(Promised { high, ..anew }) }))
}

/// The usager was told other dates in the place of those that end at `due`: they are shown from now on. `false`: others were promised
/// meanwhile, and nothing is written.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be written.
pub async fn promise_anew(
    tx: &mut Tx,
    request: &Request,
    due: Timestamp,
    Promised { low, high, at }: Promised,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE request SET promised_low_us = $3, promised_high_us = $4, promised_at_us = $5
        WHERE request_id = $1 AND promised_high_us = $2 AND state = 'open'";
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid()).bind(due.as_microsecond())
        .bind(low.as_microsecond()).bind(high.as_microsecond()).bind(at.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(changed == 1)
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

/// The requests of a partner with which one compares, as they stood at an instant.
#[derive(Debug, Clone, Default)]
pub struct PastRequests(Vec<Compared>);

#[derive(Debug, Clone)]
struct Compared {
    id: Uuid,
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

impl PastRequests {
    /// Those of the last year, 400 at most.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the register cannot be read.
    pub async fn read(tx: &mut Tx, partner: &PartnerCode, now: Timestamp) -> Result<Self, StoreError> {
        const REQUESTS: &str = "
            SELECT request_id, reason, team_id, opened_at_us, closed_at_us FROM request
            WHERE partner = $1 AND merged_into IS NULL AND imported_at_us IS NULL AND opened_at_us >= $2 AND opened_at_us <= $3
            ORDER BY opened_at_us DESC, request_id DESC LIMIT $4";
        const TURNS: &str = "
            SELECT t.request_id, t.at_us, t.party FROM request_turn t JOIN request r ON r.request_id = t.request_id
            WHERE r.partner = $1 AND r.imported_at_us IS NULL AND r.opened_at_us >= $2 AND r.opened_at_us <= $3
            ORDER BY r.opened_at_us DESC, r.request_id DESC, t.at_us, t.place LIMIT $4";
        let since = (now - LOOKED_BACK).as_microsecond();
        let (partner, until) = (partner.as_str(), now.as_microsecond());
        let rows: Vec<Row> = both!(&mut *tx, conn => sqlx::query_as(REQUESTS)
            .bind(partner).bind(since).bind(until).bind(COMPARED_MAX)
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
                id: row.request_id,
                reason: row.reason,
                team: row.team_id.unwrap_or(Uuid::nil()),
                arrived_at: instant("request.opened_at_us", row.opened_at_us)?,
                closed_at,
                spent_s: spent_s(&turns, closed_at.unwrap_or(now)),
            });
        }
        Ok(Self(all))
    }

    /// All but the request itself.
    fn without(&self, request: &Request) -> Vec<Past<'_>> {
        let others = self.0.iter().filter(|it| it.id != request.id.uuid());
        others
            .map(|it| Past {
                reason: it.reason.as_deref().unwrap_or_default(),
                team: it.team,
                arrived_at: it.arrived_at,
                closed_at: it.closed_at,
                spent_s: it.spent_s,
            })
            .collect()
    }
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
    use kernel::{Channel, Outcome};
    use proptest::prelude::*;
    use register::Db;
    use testkit::on_both;

    use super::*;
    use crate::{
        handling::{self, NewRequest},
        request::FollowUpCode,
        store::{requests, usagers},
        team::{Team, TeamId},
        testing,
        usager::{Usager, UsagerId},
    };

    fn request(house: &House, at: Timestamp) -> Request {
        let known_by = ("2026-000001".into(), FollowUpCode::from_bytes([0; 8]));
        let partner = house.partner.clone();
        let mut request = Request::arriving(partner, known_by, UsagerId::new(at), Channel::Web, at);
        request.team = house.teams.first().map(|it| it.id);
        request
    }

    /// A request for a reason that came so many days ago, closed after so many of them.
    async fn came(db: &Db, house: &House, reason: &'static str, days_ago: i64, took: Option<i64>) -> Request {
        let at = now() - SignedDuration::from_hours(24 * days_ago);
        let mut tx = db.write().await.unwrap();
        let usager = Usager::new(house.partner.clone(), "Camille", at);
        usagers::record(&mut tx, &usager).await.unwrap();
        let new = NewRequest {
            usager: &usager,
            subject: "Ma demande",
            channel: Channel::Web,
            reason: Some(reason),
            at,
            code: FollowUpCode::draw().unwrap(),
        };
        let mut request = handling::open(&mut tx, house, new).await.unwrap();
        if let Some(took) = took {
            let closed_at = at + SignedDuration::from_hours(24 * took);
            let ended = (Outcome::Resolved, "acc");
            handling::close_uncoded(&mut tx, &mut request, ended, closed_at).await.unwrap();
        }
        tx.commit().await.unwrap();
        request
    }

    fn now() -> Timestamp {
        "2026-06-15T08:00:00Z".parse().unwrap()
    }

    on_both! {
        async fn requests_like_those_that_were_late_are_at_risk_and_others_are_not(db: Db) {
            db.migrate(&[&register::MIGRATIONS, &crate::MIGRATIONS]).await.unwrap();
            let house = testing::house(&db, "ville", now()).await;
            for it in 0..35 {
                came(&db, &house, "urbanisme", 70 - it, Some(20 + it % 7)).await;
                came(&db, &house, "etat-civil", 70 - it, Some(2 + it % 3)).await;
            }
            let slow = came(&db, &house, "urbanisme", 1, None).await;
            let quick = came(&db, &house, "etat-civil", 1, None).await;
            let due = now() + SignedDuration::from_hours(24 * 5);
            let mut tx = db.write().await.unwrap();
            let past = PastRequests::read(&mut tx, &house.partner, now()).await.unwrap();
            let at_risk = risk(&mut tx, &past, &slow, due, now()).await.unwrap().unwrap();
            let safe = risk(&mut tx, &past, &quick, due, now()).await.unwrap().unwrap();
            assert!(at_risk.missed > 0.99 && safe.missed < 0.01, "{at_risk:?} {safe:?}");
            let anew = at_risk.anew.unwrap();
            let days_later = now().duration_until(anew.high).as_hours() / 24;
            assert!((20..=30).contains(&days_later), "{days_later}");
            let last = calendar::Territory::Mainland.date_of(anew.high);
            assert!(is_working_day(last, calendar::Territory::Mainland));
            // Whoever was told sees the new date; a promise that is another one by now is left alone.
            let mut promised = slow.clone();
            promise_shown(&mut tx, &mut promised, now()).await.unwrap();
            let high = promised.promised.unwrap().high;
            assert!(!promise_anew(&mut tx, &slow, due, anew).await.unwrap());
            assert!(promise_anew(&mut tx, &slow, high, anew).await.unwrap());
            let shown = requests::find(&mut tx, &house.partner, slow.id).await.unwrap().unwrap();
            assert_eq!(shown.promised.map(|it| it.high), Some(anew.high));
            // Nothing is known of what one waits for the usager for, nor of what is over.
            let theirs = Request { party: Party::Usager, ..slow };
            assert_eq!(risk(&mut tx, &past, &theirs, due, now()).await.unwrap(), None);
            let nothing = PastRequests::default();
            assert_eq!(risk(&mut tx, &nothing, &quick, due, now()).await.unwrap(), None);
        }
    }

    proptest! {
        #[test]
        fn days_are_in_order_and_the_last_is_worked(start in 0_i64..1_000_000_000, first in 0_i64..9_000_000, second in 0_i64..9_000_000) {
            let at = Timestamp::from_second(1_700_000_000 + start / 4).unwrap();
            let partner: PartnerCode = "ville".parse().unwrap();
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
