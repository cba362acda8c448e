//! Parts of a whole over time: stacked columns.

use std::fmt::Write as _;

use kernel::Lang;

use super::{
    About, COLOURS, Drawing, LATEST, STRING, Table, axis::Axis, colour, coordinate, figure, legend, say,
    short,
};
use crate::{Figures, Markup, Unit, markup::text};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 310.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = 750.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 268.0;
const LABELS_MAX: usize = 8;

/// One column.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// Its label, under it.
    pub label: String,
    /// One value a series, in their order; none is negative.
    pub values: Vec<f64>,
}

/// Stacked columns.
#[derive(Debug, Clone, Default)]
pub struct Stacked {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// The names of the series. The drawing puts the largest at the bottom, and the smallest together when there are more
    /// than [`COLOURS`]; the table has all, in this order.
    pub series: Vec<String>,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Shows each column as shares of its total.
    pub as_shares: bool,
}

impl Stacked {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let table = self.table(lang, figures);
        let highest = self.columns.iter().map(|it| it.values.iter().sum::<f64>()).fold(0.0, f64::max);
        if highest <= 0.0 {
            return figure(lang, &self.about, None, "", &table);
        }
        let drawn = self.drawn(lang);
        let (unit, highest) = if self.as_shares { (Unit::Share, 1.0) } else { (self.unit, highest) };
        let axis = Axis::new(0.0, highest, TOP, BOTTOM);
        let mut body = axis.draw(figures, unit, LEFT, RIGHT);
        let pitch = (RIGHT - LEFT) / coordinate(self.columns.len());
        let thick = (pitch * 0.78).min(64.0);
        let labels_each = self.columns.len().div_ceil(LABELS_MAX).max(1);
        for (place, column) in drawn.columns.iter().enumerate() {
            let middle = LEFT + pitch * (coordinate(place) + 0.5);
            drawn.column(column, &axis, middle - thick / 2.0, thick, figures, &mut body);
            if place % labels_each == 0 {
                write!(
                    body,
                    "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    short(middle),
                    short(BOTTOM + 26.0),
                    text(&column.label)
                )
                .expect(STRING);
            }
        }
        let drawing = Drawing { width: Some(WIDTH), height: HEIGHT, body, class: LATEST };
        figure(lang, &self.about, Some(&drawing), &legend(drawn.series.iter().map(String::as_str)), &table)
    }

    /// The series in the order of their size, the smallest put together if there are more than colours.
    fn drawn(&self, lang: Lang) -> Self {
        let value = |column: &Column, series: usize| column.values.get(series).copied().unwrap_or(0.0);
        let size = |series: usize| self.columns.iter().map(|it| value(it, series)).sum::<f64>();
        let mut order: Vec<usize> = (0..self.series.len()).collect();
        order.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
        let rest = if order.len() > COLOURS { order.split_off(COLOURS - 1) } else { Vec::new() };
        let mut series: Vec<String> = order.iter().map(|it| self.series[*it].clone()).collect();
        if !rest.is_empty() {
            series.push(say(lang, "chart-rest"));
        }
        let columns = self
            .columns
            .iter()
            .map(|column| {
                let mut values: Vec<f64> = order.iter().map(|it| value(column, *it)).collect();
                if !rest.is_empty() {
                    values.push(rest.iter().map(|it| value(column, *it)).sum());
                }
                Column { label: column.label.clone(), values }
            })
            .collect();
        Self { series, columns, ..self.clone() }
    }

    fn column(
        &self,
        column: &Column,
        axis: &Axis,
        left: f64,
        thick: f64,
        figures: Figures,
        body: &mut String,
    ) {
        let total: f64 = column.values.iter().sum();
        let divisor = if self.as_shares && total > 0.0 { total } else { 1.0 };
        let mut below = 0.0;
        for (place, value) in column.values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            let above = below + value / divisor;
            let (top, bottom) = (axis.y(above), axis.y(below));
            let name = self.series.get(place).map_or("", String::as_str);
            let told = format!(
                "{} · {name} : {} ({})",
                column.label,
                figures.of(self.unit, *value),
                figures.share(value / total)
            );
            write!(
                body,
                "<rect class=\"part {}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                colour(place),
                short(left),
                short(top),
                short(thick),
                short((bottom - top).max(0.5)),
                text(&told)
            )
            .expect(STRING);
            below = above;
        }
    }

    fn table(&self, lang: Lang, figures: Figures) -> Table {
        let mut headings = vec![say(lang, "chart-label")];
        headings.extend(self.series.iter().cloned());
        headings.push(say(lang, "chart-total"));
        let rows = self
            .columns
            .iter()
            .map(|column| {
                let total: f64 = column.values.iter().sum();
                let mut row = vec![column.label.clone()];
                row.extend(column.values.iter().map(|it| figures.of(self.unit, *it)));
                row.push(figures.of(self.unit, total));
                row
            })
            .collect();
        Table { headings, rows }
    }
}
