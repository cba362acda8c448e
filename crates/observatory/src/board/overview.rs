//! The overview: what to look at first, then each indicator with its trend.

use kernel::Lang;
use measures::{Dimension, Figures, Question};
use site::{
    Unit,
    chart::{About, Bar, Bars},
};

use super::{
    Link, Look, Section,
    card::{self, card},
    causes, ledger,
};
use crate::{
    ask::csv_of,
    desk::Answers,
    metric::Metric,
    number,
    words::{say, word},
};

/// The page.
pub const PATH: &str = "/observatoire";

const CARDS: [Metric; 8] = [
    Metric::PerRequest,
    Metric::Recontact30,
    Metric::Recontact7,
    Metric::Fcr,
    Metric::Avoidable,
    Metric::Cost,
    Metric::CostPerRequest,
    Metric::Contacts,
];

/// What to ask.
pub fn questions(look: &Look) -> Vec<Question> {
    let mut questions: Vec<Question> = CARDS.iter().flat_map(|it| card::questions(look, *it)).collect();
    questions.extend(ledger::questions(look));
    questions
}

/// What to show.
pub fn sections(look: &Look, answers: &Answers) -> Vec<Section> {
    let lang = look.lang;
    let ledger = ledger::ledger(look, answers);
    let mut first = Section::new(lang, "first");
    first.leads = causes::to_look_at_first(look, &ledger);
    if first.leads.is_empty() {
        first.intro =
            vec![word(lang, if ledger.qualified == 0 { "ledger-empty" } else { "nothing-avoidable" })];
    } else {
        first.links.push(Link::new(lang, "all-causes", look.view.at(causes::PATH)));
    }
    let drill = [Dimension::Channel, Dimension::Reason, Dimension::LifeEvent];
    let shown = |metric| card(look, answers, metric, &drill);
    let mut effort = Section::new(lang, "effort");
    let mut requests = shown(Metric::PerRequest);
    requests.notes.extend(distribution_notes(look, answers));
    effort.cards = vec![requests, shown(Metric::Recontact30), shown(Metric::Recontact7)];
    effort.small.extend(distribution(look, answers));
    let mut settled = shown(Metric::Fcr);
    settled.notes.extend(declared(look, answers));
    effort.cards.push(settled);
    let mut weight = Section::new(lang, "weight");
    let mut avoidable = shown(Metric::Avoidable);
    avoidable.notes.extend(causes::coverage_notes(lang, &ledger));
    let mut cost = shown(Metric::Cost);
    if let Some(avoidable) = ledger.avoidable_cost() {
        cost.notes.push(say(
            lang,
            "cost-avoidable",
            &[("cost", number::or_none(lang, Unit::Euro, Some(avoidable)).into())],
        ));
    }
    cost.links.push(Link::new(lang, "edit-costs", crate::costs::PATH));
    weight.cards = vec![avoidable, cost, shown(Metric::CostPerRequest), shown(Metric::Contacts)];
    vec![first, effort, weight]
}

/// How requests spread over their number of contacts.
fn distribution(look: &Look, answers: &Answers) -> Option<site::Markup> {
    let lang = look.lang;
    let Some(Figures::Requests(it)) = answers.figures(&card::total(look, Metric::PerRequest)) else {
        return None;
    };
    if it.requests == 0 {
        return None;
    }
    let counts = it.distribution.none.map(|count| ("0".to_owned(), count)).into_iter();
    let counts = counts.chain(
        it.distribution.exactly.iter().enumerate().map(|(place, count)| ((place + 1).to_string(), *count)),
    );
    let counts = counts.chain(std::iter::once(("10+".to_owned(), it.distribution.ten_and_more)));
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let bar = |(label, count): (String, u64)| Bar {
        label: distribution_label(lang, &label),
        value: Some(count as f64),
        ..Bar::default()
    };
    let about = About::new(word(lang, "distribution-title"), word(lang, "distribution-text"))
        .csv(csv_of(&Metric::PerRequest.question(), &look.view));
    Some(Bars { about, unit: Unit::Count, bars: counts.map(bar).collect() }.draw(lang))
}

fn distribution_label(lang: Lang, contacts: &str) -> String {
    match contacts {
        "0" => word(lang, "distribution-0"),
        "1" => word(lang, "distribution-1"),
        "10+" => word(lang, "distribution-10"),
        n => say(lang, "distribution-n", &[("n", n.into())]),
    }
}

/// Requests that took more than three contacts; requests settled without any.
#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn distribution_notes(look: &Look, answers: &Answers) -> Vec<String> {
    let lang = look.lang;
    let Some(Figures::Requests(it)) = answers.figures(&card::total(look, Metric::PerRequest)) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    if it.requests > 0 {
        let many = it.distribution.exactly[3..].iter().sum::<u64>() + it.distribution.ten_and_more;
        let share = site::Figures::new(lang).share(many as f64 / it.requests as f64);
        notes.push(say(lang, "more-than-three", &[("share", share.into())]));
    }
    if let (Some(closed), Some(Some(share))) = (it.closed, it.contact_free_share) {
        let args =
            [("share", site::Figures::new(lang).share(share).into()), ("n", number::counted(lang, closed))];
        notes.push(say(lang, "contact-free", &args));
    }
    notes
}

/// Resolution as agents declare it, beside what the log shows.
fn declared(look: &Look, answers: &Answers) -> Option<String> {
    let lang = look.lang;
    let Some(Figures::Fcr(it)) = answers.figures(&card::total(look, Metric::Fcr)) else { return None };
    let share = site::Figures::new(lang).share(it.declared_share?);
    Some(say(lang, "declared", &[("share", share.into())]))
}
