use proptest::prelude::*;

use super::{
    offices::{Design, effect, linearise, office_values, offices_by_arm, ratio_effect, welch_of_offices},
    *,
};
use crate::linear::columns;

/// Numbers that look like chance, without it.
pub(crate) fn noise(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 30) - 1.0
        })
        .collect()
}

/// The definition, with matrices as large as a cluster.
struct Naive {
    p: Vec<DMatrix<f64>>,
    covariance: DMatrix<f64>,
}

fn naive(x: &DMatrix<f64>, y: &[f64], cluster: &[usize], constraints: &DMatrix<f64>) -> Naive {
    let rows = y.len();
    let inverse = x.tr_mul(x).try_inverse().unwrap();
    let hat = DMatrix::identity(rows, rows) - x * &inverse * x.transpose();
    let residuals = &hat * DVector::from_column_slice(y);
    let mut labels = cluster.to_vec();
    labels.sort_unstable();
    labels.dedup();
    let pick = |label: usize| {
        DMatrix::from_fn(rows, rows, |i, j| f64::from(u8::from(i == j && cluster[i] == label)))
    };
    let mut covariance = DMatrix::zeros(x.ncols(), x.ncols());
    let forms: Vec<DMatrix<f64>> = labels
        .iter()
        .map(|label| {
            let pick = pick(*label);
            // Rows of other clusters stay zero.
            let root = crate::linear::symmetric_power(&(&pick * &hat * &pick), -0.5);
            let form = root * &pick * x * &inverse;
            let score = form.tr_mul(&residuals);
            covariance += &score * score.transpose();
            form * constraints.transpose()
        })
        .collect();
    // One G×G matrix for each pair (s, t) of constraints.
    let count = constraints.nrows();
    let p = (0..count * count)
        .map(|it| {
            DMatrix::from_fn(labels.len(), labels.len(), |g, h| {
                (forms[g].column(it / count).transpose() * &hat * forms[h].column(it % count))[(0, 0)]
            })
        })
        .collect();
    Naive { p, covariance }
}

fn sample(sizes: &[usize]) -> (DMatrix<f64>, Vec<f64>, Vec<usize>) {
    let cluster: Vec<usize> = sizes.iter().enumerate().flat_map(|(g, n)| vec![g * 7; *n]).collect();
    let n = cluster.len();
    let treat: Vec<f64> = cluster.iter().map(|g| f64::from(u8::from(g % 2 == 0))).collect();
    let x = noise(n, 3);
    let level = noise(sizes.len(), 5);
    let y: Vec<f64> = noise(n, 11)
        .iter()
        .zip(&cluster)
        .zip(&x)
        .map(|((e, g), x)| 3.0 + level[g / 7] + 0.4 * x + e)
        .collect();
    (columns(&[&vec![1.0; n], &treat, &x]), y, cluster)
}

#[test]
fn agrees_with_the_definition() {
    for sizes in [vec![4, 9, 2, 7, 5, 1], vec![3; 8], vec![20, 1, 1, 2]] {
        let (x, y, cluster) = sample(&sizes);
        let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
        for column in 0..3 {
            let mut constraint = DMatrix::zeros(1, 3);
            constraint[(0, column)] = 1.0;
            let naive = naive(&x, &y, &cluster, &constraint);
            let it = fit.coefficient(column, 0.05).unwrap();
            assert!((it.se - naive.covariance[(column, column)].sqrt()).abs() < 1e-10);
            let df = naive.p[0].trace().powi(2) / naive.p[0].norm_squared();
            assert!((it.df / df - 1.0).abs() < 1e-8, "{} {df}", it.df);
        }
        let both = DMatrix::from_row_slice(2, 3, &[0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
        let naive = naive(&x, &y, &cluster, &both);
        let omega = DMatrix::from_fn(2, 2, |s, t| naive.p[2 * s + t].trace());
        let root = crate::linear::symmetric_power(&omega, -0.5);
        let turned = |s: usize, t: usize| {
            (0..4).fold(DMatrix::zeros(sizes.len(), sizes.len()), |sum, it| {
                sum + &naive.p[it] * (root[(s, it / 2)] * root[(it % 2, t)])
            })
        };
        let spread: f64 = (0..4)
            .map(|it| {
                let (s, t) = (it / 2, it % 2);
                turned(s, t).dot(&turned(t, s)) + turned(s, s).dot(&turned(t, t))
            })
            .sum();
        let joint = fit.joint(&both).unwrap();
        assert!((joint.df_denom - (6.0 / spread - 1.0)).abs() < 1e-8 * joint.df_denom.abs().max(1.0));
    }
}

#[test]
fn products_give_the_same_fit_as_rows() {
    let (x, y, cluster) = sample(&[4, 9, 2, 7, 5, 6]);
    let rows = ClusterFit::new(&x, &y, &cluster).unwrap();
    let mut parts = vec![Products::new(3); 6];
    for row in 0..y.len() {
        parts[cluster[row] / 7].add(&[x[(row, 0)], x[(row, 1)], x[(row, 2)]], y[row]).unwrap();
    }
    let sums = ClusterFit::of_products(&parts).unwrap();
    for column in 0..3 {
        let (left, right) = (rows.coefficient(column, 0.1).unwrap(), sums.coefficient(column, 0.1).unwrap());
        assert!((left.value - right.value).abs() < 1e-11 && (left.se - right.se).abs() < 1e-11);
        assert!((left.df - right.df).abs() < 1e-8);
    }
}

#[test]
fn dummies_of_clusters_can_be_taken_out_before() {
    let cluster: Vec<usize> = (0..24).map(|it| it / 4).collect();
    let treat: Vec<f64> = (0..24).map(|it| f64::from(u8::from((it * 7) % 5 < 2))).collect();
    let y = noise(24, 8);
    let mut all: Vec<Vec<f64>> = vec![treat.clone()];
    all.extend((0..6).map(|g| cluster.iter().map(|it| f64::from(u8::from(*it == g))).collect::<Vec<_>>()));
    let dummies: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
    let long = ClusterFit::new(&columns(&dummies), &y, &cluster).unwrap().coefficient(0, 0.05).unwrap();
    let short = ClusterFit::within(&columns(&[&treat]), &y, &cluster).unwrap().coefficient(0, 0.05).unwrap();
    assert!((long.value - short.value).abs() < 1e-10);
    assert!((long.se - short.se).abs() < 1e-10 && (long.df - short.df).abs() < 1e-7);
}

#[test]
fn the_order_of_rows_and_the_names_of_clusters_do_not_matter() {
    let (x, y, cluster) = sample(&[4, 9, 2, 7, 5, 6]);
    let n = y.len();
    let turned = |it: usize| (it * 5) % n;
    let fit = ClusterFit::new(
        &DMatrix::from_fn(n, 3, |i, j| x[(turned(i), j)]),
        &(0..n).map(|it| y[turned(it)]).collect::<Vec<_>>(),
        &(0..n).map(|it| 1_000_000_007 * (9 - cluster[turned(it)] / 7)).collect::<Vec<_>>(),
    );
    let (left, right) =
        (fit.unwrap().coefficient(1, 0.05).unwrap(), ClusterFit::new(&x, &y, &cluster).unwrap());
    let right = right.coefficient(1, 0.05).unwrap();
    assert!((left.se - right.se).abs() < 1e-12 && (left.df - right.df).abs() < 1e-9);
}

#[test]
fn equal_weights_change_nothing() {
    let (x, y, cluster) = sample(&[4, 9, 2, 7, 5, 6]);
    let left = ClusterFit::weighted(&x, &y, &vec![3.0; y.len()], &cluster).unwrap();
    let right = ClusterFit::new(&x, &y, &cluster).unwrap();
    let (left, right) = (left.coefficient(1, 0.05).unwrap(), right.coefficient(1, 0.05).unwrap());
    assert!((left.se - right.se).abs() < 1e-12 && (left.df - right.df).abs() < 1e-9);
    assert_eq!(
        ClusterFit::weighted(&x, &y, &vec![0.0; y.len()], &cluster).unwrap_err().code(),
        "out-of-range"
    );
}

#[test]
fn a_ratio_of_equal_denominators_is_a_mean() {
    let (_, y, cluster) = sample(&[4, 9, 2, 7, 5, 6]);
    let treated: Vec<bool> = cluster.iter().map(|g| g % 2 == 0).collect();
    let design = Design { treated: &treated, cluster: &cluster, strata: &[], covariates: &[] };
    let plain = effect(&design, &y, 0.05).unwrap();
    let twice: Vec<f64> = y.iter().map(|it| 2.0 * it).collect();
    let ratio = ratio_effect(&design, &twice, &vec![2.0; y.len()], 0.05).unwrap();
    assert!((plain.value - ratio.absolute.value).abs() < 1e-12);
    assert!((plain.se - ratio.absolute.se).abs() < 1e-12);
    let relative = ratio.relative.unwrap();
    assert!((relative.value - (ratio.treatment / ratio.control - 1.0)).abs() < 1e-12);
    let linear = linearise(&twice, &vec![2.0; y.len()], &treated).unwrap();
    assert!(linear.values.iter().zip(&y).all(|(left, right)| (left - right).abs() < 1e-12));
    assert_eq!(linearise(&[1.0, 2.0], &[0.0, 1.0], &[true, false]).unwrap_err().code(), "no-variance");
}

#[test]
fn office_means_are_compared_one_value_an_office() {
    let y = [1.0, 3.0, 5.0, 4.0, 8.0, 9.0];
    let cluster = [1, 1, 2, 3, 4, 4];
    let treated = [true, true, true, false, false, false];
    let values = office_values(&y, &[], &treated, &cluster).unwrap();
    assert_eq!((values.treated.as_slice(), values.control.as_slice()), (&[2.0, 5.0][..], &[4.0, 8.5][..]));
    let it = welch_of_offices(&y, &[], &treated, &cluster, 0.05).unwrap();
    assert!((it.value + 2.75).abs() < 1e-12);
    assert_eq!(offices_by_arm(&treated, &cluster), Ok((2, 2)));
    let mixed = [true, false, true, false, false, false];
    assert_eq!(welch_of_offices(&y, &[], &mixed, &cluster, 0.05).unwrap_err().what(), "treated");
}

#[test]
fn strata_take_their_level_out() {
    let (_, y, cluster) = sample(&[4; 8]);
    let treated: Vec<bool> = cluster.iter().map(|g| g % 2 == 0).collect();
    let strata: Vec<usize> = cluster.iter().map(|g| g / 28).collect();
    let shifted: Vec<f64> =
        y.iter().zip(&strata).map(|(y, s)| if *s == 1 { y + 100.0 } else { *y }).collect();
    let design = Design { treated: &treated, cluster: &cluster, strata: &strata, covariates: &[] };
    let (left, right) = (effect(&design, &y, 0.05).unwrap(), effect(&design, &shifted, 0.05).unwrap());
    assert!((left.value - right.value).abs() < 1e-10 && (left.se - right.se).abs() < 1e-10);
}

#[test]
fn bad_input_is_refused() {
    let (x, y, cluster) = sample(&[4, 9, 2, 7]);
    let n = y.len();
    let code = |x: &DMatrix<f64>, y: &[f64], c: &[usize]| ClusterFit::new(x, y, c).unwrap_err().code();
    assert_eq!(code(&x, &[], &cluster), "too-few");
    assert_eq!(code(&x, &y, &cluster[1..]), "length");
    assert_eq!(code(&x, &vec![f64::NAN; n], &cluster), "not-finite");
    assert_eq!(code(&x, &vec![1.0; n], &cluster), "no-variance");
    assert_eq!(code(&x, &y, &vec![1; n]), "too-few");
    let twice = columns(&[&vec![1.0; n], &vec![2.0; n]]);
    assert_eq!(code(&twice, &y, &cluster), "collinear");
    let fit = ClusterFit::new(&x, &y, &cluster).unwrap();
    assert_eq!(fit.effect(&[0.0; 3], 0.05).unwrap_err().code(), "no-variance");
    assert_eq!(fit.effect(&[1.0; 2], 0.05).unwrap_err().code(), "length");
    assert_eq!(fit.coefficient(3, 0.05).unwrap_err().code(), "out-of-range");
    assert_eq!(fit.coefficient(1, 1.0).unwrap_err().code(), "out-of-range");
    let empty = Design { treated: &[true; 3], cluster: &[1, 2, 3], strata: &[], covariates: &[] };
    assert_eq!(effect(&empty, &[1.0, 2.0, 3.0], 0.05).unwrap_err().what(), "control");
}

proptest! {
    /// Degrees of freedom are between 0 and the clusters less one, for an effect between clusters.
    #[test]
    fn degrees_of_freedom_stay_below_the_clusters(sizes in proptest::collection::vec(1_usize..12, 4..12)) {
        let (x, y, cluster) = sample(&sizes);
        if let Ok(fit) = ClusterFit::new(&x.columns(0, 2).into_owned(), &y, &cluster)
            && let Ok(it) = fit.coefficient(1, 0.05)
        {
            prop_assert!(it.df > 0.0 && it.df <= real(sizes.len()) - 1.0 + 1e-9, "{}", it.df);
            prop_assert!(it.low <= it.value && it.value <= it.high);
        }
    }
}
