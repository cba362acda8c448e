//! The home page: what this is for, live figures, the loop, where to begin.

use std::{fs, path::PathBuf, sync::Arc};

use askama::Template;
use axum::{extract::State, response::Response};
use futures::future::BoxFuture;
use kernel::Lang;
use practices::{Evidence, Objective, collection};
use site::{Failure, Shell};

use crate::style;

/// Results of experiments that are shown.
const RESULTS_MAX: usize = 5;
/// Practices shown for what is known best.
const PROVEN_MAX: usize = 4;

/// A figure over all administrations that may be shown to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// As people read it.
    pub value: String,
    /// What it is.
    pub name: String,
    /// What it was computed from, for which period.
    pub about: String,
}

/// The published result of an experiment.
#[derive(Debug, Clone)]
pub struct KeyResult {
    /// Its verdict in a sentence.
    pub headline: String,
    /// Where its report is.
    pub href: String,
    /// Whose it is.
    pub partner: String,
}

/// Computes the figures and the results of the home page.
///
/// **Contract:** what it gives may be published: the disclosure rule was applied.
pub trait KeyFigures: Send + Sync {
    /// The figures in this language; none if nothing may be shown.
    fn figures(&self, lang: Lang) -> BoxFuture<'_, Vec<KeyFigure>>;
    /// The results that were published last, good or not: `count` at most.
    fn results(&self, count: usize, lang: Lang) -> BoxFuture<'_, Vec<KeyResult>>;
}

/// What the pages of this crate share. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    figures: Arc<dyn KeyFigures>,
    /// Where the operator's own legal pages are.
    legal: PathBuf,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Front").finish_non_exhaustive()
    }
}

impl Front {
    /// With these figures, and the folder of the operator's own legal pages.
    pub fn new(figures: Arc<dyn KeyFigures>, legal: PathBuf) -> Self {
        Self { figures, legal }
    }

    /// A text of the operator, if there is one.
    pub(crate) fn own_text(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.legal.join(name)).ok()
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    aims: Vec<Aim>,
    figures: Vec<KeyFigure>,
    results: Vec<KeyResult>,
    proven: Vec<(String, String, &'a str)>,
}

struct Aim {
    name: String,
    text: String,
    href: String,
    count: String,
}

/// `GET /`
pub async fn show(State(front): State<Front>, shell: Shell) -> Result<Response, Failure> {
    let lang = shell.lang();
    let aim = |it: &Objective| {
        let count = collection().practices.iter().filter(|practice| practice.objectives.contains(it)).count();
        Aim {
            name: practices::WORDS.say(lang, &format!("objective-{}", it.code()), &[]),
            text: shell.t(&format!("aim-{}", it.code())),
            href: format!("/pratiques?objective={}", it.code()),
            count: shell.t1("aim-practices", "n", count as u64),
        }
    };
    let mut proven: Vec<_> = collection()
        .practices
        .iter()
        .filter(|it| it.evidence != Evidence::Judgement && it.efficacy > 0.0)
        .collect();
    proven.sort_by(|a, b| {
        a.evidence.cmp(&b.evidence).then(b.efficacy.total_cmp(&a.efficacy)).then_with(|| a.id.cmp(&b.id))
    });
    let content = HomePage {
        shell: &shell,
        style: style::SHEET.address(),
        aims: Objective::ALL.iter().map(aim).collect(),
        figures: front.figures.figures(lang).await,
        results: front.figures.results(RESULTS_MAX, lang).await,
        proven: proven
            .iter()
            .take(PROVEN_MAX)
            .map(|it| {
                let evidence = practices::WORDS.say(lang, &format!("evidence-{}", it.evidence.code()), &[]);
                (
                    format!("/pratiques/{}", it.id),
                    format!("{} ({})", evidence, it.evidence.code()),
                    it.title(lang),
                )
            })
            .collect(),
    };
    Ok(shell.page(shell.t("home-title")).wide().without_heading().render(&content))
}
