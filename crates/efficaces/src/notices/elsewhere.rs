//! What the shared inbox asks of notices: whose a message is that came back, what they have of a person, that they forget one.

use std::sync::Arc;

use ::notices::{
    address::{Address, Keyring, Medium},
    retention, work,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{PartnerCode, Secret};
use mail::{Bounce, Keys};
use register::{StoreError, Tx};
use requests::{
    elsewhere::{Elsewhere, Known},
    usager::{Way, WayKind},
};
use serde_json::Value;

/// Notices, as the shared inbox sees them.
#[derive(Debug, Clone)]
pub(crate) struct KeptNotices {
    keyring: Keyring,
    keys: Arc<Keys>,
}

impl KeptNotices {
    /// By the instance's secret, and the keys of its mail.
    pub(crate) fn new(secret: &Secret<Vec<u8>>, keys: Arc<Keys>) -> Self {
        Self { keyring: Keyring::new(secret), keys }
    }
}

impl Elsewhere for KeptNotices {
    fn came_back<'a>(
        &'a self,
        tx: &'a mut Tx,
        (bounce, sent_to): (&'a Bounce, &'a [String]),
        now: Timestamp,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let brought_back = || bounce.original_message_id.as_deref().filter(|_| bounce.is_of_ours);
            let found = work::notice_reported(&self.keys, sent_to)
                .or_else(|| brought_back().and_then(work::notice_of));
            let (Some(id), Some(first)) = (found, bounce.recipients.first()) else { return Ok(false) };
            work::bounced(tx, id, first, now).await?;
            Ok(true)
        })
    }

    fn erase<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        known: &'a Known,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let addresses: Vec<Address> = known.ways.iter().map(address_of).collect();
            retention::erase(tx, &self.keyring, partner, (&known.names, &addresses), now).await
        })
    }

    fn about<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        known: &'a Known,
    ) -> BoxFuture<'a, Result<Value, StoreError>> {
        Box::pin(async move {
            let addresses: Vec<Address> = known.ways.iter().map(address_of).collect();
            retention::about(tx, &self.keyring, partner, (&known.names, &addresses)).await
        })
    }
}

/// The address that a way is, whether anything still arrives there or not.
fn address_of(way: &Way) -> Address {
    let medium = match way.kind {
        WayKind::Phone => Medium::Sms,
        WayKind::Email => Medium::Email,
        WayKind::Post => Medium::Letter,
    };
    Address::read(medium, &way.shown)
        .unwrap_or_else(|| Address::kept(medium, if medium == Medium::Sms { &way.value } else { &way.shown }))
}
