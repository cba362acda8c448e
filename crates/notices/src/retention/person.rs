//! One person: a copy of all that notices have of them, and their erasure.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use serde_json::{Value, json};
use sqlx::types::Uuid;

use crate::{
    address::{Address, Keyring, Medium, Reach},
    incoming,
    notice::{Notice, NoticeId, State, Why},
    rules::store::{facts, turns},
    store::{instant, notices, preferences, text},
};

/// Lines of campaigns that are read at once.
const LINES_READ: i64 = 1_000;

/// Erases a person, whom the partner's systems and ours call by these names and whom these addresses lead to: their messages, what they
/// answered, what happened to their requests, their lines in campaigns. What waits for them is cancelled, what is under way is not tried
/// again. Gives how much there was.
pub async fn erase(
    tx: &mut Tx,
    keyring: &Keyring,
    partner: &PartnerCode,
    (names, addresses): (&[String], &[Address]),
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut count = 0;
    for notice in found(tx, keyring, partner, (names, addresses)).await? {
        empty(tx, &notice, now).await?;
        count += 1;
    }
    for number in addresses.iter().filter(|it| it.medium() == Medium::Sms) {
        count += silence(tx, partner, number).await?;
    }
    for name in names.iter().filter(|it| !it.is_empty()) {
        count += facts::forget(tx, partner, name).await?;
    }
    count += turns::erase(tx, partner, names, now).await?;
    count += strike(tx, partner, (names, addresses)).await?;
    for address in addresses {
        forget_failures(tx, partner, &address.key(keyring)).await?;
    }
    Ok(count)
}

/// All that notices have of a person, for them to read: messages, texts that they sent, what they said they want, facts of their requests.
pub async fn about(
    tx: &mut Tx,
    keyring: &Keyring,
    partner: &PartnerCode,
    (names, addresses): (&[String], &[Address]),
) -> Result<Value, StoreError> {
    const RECEIVED: &str = "
        SELECT sender, recipient, body, received_at_us FROM notice_received
        WHERE sender IN ($2, $3, $4) AND (partner = $1 OR partner IS NULL) AND body <> '' ORDER BY received_at_us";
    const FACTS: &str = "
        SELECT request, kind, name, at_us, data FROM notice_fact WHERE partner = $1 AND usager = $2 ORDER BY at_us, fact_id";
    let messages: Vec<Value> =
        found(tx, keyring, partner, (names, addresses)).await?.iter().map(written).collect();
    let mut received = Vec::new();
    let mut wanted = Vec::new();
    for address in addresses {
        for it in
            preferences::said(tx, keyring, &Reach { partner: partner.clone(), address: address.clone() })
                .await?
        {
            wanted.push(json!({
                "address": address.text(), "medium": it.medium.code(), "purpose": it.purpose, "wanted": it.is_wanted,
                "said_at": it.said_at,
            }));
        }
        if address.medium() != Medium::Sms {
            continue;
        }
        let [plain, bare, national] = spelled(address);
        let rows: Vec<(String, String, String, i64)> = both!(&mut *tx, conn => sqlx::query_as(RECEIVED)
            .bind(partner.as_str()).bind(plain).bind(bare).bind(national).fetch_all(conn).await)?;
        for (from, to, text, at_us) in rows {
            let at = instant("notice_received.received_at_us", at_us)?;
            received.push(json!({ "from": from, "to": to, "text": text, "at": at }));
        }
    }
    let mut happened = Vec::new();
    for name in names.iter().filter(|it| !it.is_empty()) {
        let rows: Vec<(String, String, String, i64, String)> = both!(&mut *tx, conn => sqlx::query_as(FACTS)
            .bind(partner.as_str()).bind(text(name)).fetch_all(conn).await)?;
        for (request, kind, name, at_us, data) in rows {
            let data: Value = serde_json::from_str(&data).unwrap_or_default();
            let at = instant("notice_fact.at_us", at_us)?;
            happened.push(json!({ "request": request, "kind": kind, "name": name, "at": at, "data": data }));
        }
    }
    Ok(json!({ "messages": messages, "received": received, "preferences": wanted, "events": happened }))
}

fn written(notice: &Notice) -> Value {
    json!({
        "id": notice.id.to_string(), "medium": notice.medium.code(), "to": notice.recipient.as_ref().map(Address::text),
        "subject": notice.subject, "text": notice.body, "filled_with": notice.personalisation, "language": notice.language,
        "request": notice.request, "known_as": notice.usager, "state": notice.state.code(), "why": notice.why.map(Why::code),
        "created_at": notice.created_at, "sent_at": notice.sent_at, "done_at": notice.done_at,
    })
}

/// The messages to whom the partner's systems call so.
pub(super) const BY_NAME: &str =
    "SELECT notice_id FROM notice WHERE partner = $1 AND usager = $2 AND recipient IS NOT NULL";

/// The messages to a person that still say something.
async fn found(
    tx: &mut Tx,
    keyring: &Keyring,
    partner: &PartnerCode,
    (names, addresses): (&[String], &[Address]),
) -> Result<Vec<Notice>, StoreError> {
    const BY_KEY: &str =
        "SELECT notice_id FROM notice WHERE partner = $1 AND recipient_key = $2 AND recipient IS NOT NULL";
    let keys = addresses.iter().map(|it| (BY_KEY, it.key(keyring)));
    let names = names.iter().filter(|it| !it.is_empty()).map(|it| (BY_NAME, text(it)));
    let mut ids = BTreeSet::new();
    for (sql, named) in keys.chain(names) {
        let some: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(sql)
            .bind(partner.as_str()).bind(named).fetch_all(conn).await)?;
        ids.extend(some);
    }
    let mut found = Vec::new();
    for id in ids {
        found.extend(notices::get(tx, NoticeId::from_uuid(id)).await?);
    }
    Ok(found)
}

/// Stops a message if it has not left, and empties it.
async fn empty(tx: &mut Tx, notice: &Notice, now: Timestamp) -> Result<(), StoreError> {
    // A letter that nobody has posted yet is taken out of its bundle.
    const BUNDLE: &str = "
        UPDATE notice_print SET letters = letters - 1 WHERE posted_at_us IS NULL AND print_id =
            (SELECT print_id FROM notice WHERE notice_id = $1 AND state = 'sending')";
    const UNPRINTED: &str = "
        UPDATE notice SET state = 'cancelled', why = 'stopped', done_at_us = $2, print_id = NULL
        WHERE notice_id = $1 AND state = 'sending' AND medium = 'letter'";
    // Whoever hands it over right now has it in hand; it is never tried again.
    const UNDER_WAY: &str = "
        UPDATE notice SET state = 'failed', why = 'no-receipt', done_at_us = $2
        WHERE notice_id = $1 AND state IN ('sending', 'doubtful')";
    const EMPTIED: &str = "
        UPDATE notice SET recipient = NULL, subject = '', body = '', personalisation = '{}', detail = NULL, unsubscribe = NULL,
            usager = NULL, request = NULL, reference = NULL,
            person_keys = CASE WHEN state IN ('delivered', 'failed', 'cancelled') THEN '[]' ELSE person_keys END
        WHERE notice_id = $1";
    const LINE: &str = "UPDATE notice_campaign_line SET cells = '[]' WHERE notice_id = $1";
    if notice.state == State::Waiting {
        notices::cancel(tx, notice.id, Why::Stopped, now).await?;
    }
    let id = notice.id.uuid();
    both!(&mut *tx, conn => sqlx::query(BUNDLE).bind(id).execute(conn).await.map(drop))?;
    for sql in [UNPRINTED, UNDER_WAY] {
        both!(&mut *tx, conn => sqlx::query(sql)
            .bind(id).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    }
    for sql in [EMPTIED, LINE] {
        both!(&mut *tx, conn => sqlx::query(sql).bind(id).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// A number as carriers write it.
fn spelled(number: &Address) -> [String; 3] {
    let plain = incoming::number(number.text()).map_or(number.text().to_owned(), |it| it.e164().to_owned());
    let bare = plain.trim_start_matches('+').to_owned();
    let national = bare.strip_prefix("33").map_or_else(|| bare.clone(), |it| format!("0{it}"));
    [plain, bare, national]
}

/// Empties the texts that came from a number, and what is answered to them.
async fn silence(tx: &mut Tx, partner: &PartnerCode, number: &Address) -> Result<u64, StoreError> {
    const RECEIVED: &str = "
        UPDATE notice_received SET sender = '', body = '', kind = COALESCE(kind, 'unplaced')
        WHERE sender IN ($2, $3, $4) AND (partner = $1 OR partner IS NULL)";
    const ANSWERS: &str = "
        UPDATE notice_answer SET recipient = '', body = '', state = CASE state WHEN 'sent' THEN 'sent' ELSE 'failed' END
        WHERE partner = $1 AND recipient IN ($2, $3, $4)";
    let [plain, bare, national] = spelled(number);
    let mut count = 0;
    for sql in [ANSWERS, RECEIVED] {
        count = both!(&mut *tx, conn => sqlx::query(sql)
            .bind(partner.as_str()).bind(&plain).bind(&bare).bind(&national)
            .execute(conn).await.map(|it| it.rows_affected()))?;
    }
    Ok(count)
}

/// Strikes a person off the lists of campaigns: nobody will be written to by a line that names them.
async fn strike(
    tx: &mut Tx,
    partner: &PartnerCode,
    (names, addresses): (&[String], &[Address]),
) -> Result<u64, StoreError> {
    const CAMPAIGNS: &str = "SELECT campaign_id FROM notice_campaign WHERE partner = $1";
    const LINES: &str = "
        SELECT line, cells FROM notice_campaign_line WHERE campaign_id = $1 AND line > $2 AND cells <> '[]' ORDER BY line LIMIT $3";
    const EMPTIED: &str = "UPDATE notice_campaign_line SET cells = '[]' WHERE campaign_id = $1 AND line = $2";
    const UNSENT: &str = "
        DELETE FROM notice_campaign_line WHERE campaign_id = $1 AND line = $2 AND notice_id IS NULL";
    let campaigns: Vec<Uuid> = both!(&mut *tx, conn => sqlx::query_scalar(CAMPAIGNS)
        .bind(partner.as_str()).fetch_all(conn).await)?;
    let mut count = 0;
    for campaign in campaigns {
        let mut after = i64::MIN;
        loop {
            let lines: Vec<(i64, String)> = both!(&mut *tx, conn => sqlx::query_as(LINES)
                .bind(campaign).bind(after).bind(LINES_READ).fetch_all(conn).await)?;
            let Some((last, _)) = lines.last() else { break };
            after = *last;
            for (line, cells) in &lines {
                let cells: Vec<String> = serde_json::from_str(cells).unwrap_or_default();
                if !cells.iter().any(|it| is_theirs(it, names, addresses)) {
                    continue;
                }
                for sql in [EMPTIED, UNSENT] {
                    both!(&mut *tx, conn => sqlx::query(sql)
                        .bind(campaign).bind(line).execute(conn).await.map(drop))?;
                }
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Whether a cell of a list holds one of these names or addresses.
fn is_theirs(cell: &str, names: &[String], addresses: &[Address]) -> bool {
    let is_same = |it: &Address| {
        Address::read(it.medium(), cell)
            .is_some_and(|cell| cell.text().to_lowercase() == it.text().to_lowercase())
    };
    names.iter().any(|it| !it.is_empty() && it == cell.trim()) || addresses.iter().any(is_same)
}

async fn forget_failures(tx: &mut Tx, partner: &PartnerCode, key: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_failure WHERE partner = $1 AND recipient_key = $2";
    both!(tx, conn => sqlx::query(SQL).bind(partner.as_str()).bind(key).execute(conn).await.map(drop))?;
    Ok(())
}
