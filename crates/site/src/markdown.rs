//! Markdown as HTML: what people wrote, and nothing that a browser would execute.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::{Markup, markup};

/// The HTML of a Markdown text. Raw HTML is shown as text; links lead to the web, an address or this site only; a word for
/// which `known` has an address becomes a link to it; a table is called like the heading above it.
pub fn html_of(markdown: &str, known: &dyn Fn(&str) -> Option<String>) -> Markup {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut inside_link = 0_u32;
    let (mut heading, mut inside_heading) = (String::new(), false);
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    for event in parser {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) if inside_heading => {
                heading.push_str(&text);
                events.push(Event::Text(text));
            }
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                inside_link += 1;
                let dest_url = if is_harmless(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::End(TagEnd::Link) => {
                inside_link = inside_link.saturating_sub(1);
                events.push(Event::End(TagEnd::Link));
            }
            // A picture from elsewhere would tell who reads: only its text is kept.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Heading { .. }) => {
                heading.clear();
                inside_heading = true;
                events.push(event);
            }
            Event::End(TagEnd::Heading(_)) => {
                inside_heading = false;
                events.push(event);
            }
            Event::Start(Tag::Table(alignments)) => {
                let name = markup::text(&heading);
                let region =
                    format!("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">");
                events.push(Event::InlineHtml(region.into()));
                events.push(Event::Start(Tag::Table(alignments)));
                events.push(Event::InlineHtml(format!("<caption class=\"unseen\">{name}</caption>").into()));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::InlineHtml("</div>".into()));
            }
            Event::Text(text) if inside_link == 0 => with_links(&text, known, &mut events),
            other => events.push(other),
        }
    }
    let mut written = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut written, events.into_iter());
    Markup::of(written.replace("<th>", "<th scope=\"col\">"))
}

/// Whether a link cannot execute anything.
fn is_harmless(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    ["https://", "http://", "mailto:", "#"].iter().any(|it| lower.starts_with(it))
        || (lower.starts_with('/') && !lower.starts_with("//"))
}

/// The text with a link at each known word.
fn with_links(text: &str, known: &dyn Fn(&str) -> Option<String>, events: &mut Vec<Event<'_>>) {
    let mut plain = String::new();
    for word in text.split_inclusive(|it: char| !it.is_ascii_alphanumeric()) {
        let name = word.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
        let Some(address) = known(name) else {
            plain.push_str(word);
            continue;
        };
        events.push(Event::Text(std::mem::take(&mut plain).into()));
        events.push(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: address.into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }));
        events.push(Event::Text(name.to_owned().into()));
        events.push(Event::End(TagEnd::Link));
        plain.push_str(&word[name.len()..]);
    }
    events.push(Event::Text(plain.into()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_executes_passes() {
        let wicked = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) [b](data:text/html,x) \
                      ![c](https://evil.example/x.png) [d](//evil.example) [e](/pratiques)";
        let html = html_of(wicked, &|_| None).to_string();
        assert!(
            !html.contains("<script") && !html.contains("<img") && !html.contains("javascript:"),
            "{html}"
        );
        assert!(!html.contains("data:") && !html.contains("//evil"), "{html}");
        assert!(html.contains("&lt;script&gt;") && html.contains("href=\"/pratiques\""), "{html}");
    }

    #[test]
    fn a_table_is_called_like_the_heading_above_it() {
        let html = html_of("### Grille <b>\n\n| a |\n| --- |\n| b |\n", &|_| None).to_string();
        assert!(
            html.contains("<table><caption class=\"unseen\">Grille &#60;b&#62;</caption><thead>"),
            "{html}"
        );
        assert!(html.contains("aria-label=\"Grille &#60;b&#62;\""), "{html}");
    }

    #[test]
    fn a_known_word_is_a_link() {
        let known = |word: &str| (word == "P15").then(|| "/p/15".to_owned());
        let html = html_of("voir P15, pas P12 (P15).", &known).to_string();
        assert_eq!(html.matches("<a href=\"/p/15\">P15</a>").count(), 2, "{html}");
        assert!(html.contains("pas P12"), "{html}");
    }
}
