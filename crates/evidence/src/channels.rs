//! Which channel serves which usagers, within the capacity of each channel, a budget, and floors of fairness.
//!
//! Start with [`assign`], which also tells what one more minute or one more euro would be worth, and [`assign_whole`]
//! for numbers of people without fractions. [`shortfalls`] says what is missing where nothing fits.
//!
//! **Invariant:** what cannot hold together is refused by the name of the constraint that must give way first, never
//! silently loosened.

mod check;
mod model;
mod prices;
mod whole;

use crate::Fault;
use model::{Model, Refused};

/// The most pairs of a segment and a channel.
pub const PAIRS_MAX: usize = 50_000;
/// The most pairs for which whole numbers are sought.
pub const WHOLE_PAIRS_MAX: usize = 5_000;

/// Who is to be served, how, and within which limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The segments of usagers.
    pub segments: Vec<Segment>,
    /// The channels.
    pub channels: Vec<Channel>,
    /// Most that may be spent; `None` without limit.
    pub budget: Option<f64>,
    /// What a request that succeeds is worth, in the unit of costs.
    pub value_of_success: f64,
    /// Groups of segments in which a share must succeed.
    pub floors: Vec<Floor>,
}

/// Usagers who are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// A name, for messages.
    pub name: String,
    /// How many they are; all must be served.
    pub size: f64,
    /// What each channel gives them, in the order of the channels; `None` where they cannot use it.
    pub offers: Vec<Option<Offer>>,
}

/// A channel as a segment lives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Share of requests that succeed, from 0 to 1.
    pub success: f64,
    /// Cost of one request.
    pub cost: f64,
    /// Minutes of staff for one request, at least 0.
    pub minutes: f64,
}

/// A channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Its name, unique among channels.
    pub name: String,
    /// Minutes of staff at most; `None` without limit.
    pub capacity_minutes: Option<f64>,
}

/// A share of success that a group of segments must have together.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Its name, unique among floors.
    pub name: String,
    /// The places of its segments.
    pub segments: Vec<usize>,
    /// The least share, from 0 to 1.
    pub share_min: f64,
}

/// A limit: `capacity:…` of a channel, `budget`, or `fairness:…`.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Its name.
    pub name: String,
    /// What the objective gains for one more unit of it (a minute, a unit of cost, one success less to be reached);
    /// at least 0. Where the last unit and the next are not worth the same, the next one's worth.
    pub price: f64,
    /// Whether nothing of it is left.
    pub is_binding: bool,
}

/// How many of each segment go to each channel, and what that gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// People by segment and channel.
    pub people: Vec<Vec<f64>>,
    /// Value of successes less costs: the most that can be had.
    pub objective: f64,
    /// The same by the prices of limits; equal but for rounding, which proves that there is no better.
    pub dual_objective: f64,
    /// Whether no other assignment gives as much.
    pub is_unique: bool,
    /// Capacities in the order of channels, then the budget, then floors.
    pub limits: Vec<Limit>,
    /// What is spent.
    pub cost: f64,
    /// Requests that succeed.
    pub successes: f64,
}

/// The best assignment without fractions of people.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeAssignment {
    /// People by segment and channel.
    pub people: Vec<Vec<f64>>,
    /// Value of successes less costs.
    pub objective: f64,
}

/// How much a limit lacks for a plan to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// The limit.
    pub name: String,
    /// In its unit.
    pub amount: f64,
}

/// The assignment of people to channels that gives most: value of successes less costs.
///
/// Maximises `Σ x(s,c)·(V·success − cost)` where each segment is served whole, channels work within their minutes,
/// spending stays within the budget, and each floor's group has its share of successes. Solved by the simplex method;
/// prices of limits come from the dual program, solved apart and then set by the equations that hold exactly at the
/// optimum. An optimum is unique when no other point meets those equations (complementary slackness).
///
/// - **Takes** sizes of any unit that is a count, at most [`PAIRS_MAX`] pairs of a segment and a channel.
/// - **Gives** fractions of people in at most as many segments as there are binding limits.
/// - **Assumes** that successes and costs do not depend on how many come.
///
/// # Errors
///
/// [`Fault::Infeasible`] naming the limit that must give way first (see [`shortfalls`]), or `segment:…` where a segment
/// can use no channel; [`Fault::OutOfRange`], [`Fault::NotFinite`], [`Fault::Length`] for values; [`Fault::TooFew`]
/// without a segment or a channel; [`Fault::NotConverged`] where the numbers are beyond what doubles can solve.
///
/// # Source
///
/// G. Dantzig, *Linear Programming and Extensions* (1963). Agrees with SciPy 1.17
/// `linprog(method="highs-ds")` (`HiGHS` 1.15) to 1e-9, prices included.
pub fn assign(plan: &Plan) -> Result<Assignment, Fault> {
    let model = Model::of(plan)?;
    let people = model.best().map_err(|it| fault(&model, it))?;
    let (prices, dual_objective) = prices::of(&model, &people).map_err(|it| fault(&model, it))?;
    let is_unique = prices::is_unique(&model, &people, &prices).map_err(|it| fault(&model, it))?;
    let limits = model.rows.iter().zip(&prices).zip(model.slacks(&people));
    Ok(Assignment {
        objective: model.objective(&people),
        dual_objective,
        is_unique,
        limits: limits
            .map(|((row, price), slack)| Limit {
                name: row.name.clone(),
                price: *price,
                is_binding: slack <= row.tolerance(),
            })
            .collect(),
        cost: model.total(&people, |it| it.offer.cost),
        successes: model.total(&people, |it| it.offer.success),
        people: model.by_segment(plan, &people),
    })
}

/// The best assignment in whole numbers of people.
///
/// Branch and bound with a bound on its work: `None` where the sizes are not whole, where whole numbers cannot meet the
/// limits, or where the best is not proved within the bound (see [`WHOLE_PAIRS_MAX`]); [`assign`] is then within one
/// person a binding limit of it.
///
/// # Errors
///
/// As [`assign`].
///
/// # Source
///
/// A. Land, A. Doig, Econometrica 28 (1960), 497–520. Agrees with SciPy 1.17 `milp(mip_rel_gap=0)` to 1e-9.
pub fn assign_whole(plan: &Plan) -> Result<Option<WholeAssignment>, Fault> {
    let model = Model::of(plan)?;
    let people = model.best().map_err(|it| fault(&model, it))?;
    let (prices, _) = prices::of(&model, &people).map_err(|it| fault(&model, it))?;
    let found = whole::best(&model, &people, &prices);
    Ok(found
        .map(|it| WholeAssignment { objective: model.objective(&it), people: model.by_segment(plan, &it) }))
}

/// What each limit lacks so that everybody can be served, the greatest lack relative to its limit first; none where a
/// plan holds.
///
/// The least total of lacks, each divided by its limit (elastic programming).
///
/// # Errors
///
/// As [`assign`], but for limits.
///
/// # Source
///
/// J. Chinneck, *Feasibility and Infeasibility in Optimization* (2008), chapter 6.
pub fn shortfalls(plan: &Plan) -> Result<Vec<Shortfall>, Fault> {
    let model = Model::of(plan)?;
    model.shortfalls().map_err(|_| Fault::not_converged("plan"))
}

fn fault(model: &Model, refused: Refused) -> Fault {
    let culprit = match refused {
        Refused::Infeasible => model.shortfalls().ok().and_then(|it| it.into_iter().next()),
        Refused::Failed => None,
    };
    culprit.map_or_else(|| Fault::not_converged("plan"), |it| Fault::Infeasible { what: it.name })
}

#[cfg(test)]
mod tests;
