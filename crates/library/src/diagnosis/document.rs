//! A diagnosis as programs read it.

use kernel::Lang;
use practices::{Advised, MixOrigin};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Diagnosis, sentences};

/// The document of `diagnose --json` and of `POST /api/v1/diagnosis`. Contacts are whole numbers a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct Document {
    axes: Vec<Axis>,
    /// The mean of the axes that have a score, one decimal; null if none has.
    global: Option<f64>,
    advice: Vec<Line>,
    /// Contacts that all practices of `advice` avoid together: less than the sum, what two of them cover counts once.
    total_avoided: i64,
    /// The same of the practices proposed first.
    proposed_avoided: i64,
    /// Ids of the practices proposed first, by rank.
    proposed: Vec<String>,
    /// Ids of the practices to begin with, in order: each after its prerequisites.
    plan: Vec<String>,
    /// What the figures are about; 100,000 if nobody said how many.
    contacts_per_year: i64,
    /// `given`, `log` or `assumed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts_from: Option<&'static str>,
    /// `own` if the partner's coded contacts were used, else `default`.
    causes_from: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct Axis {
    code: String,
    /// Between 0 and 100, one decimal; null if no question applies.
    score: Option<f64>,
    /// Questions whose answer is not known.
    unknown: usize,
    /// False if more than a third of its questions are not known.
    measured: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Line {
    /// The practice's id.
    practice: String,
    /// Contacts avoided in a year.
    avoided_contacts: i64,
    low: i64,
    high: i64,
    /// The reasons, in sentences.
    why: Vec<String>,
    /// Ids of practices to have before, and still missing.
    prerequisites: Vec<String>,
}

impl Document {
    /// Of a diagnosis, its sentences in `lang`.
    pub fn of(diagnosis: &Diagnosis, lang: Lang) -> Self {
        let axis = |it: &practices::AxisScore| Axis {
            code: it.code.clone(),
            score: it.rounded(),
            unknown: it.unknown,
            measured: it.is_measured,
        };
        let line = |it: &Advised<'_>| Line {
            practice: it.practice.id.clone(),
            avoided_contacts: whole(it.expected),
            low: whole(it.low),
            high: whole(it.high),
            why: sentences::why(lang, it, diagnosis),
            prerequisites: it.missing.iter().map(|it| (*it).to_owned()).collect(),
        };
        Self {
            axes: diagnosis.scores.iter().map(axis).collect(),
            global: diagnosis.global().map(practices::one_decimal),
            advice: diagnosis.advice.ranked.iter().map(line).collect(),
            total_avoided: whole(diagnosis.advice.together),
            proposed_avoided: whole(diagnosis.advice.proposed_together),
            proposed: diagnosis
                .advice
                .ranked
                .iter()
                .filter(|it| it.is_proposed)
                .map(|it| it.practice.id.clone())
                .collect(),
            plan: diagnosis.advice.plan.iter().map(|it| it.id.clone()).collect(),
            contacts_per_year: whole(diagnosis.contacts),
            contacts_from: diagnosis.is_assumed.then_some("assumed"),
            causes_from: if matches!(diagnosis.mix.origin, MixOrigin::Own { .. }) {
                "own"
            } else {
                "default"
            },
        }
    }
}

/// The nearest whole number, halves up.
#[expect(clippy::cast_possible_truncation, reason = "contacts a year are far below 2^53")]
pub(crate) fn whole(contacts: f64) -> i64 {
    (contacts + 0.5).floor() as i64
}
