//! The pages of rules: the list, a rule in words, its form, what it would have done, the people it told, what it changed.
//!
//! **Invariants:** everything is the reader's partner's; agents read, managers decide, and what they decide is in the audit trail; nothing
//! starts before the page has said what starting means; no page needs a script.

mod change;
mod dry;
mod effect;
mod form;
mod list;
mod one;
pub(crate) mod said;
#[cfg(test)]
mod tests;
mod turns;

use axum::routing::{get, post};
use register::{Role, Tx};
use site::{Access, Failure, Routes, Shell};

use super::{
    rule::{Means, Rule, RuleId},
    store::rules,
};
use crate::{
    accept::Door,
    address::Medium,
    effects::reading::Watch,
    pages::{Pages, common::Reader},
    store::templates,
    template::Template,
};

/// The list.
pub const PATH: &str = "/messages/regles";
/// Who reads rules and what they changed.
pub const READERS: &[Role] = &[Role::Agent, Role::Manager, Role::Analyst];
/// Who decides.
const MANAGERS: &[Role] = &[Role::Manager];

/// What the pages need. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RulePages {
    watch: Watch,
    pages: Pages,
}

impl RulePages {
    pub(crate) const fn watch(&self) -> &Watch {
        &self.watch
    }

    pub(crate) fn door(&self) -> &Door {
        self.pages.door()
    }

    /// What nobody carries of what a rule sends, by medium, in words.
    pub(crate) fn not_carried(&self, shell: &Shell, rule: &Rule) -> Vec<String> {
        let is_sent = |medium: Medium| {
            rule.plan
                .ladder
                .iter()
                .any(|it| matches!(it.means, Means::Message { medium: of, .. } if of == medium))
        };
        let sent = Medium::ALL.into_iter().filter(|it| is_sent(*it));
        sent.filter_map(|it| self.pages.not_carried(shell, it)).collect()
    }
}

/// The routes of rules and of moments: `watch` knows the contact log, `pages` know people and what carries messages to them.
pub fn routes(watch: &Watch, pages: &Pages) -> Routes {
    let people = pages.door().people.clone();
    let pages = RulePages { watch: watch.clone(), pages: pages.clone() };
    own_routes(pages).merge(crate::moments::pages::routes(watch.clone(), people))
}

fn own_routes(pages: RulePages) -> Routes {
    let (readers, managers) = (Access::Roles(READERS), Access::Roles(MANAGERS));
    // It names people and their requests.
    let staff = Access::Roles(crate::pages::AGENTS);
    Routes::new()
        .route(PATH, readers, get(list::show))
        .route("/messages/regles/nouvelle", managers, post(list::make))
        .route("/messages/regles/{id}", readers, get(one::show))
        .route("/messages/regles/{id}/etat", managers, post(one::act))
        .route("/messages/regles/{id}/modifier", managers, get(change::show).post(change::save))
        .route("/messages/regles/{id}/tours", staff, get(turns::show))
        .route("/messages/regles/{id}/effet", readers, get(effect::show))
        .route("/messages/regles/{id}/effet.csv", readers, get(effect::csv))
        .route("/messages/regles/{id}/effet.json", readers, get(effect::json))
        .route("/messages/regles/{id}/essai", readers, get(dry::show))
        .with_state(pages)
}

pub(crate) use effect::failure as failed;

/// The address of a rule.
pub(crate) fn address(id: RuleId) -> String {
    format!("{PATH}/{id}")
}

/// A rule of the reader's partner; those of others are not found.
pub(crate) async fn own(tx: &mut Tx, shell: &Shell, id: &str) -> Result<Rule, Failure> {
    let id: RuleId = id.parse().map_err(|_| Failure::not_found())?;
    let reader = Reader::of(shell)?;
    rules::find(tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)
}

/// The templates that a rule may use, and those that it uses though they are archived.
pub(crate) async fn templates_of(tx: &mut Tx, rule: &Rule) -> Result<Vec<Template>, Failure> {
    let mut found = templates::listed(tx, rule.service, None).await?;
    for rung in &rule.plan.ladder {
        if let Means::Message { template, .. } = &rung.means
            && !found.iter().any(|it| it.id == *template)
            && let Some(archived) = templates::find(tx, rule.service, *template).await?
        {
            found.push(archived);
        }
    }
    Ok(found)
}

/// A page of rules, with the way to it.
pub(crate) fn page(shell: &Shell, title: impl Into<String>) -> site::Page {
    crate::pages::common::page(shell, title).crumb(shell.t("rules-title"), PATH)
}
