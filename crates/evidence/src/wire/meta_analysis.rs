//! Pooled effects of several studies, by every estimator.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Number, Outcome, Refusal, number, numbers, read};
use crate::{
    Fault,
    meta::{self, Interval, Method, Pooled, PredictionLaw},
};

#[derive(Deserialize)]
struct Inputs {
    yi: Vec<Number>,
    vi: Vec<Number>,
    #[serde(default)]
    moderator: Option<Vec<Number>>,
    #[serde(default)]
    alpha: Option<Number>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let (yi, vi) = (numbers(&inputs.yi), numbers(&inputs.vi));
    let alpha = inputs.alpha.map_or(0.05, |it| it.0);
    let mut results = Map::new();
    let fixed = meta::homogeneity(&yi, &vi)?;
    results.insert(
        "fixed".into(),
        json!({"mu": number(fixed.value), "se": number(fixed.se), "Q": number(fixed.q), "Q_p": number(fixed.p)}),
    );
    for method in Method::ALL.into_iter().filter(|it| *it != Method::Fixed) {
        let wald = meta::pool(&yi, &vi, method, Interval::Wald, alpha)?;
        let mut plain = pooled(&wald, PredictionLaw::Normal, alpha)?;
        plain.insert("I2".into(), number(100.0 * wald.i2));
        plain.insert("H2".into(), number(wald.h2));
        results.insert(method.initials().into(), Value::Object(plain));
        let knapp = match meta::pool(&yi, &vi, method, Interval::HartungKnapp, alpha) {
            Ok(it) => pooled(&it, PredictionLaw::StudentLessOne, alpha)?,
            Err(Fault::NoVariance { .. }) => without_scatter(&wald),
            Err(fault) => return Err(fault.into()),
        };
        results.insert(format!("{}_hksj", method.initials()), Value::Object(knapp));
    }
    let (low, high) = meta::tau2_interval(&yi, &vi, alpha)?;
    results.insert("tau2_ci_Qprofile".into(), json!([number(low), number(high)]));
    let egger = found(meta::egger(&yi, &vi))?;
    let egger = egger.map(|it| json!({"t": number(it.t), "p": number(it.p), "df": number(it.df)}));
    results.insert("egger".into(), json!(egger));
    let left = meta::leave_one_out(&yi, &vi, Method::Restricted)?;
    results.insert(
        "leave1out_REML".into(),
        json!({
            "mu": left.iter().map(|it| number(it.value)).collect::<Vec<_>>(),
            "tau2": left.iter().map(|it| number(it.tau2)).collect::<Vec<_>>(),
        }),
    );
    if let Some(moderator) = inputs.moderator {
        let moderator = numbers(&moderator);
        crate::check("moderator", &moderator, 1)?;
        results.insert("meta_regression_REML_hksj".into(), condition(&yi, &vi, &moderator, alpha)?);
    }
    let prediction = found(meta::predict(&yi, &vi, alpha.clamp(1e-6, 1.0 - 1e-6)))?;
    results.insert(
        "prediction".into(),
        json!(prediction.map(|it| json!({
            "median": number(it.value), "low": number(it.low), "high": number(it.high)
        }))),
    );
    Ok(Value::Object(results))
}

/// A result that these studies are too few or too alike for is null.
fn found<T>(result: Result<T, Fault>) -> Result<Option<T>, Refusal> {
    match result {
        Ok(it) => Ok(Some(it)),
        Err(Fault::TooFew { .. } | Fault::NoVariance { .. } | Fault::Collinear { .. }) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

fn pooled(it: &Pooled, law: PredictionLaw, alpha: f64) -> Result<Map<String, Value>, Refusal> {
    let prediction = meta::predict_usual(it, law, alpha)?;
    let estimate = it.estimate;
    let mut results = Map::new();
    results.insert("tau2".into(), number(it.tau2));
    results.insert("mu".into(), number(estimate.value));
    results.insert("se".into(), number(estimate.se));
    results.insert("ci".into(), json!([number(estimate.low), number(estimate.high)]));
    results.insert("stat".into(), number(estimate.value / estimate.se));
    results.insert("p".into(), number(estimate.p));
    results.insert("pi".into(), json!([number(prediction.low), number(prediction.high)]));
    Ok(results)
}

/// All effects are the same: their scatter, which Hartung and Knapp divide by, is none.
fn without_scatter(wald: &Pooled) -> Map<String, Value> {
    let mu = number(wald.estimate.value);
    let mut results = Map::new();
    results.insert("tau2".into(), number(wald.tau2));
    results.insert("se".into(), number(0.0));
    results.insert("ci".into(), json!([mu, mu]));
    results.insert("stat".into(), Value::Null);
    results.insert("p".into(), Value::Null);
    results.insert("pi".into(), json!([mu, mu]));
    results.insert("mu".into(), mu);
    results
}

fn condition(yi: &[f64], vi: &[f64], moderator: &[f64], alpha: f64) -> Outcome {
    let result =
        found(meta::regress(yi, vi, &[moderator], Method::Restricted, Interval::HartungKnapp, alpha))?;
    Ok(json!(result.map(|it| {
        let of = |read: fn(&meta::Condition) -> f64| {
            it.coefficients.iter().map(|it| number(read(it))).collect::<Vec<_>>()
        };
        json!({
            "tau2": number(it.tau2),
            "coef": of(|it| it.value),
            "se": of(|it| it.se),
            "p": of(|it| it.p),
            "QM": number(it.joint),
            "QMp": number(it.joint_p),
            "QE": number(it.residual_q),
            "R2": number(100.0 * it.explained),
        })
    })))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("meta_analysis");
    }
}
