//! What a partner asks of advice.

use channel_choice::Limits;
use jiff::Timestamp;
use kernel::PartnerCode;

/// What a partner asks of advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Whose.
    pub partner: PartnerCode,
    /// Whether its page is open to the public.
    pub is_public: bool,
    /// The limits.
    pub limits: Limits,
    /// Code of the randomised trial that decides who is advised; `None`: everybody is.
    pub trial: Option<String>,
    /// Since when.
    pub changed_at: Timestamp,
}

impl Setting {
    /// What a partner asks that has not said: the usual limits, and no public page.
    pub fn usual(partner: PartnerCode) -> Self {
        Self {
            partner,
            is_public: false,
            limits: Limits::default(),
            trial: None,
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }
}
