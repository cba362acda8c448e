//! What an e-mail message is: bytes in, values out. Start with [`read`], then [`kind`] and [`place`]; [`build()`] writes
//! the messages that leave.
//!
//! The way in: keep the raw bytes under their [`ContentKey`] before anything else; [`read`] them (in a worker process); ask [`kind`]
//! what they are; ask [`place`] where they go. A message that cannot be read is [`Quarantined`], with its raw text.
//!
//! **Invariants:** no network, no clock, no database here; nothing of a message is believed, executed or loaded; no message is lost; a
//! stranger's message is never appended to somebody's request.

mod base32;
pub mod bounce_words;
pub mod build;
mod dkim;
mod file_name;
mod filter;
mod html;
mod incoming;
pub mod mbox;
mod parts;
mod plain;
mod quoted;
mod raw;
mod read;
mod report;
mod safe_html;
mod scan;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod testing;
mod thread;
mod token;
mod verdict;
mod words;

pub use build::{BuildError, Built, Outgoing, build};
pub use dkim::{Dkim, DkimError};
pub use file_name::safe as safe_file_name;
pub use filter::{ANSWERS_A_DAY_MAX, Automatic, Bounce, HOPS_MAX, Kind, Known, Looping, is_answerable, kind};
pub use incoming::{Attachment, Incoming, Mailbox, ReturnPath, RobotFields, WrittenDate, address_key};
pub use mbox::Unsplit;
pub use raw::{ContentKey, Limits, Quarantined, Reason, check};
pub use read::{MARK_FIELD, Settings, attachment_bytes, read};
pub use report::{Action, DeliveryReport, Recipient, Status};
pub use safe_html::{Pictures, RemoteImage, SafeHtml, sanitise};
pub use thread::{Bounds, Candidate, Candidates, Placement, Why, place};
pub use token::{Keys, Purpose, Quoted, ShortKey};
pub use verdict::{Authentication, Spam, TrustedServer, Verdict};
pub use words::WORDS;
