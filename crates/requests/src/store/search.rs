//! How requests are found: by a reference, a code, an address or a number, else by words.
//!
//! A search begins where little is to be read: with the people of an address, or with the requests of a rare word. Words that many
//! requests have are checked on the way through the list instead, which soon fills a page.

use kernel::PartnerCode;
use register::{StoreError, Tx, both};

use crate::{request::FollowUpCode, rules::words, usager::Way};

/// Letters of a search.
const SEARCHED_MAX: usize = 200;
/// Words of a search.
const WORDS_MAX: usize = 6;
/// Requests of a word that is rare: they are read and put in order in some milliseconds.
const RARE_MAX: i64 = 5_000;

/// What is looked for; in every text `{}` stands for the value, and `$1` for the partner.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// Where the list begins; `None`: with all requests.
    pub(super) start: Option<Start>,
    /// What they must have besides.
    pub(super) conditions: Vec<(&'static str, String)>,
}

/// Where a list begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Start {
    /// A query that gives each `found_id` once.
    pub(super) select: &'static str,
    /// What that is of a request.
    pub(super) column: &'static str,
    pub(super) value: String,
}

/// What a text looks for.
pub(super) async fn sought(tx: &mut Tx, partner: &PartnerCode, text: &str) -> Result<Sought, StoreError> {
    const EMAIL: &str =
        "SELECT usager_id AS found_id FROM usager_way WHERE partner = $1 AND kind = 'email' AND value = {}";
    const PHONE: &str =
        "SELECT usager_id AS found_id FROM usager_way WHERE partner = $1 AND kind = 'phone' AND value = {}";
    let text: String = text.trim().chars().take(SEARCHED_MAX).collect();
    let only = |condition, value| Sought { start: None, conditions: vec![(condition, value)] };
    let of_people = |select, way: Way| Sought {
        start: Some(Start { select, column: "usager_id", value: way.value }),
        conditions: Vec::new(),
    };
    if is_reference(&text) {
        return Ok(only("reference = {}", text));
    }
    if let Some(way) = Way::email(&text) {
        return Ok(of_people(EMAIL, way));
    }
    if let Some(way) = Way::phone(&text) {
        return Ok(of_people(PHONE, way));
    }
    // One code in ten has no digit: as people copy it, in capitals, it is no word.
    let is_copied =
        text.bytes().any(|it| it.is_ascii_digit()) || !text.bytes().any(|it| it.is_ascii_lowercase());
    if let Some(code) = FollowUpCode::typed(&text).filter(|_| is_copied) {
        return Ok(only("code = {}", code.as_str().to_owned()));
    }
    of_words(tx, partner, words::stems(&text).into_iter().take(WORDS_MAX).collect()).await
}

/// Requests that have all of these words.
async fn of_words(tx: &mut Tx, partner: &PartnerCode, mut words: Vec<String>) -> Result<Sought, StoreError> {
    const START: &str = "SELECT request_id AS found_id FROM request_word WHERE partner = $1 AND word = {}";
    // Looked up for one request after the other, in the order of the list: with EXISTS, PostgreSQL reads all requests of a word first.
    const HAS: &str = "(SELECT 1 FROM request_word w
            WHERE w.partner = $1 AND w.word = {} AND w.request_id = request.request_id) IS NOT NULL";
    let mut rarest: Option<(i64, usize)> = None;
    for (place, word) in words.iter().enumerate() {
        let count = count(tx, partner, word).await?;
        if rarest.is_none_or(|it| count < it.0) {
            rarest = Some((count, place));
        }
    }
    let start = match rarest {
        Some((count, place)) if count < RARE_MAX => {
            Some(Start { select: START, column: "request_id", value: words.remove(place) })
        }
        _ => None,
    };
    Ok(Sought { start, conditions: words.into_iter().map(|it| (HAS, it)).collect() })
}

/// How many requests have a word, counted up to [`RARE_MAX`].
async fn count(tx: &mut Tx, partner: &PartnerCode, word: &str) -> Result<i64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM (SELECT 1 AS one FROM request_word WHERE partner = $1 AND word = $2 LIMIT $3) AS counted";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(word).bind(RARE_MAX).fetch_one(conn).await)?)
}

/// `2026-000042`.
fn is_reference(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, number)| {
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        year.len() == 4 && number.len() >= 6 && is_number(year) && is_number(number)
    })
}
