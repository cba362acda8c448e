//! Properties and edges of stepped wedges.

use proptest::prelude::*;

use super::{
    power::{Assumptions, clusters_needed, plan, power},
    schedule::{Layout, Start, schedule, table},
    *,
};

/// Numbers that look like chance, the same every time.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        real(state >> 11) / real(1 << 53) - 0.5
    }
}

struct Rows {
    cluster: Vec<usize>,
    period: Vec<i64>,
    treatment: Vec<f64>,
    outcome: Vec<f64>,
}

impl Rows {
    fn cells(&self) -> Vec<Cell> {
        cells(&self.cluster, &self.period, &self.treatment, &self.outcome).unwrap()
    }
}

fn rows(seed: u64, clusters: usize, size: u64) -> Rows {
    let mut noise = noise(seed);
    let mut rows = Rows { cluster: vec![], period: vec![], treatment: vec![], outcome: vec![] };
    for cluster in 0..clusters {
        let office = noise();
        for period in 0..5_i64 {
            let treated = f64::from(u8::from(period > i64::try_from(cluster % 4).unwrap()));
            for _ in 0..=(seed + real_place(cluster)) % size {
                rows.cluster.push(cluster);
                rows.period.push(period);
                rows.treatment.push(treated);
                rows.outcome.push(office + noise() - 0.3 * treated);
            }
        }
    }
    rows
}

fn real_place(it: usize) -> u64 {
    u64::try_from(it).unwrap()
}

/// The restricted criterion as it is written in textbooks, with n × n matrices.
fn by_definition(rows: &Rows, theta: f64) -> f64 {
    let many = rows.outcome.len();
    let covariance = DMatrix::from_fn(many, many, |i, j| {
        f64::from(u8::from(i == j)) + if rows.cluster[i] == rows.cluster[j] { theta * theta } else { 0.0 }
    });
    let x = DMatrix::from_fn(many, 6, |i, j| match j {
        0 => 1.0,
        5 => rows.treatment[i],
        _ => f64::from(u8::from(rows.period[i] == i64::try_from(j).unwrap())),
    });
    let y = DVector::from_column_slice(&rows.outcome);
    let inverse = covariance.clone().try_inverse().unwrap();
    let information = x.transpose() * &inverse * &x;
    let coefficients = information.clone().try_inverse().unwrap() * (x.transpose() * &inverse * &y);
    let rest = &y - &x * coefficients;
    let freedom = count(many - 6);
    let squares = rest.dot(&(&inverse * &rest));
    covariance.determinant().ln()
        + information.determinant().ln()
        + freedom * (1.0 + (2.0 * std::f64::consts::PI * squares / freedom).ln())
}

#[test]
fn the_criterion_is_that_of_the_definition_and_the_least() {
    for seed in [3, 7, 12] {
        let rows = rows(seed, 8, 3);
        let it = analyse(&rows.cells(), Effect::Constant).unwrap();
        assert!((it.reml_criterion - by_definition(&rows, it.theta)).abs() < 1e-9);
        for near in [it.theta + 1e-3, it.theta - 1e-3] {
            assert!(by_definition(&rows, near) > it.reml_criterion - 1e-12);
        }
    }
}

#[test]
fn sums_tell_as_much_as_rows() {
    let rows = rows(5, 6, 4);
    let cells = rows.cells();
    let from_sums: Vec<Cell> = cells
        .iter()
        .map(|it| {
            let n = real(it.count);
            let squares = it.squares + n * it.mean * it.mean;
            Cell::from_sums(it.cluster, it.period, it.treatment, it.count, n * it.mean, squares).unwrap()
        })
        .collect();
    let (a, b) = (analyse(&cells, Effect::Constant).unwrap(), analyse(&from_sums, Effect::Constant).unwrap());
    assert!((a.theta - b.theta).abs() < 1e-9 && (a.coefficients[5] - b.coefficients[5]).abs() < 1e-9);
    assert_eq!(Cell::from_sums(0, 0, 0.0, 0, 0.0, 0.0).unwrap_err().what(), "count");
    assert_eq!(Cell::from_sums(0, 0, 0.0, 2, 4.0, 7.0).unwrap_err().what(), "sum_squares");
    assert!(Cell::from_sums(0, 0, 0.0, 2, f64::NAN, 7.0).is_err());
}

#[test]
fn neither_units_nor_a_far_mean_change_what_is_found() {
    let plain = rows(11, 8, 4);
    let one = analyse(&plain.cells(), Effect::Constant).unwrap();
    for (unit, centre) in [(1e6, 0.0), (1e-9, 0.0), (1e120, 0.0), (1e-120, 0.0), (1.0, 1e6)] {
        let moved =
            Rows { outcome: plain.outcome.iter().map(|it| it * unit + centre).collect(), ..rows(11, 8, 4) };
        let it = analyse(&moved.cells(), Effect::Constant).unwrap();
        assert!((it.theta / one.theta - 1.0).abs() < 1e-7, "{unit} {centre}");
        let (a, b) = (it.effect(0.05).unwrap(), one.effect(0.05).unwrap());
        assert!((a.df / b.df - 1.0).abs() < 1e-6 && (a.p / b.p - 1.0).abs() < 1e-6);
        assert!((a.value / b.value / unit - 1.0).abs() < 1e-6 && (a.se / b.se / unit - 1.0).abs() < 1e-6);
    }
}

#[test]
fn without_differences_between_offices_the_ratio_is_zero_and_the_fit_least_squares() {
    let mut rows = rows(2, 8, 4);
    let mut noise = noise(1);
    rows.outcome.iter_mut().for_each(|it| *it = noise());
    // Outcomes of each office brought to the same mean: less between offices than chance would make.
    for cluster in 0..8 {
        let its: Vec<usize> = (0..rows.outcome.len()).filter(|it| rows.cluster[*it] == cluster).collect();
        let mean = its.iter().map(|it| rows.outcome[*it]).sum::<f64>() / count(its.len());
        for it in its {
            rows.outcome[it] -= mean;
        }
    }
    let it = analyse(&rows.cells(), Effect::Constant).unwrap();
    assert!(it.theta.abs() < 1e-300 && it.icc.abs() < 1e-300);
    let freedom = count(rows.outcome.len() - 6);
    let mut weights = vec![0.0; 6];
    weights[5] = 1.0;
    let by_satterthwaite = it.contrast(&weights, Correction::Satterthwaite, 0.05).unwrap();
    assert!((by_satterthwaite.df - freedom).abs() < 1e-6);
    assert!(it.effect(0.05).unwrap().df > 0.0);
}

#[test]
fn effects_by_exposure_are_told_apart() {
    let mut rows = rows(4, 8, 6);
    for row in 0..rows.outcome.len() {
        let since = rows.period[row] - i64::try_from(rows.cluster[row] % 4).unwrap();
        // What was drawn has −0.3 once changed; learning adds 1 a period.
        rows.outcome[row] += rows.treatment[row] * (0.3 + f64::from(i32::try_from(since.max(0)).unwrap()));
    }
    let it = analyse(&rows.cells(), Effect::ByExposure).unwrap();
    assert_eq!(it.exposures, [1, 2, 3, 4]);
    let effects = it.effects(0.05).unwrap();
    for (place, effect) in effects.iter().enumerate() {
        assert!((effect.value - count(place + 1)).abs() < 3.0 * effect.se, "{effect:?}");
    }
    let average = it.effect(0.05).unwrap().value;
    assert!((average - effects.iter().map(|it| it.value).sum::<f64>() / 4.0).abs() < 1e-12);
    rows.treatment[0] = 0.5;
    assert_eq!(analyse(&rows.cells(), Effect::ByExposure).unwrap_err().what(), "treat");
}

#[test]
fn an_office_that_gives_up_has_no_exposure() {
    let cell =
        |cluster, period, treatment, mean| Cell { cluster, period, treatment, count: 3, mean, squares: 2.0 };
    let cells = [
        cell(1, 1, 0.0, 1.0),
        cell(1, 2, 1.0, 2.0),
        cell(1, 3, 0.0, 1.5),
        cell(2, 1, 0.0, 0.5),
        cell(2, 2, 0.0, 1.5),
        cell(2, 3, 1.0, 0.5),
    ];
    assert!(analyse(&cells, Effect::Constant).is_ok());
    assert_eq!(analyse(&cells, Effect::ByExposure).unwrap_err().what(), "treat");
    let never: Vec<Cell> = cells.iter().map(|it| Cell { treatment: 0.0, ..*it }).collect();
    assert_eq!(analyse(&never, Effect::ByExposure).unwrap_err(), Fault::collinear("treat"));
    assert_eq!(analyse(&[], Effect::Constant).unwrap_err().what(), "y");
    let broken = [Cell { mean: f64::NAN, ..cells[0] }, cells[1]];
    assert_eq!(analyse(&broken, Effect::Constant).unwrap_err().what(), "y");
    let many: Vec<Cell> = (0..500).map(|it| cell(1, it, 0.0, 1.0)).collect();
    assert_eq!(analyse(&many, Effect::Constant).unwrap_err().what(), "period");
}

const ASSUMED: Assumptions = Assumptions {
    cell_size: 20.0,
    icc: 0.05,
    cluster_autocorrelation: 1.0,
    sd_total: 2.0,
    effect: 0.5,
    alpha: 0.05,
};

/// Hussey and Hughes's formula (8).
fn closed(treatment: &[Vec<Option<f64>>], it: Assumptions) -> f64 {
    let (clusters, periods) = (count(treatment.len()), count(treatment[0].len()));
    let x = |i: usize, t: usize| treatment[i][t].unwrap();
    let rows = || 0..treatment.len();
    let columns = || 0..treatment[0].len();
    let (total, t2) = (it.sd_total * it.sd_total, it.icc * it.sd_total * it.sd_total);
    let s2 = (total - t2) / it.cell_size;
    let u: f64 = rows().map(|i| columns().map(|t| x(i, t)).sum::<f64>()).sum();
    let w: f64 = columns().map(|t| rows().map(|i| x(i, t)).sum::<f64>().powi(2)).sum();
    let v: f64 = rows().map(|i| columns().map(|t| x(i, t)).sum::<f64>().powi(2)).sum();
    clusters * s2 * (s2 + periods * t2)
        / ((clusters * u - w) * s2 + (u * u + clusters * periods * u - periods * w - clusters * v) * t2)
}

#[test]
fn power_is_that_of_the_closed_formula() {
    for (clusters, steps) in [(6, 3), (7, 3), (24, 8), (40, 4)] {
        for icc in [0.0, 1e-9, 0.05, 0.5, 0.999] {
            let treatment = plan(clusters, Layout::textbook(steps)).unwrap();
            let assumed = Assumptions { icc, ..ASSUMED };
            let (ours, theirs) = (power(&treatment, assumed).unwrap().variance, closed(&treatment, assumed));
            assert!((ours / theirs - 1.0).abs() < 1e-11, "{clusters} {steps} {icc}: {ours} {theirs}");
        }
    }
}

#[test]
fn fewer_cells_and_drifting_offices_tell_less() {
    let layout = Layout { transition_periods: 1, final_periods: 2, ..Layout::textbook(4) };
    let whole = plan(12, Layout { transition_periods: 0, ..layout }).unwrap();
    let part = plan(12, layout).unwrap();
    let of = |table: &[Vec<Option<f64>>], assumed| power(table, assumed).unwrap().power;
    assert!(of(&part, ASSUMED) < of(&whole, ASSUMED));
    assert!(of(&whole, Assumptions { cluster_autocorrelation: 0.8, ..ASSUMED }) < of(&whole, ASSUMED));
    // A period that nobody is counted in, and an office that never is, change nothing.
    let mut wider: Vec<Vec<Option<f64>>> = whole.clone();
    for row in &mut wider {
        row.insert(2, None);
    }
    wider.push(vec![None; wider[0].len()]);
    assert!((of(&wider, ASSUMED) - of(&whole, ASSUMED)).abs() < 1e-13);
    assert!((of(&whole, Assumptions { effect: 0.0, ..ASSUMED }) - 0.05).abs() < 1e-9);
}

#[test]
fn the_fewest_offices_are_enough_and_one_less_is_not() {
    let layout = Layout::textbook(4);
    let needed = clusters_needed(0.8, layout, ASSUMED).unwrap();
    let of = |clusters| power(&plan(clusters, layout).unwrap(), ASSUMED).unwrap().power;
    assert!(of(needed) >= 0.8 && of(needed - 1) < 0.8, "{needed}");
    let hopeless = Assumptions { effect: 1e-4, ..ASSUMED };
    assert_eq!(clusters_needed(0.8, layout, hopeless), Err(Fault::Infeasible { what: "effect".into() }));
    assert_eq!(clusters_needed(0.8, Layout::textbook(1), ASSUMED).unwrap_err().code(), "collinear");
    assert_eq!(clusters_needed(1.0, layout, ASSUMED).unwrap_err().what(), "power");
    assert!(clusters_needed(0.8, Layout::textbook(usize::MAX), ASSUMED).is_err());
}

#[test]
fn offices_are_dealt_to_the_steps_in_turn() {
    let layout =
        Layout { baseline_periods: 2, steps: 2, step_periods: 3, final_periods: 2, transition_periods: 1 };
    let starts = schedule(&[7, 3, 9], layout).unwrap();
    let start = |office, step, period| Start { office, step, period };
    assert_eq!(starts, [start(7, 0, 2), start(3, 1, 5), start(9, 0, 2)]);
    let (before, after) = (Some(0.0), Some(1.0));
    assert_eq!(table(&starts, layout).unwrap()[1], [before, before, before, before, before, None, after]);
    assert_eq!(schedule(&[7], layout).unwrap_err(), Fault::too_few("order", 1, 2));
    assert_eq!(schedule(&[7, 7], layout).unwrap_err().what(), "order");
    assert_eq!(schedule(&[7], Layout { steps: 0, ..layout }).unwrap_err().what(), "steps");
}

proptest! {
    /// Whatever the offices and periods: numbers or a fault, and the order of rows says nothing.
    #[test]
    fn never_a_nan(
        drawn in proptest::collection::vec((0_usize..5, 0_i64..4, 0_u8..2, -9_i32..9), 1..60),
    ) {
        let take = |drawn: &[(usize, i64, u8, i32)]| {
            let rows = Rows {
                cluster: drawn.iter().map(|it| it.0).collect(),
                period: drawn.iter().map(|it| it.1).collect(),
                treatment: drawn.iter().map(|it| f64::from(it.2)).collect(),
                outcome: drawn.iter().map(|it| f64::from(it.3) * 0.1).collect(),
            };
            analyse(&rows.cells(), Effect::Constant)
        };
        let mut turned = drawn.clone();
        turned.reverse();
        match (take(&drawn), take(&turned)) {
            (Ok(one), Ok(other)) => {
                prop_assert!((one.reml_criterion - other.reml_criterion).abs() < 1e-8);
                prop_assert!(one.coefficients.iter().chain(&one.se).all(|it| it.is_finite()));
                let effect = one.effect(0.05).unwrap();
                prop_assert!(effect.low <= effect.value && effect.value <= effect.high && effect.p.is_finite());
            }
            (Err(one), Err(other)) => prop_assert_eq!(one.code(), other.code()),
            (one, other) => prop_assert!(false, "{:?} {:?}", one, other),
        }
    }
}
