//! A plan, data and a report for tests.

#[cfg(test)]
use crate::{Columns, MetricColumns, NO_WORD, UnitColumn, WordColumn};
use crate::{
    Plan, Report,
    report::{ArmEffect, ArmSummary, Effect, Integrity, Method, Provenance, Relative, Verdict},
};

/// A plan with two arms, `control` and `message`, usagers, and contacts per usager.
///
/// # Panics
///
/// Never: it reads.
pub fn plan() -> Plan {
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

/// A report on a plan of two arms, whose effect is a relative change and its interval, of a control figure of 1; the verdict is that of a
/// randomised experiment.
///
/// # Panics
///
/// Never: its words read.
pub fn report(plan: Plan, [value, low, high]: [f64; 3]) -> Report {
    let relative = Some(Relative { value, low, high });
    let effect = Effect { value, low, high, p: 0.04, se: Some((high - low) / 3.92), df: None, relative };
    let verdict = match (low, high) {
        (_, high) if high < 0.0 => Verdict::ProvedBenefit,
        (low, _) if low > 0.0 => Verdict::ProvedHarm,
        _ => Verdict::NotProven,
    };
    let names: Vec<String> = plan.arms.iter().map(|it| it.name.clone()).collect();
    let arm = |place: usize, figure: f64| ArmSummary {
        name: names[place].clone(),
        units: 1_000,
        numerator: 1_000.0 * figure,
        denominator: 1_000.0,
        figure: Some(figure),
    };
    Report {
        verdict,
        arm: Some(names[1].clone()),
        excludes_minimum: low > -0.1,
        effects: vec![ArmEffect {
            arm: names[1].clone(),
            method: Method::Delta,
            effect: Some(effect),
            refused: None,
        }],
        robustness: Vec::new(),
        naive: Vec::new(),
        guardrails: Vec::new(),
        subgroups: Vec::new(),
        exploration: None,
        monitoring: Vec::new(),
        placebo: None,
        course: Vec::new(),
        savings: None,
        arms: vec![arm(0, 1.0), arm(1, 1.0 + value)],
        integrity: Integrity {
            sample_ratio_p: Some(0.6),
            set_aside: Vec::new(),
            balance: Vec::new(),
            missing: Vec::new(),
            missing_p: None,
        },
        warnings: Vec::new(),
        provenance: Provenance {
            plan,
            plan_hash: Some("a".repeat(64)),
            registered_at: "2026-01-02T09:00:00Z".parse().ok(),
            amendments: Vec::new(),
            data_hash: "d".repeat(64),
            rows: 2_000,
            version: "1.0".into(),
            analysed_at: "2026-03-02T09:00:00Z".parse().expect("an instant"),
            seed: 1,
        },
    }
}

/// Units, their arms and their numerators.
#[cfg(test)]
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
#[cfg(test)]
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
