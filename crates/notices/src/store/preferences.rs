//! What people want to get, and which addresses failed for good.
//!
//! **Invariant:** the last word stands. STOP stands for whatever messages are for ([`ALL`]) and is stronger than a purpose that was
//! wanted before it; a purpose that is refused stays refused when everything else is wanted again. Whatever refuses stops what waits, in the
//! same transaction.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both, list};
use sqlx::{FromRow, query::QueryAs};

use super::{instant, maybe_word, sending, word};
use crate::{
    address::{Keyring, Medium, Reach},
    notice::Why,
};

/// The purpose that stands for all.
pub const ALL: &str = "*";
/// The condition of SQL that says of a row of `notice` what [`is_refused`] says, by what was said at its own address.
pub(super) const REFUSES: &str = "EXISTS (
    SELECT 1 FROM notice_preference r
        JOIN notice_template_version v ON v.template_id = notice.template_id AND v.version = notice.version
    WHERE r.address_key = notice.recipient_key AND r.partner IN ('', notice.partner) AND r.is_wanted = 0 AND r.purpose IN ('*', v.purpose)
        AND NOT EXISTS (
            SELECT 1 FROM notice_preference w
            WHERE w.address_key = r.address_key AND w.partner IN ('', notice.partner) AND w.is_wanted = 1
                AND w.purpose IN (r.purpose, v.purpose) AND w.said_at_us > r.said_at_us))";

/// What somebody said that they want, or do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// Of which partner's messages; `None`: of all.
    pub partner: Option<PartnerCode>,
    /// By which medium.
    pub medium: Medium,
    /// What they are for; [`ALL`]: whatever it is.
    pub purpose: String,
    /// Whether they are wanted.
    pub is_wanted: bool,
    /// How it was said.
    pub said_by: SaidBy,
    /// When.
    pub said_at: Timestamp,
}

impl Preference {
    /// Whether it is about messages of a partner.
    pub fn concerns(&self, partner: &PartnerCode) -> bool {
        self.partner.as_ref().is_none_or(|it| it == partner)
    }
}

/// How a preference was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SaidBy {
    /// By an answer: STOP, or that all is wanted again.
    Answer,
    /// On the page of preferences.
    Page,
    /// By the button of a mail program.
    OneClick,
    /// By an agent, for the person.
    Agent,
    /// By a program of the partner.
    Program,
}

impl SaidBy {
    /// All.
    pub const ALL: [Self; 5] = [Self::Answer, Self::Page, Self::OneClick, Self::Agent, Self::Program];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Page => "page",
            Self::OneClick => "one-click",
            Self::Agent => "agent",
            Self::Program => "program",
        }
    }

    /// The one of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

#[derive(FromRow)]
struct Row {
    address_key: String,
    partner: String,
    medium: String,
    purpose: String,
    is_wanted: i64,
    said_by: String,
    said_at_us: i64,
}

impl TryFrom<Row> for Preference {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let partner = if row.partner.is_empty() { None } else { Some(super::partner(&row.partner)?) };
        Ok(Self {
            partner,
            medium: word("notice_preference.medium", &row.medium, Medium::of)?,
            purpose: row.purpose,
            is_wanted: row.is_wanted == 1,
            said_by: word("notice_preference.said_by", &row.said_by, SaidBy::of)?,
            said_at: instant("notice_preference.said_at_us", row.said_at_us)?,
        })
    }
}

/// Writes down what the person at an address wants, in place of what they said before of the same purpose. `is_everywhere`: of all
/// partners' messages, as STOP to a shared number means it. What waits and is refused by it is cancelled.
pub async fn say(
    tx: &mut Tx,
    keyring: &Keyring,
    (reach, is_everywhere): (&Reach, bool),
    (purpose, is_wanted): (&str, bool),
    (by, now): (SaidBy, Timestamp),
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_preference (partner, address_key, medium, purpose, is_wanted, said_by, said_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (address_key, partner, purpose) DO UPDATE SET
            is_wanted = excluded.is_wanted, said_by = excluded.said_by, said_at_us = excluded.said_at_us";
    let (key, medium) = (reach.address.key(keyring), reach.address.medium());
    let whose = Some(&reach.partner).filter(|_| !is_everywhere);
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(whose.map_or("", PartnerCode::as_str))
        .bind(&key)
        .bind(medium.code())
        .bind(super::text(purpose))
        .bind(i64::from(is_wanted))
        .bind(by.code())
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    if !is_wanted {
        sending::stop(tx, whose, (&key, medium), purpose, now).await?;
    }
    Ok(())
}

/// What was said at an address about the messages of a partner, those of all partners included; by purpose.
pub async fn said(tx: &mut Tx, keyring: &Keyring, reach: &Reach) -> Result<Vec<Preference>, StoreError> {
    let said = of_keys(tx, &[reach.address.key(keyring)]).await?;
    Ok(said.into_values().flatten().filter(|it| it.concerns(&reach.partner)).collect())
}

/// What was said at each of several addresses about the messages of whomever; by purpose.
pub(crate) async fn of_keys(
    tx: &mut Tx,
    keys: &[String],
) -> Result<HashMap<String, Vec<Preference>>, StoreError> {
    let mut said: HashMap<String, Vec<Preference>> = HashMap::new();
    for part in list::parts(keys) {
        let sql = format!(
            "SELECT address_key, partner, medium, purpose, is_wanted, said_by, said_at_us FROM notice_preference
             WHERE address_key IN ({}) ORDER BY address_key, purpose, said_at_us DESC",
            list::places(1, part.len())
        );
        let rows: Vec<Row> = both!(&mut *tx, conn => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            part.into_iter().fold(query, QueryAs::bind).fetch_all(conn).await
        })?;
        for row in rows {
            said.entry(row.address_key.clone()).or_default().push(row.try_into()?);
        }
    }
    Ok(said)
}

/// Whether messages of a purpose by a medium are refused, by what was said.
pub fn is_refused(said: &[Preference], medium: Medium, purpose: &str) -> bool {
    let last = |of: &str| {
        let of_it = said.iter().filter(|it| it.medium == medium && it.purpose == of);
        // Of two words of the same instant the one that refuses stands.
        of_it.max_by_key(|it| (it.said_at, !it.is_wanted))
    };
    match (last(purpose), last(ALL)) {
        (Some(own), _) if !own.is_wanted => true,
        (Some(own), Some(all)) => !all.is_wanted && all.said_at >= own.said_at,
        (None, Some(all)) => !all.is_wanted,
        (_, None) => false,
    }
}

/// Notes that an address failed for good; what was known of it before stands.
pub async fn mark_unreachable(
    tx: &mut Tx,
    (key, medium): (&str, Medium),
    why: Why,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_unreachable (address_key, medium, why, since_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (address_key) DO NOTHING";
    both!(tx, conn => sqlx::query(SQL)
        .bind(key).bind(medium.code()).bind(why.code()).bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Notes that an address can be reached: something arrived there, or somebody says that it is right again.
pub async fn clear_unreachable(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM notice_unreachable WHERE address_key = $1";
    both!(tx, conn => sqlx::query(SQL).bind(key).execute(conn).await.map(drop))?;
    Ok(())
}

/// Since when an address cannot be reached, and why; `None`: nothing is known against it.
pub async fn unreachable(tx: &mut Tx, key: &str) -> Result<Option<(Why, Timestamp)>, StoreError> {
    const SQL: &str = "SELECT why, since_us FROM notice_unreachable WHERE address_key = $1";
    let row: Option<(String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(key).fetch_optional(conn).await)?;
    row.map(|(why, since_us)| {
        let why = maybe_word("notice_unreachable.why", Some(why), Why::of)?.unwrap_or(Why::Other);
        Ok((why, instant("notice_unreachable.since_us", since_us)?))
    })
    .transpose()
}

/// Those of several addresses that cannot be reached, by their keys.
pub(crate) async fn unreachable_of(tx: &mut Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    list::found(tx, "SELECT address_key FROM notice_unreachable WHERE address_key", &[], keys).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[(&str, bool, i64)]) -> Vec<Preference> {
        words
            .iter()
            .map(|(purpose, is_wanted, at)| Preference {
                partner: None,
                medium: Medium::Sms,
                purpose: (*purpose).to_owned(),
                is_wanted: *is_wanted,
                said_by: SaidBy::Answer,
                said_at: Timestamp::from_second(*at).unwrap(),
            })
            .collect()
    }

    #[test]
    fn the_last_word_stands() {
        for (words, expected) in [
            (&[][..], false),
            (&[(ALL, false, 1)], true),
            (&[(ALL, true, 1)], false),
            (&[("news", false, 1)], true),
            (&[("other", false, 1)], false),
            // STOP, then the purpose is wanted on the page; and the other way round.
            (&[(ALL, false, 1), ("news", true, 2)], false),
            (&[("news", true, 1), (ALL, false, 2)], true),
            // All is wanted again, but what was refused by itself stays refused.
            (&[("news", false, 1), (ALL, true, 2)], true),
            // Two addresses of one person at the same instant.
            (&[(ALL, true, 1), (ALL, false, 1)], true),
        ] {
            assert_eq!(is_refused(&said(words), Medium::Sms, "news"), expected, "{words:?}");
            assert!(!is_refused(&said(words), Medium::Email, "news"), "another medium: {words:?}");
        }
    }
}
