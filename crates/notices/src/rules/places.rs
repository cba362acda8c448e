//! What fills the templates of rules: what programs told of the request, and what the rule itself knows.
//!
//! | place | what it is |
//! | --- | --- |
//! | `name` | the person, as they want to be called |
//! | `service` | the service that writes |
//! | `contact` | where it answers |
//! | `request`, `status` | the request and its status, in the words of the partner's systems |
//! | `date`, `time` | the date of the occasion, and its hour if it has one |
//! | `promised_date` | the day for which the answer was promised |
//! | `new_date` | the day by which it comes instead, where one can be given |
//!
//! What programs told in `data` goes first: whoever gives a `date` of their own wants it so. A text message has dates in digits, because the
//! û of août makes a message cost more than twice as much.

use calendar::Territory;
use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::{
    decide::data_of,
    facts::{Fact, What},
    rule::Trigger,
};
use crate::address::Medium;

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The place of the day by which a late answer comes.
pub const NEW_DATE: &str = "new_date";

/// What a text is filled for.
#[derive(Debug, Clone, Copy)]
pub struct For<'a> {
    /// What makes the occasion.
    pub trigger: &'a Trigger,
    /// By whose clock.
    pub territory: Territory,
    /// The person's name.
    pub name: &'a str,
    /// The service's name.
    pub service: &'a str,
    /// Where it answers.
    pub contact: Option<&'a str>,
    /// The language of the text.
    pub language: &'a str,
    /// By which medium.
    pub medium: Medium,
    /// The day by which a late answer comes, as its last instant.
    pub new_date: Option<Timestamp>,
}

/// The values of a request's story.
pub fn values(facts: &[Fact], to: For<'_>) -> Map<String, Value> {
    let mut values = Map::new();
    let mut put = |name: &str, value: String| {
        if !value.trim().is_empty() {
            values.insert(name.to_owned(), Value::String(value));
        }
    };
    put("name", to.name.to_owned());
    put("service", to.service.to_owned());
    put("contact", to.contact.unwrap_or_default().to_owned());
    put("request", facts.last().map(|it| it.request.clone()).unwrap_or_default());
    for fact in facts {
        match &fact.what {
            What::Status(name) => put("status", name.clone()),
            What::Date { kind, on, at } => {
                let wanted = match to.trigger {
                    Trigger::Before { date, .. } | Trigger::After { date, .. } => date == kind,
                    _ => true,
                };
                if wanted {
                    put("date", day(*on, to));
                    put("time", at.map(|it| hour(it, to)).unwrap_or_default());
                }
            }
            What::Promise(due) => put("promised_date", day(to.territory.date_of(*due), to)),
            What::Sign(_) => {}
        }
    }
    if let Some(at) = to.new_date {
        put(NEW_DATE, day(to.territory.date_of(at), to));
    }
    let told = data_of(facts).into_iter().filter(|(_, value)| !value.is_null());
    values.extend(told);
    values
}

/// A day as people read it.
fn day(on: Date, to: For<'_>) -> String {
    let month = usize::from(on.month().unsigned_abs()).clamp(1, 12) - 1;
    match (to.medium, to.language) {
        (Medium::Sms, _) => format!("{:02}/{:02}/{}", on.day(), on.month(), on.year()),
        (_, "en") => format!("{} {} {}", on.day(), MONTHS_EN[month], on.year()),
        _ if on.day() == 1 => format!("1er {} {}", MONTHS_FR[month], on.year()),
        _ => format!("{} {} {}", on.day(), MONTHS_FR[month], on.year()),
    }
}

/// An hour as people read it.
fn hour(at: Timestamp, to: For<'_>) -> String {
    let time = at.to_zoned(to.territory.time_zone().clone()).time();
    match (to.medium, to.language) {
        (_, "en") => format!("{:02}:{:02}", time.hour(), time.minute()),
        (Medium::Sms, _) => format!("{}h{:02}", time.hour(), time.minute()),
        _ if time.minute() == 0 => format!("{}\u{a0}h", time.hour()),
        _ => format!("{}\u{a0}h\u{a0}{:02}", time.hour(), time.minute()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::rules::{facts::APPOINTMENT, testing::fact};

    fn shown(language: &str, medium: Medium) -> String {
        let at: Timestamp = "2026-08-01T12:30:00Z".parse().unwrap();
        let on = date(2026, 8, 1);
        let mut told = fact("D1", at, What::Date { kind: APPOINTMENT.to_owned(), on, at: Some(at) });
        told.data.insert("lieu".to_owned(), json!("Mairie"));
        let trigger = Trigger::Before { date: APPOINTMENT.to_owned(), days: 1, hours: 0 };
        let to = For {
            trigger: &trigger,
            territory: Territory::Mainland,
            name: "Camille",
            service: "Rendez-vous",
            contact: None,
            language,
            medium,
            new_date: None,
        };
        let values = values(&[told], to);
        let of = |name: &str| values[name].as_str().unwrap().to_owned();
        format!("{} {} {} {}", of("name"), of("date"), of("time"), of("lieu"))
    }

    #[test]
    fn dates_are_in_words_but_in_text_messages() {
        assert_eq!(shown("fr", Medium::Email), "Camille 1er août 2026 14\u{a0}h\u{a0}30 Mairie");
        assert_eq!(shown("en", Medium::Letter), "Camille 1 August 2026 14:30 Mairie");
        assert_eq!(shown("fr", Medium::Sms), "Camille 01/08/2026 14h30 Mairie");
    }

    #[test]
    fn what_programs_told_goes_first_and_nothing_is_no_value() {
        let at: Timestamp = "2026-08-01T12:30:00Z".parse().unwrap();
        let mut told = fact("D1", at, What::Status("pieces".to_owned()));
        told.data.insert("status".to_owned(), json!("en attente de vos pièces"));
        told.data.insert("request".to_owned(), json!(null));
        let trigger = Trigger::Entered { status: "pieces".to_owned() };
        let (territory, medium) = (Territory::Mainland, Medium::Email);
        let (name, service, contact) = (" ", "S", None);
        let new_date = "2026-09-30T21:59:59Z".parse().ok();
        let to =
            For { trigger: &trigger, territory, name, service, contact, language: "fr", medium, new_date };
        let values = values(&[told], to);
        assert_eq!(values["status"], "en attente de vos pièces");
        assert_eq!(values["request"], "D1");
        assert_eq!(values["new_date"], "30 septembre 2026");
        assert!(!values.contains_key("name"));
    }
}
