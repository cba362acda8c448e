//! Request events on their way to the contact log: what programs and the shared inbox tell of requests.
//!
//! **Invariant:** the same event given again is in the log once: the log knows events by all that they say.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, StringArray, StringDictionaryBuilder, TimestampMicrosecondArray, UInt64Array},
    datatypes::Int32Type,
    record_batch::RecordBatch,
};
use contact_log::{ImportOptions, Keys, Log, schema};
use jiff::Timestamp;
use kernel::PartnerCode;

use crate::FlowError;

/// What the log names as the file of these rows.
const SOURCE: &str = "events";

/// Something that happened to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestEvent {
    /// Whose.
    pub partner: PartnerCode,
    /// The request, as the partner's systems name it.
    pub request: String,
    /// The person, in the same words.
    pub usager: String,
    /// When.
    pub occurred_at: Timestamp,
    /// What it is from then on.
    pub status: String,
    /// The life event.
    pub life_event: Option<String>,
    /// The date that was announced.
    pub due_at: Option<Timestamp>,
}

/// Appends events to the log; when it returns they are on disk. Blocking.
///
/// # Errors
///
/// [`FlowError`]; nothing is then in the log.
pub fn append(log: &Log, keys: &Keys, events: &[RequestEvent]) -> Result<(), FlowError> {
    let import = log.begin_import(keys, ImportOptions::default())?;
    import.events(batch(events)?, &SOURCE.into())?;
    import.commit()?;
    Ok(())
}

/// The events in the log's columns.
fn batch(events: &[RequestEvent]) -> Result<RecordBatch, FlowError> {
    let texts = |value: fn(&RequestEvent) -> Option<&str>| -> ArrayRef {
        Arc::new(events.iter().map(value).collect::<StringArray>())
    };
    let words = |value: fn(&RequestEvent) -> Option<&str>| -> ArrayRef {
        let mut builder = StringDictionaryBuilder::<Int32Type>::new();
        events.iter().map(value).for_each(|it| builder.append_option(it));
        Arc::new(builder.finish())
    };
    let instants = |value: fn(&RequestEvent) -> Option<Timestamp>| -> ArrayRef {
        let instants = events.iter().map(|it| value(it).map(Timestamp::as_microsecond));
        Arc::new(instants.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let columns = schema::SOURCE_EVENTS.fields().iter().map(|field| match field.name().as_str() {
        "partner" => words(|it| Some(it.partner.as_str())),
        "request" => texts(|it| Some(&it.request)),
        "usager" => texts(|it| Some(&it.usager)),
        "occurred_at" => instants(|it| Some(it.occurred_at)),
        "status" => words(|it| Some(&it.status)),
        "life_event" => words(|it| it.life_event.as_deref()),
        "due_at" => instants(|it| it.due_at),
        // Events of one instant have no order of their own; the log would take another number for another event.
        "ordinal" => Arc::new(events.iter().map(|_| 0).collect::<UInt64Array>()),
        _ => Arc::new((1..=events.len() as u64).collect::<UInt64Array>()),
    });
    Ok(RecordBatch::try_new(Arc::clone(&schema::SOURCE_EVENTS), columns.collect())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_is_given_twice_is_in_the_log_once() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(&folder.path().join("log").display().to_string()).unwrap();
        let keys = log.keys(None).unwrap();
        let event = |status: &str, due_at: Option<Timestamp>| RequestEvent {
            partner: "VILLE".parse().unwrap(),
            request: "D-1".to_owned(),
            usager: "U-1".to_owned(),
            occurred_at: "2026-03-10T10:00:00Z".parse().unwrap(),
            status: status.to_owned(),
            life_event: None,
            due_at,
        };
        let events =
            [event("complete", None), event("decided", Some("2026-04-01T00:00:00Z".parse().unwrap()))];
        append(&log, &keys, &events).unwrap();
        append(&log, &keys, &events[..1]).unwrap();
        append(&log, &keys, &[event("paid", None)]).unwrap();
        let snapshot = log.snapshot().unwrap();
        assert_eq!(snapshot.partners().iter().map(|it| it.events).sum::<u64>(), 3);
    }
}
