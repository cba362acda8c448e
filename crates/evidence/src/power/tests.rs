use proptest::prelude::*;

use super::*;

#[test]
fn power_near_one_is_a_number() {
    // The reference prints NaN here.
    let plan = Plan::default();
    assert!((plan.power_at(0.2, 4_000.0).unwrap() - 1.0).abs() < 1e-9);
    assert!((plan.power_at(5.0, 1e9).unwrap() - 1.0).abs() < 1e-15);
    assert!((plan.power_at(0.0, 50.0).unwrap() - 0.05).abs() < 1e-13);
}

#[test]
fn hopeless_plans_are_refused_by_name() {
    let plan = Plan::default();
    assert_eq!(plan.units(0.0).unwrap_err().what(), "d");
    assert_eq!(plan.units(1e-12).unwrap_err().what(), "d");
    assert_eq!(plan.units_for(0.0, 2.0).unwrap_err().what(), "difference");
    assert_eq!(plan.detectable(1.0).unwrap_err().what(), "n1");
    assert_eq!(Plan { power: 0.04, ..plan }.units(0.2).unwrap_err().what(), "power");
    assert_eq!(Plan { alpha: 1.0, ..plan }.units(0.2).unwrap_err().what(), "alpha");
    assert_eq!(Plan { ratio: 0.0, ..plan }.units(0.2).unwrap_err().what(), "ratio_n2_n1");
    assert_eq!(Plan { sides: Sides::One, ..plan }.units(-0.2).unwrap_err().what(), "d");
    assert_eq!(plan.units_for_shares(0.2, 0.2).unwrap_err().what(), "p2");
    assert_eq!(plan.units_for_shares(1.2, 0.2).unwrap_err().what(), "p1");
    assert_eq!(plan.units_for_shares(0.2, 0.2 + 1e-12).unwrap_err().what(), "p2");
    assert_eq!(days_needed(100.0, 0.0).unwrap_err().what(), "units_per_day");
    assert_eq!(design_effect(10.0, 0.0, -0.5).unwrap_err().what(), "icc");
}

#[test]
fn few_offices_detect_little() {
    let offices = ClusterPlan { plan: Plan::default(), mean_size: 200.0, size_cv: 0.6, icc: 0.05 };
    let (four, twenty) = (offices.detectable(4.0).unwrap(), offices.detectable(20.0).unwrap());
    assert!(four > 2.0 * twenty, "{four} {twenty}");
    assert!((offices.power_at(four, 4.0).unwrap() - 0.8).abs() < 1e-9);
    assert!((offices.clusters(twenty).unwrap() - 20.0).abs() < 1e-6);
    assert_eq!(offices.detectable(1.0).unwrap_err().what(), "clusters");
    // Units of one cluster that are all alike are worth one unit.
    let alike = ClusterPlan { icc: 1.0, size_cv: 0.0, ..offices };
    let found = alike.power_at(0.9, 12.0).unwrap();
    assert!((found - Plan::default().power_at(0.9, 12.0).unwrap()).abs() < 1e-12);
}

#[test]
fn a_share_that_can_just_be_told_needs_as_many_units() {
    let plan = Plan { ratio: 2.0, ..Plan::default() };
    for above in [true, false] {
        let p2 = plan.detectable_share(0.3, 400.0, above).unwrap().unwrap();
        assert!((plan.units_for_shares(0.3, p2).unwrap() - 400.0).abs() < 1e-6, "{p2}");
    }
    assert_eq!(plan.detectable_share(0.001, 10.0, false).unwrap(), None);
}

#[test]
fn days_are_whole() {
    assert_eq!(days_needed(101.0, 50.0).unwrap(), 3);
    assert_eq!(days_needed(0.0, 50.0).unwrap(), 0);
}

#[test]
fn correlation_of_clusters_agrees_with_its_formula() {
    // By hand: MSB = 8, MSW = 0.5, three clusters of two.
    let found = icc_anova(&[1, 1, 2, 2, 3, 3], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 0.05).unwrap();
    assert!((found.icc - 7.5 / 8.5).abs() < 1e-12 && found.clusters == 3, "{found:?}");
    assert!(found.low < found.icc && found.icc < found.high && found.size_cv.abs() < 1e-12);
    assert!((found.unit_variance - (0.5 + 3.75)).abs() < 1e-12);
    assert_eq!(icc_anova(&[1, 1, 1], &[0.0, 1.0, 2.0], 0.05).unwrap_err().what(), "cluster");
    assert_eq!(icc_anova(&[1, 2, 3], &[0.0, 1.0, 2.0], 0.05).unwrap_err().code(), "too-few");
    assert_eq!(icc_anova(&[1, 1, 2], &[4.0, 4.0, 4.0], 0.05).unwrap_err().code(), "no-variance");
    assert_eq!(icc_anova(&[1, 1], &[4.0, 4.0, 4.0], 0.05).unwrap_err().code(), "length");
}

proptest! {
    #[test]
    fn units_and_effects_invert_each_other(
        d in 0.001_f64..3.0, ratio in 0.2_f64..5.0, alpha in 1e-6_f64..0.2, power in 0.3_f64..0.999,
    ) {
        let plan = Plan { alpha, power, ratio, sides: Sides::Two };
        let units = plan.units(d).unwrap();
        prop_assert!((plan.power_at(d, units).unwrap() - power).abs() < 1e-9);
        prop_assert!((plan.detectable(units).unwrap() / d - 1.0).abs() < 1e-7);
    }
}
