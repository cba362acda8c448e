//! Targets, in the register: what versions of templates name, how pages stand, which lines are in service, what managers let go.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{Kind, LinkState, Reason, Standing, Target, named};
use crate::{
    address::Medium,
    service::ServiceId,
    store::{instant, maybe_instant, maybe_word, templates, text, word},
    template::{Lane, Template, TemplateId},
};

/// Targets of a list: there is no second page.
const LISTED_MAX: i64 = 1_000;
/// Lines of a service.
pub const LINES_MAX: usize = 500;
/// Templates that are read at once.
const READ_AT_ONCE: i64 = 50;

/// Notes what a version of a template names, of which `letter_sender` are the lines of its service's sender.
pub(crate) async fn note(
    tx: &mut Tx,
    template: &Template,
    (version, letter_sender): (i64, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM notice_named WHERE template_id = $1 AND version = $2";
    const NAMED: &str = "
        INSERT INTO notice_named (template_id, version, kind, target) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    const LINK: &str = "
        INSERT INTO notice_link (address, state, since_us, next_look_at_us) VALUES ($1, 'new', $2, $2)
        ON CONFLICT (address) DO NOTHING";
    const READ: &str =
        "UPDATE notice_template SET named_version = $2 WHERE template_id = $1 AND version = $2";
    both!(&mut *tx, conn => sqlx::query(FORGET)
        .bind(template.id.uuid()).bind(version).execute(conn).await.map(drop))?;
    for target in named(template, letter_sender) {
        let written = text(&target.text);
        both!(&mut *tx, conn => sqlx::query(NAMED)
            .bind(template.id.uuid())
            .bind(version)
            .bind(target.kind.code())
            .bind(&written)
            .execute(conn).await.map(drop))?;
        if target.kind == Kind::Link {
            both!(&mut *tx, conn => sqlx::query(LINK)
                .bind(&written).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
        }
    }
    both!(tx, conn => sqlx::query(READ)
        .bind(template.id.uuid()).bind(version).execute(conn).await.map(drop))?;
    Ok(())
}

/// The lines of the sender of a service's letters; nothing if there is no such service.
pub(crate) async fn letter_sender(tx: &mut Tx, service: ServiceId) -> Result<String, StoreError> {
    const SQL: &str = "SELECT letter_sender FROM notice_service WHERE service_id = $1";
    let found: Option<String> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(service.uuid()).fetch_optional(conn).await)?;
    Ok(found.unwrap_or_default())
}

/// The lines of the sender changed: what the service's letters name is read anew.
pub(crate) async fn read_letters_anew(tx: &mut Tx, service: ServiceId) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE notice_template SET named_version = 0 WHERE service_id = $1 AND medium = 'letter'";
    both!(tx, conn => sqlx::query(SQL).bind(service.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether what some template names is still to be read.
pub(crate) async fn has_unread(tx: &mut Tx) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM notice_template WHERE named_version <> version LIMIT 1) AS unread";
    let count: i64 = both!(tx, conn => sqlx::query_scalar(SQL).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Reads what some templates name in each of their versions; gives how many templates.
pub(crate) async fn read_unread(tx: &mut Tx, now: Timestamp) -> Result<usize, StoreError> {
    const SQL: &str = "
        SELECT template_id, service_id FROM notice_template WHERE named_version <> version ORDER BY template_id LIMIT $1";
    let unread: Vec<(Uuid, Uuid)> =
        both!(&mut *tx, conn => sqlx::query_as(SQL).bind(READ_AT_ONCE).fetch_all(conn).await)?;
    for (template, service) in &unread {
        let service = ServiceId::from_uuid(*service);
        let sender = letter_sender(tx, service).await?;
        for version in templates::versions(tx, service, TemplateId::from_uuid(*template)).await? {
            note(tx, &version, (version.version, &sender), now).await?;
        }
    }
    Ok(unread.len())
}

/// What holds a version of a template back: nothing, most of the time.
pub async fn blocking(
    tx: &mut Tx,
    (template, version): (TemplateId, i64),
) -> Result<Vec<Target>, StoreError> {
    const SQL: &str = "
        SELECT kind, target FROM notice_blocked WHERE template_id = $1 AND version = $2 ORDER BY kind, target";
    let rows: Vec<(String, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(template.uuid()).bind(version).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(kind, text)| Ok(Target { kind: word("notice_named.kind", &kind, Kind::of)?, text }))
        .collect()
}

#[derive(FromRow)]
struct LinkRow {
    address: String,
    state: String,
    reason: Option<String>,
    since_us: i64,
    looked_at_us: Option<i64>,
    next_look_at_us: i64,
}

impl LinkRow {
    fn read(self) -> Result<(String, Standing), StoreError> {
        let standing = Standing {
            state: word("notice_link.state", &self.state, LinkState::of)?,
            reason: maybe_word("notice_link.reason", self.reason, Reason::of)?,
            since: instant("notice_link.since_us", self.since_us)?,
            looked_at: maybe_instant("notice_link.looked_at_us", self.looked_at_us)?,
            next_look_at: instant("notice_link.next_look_at_us", self.next_look_at_us)?,
        };
        Ok((self.address, standing))
    }
}

const LINK: &str = "address, state, reason, since_us, looked_at_us, next_look_at_us";

/// How a page stands; `None`: no message that can leave names it.
pub async fn link(tx: &mut Tx, address: &str) -> Result<Option<Standing>, StoreError> {
    let sql = format!("SELECT {LINK} FROM notice_link WHERE address = $1");
    let row: Option<LinkRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(address).fetch_optional(conn).await)?;
    Ok(row.map(LinkRow::read).transpose()?.map(|it| it.1))
}

/// Whether a page is to be looked at.
pub(crate) async fn has_due(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    const SQL: &str = "
        SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM notice_link WHERE next_look_at_us <= $1 LIMIT 1) AS due";
    let count: i64 =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(now.as_microsecond()).fetch_one(conn).await)?;
    Ok(count > 0)
}

/// Takes pages that are to be looked at: until `until` nobody else looks at them. Those that no message names any more are forgotten.
pub(crate) async fn claim_due(
    tx: &mut Tx,
    most: usize,
    (now, until): (Timestamp, Timestamp),
) -> Result<Vec<(String, Standing)>, StoreError> {
    const FORGET: &str = "
        DELETE FROM notice_link WHERE next_look_at_us <= $1 AND NOT EXISTS (
            SELECT 1 FROM notice_in_use u WHERE u.kind = 'link' AND u.target = notice_link.address)";
    let sql = format!(
        "UPDATE notice_link SET next_look_at_us = $3 WHERE next_look_at_us <= $1 AND address IN (
            SELECT address FROM notice_link WHERE next_look_at_us <= $1 ORDER BY next_look_at_us, address LIMIT $2)
         RETURNING {LINK}"
    );
    both!(&mut *tx, conn => sqlx::query(FORGET).bind(now.as_microsecond()).execute(conn).await.map(drop))?;
    let rows: Vec<LinkRow> = both!(tx, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(now.as_microsecond())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .bind(until.as_microsecond())
        .fetch_all(conn).await)?;
    rows.into_iter().map(LinkRow::read).collect()
}

/// Pages that answered when they were last looked at, the latest first: whether they answer now says whether our line works.
pub(crate) async fn witnesses(tx: &mut Tx, most: usize) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "
        SELECT address FROM notice_link WHERE state = 'alive' ORDER BY looked_at_us DESC, address LIMIT $1";
    Ok(both!(tx, conn => sqlx::query_scalar(SQL)
        .bind(i64::try_from(most).unwrap_or(i64::MAX)).fetch_all(conn).await)?)
}

/// Writes how a page stands. What was let go for it is held again the next time that it dies.
pub(crate) async fn write_link(tx: &mut Tx, address: &str, standing: &Standing) -> Result<(), StoreError> {
    const SQL: &str = "
        UPDATE notice_link SET state = $2, reason = $3, since_us = $4, looked_at_us = $5, next_look_at_us = $6 WHERE address = $1";
    const MENDED: &str = "DELETE FROM notice_release WHERE kind = 'link' AND target = $1";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(address)
        .bind(standing.state.code())
        .bind(standing.reason.map(Reason::code))
        .bind(standing.since.as_microsecond())
        .bind(standing.looked_at.map(Timestamp::as_microsecond))
        .bind(standing.next_look_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    if standing.state == LinkState::Alive {
        both!(tx, conn => sqlx::query(MENDED).bind(address).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// A line of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As [`super::line_number`] gives it.
    pub number: String,
    /// In the words of whoever listed it.
    pub name: String,
    /// Whether somebody answers.
    pub is_open: bool,
    /// When this was said.
    pub changed_at: Timestamp,
}

/// The lines of a service, by name.
pub async fn lines(tx: &mut Tx, service: ServiceId) -> Result<Vec<Line>, StoreError> {
    const SQL: &str = "
        SELECT number, name, is_open, changed_at_us FROM notice_line WHERE service_id = $1 ORDER BY name, number";
    let rows: Vec<(String, String, i64, i64)> =
        both!(tx, conn => sqlx::query_as(SQL).bind(service.uuid()).fetch_all(conn).await)?;
    rows.into_iter()
        .map(|(number, name, is_open, at)| {
            Ok(Line {
                number,
                name,
                is_open: is_open == 1,
                changed_at: instant("notice_line.changed_at_us", at)?,
            })
        })
        .collect()
}

/// Lists a line of a service, or says anew how it is. One that is in service again holds nothing back, so that what was let go for it
/// is forgotten.
pub async fn write_line(tx: &mut Tx, service: ServiceId, line: &Line, by: &str) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_line (service_id, number, name, is_open, changed_by, changed_at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id, number) DO UPDATE SET name = excluded.name, is_open = excluded.is_open,
            changed_by = excluded.changed_by, changed_at_us = excluded.changed_at_us";
    const OPEN: &str = "DELETE FROM notice_release WHERE service_id = $1 AND kind = 'phone' AND target = $2";
    both!(&mut *tx, conn => sqlx::query(SQL)
        .bind(service.uuid())
        .bind(&line.number)
        .bind(text(&line.name))
        .bind(i64::from(line.is_open))
        .bind(by)
        .bind(line.changed_at.as_microsecond())
        .execute(conn).await.map(drop))?;
    if line.is_open {
        both!(tx, conn => sqlx::query(OPEN)
            .bind(service.uuid()).bind(&line.number).execute(conn).await.map(drop))?;
    }
    Ok(())
}

/// Takes a line off the list; `false`: it was not on it.
pub async fn forget_line(tx: &mut Tx, service: ServiceId, number: &str) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM notice_line WHERE service_id = $1 AND number = $2";
    let gone = both!(tx, conn => sqlx::query(SQL)
        .bind(service.uuid()).bind(number).execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(gone == 1)
}

/// A manager decides that a service's messages leave although they name a dead target.
pub async fn let_go(
    tx: &mut Tx,
    (service, target): (ServiceId, &Target),
    (reason, by): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO notice_release (service_id, kind, target, reason, said_by, said_at_us) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service_id, kind, target) DO UPDATE SET reason = excluded.reason, said_by = excluded.said_by,
            said_at_us = excluded.said_at_us";
    both!(tx, conn => sqlx::query(SQL)
        .bind(service.uuid())
        .bind(target.kind.code())
        .bind(&target.text)
        .bind(text(reason))
        .bind(by)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes that decision back; `false`: there was none.
pub async fn hold_again(tx: &mut Tx, service: ServiceId, target: &Target) -> Result<bool, StoreError> {
    const SQL: &str = "DELETE FROM notice_release WHERE service_id = $1 AND kind = $2 AND target = $3";
    let gone = both!(tx, conn => sqlx::query(SQL)
        .bind(service.uuid())
        .bind(target.kind.code())
        .bind(&target.text)
        .execute(conn).await.map(|it| it.rows_affected()))?;
    Ok(gone == 1)
}

/// What is known of a target of a service.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which service names it.
    pub service: ServiceId,
    /// What it is.
    pub target: Target,
    /// Whether it holds messages back.
    pub is_blocking: bool,
    /// How it stands, if it is a page.
    pub link: Option<Standing>,
    /// Whether the line is in service, if it is a number that the service has listed.
    pub is_open: Option<bool>,
    /// Whether the service has listed lines at all.
    pub has_lines: bool,
    /// Why a manager let messages go, and when.
    pub let_go: Option<(String, Timestamp)>,
    /// The templates that name it, by name.
    pub templates: Vec<(TemplateId, String)>,
    /// How many messages wait for it.
    pub held: i64,
}

#[derive(FromRow)]
struct EntryRow {
    service_id: Uuid,
    template_id: Uuid,
    name: String,
    kind: String,
    target: String,
    is_blocking: i64,
    is_open: Option<i64>,
    lines: i64,
    let_go: Option<String>,
    let_go_at_us: Option<i64>,
    held: i64,
}

/// The targets of a partner's messages that can leave; those that hold messages back first. `only_blocking`: those alone.
pub async fn entries(
    tx: &mut Tx,
    partner: &PartnerCode,
    only_blocking: bool,
) -> Result<Vec<Entry>, StoreError> {
    const SQL: &str = "
        SELECT u.service_id, u.template_id, t.name, u.kind, u.target,
            CAST(CASE WHEN b.target IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_blocking, p.is_open,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM notice_line a WHERE a.service_id = u.service_id) AS lines,
            r.reason AS let_go, r.said_at_us AS let_go_at_us,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM notice h WHERE h.template_id = u.template_id AND h.version = u.version
                AND h.held_at_us IS NOT NULL AND h.state = 'waiting') AS held
        FROM notice_in_use u JOIN notice_template t ON t.template_id = u.template_id
            LEFT JOIN notice_blocked b ON b.template_id = u.template_id AND b.version = u.version AND b.kind = u.kind AND b.target = u.target
            LEFT JOIN notice_line p ON p.service_id = u.service_id AND u.kind = 'phone' AND p.number = u.target
            LEFT JOIN notice_release r ON r.service_id = u.service_id AND r.kind = u.kind AND r.target = u.target
        WHERE u.partner = $1 AND (CAST($2 AS BIGINT) = 0 OR b.target IS NOT NULL)
        ORDER BY is_blocking DESC, u.service_id, u.kind, u.target, t.name, u.template_id, u.version LIMIT $3";
    let rows: Vec<EntryRow> = both!(&mut *tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(i64::from(only_blocking)).bind(LISTED_MAX).fetch_all(conn).await)?;
    let mut all: Vec<Entry> = Vec::new();
    let mut known: BTreeMap<(Uuid, Target), usize> = BTreeMap::new();
    for row in rows {
        let target = Target { kind: word("notice_named.kind", &row.kind, Kind::of)?, text: row.target };
        let place = *known.entry((row.service_id, target.clone())).or_insert(all.len());
        if place == all.len() {
            let link = if target.kind == Kind::Link { link(tx, &target.text).await? } else { None };
            let said_at = maybe_instant("notice_release.said_at_us", row.let_go_at_us)?;
            all.push(Entry {
                service: ServiceId::from_uuid(row.service_id),
                target,
                is_blocking: row.is_blocking == 1,
                link,
                is_open: row.is_open.map(|it| it == 1),
                has_lines: row.lines > 0,
                let_go: row.let_go.zip(said_at),
                templates: Vec::new(),
                held: 0,
            });
        }
        let Some(entry) = all.get_mut(place) else { continue };
        let template = (TemplateId::from_uuid(row.template_id), row.name);
        if !entry.templates.contains(&template) {
            entry.templates.push(template);
        }
        // Each row is another version, or another template.
        entry.held += row.held;
    }
    Ok(all)
}

/// Holds messages that are due and name something dead, of one medium; gives how many. `lane` and `most` choose those that are claimed next.
pub(crate) async fn hold(
    tx: &mut Tx,
    (medium, lane): (Medium, Lane),
    most: i64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    const SQL: &str = "
        UPDATE notice SET held_at_us = $3, why = 'dead-link', next_try_at_us = $5
        WHERE state = 'waiting' AND notice_id IN (
            SELECT notice_id FROM notice
            WHERE state = 'waiting' AND simulated IS NULL AND medium = $1 AND lane = $2 AND next_try_at_us <= $3
            ORDER BY next_try_at_us LIMIT $4)
            AND EXISTS (SELECT 1 FROM notice_blocked b WHERE b.template_id = notice.template_id AND b.version = notice.version)";
    Ok(both!(tx, conn => sqlx::query(SQL)
        .bind(medium.code())
        .bind(lane.code())
        .bind(now.as_microsecond())
        .bind(most)
        .bind(super::work::NEVER_US)
        .execute(conn).await.map(|it| it.rows_affected()))?)
}
