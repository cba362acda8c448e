//! Erlang C: how many agents a demand needs.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::erlang_c::{Demand, Search, Target, required};

#[derive(Deserialize)]
struct Inputs {
    transactions: Number,
    interval_minutes: Number,
    aht_minutes: Number,
    asa_target_minutes: Number,
    #[serde(default = "nothing")]
    shrinkage: Number,
    service_level_target: Number,
    #[serde(default = "everything")]
    max_occupancy: Number,
}

fn nothing() -> Number {
    Number(0.0)
}

fn everything() -> Number {
    Number(1.0)
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let demand = Demand {
        transactions: inputs.transactions.0,
        interval_minutes: inputs.interval_minutes.0,
        handling_minutes: inputs.aht_minutes.0,
        answer_minutes: inputs.asa_target_minutes.0,
        shrinkage: inputs.shrinkage.0,
    };
    let target =
        Target { service_level: inputs.service_level_target.0, occupancy_max: inputs.max_occupancy.0 };
    let it = required(&demand, &target, Search::FromRoundedLoad)?;
    let smallest = required(&demand, &target, Search::Smallest)?;
    Ok(json!({
        "raw_positions": it.agents,
        "positions": it.positions,
        "service_level": number(it.service_level),
        "occupancy": number(it.occupancy),
        "waiting_probability": number(it.wait),
        "erlang_b": number(it.blocked),
        "mean_wait_minutes": number(it.mean_wait_minutes),
        "mean_queue": number(it.mean_queue),
        "smallest_raw_positions": smallest.agents,
        "smallest_positions": smallest.positions,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("erlang_c");
    }
}
