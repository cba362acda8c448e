//! Usagers and the ways to reach them.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx, both, list};
use sqlx::{FromRow, types::Uuid};

use super::{instant, maybe_instant, maybe_word, partner, text, word};
use crate::{
    rules::words,
    usager::{Usager, UsagerId, Way, WayKind},
};

/// People whom one way may lead to: a family, a helper of many.
const SHARERS_MAX: i64 = 50;
/// Ways of one person.
const WAYS_MAX: i64 = 100;
/// Words of a name by which one is found.
const NAME_WORDS_MAX: usize = 8;
/// People whom a search shows.
const FOUND_MAX: i64 = 20;

const COLUMNS: &str = "usager_id, partner, name, external_id, language, preferred, territory, remark, merged_into, created_at_us, erased_at_us";

#[derive(FromRow)]
struct Row {
    usager_id: Uuid,
    partner: String,
    name: String,
    external_id: Option<String>,
    language: String,
    preferred: Option<String>,
    territory: Option<String>,
    remark: String,
    merged_into: Option<Uuid>,
    created_at_us: i64,
    erased_at_us: Option<i64>,
}

impl TryFrom<Row> for Usager {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: UsagerId::from_uuid(row.usager_id),
            partner: partner(&row.partner)?,
            name: row.name,
            external_id: row.external_id,
            language: row.language,
            preferred: maybe_word("usager.preferred", row.preferred, |it| it.parse::<Channel>().ok())?,
            territory: row.territory,
            remark: row.remark,
            merged_into: row.merged_into.map(UsagerId::from_uuid),
            created_at: instant("usager.created_at_us", row.created_at_us)?,
            erased_at: maybe_instant("usager.erased_at_us", row.erased_at_us)?,
        })
    }
}

/// Records a person.
pub async fn record(tx: &mut Tx, usager: &Usager) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO usager (usager_id, partner, name, external_id, language, preferred, territory, remark, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(usager.partner.as_str())
        .bind(&usager.name)
        .bind(&usager.external_id)
        .bind(&usager.language)
        .bind(usager.preferred.map(Channel::code))
        .bind(&usager.territory)
        .bind(&usager.remark)
        .bind(usager.created_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    index_name(tx, usager).await
}

/// Writes the words by which a person is found, in the place of those of an earlier name.
async fn index_name(tx: &mut Tx, usager: &Usager) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM usager_word WHERE usager_id = $1";
    const SQL: &str = "
        INSERT INTO usager_word (partner, word, usager_id) VALUES ($1, $2, $3)
        ON CONFLICT (partner, word, usager_id) DO NOTHING";
    both!(&mut *tx, conn => sqlx::query(FORGET).bind(usager.id.uuid()).execute(conn).await.map(drop))?;
    for word in words::name_words(&usager.name).into_iter().take(NAME_WORDS_MAX) {
        both!(&mut *tx, conn => sqlx::query(SQL)
            .bind(usager.partner.as_str()).bind(word).bind(usager.id.uuid())
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// The people whose name has words that begin like each word of a text. By name; merged ones are left out.
pub async fn named(tx: &mut Tx, partner: &PartnerCode, text: &str) -> Result<Vec<Usager>, StoreError> {
    let words: Vec<String> = words::name_words(text).into_iter().take(NAME_WORDS_MAX).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let begins = |place: usize| {
        let first = 2 * place + 2;
        format!(
            " AND usager_id IN (SELECT usager_id FROM usager_word WHERE partner = $1 AND word >= ${first} AND word <= ${})",
            first + 1
        )
    };
    let conditions: String = (0..words.len()).map(begins).collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM usager WHERE partner = $1 AND merged_into IS NULL{conditions} ORDER BY name, usager_id LIMIT ${}",
        2 * words.len() + 2
    );
    let rows: Vec<Row> = both!(tx, conn => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(partner.as_str());
        for word in words {
            // The last of what begins so, in the order of every collation.
            let last = format!("{word}{}", "z".repeat(40));
            query = query.bind(word).bind(last);
        }
        query.bind(FOUND_MAX).fetch_all(conn).await
    })?;
    rows.into_iter().map(Usager::try_from).collect()
}

/// The people whom an address, a number or words of a name lead to.
pub async fn searched(tx: &mut Tx, partner: &PartnerCode, text: &str) -> Result<Vec<Usager>, StoreError> {
    match Way::email(text).or_else(|| Way::phone(text)) {
        Some(way) => by_way(tx, partner, &way).await,
        None => named(tx, partner, text).await,
    }
}

/// Others whom one of a person's ways leads to, and that way's kind; merged ones are left out.
pub async fn sharing_a_way(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: UsagerId,
) -> Result<Vec<(UsagerId, WayKind)>, StoreError> {
    const SQL: &str = "
        SELECT b.usager_id, b.kind FROM usager_way a
        JOIN usager_way b ON b.partner = a.partner AND b.kind = a.kind AND b.value = a.value AND b.usager_id <> a.usager_id
        JOIN usager u ON u.usager_id = b.usager_id
        WHERE a.usager_id = $1 AND a.partner = $2 AND u.merged_into IS NULL ORDER BY b.usager_id, b.kind LIMIT $3";
    let rows: Vec<(Uuid, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(partner.as_str()).bind(SHARERS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(id, kind)| Ok((UsagerId::from_uuid(id), word("usager_way.kind", &kind, WayKind::of)?)))
        .collect()
}

/// The names of people, empty ones too.
pub async fn names(
    tx: &mut Tx,
    partner: &PartnerCode,
    ids: &[UsagerId],
) -> Result<HashMap<UsagerId, String>, StoreError> {
    let wanted: HashSet<UsagerId> = ids.iter().copied().collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    // The ids lead there, not the partner.
    let sql = format!(
        "SELECT usager_id, name FROM usager WHERE partner || '' = $1 AND usager_id IN ({})",
        list::places(2, wanted.len())
    );
    let rows: Vec<(Uuid, String)> = both!(tx, conn => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(partner.as_str());
        for id in wanted {
            query = query.bind(id.uuid());
        }
        query.fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(|(id, name)| (UsagerId::from_uuid(id), name)).collect())
}

/// Writes what is known of a person anew: name, language, preference, territory, remark, external id.
pub async fn change(tx: &mut Tx, usager: &Usager) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE usager SET name = $3, external_id = $4, language = $5, preferred = $6, territory = $7, remark = $8
        WHERE usager_id = $1 AND partner = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(usager.partner.as_str())
        .bind(&usager.name)
        .bind(&usager.external_id)
        .bind(&usager.language)
        .bind(usager.preferred.map(Channel::code))
        .bind(&usager.territory)
        .bind(&usager.remark)
        .execute(conn).await.map(drop))?;
    index_name(tx, usager).await
}

/// One person of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: UsagerId) -> Result<Option<Usager>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM usager WHERE usager_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Usager::try_from).transpose()
}

/// The person that somebody was found to be, or themselves.
pub async fn standing(tx: &mut Tx, mut usager: Usager) -> Result<Usager, StoreError> {
    while let Some(into) = usager.merged_into {
        let Some(next) = find(tx, &usager.partner, into).await? else { break };
        usager = next;
    }
    Ok(usager)
}

/// Those who were found to be this person, and those who were found to be them.
pub async fn merged(tx: &mut Tx, id: UsagerId) -> Result<Vec<UsagerId>, StoreError> {
    const SQL: &str = "SELECT usager_id FROM usager WHERE merged_into = $1 ORDER BY usager_id LIMIT $2";
    let mut all: Vec<UsagerId> = Vec::new();
    let mut looked = 0;
    loop {
        let into = if looked == 0 { id } else { all[looked - 1] };
        let found: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(SQL)
            .bind(into.uuid()).bind(SHARERS_MAX).fetch_all(conn).await)?;
        all.extend(found.into_iter().map(UsagerId::from_uuid));
        looked += 1;
        if looked > all.len() {
            return Ok(all);
        }
    }
}

/// The people whom a way leads to, those known longest first; merged ones are left out.
pub async fn by_way(tx: &mut Tx, partner: &PartnerCode, way: &Way) -> Result<Vec<Usager>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM usager WHERE merged_into IS NULL AND usager_id IN (
            SELECT usager_id FROM usager_way WHERE partner = $1 AND kind = $2 AND value = $3)
         ORDER BY created_at_us, usager_id LIMIT $4"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(way.kind.code()).bind(&way.value).bind(SHARERS_MAX)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Usager::try_from).collect()
}

/// The person whom the partner's other systems name so.
pub async fn by_external(
    tx: &mut Tx,
    partner: &PartnerCode,
    external: &str,
) -> Result<Option<Usager>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM usager WHERE partner = $1 AND external_id = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(text(external)).fetch_optional(conn).await)?;
    row.map(Usager::try_from).transpose()
}

/// Those of several ways of one kind that lead to somebody.
pub async fn known_ways(
    tx: &mut Tx,
    partner: &PartnerCode,
    (kind, values): (WayKind, &[String]),
) -> Result<HashSet<String>, StoreError> {
    const SELECT: &str = "SELECT value FROM usager_way WHERE partner = $1 AND kind = $2 AND value";
    list::found(tx, SELECT, &[partner.as_str(), kind.code()], values).await
}

/// Adds a way to reach a person; one that they have already is left as it is.
pub async fn add_way(tx: &mut Tx, usager: &Usager, way: &Way, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO usager_way (usager_id, kind, value, partner, shown, added_at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (usager_id, kind, value) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(usager.id.uuid())
        .bind(way.kind.code())
        .bind(&way.value)
        .bind(usager.partner.as_str())
        .bind(&way.shown)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// The ways to reach a person, in the order in which they came.
pub async fn ways(tx: &mut Tx, id: UsagerId) -> Result<Vec<Way>, StoreError> {
    const SQL: &str = "
        SELECT kind, value, shown, is_dead FROM usager_way WHERE usager_id = $1 ORDER BY added_at_us, value LIMIT $2";
    let rows: Vec<(String, String, String, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(WAYS_MAX).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(kind, value, shown, is_dead)| {
            Ok(Way {
                kind: word("usager_way.kind", &kind, WayKind::of)?,
                value,
                shown,
                is_dead: is_dead == 1,
            })
        })
        .collect()
}

/// Marks a way by which nothing arrives, or that works again.
pub async fn mark_way(tx: &mut Tx, id: UsagerId, way: &Way, is_dead: bool) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE usager_way SET is_dead = $4 WHERE usager_id = $1 AND kind = $2 AND value = $3";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(way.kind.code()).bind(&way.value).bind(i64::from(is_dead))
        .execute(conn).await.map(drop))?;
    Ok(())
}
