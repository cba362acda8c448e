use experiments::{
    plan::{Design, Metric},
    report::{SegmentEffect, SetAside, SubgroupResult},
};

use super::*;
use crate::testing;

fn segments(units: &[u64]) -> Report {
    let segment = |(place, units): (usize, &u64)| SegmentEffect {
        name: format!("s{place}"),
        units: *units,
        effect: None,
    };
    let segments = units.iter().enumerate().map(segment).collect();
    let subgroups = vec![SubgroupResult { place: 0, segments, interaction_p: None }];
    Report { subgroups, ..testing::report(-0.1, -0.2, -0.05) }
}

fn left(units: &[u64]) -> Vec<u64> {
    publishable(segments(units)).subgroups[0].segments.iter().map(|it| it.units).collect()
}

#[test]
fn small_segments_are_left_out_and_cannot_be_found_by_subtraction() {
    assert_eq!(left(&[500, 400, 11]), [500, 400, 11], "eleven may be told");
    assert_eq!(left(&[500, 10, 400]), [500], "the 400 hide the 10");
    assert_eq!(left(&[500, 10, 9, 400]), [500, 400], "together they are nineteen");
    assert_eq!(left(&[500, 3, 2, 400]), [500], "five would still be a small cell");
    assert_eq!(left(&[5, 4]), [0_u64; 0]);
}

#[test]
fn names_of_units_never_leave() {
    let mut report = testing::report(-0.1, -0.2, -0.05);
    report.integrity.set_aside =
        vec![SetAside { reason: "twice".into(), rows: 3, examples: vec!["Dupont".into()] }];
    assert!(publishable(report).integrity.set_aside[0].examples.is_empty());
}

#[test]
fn an_arm_of_ten_people_is_not_published() {
    let mut report = testing::report(-0.1, -0.2, -0.05);
    assert!(may_be_published(&report));
    report.arms[1].units = 10;
    assert!(!may_be_published(&report));
    report.provenance.plan.unit = Unit::Office;
    assert!(may_be_published(&report), "ten offices hold many people");
}

#[test]
fn only_what_was_drawn_and_counts_contacts_is_counted() {
    let report = testing::report(-0.1, -0.2, -0.05);
    let se = Study::of(&report).unwrap().se;
    assert!((se - 0.15 / 3.919_928).abs() < 1e-6, "{se}");
    let with = |change: fn(&mut Report)| {
        let mut report = report.clone();
        change(&mut report);
        (Study::of(&report).is_some(), Study::shown(&report).is_some())
    };
    assert_eq!(with(|it| it.provenance.plan.design = Design::Staggered), (false, true));
    assert_eq!(with(|it| it.provenance.plan.metric.measure = Outcome::Satisfaction), (false, false));
    assert_eq!(with(|it| it.verdict = Verdict::Invalid), (false, false));
    assert_eq!(with(|it| it.effects.clear()), (false, false));
}

fn practice() -> &'static practices::Practice {
    collection().practice("P11").unwrap()
}

/// A report that found this many times what the sheet expects, so surely.
fn found(times: f64, se: f64) -> Report {
    let by = -times * expected(practice(), &testing::plan());
    testing::report(by, by - 1.96 * se, by + 1.96 * se)
}

#[test]
fn experiments_move_the_factor_by_how_sure_they_are() {
    assert_eq!(learned(practice(), &[]), None);
    let expects = expected(practice(), &testing::plan());
    let (sure, unsure) = (found(0.0, expects / 50.0), found(0.0, expects * 10.0));
    let moved = learned(practice(), &[&sure]).unwrap();
    let hardly = learned(practice(), &[&unsure]).unwrap();
    assert!(moved.factor < 0.8 && moved.found.abs() < 1e-9, "{moved:?}");
    assert!(hardly.factor > 0.95, "{hardly:?}");
    assert!(moved.low < moved.factor && moved.factor < moved.high && moved.next_low < moved.low);
    for it in [&moved, &hardly] {
        assert!((it.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{it:?}");
        assert_eq!(it.weights.len(), it.experiments + 1);
    }
}

#[test]
fn harm_avoids_nothing_and_contradicts_the_sheet() {
    let expects = expected(practice(), &testing::plan());
    let all = vec![found(-3.0, expects / 20.0); 4];
    let all: Vec<&Report> = all.iter().collect();
    let it = learned(practice(), &all).unwrap();
    assert!(it.is_in_conflict && it.factor < 0.5, "{it:?}");
    assert!(it.multiplier() >= 0.0);
    assert!(how(practice(), &it, Lang::Fr).len() >= 6);
}

#[test]
fn one_cause_is_compared_with_what_the_sheet_says_of_it() {
    let mut plan = testing::plan();
    let cause = practice().coverage.keys().next().unwrap();
    plan.metric = Metric { wanted: [("cause".to_owned(), cause.clone())].into(), ..plan.metric };
    assert!((expected(practice(), &plan) - practice().avoids(cause).unwrap()).abs() < 1e-12);
    plan.metric.wanted.insert("cause".into(), "no such cause".into());
    assert!(expected(practice(), &plan).abs() < 1e-12);
}

fn published(count: usize) -> Vec<Published> {
    let one = |place: usize| Published {
        id: ExperimentId::from_uuid(uuid_of(place)),
        title: format!("Essai {place}"),
        practice: "P11".into(),
        published_at: Timestamp::UNIX_EPOCH,
        headline: String::new(),
        href: format!("/laboratoire/{place}/rapport"),
        partner: "Ville".into(),
        verdict: "not-proven",
        verdict_word: String::new(),
        tone: "plain",
        evidence: None,
        is_counted: true,
    };
    (0..count).map(one).collect()
}

fn uuid_of(place: usize) -> sqlx::types::Uuid {
    sqlx::types::Uuid::from_u128(place as u128)
}

#[test]
fn few_experiments_make_no_common_claim_and_five_do() {
    let report = |place: u32| testing::report(-0.1 - f64::from(place) / 100.0, -0.2, 0.0);
    let say = |count: u32, lang| {
        let reports: Vec<Report> = (0..count).map(report).collect();
        let reports: Vec<&Report> = reports.iter().collect();
        together(&published(reports.len()), &reports, lang)
    };
    for lang in Lang::ALL {
        let two = say(2, lang);
        assert_eq!(two.sentences.len(), 1, "{:?}", two.sentences);
        assert!(!two.chart.unwrap().as_str().contains("class=\"c2\""), "no common bar");
        let four = say(4, lang).sentences;
        let six = say(6, lang);
        assert_eq!((four.len(), six.sentences.len()), (3, 3), "{four:?} {:?}", six.sentences);
        assert_ne!(four[0].split(':').next(), six.sentences[0].split(':').next());
        assert!(six.chart.unwrap().as_str().contains("class=\"c2\""));
        assert!(say(0, lang).chart.is_none());
    }
}

#[test]
fn what_was_not_drawn_is_shown_and_not_counted() {
    let mut other = testing::report(-0.5, -0.6, -0.4);
    other.provenance.plan.design = Design::Staggered;
    let drawn = testing::report(-0.1, -0.2, 0.0);
    let mut listed = published(2);
    listed[1].is_counted = false;
    let it = together(&listed, &[&drawn, &other], Lang::Fr);
    assert_eq!(it.sentences.len(), 2, "{:?}", it.sentences);
    assert!(it.chart.unwrap().as_str().contains("hollow"));
}
