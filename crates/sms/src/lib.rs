//! What a text message is: how carriers count it and cut it, whom it goes to, who sends it, and what people answer; pure.
//!
//! | to know | start with |
//! | --- | --- |
//! | how many messages a text is billed as, and which signs make it dear | [`count`], [`price`] |
//! | the same text with cheaper signs | [`spare`] |
//! | what goes over SMPP, and what came | [`parts`], [`decode`], [`user_data`], [`join`] |
//! | whether one can write to a number | [`Number::for_texts`] |
//! | under which name one may write | [`Sender::read`] |
//! | what an answer asks | [`Keyword::of`] |
//!
//! **Invariants:** no I/O, no clock, no chance; nothing here panics, whatever a person or a carrier sends; what [`count`] says is
//! what [`parts`] makes; a sign is never cut between two parts; a telephone number never shows in `Debug`.

mod alphabet;
mod counting;
mod countries;
mod joining;
mod keyword;
mod number;
mod parting;
mod sender;
mod words;

pub use counting::{Counted, Encoding, count, price, spare};
pub use joining::{Incoming, Joined, Place, join, user_data};
pub use keyword::Keyword;
pub use number::{Number, NumberFault, NumberKind};
pub use parting::{DecodeFault, GSM_7, PARTS_MAX, Part, TooLong, UCS_2, decode, parts};
pub use sender::{Sender, SenderFault};
pub use words::WORDS;
