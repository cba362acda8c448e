use proptest::prelude::*;

use super::{Design, LOOKS_MAX};
use crate::{
    Fault,
    sequential::{Side, Spending},
};

fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() < tolerance, "{ours} {theirs}");
}

#[test]
fn five_looks_have_the_published_bounds() {
    let bounds =
        Design::symmetric(&[0.2, 0.4, 0.6, 0.8, 1.0], 0.05, Spending::ObrienFleming).bounds().unwrap();
    // Lan and DeMets' program, as printed in textbooks.
    for (ours, theirs) in bounds.upper.iter().zip([4.8769, 3.3569, 2.6803, 2.2898, 2.0310]) {
        near(*ours, theirs, 2e-4);
    }
}

#[test]
fn one_look_is_the_fixed_test() {
    let bounds = Design::symmetric(&[1.0], 0.05, Spending::Pocock).bounds().unwrap();
    near(bounds.upper[0], 1.959_963_984_540_054, 1e-12);
    near(bounds.inflation(0.8).unwrap(), 1.0, 1e-6);
    let drift = bounds.drift_for_power(0.9).unwrap();
    near(drift, 1.959_963_984_540_054 + 1.281_551_565_544_600_5, 1e-9);
}

#[test]
fn without_effect_power_is_the_error_rate() {
    for spending in [Spending::ObrienFleming, Spending::Power { rho: 1.0 }] {
        let bounds = Design::symmetric(&[0.1, 0.101, 0.5, 0.93, 1.0], 0.2, spending).bounds().unwrap();
        let crossing = bounds.crossing(0.0).unwrap();
        near(crossing.power, 0.2, 1e-12);
        assert!(crossing.expected_fraction < 1.0 && crossing.expected_fraction > 0.8);
    }
}

#[test]
fn a_great_effect_ends_at_the_first_look() {
    let bounds = Design::symmetric(&[0.5, 1.0], 0.05, Spending::ObrienFleming).bounds().unwrap();
    let crossing = bounds.crossing(1_000.0).unwrap();
    near(crossing.power, 1.0, 1e-12);
    near(crossing.expected_fraction, 0.5, 1e-12);
    near(bounds.crossing(-1_000.0).unwrap().lower[0], 1.0, 1e-12);
}

#[test]
fn looks_that_may_spend_nothing_have_no_bound() {
    let bounds = Design::symmetric(&[0.001, 1.0], 0.05, Spending::ObrienFleming).bounds().unwrap();
    assert!(bounds.upper[0].is_infinite());
    near(bounds.upper[1], 1.959_963_984_540_054, 1e-12);
}

#[test]
fn harm_may_be_stopped_sooner_than_benefit() {
    let design = Design {
        fractions: vec![0.3, 0.6, 1.0],
        upper: Side { alpha: 0.0125, spending: Spending::ObrienFleming },
        lower: Side { alpha: 0.0375, spending: Spending::Pocock },
    };
    let bounds = design.bounds().unwrap();
    let crossing = bounds.crossing(0.0).unwrap();
    near(crossing.upper.iter().sum(), 0.0125, 1e-12);
    near(crossing.lower.iter().sum(), 0.0375, 1e-12);
    assert!((0..3).all(|look| -bounds.lower[look] < bounds.upper[look]));
}

#[test]
fn the_price_of_looking_grows_with_looks() {
    let price = |looks: u32, spending| {
        let fractions: Vec<f64> = (1..=looks).map(|it| f64::from(it) / f64::from(looks)).collect();
        Design::symmetric(&fractions, 0.05, spending).bounds().unwrap().inflation(0.9).unwrap()
    };
    assert!(price(2, Spending::ObrienFleming) > 1.0);
    assert!(price(5, Spending::ObrienFleming) > price(2, Spending::ObrienFleming));
    assert!(price(5, Spending::Pocock) > price(5, Spending::ObrienFleming) + 0.1);
}

#[test]
fn bad_plans_are_refused() {
    let bounds =
        |fractions: &[f64], alpha: f64| Design::symmetric(fractions, alpha, Spending::Pocock).bounds();
    for (fractions, alpha) in [
        (&[][..], 0.05),
        (&[0.5, 0.5], 0.05),
        (&[0.5, 0.4], 0.05),
        (&[0.0, 1.0], 0.05),
        (&[0.5, 1.1], 0.05),
        (&[f64::NAN], 0.05),
        (&[1.0], 0.0),
        (&[1.0], 1.1),
        (&[1.0], f64::NAN),
    ] {
        assert!(bounds(fractions, alpha).is_err(), "{fractions:?} {alpha}");
    }
    let many: Vec<f64> = (1_u32..=201).map(|it| f64::from(it) / 201.0).collect();
    assert!(many.len() > LOOKS_MAX);
    assert!(matches!(bounds(&many, 0.05), Err(Fault::OutOfRange { .. })));
    assert!(bounds(&[1.0], 0.05).unwrap().crossing(f64::NAN).is_err());
    assert!(bounds(&[1.0], 0.05).unwrap().drift_for_power(1.0).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the looks, each spends what it may.
    #[test]
    fn each_look_spends_what_it_may(
        steps in proptest::collection::vec(0.02_f64..1.0, 1..7), alpha in 0.001_f64..0.9, gamma in -6.0_f64..3.0,
    ) {
        let total: f64 = steps.iter().sum();
        let mut so_far = 0.0;
        let fractions: Vec<f64> =
            steps.iter().map(|it| { so_far += it / total; so_far.min(1.0) }).collect();
        let design = Design::symmetric(&fractions, alpha, Spending::HwangShihDeCani { gamma });
        let bounds = design.bounds().unwrap();
        let crossing = bounds.crossing(0.0).unwrap();
        let mut spent = 0.0;
        for look in 0..fractions.len() {
            spent += crossing.upper[look];
            prop_assert!((spent - bounds.spent_upper[look]).abs() < 1e-12);
            prop_assert!((crossing.upper[look] - crossing.lower[look]).abs() < 1e-12);
        }
    }
}
