//! Tables of written values: the first column names the row.

use std::fmt::Write as _;

use crate::{Markup, markup::text};

/// Why writing cannot fail.
const STRING: &str = "a String takes any text";

/// A table with its name above it, which can be moved sideways on a phone.
pub fn table(caption: &str, titles: &[String], rows: &[Vec<String>]) -> Markup {
    Markup::of(written(caption, "<caption>", titles, rows))
}

/// The same, where its name stands above already: only what reads aloud says it again.
pub(crate) fn table_under_its_name(name: &str, titles: &[String], rows: &[Vec<String>]) -> String {
    written(name, "<caption class=\"unseen\">", titles, rows)
}

fn written(name: &str, caption: &str, titles: &[String], rows: &[Vec<String>]) -> String {
    let name = text(name);
    let mut html = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\"><table>{caption}{name}</caption><thead><tr>"
    );
    for title in titles {
        write!(html, "<th scope=\"col\">{}</th>", text(title)).expect(STRING);
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let cell = text(cell);
            match place {
                0 => write!(html, "<th scope=\"row\">{cell}</th>"),
                _ => write!(html, "<td>{cell}</td>"),
            }
            .expect(STRING);
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
    html
}
