//! The values of a row, checked one by one: what each column takes, whatever the format.

use std::borrow::Cow;

use contact_log::CONTACT_ID_BYTES_MAX;
use kernel::{Cause, PartnerCode};

use super::{
    column::{Cells, Column},
    dates::{self, DAY_US, DateFault, Written},
    numbers,
    reject::Reason,
    spec::Spec,
    words,
};
use kernel::formula::as_it_stood;

/// Names and words longer than this are refused: no source has them.
pub(super) const TEXT_BYTES_MAX: usize = CONTACT_ID_BYTES_MAX;

/// Why a row is refused, and for which column.
pub(super) type Fault = (Column, Reason);

/// What stands in a cell, or in its place.
pub(super) fn value<'a>(spec: &'a Spec, column: Column, cells: &Cells<'a>) -> &'a str {
    let cell = cells.get(column);
    match spec.rule(column) {
        Some(rule) => rule.apply(cell),
        None => cell,
    }
}

pub(super) fn text<'a>(spec: &'a Spec, column: Column, cells: &Cells<'a>) -> Result<Cow<'a, str>, Fault> {
    let text = value(spec, column, cells);
    let text = if spec.guarded { as_it_stood(text) } else { text };
    if text.len() > TEXT_BYTES_MAX {
        return Err((column, Reason::TextTooLong));
    }
    Ok(Cow::Borrowed(text))
}

pub(super) fn seconds(spec: &Spec, column: Column, cells: &Cells<'_>) -> Result<Option<u32>, Fault> {
    match value(spec, column, cells) {
        "" => Ok(None),
        text => numbers::seconds(text, spec.units[column.index()]).map(Some).map_err(|it| (column, it)),
    }
}

/// The instant of a cell, put together with the cell that has its time of the day.
pub(super) fn written(
    spec: &Spec,
    at: Column,
    time: Column,
    cells: &Cells<'_>,
) -> Result<Option<Written>, Fault> {
    let text = value(spec, at, cells);
    if text.is_empty() {
        return Ok(None);
    }
    let date = dates::parse(text, spec.dates[at.index()]).map_err(|it| (at, fault(it)))?;
    let apart = if time == at { "" } else { value(spec, time, cells) };
    Ok(Some(match apart {
        "" => date,
        time_text => {
            let us = dates::time_of_day(time_text).ok_or((time, Reason::BadDate))?;
            let (Written::Utc(day) | Written::Local(day)) = date;
            Written::Local(day - day.rem_euclid(DAY_US) + us)
        }
    }))
}

/// The instant of the end, whose date may be that of the beginning.
pub(super) fn end(spec: &Spec, from: Written, cells: &Cells<'_>) -> Result<Option<Written>, Fault> {
    let time = value(spec, Column::EndedTime, cells);
    if time.is_empty() || !value(spec, Column::EndedAt, cells).is_empty() {
        return written(spec, Column::EndedAt, Column::EndedTime, cells);
    }
    let us = dates::time_of_day(time).ok_or((Column::EndedTime, Reason::BadDate))?;
    // After midnight the end is on the next day.
    let (Written::Utc(start) | Written::Local(start)) = from;
    let same_day = start - start.rem_euclid(DAY_US) + us;
    Ok(Some(Written::Local(if same_day < start { same_day + DAY_US } else { same_day })))
}

pub(super) const fn fault(fault: DateFault) -> Reason {
    match fault {
        DateFault::Form => Reason::BadDate,
        DateFault::Year => Reason::Year,
    }
}

/// The word of the log that a cell means; `None`: nothing.
pub(super) fn judge(spec: &Spec, column: Column, cell: &str) -> Result<Option<String>, Reason> {
    let told = spec.rule(column).map_or(cell, |it| it.apply(cell));
    if column == Column::Partner {
        return partner(spec, told).map(Some);
    }
    let required = matches!(column, Column::Channel | Column::Direction | Column::Reason | Column::Status);
    if told.is_empty() {
        return if required { Err(Reason::Empty) } else { Ok(None) };
    }
    let list = |list: &'static str, found: Option<&'static str>| {
        let unknown = || Reason::UnknownWord { list, nearest: words::nearest(list, told), exact: spec.exact };
        found.map(|it| Some(it.to_owned())).ok_or_else(unknown)
    };
    match column {
        Column::Channel if spec.exact => list("channel", told.parse().ok().map(kernel::Channel::code)),
        Column::Channel => list("channel", words::channel(told).map(kernel::Channel::code)),
        Column::Direction if spec.exact => list("direction", told.parse().ok().map(kernel::Direction::code)),
        Column::Direction => list("direction", words::direction(told).map(kernel::Direction::code)),
        Column::Outcome if spec.exact => list("outcome", told.parse().ok().map(kernel::Outcome::code)),
        Column::Outcome => list("outcome", words::outcome(told).map(kernel::Outcome::code)),
        Column::Cause => {
            let cause: Cause = told.parse().map_err(|_| Reason::BadCause)?;
            Ok(Some(cause.code().to_owned()))
        }
        _ => {
            let text = if spec.guarded { as_it_stood(told) } else { told };
            if text.len() > TEXT_BYTES_MAX { Err(Reason::TextTooLong) } else { Ok(Some(text.to_owned())) }
        }
    }
}

/// A row belongs to the partner that imports, or to none that is hidden from it.
fn partner(spec: &Spec, told: &str) -> Result<String, Reason> {
    match (&spec.partner, told) {
        (Some(expected), "") => Ok(expected.as_str().to_owned()),
        (None, "") => Err(Reason::Empty),
        (expected, told) => {
            let code: PartnerCode = told.parse().map_err(|_| Reason::BadPartner)?;
            if expected.as_ref().is_some_and(|it| *it != code) {
                return Err(Reason::OtherPartner);
            }
            Ok(code.as_str().to_owned())
        }
    }
}

/// What tells a contact without a name from another: all that its source says about it, imported or not, so that another mapping of
/// the same file brings the same contacts.
pub(super) fn fingerprint(cells: &Cells<'_>) -> u128 {
    let mut hasher = blake3::Hasher::new();
    if cells.whole.is_empty() {
        for column in Column::ALL {
            let cell = cells.get(*column);
            if !cell.is_empty() {
                hasher.update(&[*column as u8]);
                hasher.update(&(cell.len() as u64).to_le_bytes());
                hasher.update(cell.as_bytes());
            }
        }
    } else {
        hasher.update(cells.whole.as_bytes());
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(first)
}
