//! Usagers who get their arm while the experiment runs, in any hour of its first half: each counts from its first whole week.
//!
//! Usagers are drawn as in `usagers`, and contacts spared from that week on. The moment has nothing to do with the usager, so the true
//! effect is exactly `−q ×` the contacts of a week over all usagers of the log, added up over the weeks that count: one moment in four
//! leaves seven, six, five or four of the eight. What the product promises is for usagers who are all there from the first day.

use std::error::Error;

use experiments::{
    analysis::{analyse, check},
    plan::Stopping,
    source::{Enrolled, UnitKey, columns, question},
};
use kernel::paris_day_start;
use measures::{UnitTable, by_unit::UnitKeys};

use super::{
    Asking,
    chance::Chance,
    parallel::many,
    population::{PARTNERS, Population, plan},
    promised,
    tally::{Bars, Row, Run},
    usagers::{Crowd, at_the_end, picked},
};

const WEEKS: u32 = 8;
const UNITS: usize = 4_000;
/// Weeks in which usagers come.
const COMING: u32 = 4;

/// The designs of this file.
pub(crate) fn designs(population: &Population, asking: &Asking) -> Result<Vec<Row>, Box<dyn Error>> {
    let name = "usagers who come during the first four weeks of eight";
    if !asking.wants(name) {
        return Ok(Vec::new());
    }
    let plan = plan("usager", "volume", 7 * WEEKS, 0.1, "days_before = 56");
    let day = |weeks: u32| -> Result<i64, Box<dyn Error>> {
        let day = plan.start.checked_add(jiff::Span::new().days(7 * weeks))?;
        Ok(paris_day_start(day).ok_or("no such day")?)
    };
    let (start, end) = (day(0)?, day(WEEKS)?);
    let last_coming = day(COMING)?;
    let somebody = |assigned_at_us: i64| Enrolled {
        key: UnitKey::Number(0),
        arm: 0,
        stratum: String::new(),
        assigned_at_us,
        starts_on: None,
    };
    let asked = question(&plan, &[somebody(start + 1)], end).ok_or("no whole period")?;
    let crowd = Crowd::new(population, plan.clone())?;
    let table = population.ask(PARTNERS[0], &asked.question)?;
    if table.keys != crowd.table.keys {
        return Err("the same periods have other usagers".into());
    }
    let variance = crowd.relative_variance();
    #[expect(clippy::cast_precision_loss, reason = "usagers are below 2^53")]
    let (units, people) = (UNITS as f64, table.keys.len() as f64);
    let effect = promised::detectable(units, variance, &Stopping::Fixed, false);
    // Of each week, the chance that a usager counts in it, times what usagers did.
    let counted: f64 = (0..WEEKS)
        .zip(&table.sums[0][1..])
        .map(|(week, sums)| {
            let chance = f64::from(week.min(COMING)) / f64::from(COMING);
            chance * sums.numerators.iter().sum::<f64>() / people
        })
        .sum();
    let run = |share: f64, chance: &mut Chance| -> Run {
        let (places, mut enrolled) = crowd.drawn(UNITS, chance);
        #[expect(clippy::cast_possible_truncation, reason = "microseconds of a year")]
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a year")]
        for unit in &mut enrolled {
            unit.assigned_at_us = start + (chance.share() * (last_coming - start) as f64) as i64;
        }
        let mut sums: Vec<_> = table.sums[0].iter().map(|it| picked(it, &places)).collect();
        for (row, unit) in enrolled.iter().enumerate().filter(|it| it.1.arm == 1) {
            for (period, sums) in asked.question.periods.iter().zip(&mut sums).skip(1) {
                if period.0 >= unit.assigned_at_us {
                    let count = &mut sums.numerators[row];
                    *count -= chance.binomial(*count, share);
                }
            }
        }
        let table = UnitTable {
            keys: UnitKeys::Numbers((0..UNITS as u64).collect()),
            sums: vec![sums],
            segments: Vec::new(),
            first_contact_at_us: vec![i64::MAX; UNITS],
            observed_until: None,
            without_unit: 0,
        };
        let columns = columns(&plan, &asked, &table, &enrolled);
        let checked = check(&plan, &columns).expect("columns of the product fit their plan");
        Run::of(&analyse(&plan, checked, &at_the_end(1)), -share * counted)
    };
    let of = |what: &'static str, share: f64| {
        many(asking.experiments, |number| {
            run(share, &mut Chance::of(asking.seed, &format!("{name} {what}"), number))
        })
    };
    Ok(vec![Row {
        design: format!("{name}: {UNITS}"),
        effect: -effect,
        promised: Some(0.8),
        bars: Bars::ONE_LOOK,
        none: of("none", 0.0),
        some: of("some", effect),
    }])
}
