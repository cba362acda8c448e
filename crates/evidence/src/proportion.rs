//! Intervals at 95 % for a share of a whole, where trials are independent and where they come in clusters.

use crate::{
    distribution::{beta_quantile, beta_upper_quantile, normal_quantile},
    real,
};

/// The 0.975 quantile of the standard normal law: 95 % in the middle.
const Z: f64 = 1.959_963_984_540_054;

/// An interval for a share: `0 ≤ low ≤ share ≤ high ≤ 1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Wilson's interval for a share of independent trials.
///
/// It holds its level where the textbook interval does not: few trials, shares near 0 or 1.
///
/// - **Takes** counts, at most 2^53.
/// - **Gives** shares between 0 and 1; `None` where no share can be known: no trial, or more successes than trials.
/// - **Assumes** independent trials; for the contacts of usagers who come back see [`ClusterSums`].
///
/// # Source
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212.
/// Agrees with SciPy 1.17 `binomtest(k, n).proportion_ci(0.95, "wilson")` to 1e-12.
pub fn wilson(successes: u64, trials: u64) -> Option<ShareInterval> {
    if successes > trials || trials == 0 {
        return None;
    }
    wilson_effective(real(successes) / real(trials), real(trials))
}

/// Wilson's interval for a share known as well as `trials` independent trials would tell.
///
/// With `z` the normal quantile, `n` the trials and `p` the share, the ends are
/// `(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)`.
///
/// - **Takes** a share between 0 and 1, and a positive number of trials, which need not be whole.
/// - **Gives** `None` where one of them is not.
///
/// # Source
///
/// As [`wilson`]. Agrees with statsmodels 0.15 `proportion_confint(p·n, n, method="wilson")` to 1e-12.
pub fn wilson_effective(share: f64, trials: f64) -> Option<ShareInterval> {
    if !(0.0..=1.0).contains(&share) || !trials.is_finite() || trials <= 0.0 {
        return None;
    }
    Some(wilson_between(share, trials, Z))
}

/// Wilson's interval for a share of independent trials at `1 − alpha`, as [`wilson`], which is that at 95 %.
///
/// `None` also where `alpha` is not between 0 and 1.
pub fn wilson_at(successes: u64, trials: u64, alpha: f64) -> Option<ShareInterval> {
    let z = upper(alpha)?;
    (successes <= trials && trials > 0)
        .then(|| wilson_between(real(successes) / real(trials), real(trials), z))
}

/// The exact interval of Clopper and Pearson for a share of independent trials at `1 − alpha`.
///
/// It covers at least what it says, often more: prefer [`wilson_at`] unless a guarantee is asked for.
///
/// - **Gives** `None` where [`wilson_at`] does.
///
/// # Source
///
/// C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404–413. Agrees with statsmodels 0.15
/// `proportion_confint(method="beta")` to 1e-12.
pub fn clopper_pearson(successes: u64, trials: u64, alpha: f64) -> Option<ShareInterval> {
    upper(alpha)?;
    if successes > trials || trials == 0 {
        return None;
    }
    let (k, failures) = (real(successes), real(trials - successes));
    let low = if successes == 0 { 0.0 } else { beta_quantile(alpha / 2.0, k, failures + 1.0) };
    let high = if successes == trials { 1.0 } else { beta_upper_quantile(alpha / 2.0, k + 1.0, failures) };
    Some(ShareInterval { low, high })
}

/// The normal quantile that intervals at `1 − alpha` reach to.
fn upper(alpha: f64) -> Option<f64> {
    (alpha > 0.0 && alpha < 1.0).then(|| -normal_quantile(alpha / 2.0))
}

/// Wilson's interval that reaches to the normal quantile `z`, of a share between 0 and 1 and a positive number of trials.
pub(crate) fn wilson_between(share: f64, trials: f64, z: f64) -> ShareInterval {
    let tail = z * z / trials;
    let centre = (share + tail / 2.0) / (1.0 + tail);
    let half = z / (1.0 + tail) * (share * (1.0 - share) / trials + tail / (4.0 * trials)).sqrt();
    ShareInterval { low: (centre - half).clamp(0.0, share), high: (centre + half).clamp(share, 1.0) }
}

/// What the interval of a share needs to know of trials that come in clusters (the contacts of one usager), gathered
/// in one pass and in any order.
///
/// With `k_u` successes among `n_u` trials of cluster `u`, `C` clusters, `n = Σn_u` and `p = Σk_u ÷ n`, the variance of
/// `p` is `C/(C−1) · Σ(k_u − p·n_u)² ÷ n²`.
///
/// # Source
///
/// W. G. Cochran, *Sampling Techniques*, third edition (1977), section 9A on ratio estimates of clusters; the same as
/// the sandwich variance of a mean with clusters, which statsmodels 0.15 computes
/// (`OLS(y, 1).fit(cov_type="cluster")`): agrees to 1e-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClusterSums {
    clusters: u64,
    trials: u64,
    successes: u64,
    squared_trials: u64,
    squared_successes: u64,
    products: u64,
}

impl ClusterSums {
    /// Adds one whole cluster: `successes` among its `trials`. A cluster without a trial is none.
    ///
    /// Sums are exact up to 4 billion trials; beyond, they stay at their greatest value.
    pub const fn add(&mut self, successes: u64, trials: u64) {
        if trials == 0 {
            return;
        }
        self.clusters = self.clusters.saturating_add(1);
        self.trials = self.trials.saturating_add(trials);
        self.successes = self.successes.saturating_add(successes);
        self.squared_trials = self.squared_trials.saturating_add(trials.saturating_mul(trials));
        self.squared_successes = self.squared_successes.saturating_add(successes.saturating_mul(successes));
        self.products = self.products.saturating_add(successes.saturating_mul(trials));
    }

    /// Adds `clusters` whole clusters, each of `successes` among `trials`.
    pub const fn add_alike(&mut self, successes: u64, trials: u64, clusters: u64) {
        if trials == 0 {
            return;
        }
        self.clusters = self.clusters.saturating_add(clusters);
        self.trials = self.trials.saturating_add(trials.saturating_mul(clusters));
        self.successes = self.successes.saturating_add(successes.saturating_mul(clusters));
        let (all_trials, all_successes) =
            (trials.saturating_mul(clusters), successes.saturating_mul(clusters));
        self.squared_trials = self.squared_trials.saturating_add(trials.saturating_mul(all_trials));
        self.squared_successes =
            self.squared_successes.saturating_add(successes.saturating_mul(all_successes));
        self.products = self.products.saturating_add(successes.saturating_mul(all_trials));
    }

    /// Adds the clusters of `other`, none of which is among these.
    pub const fn merge(&mut self, other: &Self) {
        self.clusters = self.clusters.saturating_add(other.clusters);
        self.trials = self.trials.saturating_add(other.trials);
        self.successes = self.successes.saturating_add(other.successes);
        self.squared_trials = self.squared_trials.saturating_add(other.squared_trials);
        self.squared_successes = self.squared_successes.saturating_add(other.squared_successes);
        self.products = self.products.saturating_add(other.products);
    }

    /// All trials.
    pub const fn trials(&self) -> u64 {
        self.trials
    }

    /// All successes.
    pub const fn successes(&self) -> u64 {
        self.successes
    }

    /// Successes ÷ trials; `None` without a trial.
    pub fn share(&self) -> Option<f64> {
        (self.trials > 0).then(|| real(self.successes) / real(self.trials))
    }

    /// How many independent trials would tell as much: `p(1−p)` ÷ the variance of `p`, never more than the trials.
    ///
    /// Where every cluster is one trial, the trials. Where no variance can be seen (one cluster, or a share of 0 or 1),
    /// `n² ÷ Σn_u²`: what clusters that agree entirely within themselves would be worth.
    pub fn effective_trials(&self) -> f64 {
        let (clusters, trials) = (real(self.clusters), real(self.trials));
        if self.clusters == self.trials {
            return trials;
        }
        let share = real(self.successes) / trials;
        if self.clusters == 1 || self.successes == 0 || self.successes >= self.trials {
            return trials * trials / real(self.squared_trials);
        }
        let squares = real(self.squared_successes) - 2.0 * share * real(self.products)
            + share * share * real(self.squared_trials);
        let variance = clusters / (clusters - 1.0) * squares / (trials * trials);
        let effective = share * (1.0 - share) / variance;
        // Where all clusters have the same share the variance is 0, or a rounding below it.
        if effective > 0.0 && effective < trials { effective } else { trials }
    }

    /// Wilson's interval with the effective number of trials; `None` without a trial.
    pub fn interval(&self) -> Option<ShareInterval> {
        wilson_effective(self.share()?, self.effective_trials())
    }
}

/// The interval of a share from each cluster's (successes, trials).
pub fn clustered(clusters: impl IntoIterator<Item = (u64, u64)>) -> Option<ShareInterval> {
    let mut sums = ClusterSums::default();
    for (successes, trials) in clusters {
        sums.add(successes, trials);
    }
    sums.interval()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(it: ShareInterval, low: f64, high: f64) {
        assert!(
            (it.low - low).abs() < 1e-12 && (it.high - high).abs() < 1e-12,
            "{it:?} is not {low} to {high}"
        );
    }

    fn sums_of(clusters: &[(u64, u64)]) -> ClusterSums {
        let mut sums = ClusterSums::default();
        for (successes, trials) in clusters {
            sums.add(*successes, *trials);
        }
        sums
    }

    #[test]
    fn wilson_agrees_with_scipy() {
        for (k, n, low, high) in [
            (10, 100, 0.055_229_137_060_675_08, 0.174_365_661_504_913_45),
            (0, 20, 0.0, 0.161_125_158_052_819_35),
            (20, 20, 0.838_874_841_947_180_8, 1.0),
            (3, 7, 0.158_219_855_251_469_7, 0.749_541_635_472_342_8),
            (1, 1, 0.206_549_314_377_237_45, 1.0),
            (123_456, 400_000_000, 0.000_306_923_410_525_479_46, 0.000_310_366_187_193_340_87),
            (11, 2_000, 0.003_073_897_009_543_818_3, 0.009_822_062_751_615_335),
        ] {
            near(wilson(k, n).unwrap(), low, high);
        }
    }

    #[test]
    fn alike_clusters_are_added_together() {
        let (mut together, mut one_by_one) = (ClusterSums::default(), ClusterSums::default());
        for (successes, trials, clusters) in [(0, 0, 9), (0, 1, 3), (2, 5, 1), (3, 3, 70), (1, 2, 0)] {
            together.add_alike(successes, trials, clusters);
            (0..clusters).for_each(|_| one_by_one.add(successes, trials));
        }
        assert_eq!(together, one_by_one);
    }

    #[test]
    fn trials_need_not_be_whole() {
        for (share, trials, low, high) in [
            (0.25, 17.5, 0.105_857_250_666_531_4, 0.484_142_661_077_299_1),
            (0.9, 3.2, 0.370_783_521_890_772_57, 0.992_777_505_048_194_1),
            (0.5, 0.8, 0.045_126_282_103_997_77, 0.954_873_717_896_002_3),
            (0.0, 6.25, 0.0, 0.380_664_370_627_625_2),
            (1.0, 2.5, 0.394_231_054_823_179_27, 1.0),
        ] {
            near(wilson_effective(share, trials).unwrap(), low, high);
        }
    }

    #[test]
    fn other_levels_agree_with_statsmodels() {
        near(wilson_at(80, 100, 0.05).unwrap(), wilson(80, 100).unwrap().low, wilson(80, 100).unwrap().high);
        near(clopper_pearson(25, 220, 0.05).unwrap(), 0.074_904_307_380_100_86, 0.163_167_037_054_115_92);
        near(clopper_pearson(0, 20, 0.05).unwrap(), 0.0, 1.0 - 0.025_f64.powf(0.05));
        near(clopper_pearson(20, 20, 0.05).unwrap(), 0.025_f64.powf(0.05), 1.0);
        assert_eq!(clopper_pearson(3, 2, 0.05), None);
        assert_eq!(wilson_at(1, 2, 1.0), None);
    }

    #[test]
    fn what_cannot_be_known_has_no_interval() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
        assert_eq!(wilson_effective(0.5, f64::NAN), None);
        assert_eq!(ClusterSums::default().interval(), None);
        assert_eq!(ClusterSums::default().share(), None);
    }

    #[test]
    fn clusters_agree_with_statsmodels() {
        let uneven = [(2, 3), (0, 4), (1, 1), (5, 5), (0, 1), (1, 6)];
        near(clustered(uneven).unwrap(), 0.152_990_181_904_776_65, 0.787_512_678_382_595_8);
        let sums = sums_of(&uneven);
        assert!((sums.effective_trials() - 5.642_954_856_361_153).abs() < 1e-12);
        near(
            clustered([(1, 1), (0, 1), (1, 1), (0, 2)]).unwrap(),
            0.084_009_691_634_164_66,
            0.828_941_417_302_837_1,
        );
        // All clusters have the same share: no variance between them, all 8 trials count.
        near(clustered([(1, 2), (1, 2), (2, 4)]).unwrap(), 0.215_216_062_213_877_5, 0.784_783_937_786_122_5);
    }

    #[test]
    fn where_no_variance_is_seen_clusters_count_for_their_size() {
        // 2, 2 and 4 trials, none a success: 8² ÷ (4 + 4 + 16) = 64 ÷ 24.
        assert_eq!(clustered([(0, 2), (0, 2), (0, 4)]), wilson_effective(0.0, 64.0 / 24.0));
        // One usager only: worth one trial, whatever the number of contacts.
        assert_eq!(clustered([(3, 12)]), wilson_effective(0.25, 1.0));
    }

    proptest! {
        /// Counting failures instead of successes mirrors the interval.
        #[test]
        fn failures_mirror_successes(clusters in proptest::collection::vec((0_u64..9, 0_u64..9), 0..30)) {
            let clusters: Vec<(u64, u64)> = clusters.iter().map(|(k, more)| (*k, k + more)).collect();
            let failures = clusters.iter().map(|(k, n)| (n - k, *n));
            if let (Some(ours), Some(theirs)) = (clustered(clusters.clone()), clustered(failures)) {
                prop_assert!((ours.low - (1.0 - theirs.high)).abs() < 1e-9, "{ours:?} {theirs:?}");
            }
        }

        /// Where every usager counts once, the interval is the plain one.
        #[test]
        fn clusters_of_one_are_independent_trials(k in 0_u64..200, more in 0_u64..200) {
            let ones = (0..k).map(|_| (1, 1)).chain((0..more).map(|_| (0, 1)));
            prop_assert_eq!(clustered(ones), wilson(k, k + more));
        }

        /// The sums of two halves are the sums of the whole, and the share lies in its interval.
        #[test]
        fn halves_make_the_whole(clusters in proptest::collection::vec((0_u64..9, 0_u64..9), 1..30), cut in 0_usize..30) {
            let clusters: Vec<(u64, u64)> = clusters.iter().map(|(k, more)| (*k, k + more)).collect();
            let (left, right) = clusters.split_at(cut.min(clusters.len()));
            let mut both = sums_of(left);
            both.merge(&sums_of(right));
            prop_assert_eq!(both, sums_of(&clusters));
            if let (Some(share), Some(it)) = (both.share(), both.interval()) {
                prop_assert!(0.0 <= it.low && it.low <= share && share <= it.high && it.high <= 1.0);
            }
        }
    }
}
