//! Life events: what happens to people and brings them to several administrations.

use serde::Deserialize;

use super::{Both, Fault, Wrong, line_of, text_of, toml_of};

const FILE: &str = "life-events.toml";

/// A life event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeEvent {
    /// The code that logs use: `naissance`.
    pub id: String,
    /// As people say it: "I move house".
    pub label: Both,
    /// Practices to look at first.
    pub practices: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    life_event: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    fr: String,
    en: String,
    practices: Vec<String>,
}

pub(super) fn read(files: &[(&str, &str)], known: &[&str], faults: &mut Vec<Fault>) -> Vec<LifeEvent> {
    let Some(text) = text_of(files, FILE, faults) else { return Vec::new() };
    let Some(file) = toml_of::<File>(FILE, text, 1, faults) else { return Vec::new() };
    let mut seen: Vec<&str> = Vec::new();
    for entry in &file.life_event {
        let line = line_of(text, &format!("\"{}\"", entry.id));
        if seen.contains(&entry.id.as_str()) {
            faults.push(Fault::new(FILE, line, Wrong::Twice(entry.id.clone())));
        }
        seen.push(&entry.id);
        for id in entry.practices.iter().filter(|id| !known.contains(&id.as_str())) {
            faults.push(Fault::new(FILE, line, Wrong::UnknownPractice(id.clone())));
        }
    }
    let event =
        |it: Entry| LifeEvent { id: it.id, label: Both { fr: it.fr, en: it.en }, practices: it.practices };
    file.life_event.into_iter().map(event).collect()
}
