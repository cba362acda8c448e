//! What the content files say: the causes of contacts and the practices that answer them.

use std::sync::LazyLock;

use kernel::Lang;

use crate::words::{say, word};

/// Why a contact happened.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseSheet {
    /// `A1`.
    pub code: String,
    french: String,
    english: String,
}

/// A practice that avoids contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// `P11`.
    pub id: String,
    french: String,
    english: String,
    /// Which part of a cause's contacts it can address at all.
    pub coverage: Vec<(String, f64)>,
    /// `S`, `M` or `L`.
    pub effort: String,
    /// `A` randomised trial, `B` before and after, `C` expert judgement.
    pub evidence: String,
    /// Part of the addressed contacts that disappears.
    pub effect: f64,
}

impl Practice {
    /// Its title.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.french,
            Lang::En => &self.english,
        }
    }

    /// Which part of the contacts of `cause` it would avoid: coverage × effect.
    pub fn avoids(&self, cause: &str) -> Option<f64> {
        let (_, coverage) = self.coverage.iter().find(|(code, _)| code == cause)?;
        Some(coverage * self.effect)
    }
}

static CAUSES: LazyLock<Vec<CauseSheet>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../../content/causes.csv"));
    rows.map(|row| CauseSheet {
        code: row[0].clone(),
        french: typeset(&row[1]),
        english: capitalised(row[5].split(" (still").next().unwrap_or(&row[5])),
    })
    .collect()
});

static PRACTICES: LazyLock<Vec<Practice>> = LazyLock::new(|| {
    let rows = rows(include_str!("../../../content/practices.csv"));
    rows.map(|row| Practice {
        id: row[0].clone(),
        french: typeset(&row[1]),
        english: row[2].split(['.', ';']).next().unwrap_or(&row[2]).to_owned(),
        coverage: row[5]
            .split_whitespace()
            .filter_map(|it| it.split_once(':'))
            .filter_map(|(code, part)| Some((code.to_owned(), part.parse().ok()?)))
            .collect(),
        effort: row[7].clone(),
        evidence: row[9].clone(),
        effect: row[10].parse().unwrap_or(0.0),
    })
    .collect()
});

/// All causes of the common list.
pub fn causes() -> &'static [CauseSheet] {
    &CAUSES
}

/// What a cause is called. A partner's own code is named after its family.
pub fn cause_label(lang: Lang, code: &str) -> String {
    if let Some(sheet) = CAUSES.iter().find(|it| it.code == code) {
        return match lang {
            Lang::Fr => sheet.french.clone(),
            Lang::En => sheet.english.clone(),
        };
    }
    let family = word(lang, &format!("family-{}", code.get(..1).unwrap_or("V")));
    say(lang, "cause-own", &[("family", family.into()), ("code", code.into())])
}

/// The practices that answer a cause, those that would avoid most first.
pub fn practices_for(cause: &str) -> Vec<(&'static Practice, f64)> {
    let mut found: Vec<(&Practice, f64)> =
        PRACTICES.iter().filter_map(|it| Some((it, it.avoids(cause)?))).collect();
    found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.id.cmp(&b.id)));
    found
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<String>> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
    rows.map(|row| {
        row.expect("the content files are well-formed CSV, a test reads them")
            .iter()
            .map(str::to_owned)
            .collect()
    })
}

fn typeset(text: &str) -> String {
    text.replace('\'', "’").replace(" ?", "\u{202f}?")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_avoidable_cause_of_the_list_is_answered_by_two_practices() {
        assert_eq!(causes().len(), 30);
        for cause in causes().iter().filter(|it| kernel::Cause::is_avoidable(&it.code)) {
            assert!(practices_for(&cause.code).len() >= 2, "{}", cause.code);
        }
        assert!(practices_for("V1").is_empty());
    }

    #[test]
    fn the_strongest_answer_to_doubts_about_receipt_is_the_acknowledgement() {
        let (practice, avoids) = practices_for("A3")[0];
        assert_eq!(practice.id, "P11");
        assert!((avoids - 0.38).abs() < 1e-9);
    }

    #[test]
    fn a_partner_s_own_cause_is_named_after_its_family() {
        assert!(cause_label(Lang::Fr, "B7-x").contains("B7-x"));
        assert_eq!(cause_label(Lang::Fr, "A3"), "Doute sur la réception");
        assert_eq!(cause_label(Lang::En, "A3"), "Asks whether a letter, e-mail, form or document arrived");
    }
}
