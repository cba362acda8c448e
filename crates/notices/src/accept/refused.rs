//! Why an order is not taken.

use kernel::{Explain, Message};
use register::StoreError;

use crate::{
    targets::{self, Target},
    words::message,
};

/// An order is wrong; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The service is closed.
    #[error("the service is closed")]
    ServiceClosed,
    /// The template is archived.
    #[error("the template is archived")]
    TemplateArchived,
    /// The template belongs to another service.
    #[error("the template belongs to another service")]
    TemplateOfAnother,
    /// The template is of another medium than the address.
    #[error("the template is of another medium than the address")]
    OtherMedium,
    /// The template has no text.
    #[error("the template has no text in this language nor in French")]
    NoText,
    /// The address is none.
    #[error("the address is none")]
    BadAddress,
    /// The key may write to the guest list only.
    #[error("the key may write to guests only")]
    NotGuest,
    /// The service is not live yet, and this is no guest.
    #[error("the service is not live and the recipient is no guest")]
    NotLive,
    /// Places of the template have no value.
    #[error("missing personalisation: {}", names.join(", "))]
    Missing {
        /// Which.
        names: Vec<String>,
    },
    /// The template itself cannot be read or filled.
    #[error("the template cannot be filled: {0}")]
    Unfillable(wording::Fault),
    /// The text is too long, filled.
    #[error("the message is too long: {parts} parts, {most} at most")]
    TooLong {
        /// How many parts it has, or signs if it is not a text message.
        parts: usize,
        /// How many it may have.
        most: usize,
    },
    /// A name that the caller gives is too long.
    #[error("a reference, a request or a usager is longer than {most} characters")]
    NameTooLong {
        /// How many signs it may have.
        most: usize,
    },
    /// It is to leave too far ahead.
    #[error("it is to leave too far ahead")]
    TooFarAhead,
    /// The template sends people to pages or numbers where nobody answers.
    #[error("the template names what leads nowhere: {}", targets::listed(targets))]
    DeadTarget {
        /// Which.
        targets: Vec<Target>,
    },
    /// The register failed.
    #[error("the register failed")]
    Store(#[from] StoreError),
}

impl Explain for Refused {
    fn message(&self) -> Message {
        match self {
            Self::ServiceClosed => message("refused-service-closed"),
            Self::TemplateArchived => message("refused-template-archived"),
            Self::TemplateOfAnother => message("refused-template-of-another"),
            Self::OtherMedium => message("refused-other-medium"),
            Self::NoText => message("refused-no-text"),
            Self::BadAddress => message("refused-bad-address"),
            Self::NotGuest => message("refused-not-guest"),
            Self::NotLive => message("refused-not-live"),
            Self::Missing { names } => message("refused-missing").with("names", names.join(", ")),
            Self::Unfillable(fault) => fault.message(),
            Self::TooLong { parts, most } => {
                message("refused-too-long").with("parts", *parts as u64).with("most", *most as u64)
            }
            Self::NameTooLong { most } => message("refused-name-too-long").with("most", *most as u64),
            Self::TooFarAhead => message("refused-too-far-ahead"),
            Self::DeadTarget { targets } => {
                let kind = targets::fault(targets.iter().map(|it| it.kind));
                message("refused-dead-target").with("kind", kind).with("targets", targets::listed(targets))
            }
            Self::Store(error) => error.message(),
        }
    }
}
