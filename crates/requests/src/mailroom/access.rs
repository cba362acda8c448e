//! The access token of a mailbox that is opened with OAuth 2: had anew before it ends, and once when a server refuses it.
//!
//! Start with [`Mailroom::access_token`]. **Invariant:** a refresh token that its issuer replaced is on disk before the access token that
//! came with it is used.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use gateways::{
    SendError, Smtp,
    imap::{ImapError, Login, Session},
    oauth2::{self, OAuth2Error, Renewal},
};
use jiff::{SignedDuration, Timestamp};
use kernel::Secret;
use mail::Built;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::{
    Mailbox, mailbox,
    work::{Mailroom, WorkError},
};

/// A token is had anew so long before it ends: a message that leaves, or a login, does not take longer.
const MARGIN: SignedDuration = SignedDuration::from_mins(3);

/// One renewal at a time: an issuer that replaces refresh tokens takes each of them once.
static RENEWING: Mutex<()> = Mutex::const_new(());

/// The tokens of a mailbox, sealed as its other secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Access {
    pub(super) token: String,
    /// Until when it is good.
    pub(super) until: Timestamp,
    /// What the next one is asked for with: the issuer may have replaced what the mailbox was given.
    pub(super) refresh: Option<String>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[hidden]")
    }
}

impl Mailroom {
    /// What opens a mailbox with OAuth 2 now; `refused`: the token that a server has just refused. `None`: its token is not renewed, or
    /// it has none.
    pub(super) async fn access_token(
        &self,
        mailbox: &Mailbox,
        refused: Option<&Secret<String>>,
    ) -> Result<Option<Secret<String>>, WorkError> {
        if mailbox.settings.oauth.is_none() {
            return Ok(None);
        }
        let alone = RENEWING.lock().await;
        let is_good = |it: &Access| {
            it.until > self.clock.now() + MARGIN && refused.is_none_or(|old| *old.reveal() != it.token)
        };
        let kept = self.kept_access(mailbox).await?;
        if let Some(kept) = kept.as_ref().filter(|it| is_good(it)) {
            return Ok(Some(Secret::new(kept.token.clone())));
        }
        let renewal = self.renewal(mailbox, kept.as_ref())?;
        let (db, sealer, clock, id) =
            (self.db.clone(), self.sealer.clone(), Arc::clone(&self.clock), mailbox.id);
        // Whoever waits for it may be stopped half-way; this is not: the tokens that it brings may be the only good ones.
        let renewing = tokio::spawn(async move {
            let _alone = alone;
            let had = renewed(&renewal, clock.now()).await?;
            let closed = sealer.seal(id, &had)?;
            let mut tx = db.write().await?;
            mailbox::keep_access(&mut tx, id, Some(&closed)).await?;
            tx.commit().await?;
            Ok::<_, WorkError>(had)
        });
        let error = match renewing.await.unwrap_or(Err(OAuth2Error::TooSlow.into())) {
            Ok(had) => return Ok(Some(Secret::new(had.token))),
            Err(error) => error,
        };
        // Another server of this instance may have been faster, and have the only refresh token that is good.
        let faster = self.kept_access(mailbox).await?.filter(|it| Some(it) != kept.as_ref() && is_good(it));
        faster.map(|it| Some(Secret::new(it.token))).ok_or(error)
    }

    /// Opens a mailbox; an access token that its server refuses is had anew, once.
    /// `first`: one that was had a moment ago, of a mailbox that is not kept yet.
    pub(super) async fn session(
        &self,
        mailbox: &Mailbox,
        first: Option<Secret<String>>,
    ) -> Result<Session, WorkError> {
        let mut account = self.account(mailbox)?;
        let token = match (&account.login, first) {
            (Login::Password(_), _) => None,
            (Login::OAuth2(_), Some(first)) => {
                account.login = Login::OAuth2(first);
                None
            }
            (Login::OAuth2(_), None) => self.access_token(mailbox, None).await?,
        };
        let Some(token) = token else { return Ok(Session::open(&account).await?) };
        account.login = Login::OAuth2(token.clone());
        match Session::open(&account).await {
            Err(ImapError::WrongLogin(_)) => {}
            done => return Ok(done?),
        }
        if let Some(another) = self.access_token(mailbox, Some(&token)).await? {
            account.login = Login::OAuth2(another);
        }
        Ok(Session::open(&account).await?)
    }

    /// A message waits while the token that would let it leave is not had; whoever runs the mailbox is told.
    pub(super) async fn not_renewed(
        &self,
        mailbox: &Mailbox,
        error: WorkError,
    ) -> Result<Result<(), SendError>, WorkError> {
        let WorkError::OAuth2(_) = &error else { return Err(error) };
        self.tell_problem(mailbox.id, &error).await?;
        Ok(Err(SendError::NotLetIn(error.to_string())))
    }

    pub(super) async fn kept_access(&self, mailbox: &Mailbox) -> Result<Option<Access>, WorkError> {
        let mut tx = self.db.read().await?;
        let sealed = mailbox::access(&mut tx, mailbox.id).await?;
        Ok(sealed.and_then(|it| self.sealer.open(mailbox.id, &it)))
    }

    /// What a token is asked for with.
    pub(super) fn renewal(&self, mailbox: &Mailbox, kept: Option<&Access>) -> Result<Renewal, WorkError> {
        let oauth = mailbox.settings.oauth.as_ref().ok_or(WorkError::NoServer(mailbox.id))?;
        let secrets = self.secrets(mailbox)?;
        let refresh = kept.and_then(|it| it.refresh.clone()).unwrap_or(secrets.oauth_refresh);
        Ok(Renewal {
            endpoint: oauth.endpoint.clone(),
            client_id: oauth.client_id.clone(),
            client_secret: Secret::new(secrets.oauth_client),
            refresh_token: Secret::new(refresh),
            scope: oauth.scope.clone(),
            extra_root: self.extra_root.clone(),
        })
    }
}

/// Asks the issuer for a token.
pub(super) async fn renewed(renewal: &Renewal, now: Timestamp) -> Result<Access, OAuth2Error> {
    let granted = oauth2::renew(renewal).await?;
    let lasts = SignedDuration::try_from(granted.lasts).unwrap_or(SignedDuration::ZERO);
    let refresh = granted.refresh_token.as_ref().unwrap_or(&renewal.refresh_token);
    Ok(Access {
        token: granted.access_token.reveal().clone(),
        until: now.checked_add(lasts).unwrap_or(Timestamp::MAX),
        refresh: Some(refresh.reveal().clone()),
    })
}

/// Hands a message over. The copy to the mailbox itself proves that it left, where the connection breaks before the answer.
pub(super) async fn hand_over(smtp: Smtp, mailbox: &Mailbox, built: &Built) -> Result<(), SendError> {
    let sent = match &mailbox.settings.imap {
        Some(_) => smtp.hand_over_with_copy(built, &mailbox.address).await,
        None => smtp.hand_over(built).await,
    };
    sent.map(drop)
}
