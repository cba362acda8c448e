//! Messages as weights of terms, and what three classifiers say of one.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, number, read};
use crate::{
    Fault,
    text::{Accents, Analyzer, Frequency, LogisticModel, NaiveBayes, Norm, Options, Vectorizer, classes},
};

#[derive(Deserialize)]
struct Inputs {
    docs: Vec<String>,
    labels: Vec<String>,
    query: String,
    #[serde(default)]
    vectorizer: Settings,
    nb_alpha: Number,
    #[serde(rename = "logreg_C")]
    logreg_c: Number,
}

/// The settings of the reference, by its names; what it has and this has not is refused.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    analyzer: Option<String>,
    ngram_range: Option<(usize, usize)>,
    lowercase: Option<bool>,
    strip_accents: Option<String>,
    min_df: Option<serde_json::Number>,
    max_df: Option<serde_json::Number>,
    max_features: Option<usize>,
    stop_words: Option<Vec<String>>,
    binary: Option<bool>,
    sublinear_tf: Option<bool>,
    use_idf: Option<bool>,
    smooth_idf: Option<bool>,
    #[serde(deserialize_with = "norm")]
    norm: NormWord,
}

/// Missing is the usual norm, null is none.
#[derive(Default)]
enum NormWord {
    #[default]
    Usual,
    Given(Option<String>),
}

fn norm<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NormWord, D::Error> {
    Option::deserialize(from).map(NormWord::Given)
}

fn unknown(what: &str, value: &str, known: &str) -> Fault {
    Fault::UnknownWord { what: format!("vectorizer.{what}"), value: value.into(), known: known.into() }
}

fn options(settings: Settings) -> Result<Options, Fault> {
    let usual = Options::default();
    let analyzer = match settings.analyzer.as_deref() {
        None | Some("word") => Analyzer::Word,
        Some("char") => Analyzer::Letters,
        Some("char_wb") => Analyzer::LettersOfWords,
        Some(other) => return Err(unknown("analyzer", other, "word, char, char_wb")),
    };
    let accents = match settings.strip_accents.as_deref() {
        None => Accents::Kept,
        Some("unicode") => Accents::Removed,
        Some("ascii") => Accents::Ascii,
        Some(other) => return Err(unknown("strip_accents", other, "unicode, ascii")),
    };
    let norm = match settings.norm {
        NormWord::Usual => Norm::Euclid,
        NormWord::Given(None) => Norm::None,
        NormWord::Given(Some(it)) => match it.as_str() {
            "l1" => Norm::Sum,
            "l2" => Norm::Euclid,
            other => return Err(unknown("norm", other, "l1, l2")),
        },
    };
    // Whole numbers are messages, others a share of them: 1 is one message, 1.0 is all.
    let frequency = |what: &str, it: Option<serde_json::Number>, usual| match it {
        None => Ok(usual),
        Some(it) => match (it.as_u64(), it.as_f64()) {
            (Some(it), _) => Ok(Frequency::Count(it)),
            (None, Some(it)) if it >= 0.0 => Ok(Frequency::Share(it)),
            (None, it) => {
                Err(Fault::out_of_range(&format!("vectorizer.{what}"), it.unwrap_or_default(), 0.0, f64::MAX))
            }
        },
    };
    Ok(Options {
        analyzer,
        ngram_range: settings.ngram_range.unwrap_or(usual.ngram_range),
        lowercase: settings.lowercase.unwrap_or(usual.lowercase),
        accents,
        min_df: frequency("min_df", settings.min_df, usual.min_df)?,
        max_df: frequency("max_df", settings.max_df, usual.max_df)?,
        max_features: settings.max_features,
        stop_words: settings.stop_words.unwrap_or_default(),
        binary: settings.binary.unwrap_or(usual.binary),
        sublinear_tf: settings.sublinear_tf.unwrap_or(usual.sublinear_tf),
        use_idf: settings.use_idf.unwrap_or(usual.use_idf),
        smooth_idf: settings.smooth_idf.unwrap_or(usual.smooth_idf),
        norm,
    })
}

/// Terms of the query that are shown.
const SHOWN: usize = 12;

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    crate::check_length("labels", inputs.labels.len(), inputs.docs.len())?;
    let options = options(inputs.vectorizer)?;
    let idf_used = options.use_idf;
    let (vectorizer, rows) = Vectorizer::fit(options, &inputs.docs)?;
    let (names, labels) = classes(&inputs.labels)?;
    let terms = vectorizer.vocabulary().len();
    let query = vectorizer.transform(&inputs.query);
    let mut weights = vec![0.0; terms];
    for (place, weight) in &query {
        weights[*place] = *weight;
    }
    let mut order: Vec<usize> = (0..terms).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    let top: Vec<Value> = order
        .iter()
        .take(SHOWN)
        .map(|it| json!({"term": vectorizer.vocabulary()[*it], "tfidf": number(weights[*it])}))
        .collect();
    let (alpha, c) = (inputs.nb_alpha.0, inputs.logreg_c.0);
    let complement = NaiveBayes::complement(&rows, &labels, names.len(), terms, alpha)?;
    let multinomial = NaiveBayes::multinomial(&rows, &labels, names.len(), terms, alpha)?;
    let logistic = LogisticModel::fit(&rows, &labels, names.len(), terms, c)?;
    let all = |values: Vec<f64>| values.into_iter().map(number).collect::<Vec<_>>();
    Ok(json!({
        "n_features": terms,
        "query_top": top,
        "query_norm2": number(query.iter().map(|it| it.1 * it.1).sum::<f64>().sqrt()),
        "classes": names,
        "complement_nb_log_proba": all(complement.log_probabilities(&query)),
        "multinomial_nb_log_proba": all(multinomial.log_probabilities(&query)),
        "logreg_proba": all(logistic.probabilities(&query)),
        "idf_sum": if idf_used { number(vectorizer.idf().iter().sum()) } else { Value::Null },
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_its_reference() {
        crate::wire::tests::agrees("text_tfidf");
    }
}
