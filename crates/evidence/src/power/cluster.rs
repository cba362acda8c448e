//! Plans where whole offices are drawn by lot.

use std::collections::BTreeMap;

use super::{Plan, UNITS_MAX, root_above, t_power};
use crate::{
    Fault, check, check_length, check_range, distribution::f_quantile, real, two_sample::check_alpha,
};

/// How much wider a variance is because units of one cluster are alike: `1 + ((1 + cv²)·m − 1)·icc`.
///
/// - **Takes** the mean size `m` of clusters, the coefficient of variation of their sizes (0 where all are equal), and
///   the intra-cluster correlation.
///
/// # Errors
///
/// [`Fault::OutOfRange`] naming `cluster_size_mean`, `cluster_size_cv` or `icc`; also for an `icc` so negative that no
/// variance is left.
///
/// # Source
///
/// S. M. Eldridge, D. Ashby and S. Kerry, International Journal of Epidemiology 35 (2006), 1292–1300.
pub fn design_effect(mean_size: f64, size_cv: f64, icc: f64) -> Result<f64, Fault> {
    check_range("cluster_size_mean", mean_size, 1.0, UNITS_MAX)?;
    check_range("cluster_size_cv", size_cv, 0.0, 1e3)?;
    check_range("icc", icc, -1.0, 1.0)?;
    let effect = 1.0 + ((1.0 + size_cv * size_cv) * mean_size - 1.0) * icc;
    if effect > 0.0 { Ok(effect) } else { Err(Fault::out_of_range("icc", icc, -1.0 / mean_size, 1.0)) }
}

/// What is known of the clusters of an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterPlan {
    /// Error rates, and clusters of treatment for each of control.
    pub plan: Plan,
    /// Mean number of units a cluster.
    pub mean_size: f64,
    /// Coefficient of variation of these numbers.
    pub size_cv: f64,
    /// Intra-cluster correlation.
    pub icc: f64,
}

impl ClusterPlan {
    /// Squared standard error that one cluster would leave, over the variance of one unit.
    fn cluster_variance(&self) -> Result<f64, Fault> {
        self.plan.check()?;
        Ok(design_effect(self.mean_size, self.size_cv, self.icc)? / self.mean_size)
    }

    fn power_unchecked(&self, d: f64, clusters1: f64, variance: f64) -> f64 {
        let ratio = self.plan.ratio;
        let nc = d * (clusters1 * ratio / ((1.0 + ratio) * variance)).sqrt();
        t_power(nc, clusters1 * (1.0 + ratio) - 2.0, self.plan.alpha, self.plan.sides)
    }

    fn check_clusters(&self, clusters1: f64) -> Result<(), Fault> {
        let least = 2.0 / (1.0 + self.plan.ratio);
        check_range("clusters", clusters1, least, UNITS_MAX)?;
        if clusters1 <= least {
            Err(Fault::out_of_range("clusters", clusters1, least, UNITS_MAX))
        } else {
            Ok(())
        }
    }

    /// Probability to detect a standardised effect `d` (difference ÷ standard deviation of a unit) with `clusters1`
    /// clusters of control: by Student's law with the number of clusters minus 2 degrees of freedom.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] naming what is out of range: see [`design_effect`] and [`Plan::power_at`].
    ///
    /// # Source
    ///
    /// A. Donner and N. Klar, *Design and Analysis of Cluster Randomization Trials* (2000), chapter 5. With an `icc` of
    /// 1 the same as statsmodels 0.15 `TTestIndPower().power` of as many units as clusters.
    pub fn power_at(&self, d: f64, clusters1: f64) -> Result<f64, Fault> {
        let variance = self.cluster_variance()?;
        check_range("d", d, -1e12, 1e12)?;
        self.check_clusters(clusters1)?;
        Ok(self.power_unchecked(d, clusters1, variance))
    }

    /// Clusters of control that detect `d` as often as the plan says; not rounded.
    ///
    /// # Errors
    ///
    /// As [`Self::power_at`]; naming `d` where it is too small.
    pub fn clusters(&self, d: f64) -> Result<f64, Fault> {
        let variance = self.cluster_variance()?;
        let effect = self.plan.check_effect("d", d)?;
        root_above(2.0 / (1.0 + self.plan.ratio), |clusters| {
            self.power_unchecked(effect, clusters, variance) - self.plan.power
        })
        .ok_or_else(|| Fault::out_of_range("d", d, 1e-7, 1e12))
    }

    /// The least standardised effect that `clusters1` clusters of control detect: say this first, with few offices.
    ///
    /// # Errors
    ///
    /// As [`Self::power_at`].
    pub fn detectable(&self, clusters1: f64) -> Result<f64, Fault> {
        let variance = self.cluster_variance()?;
        self.check_clusters(clusters1)?;
        root_above(0.0, |d| self.power_unchecked(d, clusters1, variance) - self.plan.power)
            .ok_or_else(|| Fault::out_of_range("clusters", clusters1, 2.0, UNITS_MAX))
    }

    /// The least difference in the unit of the outcome, whose variance of one unit (within and between clusters) is
    /// given.
    ///
    /// # Errors
    ///
    /// As [`Self::detectable`]; [`Fault::OutOfRange`] for a variance that is not positive.
    pub fn detectable_difference(&self, clusters1: f64, unit_variance: f64) -> Result<f64, Fault> {
        check_range("unit_variance", unit_variance, f64::MIN_POSITIVE, f64::MAX)?;
        Ok(self.detectable(clusters1)? * unit_variance.sqrt())
    }
}

/// How alike units of one cluster are, from data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icc {
    /// The estimate; may be a little below 0 by chance. Plan with `icc.max(0.0)`, better with `high`.
    pub icc: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How many clusters.
    pub clusters: u64,
    /// Mean number of units a cluster.
    pub mean_size: f64,
    /// Coefficient of variation of these numbers.
    pub size_cv: f64,
    /// Variance of one unit: between and within clusters.
    pub unit_variance: f64,
}

/// The intra-cluster correlation of pilot data, by analysis of variance.
///
/// `(MSB − MSW) ÷ (MSB + (n₀ − 1)·MSW)`, with `n₀ = (N − Σnᵢ²/N) ÷ (G − 1)`.
///
/// - **Takes** the cluster and the value of each unit, in any order; at least two clusters, one of them of two units.
/// - **Gives** the estimate with an interval at `1 − alpha`, exact where values are normal and clusters of one size.
/// - **Assumes** one correlation for all clusters.
///
/// # Errors
///
/// [`Fault::Length`] naming `cluster`; [`Fault::TooFew`]; [`Fault::NotFinite`]; [`Fault::NoVariance`] naming `values`.
///
/// # Source
///
/// A. Donner, International Statistical Review 54 (1986), 67–82; S. R. Searle, *Linear Models* (1971) for the interval.
/// Agrees with the sums of squares of statsmodels 0.15 `anova_lm` of a one-way layout to 1e-12.
pub fn icc_anova(cluster: &[u64], values: &[f64], alpha: f64) -> Result<Icc, Fault> {
    check_alpha(alpha)?;
    check("values", values, 3)?;
    check_length("cluster", cluster.len(), values.len())?;
    let mut groups: BTreeMap<u64, (u64, f64, f64)> = BTreeMap::new();
    for (id, value) in cluster.iter().zip(values) {
        // Number, mean and centred squares, in one pass.
        let (count, mean, squares) = groups.entry(*id).or_default();
        *count += 1;
        let before = value - *mean;
        *mean += before / real(*count);
        *squares += before * (value - *mean);
    }
    let (count, clusters) = (real(values.len() as u64), real(groups.len() as u64));
    if groups.len() < 2 {
        return Err(Fault::too_few("cluster", groups.len(), 2));
    }
    if groups.len() == values.len() {
        return Err(Fault::too_few("cluster", 1, 2));
    }
    let mean = groups.values().map(|it| real(it.0) * it.1).sum::<f64>() / count;
    let between =
        groups.values().map(|it| real(it.0) * (it.1 - mean).powi(2)).sum::<f64>() / (clusters - 1.0);
    let within = groups.values().map(|it| it.2).sum::<f64>() / (count - clusters);
    let squares = groups.values().map(|it| real(it.0).powi(2)).sum::<f64>();
    let size = (count - squares / count) / (clusters - 1.0);
    let whole = between + (size - 1.0) * within;
    if !whole.is_finite() || whole <= 0.0 {
        return Err(Fault::no_variance("values"));
    }
    let (df1, df2) = (clusters - 1.0, count - clusters);
    let end = |quantile: f64| {
        let ratio = between / (within * quantile);
        if ratio.is_finite() { (ratio - 1.0) / (ratio + size - 1.0) } else { 1.0 }
    };
    let mean_size = count / clusters;
    let size_variance =
        groups.values().map(|it| (real(it.0) - mean_size).powi(2)).sum::<f64>() / (clusters - 1.0);
    Ok(Icc {
        icc: (between - within) / whole,
        low: end(f_quantile(1.0 - alpha / 2.0, df1, df2)),
        high: end(f_quantile(alpha / 2.0, df1, df2)),
        clusters: groups.len() as u64,
        mean_size,
        size_cv: size_variance.sqrt() / mean_size,
        unit_variance: within + ((between - within) / size).max(0.0),
    })
}
