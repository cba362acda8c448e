//! Who reads, and the words that all pages share.

use axum::http::StatusCode;
use channel_choice::worth::Figure;
use kernel::{Arg, Channel, PartnerCode, Scope};
use register::{Role, Tx};
use site::{ErrorSummary, Failure, Field, Figures, Markup, Sent, Shell, form::FieldKind, markup::text};

use super::Pages;
use crate::guide::House;

/// Letters of a line that somebody types.
pub(super) const LINE_MAX: usize = 250;

/// What is wrong with a form: the field, and the sentence.
pub(super) type Faults = Vec<(&'static str, String)>;

/// Whoever has a page before them.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) partner: PartnerCode,
    pub(super) actor: String,
    pub(super) is_manager: bool,
}

impl Reader {
    pub(super) fn of(shell: &Shell) -> Result<Self, Failure> {
        let account = shell.signed_in()?;
        let partner = account.partner.clone().ok_or_else(Failure::forbidden)?;
        Ok(Self { partner, actor: account.actor(), is_manager: account.role == Role::Manager })
    }

    pub(super) fn scope(&self) -> Scope {
        Scope::Partner(self.partner.clone())
    }

    /// Their partner as advice sees it.
    pub(super) async fn house(&self, pages: &Pages, tx: &mut Tx) -> Result<House, Failure> {
        pages.guide().house(tx, &self.partner).await?.ok_or_else(Failure::not_found)
    }
}

/// The parts of these pages, and where the reader is.
pub(super) fn tabs(shell: &Shell) -> Markup {
    let path = shell.path();
    let role = shell.account().map(|it| it.role);
    let mut html =
        format!("<nav class=\"tabs\" aria-label=\"{}\"><ul>", text(&shell.t("orientation-tabs-label")));
    for (href, key, roles) in super::TABS {
        if !role.is_some_and(|it| roles.contains(&it)) {
            continue;
        }
        let is_here = path == href || (href != super::PATH && path.starts_with(&format!("{href}/")));
        let current = if is_here { " aria-current=\"page\"" } else { "" };
        let entry = format!("<li><a href=\"{href}\"{current}>{}</a></li>", text(&shell.t(key)));
        html.push_str(&entry);
    }
    html.push_str("</ul></nav>");
    Markup::of(html)
}

/// A page of these, with the way to it.
pub(super) fn page(shell: &Shell, title: impl Into<String>) -> site::Page {
    shell.page(title).crumb(shell.t("orientation-title"), super::PATH)
}

/// A channel as people name it.
pub(super) fn channel_said(shell: &Shell, channel: Channel) -> String {
    shell.t(&format!("orientation-channel-{}", channel.code()))
}

/// So many, in a sentence that says them as `shown` and chooses its plural by `count`.
pub(super) fn counted(shell: &Shell, value: f64) -> [(&'static str, Arg); 2] {
    #[expect(clippy::cast_possible_truncation, reason = "it chooses a plural only")]
    let count = value.round() as i64;
    [("count", count.into()), ("contacts", shell.figures().number(value, 0).into())]
}

/// Whole euros; what rounds to none has no sign.
pub(super) fn euros(figures: Figures, value: f64) -> String {
    figures.euros(value.round(), 0)
}

/// OK, or that something that was typed is wrong.
pub(super) const fn status(is_wrong: bool) -> StatusCode {
    if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// A number as people type it: `12`, `12,5`, `1 200`, `80 %`.
pub(super) fn number(typed: &str) -> Option<f64> {
    let plain: String = typed
        .chars()
        .filter(|it| !it.is_whitespace() && *it != '%' && *it != '\u{202f}')
        .map(|it| if it == ',' { '.' } else { it })
        .collect();
    let is_plain = plain.chars().all(|it| it.is_ascii_digit() || it == '.');
    plain.parse::<f64>().ok().filter(|it| is_plain && it.is_finite())
}

/// A number as a form shows it: without decimals that say nothing.
pub(super) fn typed_number(shell: &Shell, value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded}");
    if shell.lang() == kernel::Lang::Fr { text.replace('.', ",") } else { text }
}

/// A figure with its interval: `1 200 (de 900 à 1 500)`.
pub(super) fn between(shell: &Shell, figure: &Figure, written: impl Fn(Figures, f64) -> String) -> String {
    let figures = shell.figures();
    let args = [("low", written(figures, figure.low).into()), ("high", written(figures, figure.high).into())];
    shell.t_with("orientation-between", &args)
}

/// A share with the ends of its interval: `73 % (de 64 % à 80 %)`.
pub(super) fn share_between(shell: &Shell, ends: [f64; 3], decimals: usize) -> String {
    let [share, low, high] = ends.map(|it| shell.figures().share_with(it, decimals));
    let args = [("share", share.into()), ("low", low.into()), ("high", high.into())];
    shell.t_with("orientation-share-between", &args)
}

/// Fields with what was typed, or what is kept.
pub(super) struct Form<'a> {
    pub(super) shell: &'a Shell,
    pub(super) sent: Option<&'a Sent>,
    pub(super) faults: &'a [(&'static str, String)],
}

impl Form<'_> {
    pub(super) fn field(&self, kind: FieldKind, name: &'static str, key: &str, kept: &str) -> Field {
        let typed = self.sent.map_or(kept, |it| it.typed(name).unwrap_or(""));
        Field::new(kind, name, self.shell.t(key)).value(typed).error(self.wrong(name))
    }

    pub(super) fn checkbox(&self, name: &'static str, key: &str, is_kept: bool) -> Field {
        let is_on = self.sent.map_or(is_kept, |it| it.text(name) == "on");
        Field::new(FieldKind::Checkbox, name, self.shell.t(key))
            .value(if is_on { "on" } else { "" })
            .error(self.wrong(name))
    }

    pub(super) fn hinted(&self, field: Field, key: &str) -> Field {
        field.hint(self.shell.t(key))
    }

    fn wrong(&self, name: &str) -> Option<String> {
        self.faults.iter().find(|it| it.0 == name).map(|it| it.1.clone())
    }

    pub(super) fn summary(&self) -> ErrorSummary {
        let mut summary = ErrorSummary::new(self.shell);
        self.faults.iter().for_each(|(field, sentence)| summary.add(*field, sentence.clone()));
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("12", Some(12.0)),
            (" 12,5 ", Some(12.5)),
            ("1\u{202f}200", Some(1_200.0)),
            ("80\u{a0}%", Some(80.0)),
            ("-3", None),
            ("1e3", None),
            ("beaucoup", None),
            ("", None),
        ] {
            assert_eq!(number(typed), expected, "{typed}");
        }
    }

    #[test]
    fn every_channel_has_its_name_in_both_languages() {
        for channel in Channel::ALL {
            for lang in kernel::Lang::ALL {
                let key = format!("orientation-channel-{}", channel.code());
                assert_ne!(crate::WORDS.say(lang, &key, &[]), key);
            }
        }
    }
    #[test]
    fn one_is_one_and_nothing_has_no_sign() {
        let said = |count: i64| {
            let args = [("count", count.into()), ("contacts", count.to_string().into())];
            crate::WORDS.say(kernel::Lang::Fr, "orientation-result-outside", &args)
        };
        assert!(said(1).starts_with("1 contact par semaine arrive hors"), "{}", said(1));
        assert!(said(2).starts_with("2 contacts par semaine arrivent hors"), "{}", said(2));
        let french = Figures::new(kernel::Lang::Fr);
        assert_eq!([-0.4, 0.0, -0.6].map(|it| euros(french, it)), ["0\u{a0}€", "0\u{a0}€", "−1\u{a0}€"]);
    }
}
