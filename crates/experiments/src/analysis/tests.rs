//! Experiments with a known truth, from columns to the verdict.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::*;
use crate::{
    Columns, MetricColumns, UnitColumn, WordColumn,
    plan::{Design, Guardrail, Metric, Outcome, Stopping, Subgroup, Unit},
    report::Verdict,
    testing::plan,
};

struct Chance(ChaCha8Rng);

impl Chance {
    fn of(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn share(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    /// A count that varies more than a Poisson law: a person who comes often comes often.
    fn contacts(&mut self, mean: f64) -> f64 {
        let own = mean * (0.3 + 1.4 * self.share());
        (0..20).map(|_| f64::from(u8::from(self.share() < own / 20.0))).sum()
    }
}

fn context(is_final: bool) -> Context<'static> {
    Context {
        registration: None,
        is_final,
        earlier: &[],
        cost_per_contact: Some(5.0),
        data_hash: "0".repeat(64),
        version: "test".to_owned(),
        at: Timestamp::UNIX_EPOCH,
        seed: 1,
    }
}

/// `units` usagers in two arms by turns; the second has `1 + effect` times the contacts.
fn usagers(units: u64, effect: f64, seed: u64) -> Columns {
    let mut chance = Chance::of(seed);
    let mut columns = Columns {
        unit: UnitColumn::Numbers((0..units).collect()),
        arm: WordColumn { codes: Vec::new(), names: vec!["control".into(), "message".into()] },
        metrics: vec![MetricColumns::default()],
        segments: vec![WordColumn { codes: Vec::new(), names: vec!["phone".into(), "web".into()] }],
        ..Columns::default()
    };
    for unit in 0..units {
        let arm = u32::from(unit % 2 == 1);
        let often = chance.share();
        let mean = 0.5 + 3.0 * often;
        let factor = if arm == 1 { 1.0 + effect } else { 1.0 };
        columns.arm.codes.push(arm);
        columns.metrics[0].numerator_before.push(chance.contacts(mean));
        columns.metrics[0].numerator.push(chance.contacts(mean * factor));
        columns.segments[0].codes.push(u32::from(chance.share() < 0.5));
    }
    columns
}

/// Offices with usagers in them: what they have in common makes the usager-level error wrong.
fn offices(each: u32, effect: f64, spread: f64, seed: u64) -> Columns {
    let mut chance = Chance::of(seed);
    let mut columns = Columns {
        arm: WordColumn { codes: Vec::new(), names: vec!["control".into(), "message".into()] },
        metrics: vec![MetricColumns::default()],
        ..Columns::default()
    };
    let mut unit = WordColumn::default();
    for office in 0..2 * each {
        unit.names.push(format!("office {office}"));
        let arm = office % 2;
        let level = 1.0 + spread * (chance.share() - 0.5);
        let factor = if arm == 1 { 1.0 + effect } else { 1.0 };
        for _ in 0..60 {
            unit.codes.push(office);
            columns.arm.codes.push(arm);
            columns.metrics[0].numerator.push(chance.contacts(2.0 * level * factor));
        }
    }
    columns.unit = UnitColumn::Words(unit);
    columns
}

fn report(plan: &Plan, columns: &Columns) -> Report {
    analyse(plan, check(plan, columns).unwrap(), &context(true))
}

fn effect(report: &Report) -> &Effect {
    report.effects[0].effect.as_ref().unwrap()
}

#[test]
fn a_benefit_on_usagers_is_proved_and_the_period_before_narrows_it() {
    let mut plan = plan();
    plan.subgroups.push(Subgroup { by: "channel".into(), reason: String::new() });
    let found = report(&plan, &usagers(4_000, -0.2, 1));
    assert_eq!(found.verdict, Verdict::ProvedBenefit);
    assert_eq!(found.arm.as_deref(), Some("message"));
    assert_eq!(found.effects[0].method, Method::DeltaCuped);
    let relative = effect(&found).relative.unwrap();
    assert!(relative.low < -0.2 && -0.2 < relative.high, "{relative:?}");
    let unadjusted = found.robustness[0].effect.as_ref().unwrap();
    let width = |it: &Effect| it.high - it.low;
    assert!(width(effect(&found)) < width(unadjusted));
    assert!(found.integrity.sample_ratio_p.unwrap() > 0.9);
    assert_eq!(found.subgroups[0].segments.len(), 2);
    assert!(found.subgroups[0].interaction_p.unwrap() > 0.001);
    let saved = found.savings.unwrap();
    assert!(saved.contacts_per_1000.unwrap().value > 200.0 && saved.euro_per_1000.unwrap().low > 0.0);
    assert!(found.warnings.iter().any(|it| it.code == "not-registered"));
}

#[test]
fn a_past_that_is_the_same_for_all_adjusts_nothing() {
    let mut columns = usagers(4_000, -0.2, 1);
    columns.metrics[0].numerator_before.fill(0.0);
    let found = report(&plan(), &columns);
    assert_eq!((found.verdict, found.effects[0].method), (Verdict::ProvedBenefit, Method::Delta));
}

#[test]
fn no_effect_is_told_as_none_that_matters() {
    let found = report(&plan(), &usagers(8_000, 0.0, 2));
    assert_eq!((found.verdict, found.excludes_minimum), (Verdict::NotProven, true));
}

#[test]
fn harm_is_told_and_a_broken_guardrail_too() {
    let mut plan = plan();
    let metric =
        Metric { measure: Outcome::Cost, window_days: 30, wanted: std::collections::BTreeMap::new() };
    plan.guardrails.push(Guardrail { metric, margin: 0.05 });
    let mut columns = usagers(4_000, 0.3, 3);
    columns.metrics.push(columns.metrics[0].clone());
    let found = report(&plan, &columns);
    assert_eq!(found.verdict, Verdict::ProvedHarm);
    assert_eq!(found.guardrails[0].state, GuardrailState::Broken);
    assert!(found.warnings.iter().any(|it| it.code == "guardrail-broken"));
}

#[test]
fn before_the_end_a_fixed_plan_tells_nothing() {
    let columns = usagers(2_000, -0.3, 4);
    let found = analyse(&plan(), check(&plan(), &columns).unwrap(), &context(false));
    assert_eq!((found.verdict, found.effects.len(), found.savings), (Verdict::NotProven, 0, None));
    assert!(found.warnings.iter().any(|it| it.code == "not-the-end"));
}

#[test]
fn arms_of_other_sizes_than_drawn_withhold_the_verdict() {
    let mut columns = usagers(4_000, -0.2, 5);
    for (unit, arm) in columns.arm.codes.iter_mut().enumerate() {
        if unit % 10 == 0 {
            *arm = 1;
        }
    }
    let found = report(&plan(), &columns);
    assert_eq!(found.verdict, Verdict::Invalid);
    assert!(found.warnings.iter().any(|it| it.code == "sample-ratio"));
}

#[test]
fn offices_are_counted_and_not_their_usagers() {
    let mut plan = plan();
    plan.unit = Unit::Office;
    let found = report(&plan, &offices(10, -0.4, 0.4, 6));
    assert_eq!((found.effects[0].method, found.verdict), (Method::ClusterCr2, Verdict::ProvedBenefit));
    let naive = found.naive[0].effect.as_ref().unwrap();
    assert!(naive.se.unwrap() < effect(&found).se.unwrap(), "usagers of an office resemble each other");
    assert_eq!(found.robustness.len(), 2);
    assert_eq!(found.arms[0].units, 10);
    let few = report(&plan, &offices(4, -0.4, 0.4, 7));
    assert_eq!(few.effects[0].method, Method::Randomisation);
    assert!(few.warnings.iter().any(|it| it.code == "few-units"));
    assert!(effect(&few).p > 0.02, "of 70 draws none is rarer than 2 in 70");
}

#[test]
fn what_is_missing_is_a_share_of_rows_whether_offices_or_usagers_are_counted() {
    let mut plan = plan();
    plan.unit = Unit::Office;
    let mut columns = offices(3, 0.0, 0.4, 6);
    // Of 180 rows an arm, 9 and 18.
    for (row, outcome) in columns.metrics[0].numerator.iter_mut().enumerate() {
        if row % 20 == 0 || (row % 20 == 1 && columns.arm.codes[row] == 1) {
            *outcome = f64::NAN;
        }
    }
    let found = report(&plan, &columns);
    assert_eq!((found.arms[0].units, found.arms[1].units), (3, 3));
    assert_eq!((&found.integrity.missing[..], found.integrity.missing_p), (&[0.05, 0.1][..], None));
    // The same rows as usagers: the same shares, and chance may be asked about them.
    plan.unit = Unit::Usager;
    columns.unit = UnitColumn::Numbers((0..360).collect());
    let found = report(&plan, &columns);
    assert_eq!(&found.integrity.missing[..], &[0.05, 0.1]);
    assert!(found.integrity.missing_p.is_some_and(|it| it > 0.05 && it < 0.1));
}

#[test]
fn nothing_that_cannot_be_computed_becomes_a_figure() {
    let plan = plan();
    let mut constant = usagers(100, 0.0, 8);
    constant.metrics[0].numerator.fill(2.0);
    constant.metrics[0].numerator_before.clear();
    let mut one_arm = usagers(100, 0.0, 9);
    one_arm.arm.codes.fill(0);
    for columns in [constant, one_arm] {
        let found = report(&plan, &columns);
        assert_eq!(found.verdict, Verdict::Invalid);
        assert!(found.effects[0].refused.is_some());
        let text = serde_json::to_string(&found).unwrap();
        let read: Result<Report, _> = serde_json::from_str(&text);
        assert!(read.is_ok(), "what is kept reads back: no figure is missing");
    }
    let mut office = plan.clone();
    office.unit = Unit::Office;
    let single = report(&office, &offices(1, 0.0, 0.4, 10));
    assert!(matches!(single.verdict, Verdict::Invalid | Verdict::NotProven));
}

#[test]
fn looking_whenever_one_likes_widens_the_interval() {
    let mut plan = plan();
    let columns = usagers(4_000, -0.2, 11);
    let fixed = report(&plan, &columns);
    plan.stopping = Stopping::AlwaysValid;
    let watched = analyse(&plan, check(&plan, &columns).unwrap(), &context(false));
    let width = |it: &Report| effect(it).high - effect(it).low;
    assert!(width(&watched) > width(&fixed));
    assert_eq!(watched.effects[0].method, Method::ConfidenceSequence);
    assert_eq!(watched.monitoring[0].looks.len(), 1);
    plan.stopping = Stopping::GroupSequential { looks: 3, spending: crate::plan::Spending::ObrienFleming };
    let first = analyse(&plan, check(&plan, &columns).unwrap(), &context(false));
    assert!(width(&first) > width(&fixed));
    let earlier = [first];
    let next = Context { earlier: &earlier, ..context(false) };
    let second = analyse(&plan, check(&plan, &usagers(8_000, -0.2, 11)).unwrap(), &next);
    assert_eq!(second.monitoring[0].looks.len(), 2);
    assert!(second.monitoring[0].crossed && second.verdict == Verdict::ProvedBenefit);
}

#[test]
fn what_adds_up_from_look_to_look_is_known_better_each_time() {
    let mut plan = plan();
    plan.stopping = Stopping::GroupSequential { looks: 4, spending: crate::plan::Spending::Pocock };
    let mut columns = usagers(1_000, -0.02, 20);
    let mut earlier = Vec::new();
    for look in 1..=4 {
        let found = analyse(
            &plan,
            check(&plan, &columns).unwrap(),
            &Context { earlier: &earlier, ..context(look == 4) },
        );
        assert_eq!(found.verdict, Verdict::NotProven, "look {look}");
        let looks = &found.monitoring[0].looks;
        assert!(
            looks.len() == look && looks.windows(2).all(|it| it[0].fraction < it[1].fraction),
            "{looks:?}"
        );
        let last = looks[look - 1].clone();
        let told = effect(&found);
        assert!(
            (told.high - told.value - last.boundary.unwrap() * last.se).abs() < 1e-9,
            "{told:?} {last:?}"
        );
        // Contacts of more weeks: twice the contacts have a larger error, and less of it as a share.
        let more = usagers(1_000, -0.02, 20 + look as u64);
        let added = columns.metrics[0].numerator.iter_mut().zip(&more.metrics[0].numerator);
        added.for_each(|(sum, more)| *sum += more);
        assert!(look == 1 || last.se > earlier_se(&earlier));
        earlier = vec![found];
    }
}

#[test]
fn a_series_without_a_year_before_the_change_concludes_nothing() {
    let mut plan = plan();
    plan.unit = Unit::Office;
    plan.design = Design::Interrupted;
    let found = report(&plan, &panel(1, 70, -1.0, 12, |_| 50));
    assert!(effect(&found).high < 0.0);
    assert_eq!(found.verdict, Verdict::NotProven);
    assert!(found.warnings.iter().any(|it| it.code == "season-unknown"));
}

#[test]
fn what_fake_dates_show_widens_the_interval_of_a_series() {
    let mut plan = plan();
    plan.unit = Unit::Office;
    plan.design = Design::Interrupted;
    let width = |columns: &Columns| {
        let found = report(&plan, columns);
        effect(&found).high - effect(&found).low
    };
    let straight = panel(1, 90, 0.0, 12, |_| 60);
    let mut bent = straight.clone();
    for (figure, period) in bent.metrics[0].numerator.iter_mut().zip(&bent.period) {
        // Four bends that no line follows and no season foretells.
        *figure += 0.3 * (f64::from(*period) * 0.45).sin();
    }
    assert!(width(&bent) > 2.0 * width(&straight), "{} {}", width(&bent), width(&straight));
}

fn earlier_se(earlier: &[Report]) -> f64 {
    earlier[0].monitoring[0].looks.last().unwrap().se
}

/// Offices over periods, some of which begin.
fn panel(offices: u32, periods: u32, effect: f64, seed: u64, starts: impl Fn(u32) -> u32) -> Columns {
    let mut chance = Chance::of(seed);
    let mut columns = Columns { metrics: vec![MetricColumns::default()], ..Columns::default() };
    let mut unit = WordColumn::default();
    for office in 0..offices {
        unit.names.push(format!("office {office}"));
        let level = 4.0 + chance.share();
        for period in 0..periods {
            unit.codes.push(office);
            columns.period.push(period);
            columns.first_treated.push(starts(office));
            let now = if period >= starts(office) { effect } else { 0.0 };
            let value = level + 0.1 * f64::from(period) + now + 0.4 * (chance.share() - 0.5);
            columns.metrics[0].numerator.push(value);
        }
    }
    columns.unit = UnitColumn::Words(unit);
    columns
}

#[test]
fn without_chance_nothing_is_proved() {
    let mut plan = plan();
    plan.unit = Unit::Office;
    for (design, starts, offices, periods) in [
        (Design::SteppedWedge, (|it| 1 + it % 4) as fn(u32) -> u32, 12, 5),
        (Design::Staggered, |it| if it % 3 == 0 { u32::MAX } else { 3 + it % 3 }, 24, 8),
        (Design::Synthetic, |it| if it < 20 { u32::MAX } else { 8 }, 24, 12),
        (Design::Interrupted, |_| 60, 1, 90),
    ] {
        plan.design = design;
        let found = report(&plan, &panel(offices, periods, -1.0, 12, starts));
        let told = effect(&found);
        assert!(told.low < -0.8 && told.high > -1.2 && told.high < 0.0, "{design:?}: {told:?}");
        let wanted = match design {
            Design::SteppedWedge => Verdict::ProvedBenefit,
            _ => Verdict::ProbableBenefit,
        };
        assert_eq!(found.verdict, wanted, "{design:?}: {:?}", found.placebo);
    }
}
