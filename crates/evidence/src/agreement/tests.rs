use super::*;

/// The example of Krippendorff's own page on computing alpha: three coders, gaps.
fn example() -> Vec<Vec<Option<f64>>> {
    let n = None;
    let s = Some;
    let coders = [
        [n, n, n, n, n, s(3.0), s(4.0), s(1.0), s(2.0), s(1.0), s(1.0), s(3.0), s(3.0), n, s(3.0)],
        [s(1.0), n, s(2.0), s(1.0), s(3.0), s(3.0), s(4.0), s(3.0), n, n, n, n, n, n, n],
        [n, n, s(2.0), s(1.0), s(3.0), s(4.0), s(4.0), n, s(2.0), s(1.0), s(1.0), s(3.0), s(3.0), n, s(4.0)],
    ];
    (0..15).map(|case| coders.iter().map(|it| it[case]).collect()).collect()
}

#[test]
fn alpha_of_the_example() {
    for (level, expected) in [
        (Level::Nominal, 0.691_358_024_691_358),
        (Level::Ordinal, 0.806_721_419_941_315_3),
        (Level::Interval, 0.810_844_892_812_106_8),
    ] {
        let it = krippendorff(&example(), level, 500, 1, 0.05).unwrap();
        assert!((it.value - expected).abs() < 1e-12, "{level:?} {it:?}");
        assert!(it.low < it.value && it.value <= it.high && it.high <= 1.0, "{it:?}");
        assert_eq!((it.cases, it.judgements), (12, 26));
        assert_eq!(it, krippendorff(&example(), level, 500, 1, 0.05).unwrap());
    }
}

#[test]
fn only_differences_count_for_an_interval_and_only_order_for_ranks() {
    let changed = |of: fn(f64) -> f64| -> Vec<Vec<Option<f64>>> {
        example().iter().map(|it| it.iter().map(|it| it.map(of)).collect()).collect()
    };
    let value = |data: &[Vec<Option<f64>>], level| krippendorff(data, level, 100, 1, 0.05).unwrap().value;
    let before = value(&example(), Level::Interval);
    assert!((value(&changed(|it| 1e9 + 1e3 * it), Level::Interval) - before).abs() < 1e-9);
    assert!((value(&changed(|it| 1e-200 * it), Level::Interval) - before).abs() < 1e-12);
    let before = value(&example(), Level::Ordinal);
    assert!((value(&changed(f64::exp), Level::Ordinal) - before).abs() < 1e-12);
    let before = value(&example(), Level::Nominal);
    assert!((value(&changed(|it| -it), Level::Nominal) - before).abs() < 1e-12);
}

#[test]
fn alpha_needs_cases_and_variation() {
    let what =
        |data: &[Vec<Option<f64>>], draws| krippendorff(data, Level::Nominal, draws, 1, 0.05).unwrap_err();
    assert_eq!(what(&[], 100).code(), "too-few");
    assert_eq!(what(&[vec![Some(1.0), None], vec![Some(1.0)]], 100).code(), "too-few");
    let same = vec![vec![Some(1.0), Some(1.0)]; 3];
    assert_eq!(what(&same, 100).code(), "no-variance");
    assert_eq!(what(&[vec![Some(f64::NAN), None]], 100).code(), "not-finite");
    assert_eq!(what(&example(), 10).what(), "draws");
    assert_eq!(what(&example(), u32::MAX).what(), "draws");
}

#[test]
fn kappa_of_two_coders() {
    // By hand: seen 0.7, by chance 0.5.
    let it = cohen(&[vec![20, 5], vec![10, 15]], Distance::Unweighted, 0.05).unwrap();
    assert!((it.value - 0.4).abs() < 1e-14 && (it.observed - 0.7).abs() < 1e-14, "{it:?}");
    // As statsmodels 0.15.
    let counts = [vec![15, 4, 2], vec![3, 12, 5], vec![1, 6, 20]];
    for (distance, value, se, se_none) in REFERENCE {
        let it = cohen(&counts, distance, 0.05).unwrap();
        assert!((it.value - value).abs() < 1e-12, "{it:?}");
        assert!((it.se - se).abs() < 1e-12 && (it.se_none - se_none).abs() < 1e-12, "{it:?}");
    }
}

#[test]
fn full_agreement_is_one_and_one_category_is_nothing() {
    let it = cohen(&[vec![5, 0], vec![0, 7]], Distance::Quadratic, 0.05).unwrap();
    assert!((it.value - 1.0).abs() < 1e-15 && it.se < 1e-7 && it.high <= 1.0, "{it:?}");
    assert_eq!(cohen(&[vec![5, 0], vec![0, 0]], Distance::Linear, 0.05).unwrap_err().code(), "no-variance");
    assert_eq!(cohen(&[vec![5]], Distance::Linear, 0.05).unwrap_err().code(), "too-few");
    assert_eq!(cohen(&[vec![0, 0], vec![0, 0]], Distance::Linear, 0.05).unwrap_err().code(), "too-few");
    assert_eq!(cohen(&[vec![1, 0], vec![0]], Distance::Linear, 0.05).unwrap_err().code(), "length");
    assert!(cohen(&[vec![u64::MAX, 1], vec![1, u64::MAX]], Distance::Linear, 0.05).is_ok());
    assert_eq!(table(&[0, 2], &[0, 1], 2).unwrap_err().what(), "first");
    assert_eq!(table(&[0, 1, 1], &[0, 1, 0], 2).unwrap(), [[1, 0], [1, 1]]);
}

const REFERENCE: [(Distance, f64, f64, f64); 3] = [
    (Distance::Unweighted, 0.532_722_513_089_005_2, 0.084_427_324_515_366_14, 0.085_938_960_691_363_3),
    (Distance::Linear, 0.605_415_860_735_009_7, 0.078_817_351_702_775_44, 0.096_819_970_225_796_04),
    (Distance::Quadratic, 0.675_984_752_223_634, 0.081_330_060_032_172_61, 0.121_149_594_114_187_08),
];
