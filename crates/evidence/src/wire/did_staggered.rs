//! Effects of something adopted at different dates, by cohort and period and brought together.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault,
    did::{Aggregate, Base, Control, Method, Options, Rows, estimate},
};

#[derive(Deserialize)]
struct Inputs {
    #[serde(default)]
    control_group: Option<String>,
    #[serde(default)]
    est_method: Option<String>,
    #[serde(default)]
    base_period: Option<String>,
    #[serde(default)]
    anticipation: Option<Number>,
    #[serde(default)]
    covariate: Option<String>,
    unit: Vec<Value>,
    time: Vec<Number>,
    first_treat: Vec<Number>,
    #[serde(default)]
    x: Option<Vec<Number>>,
    y: Vec<Number>,
    #[serde(default)]
    cluster: Option<Vec<Value>>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let options = options(&inputs)?;
    let unit = codes("unit", &inputs.unit)?;
    let cluster = inputs.cluster.as_ref().map(|it| codes("cluster", it)).transpose()?;
    let (time, first_treated, outcome) =
        (numbers(&inputs.time), numbers(&inputs.first_treat), numbers(&inputs.y));
    // A column that is there but not named as the covariate is not used.
    let x = match (&inputs.covariate, &inputs.x) {
        (Some(_), Some(it)) => Some(numbers(it)),
        (Some(_), None) => return Err(Fault::too_few("x", 0, 1).into()),
        (None, _) => None,
    };
    let covariates: Vec<&[f64]> = x.iter().map(Vec::as_slice).collect();
    let rows = Rows {
        unit: &unit,
        time: &time,
        first_treated: &first_treated,
        outcome: &outcome,
        covariates: &covariates,
        cluster: cluster.as_deref(),
    };
    let effects = estimate(&rows, &options)?;
    let cells: Vec<Value> = effects
        .cells
        .iter()
        .map(|it| {
            json!({
                "group": number(it.group),
                "time": number(it.time),
                "att": it.att.map(number),
                "se": it.se.map(number),
            })
        })
        .collect();
    // What is refused from here on does not exist for these data, such as a mean of no cell after adoption.
    let pre_trend = effects.pre_trend(options.anticipation).ok().flatten();
    Ok(json!({
        "att_gt": cells,
        "simple": effects.simple().ok().as_ref().map(overall),
        "group": effects.by_group().ok().as_ref().map(parts),
        "dynamic": effects.by_exposure().ok().as_ref().map(parts),
        "calendar": effects.by_period().ok().as_ref().map(parts),
        "pre_trend": pre_trend.map(|it| json!({
            "statistic": number(it.statistic), "df": number(it.df), "p": number(it.p),
        })),
        "units": effects.units,
        "units_left_out": effects.units_left_out,
    }))
}

fn options(inputs: &Inputs) -> Result<Options, Fault> {
    let unknown = |what: &str, value: &str, known: &str| Fault::UnknownWord {
        what: what.into(),
        value: value.into(),
        known: known.into(),
    };
    let control = match inputs.control_group.as_deref() {
        None | Some("nevertreated" | "never_treated" | "never") => Control::NeverTreated,
        Some("notyettreated" | "not_yet_treated" | "notyet") => Control::NotYetTreated,
        Some(it) => return Err(unknown("control_group", it, "nevertreated, notyettreated")),
    };
    let method = match inputs.est_method.as_deref() {
        None | Some("dr") => Method::DoublyRobust,
        Some("reg") => Method::Regression,
        Some("ipw") => Method::Weighting,
        Some(it) => return Err(unknown("est_method", it, "dr, reg, ipw")),
    };
    let base = match inputs.base_period.as_deref() {
        None | Some("varying") => Base::Varying,
        Some("universal") => Base::Universal,
        Some(it) => return Err(unknown("base_period", it, "varying, universal")),
    };
    Ok(Options { control, method, base, anticipation: inputs.anticipation.map_or(0.0, |it| it.0) })
}

/// Names of units, numbered as they come.
fn codes(what: &str, names: &[Value]) -> Result<Vec<u64>, Fault> {
    let mut known: HashMap<String, u64> = HashMap::new();
    names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let text = match name {
                Value::Number(it) => it.as_f64().map_or_else(|| it.to_string(), |it| format!("#{it}")),
                Value::String(it) => it.clone(),
                _ => return Err(Fault::NotFinite { what: what.into(), place }),
            };
            let next = known.len() as u64;
            Ok(*known.entry(text).or_insert(next))
        })
        .collect()
}

fn overall(it: &Aggregate) -> Value {
    json!({ "overall_att": number(it.overall.value), "overall_se": it.overall.se.map(number) })
}

fn parts(it: &Aggregate) -> Value {
    json!({
        "overall_att": number(it.overall.value),
        "overall_se": it.overall.se.map(number),
        "egt": it.keys.iter().copied().map(number).collect::<Vec<_>>(),
        "att_egt": it.effects.iter().map(|it| number(it.value)).collect::<Vec<_>>(),
        "se_egt": it.effects.iter().map(|it| it.se.map(number)).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("did_staggered");
    }
}
