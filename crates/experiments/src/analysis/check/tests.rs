use super::*;
use crate::testing::{columns, plan};

fn reasons(checked: &Checked) -> Vec<(&str, u64)> {
    checked.set_aside.iter().map(|it| (it.reason.as_str(), it.rows)).collect()
}

#[test]
fn what_cannot_be_used_is_set_aside_and_named() {
    let mut columns = columns(&[
        ("a", "control", 1.0),
        ("b", "message", 2.0),
        ("c", "letter", 1.0),
        ("d", "control", f64::NAN),
        ("e", "message", f64::INFINITY),
        ("f", "control", 1.0),
        ("f", "message", 1.0),
        ("g", "message", 1.0),
        ("g", "message", 5.0),
        ("h", "control", 3.0),
    ]);
    columns.assigned_at_us = vec![100; 10];
    columns.first_outcome_at_us = vec![i64::MAX; 10];
    columns.first_outcome_at_us[9] = 99;
    let checked = check(&plan(), &columns).unwrap();
    assert_eq!(
        reasons(&checked),
        [
            ("before-assignment", 1),
            ("missing", 1),
            ("not-finite", 1),
            ("twice", 1),
            ("two-arms", 2),
            ("unknown-arm", 1)
        ]
    );
    assert_eq!((checked.data.rows, &checked.data.arm[..]), (3, &[0, 1, 1][..]));
    assert_eq!(checked.data.metrics[0].numerator, [1.0, 2.0, 1.0]);
    assert_eq!(checked.set_aside[4].examples, ["f"]);
    assert_eq!(checked.missing, [1, 0]);
}

#[test]
fn a_guardrail_that_is_not_known_counts_nothing_and_a_period_before_counts_as_the_mean() {
    let mut columns = columns(&[("a", "control", 1.0), ("b", "message", 2.0), ("c", "message", 3.0)]);
    columns.metrics[0].numerator_before = vec![4.0, f64::NAN, 2.0];
    columns.metrics.push(MetricColumns { numerator: vec![f64::NAN, 5.0, 4.0], ..MetricColumns::default() });
    let checked = check(&plan(), &columns).unwrap();
    assert_eq!(
        (checked.before_unknown, &checked.data.metrics[0].numerator_before[..]),
        (1, &[4.0, 3.0, 2.0][..])
    );
    let guardrail = &checked.data.metrics[1];
    assert_eq!(
        (&guardrail.numerator[..], &guardrail.denominator[..]),
        (&[0.0, 5.0, 4.0][..], &[0.0, 1.0, 1.0][..])
    );
}

#[test]
fn a_row_without_a_segment_is_a_segment_of_its_own() {
    let mut columns = columns(&[("a", "control", 1.0), ("b", "message", 2.0)]);
    columns.segments = vec![WordColumn { codes: vec![0, NO_WORD], names: vec!["phone".into()] }];
    let checked = check(&plan(), &columns).unwrap();
    assert_eq!(checked.data.segments[0].value, [0, 1]);
    assert_eq!(checked.data.segments[0].names, ["phone", "–"]);
}

#[test]
fn columns_of_other_lengths_are_refused() {
    let mut columns = columns(&[("a", "control", 1.0), ("b", "message", 2.0)]);
    columns.metrics[0].denominator = vec![1.0];
    assert!(matches!(check(&plan(), &columns), Err(ColumnsError::Length { found: 1, expected: 2, .. })));
    assert_eq!(check(&plan(), &Columns::default()), Err(ColumnsError::Empty));
}
