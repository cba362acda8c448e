//! Scores on axes that leave one centre: a shape for each series, its figures in the table.

use std::{f64::consts::TAU, fmt::Write as _};

use kernel::Lang;

use super::{About, Drawing, STRING, Table, colour, coordinate, figure, legend, say, short};
use crate::{Figures, Markup, Unit, markup::text};

/// Side of the drawing, a phone's width.
const SIDE: f64 = 320.0;
const MIDDLE: f64 = SIDE / 2.0;
/// From the centre to the highest score.
const REACH: f64 = 118.0;
/// From the centre to the middle of an axis's label.
const LABEL: f64 = 140.0;
/// Rings, at equal distances.
const RINGS: usize = 4;

/// An axis.
#[derive(Debug, Clone, Default)]
pub struct Spoke {
    /// A few letters at its end.
    pub short: String,
    /// Its name, in the table.
    pub label: String,
    /// One value for each series; `None`: nothing to show.
    pub values: Vec<Option<f64>>,
}

/// Values between 0 and `highest` on axes.
#[derive(Debug, Clone, Default)]
pub struct Radar {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// The value at the rim.
    pub highest: f64,
    /// Names of the series; the first is drawn full, the others dashed.
    pub series: Vec<String>,
    /// Clockwise from the top.
    pub spokes: Vec<Spoke>,
}

impl Radar {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        if self.spokes.iter().all(|it| it.values.iter().all(Option::is_none)) {
            return figure(lang, &self.about, None, "", &table);
        }
        let mut body = String::new();
        for ring in 1..=RINGS {
            let part = coordinate(ring) / coordinate(RINGS);
            let points = (0..self.spokes.len()).map(|at| self.point(at, part));
            let points = points.map(written).collect::<Vec<_>>().join(" ");
            write!(body, "<polygon class=\"grid\" fill=\"none\" points=\"{points}\"/>").expect(STRING);
        }
        for (at, spoke) in self.spokes.iter().enumerate() {
            let (x, y) = self.point(at, 1.0);
            let (label_x, label_y) = self.point(at, LABEL / REACH);
            write!(
                body,
                "<line class=\"grid\" x1=\"{MIDDLE}\" y1=\"{MIDDLE}\" x2=\"{}\" y2=\"{}\"/>\
                 <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}<title>{}</title></text>",
                short(x),
                short(y),
                short(label_x),
                short(label_y + 5.0),
                text(&spoke.short),
                text(&spoke.label)
            )
            .expect(STRING);
        }
        for place in (0..self.series.len()).rev() {
            self.shape(place, figures, &mut body);
        }
        let names = self.series.iter().map(String::as_str);
        let legend = if self.series.len() > 1 { legend(names) } else { String::new() };
        let drawing = Drawing { width: Some(SIDE), height: SIDE, body, class: "radar" };
        figure(lang, &self.about, Some(&drawing), &legend, &table)
    }

    /// A series: its shape, and a dot with its value on each axis that has one.
    fn shape(&self, place: usize, figures: Figures, body: &mut String) {
        let value = |spoke: &Spoke| spoke.values.get(place).copied().flatten();
        let part = |value: f64| if self.highest > 0.0 { (value / self.highest).clamp(0.0, 1.0) } else { 0.0 };
        let points = self.spokes.iter().enumerate();
        let points = points.map(|(at, it)| self.point(at, value(it).map_or(0.0, part)));
        let points = points.map(written).collect::<Vec<_>>().join(" ");
        let colour = colour(place);
        let dashes = if place == 0 { "" } else { " dashed" };
        write!(body, "<polygon class=\"{colour} shape{dashes}\" points=\"{points}\"/>").expect(STRING);
        for (at, spoke) in self.spokes.iter().enumerate() {
            let Some(value) = value(spoke) else { continue };
            let (x, y) = self.point(at, part(value));
            write!(
                body,
                "<circle class=\"{colour} dot\" cx=\"{}\" cy=\"{}\" r=\"5\"><title>{} · {}</title></circle>",
                short(x),
                short(y),
                text(&spoke.label),
                text(&figures.of(self.unit, value))
            )
            .expect(STRING);
        }
    }

    /// Where a part of an axis's length is.
    fn point(&self, at: usize, part: f64) -> (f64, f64) {
        let angle = TAU * coordinate(at) / coordinate(self.spokes.len());
        (REACH.mul_add(part * angle.sin(), MIDDLE), REACH.mul_add(-part * angle.cos(), MIDDLE))
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let mut headings = vec![say(lang, "chart-label")];
        headings.extend(self.series.iter().cloned());
        let rows = self.spokes.iter().map(|spoke| {
            let values = (0..self.series.len()).map(|it| spoke.values.get(it).copied().flatten());
            let values = values.map(|it| it.map_or_else(|| "—".to_owned(), |it| figures.of(self.unit, it)));
            [spoke.label.clone()].into_iter().chain(values).collect()
        });
        Table { headings, rows: rows.collect() }
    }
}

fn written((x, y): (f64, f64)) -> String {
    format!("{},{}", short(x), short(y))
}
