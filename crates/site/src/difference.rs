//! What changed from one text to the next, for people to read.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::{Markup, shell::escaped};

/// Lines shown around a change.
const AROUND: usize = 1;

/// The lines that changed, the words that changed marked, with a line around.
pub fn lines(before: &str, after: &str) -> Markup {
    let diff = TextDiff::from_lines(before, after);
    let mut html = String::new();
    for group in diff.grouped_ops(AROUND) {
        html.push_str("<div class=\"change\">");
        for change in group.iter().flat_map(|it| diff.iter_inline_changes(it)) {
            let (element, class) = match change.tag() {
                ChangeTag::Delete => ("del", "gone"),
                ChangeTag::Insert => ("ins", "new"),
                ChangeTag::Equal => ("span", "same"),
            };
            write!(html, "<p class=\"{class}\"><{element}>").expect("a String takes all");
            for (is_emphasised, words) in change.iter_strings_lossy() {
                let words = escaped(words.trim_end_matches('\n'));
                if is_emphasised {
                    write!(html, "<strong>{words}</strong>").expect("a String takes all");
                } else {
                    html.push_str(words.as_str());
                }
            }
            write!(html, "</{element}></p>").expect("a String takes all");
        }
        html.push_str("</div>");
    }
    Markup::of(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_changed_are_marked_and_nothing_executes() {
        let html =
            lines("a\nUn délai de dix jours <b>\nz\n", "a\nUn délai de cinq jours <b>\nz\n").to_string();
        assert!(html.contains("<strong>dix</strong>") && html.contains("<strong>cinq</strong>"), "{html}");
        assert!(html.contains("&#60;b&#62;") && !html.contains("<b>"), "{html}");
        assert!(lines("a\n", "a\n").is_empty());
    }
}
