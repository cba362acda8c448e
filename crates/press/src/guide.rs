//! The guide as a source for the typesetter: its look is in `guide.typ`, its texts come from `practices` and the catalogue.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::civil;
use kernel::{Arg, Lang};
use practices::{Part, Practice, Section, collection};

use crate::{
    markup::{STRING, of_markdown, plain, quoted, region},
    words::{say, word},
};

pub(crate) const LOOK: &str = include_str!("guide.typ");
/// Paragraphs on how to use the guide.
const HOW: usize = 6;
/// Terms of the glossary, by their keys.
const TERMS: [&str; 15] = [
    "contact",
    "usager",
    "request",
    "need",
    "channel",
    "reason",
    "cause",
    "avoidable",
    "recontact",
    "first-contact",
    "proactive",
    "practice",
    "evidence",
    "interval",
    "control",
];

/// What is to be printed.
pub(crate) struct Order<'a> {
    /// In this language.
    pub(crate) lang: Lang,
    /// These sheets, in this order.
    pub(crate) practices: &'a [&'static Practice],
    /// The whole guide, or sheets alone.
    pub(crate) is_whole: bool,
    /// The day that stands on the cover.
    pub(crate) date: civil::Date,
    /// Where the platform is.
    pub(crate) url: Option<&'a str>,
}

/// The source of what is ordered.
pub(crate) fn source(order: &Order<'_>) -> String {
    let mut printing = Printing { order, source: String::with_capacity(600_000) };
    printing.begin();
    if order.is_whole {
        printing.cover();
        printing.how_to();
        printing.contents();
        for part in Part::ALL {
            printing.part(*part);
        }
        printing.matrix();
        printing.evidence();
        printing.glossary();
        printing.index();
    } else {
        printing.selection();
    }
    printing.source
}

struct Printing<'a> {
    order: &'a Order<'a>,
    source: String,
}

impl Printing<'_> {
    fn word(&self, key: &str) -> String {
        word(self.order.lang, key)
    }

    fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        say(self.order.lang, key, args)
    }

    /// A word of a practice's codes.
    fn label(&self, key: &str) -> String {
        practices::WORDS.say(self.order.lang, key, &[])
    }

    /// Adds code.
    fn add(&mut self, code: &str) {
        self.source.push_str(code);
        self.source.push('\n');
    }

    /// Adds a heading of the typesetter.
    fn heading(&mut self, level: u8, text: &str) {
        self.add(&format!("#heading(level: {level})[{}]", plain(text)));
    }

    fn begin(&mut self) {
        let date = self.order.date;
        let title = match self.order.practices {
            [one] if !self.order.is_whole => format!("{} · {}", one.id, one.title(self.order.lang)),
            _ => self.word("press-title"),
        };
        let keywords = quoted(&self.word("press-keywords"));
        self.add(LOOK);
        self.add(&format!(
            "#set document(title: {}, author: \"Contacts efficaces\", keywords: ({keywords},), date: datetime(year: {}, month: {}, day: {}))\n\
             #set text(lang: \"{}\", region: \"{}\")",
            quoted(&title),
            date.year(),
            date.month(),
            date.day(),
            self.order.lang.tag(),
            region(self.order.lang),
        ));
        let foot = quoted(&self.word("press-title"));
        self.add(&format!(
            "#set page(footer: context {{\n\
               let number = counter(page).display()\n\
               set text(size: 8.5pt, fill: quiet)\n\
               if calc.odd(here().page()) [#{foot};#h(1fr)#number] else [#number#h(1fr)#{foot};]\n\
             }})"
        ));
    }

    fn cover(&mut self) {
        let count = self.say("press-count", &[("n", (self.order.practices.len() as u64).into())]);
        let aims =
            ["O1", "O2", "O3"].map(|it| format!("[{}]", plain(&self.label(&format!("objective-{it}")))));
        let url =
            self.order.url.map_or_else(String::new, |it| format!("#link({})[{}]", quoted(it), plain(it)));
        self.add(&format!(
            "#cover([Contacts efficaces], {}, {}, ({},), {}, {}, [{url}])",
            quoted(&self.word("press-title")),
            quoted(&self.word("press-about")),
            aims.join(", "),
            quoted(&count),
            quoted(&self.day()),
        ));
    }

    fn day(&self) -> String {
        let months = self.word("press-months");
        let month = months.split(' ').nth(usize::try_from(self.order.date.month() - 1).unwrap_or(0));
        let args = [
            ("day", i64::from(self.order.date.day()).to_string().into()),
            ("month", month.unwrap_or_default().into()),
            ("year", i64::from(self.order.date.year()).to_string().into()),
        ];
        self.say("press-date", &args)
    }

    fn how_to(&mut self) {
        self.heading(1, &self.word("press-how"));
        for number in 1..=HOW {
            let (name, text) =
                (self.word(&format!("press-how-{number}-name")), self.word(&format!("press-how-{number}")));
            self.add(&format!("#strong[{}] {}\n", plain(&name), plain(&text)));
        }
        for (key, codes) in [("press-evidences", ["A", "B", "C"]), ("press-efforts", ["S", "M", "L"])] {
            self.heading(2, &self.word(key));
            let kind = key.trim_start_matches("press-").trim_end_matches('s');
            let items = codes.map(|it| {
                let (name, text) =
                    (self.label(&format!("{kind}-{it}")), self.word(&format!("press-{kind}-{it}")));
                format!("[#strong[{}] {}]", plain(&format!("{it} · {name}.")), plain(&text))
            });
            self.add(&format!("#list(spacing: 0.7em, {})", items.join(", ")));
        }
    }

    fn contents(&mut self) {
        let title = quoted(&self.word("press-contents"));
        self.add(&format!("#pagebreak()\n#heading(level: 1, outlined: false)[#{title};]\n#outline(title: none, depth: 2, indent: 1em)"));
    }

    /// A part: a page that names its practices, then a spread for each.
    fn part(&mut self, part: Part) {
        let practices: Vec<&Practice> =
            self.order.practices.iter().copied().filter(|it| it.part == part).collect();
        if practices.is_empty() {
            return;
        }
        self.add("#pagebreak(to: \"odd\")\n#v(50mm)");
        self.heading(1, &format!("{} · {}", part.code(), self.label(&format!("part-{}", part.code()))));
        let items = practices.iter().map(|it| {
            format!(
                "#block(above: 1.2em, below: 1.2em)[#link(<{0}>)[#strong[{1}]] #h(1fr) #page-of(<{0}>) \\ {2}]",
                it.id,
                plain(&format!("{} · {}", it.id, it.title(self.order.lang))),
                plain(&it.sheet(self.order.lang).summary)
            )
        });
        let items = items.collect::<Vec<_>>().join("\n");
        self.add(&items);
        for practice in practices {
            self.add("#pagebreak(to: \"even\")");
            self.sheet(practice, 2);
        }
    }

    /// Sheets without what surrounds them in the guide.
    fn selection(&mut self) {
        self.add("#show heading.where(level: 2): section\n#show heading.where(level: 3): inside");
        for (place, practice) in self.order.practices.iter().enumerate() {
            if place > 0 {
                self.add("#pagebreak()");
            }
            self.sheet(practice, 1);
        }
    }

    /// A sheet; its title is a heading of this level.
    fn sheet(&mut self, practice: &Practice, level: u8) {
        let lang = self.order.lang;
        let sheet = practice.sheet(lang);
        let title = plain(&format!("{} · {}", practice.id, practice.title(lang)));
        self.add(&format!("#heading(level: {level})[{title}] <{}>", practice.id));
        self.add(&format!("#text(size: 12.4pt, style: \"italic\")[{}]", plain(&sheet.summary)));
        self.facts(practice);
        self.add("#columns(2, gutter: 7mm)[");
        self.causes(practice, level);
        for section in Section::ALL {
            self.heading(level + 1, section.heading(lang));
            let text = of_markdown(sheet.section(section), self.order.practices, &practice.id);
            let text =
                if level == 1 { text.replace("#heading(level: 4)", "#heading(level: 3)") } else { text };
            self.add(&text);
        }
        self.add("]");
    }

    fn facts(&mut self, practice: &Practice) {
        let aims = practice.objectives.iter().map(|it| self.label(&format!("objective-{}", it.code())));
        let aims = aims.collect::<Vec<_>>().join(" · ");
        let channels = if practice.channels.is_empty() {
            self.word("press-channel-all")
        } else {
            let names = practice.channels.iter().map(|it| self.word(&format!("press-channel-{it}")));
            names.collect::<Vec<_>>().join(", ")
        };
        let before = practice.prerequisites.iter().filter_map(|id| {
            let title = collection().practice(id)?.title(self.order.lang);
            let text = plain(&format!("{id} · {title}"));
            let is_printed = self.order.practices.iter().any(|it| it.id == *id);
            Some(if is_printed { format!("#link(<{id}>)[{text}]") } else { text })
        });
        let before = before.collect::<Vec<_>>().join(", ");
        let mut rows = vec![
            (self.word("press-aim"), plain(&aims)),
            (self.word("press-channels"), plain(&channels)),
            (self.word("press-effort"), plain(&self.label(&format!("effort-{}", practice.effort.code())))),
            (
                self.word("press-evidence"),
                plain(&format!(
                    "{} ({})",
                    self.label(&format!("evidence-{}", practice.evidence.code())),
                    practice.evidence.code()
                )),
            ),
        ];
        if !before.is_empty() {
            rows.push((self.word("press-before"), before));
        }
        let rows = rows.iter().map(|(name, value)| format!("([{}], [{value}]),", plain(name)));
        let rows = rows.collect::<String>();
        self.add(&format!("#facts(({rows}))"));
    }

    fn causes(&mut self, practice: &Practice, level: u8) {
        let mut shares: Vec<(&str, f64)> =
            practice.coverage.keys().filter_map(|it| Some((it.as_str(), practice.avoids(it)?))).collect();
        if shares.is_empty() {
            return;
        }
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        self.heading(level + 1, &self.word("press-causes"));
        for (code, share) in shares {
            let Some(cause) = collection().cause(code) else { continue };
            let label = plain(&format!("{code} · {}", cause.label.in_lang(self.order.lang)));
            let figure = plain(&percent(share, self.order.lang));
            self.add(&format!("#bar([{label}], {share:.3}, [{figure}])"));
        }
        self.add(&format!("#text(size: 0.88em, fill: quiet)[{}]\n", plain(&self.word("press-causes-note"))));
    }

    /// Causes down, practices across: the part of each cause's contacts that each practice would avoid.
    fn matrix(&mut self) {
        let practices = self.order.practices;
        let mut table = format!(
            "#table(columns: (1fr, ..({},) * 6.4mm), inset: (x: 1pt, y: 4.6pt), align: (x, y) => if x == 0 {{ left }} else {{ center }}, \
             fill: (x, y) => none, table.header([{}],",
            practices.len(),
            plain(&self.word("press-cause"))
        )
        .replace(&format!("..({},) * 6.4mm", practices.len()), &format!("..((6.4mm,) * {})", practices.len()));
        for practice in practices {
            write!(table, "[#link(<{0}>)[{0}]],", practice.id).expect(STRING);
        }
        table.push_str("),");
        for cause in collection().causes.iter().filter(|it| it.avoidable) {
            let label = format!("{} · {}", cause.code, cause.label.in_lang(self.order.lang));
            write!(table, "[{}],", plain(&label)).expect(STRING);
            for practice in practices {
                match practice.avoids(&cause.code) {
                    Some(share) => {
                        let grey = 255.0 - 130.0 * share.min(1.0);
                        write!(table, "table.cell(fill: luma({grey:.0}))[{}],", hundredths(share))
                            .expect(STRING);
                    }
                    None => table.push_str("[],"),
                }
            }
        }
        table.push(')');
        self.add("#page(flipped: true, margin: (x: 12mm, top: 14mm, bottom: 14mm))[");
        self.heading(1, &self.word("press-matrix"));
        let note = plain(&self.word("press-matrix-note"));
        self.add(&format!("{note}\n\n#text(size: 7.6pt)[{table}]\n]"));
    }

    fn evidence(&mut self) {
        self.heading(1, &self.word("press-proofs"));
        let note = plain(&self.word("press-proofs-note"));
        let heads = [
            "press-practice",
            "press-evidence",
            "press-efficacy",
            "press-range",
            "press-effort",
            "press-page",
        ]
        .map(|it| format!("[{}]", plain(&self.word(it))));
        let mut table = format!(
            "#table(columns: (1fr, 38mm, 17mm, 24mm, 28mm, 10mm), table.header({}),",
            heads.join(", ")
        );
        let lang = self.order.lang;
        for practice in self.order.practices {
            let known = |text: String| if practice.efficacy > 0.0 { text } else { "—".to_owned() };
            let (low, high) = practice.evidence.interval();
            let range = format!(
                "{} – {}",
                percent(practice.efficacy * low, lang),
                percent(practice.efficacy * high, lang)
            );
            write!(
                table,
                "[#link(<{0}>)[{1}]], [{2}], [{3}], [{4}], [{5}], [#page-of(<{0}>)],",
                practice.id,
                plain(&format!("{} · {}", practice.id, practice.title(lang))),
                plain(&format!(
                    "{} · {}",
                    practice.evidence.code(),
                    self.label(&format!("evidence-{}", practice.evidence.code()))
                )),
                plain(&known(percent(practice.efficacy, lang))),
                plain(&known(range)),
                plain(&self.label(&format!("effort-{}", practice.effort.code()))),
            )
            .expect(STRING);
        }
        self.add(&format!("{note}\n\n{table})"));
    }

    fn glossary(&mut self) {
        self.add("#pagebreak()");
        self.heading(1, &self.word("press-glossary"));
        let mut terms: Vec<(String, String)> = TERMS
            .iter()
            .map(|it| (self.word(&format!("term-{it}")), self.word(&format!("term-{it}-is"))))
            .collect();
        terms.sort_by_key(|(name, _)| sortable(name));
        let items = terms.iter().map(|(name, is)| format!("terms.item([{}], [{}])", plain(name), plain(is)));
        let items = items.collect::<Vec<_>>().join(", ");
        self.add(&format!("#terms(spacing: 0.8em, {items})"));
    }

    /// Words, causes and life events, with the pages of the practices that they lead to.
    fn index(&mut self) {
        let lang = self.order.lang;
        let mut entries: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
        let mut enter = |name: &str, id: &'static str| {
            let entry = entries.entry(sortable(name)).or_insert_with(|| (name.to_owned(), Vec::new()));
            if !entry.1.contains(&id) {
                entry.1.push(id);
            }
        };
        for practice in self.order.practices.iter().copied() {
            let text = whole_text(practice, lang);
            // Search words are in both languages: those that the sheet itself uses are of this one.
            for keyword in practice.keywords.iter().filter(|it| has_word(&text, it)) {
                enter(keyword, &practice.id);
            }
            for cause in practice.coverage.keys().filter_map(|it| collection().cause(it)) {
                enter(&format!("{} ({})", cause.label.in_lang(lang), cause.code), &practice.id);
            }
        }
        for event in &collection().life_events {
            for id in &event.practices {
                enter(event.label.in_lang(lang), id);
            }
        }
        let lines = entries.into_values().map(|(name, mut ids)| {
            ids.sort_unstable();
            let pages = ids.iter().map(|id| format!("#link(<{id}>)[{id}] (#page-of(<{id}>))"));
            format!("#entry[{}#h(0.4em){}]", plain(&name), pages.collect::<Vec<_>>().join(", "))
        });
        let lines = lines.collect::<Vec<_>>().join("\n");
        self.add("#pagebreak()");
        self.heading(1, &self.word("press-index"));
        self.add(&format!("#columns(2, gutter: 8mm)[#set text(size: 10pt, hyphenate: false)\n{lines}]"));
    }
}

/// All that a sheet says, in small letters.
fn whole_text(practice: &Practice, lang: Lang) -> String {
    let sheet = practice.sheet(lang);
    let sections = Section::ALL.iter().map(|it| sheet.section(*it));
    let parts: Vec<&str> = [sheet.title.as_str(), &sheet.summary].into_iter().chain(sections).collect();
    parts.join(" ").to_lowercase()
}

/// Whether a text in small letters has a word, as such.
fn has_word(text: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    text.match_indices(&word).any(|(at, _)| {
        let is_letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
    })
}

/// By what a name stands in an alphabet: small letters, without the accents of French.
fn sortable(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .map(|it| match it {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

/// Hundredths, halves up, as on the pages; what is a half but for the last bits of a product is one.
fn hundredths(share: f64) -> f64 {
    (share * 100.0 + 0.5 + 1e-9).floor()
}

fn percent(share: f64, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{}\u{a0}%", hundredths(share)),
        Lang::En => format!("{}%", hundredths(share)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_index_is_of_the_guides_language() {
        let text = whole_text(collection().practice("P11").unwrap(), Lang::Fr);
        assert!(has_word(&text, "accusé") && !has_word(&text, "acknowledgment"));
        assert!(!has_word("accusés", "accusé"));
        assert_eq!(sortable("Être à l’Œuvre"), "etre a l’œuvre");
    }

    #[test]
    fn a_selection_has_its_sheets_alone() {
        let chosen = [collection().practice("P11").unwrap()];
        let date = civil::date(2026, 11, 24);
        let order = Order { lang: Lang::En, practices: &chosen, is_whole: false, date, url: None };
        let source = source(&order);
        assert!(source.contains("<P11>") && !source.contains("<P12>") && !source.contains("#outline"));
    }
}
