//! The wild cluster bootstrap of the effect of treatment, all sign vectors.

mod rounding;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use self::rounding::{Cluster, turned_is_beyond};
use super::{
    Number, Outcome,
    cluster_robust::{fit, labels},
    number, read,
};
use crate::{
    Fault,
    wild::{Draws, Null, WildTest, wild},
};

#[derive(Deserialize)]
struct Inputs {
    cluster: Vec<Value>,
    y: Vec<Number>,
    treat: Vec<Number>,
    x: Vec<Number>,
}

impl Inputs {
    /// The rows of each cluster, clusters in the order of their numbers or names.
    fn clusters(&self) -> Result<Vec<Cluster>, Fault> {
        let mut clusters: BTreeMap<(u64, usize), Cluster> = BTreeMap::new();
        for (row, label) in labels("cluster", &self.cluster)?.into_iter().enumerate() {
            let number = self.cluster[row].as_f64().unwrap_or(0.0);
            // Bits of numbers order as numbers do once those below zero are turned round.
            let bits = number.to_bits();
            let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
            let it = clusters.entry((ordered, label)).or_insert(Cluster { x: Vec::new(), y: Vec::new() });
            it.x.push([1.0, self.treat[row].0, self.x[row].0]);
            it.y.push(self.y[row].0);
        }
        Ok(clusters.into_values().collect())
    }
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let it: Inputs = read(inputs)?;
    let fit = fit(&it.cluster, &it.y, &it.treat, &it.x)?;
    let test = |null| wild(&fit, &[0.0, 1.0, 0.0], 0.0, null, Draws::Exhaustive, 0.05);
    let (restricted, free) = (test(Null::Imposed)?, test(Null::NotImposed)?);
    let print = |it: &WildTest, package: f64| {
        json!({
            "t_stat": number(it.t),
            "n_draws": it.draws,
            "p_strict": number(it.p_strict),
            "p_weak": number(it.p_weak),
            "wildboottest_p": number(package),
            "wildboottest_B": it.draws,
            "interval": [number(it.low), number(it.high)],
        })
    };
    // The draw that turns all residuals and the one that turns none tie together.
    let tie = if turned_is_beyond(&it.clusters()?) { restricted.p_weak } else { restricted.p_strict };
    Ok(json!({
        "WCR11_null_imposed": print(&restricted, tie),
        "WCU11_null_not_imposed": print(&free, free.p_strict),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("wild_cluster_bootstrap");
    }
}
