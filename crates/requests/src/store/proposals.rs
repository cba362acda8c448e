//! What a person is asked to decide: a message may belong to a request, two people may be one.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::{FromRow, types::Uuid};

use crate::{
    request::RequestId,
    usager::{UsagerId, WayKind},
};

/// Proposals about one person or one request.
const OPEN_MAX: i64 = 100;

/// See [`Proposal`].
pub type ProposalId = Id<Proposal>;

/// Something to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Which two.
    pub pair: Pair,
    /// Why: a code of `mail::Why`, or of a likeness of people (`same-email`, `same-phone`, `same-post`).
    pub why: String,
}

impl Kind for Proposal {
    const PREFIX: &'static str = "prp";
}

/// The two that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {
    /// The first request would become part of the second.
    Requests(RequestId, RequestId),
    /// The first person would be the second.
    Usagers(UsagerId, UsagerId),
}

impl Pair {
    const fn kind(self) -> &'static str {
        match self {
            Self::Requests(..) => "join-requests",
            Self::Usagers(..) => "join-usagers",
        }
    }

    const fn ids(self) -> (Uuid, Uuid) {
        match self {
            Self::Requests(from, into) => (from.uuid(), into.uuid()),
            Self::Usagers(from, into) => (from.uuid(), into.uuid()),
        }
    }

    fn of(kind: &str, from: Uuid, into: Uuid) -> Option<Self> {
        match kind {
            "join-requests" => Some(Self::Requests(RequestId::from_uuid(from), RequestId::from_uuid(into))),
            "join-usagers" => Some(Self::Usagers(UsagerId::from_uuid(from), UsagerId::from_uuid(into))),
            _ => None,
        }
    }
}

/// Why two people who share a way may be one.
pub const fn same_way(kind: WayKind) -> &'static str {
    match kind {
        WayKind::Email => "same-email",
        WayKind::Phone => "same-phone",
        WayKind::Post => "same-post",
    }
}

/// Proposes; what was proposed before, decided or not, stays as it is.
pub async fn propose(
    tx: &mut Tx,
    partner: &PartnerCode,
    pair: Pair,
    why: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO proposal (proposal_id, partner, kind, subject_id, target_id, why, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, subject_id, target_id) DO NOTHING";
    let (subject, target) = pair.ids();
    both!(tx, conn => sqlx::query(SQL)
        .bind(ProposalId::new(now).uuid())
        .bind(partner.as_str())
        .bind(pair.kind())
        .bind(subject)
        .bind(target)
        .bind(why)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    proposal_id: Uuid,
    kind: String,
    subject_id: Uuid,
    target_id: Uuid,
    why: String,
}

impl TryFrom<Row> for Proposal {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProposalId::from_uuid(row.proposal_id),
            pair: Pair::of(&row.kind, row.subject_id, row.target_id)
                .ok_or_else(|| StoreError::unreadable("proposal.kind", &row.kind))?,
            why: row.why,
        })
    }
}

/// What is to be decided about a person.
pub async fn about_usager(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: UsagerId,
) -> Result<Vec<Proposal>, StoreError> {
    about(tx, partner, "join-usagers", id.uuid()).await
}

/// What is to be decided about a request.
pub async fn about_request(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: RequestId,
) -> Result<Vec<Proposal>, StoreError> {
    about(tx, partner, "join-requests", id.uuid()).await
}

async fn about(
    tx: &mut Tx,
    partner: &PartnerCode,
    kind: &str,
    id: Uuid,
) -> Result<Vec<Proposal>, StoreError> {
    const SQL: &str = "
        SELECT proposal_id, kind, subject_id, target_id, why FROM proposal
        WHERE partner = $1 AND kind = $2 AND (subject_id = $3 OR target_id = $3) AND decided_at_us IS NULL
        ORDER BY created_at_us, proposal_id LIMIT $4";
    let rows: Vec<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(kind).bind(id).bind(OPEN_MAX).fetch_all(conn).await)?;
    rows.into_iter().map(Proposal::try_from).collect()
}

/// Decides, and gives what was decided; `None`: no such proposal, or somebody decided it already.
pub async fn decide(
    tx: &mut Tx,
    partner: &PartnerCode,
    id: ProposalId,
    (accepted, by): (bool, &str),
    now: Timestamp,
) -> Result<Option<Proposal>, StoreError> {
    const SQL: &str = "
        UPDATE proposal SET decided_at_us = $3, decided_by = $4, accepted = $5
        WHERE proposal_id = $1 AND partner = $2 AND decided_at_us IS NULL
        RETURNING proposal_id, kind, subject_id, target_id, why";
    let row: Option<Row> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid())
        .bind(partner.as_str())
        .bind(now.as_microsecond())
        .bind(by)
        .bind(i64::from(accepted))
        .fetch_optional(conn).await)?;
    row.map(Proposal::try_from).transpose()
}
