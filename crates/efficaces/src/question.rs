//! From the options of `measure` and `export` to a question.

use kernel::parse_instant;
use measures::{Dimension, Measure, Question, Selection, StepKind};

use crate::{
    args::{MeasureArgs, SelectionArgs},
    failure::Failure,
    words::message,
};

/// The contacts that `--where`, `--from` and `--to` keep.
pub(crate) fn selection(args: &SelectionArgs) -> Result<Selection, Failure> {
    let wanted = args.wanted.iter().map(|it| Selection::parse_wanted(it)).collect::<Result<_, _>>();
    Ok(Selection {
        from: args.from.as_deref().map(instant).transpose()?,
        to: args.to.as_deref().map(instant).transpose()?,
        wanted: wanted.map_err(|it| Failure::refused_by(&it))?,
    })
}

/// The questions of `measure NAME`: one, or all twelve.
pub(crate) fn questions(args: &MeasureArgs) -> Result<Vec<Question>, Failure> {
    let measures: Vec<Measure> = match args.name.as_str() {
        "all" => Measure::ALL.to_vec(),
        name => vec![name.parse().map_err(|it| Failure::refused_by(&it))?],
    };
    let by: Vec<Dimension> = args
        .by
        .iter()
        .map(|it| it.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|it| Failure::refused_by(&it))?;
    let selection = selection(&args.selection)?;
    let window = args.window.as_deref().map(str::parse).transpose();
    let window = window
        .map_err(|it: kernel::WindowError| Failure::refused(message("bad-window").with("value", it.0)))?;
    let step: Option<StepKind> =
        args.step.as_deref().map(str::parse).transpose().map_err(|it| Failure::refused_by(&it))?;
    let observed_until = args.observed_until.as_deref().map(instant).transpose()?;
    measures
        .into_iter()
        .map(|measure| {
            let question = Question {
                by: by.clone(),
                selection: selection.clone(),
                window: if args.name == "all" && measure == Measure::Provoked { None } else { window },
                observed_until,
                step: step.unwrap_or_default(),
                top: args.top.unwrap_or(Question::TOP_DEFAULT),
                ..Question::of(measure)
            };
            question.check().map_err(|it| Failure::refused_by(&it))?;
            Ok(question)
        })
        .collect()
}

/// An instant (µs UTC) from what was typed.
pub(crate) fn instant(text: &str) -> Result<i64, Failure> {
    parse_instant(text).ok_or_else(|| Failure::refused(message("bad-instant").with("value", text)))
}
