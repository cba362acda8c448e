//! The channels page: which ones usagers take, what they cost, and where people go when one does not settle the matter.

use kernel::Channel;
use measures::{Dimension, Figures, Measure, Question};
use site::{
    Markup, Unit,
    chart::{About, Column, Flow, Ribbon, Stacked},
};

use super::{
    Link, Look, Section, Table,
    card::{breakdown, breakdown_question},
    entry, entry_to,
};
use crate::{
    ask::{Asked, EXPLORER, csv_of},
    desk::Answers,
    metric::Metric,
    number,
    view::value_label,
    words::{label, say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/canaux";

const BREAKDOWNS: [Metric; 3] = [Metric::Cost, Metric::CostPerContact, Metric::Recontact30];

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    let mut questions: Vec<Question> =
        BREAKDOWNS.iter().map(|it| breakdown_question(look, *it, Dimension::Channel)).collect();
    questions.extend([mix_over_time(look), mix(look), escape(look)]);
    questions
}

fn mix(look: &Look) -> Question {
    breakdown_question(look, Metric::Contacts, Dimension::Channel)
}

fn mix_over_time(look: &Look) -> Question {
    look.view.ask(Metric::Contacts.question().by(&[look.view.trend(), Dimension::Channel]))
}

fn escape(look: &Look) -> Question {
    look.view.ask(Question::of(Measure::Escape))
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let mut first = Section::new(lang, "mix");
    first.charts = vec![mix_chart(look, answers)];
    first.table = Some(mix_table(look, answers));
    let mut cost = Section::new(lang, "channel-cost");
    cost.small = vec![
        breakdown(look, answers, Metric::Cost, Dimension::Channel, super::overview::PATH),
        breakdown(look, answers, Metric::CostPerContact, Dimension::Channel, super::overview::PATH),
    ];
    cost.links.push(Link::new(lang, "edit-costs", crate::costs::PATH));
    let mut back = Section::new(lang, "channel-recontact");
    back.small =
        vec![breakdown(look, answers, Metric::Recontact30, Dimension::Channel, super::overview::PATH)];
    let mut escapes = Section::new(lang, "escape");
    escapes.charts = vec![escape_flow(look, answers)];
    escapes.intro.extend(escape_sentences(look, answers));
    escapes.table = escape_table(look, answers);
    vec![first, escapes, back, cost]
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn mix_chart(look: &Look, answers: &Answers) -> Markup {
    let lang = look.lang;
    let question = mix_over_time(look);
    let seen = |code: &str| {
        answers.cells(&question).iter().any(|it| it.values.get(1).and_then(Option::as_deref) == Some(code))
    };
    let channels: Vec<&str> = Channel::ALL.iter().map(|it| it.code()).filter(|it| seen(it)).collect();
    let mut columns: Vec<(&str, Vec<f64>)> = Vec::new();
    for cell in answers.cells(&question) {
        let ([Some(period), Some(channel)], Figures::Volume(figures)) =
            (cell.values.as_slice(), &cell.figures)
        else {
            continue;
        };
        if columns.last().is_none_or(|(it, _)| it != period) {
            columns.push((period, vec![0.0; channels.len()]));
        }
        let place = channels.iter().position(|it| it == channel);
        if let (Some((_, values)), Some(place)) = (columns.last_mut(), place) {
            values[place] += figures.inbound as f64;
        }
    }
    let about = About::new(word(lang, "mix-title"), word(lang, "mix-text"))
        .csv(csv_of(&Metric::Contacts.question().by(&[look.view.trend(), Dimension::Channel]), &look.view));
    let series = channels.iter().map(|it| label(lang, "channel", it)).collect();
    let columns = columns
        .into_iter()
        .map(|(period, values)| Column { label: number::short_period(lang, period), values });
    Stacked { about, unit: Unit::Count, series, columns: columns.collect(), as_shares: false }.draw(lang)
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn mix_table(look: &Look, answers: &Answers) -> Table {
    let lang = look.lang;
    let written = site::Figures::new(lang);
    let mut rows: Vec<(Option<&str>, u64)> = answers
        .cells(&mix(look))
        .iter()
        .map(|it| (it.values.first().and_then(Option::as_deref), Metric::Contacts.read(&it.figures).n))
        .filter(|(_, contacts)| *contacts > 0)
        .collect();
    rows.sort_by_key(|it| std::cmp::Reverse(it.1));
    let total: u64 = rows.iter().map(|it| it.1).sum();
    let line = |(channel, contacts): (Option<&str>, u64)| {
        let view = look.view.with(Dimension::Channel, channel);
        vec![
            entry_to(value_label(lang, Dimension::Channel, channel), view.at(super::overview::PATH)),
            entry(number::count(lang, contacts)),
            entry(written.share(contacts as f64 / total as f64)),
            entry_to(
                word(lang, "ledger-by-reason"),
                Asked { question: Metric::Contacts.question().by(&[Dimension::Reason]) }.at(EXPLORER, &view),
            ),
        ]
    };
    Table {
        caption: word(lang, "mix-caption"),
        headings: [
            ("dimension-channel", false),
            ("metric-contacts", true),
            ("share-of-all", true),
            ("ledger-more", false),
        ]
        .map(|(key, is_number)| (word(lang, key), is_number))
        .into(),
        rows: rows.into_iter().map(line).collect(),
        csv: Some(csv_of(&Metric::Contacts.question().by(&[Dimension::Channel]), &look.view)),
    }
}

/// All channels, those that usagers took most first.
fn by_size(look: &Look, answers: &Answers) -> Vec<Channel> {
    let contacts = |channel: &Channel| {
        let cells = answers.cells(&mix(look)).iter();
        let theirs = cells.filter(|it| it.values.first().and_then(Option::as_deref) == Some(channel.code()));
        theirs.map(|it| Metric::Contacts.read(&it.figures).n).sum::<u64>()
    };
    let mut all = Channel::ALL.to_vec();
    all.sort_by_key(|it| std::cmp::Reverse(contacts(it)));
    all
}

struct Passage {
    from: &'static str,
    to: &'static str,
    contacts: u64,
    eligible: u64,
    rate: Option<f64>,
}

fn passages(look: &Look, answers: &Answers) -> Vec<Passage> {
    let cells = answers.cells(&escape(look)).iter();
    let mut passages: Vec<Passage> = cells
        .filter_map(|cell| match &cell.figures {
            Figures::Escape(it) => Some(Passage {
                from: it.from,
                to: it.to,
                contacts: it.contacts,
                eligible: it.eligible_from,
                rate: it.rate,
            }),
            _ => None,
        })
        .collect();
    passages.sort_by(|a, b| b.contacts.cmp(&a.contacts).then_with(|| (a.from, a.to).cmp(&(b.from, b.to))));
    passages
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn escape_flow(look: &Look, answers: &Answers) -> Markup {
    let lang = look.lang;
    let written = site::Figures::new(lang);
    // The order of the mix, so that a channel has one colour on the page.
    let order = by_size(look, answers);
    let names: Vec<String> = order.iter().map(|it| label(lang, "channel", it.code())).collect();
    let place = |code: &str| order.iter().position(|it| it.code() == code).unwrap_or(0);
    let ribbon = |it: &Passage| Ribbon {
        from: place(it.from),
        to: place(it.to),
        value: it.contacts as f64,
        note: it.rate.map(|rate| {
            let args =
                [("share", written.share(rate).into()), ("channel", label(lang, "channel", it.from).into())];
            say(lang, "escape-note", &args)
        }),
    };
    let about = About::new(word(lang, "escape-title"), word(lang, "escape-text"))
        .csv(csv_of(&Question::of(Measure::Escape), &look.view));
    let ribbons = passages(look, answers).iter().map(ribbon).collect();
    Flow { about, unit: Unit::Count, from: names.clone(), to: names, ribbons }.draw(lang)
}

/// The strongest passage to another channel, and to the same one.
fn escape_sentences(look: &Look, answers: &Answers) -> Vec<String> {
    let lang = look.lang;
    let written = site::Figures::new(lang);
    let passages = passages(look, answers);
    let told = |key: &str, it: &Passage| {
        let args = [
            ("n", number::counted(lang, it.contacts)),
            ("from", label(lang, "channel", it.from).to_lowercase().into()),
            ("to", label(lang, "channel", it.to).to_lowercase().into()),
            ("share", written.share(it.rate.unwrap_or(0.0)).into()),
        ];
        say(lang, key, &args)
    };
    let other = passages.iter().find(|it| it.from != it.to).map(|it| told("escape-other", it));
    let same = passages.iter().find(|it| it.from == it.to).map(|it| told("escape-same", it));
    other.into_iter().chain(same).collect()
}

fn escape_table(look: &Look, answers: &Answers) -> Option<Table> {
    let lang = look.lang;
    let passages = passages(look, answers);
    if passages.is_empty() {
        return None;
    }
    let line = |it: &Passage| {
        let from = look.view.with(Dimension::Channel, Some(it.from));
        vec![
            entry_to(label(lang, "channel", it.from), from.at(super::overview::PATH)),
            entry(label(lang, "channel", it.to)),
            entry(number::count(lang, it.contacts)),
            entry(number::count(lang, it.eligible)),
            entry(number::or_none(lang, Unit::Share, it.rate)),
        ]
    };
    Some(Table {
        caption: word(lang, "escape-caption"),
        headings: [
            ("escape-from", false),
            ("escape-to", false),
            ("escape-contacts", true),
            ("escape-eligible", true),
            ("escape-rate", true),
        ]
        .map(|(key, is_number)| (word(lang, key), is_number))
        .into(),
        rows: passages.iter().map(line).collect(),
        csv: Some(csv_of(&Question::of(Measure::Escape), &look.view)),
    })
}
