//! Functions for analysts: the Paris calendar of the measures, the avoidable causes, exact distances in time.
//!
//! | function | gives |
//! | --- | --- |
//! | `paris_day(t)` | `2025-03-09`, the day in Paris |
//! | `paris_week(t)` | `2025-W10`, the ISO week |
//! | `paris_month(t)` | `2025-03` |
//! | `avoidable(cause)` | whether the cause is of an avoidable family; null if there is none |
//! | `microseconds_between(a, b)` | `b − a`, a whole number |
//! | `seconds_between(a, b)` | `b − a`, with its fraction |

use std::{collections::HashMap, fmt::Write as _, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringViewBuilder},
        compute::cast,
        datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType, UInt64Type},
    },
    common::Result,
    logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf},
    prelude::SessionContext,
};
use kernel::{Cause, Period, paris_offset_s};

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 86_400 * SECOND_US;

/// Makes the functions known to a session.
pub(crate) fn register(context: &SessionContext) {
    for function in [
        calendar("paris_day", Period::day_of),
        calendar("paris_week", Period::week_of),
        calendar("paris_month", Period::month_of),
        avoidable(),
        between("microseconds_between", DataType::Int64, |us| Arc::new(us)),
        between("seconds_between", DataType::Float64, |us| Arc::new(seconds(&us))),
    ] {
        context.register_udf(function);
    }
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// A text for each instant: that of its period in Paris.
fn calendar(name: &str, period: fn(i64) -> Period) -> ScalarUDF {
    let body = move |values: &[ColumnarValue]| -> Result<ColumnarValue> {
        apply(values, |arrays| {
            let instants = arrays[0].as_primitive::<TimestampMicrosecondType>();
            // Few days make a batch: each one's text is made once.
            let mut texts: HashMap<i64, String> = HashMap::new();
            let mut column = StringViewBuilder::with_capacity(instants.len());
            for at in instants {
                column.append_option(at.map(|at| {
                    let local_us = at.saturating_add(i64::from(paris_offset_s(at)) * SECOND_US);
                    texts
                        .entry(local_us.div_euclid(DAY_US))
                        .or_insert_with(|| period(at).to_string())
                        .as_str()
                }));
            }
            Ok(Arc::new(column.finish()))
        })
    };
    create_udf(name, vec![instant()], DataType::Utf8View, Volatility::Immutable, Arc::new(body))
}

fn avoidable() -> ScalarUDF {
    let body = |values: &[ColumnarValue]| -> Result<ColumnarValue> {
        apply(values, |arrays| {
            let causes = arrays[0].as_string_view();
            Ok(Arc::new(causes.iter().map(|it| it.map(Cause::is_avoidable)).collect::<BooleanArray>()))
        })
    };
    create_udf(
        "avoidable",
        vec![DataType::Utf8View],
        DataType::Boolean,
        Volatility::Immutable,
        Arc::new(body),
    )
}

/// From microseconds to what the function gives.
fn between(name: &str, gives: DataType, convert: fn(Int64Array) -> ArrayRef) -> ScalarUDF {
    let body = move |values: &[ColumnarValue]| -> Result<ColumnarValue> {
        apply(values, |arrays| {
            let whole = |at: usize| cast(&arrays[at], &DataType::Int64);
            let (from, to) = (whole(0)?, whole(1)?);
            let pairs = from.as_primitive::<Int64Type>().iter().zip(to.as_primitive::<Int64Type>());
            // Instants that far apart do not fit a calendar either.
            Ok(convert(pairs.map(|(from, to)| to?.checked_sub(from?)).collect()))
        })
    };
    create_udf(name, vec![instant(), instant()], gives, Volatility::Immutable, Arc::new(body))
}

#[expect(clippy::cast_precision_loss, reason = "exact to the microsecond for distances below 285 years")]
fn seconds(us: &Int64Array) -> Float64Array {
    us.iter().map(|it| it.map(|it| it as f64 / SECOND_US as f64)).collect()
}

/// The text of a stored pseudonym, 16 hexadecimal digits, as exports write it.
pub(crate) fn pseudonym() -> ScalarUDF {
    let body = |values: &[ColumnarValue]| -> Result<ColumnarValue> {
        apply(values, |arrays| {
            let numbers = arrays[0].as_primitive::<UInt64Type>();
            let mut column = StringViewBuilder::with_capacity(numbers.len());
            let mut text = String::with_capacity(16);
            for number in numbers {
                text.clear();
                column.append_option(number.map(|it| {
                    write!(text, "{it:016x}").expect("a text takes what is written");
                    text.as_str()
                }));
            }
            Ok(Arc::new(column.finish()))
        })
    };
    create_udf("pseudonym", vec![DataType::UInt64], DataType::Utf8View, Volatility::Immutable, Arc::new(body))
}

/// Runs a function over columns; a value alone is a column of one row, and gives a value alone.
fn apply(
    values: &[ColumnarValue],
    function: impl Fn(&[ArrayRef]) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(values)?;
    let result = function(&arrays)?;
    if values.iter().all(|it| matches!(it, ColumnarValue::Scalar(_))) {
        return Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&result, 0)?));
    }
    Ok(ColumnarValue::Array(result))
}
