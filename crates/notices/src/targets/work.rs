//! Looks at the pages that messages name, and lets go what waited for those that answer again. Start with [`Watch::run`].

use std::{fmt, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};
use gateways::look::{Looked, Looker};
use jiff::Timestamp;
use kernel::{Clock, Scope};
use register::{Db, StoreError, Tx, both};
use sqlx::types::Uuid;
use tokio::time::sleep;

use super::{Found, Standing, believed, site, store};
use crate::{
    accept,
    service::{Service, ServiceId},
    store::{instant, partner, services, word},
    template::Lane,
};

/// When messages that are held are tried by themselves: never (the year 9999).
pub(crate) const NEVER_US: i64 = 253_370_764_800_000_000;
/// How often it is looked whether there is something to do.
const PAUSE: Duration = Duration::from_secs(5);
/// Pages of one round.
const ROUND_MAX: usize = 40;
/// Pages that are looked at once.
const AT_ONCE: usize = 8;
/// Other sites that are asked whether our own line works.
const WITNESSES_MAX: usize = 3;
/// Pages among which these are sought.
const CANDIDATES_MAX: usize = 200;
/// For how long whoever took pages has them alone: longer than a round takes.
const TAKEN_FOR: Duration = Duration::from_mins(2);
/// Messages that are let go in one transaction.
const SLICE: i64 = 300;

/// Looks at pages. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    db: Db,
    clock: Arc<dyn Clock>,
    looker: Looker,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// One that looks by `looker`.
    pub fn new(db: Db, clock: Arc<dyn Clock>, looker: Looker) -> Self {
        Self { db, clock, looker }
    }

    /// Looks and lets go, for ever.
    pub async fn run(self) {
        loop {
            match self.round().await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "the pages that messages name were not looked at"
                    );
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Reads what new templates name, looks at the pages that are due, lets go what nothing holds back any more; gives how much of all that was
    /// done. Nothing is written where nothing is to be done.
    ///
    /// # Errors
    ///
    /// The register's.
    pub async fn round(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let has_unread = store::has_unread(&mut tx).await?;
        drop(tx);
        let mut done = 0;
        if has_unread {
            let mut tx = self.db.write().await?;
            done += store::read_unread(&mut tx, now).await? as u64;
            tx.commit().await?;
        }
        let mut tx = self.db.read().await?;
        let has_due = store::has_due(&mut tx, now).await?;
        drop(tx);
        if has_due {
            let mut tx = self.db.write().await?;
            let due = store::claim_due(&mut tx, ROUND_MAX, (now, now + TAKEN_FOR)).await?;
            tx.commit().await?;
            done += due.len() as u64;
            self.look(due).await?;
        }
        let mut tx = self.db.read().await?;
        let has_free = !free(&mut tx, 1).await?.is_empty();
        drop(tx);
        if has_free {
            let mut tx = self.db.write().await?;
            done += let_go(&mut tx, self.clock.now()).await?;
            tx.commit().await?;
        }
        Ok(done)
    }

    /// Looks at some pages now, because somebody asks; gives what each is, in order. Of those that messages name it is kept; a first failed look
    /// is confirmed later all the same.
    ///
    /// # Errors
    ///
    /// The register's.
    pub async fn look_at(&self, addresses: &[String]) -> Result<Vec<Found>, StoreError> {
        let found = self.found(addresses).await?;
        let mut known = Vec::new();
        let mut tx = self.db.read().await?;
        for (address, found) in addresses.iter().zip(&found) {
            known.extend(store::link(&mut tx, address).await?.map(|it| (address.clone(), it, *found)));
        }
        drop(tx);
        self.keep(known).await?;
        Ok(found)
    }

    async fn look(&self, pages: Vec<(String, Standing)>) -> Result<(), StoreError> {
        let addresses: Vec<String> = pages.iter().map(|it| it.0.clone()).collect();
        let found = self.found(&addresses).await?;
        self.keep(pages.into_iter().zip(found).map(|((address, it), found)| (address, it, found)).collect())
            .await
    }

    /// What pages are, as far as it may be believed.
    async fn found(&self, addresses: &[String]) -> Result<Vec<Found>, StoreError> {
        let mut looks = self.follow(addresses.to_vec()).await;
        // One that failed alone proves nothing: other sites say whether our own line works.
        if looks.iter().any(|it| matches!(it.1, Looked::Dead(_))) {
            let others = self.witnesses(&looks).await?;
            looks.extend(self.follow(others).await);
        }
        let given: Vec<(&str, Looked)> = looks.iter().map(|it| (it.0.as_str(), it.1.clone())).collect();
        let mut found = believed(&given);
        found.truncate(addresses.len());
        Ok(found)
    }

    async fn keep(&self, pages: Vec<(String, Standing, Found)>) -> Result<(), StoreError> {
        if pages.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        for (address, before, found) in &pages {
            let after = before.after(*found, now);
            if after.state != before.state {
                tracing::info!(site = site(address), state = after.state.code(), "a page of messages");
            }
            store::write_link(&mut tx, address, &after).await?;
        }
        tx.commit().await
    }

    /// Follows links, some at once; gives what each led to, in their order.
    async fn follow(&self, addresses: Vec<String>) -> Vec<(String, Looked)> {
        let looks = stream::iter(addresses).map(|address| async {
            let looked = self.looker.look(&address).await;
            (address, looked)
        });
        looks.buffered(AT_ONCE).collect().await
    }

    /// A page of each of some other sites that answered lately.
    async fn witnesses(&self, looks: &[(String, Looked)]) -> Result<Vec<String>, StoreError> {
        let mut tx = self.db.read().await?;
        let known = store::witnesses(&mut tx, CANDIDATES_MAX).await?;
        drop(tx);
        let mut sites: Vec<String> = looks.iter().map(|it| site(&it.0)).collect();
        let mut others = Vec::new();
        for address in known {
            let its = site(&address);
            if others.len() < WITNESSES_MAX && !sites.contains(&its) {
                sites.push(its);
                others.push(address);
            }
        }
        Ok(others)
    }
}

/// A message that waited for a target.
type Held = (Uuid, String, Uuid, String, i64, Option<Uuid>, Option<Uuid>);

/// Messages that are held although nothing holds their template back any more.
async fn free(tx: &mut Tx, most: i64) -> Result<Vec<Held>, StoreError> {
    const SQL: &str = "
        SELECT notice_id, partner, service_id, lane, due_at_us, job_id, turn_id FROM notice
        WHERE held_at_us IS NOT NULL AND state = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM notice_blocked b WHERE b.template_id = notice.template_id AND b.version = notice.version)
        ORDER BY due_at_us, notice_id LIMIT $1";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(most).fetch_all(conn).await)?)
}

/// Lets some messages go, in the hours of their service and no more an hour than it wants; gives how many. The governor counts them where they
/// leave now.
async fn let_go(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE notice SET held_at_us = NULL, why = NULL, due_at_us = $2, next_try_at_us = $2,
            first_due_us = CASE WHEN due_at_us < $2 THEN NULL ELSE first_due_us END
        WHERE notice_id = $1 AND state = 'waiting'";
    let held = free(tx, SLICE).await?;
    let mut service: Option<Service> = None;
    for (id, whose, service_id, lane, due_at_us, campaign, turn) in &held {
        let service_id = ServiceId::from_uuid(*service_id);
        if service.as_ref().is_none_or(|it| it.id != service_id) {
            service = services::find(tx, &Scope::Partner(partner(whose)?), service_id).await?;
        }
        let due_at = instant("notice.due_at_us", *due_at_us)?;
        let lane = word("notice.lane", lane, Lane::of)?;
        let is_smoothed = campaign.is_some() || turn.is_some();
        let at = match &service {
            Some(service) if due_at <= now => {
                accept::leaves_at(tx, service, (lane, is_smoothed), now).await?
            }
            _ => due_at,
        };
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(id).bind(at.as_microsecond()).execute(conn).await.map(drop))?;
    }
    Ok(held.len() as u64)
}
