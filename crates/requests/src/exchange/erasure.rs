//! Erasure: what was said, and who said it, goes; that somebody wrote, when, how and why stays, without a name.
//!
//! **Invariants:** the register is emptied before the bytes are removed, and bytes that something else leads to stay; the proof names
//! nobody; what is older than an erasure does not come back ([`covers`]), whoever writes after it is a new person.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use mail::Keys;
use register::{Db, StoreError, Tx, audit, both};
use serde_json::json;
use sqlx::types::Uuid;

use crate::{
    elsewhere::{self, Elsewhere},
    files::{Files, FilesError},
    request::{FollowUpCode, RequestId},
    store::{maybe_instant, requests, usagers},
    usager::{UsagerId, Way},
};

/// An erasure, in the proof.
#[derive(Debug)]
pub struct Erasure;

impl Kind for Erasure {
    const PREFIX: &'static str = "ers";
}

/// Something was not erased; nothing of it was written unless said otherwise.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The register is emptied; some bytes could not be removed. Erasing again removes them.
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl kernel::Explain for EraseError {
    fn message(&self) -> kernel::Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Files(error) => error.message(),
        }
    }
}

impl From<EraseError> for super::archive::ArchiveError {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Store(error) => Self::Store(error),
            EraseError::Files(error) => Self::Files(error),
        }
    }
}

impl From<EraseError> for crate::mailroom::work::WorkError {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::Store(error) => Self::Store(error),
            EraseError::Files(error) => Self::Files(error),
        }
    }
}

/// What an erasure removes, or removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// People: two rows that were found to be one person count twice.
    pub people: Vec<UsagerId>,
    /// Their requests.
    pub requests: u64,
    /// Their contacts.
    pub contacts: u64,
    /// What other parts of the product had of them.
    pub elsewhere: u64,
    /// The keys of the bytes to which nothing leads any more.
    pub files: BTreeSet<String>,
    /// The proof: it says how much was erased, when and by whom, never whose it was.
    pub proof: Option<Id<Erasure>>,
}

impl Removed {
    /// Whether there was somebody, or something, to remove.
    pub fn is_something(&self) -> bool {
        !self.people.is_empty() || !self.files.is_empty() || self.elsewhere > 0
    }
}

/// Whether a person who is reached by this way was erased after an instant.
pub async fn covers(
    tx: &mut Tx,
    keys: &Keys,
    partner: &PartnerCode,
    way: &Way,
    at: Timestamp,
) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM erasure WHERE partner = $1 AND way_hash = $2 AND at_us >= $3";
    for hash in keys.person(partner.as_str(), way.kind.code(), &way.value) {
        let found: i64 = both!(&mut *tx, conn => sqlx::query_scalar(SQL)
            .bind(partner.as_str()).bind(hash).bind(at.as_microsecond()).fetch_one(conn).await)?;
        if found > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The people whom a way leads to, and those who were found to be one of them.
pub async fn people(tx: &mut Tx, partner: &PartnerCode, way: &Way) -> Result<Vec<UsagerId>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE found (usager_id) AS (
            SELECT usager_id FROM usager_way WHERE partner = $1 AND kind = $2 AND value = $3
            UNION
            SELECT u.usager_id FROM usager u JOIN found f ON u.merged_into = f.usager_id)
        SELECT usager_id FROM found ORDER BY usager_id";
    let rows: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(way.kind.code()).bind(&way.value).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(UsagerId::from_uuid).collect())
}

/// A person, and those who were found to be them.
pub async fn together(tx: &mut Tx, usager: UsagerId) -> Result<Vec<UsagerId>, StoreError> {
    const SQL: &str = "
        WITH RECURSIVE found (usager_id) AS (
            SELECT usager_id FROM usager WHERE usager_id = $1
            UNION
            SELECT u.usager_id FROM usager u JOIN found f ON u.merged_into = f.usager_id)
        SELECT usager_id FROM found ORDER BY usager_id";
    let rows: Vec<Uuid> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(usager.uuid()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(UsagerId::from_uuid).collect())
}

/// What a person has here: requests, and contacts (those that they wrote about somebody else's request included).
pub async fn count(tx: &mut Tx, usager: UsagerId) -> Result<(i64, i64), StoreError> {
    const REQUESTS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM request WHERE usager_id = $1";
    const CONTACTS: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM contact
        WHERE usager_id = $1 OR request_id IN (SELECT request_id FROM request WHERE usager_id = $1)";
    let (mut requests, mut contacts) = (0, 0);
    for one in together(tx, usager).await? {
        for (sql, sum) in [(REQUESTS, &mut requests), (CONTACTS, &mut contacts)] {
            let found: i64 =
                both!(&mut *tx, conn => sqlx::query_scalar(sql).bind(one.uuid()).fetch_one(conn).await)?;
            *sum += found;
        }
    }
    Ok((requests, contacts))
}

/// What is kept of an erasure: it names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: Id<Erasure>,
    /// When.
    pub at: Timestamp,
    /// Requests that were emptied.
    pub requests: i64,
    /// Contacts that were emptied.
    pub contacts: i64,
    /// Files whose bytes were removed.
    pub files: i64,
    /// When the database was written anew afterwards.
    pub scrubbed_at: Option<Timestamp>,
}

/// The proof of the erasure of an instant.
pub async fn proof(tx: &mut Tx, partner: &PartnerCode, at: Timestamp) -> Result<Option<Proof>, StoreError> {
    const SQL: &str = "
        SELECT erasure_id, requests, contacts, files, scrubbed_at_us FROM erasure WHERE partner = $1 AND at_us = $2 LIMIT 1";
    let row: Option<(Uuid, i64, i64, i64, Option<i64>)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(at.as_microsecond()).fetch_optional(conn).await)?;
    row.map(|(id, requests, contacts, files, scrubbed_at)| {
        let scrubbed_at = maybe_instant("erasure.scrubbed_at_us", scrubbed_at)?;
        Ok(Proof { id: Id::from_uuid(id), at, requests, contacts, files, scrubbed_at })
    })
    .transpose()
}

/// Who is to be erased.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'a> {
    /// Everybody whom these ways lead to; what is older does not come back by them, known or not.
    Ways(&'a [Way]),
    /// One person. Somebody else who has the same address stays.
    Person(UsagerId),
}

impl Whom<'_> {
    async fn people(self, tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<UsagerId>, StoreError> {
        let ways = match self {
            Self::Person(usager) => return together(tx, usager).await,
            Self::Ways(ways) => ways,
        };
        let mut found = Vec::new();
        for way in ways {
            for id in people(tx, partner, way).await? {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        Ok(found)
    }
}

/// Erases people in the register and their bytes, messages that became no contact included. If it is not meant, it only counts.
pub async fn carry_out(
    (db, files, keys, elsewhere): (&Db, &dyn Files, &Keys, Option<&dyn Elsewhere>),
    (partner, whom): (&PartnerCode, Whom<'_>),
    (actor, now): (&str, Timestamp),
    is_meant: bool,
) -> Result<Removed, EraseError> {
    let mut tx = db.read().await?;
    let named = if let Whom::Ways(ways) = whom { ways } else { &[] };
    let mut texts: BTreeSet<String> = named.iter().map(|it| it.value.to_ascii_lowercase()).collect();
    for usager in whom.people(&mut tx, partner).await? {
        let own = ways(&mut tx, usager).await?;
        texts.extend(own.into_iter().filter(|it| it.0 == "email").map(|it| it.1));
    }
    // Looking into many messages takes long: writers do not wait for it.
    let apart = apart_with(&mut tx, files, partner, &texts).await?;
    drop(tx);
    let mut tx = db.write().await?;
    let people = whom.people(&mut tx, partner).await?;
    let known = elsewhere::known(&mut tx, partner, (&people, named)).await?;
    let mut removed = erase(&mut tx, keys, partner, (&people, named), (actor, now)).await?;
    if let Some(part) = elsewhere {
        removed.elsewhere = part.erase(&mut tx, partner, &known, now).await?;
    }
    mark_apart(&mut tx, partner, &apart).await?;
    removed.files.extend(apart);
    if is_meant && removed.is_something() {
        tx.commit().await?;
        remove_unused(db, files, removed.files.clone()).await?;
    }
    Ok(removed)
}

/// Writes the database anew if somebody was erased since it last was: what was deleted stays in its file until something is written
/// over it. Gives whether it was written anew.
///
/// On SQLite writers wait meanwhile, about as long as copying the file takes.
pub async fn scrub(db: &Db, now: Timestamp) -> Result<bool, StoreError> {
    const DUE: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM erasure WHERE scrubbed_at_us IS NULL";
    const DONE: &str = "UPDATE erasure SET scrubbed_at_us = $1 WHERE scrubbed_at_us IS NULL AND at_us <= $1";
    let mut tx = db.read().await?;
    let due: i64 = both!(&mut tx, conn => sqlx::query_scalar(DUE).fetch_one(conn).await)?;
    drop(tx);
    if due == 0 {
        return Ok(false);
    }
    db.scrub().await?;
    let mut tx = db.write().await?;
    both!(&mut tx, conn => sqlx::query(DONE).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    tx.commit().await?;
    Ok(true)
}

/// The proof.
const PROOF: &str = "
        INSERT INTO erasure (erasure_id, way_hash, partner, requests, contacts, files, made_by, at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// A person without anything that names them.
const USAGER: &str = "
            UPDATE usager SET name = '', external_id = NULL, preferred = NULL, territory = NULL, remark = '', erased_at_us = $2
            WHERE usager_id = $1";

/// Erases people in the register; the caller commits, then removes the bytes ([`remove_unused`]). `named`: ways by which they were named,
/// known or not: what is older does not come back by these either.
pub(super) async fn erase(
    tx: &mut Tx,
    keys: &Keys,
    partner: &PartnerCode,
    (people, named): (&[UsagerId], &[Way]),
    (actor, now): (&str, Timestamp),
) -> Result<Removed, StoreError> {
    let id = Id::<Erasure>::new(now);
    let mut removed = Removed { people: people.to_vec(), proof: Some(id), ..Removed::default() };
    let mut all: BTreeSet<(String, String)> =
        named.iter().map(|it| (it.kind.code().to_owned(), it.value.clone())).collect();
    for usager in people {
        let own = ways(tx, *usager).await?;
        forget_ways(tx, partner, &own).await?;
        all.extend(own);
        for request in requests_of(tx, *usager).await? {
            let (contacts, files) = empty(tx, request, now).await?;
            end(tx, request, now).await?;
            removed.requests += 1;
            removed.contacts += contacts;
            removed.files.extend(files);
        }
        // What they wrote about somebody else's request, and what is kept of it beside the contact.
        let elsewhere = elsewhere(tx, *usager).await?;
        removed.contacts += elsewhere.len() as u64;
        removed.files.extend(empty_contacts(tx, "usager_id", usager.uuid()).await?.1);
        for request in elsewhere.into_iter().collect::<BTreeSet<_>>() {
            index_again(tx, partner, request).await?;
        }
        forget(tx, *usager, now).await?;
    }
    removed.files = unused(tx, &removed.files).await?;
    let mut hashes: BTreeSet<String> = BTreeSet::new();
    for (kind, value) in &all {
        hashes.extend(keys.person(partner.as_str(), kind, value).into_iter().next());
    }
    if hashes.is_empty() {
        // Nobody can come back by no way; the proof stays all the same.
        hashes.insert(String::new());
    }
    for hash in hashes {
        both!(&mut *tx, conn => sqlx::query(PROOF)
            .bind(id.uuid())
            .bind(hash)
            .bind(partner.as_str())
            .bind(removed.requests.cast_signed())
            .bind(removed.contacts.cast_signed())
            .bind(i64::try_from(removed.files.len()).unwrap_or(i64::MAX))
            .bind(actor)
            .bind(now.as_microsecond())
            .execute(conn).await.map(drop))?;
    }
    let entry = audit::Entry {
        actor,
        action: "usager.erase",
        object: &id.to_string(),
        partner: Some(partner),
        detail: json!({
            "people": people.len(), "requests": removed.requests, "contacts": removed.contacts, "files": removed.files.len(),
        }),
    };
    audit::tell(tx, entry, now).await?;
    Ok(removed)
}

/// Removes who a person is; the row stays, and names nobody.
pub(super) async fn forget(tx: &mut Tx, usager: UsagerId, now: Timestamp) -> Result<(), StoreError> {
    for sql in OF_USAGER {
        one(tx, sql, usager.uuid()).await?;
    }
    Ok(both!(tx, conn => sqlx::query(USAGER)
        .bind(usager.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?)
}

/// Removes the ways of a person where they stand by themselves: automatic answers, numbers that were to be called or that called.
async fn forget_ways(
    tx: &mut Tx,
    partner: &PartnerCode,
    ways: &[(String, String)],
) -> Result<(), StoreError> {
    const ANSWER: &str = "DELETE FROM automatic_answer WHERE partner = $1 AND address = $2";
    const CALLS: [(&str, &str); 2] = [
        (
            "SELECT callback_id, phone FROM callback WHERE partner = $1 AND phone <> ''",
            "UPDATE callback SET phone = '' WHERE callback_id = $1",
        ),
        (
            "SELECT call_id, phone FROM phone_call WHERE partner = $1 AND phone <> ''",
            "UPDATE phone_call SET phone = '' WHERE call_id = $1",
        ),
    ];
    for (_, value) in ways.iter().filter(|it| it.0 == "email") {
        run(tx, ANSWER, partner, value).await?;
    }
    let numbers: Vec<&String> = ways.iter().filter(|it| it.0 == "phone").map(|it| &it.1).collect();
    if numbers.is_empty() {
        return Ok(());
    }
    for (found, forget) in CALLS {
        let calls: Vec<(Uuid, String)> =
            both!(&mut *tx, conn => sqlx::query_as(found).bind(partner.as_str()).fetch_all(conn).await)?;
        for (id, phone) in calls {
            if Way::phone(&phone).is_some_and(|it| numbers.contains(&&it.value)) {
                one(tx, forget, id).await?;
            }
        }
    }
    Ok(())
}

/// The requests of others about which a person wrote, once for each contact.
async fn elsewhere(tx: &mut Tx, usager: UsagerId) -> Result<Vec<Uuid>, StoreError> {
    const SQL: &str = "
        SELECT c.request_id FROM contact c JOIN request r ON r.request_id = c.request_id
        WHERE c.usager_id = $1 AND r.usager_id <> $1 ORDER BY c.request_id";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).bind(usager.uuid()).fetch_all(conn).await)?)
}

/// Writes the words of a request anew, from what is left of it; what its messages quote may be from anybody, and goes.
async fn index_again(tx: &mut Tx, partner: &PartnerCode, request: Uuid) -> Result<(), StoreError> {
    const UNQUOTED: &str = "UPDATE contact SET quoted = '' WHERE request_id = $1";
    const WORDS: &str = "DELETE FROM request_word WHERE request_id = $1";
    const SAID: &str = "SELECT subject, body FROM contact WHERE request_id = $1 ORDER BY at_us, contact_id";
    one(tx, UNQUOTED, request).await?;
    one(tx, WORDS, request).await?;
    let Some(found) = requests::find(tx, partner, RequestId::from_uuid(request)).await? else {
        return Ok(());
    };
    let name = usagers::find(tx, partner, found.usager).await?.map(|it| it.name).unwrap_or_default();
    requests::index_words(tx, &found, &format!("{} {name}", found.subject)).await?;
    let said: Vec<(String, String)> =
        both!(&mut *tx, conn => sqlx::query_as(SAID).bind(request).fetch_all(conn).await)?;
    for (subject, body) in said {
        requests::index_words(tx, &found, &format!("{subject} {body}")).await?;
    }
    Ok(())
}

/// What is known of a person besides their requests.
const OF_USAGER: [&str; 4] = [
    "UPDATE phone_call SET phone = '' WHERE usager_id = $1",
    "DELETE FROM usager_way WHERE usager_id = $1",
    "DELETE FROM usager_word WHERE usager_id = $1",
    // A merger without what it moved cannot be undone: it counts as settled.
    "UPDATE merger SET moved = '{}', undone_by = COALESCE(undone_by, 'product'), undone_at_us = COALESCE(undone_at_us, at_us)
        WHERE kind = 'usagers' AND (from_id = $1 OR into_id = $1)",
];

/// What is said about a request besides its contacts. Events keep their kind, and their detail where it is made of codes.
const OF_REQUEST: [&str; 12] = [
    "UPDATE incident_delivery SET problem = NULL WHERE request_id = $1",
    "UPDATE phone_call SET phone = '' WHERE request_id = $1",
    "DELETE FROM request_word WHERE request_id = $1",
    "DELETE FROM draft WHERE request_id = $1",
    "UPDATE request_event SET detail = '{}' WHERE request_id = $1
        AND kind NOT IN ('opened', 'passed', 'assigned', 'reason', 'team', 'closed', 'closed-history', 'reopened', 'robot',
            'not-delivered', 'snoozed', 'merged', 'parted')",
    "UPDATE note SET body = '' WHERE request_id = $1",
    "UPDATE question SET asked = '', left_open = CASE WHEN left_open IS NULL THEN NULL ELSE '' END WHERE request_id = $1",
    "UPDATE callback SET phone = '' WHERE request_id = $1",
    "UPDATE document_request SET label = '', why = '' WHERE request_id = $1",
    "UPDATE opinion SET words = '' WHERE request_id = $1",
    "UPDATE merger SET moved = '{}', undone_by = COALESCE(undone_by, 'product'), undone_at_us = COALESCE(undone_at_us, at_us)
        WHERE kind = 'requests' AND (from_id = $1 OR into_id = $1)",
    "DELETE FROM automatic_answer WHERE request_id = $1",
];

/// Empties a request of all that was said; gives how many contacts it has, and the keys of their bytes.
pub(super) async fn empty(
    tx: &mut Tx,
    request: Uuid,
    now: Timestamp,
) -> Result<(u64, BTreeSet<String>), StoreError> {
    const REQUEST: &str = "
        UPDATE request SET subject = '', because = NULL, emptied_at_us = $2, version = version + 1 WHERE request_id = $1";
    let found = empty_contacts(tx, "request_id", request).await?;
    for sql in OF_REQUEST {
        one(tx, sql, request).await?;
    }
    both!(tx, conn => sqlx::query(REQUEST)
        .bind(request).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(found)
}

/// A request of nobody is over, its follow-up code opens nothing, nothing is called back or sent.
async fn end(tx: &mut Tx, request: Uuid, now: Timestamp) -> Result<(), StoreError> {
    const REQUEST: &str = "
        UPDATE request SET code = $2, closed_at_us = CASE WHEN state = 'open' THEN $3 ELSE closed_at_us END,
            order_us = CASE WHEN state = 'open' THEN -last_contact_at_us ELSE order_us END, state = 'closed', is_unread = 0,
            due_at_us = NULL, snoozed_until_us = NULL
        WHERE request_id = $1";
    const CALLBACK: &str = "
        UPDATE callback SET done_at_us = $2, outcome = 'cancelled' WHERE request_id = $1 AND done_at_us IS NULL";
    let code = FollowUpCode::draw()?;
    both!(&mut *tx, conn => sqlx::query(REQUEST)
        .bind(request).bind(code.as_str()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    both!(tx, conn => sqlx::query(CALLBACK)
        .bind(request).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Empties the contacts of a request or of a person.
async fn empty_contacts(tx: &mut Tx, column: &str, id: Uuid) -> Result<(u64, BTreeSet<String>), StoreError> {
    let within = format!("(SELECT contact_id FROM contact WHERE {column} = $1)");
    let mut files = BTreeSet::new();
    for sql in [
        format!("SELECT content_key FROM contact WHERE {column} = $1 AND content_key IS NOT NULL"),
        format!("SELECT content_key FROM attachment WHERE contact_id IN {within}"),
        format!("SELECT content_key FROM dispatch WHERE content_key IS NOT NULL AND contact_id IN {within}"),
        format!("SELECT content_key FROM arrival WHERE contact_id IN {within}"),
    ] {
        let keys: Vec<String> = both!(&mut *tx, conn => sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(id).fetch_all(conn).await)?;
        files.extend(keys);
    }
    let contacts = format!(
        "UPDATE contact SET subject = '', body = '', quoted = '', html = NULL, way = '', message_id = NULL, content_key = NULL
         WHERE {column} = $1"
    );
    let changed = both!(&mut *tx, conn => sqlx::query(sqlx::AssertSqlSafe(contacts))
        .bind(id).execute(conn).await.map(|it| it.rows_affected()))?;
    for sql in [
        format!("DELETE FROM attachment WHERE contact_id IN {within}"),
        // The same bytes that came again are a duplicate, and lead to them, too.
        format!(
            "UPDATE arrival SET kind = 'erased' WHERE kind = 'duplicate' AND content_key IN
                (SELECT a.content_key FROM arrival a WHERE a.contact_id IN {within} AND a.mailbox_id = arrival.mailbox_id)"
        ),
        format!("UPDATE arrival SET kind = 'erased' WHERE contact_id IN {within}"),
        format!(
            "UPDATE question SET asked = '', left_open = CASE WHEN left_open IS NULL THEN NULL ELSE '' END
             WHERE contact_id IN {within}"
        ),
        // What has not left stays here.
        format!(
            "UPDATE dispatch SET recipient = '', content_key = NULL, problem = NULL,
                state = CASE WHEN state IN ('waiting', 'sending', 'doubtful') THEN 'refused' ELSE state END
             WHERE contact_id IN {within}"
        ),
    ] {
        both!(&mut *tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).execute(conn).await.map(drop))?;
    }
    Ok((changed, files))
}

/// Those of these keys to which nothing leads.
pub(super) async fn unused(tx: &mut Tx, keys: &BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
    const SQL: &str = "
        SELECT CAST((SELECT COUNT(*) FROM contact WHERE content_key = $1) + (SELECT COUNT(*) FROM attachment WHERE content_key = $1)
            + (SELECT COUNT(*) FROM dispatch WHERE content_key = $1)
            + (SELECT COUNT(*) FROM arrival WHERE content_key = $1 AND (kind IS NULL OR kind <> 'erased')) AS BIGINT)";
    let mut unused = BTreeSet::new();
    for key in keys {
        let found: i64 = both!(&mut *tx, conn => sqlx::query_scalar(SQL).bind(key).fetch_one(conn).await)?;
        if found == 0 {
            unused.insert(key.clone());
        }
    }
    Ok(unused)
}

/// Removes the bytes of these keys, unless something leads to them.
pub async fn remove_unused(db: &Db, files: &dyn Files, keys: BTreeSet<String>) -> Result<(), EraseError> {
    let mut tx = db.read().await?;
    let unused = unused(&mut tx, &keys).await?;
    drop(tx);
    for key in &unused {
        files.remove(key).await?;
    }
    Ok(())
}

/// The messages of a partner that became no contact and that hold one of these texts (addresses): copies of what was sent, reports,
/// absences. Gives their keys; the caller marks them with [`mark_apart`].
async fn apart_with(
    tx: &mut Tx,
    files: &dyn Files,
    partner: &PartnerCode,
    texts: &BTreeSet<String>,
) -> Result<BTreeSet<String>, EraseError> {
    const SQL: &str = "
        SELECT DISTINCT content_key FROM arrival
        WHERE partner = $1 AND contact_id IS NULL AND state <> 'kept' AND (kind IS NULL OR kind NOT IN ('erased', 'duplicate'))";
    let keys: Vec<String> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).fetch_all(conn).await)
    .map_err(StoreError::from)?;
    let mut found = BTreeSet::new();
    for key in keys {
        let Some(bytes) = files.bytes(&key).await? else { continue };
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if texts.iter().any(|it| !it.is_empty() && text.contains(it.as_str())) {
            found.insert(key);
        }
    }
    Ok(found)
}

/// Marks messages that became no contact as erased, so that nothing leads to their bytes.
async fn mark_apart(tx: &mut Tx, partner: &PartnerCode, keys: &BTreeSet<String>) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE arrival SET kind = 'erased', state = 'filed' WHERE partner = $1 AND content_key = $2 AND contact_id IS NULL";
    for key in keys {
        run(tx, SQL, partner, key).await?;
    }
    Ok(())
}

/// The ways to reach a person: kind and value.
pub async fn ways(tx: &mut Tx, usager: UsagerId) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = "SELECT kind, value FROM usager_way WHERE usager_id = $1 ORDER BY kind, value";
    Ok(both!(tx, conn => sqlx::query_as(SQL).bind(usager.uuid()).fetch_all(conn).await)?)
}

async fn requests_of(tx: &mut Tx, usager: UsagerId) -> Result<Vec<Uuid>, StoreError> {
    const SQL: &str = "SELECT request_id FROM request WHERE usager_id = $1 ORDER BY request_id";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).bind(usager.uuid()).fetch_all(conn).await)?)
}

async fn one(tx: &mut Tx, sql: &'static str, id: Uuid) -> Result<(), StoreError> {
    Ok(both!(tx, conn => sqlx::query(sql).bind(id).execute(conn).await.map(drop))?)
}

async fn run(tx: &mut Tx, sql: &'static str, partner: &PartnerCode, text: &str) -> Result<(), StoreError> {
    Ok(both!(tx, conn => sqlx::query(sql)
        .bind(partner.as_str()).bind(text).execute(conn).await.map(drop))?)
}
