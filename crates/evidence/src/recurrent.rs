//! Events that come again while something lasts: how often on each day, and how much more often on some days than on others.
//!
//! Start with [`DailyEvents`]. A cluster (an episode, a stay, a warranty) is at risk from day 0 until it ends or is no longer observed;
//! on each of its days it has any number of events. Clusters are independent of each other; the events of one are not, so every standard
//! error here is that of clusters.

use crate::{Estimate, Fault, real};

/// Half-width, in days, of the kernel of [`DailyEvents::smoothed`].
pub const REACH: usize = 3;

/// Counts of events by day since the cluster began: all that the estimates below need, whatever the number of clusters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DailyEvents {
    /// Clusters by their full days at risk; the last entry is those that were followed to the horizon, which has as many days as there
    /// are entries, less one.
    pub lengths: Vec<u64>,
    /// Day, full days of the cluster, and how many events such clusters had on that day.
    pub events: Vec<(usize, usize, u64)>,
    /// Day, a day that is not before it, and the sum over the clusters of the events on the one times the events on the other.
    pub pairs: Vec<(usize, usize, u64)>,
}

impl DailyEvents {
    /// Days until the horizon.
    pub const fn days(&self) -> usize {
        self.lengths.len().saturating_sub(1)
    }

    /// How many clusters.
    pub fn clusters(&self) -> u64 {
        self.lengths.iter().sum()
    }

    /// Cluster-days at risk on each day: a cluster that ends on a day is at risk for half of it (the actuarial rule).
    pub fn at_risk(&self) -> Vec<f64> {
        let mut longer = self.clusters();
        let of_day = |length: &u64| {
            longer -= length;
            real(longer) + real(*length) / 2.0
        };
        self.lengths.iter().take(self.days()).map(of_day).collect()
    }

    /// Events on each day.
    pub fn by_day(&self) -> Vec<u64> {
        let mut by_day = vec![0; self.days()];
        for (day, _, events) in &self.events {
            if let Some(sum) = by_day.get_mut(*day) {
                *sum += events;
            }
        }
        by_day
    }

    /// The rate of events by cluster-day on each day, smoothed: events ÷ days at risk, both weighted by Epanechnikov's kernel over the
    /// [`REACH`] days before and after. Days before the first and after the last are in neither sum, so that the edges are rates too.
    ///
    /// - **Gives** events per cluster-day; 0 where nothing was at risk nearby.
    ///
    /// # Source
    ///
    /// H. Ramlau-Hansen, "Smoothing counting process intensities by means of kernel functions", Annals of Statistics 11 (1983) 453–466;
    /// the ratio of smoothed sums in place of the smoothed ratio keeps days with few clusters from weighing as much as others.
    pub fn smoothed(&self) -> Vec<f64> {
        let (at_risk, by_day) = (self.at_risk(), self.by_day());
        let of_day = |day: usize| {
            let (mut events, mut risk) = (0.0, 0.0);
            for near in day.saturating_sub(REACH)..=(day + REACH).min(by_day.len().saturating_sub(1)) {
                let distance = real(near.abs_diff(day) as u64) / real(REACH as u64 + 1);
                let weight = 1.0 - distance * distance;
                events += weight * real(by_day[near]);
                risk += weight * at_risk[near];
            }
            if risk > 0.0 { events / risk } else { 0.0 }
        };
        (0..by_day.len()).map(of_day).collect()
    }

    /// The stretch of days whose rate stands out most from that of the other days, and by how much: the gain in log-likelihood over one
    /// rate for all, were events Poisson. The first of several; `None` where no stretch has a higher rate than the rest.
    ///
    /// - **Takes** the share of the cluster-days that the other days must hold at least.
    ///
    /// # Source
    ///
    /// M. Kulldorff, "A spatial scan statistic", Communications in Statistics, Theory and Methods 26 (1997) 1481–1496, over days.
    pub fn standing_out(&self, rest_min: f64) -> Option<(std::ops::Range<usize>, f64)> {
        let (at_risk, by_day) = (self.at_risk(), self.by_day());
        let likelihood =
            |events: f64, risk: f64| if events > 0.0 { events * (events / risk).ln() } else { 0.0 };
        let (all, all_risk) = (real(by_day.iter().sum()), at_risk.iter().sum::<f64>());
        let flat = likelihood(all, all_risk);
        let mut best: Option<(std::ops::Range<usize>, f64)> = None;
        for from in 0..by_day.len() {
            let (mut events, mut risk) = (0.0, 0.0);
            for day in from..by_day.len() {
                events += real(by_day[day]);
                risk += at_risk[day];
                let rest = all_risk - risk;
                if risk <= 0.0 || rest <= 0.0 || rest < rest_min * all_risk {
                    continue;
                }
                let gain = likelihood(events, risk) + likelihood(all - events, rest) - flat;
                if events / risk > (all - events) / rest && best.as_ref().is_none_or(|it| gain > it.1) {
                    best = Some((from..day + 1, gain));
                }
            }
        }
        best
    }

    /// How many events came on `days` beyond what the rate of the `base` days makes one expect: `N − (E ÷ E₀)·N₀`, N events and E
    /// cluster-days at risk.
    ///
    /// - **Takes** two stretches of days, each with its first day and the day before which it ends.
    /// - **Gives** a number of events, with its normal interval at `1 − alpha`.
    /// - **Assumes** clusters independent of each other; nothing on the events of one.
    ///
    /// # Errors
    ///
    /// [`Fault::TooFew`] with fewer than two clusters, or if nothing is at risk in `base`; [`Fault::NoVariance`] if nothing varied;
    /// [`Fault::OutOfRange`] if `alpha` is not between 0 and 1.
    ///
    /// # Source
    ///
    /// D. Y. Lin, L. J. Wei, I. Yang, Z. Ying, "Semiparametric regression for the mean and rate functions of recurrent events", Journal
    /// of the Royal Statistical Society B 62 (2000) 711–730: the robust variance is the sum of the squares of the clusters' residuals,
    /// here without covariates, times m ÷ (m − 1) for m clusters.
    pub fn excess(
        &self,
        days: std::ops::Range<usize>,
        base: std::ops::Range<usize>,
        alpha: f64,
    ) -> Result<Estimate, Fault> {
        let clusters = self.clusters();
        if clusters < 2 {
            return Err(Fault::too_few("clusters", usize::try_from(clusters).unwrap_or_default(), 2));
        }
        let (at_risk, by_day) = (self.at_risk(), self.by_day());
        let risk_on = |wanted: &dyn Fn(&usize) -> bool| -> f64 {
            at_risk.iter().enumerate().filter(|it| wanted(&it.0)).map(|it| it.1).sum()
        };
        let (risk, base_risk) = (risk_on(&|it| days.contains(it)), risk_on(&|it| base.contains(it)));
        if base_risk <= 0.0 {
            return Err(Fault::too_few("base", 0, 1));
        }
        let weight = |day: usize| {
            let of_base = if base.contains(&day) { risk / base_risk } else { 0.0 };
            f64::from(u8::from(days.contains(&day))) - of_base
        };
        let weights: Vec<f64> = (0..self.days()).map(weight).collect();
        let value = weights.iter().zip(&by_day).map(|(weight, events)| weight * real(*events)).sum();
        let variance = self.variance(&weights, &at_risk, &by_day) * real(clusters) / real(clusters - 1);
        Estimate::by_normal(value, variance.max(0.0).sqrt(), alpha)
    }

    /// The sum over the clusters of the squared weighted residuals: events less what the rate of each day makes one expect.
    fn variance(&self, weights: &[f64], at_risk: &[f64], by_day: &[u64]) -> f64 {
        // By full days of a cluster: its expected weighted events.
        let mut expected = Vec::with_capacity(self.lengths.len());
        let mut whole = 0.0;
        for day in 0..self.days() {
            let rate = if at_risk[day] > 0.0 { real(by_day[day]) / at_risk[day] } else { 0.0 };
            expected.push(whole + weights[day] * rate / 2.0);
            whole += weights[day] * rate;
        }
        expected.push(whole);
        let weight = |day: usize| weights.get(day).copied().unwrap_or(0.0);
        let mut variance = 0.0;
        for (first, second, sum) in &self.pairs {
            let times = if first == second { 1.0 } else { 2.0 };
            variance += times * weight(*first) * weight(*second) * real(*sum);
        }
        for (day, length, events) in &self.events {
            variance -= 2.0 * weight(*day) * expected.get(*length).copied().unwrap_or(0.0) * real(*events);
        }
        for (length, clusters) in self.lengths.iter().enumerate() {
            variance += real(*clusters) * expected[length] * expected[length];
        }
        variance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One cluster: full days, whether it was followed to the horizon, and its events by day.
    type Cluster = (usize, Vec<u64>);

    fn counted(days: usize, clusters: &[Cluster]) -> DailyEvents {
        let mut counted = DailyEvents { lengths: vec![0; days + 1], ..DailyEvents::default() };
        for (length, by_day) in clusters {
            counted.lengths[*length] += 1;
            for (day, events) in by_day.iter().enumerate().filter(|it| *it.1 > 0) {
                counted.events.push((day, *length, *events));
                for (later, others) in by_day.iter().enumerate().skip(day).filter(|it| *it.1 > 0) {
                    counted.pairs.push((day, later, events * others));
                }
            }
        }
        counted
    }

    fn at_risk(cluster: &Cluster, day: usize) -> f64 {
        match cluster.0.cmp(&day) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        }
    }

    fn some_clusters() -> Vec<Cluster> {
        vec![
            (5, vec![0, 0, 1, 3, 0]),
            (5, vec![0, 0, 0, 0, 2]),
            (2, vec![1, 0, 0, 0, 0]),
            (3, vec![0, 0, 0, 1, 0]),
            (4, vec![0, 1, 0, 1, 1]),
            (0, vec![0, 0, 0, 0, 0]),
            (5, vec![0, 0, 0, 0, 0]),
        ]
    }

    #[test]
    fn days_at_risk_and_events_are_those_of_the_clusters() {
        let clusters = some_clusters();
        let counted = counted(5, &clusters);
        for day in 0..5 {
            let risk: f64 = clusters.iter().map(|it| at_risk(it, day)).sum();
            assert!((counted.at_risk()[day] - risk).abs() < 1e-12, "day {day}");
        }
        assert_eq!(counted.by_day(), [1, 1, 1, 5, 3]);
        assert_eq!((counted.clusters(), counted.days()), (7, 5));
    }

    #[test]
    fn the_excess_and_its_error_are_those_of_the_clusters_residuals() {
        let clusters = some_clusters();
        let counted = counted(5, &clusters);
        let risk = |days: &[usize]| -> f64 {
            days.iter().map(|day| clusters.iter().map(|it| at_risk(it, *day)).sum::<f64>()).sum()
        };
        let factor = risk(&[3, 4]) / risk(&[0, 1, 2]);
        let weights = [-factor, -factor, -factor, 1.0, 1.0];
        let rates: Vec<f64> = counted
            .by_day()
            .iter()
            .zip(counted.at_risk())
            .map(|(events, risk)| real(*events) / risk)
            .collect();
        let residual = |cluster: &Cluster| -> f64 {
            (0..5).map(|day| weights[day] * (real(cluster.1[day]) - rates[day] * at_risk(cluster, day))).sum()
        };
        let squares: f64 = clusters.iter().map(residual).map(|it| it * it).sum();
        let found = counted.excess(3..5, 0..3, 0.05).unwrap();
        assert!((found.value - (8.0 - factor * 3.0)).abs() < 1e-12);
        assert!((found.se - (squares * 7.0 / 6.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_constant_rate_is_smoothed_to_itself_edges_included() {
        // One event on every full day of every cluster.
        let clusters: Vec<Cluster> = (0..40).map(|it| (8 + it % 3, vec![1; 8])).collect();
        let smoothed = counted(10, &clusters).smoothed();
        assert!(smoothed[..5].iter().all(|it| (it - 1.0).abs() < 1e-12), "{smoothed:?}");
        assert!(smoothed.iter().all(|it| it.is_finite()));
    }

    #[test]
    fn what_cannot_be_told_is_a_fault() {
        let one = counted(5, &some_clusters()[..1]);
        assert!(matches!(one.excess(3..5, 0..3, 0.05), Err(Fault::TooFew { .. })));
        let short = counted(5, &[(0, vec![1; 5]), (0, vec![0; 5])]);
        assert!(matches!(short.excess(0..1, 3..5, 0.05), Err(Fault::TooFew { .. })));
        let quiet = counted(5, &[(5, vec![0; 5]), (5, vec![0; 5])]);
        assert!(matches!(quiet.excess(3..5, 0..3, 0.05), Err(Fault::NoVariance { .. })));
    }

    #[test]
    fn the_stretch_that_stands_out_is_found_however_high_the_rest_is() {
        let by_day = |day: usize| if (15..40).contains(&day) { 3 } else { 1 };
        let clusters: Vec<Cluster> = (0..30).map(|_| (60, (0..60).map(by_day).collect())).collect();
        let (stretch, gain) = counted(60, &clusters).standing_out(0.25).unwrap();
        assert_eq!(stretch, 15..40);
        assert!(gain > 100.0);
        let flat: Vec<Cluster> = (0..30).map(|_| (60, vec![1; 60])).collect();
        assert!(counted(60, &flat).standing_out(0.25).is_none_or(|it| it.1 < 1e-9));
        assert_eq!(counted(60, &[(60, vec![0; 60])]).standing_out(0.25), None);
    }
}
