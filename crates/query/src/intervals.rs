//! Comparisons of intervals are refused.
//!
//! An interval is months, days and nanoseconds side by side, and DataFusion compares them in that order without carrying one into the other:
//! a gap of 40 days, which is 0 days and many nanoseconds, counts as shorter than `interval '7 day'`. Figures would be wrong without
//! a word, so the statement is refused, with two ways to say what was meant.

use datafusion::{
    arrow::datatypes::DataType,
    common::{
        DFSchema, DataFusionError, Result,
        config::ConfigOptions,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{Between, BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, utils::merge_schema},
    optimizer::AnalyzerRule,
};

/// The statement compares two intervals.
#[derive(Debug, thiserror::Error)]
#[error("intervals cannot be compared: {0}")]
pub(crate) struct IntervalsCompared(pub(crate) String);

/// Runs after types are settled, so that it sees every comparison as it would be computed.
#[derive(Debug)]
pub(crate) struct NoIntervalsCompared;

impl AnalyzerRule for NoIntervalsCompared {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|node| {
            let inputs = merge_schema(&node.inputs());
            node.apply_expressions(|expression| expression.apply(|it| refuse(it, &inputs)))
        })?;
        Ok(plan)
    }

    fn name(&self) -> &'static str {
        "no_intervals_compared"
    }
}

fn refuse(expression: &Expr, schema: &DFSchema) -> Result<TreeNodeRecursion> {
    let compared: &[&Expr] = match expression {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if compares(*op) => &[left, right],
        Expr::Between(Between { expr, low, high, .. }) => &[expr, low, high],
        _ => return Ok(TreeNodeRecursion::Continue),
    };
    // A column of an outer query has no type here; the other side has one then.
    let intervals = compared.iter().any(|it| matches!(it.get_type(schema), Ok(DataType::Interval(_))));
    if intervals {
        return Err(DataFusionError::External(Box::new(IntervalsCompared(expression.to_string()))));
    }
    Ok(TreeNodeRecursion::Continue)
}

const fn compares(operator: Operator) -> bool {
    use Operator::{Eq, Gt, GtEq, IsDistinctFrom, IsNotDistinctFrom, Lt, LtEq, NotEq};
    matches!(operator, Eq | NotEq | Lt | LtEq | Gt | GtEq | IsDistinctFrom | IsNotDistinctFrom)
}
