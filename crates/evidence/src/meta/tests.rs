use proptest::prelude::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::*;
use crate::{distribution::normal_quantile, real};

/// The 13 trials of BCG against tuberculosis that every text on meta-analysis uses.
const EFFECTS: [f64; 13] = [
    -0.889_311_333_920_205,
    -1.585_388_657_201_43,
    -1.348_073_148_299_69,
    -1.441_551_190_021_31,
    -0.217_547_322_211_296,
    -0.786_115_585_818_864,
    -1.620_898_223_598_39,
    0.011_952_333_523_840_5,
    -0.469_417_648_738_149,
    -1.371_344_803_472_78,
    -0.339_358_828_338_391,
    0.445_913_400_571_379,
    -0.017_313_948_216_879_8,
];
const VARIANCES: [f64; 13] = [
    0.325_584_765_003_961,
    0.194_581_121_398_144,
    0.415_367_965_367_965,
    0.020_010_031_902_247_6,
    0.051_210_172_169_630_9,
    0.006_905_618_455_908_76,
    0.223_017_247_572_315,
    0.003_961_579_297_817_73,
    0.056_434_210_463_249,
    0.073_024_793_613_029,
    0.012_412_213_971_559_7,
    0.532_505_845_200_153,
    0.071_404_659_683_986_3,
];

fn reml(effects: &[f64], variances: &[f64]) -> Pooled {
    pool(effects, variances, Method::Restricted, Interval::HartungKnapp, 0.05).unwrap()
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-12), "{found} is not {expected}");
}

/// A number of the normal law.
fn normal(generator: &mut ChaCha8Rng) -> f64 {
    normal_quantile((real(generator.next_u64() >> 12) + 0.5) / 4_503_599_627_370_496.0)
}

#[test]
fn the_published_values() {
    let it = reml(&EFFECTS, &VARIANCES);
    near(it.tau2, 0.313_243_3, 1e-6);
    near(it.estimate.value, -0.714_532_3, 1e-6);
    near(it.weights.iter().sum(), 1.0, 1e-14);
}

#[test]
fn the_factor_of_at_least_one_never_shortens() {
    let (effects, variances) = ([0.1, 0.11, 0.12, 0.1], [0.04, 0.05, 0.03, 0.04]);
    let plain = pool(&effects, &variances, Method::Restricted, Interval::HartungKnapp, 0.05).unwrap();
    let kept =
        pool(&effects, &variances, Method::Restricted, Interval::HartungKnappAtLeastOne, 0.05).unwrap();
    let wald = pool(&effects, &variances, Method::Restricted, Interval::Wald, 0.05).unwrap();
    assert!(plain.estimate.se < wald.estimate.se);
    near(kept.estimate.se, wald.estimate.se, 1e-14);
    assert!(kept.estimate.low < wald.estimate.low);
    let spread =
        pool(&EFFECTS, &VARIANCES, Method::Restricted, Interval::HartungKnappAtLeastOne, 0.05).unwrap();
    near(spread.estimate.se, reml(&EFFECTS, &VARIANCES).estimate.se, 1e-14);
}

#[test]
fn bad_input_is_named() {
    let fault = |effects: &[f64], variances: &[f64]| {
        pool(effects, variances, Method::Restricted, Interval::HartungKnapp, 0.05).unwrap_err()
    };
    assert_eq!(fault(&[], &[]).what(), "yi");
    assert_eq!(fault(&[1.0], &[1.0]).code(), "too-few");
    assert_eq!(fault(&[1.0, f64::NAN], &[1.0, 1.0]).code(), "not-finite");
    assert_eq!(fault(&[1.0, 2.0], &[1.0, f64::INFINITY]).what(), "vi");
    assert_eq!(fault(&[1.0, 2.0], &[1.0]).code(), "length");
    assert_eq!(fault(&[1.0, 2.0], &[1.0, 0.0]).code(), "out-of-range");
    assert_eq!(fault(&[1.0, 2.0], &[1.0, -1.0]).what(), "vi");
    assert_eq!(fault(&[1.0, 2.0], &[1e-300, 1e300]).code(), "unreadable");
    assert_eq!(fault(&[1e300, 2.0], &[1.0, 1.0]).code(), "unreadable");
    assert_eq!(fault(&[0.3, 0.3, 0.3], &[0.1, 0.2, 0.3]).code(), "no-variance");
    for alpha in [0.0, 1.0, -1.0, f64::NAN] {
        let it = pool(&EFFECTS, &VARIANCES, Method::Restricted, Interval::Wald, alpha);
        assert_eq!(it.unwrap_err().what(), "alpha");
        assert_eq!(predict(&EFFECTS, &VARIANCES, alpha).unwrap_err().what(), "alpha");
        assert_eq!(tau2_interval(&EFFECTS, &VARIANCES, alpha).unwrap_err().what(), "alpha");
    }
    let conditions = |moderators: &[&[f64]]| {
        regress(&EFFECTS, &VARIANCES, moderators, Method::Restricted, Interval::HartungKnapp, 0.05)
            .unwrap_err()
    };
    assert_eq!(conditions(&[]).code(), "too-few");
    assert_eq!(conditions(&[&[1.0; 13]]).code(), "collinear");
    assert_eq!(conditions(&[&EFFECTS, &EFFECTS]).code(), "collinear");
    assert_eq!(conditions(&[&[1.0; 3]]).code(), "length");
    assert_eq!(conditions(&[&[f64::NAN; 13]]).what(), "moderator");
    assert_eq!(conditions(&vec![&EFFECTS[..]; 60]).code(), "out-of-range");
}

#[test]
fn few_studies_claim_little() {
    let forest = |k: usize| forest(&EFFECTS[..k], &VARIANCES[..k], Interval::HartungKnapp, 0.05).unwrap();
    for (k, claim) in [(1, Claim::Studies), (2, Claim::Studies), (3, Claim::Tentative), (5, Claim::Pooled)] {
        let it = forest(k);
        assert_eq!(it.claim, claim);
        assert_eq!(it.rows.len(), k);
        assert_eq!((it.pooled.is_none(), it.prediction.is_none()), (k < 3, k < 3));
        near(it.rows.iter().map(|it| it.weight).sum(), 1.0, 1e-14);
    }
    assert!(!forest(9).egger && forest(10).egger);
    // All the same: no scatter for Hartung and Knapp, but still a picture.
    let same = super::forest(&[0.2; 4], &[0.1; 4], Interval::HartungKnapp, 0.05).unwrap();
    assert!(same.pooled.is_none() && same.prediction.is_some());
}

#[test]
fn several_conditions_at_once() {
    let latitude = [44.0, 55.0, 42.0, 52.0, 13.0, 44.0, 19.0, 13.0, 27.0, 42.0, 18.0, 33.0, 33.0];
    let year = [
        1948.0, 1949.0, 1960.0, 1977.0, 1973.0, 1953.0, 1973.0, 1980.0, 1968.0, 1961.0, 1974.0, 1969.0,
        1976.0,
    ];
    let moderators: [&[f64]; 2] = [&latitude, &year];
    let it = regress(&EFFECTS, &VARIANCES, &moderators, Method::Restricted, Interval::Wald, 0.05).unwrap();
    // As metafor 3.8.1, whose default search stops a little earlier.
    near(it.tau2, 0.110_784_696_98, 1e-7);
    near(it.coefficients[0].value, -3.545_353_021_8, 1e-7);
    near(it.coefficients[1].value, -0.028_011_329_443_5, 1e-7);
    near(it.coefficients[2].se, 0.014_683_685_893_7, 1e-7);
    near(it.joint, 12.204_486_876_3, 1e-7);
    near(it.explained, 0.646_330_147_2, 1e-7);
    let it =
        regress(&EFFECTS, &VARIANCES, &moderators, Method::Restricted, Interval::HartungKnapp, 0.05).unwrap();
    near(it.joint, 4.964_947_555_3, 1e-7);
    near(it.joint_p, 0.031_803_501_29, 1e-7);
}

#[test]
fn a_sheet_gives_way_as_studies_come() {
    let prior = Prior::of_range(-0.2, 0.0).unwrap();
    near(prior.mean, -0.1, 1e-14);
    let alone = expect(prior, &[], &[], 0.05).unwrap();
    near(alone.low, -0.2, 1e-12);
    near(alone.high, 1.0, 1.0);
    near(alone.prior_weight, 1.0, 1e-14);
    assert!(alone.next_low < alone.low && alone.conflict.is_none());
    let one = expect(prior, &[-0.3], &[0.01], 0.0).unwrap();
    let (a, b) = (1.0 / prior.sd.powi(2), 100.0);
    near(one.value, (-0.1 * a - 0.3 * b) / (a + b), 1e-12);
    near(one.sd, (1.0 / (a + b)).sqrt(), 1e-12);
    let many = expect(prior, &[-0.3; 20], &[0.01; 20], 0.0).unwrap();
    assert!(many.prior_weight < one.prior_weight && many.sd < one.sd && many.value < one.value);
    near(many.prior_weight + many.study_weights.iter().sum::<f64>(), 1.0, 1e-14);
    // What places are known to differ by widens both.
    let known = expect(prior, &[-0.3], &[0.01], 0.1).unwrap();
    near(known.tau, 0.1, 1e-12);
    assert!(known.sd > one.sd && known.prior_weight > one.prior_weight);
    let surprise = expect(prior, &[0.5, 0.6, 0.55], &[0.001, 0.001, 0.001], 0.0).unwrap();
    assert!(surprise.conflict.unwrap() < 0.001);
    assert_eq!(Prior::of_range(1.0, 1.0).unwrap_err().what(), "high");
    assert_eq!(Prior::of_range(f64::NAN, 1.0).unwrap_err().what(), "low");
    assert_eq!(expect(Prior { mean: 0.0, sd: 0.0 }, &[], &[], 0.0).unwrap_err().what(), "sd");
    assert_eq!(expect(prior, &[1.0], &[], 0.0).unwrap_err().what(), "vi");
    assert_eq!(expect(prior, &[1.0], &[1.0], -1.0).unwrap_err().what(), "tau_least");
}

/// A small run of the simulation that [`PREDICTION_COVERAGE`] is from: it must not fall below what is claimed.
#[test]
fn the_interval_for_another_place_keeps_its_level() {
    let runs = 100;
    for (studies, tau, claimed) in PREDICTION_COVERAGE {
        let mut generator = ChaCha8Rng::seed_from_u64(11);
        let mut covered = 0_u32;
        for _ in 0..runs {
            let variances: Vec<f64> = (0..studies)
                .map(|_| 0.005 + 0.055 * real(generator.next_u64() >> 12) / 4_503_599_627_370_496.0)
                .collect();
            let effects: Vec<f64> = variances
                .iter()
                .map(|it| 0.2 + tau * normal(&mut generator) + it.sqrt() * normal(&mut generator))
                .collect();
            let other = 0.2 + tau * normal(&mut generator);
            let it = predict(&effects, &variances, 0.05).unwrap();
            covered += u32::from(it.low <= other && other <= it.high);
        }
        // Three standard errors of a run this small.
        let share = f64::from(covered) / f64::from(runs);
        assert!(share > claimed - 0.07, "{studies} studies, τ {tau}: {share}");
    }
}

#[test]
fn the_interval_for_another_place_grows_with_what_is_not_known() {
    let wide = predict(&EFFECTS[6..10], &VARIANCES[6..10], 0.05).unwrap();
    let long = predict(&EFFECTS, &VARIANCES, 0.05).unwrap();
    let short = predict(&EFFECTS, &VARIANCES, 0.2).unwrap();
    assert!(wide.high - wide.low > long.high - long.low && long.high - long.low > short.high - short.low);
    assert!(long.low < long.value && long.value < long.high);
    // Thirty places and no error: the law of true effects itself.
    let effects: Vec<f64> = (0..200).map(|it| normal_quantile((f64::from(it) + 0.5) / 200.0)).collect();
    let it = predict(&effects, &[1e-6; 200], 0.05).unwrap();
    near(it.high, 1.96, 0.03);
    assert_eq!(predict(&EFFECTS[..2], &VARIANCES[..2], 0.05).unwrap_err().code(), "too-few");
}

proptest! {
    /// The order of studies and the unit of effects change nothing but the unit.
    #[test]
    fn unit_and_order_do_not_count(
        studies in proptest::collection::vec((-2.0_f64..2.0, 0.001_f64..1.0), 3..12),
        power in -8_i32..8,
        method in 0_usize..7,
    ) {
        let unit = 10.0_f64.powi(power);
        let (effects, variances): (Vec<f64>, Vec<f64>) = studies.iter().copied().unzip();
        let turned: Vec<f64> = effects.iter().rev().map(|it| it * unit).collect();
        let turned_variances: Vec<f64> = variances.iter().rev().map(|it| it * unit * unit).collect();
        let method = Method::ALL[method];
        let one = pool(&effects, &variances, method, Interval::HartungKnapp, 0.05).unwrap();
        let two = pool(&turned, &turned_variances, method, Interval::HartungKnapp, 0.05).unwrap();
        let apart = |a: f64, b: f64| (a - b / unit).abs();
        prop_assert!(apart(one.estimate.value, two.estimate.value) < 1e-7, "{one:?} {two:?}");
        prop_assert!(apart(one.estimate.se, two.estimate.se) < 1e-7, "{one:?} {two:?}");
        prop_assert!((one.tau2 - two.tau2 / unit / unit).abs() < 1e-7, "{one:?} {two:?}");
        let (low, high) = tau2_interval(&effects, &variances, 0.05).unwrap();
        prop_assert!(low <= high);
        let it = predict(&effects, &variances, 0.05).unwrap();
        prop_assert!(it.low.is_finite() && it.low < it.value && it.value < it.high && it.high.is_finite());
    }

    /// Nothing breaks it: finite figures or a reason.
    #[test]
    fn any_studies_give_figures_or_a_reason(
        studies in proptest::collection::vec((-1e3_f64..1e3, -14.0_f64..6.0), 1..8),
        method in 0_usize..7,
    ) {
        let effects: Vec<f64> = studies.iter().map(|it| it.0.round() / 7.0).collect();
        let variances: Vec<f64> = studies.iter().map(|it| 10.0_f64.powf(it.1)).collect();
        if let Ok(it) = pool(&effects, &variances, Method::ALL[method], Interval::Wald, 0.05) {
            prop_assert!(it.estimate.value.is_finite() && it.tau2.is_finite() && it.i2.is_finite() && it.h2.is_finite());
        }
        if let Ok(it) = predict(&effects, &variances, 0.05) {
            prop_assert!(it.low <= it.value && it.value <= it.high && it.high.is_finite());
        }
    }
}
