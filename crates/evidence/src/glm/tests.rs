//! Properties and edges of the regressions.

use proptest::prelude::*;

use super::*;

fn column<'a>(name: &'a str, values: &'a [f64]) -> Column<'a> {
    Column::new(name, values)
}

const ONES: [f64; 8] = [1.0; 8];
const X: [f64; 8] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
const COUNTS: [f64; 8] = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
const ANSWERS: [f64; 8] = [0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0];

fn poisson(y: &[f64], columns: &[Column<'_>]) -> Result<Fit, Fault> {
    fit(Family::Poisson, column("y", y), columns, None)
}

fn logistic(y: &[f64], columns: &[Column<'_>]) -> Result<Fit, Fault> {
    fit(Family::Logistic, column("y", y), columns, None)
}

#[test]
fn an_intercept_alone_is_the_mean() {
    let it = poisson(&COUNTS, &[column("one", &ONES)]).unwrap();
    assert!((it.coefficients[0] - (31.0_f64 / 8.0).ln()).abs() < 1e-14);
    assert!((it.loglik - it.loglik_null).abs() < 1e-12);
    let it = logistic(&ANSWERS, &[column("one", &ONES)]).unwrap();
    assert!(it.coefficients[0].abs() < 1e-15, "{}", it.coefficients[0]);
    assert!(it.mcfadden().abs() < 1e-14);
}

#[test]
fn a_group_indicator_gives_the_ratio_of_the_group_means() {
    let group = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
    let it = poisson(&COUNTS, &[column("one", &ONES), column("group", &group)]).unwrap();
    assert!((it.coefficients[1] - (22.0_f64 / 9.0).ln()).abs() < 1e-13);
    let se = it.standard_errors(Errors::Model).unwrap()[1];
    assert!((se - (1.0_f64 / 9.0 + 1.0 / 22.0).sqrt()).abs() < 1e-13);
}

#[test]
fn an_exposure_counts_as_that_many_rows() {
    let exposure: Vec<f64> = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0_f64].iter().map(|it| it.ln()).collect();
    let it = fit(
        Family::Poisson,
        column("y", &COUNTS),
        &[column("one", &ONES)],
        Some(column("offset", &exposure)),
    )
    .unwrap();
    assert!((it.coefficients[0] - (31.0_f64 / 20.0).ln()).abs() < 1e-14);
}

#[test]
fn clusters_of_one_row_are_the_plain_sandwich() {
    let it = poisson(&COUNTS, &[column("one", &ONES), column("x", &X)]).unwrap();
    let plain = it.covariance(Errors::Hc0).unwrap();
    let clusters: Vec<usize> = (0..8).collect();
    let clustered = it.covariance(Errors::Clustered(&clusters)).unwrap();
    assert!((clustered - plain * (8.0 / 7.0)).amax() < 1e-14);
    assert_eq!(it.covariance(Errors::Clustered(&[1; 8])), Err(Fault::too_few("cluster", 1, 2)));
    assert!(it.covariance(Errors::Clustered(&[1, 2])).is_err());
}

#[test]
fn a_perfect_predictor_has_no_estimate() {
    let y = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
    let one = column("one", &ONES);
    let unending = |it: Result<Fit, Fault>, name: &str| {
        assert_eq!(it.unwrap_err(), Fault::NoEstimate { what: name.into() });
    };
    unending(logistic(&y, &[one, column("x", &X)]), "x");
    // One group has no event, or only events: quasi-complete separation.
    let group = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0];
    unending(logistic(&ANSWERS, &[one, column("group", &group)]), "group");
    let some = [1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    unending(logistic(&ANSWERS, &[one, column("some", &some)]), "some");
    unending(logistic(&ANSWERS, &[one, column("x", &X), column("some", &some)]), "some");
    let counts = [0.0, 1.0, 0.0, 8.0, 9.0, 4.0, 3.0, 2.0];
    unending(poisson(&counts, &[one, column("some", &some)]), "some");
    unending(poisson(&[0.0; 8], &[one]), "y");
    unending(logistic(&[1.0; 8], &[one]), "y");
}

#[test]
fn what_is_not_an_input_is_refused_by_name() {
    let one = column("one", &ONES);
    assert_eq!(poisson(&[], &[one]).unwrap_err().what(), "y");
    assert_eq!(poisson(&COUNTS, &[]).unwrap_err().what(), "columns");
    assert_eq!(poisson(&COUNTS, &[one, column("x", &X[..7])]).unwrap_err().what(), "x");
    let mut broken = X;
    broken[3] = f64::NAN;
    let fault = poisson(&COUNTS, &[one, column("x", &broken)]).unwrap_err();
    assert_eq!(fault, Fault::NotFinite { what: "x".into(), place: 3 });
    assert_eq!(poisson(&COUNTS, &[one, column("again", &[2.0; 8])]).unwrap_err(), Fault::collinear("again"));
    assert_eq!(poisson(&COUNTS, &[one, column("none", &[0.0; 8])]).unwrap_err(), Fault::collinear("none"));
    assert!(matches!(logistic(&COUNTS, &[one]).unwrap_err(), Fault::OutOfRange { .. }));
    assert!(matches!(poisson(&[-1.0; 8], &[one]).unwrap_err(), Fault::OutOfRange { .. }));
    assert_eq!(poisson(&COUNTS[..1], &[column("one", &ONES[..1])]).unwrap_err(), Fault::too_few("y", 1, 2));
    let it = poisson(&COUNTS, &[one]).unwrap();
    assert!(it.effect(1, Errors::Model, 0.05).is_err());
    assert!(it.effect(0, Errors::Model, 1.5).is_err());
    assert!(it.effect(0, Errors::Quasi, 0.05).unwrap().low < it.coefficients[0]);
}

#[test]
fn rare_events_and_great_counts_are_fitted() {
    let ones = vec![1.0; 200_000];
    let mut y = vec![0.0; 200_000];
    y[17] = 1.0;
    let it = logistic(&y, &[column("one", &ones)]).unwrap();
    assert!((it.coefficients[0] + 199_999.0_f64.ln()).abs() < 1e-10);
    let great = COUNTS.map(|it| it * 1e12);
    let it = poisson(&great, &[column("one", &ONES), column("x", &X)]).unwrap();
    let small = poisson(&COUNTS, &[column("one", &ONES), column("x", &X)]).unwrap();
    assert!((it.coefficients[1] - small.coefficients[1]).abs() < 1e-12);
}

proptest! {
    /// Another unit of a column divides its coefficient and nothing else.
    #[test]
    fn units_do_not_matter(scale in -8_i32..8, shift in -1e3_f64..1e3) {
        let unit = 10_f64.powi(scale);
        let other = X.map(|it| (it + shift) * unit);
        for (family, y) in [(Family::Poisson, &COUNTS), (Family::Logistic, &ANSWERS)] {
            let plain = fit(family, column("y", y), &[column("one", &ONES), column("x", &X)], None).unwrap();
            let moved = fit(family, column("y", y), &[column("one", &ONES), column("x", &other)], None).unwrap();
            prop_assert!((plain.coefficients[1] / (moved.coefficients[1] * unit) - 1.0).abs() < 1e-8);
            prop_assert!((plain.loglik - moved.loglik).abs() < 1e-10);
        }
    }

    /// Whatever comes in: numbers or a fault.
    #[test]
    fn never_a_nan(y in proptest::collection::vec(0_u8..4, 0..12), x in proptest::collection::vec(-1e9_f64..1e9, 12)) {
        let y: Vec<f64> = y.into_iter().map(f64::from).collect();
        let ones = vec![1.0; y.len()];
        for family in [Family::Poisson, Family::Logistic] {
            let columns = [column("one", &ones), column("x", &x[..y.len()])];
            if let Ok(it) = fit(family, column("y", &y), &columns, None) {
                prop_assert!(it.coefficients.iter().all(|it| it.is_finite()));
                prop_assert!(it.loglik.is_finite() && it.deviance.is_finite() && it.dispersion.is_finite());
                prop_assert!(it.standard_errors(Errors::Hc0).unwrap().iter().all(|it| it.is_finite()));
            }
        }
    }
}
