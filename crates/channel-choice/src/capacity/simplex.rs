//! The dual simplex method with generalised upper bounds.
//!
//! Maximise Σ gain·x where the x of each set sum to its size and each row's uses stay at or below its most. Of every set one
//! variable, its key, is expressed by the others; the basis that is left has one column a row, and is solved afresh at each
//! step, so that no rounding adds up.

/// What counts as nothing, relative to numbers near 1.
const NOTHING: f64 = 1e-11;
/// What a variable may be worth more than its key by rounding.
const WORTH_NOTHING: f64 = 1e-9;
/// What a pivot must be at least.
const PIVOT_LEAST: f64 = 1e-9;

/// Sets of variables over a few rows, all scaled to be near 1.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    pub(super) rows: usize,
    /// For each set, its first variable; one more at the end.
    pub(super) first: Vec<usize>,
    /// By variable.
    pub(super) gain: Vec<f64>,
    /// By variable and row.
    pub(super) uses: Vec<f64>,
}

/// A column of the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// What is left of a row.
    Slack(usize),
    /// A variable of a set, beside its key.
    Variable { set: usize, variable: usize },
}

/// Where the method stands.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    key: Vec<usize>,
    columns: Vec<Column>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Solved {
    /// The variables above 0, and the prices of rows.
    Best { values: Vec<(usize, f64)>, prices: Vec<f64> },
    /// No solution: rows with the weights that prove it.
    Infeasible { weights: Vec<f64> },
    /// It did not end, or could not go on from its basis.
    Failed,
}

impl Sets {
    fn of(&self, set: usize) -> std::ops::Range<usize> {
        self.first[set]..self.first[set + 1]
    }

    fn uses_of(&self, variable: usize) -> &[f64] {
        &self.uses[variable * self.rows..(variable + 1) * self.rows]
    }

    fn worth(&self, variable: usize, prices: &[f64]) -> f64 {
        self.gain[variable] - dot(prices, self.uses_of(variable))
    }

    /// Every set at its best variable, every row unused.
    pub(super) fn start(&self) -> Basis {
        let sets = self.first.len() - 1;
        let key = (0..sets).map(|set| self.best(set, &vec![0.0; self.rows])).collect();
        Basis { key, columns: (0..self.rows).map(Column::Slack).collect() }
    }

    fn best(&self, set: usize, prices: &[f64]) -> usize {
        let mut best = self.first[set];
        let mut most = f64::NEG_INFINITY;
        for variable in self.of(set) {
            let worth = self.worth(variable, prices);
            if worth > most {
                (best, most) = (variable, worth);
            }
        }
        best
    }

    /// The best solution for these sizes of sets and mosts of rows, from a basis of the same sets.
    pub(super) fn solve(&self, basis: &mut Basis, sizes: &[f64], most: &[f64]) -> Solved {
        let total: f64 = sizes.iter().sum();
        let tolerance = 1e-10 * (1.0 + total);
        let Some(mut inverse) = self.inverse(basis) else { return Solved::Failed };
        if !self.takes_up(basis, &inverse) {
            return Solved::Failed;
        }
        for _ in 0..50 * (sizes.len() + self.rows) {
            let values = times(&inverse, &self.left(basis, sizes, most));
            let prices = self.prices(basis, &inverse);
            let mut inside = vec![(0.0, usize::MAX); sizes.len()];
            for (place, column) in basis.columns.iter().enumerate() {
                if let Column::Variable { set, .. } = column {
                    let (sum, first) = inside[*set];
                    let is_greatest = first == usize::MAX || values[place] > values[first];
                    inside[*set] = (sum + values[place], if is_greatest { place } else { first });
                }
            }
            // The variable that is furthest below 0: in the basis, or a key.
            let mut worst = -tolerance;
            let mut leaving = None;
            for (place, value) in values.iter().enumerate() {
                if *value < worst {
                    (worst, leaving) = (*value, Some(place));
                }
            }
            for (set, (sum, greatest)) in inside.iter().enumerate().filter(|it| it.1.1 != usize::MAX) {
                if sizes[set] - sum < worst {
                    worst = sizes[set] - sum;
                    leaving = Some(*greatest);
                    let Column::Variable { variable, .. } = basis.columns[*greatest] else { continue };
                    // The key changes places with the greatest of its set.
                    let old = std::mem::replace(&mut basis.key[set], variable);
                    basis.columns[*greatest] = Column::Variable { set, variable: old };
                    leaving = leaving.map(|it| it + self.rows);
                }
            }
            let Some(leaving) = leaving else { return self.found(basis, sizes, &values, prices) };
            if leaving >= self.rows {
                // Keys were exchanged: the same point in other words. Solve it again before anything leaves.
                let Some(again) = self.inverse(basis) else { return Solved::Failed };
                inverse = again;
                continue;
            }
            let row: Vec<f64> = (0..self.rows).map(|it| inverse[leaving * self.rows + it]).collect();
            match self.entering(basis, sizes, &row, &prices) {
                None => return Solved::Infeasible { weights: row },
                Some(entering) => basis.columns[leaving] = entering,
            }
            let Some(again) = self.inverse(basis) else { return Solved::Failed };
            inverse = again;
        }
        Solved::Failed
    }

    /// Whether the method can go on from a basis: no variable is worth more than its set's key. Sets without people took no part in what led
    /// there; those that are not in the basis get the best key for the prices of now.
    fn takes_up(&self, basis: &mut Basis, inverse: &[f64]) -> bool {
        let prices = self.prices(basis, inverse);
        let mut is_in_basis = vec![false; basis.key.len()];
        for column in &basis.columns {
            if let Column::Variable { set, .. } = column {
                is_in_basis[*set] = true;
            }
        }
        for (set, is_in_basis) in is_in_basis.into_iter().enumerate() {
            let best = self.best(set, &prices);
            if !is_in_basis {
                basis.key[set] = best;
            } else if self.worth(best, &prices) > self.worth(basis.key[set], &prices) + WORTH_NOTHING {
                return false;
            }
        }
        true
    }

    /// What rows have left once every set takes its key alone.
    fn left(&self, basis: &Basis, sizes: &[f64], most: &[f64]) -> Vec<f64> {
        let mut left = most.to_vec();
        for (key, size) in basis.key.iter().zip(sizes).filter(|it| *it.1 > 0.0) {
            left.iter_mut().zip(self.uses_of(*key)).for_each(|(left, used)| *left -= used * size);
        }
        left
    }

    /// What a column of the basis uses, its key's use taken off.
    fn column(&self, basis: &Basis, column: Column) -> Vec<f64> {
        match column {
            Column::Slack(row) => (0..self.rows).map(|it| f64::from(u8::from(it == row))).collect(),
            Column::Variable { set, variable } => {
                let key = self.uses_of(basis.key[set]);
                self.uses_of(variable).iter().zip(key).map(|(own, key)| own - key).collect()
            }
        }
    }

    fn prices(&self, basis: &Basis, inverse: &[f64]) -> Vec<f64> {
        let mut prices = vec![0.0; self.rows];
        for (place, column) in basis.columns.iter().enumerate() {
            let Column::Variable { set, variable } = *column else { continue };
            let gain = self.gain[variable] - self.gain[basis.key[set]];
            let row = &inverse[place * self.rows..(place + 1) * self.rows];
            prices.iter_mut().zip(row).for_each(|(price, it)| *price += gain * it);
        }
        prices
    }

    /// The column that takes the place of the one that leaves; none where nothing can.
    fn entering(&self, basis: &Basis, sizes: &[f64], row: &[f64], prices: &[f64]) -> Option<Column> {
        let scale = row.iter().fold(1.0_f64, |most, it| most.max(it.abs()));
        let mut best: Option<(f64, f64, Column)> = None;
        let mut offer = |loss: f64, pivot: f64, column: Column| {
            if pivot >= -PIVOT_LEAST * scale {
                return;
            }
            let ratio = loss.max(0.0) / -pivot;
            // Of equals, the one with the greatest pivot.
            let is_better = best.is_none_or(|(known, size, _)| {
                ratio < known - NOTHING || (ratio <= known + NOTHING && -pivot > size)
            });
            if is_better {
                best = Some((ratio, -pivot, column));
            }
        };
        let mut is_slack = vec![false; self.rows];
        for column in &basis.columns {
            if let Column::Slack(row) = column {
                is_slack[*row] = true;
            }
        }
        for place in (0..self.rows).filter(|it| !is_slack[*it]) {
            offer(prices[place], row[place], Column::Slack(place));
        }
        for set in (0..sizes.len()).filter(|it| sizes[*it] > 0.0) {
            let key = basis.key[set];
            let (worth, used) = (self.worth(key, prices), dot(row, self.uses_of(key)));
            for variable in self.of(set).filter(|it| *it != key) {
                let pivot = dot(row, self.uses_of(variable)) - used;
                // A column of the basis has a pivot of 0 in the rows of others, and leaves from its own.
                if pivot < -PIVOT_LEAST * scale
                    && !basis.columns.contains(&Column::Variable { set, variable })
                {
                    offer(worth - self.worth(variable, prices), pivot, Column::Variable { set, variable });
                }
            }
        }
        best.map(|it| it.2)
    }

    fn found(&self, basis: &Basis, sizes: &[f64], values: &[f64], prices: Vec<f64>) -> Solved {
        let mut of_key = sizes.to_vec();
        let mut found = Vec::with_capacity(sizes.len() + self.rows);
        for (column, value) in basis.columns.iter().zip(values) {
            if let Column::Variable { set, variable } = *column {
                let value = value.clamp(0.0, sizes[set]);
                of_key[set] -= value;
                found.push((variable, value));
            }
        }
        found.extend(basis.key.iter().copied().zip(of_key.into_iter().map(|it| it.max(0.0))));
        found.retain(|it| it.1 > 0.0);
        found.sort_unstable_by_key(|it| it.0);
        Solved::Best { values: found, prices }
    }

    /// The inverse of the basis, row by row, by elimination with the greatest pivot; none where it has none.
    fn inverse(&self, basis: &Basis) -> Option<Vec<f64>> {
        let rows = self.rows;
        let mut matrix = vec![0.0; rows * rows];
        for (place, column) in basis.columns.iter().enumerate() {
            for (row, value) in self.column(basis, *column).into_iter().enumerate() {
                matrix[row * rows + place] = value;
            }
        }
        let mut inverse = vec![0.0; rows * rows];
        (0..rows).for_each(|it| inverse[it * rows + it] = 1.0);
        for place in 0..rows {
            let greatest = (place..rows)
                .max_by(|a, b| matrix[a * rows + place].abs().total_cmp(&matrix[b * rows + place].abs()))?;
            if matrix[greatest * rows + place].abs() < 1e-13 {
                return None;
            }
            if greatest != place {
                for it in 0..rows {
                    matrix.swap(place * rows + it, greatest * rows + it);
                    inverse.swap(place * rows + it, greatest * rows + it);
                }
            }
            let pivot = matrix[place * rows + place];
            for it in 0..rows {
                matrix[place * rows + it] /= pivot;
                inverse[place * rows + it] /= pivot;
            }
            for row in (0..rows).filter(|it| *it != place) {
                let factor = matrix[row * rows + place];
                if factor == 0.0 {
                    continue;
                }
                for it in 0..rows {
                    matrix[row * rows + it] -= factor * matrix[place * rows + it];
                    inverse[row * rows + it] -= factor * inverse[place * rows + it];
                }
            }
        }
        Some(inverse)
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    matrix.chunks_exact(vector.len().max(1)).map(|row| dot(row, vector)).collect()
}
