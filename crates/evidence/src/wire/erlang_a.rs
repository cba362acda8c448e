//! Erlang A: a queue whose callers give up.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::{
    Fault,
    erlang_a::{AGENTS_MAX, Queue, performance},
    real,
};

#[derive(Deserialize)]
struct Inputs {
    arrival_rate: Number,
    service_rate: Number,
    agents: Number,
    abandonment_rate: Number,
    #[serde(rename = "T")]
    within: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let queue = Queue {
        arrival_rate: inputs.arrival_rate.0,
        service_rate: inputs.service_rate.0,
        agents: whole("agents", inputs.agents.0, AGENTS_MAX)?,
        abandonment_rate: inputs.abandonment_rate.0,
    };
    let it = performance(&queue, inputs.within.0)?;
    Ok(json!({
        "p_wait": number(it.wait),
        "p_abandon": number(it.abandon),
        "mean_queue": number(it.mean_queue),
        "mean_wait_all": number(it.mean_wait),
        "mean_wait_given_wait": number(it.mean_wait_given_wait),
        "occupancy": number(it.occupancy),
        "p_offered_wait_gt_T": number(it.offered_wait_beyond),
        "service_level_answered_within_T_of_offered": number(it.answered_within),
        "p0": number(it.empty),
        "p_abandon_given_wait": number(it.abandon_given_wait),
    }))
}

/// A count of at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number between 1 and the greatest count"
)]
fn whole(what: &str, value: f64, most: u64) -> Result<u64, Fault> {
    crate::check_range(what, value, 1.0, real(most))?;
    if value.fract() == 0.0 {
        Ok(value as u64)
    } else {
        Err(Fault::Unreadable {
            what: what.into(),
            reason: format!("a whole number was expected, {value} came"),
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("erlang_a");
    }
}
