//! Not yet there.

use serde_json::Value;

use super::Refusal;

pub(super) fn run(_inputs: &Value) -> Result<Value, Refusal> {
    Err(Refusal::unknown_method("welch"))
}
