//! What was looked at, drawn so that it tempts nobody: limits to cross, or intervals that allow for every look.

use experiments::{
    Report,
    plan::Stopping,
    report::{Look as Seen, Monitoring},
};
use kernel::paris_date;
use site::{
    Markup, Shell,
    chart::{About, LookPoint, Looks, Point, Trend},
};

use crate::{sentences::figures, store::Look};

/// The charts of the looks so far, one an arm; none where the plan has one end.
pub fn of(shell: &Shell, report: &Report, looks: &[Look]) -> Vec<Markup> {
    let plan = &report.provenance.plan;
    match plan.stopping {
        Stopping::Fixed => Vec::new(),
        Stopping::GroupSequential { looks: planned, .. } => {
            report.monitoring.iter().map(|it| limits(shell, it, looks, planned)).collect()
        }
        Stopping::AlwaysValid => {
            report.monitoring.iter().map(|it| intervals(shell, report, it, looks)).collect()
        }
    }
}

/// "Point 2 · 12 mars 2026"; without the day where looks and reports do not match.
fn label(shell: &Shell, monitoring: &Monitoring, looks: &[Look], place: usize) -> String {
    let number = shell.t1("follow-point", "n", place as u64 + 1);
    match looks.get(place) {
        Some(look) if looks.len() == monitoring.looks.len() => {
            let day = paris_date(look.at.as_microsecond());
            format!("{number} · {}", shell.figures().date(day))
        }
        _ => number,
    }
}

/// Planned looks: the difference in its standard errors, beside the limits.
fn limits(shell: &Shell, monitoring: &Monitoring, looks: &[Look], planned: u32) -> Markup {
    let mut points: Vec<LookPoint> = monitoring
        .looks
        .iter()
        .enumerate()
        .map(|(place, it)| LookPoint {
            label: label(shell, monitoring, looks, place),
            fraction: it.fraction,
            value: Some(it.z),
            limit: it.boundary,
        })
        .collect();
    let last = points.last().map_or(0.0, |it| it.fraction);
    for number in u32::try_from(points.len()).unwrap_or(planned) + 1..=planned {
        let fraction = f64::from(number) / f64::from(planned);
        if fraction > last {
            let label = shell.t1("follow-point", "n", i64::from(number));
            points.push(LookPoint { label, fraction, value: None, limit: None });
        }
    }
    let title = shell.t1("follow-limits", "arm", monitoring.arm.as_str());
    Looks { about: About::new(title, shell.t("follow-limits-what")), points }.draw(shell.lang())
}

/// Looks at any time: the effect and the interval that stays right however often one looks.
fn intervals(shell: &Shell, report: &Report, monitoring: &Monitoring, looks: &[Look]) -> Markup {
    let plan = &report.provenance.plan;
    let point = |(place, it): (usize, &Seen)| Point {
        label: label(shell, monitoring, looks, place),
        value: Some(it.value),
        low: it.boundary.map(|limit| it.value - limit * it.se),
        high: it.boundary.map(|limit| it.value + limit * it.se),
    };
    let title = shell.t1("follow-intervals", "arm", monitoring.arm.as_str());
    let metric = figures::metric(&plan.metric, plan.unit, shell.lang());
    Trend {
        about: About::new(title, shell.t1("follow-intervals-what", "metric", metric)),
        unit: figures::shown(plan.metric.measure),
        points: monitoring.looks.iter().enumerate().map(point).collect(),
    }
    .draw(shell.lang())
}
