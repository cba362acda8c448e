//! Quantiles that interpolate linearly between order statistics.

use crate::real;

/// Where a quantile lies among sorted values: between the value at `below` and the next, this part of the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Index of the order statistic below (0 = the least).
    pub below: usize,
    /// How far towards the next one, `0 ≤ towards < 1`; where it is 0 the next may not exist.
    pub towards: f64,
}

impl Place {
    /// The value between the two order statistics.
    pub fn between(self, below: f64, above: f64) -> f64 {
        below + (above - below) * self.towards
    }
}

/// The place of the quantile `share` (0 to 1) among `count` sorted values: `(count − 1) · share`.
///
/// `None` without a value.
///
/// # Source
///
/// R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
/// 361–365, type 7. Agrees with NumPy 2.4 `quantile`, whose default it is, to 1e-12.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of an index is an index: between 0 and count − 1"
)]
pub fn place(count: usize, share: f64) -> Option<Place> {
    let last = count.checked_sub(1)?;
    let at = real(last as u64) * share.clamp(0.0, 1.0);
    let below = (at.floor() as usize).min(last);
    Some(Place { below, towards: (at - at.floor()).max(0.0) })
}

/// The quantile `share` (0 to 1) of values in ascending order; `None` without a value.
///
/// Source as [`place`]. Values above 2^53 are rounded first.
pub fn of_sorted(sorted: &[u64], share: f64) -> Option<f64> {
    let place = place(sorted.len(), share)?;
    let below = real(sorted[place.below]);
    let above = sorted.get(place.below + 1).map_or(below, |it| real(*it));
    Some(place.between(below, above))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agrees_with_numpy() {
        for (values, share, expected) in [
            (vec![1, 2, 3, 4], 0.5, 2.5),
            (vec![1, 2, 3, 4], 0.9, 3.7),
            (vec![7], 0.9, 7.0),
            (vec![0, 5, 10, 20, 1_000], 0.9, 608.0),
            (vec![1, 1, 2, 3, 4, 5, 6, 9], 0.25, 1.75),
            (vec![3, 8], 0.0, 3.0),
            (vec![3, 8], 1.0, 8.0),
        ] {
            let found = of_sorted(&values, share).unwrap();
            assert!((found - expected).abs() < 1e-12, "{values:?} at {share}: {found}");
        }
        assert_eq!(of_sorted(&[], 0.5), None);
    }

    proptest! {
        #[test]
        fn lies_between_its_neighbours(mut values in proptest::collection::vec(0_u64..1 << 50, 1..50), share in 0.0_f64..=1.0) {
            values.sort_unstable();
            let found = of_sorted(&values, share).unwrap();
            let place = place(values.len(), share).unwrap();
            let above = values[(place.below + 1).min(values.len() - 1)];
            prop_assert!(real(values[place.below]) <= found && found <= real(above));
        }
    }
}
