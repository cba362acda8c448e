//! How probable it is that promises are missed, from the requests of the shared inbox that are like them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use ::notices::{
    people::Asked,
    rules::ports::{Forecast, Outlook},
};
use jiff::{SignedDuration, Timestamp};
use kernel::PartnerCode;
use register::{StoreError, Tx};
use requests::{
    expected::{self, PastRequests},
    request::{Promised, Request},
    store::requests as kept,
};

/// Requests with which one compares are read again after this: of a year, an hour changes little.
const READ_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// The requests with which one compares, by partner, and when they were read.
type Read = HashMap<PartnerCode, (Timestamp, Arc<PastRequests>)>;

/// Forecasts of the shared inbox; about requests that only other systems know, it knows nothing.
#[derive(Default)]
pub(super) struct FromRequests(Mutex<Read>);

impl FromRequests {
    async fn past(
        &self,
        tx: &mut Tx,
        partner: &PartnerCode,
        now: Timestamp,
    ) -> Result<Arc<PastRequests>, StoreError> {
        let known = || {
            let read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            read.get(partner).filter(|it| it.0 <= now && now < it.0 + READ_AGAIN).map(|it| Arc::clone(&it.1))
        };
        if let Some(known) = known() {
            return Ok(known);
        }
        let past = Arc::new(PastRequests::read(tx, partner, now).await?);
        let mut read = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        read.insert(partner.clone(), (now, Arc::clone(&past)));
        Ok(past)
    }
}

async fn request(tx: &mut Tx, partner: &PartnerCode, reference: &str) -> Result<Option<Request>, StoreError> {
    kept::by_reference(tx, partner, reference).await
}

impl Forecast for FromRequests {
    fn outlook<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        reference: &'a str,
        due: Timestamp,
        now: Timestamp,
    ) -> Asked<'a, Option<Outlook>> {
        Box::pin(async move {
            let Some(request) = request(tx, partner, reference).await? else { return Ok(None) };
            let past = self.past(tx, partner, now).await?;
            let found = expected::risk(tx, &past, &request, due, now).await?;
            Ok(found.map(|it| Outlook { missed: it.missed, new_date: it.anew.map(|it| it.high) }))
        })
    }

    fn announced<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        reference: &'a str,
        (due, new_date): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Asked<'a, ()> {
        Box::pin(async move {
            if let Some(request) = request(tx, partner, reference).await? {
                let anew = Promised { low: new_date, high: new_date, at: now };
                expected::promise_anew(tx, &request, due, anew).await?;
            }
            Ok(())
        })
    }
}
