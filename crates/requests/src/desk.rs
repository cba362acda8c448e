//! The desk at which agents answer: one queue over all channels, the request, the person, templates, settings.
//!
//! Start with [`routes`]. A page is a handler, its template and what it shows; what happens to a request is an act of
//! [`handling`](crate::handling), called by a form. Each form carries the version of the request that its reader saw: what somebody
//! else changed meanwhile is never overwritten, and what was typed is kept as a draft.
//!
//! **Invariants:** everything is the reader's partner's, and unknown and foreign ids answer alike; who read what, and who changed
//! what, is in the audit trail; no page needs a script.

mod acts;
mod callbacks;
mod calls;
mod closing;
mod common;
mod dates;
mod files;
mod incidents;
mod joining;
mod letter;
mod newcomer;
mod person;
mod queue;
mod radar;
mod recoding;
mod reply;
mod request_page;
mod rights;
mod settings;
mod state;
mod style;
mod suggestion;
mod templates;
#[cfg(test)]
mod tests;
mod timeline;

use axum::{
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use register::Role;
use site::{Access, Routes};

pub(crate) use common::{because, colleagues};
pub use state::Desk;

use crate::upload::FORM_BYTES_MAX;

/// The queue.
pub const PATH: &str = "/demandes";

/// Who answers.
pub const AGENTS: &[Role] = &[Role::Agent, Role::Manager];
/// Who changes how a partner answers.
const MANAGERS: &[Role] = &[Role::Manager];

/// The routes of the desk.
pub fn routes(desk: &Desk) -> Routes {
    let agents = Access::Roles(AGENTS);
    let managers = Access::Roles(MANAGERS);
    let upload = || DefaultBodyLimit::max(FORM_BYTES_MAX);
    Routes::new()
        .route(PATH, agents, get(queue::show))
        .route("/demandes/suivante", agents, post(queue::take_next))
        .route("/demandes/nouvelle", agents, get(newcomer::form).post(newcomer::open).layer(upload()))
        .route("/demandes/rappels", agents, get(callbacks::list))
        .route("/demandes/rappels/{id}", agents, post(callbacks::finish))
        .route("/demandes/appels/{id}", agents, post(calls::say))
        .route("/demandes/relecture", agents, get(recoding::show).post(recoding::code))
        .route("/demandes/modeles", agents, get(templates::list))
        .route("/demandes/modeles/nouveau", managers, get(templates::blank).post(templates::begin))
        .route("/demandes/modeles/{id}", agents, get(templates::show))
        .route("/demandes/modeles/{id}/modifier", managers, get(templates::edit).post(templates::save))
        .route(incidents::PATH, agents, get(incidents::list).post(incidents::open))
        .route("/demandes/incidents/ecarter", agents, post(incidents::dismiss))
        .route("/demandes/incidents/{id}", agents, get(incidents::show))
        .route("/demandes/incidents/{id}/annonce", agents, post(incidents::tell))
        .route("/demandes/incidents/{id}/reponse", agents, post(incidents::answer))
        .route("/demandes/incidents/{id}/demandes", agents, post(incidents::members))
        .route("/demandes/incidents/{id}/fin", agents, post(incidents::end))
        .route("/demandes/reglages", managers, get(settings::show))
        .route("/demandes/reglages/equipes/{id}", managers, get(settings::team).post(settings::save_team))
        .route("/demandes/reglages/membres", managers, post(settings::save_member))
        .route(
            "/demandes/reglages/motifs/{code}",
            managers,
            get(settings::reasons::show).post(settings::reasons::save),
        )
        .route("/demandes/usagers/{id}", agents, get(person::show).post(person::save))
        .route("/demandes/usagers/{id}/voies", agents, post(person::way))
        .route("/demandes/usagers/{id}/donnees", managers, get(rights::show))
        .route("/demandes/usagers/{id}/donnees/copie", managers, post(rights::copy))
        .route("/demandes/usagers/{id}/donnees/effacement", managers, post(rights::erase))
        .route("/demandes/usagers/{id}/propositions/{proposal}", agents, post(joining::decide_usagers))
        .route("/demandes/usagers/{id}/fusions/{merger}", agents, post(joining::part_usagers))
        .route("/demandes/{id}", agents, get(request_page::show))
        .route("/demandes/{id}/agent", agents, post(acts::assign))
        .route("/demandes/{id}/tour", agents, post(acts::pass))
        .route("/demandes/{id}/motif", agents, post(acts::change_reason))
        .route("/demandes/{id}/sommeil", agents, post(acts::snooze))
        .route("/demandes/{id}/note", agents, post(acts::note))
        .route("/demandes/{id}/piece", agents, post(acts::ask_document))
        .route("/demandes/{id}/brouillon", agents, post(acts::keep_draft))
        .route("/demandes/{id}/presence", agents, post(acts::presence))
        .route("/demandes/{id}/rappel", agents, post(callbacks::promise))
        .route("/demandes/{id}/reponse", agents, post(reply::send).layer(upload()))
        .route("/demandes/{id}/courrier/{contact}", agents, get(letter::show))
        .route("/demandes/{id}/courrier/{contact}/pdf", agents, get(letter::pdf))
        .route("/demandes/{id}/fichiers/{contact}/{place}", agents, get(files::download))
        .route("/demandes/{id}/fichiers/{contact}/{place}/deblocage", managers, post(files::release))
        .route("/demandes/{id}/cloture", agents, post(closing::close))
        .route("/demandes/{id}/reouverture", agents, post(closing::open_again))
        .route("/demandes/{id}/fusion", agents, post(joining::join_requests))
        .route("/demandes/{id}/fusions/{merger}", agents, post(joining::part_requests))
        .route("/demandes/{id}/propositions/{proposal}", agents, post(joining::decide_requests))
        .with_state(desk.clone())
        .merge(Routes::new().file(&style::SHEET).file(&style::SCRIPT))
}
