//! A practice: what does not depend on the language, and its sheet in both.

use std::collections::BTreeMap;

use kernel::Lang;
use serde::Deserialize;

use super::{CauseSheet, Fault, Sheet, Wrong, line_of, toml_of};

const FOLDER: &str = "practices/";
/// The words of channels, those of contacts.
const CHANNELS: [&str; 12] =
    ["phone", "email", "counter", "web", "sms", "chat", "post", "video", "app", "social", "visit", "other"];

/// A practice that avoids contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// `P11`.
    pub id: String,
    /// Words, in either language, by which people look for it.
    pub keywords: Vec<String>,
    /// The day of its last change: `2026-11-23`.
    pub updated: String,
    /// The part of the collection where it stands.
    pub part: Part,
    /// Which of the three aims it serves, the main one first.
    pub objectives: Vec<Objective>,
    /// Codes of the channels where it applies; empty = all.
    pub channels: Vec<String>,
    /// How long it takes.
    pub effort: Effort,
    /// Ids of practices to have before it.
    pub prerequisites: Vec<String>,
    /// How well its effect is known.
    pub evidence: Evidence,
    /// Part of the covered contacts that disappears, a calculation assumption between 0 and 1.
    pub efficacy: f64,
    /// Part of each cause's contacts that it can address at all, between 0 and 1.
    pub coverage: BTreeMap<String, f64>,
    fr: Sheet,
    en: Sheet,
}

impl Practice {
    /// Its sheet.
    pub const fn sheet(&self, lang: Lang) -> &Sheet {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    /// Its title.
    pub fn title(&self, lang: Lang) -> &str {
        &self.sheet(lang).title
    }

    /// Part of the contacts of `cause` that it would avoid: coverage × efficacy; `None` if it does not answer it.
    pub fn avoids(&self, cause: &str) -> Option<f64> {
        Some(self.coverage.get(cause)? * self.efficacy)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// All, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its word in files and addresses.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// From its word.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == word)
            }
        }
    };
}

words! {
    /// The three aims of the programme.
    Objective {
        /// Fewer contacts for one request.
        Fewer = "O1",
        /// Told before having to ask.
        Proactive = "O2",
        /// The channel that suits best.
        RightChannel = "O3",
    }
}

words! {
    /// How long a practice takes.
    Effort {
        /// Weeks.
        Weeks = "S",
        /// A quarter.
        Quarter = "M",
        /// Over six months.
        Long = "L",
    }
}

words! {
    /// How well an effect is known.
    Evidence {
        /// A randomised trial.
        Trial = "A",
        /// Before and after, or observed.
        Observed = "B",
        /// A judgement of experts.
        Judgement = "C",
    }
}

words! {
    /// The parts of the collection.
    Part {
        /// Know and steer.
        Know = "A",
        /// Write clearly.
        Write = "B",
        /// Acknowledge and keep informed.
        Inform = "C",
        /// Anticipate.
        Anticipate = "D",
        /// The right channel.
        Channel = "E",
        /// Right the first time.
        Answer = "F",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    #[serde(default)]
    keywords: Vec<String>,
    updated: String,
    part: String,
    objectives: Vec<String>,
    channels: Vec<String>,
    effort: String,
    prerequisites: Vec<String>,
    evidence: String,
    efficacy: f64,
    #[serde(default)]
    coverage: BTreeMap<String, f64>,
}

/// The ids of all practices that have a folder, faulty ones too, so that one fault is told once.
pub(super) fn ids<'a>(files: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let folder = |(path, _): &(&'a str, &'a str)| Some(path.strip_prefix(FOLDER)?.split_once('/')?.0);
    let mut ids: Vec<&str> = files.iter().filter_map(folder).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

pub(super) fn read(files: &[(&str, &str)], causes: &[CauseSheet], faults: &mut Vec<Fault>) -> Vec<Practice> {
    let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (path, text) in files {
        let Some(inside) = path.strip_prefix(FOLDER) else { continue };
        match inside.split_once('/') {
            Some((id, name @ ("practice.toml" | "fr.md" | "en.md"))) => {
                folders.entry(id).or_default().insert(name, text);
            }
            _ => faults.push(Fault::new(path, 1, Wrong::Stray)),
        }
    }
    let ids = ids(files);
    let mut practices = Vec::new();
    for (id, files) in &folders {
        let path = |name: &str| format!("{FOLDER}{id}/{name}");
        let absent: Vec<&str> =
            ["practice.toml", "fr.md", "en.md"].into_iter().filter(|it| !files.contains_key(it)).collect();
        faults.extend(absent.iter().map(|it| Fault::new(&path(it), 1, Wrong::Absent)));
        let sheet = |name: &str, lang, faults: &mut Vec<Fault>| {
            files.get(name).and_then(|text| Sheet::read(&path(name), text, lang, faults))
        };
        let (fr, en) = (sheet("fr.md", Lang::Fr, faults), sheet("en.md", Lang::En, faults));
        let Some(text) = files.get("practice.toml") else { continue };
        let file = path("practice.toml");
        let Some(facts) = toml_of::<Facts>(&file, text, 1, faults) else { continue };
        let before = faults.len();
        let practice = checked(id, &facts, (text, &file), causes, &ids, faults);
        if let (Some((part, objectives, effort, evidence)), Some(fr), Some(en)) = (practice, fr, en)
            && faults.len() == before
        {
            practices.push(Practice {
                id: (*id).to_owned(),
                keywords: facts.keywords,
                updated: facts.updated,
                part,
                objectives,
                channels: facts.channels,
                effort,
                prerequisites: facts.prerequisites,
                evidence,
                efficacy: facts.efficacy,
                coverage: facts.coverage,
                fr,
                en,
            });
        }
    }
    circles(&practices, faults);
    practices
}

/// The words of the facts, each known; every fault is told.
fn checked(
    id: &str,
    facts: &Facts,
    (text, file): (&str, &str),
    causes: &[CauseSheet],
    ids: &[&str],
    faults: &mut Vec<Fault>,
) -> Option<(Part, Vec<Objective>, Effort, Evidence)> {
    let mut wrong = |needle: &str, wrong| faults.push(Fault::new(file, line_of(text, needle), wrong));
    let unknown = |word: &str, known: &[&str]| Wrong::UnknownWord(word.to_owned(), known.join(", "));
    if !is_day(&facts.updated) {
        wrong("updated", Wrong::NotADay(facts.updated.clone()));
    }
    for channel in facts.channels.iter().filter(|it| !CHANNELS.contains(&it.as_str())) {
        wrong("channels", unknown(channel, &CHANNELS));
    }
    for given in &facts.prerequisites {
        if given == id {
            wrong("prerequisites", Wrong::Circle(format!("{id} → {id}")));
        } else if !ids.contains(&given.as_str()) {
            wrong("prerequisites", Wrong::UnknownPractice(given.clone()));
        }
    }
    for (cause, share) in &facts.coverage {
        if causes.iter().all(|it| it.code != *cause) {
            wrong(&format!("\n{cause} "), Wrong::UnknownCause(cause.clone()));
        }
        if !(0.0..=1.0).contains(share) {
            wrong(&format!("\n{cause} "), Wrong::NotAShare(share.to_string()));
        }
    }
    if !(0.0..=1.0).contains(&facts.efficacy) {
        wrong("efficacy", Wrong::NotAShare(facts.efficacy.to_string()));
    }
    let codes = |all: &[&'static str]| all.join(", ");
    let mut word = |name: &str, given: &str, known: String| {
        wrong(name, Wrong::UnknownWord(given.to_owned(), known));
    };
    let part = Part::of(&facts.part);
    if part.is_none() {
        word("part", &facts.part, codes(&Part::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()));
    }
    let effort = Effort::of(&facts.effort);
    if effort.is_none() {
        word("effort", &facts.effort, codes(&Effort::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()));
    }
    let evidence = Evidence::of(&facts.evidence);
    if evidence.is_none() {
        word(
            "evidence",
            &facts.evidence,
            codes(&Evidence::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()),
        );
    }
    let mut objectives = Vec::new();
    for given in &facts.objectives {
        match Objective::of(given) {
            Some(objective) => objectives.push(objective),
            None => word(
                "objectives",
                given,
                codes(&Objective::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()),
            ),
        }
    }
    if facts.objectives.is_empty() {
        word("objectives", "", codes(&Objective::ALL.iter().map(|it| it.code()).collect::<Vec<_>>()));
    }
    Some((part?, objectives, effort?, evidence?))
}

/// Whether a text is a day as `2026-11-23`.
fn is_day(text: &str) -> bool {
    text.parse::<toml::value::Datetime>().is_ok_and(|it| it.date.is_some() && it.time.is_none())
}

/// Tells each circle of prerequisites once, at its smallest id.
fn circles(practices: &[Practice], faults: &mut Vec<Fault>) {
    for start in practices {
        let mut way = vec![start.id.as_str()];
        if comes_back(practices, &start.id, start, &mut way) && way.iter().all(|it| *it >= start.id.as_str())
        {
            let file = format!("{FOLDER}{}/practice.toml", start.id);
            way.push(&start.id);
            faults.push(Fault::new(&file, 6, Wrong::Circle(way.join(" → "))));
        }
    }
}

fn comes_back<'a>(practices: &'a [Practice], start: &str, at: &'a Practice, way: &mut Vec<&'a str>) -> bool {
    for next in &at.prerequisites {
        if next == start {
            return true;
        }
        let Some(practice) = practices.iter().find(|it| it.id == *next) else { continue };
        if way.contains(&practice.id.as_str()) {
            continue;
        }
        way.push(&practice.id);
        if comes_back(practices, start, practice, way) {
            return true;
        }
        way.pop();
    }
    false
}
