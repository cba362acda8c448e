//! How a message looks to whoever gets it: on a phone, in a mail program, on paper.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template as _;
use kernel::{Explain as _, Lang};
use serde_json::{Map, Value};
use site::{Markup, Shell};

use crate::{
    accept::{Door, Order, Refused, filled},
    address::Medium,
    notice::Notice,
    service::Service,
    template::{Template, Text},
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

/// A place as a label: `date_rendez_vous` is *Date rendez vous*.
pub(crate) fn place_said(name: &str) -> String {
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

/// A message that was accepted, as it looks.
pub(super) fn sent(shell: &Shell, service: &Service, notice: &Notice) -> Markup {
    let shown = Shown {
        to: notice.recipient.as_ref().map_or("", |it| it.text()),
        language: &notice.language,
        subject: &notice.subject,
        body: &notice.body,
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
    let whole = format!("{}\n{}", text.subject, text.body);
    let Ok(read) = wording::Template::<wording::Name>::parse(&whole) else { return Vec::new() };
    let samples = wording::extremes(&read.names(), lang(code));
    let previewed = samples.into_iter().map(|sample| {
        let values: Map<String, Value> = sample
            .values
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), Value::String(value.clone())))
            .collect();
        let ready = filled(medium, (code, text), &values, (door.site.as_deref(), CODE));
        Preview {
            name: place_said(&shell.say(&sample.shows)),
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
        assert_eq!(place_said("date_rendez_vous"), "Date rendez vous");
        assert_eq!(place_said(""), "");
    }
}
