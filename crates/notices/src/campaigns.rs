//! Campaigns: a list of people who get the same template.
//!
//! A list comes from a file ([`sheet`]), is checked whole before anything leaves ([`check`]), or from a program ([`posted`]), and leaves
//! through [`accept`](crate::accept) in slices ([`work`]).
//!
//! **Invariants:** nothing leaves before somebody said yes, or a program's list is there whole; a line gets at most one notice, however often its worker is killed; each
//! line ends with a notice or with a sentence that says why it has none.

pub mod check;
pub(crate) mod pages;
pub mod posted;
pub mod sheet;
pub mod store;
pub mod work;

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Euro, PartnerCode};
use register::job::Said;

use crate::{
    notice::{CampaignId, NoticeId, Simulated, State, Why},
    service::{KeyId, KeyKind, ServiceId},
    template::TemplateId,
};

/// What names the column whose cells name each message, among what columns fill: no place of a template is called so.
pub const REFERENCE: &str = "#reference";

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignState {
    /// Its lines are being written.
    Loading,
    /// Nobody has said yes.
    Draft,
    /// It leaves from its time on.
    Ready,
    /// What had not left stays.
    Stopped,
    /// No line waits.
    Done,
}

impl CampaignState {
    /// All.
    pub const ALL: [Self; 5] = [Self::Loading, Self::Draft, Self::Ready, Self::Stopped, Self::Done];

    /// The word of the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Stopped => "stopped",
            Self::Done => "done",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// A list of people who get the same template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Whose usagers are told.
    pub partner: PartnerCode,
    /// What sends it.
    pub service: ServiceId,
    /// What it says, and in which version.
    pub template: (TemplateId, i64),
    /// In the words of whoever made it.
    pub name: String,
    /// What stands at the head of each column.
    pub titles: Vec<String>,
    /// Which column (its place) fills what; `""` is the address, [`REFERENCE`] the caller's own name for the message.
    pub fills: BTreeMap<String, usize>,
    /// Where it stands.
    pub state: CampaignState,
    /// Who made it: an account's or a key's id.
    pub created_by: String,
    /// The key by which a program made it.
    pub key: Option<KeyId>,
    /// Whom it may write to.
    pub key_kind: KeyKind,
    /// How the caller names each of its messages.
    pub reference: Option<String>,
    /// Lines that the check found good.
    pub good: i64,
    /// Parts of text messages, pages of letters, e-mails.
    pub parts: i64,
    /// What it costs at most.
    pub cost: Euro,
    /// It leaves from then on.
    pub begins_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody said yes.
    pub confirmed_at: Option<Timestamp>,
    /// When no line waited any more.
    pub done_at: Option<Timestamp>,
}

/// What became of a line.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its line in the file; its place in the list, from 1, if a program made it.
    pub line: i64,
    /// Its notice, if it has one.
    pub notice: Option<NoticeId>,
    /// How the caller names it.
    pub reference: Option<String>,
    /// How it ends if nothing leaves.
    pub simulated: Option<Simulated>,
    /// Where it goes, as it was typed if it has no notice.
    pub recipient: String,
    /// Where its notice stands; `None` if it has none.
    pub state: Option<State>,
    /// Why its notice failed, waits or was cancelled.
    pub why: Option<Why>,
    /// The title of the column that is wrong, and what is wrong with it.
    pub fault: Option<(String, Said)>,
    /// Before then it does not leave.
    pub due_at: Option<Timestamp>,
    /// When a carrier took it.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub done_at: Option<Timestamp>,
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outcome")
            .field("line", &self.line)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
