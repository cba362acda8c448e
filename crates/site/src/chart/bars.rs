//! Values side by side: horizontal bars, each under its label, so that long labels stay whole on a phone.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, STRING, Table, coordinate, figure, say, short, wrapped};
use crate::{Figures, Markup, Unit, markup::text};

/// The narrowest place of the drawing, a phone: nothing of it is scrolled away there.
const NARROWEST: f64 = 310.0;
/// Height of a line of a label.
const LINE: f64 = 19.0;
/// Letters of a line, and lines of a label.
const LINE_LETTERS: usize = 36;
const LINES_MAX: usize = 2;
const THICK: f64 = 16.0;
/// From a bar to the next label.
const GAP: f64 = 12.0;
/// Between a bar and its value.
const SPACE: f64 = 8.0;
/// The least part of the width, in percents, that the highest value takes; what the longest value leaves, otherwise.
const FULL_MIN: f64 = 26.0;
/// The usual width of a letter of a value.
const LETTER: f64 = 8.8;

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// What it is.
    pub label: String,
    /// Its value; `None`: nothing to show, and said so.
    pub value: Option<f64>,
    /// The interval's low end.
    pub low: Option<f64>,
    /// The interval's high end.
    pub high: Option<f64>,
    /// A word more, after the value: `n = 120`.
    pub note: Option<String>,
    /// Where its label leads.
    pub href: Option<String>,
}

/// Horizontal bars, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// From top to bottom.
    pub bars: Vec<Bar>,
}

impl Bars {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        if self.bars.iter().all(|it| it.value.is_none()) {
            return figure(lang, &self.about, None, "", &table);
        }
        let highest = self.bars.iter().flat_map(|it| [it.value, it.high]).flatten().fold(0.0, f64::max);
        let written = |bar: &Bar| coordinate(written(bar, self.unit, figures).chars().count()) * LETTER;
        let longest = self.bars.iter().map(written).fold(0.0, f64::max);
        let full = (100.0 * (NARROWEST - SPACE - longest) / NARROWEST).max(FULL_MIN);
        let scale = if highest > 0.0 { full / highest } else { 0.0 };
        let mut body = String::new();
        let mut top = 0.0;
        for bar in &self.bars {
            let lines = wrapped(&bar.label, LINE_LETTERS, LINES_MAX);
            let spans = lines.iter().enumerate().map(|(at, line)| {
                let y = short(top + 15.0 + coordinate(at) * LINE);
                format!("<tspan x=\"0\" y=\"{y}\">{}</tspan>", text(line))
            });
            let label = format!(
                "<text class=\"label\">{}<title>{}</title></text>",
                spans.collect::<String>(),
                text(&bar.label)
            );
            body.push_str(&bar.href.as_ref().map_or(label.clone(), |href| {
                let href = text(href);
                format!("<a href=\"{href}\">{label}</a>")
            }));
            top += coordinate(lines.len()) * LINE + 3.0;
            self.bar(bar, top, (full, scale), figures, &mut body);
            top += THICK + GAP;
        }
        let drawing = Drawing { width: None, height: top, body, class: "fluid" };
        figure(lang, &self.about, Some(&drawing), "", &table)
    }

    fn bar(&self, bar: &Bar, top: f64, (full, scale): (f64, f64), figures: Figures, body: &mut String) {
        let value = bar.value.unwrap_or(0.0).max(0.0);
        write!(
            body,
            "<rect class=\"ground\" x=\"0\" y=\"{0}\" width=\"{1}%\" height=\"{THICK}\" rx=\"3\"/>\
             <rect class=\"c1\" x=\"0\" y=\"{0}\" width=\"{2}%\" height=\"{THICK}\" rx=\"3\"/>",
            short(top),
            short(full),
            short((value * scale).max(if value > 0.0 { 0.5 } else { 0.0 }))
        )
        .expect(STRING);
        let mut end = value * scale;
        if let (Some(low), Some(high)) = (bar.low, bar.high) {
            let middle = short(top + THICK / 2.0);
            write!(
                body,
                "<line class=\"whisker\" x1=\"{0}%\" x2=\"{1}%\" y1=\"{middle}\" y2=\"{middle}\"/>\
                 <line class=\"whisker\" x1=\"{0}%\" x2=\"{0}%\" y1=\"{2}\" y2=\"{3}\"/>\
                 <line class=\"whisker\" x1=\"{1}%\" x2=\"{1}%\" y1=\"{2}\" y2=\"{3}\"/>",
                short(low.max(0.0) * scale),
                short(high * scale),
                short(top + 3.0),
                short(top + THICK - 3.0)
            )
            .expect(STRING);
            end = end.max(high * scale);
        }
        write!(
            body,
            "<text class=\"value\" x=\"{}%\" dx=\"{SPACE}\" y=\"{}\">{}</text>",
            short(end),
            short(top + 13.0),
            text(&written(bar, self.unit, figures))
        )
        .expect(STRING);
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let written =
            |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |it| figures.of(self.unit, it));
        let has_interval = self.bars.iter().any(|it| it.low.is_some());
        let has_notes = self.bars.iter().any(|it| it.note.is_some());
        let mut headings = vec![say(lang, "chart-label"), say(lang, "chart-value")];
        if has_interval {
            headings.extend([say(lang, "chart-low"), say(lang, "chart-high")]);
        }
        if has_notes {
            headings.push(say(lang, "chart-detail"));
        }
        let rows = self
            .bars
            .iter()
            .map(|it| {
                let mut row = vec![it.label.clone(), written(it.value)];
                if has_interval {
                    row.extend([written(it.low), written(it.high)]);
                }
                if has_notes {
                    row.push(it.note.clone().unwrap_or_default());
                }
                row
            })
            .collect();
        Table { headings, rows }
    }
}

/// The value of a bar and its note.
fn written(bar: &Bar, unit: Unit, figures: Figures) -> String {
    let value = bar.value.map_or_else(|| "—".to_owned(), |it| figures.of(unit, it));
    bar.note.as_ref().map_or(value.clone(), |note| format!("{value} · {note}"))
}
