//! A plan and reports for tests.

use experiments::{
    Plan, Report,
    report::{ArmEffect, ArmSummary, Effect, Integrity, Method, Provenance, Relative, Verdict},
};

/// An experiment on usagers: contacts per usager, with and without a message.
pub(crate) fn plan() -> Plan {
    Plan::read(
        r#"
        title = "Accusé de réception"
        question = "Les usagers demandent-ils moins où en est leur dossier ?"
        practice = "P11"
        unit = "usager"
        start = 2026-01-05
        days = 56
        minimum_effect = -0.1
        metric = { measure = "volume" }
        [[arms]]
        name = "témoin"
        [[arms]]
        name = "message"
        "#,
    )
    .expect("the plan reads")
}

/// A report on that plan whose effect is a relative change and its interval, of a control figure of 1; the verdict is that of a
/// randomised experiment.
pub(crate) fn report(value: f64, low: f64, high: f64) -> Report {
    let relative = Some(Relative { value, low, high });
    let effect = Effect { value, low, high, p: 0.04, se: Some((high - low) / 3.92), df: None, relative };
    let verdict = match (low, high) {
        (_, high) if high < 0.0 => Verdict::ProvedBenefit,
        (low, _) if low > 0.0 => Verdict::ProvedHarm,
        _ => Verdict::NotProven,
    };
    let arm = |name: &str, figure: f64| ArmSummary {
        name: name.into(),
        units: 1_000,
        numerator: 1_000.0 * figure,
        denominator: 1_000.0,
        figure: Some(figure),
    };
    Report {
        verdict,
        arm: Some("message".into()),
        excludes_minimum: low > -0.1,
        effects: vec![ArmEffect {
            arm: "message".into(),
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
        arms: vec![arm("témoin", 1.0), arm("message", 1.0 + value)],
        integrity: Integrity {
            sample_ratio_p: Some(0.6),
            set_aside: Vec::new(),
            balance: Vec::new(),
            missing: Vec::new(),
            missing_p: None,
        },
        warnings: Vec::new(),
        provenance: Provenance {
            plan: plan(),
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
