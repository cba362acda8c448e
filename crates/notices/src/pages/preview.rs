//! How a message looks to whoever gets it: on a phone, in a mail program, on paper.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template as _;
use kernel::{Explain as _, Lang, Message};
use serde_json::{Map, Value};
use site::{Markup, Shell};

use crate::{
    accept::{Door, Order, Refused, filled},
    address::Medium,
    links,
    notice::Notice,
    service::Service,
    template::{Template, Text},
    words::WORDS,
};

/// A code like those of messages, for previews: none has it.
pub(crate) const CODE: &str = "XXXXXXXX";
/// Languages that have a name in the catalogue; templates may be in these.
pub(crate) const LANGUAGES: [&str; 14] =
    ["fr", "en", "ar", "de", "es", "fa", "it", "pl", "pt", "ro", "ru", "tr", "uk", "zh"];
/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 2] = ["ar", "fa"];

/// The texts of a template, French first.
pub(crate) fn in_order(texts: &BTreeMap<String, Text>) -> Vec<(&String, &Text)> {
    let mut all: Vec<(&String, &Text)> = texts.iter().collect();
    all.sort_by_key(|(code, _)| code.as_str() != "fr");
    all
}

/// A language by its name.
pub(crate) fn language(shell: &Shell, code: &str) -> String {
    if LANGUAGES.contains(&code) { shell.t(&format!("language-{code}")) } else { code.to_owned() }
}

/// What stands at the head of checks in a language.
pub(crate) fn lang(code: &str) -> Lang {
    if code == "en" { Lang::En } else { Lang::Fr }
}

/// What a template places: what it cannot do without, and what it can, over all its languages. A text that cannot be read places nothing.
pub(crate) fn places(template: &Template) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut needed, mut all) = (BTreeSet::new(), BTreeSet::new());
    for text in template.texts.values().flat_map(|it| [&it.subject, &it.body]) {
        let Ok(read) = wording::Template::<wording::Name>::parse(text) else { continue };
        let used = read.names();
        for name in used.all() {
            if !used.optional.contains(&name) {
                needed.insert(name.as_str().to_owned());
            }
            all.insert(name.as_str().to_owned());
        }
    }
    let optional = all.difference(&needed).cloned().collect();
    (needed, optional)
}

/// The place that the name of the service fills by itself.
const SERVICE: &str = "service";
/// The place of where a service answers.
const CONTACT: &str = "contact";

/// What somebody has to fill, and what they can: [`places`] without what is [`known`].
pub(crate) fn asked(template: &Template) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut needed, mut optional) = places(template);
    needed.remove(SERVICE);
    optional.remove(SERVICE);
    (needed, optional)
}

/// What is known without asking anybody.
pub(crate) fn known(service: &Service) -> Map<String, Value> {
    Map::from_iter([(SERVICE.to_owned(), Value::String(service.name.clone()))])
}

/// Values of each extreme for a text that a service sends, each with what it shows; what fills itself has its real value. Nothing for a text
/// that cannot be read; no value at all for one that places nothing.
pub(crate) fn samples(
    service: Option<&Service>,
    (code, text): (&str, &Text),
) -> Vec<(Option<Message>, Map<String, Value>)> {
    let whole = format!("{}\n{}", text.subject, text.body);
    let Ok(read) = wording::Template::<wording::Name>::parse(&whole) else { return Vec::new() };
    let of_service = service.map(real).unwrap_or_default();
    let mut all: Vec<(Option<Message>, Map<String, Value>)> = Vec::new();
    for sample in wording::extremes(&read.names(), lang(code)) {
        let filled = |(name, made_up): (&wording::Name, &String)| {
            let known = of_service.get(name.as_str()).cloned();
            (name.as_str().to_owned(), known.unwrap_or_else(|| Value::String(made_up.clone())))
        };
        let shown: Map<String, Value> = sample.values.iter().map(filled).collect();
        if !all.iter().any(|it| it.1 == shown) {
            all.push((Some(sample.shows), shown));
        }
    }
    if all.is_empty() {
        all.push((None, Map::new()));
    }
    all
}

/// What is the same in all messages of a service: its name, and where it answers.
fn real(service: &Service) -> Map<String, Value> {
    let contact = service.email_replies.as_ref().map(|it| (CONTACT.to_owned(), Value::String(it.clone())));
    known(service).into_iter().chain(contact).collect()
}

/// A place as a label: by its name in the catalogue if it is one of ready texts, else as it is written.
pub(crate) fn place_said(shell: &Shell, name: &str) -> String {
    let key = format!("place-{}", name.replace('_', "-"));
    if WORDS.knows(&key) { shell.t(&key) } else { in_words(name) }
}

/// A place in words: `date_rendez_vous` is *Date rendez vous*.
fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |it| it.to_uppercase().chain(signs).collect())
}

#[derive(askama::Template)]
#[template(path = "notice_frame.html")]
struct Frame<'a> {
    shell: &'a Shell,
    medium: Medium,
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    body: &'a str,
    lang: &'a str,
    dir: &'static str,
    count: Option<String>,
}

/// What is shown of a message.
pub(crate) struct Shown<'a> {
    pub(crate) to: &'a str,
    pub(crate) language: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) body: &'a str,
    pub(crate) segments: i64,
}

/// A message as it looks.
pub(crate) fn frame(shell: &Shell, service: &Service, medium: Medium, shown: &Shown<'_>) -> Markup {
    let from = match medium {
        Medium::Sms => &service.sms_sender,
        Medium::Email => &service.email_name,
        Medium::Letter => &service.letter_sender,
    };
    let frame = Frame {
        shell,
        medium,
        from,
        to: shown.to,
        subject: shown.subject,
        body: shown.body,
        lang: shown.language,
        dir: if RIGHT_TO_LEFT.contains(&shown.language) { "rtl" } else { "ltr" },
        count: (medium == Medium::Sms).then(|| shell.t1("check-parts-of", "parts", shown.segments)),
    };
    match frame.render() {
        Ok(html) => Markup::of(html),
        Err(error) => {
            tracing::error!(%error, "a preview did not render");
            Markup::default()
        }
    }
}

/// A message that was accepted, as it looks; links by which its person answers are hidden.
pub(super) fn sent(shell: &Shell, service: &Service, notice: &Notice) -> Markup {
    let body = links::hidden(&notice.body);
    let shown = Shown {
        to: notice.recipient.as_ref().map_or("", |it| it.text()),
        language: &notice.language,
        subject: &notice.subject,
        body: &body,
        segments: notice.segments,
    };
    frame(shell, service, notice.medium, &shown)
}

/// What an order would leave as.
pub(crate) fn ordered(shell: &Shell, door: &Door, order: &Order) -> Result<Markup, Refused> {
    let medium = order.to.medium();
    let (language, text) =
        order.template.text(order.language.as_deref().unwrap_or("fr")).ok_or(Refused::NoText)?;
    let ready = filled(medium, (language, text), &order.personalisation, (door.site.as_deref(), CODE))?;
    let shown = Shown {
        to: order.to.text(),
        language,
        subject: &ready.subject,
        body: &ready.body,
        segments: ready.segments,
    };
    Ok(frame(shell, &order.service, medium, &shown))
}

/// A preview under its name.
pub(crate) struct Preview {
    pub(crate) name: String,
    pub(crate) shown: Result<Markup, String>,
}

/// A template with values at their extremes.
pub(super) fn extremes(
    shell: &Shell,
    door: &Door,
    (service, medium): (&Service, Medium),
    (code, text): (&str, &Text),
) -> Vec<Preview> {
    let samples = samples(Some(service), (code, text)).into_iter();
    let previewed = samples.filter_map(|(shows, values)| Some((shows?, values))).map(|(shows, values)| {
        let ready = filled(medium, (code, text), &values, (door.site.as_deref(), CODE));
        Preview {
            name: in_words(&shell.say(&shows)),
            shown: match ready {
                Ok(ready) => Ok(frame(
                    shell,
                    service,
                    medium,
                    &Shown {
                        to: &shell.t("preview-postal"),
                        language: code,
                        subject: &ready.subject,
                        body: &ready.body,
                        segments: ready.segments,
                    },
                )),
                Err(refused) => Err(shell.say(&refused.message())),
            },
        }
    });
    previewed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_words() {
        assert_eq!(in_words("date_rendez_vous"), "Date rendez vous");
        assert_eq!(in_words(""), "");
    }
}
