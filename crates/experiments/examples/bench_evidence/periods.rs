//! Plans whose outcomes are counted period by period: stepped wedge, staggered adoption, synthetic control, one series.
//!
//! Offices of the largest partner are drawn without replacement, with the weeks that the log has of them: what one of them does in two
//! weeks is as alike as the simulator makes it. In treated weeks each contact of a request beyond its first is spared with a chance `q`. The
//! truth of an experiment is the mean over its treated weeks of what was to be spared: `−q × (contacts − requests) ÷ requests`, known
//! before anything is spared. One series is made of usagers drawn with replacement from two years of one of four partners, week by week; its truth
//! is `−q ×` the mean of the weeks after the start. Nothing but the draw of units and of dates is by chance where there is no effect: what the
//! simulator has of seasons, mailings and outages stays.
//!
//! What is promised: for a stepped wedge by the formula; for the others as `laboratory::power::tried` does, by trying the method on a past
//! in which nobody began, every figure made smaller by the same share.

use std::error::Error;

use experiments::{
    Columns, MetricColumns, Plan, Seed, UnitColumn, UnitToAssign, WordColumn,
    allocation::wedge_schedule,
    analysis::{analyse, check},
    report::Verdict,
    source::{self, Enrolled, UnitKey},
};
use jiff::civil::date;
use measures::{
    UnitKind, UnitMetric, UnitQuestion, UnitTable,
    by_unit::{Sums, UnitKeys},
};

use super::{
    Asking,
    chance::Chance,
    parallel::many,
    population::{PARTNERS, Population, plan},
    promised,
    tally::{Bars, Row, Run, Share},
    usagers::{at_the_end, picked, sparable},
};

/// The offices of a log over the weeks of a plan.
struct Weeks {
    plan: Plan,
    asked: source::Asked,
    table: UnitTable,
    names: Vec<String>,
}

impl Weeks {
    fn new(population: &Population, plan: Plan) -> Result<Self, Box<dyn Error>> {
        let (asked, table) = population.of_plan(&plan)?;
        let UnitKeys::Texts(names) = &table.keys else { return Err("offices have names".into()) };
        let names = names.clone();
        Ok(Self { plan, asked, table, names })
    }

    /// `offices` of the log, each with the day on which it begins.
    fn run(&self, offices: usize, starting: Starting, share: f64, chance: &mut Chance) -> Run {
        let mut places: Vec<usize> = (0..self.names.len()).collect();
        chance.shuffle(&mut places);
        places.truncate(offices);
        let enrolled = self.begun(&places, starting, chance);
        let mut table = self.only(&places);
        let (mut sum, mut cells) = (0.0, 0.0);
        for (unit, enrolled) in enrolled.iter().enumerate() {
            let starts = enrolled.starts_on.and_then(kernel::paris_day_start).unwrap_or(i64::MAX);
            for (period, sums) in self.asked.question.periods.iter().zip(&mut table.sums[0]) {
                let (numerator, per) = (sums.numerators[unit], sums.denominators[unit]);
                if period.0 < starts || per <= 0.0 {
                    continue;
                }
                let could = sparable(false, numerator, per);
                sum -= share * could / per;
                cells += 1.0;
                sums.numerators[unit] -= chance.binomial(could, share);
            }
        }
        let columns = source::columns(&self.plan, &self.asked, &table, &enrolled);
        let checked = check(&self.plan, &columns).expect("columns of the product fit their plan");
        let report = analyse(&self.plan, checked, &at_the_end(chance.number()));
        let truth = if cells > 0.0 { sum / cells } else { 0.0 };
        Run::of(&report, truth)
    }

    /// The table of some offices.
    fn only(&self, places: &[usize]) -> UnitTable {
        UnitTable {
            keys: UnitKeys::Texts(places.iter().map(|it| self.names[*it].clone()).collect()),
            sums: vec![self.table.sums[0].iter().map(|it| picked(it, places)).collect()],
            segments: Vec::new(),
            first_contact_at_us: vec![i64::MAX; places.len()],
            observed_until: self.table.observed_until,
            without_unit: 0,
        }
    }

    /// Whether the method finds a relative effect that is put into a past.
    fn tried(&self, offices: usize, starting: Starting, effect: f64, chance: &mut Chance) -> bool {
        let mut places: Vec<usize> = (0..self.names.len()).collect();
        chance.shuffle(&mut places);
        places.truncate(offices);
        let enrolled = self.begun(&places, starting, chance);
        let columns = source::columns(&self.plan, &self.asked, &self.only(&places), &enrolled);
        is_found(&self.plan, columns, effect, chance.number())
    }

    fn begun(&self, places: &[usize], starting: Starting, chance: &mut Chance) -> Vec<Enrolled> {
        let list: Vec<UnitToAssign> = places
            .iter()
            .map(|it| UnitToAssign { name: self.names[*it].clone(), ..UnitToAssign::default() })
            .collect();
        let weeks = self.plan.days / 7;
        let starts = |rank: usize, chance: &mut Chance| match starting {
            Starting::Half if rank < places.len() / 2 => Some(chance.below(weeks as usize / 2)),
            Starting::Few(few) if rank < few => Some(0),
            _ => None,
        };
        let schedule = match starting {
            Starting::Wedge => {
                let seed = Seed::of_number(chance.number());
                wedge_schedule(&self.plan, &seed, &list).expect("a list of the bench")
            }
            _ => Vec::new(),
        };
        let day = |week: usize| {
            let days = i64::try_from(7 * week).unwrap_or(0);
            self.plan.start.checked_add(jiff::Span::new().days(days)).ok()
        };
        list.iter()
            .enumerate()
            .map(|(rank, unit)| {
                let drawn = schedule.iter().find(|it| it.unit == unit.name).map(|it| it.starts_on);
                let starts_on = drawn.or_else(|| starts(rank, chance).and_then(day));
                Enrolled {
                    key: UnitKey::Text(unit.name.clone()),
                    arm: usize::from(starts_on.is_some()),
                    stratum: String::new(),
                    assigned_at_us: 0,
                    starts_on,
                }
            })
            .collect()
    }

    /// The share of contacts a request that could be spared.
    fn could(&self) -> f64 {
        let (mut above, mut below) = (0.0, 0.0);
        for sums in &self.table.sums[0] {
            above += sums.numerators.iter().sum::<f64>();
            below += sums.denominators.iter().sum::<f64>();
        }
        (above - below) / above
    }
}

/// Whether a benefit is called probable once every figure under the practice is changed by a share.
fn is_found(plan: &Plan, mut columns: Columns, effect: f64, seed: u64) -> bool {
    let begun: Vec<bool> = columns.period.iter().zip(&columns.first_treated).map(|it| it.0 >= it.1).collect();
    for (numerator, begun) in columns.metrics[0].numerator.iter_mut().zip(begun) {
        *numerator *= if begun { 1.0 + effect } else { 1.0 };
    }
    let checked = check(plan, &columns).expect("columns of the product fit their plan");
    analyse(plan, checked, &at_the_end(seed)).verdict == Verdict::ProbableBenefit
}

/// Who begins when.
#[derive(Clone, Copy)]
enum Starting {
    /// All, in the order that the product draws.
    Wedge,
    /// Half of them, in any week of the first half.
    Half,
    /// So many, all in the first week.
    Few(usize),
}

/// Tries of a method on the past.
const TRIES: u64 = 400;

/// The designs of this file.
pub(crate) fn designs(population: &Population, asking: &Asking) -> Result<Vec<Row>, Box<dyn Error>> {
    let wedge = |steps: u32| format!("design = \"stepped-wedge\"\nallocation = {{ steps = {steps} }}");
    let staggered = "design = \"staggered\"\ndays_before = 56".to_owned();
    let synthetic = "design = \"synthetic\"\ndays_before = 84".to_owned();
    let mut rows = Vec::new();
    for (name, offices, days, lines, starting, spared) in [
        ("stepped wedge, 12 offices, 3 dates, 16 weeks", 12, 112, wedge(3), Starting::Wedge, None),
        ("stepped wedge, 24 offices, 5 dates, 18 weeks", 24, 126, wedge(5), Starting::Wedge, None),
        (
            "before and after with controls, 12 offices, 6 began",
            12,
            84,
            staggered.clone(),
            Starting::Half,
            Some(0.9),
        ),
        (
            "before and after with controls, 24 offices, 12 began",
            24,
            84,
            staggered,
            Starting::Half,
            Some(0.9),
        ),
        ("synthetic, 3 offices of 16 began", 16, 56, synthetic.clone(), Starting::Few(3), Some(0.9)),
        ("synthetic, 1 office of 20 began", 20, 56, synthetic, Starting::Few(1), Some(0.9)),
    ] {
        if !asking.wants(name) {
            continue;
        }
        // Late enough for the past to have a time before, too.
        let plan = Plan { start: date(2025, 6, 16), ..plan("office", "requests", days, 0.1, &lines) };
        let weeks = Weeks::new(population, plan.clone())?;
        let (share, promised) = if let Some(share) = spared {
            let start = plan.start.checked_sub(jiff::Span::new().days(days))?;
            let past = Weeks::new(population, Plan { start, ..plan })?;
            let found = many(TRIES, |number| {
                let mut chance = Chance::of(asking.seed, &format!("{name} tried"), number);
                past.tried(offices, starting, -share * weeks.could(), &mut chance)
            });
            (share, Share::of(found.into_iter()).value)
        } else {
            let least = promised::detectable_by_wedge(&plan, &weeks.table.sums[0], offices);
            (least.ok_or("no promise")? / weeks.could(), 0.8)
        };
        if share > 1.0 {
            return Err(format!("{name}: there is less to spare than would be seen").into());
        }
        let of = |what: &'static str, share: f64| {
            many(asking.experiments, |number| {
                let mut chance = Chance::of(asking.seed, &format!("{name} {what}"), number);
                weeks.run(offices, starting, share, &mut chance)
            })
        };
        rows.push(Row {
            design: name.to_owned(),
            effect: -share * weeks.could(),
            promised: Some(promised),
            bars: Bars::ONE_LOOK,
            none: of("none", 0.0),
            some: of("some", share),
        });
    }
    let mut years = None;
    for (name, before, after, spared) in [
        ("interrupted series, 26 weeks before, 12 after", 26, 12, 0.2),
        ("interrupted series, 70 weeks before, 12 after", 70, 12, 0.2),
    ] {
        if asking.wants(name) {
            if years.is_none() {
                years = Some(weekly(asking.seed)?);
            }
            let Some(weeks) = &years else { continue };
            rows.push(series(weeks, asking, name, before, after, spared)?);
        }
    }
    Ok(rows)
}

/// By partner, by week of two years, the contacts of each usager.
fn weekly(seed: u64) -> Result<Vec<Vec<Sums>>, Box<dyn Error>> {
    let population = Population::over(seed, &[2024, 2025])?;
    let first = date(2024, 1, 8);
    let mut periods = Vec::new();
    for week in 0..102 {
        let day = |weeks: i64| -> Result<i64, Box<dyn Error>> {
            let day = first.checked_add(jiff::Span::new().days(7 * weeks))?;
            Ok(kernel::paris_day_start(day).ok_or("no such day")?)
        };
        periods.push((day(week)?, day(week + 1)?));
    }
    let question = UnitQuestion {
        unit: UnitKind::Usager,
        metrics: vec![UnitMetric::of(measures::Measure::Volume)],
        periods,
        segments: Vec::new(),
        observed_until: None,
    };
    let of = |partner: &&str| population.ask(partner, &question).map(|mut it| it.sums.remove(0));
    PARTNERS.iter().map(of).collect()
}

fn series(
    partners: &[Vec<Sums>],
    asking: &Asking,
    name: &'static str,
    before: usize,
    after: usize,
    spared: f64,
) -> Result<Row, Box<dyn Error>> {
    const USAGERS: usize = 8_000;
    let lines = format!("design = \"interrupted\"\ndays_before = {}", 7 * before);
    let plan = plan("office", "volume", u32::try_from(7 * after)?, 0.1, &lines);
    let drawn = |chance: &mut Chance| -> Vec<f64> {
        let weeks = &partners[chance.below(partners.len())];
        let first = chance.below(weeks.len() - before - after + 1);
        let people = weeks[0].numerators.len();
        let places: Vec<usize> = (0..USAGERS).map(|_| chance.below(people)).collect();
        let weeks = &weeks[first..first + before + after];
        weeks.iter().map(|sums| places.iter().map(|it| sums.numerators[*it]).sum()).collect()
    };
    let columns = |figures: Vec<f64>| -> Columns {
        let rows = figures.len();
        let start = u32::try_from(before).unwrap_or(u32::MAX);
        Columns {
            unit: UnitColumn::Words(WordColumn { codes: vec![0; rows], names: vec!["series".to_owned()] }),
            period: (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect(),
            first_treated: vec![start; rows],
            metrics: vec![MetricColumns {
                numerator: figures,
                denominator: vec![1.0; rows],
                ..MetricColumns::default()
            }],
            ..Columns::default()
        }
    };
    let run = |share: f64, chance: &mut Chance| -> Run {
        let mut figures = drawn(chance);
        #[expect(clippy::cast_precision_loss, reason = "weeks are few")]
        let truth = -share * figures[before..].iter().sum::<f64>() / after as f64;
        for figure in &mut figures[before..] {
            *figure -= chance.binomial(*figure, share);
        }
        let checked = check(&plan, &columns(figures)).expect("columns of the bench fit their plan");
        Run::of(&analyse(&plan, checked, &at_the_end(1)), truth)
    };
    let tried = many(TRIES, |number| {
        let mut chance = Chance::of(asking.seed, &format!("{name} tried"), number);
        is_found(&plan, columns(drawn(&mut chance)), -spared, 1)
    });
    let of = |what: &'static str, share: f64| {
        many(asking.experiments, |number| {
            run(share, &mut Chance::of(asking.seed, &format!("{name} {what}"), number))
        })
    };
    Ok(Row {
        design: name.to_owned(),
        effect: -spared,
        promised: Some(Share::of(tried.into_iter()).value),
        bars: Bars::ONE_LOOK,
        none: of("none", 0.0),
        some: of("some", spared),
    })
}
