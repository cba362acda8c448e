//! The common list of causes: why a contact happened.

use serde::Deserialize;

use super::{Both, Fault, Wrong, text_of};

const FILE: &str = "causes.csv";

/// A cause of the common list.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseSheet {
    /// `A1`.
    pub code: String,
    /// What it is called.
    pub label: Both,
    /// Its part of all contacts when a partner has not measured its own, between 0 and 1.
    pub default_share: f64,
    /// Whether a contact of this cause could be avoided.
    pub avoidable: bool,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    libelle: String,
    label_en: String,
    part_defaut_pct: f64,
    evitable: u8,
}

pub(super) fn read(files: &[(&str, &str)], faults: &mut Vec<Fault>) -> Vec<CauseSheet> {
    let Some(text) = text_of(files, FILE, faults) else { return Vec::new() };
    let mut causes: Vec<CauseSheet> = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>() {
        match row {
            Ok(row) => {
                let line = super::line_of(text, &format!("\n{},", row.code));
                if causes.iter().any(|it| it.code == row.code) {
                    faults.push(Fault::new(FILE, line, Wrong::Twice(row.code.clone())));
                }
                let default_share = row.part_defaut_pct / 100.0;
                if !(0.0..=1.0).contains(&default_share) {
                    faults.push(Fault::new(FILE, line, Wrong::NotAShare(row.part_defaut_pct.to_string())));
                }
                let label = Both { fr: row.libelle, en: row.label_en };
                causes.push(CauseSheet {
                    code: row.code,
                    label,
                    default_share,
                    avoidable: row.evitable == 1,
                });
            }
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                faults.push(Fault::new(FILE, line, Wrong::Unreadable(error.to_string())));
            }
        }
    }
    causes
}
