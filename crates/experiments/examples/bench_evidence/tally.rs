//! What many experiments of one design came to, against what is true, and the bars they are held to.

use experiments::{
    Report,
    report::{Effect, Verdict},
};

/// One experiment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    /// The effect that was put in.
    pub(crate) truth: f64,
    /// The estimate, the ends of its interval; `None`: the method refused.
    pub(crate) told: Option<(f64, f64, f64)>,
    pub(crate) verdict: Option<Verdict>,
    /// What other methods found on the same data, by name: whether they would have announced an effect.
    pub(crate) others: Vec<(&'static str, bool)>,
}

impl Run {
    /// What a report says, beside the truth.
    pub(crate) fn of(report: &Report, truth: f64) -> Self {
        let effect = report.effects.first().and_then(|it| it.effect.as_ref());
        Self {
            truth,
            told: effect.map(|it| (it.value, it.low, it.high)),
            verdict: Some(report.verdict),
            others: Vec::new(),
        }
    }

    /// With what another method found.
    pub(crate) fn beside(mut self, name: &'static str, effect: Option<&Effect>) -> Self {
        if let Some(effect) = effect {
            self.others.push((name, effect.p < 0.05));
        }
        self
    }

    fn is_announced(&self) -> bool {
        matches!(
            self.verdict,
            Some(
                Verdict::ProvedBenefit
                    | Verdict::ProvedHarm
                    | Verdict::ProbableBenefit
                    | Verdict::ProbableHarm
            )
        )
    }

    fn is_benefit(&self) -> bool {
        matches!(self.verdict, Some(Verdict::ProvedBenefit | Verdict::ProbableBenefit))
    }

    fn covers(&self) -> Option<bool> {
        self.told.map(|(_, low, high)| low <= self.truth && self.truth <= high)
    }
}

/// A share, and its error by chance of the simulation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

impl Share {
    pub(crate) fn of(all: impl Iterator<Item = bool>) -> Self {
        let (mut hits, mut total) = (0.0, 0.0);
        for hit in all {
            hits += f64::from(u8::from(hit));
            total += 1.0;
        }
        if total < 1.0 {
            return Self { value: f64::NAN, error: f64::NAN };
        }
        let value: f64 = hits / total;
        Self { value, error: (value * (1.0 - value) / total).sqrt() }
    }

    pub(crate) fn told(self) -> String {
        if self.value.is_nan() { "–".to_owned() } else { format!("{:.3} ± {:.3}", self.value, self.error) }
    }
}

/// The bars of a design; `None`: none is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bars {
    /// The least coverage of a 95 % interval.
    pub(crate) coverage_min: f64,
    /// The most announced where nothing happens.
    pub(crate) false_max: f64,
    /// How far power may stay below what was promised.
    pub(crate) power_slack: f64,
}

impl Bars {
    /// One look, at the end: what the size of the five settings with few offices is held to.
    pub(crate) const ONE_LOOK: Self = Self { coverage_min: 0.93, false_max: 0.07, power_slack: 0.05 };
    /// Planned looks: .05 ± .005.
    pub(crate) const PLANNED: Self = Self { coverage_min: 0.93, false_max: 0.055, power_slack: 0.05 };
    /// Watching whenever one likes: 5 % over all looks together.
    pub(crate) const ALWAYS: Self = Self { coverage_min: 0.95, false_max: 0.05, power_slack: 0.05 };
}

/// A design and what came of it.
pub(crate) struct Row {
    pub(crate) design: String,
    /// The relative effect that was put in.
    pub(crate) effect: f64,
    /// The power that the product promises for it; `None`: it promises none, and says so.
    pub(crate) promised: Option<f64>,
    pub(crate) bars: Bars,
    pub(crate) none: Vec<Run>,
    pub(crate) some: Vec<Run>,
}

/// What a row says.
pub(crate) struct Said {
    pub(crate) bias: f64,
    pub(crate) bias_error: f64,
    pub(crate) truth: f64,
    pub(crate) coverage: Share,
    pub(crate) coverage_none: Share,
    pub(crate) announced: Share,
    pub(crate) power: Share,
    pub(crate) missed: Vec<&'static str>,
}

impl Row {
    pub(crate) fn said(&self) -> Said {
        let (bias, bias_error, truth) = bias(&self.some);
        let coverage = Share::of(self.some.iter().filter_map(Run::covers));
        let coverage_none = Share::of(self.none.iter().filter_map(Run::covers));
        let announced = Share::of(self.none.iter().map(Run::is_announced));
        let power = Share::of(self.some.iter().map(Run::is_benefit));
        let mut missed = Vec::new();
        // A bar is missed where chance of the simulation does not explain it: two standard errors.
        let below = |it: Share, bar: f64| it.value + 2.0 * it.error < bar;
        if below(coverage, self.bars.coverage_min) || below(coverage_none, self.bars.coverage_min) {
            missed.push("coverage");
        }
        if announced.value - 2.0 * announced.error > self.bars.false_max {
            missed.push("false alarms");
        }
        if self.promised.is_some_and(|it| below(power, it - self.bars.power_slack)) {
            missed.push("power");
        }
        // Of no matter where it is small beside the effect.
        if bias.abs() > 3.0 * bias_error && bias.abs() > 0.05 * truth.abs() {
            missed.push("bias");
        }
        Said { bias, bias_error, truth, coverage, coverage_none, announced, power, missed }
    }

    /// How often each verdict was said, with the effect.
    pub(crate) fn verdicts(runs: &[Run]) -> String {
        let count = |verdict: Verdict| runs.iter().filter(|it| it.verdict == Some(verdict)).count();
        let said = Verdict::ALL.into_iter().filter(|it| count(*it) > 0);
        let told: Vec<String> = said.map(|it| format!("{} {}", it.code(), count(it))).collect();
        told.join(", ")
    }

    /// What the other methods announced where nothing happens.
    pub(crate) fn others(&self) -> Vec<(&'static str, Share)> {
        let mut names: Vec<&'static str> = Vec::new();
        for (name, _) in self.none.iter().flat_map(|it| &it.others) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let of = |name: &'static str| {
            let found = self.none.iter().flat_map(|it| &it.others).filter(move |it| it.0 == name);
            (name, Share::of(found.map(|it| it.1)))
        };
        names.into_iter().map(of).collect()
    }
}

/// Mean of estimate less truth, its error by chance, and the mean truth.
fn bias(runs: &[Run]) -> (f64, f64, f64) {
    let apart: Vec<f64> = runs.iter().filter_map(|it| it.told.map(|told| told.0 - it.truth)).collect();
    #[expect(clippy::cast_precision_loss, reason = "experiments are few")]
    let count = apart.len() as f64;
    let mean = apart.iter().sum::<f64>() / count;
    let squares: f64 = apart.iter().map(|it| (it - mean).powi(2)).sum();
    let truth = runs.iter().filter(|it| it.told.is_some()).map(|it| it.truth).sum::<f64>() / count;
    (mean, (squares / (count - 1.0) / count).sqrt(), truth)
}
