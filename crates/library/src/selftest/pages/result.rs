//! What the answers say: scores, advice in sentences, gain against effort, and what changed since the last time.

use std::cmp::Ordering;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use measures::disclosure::USAGERS_MIN;
use practices::{Advised, AxisScore, Effort, Learned, Mix, collection};
use site::{
    Failure, Markup, Shell, Unit,
    chart::{About, Dot, Radar, Spoke, Spread},
};

use super::{PATH, axis, find, from_log, plan};
use crate::{
    Library,
    diagnosis::{Diagnosis, Own, sentences, whole},
    pages::{Card, sheet},
    selftest::{SelfTest, plan::steps, store},
    style,
};

/// Practices drawn in the picture of gain and effort: more would hide each other.
const DRAWN_MAX: usize = 14;

#[derive(Template)]
#[template(path = "selftest_result.html")]
struct ResultPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    address: String,
    unanswered: Option<(String, String)>,
    basis: Vec<String>,
    totals: Vec<String>,
    global: Option<String>,
    assumed: Option<String>,
    axes: Vec<AxisRow>,
    radar: Markup,
    has_earlier: bool,
    earlier: Option<String>,
    others: Option<String>,
    proposed: Vec<Counsel>,
    rest: Vec<Counsel>,
    rest_title: String,
    plan: Vec<Card>,
    picture: Markup,
    is_shared: bool,
    plan_path: &'static str,
}

struct AxisRow {
    code: String,
    href: String,
    name: String,
    score: String,
    level: String,
    note: Option<String>,
    earlier: String,
    others: String,
}

/// A practice in the advice.
struct Counsel {
    card: Card,
    gain: String,
    why: Vec<String>,
    is_planned: bool,
}

/// The advice for a test: its own causes where a workbook brought them, else those of the log, else the common ones.
pub(super) fn diagnosis(test: &SelfTest, own: &Own, learned: Learned) -> Diagnosis {
    let brought = Mix::own(&test.coded, None, collection());
    let mix = match brought.origin {
        practices::MixOrigin::Own { .. } => brought,
        _ => own.mix(),
    };
    let mut answers = test.answers.clone();
    answers.contacts_per_year = answers.contacts_per_year.or_else(|| own.contacts_per_year());
    Diagnosis::with(&answers, mix, learned)
}

/// `GET /autodiagnostic/{id}`
pub async fn show(
    State(library): State<Library>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let test = find(&mut tx, &shell, &id).await?;
    let (mut earlier, mut others, mut planned) = (None, Vec::new(), Vec::new());
    if let Some(partner) = &test.partner {
        let tests = store::latest(&mut tx, partner).await?;
        earlier = tests.into_iter().find(|it| it.started_at < test.started_at);
        others = store::of_others(&mut tx, partner).await?;
        planned = steps(&mut tx, partner).await?.into_iter().map(|it| it.practice).collect();
    }
    let learned = library.experiments().learned(&mut tx).await?;
    drop(tx);
    let log = from_log(&library, &shell, &test).await;
    let diagnosis = diagnosis(&test, &log.own, learned);
    let lang = shell.lang();
    let medians = medians(&others);
    let earlier_scores = earlier.as_ref().map(|it| it.answers.scores(collection()));
    let counsel = |it: &Advised<'_>| Counsel {
        card: Card::of(it.practice, lang),
        gain: gain(&shell, it),
        why: sentences::why(lang, it, &diagnosis),
        is_planned: planned.contains(&it.practice.id),
    };
    let figures = shell.figures();
    let unanswered = test.unanswered();
    let first_open =
        collection().axes.iter().find(|it| it.questions.iter().any(|it| !test.answers.has(&it.id)));
    let content = ResultPage {
        shell: &shell,
        style: style::SHEET.address(),
        address: super::address(test.id),
        unanswered: first_open.map(|it| {
            (shell.t1("selftest-unanswered", "n", unanswered as u64), axis::address(test.id, &it.code))
        }),
        basis: sentences::basis(lang, &diagnosis),
        totals: sentences::totals(lang, &diagnosis),
        global: diagnosis.global().map(|it| {
            let key = if diagnosis.says_little() { "selftest-global-little" } else { "selftest-global" };
            shell.t1(key, "score", figures.count(whole(it)))
        }),
        assumed: diagnosis.is_assumed.then(|| sentences::contacts(lang, &diagnosis)),
        axes: axis_rows(&shell, &test, &diagnosis, earlier_scores.as_deref(), medians.as_deref()),
        radar: radar(&shell, &diagnosis.scores, earlier_scores.as_deref()),
        has_earlier: earlier.is_some(),
        earlier: earlier.as_ref().map(|it| progress(&shell, it, &diagnosis)),
        others: medians.is_some().then(|| shell.t1("selftest-others", "n", others.len() as u64)),
        proposed: diagnosis.advice.ranked.iter().filter(|it| it.is_proposed).map(counsel).collect(),
        rest: diagnosis.advice.ranked.iter().filter(|it| !it.is_proposed).map(counsel).collect(),
        rest_title: shell.t1(
            "advice-rest",
            "n",
            diagnosis.advice.ranked.iter().filter(|it| !it.is_proposed).count() as u64,
        ),
        plan: diagnosis.advice.plan.iter().map(|it| Card::of(it, lang)).collect(),
        picture: picture(&shell, &diagnosis),
        is_shared: test.partner.is_some(),
        plan_path: plan::PATH,
    };
    let page = shell.page(shell.t("selftest-result")).crumb(shell.t("diagnosis-title"), PATH).wide();
    Ok(page
        .lead(shell.t1("selftest-of", "day", figures.instant(test.started_at)))
        .render(&content)
        .into_response())
}

fn gain(shell: &Shell, it: &Advised<'_>) -> String {
    let figures = shell.figures();
    let args = [
        ("contacts", figures.count(whole(it.expected)).into()),
        ("low", figures.count(whole(it.low)).into()),
        ("high", figures.count(whole(it.high)).into()),
    ];
    shell.t_with("advice-gain", &args)
}

/// How the global score moved since an earlier test.
fn progress(shell: &Shell, earlier: &SelfTest, now: &Diagnosis) -> String {
    let before = Diagnosis::of(&earlier.answers, Mix::common(collection())).global().map_or(0, whole);
    let after = now.global().map_or(0, whole);
    let figures = shell.figures();
    let args = [
        ("day", figures.instant(earlier.started_at).into()),
        ("before", figures.count(before).into()),
        ("after", figures.count(after).into()),
        (
            "way",
            match after.cmp(&before) {
                Ordering::Greater => "up",
                Ordering::Less => "down",
                Ordering::Equal => "same",
            }
            .into(),
        ),
    ];
    shell.t_with("selftest-progress", &args)
}

/// The median score of each axis over other partners; `None` if they are too few to stay unknown.
fn medians(others: &[SelfTest]) -> Option<Vec<Option<f64>>> {
    if (others.len() as u64) < USAGERS_MIN {
        return None;
    }
    let scores: Vec<Vec<AxisScore>> = others.iter().map(|it| it.answers.scores(collection())).collect();
    let median = |axis: usize| {
        let mut values: Vec<f64> = scores.iter().filter_map(|it| it.get(axis)?.score).collect();
        values.sort_by(f64::total_cmp);
        ((values.len() as u64) >= USAGERS_MIN).then(|| values[values.len() / 2])
    };
    Some((0..collection().axes.len()).map(median).collect())
}

fn axis_rows(
    shell: &Shell,
    test: &SelfTest,
    diagnosis: &Diagnosis,
    earlier: Option<&[AxisScore]>,
    medians: Option<&[Option<f64>]>,
) -> Vec<AxisRow> {
    let lang = shell.lang();
    let written = |it: Option<f64>| it.map_or_else(|| "—".to_owned(), |it| shell.figures().count(whole(it)));
    let row = |(place, (axis, score)): (usize, (&practices::Axis, &AxisScore))| AxisRow {
        code: axis.code.clone(),
        href: axis::address(test.id, &axis.code),
        name: axis.label.in_lang(lang).to_owned(),
        score: written(score.score),
        level: score.level().map_or_else(|| "—".to_owned(), |it| crate::words::label(lang, it.key())),
        note: (!score.is_measured && score.unknown > 0)
            .then(|| shell.t1("selftest-not-measured", "n", score.unknown as u64)),
        earlier: written(earlier.and_then(|it| it.get(place)?.score)),
        others: written(medians.and_then(|it| *it.get(place)?)),
    };
    collection().axes.iter().zip(&diagnosis.scores).enumerate().map(row).collect()
}

fn radar(shell: &Shell, scores: &[AxisScore], earlier: Option<&[AxisScore]>) -> Markup {
    let lang = shell.lang();
    let mut series = vec![shell.t("selftest-now")];
    series.extend(earlier.map(|_| shell.t("selftest-before")));
    let spoke = |(place, axis): (usize, &practices::Axis)| {
        let of = |scores: &[AxisScore]| scores.get(place).and_then(|it| it.score);
        let mut values = vec![of(scores)];
        values.extend(earlier.map(of));
        Spoke { short: axis.code.clone(), label: axis.label.in_lang(lang).to_owned(), values }
    };
    let about = About::new(shell.t("selftest-radar"), shell.t("selftest-radar-text"));
    let spokes = collection().axes.iter().enumerate().map(spoke).collect();
    Radar { about, unit: Unit::Count, highest: 100.0, series, spokes }.draw(lang)
}

/// The first practices of the ranking: contacts avoided against effort.
fn picture(shell: &Shell, diagnosis: &Diagnosis) -> Markup {
    let lang = shell.lang();
    let drawn = || diagnosis.advice.ranked.iter().take(DRAWN_MAX);
    let column = |effort: &Effort| {
        let dots = drawn().filter(|it| it.practice.effort == *effort).map(|it| Dot {
            short: it.practice.id.clone(),
            label: it.practice.title(lang).to_owned(),
            value: it.expected,
            href: Some(sheet::address(&it.practice.id)),
            is_strong: it.is_proposed,
        });
        let name = shell.t(&format!("picture-{}", effort.code()));
        let (first, second) = name.split_once('|').unwrap_or((&name, ""));
        ([first.to_owned(), second.to_owned()], dots.collect())
    };
    let about = About::new(shell.t("picture-title"), shell.t1("picture-text", "n", drawn().count() as u64));
    Spread { about, unit: Unit::Count, columns: Effort::ALL.iter().map(column).collect() }.draw(lang)
}
