//! The whole report as one document to print: the same sentences as the page, in the same order.

use experiments::{Report, report::Verdict};
use kernel::{
    Lang,
    document::{Document, Part},
};
use practices::collection;
use site::Figures;

use super::{effects, figures, headline, is_too_early, meaning, plan, provenance, trust, verdict, word};
use crate::store::Lesson;

/// What a report does not know of itself.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The administration's name.
    pub partner: String,
    /// What it says besides the figures.
    pub lesson: Lesson,
    /// Where the page is; empty: nowhere.
    pub url: String,
}

/// The document of a report.
pub fn document(report: &Report, about: &About, lang: Lang) -> Document {
    let plan = plan(report);
    let mut paper = Document {
        title: plan.title.clone(),
        subtitle: subtitle(report, about, lang),
        footer: word(lang, "paper-footer"),
        parts: Vec::new(),
    };
    paper.parts.push(Part::Note { title: verdict(report.verdict, lang), text: headline(report, lang) });
    for sentence in meaning(report, lang) {
        paper.paragraph(sentence);
    }
    question(&mut paper, report, lang);
    if report.verdict != Verdict::Invalid && !is_too_early(report) {
        result(&mut paper, report, lang);
        beside(&mut paper, report, lang);
    }
    lessons(&mut paper, &about.lesson, lang);
    trusted(&mut paper, report, lang);
    again(&mut paper, report, about, lang);
    paper
}

fn subtitle(report: &Report, about: &About, lang: Lang) -> String {
    let plan = plan(report);
    let practice = collection()
        .practice(&plan.practice)
        .map_or_else(|| plan.practice.clone(), |it| format!("{} · {}", it.id, it.title(lang)));
    [about.partner.clone(), practice, Figures::new(lang).date(plan.start)]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" — ")
}

fn question(paper: &mut Document, report: &Report, lang: Lang) {
    let plan = plan(report);
    paper.section(word(lang, "report-question"));
    paper.paragraph(plan.question.clone());
    paper.parts.push(Part::Facts { rows: setting(report, lang) });
}

/// What was compared, on whom, for how long.
pub fn setting(report: &Report, lang: Lang) -> Vec<(String, String)> {
    let plan = plan(report);
    let arms = plan.arms.iter().map(|it| {
        if it.description.is_empty() { it.name.clone() } else { format!("{} ({})", it.name, it.description) }
    });
    let total = report.arms.iter().map(|it| it.units).sum();
    let name = |key: &str| word(lang, key);
    let days = super::say(lang, "said-days", &[("days", i64::from(plan.days).into())]);
    vec![
        (name("report-arms"), arms.collect::<Vec<_>>().join(" · ")),
        (name("report-units"), figures::units(plan, total, lang)),
        (name("report-metric"), figures::metric(&plan.metric, plan.unit, lang)),
        (name("report-period"), format!("{} · {days}", Figures::new(lang).date(plan.start))),
        (name("report-design"), name(&format!("said-design-{}", plan.design.code()))),
        (name("report-minimum"), figures::signed_share(plan.minimum_effect, lang)),
    ]
}

fn result(paper: &mut Document, report: &Report, lang: Lang) {
    let plan = plan(report);
    let savings = effects::savings(report, lang);
    if !savings.is_empty() {
        paper.section(word(lang, "report-savings"));
        paper.list(savings);
    }
    paper.section(word(lang, "report-effect"));
    for effect in &report.effects {
        paper.paragraph(effects::line(plan, effect, lang));
    }
    let mut methods: Vec<_> = report.effects.iter().map(|it| it.method).collect();
    methods.dedup();
    for method in methods {
        paper.paragraph(effects::method(method, lang));
    }
    let rows = report.arms.iter().map(|it| effects::arm_row(plan, it, lang)).collect();
    paper.table(word(lang, "report-arms-table"), effects::arm_titles(plan, lang), rows);
    let titles = || effects::titles(lang);
    let rows =
        |all: &[experiments::report::ArmEffect]| all.iter().map(|it| effects::row(plan, it, lang)).collect();
    paper.table(word(lang, "report-effects-table"), titles(), rows(&report.effects));
    if !report.robustness.is_empty() {
        paper.section(word(lang, "report-robustness"));
        paper.paragraph(effects::robustness(report, lang).unwrap_or_default());
        paper.table(word(lang, "report-robustness-table"), titles(), rows(&report.robustness));
    }
    if let Some(naive) = effects::naive(report, lang) {
        paper.heading(word(lang, "report-naive"));
        paper.paragraph(naive);
    }
    if let Some(placebo) = effects::placebo(report, lang) {
        paper.section(word(lang, "report-placebo"));
        paper.paragraph(placebo);
    }
}

fn beside(paper: &mut Document, report: &Report, lang: Lang) {
    if !report.subgroups.is_empty() {
        paper.section(word(lang, "report-whom"));
    }
    for result in &report.subgroups {
        let said = effects::subgroup(report, result, lang);
        paper.heading(said.title.clone());
        for sentence in said.sentences {
            paper.paragraph(sentence);
        }
        paper.table(said.title.clone(), effects::subgroup_titles(&said.title, lang), said.rows);
    }
    if let Some(found) = &report.exploration {
        paper.section(word(lang, "report-exploration"));
        let (sentences, rows) = effects::exploration(report, found, lang);
        for sentence in sentences {
            paper.paragraph(sentence);
        }
        paper.table(word(lang, "report-exploration-table"), effects::exploration_titles(lang), rows);
    }
    if !report.guardrails.is_empty() {
        paper.section(word(lang, "report-guardrails"));
        let said = report.guardrails.iter().map(|it| effects::guardrail(report, it, lang));
        paper.list(said.map(|(state, sentence)| format!("{state} — {sentence}")).collect());
    }
}

fn lessons(paper: &mut Document, lesson: &Lesson, lang: Lang) {
    for (key, text) in [("report-conditions", &lesson.conditions), ("report-lessons", &lesson.lessons)] {
        if !text.trim().is_empty() {
            paper.section(word(lang, key));
            for paragraph in text.split('\n').map(str::trim).filter(|it| !it.is_empty()) {
                paper.paragraph(paragraph);
            }
        }
    }
}

fn trusted(paper: &mut Document, report: &Report, lang: Lang) {
    paper.section(word(lang, "report-limits"));
    let warnings = trust::warnings(report, lang);
    if !warnings.is_empty() {
        paper.heading(word(lang, "report-warnings"));
        paper.list(warnings);
    }
    paper.heading(word(lang, "report-integrity"));
    paper.list(trust::integrity(report, lang));
    paper.heading(word(lang, "report-bounds"));
    paper.list(trust::limits(report, lang));
}

fn again(paper: &mut Document, report: &Report, about: &About, lang: Lang) {
    paper.section(word(lang, "report-again"));
    paper.paragraph(super::say(lang, "redo-how", &[("command", provenance::COMMAND.into())]));
    if !about.url.is_empty() {
        paper.paragraph(super::say(lang, "redo-where", &[("url", about.url.as_str().into())]));
    }
    paper.parts.push(Part::Facts { rows: provenance::facts(report, lang) });
    for changed in provenance::amendments(&report.provenance.amendments, lang) {
        paper.heading(changed.title.clone());
        paper.paragraph(changed.reason);
        let titles = ["redo-path", "redo-before", "redo-after"].map(|it| word(lang, it)).to_vec();
        paper.table(changed.title, titles, changed.rows.into_iter().map(Vec::from).collect());
    }
}
