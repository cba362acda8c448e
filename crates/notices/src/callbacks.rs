//! Programs are told what became of their notices, and what people answered: posted to the address of their service, with a token.
//!
//! **Invariants:** what is to be told is written by the transaction that it tells of (a trigger, and [`received`]); a token is kept nowhere;
//! a receiver that is slow or away keeps nobody else waiting, and is tried five more times, five minutes apart. [`pages`] is where a manager
//! says who is told.

pub mod pages;
mod store;
#[cfg(test)]
mod tests;
mod work;

use jiff::Timestamp;
use kernel::Secret;
use register::{StoreError, Tx};
use uuid::Uuid;

use crate::{address::Keyring, service::ServiceId};

pub use store::{Untold, again, find, open, remove, set, untold};
pub use work::Teller;

/// What a program is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// How notices end.
    Delivery,
    /// What people answer.
    Received,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 2] = [Self::Delivery, Self::Received];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Received => "received",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// Where a service is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Which service.
    pub service: ServiceId,
    /// Of what.
    pub kind: Kind,
    /// An address by `https`; who sets it has it checked by [`gateways::hook::checked`].
    pub url: String,
    /// Another one makes another token.
    pub generation: i64,
    /// Tries in a row without an answer.
    pub failures: i64,
}

/// The token by which a receiver knows that it is us: `Authorization: Bearer …`.
pub fn token(keyring: &Keyring, callback: &Callback) -> Secret<String> {
    let bound =
        format!("callback {} {} {}", callback.service.uuid(), callback.kind.code(), callback.generation);
    Secret::new(blake3::keyed_hash(keyring.programs(), bound.as_bytes()).to_hex().to_string())
}

/// Notes, in the transaction that keeps a text that came, that its service is to be told; nothing where nobody wants to be.
pub async fn received(
    tx: &mut Tx,
    service: ServiceId,
    received: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    store::note(tx, (received, Kind::Received), service, now).await
}
