//! How wildboottest decides its own tie.
//!
//! The draw that turns all residuals round has the |t| of the sample, and the package counts draws with |t*| > |t| in
//! double precision: rounding decides whether the tie counts. To print the p-value that it prints, its operations are
//! done here in its order, each rounded as its linear algebra (NumPy with `OpenBLAS` on processors with fused
//! multiply-add) rounds it. Nothing but the key `wildboottest_p` depends on this; no decision should.

type Row = [f64; 3];
type Square = [Row; 3];

/// Rows of one cluster.
pub(super) struct Cluster {
    pub(super) x: Vec<Row>,
    pub(super) y: Vec<f64>,
}

/// Whether |t*| of the draw of all −1 comes out above |t|. Clusters are in the order of their numbers.
pub(super) fn turned_is_beyond(clusters: &[Cluster]) -> bool {
    let rows: usize = clusters.iter().map(|it| it.y.len()).sum();
    let (rows, count) = (crate::robust::real(rows), crate::robust::real(clusters.len()));
    let grams: Vec<Square> = clusters.iter().map(|it| gram(&it.x)).collect();
    let withs: Vec<Row> = clusters.iter().map(|it| with(&it.x, &it.y)).collect();
    let (mut all, mut all_with) = ([[0.0; 3]; 3], [0.0; 3]);
    for (gram, with) in grams.iter().zip(&withs) {
        for i in 0..3 {
            all_with[i] += with[i];
            (0..3).for_each(|j| all[i][j] += gram[i][j]);
        }
    }
    let bread = inverse(all);
    let free: Row = [0, 1, 2].map(|it| across(&bread[it], &all_with));
    let scale = 1.0 / bread[1][1];
    let imposed: Row = [0, 1, 2].map(|it| free[it] - bread[it][1] * scale * free[1]);
    let scores: Vec<Row> = grams
        .iter()
        .zip(&withs)
        .map(|(gram, with)| [0, 1, 2].map(|it| with[it] - across(&gram[it], &imposed)))
        .collect();
    let own: Vec<f64> = scores.iter().map(|it| across(&bread[1], it)).collect();
    let correction = (rows - 1.0) / (rows - 3.0) * count / (count - 1.0);
    let mut below = 0.0;
    for (gram, own) in grams.iter().zip(&own) {
        let through = columns(&columns(&bread[1], gram), &bread);
        let shared = scores.iter().fold(0.0, |sum, it| sum - along(&through, it));
        let left = -own - shared;
        below += left * left;
    }
    let turned = -lanes(&own) / (correction * below).sqrt();
    let mut middle = [[0.0; 3]; 3];
    for it in clusters {
        let residuals: Vec<f64> = it.x.iter().zip(&it.y).map(|(x, y)| y - across(x, &free)).collect();
        let score = with(&it.x, &residuals);
        for i in 0..3 {
            (0..3).for_each(|j| middle[i][j] += score[i] * score[j]);
        }
    }
    let variance = columns(&columns(&bread[1], &middle), &bread);
    turned.abs() > (free[1] / (correction * variance[1]).sqrt()).abs()
}

/// X'X: each entry row by row.
fn gram(x: &[Row]) -> Square {
    let entry = |i: usize, j: usize| x.iter().fold(0.0, |sum, it| it[i].mul_add(it[j], sum));
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| entry(i, j)))
}

/// X'y: rows two by two, in blocks of four.
fn with(x: &[Row], y: &[f64]) -> Row {
    let blocks = x.len() / 4 * 4;
    [0, 1, 2].map(|column| {
        let pairs = (0..blocks)
            .step_by(2)
            .fold(0.0, |sum, row| sum + x[row][column].mul_add(y[row], x[row + 1][column] * y[row + 1]));
        (blocks..x.len()).fold(pairs, |sum, row| x[row][column].mul_add(y[row], sum))
    })
}

/// The product of a row and a vector.
fn across(left: &Row, right: &Row) -> f64 {
    left[2].mul_add(right[2], left[0].mul_add(right[0], left[1] * right[1]))
}

/// The product of two vectors, entry by entry.
fn along(left: &Row, right: &Row) -> f64 {
    left.iter().zip(right).fold(0.0, |sum, (left, right)| left.mul_add(*right, sum))
}

/// A row times a matrix.
fn columns(row: &Row, matrix: &Square) -> Row {
    [0, 1, 2].map(|j| along(row, &[matrix[0][j], matrix[1][j], matrix[2][j]]))
}

/// The sum, in four lanes.
fn lanes(values: &[f64]) -> f64 {
    let blocks = values.chunks_exact(4);
    let rest: f64 = blocks.remainder().iter().sum();
    let mut sums = [0.0; 4];
    for block in blocks {
        sums.iter_mut().zip(block).for_each(|(sum, it)| *sum += it);
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// The inverse through lower and upper triangles with row exchanges, column by column.
fn inverse(matrix: Square) -> Square {
    let (mut a, mut b): (Square, Square) = (matrix, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    for j in 0..3 {
        for i in 1..3 {
            let sum = (0..i.min(j)).fold(0.0_f64, |sum: f64, k| f64::mul_add(a[i][k], a[k][j], sum));
            a[i][j] -= sum;
        }
        let largest = (j..3).fold(j, |most, it| if a[it][j].abs() > a[most][j].abs() { it } else { most });
        a.swap(j, largest);
        b.swap(j, largest);
        let reciprocal = 1.0 / a[j][j];
        (j + 1..3).for_each(|it| a[it][j] *= reciprocal);
    }
    for k in 0..3 {
        for i in k + 1..3 {
            b[i] = [0, 1, 2].map(|it| (-b[k][it]).mul_add(a[i][k], b[i][it]));
        }
    }
    for k in (0..3).rev() {
        b[k] = b[k].map(|it| it * (1.0 / a[k][k]));
        for i in 0..k {
            b[i] = [0, 1, 2].map(|it| (-b[k][it]).mul_add(a[i][k], b[i][it]));
        }
    }
    b
}
