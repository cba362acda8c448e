//! What happened to requests, in order, for other parts of the product that go on from where they were.

use std::collections::{HashMap, hash_map::Entry};

use jiff::Timestamp;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    request::{Request, RequestId},
    store::{instant, partner, requests, usagers},
    usager::Usager,
};

/// Something that was done to a request.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Its id: the same whenever it is read.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What: `opened`, `documents-asked`, `closed` …
    pub kind: String,
    /// The request, as it is now.
    pub request: Request,
    /// Whose it is.
    pub usager: Usager,
}

#[derive(FromRow)]
struct Row {
    event_id: Uuid,
    at_us: i64,
    kind: String,
    request_id: Uuid,
    partner: String,
}

/// What happened after an event, the oldest first, at most so many.
///
/// # Errors
///
/// [`StoreError`].
pub async fn since(
    tx: &mut Tx,
    (at, after): (Timestamp, Uuid),
    most: usize,
) -> Result<Vec<Happened>, StoreError> {
    const SQL: &str = "
        SELECT e.event_id, e.at_us, e.kind, e.request_id, r.partner
        FROM request_event e JOIN request r ON r.request_id = e.request_id
        WHERE e.at_us >= $1 AND (e.at_us > $1 OR e.event_id > $2) AND r.imported_at_us IS NULL
        ORDER BY e.at_us, e.event_id LIMIT $3";
    let rows: Vec<Row> = both!(&mut *tx, conn => sqlx::query_as(SQL)
        .bind(at.as_microsecond()).bind(after).bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(conn).await)?;
    let mut known: HashMap<Uuid, (Request, Usager)> = HashMap::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if let Entry::Vacant(place) = known.entry(row.request_id) {
            let whose = partner(&row.partner)?;
            let Some(request) = requests::find(tx, &whose, RequestId::from_uuid(row.request_id)).await?
            else {
                continue;
            };
            let Some(usager) = usagers::find(tx, &whose, request.usager).await? else { continue };
            let usager = usagers::standing(tx, usager).await?;
            place.insert((request, usager));
        }
        let (request, usager) = known[&row.request_id].clone();
        let at = instant("request_event.at_us", row.at_us)?;
        all.push(Happened { id: row.event_id, at, kind: row.kind, request, usager });
    }
    Ok(all)
}
