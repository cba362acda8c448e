//! A plan and data for tests.

use crate::{Columns, MetricColumns, NO_WORD, Plan, UnitColumn, WordColumn};

/// A plan with two arms, `control` and `message`, usagers, and contacts per usager.
pub(crate) fn plan() -> Plan {
    Plan::read(
        r#"
        title = "Acknowledgement"
        question = "Do fewer usagers ask where their request is?"
        practice = "P11"
        unit = "usager"
        start = 2026-01-05
        days = 56
        minimum_effect = -0.1
        metric = { measure = "volume" }
        [[arms]]
        name = "control"
        [[arms]]
        name = "message"
        "#,
    )
    .expect("the plan reads")
}

/// Units, their arms and their numerators.
pub(crate) fn columns(rows: &[(&str, &str, f64)]) -> Columns {
    Columns {
        unit: UnitColumn::Words(words(rows.iter().map(|it| it.0))),
        arm: words(rows.iter().map(|it| it.1)),
        metrics: vec![MetricColumns {
            numerator: rows.iter().map(|it| it.2).collect(),
            ..MetricColumns::default()
        }],
        ..Columns::default()
    }
}

/// Words as a column; an empty one is none.
pub(crate) fn words<'a>(all: impl Iterator<Item = &'a str>) -> WordColumn {
    let mut column = WordColumn::default();
    for word in all {
        let known = column.names.iter().position(|it| it == word);
        let place = match known {
            _ if word.is_empty() => NO_WORD,
            Some(place) => u32::try_from(place).expect("few words"),
            None => {
                column.names.push(word.to_owned());
                u32::try_from(column.names.len() - 1).expect("few words")
            }
        };
        column.codes.push(place);
    }
    column
}
