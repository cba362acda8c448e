//! Who reads, whose services and templates, and the words that all pages share.

use axum::http::StatusCode;
use kernel::{Message, PartnerCode, Scope};
use register::{Role, StoreError, Tx, both};
use serde_json::Value;
use site::{Failure, Markup, Shell, markup::text};
use sqlx::types::Uuid;

use crate::{
    address::Medium,
    effects::sentences,
    notice::{Notice, State, Why},
    service::{Service, ServiceId},
    store::{services, templates},
    template::{Lane, Template, TemplateId},
    words::message,
};

/// Letters of a line that somebody types.
pub(crate) const LINE_MAX: usize = 250;
/// Letters of a text that somebody types.
pub(crate) const TEXT_MAX: usize = 20_000;

/// Whoever has a page of messages before them.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) actor: String,
    pub(crate) partner: PartnerCode,
    pub(crate) is_manager: bool,
}

impl Reader {
    pub(crate) fn of(shell: &Shell) -> Result<Self, Failure> {
        let account = shell.signed_in()?;
        let partner = account.partner.clone().ok_or_else(Failure::forbidden)?;
        Ok(Self { actor: account.actor(), partner, is_manager: account.role == Role::Manager })
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::Partner(self.partner.clone())
    }

    /// The open services of their partner.
    pub(crate) async fn services(&self, tx: &mut Tx) -> Result<Vec<Service>, Failure> {
        Ok(services::listed(tx, &self.scope()).await?)
    }

    /// A service of their partner, open or closed. Others are not found, be they there or not.
    pub(crate) async fn service(&self, tx: &mut Tx, id: &str) -> Result<Service, Failure> {
        let id: ServiceId = id.parse().map_err(|_| Failure::not_found())?;
        services::find(tx, &self.scope(), id).await?.ok_or_else(Failure::not_found)
    }

    /// A template of their partner at its last version, with its service.
    pub(crate) async fn template(&self, tx: &mut Tx, id: &str) -> Result<(Service, Template), Failure> {
        let id: TemplateId = id.parse().map_err(|_| Failure::not_found())?;
        let service = service_of(tx, &self.partner, id).await?.ok_or_else(Failure::not_found)?;
        let service = services::find(tx, &self.scope(), service).await?.ok_or_else(Failure::not_found)?;
        let template = templates::find(tx, service.id, id).await?.ok_or_else(Failure::not_found)?;
        Ok((service, template))
    }

    /// Writes into the audit trail what they did.
    pub(crate) async fn tell(
        &self,
        shell: &Shell,
        tx: &mut Tx,
        action: &str,
        object: &str,
        detail: Value,
    ) -> Result<(), Failure> {
        shell.tell(tx, action, object, Some(&self.partner), detail).await
    }
}

/// The service of a partner that has a template.
async fn service_of(
    tx: &mut Tx,
    partner: &PartnerCode,
    template: TemplateId,
) -> Result<Option<ServiceId>, StoreError> {
    const SQL: &str = "
        SELECT t.service_id FROM notice_template t JOIN notice_service s ON s.service_id = t.service_id
        WHERE t.template_id = $1 AND s.partner = $2";
    let found: Option<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(template.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    Ok(found.map(ServiceId::from_uuid))
}

/// The parts of these pages, and where the reader is.
pub(crate) fn tabs(shell: &Shell) -> Markup {
    let path = shell.path();
    let role = shell.account().map(|it| it.role);
    let mut html = format!("<nav class=\"tabs\" aria-label=\"{}\"><ul>", text(&shell.t("notice-tabs-label")));
    let is_within =
        |href: &str| path == href || (href != super::PATH && path.starts_with(&format!("{href}/")));
    for (href, key, roles) in super::TABS {
        if !role.is_some_and(|it| roles.contains(&it)) {
            continue;
        }
        let current = if is_within(href) { " aria-current=\"page\"" } else { "" };
        let entry = format!("<li><a href=\"{href}\"{current}>{}</a></li>", text(&shell.t(key)));
        html.push_str(&entry);
    }
    html.push_str("</ul></nav>");
    Markup::of(html)
}

/// Whether the reader sees single messages and whom they are for. Analysts see rules and what they changed only.
pub(crate) fn is_of_staff(shell: &Shell) -> bool {
    shell.account().is_some_and(|it| super::AGENTS.contains(&it.role))
}

/// A page of messages, with the way to it if it is open to the reader.
pub(crate) fn page(shell: &Shell, title: impl Into<String>) -> site::Page {
    let page = shell.page(title);
    if is_of_staff(shell) { page.crumb(shell.t("notice-home-title"), super::PATH) } else { page }
}

/// That a field is empty: the label of `key` names it, so that the list of problems tells fields apart.
pub(crate) fn missing(shell: &Shell, key: &str) -> String {
    shell.t1("notice-missing", "field", shell.t(key))
}

/// That what was typed in a field is longer than [`LINE_MAX`].
pub(crate) fn too_long(shell: &Shell, key: &str) -> String {
    let most = shell.figures().count(LINE_MAX as u64);
    shell.t_with("notice-too-long", &[("field", shell.t(key).into()), ("most", most.into())])
}

/// OK, or that something that was typed is wrong.
pub(crate) const fn status(is_wrong: bool) -> StatusCode {
    if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// A state in a word, with the class of its badge: of messages of a medium, or of whichever.
pub(crate) fn state_said(shell: &Shell, medium: Option<Medium>, state: State) -> (String, &'static str) {
    let class = match state {
        State::Delivered => "good",
        State::Failed => "bad",
        State::Waiting | State::Sending | State::Doubtful => "note",
        State::Sent | State::Cancelled => "",
    };
    (shell.t(&state_key(medium, state)), class)
}

/// A state in a sentence.
pub(crate) fn state_about(shell: &Shell, medium: Medium, state: State) -> String {
    shell.t(&format!("{}-about", state_key(Some(medium), state)))
}

/// Letters have words of their own: they are printed and posted, and nobody confirms that they arrive.
fn state_key(medium: Option<Medium>, state: State) -> String {
    let letter = if medium == Some(Medium::Letter) { "letter-" } else { "" };
    format!("notice-state-{letter}{}", state.code())
}

/// Where a message stands, as [`state_said`] says it; one that is simulated says so.
pub(crate) fn standing_said(shell: &Shell, notice: &Notice) -> (String, &'static str) {
    let (state, class) = state_said(shell, Some(notice.medium), notice.state);
    let is_simulated = notice.simulated.is_some();
    (if is_simulated { shell.t1("notice-simulated-state", "state", state) } else { state }, class)
}

/// Why a message stands so, and what to do next; nothing where the failure is made up.
pub(crate) fn reason_said(shell: &Shell, notice: &Notice) -> Option<(String, String)> {
    let is_made_up = notice.simulated.is_some() && notice.state == State::Failed;
    notice.why.filter(|_| !is_made_up).map(|it| why_said(shell, Some(notice.medium), it))
}

/// Why, and what to do next: of messages of a medium, or of whichever.
pub(crate) fn why_said(shell: &Shell, medium: Option<Medium>, why: Why) -> (String, String) {
    // A letter to somebody whom nobody knows there comes back.
    let letter = if (medium, why) == (Some(Medium::Letter), Why::Unknown) { "-letter" } else { "" };
    let key = format!("why-{}{letter}", why.code());
    (shell.t(&key), shell.t(&format!("{key}-next")))
}

pub(crate) fn medium_said(shell: &Shell, medium: Medium) -> String {
    shell.say(&medium_word(medium))
}

/// The word of a medium, not yet in a language.
pub(crate) const fn medium_word(medium: Medium) -> Message {
    message(match medium {
        Medium::Sms => "notice-medium-sms",
        Medium::Email => "notice-medium-email",
        Medium::Letter => "notice-medium-letter",
    })
}

/// Lanes, each with what it means.
pub(crate) fn lanes(shell: &Shell) -> Vec<(String, String)> {
    Lane::ALL
        .iter()
        .map(|it| (it.code().to_owned(), shell.t(&format!("notice-lane-{}", it.code()))))
        .collect()
}

/// A sentence that counts: `count` chooses its form, `shown` is the number as people write it.
pub(crate) fn counted(shell: &Shell, key: &str, count: i64) -> String {
    sentences::counted(shell.lang(), key, u64::try_from(count).unwrap_or_default())
}

/// A text that somebody typed, not longer than it may be.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;
    use crate::notice::Simulated;

    #[test]
    fn every_state_and_every_reason_has_its_words_and_what_to_do_next_in_both_languages() {
        let mut keys: Vec<String> = Vec::new();
        for why in Why::ALL {
            keys.extend([format!("why-{}", why.code()), format!("why-{}-next", why.code())]);
        }
        keys.extend(["why-unknown-recipient-letter", "why-unknown-recipient-letter-next"].map(str::to_owned));
        for state in State::ALL {
            for medium in [None, Some(Medium::Letter)] {
                let key = state_key(medium, state);
                keys.extend([format!("{key}-about"), key]);
            }
        }
        keys.extend(Simulated::ALL.iter().map(|it| format!("notice-story-simulated-{}", it.code())));
        for medium in [Medium::Sms, Medium::Email] {
            keys.push(format!("notice-carrier-none-{}", medium.code()));
            keys.push(format!("notice-not-carried-{}", medium.code()));
        }
        keys.extend(Medium::ALL.iter().map(|it| format!("notice-medium-{}", it.code())));
        keys.extend(Lane::ALL.iter().map(|it| format!("notice-lane-{}", it.code())));
        for key in keys {
            for lang in Lang::ALL {
                let said = crate::WORDS.say(lang, &key, &[]);
                assert!(said != key && said.len() >= 3, "{key} in {lang:?}: {said}");
            }
        }
    }
}
