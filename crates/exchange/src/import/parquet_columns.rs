//! One column of a Parquet batch into the type of the log, with the rows that cannot be.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::{
    array::{
        Array, ArrayRef, AsArray, Decimal64Array, DictionaryArray, Int32Array, PrimitiveArray, StringArray,
        StringBuilder, UInt8Array, UInt32Array, UInt64Array,
    },
    compute::{cast, max, min},
    datatypes::{
        DataType, Decimal64Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMicrosecondType,
        UInt8Type,
    },
    util::display::{ArrayFormatter, FormatOptions},
};
use contact_log::schema::{COST_PRECISION, COST_SCALE};

use super::{
    ImportError,
    column::Column,
    dates::{self, DateFault, DateFormat, Written},
    lexicon::unfit,
    numbers::{self, Unit},
    parquet::Notes,
    reject::Reason,
    spec::Spec,
    values::{TEXT_BYTES_MAX, judge},
    zone::{Meant, Zone, day_text},
};

/// A row that cannot be.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) row: usize,
    pub(super) column: Column,
    pub(super) reason: Reason,
}

/// Reads the columns of one row group after another.
pub(super) struct Columns<'a> {
    spec: &'a Spec,
    zone: Zone,
    notes: &'a Mutex<Notes>,
    /// Rows after it are refused.
    latest_us: i64,
}

type Faults = Vec<Fault>;

impl<'a> Columns<'a> {
    pub(super) fn new(spec: &'a Spec, notes: &'a Mutex<Notes>, latest_us: i64) -> Self {
        Self { spec, zone: spec.zone.clone(), notes, latest_us }
    }

    /// The partner of rows that do not name theirs.
    pub(super) fn partner(&self, rows: usize, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
        let empty: ArrayRef = Arc::new(StringArray::from(vec![""; rows]));
        self.words(Column::Partner, &empty, faults)
    }

    pub(super) fn read(
        &mut self,
        column: Column,
        given: &ArrayRef,
        line: u64,
        faults: &mut Faults,
    ) -> Result<ArrayRef, ImportError> {
        match column {
            Column::ContactId | Column::Usager | Column::Request | Column::Agent => {
                text(column, given, faults)
            }
            Column::DueAt => self.instants(column, given, faults),
            Column::StartedAt | Column::OccurredAt => {
                let all = self.instants(column, given, faults)?;
                let instants = all.as_primitive::<TimestampMicrosecondType>();
                if max(instants).is_some_and(|it| it > self.latest_us) {
                    let future =
                        |row: &usize| instants.is_valid(*row) && instants.value(*row) > self.latest_us;
                    let rows = (0..all.len()).filter(future);
                    faults.extend(rows.map(|row| Fault { row, column, reason: Reason::Future }));
                }
                Ok(all)
            }
            Column::WaitS | Column::DurationS => seconds(column, given, faults),
            Column::Satisfaction => satisfaction(given, faults),
            Column::Cost => cost(given, faults),
            Column::Ordinal => {
                let numbers = cast(given, &DataType::UInt64).map_err(|it| unfit(&it))?;
                let numbers = numbers.as_primitive::<arrow::datatypes::UInt64Type>();
                let place =
                    |row: usize| if numbers.is_valid(row) { numbers.value(row) } else { line + row as u64 };
                Ok(Arc::new(UInt64Array::from_iter_values((0..given.len()).map(place))))
            }
            _ => self.words(column, given, faults),
        }
    }

    fn words(&self, column: Column, given: &ArrayRef, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
        let wanted = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let given = if given.data_type() == &wanted {
            Arc::clone(given)
        } else {
            cast(given, &wanted).map_err(|it| unfit(&it))?
        };
        let dictionary = given.as_dictionary::<Int32Type>();
        let (keys, words) = (dictionary.keys(), dictionary.values().as_string::<i32>());
        let nothing = judge(self.spec, column, "");
        let judged: Vec<Result<Option<String>, Reason>> =
            words.iter().map(|it| judge(self.spec, column, it.unwrap_or(""))).collect();
        let same = |(word, judged): (Option<&str>, &Result<Option<String>, Reason>)| matches!((word, judged), (Some(word), Ok(Some(found))) if word == found);
        let nulls_stay = keys.null_count() == 0 || nothing == Ok(None);
        if nulls_stay && words.iter().zip(&judged).all(same) {
            return Ok(given);
        }
        // Some words are others, or none: number them anew.
        let mut found: Vec<String> = Vec::new();
        let mut number = |judged: &Result<Option<String>, Reason>| match judged {
            Ok(Some(word)) => {
                let at = found.iter().position(|it| it == word).unwrap_or_else(|| {
                    found.push(word.clone());
                    found.len() - 1
                });
                Ok(i32::try_from(at).ok())
            }
            Ok(None) => Ok(None),
            Err(reason) => Err(reason.clone()),
        };
        let numbers: Vec<Result<Option<i32>, Reason>> = judged.iter().map(&mut number).collect();
        let of_nothing = number(&nothing);
        let mut all = Vec::with_capacity(keys.len());
        for row in 0..keys.len() {
            let number = if keys.is_valid(row) {
                usize::try_from(keys.value(row)).ok().and_then(|it| numbers.get(it)).unwrap_or(&of_nothing)
            } else {
                &of_nothing
            };
            match number {
                Ok(number) => all.push(*number),
                Err(reason) => {
                    faults.push(Fault { row, column, reason: reason.clone() });
                    all.push(None);
                }
            }
        }
        let words = Arc::new(StringArray::from(found));
        let column =
            DictionaryArray::<Int32Type>::try_new(Int32Array::from(all), words).map_err(|it| unfit(&it))?;
        Ok(Arc::new(column))
    }

    fn instants(
        &mut self,
        column: Column,
        given: &ArrayRef,
        faults: &mut Faults,
    ) -> Result<ArrayRef, ImportError> {
        let us = DataType::Timestamp(TimeUnit::Microsecond, None);
        match given.data_type() {
            DataType::Timestamp(_, Some(_)) => {
                // The zone only says how to show them: the numbers count from 1970 UTC.
                let bare = cast(given, &DataType::Int64).map_err(|it| unfit(&it))?;
                let DataType::Timestamp(unit, _) = given.data_type() else { return Ok(bare) };
                let bare = cast(&bare, &DataType::Timestamp(*unit, None)).map_err(|it| unfit(&it))?;
                let all = cast(&bare, &us).map_err(|it| unfit(&it))?;
                let all = all.as_primitive::<TimestampMicrosecondType>();
                Ok(checked(column, all, faults))
            }
            DataType::Timestamp(_, None) | DataType::Date32 | DataType::Date64 => {
                let all = cast(given, &us).map_err(|it| unfit(&it))?;
                let all = all.as_primitive::<TimestampMicrosecondType>();
                Ok(self.each(column, all.len(), faults, |row| {
                    Ok(all.is_valid(row).then(|| Written::Local(all.value(row))))
                }))
            }
            DataType::Int64 | DataType::Int32 | DataType::UInt64 | DataType::UInt32 | DataType::Float64 => {
                let all = cast(given, &DataType::Float64).map_err(|it| unfit(&it))?;
                let exact = cast(given, &DataType::Int64).map_err(|it| unfit(&it))?;
                let (all, exact) = (all.as_primitive::<Float64Type>(), exact.as_primitive::<Int64Type>());
                Ok(self.each(column, all.len(), faults, |row| {
                    if !all.is_valid(row) || !exact.is_valid(row) {
                        return Ok(None);
                    }
                    since_1970(all.value(row), exact.value(row)).map(|it| Some(Written::Utc(it)))
                }))
            }
            _ => {
                let all = cast(given, &DataType::Utf8).map_err(|it| unfit(&it))?;
                let all = all.as_string::<i32>();
                Ok(self.each(column, all.len(), faults, |row| match all.value(row) {
                    _ if all.is_null(row) => Ok(None),
                    "" => Ok(None),
                    text => dates::parse(text, DateFormat::Iso).map(Some),
                }))
            }
        }
    }

    /// Reads instants row by row.
    fn each(
        &mut self,
        column: Column,
        rows: usize,
        faults: &mut Faults,
        written: impl Fn(usize) -> Result<Option<Written>, DateFault>,
    ) -> ArrayRef {
        let mut all = Vec::with_capacity(rows);
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        for row in 0..rows {
            let at = match written(row) {
                Ok(Some(Written::Utc(us))) => dates::in_years(us).map(Some),
                Ok(Some(Written::Local(local))) => {
                    notes.local += 1;
                    let us = match self.zone.instant(local) {
                        Meant::Once(us) => us,
                        Meant::Twice(first, _) => {
                            *notes.doubles.entry(day_text(local)).or_default() += 1;
                            first
                        }
                        Meant::Never(us) => {
                            *notes.never.entry(day_text(local)).or_default() += 1;
                            us
                        }
                    };
                    dates::in_years(us).map(Some)
                }
                Ok(None) => Ok(None),
                Err(fault) => Err(fault),
            };
            match at {
                Ok(at) => {
                    if at.is_none() && column != Column::DueAt {
                        faults.push(Fault { row, column, reason: Reason::Empty });
                    }
                    all.push(at);
                }
                Err(fault) => {
                    let reason = if fault == DateFault::Year { Reason::Year } else { Reason::BadDate };
                    faults.push(Fault { row, column, reason });
                    all.push(None);
                }
            }
        }
        Arc::new(PrimitiveArray::<TimestampMicrosecondType>::from(all).with_timezone("UTC"))
    }
}

/// Instants in microseconds: if their bounds are right, all of them are.
fn checked(column: Column, all: &PrimitiveArray<TimestampMicrosecondType>, faults: &mut Faults) -> ArrayRef {
    let bounds = [min(all), max(all)];
    if bounds.iter().flatten().any(|it| dates::in_years(*it).is_err()) {
        let wrong = |row: &usize| all.is_valid(*row) && dates::in_years(all.value(*row)).is_err();
        faults.extend((0..all.len()).filter(wrong).map(|row| Fault { row, column, reason: Reason::Year }));
    }
    if all.null_count() > 0 && column != Column::DueAt {
        let empty = (0..all.len()).filter(|row| all.is_null(*row));
        faults.extend(empty.map(|row| Fault { row, column, reason: Reason::Empty }));
    }
    Arc::new(all.clone().with_timezone("UTC"))
}

/// Microseconds of a count since 1970, whose size tells its unit.
fn since_1970(count: f64, exact: i64) -> Result<i64, DateFault> {
    const UNITS: [(f64, i64, i64); 4] =
        [(1e11, 1_000_000, 1), (1e14, 1_000, 1), (1e17, 1, 1), (f64::INFINITY, 1, 1_000)];
    let size = count.abs();
    let (_, times, parts) = UNITS.into_iter().find(|it| size < it.0).ok_or(DateFault::Form)?;
    dates::in_years(exact.checked_mul(times).ok_or(DateFault::Year)? / parts)
}

fn text(column: Column, given: &ArrayRef, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
    let all = if given.data_type() == &DataType::Utf8 {
        Arc::clone(given)
    } else {
        cast(given, &DataType::Utf8).map_err(|it| unfit(&it))?
    };
    let texts = all.as_string::<i32>();
    let required = column == Column::ContactId;
    let lengths =
        texts.value_offsets().windows(2).map(|it| usize::try_from(it[1] - it[0]).unwrap_or(usize::MAX));
    let mut blank = false;
    for (row, length) in lengths.enumerate() {
        blank |= length == 0 && texts.is_valid(row);
        if length > TEXT_BYTES_MAX {
            faults.push(Fault { row, column, reason: Reason::TextTooLong });
        } else if required && length == 0 {
            faults.push(Fault { row, column, reason: Reason::Empty });
        }
    }
    if !blank || required {
        return Ok(all);
    }
    let mut found = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
    for text in texts {
        found.append_option(text.filter(|it| !it.is_empty()));
    }
    Ok(Arc::new(found.finish()))
}

fn seconds(column: Column, given: &ArrayRef, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
    if given.data_type() == &DataType::UInt32 {
        return Ok(Arc::clone(given));
    }
    if given.data_type().is_integer() {
        let all = cast(given, &DataType::UInt32).map_err(|it| unfit(&it))?;
        if all.null_count() == given.null_count() {
            return Ok(all);
        }
    }
    let texts = as_texts(given)?;
    let mut all = Vec::with_capacity(given.len());
    for (row, text) in texts.iter().enumerate() {
        match text.filter(|it| !it.is_empty()).map(|it| numbers::seconds(it, Unit::S)) {
            None => all.push(None),
            Some(Ok(seconds)) => all.push(Some(seconds)),
            Some(Err(reason)) => {
                faults.push(Fault { row, column, reason });
                all.push(None);
            }
        }
    }
    Ok(Arc::new(UInt32Array::from(all)))
}

fn satisfaction(given: &ArrayRef, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
    let column = Column::Satisfaction;
    if given.data_type().is_integer() {
        let all = cast(given, &DataType::UInt8).map_err(|it| unfit(&it))?;
        let marks = all.as_primitive::<UInt8Type>();
        let bounds = (min(marks).unwrap_or(1), max(marks).unwrap_or(5));
        if all.null_count() == given.null_count() && bounds.0 >= 1 && bounds.1 <= 5 {
            return Ok(all);
        }
    }
    let texts = as_texts(given)?;
    let mut all = Vec::with_capacity(given.len());
    for (row, text) in texts.iter().enumerate() {
        match text.filter(|it| !it.is_empty()).map(numbers::satisfaction) {
            None => all.push(None),
            Some(Ok(mark)) => all.push(Some(mark)),
            Some(Err(reason)) => {
                faults.push(Fault { row, column, reason });
                all.push(None);
            }
        }
    }
    Ok(Arc::new(UInt8Array::from(all)))
}

fn cost(given: &ArrayRef, faults: &mut Faults) -> Result<ArrayRef, ImportError> {
    let wanted = DataType::Decimal64(COST_PRECISION, COST_SCALE);
    if (given.data_type() == &wanted || given.data_type().is_numeric())
        && let Ok(all) = cast(given, &wanted)
        && all.null_count() == given.null_count()
    {
        let amounts = all.as_primitive::<Decimal64Type>();
        if min(amounts).is_some_and(|it| it < 0) {
            let negative = (0..all.len()).filter(|row| all.is_valid(*row) && amounts.value(*row) < 0);
            let column = Column::Cost;
            faults.extend(negative.map(|row| Fault { row, column, reason: Reason::NegativeCost }));
        }
        return Ok(all);
    }
    let texts = as_texts(given)?;
    let mut all = Vec::with_capacity(given.len());
    for (row, text) in texts.iter().enumerate() {
        match text.filter(|it| !it.is_empty()).map(|it| numbers::cost(it, None)) {
            None => all.push(None),
            Some(Ok(amount)) => all.push(Some(amount)),
            Some(Err(reason)) => {
                faults.push(Fault { row, column: Column::Cost, reason });
                all.push(None);
            }
        }
    }
    let all = Decimal64Array::from(all).with_precision_and_scale(COST_PRECISION, COST_SCALE);
    Ok(Arc::new(all.map_err(|it| unfit(&it))?))
}

fn as_texts(given: &ArrayRef) -> Result<StringArray, ImportError> {
    let texts = cast(given, &DataType::Utf8).map_err(|it| unfit(&it))?;
    Ok(texts.as_string::<i32>().clone())
}

/// A value for a person to see.
pub(super) fn shown(column: &ArrayRef, row: usize) -> String {
    let options = FormatOptions::new();
    match ArrayFormatter::try_new(column, &options) {
        Ok(formatter) => formatter.value(row).try_to_string().unwrap_or_default(),
        Err(_) => cast(column, &DataType::Int64)
            .ok()
            .and_then(|it| it.as_primitive_opt::<Int64Type>().map(|it| it.value(row).to_string()))
            .unwrap_or_default(),
    }
}
