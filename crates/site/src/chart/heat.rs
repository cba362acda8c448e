//! A matrix whose cells are shaded by their value. It is a table: nothing has to be drawn beside it.

use std::fmt::Write as _;

use kernel::Lang;

use super::{About, STRING, say};
use crate::{Figures, Markup, Unit, markup::text};

/// Shades of the theme: `h0` (nothing) to `h8`.
const SHADES: f64 = 8.0;

/// A shaded matrix.
#[derive(Debug, Clone, Default)]
pub struct Heat {
    /// Title, description, download.
    pub about: About,
    /// What the values are.
    pub unit: Unit,
    /// What rows are, and what columns are, for the corner: `De \ Vers`.
    pub corner: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// One list a row, one value a column; `None` is left blank.
    pub cells: Vec<Vec<Option<f64>>>,
}

impl Heat {
    /// The figure.
    pub fn draw(&self, lang: Lang) -> Markup {
        self.table(lang)
    }

    fn table(&self, lang: Lang) -> Markup {
        let figures = Figures::new(lang);
        let highest = self.cells.iter().flatten().flatten().copied().fold(0.0, f64::max);
        let title = text(&self.about.title);
        let mut html = format!(
            "<figure class=\"chart\"><figcaption><strong>{title}</strong><span>{}</span></figcaption>",
            text(&self.about.description)
        );
        if highest <= 0.0 {
            write!(html, "<p class=\"empty\">{}</p></figure>", text(&say(lang, "chart-empty")))
                .expect(STRING);
            return Markup::of(html);
        }
        write!(
            html,
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\"><table class=\"heat\">\
             <caption class=\"unseen\">{title}</caption><thead><tr><th scope=\"col\">{}</th>",
            text(&self.corner)
        )
        .expect(STRING);
        for name in &self.columns {
            write!(html, "<th scope=\"col\">{}</th>", text(name)).expect(STRING);
        }
        html.push_str("</tr></thead><tbody>");
        for (name, cells) in self.rows.iter().zip(&self.cells) {
            write!(html, "<tr><th scope=\"row\">{}</th>", text(name)).expect(STRING);
            for cell in cells {
                match cell {
                    Some(value) => {
                        let shade = (value / highest * SHADES).ceil().clamp(0.0, SHADES);
                        write!(html, "<td class=\"h{shade}\">{}</td>", text(&figures.of(self.unit, *value)))
                    }
                    None => write!(html, "<td></td>"),
                }
                .expect(STRING);
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody></table></div>");
        if let Some(href) = &self.about.csv {
            let label = text(&say(lang, "chart-download"));
            write!(html, "<p class=\"download\"><a href=\"{}\">{label}</a></p>", text(href)).expect(STRING);
        }
        html.push_str("</figure>");
        Markup::of(html)
    }
}
