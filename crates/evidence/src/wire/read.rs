//! Reading inputs and writing results.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::Fault;

/// Why a computation was refused, for a program and for a person.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{fault}")]
pub struct Refusal {
    /// The reason.
    pub fault: Fault,
}

impl Refusal {
    pub(super) fn unknown_method(method: &str) -> Self {
        let known: Vec<_> = super::methods().collect();
        Self {
            fault: Fault::UnknownWord {
                what: "method".into(),
                value: method.into(),
                known: known.join(", "),
            },
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self { fault }
    }
}

/// What a method gives.
pub(super) type Outcome = Result<Value, Refusal>;

/// A number of the inputs: missing (`null`), infinite (`"inf"`, `"-inf"`), or plain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(pub(super) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self(f64::NAN)),
            Value::Bool(it) => Ok(Self(f64::from(u8::from(it)))),
            Value::Number(it) => {
                it.as_f64().map(Self).ok_or_else(|| de::Error::custom("a number that is too large"))
            }
            Value::String(it) if it == "inf" => Ok(Self(f64::INFINITY)),
            Value::String(it) if it == "-inf" => Ok(Self(f64::NEG_INFINITY)),
            other => Err(de::Error::custom(format!("a number was expected, {other} came"))),
        }
    }
}

/// The inputs of a method.
pub(super) fn read<T: for<'de> Deserialize<'de>>(inputs: &Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(inputs).map_err(|it| {
        let what = match it.path().to_string() {
            path if path == "." => "inputs".to_owned(),
            path => path,
        };
        Fault::Unreadable { what, reason: it.inner().to_string() }.into()
    })
}

/// The plain values; what is missing is NaN, which the estimators refuse by name.
pub(super) fn numbers(values: &[Number]) -> Vec<f64> {
    values.iter().map(|it| it.0).collect()
}

/// A number as a result: infinite ones are words, what cannot be told is null.
pub(super) fn number(value: f64) -> Value {
    if value == f64::INFINITY {
        "inf".into()
    } else if value == f64::NEG_INFINITY {
        "-inf".into()
    } else {
        serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}
