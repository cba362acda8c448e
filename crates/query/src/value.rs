//! A value of a result as JSON and as text.
//!
//! Whole numbers and decimals keep every digit, what is not a number is null, instants are RFC 3339 in UTC, and a time without a zone is
//! written without one.

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray},
        compute::cast,
        datatypes::{DataType, Float64Type},
        error::ArrowError,
        util::display::{ArrayFormatter, DurationFormat, FormatOptions},
    },
    common::Result,
};
use serde_json::{Number, Value};

const INSTANT: &str = "%Y-%m-%dT%H:%M:%S%.fZ";
const LOCAL_TIME: &str = "%Y-%m-%dT%H:%M:%S%.f";
const FORMAT: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_tz_format(Some(INSTANT))
    .with_timestamp_format(Some(LOCAL_TIME))
    .with_datetime_format(Some(LOCAL_TIME))
    .with_duration_format(DurationFormat::ISO8601);

/// One column of one batch, ready to be written.
pub(crate) struct Column {
    values: ArrayRef,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Float,
    /// Digits, `true` or `false`: their text is their JSON.
    Plain,
    Text,
    List,
    Struct,
    /// Its text, in quotes.
    Other,
}

impl Column {
    pub(crate) fn of(values: &ArrayRef) -> Result<Self> {
        let (kind, shape) = match values.data_type() {
            it if it.is_floating() => (DataType::Float64, Shape::Float),
            it if it.is_integer() || it.is_decimal() || *it == DataType::Boolean => {
                (it.clone(), Shape::Plain)
            }
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => (DataType::Utf8View, Shape::Text),
            DataType::Timestamp(unit, Some(_)) => {
                (DataType::Timestamp(*unit, Some("UTC".into())), Shape::Other)
            }
            DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
                (DataType::List(field.clone()), Shape::List)
            }
            it @ DataType::List(_) => (it.clone(), Shape::List),
            it @ DataType::Struct(_) => (it.clone(), Shape::Struct),
            DataType::Dictionary(_, words) => return Self::of(&cast(values, words)?),
            it => (it.clone(), Shape::Other),
        };
        let values = if values.data_type() == &kind { values.clone() } else { cast(values, &kind)? };
        Ok(Self { values, shape })
    }

    /// Whether the eye compares its values from their last digit.
    pub(crate) fn is_numeric(kind: &DataType) -> bool {
        kind.is_numeric() || matches!(kind, DataType::Dictionary(_, words) if words.is_numeric())
    }

    /// The value as JSON, at the end of `out`.
    pub(crate) fn json(&self, row: usize, out: &mut String) -> Result<()> {
        if self.values.is_null(row) {
            out.push_str("null");
            return Ok(());
        }
        match self.shape {
            Shape::Float => {
                out.push_str(&self.float(row).map_or_else(|| "null".to_owned(), |it| it.to_string()));
            }
            Shape::Plain => out.push_str(&self.formatted(row)?),
            Shape::Text => quote(self.values.as_string_view().value(row), out),
            Shape::Other => quote(&self.formatted(row)?, out),
            Shape::List => {
                let items = Self::of(&self.values.as_list::<i32>().value(row))?;
                out.push('[');
                for at in 0..items.values.len() {
                    if at > 0 {
                        out.push(',');
                    }
                    items.json(at, out)?;
                }
                out.push(']');
            }
            Shape::Struct => {
                let fields = self.values.as_struct();
                out.push('{');
                for (at, (name, values)) in
                    fields.column_names().into_iter().zip(fields.columns()).enumerate()
                {
                    if at > 0 {
                        out.push(',');
                    }
                    quote(name, out);
                    out.push(':');
                    Self::of(values)?.json(row, out)?;
                }
                out.push('}');
            }
        }
        Ok(())
    }

    /// The value as text, for CSV and the eye; `None` where JSON says null. Lists and structures are their JSON.
    pub(crate) fn text(&self, row: usize) -> Result<Option<String>> {
        if self.values.is_null(row) {
            return Ok(None);
        }
        Ok(match self.shape {
            Shape::Float => self.float(row).map(|it| it.to_string()),
            Shape::Text => Some(self.values.as_string_view().value(row).to_owned()),
            Shape::Plain | Shape::Other => Some(self.formatted(row)?),
            Shape::List | Shape::Struct => {
                let mut text = String::new();
                self.json(row, &mut text)?;
                Some(text)
            }
        })
    }

    /// `None` for what is not a number, and for infinities.
    fn float(&self, row: usize) -> Option<Number> {
        Number::from_f64(self.values.as_primitive::<Float64Type>().value(row))
    }

    fn formatted(&self, row: usize) -> Result<String, ArrowError> {
        ArrayFormatter::try_new(&self.values, &FORMAT)?.value(row).try_to_string()
    }
}

/// A text as a JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}
