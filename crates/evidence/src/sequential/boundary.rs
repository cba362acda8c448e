//! Bounds of a plan, and what they mean before data: power, expected duration, price in sample size.

use crate::{Fault, check_range, distribution::normal_quantile};

use super::{Side, falls_through_zero, recursion::State, two_sided_tail};

/// Most looks; more is monitoring without end, for which see [`crate::confidence_sequence`].
pub const LOOKS_MAX: usize = 200;

/// A plan of looks with bounds on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Shares of the planned information at the looks: above 0, growing, at most 1.
    pub fractions: Vec<f64>,
    /// The side of large values of the statistic.
    pub upper: Side,
    /// The side of small ones; another rate here is the choice to stop sooner for harm than for benefit.
    pub lower: Side,
}

/// Bounds of the standardised statistic z at each look.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// Shares of the planned information at the looks.
    pub fractions: Vec<f64>,
    /// Stop when z is at least this; infinite where nothing may be spent.
    pub upper: Vec<f64>,
    /// Stop when z is at most this.
    pub lower: Vec<f64>,
    /// Error rate spent above, up to and with each look.
    pub spent_upper: Vec<f64>,
    /// Error rate spent below.
    pub spent_lower: Vec<f64>,
    /// P(|Z| > the upper bound), as if it were the only look.
    pub nominal_p: Vec<f64>,
}

/// What happens under a true effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Probability of stopping above, at each look.
    pub upper: Vec<f64>,
    /// Probability of stopping below.
    pub lower: Vec<f64>,
    /// Probability of stopping at all.
    pub power: f64,
    /// Expected share of the planned information at the end.
    pub expected_fraction: f64,
}

impl Design {
    /// The usual plan: `alpha` in two equal halves, both spent the same way.
    pub fn symmetric(fractions: &[f64], alpha: f64, spending: super::Spending) -> Self {
        let side = Side { alpha: alpha / 2.0, spending };
        Self { fractions: fractions.to_vec(), upper: side, lower: side }
    }

    /// The bounds: at each look, the probability without effect of crossing first here is what may be spent since the
    /// last look, on each side. Crossing either side ends the experiment.
    ///
    /// Agrees with `gsDesign`'s integration (`PyPI` gsdesign 0.1.5, r = 200) to 4e-9, as close as that comes, and with a
    /// 400-point Gauss-Legendre solution to 1e-12. Source: Lan and `DeMets` 1983; Jennison and Turnbull 2000, chapter 19.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] without looks; [`Fault::OutOfRange`] where fractions do not grow from 0 to at most 1, there
    /// are more than [`LOOKS_MAX`], or an error rate is not between 0 and 0.5; [`Fault::Unreadable`] where looks are
    /// too close to each other.
    pub fn bounds(&self) -> Result<Bounds, Fault> {
        check_fractions("information_fractions", &self.fractions)?;
        self.upper.check("upper")?;
        self.lower.check("lower")?;
        let spent = |side: Side| -> Vec<f64> {
            self.fractions.iter().map(|it| side.spending.spent(side.alpha, *it)).collect()
        };
        solve(&self.fractions, spent(self.upper), spent(self.lower))
    }
}

impl Bounds {
    /// Probabilities of stopping when the expected z at full information is `drift`: effect ÷ its standard error then.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] or [`Fault::NotFinite`] of `drift`; [`Fault::Unreadable`] as for [`Design::bounds`].
    pub fn crossing(&self, drift: f64) -> Result<Crossing, Fault> {
        check_range("drift", drift, -1e6, 1e6)?;
        let mut state = State::start();
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        let mut expected_fraction = 0.0;
        let mut power = 0.0;
        for (look, time) in self.fractions.iter().copied().enumerate() {
            let (low, high) = (self.lower[look] * time.sqrt(), self.upper[look] * time.sqrt());
            let above = state.above(time, high, drift);
            let below = state.below(time, low, drift);
            upper.push(above);
            lower.push(below);
            power += above + below;
            if let Some(next) = self.fractions.get(look + 1) {
                expected_fraction += time * (above + below);
                state = state.go_on(time, low, high, drift, *next)?;
            } else {
                expected_fraction += time * (1.0 - (power - above - below));
            }
        }
        Ok(Crossing { upper, lower, power: power.min(1.0), expected_fraction })
    }

    /// The drift with which an effect above is found with probability `power`.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] if `power` is not between what is spent above and 1.
    pub fn drift_for_power(&self, power: f64) -> Result<f64, Fault> {
        let spent = self.spent_upper.last().copied().unwrap_or(0.0);
        check_range("power", power, spent, 1.0 - 1e-9)?;
        let missing =
            |drift: f64| self.crossing(drift).map_or(0.0, |it| power - it.upper.iter().sum::<f64>());
        // A bound that is infinite at every look is never crossed.
        if missing(60.0) > 0.0 {
            return Err(Fault::NoEstimate { what: "power".into() });
        }
        let mut low = 0.0;
        let mut high = 60.0;
        // Forty halvings give ten digits; a drift is not read further.
        for _ in 0..44 {
            let middle = f64::midpoint(low, high);
            if missing(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(f64::midpoint(low, high))
    }

    /// By how much looking costs: sample size at the last look, relative to a single look at the end with the same
    /// error rate above and the same `power`. 1.03 is 3 % more.
    ///
    /// # Errors
    ///
    /// As [`Self::drift_for_power`].
    pub fn inflation(&self, power: f64) -> Result<f64, Fault> {
        let spent = self.spent_upper.last().copied().unwrap_or(0.0);
        let last = self.fractions.last().copied().unwrap_or(1.0);
        let drift = self.drift_for_power(power)?;
        let alone = -normal_quantile(spent) + normal_quantile(power);
        Ok(drift * drift * last / (alone * alone))
    }
}

pub(super) fn check_fractions(what: &str, fractions: &[f64]) -> Result<(), Fault> {
    crate::check(what, fractions, 1)?;
    #[expect(clippy::cast_precision_loss, reason = "a length, of at most some hundreds where it matters")]
    if fractions.len() > LOOKS_MAX {
        return Err(Fault::out_of_range(what, fractions.len() as f64, 1.0, LOOKS_MAX as f64));
    }
    let mut before = 0.0;
    for fraction in fractions {
        if *fraction <= before || *fraction < 1e-9 || *fraction > 1.0 + 1e-12 {
            return Err(Fault::out_of_range(what, *fraction, before, 1.0));
        }
        before = *fraction;
    }
    Ok(())
}

/// Bounds for what has been spent on each side up to each look.
pub(super) fn solve(
    fractions: &[f64],
    spent_upper: Vec<f64>,
    spent_lower: Vec<f64>,
) -> Result<Bounds, Fault> {
    let mut state = State::start();
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    let (mut before_upper, mut before_lower) = (0.0, 0.0);
    let same = spent_upper == spent_lower;
    for (look, time) in fractions.iter().copied().enumerate() {
        let above = spent_upper[look] - before_upper;
        let below = spent_lower[look] - before_lower;
        (before_upper, before_lower) = (spent_upper[look], spent_lower[look]);
        let root = time.sqrt();
        let high =
            bound(above, |z| (state.above(time, z * root, 0.0), root * state.density(time, z * root, 0.0)));
        let low = if same {
            -high
        } else {
            -bound(below, |z| (state.below(time, -z * root, 0.0), root * state.density(time, -z * root, 0.0)))
        };
        upper.push(high);
        lower.push(low);
        if let Some(next) = fractions.get(look + 1) {
            state = state.go_on(time, low * root, high * root, 0.0, *next)?;
        }
    }
    let nominal_p = upper.iter().map(|it| two_sided_tail(*it)).collect();
    Ok(Bounds { fractions: fractions.to_vec(), upper, lower, spent_upper, spent_lower, nominal_p })
}

/// The z beyond which `target` lies; `tail` gives the probability beyond z and its density at z.
fn bound(target: f64, tail: impl Fn(f64) -> (f64, f64)) -> f64 {
    if target < 1e-300 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (-40.0, 40.0);
    let mut z = -normal_quantile(target.min(0.5));
    // Newton's method on the logarithm, which is close to a parabola; halving where it leaves the bracket.
    for _ in 0..60 {
        let (beyond, density) = tail(z);
        let excess = if beyond > 0.0 { (beyond / target).ln() } else { f64::NEG_INFINITY };
        if excess > 0.0 {
            low = z;
        } else {
            high = z;
        }
        let step = excess * beyond / density;
        let newton = z + step;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - z).abs() <= 1e-15 * (1.0 + z.abs()) {
            return next;
        }
        z = next;
    }
    // Newton's method goes back and forth between neighbours at the last digit: halving what is left ends it.
    falls_through_zero(low, high, |it| (tail(it).0 / target).ln())
}

#[cfg(test)]
mod tests;
