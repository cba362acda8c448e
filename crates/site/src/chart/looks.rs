//! Looks at something that is still running, and the limits that it must cross before anything may be concluded.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, LATEST, STRING, Table, axis::Axis, figure, say, short};
use crate::{Figures, Markup, Unit, markup::text};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 730.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 252.0;
/// A limit further away than this is no limit that one could cross: it is drawn at the edge.
const FAR: f64 = 8.0;

/// One look.
#[derive(Debug, Clone, Default)]
pub struct LookPoint {
    /// Which, and when.
    pub label: String,
    /// Share of the whole information that was there, 0 to 1.
    pub fraction: f64,
    /// What was seen, standardised; `None`: the look is still to come.
    pub value: Option<f64>,
    /// How far from 0 it must be, on either side; `None`: nothing may be concluded yet.
    pub limit: Option<f64>,
}

/// Looks in their order.
#[derive(Debug, Clone, Default)]
pub struct Looks {
    /// Title, description, download.
    pub about: About,
    /// From the first on.
    pub points: Vec<LookPoint>,
}

impl Looks {
    /// The figure: what lies outside of both limits may be concluded from.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        if self.points.is_empty() {
            return figure(lang, &self.about, None, "", &table);
        }
        let largest = self
            .points
            .iter()
            .flat_map(|it| [it.value.map(f64::abs), it.limit.filter(|it| *it <= FAR)])
            .flatten()
            .fold(3.0, f64::max);
        let axis = Axis::new(-largest, largest, TOP, BOTTOM);
        let mut body = axis.draw(figures, Unit::Ratio, LEFT, RIGHT);
        let zero = short(axis.y(0.0));
        write!(body, "<line class=\"zero\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{zero}\" y2=\"{zero}\"/>")
            .expect(STRING);
        self.limits(&axis, &mut body);
        self.seen(figures, &axis, &mut body);
        let drawing = Drawing { width: Some(WIDTH), height: HEIGHT, body, class: LATEST };
        figure(lang, &self.about, Some(&drawing), "", &table)
    }

    fn x(fraction: f64) -> f64 {
        LEFT + 20.0 + fraction.clamp(0.0, 1.0) * (RIGHT - LEFT - 60.0)
    }

    /// Both limits, and the fields beyond them.
    fn limits(&self, axis: &Axis, body: &mut String) {
        let known: Vec<(f64, f64)> =
            self.points.iter().filter_map(|it| Some((Self::x(it.fraction), it.limit?))).collect();
        for sign in [1.0, -1.0] {
            let height = |limit: f64| axis.y(sign * limit).clamp(TOP, BOTTOM);
            let edge = if sign > 0.0 { TOP } else { BOTTOM };
            let corners: Vec<String> =
                known.iter().map(|(x, limit)| format!("{},{}", short(*x), short(height(*limit)))).collect();
            if let (Some(first), Some(last)) = (known.first(), known.last()) {
                write!(
                    body,
                    "<polygon class=\"beyond\" points=\"{} {},{edge} {},{edge}\"/><polyline class=\"limit\" points=\"{}\"/>",
                    corners.join(" "),
                    short(last.0),
                    short(first.0),
                    corners.join(" ")
                )
                .expect(STRING);
            }
            for (x, limit) in &known {
                write!(
                    body,
                    "<line class=\"limit\" x1=\"{}\" x2=\"{}\" y1=\"{2}\" y2=\"{2}\"/>",
                    short(x - 12.0),
                    short(x + 12.0),
                    short(height(*limit))
                )
                .expect(STRING);
            }
        }
    }

    fn seen(&self, figures: Figures, axis: &Axis, body: &mut String) {
        let mut path = String::new();
        for point in &self.points {
            let x = Self::x(point.fraction);
            if let Some(value) = point.value {
                let command = if path.is_empty() { 'M' } else { 'L' };
                write!(path, "{command}{} {}", short(x), short(axis.y(value))).expect(STRING);
            }
            write!(
                body,
                "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                short(x),
                short(BOTTOM + 26.0),
                text(&figures.share_with(point.fraction, 0))
            )
            .expect(STRING);
        }
        write!(body, "<path class=\"line c1\" d=\"{path}\"/>").expect(STRING);
        for point in &self.points {
            let Some(value) = point.value else { continue };
            write!(
                body,
                "<circle class=\"dot c1\" cx=\"{}\" cy=\"{}\" r=\"5\"><title>{} · {}</title></circle>",
                short(Self::x(point.fraction)),
                short(axis.y(value)),
                text(&point.label),
                text(&figures.number(value, 2))
            )
            .expect(STRING);
        }
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let headings = ["chart-look", "chart-information", "chart-z", "chart-limit"].map(|it| say(lang, it));
        let rows = self.points.iter().map(|it| {
            vec![
                it.label.clone(),
                figures.share_with(it.fraction, 0),
                it.value.map_or_else(|| say(lang, "chart-not-yet"), |it| figures.number(it, 2)),
                it.limit.map_or_else(|| "—".to_owned(), |it| format!("± {}", figures.number(it, 2))),
            ]
        });
        Table { headings: headings.into(), rows: rows.collect() }
    }
}
