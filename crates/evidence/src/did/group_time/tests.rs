use super::{GroupTime, estimate, placebo};
use crate::{
    Fault,
    did::{Base, Control, Method, Options, Rows, sensitivity, uniform_band},
};

/// Sixty units over six periods: a third never adopts, the others in period 3 or 5. The effect is 2 + 0.5 a period.
struct Made {
    unit: Vec<u64>,
    time: Vec<f64>,
    first: Vec<f64>,
    outcome: Vec<f64>,
    covariate: Vec<f64>,
    office: Vec<u64>,
}

fn made() -> Made {
    let mut it = Made {
        unit: vec![],
        time: vec![],
        first: vec![],
        outcome: vec![],
        covariate: vec![],
        office: vec![],
    };
    for unit in 0..60_u32 {
        let first = [0.0, 3.0, 5.0][unit as usize % 3];
        let level = (f64::from(unit) * 1.7).sin() * 3.0;
        for period in 1..=6_u32 {
            let time = f64::from(period);
            let noise = (((f64::from(unit) * 12.9 + time * 78.2).sin() * 43_758.5).fract()) * 0.5;
            let effect = if first > 0.0 && time >= first { 2.0 + 0.5 * (time - first) } else { 0.0 };
            it.unit.push(u64::from(unit));
            it.time.push(time);
            it.first.push(first);
            it.outcome.push(level + 0.3 * time + noise + effect);
            it.covariate.push((f64::from(unit) * 3.3).cos());
            it.office.push(u64::from(unit / 5));
        }
    }
    it
}

impl Made {
    fn rows(&self) -> Rows<'_> {
        Rows {
            unit: &self.unit,
            time: &self.time,
            first_treated: &self.first,
            outcome: &self.outcome,
            ..Rows::default()
        }
    }
}

fn found(made: &Made, options: &Options) -> GroupTime {
    estimate(&made.rows(), options).unwrap()
}

#[test]
fn the_effects_are_found_whatever_the_choices() {
    let made = made();
    let x: [&[f64]; 1] = [&made.covariate];
    for control in [Control::NeverTreated, Control::NotYetTreated] {
        for method in [Method::DoublyRobust, Method::Regression, Method::Weighting] {
            for base in [Base::Varying, Base::Universal] {
                let options = Options { control, method, base, anticipation: 0.0 };
                let rows = Rows { covariates: &x, ..made.rows() };
                let it = estimate(&rows, &options).unwrap();
                let study = it.by_exposure().unwrap();
                for (key, effect) in study.keys.iter().zip(&study.effects) {
                    let truth = if *key >= 0.0 { 2.0 + 0.5 * key } else { 0.0 };
                    assert!((effect.value - truth).abs() < 0.35, "{options:?} {key} {effect:?}");
                }
                let simple = it.simple().unwrap().overall.interval(0.05).unwrap();
                assert!(simple.low < 2.6 && simple.high > 2.4, "{simple:?}");
            }
        }
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let made = made();
    let place: Vec<usize> = (0..made.unit.len()).map(|it| (it * 77) % made.unit.len()).collect();
    let shuffled = Made {
        unit: place.iter().map(|it| made.unit[*it]).collect(),
        time: place.iter().map(|it| made.time[*it]).collect(),
        first: place.iter().map(|it| made.first[*it]).collect(),
        outcome: place.iter().map(|it| made.outcome[*it]).collect(),
        covariate: vec![],
        office: vec![],
    };
    let options = Options::default();
    assert_eq!(found(&made, &options).cells, found(&shuffled, &options).cells);
}

#[test]
fn a_unit_moved_by_a_constant_changes_nothing() {
    let mut made = made();
    let before = found(&made, &Options::default()).simple().unwrap().overall;
    for (it, unit) in made.outcome.iter_mut().zip(&made.unit) {
        if *unit == 7 {
            *it += 64.0;
        }
    }
    let after = found(&made, &Options::default()).simple().unwrap().overall;
    assert!((before.value - after.value).abs() < 1e-10);
}

#[test]
fn offices_of_one_unit_are_units() {
    let made = made();
    let alone = found(&made, &Options::default()).simple().unwrap().overall;
    let rows = Rows { cluster: Some(&made.unit), ..made.rows() };
    let clustered = estimate(&rows, &Options::default()).unwrap().simple().unwrap().overall;
    assert!((alone.se.unwrap() - clustered.se.unwrap()).abs() < 1e-12);
    assert!(alone.df.is_infinite() && (clustered.df - 59.0).abs() < 1e-12);
}

#[test]
fn tests_before_adoption_see_a_trend_that_is_there() {
    let mut made = made();
    let rows = |made: &Made| estimate(&made.rows(), &Options::default()).unwrap();
    let calm = rows(&made).pre_trend(0.0).unwrap().unwrap();
    assert!(calm.p > 0.01 && (calm.df - 4.0).abs() < 1e-12, "{calm:?}");
    for place in 0..made.outcome.len() {
        if made.first[place] > 0.0 {
            made.outcome[place] += 0.8 * made.time[place];
        }
    }
    assert!(rows(&made).pre_trend(0.0).unwrap().unwrap().p < 1e-6);
    let offices = Rows { cluster: Some(&made.office), ..made.rows() };
    let by_office = estimate(&offices, &Options::default()).unwrap();
    assert_eq!(by_office.clusters, Some(12));
    assert!(by_office.pre_trend(0.0).unwrap().unwrap().p < 0.01);
    let few: Vec<u64> = made.office.iter().map(|it| it % 3).collect();
    let few = estimate(&Rows { cluster: Some(&few), ..made.rows() }, &Options::default()).unwrap();
    assert_eq!(few.pre_trend(0.0).unwrap_err().what(), "cluster");
}

#[test]
fn bands_hold_all_periods_and_come_back_with_their_seed() {
    let made = made();
    let effects = found(&made, &Options::default());
    let study = effects.by_exposure().unwrap();
    let band = uniform_band(&effects, &study, 0.05, 999, 3).unwrap();
    assert!(band.critical > 2.1 && band.critical < 3.6, "{}", band.critical);
    assert_eq!(band, uniform_band(&effects, &study, 0.05, 999, 3).unwrap());
    assert!(uniform_band(&effects, &study, 0.05, 10, 3).is_err());
    assert!(uniform_band(&effects, &study, 1.0, 999, 3).is_err());
    let simple = effects.simple().unwrap();
    assert!(matches!(uniform_band(&effects, &simple, 0.05, 999, 3), Err(Fault::NoVariance { .. })));
}

#[test]
fn a_placebo_uses_no_period_after_adoption() {
    let mut made = made();
    let before = placebo(&made.rows(), &Options::default(), 1).unwrap();
    assert!(before.simple().unwrap().overall.value.abs() < 0.3);
    assert!(before.cells.iter().all(|it| it.base_time < it.group && it.time >= it.group));
    // Whatever happens after adoption, the placebo stays.
    for place in 0..made.outcome.len() {
        if made.first[place] > 0.0 && made.time[place] >= made.first[place] {
            made.outcome[place] += 1_000.0;
        }
    }
    assert_eq!(before.cells, placebo(&made.rows(), &Options::default(), 1).unwrap().cells);
    assert!(placebo(&made.rows(), &Options::default(), 40).is_err());
    assert!(placebo(&made.rows(), &Options::default(), usize::MAX).is_err());
}

#[test]
fn sensitivity_widens_the_interval_up_to_the_breakdown() {
    let made = made();
    for (base, is_universal) in [(Base::Varying, false), (Base::Universal, true)] {
        let study = found(&made, &Options { base, ..Options::default() }).by_exposure().unwrap();
        let it = sensitivity(&study, is_universal, &[0.0, 1.0], 0.05).unwrap();
        assert!(it.breakdown > 1.0 && it.breakdown.is_finite());
        assert!(it.rows[1].low < it.rows[0].low && it.rows[1].high > it.rows[0].high);
        let at = sensitivity(&study, is_universal, &[it.breakdown], 0.05).unwrap().rows[0];
        assert!(at.low.abs() < 1e-9);
        assert!(sensitivity(&study, is_universal, &[-1.0], 0.05).is_err());
    }
}

#[test]
fn the_last_cohort_serves_where_none_never_adopts() {
    let made = made();
    let keep: Vec<usize> = (0..made.unit.len()).filter(|it| made.first[*it] > 0.0).collect();
    let some = Made {
        unit: keep.iter().map(|it| made.unit[*it]).collect(),
        time: keep.iter().map(|it| made.time[*it]).collect(),
        first: keep.iter().map(|it| made.first[*it]).collect(),
        outcome: keep.iter().map(|it| made.outcome[*it]).collect(),
        covariate: vec![],
        office: vec![],
    };
    let it = found(&some, &Options::default());
    assert!(it.cells.iter().all(|cell| cell.time < 5.0 && cell.group < 5.0));
    assert!((it.simple().unwrap().overall.value - 2.25).abs() < 0.3);
}

#[test]
fn units_with_gaps_or_already_adopted_are_left_out() {
    let mut made = made();
    for (it, unit) in made.first.iter_mut().zip(&made.unit) {
        if *unit == 1 {
            *it = 1.0;
        }
    }
    for column in [&mut made.time, &mut made.first, &mut made.outcome] {
        column.pop();
    }
    made.unit.pop();
    let it = found(&made, &Options::default());
    assert_eq!((it.units, it.units_left_out), (58, 2));
}

#[test]
fn columns_at_fault_are_named() {
    let good = made();
    let refused = |change: &dyn Fn(&mut Made)| {
        let mut made = made();
        change(&mut made);
        estimate(&made.rows(), &Options::default()).unwrap_err()
    };
    assert_eq!(refused(&|it| it.outcome[3] = f64::NAN), Fault::NotFinite { what: "y".into(), place: 3 });
    assert_eq!(refused(&|it| it.time[0] = f64::INFINITY).what(), "time");
    assert_eq!(refused(&|it| it.first[0] = 3.0).what(), "first_treat");
    assert_eq!(refused(&|it| it.first[0] = -1.0).what(), "first_treat");
    assert_eq!(refused(&|it| it.time[1] = 1.0).what(), "unit");
    assert_eq!(refused(&|it| it.first.fill(0.0)), Fault::no_variance("first_treat"));
    assert_eq!(refused(&|it| it.time.truncate(1)).what(), "time");
    assert_eq!(refused(&|it| it.outcome.clear()).what(), "y");
    let same = vec![2.0; good.unit.len()];
    let x: [&[f64]; 1] = [&same];
    let rows = Rows { covariates: &x, ..good.rows() };
    assert_eq!(estimate(&rows, &Options::default()).unwrap_err(), Fault::collinear("x"));
    let options = Options { anticipation: -1.0, ..Options::default() };
    assert_eq!(estimate(&good.rows(), &options).unwrap_err().what(), "anticipation");
}

#[test]
fn adopters_without_counterpart_are_refused() {
    let made = made();
    // The covariate tells adopters perfectly.
    let telling: Vec<f64> = made.first.iter().zip(&made.covariate).map(|(g, x)| x + 9.0 * g).collect();
    let x: [&[f64]; 1] = [&telling];
    let rows = Rows { covariates: &x, ..made.rows() };
    let fault = estimate(&rows, &Options::default()).unwrap_err();
    assert_eq!(fault, Fault::NoEstimate { what: "overlap".into() });
    let options = Options { method: Method::Regression, ..Options::default() };
    assert!(estimate(&rows, &options).is_ok());
}
