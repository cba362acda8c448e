//! The best whole numbers: near the best fractions first, then wherever the prices leave room for better.

use microlp::{OptimizationDirection, Problem, SolutionStatus, SolveOptions, Variable};

use super::{WHOLE_PAIRS_MAX, model::Model, prices};

/// Nodes of the search near the best fractions, and of the whole search: seconds of work for the largest problems.
const NODES_MAX: [u64; 2] = [1_000, 10_000];
/// How far from the best fractions the first search looks, in people.
const NEAR: i32 = 2;
/// A lead over what was found that is less than this share of it is rounding.
const PROVED: f64 = 1e-10;

/// The best whole numbers, if they are found and proved; `people` and `prices` are the best without that condition.
pub(super) fn best(model: &Model, people: &[f64], priced: &[f64]) -> Option<Vec<f64>> {
    if model.pairs.len() > WHOLE_PAIRS_MAX || model.sizes.iter().any(|it| it.fract() != 0.0) {
        return None;
    }
    let sizes = model.sizes.iter().map(|it| whole(*it)).collect::<Option<Vec<i32>>>()?;
    let bound = model.objective(people);
    let near: Vec<(i32, i32)> = people
        .iter()
        .zip(&model.pairs)
        .map(|(people, pair)| {
            let most = sizes[pair.segment];
            let whole = whole(people.floor()).unwrap_or(0);
            ((whole - NEAR).max(0), (whole + 1 + NEAR).min(most))
        })
        .collect();
    let first = search(model, &near, None, NODES_MAX[0]).map(|it| it.0);
    let value = first.as_ref().map(|it| model.objective(it));
    let is_proved = |value: f64| bound - value <= PROVED * bound.abs();
    if value.is_some_and(is_proved) {
        return first;
    }
    // Each person on a pair costs what the prices say it misses: more people than the lead allows cannot be better.
    let missed = prices::missed(model, priced);
    let room: Vec<(i32, i32)> = model
        .pairs
        .iter()
        .zip(&missed)
        .map(|(pair, missed)| {
            let most = sizes[pair.segment];
            let lead = value.map_or(f64::INFINITY, |it| bound - it + PROVED * bound.abs());
            let room = if *missed > 0.0 { (lead / missed).floor() } else { f64::INFINITY };
            (0, if room < f64::from(most) { whole(room).unwrap_or(most) } else { most })
        })
        .collect();
    let (found, is_optimal) = search(model, &room, first.as_deref(), NODES_MAX[1])?;
    (is_optimal || is_proved(model.objective(&found))).then_some(found)
}

/// The best whole numbers within `ranges`, and whether there is none better there.
fn search(
    model: &Model,
    ranges: &[(i32, i32)],
    from: Option<&[f64]>,
    nodes: u64,
) -> Option<(Vec<f64>, bool)> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    // Gains as they are: the solver sees by which steps the objective goes.
    let variables: Vec<Variable> = model
        .pairs
        .iter()
        .zip(ranges)
        .map(|(pair, range)| problem.add_integer_var(pair.gain, *range))
        .collect();
    let all: Vec<_> = variables.iter().copied().map(Some).collect();
    model.constrain(&mut problem, &all, &|_| false, &[]);
    let mut options = SolveOptions::default();
    options.node_limit = Some(nodes);
    options.tolerances.prune_epsilon = 1e-12;
    options.warm_start = from.map(|it| variables.iter().copied().zip(it.iter().copied()).collect());
    let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
    let found = variables.iter().map(|it| solution.var_value(*it).round()).collect();
    Some((found, solution.status() == SolutionStatus::Optimal))
}

/// A number of people, as the solver takes it.
#[expect(clippy::cast_possible_truncation, reason = "checked to be within an i32")]
fn whole(people: f64) -> Option<i32> {
    (people <= f64::from(i32::MAX)).then_some(people as i32)
}
