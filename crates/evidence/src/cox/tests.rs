//! Properties and edges of the Cox model.

use proptest::prelude::*;

use super::*;

const START: [f64; 8] = [0.0, 0.0, 3.0, 0.0, 1.0, 4.0, 0.0, 2.0];
const STOP: [f64; 8] = [5.0, 3.0, 8.0, 1.0, 4.0, 9.0, 5.0, 7.0];
const EVENT: [bool; 8] = [true, true, false, true, true, false, true, true];
const SUBJECT: [usize; 8] = [1, 2, 2, 3, 3, 3, 4, 5];
const X: [f64; 8] = [0.5, 1.0, 1.0, -2.0, -2.0, -2.0, 0.3, 1.7];

const HISTORY: History<'_> = History { start: &START, stop: &STOP, event: &EVENT, subject: &SUBJECT };

fn x(values: &[f64]) -> [Column<'_>; 1] {
    [Column::new("x", values)]
}

/// The log-likelihood as it is written in textbooks, row by row.
fn by_definition(history: History<'_>, x: &[f64], beta: f64, ties: Ties) -> f64 {
    let mut loglik = 0.0;
    let mut moments: Vec<f64> =
        (0..x.len()).filter(|it| history.event[*it]).map(|it| history.stop[it]).collect();
    moments.sort_by(f64::total_cmp);
    moments.dedup();
    for time in moments {
        let at_risk: f64 = (0..x.len())
            .filter(|it| history.start[*it] < time && time <= history.stop[*it])
            .map(|it| (beta * x[it]).exp())
            .sum();
        #[expect(clippy::float_cmp, reason = "the same number")]
        let dying: Vec<usize> =
            (0..x.len()).filter(|it| history.event[*it] && history.stop[*it] == time).collect();
        let theirs: f64 = dying.iter().map(|it| (beta * x[*it]).exp()).sum();
        for (place, row) in dying.iter().enumerate() {
            let part = if ties == Ties::Efron { count(place) / count(dying.len()) } else { 0.0 };
            loglik += beta * x[*row] - (at_risk - part * theirs).ln();
        }
    }
    loglik
}

#[test]
fn the_likelihood_is_that_of_the_definition_and_its_maximum() {
    for ties in [Ties::Efron, Ties::Breslow] {
        let it = fit(HISTORY, &x(&X), ties).unwrap();
        let beta = it.coefficients[0];
        assert!((it.loglik - by_definition(HISTORY, &X, beta, ties)).abs() < 1e-12);
        assert!((it.loglik_null - by_definition(HISTORY, &X, 0.0, ties)).abs() < 1e-12);
        for near in [beta - 1e-4, beta + 1e-4] {
            assert!(by_definition(HISTORY, &X, near, ties) < it.loglik);
        }
        assert_eq!((it.events, it.subjects), (6, 5));
        let effect = it.effect(0, 0.05).unwrap();
        assert!(effect.low < beta && beta < effect.high);
        assert!(it.effect(1, 0.05).is_err());
    }
}

#[test]
fn times_that_differ_by_rounding_are_the_same_time() {
    let mut stop = STOP.map(|it| it / 10.0);
    let start = START.map(|it| it / 10.0);
    let exact = fit(History { start: &start, stop: &stop, ..HISTORY }, &x(&X), Ties::Efron).unwrap();
    stop[0] = 0.2 + 0.3 + 1e-16;
    stop[6] = 0.1 + 0.4 - 1e-16;
    assert_eq!(fit(History { start: &start, stop: &stop, ..HISTORY }, &x(&X), Ties::Efron).unwrap(), exact);
}

#[test]
fn a_column_that_orders_the_events_has_no_estimate() {
    let start = [0.0; 6];
    let stop = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let history = History { start: &start, stop: &stop, event: &[true; 6], subject: &[1, 2, 3, 4, 5, 6] };
    let ordered = [6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
    let unending = Fault::NoEstimate { what: "x".into() };
    assert_eq!(fit(history, &x(&ordered), Ties::Efron).unwrap_err(), unending);
    // The only one of its group never has an event.
    let history = History { event: &[true, false, true, true, true, true], ..history };
    assert_eq!(fit(history, &x(&[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]), Ties::Breslow).unwrap_err(), unending);
}

fn turned<T>(mut it: [T; 8]) -> [T; 8] {
    it.reverse();
    it
}

#[test]
fn where_the_likelihood_is_flat_to_rounding_the_order_of_rows_does_not_choose_the_fault() {
    let start = [2.0, 3.0, 0.0, 0.0, 6.0, 1.0, 0.0, 4.0];
    let stop = [4.0, 9.0, 6.0, 1.0, 10.0, 6.0, 1.0, 5.0];
    let event = [true, true, false, false, true, false, false, true];
    // Each event comes to the lowest of those at risk: the likelihood tends to one.
    let lowest = [
        -0.746_415_268_028_641_2,
        -0.704_874_620_244_164_5,
        -0.363_572_646_229_531_9,
        0.0,
        1.710_747_195_279_611,
        2.789_179_888_710_551_7,
        1.629_059_886_144_709,
        -1.123_445_636_520_711_5,
    ];
    for ties in [Ties::Efron, Ties::Breslow] {
        let history = History { start: &start, stop: &stop, event: &event, subject: &[0; 8] };
        let one = fit(history, &x(&lowest), ties).unwrap_err();
        let (start, stop, event, lowest) = (turned(start), turned(stop), turned(event), turned(lowest));
        let other = fit(History { start: &start, stop: &stop, event: &event, ..history }, &x(&lowest), ties)
            .unwrap_err();
        assert_eq!((one.code(), other.code()), ("no-estimate", "no-estimate"));
    }
}

#[test]
fn what_is_not_an_input_is_refused_by_name() {
    let refused =
        |history: History<'_>, columns: &[Column<'_>]| fit(history, columns, Ties::Efron).unwrap_err();
    assert_eq!(refused(HISTORY, &[]).what(), "columns");
    assert_eq!(refused(HISTORY, &x(&[1.0; 8])).code(), "collinear");
    assert_eq!(refused(HISTORY, &x(&X[..3])).code(), "length");
    assert_eq!(refused(HISTORY, &[x(&X)[0], x(&X)[0]]).code(), "collinear");
    assert_eq!(refused(History { event: &[false; 8], ..HISTORY }, &x(&X)), Fault::too_few("event", 0, 1));
    assert_eq!(refused(History { stop: &START, ..HISTORY }, &x(&X)).what(), "stop");
    assert_eq!(refused(History { start: &[f64::NAN; 8], ..HISTORY }, &x(&X)).what(), "start");
    assert_eq!(refused(History { subject: &[1], ..HISTORY }, &x(&X)).what(), "subject");
    assert_eq!(
        refused(History { start: &[], stop: &[], event: &[], subject: &[] }, &x(&[])).code(),
        "too-few"
    );
    // Different only where nobody has an event.
    let late = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let event = [false, true, false, true, false, false, false, false];
    assert_eq!(refused(History { event: &event, ..HISTORY }, &x(&late)).code(), "collinear");
}

proptest! {
    /// The order of rows, the units of time and of a column change nothing but the coefficient's own unit.
    #[test]
    fn units_and_order_do_not_matter(
        rows in proptest::collection::vec((0_u8..9, 1_u8..9, any::<bool>(), 0_usize..6, -3.0_f64..3.0), 8..30),
        scale in -6_i32..6,
    ) {
        let unit = 10_f64.powi(scale);
        let take = |rows: &[(u8, u8, bool, usize, f64)], unit: f64, ties| {
            let start: Vec<f64> = rows.iter().map(|it| f64::from(it.0) * unit).collect();
            let stop: Vec<f64> = rows.iter().map(|it| f64::from(it.0 + it.1) * unit).collect();
            let event: Vec<bool> = rows.iter().map(|it| it.2).collect();
            let subject: Vec<usize> = rows.iter().map(|it| it.3).collect();
            let values: Vec<f64> = rows.iter().map(|it| it.4 * unit).collect();
            fit(History { start: &start, stop: &stop, event: &event, subject: &subject }, &x(&values), ties)
        };
        let mut turned = rows.clone();
        turned.reverse();
        for ties in [Ties::Efron, Ties::Breslow] {
            match (take(&rows, 1.0, ties), take(&turned, unit, ties)) {
                (Ok(one), Ok(other)) => {
                    let (a, b) = (one.coefficients[0], other.coefficients[0] * unit);
                    prop_assert!((a - b).abs() < 1e-7 * (1.0 + a.abs()), "{a} {b}");
                    let (a, b) = (one.se_robust()[0], other.se_robust()[0] * unit);
                    prop_assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{a} {b}");
                }
                (Err(one), Err(other)) => prop_assert_eq!(one.code(), other.code()),
                (one, other) => prop_assert!(false, "{:?} {:?}", one, other),
            }
        }
    }
}
