//! The report of an experiment, or any other [`Document`], as a source for the typesetter.

use kernel::{
    Lang,
    document::{Document, Part},
};

use crate::{
    guide::LOOK,
    markup::{plain, quoted, region},
};

/// A longer document is no report.
pub(crate) const BYTES_MAX: u64 = 8 << 20;
/// Columns from which a table is set in small type.
const COLUMNS_WIDE: usize = 5;

/// The source of a document.
pub(crate) fn source(document: &Document, lang: Lang) -> String {
    let region = region(lang);
    let mut source = format!(
        "{LOOK}\n#set document(title: {title}, author: \"Contacts efficaces\", date: none)\n\
         #set text(lang: \"{}\", region: \"{region}\")\n\
         #set page(margin: (x: 20mm, top: 17mm, bottom: 18mm), footer: context {{\n\
           set text(size: 8.5pt, fill: quiet)\n\
           [#{footer};#h(1fr)#counter(page).display()]\n\
         }})\n\
         #show heading.where(level: 2): section\n#show heading.where(level: 3): inside\n\
         #heading(level: 1)[{}]\n#text(fill: quiet)[{}]\n\n",
        lang.tag(),
        plain(&document.title),
        plain(&document.subtitle),
        title = quoted(&document.title),
        footer = quoted(&document.footer),
    );
    for it in &document.parts {
        source.push_str(&part(it));
        source.push_str("\n\n");
    }
    source
}

/// A part of a document; its look has `pale` and `facts`.
pub(crate) fn part(part: &Part) -> String {
    match part {
        Part::Heading { level, text } => {
            format!("#heading(level: {})[{}]", if *level <= 1 { 2 } else { 3 }, plain(text))
        }
        Part::Paragraph { text } => plain(text),
        Part::Note { title, text } => format!(
            "#block(width: 100%, fill: pale, inset: 10pt, radius: 3pt, above: 1.2em, below: 1.2em)[#strong[{}]\n\n#text(size: 13pt)[{}]]",
            plain(title),
            plain(text)
        ),
        Part::List { items } => {
            let items: Vec<String> = items.iter().map(|it| format!("[{}]", plain(it))).collect();
            format!("#list({})", items.join(", "))
        }
        Part::Facts { rows } => {
            let rows = rows.iter().map(|(name, value)| format!("([{}], [{}]),", plain(name), plain(value)));
            format!("#facts(({}))", rows.collect::<String>())
        }
        Part::Table { caption, titles, rows } => table(caption, titles, rows),
    }
}

/// A table as wide as the page; its titles come again on the next one.
fn table(caption: &str, titles: &[String], rows: &[Vec<String>]) -> String {
    let cells = |row: &[String]| row.iter().fold(String::new(), |all, it| all + "[" + &plain(it) + "],");
    // A row of another length would slip into its neighbours.
    let rows = rows.iter().map(|row| {
        let mut row: Vec<String> = row.iter().take(titles.len()).cloned().collect();
        row.resize(titles.len(), String::new());
        cells(&row)
    });
    let size = if titles.len() >= COLUMNS_WIDE { "8.6pt" } else { "10pt" };
    format!(
        "#block(above: 1.2em, below: 0.5em, sticky: true)[#strong[{}]]\n#text(size: {size})[#table(columns: {}, table.header({}), {})]",
        plain(caption),
        titles.len().max(1),
        cells(titles),
        rows.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting;

    const WICKED: &str = "#read(\"/etc/passwd\") $x$ \\ @P01 `#eval(\"1\")` <P01> \"; #panic() [";

    fn document() -> Document {
        let mut document = Document {
            title: WICKED.into(),
            subtitle: "Ville — P11".into(),
            footer: WICKED.into(),
            parts: vec![Part::Note { title: "Prouvé".into(), text: WICKED.into() }],
        };
        document.section("Ce que cela économise");
        document.paragraph(WICKED);
        document.heading("Détail");
        document.list(vec![WICKED.into(), "deux".into()]);
        let titles = ["bras", "a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec();
        document.table("Effets", titles, vec![vec!["message".into(), WICKED.into()], Vec::new()]);
        document.parts.push(Part::Facts { rows: vec![("Empreinte".into(), "a".repeat(64))] });
        document
    }

    #[test]
    fn a_document_becomes_a_pdf_that_screen_readers_read_whatever_people_wrote() {
        for lang in Lang::ALL {
            let pdf = setting::pdf(source(&document(), lang)).unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
        }
    }

    #[test]
    fn what_people_write_stays_text() {
        let source = source(&document(), Lang::Fr);
        let said = source.strip_prefix(LOOK).unwrap();
        let mut outside = String::new();
        let (mut inside, mut escaped) = (false, false);
        for letter in said.chars() {
            match letter {
                _ if escaped => escaped = false,
                '\\' if inside => escaped = true,
                '"' => inside = !inside,
                _ if inside => {}
                it => outside.push(it),
            }
        }
        for word in ["read", "panic", "eval", "$", "@"] {
            assert!(!outside.contains(word), "{word}: {outside}");
        }
    }

    #[test]
    fn what_is_no_document_is_told() {
        let folder = std::env::temp_dir();
        let read = crate::read::<Document>(&folder.join("no-such-report.json"), BYTES_MAX);
        assert!(read.unwrap_err().contains("no-such-report.json"));
    }
}
