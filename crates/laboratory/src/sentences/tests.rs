use std::collections::BTreeSet;

use experiments::{
    plan::{Design, Metric, Outcome, Unit},
    registration::{Amendment, Change},
    report::{
        ArmEffect, Balance, Between, Exploration, GuardrailResult, GuardrailState, Method, Placebo, Refused,
        Savings, SegmentEffect, SetAside, SubgroupResult, Warning,
    },
};

use super::*;
use crate::{sentences::paper::document, testing};

/// No-break spaces as plain ones, so that tests read like the screen.
fn plainly(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn fr(report: &Report) -> String {
    plainly(&headline(report, Lang::Fr))
}

fn metric(measure: Outcome) -> Metric {
    Metric { measure, window_days: 30, wanted: std::collections::BTreeMap::new() }
}

#[test]
fn what_is_proved_is_said_in_one_sentence() {
    let report = testing::report(-0.12, -0.19, -0.05);
    assert_eq!(
        fr(&report),
        "Prouvé : avec « message », les usagers prennent contact 12 % moins souvent (entre 5 % et 19 %)."
    );
    assert_eq!(
        headline(&report, Lang::En),
        "Proved: with “message”, usagers make contact 12% less often (between 5% and 19%)."
    );
}

#[test]
fn harm_is_said_as_plainly_and_the_team_is_not_blamed() {
    let report = testing::report(0.08, 0.02, 0.14);
    assert!(fr(&report).contains("les usagers prennent contact 8 % plus souvent (entre 2 % et 14 %)"));
    let meaning = plainly(&meaning(&report, Lang::Fr).join(" "));
    assert!(
        meaning.contains("protège les usagers") && meaning.contains("fait ce qu’il fallait"),
        "{meaning}"
    );
    assert_eq!(tone(report.verdict), "bad");
}

#[test]
fn no_effect_is_a_result() {
    let report = testing::report(0.005, -0.03, 0.04);
    assert!(report.excludes_minimum);
    let said = fr(&report);
    assert!(
        said.starts_with("Pas d’effet qui compte : avec « message », une baisse de 10 % ou plus est exclue"),
        "{said}"
    );
    assert!(said.contains("de −3 % à +4 %"), "{said}");
    assert!(meaning(&report, Lang::Fr)[0].contains("résultat utile"));
    let mut watched = report;
    watched.provenance.plan.design = Design::Staggered;
    let said = fr(&watched);
    assert!(
        said.contains("Sans doute") && said.contains("paraît exclue"),
        "without a draw nothing is ruled out: {said}"
    );
}

#[test]
fn what_is_not_known_says_what_it_would_take() {
    let wide = testing::report(-0.06, -0.25, 0.13);
    assert!(fr(&wide).contains("de −25 % à +13 %"), "{}", fr(&wide));
    assert!(fr(&wide).contains("il faudrait environ 8 fois plus d’usagers"), "{}", fr(&wide));
    let almost = testing::report(-0.05, -0.115, 0.015);
    assert!(fr(&almost).contains("essai plus long"), "{}", fr(&almost));
    let hopeless = testing::report(0.0, -4.0, 4.0);
    assert!(fr(&hopeless).contains("il en faut un autre"), "{}", fr(&hopeless));
}

#[test]
fn without_chance_nothing_is_proved_whatever_the_verdict() {
    for design in [Design::Staggered, Design::Synthetic, Design::Interrupted] {
        for (verdict, low, high) in [
            (Verdict::ProbableBenefit, -0.2, -0.1),
            (Verdict::ProbableHarm, 0.1, 0.2),
            (Verdict::NotProven, -0.05, 0.2),
        ] {
            let mut report = testing::report(f64::midpoint(low, high), low, high);
            report.verdict = verdict;
            report.provenance.plan.design = design;
            let text = headline(&report, Lang::Fr) + &meaning(&report, Lang::Fr).join(" ");
            assert!(!text.starts_with("Prouvé") && !text.contains("est exclue"), "{text}");
            let text = headline(&report, Lang::En);
            assert!(!text.starts_with("Proved") && !text.contains("is ruled out"), "{text}");
        }
    }
}

#[test]
fn every_verdict_of_every_measure_and_unit_has_its_sentence() {
    for lang in Lang::ALL {
        for measure in Outcome::ALL {
            for unit in Unit::ALL {
                for verdict in Verdict::ALL {
                    for (low, high) in [(-0.2, -0.1), (0.1, 0.2), (-0.02, 0.01), (-0.3, 0.3)] {
                        let mut report = testing::report(f64::midpoint(low, high), low, high);
                        report.verdict = verdict;
                        report.provenance.plan.unit = unit;
                        report.provenance.plan.metric = metric(measure);
                        report.provenance.plan.margin = Some(0.03);
                        for relative in [true, false] {
                            if !relative {
                                report.effects[0].effect.as_mut().unwrap().relative = None;
                            }
                            let said = headline(&report, lang);
                            assert!(!said.is_empty() && !said.contains('{'), "{said}");
                            assert!(
                                !meaning(&report, lang).is_empty()
                                    && !self::verdict(verdict, lang).is_empty()
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_share_whose_interval_holds_zero_while_the_difference_does_not_is_told_as_a_difference() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.effects[0].effect.as_mut().unwrap().relative.as_mut().unwrap().high = 0.01;
    let said = fr(&report);
    assert!(
        said.contains("la mesure « contacts par usager » baisse de 0,12 (entre 0,050 et 0,19)"),
        "{said}"
    );
}

#[test]
fn what_went_wrong_is_said_before_anything_else() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.verdict = Verdict::Invalid;
    report.warnings = vec![Warning { code: "sample-ratio".into(), args: Vec::new() }];
    assert!(fr(&report).contains("n’ont pas la taille"), "{}", fr(&report));
    assert!(!fr(&report).contains('%'), "no figure of what is not valid");
    report.warnings.clear();
    let refused = Refused { code: "too-few".into(), what: "units".into() };
    report.effects = vec![ArmEffect {
        arm: "message".into(),
        method: Method::Delta,
        effect: None,
        refused: Some(refused),
    }];
    report.arm = None;
    assert!(fr(&report).contains("trop peu d’unités"), "{}", fr(&report));
    report.effects.clear();
    assert!(fr(&report).starts_with("Rien ne peut être dit"), "{}", fr(&report));
}

#[test]
fn before_the_end_nothing_is_told() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.verdict = Verdict::NotProven;
    report.warnings = vec![Warning { code: "not-the-end".into(), args: Vec::new() }];
    assert!(fr(&report).contains("trop tôt") && !fr(&report).contains("12"));
    let paper = serde_json::to_string(&document(&report, &About::default(), Lang::Fr)).unwrap();
    assert!(!paper.contains("moins souvent") && !plainly(&paper).contains("−12 %"), "{paper}");
}

#[test]
fn a_failed_placebo_leaves_nothing_to_conclude() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.verdict = Verdict::NotProven;
    report.provenance.plan.design = Design::Staggered;
    report.placebo = Some(Placebo { p: Some(0.01), passed: false, points: Vec::new() });
    assert!(fr(&report).contains("là où rien n’avait changé"), "{}", fr(&report));
}

#[test]
fn savings_say_per_what_and_over_how_long() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    let between = |factor: f64| Between { value: 120.0 * factor, low: 50.0 * factor, high: 190.0 * factor };
    report.savings = Some(Savings {
        contacts_per_1000: Some(between(1.0)),
        euro_per_1000: Some(between(6.5)),
        cost_per_contact: Some(6.5),
    });
    let said = effects::savings(&report, Lang::Fr).iter().map(|it| plainly(it)).collect::<Vec<_>>();
    assert_eq!(said[0], "Pour 1 000 usagers et 56 jours, 120 contacts évités (entre 50 et 190).");
    assert_eq!(said[1], "Pour 1 000 usagers et 56 jours, 780 € économisés (entre 325 € et 1 235 €).");
    assert!(said[2].contains("6,50 €"), "{}", said[2]);
    // Offices are told one by one.
    report.provenance.plan.unit = Unit::Office;
    let said = plainly(&effects::savings(&report, Lang::Fr)[0]);
    assert!(said.starts_with("Pour un bureau et 56 jours, 0,12 contacts évités"), "{said}");
    report.verdict = Verdict::Invalid;
    assert!(effects::savings(&report, Lang::Fr).is_empty());
}

#[test]
fn more_contacts_are_no_saving() {
    let mut report = testing::report(0.08, 0.02, 0.14);
    let contacts = Between { value: -80.0, low: -140.0, high: -20.0 };
    report.savings =
        Some(Savings { contacts_per_1000: Some(contacts), euro_per_1000: None, cost_per_contact: None });
    let said = plainly(&effects::savings(&report, Lang::Fr)[0]);
    assert!(said.contains("80 contacts de plus (entre 20 et 140)"), "{said}");
    let open = Between { value: 12.0, low: -40.0, high: 64.0 };
    report.savings =
        Some(Savings { contacts_per_1000: Some(open), euro_per_1000: None, cost_per_contact: None });
    let said = plainly(&effects::savings(&report, Lang::Fr)[0]);
    assert!(said.contains("de −40 à 64"), "{said}");
}

#[test]
fn a_group_that_was_added_late_is_an_idea_and_not_a_result() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.provenance.plan.subgroups = vec![experiments::plan::Subgroup {
        by: "channel".into(),
        reason: "Le téléphone pèse plus".into(),
    }];
    let segment =
        SegmentEffect { name: "phone".into(), units: 800, effect: report.effects[0].effect.clone() };
    let few = SegmentEffect { name: "–".into(), units: 3, effect: None };
    report.subgroups =
        vec![SubgroupResult { place: 0, segments: vec![segment, few], interaction_p: Some(0.2) }];
    let said = effects::subgroup(&report, &report.subgroups[0], Lang::Fr);
    assert_eq!(said.title, "canal");
    assert_eq!(said.rows[0][0], "téléphone");
    assert_eq!(said.rows[1][2], "trop peu d’unités");
    assert!(said.sentences[0].contains("Rien ne montre") && said.sentences[2].contains("déclaré avant"));
    report.provenance.amendments = vec![Amendment {
        at: report.provenance.analysed_at,
        reason: "Idée".into(),
        hash: String::new(),
        after_outcomes: true,
        changes: vec![Change {
            path: "subgroups[0].by".into(),
            before: String::new(),
            after: "channel".into(),
        }],
    }];
    let said = effects::subgroup(&report, &report.subgroups[0], Lang::Fr);
    assert!(said.sentences[2].contains("exploration"), "{:?}", said.sentences);
}

#[test]
fn what_was_looked_for_afterwards_is_told_as_an_idea() {
    let report = testing::report(-0.12, -0.19, -0.05);
    let quarter = |value: f64| Between { value, low: value - 0.1, high: value + 0.1 };
    let quarters = [-0.5, -0.2, -0.1, 0.0].map(quarter).to_vec();
    let found = Exploration { units: 4_000, has_before: true, quarters, p: 0.01, follows: true };
    let (sentences, rows) = effects::exploration(&report, &found, Lang::Fr);
    assert!(
        sentences[0].contains("pas un résultat") && sentences[2].contains("semble différer"),
        "{sentences:?}"
    );
    assert_eq!(rows.len(), 4);
    assert_eq!(plainly(&rows[0].join(" | ")), "Quart 1 | −0,50 | de −0,60 à −0,40");
    for (p, follows) in [(0.2, true), (0.01, false)] {
        let (sentences, _) =
            effects::exploration(&report, &Exploration { p, follows, ..found.clone() }, Lang::En);
        assert!(sentences[2].contains("does not follow"), "{sentences:?}");
    }
}

#[test]
fn a_guardrail_tells_of_the_arm_that_is_worst_off() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    report.provenance.plan.guardrails =
        vec![experiments::plan::Guardrail { metric: metric(Outcome::Satisfaction), margin: 0.03 }];
    let effect = |arm: &str, value: f64| ArmEffect {
        arm: arm.into(),
        ..testing::report(value, value - 0.01, value + 0.01).effects[0].clone()
    };
    let effects = vec![effect("a", 0.05), effect("b", -0.06)];
    for state in GuardrailState::ALL {
        report.guardrails = vec![GuardrailResult { place: 0, effects: effects.clone(), state }];
        let (word, said) = effects::guardrail(&report, &report.guardrails[0], Lang::Fr);
        assert!(!word.is_empty() && plainly(&said).contains("−6 %"), "{said}");
    }
    report.guardrails =
        vec![GuardrailResult { place: 0, effects: Vec::new(), state: GuardrailState::Unclear }];
    let (_, said) = effects::guardrail(&report, &report.guardrails[0], Lang::Fr);
    assert!(plainly(&said).contains("aucun chiffre"), "{said}");
}

#[test]
fn every_method_reason_and_refusal_has_its_words() {
    let faults = [
        "too-few",
        "not-finite",
        "no-variance",
        "out-of-range",
        "length",
        "collinear",
        "no-estimate",
        "infeasible",
    ];
    for lang in Lang::ALL {
        for method in Method::ALL {
            assert!(
                !effects::method(method, lang).is_empty() && !effects::method_name(method, lang).is_empty()
            );
        }
        for code in faults {
            assert!(!effects::refused(code, lang).is_empty());
        }
        let mut report = testing::report(-0.12, -0.19, -0.05);
        let aside = |reason: &str| SetAside { reason: reason.into(), rows: 2, examples: vec!["u1".into()] };
        report.integrity.set_aside = trust::ASIDE.map(aside).into();
        report.integrity.set_aside.push(aside("something-new"));
        report.integrity.balance =
            vec![Balance { arm: "message".into(), what: "before".into(), standardised: 0.4 }];
        report.integrity.missing = vec![0.1; report.provenance.plan.arms.len()];
        let how_missing = [None, Some(0.4), Some(0.0001)].map(|p| {
            report.integrity.missing_p = p;
            trust::integrity(&report, lang).swap_remove(2)
        });
        assert_eq!(BTreeSet::from(how_missing).len(), 3, "by chance, not by chance, not known");
        let said = trust::integrity(&report, lang);
        assert_eq!(said.len(), 3 + trust::ASIDE.len() + 1, "{said:?}");
        let distinct: BTreeSet<&String> = said.iter().collect();
        assert_eq!(distinct.len(), said.len(), "each reason in its own words: {said:?}");
    }
}

/// A report with everything in it, for what is about the whole.
fn full(measure: Outcome, unit: Unit, design: Design) -> Report {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    let plan = &mut report.provenance.plan;
    (plan.unit, plan.design, plan.metric) = (unit, design, metric(measure));
    plan.metric.wanted = [("channel".to_owned(), "phone".to_owned()), ("cause".into(), "D5".into())].into();
    plan.guardrails =
        vec![experiments::plan::Guardrail { metric: metric(Outcome::Satisfaction), margin: 0.03 }];
    plan.subgroups = vec![experiments::plan::Subgroup { by: "taille".into(), reason: String::new() }];
    report.robustness = report.effects.clone();
    report.naive = report.effects.clone();
    report.placebo = Some(Placebo { p: None, passed: true, points: Vec::new() });
    report.guardrails =
        vec![GuardrailResult { place: 0, effects: report.effects.clone(), state: GuardrailState::Kept }];
    let effect = report.effects[0].effect.clone();
    let segments = vec![SegmentEffect { name: "grande".into(), units: 60, effect }];
    report.subgroups = vec![SubgroupResult { place: 0, segments, interaction_p: None }];
    let contacts = Between { value: 120.0, low: 50.0, high: f64::MAX };
    report.savings = Some(Savings {
        contacts_per_1000: Some(contacts),
        euro_per_1000: Some(contacts),
        cost_per_contact: Some(5.0),
    });
    report
}

#[test]
fn the_printed_report_of_any_experiment_has_no_hole() {
    for lang in Lang::ALL {
        for measure in Outcome::ALL {
            for unit in Unit::ALL {
                for design in Design::ALL {
                    let paper = document(&full(measure, unit, design), &About::default(), lang);
                    let text = serde_json::to_string(&paper).unwrap();
                    for wrong in ["NaN", "inf", "{ $", "Some(", "1797693"] {
                        assert!(!text.contains(wrong), "{wrong}: {text}");
                    }
                    for part in &paper.parts {
                        if let kernel::document::Part::Table { titles, rows, .. } = part {
                            assert!(rows.iter().all(|it| it.len() == titles.len()), "{titles:?} {rows:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn an_interval_without_end_is_said_to_have_none() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    let effect = report.effects[0].effect.as_mut().unwrap();
    (effect.low, effect.high) = (-f64::MAX, f64::MAX);
    let relative = effect.relative.as_mut().unwrap();
    (relative.low, relative.high) = (-f64::MAX, f64::MAX);
    let row = effects::row(&report.provenance.plan, &report.effects[0], Lang::Fr);
    assert!(row[3].contains("sans limite connue") && row[5].contains("sans limite connue"), "{row:?}");
}

#[test]
fn what_was_done_can_be_done_again() {
    let mut report = testing::report(-0.12, -0.19, -0.05);
    let facts = provenance::facts(&report, Lang::Fr);
    for wanted in ["a".repeat(64), "d".repeat(64), "1.0".to_owned()] {
        assert!(facts.iter().any(|it| it.1 == wanted), "{facts:?}");
    }
    report.provenance.plan_hash = None;
    assert!(provenance::facts(&report, Lang::Fr).iter().any(|it| it.1 == "jamais"));
}
