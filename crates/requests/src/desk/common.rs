//! Who reads, which request, and how an act begins and ends.

use std::collections::HashMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use kernel::{Channel, Direction, PartnerCode, Scope};
use register::{Account, AccountId, Role, Tx, account, job::Said, token};
use serde_json::Value;
use site::{Failure, Going, Sent, Shell};

use crate::{
    contact::Contact,
    handling::{HandlingError, House, PRODUCT, USAGER},
    request::{Request, RequestId},
    store::{
        requests, teams,
        working::{self, Draft},
    },
    team::TeamId,
    words::message,
};

/// Accounts of a partner that are listed.
const COLLEAGUES_MAX: i64 = 1_000;
/// Letters of a text that somebody types.
pub(super) const TEXT_MAX: usize = 20_000;
/// Letters of a line that somebody types.
pub(super) const LINE_MAX: usize = 250;

/// Whoever has the desk before them.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) id: AccountId,
    pub(super) actor: String,
    pub(super) partner: PartnerCode,
    pub(super) is_manager: bool,
}

impl Reader {
    pub(super) fn of(shell: &Shell) -> Result<Self, Failure> {
        let account = shell.signed_in()?;
        let partner = account.partner.clone().ok_or_else(Failure::forbidden)?;
        Ok(Self {
            id: account.id,
            actor: account.actor(),
            partner,
            is_manager: account.role == Role::Manager,
        })
    }

    /// The teams in which they work.
    pub(super) async fn teams(&self, tx: &mut Tx) -> Result<Vec<TeamId>, Failure> {
        let members = teams::members(tx, &self.partner).await?;
        Ok(members.into_iter().filter(|it| it.account == self.id).map(|it| it.team).collect())
    }
}

/// The address of a request.
pub(super) fn address(id: RequestId) -> String {
    format!("{}/{id}", super::PATH)
}

/// A request of the reader's partner. Others are not found, be they there or not.
pub(super) async fn own(tx: &mut Tx, reader: &Reader, id: &str) -> Result<Request, Failure> {
    let id: RequestId = id.parse().map_err(|_| Failure::not_found())?;
    requests::find(tx, &reader.partner, id).await?.ok_or_else(Failure::not_found)
}

/// Who answers for the partner, by name.
pub(crate) async fn colleagues(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Account>, Failure> {
    let all = account::list(tx, &Scope::Partner(partner.clone()), "", COLLEAGUES_MAX).await?;
    let mut found: Vec<Account> =
        all.into_iter().filter(|it| !it.closed && super::AGENTS.contains(&it.role)).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.email.cmp(&b.email)));
    Ok(found)
}

/// The names of a partner's accounts and programs, closed ones too.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    pub(super) async fn read(tx: &mut Tx, partner: &PartnerCode) -> Result<Self, Failure> {
        let scope = Scope::Partner(partner.clone());
        let all = account::list(tx, &scope, "", COLLEAGUES_MAX).await?;
        let mut names: HashMap<String, String> =
            all.into_iter().map(|it| (it.id.to_string(), it.name)).collect();
        // A program acts under its token.
        names.extend(token::list(tx, &scope).await?.into_iter().map(|it| (it.id.to_string(), it.label)));
        Ok(Self(names))
    }

    /// Whoever acted, in words.
    pub(super) fn actor(&self, shell: &Shell, actor: &str) -> String {
        match actor {
            PRODUCT => shell.t("desk-actor-product"),
            USAGER => shell.t("desk-actor-usager"),
            id => self.0.get(id).cloned().unwrap_or_else(|| shell.t("desk-actor-gone")),
        }
    }

    pub(super) fn account(&self, shell: &Shell, id: Option<AccountId>) -> String {
        self.actor(shell, &id.map(|it| it.to_string()).unwrap_or_default())
    }
}

/// A channel in words.
pub(super) fn channel_name(shell: &Shell, channel: Channel) -> String {
    shell.t(&format!("desk-channel-{channel}"))
}

/// Why an agent has a request, for the register.
pub(crate) fn because(key: &'static str) -> String {
    Said::kept(&message(key))
}

/// The same, for the reader.
pub(super) fn because_said(shell: &Shell, kept: Option<&str>) -> Option<String> {
    let said: Said = serde_json::from_str(kept?).ok()?;
    Some(said.say(shell.lang()).to_owned())
}

/// A reason's name; a code that is out of use stays a code.
pub(super) fn reason_name(house: &House, code: &str) -> String {
    house.reason(code).map_or_else(|| code.to_owned(), |it| it.name.clone())
}

/// A person's name, or that it is not known.
pub(super) fn usager_name(shell: &Shell, name: &str) -> String {
    if name.is_empty() { shell.t("desk-usager-unnamed") } else { name.to_owned() }
}

/// A subject, or that there is none.
pub(super) fn subject_said(shell: &Shell, subject: &str) -> String {
    if subject.is_empty() { shell.t("desk-no-subject") } else { subject.to_owned() }
}

/// By which way a contact was, from whom, when, about what.
pub(super) fn contact_said(shell: &Shell, contact: &Contact) -> String {
    let key = if contact.direction == Direction::Inbound { "desk-from-usager" } else { "desk-to-usager" };
    let args = [
        ("channel", channel_name(shell, contact.channel).into()),
        ("at", shell.figures().instant(contact.at).into()),
        ("subject", subject_said(shell, &contact.subject).into()),
    ];
    shell.t_with(key, &args)
}

/// A text that somebody typed, not longer than it may be.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// The value of a form that is none of those that it offers.
pub(super) fn not_offered() -> Failure {
    Failure::of_status(StatusCode::BAD_REQUEST)
}

/// An act on a request: its transaction, who acts, the request as they saw it.
pub(super) struct Act<'a> {
    pub(super) shell: &'a Shell,
    pub(super) tx: Tx,
    pub(super) reader: Reader,
    pub(super) house: House,
    pub(super) request: Request,
    pub(super) now: Timestamp,
}

impl<'a> Act<'a> {
    /// Begins. If somebody changed the request since its page was shown, nothing is done, and what was typed is kept as a draft.
    pub(super) async fn begin(
        shell: &'a Shell,
        id: &str,
        sent: &Sent,
        typed: Option<(&str, &str)>,
    ) -> Result<Self, Failure> {
        let reader = Reader::of(shell)?;
        let mut tx = shell.site().db().write().await?;
        let request = own(&mut tx, &reader, id).await?;
        if sent.text("version").parse() != Ok(request.version) || request.merged_into.is_some() {
            drop(tx);
            return Err(stale(shell, &reader, request.id, typed).await);
        }
        let house = House::read(&mut tx, &reader.partner).await?;
        Ok(Self { shell, tx, reader, house, request, now: shell.now() })
    }

    /// Ends: audit trail, commit, back to the request.
    pub(super) async fn end(self, action: &str, detail: Value, done: &str) -> Result<Response, Failure> {
        let going = Going::to(address(self.request.id)).done(self.shell.t(done));
        self.end_at(action, detail, going).await
    }

    /// The same, and then somewhere else.
    pub(super) async fn end_at(
        mut self,
        action: &str,
        detail: Value,
        going: Going,
    ) -> Result<Response, Failure> {
        let object = self.request.id.to_string();
        self.shell.tell(&mut self.tx, action, &object, Some(&self.reader.partner), detail).await?;
        self.tx.commit().await?;
        Ok(going.into_response())
    }
}

/// Somebody was faster: what was typed is kept, and said so.
pub(super) async fn stale(
    shell: &Shell,
    reader: &Reader,
    request: RequestId,
    typed: Option<(&str, &str)>,
) -> Failure {
    if let Some((subject, body)) = typed.filter(|(_, body)| !body.trim().is_empty()) {
        let draft = Draft { subject: cut(subject, LINE_MAX), body: cut(body, TEXT_MAX), at: shell.now() };
        let kept = async {
            let mut tx = shell.site().db().write().await?;
            working::keep_draft(&mut tx, request, reader.id, &draft).await?;
            tx.commit().await
        };
        if let Err(error) = kept.await {
            return error.into();
        }
    }
    HandlingError::Stale(request).into()
}
