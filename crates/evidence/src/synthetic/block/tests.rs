use super::{Block, Method, Solver, estimate, placebo_in_time};
use crate::Fault;

/// Twelve controls and two treated over ten periods; a level, a shared wave, a ripple of each, and an effect of 3.
fn outcomes() -> Vec<Vec<f64>> {
    (0..14_u32)
        .map(|unit| {
            (0..10_u32)
                .map(|period| {
                    let (i, t) = (f64::from(unit), f64::from(period));
                    let effect = if unit >= 12 && period >= 7 { 3.0 } else { 0.0 };
                    i + (t * 0.9).sin() * (1.0 + i / 10.0) + 0.1 * (i * 7.3 + t * 3.1).sin() + effect
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_effect_is_found_and_the_placebo_finds_none() {
    let outcomes = outcomes();
    let block = Block { outcomes: &outcomes, controls: 12, before: 7 };
    for solver in [Solver::Exact, Solver::FrankWolfe] {
        let it = estimate(&block, Method::SyntheticDid, solver).unwrap();
        assert!((it.value - 3.0).abs() < 0.2, "{}", it.value);
        assert!((it.unit_weights.iter().sum::<f64>() - 1.0).abs() < 1e-10);
        assert!((it.time_weights.iter().sum::<f64>() - 1.0).abs() < 1e-10);
        let paths = it.paths(&block).unwrap();
        let after = paths.gap[7..].iter().sum::<f64>() / 3.0;
        assert!((after - it.value).abs() < 1e-10);
        assert!(it.jackknife(&block).unwrap().unwrap() > 0.0);
        assert!(placebo_in_time(&block, Method::SyntheticDid, solver, 2).unwrap().value.abs() < 0.4);
    }
}

#[test]
fn placebos_are_all_taken_when_few_and_drawn_when_many() {
    let outcomes = outcomes();
    let one = Block { outcomes: &outcomes[..13], controls: 12, before: 7 };
    let it = estimate(&one, Method::SyntheticDid, Solver::Exact).unwrap();
    assert_eq!(it.jackknife(&one), Ok(None));
    let placebo = it.placebo(&one, 200, 1).unwrap();
    assert!(placebo.is_exhaustive && placebo.effects.len() == 12);
    assert!((placebo.p - 1.0 / 13.0).abs() < 1e-12);
    let two = Block { outcomes: &outcomes, controls: 12, before: 7 };
    let it = estimate(&two, Method::SyntheticControl, Solver::Exact).unwrap();
    let drawn = it.placebo(&two, 20, 7).unwrap();
    assert!(!drawn.is_exhaustive && drawn.effects.len() == 20);
    assert_eq!(drawn, it.placebo(&two, 20, 7).unwrap());
    assert!(drawn != it.placebo(&two, 20, 8).unwrap());
}

#[test]
fn equal_weights_are_the_difference_of_differences() {
    let outcomes = vec![vec![1.0, 2.0], vec![3.0, 5.0], vec![2.0, 9.0]];
    let it = estimate(
        &Block { outcomes: &outcomes, controls: 2, before: 1 },
        Method::DifferenceInDifferences,
        Solver::Exact,
    )
    .unwrap();
    assert!((it.value - 5.5).abs() < 1e-12);
}

#[test]
fn what_cannot_be_weighted_is_refused() {
    let good = outcomes();
    let refused = |outcomes: &[Vec<f64>], controls: usize, before: usize| {
        estimate(&Block { outcomes, controls, before }, Method::SyntheticDid, Solver::Exact).unwrap_err()
    };
    assert_eq!(refused(&[], 0, 0).what(), "N0");
    assert_eq!(refused(&good, 0, 7).what(), "N0");
    assert_eq!(refused(&good, 14, 7).what(), "N0");
    assert_eq!(refused(&good, 12, 1).what(), "T0");
    assert_eq!(refused(&good, 12, 10).what(), "T0");
    assert_eq!(refused(&vec![vec![1.0; 5]; 4], 3, 3), Fault::no_variance("Y"));
    let mut ragged = good.clone();
    ragged[3].pop();
    assert!(matches!(refused(&ragged, 12, 7), Fault::Length { .. }));
    ragged[3].push(f64::NAN);
    assert!(matches!(refused(&ragged, 12, 7), Fault::NotFinite { .. }));
    let few = Block { outcomes: &good, controls: 7, before: 7 };
    let it = estimate(&few, Method::SyntheticDid, Solver::Exact).unwrap();
    assert_eq!(it.placebo(&few, 10, 1).unwrap_err().what(), "N0");
    assert!(it.jackknife(&Block { outcomes: &good, controls: 8, before: 7 }).is_err());
}
