use super::*;
use crate::{
    plan::{Design, Outcome},
    report::{Method, Relative},
    testing::plan,
};

fn effect(low: f64, high: f64) -> Effect {
    let value = f64::midpoint(low, high);
    Effect {
        value,
        low,
        high,
        p: 0.5,
        se: None,
        df: None,
        // The control's figure is 1.
        relative: Some(Relative { value, low, high }),
    }
}

fn arm(name: &str, low: f64, high: f64) -> ArmEffect {
    ArmEffect { arm: name.into(), method: Method::Delta, effect: Some(effect(low, high)), refused: None }
}

fn said(plan: &Plan, low: f64, high: f64) -> Verdict {
    verdict(plan, &[arm("message", low, high)], false, true).0
}

#[test]
fn chance_proves_and_nothing_else_does() {
    let mut plan = plan();
    assert_eq!(said(&plan, -0.3, -0.1), Verdict::ProvedBenefit);
    assert_eq!(said(&plan, 0.1, 0.3), Verdict::ProvedHarm);
    assert_eq!(said(&plan, -0.1, 0.1), Verdict::NotProven);
    plan.margin = Some(0.05);
    assert_eq!(said(&plan, -0.1, 0.04), Verdict::NonInferior);
    assert_eq!(said(&plan, -0.1, 0.06), Verdict::NotProven);
    plan.design = Design::Staggered;
    assert_eq!(said(&plan, -0.3, -0.1), Verdict::ProbableBenefit);
    assert_eq!(said(&plan, 0.1, 0.3), Verdict::ProbableHarm);
    assert_eq!(said(&plan, -0.1, 0.04), Verdict::NotProven);
    let (verdict, _) = verdict(&plan, &[arm("message", -0.3, -0.1)], false, false);
    assert_eq!(verdict, Verdict::NotProven);
}

#[test]
fn a_higher_mark_is_the_better_one() {
    let mut plan = plan();
    plan.metric.measure = Outcome::Satisfaction;
    assert_eq!(said(&plan, 0.1, 0.3), Verdict::ProvedBenefit);
    assert_eq!(said(&plan, -0.3, -0.1), Verdict::ProvedHarm);
}

#[test]
fn the_arm_that_helps_is_named_before_the_one_that_harms() {
    let effects = [arm("letter", 0.1, 0.2), arm("message", -0.3, -0.1), arm("call", -0.2, -0.05)];
    let found = verdict(&plan(), &effects, false, true);
    assert_eq!(found, (Verdict::ProvedBenefit, Some("message".to_owned())));
    let found = verdict(&plan(), &effects[..1], false, true);
    assert_eq!(found, (Verdict::ProvedHarm, Some("letter".to_owned())));
    assert_eq!(verdict(&plan(), &effects, true, true), (Verdict::Invalid, None));
    assert_eq!(verdict(&plan(), &[], false, true), (Verdict::Invalid, None));
}

#[test]
fn a_narrow_interval_around_nothing_says_that_nothing_that_matters_happened() {
    let plan = plan();
    assert!(excludes_minimum(&plan, &effect(-0.05, 0.04)));
    assert!(!excludes_minimum(&plan, &effect(-0.2, 0.04)));
}

#[test]
fn what_is_saved_is_told_per_thousand_and_in_euro() {
    let saved = savings(&plan(), &effect(-0.3, -0.1), Some(6.0)).unwrap();
    let contacts = saved.contacts_per_1000.unwrap();
    assert!((contacts.value - 200.0).abs() < 1e-9 && (contacts.low - 100.0).abs() < 1e-9);
    assert!((saved.euro_per_1000.unwrap().high - 1_800.0).abs() < 1e-9);
    let mut plan = plan();
    plan.metric.measure = Outcome::Satisfaction;
    assert_eq!(savings(&plan, &effect(0.1, 0.2), Some(6.0)), None);
}
