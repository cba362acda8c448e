//! `measure`: one measure, or all twelve in one pass.

use std::thread::available_parallelism;

use engine::Engine;
use kernel::{Lang, Scope};
use measures::{Answer, Measure, MeasureError, Measurer, UnitCosts};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    args::MeasureArgs,
    commands::{log::existing, parquet_table},
    failure::Failure,
    print, question,
    words::say,
};

pub(crate) fn run(args: &MeasureArgs, lang: Lang) -> Result<(), Failure> {
    let questions = question::questions(args)?;
    if let [only] = questions.as_slice() {
        say_what_is_unused(args, only.measure, lang);
    }
    let log = existing(&args.log)?;
    let threads = args.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(1);
    let engine = Engine::new(log, threads);
    let answers =
        engine.answer(&Scope::Everyone, &questions, &UnitCosts::default()).map_err(|it| match it {
            MeasureError::Question(error) => Failure::refused_by(&error),
            error @ MeasureError::Log(_) => Failure::failed_by(&error),
        })?;
    if let Some(path) = &args.parquet {
        return parquet_table::write(path, &answers);
    }
    if answers.iter().any(Answer::has_sketched_quantiles) {
        print::to_person(&say(lang, "quantiles-sketched", &[]));
    }
    match (args.json, args.csv, args.name.as_str(), answers.as_slice()) {
        (true, _, "all", all) => print::json(&All::of(all)),
        (true, _, _, [answer]) => print::json(answer),
        (_, true, ..) => print::csv(&answers),
        _ => print::table(&answers),
    }
}

/// Options that change nothing in a measure are said to the person; programs get the figures alone.
fn say_what_is_unused(args: &MeasureArgs, measure: Measure, lang: Lang) {
    for (option, is_given, is_used) in [
        ("--window", args.window.is_some(), measure.uses_window()),
        ("--step", args.step.is_some(), measure.has_steps()),
        ("--top", args.top.is_some(), measure.has_steps()),
    ] {
        if is_given && !is_used {
            let words = [("option", option.into()), ("measure", measure.name().into())];
            print::to_person(&say(lang, "option-unused", &words));
        }
    }
}

/// All measures in one document: what they share, then each one's document by its name.
#[derive(Serialize)]
struct All {
    measure: &'static str,
    observed_until: Value,
    filters: Value,
    measures: Map<String, Value>,
}

impl All {
    fn of(answers: &[Answer]) -> Self {
        let mut all =
            Self { measure: "all", observed_until: Value::Null, filters: Value::Null, measures: Map::new() };
        for answer in answers {
            let document = serde_json::to_value(answer).unwrap_or_default();
            all.observed_until = document["observed_until"].clone();
            all.filters = document["filters"].clone();
            all.measures.insert(answer.question.measure.name().to_owned(), document);
        }
        all
    }
}
