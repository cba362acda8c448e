//! `evidence METHOD`: one computation of the crate `evidence`, JSON on standard input, JSON on standard output.
//!
//! For programs: what is wrong is told as one line of JSON on standard error, with a word for the reason, a sentence in
//! the language asked for, and the field of the input.

mod event_log;

use std::io::Read as _;

use evidence::{Fault, wire};
use kernel::Lang;
use serde_json::Value;

use crate::{args::EvidenceArgs, failure::Failure, print, words::message};

/// The longest input: a million rows of ten columns are a tenth of it.
const INPUT_BYTES_MAX: u64 = 1 << 30;

pub(crate) fn run(args: &EvidenceArgs, lang: Lang) -> Result<(), Failure> {
    let refused = |fault: &Fault| refusal(fault, lang);
    if !wire::methods().any(|it| it == args.method) {
        wire::compute(&args.method, &Value::Null).map_err(|it| refused(&it.fault))?;
    }
    let inputs = inputs()?;
    let is_file = inputs.get("events").is_none_or(Value::is_null);
    let found = match inputs.get("file") {
        Some(Value::String(file)) if args.method == "process_log" && is_file => {
            let filter = inputs.get("filter").unwrap_or(&Value::Null);
            event_log::summary(file, filter).map_err(|it| match it {
                event_log::Wrong::Said(fault) => refused(&fault),
                event_log::Wrong::File(error) => of_file(file, &error),
            })?
        }
        _ => wire::compute(&args.method, &inputs).map_err(|it| refused(&it.fault))?,
    };
    print::json(&found)
}

fn inputs() -> Result<Value, Failure> {
    let mut text = Vec::new();
    std::io::stdin()
        .take(INPUT_BYTES_MAX + 1)
        .read_to_end(&mut text)
        .map_err(|it| Failure::failed(message("evidence-no-input")).because(&it))?;
    if text.len() as u64 > INPUT_BYTES_MAX {
        return Err(Failure::refused(message("evidence-too-large")).told_to_programs("too-large", ""));
    }
    serde_json::from_slice(&text).map_err(|it| {
        let place = [("line", it.line()), ("column", it.column())];
        let said = place
            .into_iter()
            .fold(message("evidence-not-json"), |said, (name, place)| said.with(name, place.to_string()));
        Failure::refused(said).told_to_programs("not-json", "")
    })
}

/// A refusal of the crate, in words.
fn refusal(fault: &Fault, lang: Lang) -> Failure {
    let what = fault.what();
    let say = |key: &'static str| message(key).with("what", what);
    let said = match fault {
        Fault::TooFew { found, least, .. } => {
            say("evidence-too-few").with("found", found.to_string()).with("least", least.to_string())
        }
        Fault::NotFinite { place, .. } => {
            say("evidence-not-finite").with("place", place.saturating_add(1).to_string())
        }
        Fault::NoVariance { .. } => say("evidence-no-variance"),
        Fault::OutOfRange { value, low, high, .. } => say("evidence-out-of-range")
            .with("value", shown(*value, lang))
            .with("low", shown(*low, lang))
            .with("high", shown(*high, lang)),
        Fault::Length { found, expected, .. } => {
            say("evidence-length").with("found", found.to_string()).with("expected", expected.to_string())
        }
        Fault::UnknownWord { value, known, .. } => {
            say("evidence-unknown-word").with("value", value.as_str()).with("known", known.as_str())
        }
        Fault::Collinear { .. } => say("evidence-collinear"),
        Fault::NoEstimate { .. } => say("evidence-no-estimate"),
        Fault::NotConverged { .. } => say("evidence-not-converged"),
        Fault::Infeasible { .. } => say("evidence-infeasible"),
        Fault::Unreadable { reason, .. } => say("evidence-unreadable").with("reason", reason.as_str()),
    };
    Failure::refused(said).told_to_programs(fault.code(), what)
}

/// A file that cannot be read, in words: those of the imports, but for what only they can mend.
fn of_file(file: &str, error: &exchange::import::ImportError) -> Failure {
    use exchange::import::ImportError as E;
    let own = |key, code| Failure::refused(message(key).with("file", file)).told_to_programs(code, "file");
    match error {
        E::Open { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            own("evidence-no-file", "no-file")
        }
        E::NotThisFormat { .. } => own("evidence-no-event-log", "unreadable"),
        E::TooManyObjects(_) => own("evidence-too-many-events", "too-large"),
        other => Failure::refused_by(other).told_to_programs("unreadable", "file"),
    }
}

/// A number as people read it.
fn shown(value: f64, lang: Lang) -> String {
    let text = if value >= f64::MAX {
        "∞".to_owned()
    } else if value <= f64::MIN {
        "−∞".to_owned()
    } else if value != 0.0 && !(1e-4..1e7).contains(&value.abs()) {
        format!("{value:e}")
    } else {
        value.to_string()
    };
    match lang {
        Lang::Fr => text.replace('.', ","),
        Lang::En => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every reason has its sentence in both languages, with all that it names.
    #[test]
    fn every_refusal_has_words() {
        let what = || "control.num".to_owned();
        for fault in [
            Fault::too_few("control.num", 1, 2),
            Fault::NotFinite { what: what(), place: 0 },
            Fault::no_variance("control.num"),
            Fault::out_of_range("control.num", 1.5, 0.0, f64::INFINITY),
            Fault::Length { what: what(), found: 1, expected: 2 },
            Fault::UnknownWord { what: what(), value: "x".into(), known: "a, b".into() },
            Fault::collinear("control.num"),
            Fault::NoEstimate { what: what() },
            Fault::not_converged("control.num"),
            Fault::Infeasible { what: what() },
            Fault::Unreadable { what: what(), reason: "a text".into() },
        ] {
            for lang in [Lang::Fr, Lang::En] {
                let line = refusal(&fault, lang).say(lang);
                let told: Value = serde_json::from_str(&line).unwrap();
                assert!(!line.contains('\n'), "{line}");
                assert_eq!(told["error"]["code"], fault.code());
                assert_eq!(told["error"]["field"], "control.num");
                let message = told["error"]["message"].as_str().unwrap();
                assert!(message.contains("control.num") && message.ends_with('.'), "{message}");
            }
        }
    }

    #[test]
    fn numbers_are_shown_as_they_are_read() {
        let said = |value| (shown(value, Lang::Fr), shown(value, Lang::En));
        assert_eq!(said(1.5), ("1,5".to_owned(), "1.5".to_owned()));
        assert_eq!(said(1e-12).1, "1e-12");
        assert_eq!(said(f64::MAX).1, "∞");
        assert_eq!(said(0.0).0, "0");
    }
}
