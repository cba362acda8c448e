//! An answer as a plain table, for CSV, Parquet and the terminal.

use serde_json::Value;

use crate::Answer;

/// Columns and rows; every value is a JSON scalar (null where a row has no such figure).
#[derive(Debug, Clone, PartialEq)]
pub struct FlatTable {
    /// Names, in order: dimensions first.
    pub columns: Vec<String>,
    /// One value a column.
    pub rows: Vec<Vec<Value>>,
}

impl FlatTable {
    /// Flattens an answer. Nested figures become columns (`distribution.10+`, `by_day.3`). Lists of figures (edges,
    /// starts, ends and variants of journeys) become rows of their own, told apart by the column `part`; a variant's
    /// steps are joined by ` > `.
    pub fn of(answer: &Answer) -> Self {
        let mut table = Self { columns: Vec::new(), rows: Vec::new() };
        let document = serde_json::to_value(answer).unwrap_or_default();
        for dimension in &answer.question.by {
            table.column(dimension.name());
        }
        for row in document.get("rows").and_then(Value::as_array).into_iter().flatten() {
            table.add(row);
        }
        let width = table.columns.len();
        for row in &mut table.rows {
            row.resize(width, Value::Null);
        }
        table
    }

    fn add(&mut self, row: &Value) {
        let Some(fields) = row.as_object() else { return };
        let mut scalars: Vec<(String, Value)> = Vec::new();
        let mut lists: Vec<(&str, &Vec<Value>)> = Vec::new();
        for (name, value) in fields {
            match value {
                Value::Object(inner) => {
                    scalars.extend(inner.iter().map(|(key, it)| (format!("{name}.{key}"), it.clone())));
                }
                Value::Array(items) if items.iter().all(Value::is_object) => lists.push((name, items)),
                Value::Array(items) => {
                    scalars.extend(
                        items.iter().enumerate().map(|(at, it)| (format!("{name}.{at}"), it.clone())),
                    );
                }
                scalar => scalars.push((name.clone(), scalar.clone())),
            }
        }
        if lists.is_empty() {
            self.push(scalars);
            return;
        }
        for (part, items) in lists {
            for item in items {
                let mut values = scalars.clone();
                values.push(("part".to_owned(), part.into()));
                for (name, value) in item.as_object().into_iter().flatten() {
                    let value = match value {
                        Value::Array(steps) => {
                            steps.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" > ").into()
                        }
                        other => other.clone(),
                    };
                    values.push((name.clone(), value));
                }
                self.push(values);
            }
        }
    }

    fn push(&mut self, values: Vec<(String, Value)>) {
        let mut row = vec![Value::Null; self.columns.len()];
        for (name, value) in values {
            let at = self.column(&name);
            if row.len() <= at {
                row.resize(at + 1, Value::Null);
            }
            row[at] = value;
        }
        self.rows.push(row);
    }

    fn column(&mut self, name: &str) -> usize {
        self.columns.iter().position(|it| it == name).unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Cell, Dimension, Figures, Measure, Question,
        answer::{Journeys, StepCount, Variant},
    };

    #[test]
    fn lists_become_rows() {
        let journeys = Journeys {
            requests: 1,
            starts: vec![StepCount { step: "phone".into(), count: 1 }],
            variants: vec![Variant { steps: vec!["phone".into(), "email".into()], count: 1, share: 1.0 }],
            ..Journeys::default()
        };
        let table = FlatTable::of(&Answer {
            question: Question::of(Measure::Journeys).by(&[Dimension::LifeEvent]),
            observed_until: None,
            cells: vec![Cell { values: vec![None], figures: Figures::Journeys(journeys) }],
        });
        assert_eq!(table.columns, ["life_event", "requests", "part", "step", "count", "steps", "share"]);
        assert_eq!(table.rows[1][5], "phone > email");
        assert_eq!(table.rows[0].len(), 7);
    }
}
