//! The wild cluster bootstrap of the effect of treatment, all sign vectors.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, cluster_robust::fit, number, read};
use crate::wild::{Draws, Null, WildTest, wild};

#[derive(Deserialize)]
struct Inputs {
    cluster: Vec<Value>,
    y: Vec<Number>,
    treat: Vec<Number>,
    x: Vec<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let fit = fit(&it.cluster, &it.y, &it.treat, &it.x)?;
    let test = |null| wild(&fit, &[0.0, 1.0, 0.0], 0.0, null, Draws::Exhaustive, 0.05);
    let print = |it: &WildTest| {
        json!({
            "t_stat": number(it.t),
            "n_draws": it.draws,
            "p_strict": number(it.p_strict),
            "p_weak": number(it.p_weak),
            "wildboottest_p": number(it.p_strict),
            "wildboottest_B": it.draws,
            "interval": [number(it.low), number(it.high)],
        })
    };
    Ok(json!({
        "WCR11_null_imposed": print(&test(Null::Imposed)?),
        "WCU11_null_not_imposed": print(&test(Null::NotImposed)?),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("wild_cluster_bootstrap");
    }
}
