//! The charts of a report: effects with their intervals, and their course over time.

use experiments::{Report, report::CoursePoint};
use site::{
    Markup, Shell, Unit,
    chart::{About, Forest, ForestRow, Point, Standing, Trend},
};

use super::metric;
use crate::sentences::{effects, figures};

/// Where an interval has no end, its end is written as a number beyond all others.
const OPEN: f64 = 1e100;

/// Each arm's effect and interval; beside them, what other methods find, not counted.
pub(crate) fn effects(shell: &Shell, report: &Report) -> Markup {
    let plan = &report.provenance.plan;
    // Shares where every arm has one, so that the axis means one thing.
    let is_relative =
        report.effects.iter().filter_map(|it| it.effect.as_ref()).all(|it| it.relative.is_some());
    let main = report.effects.iter().map(|it| (it, Standing::Single));
    let others = report.robustness.iter().map(|it| (it, Standing::Aside));
    let rows = main.chain(others).filter_map(|(arm, standing)| {
        let effect = arm.effect.as_ref()?;
        let (value, low, high) = if is_relative {
            let it = effect.relative?;
            (it.value, it.low, it.high)
        } else {
            (effect.value, effect.low, effect.high)
        };
        let end = |it: f64| (it.abs() < OPEN).then_some(it);
        let label = match standing {
            Standing::Aside => format!("{} · {}", arm.arm, effects::method_name(arm.method, shell.lang())),
            _ => arm.arm.clone(),
        };
        Some(ForestRow { label, value, low: end(low), high: end(high), standing, ..ForestRow::default() })
    });
    let rows: Vec<ForestRow> = rows.collect();
    let key =
        if plan.metric.measure.is_better_higher() { "report-chart-higher" } else { "report-chart-lower" };
    Forest {
        about: About::new(shell.t1("report-chart", "metric", metric(shell, report)), shell.t(key)),
        unit: if is_relative { Unit::Share } else { figures::shown(plan.metric.measure) },
        rows,
    }
    .draw(shell.lang())
}

/// The effect period by period, what was before included; `None` where the design has no periods.
pub(crate) fn course(shell: &Shell, report: &Report) -> Option<Markup> {
    let before = report.placebo.iter().flat_map(|it| &it.points);
    let mut points: Vec<&CoursePoint> = before.chain(&report.course).collect();
    if points.is_empty() {
        return None;
    }
    points.sort_by_key(|it| it.period);
    points.dedup_by_key(|it| it.period);
    let plan = &report.provenance.plan;
    let point = |it: &CoursePoint| Point {
        label: shell.t1("report-period-point", "n", i64::from(it.period)),
        value: Some(it.value),
        low: Some(it.low),
        high: Some(it.high),
    };
    let days = i64::from(plan.analysis.period_days);
    let about = About::new(
        shell.t1("report-course-chart", "metric", metric(shell, report)),
        shell.t1("report-course-what", "days", days),
    );
    let unit = figures::shown(plan.metric.measure);
    Some(Trend { about, unit, points: points.into_iter().map(point).collect() }.draw(shell.lang()))
}
