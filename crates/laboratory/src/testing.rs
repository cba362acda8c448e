//! A plan and reports for tests.

use experiments::{Plan, Report, testing};

/// An experiment on usagers: contacts per usager, with and without a message.
pub(crate) fn plan() -> Plan {
    let mut plan = testing::plan();
    "Accusé de réception".clone_into(&mut plan.title);
    "Les usagers demandent-ils moins où en est leur dossier ?".clone_into(&mut plan.question);
    "témoin".clone_into(&mut plan.arms[0].name);
    plan
}

/// A report on that plan whose effect is a relative change and its interval.
pub(crate) fn report(value: f64, low: f64, high: f64) -> Report {
    testing::report(plan(), [value, low, high])
}
