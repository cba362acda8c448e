//! For tests: facts of one request.

use jiff::Timestamp;
use kernel::Channel;
use serde_json::Map;

use super::facts::{CLOSED, Fact, FactId, What};

/// A fact of a request of the usager `U-REQUEST` of `CAF`, which came by the web; the status `closed` closes it.
///
/// # Panics
///
/// Never: the partner's code is one.
pub fn fact(request: &str, at: Timestamp, what: What) -> Fact {
    let is_closing = matches!(&what, What::Status(it) if it == CLOSED);
    let source_id = format!("{request} {at} {what:?}");
    Fact {
        id: FactId::new(at),
        partner: "CAF".parse().expect("a partner's code"),
        request: request.to_owned(),
        usager: format!("U-{request}"),
        what,
        at,
        reason: Some("logement".to_owned()),
        life_event: None,
        channel: Some(Channel::Web),
        waits_for: None,
        is_closing,
        data: Map::new(),
        source: "api".to_owned(),
        source_id,
    }
}
