//! Which cell each contact of a bucket belongs to, for one choice of dimensions and filters.
//!
//! Questions with the same choice share it. The result is one number a row, so no kernel knows what a dimension is.

use hashbrown::HashMap;
use kernel::{Channel, Direction, Outcome, Period};
use measures::{Dimension, Selection};

use crate::{
    bucket::{INBOUND, NONE, Texts},
    calendar::{Calendar, date_of},
    follow::NEVER,
    names::{Names, TextColumn, narrow},
    view::Bucket,
};

/// A table of at most this many places finds the cells; beyond it a map.
const TABLE_MAX: usize = 1 << 20;

/// A choice of dimensions and filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lens {
    pub(crate) by: Vec<Dimension>,
    pub(crate) selection: Selection,
    /// The end of observation that was asked for, where `recontacted` depends on it.
    pub(crate) observed_until: Option<i64>,
    /// It only finds the cells of whole requests, through [`RequestCells`].
    pub(crate) of_requests: bool,
}

/// The cell of each contact; [`NONE`] = not an index contact.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) of: Vec<u32>,
    /// All numbers are below this.
    pub(crate) count: usize,
    /// The cell of every contact of the bucket, if there is but one. Kernels are quicker then.
    pub(crate) one: Option<u32>,
}

/// A dimension of a bucket's contacts as small numbers.
pub(crate) enum Column<'a> {
    One(u32),
    Bytes { codes: &'a [u8], count: usize },
    Texts(&'a Texts),
    Day(&'a Calendar),
    Week(&'a Calendar),
    Month(&'a Calendar),
    Derived(Vec<u8>),
}

/// Codes of `recontacted`.
const NO: u8 = 1;
const YES: u8 = 2;

impl Column<'_> {
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::One(_) => 1,
            Self::Bytes { count, .. } => *count,
            Self::Texts(texts) => texts.count(),
            Self::Day(calendar) => calendar.days(),
            Self::Week(calendar) => calendar.weeks.len(),
            Self::Month(calendar) => calendar.months.len(),
            Self::Derived(_) => 3,
        }
    }

    pub(crate) fn at(&self, row: usize) -> u32 {
        match self {
            Self::One(_) => 0,
            Self::Bytes { codes, .. } => u32::from(codes[row]),
            Self::Texts(texts) => texts.codes[row],
            Self::Day(calendar) => calendar.day[row],
            Self::Week(calendar) => calendar.week_of_day[calendar.day[row] as usize],
            Self::Month(calendar) => calendar.month_of_day[calendar.day[row] as usize],
            Self::Derived(codes) => u32::from(codes[row]),
        }
    }

    /// The number that all buckets share.
    pub(crate) fn shared(&self, own: u32) -> u32 {
        let place = own as usize;
        match self {
            Self::One(shared) => *shared,
            Self::Bytes { .. } | Self::Derived(_) => own,
            Self::Texts(texts) => texts.shared[place],
            Self::Day(calendar) => calendar.shared_day(own),
            Self::Week(calendar) => calendar.weeks[place],
            Self::Month(calendar) => calendar.months[place],
        }
    }

    /// `sums[row] += at(row) * stride`.
    fn add(&self, stride: u32, sums: &mut [u32]) {
        match self {
            Self::One(_) => {}
            Self::Bytes { codes, .. } => {
                sums.iter_mut().zip(*codes).for_each(|(sum, it)| *sum += u32::from(*it) * stride);
            }
            Self::Texts(texts) => sums.iter_mut().zip(&texts.codes).for_each(|(sum, it)| *sum += it * stride),
            Self::Day(calendar) => {
                sums.iter_mut().zip(&calendar.day).for_each(|(sum, it)| *sum += it * stride);
            }
            Self::Week(_) | Self::Month(_) | Self::Derived(_) => {
                sums.iter_mut().enumerate().for_each(|(row, sum)| *sum += self.at(row) * stride);
            }
        }
    }
}

/// The contacts' values of a dimension; `until` is the end of observation that was asked for.
pub(crate) fn column(dimension: Dimension, bucket: &Bucket, until: Option<i64>) -> Column<'_> {
    let contacts = &bucket.contacts;
    match dimension {
        Dimension::Partner => Column::One(bucket.partner),
        Dimension::Channel => Column::Bytes { codes: &contacts.channel, count: Channel::ALL.len() },
        Dimension::Direction => Column::Bytes { codes: &contacts.direction, count: Direction::ALL.len() },
        Dimension::Outcome => Column::Bytes { codes: &contacts.outcome, count: Outcome::ALL.len() + 1 },
        Dimension::Reason => Column::Texts(&contacts.reason),
        Dimension::LifeEvent => Column::Texts(&contacts.life_event),
        Dimension::Cause => Column::Texts(&contacts.cause),
        Dimension::Site => Column::Texts(&contacts.site),
        Dimension::Day => Column::Day(&bucket.calendar),
        Dimension::Week => Column::Week(&bucket.calendar),
        Dimension::Month => Column::Month(&bucket.calendar),
        Dimension::Recontacted => Column::Derived(recontacted(bucket, bucket.end(until))),
    }
}

impl Lens {
    /// Which rows are index contacts; `None` = all.
    fn kept(&self, bucket: &Bucket, names: &Names) -> Option<Vec<bool>> {
        let selection = &self.selection;
        let mut kept: Option<Vec<bool>> = None;
        let rows = bucket.contacts.rows;
        if selection.from.is_some() || selection.to.is_some() {
            let from = selection.from.unwrap_or(i64::MIN);
            let inside = |at: &i64| *at >= from && selection.to.is_none_or(|to| *at < to);
            kept = Some(bucket.contacts.started_at.iter().map(inside).collect());
        }
        for (place, (dimension, _)) in selection.wanted.iter().enumerate() {
            if selection.wanted[..place].iter().any(|(it, _)| it == dimension) {
                continue;
            }
            let column = column(*dimension, bucket, self.observed_until);
            let wanted: Vec<bool> = (0..narrow(column.count()))
                .map(|own| {
                    let value = value(names, &bucket.partner_code, *dimension, column.shared(own));
                    selection.wanted.iter().any(|(it, wanted)| it == dimension && *wanted == value)
                })
                .collect();
            let kept = kept.get_or_insert_with(|| vec![true; rows]);
            for (row, kept) in kept.iter_mut().enumerate() {
                *kept &= wanted[column.at(row) as usize];
            }
        }
        kept
    }

    /// Fills `cells` for the contacts of `bucket`; `at` is the place of this lens among `names`.
    pub(crate) fn look(&self, at: usize, bucket: &Bucket, names: &Names, cells: &mut Cells) {
        let rows = bucket.contacts.rows;
        let kept = self.kept(bucket, names);
        let columns: Vec<Column<'_>> =
            self.by.iter().map(|it| column(*it, bucket, self.observed_until)).collect();
        cells.of.clear();
        cells.one = None;
        if kept.is_none() && rows > 0 && columns.iter().all(|it| matches!(it, Column::One(_))) {
            let key: Vec<u32> = columns.iter().map(|it| it.shared(0)).collect();
            let cell = names.cells(at).id(&key);
            cells.of.resize(rows, cell);
            cells.one = Some(cell);
            cells.count = names.cells(at).len();
            return;
        }
        cells.of.resize(rows, 0);
        let mut count = 1;
        for column in &columns {
            if count * column.count() <= TABLE_MAX {
                column.add(narrow(count), &mut cells.of);
                count *= column.count();
            } else {
                count = combine(&mut cells.of, column);
            }
        }
        let mut found = vec![NONE; count];
        let mut find = |row: usize, combined: &mut u32| {
            let place = &mut found[*combined as usize];
            if *place == NONE {
                let key: Vec<u32> = columns.iter().map(|it| it.shared(it.at(row))).collect();
                *place = names.cells(at).id(&key);
            }
            *combined = *place;
        };
        match kept {
            None => cells.of.iter_mut().enumerate().for_each(|(row, it)| find(row, it)),
            Some(kept) => {
                for (row, it) in cells.of.iter_mut().enumerate() {
                    if kept[row] {
                        find(row, it);
                    } else {
                        *it = NONE;
                    }
                }
            }
        }
        cells.count = names.cells(at).len();
    }
}

/// The cell of whole requests, which only know their partner, their life event and an instant.
pub(crate) struct RequestCells<'a> {
    lens: &'a Lens,
    at: usize,
    partner: u32,
    partner_code: &'a str,
    names: &'a Names,
    /// By life event, once it was asked.
    known: Vec<Option<u32>>,
}

impl<'a> RequestCells<'a> {
    pub(crate) fn new(lens: &'a Lens, at: usize, bucket: &'a Bucket, names: &'a Names) -> Self {
        let (partner, partner_code) = (bucket.partner, &*bucket.partner_code);
        Self { lens, at, partner, partner_code, names, known: Vec::new() }
    }

    /// The cell of a request of this life event; [`NONE`] if a filter refuses it.
    pub(crate) fn of(&mut self, life_event: u32) -> u32 {
        match self.known.get(life_event as usize) {
            Some(Some(cell)) => *cell,
            _ => self.find(life_event),
        }
    }

    fn find(&mut self, life_event: u32) -> u32 {
        let shared =
            |dimension: Dimension| if dimension == Dimension::Partner { self.partner } else { life_event };
        let wanted = &self.lens.selection.wanted;
        let kept = wanted.iter().all(|(dimension, _)| {
            let value = value(self.names, self.partner_code, *dimension, shared(*dimension));
            wanted.iter().any(|(it, wanted)| it == dimension && *wanted == value)
        });
        let cell = if kept {
            let key: Vec<u32> = self.lens.by.iter().map(|it| shared(*it)).collect();
            self.names.cells(self.at).id(&key)
        } else {
            NONE
        };
        let place = life_event as usize;
        if self.known.len() <= place {
            self.known.resize(place + 1, None);
        }
        self.known[place] = Some(cell);
        cell
    }

    /// Whether an instant is in the period.
    pub(crate) fn inside(&self, at: i64) -> bool {
        self.lens.selection.from.is_none_or(|it| it <= at) && self.lens.selection.to.is_none_or(|it| at < it)
    }
}

/// Numbers the pairs (number so far, value) that occur; gives how many there are.
fn combine(numbers: &mut [u32], column: &Column<'_>) -> usize {
    let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
    for (row, number) in numbers.iter_mut().enumerate() {
        let next = narrow(pairs.len());
        *number = *pairs.entry((*number, column.at(row))).or_insert(next);
    }
    pairs.len()
}

/// Measure 4 at 30 days, of each contact: 0 where it is not inbound or not eligible.
fn recontacted(bucket: &Bucket, end: Option<i64>) -> Vec<u8> {
    let window_us = kernel::Window::days(30).as_us();
    let contacts = &bucket.contacts;
    let of = |row: usize| {
        let eligible = end.is_some_and(|end| contacts.started_at[row].saturating_add(window_us) <= end);
        match (contacts.direction[row] == INBOUND && eligible, bucket.follow.next_us[row] <= window_us) {
            (false, _) => 0,
            (true, false) => NO,
            (true, true) => YES,
        }
    };
    debug_assert!(window_us < NEVER, "no window reaches what never comes");
    (0..contacts.rows).map(of).collect()
}

/// The text of a dimension's value, from the number that all buckets share.
pub(crate) fn value(names: &Names, partner: &str, dimension: Dimension, shared: u32) -> Option<String> {
    let text = |column| names.text(column, shared).map(|it| it.as_ref().to_owned());
    let place = shared as usize;
    match dimension {
        Dimension::Partner => Some(partner.to_owned()),
        Dimension::Channel => Channel::ALL.get(place).map(|it| it.code().to_owned()),
        Dimension::Direction => Direction::ALL.get(place).map(|it| it.code().to_owned()),
        Dimension::Outcome => {
            place.checked_sub(1).and_then(|it| Outcome::ALL.get(it)).map(|it| it.code().to_owned())
        }
        Dimension::Reason => text(TextColumn::Reason),
        Dimension::LifeEvent => text(TextColumn::LifeEvent),
        Dimension::Cause => text(TextColumn::Cause),
        Dimension::Site => text(TextColumn::Site),
        Dimension::Day => Some(Period::Day(date_of(shared)).to_string()),
        Dimension::Week => Some(Period::Week(date_of(shared)).to_string()),
        Dimension::Month => Some(Period::Month(date_of(shared)).to_string()),
        Dimension::Recontacted => match shared {
            1 => Some("no".to_owned()),
            2 => Some("yes".to_owned()),
            _ => None,
        },
    }
}
