//! Requests: opened, found, listed, changed.
//!
//! A change that two people could make at once names the version that it was seen at; `false` means that somebody was faster, and
//! nothing is written.

use calendar::Party;
use jiff::Timestamp;
use kernel::{Cause, Channel, Outcome, PartnerCode};
use register::{AccountId, StoreError, Tx, both, list};
use sqlx::{FromRow, types::Uuid};

use super::{
    events::party_of,
    instant, maybe_instant, maybe_word, partner,
    search::{self, Sought, Start},
    word,
};
use crate::{
    request::{FollowUpCode, Promised, Request, RequestId, State},
    rules::words,
    team::TeamId,
    usager::UsagerId,
};

/// Requests of one person that are shown.
const OF_USAGER_MAX: i64 = 200;
/// Words of one contact that are kept for the search.
const INDEXED_WORDS_MAX: usize = 80;

const COLUMNS: &str = "
    request_id, partner, reference, code, usager_id, subject, channel, reason, life_event, team_id, assignee, because, state, party,
    is_unread, opened_at_us, last_contact_at_us, due_at_us, promised_low_us, promised_high_us, promised_at_us, answered_at_us,
    closed_at_us, snoozed_until_us, cause, outcome, merged_into, version";

#[derive(FromRow)]
struct Row {
    request_id: Uuid,
    partner: String,
    reference: String,
    code: String,
    usager_id: Uuid,
    subject: String,
    channel: String,
    reason: Option<String>,
    life_event: Option<String>,
    team_id: Option<Uuid>,
    assignee: Option<Uuid>,
    because: Option<String>,
    state: String,
    party: String,
    is_unread: i64,
    opened_at_us: i64,
    last_contact_at_us: i64,
    due_at_us: Option<i64>,
    promised_low_us: Option<i64>,
    promised_high_us: Option<i64>,
    promised_at_us: Option<i64>,
    answered_at_us: Option<i64>,
    closed_at_us: Option<i64>,
    snoozed_until_us: Option<i64>,
    cause: Option<String>,
    outcome: Option<String>,
    merged_into: Option<Uuid>,
    version: i64,
}

impl TryFrom<Row> for Request {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let promised = match (row.promised_low_us, row.promised_high_us, row.promised_at_us) {
            (Some(low), Some(high), Some(at)) => Some(Promised {
                low: instant("request.promised_low_us", low)?,
                high: instant("request.promised_high_us", high)?,
                at: instant("request.promised_at_us", at)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: RequestId::from_uuid(row.request_id),
            partner: partner(&row.partner)?,
            reference: row.reference,
            code: word("request.code", &row.code, FollowUpCode::typed)?,
            usager: UsagerId::from_uuid(row.usager_id),
            subject: row.subject,
            channel: word("request.channel", &row.channel, |it| it.parse::<Channel>().ok())?,
            reason: row.reason,
            life_event: row.life_event,
            team: row.team_id.map(TeamId::from_uuid),
            assignee: row.assignee.map(AccountId::from_uuid),
            because: row.because,
            state: word("request.state", &row.state, State::of)?,
            party: word("request.party", &row.party, party_of)?,
            is_unread: row.is_unread == 1,
            opened_at: instant("request.opened_at_us", row.opened_at_us)?,
            last_contact_at: instant("request.last_contact_at_us", row.last_contact_at_us)?,
            due_at: maybe_instant("request.due_at_us", row.due_at_us)?,
            promised,
            answered_at: maybe_instant("request.answered_at_us", row.answered_at_us)?,
            closed_at: maybe_instant("request.closed_at_us", row.closed_at_us)?,
            snoozed_until: maybe_instant("request.snoozed_until_us", row.snoozed_until_us)?,
            cause: maybe_word("request.cause", row.cause, |it| it.parse::<Cause>().ok())?,
            outcome: maybe_word("request.outcome", row.outcome, |it| it.parse::<Outcome>().ok())?,
            merged_into: row.merged_into.map(RequestId::from_uuid),
            version: row.version,
        })
    }
}

/// The next reference of a partner in a year: `2026-000042`.
pub async fn next_reference(tx: &mut Tx, partner: &PartnerCode, year: i16) -> Result<String, StoreError> {
    const SQL: &str = "
        INSERT INTO request_counter (partner, year, last) VALUES ($1, $2, 1)
        ON CONFLICT (partner, year) DO UPDATE SET last = request_counter.last + 1
        RETURNING last";
    let last: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(partner.as_str()).bind(i64::from(year)).fetch_one(conn).await)?;
    Ok(format!("{year:04}-{last:06}"))
}

/// Records a request, as it stands.
pub async fn record(tx: &mut Tx, request: &Request) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO request (request_id, partner, reference, code, usager_id, subject, channel, reason, life_event, team_id, assignee,
            because, state, party, is_unread, opened_at_us, last_contact_at_us, due_at_us, promised_low_us, promised_high_us,
            promised_at_us, answered_at_us, closed_at_us, snoozed_until_us, cause, outcome, merged_into, version, order_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
            $26, $27, $28, $29)";
    let us = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
    both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid())
        .bind(request.partner.as_str())
        .bind(&request.reference)
        .bind(request.code.as_str())
        .bind(request.usager.uuid())
        .bind(&request.subject)
        .bind(request.channel.code())
        .bind(&request.reason)
        .bind(&request.life_event)
        .bind(request.team.map(TeamId::uuid))
        .bind(request.assignee.map(AccountId::uuid))
        .bind(&request.because)
        .bind(request.state.code())
        .bind(request.party.code())
        .bind(i64::from(request.is_unread))
        .bind(request.opened_at.as_microsecond())
        .bind(request.last_contact_at.as_microsecond())
        .bind(us(request.due_at))
        .bind(us(request.promised.map(|it| it.low)))
        .bind(us(request.promised.map(|it| it.high)))
        .bind(us(request.promised.map(|it| it.at)))
        .bind(us(request.answered_at))
        .bind(us(request.closed_at))
        .bind(us(request.snoozed_until))
        .bind(request.cause.as_ref().map(Cause::code))
        .bind(request.outcome.map(Outcome::code))
        .bind(request.merged_into.map(RequestId::uuid))
        .bind(request.version)
        .bind(order_us(request))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Writes a request anew as it stands, if nobody changed it since it was read; its version grows. Its partner, reference, code and
/// arrival stay.
pub async fn change(tx: &mut Tx, request: &mut Request) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE request SET usager_id = $3, subject = $4, reason = $5, life_event = $6, team_id = $7, assignee = $8, because = $9,
            state = $10, party = $11, is_unread = $12, last_contact_at_us = $13, due_at_us = $14, promised_low_us = $15,
            promised_high_us = $16, promised_at_us = $17, answered_at_us = $18, closed_at_us = $19, snoozed_until_us = $20,
            cause = $21, outcome = $22, merged_into = $23, order_us = $24, version = version + 1,
            emptied_at_us = CASE WHEN $10 = 'open' OR last_contact_at_us <> $13 THEN NULL ELSE emptied_at_us END
        WHERE request_id = $1 AND version = $2";
    let us = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
    let changed = both!(tx, conn => sqlx::query(SQL)
        .bind(request.id.uuid())
        .bind(request.version)
        .bind(request.usager.uuid())
        .bind(&request.subject)
        .bind(&request.reason)
        .bind(&request.life_event)
        .bind(request.team.map(TeamId::uuid))
        .bind(request.assignee.map(AccountId::uuid))
        .bind(&request.because)
        .bind(request.state.code())
        .bind(request.party.code())
        .bind(i64::from(request.is_unread))
        .bind(request.last_contact_at.as_microsecond())
        .bind(us(request.due_at))
        .bind(us(request.promised.map(|it| it.low)))
        .bind(us(request.promised.map(|it| it.high)))
        .bind(us(request.promised.map(|it| it.at)))
        .bind(us(request.answered_at))
        .bind(us(request.closed_at))
        .bind(us(request.snoozed_until))
        .bind(request.cause.as_ref().map(Cause::code))
        .bind(request.outcome.map(Outcome::code))
        .bind(request.merged_into.map(RequestId::uuid))
        .bind(order_us(request))
        .execute(conn).await.map(|it| it.rows_affected()))?;
    if changed == 1 {
        request.version += 1;
    }
    Ok(changed == 1)
}

/// Something of a request was imported: what it says is kept from now on, and it says nothing of how fast one answers here.
pub async fn was_imported(tx: &mut Tx, id: RequestId, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE request SET imported_at_us = $2, emptied_at_us = NULL WHERE request_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    Ok(())
}

/// One request of a partner.
pub async fn find(tx: &mut Tx, partner: &PartnerCode, id: RequestId) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM request WHERE request_id = $1 AND partner = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(partner.as_str()).fetch_optional(conn).await)?;
    row.map(Request::try_from).transpose()
}

/// The request that people quote.
pub async fn by_reference(
    tx: &mut Tx,
    partner: &PartnerCode,
    reference: &str,
) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM request WHERE partner = $1 AND reference = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(reference).fetch_optional(conn).await)?;
    row.map(Request::try_from).transpose()
}

/// The request whose follow-up page a code opens, whoever asks: the code is what proves that they may.
pub async fn by_code(tx: &mut Tx, code: &FollowUpCode) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM request WHERE code = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(code.as_str()).fetch_optional(conn).await)?;
    row.map(Request::try_from).transpose()
}

/// The requests of a person, the latest first.
pub async fn of_usager(tx: &mut Tx, usager: UsagerId) -> Result<Vec<Request>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM request WHERE usager_id = $1 ORDER BY opened_at_us DESC, request_id DESC LIMIT $2"
    );
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(usager.uuid()).bind(OF_USAGER_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Request::try_from).collect()
}

/// Which requests a list shows; what is `None` or empty does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Open or closed.
    pub state: Option<State>,
    /// Of a team.
    pub team: Option<TeamId>,
    /// Of one of these teams.
    pub teams: Vec<TeamId>,
    /// Of an agent.
    pub assignee: Option<AccountId>,
    /// Only those that no agent has.
    pub is_unassigned: bool,
    /// For a reason.
    pub reason: Option<String>,
    /// Whose turn it is.
    pub party: Option<Party>,
    /// Begun by this channel.
    pub channel: Option<Channel>,
    /// With a contact since then.
    pub since: Option<Timestamp>,
    /// Those that sleep until later, besides the others.
    pub with_snoozed: bool,
    /// Only those that sleep until later.
    pub is_asleep: bool,
    /// A reference, an address, a number, words of the subject or of the name.
    pub text: String,
}

/// Where the next page of a list begins: after this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Its place in the order.
    pub order_us: i64,
    /// Its id.
    pub id: RequestId,
}

impl After {
    /// After this one.
    pub fn of(request: &Request) -> Self {
        Self { order_us: order_us(request), id: request.id }
    }

    /// As addresses carry it.
    pub fn code(&self) -> String {
        format!("{}.{}", self.order_us, self.id)
    }

    /// The place of a code.
    pub fn read(code: &str) -> Option<Self> {
        let (order_us, id) = code.split_once('.')?;
        Some(Self { order_us: order_us.parse().ok()?, id: id.parse().ok()? })
    }
}

/// The place of a request in lists: what is due first comes first, what has no date last; of closed ones, the latest contact first.
fn order_us(request: &Request) -> i64 {
    match request.state {
        State::Closed => -request.last_contact_at.as_microsecond(),
        State::Open => request.due_at.map_or(i64::MAX, Timestamp::as_microsecond),
    }
}

/// A condition's value.
enum Bound {
    Text(String),
    Number(i64),
    Id(Uuid),
}

/// The conditions of a list, and their values. Only those that count are written, so that both databases use their indexes.
struct Conditions {
    /// Where the list begins.
    from: String,
    sql: String,
    bound: Vec<Bound>,
}

impl Conditions {
    /// Of a partner; where there is a better index, in a form that leads to none.
    fn new(partner: &PartnerCode, has_better_index: bool) -> Self {
        let column = if has_better_index { "partner || ''" } else { "partner" };
        Self {
            from: "request".to_owned(),
            sql: format!("{column} = $1 AND merged_into IS NULL"),
            bound: vec![Bound::Text(partner.as_str().to_owned())],
        }
    }

    /// `{}` in `condition` stands for the value.
    fn and(&mut self, condition: &str, value: Bound) {
        self.bound.push(value);
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace("{}", &format!("${}", self.bound.len())));
    }

    fn of(partner: &PartnerCode, wanted: &Wanted, sought: Sought, now: Timestamp) -> Self {
        let has_better_index = sought.start.is_some()
            || wanted.assignee.is_some()
            || wanted.team.is_some()
            || !wanted.teams.is_empty();
        let mut all = Self::new(partner, has_better_index);
        if let Some(Start { select, column, value }) = sought.start {
            all.bound.push(Bound::Text(value));
            let select = select.replace("{}", &format!("${}", all.bound.len()));
            // A cross join is read from the left: SQLite begins with what was found; PostgreSQL reckons by itself.
            all.from = format!("({select}) AS found CROSS JOIN request");
            all.sql.push_str(" AND found_id = ");
            all.sql.push_str(column);
        }
        if let Some(state) = wanted.state {
            // Written out, so that the indexes of open requests alone are used.
            all.sql.extend([" AND state = '", state.code(), "'"]);
        }
        if let Some(team) = wanted.team {
            all.and("team_id = {}", Bound::Id(team.uuid()));
        }
        if !wanted.teams.is_empty() {
            let first = all.bound.len() + 1;
            all.bound.extend(wanted.teams.iter().map(|it| Bound::Id(it.uuid())));
            all.sql.push_str(" AND team_id IN (");
            all.sql.push_str(&list::places(first, wanted.teams.len()));
            all.sql.push(')');
        }
        if let Some(assignee) = wanted.assignee {
            all.and("assignee = {}", Bound::Id(assignee.uuid()));
        }
        if wanted.is_unassigned {
            all.sql.push_str(" AND assignee IS NULL");
        }
        if let Some(reason) = &wanted.reason {
            all.and("reason = {}", Bound::Text(reason.clone()));
        }
        if let Some(party) = wanted.party {
            all.and("party = {}", Bound::Text(party.code().to_owned()));
        }
        if let Some(channel) = wanted.channel {
            all.and("channel = {}", Bound::Text(channel.code().to_owned()));
        }
        if let Some(since) = wanted.since {
            all.and("last_contact_at_us >= {}", Bound::Number(since.as_microsecond()));
        }
        if wanted.is_asleep {
            all.and("snoozed_until_us > {}", Bound::Number(now.as_microsecond()));
        } else if !wanted.with_snoozed {
            all.and(
                "(snoozed_until_us IS NULL OR snoozed_until_us <= {})",
                Bound::Number(now.as_microsecond()),
            );
        }
        for (sql, value) in sought.conditions {
            all.and(sql, Bound::Text(value));
        }
        all
    }
}

/// A page of requests of a partner, in their order.
pub async fn listed(
    tx: &mut Tx,
    partner: &PartnerCode,
    wanted: &Wanted,
    after: Option<After>,
    (limit, now): (i64, Timestamp),
) -> Result<Vec<Request>, StoreError> {
    let sought = search::sought(tx, partner, &wanted.text).await?;
    let mut all = Conditions::of(partner, wanted, sought, now);
    if let Some(After { order_us, id }) = after {
        // The condition on the order alone is what the index begins with.
        all.and("order_us >= {}", Bound::Number(order_us));
        all.and("(order_us > {} OR ", Bound::Number(order_us));
        all.bound.push(Bound::Id(id.uuid()));
        let place = all.bound.len();
        all.sql.push_str("request_id > $");
        all.sql.push_str(&place.to_string());
        all.sql.push(')');
    }
    all.bound.push(Bound::Number(limit));
    let Conditions { from, sql, bound } = all;
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} WHERE {sql} ORDER BY order_us, request_id LIMIT ${}",
        bound.len()
    );
    let rows: Vec<Row> = both!(tx, conn => {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for value in bound {
            query = match value {
                Bound::Text(it) => query.bind(it),
                Bound::Number(it) => query.bind(it),
                Bound::Id(it) => query.bind(it),
            };
        }
        query.fetch_all(conn).await
    })?;
    rows.into_iter().map(Request::try_from).collect()
}

/// How many requests of a partner are wanted, counted up to `most`.
pub async fn counted(
    tx: &mut Tx,
    partner: &PartnerCode,
    wanted: &Wanted,
    (most, now): (i64, Timestamp),
) -> Result<u64, StoreError> {
    let sought = search::sought(tx, partner, &wanted.text).await?;
    let mut all = Conditions::of(partner, wanted, sought, now);
    all.bound.push(Bound::Number(most));
    let Conditions { from, sql, bound } = all;
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT request_id FROM {from} WHERE {sql} LIMIT ${}) AS counted",
        bound.len()
    );
    let found: i64 = both!(tx, conn => {
        let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
        for value in bound {
            query = match value {
                Bound::Text(it) => query.bind(it),
                Bound::Number(it) => query.bind(it),
                Bound::Id(it) => query.bind(it),
            };
        }
        query.fetch_one(conn).await
    })?;
    super::count("request", found)
}

/// Writes the words by which a request is found, besides those that it has.
pub async fn index_words(tx: &mut Tx, request: &Request, text: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO request_word (partner, word, request_id) VALUES ($1, $2, $3)
        ON CONFLICT (partner, word, request_id) DO NOTHING";
    for word in words::stems(text).into_iter().take(INDEXED_WORDS_MAX) {
        both!(tx, conn => sqlx::query(SQL)
            .bind(request.partner.as_str()).bind(word).bind(request.id.uuid())
            .execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// How many open requests an agent has, sleeping ones left out.
pub async fn load(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<u64, StoreError> {
    const SQL: &str = "
        SELECT COUNT(*) FROM request WHERE assignee = $1 AND state = 'open' AND merged_into IS NULL
            AND (snoozed_until_us IS NULL OR snoozed_until_us <= $2)";
    let found: i64 = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(account.uuid()).bind(now.as_microsecond()).fetch_one(conn).await)?;
    super::count("request", found)
}
