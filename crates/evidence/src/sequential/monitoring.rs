//! What the data say at the looks of an experiment that runs: bounds for the information there is, intervals that may
//! be read at each look, and, once it stopped, the p-value and the estimate that allow for the stopping.

use crate::{Fault, check_range};

use super::{
    Bounds, LOOKS_MAX, Side,
    boundary::{check_fractions, solve},
    falls_through_zero, two_sided_tail,
};

/// What was declared before the first look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Information at the planned end: the inverse of the squared standard error that the sample size was chosen for.
    pub information_max: f64,
    /// The side of large effects.
    pub upper: Side,
    /// The side of small ones.
    pub lower: Side,
}

/// The data at one look: all of them since the start, not those since the last look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
}

/// What one look says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LookResult {
    /// Share of the planned information; beyond 1 after more than was planned.
    pub fraction: f64,
    /// Estimate ÷ standard error.
    pub z: f64,
    /// Stop when z is at least this.
    pub upper: f64,
    /// Stop when z is at most this.
    pub lower: f64,
    /// P(|Z| > |z|), as if this were the only look.
    pub nominal_p: f64,
    /// Repeated interval, lower end: the intervals of all looks hold the effect together with probability 1 − alpha.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Which bound was crossed.
    pub crossed: Option<Stop>,
}

/// The bound at which an experiment stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Of large effects.
    Upper,
    /// Of small ones.
    Lower,
}

/// What is concluded at the end, allowing for the looks; by the stagewise order of outcomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjusted {
    /// The look at which it ended, from 0.
    pub look: usize,
    /// Two-sided p-value: twice the smaller probability, without effect, of an outcome as extreme.
    pub p: f64,
    /// The effect that is too large as often as too small; the plain estimate is too far from 0 after an early stop.
    pub estimate: f64,
    /// Lower end of the interval whose error below the effect is the rate of the upper side.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// All looks and, if the experiment ended, its conclusion.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// A result a look.
    pub looks: Vec<LookResult>,
    /// Set when a bound was crossed or the last look has come.
    pub adjusted: Option<Adjusted>,
}

/// Information at each look as a share of the plan: `1 ÷ (se² × information_max)`.
///
/// # Errors
///
/// [`Fault::OutOfRange`], [`Fault::NotFinite`] where a standard error is not positive or information did not grow.
pub fn information_fractions(standard_errors: &[f64], information_max: f64) -> Result<Vec<f64>, Fault> {
    check_range("information_max", information_max, 1e-300, 1e300)?;
    crate::check("looks.se", standard_errors, 1)?;
    let mut before = 0.0;
    standard_errors
        .iter()
        .map(|se| {
            check_range("looks.se", *se, 1e-150, 1e150)?;
            let fraction = 1.0 / (se * se * information_max);
            // Information that shrinks has no law of stopping: the model or the data changed between looks.
            if fraction <= before || !(1e-9..=1e9).contains(&fraction) {
                return Err(Fault::out_of_range("looks.se", *se, 0.0, f64::INFINITY));
            }
            before = fraction;
            Ok(fraction)
        })
        .collect()
}

/// Reads an experiment at its looks so far, planned or not.
///
/// - **Takes** the plan, and a look per time that the data were read, in order; `is_last` says that there will be no
///   further one, so that all of the error rate may be used.
/// - **Gives** for each look the bounds from what may be spent at the information there is (never what was planned by
///   date), the repeated interval `estimate − bound × se`; at the end the stagewise p-value, the median-unbiased
///   estimate and its interval. Looks after a crossed bound are shown but change nothing.
/// - **Assumes** that estimates are normal with independent increments, as those of means, and that looks were not
///   chosen by looking at the effect.
///
/// # Errors
///
/// As [`information_fractions`] and [`super::Design::bounds`].
///
/// # Source
///
/// Lan and `DeMets` 1983 (bounds from information); Jennison and Turnbull 1989 (repeated intervals); Armitage 1957,
/// Tsiatis, Rosner and Mehta 1984 (stagewise order).
pub fn analyse(plan: &Plan, looks: &[Look], is_last: bool) -> Result<Analysis, Fault> {
    plan.upper.check("upper")?;
    plan.lower.check("lower")?;
    let standard_errors: Vec<f64> = looks.iter().map(|it| it.se).collect();
    let estimates: Vec<f64> = looks.iter().map(|it| it.estimate).collect();
    crate::check("looks.estimate", &estimates, 1)?;
    #[expect(clippy::cast_precision_loss, reason = "a length")]
    if looks.len() > LOOKS_MAX {
        return Err(Fault::out_of_range("looks", looks.len() as f64, 1.0, LOOKS_MAX as f64));
    }
    let fractions = information_fractions(&standard_errors, plan.information_max)?;
    let bounds = bounds_so_far(plan, &fractions, is_last)?;
    let mut results = Vec::with_capacity(looks.len());
    for (index, look) in looks.iter().enumerate() {
        let (upper, lower) = (bounds.upper[index], bounds.lower[index]);
        let z = look.estimate / look.se;
        let crossed = if z >= upper {
            Some(Stop::Upper)
        } else if z <= lower {
            Some(Stop::Lower)
        } else {
            None
        };
        results.push(LookResult {
            fraction: fractions[index],
            z,
            upper,
            lower,
            nominal_p: two_sided_tail(z),
            low: look.estimate - upper * look.se,
            high: look.estimate - lower * look.se,
            crossed,
        });
    }
    let end = results.iter().position(|it| it.crossed.is_some());
    let is_over = is_last || fractions.last().is_some_and(|it| *it >= 1.0);
    let adjusted = match end.or_else(|| is_over.then(|| looks.len() - 1)) {
        Some(look) => Some(conclude(plan, &bounds, look, results[look].z, looks[look].se)?),
        None => None,
    };
    Ok(Analysis { looks: results, adjusted })
}

/// Bounds at the information there was; the recursion needs only its ratios, so it is scaled to end at 1 at most.
fn bounds_so_far(plan: &Plan, fractions: &[f64], is_last: bool) -> Result<Bounds, Fault> {
    let spent = |side: Side| -> Vec<f64> {
        let mut spent: Vec<f64> = fractions.iter().map(|it| side.spending.spent(side.alpha, *it)).collect();
        if let (true, Some(last)) = (is_last, spent.last_mut()) {
            *last = side.alpha;
        }
        spent
    };
    let last = fractions.last().copied().unwrap_or(1.0).max(1.0);
    let scaled: Vec<f64> = fractions.iter().map(|it| it / last).collect();
    check_fractions("looks.se", &scaled)?;
    solve(&scaled, spent(plan.upper), spent(plan.lower))
}

/// P-value, estimate and interval of an experiment that ended at `look` with `z`.
fn conclude(plan: &Plan, bounds: &Bounds, look: usize, z: f64, se: f64) -> Result<Adjusted, Fault> {
    let ended = |drift: f64| tails(bounds, look, z, drift);
    let (above, below) = ended(0.0)?;
    // A drift is turned into an effect by the standard error at the look, whose information is known.
    let unit = se * bounds.fractions[look].sqrt();
    // All four are found where a probability that grows with the drift passes a value; beyond 45 standard errors
    // nothing is a number.
    let centre = z / bounds.fractions[look].sqrt();
    let reach = 45.0 / bounds.fractions[0].sqrt();
    let at = |function: &dyn Fn((f64, f64)) -> f64| -> f64 {
        unit * falls_through_zero(centre - reach, centre + reach, |drift| ended(drift).map_or(0.0, function))
    };
    Ok(Adjusted {
        look,
        p: (2.0 * above.min(below)).min(1.0),
        estimate: at(&|(above, below)| below - above),
        low: at(&|(above, _)| plan.upper.alpha - above),
        high: at(&|(_, below)| below - plan.lower.alpha),
    })
}

/// Probabilities of an outcome at least as high, and at least as low, in the stagewise order: an earlier stop above is
/// higher than any later outcome, an earlier stop below is lower.
fn tails(bounds: &Bounds, look: usize, z: f64, drift: f64) -> Result<(f64, f64), Fault> {
    let mut so_far = bounds.clone();
    so_far.fractions.truncate(look + 1);
    so_far.upper.truncate(look + 1);
    so_far.lower.truncate(look + 1);
    so_far.upper[look] = z;
    so_far.lower[look] = z;
    let crossing = so_far.crossing(drift)?;
    Ok((crossing.upper.iter().sum(), crossing.lower.iter().sum()))
}

#[cfg(test)]
mod tests {
    use super::{Look, Plan, Stop, analyse};
    use crate::sequential::{Side, Spending};

    fn plan() -> Plan {
        let side = Side { alpha: 0.025, spending: Spending::ObrienFleming };
        Plan { information_max: 100.0, upper: side, lower: side }
    }

    fn near(ours: f64, theirs: f64, tolerance: f64) {
        assert!((ours - theirs).abs() < tolerance, "{ours} {theirs}");
    }

    #[test]
    fn one_look_at_the_end_is_the_plain_test() {
        let it = analyse(&plan(), &[Look { estimate: 0.25, se: 0.1 }], true).unwrap();
        let adjusted = it.adjusted.unwrap();
        near(adjusted.p, 0.012_419_330_651_552_318, 1e-12);
        near(adjusted.estimate, 0.25, 1e-9);
        near(adjusted.low, 0.25 - 0.195_996_398_454_005_4, 1e-9);
        near(adjusted.high, 0.25 + 0.195_996_398_454_005_4, 1e-9);
        near(it.looks[0].low, adjusted.low, 1e-9);
    }

    #[test]
    fn an_early_stop_is_drawn_back_towards_nothing() {
        let looks = [
            Look { estimate: 0.2, se: 0.2 },
            Look { estimate: 0.5, se: 0.142 },
            Look { estimate: 0.1, se: 0.1 },
        ];
        let it = analyse(&plan(), &looks, false).unwrap();
        assert_eq!(it.looks[0].crossed, None);
        assert_eq!(it.looks[1].crossed, Some(Stop::Upper));
        let adjusted = it.adjusted.unwrap();
        assert_eq!(adjusted.look, 1);
        assert!(adjusted.estimate < 0.5 && adjusted.estimate > 0.4, "{adjusted:?}");
        assert!(adjusted.low > 0.0 && adjusted.low < adjusted.estimate && adjusted.high > adjusted.estimate);
        assert!(adjusted.p < 0.005);
    }

    #[test]
    fn both_sides_mirror_each_other() {
        let looks =
            |sign: f64| [Look { estimate: sign * 0.1, se: 0.2 }, Look { estimate: sign * 0.7, se: 0.13 }];
        let above = analyse(&plan(), &looks(1.0), true).unwrap().adjusted.unwrap();
        let below = analyse(&plan(), &looks(-1.0), true).unwrap().adjusted.unwrap();
        near(above.estimate, -below.estimate, 1e-9);
        near(above.low, -below.high, 1e-9);
        near(above.p, below.p, 1e-12);
    }

    #[test]
    fn before_the_end_there_is_no_conclusion() {
        let it = analyse(&plan(), &[Look { estimate: 0.1, se: 0.2 }], false).unwrap();
        assert_eq!(it.adjusted, None);
        assert!(it.looks[0].low < 0.0 && it.looks[0].high > 0.0);
    }

    #[test]
    fn more_information_than_planned_spends_no_more_than_declared() {
        let looks = [Look { estimate: 0.1, se: 0.15 }, Look { estimate: 0.1, se: 0.08 }];
        let it = analyse(&plan(), &looks, false).unwrap();
        assert!(it.looks[1].fraction > 1.5);
        assert!(it.adjusted.is_some());
        assert!(it.looks[1].upper < 2.0);
    }

    #[test]
    fn bad_looks_are_refused() {
        let refused = |looks: &[Look]| analyse(&plan(), looks, false).is_err();
        assert!(refused(&[]));
        assert!(refused(&[Look { estimate: f64::NAN, se: 1.0 }]));
        assert!(refused(&[Look { estimate: 0.0, se: 0.0 }]));
        assert!(refused(&[Look { estimate: 0.0, se: f64::INFINITY }]));
        assert!(refused(&[Look { estimate: 0.0, se: 0.1 }, Look { estimate: 0.0, se: 0.2 }]));
    }
}
