//! Markdown, as people write it in sheets, in the typesetter's language.

use std::fmt::Write as _;

use kernel::Lang;
use practices::Practice;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Why writing cannot fail.
pub(crate) const STRING: &str = "a String takes any text";
/// The level of the headings inside a section.
const INSIDE: u8 = 4;
/// Columns that fit into half a page; a wider table is written as a form, one line a column.
const COLUMNS_MAX: usize = 4;

/// The region whose customs a language is set with.
pub(crate) const fn region(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "FR",
        Lang::En => "GB",
    }
}

/// A text as the typesetter's string: whatever it holds stays text.
pub(crate) fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for letter in text.chars() {
        match letter {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push(' '),
            // Letters that no font has would be empty boxes, and control codes have no shape.
            it if it.is_control() => {}
            it => written.push(it),
        }
    }
    written.push('"');
    written
}

/// A text within markup.
pub(crate) fn plain(text: &str) -> String {
    format!("#{};", quoted(text))
}

/// A Markdown text. Ids of the practices printed lead to their sheets; other addresses only to the web.
pub(crate) fn of_markdown(markdown: &str, printed: &[&Practice], of: &str) -> String {
    let written = String::with_capacity(markdown.len() * 2);
    let mut writer = Writer { written, printed, of, links: Vec::new(), rows: Vec::new(), around: None };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    writer.written
}

struct Writer<'a> {
    written: String,
    printed: &'a [&'a Practice],
    of: &'a str,
    /// For each open link, whether it is one.
    links: Vec<bool>,
    /// The cells of the table under way, its titles first.
    rows: Vec<Vec<String>>,
    /// What was written before the cell under way.
    around: Option<String>,
}

impl Writer<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.links.is_empty() => self.text(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.written.push_str(&plain(&text));
            }
            Event::Code(text) => {
                write!(self.written, "#raw({});", quoted(&text)).expect(STRING);
            }
            Event::SoftBreak => self.written.push(' '),
            Event::HardBreak => self.written.push_str("#linebreak();"),
            Event::Rule => self.written.push_str("#parbreak();"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let opening = match tag {
            Tag::Heading { level, .. } => {
                let below = u8::from(level > HeadingLevel::H3);
                write!(self.written, "#heading(level: {})[", INSIDE + below).expect(STRING);
                ""
            }
            Tag::BlockQuote(_) | Tag::CodeBlock(_) => "#model[",
            Tag::List(Some(_)) => "#enum(",
            Tag::List(None) => "#list(",
            Tag::Item => "[",
            Tag::Emphasis => "#emph[",
            Tag::Strong => "#strong[",
            Tag::TableHead | Tag::TableRow => {
                self.rows.push(Vec::new());
                ""
            }
            Tag::TableCell => {
                self.around = Some(std::mem::take(&mut self.written));
                ""
            }
            Tag::Link { dest_url, .. } => {
                let is_web = ["https://", "http://", "mailto:"].iter().any(|it| dest_url.starts_with(it));
                if is_web {
                    write!(self.written, "#link({})[", quoted(&dest_url)).expect(STRING);
                }
                self.links.push(is_web);
                ""
            }
            _ => "",
        };
        self.written.push_str(opening);
    }

    fn end(&mut self, tag: TagEnd) {
        let closing = match tag {
            TagEnd::Paragraph => "\n\n",
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock => "]\n\n",
            TagEnd::List(_) => ")\n\n",
            TagEnd::Item => "],",
            TagEnd::TableCell => {
                let cell = std::mem::replace(&mut self.written, self.around.take().unwrap_or_default());
                self.rows.last_mut().into_iter().for_each(|it| it.push(cell.clone()));
                ""
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.written.push_str(&table(&rows));
                ""
            }
            TagEnd::Emphasis | TagEnd::Strong => "];",
            TagEnd::Link if self.links.pop() == Some(true) => "];",
            _ => "",
        };
        self.written.push_str(closing);
    }

    /// The text, with a link at each id of another practice that is printed.
    fn text(&mut self, text: &str) {
        let mut before = String::new();
        for word in text.split_inclusive(|it: char| !it.is_ascii_alphanumeric()) {
            let id = word.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
            if id == self.of || self.printed.iter().all(|it| it.id != id) {
                before.push_str(word);
                continue;
            }
            if !before.is_empty() {
                self.written.push_str(&plain(&before));
                before.clear();
            }
            write!(self.written, "#link(<{id}>)[{id}];").expect(STRING);
            before.push_str(&word[id.len()..]);
        }
        if !before.is_empty() {
            self.written.push_str(&plain(&before));
        }
    }
}

/// A table, or a form for each of its rows if it is too wide. The titles are the first row.
fn table(rows: &[Vec<String>]) -> String {
    let Some((titles, rows)) = rows.split_first() else { return String::new() };
    let cells = |row: &[String]| row.iter().fold(String::new(), |all, it| all + "[" + it + "],");
    if titles.len() <= COLUMNS_MAX {
        let rows: String = rows.iter().map(|it| cells(it)).collect();
        return format!("#table(columns: {}, table.header({}), {rows})\n\n", titles.len(), cells(titles));
    }
    let form = |row: &Vec<String>| {
        let lines = titles.iter().zip(row).map(|(title, cell)| format!("terms.item([{title}], [{cell}])"));
        format!("#form({})\n\n", lines.collect::<Vec<_>>().join(", "))
    };
    rows.iter().map(form).collect()
}

#[cfg(test)]
mod tests {
    use practices::collection;

    use super::*;

    fn all() -> Vec<&'static Practice> {
        collection().practices.iter().collect()
    }

    #[test]
    fn what_people_write_stays_text() {
        let wicked = "#read(\"/etc/passwd\") $x$ \\ @P01 `#eval(\"1\")` <P01> [a](javascript:1) \"; #panic()";
        let source = of_markdown(wicked, &all(), "P02");
        let mut outside = String::new();
        let mut inside = false;
        let mut before = ' ';
        for letter in source.chars() {
            if letter == '"' && before != '\\' {
                inside = !inside;
            } else if !inside {
                outside.push(letter);
            }
            before = if before == '\\' && letter == '\\' { ' ' } else { letter };
        }
        assert!(!inside && !outside.contains("read") && !outside.contains("panic"), "{outside}");
        assert!(!outside.contains("eval") && !outside.contains('$') && !outside.contains('@'), "{outside}");
        // The id of a sheet that is printed leads to it; no address of this text is one of the web.
        assert!(
            source.contains("#link(<P01>)") && !source.contains("#link(#") && !source.contains("#link(\""),
            "{source}"
        );
    }

    #[test]
    fn shapes_are_kept() {
        let source =
            of_markdown("1. **a** b\n2. c\n\n> q\n\n| x | y |\n|---|---|\n| 1 | P15 |\n", &all(), "P12");
        assert!(source.contains("#enum([#strong[#\"a\";];#\" b\";],[#\"c\";],)"), "{source}");
        assert!(source.contains("#model[#\"q\";"), "{source}");
        assert!(
            source.contains(
                "#table(columns: 2, table.header([#\"x\";],[#\"y\";],), [#\"1\";],[#link(<P15>)[P15];],)"
            ),
            "{source}"
        );
    }

    #[test]
    fn a_wide_table_is_a_form_for_each_row() {
        let source = of_markdown(
            "| a | b | c | d | e |\n|---|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |\n",
            &all(),
            "P12",
        );
        assert_eq!(source.matches("terms.item(").count(), 5, "{source}");
        assert!(
            source.contains("terms.item([#\"a\";], [#\"1\";])") && !source.contains("#table"),
            "{source}"
        );
    }

    #[test]
    fn only_what_is_printed_is_linked() {
        let one = [collection().practice("P15").unwrap()];
        let source = of_markdown("P15, P16", &one, "P12");
        assert_eq!(source.matches("#link(").count(), 1);
    }
}
