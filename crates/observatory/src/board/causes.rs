//! The causes page: which causes make avoidable contacts, what they cost, and which practices answer them.

use kernel::{Cause, Direction, Lang};
use measures::{Dimension, Figures, Measure, Question};
use practices::collection;
use site::{
    Figures as Written, Unit,
    chart::{About, Bar, Bars, Column, Stacked},
};

use super::{
    Entry, Line, Link, Look, Section, Table,
    card::{self, card},
    entry, entry_to,
    ledger::{self, Ledger, Row},
};
use crate::{
    ask::{Asked, EXPLORER, csv_of},
    content::cause_label,
    desk::Answers,
    metric::Metric,
    number,
    view::value_label,
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/causes";
/// Its table as CSV.
pub const CSV_PATH: &str = "/observatoire/causes.csv";
/// Series of the drawing by month; the rest is one more.
const SERIES_MAX: usize = 6;
/// Practices named beside a cause.
const PRACTICES_MAX: usize = 3;

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    let mut questions = card::questions(look, Metric::Avoidable);
    questions.extend(ledger::questions(look));
    questions.push(over_time(look));
    questions
}

fn over_time(look: &Look) -> Question {
    let mut question = Question::of(Measure::Volume).by(&[look.view.trend(), Dimension::Cause]);
    question.selection.wanted.push((Dimension::Direction, Some(Direction::Inbound.code().to_owned())));
    look.view.ask(question)
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let ledger = ledger::ledger(look, answers);
    let mut first = Section::new(lang, "avoidable");
    let mut avoidable = card(look, answers, Metric::Avoidable, &[Dimension::Reason, Dimension::Channel]);
    avoidable.notes.extend(coverage_notes(lang, &ledger));
    first.cards.push(avoidable);
    let mut listed = Section::new(lang, "ledger");
    if ledger.qualified == 0 {
        listed.intro = vec![word(lang, "ledger-empty")];
        return vec![first, listed];
    }
    listed.small.push(costliest(look, &ledger));
    listed.table = Some(table(look, &ledger, ledger.avoidable().collect()));
    let mut moving = Section::new(lang, "causes-over-time");
    moving.charts.push(moving_causes(look, answers, &ledger));
    let mut useful = Section::new(lang, "useful");
    useful.table = Some(Table { csv: None, ..table(look, &ledger, ledger.useful().collect()) });
    vec![first, listed, moving, useful]
}

/// Coverage, the estimate and its cost, in sentences.
pub fn coverage_notes(lang: Lang, ledger: &Ledger) -> Vec<String> {
    let Some(coverage) = ledger.coverage() else { return Vec::new() };
    let written = Written::new(lang);
    let mut notes = vec![say(lang, "coverage", &[("share", written.share(coverage).into())])];
    if let (Some(contacts), Some(cost)) = (ledger.avoidable_contacts(), ledger.avoidable_cost()) {
        let args = [
            ("contacts", written.of(Unit::Count, contacts).into()),
            ("cost", written.of(Unit::Euro, cost).into()),
        ];
        notes.push(say(lang, "estimate", &args));
    }
    if ledger.not_estimated > 0 {
        notes.push(say(lang, "not-estimated", &[("n", number::counted(lang, ledger.not_estimated))]));
    }
    notes
}

fn costliest(look: &Look, ledger: &Ledger) -> site::Markup {
    let lang = look.lang;
    let bar = |row: &Row| Bar {
        label: value_label(lang, Dimension::Cause, Some(&row.code)),
        value: row.cost,
        note: Some(say(
            lang,
            "about-contacts",
            &[("n", Written::new(lang).of(Unit::Count, row.estimated).into())],
        )),
        ..Bar::default()
    };
    let about =
        About::new(word(lang, "costliest-title"), word(lang, "costliest-text")).csv(look.view.at(CSV_PATH));
    Bars { about, unit: Unit::Euro, bars: ledger.avoidable().take(10).map(bar).collect() }.draw(lang)
}

fn table(look: &Look, ledger: &Ledger, rows: Vec<&Row>) -> Table {
    let lang = look.lang;
    let written = Written::new(lang);
    let is_avoidable = rows.first().is_some_and(|it| Cause::is_avoidable(&it.code));
    let mut headings: Vec<(String, bool)> = [
        ("ledger-cause", false),
        ("ledger-qualified", true),
        ("ledger-share", true),
        ("ledger-estimated", true),
        ("ledger-cost", true),
    ]
    .map(|(key, is_number)| (word(lang, key), is_number))
    .into();
    if is_avoidable {
        headings.push((word(lang, "ledger-practices"), false));
    }
    headings.push((word(lang, "ledger-more"), false));
    let line = |row: &Row| {
        let view = look.view.with(Dimension::Cause, Some(&row.code));
        let drill = |by| Asked { question: Metric::Contacts.question().by(&[by]) }.at(EXPLORER, &view);
        let mut cells = vec![
            entry(value_label(lang, Dimension::Cause, Some(&row.code))),
            // The only contacts that a view can show one by one are those that somebody qualified.
            entry_to(number::count(lang, row.qualified), view.at(super::overview::PATH)),
            entry(written.share(row.share)),
            entry(written.of(Unit::Count, row.estimated)),
            entry(number::or_none(lang, Unit::Euro, row.cost)),
        ];
        if is_avoidable {
            cells.push(practices_of(lang, row));
        }
        cells.push(vec![
            Line { text: word(lang, "ledger-by-reason"), href: Some(drill(Dimension::Reason)) },
            Line { text: word(lang, "ledger-by-channel"), href: Some(drill(Dimension::Channel)) },
        ]);
        cells
    };
    let key = if is_avoidable { "ledger-caption" } else { "useful-caption" };
    Table {
        caption: say(lang, key, &[("n", number::counted(lang, ledger.qualified))]),
        headings,
        rows: rows.into_iter().map(line).collect(),
        csv: Some(look.view.at(CSV_PATH)),
    }
}

fn practices_of(lang: Lang, row: &Row) -> Entry {
    let written = Written::new(lang);
    let found =
        collection().answers_to(&row.code).into_iter().take(PRACTICES_MAX).map(|(practice, avoids)| Line {
            text: say(
                lang,
                "practice-line",
                &[
                    ("practice", format!("{} · {}", practice.id, practice.title(lang)).into()),
                    ("share", written.share_with(avoids, 0).into()),
                    ("evidence", word(lang, &format!("evidence-{}", practice.evidence.code())).into()),
                ],
            ),
            href: Some(format!("/pratiques/{}", practice.id)),
        });
    let lines: Vec<Line> = found.collect();
    if lines.is_empty() { entry(word(lang, "practice-none")) } else { lines }
}

fn moving_causes(look: &Look, answers: &Answers, ledger: &Ledger) -> site::Markup {
    let lang = look.lang;
    let question = over_time(look);
    let shown: Vec<&str> = ledger.avoidable().take(SERIES_MAX).map(|it| it.code.as_str()).collect();
    let mut series: Vec<String> =
        shown.iter().map(|code| format!("{code} · {}", cause_label(lang, code))).collect();
    series.push(word(lang, "other-avoidable"));
    let mut columns: Vec<(&str, Vec<f64>)> = Vec::new();
    for cell in answers.cells(&question) {
        let ([Some(period), Some(cause)], Figures::Volume(figures)) = (cell.values.as_slice(), &cell.figures)
        else {
            continue;
        };
        if !Cause::is_avoidable(cause) {
            continue;
        }
        if columns.last().is_none_or(|(it, _)| it != period) {
            columns.push((period, vec![0.0; series.len()]));
        }
        let place = shown.iter().position(|it| it == cause).unwrap_or(shown.len());
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        if let Some((_, values)) = columns.last_mut() {
            values[place] += figures.inbound as f64;
        }
    }
    let about = About::new(word(lang, "moving-title"), word(lang, "moving-text"))
        .csv(csv_of(&Metric::Contacts.question().by(&[look.view.trend(), Dimension::Cause]), &look.view));
    let columns = columns
        .into_iter()
        .map(|(period, values)| Column { label: number::short_period(lang, period), values })
        .collect();
    Stacked { about, unit: Unit::Count, series, columns, as_shares: false }.draw(lang)
}

/// The three costliest avoidable causes in sentences: what to look at first.
pub fn to_look_at_first(look: &Look, ledger: &Ledger) -> Vec<Link> {
    let lang = look.lang;
    let written = Written::new(lang);
    let total = ledger.avoidable_cost().unwrap_or(0.0);
    let sentence = |row: &Row| {
        let cost = row.cost.unwrap_or(0.0);
        let best = collection()
            .answers_to(&row.code)
            .first()
            .map(|(it, _)| format!("{} ({})", it.title(lang), it.id));
        let args = [
            ("cause", cause_label(lang, &row.code).into()),
            ("contacts", written.of(Unit::Count, row.estimated).into()),
            ("cost", written.of(Unit::Euro, cost).into()),
            ("share", written.share_with(if total > 0.0 { cost / total } else { 0.0 }, 0).into()),
            ("practice", best.unwrap_or_default().into()),
        ];
        Link { name: say(lang, "look-first", &args), href: format!("{}#ledger", look.view.at(PATH)) }
    };
    ledger.avoidable().filter(|it| it.estimated >= 0.5).take(3).map(sentence).collect()
}

/// The ledger as a plain table, for CSV: the same figures, not rounded.
pub fn csv_rows(lang: Lang, ledger: &Ledger) -> (Vec<String>, Vec<Vec<String>>) {
    let columns = [
        "code",
        "label",
        "avoidable",
        "qualified",
        "share",
        "estimated-contacts",
        "estimated-cost",
        "practices",
    ];
    let columns = columns.map(|it| word(lang, &format!("ledger-csv-{it}"))).into();
    let row = |it: &Row| {
        let practices: Vec<&str> =
            collection().answers_to(&it.code).iter().map(|(practice, _)| practice.id.as_str()).collect();
        vec![
            it.code.clone(),
            cause_label(lang, &it.code),
            word(lang, if Cause::is_avoidable(&it.code) { "answer-yes" } else { "answer-no" }),
            it.qualified.to_string(),
            it.share.to_string(),
            it.estimated.to_string(),
            it.cost.map_or_else(String::new, |cost| cost.to_string()),
            practices.join(" "),
        ]
    };
    (columns, ledger.rows.iter().map(row).collect())
}
