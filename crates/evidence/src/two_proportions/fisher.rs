//! Fisher's exact test of a table of two rows and two columns.

use super::Pair;
use crate::{Fault, distribution::incomplete::ln_binomial, real};

/// Tables whose probabilities differ by less than this share are as likely as each other.
const TIE: f64 = 1e-10;

/// Fisher's exact test, two-sided: the probability, all margins given, of a table at most as likely as the one seen.
///
/// - **Takes** successes and trials of each of two arms; counts may be large (work grows with the square root).
/// - **Gives** a probability between 0 and 1.
///
/// # Errors
///
/// As [`Pair::new`].
///
/// # Source
///
/// R. A. Fisher, *Statistical Methods for Research Workers* (1934), section 21.02. Agrees with SciPy 1.17
/// `fisher_exact` to 1e-10.
pub fn fisher(count1: u64, nobs1: u64, count2: u64, nobs2: u64) -> Result<f64, Fault> {
    Pair::new(count1, nobs1, count2, nobs2).map(of)
}

/// The hypergeometric law of the first count, all margins given.
struct Law {
    nobs1: u64,
    nobs2: u64,
    successes: u64,
}

impl Law {
    /// Log-probability, from three binomial ones, each exact to rounding whatever the size.
    fn ln(&self, count: u64) -> f64 {
        let share = real(self.successes) / real(self.nobs1 + self.nobs2);
        ln_binomial(count, self.nobs1, share) + ln_binomial(self.successes - count, self.nobs2, share)
            - ln_binomial(self.successes, self.nobs1 + self.nobs2, share)
    }

    /// The probability of `count + 1` over that of `count`.
    fn up(&self, count: u64) -> f64 {
        let failures_left = real(self.nobs2 + count + 1 - self.successes);
        real(self.nobs1 - count) / real(count + 1) * (real(self.successes - count) / failures_left)
    }

    fn bounds(&self) -> (u64, u64) {
        (self.successes.saturating_sub(self.nobs2), self.successes.min(self.nobs1))
    }

    /// Sum of the probabilities from `count` on away from the mode, over that of `count`.
    fn tail(&self, mut count: u64, rising: bool) -> f64 {
        let (low, high) = self.bounds();
        let (mut term, mut sum) = (1.0, 1.0);
        while count != if rising { high } else { low } {
            if rising {
                term *= self.up(count);
                count += 1;
            } else {
                count -= 1;
                term /= self.up(count);
            }
            sum += term;
            if term < sum * 1e-18 {
                break;
            }
        }
        sum
    }
}

pub(super) fn of(pair: Pair) -> f64 {
    let law = Law { nobs1: pair.nobs1, nobs2: pair.nobs2, successes: pair.count1 + pair.count2 };
    let (low, high) = law.bounds();
    if low == high {
        return 1.0;
    }
    let seen = law.ln(pair.count1);
    // From the mode on the ratio of neighbours is below 1.
    let mode = first(low, high, |it| law.up(it) < 1.0);
    let rising = pair.count1 >= mode;
    let own = law.tail(pair.count1, rising);
    // On the other side of the mode, from the first table on that is not more likely.
    let likely = |it: u64| law.ln(it) > seen + TIE;
    let other = if rising {
        let place = first(low, mode, likely);
        // The mode itself may be no more likely than the table seen.
        if likely(place) { (place > low).then(|| place - 1) } else { Some(place) }
    } else {
        let place = first(mode, high, |it| !likely(it));
        (!likely(place)).then_some(place)
    };
    let other = match other {
        Some(place) if place == pair.count1 => return 1.0,
        Some(place) => (law.ln(place) - seen).exp() * law.tail(place, !rising),
        None => 0.0,
    };
    (seen.exp() * (own + other)).min(1.0)
}

/// The first of `low..=high` for which the condition holds, which then holds for all that follow; else `high`.
fn first(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
