//! Offices in two arms: few of them, alike in size or not.
//!
//! An experiment draws offices among those of the log, with replacement, and usagers of each, with replacement; the data are one row a
//! usager, as a file would have them. Offices of the simulator hardly differ by habit, so each gets a level of its own: every contact
//! stays with a chance drawn once for the office, evenly between 0.5 and 1. In treated offices each contact that is left is spared with a
//! chance `q`. Sizes are drawn apart from habits, so the true effect is exactly `−q × 0.75 ×` the mean over offices of contacts a usager.

use std::error::Error;

use evidence::{
    arms::AdjustedRatioSums,
    cluster::{ClusterFit, ClusterRobust},
    distribution::t_two_sided,
    linear,
    power::icc_anova,
};
use experiments::{
    Columns, MetricColumns, Plan, Seed, UnitColumn, UnitToAssign, WordColumn,
    allocation::assign_all,
    analysis::{analyse, check},
    plan::Stopping,
};
use jiff::Timestamp;
use measures::by_unit::WordsByUnit;

use super::{
    Asking,
    chance::Chance,
    parallel::many,
    population::{Population, plan},
    promised,
    tally::{Bars, Row, Run},
    usagers::at_the_end,
};

/// Between which chances a contact stays, office by office.
const LEVELS: (f64, f64) = (0.5, 1.0);
/// Usagers an office must have in the log to be drawn.
const USAGERS_MIN: usize = 30;
/// Offices that the promise is made from.
const PILOTS: u64 = 2_000;

/// By office of the log, the contacts of each of its usagers before and after the start.
struct Offices {
    usagers: Vec<Vec<(f64, f64)>>,
    /// Mean over offices of contacts a usager after the start.
    mean: f64,
}

/// Usagers of an office in an experiment.
#[derive(Clone, Copy)]
struct Size {
    mean: f64,
    cv: f64,
}

impl Size {
    fn drawn(self, chance: &mut Chance) -> usize {
        let size = (self.mean * chance.size(self.cv)).round().clamp(5.0, 2_000.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just clamped")]
        let size = size as usize;
        size
    }
}

/// What an office did: its usagers' contacts before and after.
type Did = Vec<(f64, f64)>;

impl Offices {
    fn new(population: &Population) -> Result<Self, Box<dyn Error>> {
        let plan = plan("usager", "volume", 56, 0.1, "days_before = 56\n[[subgroups]]\nby = \"site\"");
        let (_, table) = population.of_plan(&plan)?;
        let site = table.segments.first().ok_or("no site")?;
        let mut usagers = vec![Vec::new(); site.names.len()];
        let sums = &table.sums[0];
        for (row, code) in site.codes.iter().enumerate().filter(|it| *it.1 != WordsByUnit::NONE) {
            usagers[*code as usize].push((sums[0].numerators[row], sums[1].numerators[row]));
        }
        usagers.retain(|it: &Did| it.len() >= USAGERS_MIN);
        #[expect(clippy::cast_precision_loss, reason = "usagers are below 2^53")]
        let of = |it: &Did| it.iter().map(|it| it.1).sum::<f64>() / it.len() as f64;
        #[expect(clippy::cast_precision_loss, reason = "offices are few")]
        let mean = usagers.iter().map(of).sum::<f64>() / usagers.len() as f64;
        Ok(Self { usagers, mean })
    }

    /// An office of its own level, some of whose contacts are spared.
    fn drawn(&self, size: Size, spared: f64, chance: &mut Chance) -> Did {
        let of = &self.usagers[chance.below(self.usagers.len())];
        let level = chance.between(LEVELS.0, LEVELS.1);
        (0..size.drawn(chance))
            .map(|_| {
                let (before, after) = of[chance.below(of.len())];
                let after = chance.binomial(after, level * (1.0 - spared));
                (chance.binomial(before, level), after)
            })
            .collect()
    }

    fn truth(&self, spared: f64) -> f64 {
        -spared * f64::midpoint(LEVELS.0, LEVELS.1) * self.mean
    }

    /// What the product reads from the past, and how alike usagers of an office are.
    fn pilot(&self, size: Size, has_before: bool, chance: &mut Chance) -> (f64, f64) {
        let mut sums = AdjustedRatioSums::default();
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for office in 0..PILOTS {
            let did = self.drawn(size, 0.0, chance);
            #[expect(clippy::cast_precision_loss, reason = "usagers are few")]
            let count = did.len() as f64;
            let before = did.iter().map(|it| it.0).sum::<f64>() / count;
            sums.add([did.iter().map(|it| it.1).sum(), count, if has_before { before } else { 0.0 }]);
            names.extend(did.iter().map(|_| office));
            values.extend(did.iter().map(|it| it.1));
        }
        let icc = icc_anova(&names, &values, 0.05).map_or(f64::NAN, |it| it.icc);
        (promised::relative_variance(&sums), icc)
    }

    fn run(&self, plan: &Plan, design: Design, spared: f64, chance: &mut Chance) -> Run {
        let list: Vec<UnitToAssign> = (0..design.offices)
            .map(|it| UnitToAssign { name: format!("office {it:03}"), ..UnitToAssign::default() })
            .collect();
        let seed = Seed::of_number(chance.number());
        let arms = assign_all(plan, &seed, &[], &list, Timestamp::UNIX_EPOCH).expect("a list of the bench");
        let mut columns = Columns { metrics: vec![MetricColumns::default()], ..Columns::default() };
        columns.arm.names = plan.arms.iter().map(|it| it.name.clone()).collect();
        let mut unit = WordColumn::default();
        for (office, arm) in (0_u32..).zip(&arms) {
            let spared = if arm.arm == 1 { spared } else { 0.0 };
            unit.names.push(arm.unit.clone());
            for (before, after) in self.drawn(design.size, spared, chance) {
                unit.codes.push(office);
                columns.arm.codes.push(u32::from(arm.arm == 1));
                columns.metrics[0].numerator.push(after);
                if design.has_before {
                    columns.metrics[0].numerator_before.push(before);
                }
            }
        }
        let cr1 = cr1(&unit.codes, &columns.arm.codes, &columns.metrics[0].numerator);
        columns.unit = UnitColumn::Words(unit);
        let checked = check(plan, &columns).expect("columns of the bench fit their plan");
        let report = analyse(plan, checked, &at_the_end(chance.number()));
        let naive = report.naive.first().and_then(|it| it.effect.as_ref());
        let mut run = Run::of(&report, self.truth(spared)).beside("usagers counted, offices ignored", naive);
        run.others.extend(cr1.map(|p| ("CR1, t(G − 1)", p < 0.05)));
        for effect in &report.robustness {
            let name = match effect.method {
                experiments::report::Method::WildBootstrap => "wild bootstrap",
                _ => "Welch on offices",
            };
            run = run.beside(name, effect.effect.as_ref());
        }
        run
    }
}

/// p-value of the arm by the usual correction: the one that most programs print.
fn cr1(office: &[u32], arm: &[u32], contacts: &[f64]) -> Option<f64> {
    let one = vec![1.0; arm.len()];
    let treated: Vec<f64> = arm.iter().map(|it| f64::from(*it)).collect();
    let office: Vec<usize> = office.iter().map(|it| *it as usize).collect();
    let fit = ClusterFit::new(&linear::columns(&[&one, &treated]), contacts, &office).ok()?;
    let se = *fit.standard_errors(ClusterRobust::Cr1).ok()?.get(1)?;
    #[expect(clippy::cast_precision_loss, reason = "offices are few")]
    let df = (fit.clusters() - 1) as f64;
    Some(t_two_sided(fit.coefficients()[1] / se, df))
}

#[derive(Clone, Copy)]
struct Design {
    offices: usize,
    size: Size,
    has_before: bool,
}

/// The designs of this file.
pub(crate) fn designs(population: &Population, asking: &Asking) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    let mut offices = None;
    for (count, cv, has_before) in [
        (6, 0.0, false),
        (6, 0.7, false),
        (10, 0.0, false),
        (10, 0.7, false),
        (12, 0.0, false),
        (12, 0.7, false),
        (20, 0.0, false),
        (20, 0.7, false),
        (20, 0.7, true),
    ] {
        let sizes = if cv > 0.0 { "unequal sizes (cv 0.7)" } else { "equal sizes" };
        let before = if has_before { ", period before" } else { "" };
        let name = format!("{count} offices, {sizes}{before}");
        if !asking.wants(&name) {
            continue;
        }
        if offices.is_none() {
            offices = Some(Offices::new(population)?);
        }
        let Some(offices) = &offices else { continue };
        let lines = if has_before { "days_before = 56" } else { "" };
        let plan = plan("office", "volume", 56, 0.1, lines);
        let design = Design { offices: count, size: Size { mean: 200.0, cv }, has_before };
        let (variance, icc) =
            offices.pilot(design.size, has_before, &mut Chance::of(asking.seed, "pilot", count as u64));
        #[expect(clippy::cast_precision_loss, reason = "offices are few")]
        let units = count as f64;
        // Beyond nine tenths nothing is left to spare: what is promised for that is then said instead.
        let least = promised::detectable(units, variance, &Stopping::Fixed, true);
        let (effect, promise) =
            if least <= 0.9 { (least, 0.8) } else { (0.9, promised::power(units, variance, 0.9)) };
        // Of 20 draws none is rarer than two: the product says before the start that so few offices prove nothing.
        let promise = (count > 6).then_some(promise);
        let of = |what: &'static str, spared: f64| {
            many(asking.experiments, |number| {
                let mut chance = Chance::of(asking.seed, &format!("{name} {what}"), number);
                offices.run(&plan, design, spared, &mut chance)
            })
        };
        rows.push(Row {
            design: format!("{name}; ICC {icc:.3}"),
            effect: -effect,
            promised: promise,
            bars: Bars::ONE_LOOK,
            none: of("none", 0.0),
            some: of("some", effect),
        });
    }
    Ok(rows)
}
