//! A practice's sheet in one language: front matter, then eleven sections in a fixed order.

use kernel::Lang;
use serde::Deserialize;

use super::{Fault, Wrong, line_of, toml_of};

const FENCE: &str = "+++";

/// A section of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Why it matters.
    Context,
    /// For the usager.
    User,
    /// For the agent.
    Agent,
    /// What to do, in order.
    Steps,
    /// Letters, messages, grids to copy.
    Models,
    /// What the law says.
    Law,
    /// What it takes.
    Cost,
    /// With which measures its effect is seen.
    Measure,
    /// And what to do then.
    Risks,
    /// What is known, and how well.
    Evidence,
    /// Of partners, good or bad.
    Results,
}

impl Section {
    /// In the order of a sheet.
    pub const ALL: [Self; 11] = [
        Self::Context,
        Self::User,
        Self::Agent,
        Self::Steps,
        Self::Models,
        Self::Law,
        Self::Cost,
        Self::Measure,
        Self::Risks,
        Self::Evidence,
        Self::Results,
    ];

    /// Its heading.
    pub const fn heading(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Context, Lang::Fr) => "Le contexte",
            (Self::Context, Lang::En) => "Context",
            (Self::User, Lang::Fr) => "Ce qui change pour l’usager",
            (Self::User, Lang::En) => "What changes for the user",
            (Self::Agent, Lang::Fr) => "Ce qui change pour l’agent",
            (Self::Agent, Lang::En) => "What changes for the agent",
            (Self::Steps, Lang::Fr) => "Les étapes",
            (Self::Steps, Lang::En) => "Steps",
            (Self::Models, Lang::Fr) => "Modèles à reprendre",
            (Self::Models, Lang::En) => "Models to copy",
            (Self::Law, Lang::Fr) => "Le point de droit",
            (Self::Law, Lang::En) => "Legal point",
            (Self::Cost, Lang::Fr) => "Coût et effort",
            (Self::Cost, Lang::En) => "Cost and effort",
            (Self::Measure, Lang::Fr) => "Mesurer l’effet",
            (Self::Measure, Lang::En) => "Measuring the effect",
            (Self::Risks, Lang::Fr) => "Ce qui peut mal tourner",
            (Self::Risks, Lang::En) => "What can go wrong",
            (Self::Evidence, Lang::Fr) => "Les preuves",
            (Self::Evidence, Lang::En) => "Evidence",
            (Self::Results, Lang::Fr) => "Résultats des partenaires",
            (Self::Results, Lang::En) => "Results of partners",
        }
    }

    /// The anchor of its heading, the same in both languages: addresses stay.
    pub const fn anchor(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::User => "user",
            Self::Agent => "agent",
            Self::Steps => "steps",
            Self::Models => "models",
            Self::Law => "law",
            Self::Cost => "cost",
            Self::Measure => "measure",
            Self::Risks => "risks",
            Self::Evidence => "evidence",
            Self::Results => "results",
        }
    }
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its title.
    pub title: String,
    /// What it is and what it avoids, in a sentence.
    pub summary: String,
    /// The Markdown of each section, in the order of [`Section::ALL`].
    sections: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    summary: String,
}

impl Sheet {
    /// The Markdown of a section, without its heading.
    pub fn section(&self, section: Section) -> &str {
        let at = Section::ALL.iter().position(|it| *it == section).unwrap_or(0);
        &self.sections[at]
    }

    /// The file of a sheet: what [`Collection::read`](super::Collection::read) reads back to the same texts, one for each
    /// section in order. Lines end as files of the collection do.
    pub fn written(lang: Lang, title: &str, summary: &str, sections: &[String]) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.trim().replace('\\', "\\\\").replace('"', "\\\""));
        let mut file =
            format!("{FENCE}\ntitle = {}\nsummary = {}\n{FENCE}\n", quoted(title), quoted(summary));
        for (section, text) in Section::ALL.iter().zip(sections) {
            let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
            file.push_str("\n## ");
            file.push_str(section.heading(lang));
            file.push_str("\n\n");
            file.push_str(&lines.join("\n"));
            file.push('\n');
        }
        file
    }

    /// Reads a file of a sheet; `None` if it is faulty.
    pub fn parse(text: &str, lang: Lang) -> Option<Self> {
        Self::read("", text, lang, &mut Vec::new())
    }

    pub(super) fn read(path: &str, text: &str, lang: Lang, faults: &mut Vec<Fault>) -> Option<Self> {
        let before = faults.len();
        let Some((front, body)) = split(text) else {
            faults.push(Fault::new(path, 1, Wrong::NoFrontMatter));
            return None;
        };
        let front: FrontMatter = toml_of(path, front, 2, faults)?;
        for (name, value) in [("title", &front.title), ("summary", &front.summary)] {
            if value.trim().is_empty() {
                faults.push(Fault::new(path, line_of(text, name), Wrong::EmptyField(name)));
            }
        }
        let sections = sections(path, text, body, lang, faults);
        (faults.len() == before).then_some(Self { title: front.title, summary: front.summary, sections })
    }
}

/// The front matter, and where the body begins.
fn split(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("+++\n")?;
    let end = rest.find("\n+++\n")?;
    Some((&rest[..=end], FENCE.len() + 1 + end + 1 + FENCE.len() + 1))
}

fn sections(path: &str, text: &str, body: usize, lang: Lang, faults: &mut Vec<Fault>) -> Vec<String> {
    let mut found: Vec<(usize, &str, Vec<&str>)> = Vec::new();
    let first_line = text[..body].matches('\n').count() + 1;
    for (at, line) in text[body..].lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            found.push((first_line + at, heading.trim(), Vec::new()));
        } else if let Some((_, _, lines)) = found.last_mut() {
            lines.push(line);
        }
    }
    let mut sections = Vec::with_capacity(Section::ALL.len());
    let mut found = found.into_iter();
    for section in Section::ALL {
        let wanted = section.heading(lang);
        let Some((line, heading, lines)) = found.next() else {
            faults.push(Fault::new(path, text.lines().count().max(1), Wrong::Heading(wanted)));
            break;
        };
        if heading != wanted {
            faults.push(Fault::new(path, line, Wrong::Heading(wanted)));
            break;
        }
        let said = lines.join("\n").trim().to_owned();
        if said.is_empty() {
            faults.push(Fault::new(path, line, Wrong::EmptySection(wanted)));
        }
        sections.push(said);
    }
    if let Some((line, ..)) = found.next()
        && sections.len() == Section::ALL.len()
    {
        faults.push(Fault::new(path, line, Wrong::Heading(Section::Results.heading(lang))));
    }
    sections
}
