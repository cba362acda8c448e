//! Who reads, whose services and templates, and the words that all pages share.

use axum::http::StatusCode;
use kernel::{PartnerCode, Scope};
use register::{Role, StoreError, Tx, both};
use serde_json::Value;
use site::{Failure, Markup, Shell, markup::text};
use sqlx::types::Uuid;

use crate::{
    address::Medium,
    effects::sentences,
    notice::{State, Why},
    service::{Service, ServiceId},
    store::{services, templates},
    template::{Lane, Template, TemplateId},
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

/// A state in a word, with the class of its badge.
pub(crate) fn state_said(shell: &Shell, state: State) -> (String, &'static str) {
    let class = match state {
        State::Delivered => "good",
        State::Failed => "bad",
        State::Waiting | State::Sending | State::Doubtful => "note",
        State::Sent | State::Cancelled => "",
    };
    (shell.t(&format!("notice-state-{}", state.code())), class)
}

/// Why, and what to do next.
pub(crate) fn why_said(shell: &Shell, why: Why) -> (String, String) {
    (shell.t(&format!("why-{}", why.code())), shell.t(&format!("why-{}-next", why.code())))
}

pub(crate) fn medium_said(shell: &Shell, medium: Medium) -> String {
    shell.t(&format!("notice-medium-{}", medium.code()))
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

    #[test]
    fn every_state_and_every_reason_has_its_words_and_what_to_do_next_in_both_languages() {
        let mut keys: Vec<String> = Vec::new();
        for why in Why::ALL {
            keys.extend([format!("why-{}", why.code()), format!("why-{}-next", why.code())]);
        }
        for state in State::ALL {
            keys.extend([
                format!("notice-state-{}", state.code()),
                format!("notice-state-{}-about", state.code()),
            ]);
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
