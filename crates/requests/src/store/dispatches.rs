//! Messages that leave: each is a row in the transaction of the contact that it is.

use jiff::Timestamp;
use kernel::{Id, Kind, PartnerCode};
use register::{StoreError, Tx, both};
use sqlx::types::Uuid;

use crate::{
    contact::{Contact, ContactId},
    request::RequestId,
    team::TeamId,
};

/// Messages of one request that are told.
const TOLD_MAX: i64 = 500;

/// A mailbox from which a partner writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Its id.
    pub id: Id<Self>,
    /// Its address.
    pub address: String,
}

impl Kind for Sender {
    const PREFIX: &'static str = "mbx";
}

/// A message on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch;

impl Kind for Dispatch {
    const PREFIX: &'static str = "dsp";
}

/// From where a team writes: its own mailbox, else the partner's first; `None`: the partner has none in use.
pub async fn sender(
    tx: &mut Tx,
    partner: &PartnerCode,
    team: Option<TeamId>,
) -> Result<Option<Sender>, StoreError> {
    const SQL: &str = "
        SELECT mailbox_id, address FROM mailbox WHERE partner = $1 AND is_on = 1
        ORDER BY CASE WHEN team_id = $2 THEN 0 ELSE 1 END, created_at_us, mailbox_id LIMIT 1";
    let row: Option<(Uuid, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(partner.as_str()).bind(team.map(TeamId::uuid)).fetch_optional(conn).await)?;
    Ok(row.map(|(id, address)| Sender { id: Id::from_uuid(id), address }))
}

/// A contact waits to leave as a message; its Message-ID is the contact's.
pub async fn wait(
    tx: &mut Tx,
    sender: &Sender,
    contact: &Contact,
    message_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "
        INSERT INTO dispatch (dispatch_id, partner, mailbox_id, request_id, contact_id, recipient, message_id, state, tries,
            next_try_at_us, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8)";
    both!(tx, conn => sqlx::query(SQL)
        .bind(Id::<Dispatch>::new(now).uuid())
        .bind(contact.partner.as_str())
        .bind(sender.id.uuid())
        .bind(contact.request.uuid())
        .bind(contact.id.uuid())
        .bind(&contact.way)
        .bind(message_id)
        .bind(now.as_microsecond())
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Where the messages of a request are: their contact and their state's word.
pub async fn states(tx: &mut Tx, request: RequestId) -> Result<Vec<(ContactId, String)>, StoreError> {
    const SQL: &str = "
        SELECT d.contact_id, d.state FROM dispatch d JOIN contact c ON c.contact_id = d.contact_id
        WHERE c.request_id = $1 ORDER BY d.created_at_us, d.dispatch_id LIMIT $2";
    let rows: Vec<(Uuid, String)> = both!(tx, conn => sqlx::query_as(SQL)
        .bind(request.uuid()).bind(TOLD_MAX).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(contact, state)| (ContactId::from_uuid(contact), state)).collect())
}
