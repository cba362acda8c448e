//! Which channel serves which usagers.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault,
    channels::{Channel, Floor, Offer, Plan, Segment, assign, assign_whole},
    check_length,
};

#[derive(Deserialize)]
struct Inputs {
    segments: Vec<String>,
    channels: Vec<String>,
    size: Vec<Number>,
    success: Vec<Vec<Number>>,
    cost: Vec<Vec<Number>>,
    handling_minutes: Vec<Vec<Number>>,
    eligible: Vec<Vec<Number>>,
    capacity_minutes: Vec<Number>,
    budget: Number,
    value_of_success: Number,
    #[serde(default)]
    fairness: Vec<Fairness>,
}

#[derive(Deserialize)]
struct Fairness {
    name: String,
    segments: Vec<usize>,
    min_success_rate: Number,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let plan = plan(read(inputs)?)?;
    let it = assign(&plan)?;
    let whole = assign_whole(&plan)?;
    let prices: Map<String, Value> = it.limits.iter().map(|it| (it.name.clone(), number(it.price))).collect();
    let binding: Vec<&str> = it.limits.iter().filter(|it| it.is_binding).map(|it| it.name.as_str()).collect();
    let table = |people: &[Vec<f64>]| -> Vec<Vec<Value>> {
        people.iter().map(|it| it.iter().map(|it| number(*it)).collect()).collect()
    };
    Ok(json!({
        "objective": number(it.objective),
        "unique_optimum": it.is_unique,
        "x": table(&it.people),
        "shadow_prices": prices,
        "binding": binding,
        "glop_objective": number(it.dual_objective),
        "integer_objective": whole.as_ref().map_or(Value::Null, |it| number(it.objective)),
        "integer_x": whole.map_or(Value::Null, |it| table(&it.people).into()),
        "total_cost": number(it.cost),
        "expected_successes": number(it.successes),
    }))
}

fn plan(inputs: Inputs) -> Result<Plan, Fault> {
    let (segments, channels) = (inputs.segments.len(), inputs.channels.len());
    check_length("size", inputs.size.len(), segments)?;
    check_length("capacity_minutes", inputs.capacity_minutes.len(), channels)?;
    for (what, table) in [
        ("success", &inputs.success),
        ("cost", &inputs.cost),
        ("handling_minutes", &inputs.handling_minutes),
        ("eligible", &inputs.eligible),
    ] {
        check_length(what, table.len(), segments)?;
        for (place, row) in table.iter().enumerate() {
            check_length(&format!("{what}[{place}]"), row.len(), channels)?;
        }
    }
    let mut found = Vec::with_capacity(segments);
    for (segment, (name, size)) in inputs.segments.into_iter().zip(numbers(&inputs.size)).enumerate() {
        let mut offers = Vec::with_capacity(channels);
        for channel in 0..channels {
            let eligible = inputs.eligible[segment][channel].0;
            if !eligible.is_finite() {
                return Err(Fault::NotFinite { what: format!("eligible[{segment}]"), place: channel });
            }
            offers.push((eligible != 0.0).then(|| Offer {
                success: inputs.success[segment][channel].0,
                cost: inputs.cost[segment][channel].0,
                minutes: inputs.handling_minutes[segment][channel].0,
            }));
        }
        found.push(Segment { name, size, offers });
    }
    let capacities = numbers(&inputs.capacity_minutes);
    Ok(Plan {
        segments: found,
        channels: inputs
            .channels
            .into_iter()
            .zip(capacities)
            .map(|(name, most)| Channel { name, capacity_minutes: limit(most) })
            .collect(),
        budget: limit(inputs.budget.0),
        value_of_success: inputs.value_of_success.0,
        floors: inputs
            .fairness
            .into_iter()
            .map(|it| Floor { name: it.name, segments: it.segments, share_min: it.min_success_rate.0 })
            .collect(),
    })
}

/// A limit; what is missing or infinite is none.
fn limit(most: f64) -> Option<f64> {
    (!most.is_nan() && most != f64::INFINITY).then_some(most)
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("channel_lp");
    }
}
