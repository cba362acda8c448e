//! The wild cluster bootstrap of the effect of treatment, all sign vectors.

mod rounding;

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
    /// The rows of each cluster, clusters in the order of their numbers; those with names as they come.
    fn clusters(&self) -> Result<Vec<Cluster>, Fault> {
        let mut clusters: Vec<(f64, Cluster)> = Vec::new();
        for (row, label) in labels("cluster", &self.cluster)?.into_iter().enumerate() {
            // Labels count clusters as they first come.
            if label == clusters.len() {
                let number = self.cluster[row].as_f64().unwrap_or(0.0);
                clusters.push((number, Cluster { x: Vec::new(), y: Vec::new() }));
            }
            let it = &mut clusters[label].1;
            it.x.push([1.0, self.treat[row].0, self.x[row].0]);
            it.y.push(self.y[row].0);
        }
        clusters.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(clusters.into_iter().map(|it| it.1).collect())
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
