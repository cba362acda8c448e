//! Sheets as HTML: what people wrote, and nothing that a browser would execute.

use practices::collection;
use site::{Markup, markdown, shell::escaped};

use crate::pages::sheet;

/// The HTML of a part of a sheet: an id such as `P15` leads to that practice, but for `of`, whose text this is.
pub fn html_of(text: &str, of: &str) -> Markup {
    let known =
        |id: &str| collection().practice(id).filter(|it| it.id != of).map(|it| sheet::address(&it.id));
    markdown::html_of(text, &known)
}

/// A text as HTML, its line ends kept.
pub fn plain(text: &str) -> Markup {
    let lines: Vec<String> = text.lines().map(|it| escaped(it).to_string()).collect();
    Markup::of(lines.join("<br>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_another_practice_is_a_link() {
        let html = html_of("voir P15, pas P12 ni P99 (P15).", "P12").to_string();
        assert_eq!(html.matches("href=\"/pratiques/P15\"").count(), 2, "{html}");
        assert!(!html.contains("/pratiques/P12") && html.contains("pas P12 ni P99"), "{html}");
    }

    #[test]
    fn line_ends_of_a_text_are_kept() {
        assert_eq!(plain("a < b\nc").as_str(), "a &#60; b<br>c");
    }
}
