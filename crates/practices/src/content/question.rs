//! The questions of the self-diagnosis.

use serde::Deserialize;

use super::{Both, CauseSheet, Fault, Wrong, line_of, text_of, toml_of};

const FILE: &str = "questions.toml";
/// The best answer: mastered and measured.
pub const LEVEL_MAX: u8 = 3;

/// A theme of the self-diagnosis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// `AX1`.
    pub code: String,
    /// What it is called.
    pub label: Both,
    /// In order.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// `Q01`.
    pub id: String,
    /// As it is asked.
    pub text: Both,
    /// The four answers, from 0 to [`LEVEL_MAX`].
    pub levels: [Both; 4],
    /// The practices that it is about.
    pub practices: Vec<String>,
    /// The causes whose share in a partner's own log helps to answer; often none.
    pub causes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    axis: Vec<AxisEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AxisEntry {
    code: String,
    fr: String,
    en: String,
    question: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    practices: Vec<String>,
    #[serde(default)]
    causes: Vec<String>,
    fr: String,
    en: String,
    levels_fr: Vec<String>,
    levels_en: Vec<String>,
}

pub(super) fn read(
    files: &[(&str, &str)],
    known: &[&str],
    causes: &[CauseSheet],
    faults: &mut Vec<Fault>,
) -> Vec<Axis> {
    let Some(text) = text_of(files, FILE, faults) else { return Vec::new() };
    let Some(file) = toml_of::<File>(FILE, text, 1, faults) else { return Vec::new() };
    let mut seen: Vec<String> = Vec::new();
    let mut axes = Vec::new();
    for axis in file.axis {
        let mut questions = Vec::new();
        for entry in axis.question {
            let line = line_of(text, &format!("\"{}\"", entry.id));
            if seen.contains(&entry.id) {
                faults.push(Fault::new(FILE, line, Wrong::Twice(entry.id.clone())));
            }
            seen.push(entry.id.clone());
            for id in entry.practices.iter().filter(|id| !known.contains(&id.as_str())) {
                faults.push(Fault::new(FILE, line, Wrong::UnknownPractice(id.clone())));
            }
            for code in entry.causes.iter().filter(|code| causes.iter().all(|it| it.code != **code)) {
                faults.push(Fault::new(FILE, line, Wrong::UnknownCause(code.clone())));
            }
            let pairs = entry.levels_fr.iter().zip(&entry.levels_en);
            let levels: Vec<Both> = pairs.map(|(fr, en)| Both { fr: fr.clone(), en: en.clone() }).collect();
            let written = entry.levels_fr.len().min(entry.levels_en.len());
            if entry.levels_fr.len() != entry.levels_en.len() {
                faults.push(Fault::new(FILE, line, Wrong::Levels(written)));
                continue;
            }
            match <[Both; 4]>::try_from(levels) {
                Ok(levels) => questions.push(Question {
                    id: entry.id,
                    text: Both { fr: entry.fr, en: entry.en },
                    levels,
                    practices: entry.practices,
                    causes: entry.causes,
                }),
                Err(levels) => faults.push(Fault::new(FILE, line, Wrong::Levels(levels.len()))),
            }
        }
        axes.push(Axis { code: axis.code, label: Both { fr: axis.fr, en: axis.en }, questions });
    }
    axes
}
