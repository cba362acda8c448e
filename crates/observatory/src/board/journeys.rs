//! The journeys page: what follows what in a request, how often, after how long; and the commonest whole journeys.

use kernel::Lang;
use measures::{Figures, Measure, Question, StepKind, answer::Journeys};
use site::{
    Figures as Written, Markup,
    chart::{About, Graph, GraphEdge, GraphNode},
    form::{Field, FieldKind},
};

use super::{Look, Section, Table, entry};
use crate::{
    ask::csv_of,
    desk::Answers,
    number,
    words::{label, say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/parcours";
/// Which part of all passages is drawn, in percent.
const KEEP_DEFAULT: u32 = 80;
/// Passages in the table.
const EDGES_MAX: usize = 40;

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    vec![question(look)]
}

fn question(look: &Look) -> Question {
    look.view.ask(plain(look))
}

fn plain(look: &Look) -> Question {
    Question { step: step(look), ..Question::of(Measure::Journeys) }
}

fn step(look: &Look) -> StepKind {
    look.own("step").and_then(|it| it.parse().ok()).unwrap_or_default()
}

fn keep(look: &Look) -> u32 {
    look.own("keep").and_then(|it| it.parse().ok()).unwrap_or(KEEP_DEFAULT).clamp(10, 100)
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let mut map = Section::new(lang, "map");
    map.form = form(look);
    let Some(Figures::Journeys(journeys)) = answers.figures(&question(look)).filter(|it| has_steps(it))
    else {
        map.intro = vec![word(lang, "no-journeys")];
        return vec![map];
    };
    map.intro.push(say(lang, "journeys-counted", &[("n", number::counted(lang, journeys.requests))]));
    map.charts = vec![draw(look, journeys)];
    let mut passages = Section::new(lang, "passages");
    passages.table = Some(edges_table(look, journeys));
    let mut variants = Section::new(lang, "variants");
    variants.intro.extend(variants_sentence(lang, journeys));
    variants.table = Some(variants_table(look, journeys));
    vec![map, variants, passages]
}

fn has_steps(figures: &Figures) -> bool {
    matches!(figures, Figures::Journeys(it) if it.requests > 0)
}

/// The choices of this page; the filters of the view go along as hidden fields.
fn form(look: &Look) -> Markup {
    let lang = look.lang;
    let kinds = [StepKind::Channel, StepKind::Reason, StepKind::ChannelReason];
    let options =
        kinds.map(|it| (it.name().to_owned(), word(lang, &format!("step-{}", it.name().replace(':', "-")))));
    let step_field = Field::new(FieldKind::Select(options.into()), "step", word(lang, "step-label"))
        .value(step(look).name());
    let shares = [50, 60, 70, 80, 90, 95, 100]
        .map(|it| (it.to_string(), say(lang, "keep-option", &[("share", it.to_string().into())])));
    let keep_field = Field::new(FieldKind::Select(shares.into()), "keep", word(lang, "keep-label"))
        .value(keep(look).to_string())
        .hint(word(lang, "keep-hint"));
    let kept = look.view.pairs().into_iter().fold(String::new(), |html, (name, value)| {
        let (name, value) = (site::markup::text(&name), site::markup::text(&value));
        format!("{html}<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
    });
    let show = site::markup::text(&word(lang, "show"));
    Markup::of(format!(
        "<form class=\"inline\" method=\"get\" action=\"{PATH}\" data-auto-submit>\
         {kept}{step_field}{keep_field}<button class=\"button\">{show}</button></form>"
    ))
}

/// What a step is called: a channel, a reason, both, or a change of status.
fn step_label(lang: Lang, kind: StepKind, step: &str) -> String {
    if let Some(status) = step.strip_prefix("status:") {
        return say(lang, "step-status", &[("status", label(lang, "status", status).into())]);
    }
    match (kind, step.split_once(':')) {
        (StepKind::Channel, _) => label(lang, "channel", step),
        (StepKind::Reason, _) | (StepKind::ChannelReason, None) => step.to_owned(),
        (StepKind::ChannelReason, Some((channel, reason))) => {
            format!("{} · {reason}", label(lang, "channel", channel))
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn draw(look: &Look, journeys: &Journeys) -> Markup {
    let (lang, kind) = (look.lang, step(look));
    let written = Written::new(lang);
    let mut steps: Vec<&str> =
        journeys.edges.iter().flat_map(|it| [it.from.as_str(), it.to.as_str()]).collect();
    steps.extend(journeys.starts.iter().chain(&journeys.ends).map(|it| it.step.as_str()));
    steps.sort_unstable();
    steps.dedup();
    let place = |step: &str| steps.binary_search(&step).unwrap_or(0);
    let times = |step: &str| {
        let begun = journeys.starts.iter().filter(|it| it.step == step).map(|it| it.count).sum::<u64>();
        begun + journeys.edges.iter().filter(|it| it.to == step).map(|it| it.count).sum::<u64>()
    };
    let nodes = steps.iter().map(|it| GraphNode {
        label: step_label(lang, kind, it),
        count: times(it) as f64,
        href: None,
    });
    let mut counts: Vec<u64> = journeys.edges.iter().map(|it| it.count).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let edges = journeys.edges.iter().map(|it| GraphEdge {
        from: place(&it.from),
        to: place(&it.to),
        count: it.count as f64,
        note: Some(written.duration(it.gap_p50_s)),
    });
    let ends = |all: &[measures::answer::StepCount]| {
        all.iter().map(|it| (place(&it.step), it.count as f64)).collect()
    };
    let description = say(lang, "map-text", &[("share", keep(look).to_string().into())]);
    let graph = Graph {
        about: About::new(word(lang, "map-title"), description).csv(csv_of(&plain(look), &look.view)),
        nodes: nodes.collect(),
        edges: edges.collect(),
        starts: ends(&journeys.starts),
        ends: ends(&journeys.ends),
        edges_max: drawn(&counts, keep(look)),
    };
    graph.draw(lang)
}

/// How many of the passages, the most frequent first, make up `percent` of all.
fn drawn(counts: &[u64], percent: u32) -> usize {
    let wanted = u128::from(counts.iter().sum::<u64>()) * u128::from(percent);
    let mut sum = 0_u128;
    let needed = counts.iter().position(|it| {
        sum += u128::from(*it) * 100;
        sum >= wanted
    });
    needed.map_or(1, |it| it + 1)
}

fn edges_table(look: &Look, journeys: &Journeys) -> Table {
    let (lang, kind) = (look.lang, step(look));
    let written = Written::new(lang);
    let mut edges: Vec<_> = journeys.edges.iter().collect();
    edges.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    let hidden = edges.len().saturating_sub(EDGES_MAX);
    let line = |it: &measures::answer::Edge| {
        vec![
            entry(format!("{} → {}", step_label(lang, kind, &it.from), step_label(lang, kind, &it.to))),
            entry(number::count(lang, it.count)),
            entry(written.duration(it.gap_p50_s)),
            entry(written.duration(it.gap_mean_s)),
            entry(written.duration(it.gap_p90_s)),
        ]
    };
    let key = if hidden == 0 { "edges-caption" } else { "edges-caption-first" };
    Table {
        caption: say(
            lang,
            key,
            &[("shown", EDGES_MAX.to_string().into()), ("hidden", hidden.to_string().into())],
        ),
        headings: [
            ("edge", false),
            ("edge-count", true),
            ("edge-median", true),
            ("edge-mean", true),
            ("edge-p90", true),
        ]
        .map(|(key, is_number)| (word(lang, key), is_number))
        .into(),
        rows: edges.into_iter().take(EDGES_MAX).map(line).collect(),
        csv: Some(csv_of(&plain(look), &look.view)),
    }
}

fn variants_table(look: &Look, journeys: &Journeys) -> Table {
    let (lang, kind) = (look.lang, step(look));
    let written = Written::new(lang);
    let rows = journeys.variants.iter().map(|it| {
        let steps: Vec<String> = it.steps.iter().map(|step| step_label(lang, kind, step)).collect();
        vec![
            entry(steps.join(" → ")),
            entry(number::count(lang, u64::try_from(it.steps.len()).unwrap_or(u64::MAX))),
            entry(number::count(lang, it.count)),
            entry(written.share(it.share)),
        ]
    });
    Table {
        caption: word(lang, "variants-caption"),
        headings: [
            ("variant", false),
            ("variant-steps", true),
            ("variant-count", true),
            ("variant-share", true),
        ]
        .map(|(key, is_number)| (word(lang, key), is_number))
        .into(),
        rows: rows.collect(),
        csv: Some(csv_of(&plain(look), &look.view)),
    }
}

/// How much of all journeys the listed ones are.
fn variants_sentence(lang: Lang, journeys: &Journeys) -> Option<String> {
    let covered: f64 = journeys.variants.iter().map(|it| it.share).sum();
    let first = journeys.variants.first()?;
    let args = [
        ("n", journeys.variants.len().to_string().into()),
        ("share", Written::new(lang).share(covered).into()),
        ("first", Written::new(lang).share(first.share).into()),
    ];
    Some(say(lang, "variants-sentence", &args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_passages_are_drawn_up_to_the_share_asked() {
        assert_eq!(drawn(&[50, 30, 15, 5], 80), 2);
        assert_eq!(drawn(&[50, 30, 15, 5], 81), 3);
        assert_eq!(drawn(&[50, 30, 15, 5], 100), 4);
        assert_eq!(drawn(&[], 80), 1);
    }

    #[test]
    fn steps_are_named_in_words() {
        assert_eq!(step_label(Lang::Fr, StepKind::Channel, "phone"), "Téléphone");
        assert_eq!(step_label(Lang::En, StepKind::ChannelReason, "phone:APL"), "Phone · APL");
        assert_eq!(step_label(Lang::Fr, StepKind::Reason, "status:decided"), "État\u{a0}: Décision prise");
        assert_eq!(step_label(Lang::Fr, StepKind::Channel, "status:envoi_carte"), "État\u{a0}: envoi_carte");
    }
}
