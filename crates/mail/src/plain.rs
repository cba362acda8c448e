//! Plain text of a message that leaves, and the small HTML made from it: paragraphs, lines, links; all else is text.

use linkify::{LinkFinder, LinkKind};

/// Text with `\n` as its only line end, and no control sign but tabs.
pub(crate) fn normalised(text: &str) -> String {
    let text =
        text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'], "\n");
    let mut text = text.replace(|it: char| it.is_control() && it != '\n' && it != '\t', "");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The HTML of a text.
pub(crate) fn html_of(text: &str) -> String {
    let mut html = String::from("<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n");
    for paragraph in text.split("\n\n").map(|it| it.trim_matches('\n')).filter(|it| !it.is_empty()) {
        html.push_str("<p>");
        html.push_str(&linked(paragraph).replace('\n', "<br>\n"));
        html.push_str("</p>\n");
    }
    html.push_str("</body>\n</html>\n");
    html
}

fn linked(text: &str) -> String {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(true);
    finder
        .spans(text)
        .map(|span| {
            let shown = escaped(span.as_str());
            match span.kind() {
                Some(LinkKind::Url) if is_page(span.as_str()) => format!("<a href=\"{shown}\">{shown}</a>"),
                Some(LinkKind::Email) => format!("<a href=\"mailto:{shown}\">{shown}</a>"),
                _ => shown,
            }
        })
        .collect()
}

fn is_page(link: &str) -> bool {
    url::Url::parse(link).is_ok_and(|it| matches!(it.scheme(), "http" | "https"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_of_one_kind() {
        assert_eq!(normalised("a\r\nb\rc\nd\0\u{2028}e"), "a\nb\nc\nd\ne\n");
        assert_eq!(normalised("a\n"), "a\n");
    }

    #[test]
    fn text_becomes_paragraphs_with_links() {
        let html = html_of(
            "Bonjour <Jeanne>,\nvoir https://ville.fr/a?b=1&c=\"2\n\najavascript:alert(1) contact@ville.fr\n",
        );
        let body = html.split_once("<body>\n").unwrap().1;
        assert_eq!(
            body,
            "<p>Bonjour &lt;Jeanne&gt;,<br>\nvoir <a href=\"https://ville.fr/a?b=1&amp;c=\">https://ville.fr/a?b=1&amp;c=</a>&quot;2</p>\n\
             <p>ajavascript:alert(1) <a href=\"mailto:contact@ville.fr\">contact@ville.fr</a></p>\n</body>\n</html>\n"
        );
    }
}
