//! When a request will probably be closed: an interval from comparable requests, and whether the dates that were announced were kept.
//!
//! Start with [`forecast`]. What is shown to a person is P50 to P90: half of comparable requests are closed by the first, nine in ten
//! by the second. An average of closed dossiers would be read as a promise and be wrong: old dossiers that are cleared in a month
//! weigh on it for all of that month, and those that wait are not in it at all. So requests that are still open count for what they
//! have waited, and old ones only from the age that they had when the period began.
//!
//! **Invariants:** times are in one unit of the caller's choice (`…_s`: seconds that the clock of the team ran, without what one waited for
//! the usager); P50 ≤ P90; where the requests seen do not reach P90, only a lower bound is given.

mod survival;
#[cfg(test)]
mod tests;

use evidence::{ShareInterval, proportion::wilson};
use jiff::{SignedDuration, Timestamp};
use kernel::Message;
use uuid::Uuid;

use crate::words::message;
use survival::{Seen, Survival};

/// So many closed requests make a comparable set: the P90 of fewer hangs on two or three of them.
pub const COMPARABLE_MIN: usize = 30;

/// A request of the past, closed or still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past<'a> {
    /// What it is about.
    pub reason: &'a str,
    /// Who has it, or had it last.
    pub team: Uuid,
    /// When it came.
    pub arrived_at: Timestamp,
    /// When it was closed; `None` if it is still open.
    pub closed_at: Option<Timestamp>,
    /// How long the team's clock ran for it, until it was closed or until now.
    pub spent_s: u64,
}

/// The request whose end is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// What it is about.
    pub reason: &'a str,
    /// Who has it.
    pub team: Uuid,
    /// How long the team's clock ran for it until now.
    pub spent_s: u64,
}

/// With which requests one compares, and how far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The same reason in the same team, over 90 days.
    ReasonAndTeam,
    /// The same reason, over 180 days.
    Reason,
    /// The same team, over 180 days.
    Team,
    /// All of the partner, over a year.
    Partner,
}

impl Level {
    /// All, the most alike first.
    pub const ALL: [Self; 4] = [Self::ReasonAndTeam, Self::Reason, Self::Team, Self::Partner];

    /// How far back it looks, in days.
    pub const fn days(self) -> i64 {
        match self {
            Self::ReasonAndTeam => 90,
            Self::Reason | Self::Team => 180,
            Self::Partner => 365,
        }
    }

    /// In words.
    pub const fn message(self) -> Message {
        message(match self {
            Self::ReasonAndTeam => "rule-forecast-reason-and-team",
            Self::Reason => "rule-forecast-reason",
            Self::Team => "rule-forecast-team",
            Self::Partner => "rule-forecast-partner",
        })
    }

    fn has(self, past: &Past<'_>, present: &Present<'_>) -> bool {
        let (reason, team) = (past.reason == present.reason, past.team == present.team);
        match self {
            Self::ReasonAndTeam => reason && team,
            Self::Reason => reason,
            Self::Team => team,
            Self::Partner => true,
        }
    }
}

/// A time, or what it is at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// That long.
    At(u64),
    /// Longer than that: too few of those seen were followed to their end.
    Beyond(u64),
}

impl Bound {
    /// The number, exact or not.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::At(it) | Self::Beyond(it) => it,
        }
    }
}

/// When a request will probably be closed, counted from its arrival by the team's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Half of comparable requests are closed by then; never less than the age of the request.
    pub p50_s: u64,
    /// Nine in ten are.
    pub p90: Bound,
    /// How many closed requests it rests on: those that took longer than this one did so far.
    pub based_on: usize,
    /// How many open ones were counted with them for what they have waited.
    pub still_open: usize,
    /// How alike they are.
    pub comparable: Level,
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Fewer than [`COMPARABLE_MIN`] closed requests, of any kind; so many there are.
    TooFew(usize),
    /// The request is older than nearly all that were ever closed: only so many took longer.
    OlderThanMost(usize),
    /// Comparable requests are mostly still open: not even half of them are closed.
    MostlyOpen,
}

impl Unknown {
    /// In words, for the agent.
    pub fn message(self) -> Message {
        match self {
            Self::TooFew(found) => message("rule-forecast-too-few").with("n", found as u64),
            Self::OlderThanMost(_) => message("rule-forecast-older"),
            Self::MostlyOpen => message("rule-forecast-mostly-open"),
        }
    }
}

/// Says when a request will probably be closed.
///
/// Takes the most alike set ([`Level`]) in which [`COMPARABLE_MIN`] requests were closed that took longer than this one did so far, and
/// of which half are closed. In that set:
///
/// - only the time spent within the level's days counts: a request that came before enters at the age that it had then (its clock is
///   taken to have run evenly over its life), one that is still open leaves at its present age;
/// - what the present request has already waited is certain: only what happens later to others counts;
/// - P50 and P90 are read on the Kaplan–Meier estimate as percentiles of type 7, so without open or older requests they are
///   exactly the percentiles of the closed ones.
///
/// Assumes that open requests end as closed ones of the same age did, which is not so if agents leave the hard ones aside: the
/// tally of promises ([`promises`]) tells.
///
/// # Source
///
/// E. L. Kaplan and P. Meier, JASA 53 (1958), 457–481; late entry: J. P. Klein and M. L. Moeschberger, *Survival Analysis*, 2nd ed.
/// (2003), section 4.6; T. L. Lai and Z. Ying, Annals of Statistics 19 (1991), 417–442 for risk sets that are too small.
pub fn forecast(past: &[Past<'_>], now: Timestamp, present: &Present<'_>) -> Result<Forecast, Unknown> {
    compared(past, now, present).map(|it| it.0)
}

/// How probable it is, from 0 to 1, that a request is still open when the team's clock has run for it for `by_s`, from its arrival; with
/// the forecast from the same comparable requests.
///
/// The share of comparable requests that are still open at that age, of those that were open at the age of this one (Kaplan–Meier, as in
/// [`forecast`]).
pub fn open_after(
    past: &[Past<'_>],
    now: Timestamp,
    present: &Present<'_>,
    by_s: u64,
) -> Result<(f64, Forecast), Unknown> {
    compared(past, now, present).map(|(forecast, survival)| (survival.open_after(by_s), forecast))
}

/// The most alike set of which half are closed, as a forecast and as the curve that it is read on.
fn compared(
    past: &[Past<'_>],
    now: Timestamp,
    present: &Present<'_>,
) -> Result<(Forecast, Survival), Unknown> {
    let (mut closed_most, mut beyond_most, mut is_any_open) = (0, 0, false);
    for level in Level::ALL {
        let since = now.checked_sub(SignedDuration::from_hours(24 * level.days())).unwrap_or(Timestamp::MIN);
        let all: Vec<Seen> =
            past.iter().filter(|it| level.has(it, present)).filter_map(|it| seen(it, since, now)).collect();
        closed_most = closed_most.max(all.iter().filter(|it| it.is_closed).count());
        let later: Vec<Seen> = all.into_iter().filter(|it| it.leaves > present.spent_s).collect();
        let based_on = later.iter().filter(|it| it.is_closed).count();
        beyond_most = beyond_most.max(based_on);
        if based_on < COMPARABLE_MIN {
            continue;
        }
        let still_open = later.len() - based_on;
        let survival = Survival::after(present.spent_s, &later);
        let Bound::At(p50_s) = survival.percentile(0.5) else {
            is_any_open = true;
            continue;
        };
        let p90 = survival.percentile(0.9);
        return Ok((Forecast { p50_s, p90, based_on, still_open, comparable: level }, survival));
    }
    Err(if is_any_open {
        Unknown::MostlyOpen
    } else if closed_most >= COMPARABLE_MIN {
        Unknown::OlderThanMost(beyond_most)
    } else {
        Unknown::TooFew(closed_most)
    })
}

/// What is seen of a request from an instant on; `None` where nothing is.
fn seen(past: &Past<'_>, since: Timestamp, now: Timestamp) -> Option<Seen> {
    let closed_at = past.closed_at.filter(|it| *it <= now);
    let end = closed_at.unwrap_or(now);
    if end <= since || past.arrived_at > now || past.spent_s == 0 {
        return None;
    }
    let life = past.arrived_at.duration_until(end).as_secs().max(1).unsigned_abs();
    let before = past.arrived_at.duration_until(since).as_secs().max(0).unsigned_abs().min(life);
    let enters = u128::from(past.spent_s) * u128::from(before) / u128::from(life);
    let enters = u64::try_from(enters).unwrap_or(u64::MAX).min(past.spent_s - 1);
    Some(Seen { enters, leaves: past.spent_s, is_closed: closed_at.is_some() })
}

/// A date that was announced to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// By when.
    pub by: Timestamp,
    /// When the person had what was promised.
    pub met_at: Option<Timestamp>,
    /// When another date was announced in its place.
    pub replaced_at: Option<Timestamp>,
}

/// Promises, counted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Promises {
    /// Met by the date.
    pub kept: u64,
    /// Not met by the date, and nothing was said before it.
    pub broken: u64,
    /// Replaced by another date before it came, and not met by the first: honest, but not kept.
    pub moved: u64,
    /// The date is still to come.
    pub running: u64,
    /// Kept ÷ (kept + broken + moved), 0 to 1; `None` while none of them is known.
    pub share_kept: Option<f64>,
    /// Its Wilson interval at 95 %.
    pub interval: Option<ShareInterval>,
}

/// How many promises were kept, as known at an instant.
#[expect(clippy::cast_precision_loss, reason = "promises are fewer than 2^53")]
pub fn promises(made: impl IntoIterator<Item = Promised>, now: Timestamp) -> Promises {
    let mut tally = Promises::default();
    for it in made {
        if it.met_at.is_some_and(|met| met <= it.by) {
            tally.kept += 1;
        } else if it.replaced_at.is_some_and(|replaced| replaced <= it.by) {
            tally.moved += 1;
        } else if it.by < now {
            tally.broken += 1;
        } else {
            tally.running += 1;
        }
    }
    let known = tally.kept + tally.broken + tally.moved;
    tally.share_kept = (known > 0).then(|| tally.kept as f64 / known as f64);
    tally.interval = wilson(tally.kept, known);
    tally
}
