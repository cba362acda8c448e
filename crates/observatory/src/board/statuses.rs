//! What each change of status provokes: contacts in the 14 days after it, day by day, against the usual pace.

use measures::{Dimension, Figures, Measure, Question, answer::Provoked};
use site::{
    Markup, Unit,
    chart::{About, Bar, Bars},
};

use super::{Look, Section, Table, entry};
use crate::{
    ask::csv_of,
    desk::Answers,
    number,
    words::{label, say, word},
};

/// The page.
pub const PATH: &str = "/observatoire/statuts";
/// The filters that measure 12 knows.
pub const FILTERS: [Dimension; 1] = [Dimension::LifeEvent];
/// Statuses drawn; the table lists all.
const DRAWN_MAX: usize = 6;

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    vec![question(look)]
}

fn question(look: &Look) -> Question {
    look.view.only(&FILTERS).ask(Question::of(Measure::Provoked))
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let mut statuses: Vec<&Provoked> = answers
        .cells(&question(look))
        .iter()
        .filter_map(|it| match &it.figures {
            Figures::Provoked(it) => Some(it),
            _ => None,
        })
        .collect();
    statuses.sort_by(|a, b| {
        let weight = |it: &Provoked| it.per_100.unwrap_or(-1.0);
        weight(b).total_cmp(&weight(a)).then_with(|| a.status.cmp(&b.status))
    });
    let mut first = Section::new(lang, "provoked");
    if statuses.is_empty() {
        first.intro = vec![word(lang, if look.partner.events == 0 { "no-events" } else { "no-changes" })];
        return vec![first];
    }
    first.table = Some(table(look, &statuses));
    let mut days = Section::new(lang, "provoked-days");
    days.small =
        statuses.iter().filter(|it| it.contacts > 0).take(DRAWN_MAX).map(|it| draw(look, it)).collect();
    vec![first, days]
}

fn table(look: &Look, statuses: &[&Provoked]) -> Table {
    let lang = look.lang;
    let line =
        |it: &&Provoked| {
            vec![
                entry(label(lang, "status", &it.status)),
                entry(number::count(lang, it.changes)),
                entry(number::count(lang, it.contacts)),
                entry(it.per_100.map_or_else(
                    || number::NONE.to_owned(),
                    |per_100| site::Figures::new(lang).number(per_100, 1),
                )),
                entry(usual_per_100(it).map_or_else(
                    || number::NONE.to_owned(),
                    |usual| site::Figures::new(lang).number(usual, 1),
                )),
                entry(sentence(look, it)),
            ]
        };
    Table {
        caption: word(lang, "provoked-caption"),
        headings: [
            ("provoked-status", false),
            ("provoked-changes", true),
            ("provoked-contacts", true),
            ("provoked-per-100", true),
            ("provoked-usual", true),
            ("provoked-meaning", false),
        ]
        .map(|(key, is_number)| (word(lang, key), is_number))
        .into(),
        rows: statuses.iter().map(line).collect(),
        csv: Some(csv_of(&Question::of(Measure::Provoked), &look.view.only(&FILTERS))),
    }
}

/// Contacts that 100 such requests make in 14 days at their usual pace.
fn usual_per_100(it: &Provoked) -> Option<f64> {
    Some(it.base_per_day? * 14.0 * 100.0)
}

/// How many more contacts than usual; no comparison below 30 changes.
fn sentence(look: &Look, it: &Provoked) -> String {
    let lang = look.lang;
    let written = site::Figures::new(lang);
    let (Some(per_100), Some(usual)) = (it.per_100, usual_per_100(it)) else {
        return word(lang, "provoked-unknown");
    };
    if it.changes < 30 {
        return word(lang, "provoked-few");
    }
    // The contacts of a status vary at least as those of a Poisson process: two of its standard deviations.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let noise = 2.0 * (it.contacts.max(1) as f64).sqrt() / it.changes as f64 * 100.0;
    let key = if per_100 > usual + noise {
        "provoked-more"
    } else if per_100 < usual - noise {
        "provoked-less"
    } else {
        "provoked-same"
    };
    say(lang, key, &[("extra", written.number((per_100 - usual).abs(), 0).into())])
}

fn draw(look: &Look, it: &Provoked) -> Markup {
    let lang = look.lang;
    let title = say(lang, "provoked-title", &[("status", label(lang, "status", &it.status).into())]);
    // The last element is the very end of the 14th day: it belongs to it.
    let mut days: Vec<f64> = it.by_day[..14].to_vec();
    days[13] += it.by_day[14];
    let mut bars: Vec<Bar> = days
        .iter()
        .enumerate()
        .map(|(day, share)| Bar {
            label: match day {
                0 => word(lang, "provoked-day-0"),
                day => say(lang, "provoked-day", &[("day", (day + 1).to_string().into())]),
            },
            value: Some(share * 100.0),
            ..Bar::default()
        })
        .collect();
    if let Some(base) = it.base_per_day {
        bars.push(Bar { label: word(lang, "provoked-base"), value: Some(base * 100.0), ..Bar::default() });
    }
    let about = About::new(title, word(lang, "provoked-text"))
        .csv(csv_of(&Question::of(Measure::Provoked), &look.view.only(&FILTERS)));
    Bars { about, unit: Unit::Ratio, bars }.draw(lang)
}
