//! The pages of the self-diagnosis. Everybody may take it; what a partner's people answer is theirs.

pub mod axis;
pub mod files;
pub mod plan;
pub mod result;
pub mod start;

use kernel::PartnerCode;
use register::Tx;
use site::{Failure, Shell};

use super::{SelfTest, SelfTestId, proposals::FromLog, store};
use crate::Library;

/// The first page.
pub const PATH: &str = "/autodiagnostic";

/// The address of a test's result.
pub fn address(id: SelfTestId) -> String {
    format!("{PATH}/{id}")
}

/// Whose people the reader belongs to; `None`: a visitor, or somebody of no partner.
pub(super) fn partner(shell: &Shell) -> Option<PartnerCode> {
    shell.account().filter(|it| it.role.needs_partner()).and_then(|it| it.partner.clone())
}

/// Whose people the reader belongs to, where others have nothing to see.
pub(super) fn own_partner(shell: &Shell) -> Result<PartnerCode, Failure> {
    partner(shell).ok_or_else(Failure::forbidden)
}

/// How the register names who answers.
pub(super) fn actor(shell: &Shell) -> Option<String> {
    shell.account().map(register::Account::actor)
}

/// The test of an address, if the reader may see it.
pub(super) async fn find(tx: &mut Tx, shell: &Shell, id: &str) -> Result<SelfTest, Failure> {
    let id: SelfTestId = id.parse().map_err(|_| Failure::not_found())?;
    let test = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    if test.partner.is_some() && test.partner != partner(shell) {
        return Err(Failure::not_found());
    }
    Ok(test)
}

/// What the log of a test's partner says; nothing if it has none, or if the log cannot be read just now.
pub(super) async fn from_log(library: &Library, shell: &Shell, test: &SelfTest) -> FromLog {
    let Some(partner) = test.partner.clone() else { return FromLog::default() };
    library.read_log(partner, shell.lang()).await.unwrap_or_default()
}
