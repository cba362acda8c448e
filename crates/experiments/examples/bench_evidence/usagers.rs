//! Usagers in two arms, one look at the end: contacts a usager, and contacts a request.
//!
//! An experiment draws usagers from the log's, with replacement; the product gives them their arms, makes the columns and analyses.
//! In the treated arm each contact that could be spared is left out with a chance `q` (or, for harm, comes twice). Usagers are drawn
//! independently and alike, so the true effect is exactly `−q × Σ sparable ÷ Σ denominators` over all usagers of the log.

use std::error::Error;

use evidence::arms::AdjustedRatioSums;
use experiments::{
    Plan, Seed, UnitToAssign,
    allocation::assign_all,
    analysis::{Context, analyse, check},
    plan::Stopping,
    source::{Asked, Enrolled, UnitKey, columns},
};
use jiff::Timestamp;
use measures::{
    UnitTable,
    by_unit::{Sums, UnitKeys},
};

use super::{
    Asking,
    chance::Chance,
    parallel::many,
    population::{Population, plan},
    promised,
    tally::{Bars, Row, Run},
};

/// How an analysis is asked, at the end.
pub(crate) fn at_the_end(seed: u64) -> Context<'static> {
    Context {
        registration: None,
        is_final: true,
        earlier: &[],
        cost_per_contact: None,
        data_hash: String::new(),
        version: String::new(),
        at: Timestamp::UNIX_EPOCH,
        seed,
    }
}

/// What could be spared of a cell: all contacts, or, of contacts a request, all but the first of each.
pub(crate) fn sparable(is_mean: bool, numerator: f64, denominator: f64) -> f64 {
    if is_mean { numerator } else { (numerator - denominator).max(0.0) }
}

/// Usagers of the log and the question that they answered.
pub(crate) struct Crowd {
    pub(crate) plan: Plan,
    pub(crate) asked: Asked,
    pub(crate) table: UnitTable,
    is_mean: bool,
}

impl Crowd {
    pub(crate) fn new(population: &Population, plan: Plan) -> Result<Self, Box<dyn Error>> {
        let (asked, table) = population.of_plan(&plan)?;
        let is_mean = plan.metric.measure.is_mean();
        Ok(Self { plan, asked, table, is_mean })
    }

    fn per(&self, sums: &Sums, row: usize) -> f64 {
        if self.is_mean { 1.0 } else { sums.denominators[row] }
    }

    /// `(Σ numerators, Σ denominators, Σ sparable)` of the period after the start.
    fn totals(&self) -> (f64, f64, f64) {
        let after = &self.table.sums[0][1];
        let rows = 0..self.table.keys.len();
        rows.fold((0.0, 0.0, 0.0), |sum, row| {
            let (numerator, per) = (after.numerators[row], self.per(after, row));
            (sum.0 + numerator, sum.1 + per, sum.2 + sparable(self.is_mean, numerator, per))
        })
    }

    /// What the product reads from the past.
    pub(crate) fn relative_variance(&self) -> f64 {
        let (before, after) = (&self.table.sums[0][0], &self.table.sums[0][1]);
        let rows = 0..self.table.keys.len();
        let (above, below) = rows
            .clone()
            .fold((0.0, 0.0), |sum, row| (sum.0 + before.numerators[row], sum.1 + self.per(before, row)));
        let mut sums = AdjustedRatioSums::default();
        for row in rows {
            let own = before.numerators[row] - above / below * self.per(before, row);
            sums.add([after.numerators[row], self.per(after, row), own]);
        }
        promised::relative_variance(&sums)
    }

    /// `units` usagers of the log.
    pub(crate) fn drawn(&self, units: usize, chance: &mut Chance) -> (Vec<usize>, Vec<Enrolled>) {
        let places: Vec<usize> = (0..units).map(|_| chance.below(self.table.keys.len())).collect();
        (places, enrolled(&self.plan, units, chance))
    }

    /// One experiment with a relative effect.
    fn run(&self, units: usize, effect: f64, chance: &mut Chance) -> Run {
        let (above, below, could) = self.totals();
        let share = -effect * above / could;
        let (places, enrolled) = self.drawn(units, chance);
        let mut table = UnitTable {
            keys: UnitKeys::Numbers((0..units as u64).collect()),
            sums: vec![self.table.sums[0].iter().map(|it| picked(it, &places)).collect()],
            segments: Vec::new(),
            first_contact_at_us: vec![i64::MAX; units],
            observed_until: self.table.observed_until,
            without_unit: 0,
        };
        let after = &mut table.sums[0][1];
        for unit in enrolled.iter().filter(|it| it.arm == 1) {
            let UnitKey::Number(row) = unit.key else { continue };
            let row = usize::try_from(row).unwrap_or(0);
            let per = if self.is_mean { 1.0 } else { after.denominators[row] };
            let changed = chance.binomial(sparable(self.is_mean, after.numerators[row], per), share.abs());
            after.numerators[row] -= changed * share.signum();
        }
        let columns = columns(&self.plan, &self.asked, &table, &enrolled);
        let checked = check(&self.plan, &columns).expect("columns of the product fit their plan");
        let report = analyse(&self.plan, checked, &at_the_end(1));
        let unadjusted = report.robustness.first().and_then(|it| it.effect.as_ref());
        Run::of(&report, -share * could / below).beside("without the period before", unadjusted)
    }
}

/// The product gives arms to units that are called by their number.
pub(crate) fn enrolled(plan: &Plan, units: usize, chance: &mut Chance) -> Vec<Enrolled> {
    let asking = |unit: usize| UnitToAssign { name: format!("{unit:016x}"), ..UnitToAssign::default() };
    let list: Vec<UnitToAssign> = (0..units).map(asking).collect();
    let seed = Seed::of_number(chance.number());
    let rows = assign_all(plan, &seed, &[], &list, Timestamp::UNIX_EPOCH).expect("a list of the bench");
    let of = |(unit, row): (usize, &experiments::Assigned)| Enrolled {
        key: UnitKey::Number(unit as u64),
        arm: row.arm,
        stratum: String::new(),
        assigned_at_us: 0,
        starts_on: None,
    };
    rows.iter().enumerate().map(of).collect()
}

/// The sums of some units, in their order.
pub(crate) fn picked(sums: &Sums, places: &[usize]) -> Sums {
    let pick = |values: &[f64]| -> Vec<f64> {
        if values.is_empty() { Vec::new() } else { places.iter().map(|it| values[*it]).collect() }
    };
    Sums { numerators: pick(&sums.numerators), denominators: pick(&sums.denominators) }
}

/// The designs of this file.
pub(crate) fn designs(population: &Population, asking: &Asking) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    for (name, measure, units) in
        [("usagers, contacts a usager", "volume", 4_000), ("usagers, contacts a request", "requests", 4_000)]
    {
        if !asking.wants(name) {
            continue;
        }
        let crowd =
            Crowd::new(population, plan("usager", measure, 56, 0.1, "days_before = 56\nmargin = 0.05"))?;
        let variance = crowd.relative_variance();
        #[expect(clippy::cast_precision_loss, reason = "units are few")]
        let effect = promised::detectable(units as f64, variance, &Stopping::Fixed, false);
        let of = |what: &'static str, effect: f64| {
            many(asking.experiments, |number| {
                crowd.run(units, effect, &mut Chance::of(asking.seed, &format!("{name} {what}"), number))
            })
        };
        rows.push(Row {
            design: format!("{name}: {units}, period before, one look"),
            effect: -effect,
            promised: Some(0.8),
            bars: Bars::ONE_LOOK,
            none: of("none", 0.0),
            some: of("some", -effect),
        });
    }
    let name = "usagers, not worse than 5 %";
    if asking.wants(name) {
        let crowd =
            Crowd::new(population, plan("usager", "volume", 56, 0.1, "days_before = 56\nmargin = 0.05"))?;
        // The worst that is still called acceptable: a verdict of "non-inferior" is false here.
        let some = many(asking.experiments, |number| {
            crowd.run(8_000, 0.05, &mut Chance::of(asking.seed, name, number))
        });
        rows.push(Row {
            design: "usagers, contacts a usager: 8000, truly worse by the whole margin of 5 %".to_owned(),
            effect: 0.05,
            promised: None,
            bars: Bars::ONE_LOOK,
            none: Vec::new(),
            some,
        });
    }
    Ok(rows)
}
