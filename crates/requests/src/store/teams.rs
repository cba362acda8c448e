//! Teams, their members, and the reasons for which usagers write.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{AccountId, StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use super::{json, partner, written};
use crate::team::{Member, Reason, Team, TeamId};

/// Teams, members or reasons of a partner.
const LISTED_MAX: i64 = 1_000;

#[derive(FromRow)]
struct TeamRow {
    team_id: Uuid,
    partner: String,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    postal: Option<String>,
    opening: String,
    target: String,
}

impl TryFrom<TeamRow> for Team {
    type Error = StoreError;

    fn try_from(row: TeamRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TeamId::from_uuid(row.team_id),
            partner: partner(&row.partner)?,
            name: row.name,
            email: row.email,
            phone: row.phone,
            postal: row.postal,
            opening: json("team.opening", &row.opening)?,
            target: json("team.target", &row.target)?,
        })
    }
}

/// The teams of a partner; the oldest first: it has what no reason gives to another.
pub async fn teams(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Team>, StoreError> {
    const SQL: &str = "
        SELECT team_id, partner, name, email, phone, postal, opening, target FROM team
        WHERE partner = $1 ORDER BY created_at_us, team_id LIMIT $2";
    let rows: Vec<TeamRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Team::try_from).collect()
}

/// Records a team, or writes it anew.
pub async fn save_team(tx: &mut Tx, team: &Team, now: Timestamp) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO team (team_id, partner, name, email, phone, postal, opening, target, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (team_id) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone,
            postal = excluded.postal, opening = excluded.opening, target = excluded.target";
    both!(tx, conn => sqlx::query(SQL)
        .bind(team.id.uuid())
        .bind(team.partner.as_str())
        .bind(&team.name)
        .bind(&team.email)
        .bind(&team.phone)
        .bind(&team.postal)
        .bind(written(&team.opening))
        .bind(written(&team.target))
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct MemberRow {
    team_id: Uuid,
    account_id: Uuid,
    name: String,
    skills: String,
    territories: String,
    load_max: i64,
}

impl TryFrom<MemberRow> for Member {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        Ok(Self {
            team: TeamId::from_uuid(row.team_id),
            account: AccountId::from_uuid(row.account_id),
            name: row.name,
            skills: json("team_member.skills", &row.skills)?,
            territories: json("team_member.territories", &row.territories)?,
            load_max: u32::try_from(row.load_max)
                .map_err(|_| StoreError::unreadable("team_member.load_max", &row.load_max))?,
        })
    }
}

/// Who works in the teams of a partner; closed accounts are left out.
pub async fn members(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Member>, StoreError> {
    const SQL: &str = "
        SELECT m.team_id, m.account_id, a.name, m.skills, m.territories, m.load_max
        FROM team_member m JOIN team t ON t.team_id = m.team_id JOIN account a ON a.account_id = m.account_id
        WHERE t.partner = $1 AND a.closed = 0 ORDER BY t.created_at_us, a.name, m.account_id LIMIT $2";
    let rows: Vec<MemberRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Member::try_from).collect()
}

/// Puts somebody in a team, or writes anew what they know.
pub async fn save_member(tx: &mut Tx, member: &Member) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO team_member (team_id, account_id, skills, territories, load_max) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (team_id, account_id) DO UPDATE SET skills = excluded.skills, territories = excluded.territories,
            load_max = excluded.load_max";
    both!(tx, conn => sqlx::query(SQL)
        .bind(member.team.uuid())
        .bind(member.account.uuid())
        .bind(written(&member.skills))
        .bind(written(&member.territories))
        .bind(i64::from(member.load_max))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes somebody out of a team; their requests stay with them.
pub async fn remove_member(tx: &mut Tx, team: TeamId, account: AccountId) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM team_member WHERE team_id = $1 AND account_id = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(team.uuid()).bind(account.uuid()).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whether a team gives new requests to its agents by itself.
pub async fn gives(tx: &mut Tx, team: TeamId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT gives FROM team WHERE team_id = $1";
    let found: Option<i64> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(team.uuid()).fetch_optional(conn).await)?;
    Ok(found == Some(1))
}

/// Says whether it does.
pub async fn set_gives(tx: &mut Tx, team: TeamId, gives: bool) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE team SET gives = $2 WHERE team_id = $1";
    both!(tx, conn => sqlx::query(SQL)
        .bind(team.uuid()).bind(i64::from(gives)).execute(conn).await.map(drop))?;
    Ok(())
}

/// A member of a team, with what they have to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtWork {
    /// Who, and what they know.
    pub member: Member,
    /// Whether they used the product lately.
    pub is_seen: bool,
    /// Their open requests, sleeping ones left out.
    pub load: u32,
}

/// The members of a team, each with whether they were seen since an instant and with their load now.
pub async fn at_work(
    tx: &mut Tx,
    team: TeamId,
    (since, now): (Timestamp, Timestamp),
) -> Result<Vec<AtWork>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        #[sqlx(flatten)]
        member: MemberRow,
        seen: i64,
        load: i64,
    }
    const SQL: &str = "
        SELECT m.team_id, m.account_id, a.name, m.skills, m.territories, m.load_max,
            (SELECT COUNT(*) FROM session s WHERE s.account_id = m.account_id AND s.seen_at_us >= $2) AS seen,
            (SELECT COUNT(*) FROM request r WHERE r.assignee = m.account_id AND r.state = 'open' AND r.merged_into IS NULL
                AND (r.snoozed_until_us IS NULL OR r.snoozed_until_us <= $3)) AS load
        FROM team_member m JOIN account a ON a.account_id = m.account_id
        WHERE m.team_id = $1 AND a.closed = 0 ORDER BY a.name, m.account_id LIMIT $4";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(team.uuid()).bind(since.as_microsecond()).bind(now.as_microsecond()).bind(LISTED_MAX)
        .fetch_all(conn).await)?;
    rows.into_iter()
        .map(|it| {
            Ok(AtWork {
                member: it.member.try_into()?,
                is_seen: it.seen > 0,
                load: u32::try_from(it.load).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

#[derive(FromRow)]
struct ReasonRow {
    code: String,
    name: String,
    team_id: Option<Uuid>,
    life_event: Option<String>,
    target: Option<String>,
    silence: Option<String>,
    is_public: i64,
}

impl TryFrom<ReasonRow> for Reason {
    type Error = StoreError;

    fn try_from(row: ReasonRow) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.code,
            name: row.name,
            team: row.team_id.map(TeamId::from_uuid),
            life_event: row.life_event,
            target: row.target.as_deref().map(|it| json("reason.target", it)).transpose()?,
            silence: row.silence.as_deref().map(|it| json("reason.silence", it)).transpose()?,
            is_public: row.is_public == 1,
        })
    }
}

/// The reasons of a partner that are in use, by name.
pub async fn reasons(tx: &mut Tx, partner: &PartnerCode) -> Result<Vec<Reason>, StoreError> {
    const SQL: &str = "
        SELECT code, name, team_id, life_event, target, silence, is_public FROM reason
        WHERE partner = $1 AND closed = 0 ORDER BY name, code LIMIT $2";
    let rows: Vec<ReasonRow> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(LISTED_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Reason::try_from).collect()
}

/// Records a reason, or writes it anew; one that was closed is in use again.
pub async fn save_reason(tx: &mut Tx, partner: &PartnerCode, reason: &Reason) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO reason (partner, code, name, team_id, life_event, target, silence, is_public)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (partner, code) DO UPDATE SET name = excluded.name, team_id = excluded.team_id,
            life_event = excluded.life_event, target = excluded.target, silence = excluded.silence,
            is_public = excluded.is_public, closed = 0";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str())
        .bind(&reason.code)
        .bind(&reason.name)
        .bind(reason.team.map(TeamId::uuid))
        .bind(&reason.life_event)
        .bind(reason.target.as_ref().map(written))
        .bind(reason.silence.as_ref().map(written))
        .bind(i64::from(reason.is_public))
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Takes a reason out of use; requests keep it.
pub async fn close_reason(tx: &mut Tx, partner: &PartnerCode, code: &str) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE reason SET closed = 1 WHERE partner = $1 AND code = $2";
    both!(tx, conn => sqlx::query(SQL)
        .bind(partner.as_str()).bind(code).execute(conn).await.map(drop))?;
    Ok(())
}
