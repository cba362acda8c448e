//! Two shares: see [`crate::two_proportions`].

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::{
    Fault, check_range,
    proportion::{clopper_pearson, wilson_at},
    two_proportions::{Interval, Pair, TRIALS_MAX},
};

#[derive(Deserialize)]
struct Inputs {
    count1: Number,
    nobs1: Number,
    count2: Number,
    nobs2: Number,
    alpha: Number,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in range")]
fn count(what: &str, value: Number) -> Result<u64, Fault> {
    check_range(what, value.0, 0.0, crate::real(TRIALS_MAX))?;
    if value.0.fract() == 0.0 {
        Ok(value.0 as u64)
    } else {
        Err(Fault::Unreadable { what: what.into(), reason: format!("{} is not a whole number", value.0) })
    }
}

fn interval(it: Interval) -> Value {
    json!([number(it.low), number(it.high)])
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let Inputs { count1, nobs1, count2, nobs2, alpha } = read(inputs)?;
    let (count1, nobs1) = (count("count1", count1)?, count("nobs1", nobs1)?);
    let (count2, nobs2) = (count("count2", count2)?, count("nobs2", nobs2)?);
    let alpha = alpha.0;
    let pair = Pair::new(count1, nobs1, count2, nobs2)?;
    let wald = pair.difference_wald(alpha)?;
    let z = pair.z_test();
    let ratio_log = pair.ratio_log(alpha)?.map_or(json!([null, null]), interval);
    // Without any success every ratio is possible: there is nothing to print.
    let ratio_score =
        if count1 + count2 == 0 { json!([null, null]) } else { interval(pair.ratio_score(alpha)?) };
    let share = |it: Option<crate::ShareInterval>| {
        it.map_or(json!([null, null]), |it| json!([number(it.low), number(it.high)]))
    };
    Ok(json!({
        "diff": number(pair.difference()),
        "z": number(z.map_or(f64::NAN, |it| it.z)),
        "p_value": number(z.map_or(f64::NAN, |it| it.p)),
        "fisher_p": number(pair.fisher()),
        "ci_diff_wald": interval(wald),
        "ci_diff_newcomb": interval(pair.difference_newcombe(alpha)?),
        "ci_diff_score": interval(pair.difference_score_statsmodels(alpha)?),
        "ci_diff_miettinen_nurminen": interval(pair.difference_score(alpha)?),
        "ci_diff_agresti-caffo": interval(pair.difference_agresti_caffo(alpha)?),
        "ci_ratio_log": ratio_log,
        "ci_ratio_score": ratio_score,
        "wilson_1": share(wilson_at(count1, nobs1, alpha)),
        "clopper_pearson_1": share(clopper_pearson(count1, nobs1, alpha)),
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("two_proportions");
    }
}
