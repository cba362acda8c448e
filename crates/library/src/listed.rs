//! A practice as programs read it.

use std::collections::BTreeMap;

use kernel::Lang;
use practices::{Practice, Section};
use serde::Serialize;
use utoipa::ToSchema;

/// A practice in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed {
    /// `P11`.
    id: String,
    title: String,
    summary: String,
    /// `A` to `F`: the part of the collection where it stands.
    part: &'static str,
    /// `O1` fewer contacts for a request, `O2` told before having to ask, `O3` the right channel.
    objectives: Vec<&'static str>,
    /// Codes of the channels where it applies; empty = all.
    channels: Vec<String>,
    /// `S` weeks, `M` a quarter, `L` over six months.
    effort: &'static str,
    /// `A` randomised trial, `B` observed before and after, `C` judgement of experts.
    evidence: &'static str,
    /// Part of the covered contacts that disappears, between 0 and 1: an assumption to reckon with.
    efficacy: f64,
    /// For each cause, the part of its contacts that the practice can address at all, between 0 and 1.
    coverage: BTreeMap<String, f64>,
    /// Ids of the practices to have before it.
    prerequisites: Vec<String>,
}

impl Listed {
    /// Of a practice, its texts in `lang`.
    pub fn of(practice: &Practice, lang: Lang) -> Self {
        Self {
            id: practice.id.clone(),
            title: practice.title(lang).to_owned(),
            summary: practice.sheet(lang).summary.clone(),
            part: practice.part.code(),
            objectives: practice.objectives.iter().map(|it| it.code()).collect(),
            channels: practice.channels.clone(),
            effort: practice.effort.code(),
            evidence: practice.evidence.code(),
            efficacy: practice.efficacy,
            coverage: practice.coverage.clone(),
            prerequisites: practice.prerequisites.clone(),
        }
    }
}

/// A practice with its whole sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct Whole {
    #[serde(flatten)]
    listed: Listed,
    /// The sections of the sheet, in order.
    sections: Vec<Part>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Part {
    /// `context`, `user`, `agent`, `steps`, `models`, `law`, `cost`, `measure`, `risks`, `evidence`, `results`.
    section: &'static str,
    heading: &'static str,
    /// Markdown.
    text: String,
}

impl Whole {
    /// Of a practice, its texts in `lang`.
    pub fn of(practice: &Practice, lang: Lang) -> Self {
        let part = |it: &Section| Part {
            section: it.anchor(),
            heading: it.heading(lang),
            text: practice.sheet(lang).section(*it).to_owned(),
        };
        Self { listed: Listed::of(practice, lang), sections: Section::ALL.iter().map(part).collect() }
    }
}
