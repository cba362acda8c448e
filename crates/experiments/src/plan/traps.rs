//! The usual traps of an experiment, told before it begins.

use super::{AllocationMethod, Design, Outcome, Plan, Stopping, Unit};
use crate::report::Warning;

/// What is new keeps attracting attention for about so long.
pub const NOVELTY_DAYS: u32 = 28;
/// Fifty-two weeks: every season, and every day of the week as often.
const YEAR_DAYS: u32 = 364;
/// Above, one subgroup in seven seems to differ by chance.
const SUBGROUPS_PLENTY: usize = 3;
/// The chance that most ethics committees ask for.
const POWER_USUAL: f64 = 0.8;
/// The error that readers expect.
const ALPHA_USUAL: f64 = 0.05;

impl Plan {
    /// What the plan must watch out for. None of it forbids the experiment.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |is_so: bool, code: &str, args: &[(&str, u64)]| {
            if is_so {
                let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
                warnings.push(Warning { code: code.to_owned(), args });
            }
        };
        let by_chance = self.design == Design::Randomised;
        let by_person = matches!(self.unit, Unit::Usager | Unit::Request);
        warn(self.ethics.trim().is_empty(), "no-ethics", &[]);
        warn(!self.design.is_randomised(), "not-randomised", &[]);
        warn(by_chance && by_person, "contamination", &[]);
        warn(by_chance && self.unit == Unit::Request, "contamination-requests", &[]);
        warn(by_chance && self.unit == Unit::Agent, "contamination-agents", &[]);
        warn(by_chance && self.unit == Unit::Day, "contamination-days", &[]);
        warn(self.unit.is_cluster() && self.unit != Unit::Day, "clusters-few", &[]);
        warn(by_chance && self.unit == Unit::Day, "days-few", &[("days", u64::from(self.days))]);
        let always_valid = self.stopping == Stopping::AlwaysValid;
        warn(always_valid && self.unit.is_cluster(), "always-valid-clusters", &[]);
        warn(self.days < NOVELTY_DAYS, "novelty", &[("days", u64::from(self.days))]);
        let in_season = self.days < YEAR_DAYS && !self.design.is_randomised();
        warn(in_season, "season", &[("days", u64::from(self.days))]);
        let window = self.metric.window_days;
        let is_censored = matches!(self.metric.measure, Outcome::Recontact | Outcome::Fcr);
        let is_late = is_censored && window < self.days && window > self.days / 3;
        warn(is_late, "window-long", &[("window", u64::from(window)), ("days", u64::from(self.days))]);
        if let Some(code) = self.way_to_game() {
            warn(true, code, &[]);
        }
        warn(self.guardrails.is_empty(), "no-guardrail", &[]);
        warn(self.arms.len() > 2, "arms-many", &[("n", self.arms.len() as u64)]);
        let no_before = by_chance && self.analysis.adjust && self.days_before == 0 && self.unit != Unit::Day;
        warn(no_before, "before-missing", &[]);
        let before_unused = by_chance && !self.analysis.adjust && self.days_before > 0;
        warn(before_unused, "before-unused", &[]);
        let subgroups = self.subgroups.len();
        warn(subgroups > SUBGROUPS_PLENTY, "subgroups-many", &[("n", subgroups as u64)]);
        let by_blocks =
            matches!(self.allocation.method, AllocationMethod::Blocked | AllocationMethod::Stratified);
        warn(by_chance && by_blocks && by_person, "blocks-guessed", &[]);
        let by_minimisation = self.allocation.method == AllocationMethod::Minimisation;
        warn(by_chance && by_minimisation, "minimisation-guessed", &[]);
        warn(self.analysis.power < POWER_USUAL, "power-low", &[]);
        warn(self.analysis.alpha > ALPHA_USUAL, "alpha-high", &[]);
        warnings
    }

    /// How the metric could get better while usagers are served worse, unless a guardrail would show it.
    fn way_to_game(&self) -> Option<&'static str> {
        let watches = |outcome| self.guardrails.iter().any(|it| it.metric.measure == outcome);
        let hears_usagers = watches(Outcome::Satisfaction) || watches(Outcome::Phone);
        match self.metric.measure {
            Outcome::Volume | Outcome::Requests | Outcome::Needs | Outcome::Recontact | Outcome::Fcr => {
                (!hears_usagers).then_some("gamed-discouraged")
            }
            Outcome::Avoidable => Some("gamed-coding"),
            Outcome::Cost => (!hears_usagers).then_some("gamed-cost"),
            Outcome::Phone => (!watches(Outcome::Recontact)).then_some("gamed-phone"),
            Outcome::Satisfaction => Some("gamed-marks"),
        }
    }
}
