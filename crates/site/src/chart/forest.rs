//! Effects and their intervals under each other, around a line that means "no effect"; several together as a bar of their own.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, STRING, Table, axis::Axis, coordinate, figure, say, short, wrapped};
use crate::{Figures, Markup, Unit, markup::text};

/// Height of a line of a label.
const LINE: f64 = 19.0;
/// Letters of a line, and lines of a label.
const LINE_LETTERS: usize = 38;
const LINES_MAX: usize = 2;
/// Height of an interval.
const THICK: f64 = 20.0;
/// From an interval to the next label.
const GAP: f64 = 14.0;
/// Left and right end of the axis, in percents of the width: half of a label stays inside.
const LEFT: f64 = 7.0;
const RIGHT: f64 = 93.0;
/// Labels of the axis that a phone has room for.
const TICKS_MAX: usize = 5;
/// An end beyond this many times the largest effect is not drawn: it would leave no room for the others.
const FAR: f64 = 6.0;

/// What a row counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// One result.
    #[default]
    Single,
    /// A result that is shown and not counted with the others.
    Aside,
    /// Several results together.
    Together,
}

/// One effect.
#[derive(Debug, Clone, Default)]
pub struct ForestRow {
    /// What it is.
    pub label: String,
    /// The effect.
    pub value: f64,
    /// The interval's low end; `None`: no limit.
    pub low: Option<f64>,
    /// The interval's high end; `None`: no limit.
    pub high: Option<f64>,
    /// Its share in what is said of all, 0 to 1.
    pub weight: Option<f64>,
    /// What it counts for.
    pub standing: Standing,
    /// Where its label leads.
    pub href: Option<String>,
}

/// Effects, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Forest {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// From top to bottom.
    pub rows: Vec<ForestRow>,
}

impl Forest {
    /// The figure. The axis always shows 0.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        if self.rows.is_empty() {
            return figure(lang, &self.about, None, "", &table);
        }
        let axis = self.axis();
        let mut body = String::new();
        let mut rows = String::new();
        let mut top = 0.0;
        for row in &self.rows {
            top = self.row(lang, figures, &axis, row, top, &mut rows);
        }
        self.scale(figures, &axis, top, &mut body);
        body.push_str(&rows);
        let drawing = Drawing { width: None, height: top + 24.0, body, class: "fluid" };
        figure(lang, &self.about, Some(&drawing), "", &table)
    }

    /// The axis in percents of the width: 0, all effects, and the ends that are not far away.
    fn axis(&self) -> Axis {
        let largest = self.rows.iter().map(|it| it.value.abs()).fold(0.0, f64::max);
        let nearest = self.rows.iter().filter_map(|it| Some(it.high? - it.low?)).fold(f64::MAX, f64::min);
        let far = FAR * largest.max(if nearest < f64::MAX { nearest } else { 0.0 }).max(f64::MIN_POSITIVE);
        let ends = self.rows.iter().flat_map(|it| [Some(it.value), it.low, it.high]).flatten();
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for end in ends.filter(|it| it.abs() <= far) {
            low = low.min(end);
            high = high.max(end);
        }
        // The vertical axis grows upwards: its bottom is our left.
        Axis::new(low, high, RIGHT, LEFT)
    }

    /// Lines and labels under the rows.
    fn scale(&self, figures: Figures, axis: &Axis, bottom: f64, body: &mut String) {
        let values = axis.values();
        let every = values.len().div_ceil(TICKS_MAX).max(1);
        let zero = values.iter().position(|it| it.abs() < axis.step() / 2.0).unwrap_or(0);
        for (place, value) in values.iter().enumerate() {
            let is_zero = place == zero;
            let x = short(axis.y(*value));
            let class = if is_zero { "zero" } else { "grid" };
            write!(
                body,
                "<line class=\"{class}\" x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"{}\"/>",
                short(bottom)
            )
            .expect(STRING);
            // Counted from 0, so that 0 always has its label.
            if place.abs_diff(zero).is_multiple_of(every) {
                write!(
                    body,
                    "<text class=\"tick\" x=\"{x}%\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    short(bottom + 18.0),
                    text(&figures.on_axis(self.unit, if is_zero { 0.0 } else { *value }, axis.step()))
                )
                .expect(STRING);
            }
        }
    }

    /// A row from this height down; gives the height of the next.
    fn row(
        &self,
        lang: Lang,
        figures: Figures,
        axis: &Axis,
        row: &ForestRow,
        top: f64,
        body: &mut String,
    ) -> f64 {
        let lines = wrapped(&row.label, LINE_LETTERS, LINES_MAX);
        let mut spans = String::new();
        for (at, line) in lines.iter().enumerate() {
            let y = short(top + 15.0 + coordinate(at) * LINE);
            write!(spans, "<tspan x=\"0\" y=\"{y}\">{}</tspan>", text(line)).expect(STRING);
        }
        let weight = if row.standing == Standing::Together { " strong" } else { "" };
        let label =
            format!("<text class=\"label halo{weight}\">{spans}<title>{}</title></text>", text(&row.label));
        match &row.href {
            Some(href) => write!(body, "<a href=\"{}\">{label}</a>", text(href)),
            None => write!(body, "{label}"),
        }
        .expect(STRING);
        let under = top + coordinate(lines.len()) * LINE;
        write!(
            body,
            "<text class=\"value halo\" x=\"0\" y=\"{}\">{}</text>",
            short(under + 15.0),
            text(&self.written(lang, figures, row))
        )
        .expect(STRING);
        let middle = under + LINE + 4.0 + THICK / 2.0;
        Self::interval(axis, row, middle, body);
        middle + THICK / 2.0 + GAP
    }

    /// The line from end to end, and the effect on it.
    fn interval(axis: &Axis, row: &ForestRow, middle: f64, body: &mut String) {
        let inside = |it: f64| axis.y(it).clamp(0.0, 100.0);
        let low = row.low.map_or(0.0, inside);
        let high = row.high.map_or(100.0, inside);
        let y = short(middle);
        if row.standing == Standing::Together {
            write!(
                body,
                "<rect class=\"c2\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"{THICK}\" rx=\"10\"/>",
                short(low),
                short(middle - THICK / 2.0),
                short((high - low).max(0.5))
            )
            .expect(STRING);
        } else {
            let class = if row.standing == Standing::Aside { "reach aside" } else { "reach" };
            write!(
                body,
                "<line class=\"{class}\" x1=\"{}%\" x2=\"{}%\" y1=\"{y}\" y2=\"{y}\"/>",
                short(low),
                short(high)
            )
            .expect(STRING);
            let ends = [(row.low, low), (row.high, high)];
            for (_, x) in ends.iter().filter(|(end, x)| end.is_some() && (0.01..99.99).contains(x)) {
                write!(
                    body,
                    "<line class=\"{class}\" x1=\"{0}%\" x2=\"{0}%\" y1=\"{1}\" y2=\"{2}\"/>",
                    short(*x),
                    short(middle - 5.0),
                    short(middle + 5.0)
                )
                .expect(STRING);
            }
        }
        let class = match row.standing {
            Standing::Single => "c1 dot",
            Standing::Aside => "hollow",
            Standing::Together => "dot mark",
        };
        let radius = 5.0 + 5.0 * row.weight.unwrap_or(0.2).clamp(0.0, 1.0).sqrt();
        write!(
            body,
            "<circle class=\"{class}\" cx=\"{}%\" cy=\"{y}\" r=\"{}\"/>",
            short(inside(row.value)),
            short(radius)
        )
        .expect(STRING);
    }

    fn end(&self, lang: Lang, figures: Figures, end: Option<f64>) -> String {
        end.map_or_else(|| say(lang, "chart-no-limit"), |it| figures.of(self.unit, it))
    }

    fn written(&self, lang: Lang, figures: Figures, row: &ForestRow) -> String {
        format!(
            "{} [{} ; {}]",
            figures.of(self.unit, row.value),
            self.end(lang, figures, row.low),
            self.end(lang, figures, row.high)
        )
        .replace(" ;", "\u{a0};")
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let has_weights = self.rows.iter().any(|it| it.weight.is_some());
        let mut headings =
            ["chart-label", "chart-value", "chart-low", "chart-high"].map(|it| say(lang, it)).to_vec();
        if has_weights {
            headings.push(say(lang, "chart-weight"));
        }
        let rows = self
            .rows
            .iter()
            .map(|it| {
                let mut row = vec![
                    it.label.clone(),
                    figures.of(self.unit, it.value),
                    self.end(lang, figures, it.low),
                    self.end(lang, figures, it.high),
                ];
                if has_weights {
                    row.push(figures.share_or_dash(it.weight));
                }
                row
            })
            .collect();
        Table { headings, rows }
    }
}
