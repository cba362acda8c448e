//! What a notice says, filled: its text, the line with its code, what it counts for.

use kernel::{Euro, Lang};
use serde_json::{Map, Value};
use wording::{Fault, Name, Template, Values, template::Wrong};

use super::{Door, Refused, code};
use crate::{address::Medium, template::Text, words::message};

/// Parts that a text message has at most.
pub const PARTS_MAX: usize = 6;
/// Signs of an e-mail or a letter at most.
const CHARS_MAX: usize = 100_000;

/// A text, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// One line; empty for a text message.
    pub subject: String,
    /// The rest, the line with the code at its end.
    pub body: String,
    /// Parts of a text message; 1 for what is none.
    pub segments: i64,
}

/// Fills a text of a template, whose `language` says in which language the last line is, and puts the code at its end.
///
/// # Errors
///
/// [`Refused::Missing`], [`Refused::Unfillable`] or [`Refused::TooLong`].
pub fn filled(
    medium: Medium,
    (language, text): (&str, &Text),
    given: &Map<String, Value>,
    (site, code): (Option<&str>, &str),
) -> Result<Filled, Refused> {
    let Text { subject, body } = whole(medium, (language, text), given, (site, code))?;
    let segments = if medium == Medium::Sms { sms::count(&body).segments } else { 1 };
    if segments > PARTS_MAX {
        return Err(Refused::TooLong { parts: segments, most: PARTS_MAX });
    }
    let chars = body.chars().count() + subject.chars().count();
    if chars > CHARS_MAX {
        return Err(Refused::TooLong { parts: chars, most: CHARS_MAX });
    }
    let subject = subject.replace(|it: char| it.is_control(), " ");
    Ok(Filled { subject, body, segments: i64::try_from(segments).unwrap_or(1) })
}

/// A text of a template, filled, with the line at its end, however long it is.
///
/// # Errors
///
/// [`Refused::Missing`] or [`Refused::Unfillable`].
pub fn whole(
    medium: Medium,
    (language, text): (&str, &Text),
    given: &Map<String, Value>,
    (site, code): (Option<&str>, &str),
) -> Result<Text, Refused> {
    let Text { subject, body } = plain(language, text, given)?;
    let line = verify_line(medium, language, (site, code));
    let joint = if medium == Medium::Sms { "\n" } else { "\n\n" };
    Ok(Text { subject, body: format!("{}{joint}{line}", body.trim_end()) })
}

/// A text of a template, filled, without the line that each message ends with: for previews.
///
/// # Errors
///
/// [`Refused::Missing`] or [`Refused::Unfillable`].
pub fn plain(language: &str, text: &Text, given: &Map<String, Value>) -> Result<Text, Refused> {
    let values = values(language, given);
    let subject = Template::<Name>::parse(&text.subject).map_err(unfillable)?;
    let body = Template::<Name>::parse(&text.body).map_err(unfillable)?;
    let mut missing = subject.missing(&values);
    missing.extend(body.missing(&values));
    if !missing.is_empty() {
        return Err(Refused::Missing { names: missing.iter().map(ToString::to_string).collect() });
    }
    Ok(Text {
        subject: subject.fill(&values).map_err(unfillable)?,
        body: body.fill(&values).map_err(unfillable)?,
    })
}

/// The names that a text of a template uses, and whether each has to have a value; none of a text that cannot be read.
pub fn names(text: &Text) -> Vec<(String, bool)> {
    let read = [&text.subject, &text.body].map(|it| Template::<Name>::parse(it));
    let mut names = std::collections::BTreeMap::new();
    for used in read.into_iter().flatten().map(|it| it.names()) {
        for name in used.all() {
            *names.entry(name.to_string()).or_insert(false) |= !used.optional.contains(&name);
        }
    }
    names.into_iter().collect()
}

fn unfillable(fault: Fault) -> Refused {
    match fault.wrong {
        Wrong::FilledTooLong => Refused::TooLong { parts: CHARS_MAX + 1, most: CHARS_MAX },
        _ => Refused::Unfillable(fault),
    }
}

/// What fills a template, from what a program or a file gives: names however they are written (`First name` is `first_name`), lists in
/// one line, and of two words of yes or no only the yes stands.
fn values(language: &str, given: &Map<String, Value>) -> Values {
    let read = |(name, value): (&String, &Value)| {
        let name: String = name
            .trim()
            .chars()
            .map(|it| if matches!(it, ' ' | '-') { '_' } else { it.to_ascii_lowercase() })
            .collect();
        let value = shown(language, value)?;
        Some((name.parse::<Name>().ok()?, value))
    };
    given.iter().filter_map(read).collect()
}

fn shown(language: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) | Value::Bool(false) => None,
        Value::Bool(true) => Some(if language == "fr" { "oui" } else { "yes" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => {
            let list: Vec<String> = list.iter().filter_map(|it| shown(language, it)).collect();
            Some(list.join(", "))
        }
    }
}

/// The last line of each message: where its person asks whether it is from us.
fn verify_line(medium: Medium, language: &str, (site, code): (Option<&str>, &str)) -> String {
    let lang = if language == "fr" { Lang::Fr } else { Lang::En };
    let code = code::shown(code);
    let Some(site) = site else { return message("verify-line-bare").with("code", code).say(lang) };
    // Signs of a text message are paid for: people type addresses without what stands before them.
    let site = match medium {
        Medium::Sms | Medium::Letter => site.trim_start_matches("https://").trim_start_matches("http://"),
        Medium::Email => site,
    };
    let line = message("verify-line").with("site", site).with("code", code).say(lang);
    // One no-break space would make all the rest cost twice as much.
    if medium == Medium::Sms { sms::spare(&line) } else { line }
}

/// What a message costs.
pub fn price_of(door: &Door, medium: Medium, segments: i64) -> Euro {
    match medium {
        Medium::Sms => sms::price(usize::try_from(segments).unwrap_or(0), door.part_price),
        Medium::Letter => door.letter_price,
        Medium::Email => Euro(0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(body: &str, given: &Value) -> Result<Text, Refused> {
        let text = Text { subject: String::new(), body: body.to_owned() };
        plain("fr", &text, given.as_object().unwrap())
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let given = json!({ "First name": "Zoé", "n-1": 7, "pieces": ["acte", "photo"], "urgent": true, "absent": false });
        let said =
            said("{{first_name}} {{n_1}} {{pieces}}{{#if urgent}} !{{/if}}{{#if absent}} non{{/if}}", &given);
        assert_eq!(said.unwrap().body, "Zoé 7 acte, photo !");
    }

    #[test]
    fn what_is_missing_is_told_by_all_its_names() {
        let refused = said("{{b}} {{a}} {{b}} {{c}}", &json!({ "c": "x", "a": null })).unwrap_err();
        assert!(matches!(&refused, Refused::Missing { names } if names == &["a", "b"]), "{refused}");
        let refused = said("{{#if a}}", &json!({})).unwrap_err();
        assert!(matches!(refused, Refused::Unfillable(_)), "{refused}");
    }

    #[test]
    fn the_line_at_the_end_is_counted_and_does_not_make_a_text_dear() {
        let text = Text { subject: String::new(), body: "Votre dossier avance.".to_owned() };
        let none = Map::new();
        let site = Some("https://contacts.example.fr");
        let sms = filled(Medium::Sms, ("fr", &text), &none, (site, "K7QF2MXP")).unwrap();
        assert_eq!(
            sms.body,
            "Votre dossier avance.\nVrai message ? contacts.example.fr/verifier code K7QF-2MXP"
        );
        assert_eq!(sms.segments, 1);
        assert_eq!(sms::count(&sms.body).encoding, sms::Encoding::Gsm7);
        let email = filled(Medium::Email, ("en", &text), &none, (site, "K7QF2MXP")).unwrap();
        assert!(
            email.body.ends_with("\n\nReal message? https://contacts.example.fr/verifier code K7QF-2MXP"),
            "{}",
            email.body
        );
        let long = Text { subject: String::new(), body: "e".repeat(7 * 153) };
        let refused = filled(Medium::Sms, ("fr", &long), &none, (site, "K7QF2MXP")).unwrap_err();
        assert!(matches!(refused, Refused::TooLong { parts: 8, most: 6 }), "{refused}");
    }
}
