//! Poisson regression: counts by weekday and campaign, or by whatever columns the inputs have.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    Fault,
    glm::{Column, Errors, Family, Fit, fit},
};

use super::{Number, Outcome, Refusal, number, numbers, read};

/// Most terms of a design.
const TERMS_MAX: usize = 500;

/// What a regression takes: the outcome, and columns by name in the order in which they came.
#[derive(Deserialize)]
pub(super) struct Inputs {
    y: Vec<Number>,
    design: Option<String>,
    offset: Option<Vec<Number>>,
    exposure: Option<Vec<Number>>,
    #[serde(flatten)]
    columns: Map<String, Value>,
}

/// A column of the regression with the input that it comes from.
struct Term {
    source: String,
    values: Vec<f64>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let fitted = regress(Family::Poisson, inputs)?;
    Ok(json!({
        "coef": list(&fitted.coefficients),
        "se_model": list(&fitted.standard_errors(Errors::Model)?),
        "se_quasi": list(&fitted.standard_errors(Errors::Quasi)?),
        "se_hc0": list(&fitted.standard_errors(Errors::Hc0)?),
        "deviance": number(fitted.deviance),
        "pearson_chi2": number(fitted.pearson),
        "dispersion": number(fitted.dispersion),
        "loglik": number(fitted.loglik),
    }))
}

pub(super) fn list(values: &[f64]) -> Value {
    values.iter().map(|it| number(*it)).collect()
}

/// The regression that the inputs ask for.
pub(super) fn regress(family: Family, inputs: &Value) -> Result<Fit, Refusal> {
    let inputs: Inputs = read(inputs)?;
    let y = numbers(&inputs.y);
    let terms = terms(&inputs, family, y.len())?;
    let columns: Vec<Column<'_>> = terms.iter().map(|it| Column::new(&it.source, &it.values)).collect();
    let offset = match (&inputs.offset, &inputs.exposure) {
        (Some(it), _) => Some(("offset", numbers(it))),
        (None, Some(it)) => {
            let exposure = numbers(it);
            for value in &exposure {
                crate::check_range("exposure", *value, 1e-300, 1e300)?;
            }
            Some(("exposure", exposure.iter().map(|it| it.ln()).collect()))
        }
        (None, None) => None,
    };
    let offset = offset.as_ref().map(|(name, values)| Column::new(name, values));
    Ok(fit(family, Column::new("y", &y), &columns, offset)?)
}

/// The columns: those that the design names, or an intercept, indicators of the weekday and all others.
fn terms(inputs: &Inputs, family: Family, rows: usize) -> Result<Vec<Term>, Refusal> {
    let intercept = || Term { source: "y".into(), values: vec![1.0; rows] };
    if let Some(design) = &inputs.design {
        let mut terms = Vec::new();
        for word in design.split([',', '+']).map(str::trim).filter(|it| !it.is_empty()) {
            match word {
                "1" | "intercept" | "const" => terms.push(intercept()),
                word => terms.extend(named(inputs, word)?),
            }
            if terms.len() > TERMS_MAX {
                return Err(unreadable("design", "too many terms").into());
            }
        }
        return Ok(terms);
    }
    let mut terms = vec![intercept()];
    for name in inputs.columns.keys() {
        let values = values(inputs, name)?;
        if family == Family::Poisson && name == "dow" {
            let mut levels = values.clone();
            levels.sort_unstable_by(f64::total_cmp);
            levels.dedup();
            if levels.len() > TERMS_MAX {
                return Err(unreadable("dow", "too many levels").into());
            }
            terms.extend(levels.iter().skip(1).map(|level| indicator(name, &values, *level)));
        } else {
            terms.push(Term { source: name.clone(), values });
        }
    }
    Ok(terms)
}

/// A term of the design: a column, an indicator `dow3` or a range of them `dow1..dow4`.
fn named(inputs: &Inputs, word: &str) -> Result<Vec<Term>, Fault> {
    if inputs.columns.contains_key(word) {
        return Ok(vec![Term { source: word.into(), values: values(inputs, word)? }]);
    }
    let (first, last) = word.split_once("..").unwrap_or((word, word));
    let (Some((name, from)), Some((other, to))) = (level(inputs, first.trim()), level(inputs, last.trim()))
    else {
        return Err(unreadable("design", &format!("`{word}` is no column of the inputs")));
    };
    if name != other || from > to || usize::try_from(to - from).is_ok_and(|it| it > TERMS_MAX) {
        return Err(unreadable("design", &format!("`{word}` is no range of levels")));
    }
    let values = values(inputs, name)?;
    Ok((from..=to).map(|level| indicator(name, &values, f64::from(level))).collect())
}

/// `dow3` as the column `dow` and its level 3.
fn level<'a>(inputs: &Inputs, word: &'a str) -> Option<(&'a str, u32)> {
    let name = word.trim_end_matches(|it: char| it.is_ascii_digit());
    let level = word[name.len()..].parse().ok()?;
    let column = name.trim_end_matches(['_', '=', ' ']);
    inputs.columns.contains_key(column).then_some((column, level))
}

fn indicator(name: &str, values: &[f64], level: f64) -> Term {
    #[expect(clippy::float_cmp, reason = "levels are codes")]
    let values = values.iter().map(|it| if it.is_nan() { *it } else { f64::from(u8::from(*it == level)) });
    Term { source: name.into(), values: values.collect() }
}

fn values(inputs: &Inputs, name: &str) -> Result<Vec<f64>, Fault> {
    let value = inputs.columns.get(name).unwrap_or(&Value::Null);
    let values = Vec::<Number>::deserialize(value).map_err(|it| unreadable(name, &it.to_string()))?;
    Ok(numbers(&values))
}

fn unreadable(what: &str, reason: &str) -> Fault {
    Fault::Unreadable { what: what.into(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("poisson_glm");
    }

    #[test]
    fn a_design_is_read_word_by_word() {
        let mut inputs = json!({
            "y": [3, 1, 4, 1, 5, 9, 2, 6, 5], "dow": [1, 2, 3, 1, 2, 3, 1, 2, 3],
            "campaign": [0, 1, 0, 1, 1, 0, 0, 0, 1], "design": "1, dow2..dow3, campaign",
        });
        let by_design = run(&inputs).unwrap();
        assert_eq!(by_design["coef"].as_array().unwrap().len(), 4);
        inputs.as_object_mut().unwrap().remove("design");
        assert_eq!(run(&inputs).unwrap(), by_design);
        for (key, value, fault) in [
            ("design", json!("1, dow2..dow9999999"), "design"),
            ("design", json!("1, weather"), "design"),
            ("design", json!("1, dow4"), "dow"),
            ("design", json!(3), "design"),
            ("dow", json!([1, 2]), "dow"),
            ("dow", json!([1, 2, 3, 1, null, 3, 1, 2, 3]), "dow"),
            ("dow", json!("Monday"), "dow"),
            ("campaign", json!([1, 1, 1, 1, 1, 1, 1, 1, 1]), "campaign"),
            ("y", json!([]), "y"),
            ("exposure", json!([0, 1, 1, 1, 1, 1, 1, 1, 1]), "exposure"),
            ("offset", json!([1]), "offset"),
        ] {
            let mut inputs = inputs.clone();
            inputs[key] = value;
            assert_eq!(run(&inputs).unwrap_err().fault.what(), fault, "{key}");
        }
    }
}
