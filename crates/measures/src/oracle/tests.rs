//! The definitions on small worlds whose figures a reader can follow, and what holds of every log.

mod after;
mod follow;
mod moments;
mod properties;
mod requests;
mod rows;
mod shapes;
mod units;
mod ways;

use kernel::Scope;
use serde_json::Value;

use crate::{Answer, Measurer, Question, UnitCosts, testing::TestLog};

fn ask(log: &TestLog, question: &Question) -> Answer {
    let answers =
        log.oracle().answer(&Scope::Everyone, std::slice::from_ref(question), &UnitCosts::default());
    answers.unwrap().remove(0)
}

/// The rows of the answer, as they are printed.
fn rows(log: &TestLog, question: &Question) -> Vec<Value> {
    let printed = serde_json::to_value(ask(log, question)).unwrap();
    printed["rows"].as_array().unwrap().clone()
}

/// The one row of the answer.
fn row(log: &TestLog, question: &Question) -> Value {
    let mut rows = rows(log, question);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}
