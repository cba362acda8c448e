//! Self-diagnoses in the register.

use jiff::Timestamp;
use kernel::PartnerCode;
use practices::Answer;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{SelfTest, SelfTestId, answer_code, answer_of};

/// Tests of the history.
const LISTED_MAX: i64 = 50;

#[derive(FromRow)]
struct Row {
    self_test_id: Uuid,
    partner: Option<String>,
    contacts: Option<i64>,
    coded: String,
    started_at_us: i64,
    changed_at_us: i64,
}

#[derive(FromRow)]
struct Given {
    question: String,
    answer: String,
}

impl Row {
    fn into_test(self, given: Vec<Given>) -> Result<SelfTest, StoreError> {
        let instant = |at_us: i64| {
            Timestamp::from_microsecond(at_us).map_err(|_| StoreError::unreadable("self_test", &at_us))
        };
        let partner = self.partner.map(|it| {
            it.parse::<PartnerCode>().map_err(|_| StoreError::unreadable("self_test.partner", &it))
        });
        let mut test = SelfTest {
            id: SelfTestId::from_uuid(self.self_test_id),
            partner: partner.transpose()?,
            answers: practices::Answers::default(),
            coded: serde_json::from_str(&self.coded)
                .map_err(|_| StoreError::unreadable("self_test.coded", &self.coded))?,
            started_at: instant(self.started_at_us)?,
            changed_at: instant(self.changed_at_us)?,
        };
        #[expect(clippy::cast_precision_loss, reason = "contacts a year are far below 2^53")]
        let contacts = self.contacts.map(|it| it as f64);
        test.answers.contacts_per_year = contacts;
        for Given { question, answer } in given {
            let read = answer_of(&answer);
            test.answers.give(
                &question,
                read.ok_or_else(|| StoreError::unreadable("self_test_answer.answer", &answer))?,
            );
        }
        Ok(test)
    }
}

/// Records a test with its answers, begun by an account if somebody is signed in.
pub async fn record(tx: &mut Tx, test: &SelfTest, by: Option<&str>) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO self_test (self_test_id, partner, started_by, contacts, coded, started_at_us, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $6)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(test.id.uuid())
        .bind(test.partner.as_ref().map(PartnerCode::as_str))
        .bind(by)
        .bind(contacts(test))
        .bind(serde_json::to_string(&test.coded).unwrap_or_else(|_| "{}".to_owned()))
        .bind(test.started_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    for question in practices::collection().questions().filter(|it| test.answers.has(&it.id)) {
        give(tx, test.id, (&question.id, test.answers.to(&question.id)), by, test.started_at).await?;
    }
    Ok(())
}

/// One test, whoever has it: the caller checks that the reader may.
pub async fn find(tx: &mut Tx, id: SelfTestId) -> Result<Option<SelfTest>, StoreError> {
    const SQL: &str = "
        SELECT self_test_id, partner, contacts, coded, started_at_us, changed_at_us
        FROM self_test WHERE self_test_id = $1";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    match row {
        Some(row) => Ok(Some(with_answers(tx, row).await?)),
        None => Ok(None),
    }
}

/// The latest tests of a partner, the newest first.
pub async fn latest(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<SelfTest>, StoreError> {
    const SQL: &str = "
        SELECT self_test_id, partner, contacts, coded, started_at_us, changed_at_us
        FROM self_test WHERE partner = $1 ORDER BY started_at_us DESC, self_test_id DESC LIMIT $2";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    let mut tests = Vec::with_capacity(rows.len());
    for row in rows {
        tests.push(with_answers(tx, row).await?);
    }
    Ok(tests)
}

/// The newest test of each other partner, for comparing.
pub async fn of_others(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<SelfTest>, StoreError> {
    const SQL: &str = "
        SELECT self_test_id, partner, contacts, coded, started_at_us, changed_at_us
        FROM self_test t WHERE partner IS NOT NULL AND partner <> $1
            AND started_at_us = (SELECT MAX(started_at_us) FROM self_test o WHERE o.partner = t.partner)
            AND EXISTS (SELECT 1 FROM self_test_answer a WHERE a.self_test_id = t.self_test_id)";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL).bind(partner.as_str()).fetch_all(conn).await)?;
    let mut tests = Vec::with_capacity(rows.len());
    for row in rows {
        tests.push(with_answers(tx, row).await?);
    }
    Ok(tests)
}

async fn with_answers(tx: &mut Tx, row: Row) -> Result<SelfTest, StoreError> {
    const SQL: &str = "SELECT question, answer FROM self_test_answer WHERE self_test_id = $1";
    let given: Vec<Given> =
        both!(tx, conn => sqlx::query_as(SQL).bind(row.self_test_id).fetch_all(conn).await)?;
    row.into_test(given)
}

/// An answer as somebody sends it: what they saw when they began, and what they choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// To this question.
    pub question: &'a str,
    /// What stood there when they opened the page.
    pub seen: Option<Answer>,
    /// What they answer.
    pub chosen: Answer,
}

/// Keeps what was changed, unless somebody else has answered the same question otherwise meanwhile: those are given back,
/// with the answer that stands, and nothing of them is written.
pub async fn keep<'a>(
    tx: &mut Tx,
    test: &SelfTest,
    changes: &[Change<'a>],
    by: Option<&str>,
    at: Timestamp,
) -> Result<Vec<(&'a str, Option<Answer>)>, StoreError> {
    let mut conflicts = Vec::new();
    let mut is_changed = false;
    for change in changes {
        let stands = test.answers.has(change.question).then(|| test.answers.to(change.question));
        if Some(change.chosen) == stands || Some(change.chosen) == change.seen {
            continue;
        }
        if stands == change.seen {
            give(tx, test.id, (change.question, change.chosen), by, at).await?;
            is_changed = true;
        } else {
            conflicts.push((change.question, stands));
        }
    }
    if is_changed {
        touch(tx, test.id, at).await?;
    }
    Ok(conflicts)
}

async fn give(
    tx: &mut Tx,
    id: SelfTestId,
    (question, answer): (&str, Answer),
    by: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO self_test_answer (self_test_id, question, answer, given_by, given_at_us)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (self_test_id, question) DO UPDATE
        SET answer = excluded.answer, given_by = excluded.given_by, given_at_us = excluded.given_at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(question).bind(answer_code(answer)).bind(by).bind(at.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

async fn touch(tx: &mut Tx, id: SelfTestId, at: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE self_test SET changed_at_us = $2 WHERE self_test_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Keeps how many contacts there are a year; `None`: nobody knows.
pub async fn keep_contacts(
    tx: &mut Tx,
    id: SelfTestId,
    contacts: Option<i64>,
    at: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE self_test SET contacts = $2, changed_at_us = $3 WHERE self_test_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(contacts).bind(at.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a test of a partner away. Its plan stays.
pub async fn remove(tx: &mut Tx, id: SelfTestId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM self_test WHERE self_test_id = $1";
    both!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes visitors' tests that nobody changed since an instant, and says how many.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "DELETE FROM self_test WHERE partner IS NULL AND changed_at_us < $1";
    let swept = both!(tx, conn => sqlx::query(SQL)
        .bind(before.as_microsecond()).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(swept)
}

fn contacts(test: &SelfTest) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "contacts a year are far below 2^53")]
    test.answers.contacts_per_year.map(|it| it.round() as i64)
}
