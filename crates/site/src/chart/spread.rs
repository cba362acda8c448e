//! Things as dots in a few columns, the higher the greater: what a little work gains beside what much work gains.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, STRING, Table, coordinate, figure, say, short};
use crate::{Figures, Markup, Unit, markup::text};

/// A phone's width.
const WIDTH: f64 = 330.0;
const TOP: f64 = 14.0;
/// From the highest dot to the base.
const TALL: f64 = 300.0;
/// Under the base, for the columns' names: two lines.
const FOOT: f64 = 50.0;
/// Between the labels of two dots.
const LINE: f64 = 21.0;
/// From a dot to its label.
const SPACE: f64 = 12.0;

/// One thing.
#[derive(Debug, Clone, Default)]
pub struct Dot {
    /// A few letters beside it.
    pub short: String,
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it stands out.
    pub is_strong: bool,
}

/// Dots in columns, over one scale.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// From left to right: a name in two lines, and the dots.
    pub columns: Vec<([String; 2], Vec<Dot>)>,
}

impl Spread {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let dots = || self.columns.iter().flat_map(|(_, dots)| dots);
        let highest = dots().map(|it| it.value).fold(0.0, f64::max);
        if highest <= 0.0 {
            return figure(lang, &self.about, None, "", &self.table(lang, figures));
        }
        let step = WIDTH / coordinate(self.columns.len());
        let base = TOP + TALL;
        let mut body = String::new();
        for (place, (name, dots)) in self.columns.iter().enumerate() {
            let left = step * coordinate(place);
            let middle = short(left + step / 2.0);
            if place % 2 == 0 {
                write!(
                    body,
                    "<rect class=\"ground\" x=\"{}\" y=\"0\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
                    short(left),
                    short(step),
                    short(base + FOOT)
                )
                .expect(STRING);
            }
            for (line, part) in name.iter().enumerate() {
                write!(
                    body,
                    "<text class=\"{}\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    if line == 0 { "strong" } else { "tick" },
                    short(base + 20.0 + 19.0 * coordinate(line)),
                    text(part)
                )
                .expect(STRING);
            }
            column(left + step * 0.28, dots, highest, base, (self.unit, figures), &mut body);
        }
        let drawing = Drawing { width: Some(WIDTH), height: base + FOOT, body, class: "spread" };
        figure(lang, &self.about, Some(&drawing), "", &self.table(lang, figures))
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let headings = vec![say(lang, "chart-label"), say(lang, "chart-value"), say(lang, "chart-detail")];
        let rows = self.columns.iter().flat_map(|(name, dots)| {
            dots.iter().map(move |it| {
                vec![
                    format!("{} {}", it.short, it.label),
                    figures.of(self.unit, it.value),
                    name.join(" ").trim().to_owned(),
                ]
            })
        });
        Table { headings, rows: rows.collect() }
    }
}

/// The dots of a column, from the highest down; labels keep their distance, and a fine line leads to the dot.
fn column(
    x: f64,
    dots: &[Dot],
    highest: f64,
    base: f64,
    (unit, figures): (Unit, Figures),
    body: &mut String,
) {
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by(|a, b| b.value.total_cmp(&a.value));
    let at = |it: &Dot| (it.value.max(0.0) / highest).mul_add(-(TALL - TOP), base - 8.0);
    let mut places: Vec<f64> = sorted.iter().map(|it| at(it)).collect();
    for next in 1..places.len() {
        places[next] = places[next].max(places[next - 1] + LINE);
    }
    let mut lowest = base - 4.0;
    for place in places.iter_mut().rev() {
        *place = place.min(lowest);
        lowest = *place - LINE;
    }
    for (dot, place) in sorted.iter().zip(places) {
        let (y, label_x) = (at(dot), x + SPACE + 4.0);
        let class = if dot.is_strong { "c1" } else { "c4" };
        let weight = if dot.is_strong { " strong" } else { "" };
        let drawn = format!(
            "<line class=\"grid\" x1=\"{0}\" y1=\"{1}\" x2=\"{2}\" y2=\"{3}\"/>\
             <circle class=\"{class} dot\" cx=\"{0}\" cy=\"{1}\" r=\"6\"/>\
             <text class=\"label{weight}\" x=\"{2}\" y=\"{4}\">{5}<title>{6} · {7}</title></text>",
            short(x),
            short(y),
            short(label_x),
            short(place),
            short(place + 5.5),
            text(&dot.short),
            text(&dot.label),
            text(&figures.of(unit, dot.value))
        );
        match &dot.href {
            Some(href) => write!(body, "<a href=\"{}\">{drawn}</a>", text(href)),
            None => write!(body, "{drawn}"),
        }
        .expect(STRING);
    }
}
