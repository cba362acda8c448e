//! Properties and edges of interrupted time series.

use proptest::prelude::*;

use super::*;

const NEWEY_WEST: Autocorrelation = Autocorrelation::NeweyWest { lags: None };

/// A series without chance: a line, a change at 30, and a wave that no column follows.
fn values() -> Vec<f64> {
    (0..60)
        .map(|it| {
            let t = f64::from(it);
            let after = if it >= 30 { 5.0 + 0.5 * (t - 30.0) } else { 0.0 };
            100.0 + 0.3 * t + after + (t * t * 0.37).sin()
        })
        .collect()
}

fn series(values: &[f64]) -> Series<'_> {
    Series { values, change: 30, season: Season::None, controls: &[], slope: true }
}

#[test]
fn a_change_is_found_with_its_size() {
    let values = values();
    for errors in [NEWEY_WEST, Autocorrelation::PraisWinsten] {
        let it = analyse(series(&values), errors, 0.05).unwrap();
        let slope = it.slope.unwrap();
        assert!(it.level.low < 5.0 && 5.0 < it.level.high, "{:?}", it.level);
        assert!((slope.value - 0.5).abs() < 0.05 && slope.p < 1e-6);
        assert!((it.average.value - (it.level.value + 14.5 * slope.value)).abs() < 1e-10);
        let distance: f64 = (30..60).map(|at| it.fitted[at] - it.without_change[at]).sum::<f64>() / 30.0;
        assert!((distance - it.average.value).abs() < 1e-10);
        assert!((it.fitted[10] - it.without_change[10]).abs() < 1e-12);
    }
}

#[test]
fn no_lag_is_the_plain_sandwich_and_agrees_with_statsmodels() {
    // statsmodels 0.15: y = [3,1,4,1,5,9,2,6,5,3,5,8], change at 6, HAC with 2 lags, use_t.
    let y = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0];
    let series = Series { values: &y, change: 6, season: Season::None, controls: &[], slope: true };
    let it = analyse(series, Autocorrelation::NeweyWest { lags: Some(2) }, 0.05).unwrap();
    for (found, expected) in [
        (it.level.value, STATSMODELS[0]),
        (it.level.se, STATSMODELS[1]),
        (it.level.p, STATSMODELS[2]),
        (it.slope.unwrap().value, STATSMODELS[3]),
        (it.slope.unwrap().se, STATSMODELS[4]),
        (it.average.se, STATSMODELS[5]),
        (it.diagnostics.durbin_watson, STATSMODELS[6]),
        (it.diagnostics.ljung_box, STATSMODELS[7]),
        (it.diagnostics.ljung_box_p, STATSMODELS[8]),
    ] {
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    }
}

const STATSMODELS: [f64; 9] = [
    -4.685_714_285_714_283,
    1.740_624_739_240_012_7,
    0.027_412_736_217_966_61,
    -0.399_999_999_999_998_36,
    0.424_411_993_567_735_8,
    2.440_430_727_649_418,
    2.339_166_237_776_634,
    1.398_724_292_337_293_8,
    0.496_902_153_671_238_6,
];

#[test]
fn seasons_and_controls_are_taken_out() {
    let plain = values();
    let months: Vec<u32> = (0..60).map(|it| it % 12).collect();
    let seasonal: Vec<f64> =
        plain.iter().zip(&months).map(|(it, month)| it + f64::from(month * month)).collect();
    let control: Vec<f64> = (0..60).map(|it| (f64::from(it) * 0.9).cos()).collect();
    let moved: Vec<f64> = seasonal.iter().zip(&control).map(|(it, control)| it + 4.0 * control).collect();
    let controls = [Column::new("control", &control)];
    let season = Season::Levels(&months);
    let full = Series { values: &moved, season, controls: &controls, ..series(&moved) };
    let it = analyse(full, NEWEY_WEST, 0.05).unwrap();
    let same = Series { values: &plain, ..full };
    let plain_it = analyse(same, NEWEY_WEST, 0.05).unwrap();
    assert!((it.level.value - plain_it.level.value).abs() < 1e-9);
    assert!((it.coefficients.last().unwrap() - plain_it.coefficients.last().unwrap() - 4.0).abs() < 1e-9);
    let waves = Series { season: Season::Fourier { period: 12.0, pairs: 2 }, ..series(&plain) };
    assert_eq!(analyse(waves, NEWEY_WEST, 0.05).unwrap().coefficients.len(), 8);
}

#[test]
fn false_dates_are_less_convincing_than_the_true_one() {
    let values = values();
    let it = placebo(series(&values), NEWEY_WEST, 0.05, 12).unwrap();
    assert_eq!(it.dates.len(), 12);
    assert_eq!((it.dates[0].0, it.dates[11].0), (7, 23));
    assert!(it.share_larger.abs() < 1e-12);
    assert_eq!(placebo(series(&values), NEWEY_WEST, 0.05, 1).unwrap().dates[0].0, 15);
    assert_eq!(placebo(series(&values), NEWEY_WEST, 0.05, 0).unwrap_err().what(), "many");
    let early = Series { change: 5, ..series(&values) };
    assert_eq!(placebo(early, NEWEY_WEST, 0.05, 5).unwrap_err().what(), "change");
}

#[test]
fn what_is_not_an_input_is_refused_by_name() {
    let values = values();
    let refused = |it: Series<'_>| analyse(it, NEWEY_WEST, 0.05).unwrap_err();
    assert_eq!(refused(Series { values: &[], ..series(&values) }).what(), "values");
    assert_eq!(refused(Series { change: 58, ..series(&values) }), Fault::too_few("change", 2, 3));
    assert_eq!(refused(Series { change: 600, ..series(&values) }).what(), "change");
    assert_eq!(refused(Series { values: &[2.0; 60], ..series(&values) }).code(), "no-variance");
    let line: Vec<f64> = (0..60).map(f64::from).collect();
    assert_eq!(refused(series(&line)).code(), "no-variance");
    assert!(analyse(series(&line), Autocorrelation::PraisWinsten, 0.05).is_err());
    let mut broken = values.clone();
    broken[4] = f64::INFINITY;
    assert_eq!(refused(series(&broken)), Fault::NotFinite { what: "values".into(), place: 4 });
    let season = Season::Levels(&[1, 2]);
    assert_eq!(refused(Series { season, ..series(&values) }).what(), "season");
    for (period, pairs, what) in [
        (12.0, 6, "season.pairs"),
        (12.0, 0, "season.pairs"),
        (f64::NAN, 1, "season.period"),
        (1e5, 1, "season"),
        (1e8, 100, "columns"),
    ] {
        let season = Season::Fourier { period, pairs };
        let result = analyse(Series { season, ..series(&values) }, NEWEY_WEST, 0.05);
        assert!(result.is_ok() || result.as_ref().unwrap_err().what() == what, "{period} {result:?}");
    }
    let levels: Vec<u32> = (0..60).collect();
    assert!(
        analyse(Series { season: Season::Levels(&levels), ..series(&values) }, NEWEY_WEST, 0.05).is_err()
    );
    let controls = [Column::new("same", &line)];
    assert_eq!(refused(Series { controls: &controls, ..series(&values) }), Fault::collinear("same"));
    let controls = [Column::new("short", &line[..5])];
    assert_eq!(refused(Series { controls: &controls, ..series(&values) }).what(), "short");
    let lags = Autocorrelation::NeweyWest { lags: Some(60) };
    assert_eq!(analyse(series(&values), lags, 0.05).unwrap_err().what(), "lags");
    assert_eq!(analyse(series(&values), NEWEY_WEST, 0.0).unwrap_err().what(), "alpha");
    assert!(diagnostics(&[0.0; 9]).is_err() && diagnostics(&[1.0]).is_err());
}

proptest! {
    /// Another unit and another zero of the series change nothing but the unit of the effect.
    #[test]
    fn units_do_not_matter(noise in proptest::collection::vec(-1.0_f64..1.0, 24), scale in -30_i32..30) {
        let unit = 10_f64.powi(scale);
        let moved: Vec<f64> = noise.iter().map(|it| (it + 50.0) * unit).collect();
        let of = |values: &[f64], errors| {
            analyse(Series { change: 12, ..series(values) }, errors, 0.05).map(|it| it.average)
        };
        for errors in [NEWEY_WEST, Autocorrelation::PraisWinsten] {
            match (of(&noise, errors), of(&moved, errors)) {
                (Ok(one), Ok(other)) => {
                    prop_assert!((one.value - other.value / unit).abs() < 1e-8);
                    prop_assert!((one.se - other.se / unit).abs() < 1e-7, "{} {}", one.se, other.se / unit);
                }
                (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
            }
        }
    }
}
