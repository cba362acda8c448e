//! The pages of mailboxes: how they are reached, what came, what was set apart, what has not left, and the nightly comparison.

mod apart;
mod list;
mod settings;

use std::sync::Arc;

use axum::routing::{get, post};
use kernel::PartnerCode;
use register::Role;
use site::{Access, Failure, Routes, Shell};

use super::work::Mailroom;

/// Who sees what came and what has not left.
pub(crate) const READERS: &[Role] = &[Role::Agent, Role::Manager];
/// Who changes how mailboxes are reached.
const KEEPERS: &[Role] = &[Role::Manager];
/// The address of the list.
pub const PATH: &str = "/demandes/boites";

/// The routes.
pub fn routes(mailroom: Arc<Mailroom>) -> Routes {
    Routes::new()
        .route(PATH, Access::Roles(READERS), get(list::show))
        .route("/demandes/boites/nouvelle", Access::Roles(KEEPERS), get(settings::blank).post(settings::save))
        .route(
            "/demandes/boites/{id}",
            Access::Roles(KEEPERS),
            get(settings::edit).post(settings::save_known),
        )
        .route("/demandes/boites/{id}/comparer", Access::Roles(READERS), post(list::reconcile))
        .route("/demandes/boites/envois/{id}", Access::Roles(READERS), post(list::try_again))
        .route("/demandes/boites/ecartes/{id}", Access::Roles(READERS), get(apart::raw).post(apart::release))
        .with_state(mailroom)
}

/// Whose mailboxes the reader sees.
fn partner(shell: &Shell) -> Result<PartnerCode, Failure> {
    shell.signed_in()?.partner.clone().ok_or_else(Failure::forbidden)
}
