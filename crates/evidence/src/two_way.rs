//! Before and after, with and without: one date of adoption, offices that adopt and offices that do not.
//!
//! Start with [`two_way`]. With few offices read [`TwoWay::offices`], the plain comparison of what changed in each
//! office; the regression with a level for each office and each period says the same with more precision and less
//! honesty. Offices that adopt at different dates need another method: this one mixes their effects.
//!
//! **Invariant:** nothing of size rows × offices is made; offices are taken out by their means, periods are p×p.

use nalgebra::{DMatrix, DVector};

use crate::{
    Estimate, Fault, check, check_length, check_range,
    cluster::{offices::welch, places},
    linear::symmetric_power,
    robust::{ROUNDING, in_units, real},
};

/// Most periods: the periods' cross-products are solved once an office.
pub const PERIODS_MAX: usize = 500;

/// Most steps of all solutions together, periods³ for each office.
const STEPS_MAX: f64 = 5e10;

/// One row a unit and period.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The office, by any number.
    pub office: &'a [usize],
    /// The period, by any number.
    pub period: &'a [usize],
    /// Whether the office ever adopts.
    pub treated: &'a [bool],
    /// Whether the period is after the adoption.
    pub post: &'a [bool],
    /// The outcome.
    pub y: &'a [f64],
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoWay {
    /// Two-way regression, errors independent of each other: to be shown as the naive one only.
    pub iid: Estimate,
    /// The same with errors by office (CRV1), Student's law with offices − 1 degrees of freedom.
    pub crv1: Estimate,
    /// The same by leaving out one office at a time (CRV3); none where one office decides alone, as the only adopter
    /// does.
    pub crv3: Option<Estimate>,
    /// Change of the mean of adopters less change of the mean of others, rows counted once each.
    pub means: f64,
    /// Welch's test on the change of each office (mean after less mean before); none with fewer than two offices an
    /// arm, or if offices do not differ.
    pub offices: Option<Estimate>,
}

/// The effect of an adoption at one date.
///
/// - **Takes** rows in any order; offices may lack periods. Offices or periods of one row only say nothing and are left
///   out of the regression.
/// - **Assumes** that without adoption both groups would have changed alike.
///
/// # Errors
///
/// [`Fault::TooFew`], [`Fault::Length`], [`Fault::NotFinite`]; [`Fault::Collinear`] if levels of offices and periods
/// already say who adopted when; [`Fault::NoVariance`] if they tell the outcome exactly; [`Fault::OutOfRange`] for more
/// than [`PERIODS_MAX`] periods; [`Fault::Unreadable`] for an office of both groups.
///
/// # Source
///
/// Cameron and Miller 2015; `MacKinnon`, Nielsen and Webb 2023 (CRV3). Agrees with pyfixest 0.60
/// `feols("y ~ D | office + period")` and its small-sample corrections to 1e-10.
pub fn two_way(panel: &Panel<'_>, alpha: f64) -> Result<TwoWay, Fault> {
    check_range("alpha", alpha, 1e-12, 1.0 - 1e-12)?;
    check("y", panel.y, 4)?;
    let rows = panel.y.len();
    for (what, found) in [
        ("office", panel.office.len()),
        ("period", panel.period.len()),
        ("treated", panel.treated.len()),
        ("post", panel.post.len()),
    ] {
        check_length(what, found, rows)?;
    }
    let means = two_by_two(panel)?;
    let offices = office_changes(panel, alpha)?;
    let fit = Within::new(panel)?;
    let (clusters, periods, rows) = (real(fit.parts.len()), real(fit.periods), real(fit.rows));
    let estimate = |variance: f64, df: f64| {
        Estimate::by_t(fit.effect * fit.unit, variance.max(0.0).sqrt() * fit.unit, df, alpha)
            .map_err(|_| Fault::no_variance("y"))
    };
    let free = rows - clusters - periods;
    if free < 1.0 {
        return Err(Fault::too_few("y", fit.rows, fit.parts.len() + fit.periods + 1));
    }
    let squares = fit.residual_squares;
    // Offices lie within clusters: only the periods, the effect and one constant are counted.
    let correction = (rows - 1.0) / (rows - periods - 1.0) * clusters / (clusters - 1.0);
    let scores: f64 = fit.scores.iter().map(|it| it * it).sum();
    let crv1 = estimate(correction * scores / (fit.spread * fit.spread), clusters - 1.0)?;
    let crv3 = fit.jackknife().and_then(|it| estimate(correction * it, clusters - 1.0).ok());
    Ok(TwoWay { iid: estimate(squares / free / fit.spread, free)?, crv1, crv3, means, offices })
}

/// Mean of each of the four groups, taken from a number near all of them so that no digit is lost.
fn two_by_two(panel: &Panel<'_>) -> Result<f64, Fault> {
    let near = panel.y[0];
    let mut sums = [[(0.0, 0.0); 2]; 2];
    for (row, value) in panel.y.iter().enumerate() {
        let it = &mut sums[usize::from(panel.treated[row])][usize::from(panel.post[row])];
        it.0 += value - near;
        it.1 += 1.0;
    }
    for (group, what) in sums.iter().zip(["treated", "treated"]) {
        if group.iter().any(|it| it.1 == 0.0) {
            let what = if group[0].1 + group[1].1 == 0.0 { what } else { "post" };
            return Err(Fault::too_few(what, 0, 1));
        }
    }
    let mean = |group: usize, time: usize| sums[group][time].0 / sums[group][time].1;
    let found = (mean(1, 1) - mean(1, 0)) - (mean(0, 1) - mean(0, 0));
    if found.is_finite() { Ok(found) } else { Err(Fault::no_variance("y")) }
}

/// Whether an office adopts; before and after, the sum and the count of its rows.
type Change = (bool, [(f64, f64); 2]);

fn office_changes(panel: &Panel<'_>, alpha: f64) -> Result<Option<Estimate>, Fault> {
    let (place, offices) = places(panel.office);
    let near = panel.y[0];
    let mut sums: Vec<Option<Change>> = vec![None; offices];
    for (row, it) in place.iter().enumerate() {
        let (treated, times) = sums[*it].get_or_insert((panel.treated[row], [(0.0, 0.0); 2]));
        if *treated != panel.treated[row] {
            return Err(Fault::Unreadable {
                what: "treated".into(),
                reason: format!("office {} is in both groups", panel.office[row]),
            });
        }
        let time = &mut times[usize::from(panel.post[row])];
        time.0 += panel.y[row] - near;
        time.1 += 1.0;
    }
    let mut changes = [Vec::new(), Vec::new()];
    for (treated, [before, after]) in sums.into_iter().flatten() {
        // An office that is only seen before, or only after, has not changed.
        if before.1 > 0.0 && after.1 > 0.0 {
            changes[usize::from(treated)].push(after.0 / after.1 - before.0 / before.1);
        }
    }
    Ok(welch(&changes[1], &changes[0], alpha).ok())
}

/// Cross-products of one office, of the periods' columns, the adoption and the outcome, each less its mean.
struct Part {
    /// The periods it has, and how many rows of each.
    seen: Vec<(usize, f64)>,
    periods: DMatrix<f64>,
    with_effect: DVector<f64>,
    with_outcome: DVector<f64>,
    effect: f64,
    both: f64,
}

/// The regression with offices and periods taken out.
struct Within {
    parts: Vec<Part>,
    rows: usize,
    periods: usize,
    effect: f64,
    /// Σ of the squares of the adoption, offices and periods taken out.
    spread: f64,
    residual_squares: f64,
    /// For each office Σ adoption · residual.
    scores: Vec<f64>,
    unit: f64,
}

impl Within {
    fn new(panel: &Panel<'_>) -> Result<Self, Fault> {
        let kept = informative(panel);
        let pick = |labels: &[usize]| kept.iter().map(|it| labels[*it]).collect::<Vec<_>>();
        let (office, offices) = places(&pick(panel.office));
        let (period, periods) = places(&pick(panel.period));
        if offices < 2 || periods < 2 {
            let (what, found) = if offices < 2 { ("office", offices) } else { ("period", periods) };
            return Err(Fault::too_few(what, found, 2));
        }
        if periods > PERIODS_MAX || real(offices) * real(periods).powi(3) > STEPS_MAX {
            return Err(Fault::out_of_range("period", real(periods), 2.0, real(PERIODS_MAX)));
        }
        let mean = kept.iter().map(|it| panel.y[*it] / real(kept.len())).sum::<f64>();
        let (unit, mut y) = in_units(&kept.iter().map(|it| panel.y[*it] - mean).collect::<Vec<_>>());
        let mut adopted: Vec<f64> =
            kept.iter().map(|it| f64::from(u8::from(panel.treated[*it] && panel.post[*it]))).collect();
        let mut members = vec![Vec::new(); offices];
        office.iter().enumerate().for_each(|(row, it)| members[*it].push(row));
        for rows in &members {
            let mean = |of: &[f64]| rows.iter().map(|it| of[*it]).sum::<f64>() / real(rows.len());
            let (mean_y, mean_adopted) = (mean(y.as_slice()), mean(&adopted));
            for it in rows {
                y[*it] -= mean_y;
                adopted[*it] -= mean_adopted;
            }
        }
        let parts: Vec<Part> =
            members.iter().map(|rows| Part::new(rows, &period, periods, &adopted, y.as_slice())).collect();
        let (levels, moved, outcome, spread, both) = solve(&parts, periods, None);
        let before: f64 = adopted.iter().map(|it| it * it).sum();
        if spread <= 1e-11 * before || before == 0.0 {
            return Err(Fault::collinear("treated"));
        }
        let effect = both / spread;
        // What each row's period adds, as the mean over its office's rows takes it out again.
        let left = |levels: &DVector<f64>, own: &[f64]| {
            let mut left: Vec<f64> = own.iter().zip(&period).map(|(it, at)| it - levels[*at]).collect();
            for rows in &members {
                let mean = rows.iter().map(|it| levels[period[*it]]).sum::<f64>() / real(rows.len());
                for it in rows {
                    left[*it] += mean;
                }
            }
            left
        };
        let adopted_left = left(&(&levels * moved), &adopted);
        let outcome_left = left(&(&levels * outcome), y.as_slice());
        let residuals: Vec<f64> =
            outcome_left.iter().zip(&adopted_left).map(|(it, by)| it - effect * by).collect();
        let residual_squares: f64 = residuals.iter().map(|it| it * it).sum();
        let squares: f64 = y.iter().map(|it| it * it).sum();
        if residual_squares.sqrt() <= ROUNDING * (squares.sqrt() + mean.abs() / unit) {
            return Err(Fault::no_variance("y"));
        }
        let scores = members
            .iter()
            .map(|rows| rows.iter().map(|it| adopted_left[*it] * residuals[*it]).sum())
            .collect();
        Ok(Self { parts, rows: kept.len(), periods, effect, spread, residual_squares, scores, unit })
    }

    /// Σ over offices of the squared change of the effect when the office is left out.
    fn jackknife(&self) -> Option<f64> {
        if self.parts.len() < 3 {
            return None;
        }
        (0..self.parts.len()).try_fold(0.0, |sum, out| {
            let (_, _, _, spread, both) = solve(&self.parts, self.periods, Some(out));
            let before: f64 =
                self.parts.iter().enumerate().filter(|it| it.0 != out).map(|it| it.1.effect).sum();
            (spread > 1e-11 * before.max(f64::MIN_POSITIVE))
                .then(|| sum + (both / spread - self.effect).powi(2))
        })
    }
}

impl Part {
    fn new(rows: &[usize], period: &[usize], periods: usize, adopted: &[f64], y: &[f64]) -> Self {
        let mut counts = vec![0.0; periods];
        let (mut with_effect, mut with_outcome) = (DVector::zeros(periods), DVector::zeros(periods));
        let (mut effect, mut both) = (0.0, 0.0);
        for it in rows {
            counts[period[*it]] += 1.0;
            // Adoption and outcome are less their mean, so the mean of the period's column drops out.
            with_effect[period[*it]] += adopted[*it];
            with_outcome[period[*it]] += y[*it];
            effect += adopted[*it] * adopted[*it];
            both += adopted[*it] * y[*it];
        }
        let seen: Vec<(usize, f64)> = counts.into_iter().enumerate().filter(|it| it.1 > 0.0).collect();
        let size = real(rows.len());
        let small = DMatrix::from_fn(seen.len(), seen.len(), |i, j| {
            let own = if i == j { seen[i].1 } else { 0.0 };
            own - seen[i].1 * seen[j].1 / size
        });
        Self { seen, periods: small, with_effect, with_outcome, effect, both }
    }
}

/// Takes the periods out of all offices but one: the pseudo-inverse of the periods' cross-products, those with the
/// adoption and with the outcome, and what is left of the adoption's square and of its product with the outcome.
fn solve(
    parts: &[Part],
    periods: usize,
    out: Option<usize>,
) -> (DMatrix<f64>, DVector<f64>, DVector<f64>, f64, f64) {
    let mut cross = DMatrix::zeros(periods, periods);
    let (mut moved, mut outcome) = (DVector::zeros(periods), DVector::zeros(periods));
    let (mut spread, mut both) = (0.0, 0.0);
    for (_, part) in parts.iter().enumerate().filter(|it| Some(it.0) != out) {
        for (i, (left, _)) in part.seen.iter().enumerate() {
            for (j, (right, _)) in part.seen.iter().enumerate() {
                cross[(*left, *right)] += part.periods[(i, j)];
            }
        }
        moved += &part.with_effect;
        outcome += &part.with_outcome;
        spread += part.effect;
        both += part.both;
    }
    // Columns of periods sum to what the offices' levels say: one direction (one more for each separate set of offices
    // and periods) is left out.
    let inverse = symmetric_power(&cross, -1.0);
    let levels = &inverse * &moved;
    (inverse, moved.clone(), outcome.clone(), spread - levels.dot(&moved), both - levels.dot(&outcome))
}

/// The rows whose office and whose period have another row, looked for until none is left out.
fn informative(panel: &Panel<'_>) -> Vec<usize> {
    let (office, offices) = places(panel.office);
    let (period, periods) = places(panel.period);
    let mut kept: Vec<usize> = (0..panel.y.len()).collect();
    loop {
        let (mut by_office, mut by_period) = (vec![0_usize; offices], vec![0_usize; periods]);
        for it in &kept {
            by_office[office[*it]] += 1;
            by_period[period[*it]] += 1;
        }
        let before = kept.len();
        kept.retain(|it| by_office[office[*it]] > 1 && by_period[period[*it]] > 1);
        if kept.len() == before {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cluster::{ClusterFit, ClusterRobust},
        linear::{columns, least_squares},
    };

    type Rows = (Vec<usize>, Vec<usize>, Vec<bool>, Vec<bool>, Vec<f64>);

    /// Eight offices, five periods, without the rows that `without` names.
    fn rows(without: &[usize]) -> Rows {
        let mut it = Rows::default();
        for row in (0..40).filter(|it| !without.contains(it)) {
            let (office, period) = (row / 5, row % 5);
            it.0.push(office * 3);
            it.1.push(period + 2_000);
            it.2.push(office < 3);
            it.3.push(period > 2);
            it.4.push(real((row * row * 7 + row * 3) % 19) / 3.0 + real(office));
        }
        it
    }

    fn panel(it: &Rows) -> Panel<'_> {
        Panel { office: &it.0, period: &it.1, treated: &it.2, post: &it.3, y: &it.4 }
    }

    /// The regression with a column for each level.
    fn naive(it: &Rows) -> (f64, f64, f64) {
        let column = |of: &dyn Fn(usize) -> bool| {
            (0..it.4.len()).map(|row| f64::from(u8::from(of(row)))).collect::<Vec<_>>()
        };
        let fit = |keep: &dyn Fn(usize) -> bool| {
            let mut all = vec![column(&|row| it.2[row] && it.3[row])];
            (0..8).for_each(|office| all.push(column(&|row| it.0[row] == office * 3)));
            (1..5).for_each(|period| all.push(column(&|row| it.1[row] == period + 2_000)));
            let kept: Vec<usize> = (0..it.4.len()).filter(|row| keep(*row)).collect();
            let all: Vec<Vec<f64>> = all
                .iter()
                .map(|column| kept.iter().map(|row| column[*row]).collect::<Vec<_>>())
                .filter(|column: &Vec<f64>| column.iter().any(|it| *it > 0.0))
                .collect();
            let all: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
            (columns(&all), kept.iter().map(|row| it.4[*row]).collect::<Vec<_>>())
        };
        let (x, y) = fit(&|_| true);
        let all = ClusterFit::new(&x, &y, &it.0).unwrap();
        let jackknife: f64 = (0..8)
            .map(|office| {
                let (x, y) = fit(&|row| it.0[row] != office * 3);
                let (found, _) = least_squares(&x, &DVector::from_vec(y)).unwrap();
                (found[0] - all.coefficients()[0]).powi(2)
            })
            .sum();
        (all.coefficients()[0], all.standard_errors(ClusterRobust::Cr0).unwrap()[0], jackknife.sqrt())
    }

    #[test]
    fn agrees_with_a_column_for_each_level() {
        for without in [&[][..], &[3, 17, 18, 39], &[0, 1, 2, 3]] {
            let it = rows(without);
            let found = two_way(&panel(&it), 0.05).unwrap();
            let kept = if without.len() == 4 && without[1] == 1 {
                // The first office has one row left, which says nothing.
                let mut short = it.clone();
                short.0.remove(0);
                short.1.remove(0);
                short.2.remove(0);
                short.3.remove(0);
                short.4.remove(0);
                short
            } else {
                it.clone()
            };
            let offices = if kept.0.len() == 35 { 7.0 } else { 8.0 };
            let (value, se, jackknife) = naive(&kept);
            let n = real(kept.4.len());
            let correction = ((n - 1.0) / (n - 6.0) * offices / (offices - 1.0)).sqrt();
            assert!((found.crv1.value - value).abs() < 1e-11, "{without:?}");
            assert!((found.crv1.se - se * correction).abs() < 1e-11, "{without:?}");
            let crv3 = found.crv3.unwrap().se;
            assert!((crv3 - jackknife * correction).abs() < 1e-10, "{without:?} {crv3}");
        }
    }

    #[test]
    fn in_a_full_panel_all_effects_are_the_difference_of_means() {
        let it = rows(&[]);
        let found = two_way(&panel(&it), 0.05).unwrap();
        for value in [found.iid.value, found.crv1.value, found.offices.unwrap().value] {
            assert!((value - found.means).abs() < 1e-12);
        }
    }

    #[test]
    fn the_only_adopter_has_no_jackknife() {
        let mut it = rows(&[]);
        for row in 0..it.0.len() {
            it.2[row] = it.0[row] == 6;
        }
        let found = two_way(&panel(&it), 0.05).unwrap();
        assert!(found.crv3.is_none() && found.offices.is_none());
    }

    #[test]
    fn bad_input_is_refused() {
        let code = |change: fn(&mut Rows)| {
            let mut it = rows(&[]);
            change(&mut it);
            two_way(&panel(&it), 0.05).unwrap_err().code()
        };
        assert_eq!(code(|it| it.4.clear()), "too-few");
        assert_eq!(code(|it| it.4[3] = f64::NAN), "not-finite");
        assert_eq!(code(|it| it.1.truncate(5)), "length");
        assert_eq!(code(|it| it.2.fill(true)), "too-few");
        assert_eq!(code(|it| it.3.fill(false)), "too-few");
        assert_eq!(code(|it| it.2[0] = false), "unreadable");
        assert_eq!(code(|it| it.4.fill(1.0)), "no-variance");
        assert_eq!(code(|it| it.0 = (0..40).collect()), "too-few");
    }
}
