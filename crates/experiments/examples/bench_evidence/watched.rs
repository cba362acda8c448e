//! Usagers who are watched: every day, or at four planned looks.
//!
//! The list of usagers is known at the start and their contacts come day by day: at each look the log's contacts until then are put
//! in columns and analysed as the product does, and one stops at the first look that announces an effect. A second manner has usagers
//! come one after the other, each with the contacts of eight weeks. Effects are put in as in `usagers`, contact by contact, and each
//! look has its own truth: `−q ×` the mean of what came until then over all usagers of the log.

use std::error::Error;

use experiments::{
    Plan,
    analysis::{Context, analyse, check},
    plan::{Spending, Stopping},
    report::{Report, Verdict},
    source::{Asked, UnitKey, columns, question},
};
use kernel::paris_day_start;
use measures::{
    UnitQuestion, UnitTable,
    by_unit::{Sums, UnitKeys},
};

use super::{
    Asking,
    chance::Chance,
    parallel::many,
    population::{PARTNERS, Population, plan},
    promised,
    tally::{Bars, Row, Run},
    usagers::{Crowd, at_the_end},
};

/// Usagers of the log with what they did until each look.
struct Days {
    crowd: Crowd,
    /// By look: the question of the product.
    asked: Vec<Asked>,
    /// By look: contacts until then, by usager.
    until: Vec<Vec<f64>>,
    means: Vec<f64>,
}

impl Days {
    /// Looks after so many days each.
    fn new(population: &Population, plan: Plan, days: &[u32]) -> Result<Self, Box<dyn Error>> {
        let end = |days: u32| -> Result<i64, Box<dyn Error>> {
            let day = plan.start.checked_add(jiff::Span::new().days(days))?;
            Ok(paris_day_start(day).ok_or("no such day")?)
        };
        let mut asked = Vec::new();
        for days in days {
            asked.push(question(&plan, &[], end(*days)?).ok_or("no whole period")?);
        }
        let crowd = Crowd::new(population, plan)?;
        let whole = &crowd.asked.question;
        let mut periods = whole.periods.clone();
        periods.extend(asked.iter().map(|it| it.question.periods[1]));
        let found = population.ask(PARTNERS[0], &UnitQuestion { periods, ..whole.clone() })?;
        if found.keys != crowd.table.keys {
            return Err("the same periods have other usagers".into());
        }
        let until: Vec<Vec<f64>> = found.sums[0][2..].iter().map(|it| it.numerators.clone()).collect();
        #[expect(clippy::cast_precision_loss, reason = "usagers are below 2^53")]
        let means = until.iter().map(|it| it.iter().sum::<f64>() / it.len() as f64).collect();
        Ok(Self { crowd, asked, until, means })
    }

    /// One experiment, until it announces something or ends.
    fn run(&self, units: usize, share: f64, naive: &'static str, chance: &mut Chance) -> Run {
        let plan = &self.crowd.plan;
        let (places, enrolled) = self.crowd.drawn(units, chance);
        let treated: Vec<bool> = enrolled.iter().map(|it| it.arm == 1).collect();
        let before = super::usagers::picked(&self.crowd.table.sums[0][0], &places);
        let mut kept = vec![0.0; units];
        let mut earlier: Vec<Report> = Vec::new();
        let (mut ended, mut naively) = (None, false);
        for (look, asked) in self.asked.iter().enumerate() {
            for (unit, place) in places.iter().enumerate() {
                let known = if look == 0 { 0.0 } else { self.until[look - 1][*place] };
                let fresh = self.until[look][*place] - known;
                let spared = if treated[unit] && share > 0.0 { chance.binomial(fresh, share) } else { 0.0 };
                kept[unit] += fresh - spared;
            }
            let sums = Sums { numerators: kept.clone(), denominators: vec![1.0; units] };
            let table = UnitTable {
                keys: UnitKeys::Numbers((0..units as u64).collect()),
                sums: vec![vec![before.clone(), sums]],
                segments: Vec::new(),
                first_contact_at_us: vec![i64::MAX; units],
                observed_until: None,
                without_unit: 0,
            };
            let columns = columns(plan, asked, &table, &enrolled);
            let checked = check(plan, &columns).expect("columns of the product fit their plan");
            let is_final = look + 1 == self.asked.len();
            let context = Context { is_final, earlier: &earlier, ..at_the_end(1) };
            let report = analyse(plan, checked, &context);
            naively |= is_naively_found(&report);
            if ended.is_none() && (is_final || is_announced(&report)) {
                ended = Some(Run::of(&report, -share * self.means[look]));
            }
            // Only what the last report says of the looks is read.
            earlier = vec![report];
            if ended.is_some() && (naively || share > 0.0) {
                break;
            }
        }
        let mut run = ended.unwrap_or_default();
        run.others.push((naive, naively));
        run
    }
}

/// Whether a look, read as if it were the only one, finds something.
fn is_naively_found(report: &Report) -> bool {
    let look = report.monitoring.first().and_then(|it| it.looks.last());
    look.is_some_and(|it| it.z.abs() > 1.959_963_984_540_054)
}

pub(crate) fn is_announced(report: &Report) -> bool {
    matches!(report.verdict, Verdict::ProvedBenefit | Verdict::ProvedHarm)
}

const DAILY: &str = "stopping = { rule = \"always-valid\" }";

fn looks(spending: &str) -> String {
    format!("stopping = {{ rule = \"group-sequential\", looks = 4, spending = \"{spending}\" }}")
}

/// The designs of this file.
pub(crate) fn designs(population: &Population, asking: &Asking) -> Result<Vec<Row>, Box<dyn Error>> {
    let every_day: Vec<u32> = (1..=56).collect();
    let every_fortnight = [14, 28, 42, 56];
    let of_looks = |spending| Stopping::GroupSequential { looks: 4, spending };
    let mut rows = Vec::new();
    for (name, stopping, lines, days, bars, naive) in [
        (
            "usagers watched every day, 56 looks",
            Stopping::AlwaysValid,
            DAILY.to_owned(),
            &every_day[..],
            Bars::ALWAYS,
            "a plain test at each of 56 looks",
        ),
        (
            "usagers, four planned looks, O'Brien and Fleming",
            of_looks(Spending::ObrienFleming),
            looks("obrien-fleming"),
            &every_fortnight[..],
            Bars::PLANNED,
            "a plain test at each of 4 looks",
        ),
        (
            "usagers, four planned looks, Pocock",
            of_looks(Spending::Pocock),
            looks("pocock"),
            &every_fortnight[..],
            Bars::PLANNED,
            "a plain test at each of 4 looks",
        ),
    ] {
        if !asking.wants(name) {
            continue;
        }
        let units = 2_000;
        let plan = plan("usager", "volume", 56, 0.1, &format!("days_before = 56\n{lines}"));
        let days = Days::new(population, plan, days)?;
        let variance = days.crowd.relative_variance();
        #[expect(clippy::cast_precision_loss, reason = "units are few")]
        let effect = promised::detectable(units as f64, variance, &stopping, false);
        let of = |what: &'static str, share: f64| {
            many(asking.experiments, |number| {
                days.run(units, share, naive, &mut Chance::of(asking.seed, &format!("{name} {what}"), number))
            })
        };
        rows.push(Row {
            design: format!("{name}: {units}"),
            effect: -effect,
            promised: Some(0.8),
            bars,
            none: of("none", 0.0),
            some: of("some", effect),
        });
    }
    let name = "usagers who come one after the other";
    if asking.wants(name) {
        rows.push(comers(population, asking, name)?);
    }
    Ok(rows)
}

/// Usagers come one after the other, from 200 to 6 000; a look after every two hundred, the interval valid at any of them.
fn comers(population: &Population, asking: &Asking, name: &str) -> Result<Row, Box<dyn Error>> {
    const UNITS: usize = 6_000;
    let plan = plan("usager", "volume", 56, 0.1, &format!("days_before = 56\n{DAILY}"));
    let crowd = Crowd::new(population, plan)?;
    let effect = promised::detectable(6_000.0, crowd.relative_variance(), &Stopping::AlwaysValid, false);
    let after = &crowd.table.sums[0][1].numerators;
    #[expect(clippy::cast_precision_loss, reason = "usagers are below 2^53")]
    let mean = after.iter().sum::<f64>() / after.len() as f64;
    let run = |share: f64, chance: &mut Chance| -> Run {
        let (places, enrolled) = crowd.drawn(UNITS, chance);
        let mut sums: Vec<Sums> =
            crowd.table.sums[0].iter().map(|it| super::usagers::picked(it, &places)).collect();
        for unit in enrolled.iter().filter(|it| it.arm == 1 && share > 0.0) {
            let UnitKey::Number(row) = unit.key else { continue };
            let count = &mut sums[1].numerators[usize::try_from(row).unwrap_or(0)];
            *count -= chance.binomial(*count, share);
        }
        let (mut ended, mut naively) = (None, false);
        for here in (200..=UNITS).step_by(200) {
            let first: Vec<usize> = (0..here).collect();
            let table = UnitTable {
                keys: UnitKeys::Numbers((0..here as u64).collect()),
                sums: vec![sums.iter().map(|it| super::usagers::picked(it, &first)).collect()],
                segments: Vec::new(),
                first_contact_at_us: vec![i64::MAX; here],
                observed_until: None,
                without_unit: 0,
            };
            let columns = columns(&crowd.plan, &crowd.asked, &table, &enrolled[..here]);
            let checked = check(&crowd.plan, &columns).expect("columns of the product fit their plan");
            let is_final = here == UNITS;
            let report = analyse(&crowd.plan, checked, &Context { is_final, ..at_the_end(1) });
            naively |= is_naively_found(&report);
            if ended.is_none() && (is_final || is_announced(&report)) {
                ended = Some(Run::of(&report, -share * mean));
            }
            if ended.is_some() && (naively || share > 0.0) {
                break;
            }
        }
        let mut run = ended.unwrap_or_default();
        run.others.push(("a plain test at each of 30 looks", naively));
        run
    };
    let of = |what: &'static str, share: f64| {
        many(asking.experiments, |number| {
            run(share, &mut Chance::of(asking.seed, &format!("{name} {what}"), number))
        })
    };
    Ok(Row {
        design: format!("{name}, watched at 30 looks: 200 to {UNITS}"),
        effect: -effect,
        promised: Some(0.8),
        bars: Bars::ALWAYS,
        none: of("none", 0.0),
        some: of("some", effect),
    })
}
