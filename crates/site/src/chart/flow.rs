//! From where to where: ribbons between two columns, as thick as what they carry.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, Drawing, STRING, Table, colour, coordinate, cut, figure, say, short};
use crate::{Figures, Markup, Unit, markup::text};

const WIDTH: f64 = 760.0;
const LEFT: f64 = 216.0;
const RIGHT: f64 = 544.0;
const THICK: f64 = 14.0;
const GAP: f64 = 26.0;
const TOP: f64 = 14.0;

/// What goes from one place to another.
#[derive(Debug, Clone, Default)]
pub struct Ribbon {
    /// Place among `from`.
    pub from: usize,
    /// Place among `to`.
    pub to: usize,
    /// How much; not negative.
    pub value: f64,
    /// A word more in its tooltip and in the table: `12 % des appels`.
    pub note: Option<String>,
}

/// Ribbons between two columns.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// Names on the left.
    pub from: Vec<String>,
    /// Names on the right.
    pub to: Vec<String>,
    /// What goes.
    pub ribbons: Vec<Ribbon>,
}

/// A name of a column, its place, and how far its ribbons have filled it.
struct Stop {
    top: f64,
    filled: f64,
    total: f64,
}

impl Flow {
    /// The figure. Names that no ribbon touches are left out.
    pub fn draw(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let mut ribbons: Vec<&Ribbon> = self
            .ribbons
            .iter()
            .filter(|it| it.value > 0.0 && it.from < self.from.len() && it.to < self.to.len())
            .collect();
        let table = self.table(lang, figures, &ribbons);
        let total: f64 = ribbons.iter().map(|it| it.value).sum();
        if total <= 0.0 {
            return figure(lang, &self.about, None, "", &table);
        }
        let sums = |names: &[String], pick: fn(&Ribbon) -> usize| -> Vec<f64> {
            (0..names.len())
                .map(|place| ribbons.iter().filter(|it| pick(it) == place).map(|it| it.value).sum())
                .collect()
        };
        let (left, right) = (sums(&self.from, |it| it.from), sums(&self.to, |it| it.to));
        let used = |sums: &[f64]| sums.iter().filter(|it| **it > 0.0).count();
        let most = coordinate(used(&left).max(used(&right)));
        let tall = (most * 34.0).max(190.0);
        let height = tall + GAP * most + TOP;
        let stops = |sums: &[f64]| {
            let mut top = TOP + (height - TOP - tall - GAP * coordinate(used(sums))) / 2.0;
            let mut stops = Vec::with_capacity(sums.len());
            for sum in sums {
                stops.push(Stop { top, filled: 0.0, total: *sum });
                if *sum > 0.0 {
                    top += sum / total * tall + GAP;
                }
            }
            stops
        };
        let (mut left, mut right) = (stops(&left), stops(&right));
        let mut body = String::new();
        ribbons.sort_by_key(|it| (it.from, it.to));
        for ribbon in &ribbons {
            let thick = ribbon.value / total * tall;
            let (start, end) = (&mut left[ribbon.from], &mut right[ribbon.to]);
            let (y1, y2) = (start.top + start.filled, end.top + end.filled);
            start.filled += thick;
            end.filled += thick;
            self.ribbon(ribbon, (y1, y2), thick.max(0.8), figures, &mut body);
        }
        for (side, names, stops) in [("from", &self.from, &left), ("to", &self.to, &right)] {
            for (place, (name, stop)) in
                names.iter().zip(stops).enumerate().filter(|(_, (_, stop))| stop.total > 0.0)
            {
                let tall = (stop.total / total * tall).max(2.0);
                let written = figures.of(self.unit, stop.total);
                name_stop(side == "from", (name, &written), stop.top, tall, place, &mut body);
            }
        }
        let drawing = Drawing { width: Some(WIDTH), height: height + 8.0, body, class: "wide" };
        figure(lang, &self.about, Some(&drawing), "", &table)
    }

    fn ribbon(&self, ribbon: &Ribbon, (y1, y2): (f64, f64), thick: f64, figures: Figures, body: &mut String) {
        let middle = short(f64::midpoint(LEFT, RIGHT));
        let (x1, x2) = (short(LEFT + THICK), short(RIGHT));
        let mut told = format!(
            "{} → {} : {}",
            self.from[ribbon.from],
            self.to[ribbon.to],
            figures.of(self.unit, ribbon.value)
        );
        if let Some(note) = &ribbon.note {
            write!(told, " ({note})").expect(STRING);
        }
        write!(
            body,
            "<path class=\"ribbon {}\" d=\"M{x1} {}C{middle} {} {middle} {} {x2} {}V{}C{middle} {} {middle} {} {x1} {}Z\">\
             <title>{}</title></path>",
            colour(ribbon.from),
            short(y1),
            short(y1),
            short(y2),
            short(y2),
            short(y2 + thick),
            short(y2 + thick),
            short(y1 + thick),
            short(y1 + thick),
            text(&told)
        )
        .expect(STRING);
    }

    fn table(&self, lang: Lang, figures: Figures, ribbons: &[&Ribbon]) -> Table {
        let has_notes = ribbons.iter().any(|it| it.note.is_some());
        let mut headings = vec![say(lang, "chart-from"), say(lang, "chart-to"), say(lang, "chart-count")];
        if has_notes {
            headings.push(say(lang, "chart-detail"));
        }
        let rows = ribbons
            .iter()
            .map(|it| {
                let mut row =
                    vec![self.from[it.from].clone(), self.to[it.to].clone(), figures.of(self.unit, it.value)];
                if has_notes {
                    row.push(it.note.clone().unwrap_or_default());
                }
                row
            })
            .collect();
        Table { headings, rows }
    }
}

/// A name beside its stop, on the outside, with what goes through it.
fn name_stop(
    is_left: bool,
    (name, written): (&str, &str),
    top: f64,
    tall: f64,
    place: usize,
    body: &mut String,
) {
    let (x, label, anchor, class) = if is_left {
        (LEFT, LEFT - 10.0, "end", colour(place))
    } else {
        (RIGHT, RIGHT + THICK + 10.0, "start", "stop".to_owned())
    };
    let middle = top + tall / 2.0;
    write!(
        body,
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{THICK}\" height=\"{}\" rx=\"2\"/>\
         <text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{} \
         <tspan class=\"tick\">{}</tspan><title>{}</title></text>",
        short(x),
        short(top),
        short(tall),
        short(label),
        short(middle + 5.0),
        text(&cut(name, 22)),
        text(written),
        text(name)
    )
    .expect(STRING);
}
