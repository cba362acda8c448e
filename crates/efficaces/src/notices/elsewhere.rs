//! What the shared inbox asks of notices: whose a message is that came back, what they have of a person, that they forget one.

use ::notices::{
    address::{Address, Keyring, Medium},
    retention, work,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{PartnerCode, Secret};
use mail::Bounce;
use register::{StoreError, Tx};
use requests::{
    elsewhere::{Elsewhere, Known},
    usager::{Way, WayKind},
};
use serde_json::Value;

/// Notices, as the shared inbox sees them.
#[derive(Debug, Clone)]
pub(crate) struct KeptNotices(Keyring);

impl KeptNotices {
    /// By the instance's secret.
    pub(crate) fn new(secret: &Secret<Vec<u8>>) -> Self {
        Self(Keyring::new(secret))
    }
}

impl Elsewhere for KeptNotices {
    fn came_back<'a>(
        &'a self,
        tx: &'a mut Tx,
        bounce: &'a Bounce,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let (Some(id), Some(first)) = (&bounce.original_message_id, bounce.recipients.first()) else {
                return Ok(false);
            };
            if work::notice_of(id).is_none() {
                return Ok(false);
            }
            let status = (first.status, bounce.is_for_good);
            work::bounced(tx, id, status, &first.words, now).await?;
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
            retention::erase(tx, &self.0, partner, (&known.names, &addresses), now).await
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
            retention::about(tx, &self.0, partner, (&known.names, &addresses)).await
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
