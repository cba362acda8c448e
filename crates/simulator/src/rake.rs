//! Tables with given margins: raking (iterative proportional fitting), and whole numbers that keep a sum.

/// Scales the rows and columns of `table` in turn until they sum to `rows` and `columns`. Cells of 0 stay 0.
pub(crate) fn rake(table: &mut [Vec<f64>], rows: &[f64], columns: &[f64]) {
    for _ in 0..400 {
        for (row, want) in table.iter_mut().zip(rows) {
            scale(row.iter_mut(), *want);
        }
        let mut off = 0.0_f64;
        for (at, want) in columns.iter().enumerate() {
            let sum: f64 = table.iter().map(|row| row[at]).sum();
            off = off.max((sum - want).abs());
            scale(table.iter_mut().map(|row| &mut row[at]), *want);
        }
        if off < 1e-9 {
            break;
        }
    }
}

fn scale<'a>(cells: impl Iterator<Item = &'a mut f64>, want: f64) {
    let cells: Vec<_> = cells.collect();
    let sum: f64 = cells.iter().map(|it| **it).sum();
    if sum > 0.0 {
        for cell in cells {
            *cell *= want / sum;
        }
    }
}

/// Shares `total` by `weights` in whole numbers that sum to it exactly (largest remainders, the first of equals).
pub(crate) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|it| it / sum * total as f64).collect();
    let mut counts: Vec<u64> = exact.iter().map(|it| it.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| weights[*at] > 0.0).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let mut missing = total.saturating_sub(counts.iter().sum());
    while missing > 0 {
        for at in &order {
            if missing == 0 {
                break;
            }
            counts[*at] += 1;
            missing -= 1;
        }
    }
    counts
}

/// How many of `count` fall into block `block` of `blocks`, when they are dealt evenly from a starting point between 0
/// and 1. The blocks' numbers sum to `count`, and each is known without the others.
pub(crate) fn dealt(count: u64, block: u32, blocks: u32, start: f64) -> u64 {
    let upto = |block: u32| {
        if block >= blocks {
            return count;
        }
        let share = u128::from(count) * u128::from(block);
        let whole = (share / u128::from(blocks)) as u64;
        let rest = (share % u128::from(blocks)) as f64 / f64::from(blocks);
        if block == 0 { 0 } else { (whole + u64::from(rest + start >= 1.0)).min(count) }
    };
    upto(block + 1) - upto(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apportioned_shares_sum_to_the_total() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(1, &[0.0, 0.2, 0.8]), [0, 0, 1]);
        for total in 0..200 {
            assert_eq!(apportion(total, &[0.3, 0.0, 2.0, 0.01, 1.0]).iter().sum::<u64>(), total);
        }
    }

    #[test]
    fn blocks_are_dealt_everything_once() {
        for count in [0_u64, 1, 7, 1_000_003] {
            for blocks in [1, 2, 7, 100] {
                for start in [0.0, 0.3, 0.999_999] {
                    let sum: u64 = (0..blocks).map(|it| dealt(count, it, blocks, start)).sum();
                    assert_eq!(sum, count);
                }
            }
        }
    }

    #[test]
    fn raked_margins_hold() {
        let mut table = vec![vec![1.0, 2.0, 1.0], vec![4.0, 0.0, 1.0]];
        rake(&mut table, &[6.0, 4.0], &[5.0, 3.0, 2.0]);
        assert!((table[0].iter().sum::<f64>() - 6.0).abs() < 1e-6);
        assert!((table[0][1] - 3.0).abs() < 1e-6 && table[1][1] == 0.0, "{table:?}");
    }
}
