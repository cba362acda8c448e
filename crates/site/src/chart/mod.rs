//! Charts: SVG that is read aloud (role, title, description), printed, and enlarged, with its figures in a table behind.
//!
//! Each chart is filled by a handler and drawn with `draw(lang)`; the result goes into a template as it is. Colours are
//! classes of the theme (`c1` … `c8`), so that they follow light, dark and print; nothing is told by colour alone.
//! Tooltips are the SVG's own titles: they need no script.

mod axis;
mod bars;
mod flow;
mod forest;
mod graph;
mod heat;
mod layout;
mod looks;
mod radar;
mod spread;
mod stacked;
mod trend;

use std::fmt::Write as _;

use kernel::Lang;

pub use bars::{Bar, Bars};
pub use flow::{Flow, Ribbon};
pub use forest::{Forest, ForestRow, Standing};
pub use graph::{Graph, GraphEdge, GraphNode};
pub use heat::Heat;
pub use looks::{LookPoint, Looks};
pub use radar::{Radar, Spoke};
pub use spread::{Dot, Spread};
pub use stacked::{Column, Stacked};
pub use trend::{Point, Trend};

use crate::{Markup, WORDS, markup::text, table::table_under_its_name};

/// Series that have a colour of their own; later ones begin again.
pub const COLOURS: usize = 8;
/// Rows of the table behind a chart; the whole is in the CSV.
const TABLE_ROWS_MAX: usize = 500;

/// What a chart is about.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct About {
    /// Its title, above it.
    pub title: String,
    /// What it shows, in a sentence: under the title, and read aloud in place of the drawing.
    pub description: String,
    /// The address of its figures as CSV.
    pub csv: Option<String>,
}

impl About {
    /// A title, and a sentence that says what is seen.
    pub fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        Self { title: title.into(), description: description.into(), csv: None }
    }

    /// Links the figures as CSV.
    pub fn csv(mut self, href: impl Into<String>) -> Self {
        self.csv = Some(href.into());
        self
    }
}

/// The drawing: its size, and what is in it.
pub(crate) struct Drawing {
    /// `None`: as wide as its place, what is in it being placed in percents; its text is then never scaled.
    pub(crate) width: Option<f64>,
    pub(crate) height: f64,
    pub(crate) body: String,
    /// A class for its size on screen.
    pub(crate) class: &'static str,
}

/// The class of drawings whose right end is now: where they are wider than the screen, that end is shown first.
pub(crate) const LATEST: &str = "wide time";
/// The class of drawings whose left end is a beginning: they shrink further than others, so that the beginning and the end are seen at once.
pub(crate) const FROM_START: &str = "days";

/// The figures behind a drawing: headings, then rows of written values; the first column names the row.
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The figure: caption, drawing, table, download.
pub(crate) fn figure(
    lang: Lang,
    about: &About,
    drawing: Option<&Drawing>,
    legend: &str,
    table: &Table,
) -> Markup {
    let title = text(&about.title);
    let mut html = String::with_capacity(4_096);
    html.push_str("<figure class=\"chart\">");
    write!(html, "<figcaption><strong>{title}</strong>").expect(STRING);
    if !about.description.is_empty() {
        write!(html, "<span>{}</span>", text(&about.description)).expect(STRING);
    }
    html.push_str("</figcaption>");
    let Some(drawing) = drawing else {
        write!(html, "<p class=\"empty\">{}</p></figure>", text(&say(lang, "chart-empty"))).expect(STRING);
        return Markup::of(html);
    };
    let label = WORDS.say(lang, "chart-scroll", &[("title", about.title.as_str().into())]);
    let id = blake3::hash(drawing.body.as_bytes()).to_hex();
    let id = &id[..12];
    // What holds links is a group: assistive technology would hide the links of an image.
    let role = if drawing.body.contains("<a ") { "group" } else { "img" };
    let height = short(drawing.height);
    let size = drawing.width.map_or_else(
        || format!("height=\"{height}\""),
        |width| format!("viewBox=\"0 0 {} {height}\"", short(width)),
    );
    write!(
        html,
        "{legend}<div class=\"scroll{}\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\
         <svg class=\"{}\" role=\"{role}\" aria-labelledby=\"t{id} d{id}\" {size} \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"t{id}\">{title}</title><desc id=\"d{id}\">{}</desc>{}</svg></div>",
        if drawing.class == LATEST { " latest" } else { "" },
        text(&label),
        drawing.class,
        text(&about.description),
        drawing.body
    )
    .expect(STRING);
    write!(html, "<details><summary>{}</summary>", text(&say(lang, "chart-table"))).expect(STRING);
    let shown = &table.rows[..table.rows.len().min(TABLE_ROWS_MAX)];
    html.push_str(&table_under_its_name(&about.title, &table.headings, shown));
    if let Some(href) = &about.csv {
        write!(
            html,
            "<p class=\"download\"><a href=\"{}\">{}</a></p>",
            text(href),
            text(&say(lang, "chart-download"))
        )
        .expect(STRING);
    }
    html.push_str("</details></figure>");
    Markup::of(html)
}

/// The list of series with their colours.
pub(crate) fn legend<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut html = String::from("<ul class=\"legend\">");
    for (place, name) in names.into_iter().enumerate() {
        write!(
            html,
            "<li><svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"{}\" width=\"12\" height=\"12\" \
             rx=\"2\"/></svg>{}</li>",
            colour(place),
            text(name)
        )
        .expect(STRING);
    }
    html.push_str("</ul>");
    html
}

/// The class of a series.
pub(crate) fn colour(place: usize) -> String {
    format!("c{}", place % COLOURS + 1)
}

pub(crate) fn say(lang: Lang, key: &str) -> String {
    WORDS.say(lang, key, &[])
}

/// A coordinate with at most one decimal.
pub(crate) fn short(value: f64) -> String {
    let written = format!("{value:.1}");
    written.strip_suffix(".0").map_or(written.clone(), str::to_owned)
}

/// A text cut to so many characters, with `…`.
pub(crate) fn cut(label: &str, length: usize) -> String {
    if label.chars().count() <= length {
        return label.to_owned();
    }
    let mut kept: String = label.chars().take(length.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

/// A text in lines of at most so many characters, cut between words where it can be, with `…` if there are too many lines.
pub(crate) fn wrapped(label: &str, length: usize, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= length => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > lines_max {
        let rest = lines.split_off(lines_max - 1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|it| cut(it, length)).collect()
}

/// A number of things as a coordinate.
#[expect(clippy::cast_precision_loss, reason = "charts have few elements")]
pub(crate) fn coordinate(count: usize) -> f64 {
    count as f64
}

/// Why writing cannot fail.
pub(crate) const STRING: &str = "a String takes any text";

#[cfg(test)]
mod tests;
