//! A document or a letter to be printed: what a slice writes and the press sets.
//!
//! **Invariant:** plain texts only; nothing in it is code of a typesetter or of a page.

use serde::{Deserialize, Serialize};

/// A document: its title page in a few lines, then its parts from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// A line under the title.
    pub subtitle: String,
    /// What stands at the foot of each page.
    pub footer: String,
    /// The parts.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// A heading under the title: `level` 1 is a section, 2 is within one.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The text.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// The text.
        text: String,
    },
    /// What a reader must not miss.
    Note {
        /// A word or two.
        title: String,
        /// The text.
        text: String,
    },
    /// Points, each a sentence or two.
    List {
        /// The points.
        items: Vec<String>,
    },
    /// Names and what they are.
    Facts {
        /// Name, value.
        rows: Vec<(String, String)>,
    },
    /// A table; each row is as long as the titles.
    Table {
        /// What it shows, above it.
        caption: String,
        /// The titles of the columns.
        titles: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

/// A letter to be printed for a window envelope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// What the file is called.
    pub title: String,
    /// Who writes, line by line.
    pub sender: Vec<String>,
    /// Who is written to, as it stands in the window of the envelope.
    pub recipient: Vec<String>,
    /// The day, in words.
    pub day: String,
    /// What is quoted in an answer: name, value.
    pub facts: Vec<(String, String)>,
    /// One line.
    pub subject: String,
    /// Paragraphs between empty lines.
    pub body: String,
    /// Who signs, line by line.
    pub signed: Vec<String>,
    /// How it goes on.
    pub follow: Option<Follow>,
    /// What stands at the foot of each page.
    pub footer: String,
}

/// How the reader of a letter follows what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// What this is.
    pub heading: String,
    /// Where and how, line by line.
    pub lines: Vec<String>,
    /// What the mark is, for those who do not see it.
    pub label: String,
    /// The mark that a telephone reads.
    pub mark: Option<Mark>,
}

/// A QR code: its dark modules, as the path of a drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Modules in a row, with the margin.
    pub side: u32,
    /// `M4 4h1v1h-1z…`
    pub path: String,
}

impl Document {
    /// Adds a section.
    pub fn section(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading { level: 1, text: text.into() });
    }

    /// Adds a heading within a section.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading { level: 2, text: text.into() });
    }

    /// Adds a paragraph, if there is something to say.
    pub fn paragraph(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part::Paragraph { text });
        }
    }

    /// Adds points, if there are any.
    pub fn list(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.parts.push(Part::List { items });
        }
    }

    /// Adds a table, if it has rows.
    pub fn table(&mut self, caption: impl Into<String>, titles: Vec<String>, rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.parts.push(Part::Table { caption: caption.into(), titles, rows });
        }
    }

    /// The document as lines of plain text, for a terminal.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.title.clone(), self.subtitle.clone()];
        for part in &self.parts {
            match part {
                Part::Heading { level: 1, text } => lines.extend([String::new(), text.to_uppercase()]),
                Part::Heading { text, .. } => lines.extend([String::new(), text.clone()]),
                Part::Paragraph { text } => lines.push(text.clone()),
                Part::Note { title, text } => lines.extend([String::new(), format!("{title} – {text}")]),
                Part::List { items } => lines.extend(items.iter().map(|it| format!("- {it}"))),
                Part::Facts { rows } => {
                    lines.extend(rows.iter().map(|(name, value)| format!("{name} – {value}")));
                }
                Part::Table { caption, titles, rows } => {
                    lines.push(caption.clone());
                    lines.push(titles.join(" | "));
                    lines.extend(rows.iter().map(|it| it.join(" | ")));
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_as_it_was_written_and_has_no_empty_part() {
        let mut document = Document { title: "T".into(), ..Document::default() };
        document.section("S");
        document.paragraph("");
        document.list(Vec::new());
        document.table("C", vec!["a".into()], vec![vec!["1".into()]]);
        document.parts.push(Part::Facts { rows: vec![("n".into(), "v".into())] });
        assert_eq!(document.parts.len(), 3);
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), document);
    }
}
