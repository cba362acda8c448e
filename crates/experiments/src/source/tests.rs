use super::*;
use crate::testing::plan;

const HOUR_US: i64 = 3_600_000_000;

/// Two units: one there from the start, one that came on the third day, at ten in the morning.
fn enrolled(plan: &Plan) -> Vec<Enrolled> {
    let start = day_us(plan.start, 0).unwrap();
    let third_day = day_us(plan.start, 2).unwrap();
    let unit = |key, arm, assigned_at_us| Enrolled {
        key: UnitKey::Number(key),
        arm,
        stratum: String::new(),
        assigned_at_us,
        starts_on: None,
    };
    vec![unit(1, 0, start - HOUR_US), unit(2, 1, third_day + 10 * HOUR_US)]
}

/// What both did: one contact in each period that is asked.
fn one_a_period(asked: &Asked) -> UnitTable {
    let sums = Sums { numerators: vec![1.0; 2], denominators: vec![1.0; 2] };
    UnitTable {
        keys: UnitKeys::Numbers(vec![1, 2]),
        sums: vec![vec![sums; asked.question.periods.len()]],
        segments: Vec::new(),
        first_contact_at_us: vec![i64::MAX; 2],
        observed_until: None,
        without_unit: 0,
    }
}

fn counted(plan: &Plan, days_passed: i64) -> (usize, Vec<f64>) {
    let enrolled = enrolled(plan);
    let until = day_us(plan.start, days_passed).unwrap();
    let asked = question(plan, &enrolled, until).unwrap();
    let columns = columns(plan, &asked, &one_a_period(&asked), &enrolled);
    (asked.question.periods.len(), columns.metrics[0].numerator.clone())
}

#[test]
fn who_comes_late_counts_from_the_next_day_where_the_experiment_is_short() {
    let mut plan = plan();
    (plan.days, plan.days_before) = (14, 0);
    assert_eq!(counted(&plan, 14), (14, vec![14.0, 11.0]));
    assert_eq!(counted(&plan, 3), (3, vec![3.0, 0.0]), "nothing that it did before its arm");
}

#[test]
fn who_comes_late_counts_from_the_next_week_where_the_experiment_is_long() {
    let mut plan = plan();
    plan.days_before = 0;
    assert_eq!(counted(&plan, 56), (8, vec![8.0, 7.0]));
    assert_eq!(counted(&plan, 5), (1, vec![1.0, 0.0]), "nothing that it did before its arm");
}

#[test]
fn the_period_before_counts_for_everybody() {
    let mut plan = plan();
    (plan.days, plan.days_before) = (7, 30);
    let enrolled = enrolled(&plan);
    let asked = question(&plan, &enrolled, i64::MAX).unwrap();
    let columns = columns(&plan, &asked, &one_a_period(&asked), &enrolled);
    assert_eq!(columns.metrics[0].numerator_before, [1.0, 1.0]);
    assert_eq!(columns.metrics[0].numerator, [7.0, 4.0]);
}
