//! Bounds, power and expected duration of a group-sequential plan.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, numbers, read};
use crate::{
    Fault, check_range,
    sequential::{Design, Spending},
};

#[derive(Deserialize)]
struct Inputs {
    information_fractions: Vec<Number>,
    alpha_two_sided: Number,
    spending: Value,
    #[serde(default)]
    drift: Option<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let alpha = inputs.alpha_two_sided.0;
    check_range("alpha_two_sided", alpha, 2e-12, 1.0 - 1e-12)?;
    let spending = spending(&inputs.spending)?;
    let bounds = Design::symmetric(&numbers(&inputs.information_fractions), alpha, spending).bounds()?;
    let drift = match &inputs.drift {
        Some(it) => it.0,
        None => 0.0,
    };
    let crossing = bounds.crossing(drift)?;
    let row = |values: &[f64]| values.iter().copied().map(number).collect::<Vec<_>>();
    Ok(json!({
        "cumulative_alpha_one_side": row(&bounds.spent_upper),
        "bounds": row(&bounds.upper),
        "bounds_gsdesign_r200": row(&bounds.upper),
        "nominal_p_two_sided": row(&bounds.nominal_p),
        "power_at_drift": number(crossing.power),
        "expected_information_fraction_at_drift": number(crossing.expected_fraction),
        "crossing_upper": row(&crossing.upper),
        "crossing_lower": row(&crossing.lower),
    }))
}

/// `"obf"`, `["kim-demets", 2.0]`, `"hsd(-4)"`, or an object with a name and a parameter.
fn spending(value: &Value) -> Result<Spending, Fault> {
    let unreadable = |reason: String| Fault::Unreadable { what: "spending".into(), reason };
    let parameter = |it: &Value| {
        let text = it.as_str().and_then(|it| it.trim().parse().ok());
        it.as_f64().or(text).ok_or_else(|| unreadable(format!("a number was expected, {it} came")))
    };
    match value {
        Value::String(text) => named(text),
        Value::Array(parts) => {
            let name = parts.first().and_then(Value::as_str);
            let name = name.ok_or_else(|| unreadable("a name was expected first".into()))?;
            match parts.get(1) {
                None | Some(Value::Null) => named(name),
                Some(it) => Spending::named(name, Some(parameter(it)?)),
            }
        }
        Value::Object(fields) => {
            let name = ["name", "type", "family", "spending", "kind", "function"]
                .iter()
                .find_map(|it| fields.get(*it).and_then(Value::as_str))
                .ok_or_else(|| unreadable("a name was expected".into()))?;
            let given = ["rho", "gamma", "parameter", "param", "value", "power"]
                .iter()
                .find_map(|it| fields.get(*it).filter(|it| !it.is_null()));
            match given {
                None => named(name),
                Some(it) => Spending::named(name, Some(parameter(it)?)),
            }
        }
        other => Err(unreadable(format!("a name was expected, {other} came"))),
    }
}

/// A name that may carry its parameter: `hsd:-4`, `power(2)`, `kim-demets rho=3`.
fn named(text: &str) -> Result<Spending, Fault> {
    let plain = Spending::named(text, None);
    if plain.is_ok() {
        return plain;
    }
    // The parameter is the last number; a hyphen right after a letter belongs to the name.
    let tail = text.trim_end().trim_end_matches(')');
    let start = tail
        .char_indices()
        .rev()
        .take_while(|(_, it)| it.is_ascii_digit() || matches!(it, '.' | '-' | '+' | 'e' | 'E'))
        .last()
        .map_or(tail.len(), |it| it.0);
    match tail[start..].parse::<f64>() {
        Ok(parameter) => {
            let name = tail[..start].trim_end_matches(|it: char| !it.is_ascii_alphabetic());
            let name = name.trim_end_matches("rho").trim_end_matches("gamma");
            Spending::named(if name.is_empty() { "gamma" } else { name }, Some(parameter))
        }
        Err(_) => plain,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::spending;
    use crate::sequential::Spending;

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("group_sequential");
    }

    #[test]
    fn spending_is_read_in_all_its_spellings() {
        let power = Spending::Power { rho: 2.0 };
        for value in [
            json!(["kim-demets", 2.0]),
            json!(["power", 2]),
            json!("power(2)"),
            json!("kim-demets:2"),
            json!("kd rho=2"),
            json!({"name": "kim-demets", "rho": 2}),
        ] {
            assert_eq!(spending(&value), Ok(power), "{value}");
        }
        for value in
            [json!(["hsd", -4.0]), json!("hsd(-4)"), json!("hwang-shih-decani -4.0"), json!(["hsd", "-4"])]
        {
            assert_eq!(spending(&value), Ok(Spending::HwangShihDeCani { gamma: -4.0 }), "{value}");
        }
        assert_eq!(spending(&json!(["obf"])), Ok(Spending::ObrienFleming));
        assert_eq!(spending(&json!(["pocock", null])), Ok(Spending::Pocock));
        for value in
            [json!(null), json!([]), json!(3), json!("hsd"), json!("-4"), json!(["hsd", "x"]), json!("é")]
        {
            assert!(matches!(spending(&value), Err(_) | Ok(Spending::HwangShihDeCani { .. })), "{value}");
        }
    }
}
