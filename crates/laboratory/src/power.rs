//! What a plan could show, reckoned from what the partner's own log has of the time before the start.
//!
//! Start with [`foresee`]. Plans with a formula are reckoned ([`Reckoned`]), the others are tried on the past: practices that never
//! began are made up, the effect that is hoped for is put in, and one counts how often the method finds it ([`Tried`]).
//!
//! **Invariants:** the same plan and log give the same foresight, but for the number of tries, which a deadline bounds; a figure is
//! finite or absent.

mod pilot;
mod reckoned;
mod tried;
mod wedge;

#[cfg(test)]
mod tests;

use experiments::{Plan, plan::Design};
use jiff::civil::Date;
use kernel::PartnerCode;
use measures::{MeasureError, UnitCosts};

use crate::{Laboratory, state::aside};
use pilot::Span;

/// An effect that must be so many times the one hoped for before it is seen leaves no hope.
const HOPELESS_TIMES: f64 = 2.0;
/// Tries below which a share of them says nothing.
const TRIES_MIN: u32 = 10;
/// Where faults make a plan that nothing can be reckoned of.
const NEEDED: [&str; 9] =
    ["unit", "start", "days", "metric", "minimum_effect", "arms", "allocation", "stopping", "analysis"];

/// What the log says to a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Foresight {
    /// The plan has faults that come first.
    Faulty,
    /// The partner has no contact before the start.
    NoLog,
    /// No contact of that time names a unit of this kind.
    NoUnit,
    /// The metric has no figure there, or one that is 0 or the same for all.
    NoFigure,
    /// The design cannot be tried on a log that begins so late.
    ShortLog {
        /// Days that it would take.
        days: u32,
    },
    /// What it says.
    Known(Outlook),
}

/// What the log says to a plan, in figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The first day that was read.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Whether the log begins later than that, so that some of it is empty.
    pub is_partial: bool,
    /// Units that were there.
    pub units: u64,
    /// Of these, those of a week, where units come as they come; 0: they are a list that is known at the start.
    pub units_per_week: f64,
    /// The metric's figure.
    pub figure: f64,
    /// The effect hoped for, as a positive share.
    pub wished: f64,
    /// What follows.
    pub means: Means,
}

/// How it was found what a plan could show.
#[derive(Debug, Clone, PartialEq)]
pub enum Means {
    /// By a formula.
    Reckoned(Reckoned),
    /// By trying the method on the past.
    Tried(Tried),
}

/// What a formula says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reckoned {
    /// The least effect that would be seen, as a positive share; `None`: too few units for any.
    pub detectable: Option<f64>,
    /// Which part of the variance the period before takes away.
    pub reduction: f64,
    /// Weeks after which the effect hoped for would be seen; `None`: no length does, or more than three years.
    pub weeks_needed: Option<u64>,
    /// Units with which it would be seen in the planned time, all arms together.
    pub units_needed: Option<u64>,
    /// Units that it takes for chance to prove anything at all, where there are fewer.
    pub units_least: Option<u64>,
    /// The least effect by length.
    pub curve: Vec<Point>,
}

/// The least effect that would be seen after some days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Days.
    pub days: u32,
    /// The effect, as a positive share.
    pub detectable: Option<f64>,
}

/// What trying the method on the past says.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The chance to see the effect that the plan asks for.
    pub power: f64,
    /// By effect put in: none, the one hoped for, twice that.
    pub points: Vec<TriedEffect>,
}

/// How often an effect was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TriedEffect {
    /// The effect, as a positive share.
    pub effect: f64,
    /// Tries.
    pub runs: u32,
    /// Of these, how many found a change: for the better where there is one, in either direction where there is none.
    pub found: u32,
}

impl TriedEffect {
    /// The share that found it.
    pub fn share(&self) -> f64 {
        if self.runs == 0 { 0.0 } else { f64::from(self.found) / f64::from(self.runs) }
    }
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The effect hoped for would be seen.
    Enough,
    /// Not in this time, or not with so few units.
    TooShort,
    /// Only one twice as large, or none.
    Hopeless,
    /// Too little was tried to say.
    Unclear,
}

impl Foresight {
    /// Whether registering the plan asks for a word more.
    pub fn is_hopeless(&self) -> bool {
        matches!(self, Self::Known(it) if it.judgement() == Judgement::Hopeless)
    }
}

impl Outlook {
    /// What it comes to.
    pub fn judgement(&self) -> Judgement {
        match &self.means {
            Means::Reckoned(it) => {
                let seen = it.detectable.filter(|_| it.units_least.is_none());
                match seen {
                    Some(least) if least <= self.wished => Judgement::Enough,
                    Some(least) if least <= HOPELESS_TIMES * self.wished => Judgement::TooShort,
                    None | Some(_) => Judgement::Hopeless,
                }
            }
            Means::Tried(it) => {
                let (Some(once), Some(twice)) = (it.points.get(1), it.points.get(2)) else {
                    return Judgement::Unclear;
                };
                if once.runs < TRIES_MIN {
                    Judgement::Unclear
                } else if once.share() >= it.power {
                    Judgement::Enough
                } else if twice.share() < it.power {
                    Judgement::Hopeless
                } else {
                    Judgement::TooShort
                }
            }
        }
    }
}

/// What a plan could show. `goes_on` tells whether there is time for another try.
///
/// # Errors
///
/// [`MeasureError`] if the log cannot be read.
pub async fn foresee(
    laboratory: &Laboratory,
    partner: &PartnerCode,
    plan: &Plan,
    costs: UnitCosts,
    goes_on: impl Fn() -> bool + Send + 'static,
) -> Result<Foresight, MeasureError> {
    let is_needed = |path: &str| NEEDED.iter().any(|it| path.starts_with(it));
    if plan.check().iter().any(|it| is_needed(&it.path)) {
        return Ok(Foresight::Faulty);
    }
    let Some(until) = laboratory.observed_until(partner.clone()).await? else { return Ok(Foresight::NoLog) };
    let Some(span) = Span::of(plan, until) else { return Ok(Foresight::NoLog) };
    let table = laboratory.by_unit(partner.clone(), span.asked.question.clone(), costs).await?;
    // Trying takes seconds: aside from the threads that answer.
    let thought = aside(move || match span.plan.design {
        Design::Randomised => reckoned::outlook(&span, &table),
        Design::SteppedWedge => wedge::outlook(&span, &table),
        Design::Staggered | Design::Synthetic | Design::Interrupted => {
            tried::outlook(&span, &table, &goes_on)
        }
    });
    Ok(thought.await)
}

/// A count as a number to divide.
#[expect(clippy::cast_precision_loss, reason = "units are far below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}

/// A number of units or weeks, rounded up; `None` where it is no number that anybody has.
fn rounded_up(number: f64) -> Option<u64> {
    let whole = (number - 1e-9).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
    (0.0..1e12).contains(&whole).then_some(whole as u64)
}
