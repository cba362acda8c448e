//! Batches as CSV. No value of the simulator needs quotes.

use std::io::Write;

use arrow::{
    array::{Array, AsArray, Decimal64Array, PrimitiveArray, RecordBatch, StringArray},
    datatypes::{
        DataType, Decimal64Type, Int32Type, TimestampMicrosecondType, UInt8Type, UInt32Type, UInt64Type,
    },
    error::ArrowError,
};
use jiff::Timestamp;

/// Microseconds of a day.
const DAY_US: i64 = 86_400_000_000;

/// How to read a cell.
enum Cells<'a> {
    Text(&'a StringArray),
    Word(&'a PrimitiveArray<Int32Type>, &'a StringArray),
    Instant(&'a PrimitiveArray<TimestampMicrosecondType>),
    U8(&'a PrimitiveArray<UInt8Type>),
    U32(&'a PrimitiveArray<UInt32Type>),
    U64(&'a PrimitiveArray<UInt64Type>),
    Cost(&'a Decimal64Array),
}

/// Appends the rows of a batch, without a header.
pub(crate) fn write(batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
    let mut columns = Vec::with_capacity(batch.num_columns());
    for column in batch.columns() {
        columns.push(match column.data_type() {
            DataType::Utf8 => Cells::Text(column.as_string()),
            DataType::Dictionary(..) => {
                let words = column.as_dictionary::<Int32Type>();
                Cells::Word(words.keys(), words.values().as_string())
            }
            DataType::Timestamp(..) => Cells::Instant(column.as_primitive()),
            DataType::UInt8 => Cells::U8(column.as_primitive()),
            DataType::UInt32 => Cells::U32(column.as_primitive()),
            DataType::UInt64 => Cells::U64(column.as_primitive()),
            DataType::Decimal64(..) => Cells::Cost(column.as_primitive::<Decimal64Type>()),
            other => return Err(ArrowError::CsvError(format!("no text for {other}"))),
        });
    }
    out.reserve(batch.num_rows() * 140);
    let mut calendar = Calendar::default();
    for row in 0..batch.num_rows() {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            column.write(row, &mut calendar, out);
        }
        out.push(b'\n');
    }
    Ok(())
}

impl Cells<'_> {
    fn write(&self, row: usize, calendar: &mut Calendar, out: &mut Vec<u8>) {
        match self {
            Self::Text(array) if array.is_valid(row) => out.extend_from_slice(array.value(row).as_bytes()),
            Self::Word(keys, words) if keys.is_valid(row) => {
                out.extend_from_slice(words.value(keys.value(row) as usize).as_bytes());
            }
            Self::Instant(array) if array.is_valid(row) => calendar.write(array.value(row), out),
            Self::U8(array) if array.is_valid(row) => whole(u64::from(array.value(row)), out),
            Self::U32(array) if array.is_valid(row) => whole(u64::from(array.value(row)), out),
            Self::U64(array) if array.is_valid(row) => whole(array.value(row), out),
            Self::Cost(array) if array.is_valid(row) => {
                let cents = array.value(row) as u64 / 100;
                whole(cents / 100, out);
                out.push(b'.');
                two((cents % 100) as u8, out);
            }
            _ => {}
        }
    }
}

fn whole(value: u64, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut left = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

fn two(value: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(&[b'0' + value / 10, b'0' + value % 10]);
}

/// Remembers the date of the day it wrote last: rows come by time.
#[derive(Default)]
struct Calendar {
    day: Option<i64>,
    date: String,
}

impl Calendar {
    fn write(&mut self, at_us: i64, out: &mut Vec<u8>) {
        let day = at_us.div_euclid(DAY_US);
        if self.day != Some(day) {
            self.date = Timestamp::from_microsecond(day * DAY_US)
                .map(|it| it.strftime("%Y-%m-%dT").to_string())
                .unwrap_or_default();
            self.day = Some(day);
        }
        out.extend_from_slice(self.date.as_bytes());
        let second = at_us.rem_euclid(DAY_US) / 1_000_000;
        two((second / 3_600) as u8, out);
        out.push(b':');
        two((second / 60 % 60) as u8, out);
        out.push(b':');
        two((second % 60) as u8, out);
        let rest = at_us.rem_euclid(1_000_000);
        if rest > 0 {
            // Writing to a vector cannot fail.
            let _ = write!(out, ".{rest:06}");
        }
        out.push(b'Z');
    }
}
