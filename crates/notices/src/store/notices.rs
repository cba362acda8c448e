//! Notices, in the register.

use std::{collections::HashSet, fmt::Write as _};

use jiff::Timestamp;
use kernel::{Euro, PartnerCode};
use register::{StoreError, Tx, both, list};
use sqlx::{FromRow, types::Uuid};

use super::{instant, json, maybe_instant, maybe_word, partner, text, word, written};
use crate::{
    address::{Address, Medium},
    notice::{CampaignId, Notice, NoticeId, Origin, Simulated, State, TurnId, Why},
    service::{KeyId, ServiceId},
    template::{Lane, TemplateId},
};

/// Notices of a page.
pub const PAGE: i64 = 250;

/// The columns that a [`Row`] reads, in the table `notice`.
pub(crate) const COLUMNS: &str = "notice_id, partner, service_id, template_id, version, medium, lane, language, recipient, recipient_key,
    meaning, subject, body, personalisation, reference, key_id, job_id, turn_id, sent_by, simulated, request, usager, unsubscribe, code,
    segments, cost, state, why, detail, due_at_us, tries, carrier, created_at_us, sent_at_us, done_at_us";

/// A row of the table `notice`.
#[derive(FromRow)]
pub(crate) struct Row {
    notice_id: Uuid,
    partner: String,
    service_id: Uuid,
    template_id: Uuid,
    version: i64,
    medium: String,
    lane: String,
    language: String,
    recipient: Option<String>,
    recipient_key: String,
    meaning: String,
    subject: String,
    body: String,
    personalisation: String,
    reference: Option<String>,
    key_id: Option<Uuid>,
    job_id: Option<Uuid>,
    turn_id: Option<Uuid>,
    sent_by: Option<String>,
    simulated: Option<String>,
    request: Option<String>,
    usager: Option<String>,
    unsubscribe: Option<String>,
    code: String,
    segments: i64,
    cost: i64,
    state: String,
    why: Option<String>,
    detail: Option<String>,
    due_at_us: i64,
    tries: i64,
    carrier: Option<String>,
    created_at_us: i64,
    sent_at_us: Option<i64>,
    done_at_us: Option<i64>,
}

impl TryFrom<Row> for Notice {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let medium = word("notice.medium", &row.medium, Medium::of)?;
        let origin = match (row.key_id, row.job_id, row.turn_id, row.sent_by) {
            (Some(key), Some(campaign), _, _) => {
                Origin::Bulk(CampaignId::from_uuid(campaign), KeyId::from_uuid(key))
            }
            (Some(key), _, _, _) => Origin::Key(KeyId::from_uuid(key)),
            (_, Some(campaign), _, _) => Origin::Campaign(CampaignId::from_uuid(campaign)),
            (_, _, Some(turn), _) => Origin::Turn(TurnId::from_uuid(turn)),
            (_, _, _, agent) => Origin::Agent(agent.unwrap_or_default()),
        };
        Ok(Self {
            id: NoticeId::from_uuid(row.notice_id),
            partner: partner(&row.partner)?,
            service: ServiceId::from_uuid(row.service_id),
            template: (TemplateId::from_uuid(row.template_id), row.version),
            medium,
            lane: word("notice.lane", &row.lane, Lane::of)?,
            language: row.language,
            recipient: row.recipient.map(|it| Address::kept(medium, &it)),
            recipient_key: row.recipient_key,
            meaning: row.meaning,
            subject: row.subject,
            body: row.body,
            personalisation: json("notice.personalisation", &row.personalisation)?,
            reference: row.reference,
            origin,
            simulated: maybe_word("notice.simulated", row.simulated, Simulated::of)?,
            request: row.request,
            usager: row.usager,
            unsubscribe: row.unsubscribe,
            code: row.code,
            segments: row.segments,
            cost: Euro(row.cost),
            state: word("notice.state", &row.state, State::of)?,
            why: maybe_word("notice.why", row.why, Why::of)?,
            detail: row.detail,
            due_at: instant("notice.due_at_us", row.due_at_us)?,
            tries: row.tries,
            carrier: row.carrier,
            created_at: instant("notice.created_at_us", row.created_at_us)?,
            sent_at: maybe_instant("notice.sent_at_us", row.sent_at_us)?,
            done_at: maybe_instant("notice.done_at_us", row.done_at_us)?,
        })
    }
}

/// Writes a new notice, and says where it stands and why. `person_keys` are those of all addresses and names of its person, its own address
/// among them: the database itself decides by them whether the governor lets it through, so what is to wait may be cancelled.
pub(crate) async fn insert(
    tx: &mut Tx,
    notice: &Notice,
    person_keys: &[String],
) -> Result<(State, Option<Why>), StoreError> {
    const SQL: &str = "
        INSERT INTO notice (notice_id, partner, service_id, template_id, version, medium, lane, language, recipient, recipient_key,
            person_keys, meaning, subject, body, personalisation, reference, key_id, job_id, turn_id, sent_by, simulated, request,
            usager, unsubscribe, code, segments, cost, state, why, due_at_us, next_try_at_us, created_at_us, done_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26,
            $27, $28, $29, $30, $30, $31, $32)
        RETURNING state, why";
    let (mut key, mut campaign, mut turn, mut agent) = (None, None, None, None);
    match &notice.origin {
        Origin::Key(id) => key = Some(id.uuid()),
        Origin::Campaign(id) => campaign = Some(id.uuid()),
        Origin::Bulk(id, by) => (campaign, key) = (Some(id.uuid()), Some(by.uuid())),
        Origin::Turn(id) => turn = Some(id.uuid()),
        Origin::Agent(id) => agent = Some(id.as_str()),
    }
    let returned: (String, Option<String>) = both!(&mut *tx, conn => sqlx::query_as(SQL)
        .bind(notice.id.uuid())
        .bind(notice.partner.as_str())
        .bind(notice.service.uuid())
        .bind(notice.template.0.uuid())
        .bind(notice.template.1)
        .bind(notice.medium.code())
        .bind(notice.lane.code())
        .bind(&notice.language)
        .bind(notice.recipient.as_ref().map(|it| text(it.text())))
        .bind(&notice.recipient_key)
        .bind(written(&person_keys))
        .bind(&notice.meaning)
        .bind(text(&notice.subject))
        .bind(text(&notice.body))
        .bind(text(&written(&notice.personalisation)))
        .bind(notice.reference.as_deref().map(text))
        .bind(key)
        .bind(campaign)
        .bind(turn)
        .bind(agent)
        .bind(notice.simulated.map(Simulated::code))
        .bind(notice.request.as_deref().map(text))
        .bind(notice.usager.as_deref().map(text))
        .bind(notice.unsubscribe.as_deref().map(text))
        .bind(&notice.code)
        .bind(notice.segments)
        .bind(notice.cost.0)
        .bind(notice.state.code())
        .bind(notice.why.map(Why::code))
        .bind(notice.due_at.as_microsecond())
        .bind(notice.created_at.as_microsecond())
        .bind(notice.done_at.map(Timestamp::as_microsecond))
        .fetch_one(conn).await)?;
    // The governor of SQLite comes after the row is written; it has no say in what does not wait.
    let standing = match tx {
        Tx::Sqlite(_) if notice.state == State::Waiting => standing(tx, notice.id).await?,
        _ => None,
    };
    standing.map_or_else(|| read_standing(returned), Ok)
}

fn read_standing((state, why): (String, Option<String>)) -> Result<(State, Option<Why>), StoreError> {
    Ok((word("notice.state", &state, State::of)?, maybe_word("notice.why", why, Why::of)?))
}

/// Where a notice stands, and why.
pub async fn standing(tx: &mut Tx, id: NoticeId) -> Result<Option<(State, Option<Why>)>, StoreError> {
    const SQL: &str = "SELECT state, why FROM notice WHERE notice_id = $1";
    let row: Option<(String, Option<String>)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(read_standing).transpose()
}

/// One notice of a service.
pub async fn find(tx: &mut Tx, service: ServiceId, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE notice_id = $1 AND service_id = $2");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).bind(service.uuid()).fetch_optional(conn).await)?;
    row.map(Notice::try_from).transpose()
}

/// One notice, whosever it is: for what the product does by itself.
pub async fn get(tx: &mut Tx, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE notice_id = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Notice::try_from).transpose()
}

/// The notice that has a code.
pub async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Notice>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE code = $1");
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(code).fetch_optional(conn).await)?;
    row.map(Notice::try_from).transpose()
}

/// Those of several codes that notices have.
pub(crate) async fn taken_codes(tx: &mut Tx, codes: &[String]) -> Result<HashSet<String>, StoreError> {
    list::found(tx, "SELECT code FROM notice WHERE code", &[], codes).await
}

/// Which notices are listed; what is `None` or empty limits nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of which partner.
    pub partner: Option<PartnerCode>,
    /// Of which service.
    pub service: Option<ServiceId>,
    /// In one of these states.
    pub states: Vec<State>,
    /// By which medium.
    pub medium: Option<Medium>,
    /// Of which template, in whatever version.
    pub template: Option<TemplateId>,
    /// Named so by the caller.
    pub reference: Option<String>,
    /// Of which campaign.
    pub campaign: Option<CampaignId>,
    /// Of which turn of a rule.
    pub turn: Option<TurnId>,
    /// By which program's key.
    pub key: Option<KeyId>,
    /// About which request.
    pub request: Option<String>,
    /// About whom, in the words of the partner's systems.
    pub usager: Option<String>,
    /// To which address ([`Address::key`]).
    pub recipient_key: Option<String>,
    /// For one of these reasons.
    pub whys: Vec<Why>,
    /// Whether a program asked for them.
    pub is_by_programs: bool,
    /// Accepted before this one: the next page.
    pub older_than: Option<(Timestamp, NoticeId)>,
}

enum Bound {
    Text(String),
    Number(i64),
    Id(Uuid),
}

impl Filter {
    /// The conditions of SQL, and what is bound to them.
    fn conditions(&self) -> (String, Vec<Bound>) {
        let mut bound = Vec::new();
        let mut sql = String::from("1 = 1");
        let mut add = |condition: &str, value: Bound| {
            bound.push(value);
            write!(sql, " AND {condition} ${}", bound.len()).expect("a String takes any text");
        };
        let texts = [
            ("partner =", self.partner.as_ref().map(|it| it.as_str().to_owned())),
            ("medium =", self.medium.map(|it| it.code().to_owned())),
            ("reference =", self.reference.clone()),
            ("request =", self.request.clone()),
            ("usager =", self.usager.clone()),
            ("recipient_key =", self.recipient_key.clone()),
        ];
        for (condition, value) in texts {
            if let Some(value) = value {
                add(condition, Bound::Text(text(&value)));
            }
        }
        let ids = [
            ("service_id =", self.service.map(kernel::Id::uuid)),
            ("template_id =", self.template.map(kernel::Id::uuid)),
            ("job_id =", self.campaign.map(kernel::Id::uuid)),
            ("turn_id =", self.turn.map(kernel::Id::uuid)),
            ("key_id =", self.key.map(kernel::Id::uuid)),
        ];
        for (condition, value) in ids {
            if let Some(value) = value {
                add(condition, Bound::Id(value));
            }
        }
        if let Some((at, id)) = self.older_than {
            bound.push(Bound::Number(at.as_microsecond()));
            bound.push(Bound::Id(id.uuid()));
            let place = bound.len();
            write!(sql, " AND (created_at_us, notice_id) < (${}, ${place})", place - 1)
                .expect("a String takes any text");
        }
        if !self.states.is_empty() {
            // Words of a closed list: they need no binding.
            let states: Vec<String> = self.states.iter().map(|it| format!("'{}'", it.code())).collect();
            write!(sql, " AND state IN ({})", states.join(", ")).expect("a String takes any text");
        }
        if !self.whys.is_empty() {
            let whys: Vec<String> = self.whys.iter().map(|it| format!("'{}'", it.code())).collect();
            write!(sql, " AND why IN ({})", whys.join(", ")).expect("a String takes any text");
        }
        if self.is_by_programs {
            sql.push_str(" AND key_id IS NOT NULL");
        }
        (sql, bound)
    }
}

/// Notices, the latest accepted first, [`PAGE`] at most.
///
/// A list of several services or states is put together from those of each: an index has each of these in its order, so that nothing is
/// sorted, however much waits.
pub async fn listed(tx: &mut Tx, filter: &Filter) -> Result<Vec<Notice>, StoreError> {
    let mut found = Vec::new();
    for narrow in narrowed(tx, filter).await? {
        found.extend(first_page(tx, &narrow).await?);
    }
    found.sort_by_key(|it| std::cmp::Reverse((it.created_at, it.id.uuid())));
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(found)
}

/// The same question for each service and each state of its own.
async fn narrowed(tx: &mut Tx, filter: &Filter) -> Result<Vec<Filter>, StoreError> {
    const SERVICES: &str = "SELECT service_id FROM notice_service WHERE partner = $1";
    // What is about one person, one request or one campaign has an index that does not begin with the service.
    let is_of_few = [&filter.recipient_key, &filter.request, &filter.usager].iter().any(|it| it.is_some())
        || filter.turn.is_some();
    let is_of_campaign = filter.campaign.is_some();
    let mut all = vec![filter.clone()];
    if let (Some(partner), None, false) = (&filter.partner, filter.service, is_of_few || is_of_campaign) {
        let services: Vec<Uuid> = both!(tx, conn => sqlx::query_scalar(SERVICES)
            .bind(partner.as_str()).fetch_all(conn).await)?;
        let of = |it| Filter { partner: None, service: Some(ServiceId::from_uuid(it)), ..filter.clone() };
        all = services.into_iter().map(of).collect();
    }
    let states = match &filter.states[..] {
        [] if filter.is_by_programs || is_of_campaign => &State::ALL[..],
        states => states,
    };
    if !states.is_empty() && !is_of_few && filter.reference.is_none() {
        let of =
            |it: &Filter| states.iter().map(|state| Filter { states: vec![*state], ..it.clone() }).collect();
        all = all.iter().flat_map(|it| -> Vec<Filter> { of(it) }).collect();
    }
    Ok(all)
}

async fn first_page(tx: &mut Tx, filter: &Filter) -> Result<Vec<Notice>, StoreError> {
    let (conditions, bound) = filter.conditions();
    let sql = format!(
        "SELECT {COLUMNS} FROM notice WHERE {conditions} ORDER BY created_at_us DESC, notice_id DESC LIMIT {PAGE}"
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
    rows.into_iter().map(Notice::try_from).collect()
}

/// How many notices of one template version are in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Of which template.
    pub template: TemplateId,
    /// In which version.
    pub version: i64,
    /// In which state.
    pub state: State,
    /// How many.
    pub notices: i64,
    /// What they cost together.
    pub cost: Euro,
}

/// How many notices of a service are in each state, by template and version; simulated ones are left out.
pub async fn counts(
    tx: &mut Tx,
    service: ServiceId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Count>, StoreError> {
    const SQL: &str = "
        SELECT template_id, version, state, CAST(COUNT(*) AS BIGINT), CAST(SUM(cost) AS BIGINT) FROM notice
        WHERE service_id = $1 AND created_at_us >= $2 AND created_at_us < $3 AND simulated IS NULL
        GROUP BY template_id, version, state ORDER BY template_id, version, state";
    let rows: Vec<(Uuid, i64, String, i64, i64)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(service.uuid()).bind(from.as_microsecond()).bind(until.as_microsecond()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(template, version, state, notices, cost)| {
            Ok(Count {
                template: TemplateId::from_uuid(template),
                version,
                state: word("notice.state", &state, State::of)?,
                notices,
                cost: Euro(cost),
            })
        })
        .collect()
}

/// How many notices of a campaign are in each state.
pub async fn campaign_counts(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<(State, i64)>, StoreError> {
    const SQL: &str =
        "SELECT state, CAST(COUNT(*) AS BIGINT) FROM notice WHERE job_id = $1 GROUP BY state ORDER BY state";
    let rows: Vec<(String, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(campaign.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(|(state, count)| Ok((word("notice.state", &state, State::of)?, count))).collect()
}

/// Cancels a notice that has not left. `false`: somebody hands it over right now, or it has ended.
pub async fn cancel(tx: &mut Tx, id: NoticeId, why: Why, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        UPDATE notice SET state = 'cancelled', why = $2, done_at_us = $3 WHERE notice_id = $1 AND state = 'waiting'";
    let cancelled = both!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(why.code()).bind(now.as_microsecond())
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(cancelled == 1)
}

/// The first hour (since 1970) from `hour` on in which fewer than `most` messages of a service's campaigns and rules are to leave.
pub(crate) async fn free_hour(
    tx: &mut Tx,
    service: ServiceId,
    (hour, most): (i64, i64),
) -> Result<i64, StoreError> {
    // The first full hour that no full one follows: the one after it has room.
    const SQL: &str = "
        SELECT a.hour + 1 FROM notice_hour a
        WHERE a.service_id = $1 AND a.hour >= $2 AND a.taken >= $3 AND NOT EXISTS (
            SELECT 1 FROM notice_hour b WHERE b.service_id = $1 AND b.hour = a.hour + 1 AND b.taken >= $3)
        ORDER BY a.hour LIMIT 1";
    if taken_of_hour(tx, service, hour).await? < most {
        return Ok(hour);
    }
    let free: Option<i64> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(service.uuid()).bind(hour).bind(most).fetch_optional(conn).await)?;
    Ok(free.unwrap_or(hour + 1))
}

async fn taken_of_hour(tx: &mut Tx, service: ServiceId, hour: i64) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT taken FROM notice_hour WHERE service_id = $1 AND hour = $2";
    let taken: Option<i64> = both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(service.uuid()).bind(hour).fetch_optional(conn).await)?;
    Ok(taken.unwrap_or(0))
}

/// Takes a place in an hour; gives how many are taken with it.
pub(crate) async fn take_place(tx: &mut Tx, service: ServiceId, hour: i64) -> Result<i64, StoreError> {
    const SQL: &str = "
        INSERT INTO notice_hour (service_id, hour, taken) VALUES ($1, $2, 1)
        ON CONFLICT (service_id, hour) DO UPDATE SET taken = notice_hour.taken + 1 RETURNING taken";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL).bind(service.uuid()).bind(hour).fetch_one(conn).await)?)
}
