//! A letter for a window envelope, as a source for the typesetter.
//!
//! French window envelopes (DL, 110 × 220 mm) have a window of 45 × 100 mm, 20 mm from the right and from the bottom. A sheet folded in three
//! (99 × 210 mm) has 11 mm of play in height and 10 mm in width. Measured on the sheet, what lies between 100 and 190 mm from the left and
//! between 45 and 79 mm from the top is seen however the sheet lies; what lies between 90 and 200 mm and between 34 and 90 mm may be seen.
//! The first holds the address alone (NF Z 11-001 puts it there), the second nothing else.

use kernel::{
    Lang,
    document::{Document, Follow, Letter},
};

use crate::{
    markup::{plain, quoted, region},
    report,
};

/// A longer letter is none.
pub(crate) const BYTES_MAX: u64 = 1 << 20;
/// Letters of a day and a cover for them.
pub(crate) const BUNDLE_BYTES_MAX: u64 = 64 << 20;
/// Signs of a QR code's path: a code of the largest version has 177 × 177 modules.
const PATH_MAX: usize = 1 << 20;

/// How a letter looks: `place` counts from the corner of the sheet.
const LOOK: &str = r#"#let quiet = luma(80)
#let left = 20mm
#let top = 15mm
#set page(
  paper: "a4", margin: (left: left, right: 20mm, top: top, bottom: 18mm),
  // Marks at which the sheet is folded, on the first page.
  background: context if counter(page).get().first() == 1 {
    for y in (99mm, 198mm) { place(std.top + std.left, dx: 0mm, dy: y, line(length: 5mm, stroke: 0.3pt + luma(150))) }
  },
)
#set text(font: "Libertinus Serif", size: 11pt, fill: luma(20), hyphenate: false)
#set par(justify: false, leading: 0.62em, spacing: 1.05em)
#let on-sheet(x, y, width, height, body) = place(std.top + std.left, dx: x - left, dy: y - top, context {
  let whole = block(width: width, body)
  let high = measure(whole).height
  if high > height { scale(height / high * 100%, origin: std.top + std.left, whole) } else { whole }
})
#let lines(..all) = all.pos().join(linebreak())
#show heading.where(level: 1): it => block(above: 1.4em, below: 1.2em, text(size: 11.5pt, weight: "bold", it.body))
#show heading.where(level: 2): it => block(above: 0pt, below: 0.6em, text(size: 10.5pt, weight: "bold", it.body))
"#;

/// What a cover has that letters have not.
const COVER: &str = r"#let pale = luma(240)
#let facts(rows) = block(
  width: 100%, fill: pale, inset: 8pt, radius: 3pt, above: 0.6em, below: 1em,
  grid(columns: (auto, 1fr), column-gutter: 8pt, row-gutter: 5pt, ..rows.map(it => (strong(it.at(0)), it.at(1))).flatten()),
)
#set table(stroke: (x, y) => (bottom: if y == 0 { 0.8pt } else { 0.4pt + luma(170) }), inset: (x: 3pt, y: 3.5pt), align: std.left)
";

/// The source of a letter.
pub(crate) fn source(letter: &Letter, lang: Lang) -> String {
    let author = letter.sender.first().map_or("", String::as_str);
    format!("{LOOK}\n{}{}", head(&letter.title, author), sheets(letter, lang))
}

/// The source of letters in one file, behind a cover. Each begins on a front page and counts its own pages, so that sheets printed on both
/// sides never carry two letters.
pub(crate) fn bundle(cover: &Document, letters: &[(Lang, Letter)], lang: Lang) -> String {
    let mut source = format!("{LOOK}\n{COVER}\n{}", head(&cover.title, &cover.footer));
    let top = format!(
        "#[\n#set page(background: none, footer: text(size: 8.5pt, fill: quiet)[#{footer};])\n#set text(lang: \"{}\", region: \"{}\")\n\
         #heading(level: 1)[{}]\n{}\n\n",
        lang.tag(),
        region(lang),
        plain(&cover.title),
        plain(&cover.subtitle),
        footer = quoted(&cover.footer),
    );
    source += &top;
    for part in &cover.parts {
        source += &report::part(part);
        source += "\n\n";
    }
    source += "]\n";
    for (lang, letter) in letters {
        source += "#pagebreak(to: \"odd\", weak: true)\n#[\n#counter(page).update(1)\n";
        source += &sheets(letter, *lang);
        source += "]\n";
    }
    source
}

/// What a file says of itself.
fn head(title: &str, author: &str) -> String {
    format!("#set document(title: {}, author: {}, date: none)\n", quoted(title), quoted(author))
}

/// The sheets of a letter.
fn sheets(letter: &Letter, lang: Lang) -> String {
    let region = region(lang);
    let facts: Vec<String> = letter.facts.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let mut source = format!(
        "#set text(lang: \"{}\", region: \"{region}\")\n\
         #set page(footer: context {{\n  set text(size: 8.5pt, fill: quiet)\n  [#{footer};#h(1fr)#counter(page).display()]\n}})\n\
         #on-sheet(20mm, 15mm, 68mm, 70mm, text(size: 10pt)[{sender}])\n\
         #on-sheet(104mm, 48mm, 84mm, 29mm, text(size: 11pt)[{recipient}])\n\
         #v(85mm)\n#align(right)[{day}]\n#text(size: 10pt)[{facts}]\n#heading(level: 1)[{subject}]\n\n",
        lang.tag(),
        footer = quoted(&letter.footer),
        sender = lines(&letter.sender),
        recipient = lines(&letter.recipient),
        day = plain(&letter.day),
        facts = lines(&facts),
        subject = plain(&letter.subject),
    );
    for paragraph in paragraphs(&letter.body) {
        source.push_str(&lines(&paragraph));
        source.push_str("\n\n");
    }
    source += &["#v(1.2em)\n#align(right)[", &lines(&letter.signed), "]\n\n"].concat();
    if let Some(follow) = &letter.follow {
        source.push_str(&slip(follow));
    }
    source
}

/// Lines under each other.
fn lines(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|it| format!("[{}]", plain(it))).collect();
    format!("#lines({})", all.join(", "))
}

/// The paragraphs of a text, each as its lines.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            all.push(Vec::new());
        } else if let Some(last) = all.last_mut() {
            last.push(line.trim_end().to_owned());
        }
    }
    all.retain(|it| !it.is_empty());
    all
}

/// How the request is followed: the mark that a telephone reads, the address, the code.
fn slip(follow: &Follow) -> String {
    let is_path = |it: &str| {
        it.len() <= PATH_MAX && it.bytes().all(|it| it.is_ascii_digit() || b"Mhvz -".contains(&it))
    };
    let mark = follow.mark.as_ref().filter(|it| is_path(&it.path)).map_or_else(
        || "[]".to_owned(),
        |mark| {
            let side = mark.side;
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
                 <path d=\"{}\"/></svg>",
                mark.path
            );
            format!(
                "image(bytes({}), format: \"svg\", width: 27mm, alt: {})",
                quoted(&svg),
                quoted(&follow.label)
            )
        },
    );
    format!(
        "#block(breakable: false, above: 1.6em, width: 100%, stroke: 0.5pt + luma(150), radius: 2pt, inset: 8pt, grid(\n  columns: (auto, 1fr), \
         column-gutter: 8pt, align: horizon, {mark},\n  [#heading(level: 2)[{}]\n{}]))\n",
        plain(&follow.heading),
        lines(&follow.lines),
    )
}

#[cfg(test)]
mod tests {
    use kernel::document::Mark;

    use super::*;
    use crate::setting;

    const WICKED: &str = "#read(\"/etc/passwd\") $x$ \\ @P01 `#eval(\"1\")` <P01> \"; #panic() [";

    fn letter() -> Letter {
        Letter {
            title: WICKED.into(),
            sender: vec!["Ville".into(), "Accueil".into(), WICKED.into()],
            recipient: vec!["Jeanne Martin".into(), "1 rue Haute".into(), "75000 VILLE".into()],
            day: "le 9 novembre 2026".into(),
            facts: vec![("Demande".into(), "2026-000042".into()), ("Code".into(), "ABCD-EFGH".into())],
            subject: WICKED.into(),
            body: format!("Madame,\n\n{WICKED}\nDeuxième ligne.\n\n\nCordialement."),
            signed: vec!["Camille".into(), "Accueil".into()],
            follow: Some(Follow {
                heading: "Suivre cette demande".into(),
                lines: vec!["https://contacts.example.fr/suivi/ABCDEFGH".into()],
                label: "QR code".into(),
                mark: Some(Mark { side: 29, path: "M4 4h1v1h-1zM6 4h1v1h-1z".into() }),
            }),
            footer: "Demande 2026-000042".into(),
        }
    }

    #[test]
    fn a_letter_becomes_a_pdf_that_screen_readers_read_whatever_people_wrote() {
        for lang in Lang::ALL {
            let pdf = setting::pdf(source(&letter(), lang)).unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
        }
        // Pages of it, an address as long as a letter, no way to follow.
        let long = Letter {
            body: "Une phrase assez longue pour aller à la ligne.\n\n".repeat(200),
            recipient: vec![
                "Une ligne d’adresse qui ne tient pas sur une seule ligne de la fenêtre".into();
                9
            ],
            follow: None,
            ..letter()
        };
        assert!(setting::pdf(source(&long, Lang::Fr)).unwrap().starts_with(b"%PDF-"));
    }

    #[test]
    fn letters_of_a_day_are_one_file_in_which_each_begins_on_a_front_page() {
        let long =
            Letter { body: "Une phrase assez longue pour aller à la ligne.\n\n".repeat(60), ..letter() };
        let pages = |source: String| setting::set(source).unwrap().pages().len();
        assert_eq!([letter(), long.clone()].map(|it| pages(source(&it, Lang::Fr))), [1, 3]);
        let mut cover = Document { title: WICKED.into(), footer: WICKED.into(), ..Document::default() };
        cover.paragraph(WICKED);
        cover.table("Nombre", vec!["a".into(), "b".into()], vec![vec![WICKED.into(), "2".into()]]);
        cover.parts.push(kernel::document::Part::Facts { rows: vec![("Lettres".into(), "3".into())] });
        let letters = [(Lang::Fr, letter()), (Lang::En, long), (Lang::Fr, letter())];
        let whole = bundle(&cover, &letters, Lang::Fr);
        // The cover, the first letter and the end of the long one have an empty back each.
        assert_eq!(pages(whole.clone()), 2 + 2 + 4 + 1);
        assert!(setting::pdf(whole).unwrap().starts_with(b"%PDF-"));
    }

    #[test]
    fn a_mark_that_is_no_mark_is_left_out() {
        let mut letter = letter();
        if let Some(mark) = letter.follow.as_mut().and_then(|it| it.mark.as_mut()) {
            mark.path = "\"/><script>".into();
        }
        let source = source(&letter, Lang::Fr);
        assert!(!source.contains("<svg") && !source.contains("script"));
        assert!(setting::pdf(source).is_ok());
    }
}
