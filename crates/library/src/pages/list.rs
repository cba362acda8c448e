//! The list of practices: browse by filters, or look for words.

use askama::Template;
use axum::{
    extract::RawQuery,
    response::{IntoResponse, Response},
};
use kernel::Lang;
use practices::{Effort, Evidence, Objective, Part, Practice, collection, index};
use site::{Failure, Field, Shell, form::FieldKind};

use super::{Card, compare};
use crate::{
    style,
    words::{label, word},
};

/// The page.
pub const PATH: &str = "/pratiques";
/// The channels by which one browses: the words of contacts.
const CHANNELS: [&str; 8] = ["phone", "email", "counter", "web", "sms", "chat", "post", "video"];

/// What is looked for; an empty text is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Words.
    pub text: String,
    /// `O1`.
    pub objective: String,
    /// `phone`.
    pub channel: String,
    /// `A1`.
    pub cause: String,
    /// `naissance`.
    pub event: String,
    /// `S`.
    pub effort: String,
    /// `A`.
    pub evidence: String,
}

impl Filters {
    /// From the query of an address; names that are unknown are passed over.
    pub fn read(query: &str) -> Self {
        let mut filters = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match name.as_ref() {
                "q" | "search" => &mut filters.text,
                "objective" => &mut filters.objective,
                "channel" => &mut filters.channel,
                "cause" => &mut filters.cause,
                "event" => &mut filters.event,
                "effort" => &mut filters.effort,
                "evidence" => &mut filters.evidence,
                _ => continue,
            };
            value.trim().clone_into(place);
        }
        filters
    }

    /// The practices that match: by relevance if words are looked for, by part of the contacts avoided if a cause is, else in
    /// the order of the collection. A code that nothing has matches nothing.
    pub fn find(&self) -> Vec<&'static Practice> {
        let mut found = if self.text.is_empty() && !self.cause.is_empty() {
            collection().answers_to(&self.cause).into_iter().map(|(it, _)| it).collect()
        } else {
            index().find(&self.text, collection())
        };
        let event = collection().life_events.iter().find(|it| it.id == self.event);
        let any = |wanted: &str, is: bool| wanted.is_empty() || is;
        found.retain(|it| {
            any(&self.objective, it.objectives.iter().any(|aim| aim.code() == self.objective))
                && any(&self.channel, it.channels.is_empty() || it.channels.contains(&self.channel))
                && any(&self.cause, it.coverage.contains_key(&self.cause))
                && any(&self.event, event.is_some_and(|event| event.practices.contains(&it.id)))
                && any(&self.effort, it.effort.code() == self.effort)
                && any(&self.evidence, it.evidence.code() == self.evidence)
        });
        found
    }

    /// Whether everything is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Template)]
#[template(path = "practices.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    search: String,
    fields: Vec<Field>,
    has_filters: bool,
    count: String,
    groups: Vec<(String, Vec<Card>)>,
    compare: &'static str,
    events: Vec<(String, &'a str)>,
}

/// `GET /pratiques`
pub async fn show(shell: Shell, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let lang = shell.lang();
    let filters = Filters::read(&query.unwrap_or_default());
    let found = filters.find();
    let count = shell.t1("practices-count", "n", found.len() as u64);
    let content = ListPage {
        shell: &shell,
        style: style::SHEET.address(),
        search: filters.text.clone(),
        fields: fields(&filters, lang),
        has_filters: !filters.is_empty(),
        count,
        groups: groups(&filters, &found, lang),
        compare: compare::PATH,
        events: collection()
            .life_events
            .iter()
            .map(|it| (format!("{PATH}?event={}", it.id), it.label.in_lang(lang)))
            .collect(),
    };
    let page = shell.page(shell.t("practices-title")).lead(shell.t("practices-lead")).wide();
    Ok(page.render(&content).into_response())
}

/// By part of the collection; in one piece where their order says something.
fn groups(filters: &Filters, found: &[&Practice], lang: Lang) -> Vec<(String, Vec<Card>)> {
    let cards = |of: &dyn Fn(&Practice) -> bool| {
        found.iter().filter(|it| of(it)).map(|it| Card::of(it, lang)).collect::<Vec<_>>()
    };
    if !filters.text.is_empty() || !filters.cause.is_empty() {
        return vec![(word(lang, "practices-found"), cards(&|_| true))];
    }
    let group = |part: &Part| {
        (label(lang, &format!("part-{}", part.code())), cards(&|it: &Practice| it.part == *part))
    };
    Part::ALL.iter().map(group).filter(|(_, cards)| !cards.is_empty()).collect()
}

fn fields(filters: &Filters, lang: Lang) -> Vec<Field> {
    let select = |name: &str, key: &str, value: &str, options: Vec<(String, String)>| {
        let mut all = vec![(String::new(), word(lang, "filter-any"))];
        all.extend(options);
        Field::new(FieldKind::Select(all), name, word(lang, key)).value(value)
    };
    let of = |codes: &mut dyn Iterator<Item = &'static str>, key: &str| {
        codes.map(|it| (it.to_owned(), label(lang, &format!("{key}-{it}")))).collect::<Vec<_>>()
    };
    let causes = collection().causes.iter().filter(|it| it.avoidable);
    let causes =
        causes.map(|it| (it.code.clone(), format!("{} · {}", it.code, it.label.in_lang(lang)))).collect();
    let events = collection().life_events.iter();
    let events = events.map(|it| (it.id.clone(), it.label.in_lang(lang).to_owned())).collect();
    let channels = CHANNELS.map(|it| (it.to_owned(), word(lang, &format!("channel-{it}")))).into();
    let aims = of(&mut Objective::ALL.iter().map(|it| it.code()), "objective");
    let efforts = of(&mut Effort::ALL.iter().map(|it| it.code()), "effort");
    let evidences = of(&mut Evidence::ALL.iter().map(|it| it.code()), "evidence");
    vec![
        select("objective", "filter-objective", &filters.objective, aims),
        select("channel", "filter-channel", &filters.channel, channels),
        select("cause", "filter-cause", &filters.cause, causes),
        select("event", "filter-event", &filters.event, events),
        select("effort", "filter-effort", &filters.effort, efforts),
        select("evidence", "filter-evidence", &filters.evidence, evidences),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &str) -> Vec<&'static str> {
        Filters::read(query).find().iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn filters_narrow_and_a_code_that_nothing_has_matches_nothing() {
        assert_eq!(ids("").len(), 36);
        assert_eq!(ids("cause=A3")[0], "P11");
        assert_eq!(ids("q=accus%C3%A9%20de%20r%C3%A9ception")[0], "P11");
        assert!(ids("event=naissance").contains(&"P18"));
        assert!(
            ids("evidence=A").iter().all(|it| collection().practice(it).unwrap().evidence == Evidence::Trial)
        );
        assert!(ids("cause=Z9").is_empty() && ids("effort=XXL").is_empty() && ids("event=x").is_empty());
        assert!(ids("objective=O3&effort=S&q=guichet").len() < ids("objective=O3").len());
        assert_eq!(ids("unknown=1").len(), 36);
    }
}
