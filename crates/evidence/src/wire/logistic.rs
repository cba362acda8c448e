//! Logistic regression: an intercept, then the columns in the order in which they came.

use serde_json::{Value, json};

use crate::glm::{Errors, Family};

use super::{
    Outcome, number,
    poisson_glm::{list, regress},
};

pub(super) fn run(inputs: &Value) -> Outcome {
    let fitted = regress(Family::Logistic, inputs)?;
    Ok(json!({
        "coef": list(&fitted.coefficients),
        "se": list(&fitted.standard_errors(Errors::Model)?),
        "loglik": number(fitted.loglik),
        "mcfadden_r2": number(fitted.mcfadden()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("logistic");
    }

    #[test]
    fn what_cannot_be_fitted_is_refused_by_name() {
        let refused = |y: Value, x: Value| run(&json!({"y": y, "x": x})).unwrap_err().fault;
        assert_eq!(refused(json!([0, 0, 1, 1]), json!([1, 2, 3, 4])).what(), "x");
        assert_eq!(refused(json!([0, 0, 0, 0]), json!([1, 2, 3, 4])).code(), "no-estimate");
        assert_eq!(refused(json!([0, 2, 0, 1]), json!([1, 2, 3, 4])).what(), "y");
        assert_eq!(refused(json!([0, 1, 0, 1]), json!([1, 1, 1, 1])).code(), "collinear");
        assert_eq!(refused(json!([0, 1, 0, 1]), json!([1, 1, 1])).code(), "length");
    }
}
