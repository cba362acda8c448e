//! A value over time, with the interval that it is known by.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, FROM_START, LATEST, STRING, Table, axis::Axis, coordinate, figure, say, short};
use crate::{Figures, Markup, Unit, markup::text};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 290.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = 730.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 246.0;
/// Labels under the axis: more would touch.
const LABELS_MAX: usize = 7;
/// More points than this are a line without dots.
const DOTS_MAX: usize = 62;

/// One moment of a trend.
#[derive(Debug, Clone, Default)]
pub struct Point {
    /// The moment, as people write it.
    pub label: String,
    /// The value; `None` leaves a gap.
    pub value: Option<f64>,
    /// The interval's low end.
    pub low: Option<f64>,
    /// The interval's high end.
    pub high: Option<f64>,
}

/// A line with its interval.
#[derive(Debug, Clone, Default)]
pub struct Trend {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// In order.
    pub points: Vec<Point>,
}

impl Trend {
    /// The figure. The axis begins at 0 unless the values are far from it and all on one side. Where it is wider than its place, its right
    /// end is shown first: it is now.
    pub fn draw(&self, lang: Lang) -> Markup {
        self.drawn(lang, LATEST)
    }

    /// The same for what is counted from a beginning, as days since an event: its left end is shown first.
    pub fn draw_from_start(&self, lang: Lang) -> Markup {
        self.drawn(lang, FROM_START)
    }

    fn drawn(&self, lang: Lang, class: &'static str) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        let known: Vec<f64> = self
            .points
            .iter()
            .flat_map(|it| [it.value, it.low, it.high])
            .flatten()
            .filter(|it| it.is_finite())
            .collect();
        if self.points.iter().all(|it| it.value.is_none()) {
            return figure(lang, &self.about, None, "", &table);
        }
        let highest = known.iter().copied().fold(f64::MIN, f64::max);
        let lowest = known.iter().copied().fold(f64::MAX, f64::min);
        let far = lowest > 0.0 && highest - lowest < 0.3 * lowest;
        let (low, high) = if far { (lowest, highest) } else { (lowest.min(0.0), highest.max(0.0)) };
        let axis = Axis::new(low, high, TOP, BOTTOM);
        let mut body = axis.draw(figures, self.unit, LEFT, RIGHT);
        if low < 0.0 {
            // Where values fall on both sides, nothing is a line of its own.
            let zero = short(axis.y(0.0));
            write!(body, "<line class=\"zero\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{zero}\" y2=\"{zero}\"/>")
                .expect(STRING);
        }
        self.band(&axis, &mut body);
        self.line(&axis, &mut body);
        self.dots(&axis, figures, &mut body);
        self.labels(&mut body);
        let drawing = Drawing { width: Some(WIDTH), height: HEIGHT, body, class };
        figure(lang, &self.about, Some(&drawing), "", &table)
    }

    fn x(&self, place: usize) -> f64 {
        match self.points.len() {
            1 => f64::midpoint(LEFT, RIGHT),
            many => LEFT + 12.0 + coordinate(place) / coordinate(many - 1) * (RIGHT - LEFT - 24.0),
        }
    }

    fn band(&self, axis: &Axis, body: &mut String) {
        let inside = |place: &usize| self.points[*place].low.is_some() && self.points[*place].high.is_some();
        let places: Vec<usize> = (0..self.points.len()).collect();
        for run in places.chunk_by(|a, b| inside(a) == inside(b)).filter(|run| inside(&run[0])) {
            let edge = |places: &mut dyn Iterator<Item = &usize>, pick: fn(&Point) -> Option<f64>| {
                places
                    .map(|it| {
                        format!(
                            "{},{}",
                            short(self.x(*it)),
                            short(axis.y(pick(&self.points[*it]).unwrap_or(0.0)))
                        )
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let high = edge(&mut run.iter(), |it| it.high);
            let low = edge(&mut run.iter().rev(), |it| it.low);
            write!(body, "<polygon class=\"band c1\" points=\"{high} {low}\"/>").expect(STRING);
        }
    }

    fn line(&self, axis: &Axis, body: &mut String) {
        let mut path = String::new();
        let mut is_drawing = false;
        for (place, point) in self.points.iter().enumerate() {
            let Some(value) = point.value else {
                is_drawing = false;
                continue;
            };
            let command = if is_drawing { 'L' } else { 'M' };
            write!(path, "{command}{} {}", short(self.x(place)), short(axis.y(value))).expect(STRING);
            is_drawing = true;
        }
        write!(body, "<path class=\"line c1\" d=\"{path}\"/>").expect(STRING);
    }

    fn dots(&self, axis: &Axis, figures: Figures, body: &mut String) {
        let radius = if self.points.len() > DOTS_MAX { 1.5 } else { 4.0 };
        let (mut last, mut before) = (None, None);
        for (place, point) in self.points.iter().enumerate() {
            let Some(value) = point.value else { continue };
            let (x, y) = (self.x(place), axis.y(value));
            let mut told = format!("{} : {}", point.label, figures.of(self.unit, value));
            if let (Some(low), Some(high)) = (point.low, point.high) {
                write!(told, " [{} – {}]", figures.of(self.unit, low), figures.of(self.unit, high))
                    .expect(STRING);
            }
            write!(
                body,
                "<circle class=\"dot c1\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"><title>{}</title></circle>",
                short(x),
                short(y),
                text(&told)
            )
            .expect(STRING);
            before = last.map(|(_, y, _)| y);
            last = Some((x, y, value));
        }
        if let Some((x, y, value)) = last {
            // On the side of the dot that the line does not come from.
            let falls = before.is_some_and(|it: f64| it < y - 1.0);
            let above = if y < TOP + 20.0 || (falls && y < BOTTOM - 26.0) { y + 21.0 } else { y - 11.0 };
            write!(
                body,
                "<text class=\"value halo\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
                short((x + 10.0).min(WIDTH - 4.0)),
                short(above),
                text(&figures.of(self.unit, value))
            )
            .expect(STRING);
        }
    }

    fn labels(&self, body: &mut String) {
        let step = self.points.len().div_ceil(LABELS_MAX).max(1);
        for (place, point) in self.points.iter().enumerate().step_by(step) {
            write!(
                body,
                "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                short(self.x(place)),
                short(BOTTOM + 26.0),
                text(&point.label)
            )
            .expect(STRING);
        }
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let written =
            |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |it| figures.of(self.unit, it));
        let has_interval = self.points.iter().any(|it| it.low.is_some());
        let mut headings = vec![say(lang, "chart-label"), say(lang, "chart-value")];
        if has_interval {
            headings.extend([say(lang, "chart-low"), say(lang, "chart-high")]);
        }
        let rows = self
            .points
            .iter()
            .map(|it| {
                let mut row = vec![it.label.clone(), written(it.value)];
                if has_interval {
                    row.extend([written(it.low), written(it.high)]);
                }
                row
            })
            .collect();
        Table { headings, rows }
    }
}
