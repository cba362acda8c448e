//! The way of notices and of what happens to requests to the contact log.

use std::sync::Arc;

use ::notices::{effects::reading::ContactLog, rules::ports::EventLedger};
use contact_log::{Keys, Log, PartnerLog};
use engine::Engine;
use futures::future::BoxFuture;
use intake::events::{self, RequestEvent};
use jiff::Timestamp;
use kernel::{PartnerCode, Scope};
use measures::{
    AfterMeasurer, AfterQuestion, AfterTable, MeasureError, Moment, MomentMeasurer, MomentQuestion, UnitCosts,
};
use register::StoreError;
use serde_json::Value;

/// Events of requests, straight into the log.
#[derive(Clone)]
pub(super) struct LoggedEvents {
    pub(super) log: Log,
    pub(super) keys: Arc<Keys>,
}

impl EventLedger for LoggedEvents {
    fn take(&self, partner: PartnerCode, given: Vec<Value>) -> BoxFuture<'_, Result<Vec<bool>, StoreError>> {
        Box::pin(async move {
            let read: Vec<Option<RequestEvent>> = given.iter().map(|it| event(&partner, it)).collect();
            let taken = read.iter().map(Option::is_some).collect();
            let rows: Vec<RequestEvent> = read.into_iter().flatten().collect();
            let (log, keys) = (self.log.clone(), Arc::clone(&self.keys));
            let appended = tokio::task::spawn_blocking(move || events::append(&log, &keys, &rows)).await;
            let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Elsewhere(error);
            appended.map_err(|it| failed(Box::new(it)))?.map_err(|it| failed(Box::new(it)))?;
            Ok(taken)
        })
    }
}

fn event(partner: &PartnerCode, it: &Value) -> Option<RequestEvent> {
    let text = |name: &str| it[name].as_str().map(str::to_owned);
    let instant = |name: &str| text(name).and_then(|it| it.parse::<Timestamp>().ok());
    Some(RequestEvent {
        partner: partner.clone(),
        request: text("request")?,
        usager: text("usager")?,
        occurred_at: instant("occurred_at")?,
        status: text("status")?,
        life_event: text("life_event"),
        due_at: instant("due_at"),
    })
}

/// The contact log, as effects and moments ask it.
pub(crate) struct EngineLog {
    pub(crate) engine: Engine,
    pub(crate) log: Log,
    pub(crate) keys: Arc<Keys>,
}

impl AfterMeasurer for EngineLog {
    fn after(
        &self,
        partner: &PartnerCode,
        question: &AfterQuestion,
        costs: &UnitCosts,
    ) -> Result<AfterTable, MeasureError> {
        AfterMeasurer::after(&self.engine, partner, question, costs)
    }
}

impl MomentMeasurer for EngineLog {
    fn moments(&self, scope: &Scope, question: &MomentQuestion) -> Result<Vec<Moment>, MeasureError> {
        MomentMeasurer::moments(&self.engine, scope, question)
    }
}

impl ContactLog for EngineLog {
    fn mark(&self, partner: &PartnerCode) -> Result<u64, MeasureError> {
        let snapshot = self.log.snapshot().map_err(|it| MeasureError::Log(Box::new(it)))?;
        Ok(snapshot.partners().iter().find(|it| it.code == *partner).map_or(0, PartnerLog::mark))
    }

    fn usager(&self, partner: &PartnerCode, name: &str) -> u64 {
        self.keys.usager(partner, name)
    }
}
