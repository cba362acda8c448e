//! Two become one because a person said so, and become two again if a person says so.
//!
//! What was moved is kept as JSON. Undoing moves back what is still where the merger put it; what somebody changed since stays as
//! they left it. **Invariant:** a merger and its undoing leave every row as it was, but for versions.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Uuid};

use super::{events, instant, json, usagers};
use crate::{
    contact::ContactId,
    request::{Request, RequestId},
    store::{callbacks::CallbackId, notes::NoteId},
    usager::{Usager, UsagerId},
};

/// Mergers into one person or one request that are listed.
const LISTED_MAX: i64 = 100;

/// See [`Merger`].
pub type MergerId = Id<Merger>;

/// Two that became one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// Its id.
    pub id: MergerId,
    /// What became part of the other: a request's or a person's id.
    pub from: Uuid,
    /// Who said so.
    pub made_by: String,
    /// When.
    pub at: Timestamp,
}

impl Kind for Merger {
    const PREFIX: &'static str = "mrg";
}

/// What two requests that became one have moved.
#[derive(Debug, Serialize, Deserialize)]
struct MovedOfRequest {
    contacts: Vec<ContactId>,
    notes: Vec<NoteId>,
    callbacks: Vec<CallbackId>,
    documents: Vec<Id<Document>>,
    /// Its questions: place before, place after.
    questions: Vec<(i64, i64)>,
    words: Vec<String>,
    before: Face,
    after: Face,
}

/// A document that is asked of the usager.
#[derive(Debug)]
struct Document;

impl Kind for Document {
    const PREFIX: &'static str = "doc";
}

/// What a merger changes of the request that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Face {
    last_contact_us: i64,
    is_unread: bool,
}

impl Face {
    fn of(request: &Request) -> Self {
        Self { last_contact_us: request.last_contact_at.as_microsecond(), is_unread: request.is_unread }
    }
}

/// Makes `from` part of `into`, both of one partner: what was written comes together. `false`: somebody changed one of them meanwhile.
///
/// # Panics
///
/// If they are one, or of two partners.
pub async fn join_requests(
    tx: &mut Tx,
    from: &mut Request,
    into: &mut Request,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    assert!(from.partner == into.partner && from.id != into.id, "two requests of one partner");
    let before = Face::of(into);
    into.last_contact_at = into.last_contact_at.max(from.last_contact_at);
    into.is_unread |= from.is_unread;
    let after = Face::of(into);
    from.merged_into = Some(into.id);
    if !super::requests::change(tx, from).await? || !super::requests::change(tx, into).await? {
        return Ok(false);
    }
    let (old, new) = (from.id.uuid(), into.id.uuid());
    let moved = MovedOfRequest {
        contacts: ids(move_all(tx, "contact", "contact_id", "request_id", (old, new)).await?),
        notes: ids(move_all(tx, "note", "note_id", "request_id", (old, new)).await?),
        callbacks: ids(move_all(tx, "callback", "callback_id", "request_id", (old, new)).await?),
        documents: ids(
            move_all(tx, "document_request", "document_request_id", "request_id", (old, new)).await?
        ),
        questions: move_questions(tx, from.id, into.id).await?,
        words: share_words(tx, from, into).await?,
        before,
        after,
    };
    record(tx, &from.partner, ("requests", old, new), &moved, by, now).await?;
    let detail = serde_json::json!({ "into": into.id.to_string() });
    events::tell(tx, from.id, (by, "merged"), &detail, now).await?;
    let detail = serde_json::json!({ "from": from.id.to_string(), "reference": from.reference });
    events::tell(tx, into.id, (by, "received"), &detail, now).await?;
    Ok(true)
}

/// Takes two requests apart again, and gives the one that was part of the other; `None`: there is no such merger, or it was undone.
pub async fn part_requests(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: MergerId,
    by: &str,
    now: Timestamp,
) -> Result<Option<RequestId>, StoreError> {
    let Some((from, into, moved)) = undo(tx, partner, (id, "requests"), by, now).await? else {
        return Ok(None);
    };
    let moved: MovedOfRequest = json("merger.moved", &moved)?;
    let back = (into, from);
    move_back(tx, ("contact", "contact_id", "request_id"), back, &uuids(&moved.contacts)).await?;
    move_back(tx, ("note", "note_id", "request_id"), back, &uuids(&moved.notes)).await?;
    move_back(tx, ("callback", "callback_id", "request_id"), back, &uuids(&moved.callbacks)).await?;
    let documents = uuids(&moved.documents);
    move_back(tx, ("document_request", "document_request_id", "request_id"), back, &documents).await?;
    for (before, after) in moved.questions {
        const SQL: &str =
            "UPDATE question SET request_id = $3, place = $4 WHERE request_id = $1 AND place = $2";
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(into).bind(after).bind(from).bind(before).execute(conn).await.map(drop))?;
    }
    for word in moved.words {
        const SQL: &str = "DELETE FROM request_word WHERE partner = $1 AND word = $2 AND request_id = $3";
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(partner.as_str()).bind(word).bind(into).execute(conn).await.map(drop))?;
    }
    let (from, into) = (RequestId::from_uuid(from), RequestId::from_uuid(into));
    if let Some(mut parted) = super::requests::find(tx, partner, from).await? {
        parted.merged_into = None;
        super::requests::change(tx, &mut parted).await?;
    }
    if let Some(mut kept) = super::requests::find(tx, partner, into).await?
        && Face::of(&kept) == moved.after
        && moved.before != moved.after
    {
        kept.last_contact_at = instant("merger.moved", moved.before.last_contact_us)?;
        kept.is_unread = moved.before.is_unread;
        super::requests::change(tx, &mut kept).await?;
    }
    for request in [from, into] {
        events::tell(tx, request, (by, "parted"), &serde_json::json!({}), now).await?;
    }
    Ok(Some(from))
}

/// What a person is known by, apart from their ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    name: String,
    external_id: Option<String>,
    preferred: Option<String>,
    territory: Option<String>,
    remark: String,
}

impl Known {
    fn of(usager: &Usager) -> Self {
        Self {
            name: usager.name.clone(),
            external_id: usager.external_id.clone(),
            preferred: usager.preferred.map(|it| it.code().to_owned()),
            territory: usager.territory.clone(),
            remark: usager.remark.clone(),
        }
    }

    fn give(self, usager: &mut Usager) {
        usager.name = self.name;
        usager.external_id = self.external_id;
        usager.preferred = self.preferred.and_then(|it| it.parse().ok());
        usager.territory = self.territory;
        usager.remark = self.remark;
    }
}

/// What two people who were found to be one have moved.
#[derive(Debug, Serialize, Deserialize)]
struct MovedOfUsager {
    requests: Vec<RequestId>,
    contacts: Vec<ContactId>,
    /// Kind and value.
    ways: Vec<(String, String)>,
    /// Of the person who was found to be the other.
    from_before: Known,
    into_before: Known,
    into_after: Known,
}

/// `from` was found to be `into`, both of one partner: requests, contacts and ways come together; what is known of `into` is
/// completed, never replaced. `false`: one of them is another person already.
///
/// # Panics
///
/// If they are one, or of two partners.
pub async fn join_usagers(
    tx: &mut Tx,
    from: &mut Usager,
    into: &mut Usager,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE usager SET merged_into = $2 WHERE usager_id = $1 AND merged_into IS NULL
            AND EXISTS (SELECT 1 FROM usager o WHERE o.usager_id = $2 AND o.merged_into IS NULL)";
    assert!(from.partner == into.partner && from.id != into.id, "two people of one partner");
    let (old, new) = (from.id.uuid(), into.id.uuid());
    let changed = both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(old).bind(new).execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 0 {
        return Ok(false);
    }
    let (from_before, into_before) = (Known::of(from), Known::of(into));
    if into.name.is_empty() {
        into.name.clone_from(&from.name);
    }
    if into.external_id.is_none() && from.external_id.is_some() {
        into.external_id = from.external_id.take();
        usagers::change(tx, from).await?;
    }
    into.preferred = into.preferred.or(from.preferred);
    into.territory = into.territory.take().or_else(|| from.territory.clone());
    if !from.remark.is_empty() && into.remark != from.remark {
        let both = [into.remark.as_str(), from.remark.as_str()];
        into.remark = both.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n");
    }
    usagers::change(tx, into).await?;
    from.merged_into = Some(into.id);
    let moved = MovedOfUsager {
        requests: ids(move_all(tx, "request", "request_id", "usager_id", (old, new)).await?),
        contacts: ids(move_all(tx, "contact", "contact_id", "usager_id", (old, new)).await?),
        ways: move_ways(tx, old, new).await?,
        from_before,
        into_before,
        into_after: Known::of(into),
    };
    record(tx, &from.partner, ("usagers", old, new), &moved, by, now).await?;
    Ok(true)
}

/// Takes two people apart again, and gives the one that was found to be the other; `None`: there is no such merger, or it was undone.
pub async fn part_usagers(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: MergerId,
    by: &str,
    now: Timestamp,
) -> Result<Option<UsagerId>, StoreError> {
    const PARTED: &str = "UPDATE usager SET merged_into = NULL WHERE usager_id = $1";
    const WAY: &str =
        "UPDATE usager_way SET usager_id = $2 WHERE usager_id = $1 AND kind = $3 AND value = $4";
    let Some((from, into, moved)) = undo(tx, partner, (id, "usagers"), by, now).await? else {
        return Ok(None);
    };
    let moved: MovedOfUsager = json("merger.moved", &moved)?;
    let back = (into, from);
    move_back(tx, ("request", "request_id", "usager_id"), back, &uuids(&moved.requests)).await?;
    move_back(tx, ("contact", "contact_id", "usager_id"), back, &uuids(&moved.contacts)).await?;
    for (kind, value) in &moved.ways {
        both!(&mut *tx, conn => sqlx::query(WAY)
            .bind(into).bind(from).bind(kind).bind(value).execute(conn).await.map(drop))?;
    }
    both!(&mut *tx, conn => sqlx::query(PARTED).bind(from).execute(conn).await.map(drop))?;
    let (from, into) = (UsagerId::from_uuid(from), UsagerId::from_uuid(into));
    if let Some(mut kept) = usagers::find(tx, partner, into).await? {
        if Known::of(&kept) == moved.into_after {
            moved.into_before.clone().give(&mut kept);
            usagers::change(tx, &kept).await?;
        } else if kept.external_id == moved.from_before.external_id {
            kept.external_id.clone_from(&moved.into_before.external_id);
            usagers::change(tx, &kept).await?;
        }
    }
    if let Some(mut parted) = usagers::find(tx, partner, from).await?
        && Known::of(&parted) != moved.from_before
    {
        moved.from_before.give(&mut parted);
        usagers::change(tx, &parted).await?;
    }
    Ok(Some(from))
}

/// The mergers into a request or a person that were not undone, the latest first.
pub async fn into(tx: &mut Tx, partner: &PartnerCode, id: Uuid) -> Result<Vec<Merger>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        merger_id: Uuid,
        from_id: Uuid,
        made_by: String,
        at_us: i64,
    }
    const SQL: &str = "
        SELECT merger_id, from_id, made_by, at_us FROM merger
        WHERE into_id = $1 AND partner = $2 AND undone_at_us IS NULL ORDER BY at_us DESC, merger_id DESC LIMIT $3";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id).bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|it| {
            Ok(Merger {
                id: MergerId::from_uuid(it.merger_id),
                from: it.from_id,
                made_by: it.made_by,
                at: instant("merger.at_us", it.at_us)?,
            })
        })
        .collect()
}

async fn record(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, from, into): (&str, Uuid, Uuid),
    moved: &impl Serialize,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO merger (merger_id, partner, kind, from_id, into_id, moved, made_by, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let moved = serde_json::to_string(moved).expect("ids and texts are JSON");
    both!(tx, conn => sqlx::query(SQL)
        .bind(MergerId::new(now).uuid())
        .bind(partner.as_str())
        .bind(kind)
        .bind(from)
        .bind(into)
        .bind(moved)
        .bind(by)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Marks a merger as undone: from, into, what was moved.
async fn undo(
    tx: &mut Tx,
    partner: &PartnerCode,
    (id, kind): (MergerId, &str),
    by: &str,
    now: Timestamp,
) -> Result<Option<(Uuid, Uuid, String)>, StoreError> {
    // What became part of a third since cannot be taken apart before that third.
    const SQL: &str = "
        UPDATE merger SET undone_by = $4, undone_at_us = $5
        WHERE merger_id = $1 AND partner = $2 AND kind = $3 AND undone_at_us IS NULL
            AND NOT EXISTS (SELECT 1 FROM merger later WHERE later.from_id = merger.into_id AND later.undone_at_us IS NULL)
        RETURNING from_id, into_id, moved";
    Ok(both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid())
        .bind(partner.as_str())
        .bind(kind)
        .bind(by)
        .bind(now.as_microsecond())
        .fetch_optional(conn).await)?)
}

/// Gives all rows of a table that belong to one to another, and says which.
async fn move_all(
    tx: &mut Tx,
    table: &'static str,
    key: &'static str,
    owner: &'static str,
    (old, new): (Uuid, Uuid),
) -> Result<Vec<Uuid>, StoreError> {
    let sql = format!("UPDATE {table} SET {owner} = $2{} WHERE {owner} = $1 RETURNING {key}", grown(table));
    Ok(both!(tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(old).bind(new).fetch_all(conn).await)?)
}

/// Gives these rows back, those that are still where they were put.
async fn move_back(
    tx: &mut Tx,
    (table, key, owner): (&'static str, &'static str, &'static str),
    (held, wanted): (Uuid, Uuid),
    rows: &[Uuid],
) -> Result<(), StoreError> {
    let sql = format!("UPDATE {table} SET {owner} = $3{} WHERE {key} = $1 AND {owner} = $2", grown(table));
    for row in rows {
        both!(&mut *tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .bind(*row).bind(held).bind(wanted).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// Whoever has a request on screen must see that it changed.
fn grown(table: &str) -> &'static str {
    if table == "request" { ", version = version + 1" } else { "" }
}

async fn move_questions(
    tx: &mut Tx,
    from: RequestId,
    into: RequestId,
) -> Result<Vec<(i64, i64)>, StoreError> {
    const PLACES: &str = "SELECT place FROM question WHERE request_id = $1 ORDER BY place";
    const NEXT: &str = "SELECT COALESCE(MAX(place) + 1, 0) FROM question WHERE request_id = $1";
    const SQL: &str = "UPDATE question SET request_id = $3, place = $4 WHERE request_id = $1 AND place = $2";
    let places: Vec<i64> = both!(&mut *tx, conn => sqlx::query_scalar(PLACES)
        .bind(from.uuid()).fetch_all(conn).await)?;
    let next: i64 =
        both!(&mut *tx, conn => sqlx::query_scalar(NEXT).bind(into.uuid()).fetch_one(conn).await)?;
    let moved: Vec<(i64, i64)> = places.into_iter().zip(next..).collect();
    for (before, after) in &moved {
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(from.uuid()).bind(before).bind(into.uuid()).bind(after)
            .execute(conn).await.map(drop))?;
    }
    Ok(moved)
}

/// The request that stays is found by the words of the other too; gives those that it lacked.
async fn share_words(tx: &mut Tx, from: &Request, into: &Request) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        INSERT INTO request_word (partner, word, request_id)
        SELECT partner, word, $2 FROM request_word WHERE request_id = $1
            AND word NOT IN (SELECT word FROM request_word WHERE request_id = $2)
        RETURNING word";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(from.id.uuid()).bind(into.id.uuid()).fetch_all(conn).await)?)
}

/// The ways that the other lacks become theirs; a way that both have stays where it was.
async fn move_ways(tx: &mut Tx, old: Uuid, new: Uuid) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = "
        UPDATE usager_way SET usager_id = $2 WHERE usager_id = $1 AND NOT EXISTS (
            SELECT 1 FROM usager_way o WHERE o.usager_id = $2 AND o.kind = usager_way.kind AND o.value = usager_way.value)
        RETURNING kind, value";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(old).bind(new).fetch_all(conn).await)?)
}

fn ids<T>(uuids: Vec<Uuid>) -> Vec<Id<T>> {
    uuids.into_iter().map(Id::from_uuid).collect()
}

fn uuids<T>(ids: &[Id<T>]) -> Vec<Uuid> {
    ids.iter().map(|it| it.uuid()).collect()
}
