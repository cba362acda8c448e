//! What may be published: which cells of a table may leave their partner.
//!
//! A figure stands on usagers. Cells that stand on fewer than [`USAGERS_MIN`] are withheld, and others with them, so that
//! totals give nothing away. Start with [`Table`].
//!
//! A table with its totals is a graph: its lines (rows and columns, the line of totals among them) are the nodes, each
//! entry is an edge between its row and its column, and each node says that its entries add up. What is withheld can be
//! found from what is shown exactly where one withheld entry is a *bridge*: where no way through other withheld entries
//! leads from its row back to its column. (What the entries of a way may lose in turn, another gains.)
//!
//! # Source
//!
//! D. Gusfield, "A graph theoretic approach to statistical data security", SIAM Journal on Computing 17 (1988), 552–571.

use std::{cmp::Reverse, collections::BinaryHeap};

/// A figure that leaves its partner stands on at least so many usagers.
pub const USAGERS_MIN: u64 = 11;

/// The usagers behind each figure of a table, and which figures are withheld.
///
/// **Invariant**, once [`Table::protect`] ran: nothing shown stands on fewer than [`USAGERS_MIN`] usagers; nothing
/// withheld can be computed from what is shown by adding and subtracting; and where a total is shown, what is withheld
/// among its parts stands together on at least [`USAGERS_MIN`] usagers, each counted in every part that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Where each entry of a row is among `entries`; `None` = an empty cell.
    rows: Vec<Vec<Option<usize>>>,
    entries: Vec<Entry>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// The two lines that it lies in.
    ends: [usize; 2],
    usagers: u64,
    /// What withholding it would cost readers.
    cost: u64,
    is_withheld: bool,
}

/// Entries that add up to a total.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Line {
    parts: Vec<usize>,
    total: Option<usize>,
}

impl Table {
    /// Figures and their total, which is published with them: the usagers behind each; `None` = no contact at all.
    ///
    /// The figures are row 0, the total is its last entry.
    pub fn one_way(parts: &[Option<u64>], total: Option<u64>) -> Self {
        let mut table = Self { rows: vec![Vec::new()], entries: Vec::new(), lines: vec![Line::default(); 2] };
        for usagers in parts {
            table.push(0, [0, 1], *usagers, Role::Part);
        }
        table.push(0, [0, 1], total, Role::Grand);
        // Both ends of every entry are this one line: what is withheld twice in it lies on a way back.
        table.lines[0] = Line {
            parts: table.rows[0][..parts.len()].iter().copied().flatten().collect(),
            total: table.rows[0][parts.len()],
        };
        table
    }

    /// Rows of figures with all totals: the last entry of a row is its total, the last row holds the totals of columns and
    /// the total of all. The usagers behind each; `None` = no contact at all. A row that is too short ends in empty cells.
    pub fn two_way(usagers: &[Vec<Option<u64>>]) -> Self {
        let height = usagers.len();
        let width = usagers.iter().map(Vec::len).max().unwrap_or(0);
        let mut table = Self {
            rows: vec![Vec::new(); height],
            entries: Vec::new(),
            lines: vec![Line::default(); height + width],
        };
        for (row, of_row) in usagers.iter().enumerate() {
            for column in 0..width {
                let role = match (row + 1 == height, column + 1 == width) {
                    (false, false) => Role::Part,
                    (true, true) => Role::Grand,
                    _ => Role::Total,
                };
                let usagers = of_row.get(column).copied().flatten();
                table.push(row, [row, height + column], usagers, role);
            }
        }
        for row in 0..height {
            for column in 0..width {
                let Some(entry) = table.rows[row][column] else { continue };
                for (line, is_total) in [(row, column + 1 == width), (height + column, row + 1 == height)] {
                    if is_total {
                        table.lines[line].total = Some(entry);
                    } else {
                        table.lines[line].parts.push(entry);
                    }
                }
            }
        }
        table
    }

    /// Whether the figure may be shown. An empty cell may be shown as empty; outside the table there is nothing to show.
    pub fn is_shown(&self, row: usize, column: usize) -> bool {
        let entry = self.rows.get(row).and_then(|it| it.get(column));
        entry.is_some_and(|it| it.is_none_or(|it| !self.entries[it].is_withheld))
    }

    /// Withholds a figure for a reason of its own, before [`Table::protect`].
    pub fn withhold(&mut self, row: usize, column: usize) {
        if let Some(Some(entry)) = self.rows.get(row).and_then(|it| it.get(column)) {
            self.entries[*entry].is_withheld = true;
        }
    }

    /// Withholds the figures that stand on too few usagers, and enough others. Running it again changes nothing.
    pub fn protect(&mut self) {
        for entry in &mut self.entries {
            entry.is_withheld |= entry.usagers < USAGERS_MIN;
        }
        loop {
            self.leave_no_bridge();
            let Some(more) = self.lines.iter().find_map(|it| self.too_few(it)) else { return };
            self.entries[more].is_withheld = true;
        }
    }

    fn push(&mut self, row: usize, ends: [usize; 2], usagers: Option<u64>, role: Role) {
        let place = self.entries.len();
        self.rows[row].push(usagers.map(|_| place));
        if let Some(usagers) = usagers {
            self.entries.push(Entry { ends, usagers, cost: role.cost(usagers), is_withheld: false });
        }
    }

    /// Makes every withheld entry part of a circle of withheld entries, by the cheapest way round.
    fn leave_no_bridge(&mut self) {
        for entry in 0..self.entries.len() {
            if !self.entries[entry].is_withheld {
                continue;
            }
            for other in self.cheapest_way_round(entry) {
                self.entries[other].is_withheld = true;
            }
        }
    }

    /// The entries of the cheapest way from one end of `entry` to the other without it; what is already withheld is free.
    /// None, if there is no way: then `entry` is alone in its table.
    fn cheapest_way_round(&self, entry: usize) -> Vec<usize> {
        let [from, to] = self.entries[entry].ends;
        let mut at_line: Vec<Vec<usize>> = vec![Vec::new(); self.lines.len()];
        for (place, other) in self.entries.iter().enumerate().filter(|(place, _)| *place != entry) {
            for end in other.ends {
                at_line[end].push(place);
            }
        }
        let mut best: Vec<Option<(u64, usize)>> = vec![None; self.lines.len()];
        let mut open = BinaryHeap::from([Reverse((0, from))]);
        while let Some(Reverse((cost, line))) = open.pop() {
            if line == to {
                break;
            }
            if best[line].is_some_and(|(least, _)| least < cost) {
                continue;
            }
            for place in &at_line[line] {
                let other = &self.entries[*place];
                let next = other.ends[usize::from(other.ends[0] == line)];
                let cost = if other.is_withheld { cost } else { cost.saturating_add(other.cost) };
                if next != from && best[next].is_none_or(|(least, _)| cost < least) {
                    best[next] = Some((cost, *place));
                    open.push(Reverse((cost, next)));
                }
            }
        }
        let mut way = Vec::new();
        let mut line = to;
        while let Some((_, place)) = best[line] {
            way.push(place);
            let ends = self.entries[place].ends;
            line = ends[usize::from(ends[0] == line)];
        }
        way
    }

    /// The entry to withhold next in a line whose total is shown and whose withheld parts stand on too few usagers.
    fn too_few(&self, line: &Line) -> Option<usize> {
        let total = line.total.filter(|it| !self.entries[*it].is_withheld)?;
        let withheld = || line.parts.iter().map(|it| &self.entries[*it]).filter(|it| it.is_withheld);
        withheld().next()?;
        if withheld().map(|it| it.usagers).fold(0, u64::saturating_add) >= USAGERS_MIN {
            return None;
        }
        let shown = line.parts.iter().copied().filter(|it| !self.entries[*it].is_withheld);
        Some(shown.min_by_key(|it| self.entries[*it].cost).unwrap_or(total))
    }
}

/// What an entry is in its table.
#[derive(Clone, Copy)]
enum Role {
    Part,
    Total,
    Grand,
}

impl Role {
    /// Totals are what readers look at first: they are withheld only where parts are not enough.
    fn cost(self, usagers: u64) -> u64 {
        const TOTAL: u64 = 1 << 44;
        let usagers = usagers.clamp(1, TOTAL);
        match self {
            Self::Part => usagers,
            Self::Total => TOTAL + usagers,
            Self::Grand => (TOTAL << 8) + usagers,
        }
    }
}

#[cfg(test)]
mod tests;
