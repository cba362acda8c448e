//! One computation as JSON in, JSON out: what `efficaces evidence METHOD` reads and prints.
//!
//! A module a method; each has the inputs and the results of one file of `reference/` (see its README) and calls the
//! function of this crate that does the work. Missing numbers are `null`, infinite ones `"inf"` and `"-inf"`.

mod assignment_hash;
mod asymptotic_confseq;
mod bernoulli_confseq;
mod channel_lp;
mod classification_metrics;
mod cluster_robust;
mod contextual_bandit;
mod cuped;
mod did_staggered;
mod did_two_way;
mod dr_heterogeneity;
mod erlang_a;
mod erlang_c;
mod group_sequential;
mod heterogeneity_ols;
mod logistic;
mod meta_analysis;
mod multiple_testing;
mod normal_mixture;
mod off_policy;
mod poisson_glm;
mod poly_stitching;
mod power;
mod process_log;
mod randomisation_inference;
mod ratio_delta;
mod read;
mod recurrent_contacts;
mod srm;
mod stepped_wedge;
mod stepped_wedge_power;
mod synthetic_did;
mod text_tfidf;
mod two_proportions;
mod welch;
mod wild_cluster_bootstrap;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use process_log::process_log;
pub use read::Refusal;
use read::{Number, Outcome, number, numbers, read};

type Run = fn(&Value) -> Result<Value, Refusal>;

const METHODS: &[(&str, Run)] = &[
    ("assignment_hash", assignment_hash::run),
    ("asymptotic_confseq", asymptotic_confseq::run),
    ("bernoulli_confseq", bernoulli_confseq::run),
    ("channel_lp", channel_lp::run),
    ("classification_metrics", classification_metrics::run),
    ("cluster_robust", cluster_robust::run),
    ("contextual_bandit", contextual_bandit::run),
    ("cuped", cuped::run),
    ("did_staggered", did_staggered::run),
    ("did_two_way", did_two_way::run),
    ("dr_heterogeneity", dr_heterogeneity::run),
    ("erlang_a", erlang_a::run),
    ("erlang_c", erlang_c::run),
    ("group_sequential", group_sequential::run),
    ("heterogeneity_ols", heterogeneity_ols::run),
    ("logistic", logistic::run),
    ("meta_analysis", meta_analysis::run),
    ("multiple_testing", multiple_testing::run),
    ("normal_mixture", normal_mixture::run),
    ("off_policy", off_policy::run),
    ("poisson_glm", poisson_glm::run),
    ("poly_stitching", poly_stitching::run),
    ("power", power::run),
    ("process_log", process_log::run),
    ("randomisation_inference", randomisation_inference::run),
    ("ratio_delta", ratio_delta::run),
    ("recurrent_contacts", recurrent_contacts::run),
    ("srm", srm::run),
    ("stepped_wedge", stepped_wedge::run),
    ("stepped_wedge_power", stepped_wedge_power::run),
    ("synthetic_did", synthetic_did::run),
    ("text_tfidf", text_tfidf::run),
    ("two_proportions", two_proportions::run),
    ("welch", welch::run),
    ("wild_cluster_bootstrap", wild_cluster_bootstrap::run),
];

/// The names of the methods, in alphabetical order.
pub fn methods() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|it| it.0)
}

/// The result of a method for its inputs.
///
/// # Errors
///
/// [`Refusal`]: the method is unknown, or the inputs are not what it takes.
pub fn compute(method: &str, inputs: &Value) -> Result<Value, Refusal> {
    let (_, run) = METHODS.iter().find(|it| it.0 == method).ok_or_else(|| Refusal::unknown_method(method))?;
    run(inputs)
}
