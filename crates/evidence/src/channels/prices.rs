//! What limits are worth, and whether an optimum is the only one: the dual program.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use nalgebra::{DMatrix, DVector};

use super::model::{Model, Pair, Refused, Row};
use crate::linear;

/// A gain that is missed by less than this share of the greatest gain counts as reached.
const TIED: f64 = 1e-8;
/// People below this count as nobody.
const NOBODY: f64 = 1e-7;

/// The price of each row at the optimum `people`, and the objective that the prices give.
///
/// Among prices that prove the optimum, those of the next unit of each limit: the least.
pub(super) fn of(model: &Model, people: &[f64]) -> Result<(Vec<f64>, f64), Refused> {
    let slacks = model.slacks(people);
    let is_bound: Vec<bool> =
        model.rows.iter().zip(&slacks).map(|(row, left)| *left <= row.tolerance()).collect();
    let used = people.iter().filter(|it| **it > NOBODY).count();
    let served = model.sizes.iter().filter(|it| **it > NOBODY).count();
    let bound = is_bound.iter().filter(|it| **it).count();
    let mut prices = exact(model, solved(model, people, &is_bound, None)?);
    // As many people's equations as unknown prices: there is no other choice.
    if used < served + bound {
        for row in (0..model.rows.len()).filter(|it| is_bound[*it]) {
            if prices[row] > 0.0 {
                let least = exact(model, solved(model, people, &is_bound, Some(row))?)[row];
                prices[row] = prices[row].min(least);
            }
        }
        let proof = exact(model, solved(model, people, &is_bound, None)?);
        let objective = objective(model, &proof);
        return Ok((prices, objective));
    }
    let objective = objective(model, &prices);
    Ok((prices, objective))
}

/// Prices that prove the optimum: all of them, or with the least price of one row.
fn solved(
    model: &Model,
    people: &[f64],
    is_bound: &[bool],
    least: Option<usize>,
) -> Result<Vec<f64>, Refused> {
    let scale = model.gain_scale();
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let weight = |row: usize, most: f64| match least {
        None => most,
        Some(it) => f64::from(u8::from(it == row)),
    };
    // Of a row that is not used up the price is 0, which leaves it out.
    let rows: Vec<Option<Variable>> = model
        .rows
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let most = weight(place, row.most / row.scale());
            is_bound[place].then(|| problem.add_var(most, (0.0, f64::INFINITY)))
        })
        .collect();
    let segments: Vec<Variable> = model
        .sizes
        .iter()
        .map(|it| {
            let worth = if least.is_some() { 0.0 } else { *it };
            problem.add_var(worth, (f64::NEG_INFINITY, f64::INFINITY))
        })
        .collect();
    for (pair, people) in model.pairs.iter().zip(people) {
        let mut terms = vec![(segments[pair.segment], 1.0)];
        terms.extend(
            pair.uses.iter().filter_map(|(row, used)| Some((rows[*row]?, used / model.rows[*row].scale()))),
        );
        let comparison =
            if least.is_some() && *people > NOBODY { ComparisonOp::Eq } else { ComparisonOp::Ge };
        problem.add_constraint(&terms, comparison, pair.gain / scale);
    }
    let solution = problem.solve()?.into_solution().map_err(|_| Refused::Failed)?;
    let price = |(row, variable): (&Row, &Option<Variable>)| {
        variable.map_or(0.0, |it| solution.var_value(it).max(0.0) * scale / row.scale())
    };
    Ok(model.rows.iter().zip(&rows).map(price).collect())
}

/// What a person of each segment is worth at those prices: the best of its channels.
fn worths(model: &Model, prices: &[f64]) -> Vec<f64> {
    let mut worths = vec![f64::NEG_INFINITY; model.sizes.len()];
    for pair in &model.pairs {
        worths[pair.segment] = worths[pair.segment].max(net(pair, prices));
    }
    worths
}

/// What a person on each pair misses, at those prices, of the best channel of the segment; at least 0.
pub(super) fn missed(model: &Model, prices: &[f64]) -> Vec<f64> {
    let worths = worths(model, prices);
    model.pairs.iter().map(|it| worths[it.segment] - net(it, prices)).collect()
}

fn net(pair: &Pair, prices: &[f64]) -> f64 {
    pair.gain - pair.uses.iter().map(|(row, used)| used * prices[*row]).sum::<f64>()
}

fn objective(model: &Model, prices: &[f64]) -> f64 {
    let of_rows: f64 = model.rows.iter().zip(prices).map(|(row, price)| row.most * price).sum();
    let served = model.sizes.iter().zip(worths(model, prices)).filter(|it| *it.0 > 0.0);
    of_rows + served.map(|(size, worth)| size * worth).sum::<f64>()
}

/// The same prices from the equations that hold at them: channels of a segment that are worth the same.
fn exact(model: &Model, prices: Vec<f64>) -> Vec<f64> {
    let tied = TIED * model.gain_scale();
    let missed = missed(model, &prices);
    let unknown: Vec<usize> = (0..prices.len()).filter(|it| prices[*it] > 0.0).collect();
    let mut equations: Vec<(Vec<f64>, f64)> = Vec::new();
    for pairs in &model.of_segment {
        let mut first: Option<usize> = None;
        for place in pairs {
            let pair = &model.pairs[*place];
            if missed[*place] > tied {
                continue;
            }
            let Some(other) = first else {
                first = Some(*place);
                continue;
            };
            let other = &model.pairs[other];
            let used = |pair: &Pair, row: usize| {
                pair.uses.iter().filter(|it| it.0 == row).map(|it| it.1).sum::<f64>()
            };
            equations.push((
                unknown.iter().map(|row| used(pair, *row) - used(other, *row)).collect(),
                pair.gain - other.gain,
            ));
        }
    }
    if unknown.is_empty() || equations.len() < unknown.len() {
        return prices;
    }
    let left = DMatrix::from_fn(equations.len(), unknown.len(), |row, column| equations[row].0[column]);
    let right = DVector::from_fn(equations.len(), |row, _| equations[row].1);
    let Ok((found, _)) = linear::least_squares(&left, &right) else { return prices };
    let mut exact = prices.clone();
    for (row, price) in unknown.iter().zip(found.iter()) {
        // The equations sharpen a price, they do not change it: ties that are none would.
        if (price - prices[*row]).abs() > 1e-5 * prices[*row].max(tied) {
            return prices;
        }
        exact[*row] = *price;
    }
    exact
}

/// Whether no other point is as good as `people`: the points that are use only pairs that are worth most at the prices,
/// and use up every row that has a price.
pub(super) fn is_unique(model: &Model, people: &[f64], prices: &[f64]) -> Result<bool, Refused> {
    let tied = TIED * model.gain_scale();
    let missed = missed(model, prices);
    let kept = |it: usize| people[it] > NOBODY || missed[it] <= tied;
    let tight = |row: usize| prices[row] * model.rows[row].scale() > tied;
    let most = model.sizes.iter().copied().fold(1.0, f64::max);
    let [one, other] = model.extremes(&chance, &kept, &tight)?;
    Ok(one.iter().zip(&other).all(|(one, other)| (one - other).abs() <= 1e-6 * most))
}

/// A number between 1 and 2 that looks like chance: no two points are likely to have the same sum of them.
fn chance(place: usize) -> f64 {
    let mut bits = (place as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    1.0 + crate::real((bits ^ (bits >> 31)) >> 12) / crate::real(1 << 52)
}
