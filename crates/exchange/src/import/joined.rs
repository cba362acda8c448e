//! Rows of a table that make one contact together: the legs of a call, the pages of a visit, the questions of one conversation.
//!
//! The first row tells, and the last one when it ended; a row that somebody answered tells rather than one that was abandoned.
//!
//! **Invariant:** at most [`CONTACTS_MAX`] contacts are held.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::{
    column::{Cells, Column},
    rows::Maker,
};

/// Contacts that are held for rows to come.
const CONTACTS_MAX: usize = 1 << 16;

/// Contacts that rows still may belong to.
#[derive(Debug, Default)]
pub(super) struct Joined {
    held: HashMap<Box<str>, Held>,
    /// Their names, in the order of their first rows.
    begun: VecDeque<Box<str>>,
    name: String,
}

/// What the rows of a contact said so far.
#[derive(Debug)]
struct Held {
    line: u64,
    text: Box<str>,
    /// Where each cell ends in the text; the whole row follows the last.
    ends: [usize; Column::COUNT],
    ended_us: Option<i64>,
}

impl Joined {
    /// Takes a row whose contact is named by `names`; makes the contact that was held longest, if there are too many.
    pub(super) fn take<'a>(
        &mut self,
        line: u64,
        names: impl Iterator<Item = &'a str>,
        cells: &Cells<'_>,
        maker: &mut Maker,
    ) {
        maker.joined();
        self.name.clear();
        let mut has_name = false;
        for name in names {
            has_name |= !name.trim().is_empty();
            self.name.push_str(name.trim());
            self.name.push('\u{0}');
        }
        if !has_name {
            maker.contact(line, cells);
            return;
        }
        if let Some(held) = self.held.get_mut(self.name.as_str()) {
            held.join(cells, maker);
        } else {
            self.make_down_to(CONTACTS_MAX - 1, maker);
            self.begun.push_back(self.name.as_str().into());
            self.held.insert(self.name.as_str().into(), Held::new(line, cells, maker));
        }
    }

    /// Makes the contacts that were held longest, until so many are left.
    pub(super) fn make_down_to(&mut self, left: usize, maker: &mut Maker) {
        while self.begun.len() > left
            && let Some(name) = self.begun.pop_front()
        {
            if let Some(held) = self.held.remove(&name) {
                maker.contact(held.line, &held.cells());
            }
        }
    }
}

impl Held {
    fn new(line: u64, cells: &Cells<'_>, maker: &Maker) -> Self {
        let mut text = String::new();
        let mut ends = [0; Column::COUNT];
        for (end, cell) in ends.iter_mut().zip(cells.values) {
            text.push_str(cell);
            *end = text.len();
        }
        text.push_str(cells.whole);
        Self { line, text: text.into(), ends, ended_us: maker.ended_us(cells.get(Column::EndedAt)) }
    }

    fn cells(&self) -> Cells<'_> {
        let mut cells = Cells::empty();
        let mut from = 0;
        for (cell, end) in cells.values.iter_mut().zip(self.ends) {
            *cell = &self.text[from..end];
            from = end;
        }
        cells.whole = &self.text[from..];
        cells
    }

    fn join(&mut self, cells: &Cells<'_>, maker: &Maker) {
        let held = self.cells();
        let ended_us = maker.ended_us(cells.get(Column::EndedAt));
        let is_later = ended_us > self.ended_us;
        let abandoned = |it: &Cells<'_>| maker.is_abandoned(it.get(Column::Outcome));
        let is_better = abandoned(&held) && !abandoned(cells);
        if !is_later && !is_better {
            return;
        }
        let mut joined = if is_better { *cells } else { held };
        for column in [Column::StartedAt, Column::StartedTime] {
            joined.set(column, held.get(column));
        }
        let last = if is_later { cells } else { &held };
        for column in [Column::EndedAt, Column::EndedTime] {
            joined.set(column, last.get(column));
        }
        let line = self.line;
        *self = Self::new(line, &joined, maker);
    }
}
