//! Messages leave: what is due is claimed, sent, and told of, several at once.

use std::{collections::HashMap, sync::Arc};

use gateways::{Fate, SendError, Smtp};
use jiff::Timestamp;
use kernel::Secret;
use mail::{Dkim, build::File};
use register::StoreError;
use tokio::{task::JoinSet, time::sleep};

use super::{
    MailboxId, access,
    dispatches::{self, Dispatch},
    posting,
    work::{Mailroom, PAUSE, WorkError},
};
use crate::{
    handling::House,
    store::{contacts, requests},
};

/// Messages that are sent at once.
const SENT_AT_ONCE: usize = 16;
/// The same from one mailbox, whose server may take few connections.
const SENT_BY_MAILBOX: usize = SENT_AT_ONCE / dispatches::FULL_MAX;
impl Mailroom {
    /// Sends what is due, several messages at once; gives how many were tried.
    pub async fn send_all(self: &Arc<Self>) -> Result<u64, WorkError> {
        let mut tried = 0;
        // Each is a task: one that holds the register's lock goes on while the next is claimed.
        let mut under_way: JoinSet<MailboxId> = JoinSet::new();
        let mut by_mailbox: HashMap<MailboxId, usize> = HashMap::new();
        loop {
            while under_way.len() < SENT_AT_ONCE {
                // A slow server keeps nobody else's messages waiting.
                let full: Vec<MailboxId> =
                    by_mailbox.iter().filter(|it| *it.1 >= SENT_BY_MAILBOX).map(|it| *it.0).collect();
                let claimed = match self.claim(&full).await {
                    Ok(claimed) => claimed,
                    Err(error) if under_way.is_empty() => return Err(error.into()),
                    // Those under way are not given up for it.
                    Err(_) => break,
                };
                let Some(dispatch) = claimed else { break };
                tried += 1;
                *by_mailbox.entry(dispatch.mailbox).or_default() += 1;
                let this = Arc::clone(self);
                under_way.spawn(async move {
                    this.send_and_tell(&dispatch).await;
                    dispatch.mailbox
                });
            }
            let done = tokio::select! {
                done = under_way.join_next() => done,
                () = sleep(PAUSE) => continue,
            };
            match done {
                None => return Ok(tried),
                Some(Ok(mailbox)) => {
                    by_mailbox.entry(mailbox).and_modify(|count| *count -= 1);
                }
                // It died: its mailbox counts as busy until all are done, its claim runs out.
                Some(Err(error)) => tracing::error!(%error, "a message was not settled"),
            }
        }
    }

    async fn claim(&self, full: &[MailboxId]) -> Result<Option<Dispatch>, StoreError> {
        let mut tx = self.db.write().await?;
        let claimed = dispatches::claim(&mut tx, full, self.clock.now()).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn send_and_tell(&self, dispatch: &Dispatch) {
        let told = match self.send(dispatch).await {
            Ok(outcome) => self.tell_outcome(dispatch, outcome).await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            // Its claim runs out, and it is settled like any other that nobody knows of.
            tracing::error!(error = &error as &dyn std::error::Error, dispatch = %dispatch.id, "a message was not settled");
        }
    }

    /// Sends one message: what its server said.
    async fn send(&self, dispatch: &Dispatch) -> Result<Result<(), SendError>, WorkError> {
        let mut tx = self.db.read().await?;
        let material = posting::material(&mut tx, dispatch).await?;
        drop(tx);
        let Some(material) = material else {
            return Ok(Err(SendError::NotReached("its contact or its mailbox is gone".to_owned())));
        };
        let mut files = Vec::new();
        for file in &material.files {
            if let Some(bytes) = self.files.bytes(&file.content_key).await? {
                if self.is_infected(file, &bytes).await? {
                    return Ok(Err(SendError::Infected(file.name.clone())));
                }
                files.push(File { name: file.name.clone(), content_type: file.declared_type.clone(), bytes });
            }
        }
        let secrets = self.secrets(&material.mailbox)?;
        let settings = &material.mailbox.settings;
        let outgoing = posting::outgoing(&material, dispatch, &self.keys, (&self.site, files));
        let dkim = settings.dkim_selector.as_ref().filter(|_| !secrets.dkim.is_empty()).map(|selector| {
            Dkim::new(material.mailbox.domain(), selector, Secret::new(secrets.dkim.clone()))
        });
        let dkim = match dkim.transpose() {
            Ok(dkim) => dkim,
            Err(error) => return Ok(Err(SendError::NotReached(error.to_string()))),
        };
        let built = match mail::build(&outgoing, dkim.as_ref()) {
            Ok(built) => built,
            Err(error) => return Ok(Err(SendError::Message(error))),
        };
        let Some(server) = &settings.smtp else {
            return Ok(Err(SendError::NotReached("the mailbox has no server of outgoing mail".to_owned())));
        };
        let smtp = match Smtp::new(server, &material.mailbox.address) {
            Ok(smtp) => smtp,
            Err(error) => return Ok(Err(error)),
        };
        let wants_token = settings.smtp_login.as_deref() == Some("oauth2");
        let Some(user) = settings.smtp_user.as_ref().filter(|_| wants_token) else {
            let smtp = match &settings.smtp_user {
                Some(user) => smtp.with_login(user, &Secret::new(secrets.smtp.clone())),
                None => smtp,
            };
            return Ok(access::hand_over(smtp, &material.mailbox, &built).await);
        };
        let token = match self.access_token(&material.mailbox, None).await {
            Ok(token) => token.unwrap_or_else(|| Secret::new(secrets.smtp.clone())),
            Err(error) => return self.not_renewed(&material.mailbox, error).await,
        };
        let sent = access::hand_over(smtp.clone().with_token(user, &token), &material.mailbox, &built).await;
        if !matches!(sent, Err(SendError::NotLetIn(_))) {
            return Ok(sent);
        }
        match self.access_token(&material.mailbox, Some(&token)).await {
            Ok(Some(another)) => {
                Ok(access::hand_over(smtp.with_token(user, &another), &material.mailbox, &built).await)
            }
            Ok(None) => Ok(sent),
            Err(error) => self.not_renewed(&material.mailbox, error).await,
        }
    }

    async fn tell_outcome(
        &self,
        dispatch: &Dispatch,
        outcome: Result<(), SendError>,
    ) -> Result<(), WorkError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        match outcome {
            Ok(()) => drop(dispatches::sent(&mut tx, &dispatch.message_id, now).await?),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, dispatch = %dispatch.id, "a message was not sent");
                let problem = error.to_string();
                match error.fate() {
                    Fate::Unknown => dispatches::doubt(&mut tx, dispatch.id, &problem, now).await?,
                    fate => {
                        let is_for_good = fate == Fate::Refused;
                        let is_over =
                            dispatches::failed(&mut tx, dispatch, (&problem, is_for_good), now).await?;
                        if is_over {
                            self.give_up(&mut tx, dispatch, now).await?;
                        }
                    }
                }
            }
        }
        Ok(tx.commit().await?)
    }

    /// A message will not leave: its request is somebody's again.
    async fn give_up(
        &self,
        tx: &mut register::Tx,
        dispatch: &Dispatch,
        now: Timestamp,
    ) -> Result<(), WorkError> {
        let house = House::read(tx, &dispatch.partner).await?;
        let Some(contact) = contacts::find(tx, &dispatch.partner, dispatch.contact).await? else {
            return Ok(());
        };
        let found = requests::find(tx, &dispatch.partner, contact.request).await?;
        if let Some(mut request) = found {
            crate::handling::not_delivered(tx, &house, &mut request, "refused", now).await?;
        }
        Ok(())
    }
}
