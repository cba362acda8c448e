//! Whether a plan can be carried out: all that is wrong with it, at once.

use std::collections::BTreeSet;

use kernel::{Channel, PartnerCode};

use super::{AllocationMethod, Design, Metric, Outcome, Plan, PlanFault, Problem, Stopping, Unit};

/// Three years: what lasts longer compares other times, not other practices.
pub const DAYS_MAX: u32 = 3 * 366;
/// More arms ask for more units than any partner has.
pub const ARMS_MAX: usize = 8;
/// More subgroups find effects by chance.
pub const SUBGROUPS_MAX: usize = 10;
/// More guardrails and one of them seems broken by chance.
pub const GUARDRAILS_MAX: usize = 10;
/// More looks spend the error on nothing.
pub const LOOKS_MAX: u32 = 10;
/// More columns make strata of one unit.
pub const STRATA_MAX: usize = 6;
/// Larger blocks balance no better than simple allocation.
pub const BLOCK_MAX: u32 = 200;
/// A title fits a line.
pub const TITLE_CHARS_MAX: usize = 200;
/// Any other text fits a page.
pub const CHARS_MAX: usize = 4000;
/// A longer window counts another need.
const WINDOW_DAYS_MAX: u32 = 366;
/// Columns of a list of units that have a meaning of their own.
const RESERVED: [&str; 6] = ["unit", "cluster", "arm", "stratum", "probability", "assigned_at"];
/// Dimensions of the log by which contacts are chosen.
const DIMENSIONS: [&str; 5] = ["channel", "reason", "life_event", "site", "cause"];

impl Plan {
    /// All that is wrong with the plan, in its own order; nothing: it can be registered.
    pub fn check(&self) -> Vec<PlanFault> {
        let mut faults = Faults(Vec::new());
        self.check_texts(&mut faults);
        self.check_unit_and_design(&mut faults);
        self.check_time(&mut faults);
        self.check_metric(&mut faults);
        self.check_arms(&mut faults);
        self.check_allocation(&mut faults);
        self.check_rules(&mut faults);
        self.check_guardrails(&mut faults);
        self.check_subgroups(&mut faults);
        faults.0
    }

    fn check_texts(&self, faults: &mut Faults) {
        faults.text("title", &self.title, TITLE_CHARS_MAX);
        faults.text("question", &self.question, CHARS_MAX);
        let number = self.practice.strip_prefix('P').filter(|it| it.len() == 2);
        let number = number.filter(|it| it.bytes().all(|it| it.is_ascii_digit()) && *it != "00");
        faults.when(number.is_none(), "practice", || Problem::Practice(self.practice.clone()));
        if let Some(partner) = &self.partner {
            let is_code = partner.parse::<PartnerCode>().is_ok();
            faults.when(!is_code, "partner", || Problem::Partner(partner.clone()));
        }
        faults.length("ethics", &self.ethics);
    }

    fn check_unit_and_design(&self, faults: &mut Faults) {
        let is_place = matches!(self.unit, Unit::Office | Unit::Agent);
        match self.design {
            Design::Randomised | Design::Interrupted => {}
            Design::SteppedWedge => faults.when(!is_place, "unit", || Problem::WedgeUnit),
            Design::Staggered | Design::Synthetic => {
                faults.when(!is_place, "unit", || Problem::DesignUnit);
            }
        }
    }

    fn check_time(&self, faults: &mut Faults) {
        faults.when(!(1990..=2100).contains(&self.start.year()), "start", || Problem::Start);
        let is_length = (1..=DAYS_MAX).contains(&self.days);
        faults.when(!is_length, "days", || Problem::Days);
        faults.when(self.days_before > DAYS_MAX, "days_before", || Problem::DaysBefore);
        let by_day = self.unit == Unit::Day && self.design == Design::Randomised;
        faults.when(by_day && self.days_before > 0, "days_before", || Problem::DaysBeforeOfDays);
        let two_each = u32::try_from(2 * self.arms.len()).unwrap_or(u32::MAX);
        faults.when(by_day && is_length && self.days < two_each, "days", || Problem::DaysTooFew);
        let needs_before = !self.design.is_randomised();
        faults.when(needs_before && self.days_before == 0, "days_before", || Problem::NoBefore);
        let period = self.analysis.period_days;
        let is_period = period > 0 && (!self.design.has_periods() || period <= self.days / 2);
        faults.when(is_length && !is_period, "analysis.period_days", || Problem::Period);
    }

    fn check_metric(&self, faults: &mut Faults) {
        self.check_one_metric("metric", &self.metric, faults);
        let effect = self.minimum_effect;
        let is_effect = effect.is_finite() && effect != 0.0 && effect.abs() <= 1.0;
        let better_higher = self.metric.measure.is_better_higher();
        faults.when(!is_effect, "minimum_effect", || Problem::Effect);
        faults.when(is_effect && effect > 0.0 && !better_higher, "minimum_effect", || {
            Problem::EffectShouldFall
        });
        faults
            .when(is_effect && effect < 0.0 && better_higher, "minimum_effect", || Problem::EffectShouldRise);
        faults.when(self.margin.is_some_and(|it| !is_margin(it)), "margin", || Problem::Margin);
        let is_cost = self.cost_per_contact.is_none_or(|it| it.is_finite() && it > 0.0);
        faults.when(!is_cost, "cost_per_contact", || Problem::Cost);
    }

    fn check_one_metric(&self, path: &str, metric: &Metric, faults: &mut Faults) {
        let window = metric.window_days;
        let is_window = (1..=WINDOW_DAYS_MAX).contains(&window);
        let window_path = format!("{path}.window_days");
        faults.when(!is_window, &window_path, || Problem::Window);
        // A contact whose window runs past the end is not counted: none would be left.
        let is_censored = matches!(metric.measure, Outcome::Recontact | Outcome::Fcr);
        faults.when(is_window && is_censored && window >= self.days, &window_path, || {
            Problem::WindowTooLong { window, days: self.days }
        });
        for (dimension, value) in &metric.wanted {
            let path = format!("{path}.where.{dimension}");
            let is_known = DIMENSIONS.contains(&dimension.as_str());
            faults.when(!is_known, &path, || Problem::Dimension(dimension.clone()));
            faults.text(&path, value, TITLE_CHARS_MAX);
            let is_channel = dimension != "channel" || value.is_empty() || value.parse::<Channel>().is_ok();
            faults.when(!is_channel, &path, || Problem::Channel(value.clone()));
        }
    }

    fn check_arms(&self, faults: &mut Faults) {
        faults.when(self.arms.len() < 2, "arms", || Problem::ArmsTooFew);
        faults.when(self.arms.len() > ARMS_MAX, "arms", || Problem::ArmsTooMany);
        let is_two = !self.design.has_periods() || self.arms.len() <= 2;
        faults.when(!is_two, "arms", || Problem::ArmsTwo);
        let mut names = BTreeSet::new();
        for (at, arm) in self.arms.iter().enumerate() {
            let path = format!("arms[{at}].name");
            faults.text(&path, &arm.name, TITLE_CHARS_MAX);
            faults.when(!is_name(&arm.name), &path, || Problem::Name(arm.name.clone()));
            let is_new = names.insert(arm.name.trim());
            faults.when(!is_new, &path, || Problem::ArmTwice(arm.name.clone()));
            let is_weight = arm.weight.is_finite() && arm.weight > 0.0;
            faults.when(!is_weight, &format!("arms[{at}].weight"), || Problem::Weight);
            faults.length(&format!("arms[{at}].description"), &arm.description);
        }
    }

    fn check_allocation(&self, faults: &mut Faults) {
        let allocation = &self.allocation;
        if self.design == Design::Randomised {
            faults.when(allocation.steps > 0, "allocation.steps", || Problem::StepsUnused);
            self.check_blocks_and_strata(faults);
            return;
        }
        let is_plain = allocation.method == AllocationMethod::Simple
            && allocation.strata.is_empty()
            && allocation.block == 0;
        faults.when(!is_plain, "allocation", || Problem::AllocationUnused);
        if self.design == Design::SteppedWedge {
            faults.when(allocation.steps < 2, "allocation.steps", || Problem::StepsMissing);
            // The first date comes after a stretch in which nobody has begun.
            let most = (self.days / self.analysis.period_days.max(1)).saturating_sub(1);
            faults.when(most >= 2 && allocation.steps > most, "allocation.steps", || Problem::StepsTooMany {
                most,
            });
        } else {
            faults.when(allocation.steps > 0, "allocation.steps", || Problem::StepsUnused);
        }
    }

    fn check_blocks_and_strata(&self, faults: &mut Faults) {
        use AllocationMethod::{Blocked, Minimisation, Stratified};
        let allocation = &self.allocation;
        let by_strata = matches!(allocation.method, Stratified | Minimisation);
        let by_blocks = matches!(allocation.method, Blocked | Stratified);
        let strata = &allocation.strata;
        faults.when(by_strata && strata.is_empty(), "allocation.strata", || Problem::StrataMissing);
        faults.when(!by_strata && !strata.is_empty(), "allocation.strata", || Problem::StrataUnused);
        faults.when(strata.len() > STRATA_MAX, "allocation.strata", || Problem::StrataTooMany);
        let mut names = BTreeSet::new();
        for (at, name) in strata.iter().enumerate() {
            let path = format!("allocation.strata[{at}]");
            faults.text(&path, name, TITLE_CHARS_MAX);
            faults.when(!is_name(name), &path, || Problem::Name(name.clone()));
            faults.when(!names.insert(name), &path, || Problem::StratumTwice(name.clone()));
            let is_reserved = RESERVED.contains(&name.as_str());
            faults.when(is_reserved, &path, || Problem::StratumReserved(name.clone()));
        }
        let block = allocation.block;
        if !by_blocks {
            faults.when(block > 0, "allocation.block", || Problem::BlockUnused);
            return;
        }
        if self.arms.iter().any(|it| !(it.weight.is_finite() && it.weight > 0.0)) || self.arms.is_empty() {
            return;
        }
        match whole_weights(&self.weights()) {
            None => faults.when(true, "arms", || Problem::WeightsUneven),
            Some(whole) => {
                let multiple: u32 = whole.iter().sum();
                let fits = block.is_multiple_of(multiple) && block <= BLOCK_MAX;
                faults.when(!fits, "allocation.block", || Problem::Block { multiple });
            }
        }
    }

    fn check_rules(&self, faults: &mut Faults) {
        if let Stopping::GroupSequential { looks, .. } = self.stopping {
            faults.when(!(2..=LOOKS_MAX).contains(&looks), "stopping.looks", || Problem::Looks);
        }
        let is_watched = self.stopping != Stopping::Fixed;
        faults.when(is_watched && self.design != Design::Randomised, "stopping.rule", || {
            Problem::StoppingByChance
        });
        let alpha = self.analysis.alpha;
        faults.when(!(alpha > 0.0 && alpha < 0.5), "analysis.alpha", || Problem::Alpha);
        faults.when(!(0.5..1.0).contains(&self.analysis.power), "analysis.power", || Problem::Power);
    }

    fn check_guardrails(&self, faults: &mut Faults) {
        faults.when(self.guardrails.len() > GUARDRAILS_MAX, "guardrails", || Problem::GuardrailsTooMany);
        for (at, guardrail) in self.guardrails.iter().enumerate() {
            let path = format!("guardrails[{at}]");
            let metric_path = format!("{path}.metric");
            self.check_one_metric(&metric_path, &guardrail.metric, faults);
            let is_metric = guardrail.metric == self.metric;
            faults.when(is_metric, &metric_path, || Problem::GuardrailIsMetric);
            let is_twice = self.guardrails[..at].iter().any(|it| it.metric == guardrail.metric);
            faults.when(is_twice, &metric_path, || Problem::GuardrailTwice);
            faults.when(!is_margin(guardrail.margin), &format!("{path}.margin"), || Problem::Margin);
        }
    }

    fn check_subgroups(&self, faults: &mut Faults) {
        faults.when(self.subgroups.len() > SUBGROUPS_MAX, "subgroups", || Problem::SubgroupsTooMany);
        let mut names = BTreeSet::new();
        for (at, subgroup) in self.subgroups.iter().enumerate() {
            let path = format!("subgroups[{at}].by");
            faults.text(&path, &subgroup.by, TITLE_CHARS_MAX);
            let is_new = names.insert(&subgroup.by);
            faults.when(!is_new, &path, || Problem::SubgroupTwice(subgroup.by.clone()));
            faults.length(&format!("subgroups[{at}].reason"), &subgroup.reason);
        }
    }

    /// The weights of the arms, in their order.
    pub(crate) fn weights(&self) -> Vec<f64> {
        self.arms.iter().map(|it| it.weight).collect()
    }
}

/// The smallest whole numbers in the same proportions, if they add up to at most [`BLOCK_MAX`].
pub(crate) fn whole_weights(weights: &[f64]) -> Option<Vec<u32>> {
    let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
    (1..=BLOCK_MAX).find_map(|times| {
        let scaled: Vec<f64> = weights.iter().map(|it| it / least * f64::from(times)).collect();
        let fits = scaled.iter().all(|it| (it - it.round()).abs() < 1e-9 * f64::from(BLOCK_MAX));
        if !fits || scaled.iter().sum::<f64>() > f64::from(BLOCK_MAX) + 0.5 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 200, just checked")]
        Some(scaled.iter().map(|it| it.round() as u32).collect())
    })
}

fn is_margin(margin: f64) -> bool {
    margin > 0.0 && margin <= 1.0
}

/// A name comes back from a file as it was written.
fn is_name(name: &str) -> bool {
    name.trim() == name && !name.chars().any(char::is_control)
}

struct Faults(Vec<PlanFault>);

impl Faults {
    fn when(&mut self, is_fault: bool, path: &str, problem: impl FnOnce() -> Problem) {
        if is_fault {
            self.0.push(PlanFault { path: path.to_owned(), problem: problem() });
        }
    }

    fn text(&mut self, path: &str, text: &str, chars_max: usize) {
        self.when(text.trim().is_empty(), path, || Problem::Empty);
        self.when(text.chars().count() > chars_max, path, || Problem::TooLong(chars_max));
    }

    fn length(&mut self, path: &str, text: &str) {
        self.when(text.chars().count() > CHARS_MAX, path, || Problem::TooLong(CHARS_MAX));
    }
}
