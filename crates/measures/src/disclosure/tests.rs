use super::*;
use crate::testing::Chance;

/// A field in which the equations are solved exactly: their coefficients are 1 and −1.
const PRIME: i64 = 1_000_000_007;

fn one_way(parts: &[u64]) -> Table {
    let parts: Vec<Option<u64>> = parts.iter().copied().map(Some).collect();
    let mut table = Table::one_way(&parts, Some(parts.iter().flatten().sum()));
    table.protect();
    table
}

/// Adds all totals to rows of parts; 0 is an empty cell.
fn two_way(parts: &[&[u64]]) -> Table {
    let mut rows: Vec<Vec<u64>> = parts.iter().map(|it| it.to_vec()).collect();
    let width = rows[0].len();
    rows.push((0..width).map(|column| parts.iter().map(|it| it[column]).sum()).collect());
    for row in &mut rows {
        row.push(row.iter().sum());
    }
    let rows: Vec<Vec<Option<u64>>> =
        rows.iter().map(|row| row.iter().map(|it| (*it > 0).then_some(*it)).collect()).collect();
    let mut table = Table::two_way(&rows);
    table.protect();
    table
}

/// One text a row: `#` shown, `-` withheld.
fn drawn(table: &Table) -> Vec<String> {
    let row = |at: usize| {
        (0..table.rows[at].len()).map(|column| if table.is_shown(at, column) { '#' } else { '-' }).collect()
    };
    (0..table.rows.len()).map(row).collect()
}

#[test]
fn a_small_cell_takes_the_smallest_other_with_it() {
    assert_eq!(drawn(&one_way(&[5, 300, 100, 200])), ["-#-##"]);
    assert_eq!(drawn(&one_way(&[11, 300])), ["###"]);
}

#[test]
fn small_cells_hide_each_other_if_they_are_enough_together() {
    assert_eq!(drawn(&one_way(&[5, 6, 100])), ["--##"]);
    // 4 and 5 together are 9 usagers, whom the total less 100 would show.
    assert_eq!(drawn(&one_way(&[4, 5, 100, 200])), ["---##"]);
}

#[test]
fn a_total_goes_where_its_parts_cannot_hide_each_other() {
    assert_eq!(drawn(&one_way(&[3])), ["--"]);
    let mut table = Table::one_way(&[Some(5), None, None], Some(40));
    table.protect();
    assert_eq!(drawn(&table), ["-##-"]);
}

#[test]
fn a_small_cell_of_two_dimensions_needs_three_others() {
    let table = two_way(&[&[5, 100, 200], &[300, 40, 500], &[600, 700, 800]]);
    assert_eq!(drawn(&table), ["--##", "--##", "####", "####"]);
}

#[test]
fn an_empty_cell_hides_nothing() {
    // The cheapest way round for the 5 leads over its column's 300 and the totals' column would be dearer.
    let table = two_way(&[&[5, 0, 200], &[300, 0, 500], &[600, 700, 800]]);
    assert_eq!(drawn(&table), ["-#-#", "-#-#", "####", "####"]);
}

#[test]
fn two_withheld_in_each_line_are_not_always_enough() {
    // Two circles of four, and one entry between them: it lies in rows and columns that have others withheld, but is a
    // bridge, so the entry of the first row and last column would be found.
    let rows: Vec<Vec<Option<u64>>> = vec![vec![Some(100); 5]; 5];
    let mut table = Table::two_way(&rows);
    for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (0, 3)] {
        table.withhold(row, column);
    }
    assert!(found(&table).contains(&table.rows[0][3].unwrap()));
    table.protect();
    assert_eq!(found(&table), [0; 0]);
}

#[test]
fn a_short_row_ends_in_empty_cells_and_an_empty_table_is_nothing() {
    let mut table = Table::two_way(&[vec![Some(50), Some(50)], vec![Some(50)]]);
    table.protect();
    assert!(table.is_shown(1, 1) && !table.is_shown(2, 0));
    let mut empty = Table::two_way(&[]);
    empty.protect();
    assert!(!empty.is_shown(0, 0));
}

/// A table with all totals; usagers may be counted in several cells of a line.
fn random_table(seed: u64) -> Table {
    let mut chance = Chance::of(seed);
    let (height, width) = (1 + chance.below(6), 1 + chance.below(6));
    let most = [12, 40, 400][chance.below(3)];
    let mut parts = |count: usize| -> Vec<Option<u64>> {
        (0..count).map(|_| (!chance.once_in(6)).then(|| 1 + chance.below(most) as u64)).collect()
    };
    let total = |of: &mut dyn Iterator<Item = Option<u64>>| {
        let known: Vec<u64> = of.flatten().collect();
        // Between the greatest part, if everyone of the others is in it, and the sum.
        Some((known.iter().sum::<u64>() + known.iter().max()?).div_ceil(2))
    };
    if seed.is_multiple_of(3) {
        let parts = parts(height * width);
        let total = total(&mut parts.iter().copied());
        return Table::one_way(&parts, total);
    }
    let mut rows: Vec<Vec<Option<u64>>> = (0..height).map(|_| parts(width)).collect();
    rows.push((0..width).map(|column| total(&mut rows.iter().map(|it| it[column]))).collect());
    for row in &mut rows {
        let of_row = total(&mut row.iter().copied());
        row.push(of_row);
    }
    Table::two_way(&rows)
}

/// The withheld entries that the equations of all lines determine, given what is shown: those whose unit vector is a
/// combination of equations.
fn found(table: &Table) -> Vec<usize> {
    let unknown: Vec<usize> = (0..table.entries.len()).filter(|it| table.entries[*it].is_withheld).collect();
    let equation = |line: &Line| -> Vec<i64> {
        let sign = |it: &usize| {
            i64::from(line.parts.contains(it)) + if line.total == Some(*it) { PRIME - 1 } else { 0 }
        };
        unknown.iter().map(sign).collect()
    };
    let equations: Vec<Vec<i64>> = table.lines.iter().map(equation).collect();
    let rank_without = rank(equations.clone());
    let is_found = |place: usize| {
        let mut with = equations.clone();
        with.push((0..unknown.len()).map(|it| i64::from(it == place)).collect());
        rank(with) == rank_without
    };
    (0..unknown.len()).filter(|it| is_found(*it)).map(|it| unknown[it]).collect()
}

fn rank(mut rows: Vec<Vec<i64>>) -> usize {
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(pivot) = (rank..rows.len()).find(|it| rows[*it][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], PRIME - 2);
        let pivot: Vec<i64> = rows[rank].iter().map(|it| it * inverse % PRIME).collect();
        for row in rows.iter_mut().skip(rank + 1) {
            let factor = row[column];
            for (value, of_pivot) in row.iter_mut().zip(&pivot) {
                *value = (*value - factor * of_pivot % PRIME + PRIME) % PRIME;
            }
        }
        rank += 1;
    }
    rank
}

fn power(base: i64, exponent: i64) -> i64 {
    match exponent {
        0 => 1,
        odd if odd % 2 == 1 => base * power(base, odd - 1) % PRIME,
        even => {
            let half = power(base, even / 2);
            half * half % PRIME
        }
    }
}

#[test]
fn nothing_withheld_can_be_found_and_nothing_small_is_shown() {
    let mut shown = 0;
    for seed in 0..1_500 {
        let mut table = random_table(seed);
        if table.entries.is_empty() {
            continue;
        }
        table.protect();
        assert_eq!(found(&table), [0; 0], "seed {seed}: {:?}", drawn(&table));
        for entry in table.entries.iter().filter(|it| !it.is_withheld) {
            assert!(entry.usagers >= USAGERS_MIN, "seed {seed}");
            shown += 1;
        }
        for line in &table.lines {
            let withheld = line.parts.iter().filter(|it| table.entries[**it].is_withheld);
            let usagers: u64 = withheld.clone().map(|it| table.entries[*it].usagers).sum();
            let is_shown = line.total.is_some_and(|it| !table.entries[it].is_withheld);
            let is_safe = !is_shown || withheld.count() == 0 || usagers >= USAGERS_MIN;
            assert!(is_safe, "seed {seed}: {:?}", drawn(&table));
        }
    }
    assert!(shown > 5_000, "only {shown} cells were shown: the rule hides too much");
}

#[test]
fn protecting_twice_changes_nothing() {
    for seed in 0..1_500 {
        let mut once = random_table(seed);
        once.protect();
        let mut twice = once.clone();
        twice.protect();
        assert_eq!(once, twice, "seed {seed}");
    }
}

#[test]
fn large_cells_are_all_shown() {
    let table = two_way(&[&[11, 12], &[13, 14]]);
    assert_eq!(drawn(&table), ["###", "###", "###"]);
}
