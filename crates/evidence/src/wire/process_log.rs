//! A log of events: paths, successions, durations.
//!
//! Its reference cases name a file, which this crate does not read: whoever calls gives the events.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Number, Outcome, Refusal, number, numbers, read};
use crate::{
    Fault,
    process::{Event, Summary, summary},
};

/// How many paths are printed, the most frequent ones.
const VARIANTS_SHOWN: usize = 5;
/// How many successions are printed.
const FOLLOWS_SHOWN: usize = 15;
const SHARES: [f64; 6] = [0.0, 0.25, 0.5, 0.75, 0.9, 1.0];

#[derive(Deserialize)]
struct Inputs {
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    events: Option<Vec<Given>>,
}

#[derive(Deserialize)]
struct Given {
    case: String,
    activity: String,
    /// Seconds since 1970 UTC.
    at: Number,
    #[serde(default)]
    channel: Option<String>,
}

pub(super) fn run(inputs: &Value) -> Outcome {
    let inputs: Inputs = read(inputs)?;
    let Some(given) = inputs.events else {
        let (what, reason) = match inputs.file {
            Some(_) => ("file", "only the command reads files; give the events"),
            None => ("events", "no events"),
        };
        return Err(Fault::Unreadable { what: what.into(), reason: reason.into() }.into());
    };
    let instants = numbers(&given.iter().map(|it| it.at).collect::<Vec<_>>());
    crate::check("events.at", &instants, 0)?;
    let events = given.into_iter().zip(&instants).enumerate().map(|(place, (it, at))| {
        crate::check_range(&format!("events[{place}].at"), *at, -SECONDS_MAX, SECONDS_MAX)?;
        Ok(Event { case: it.case, activity: it.activity, at_us: microseconds(*at), channel: it.channel })
    });
    process_log(&events.collect::<Result<Vec<_>, Fault>>()?)
}

/// Far beyond the year 9999, and well within what an instant in microseconds holds.
const SECONDS_MAX: f64 = 1e12;

#[expect(clippy::cast_possible_truncation, reason = "bounded by SECONDS_MAX")]
fn microseconds(seconds: f64) -> i64 {
    (seconds * 1e6).round() as i64
}

/// What `process_log` prints for the events of a log.
///
/// # Errors
///
/// [`Refusal`] without an event.
pub fn process_log(events: &[Event]) -> Result<Value, Refusal> {
    let found = summary(events)?;
    Ok(json!({
        "cases": found.cases,
        "events": found.events,
        "variants": found.variants.len(),
        "top_variants": top_variants(&found),
        "dfg_top": top_follows(&found),
        "dfg_edges": found.follows.len(),
        "start_activities": found.starts,
        "end_activities": found.ends,
        "case_duration_seconds": {
            "mean": number(found.mean_duration_s()),
            "quantiles_0_25_50_75_90_100":
                SHARES.iter().map(|it| number(found.duration_quantile_s(*it))).collect::<Vec<_>>(),
        },
        "channel": found.channels,
        "rework_cases": found.rework,
    }))
}

fn top_variants(found: &Summary) -> Vec<Value> {
    let shown = found.variants.iter().take(VARIANTS_SHOWN);
    shown.map(|it| json!({ "trace": it.trace, "n": it.cases })).collect()
}

fn top_follows(found: &Summary) -> Vec<Value> {
    let shown = found.follows.iter().take(FOLLOWS_SHOWN);
    shown.map(|it| json!({ "a": it.from, "b": it.to, "n": it.times })).collect()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs::File, io::BufReader, path::PathBuf};

    use flate2::read::GzDecoder;
    use quick_xml::{XmlVersion, events::Event as Xml, reader::Reader};

    use super::*;
    use crate::wire::compute;

    /// An attribute of a trace or of an event.
    type Attributes = BTreeMap<String, String>;

    /// The traces of a log with their events, as they stand in the file.
    fn traces(path: &PathBuf) -> Vec<(Attributes, Vec<Attributes>)> {
        let mut reader = Reader::from_reader(BufReader::new(GzDecoder::new(File::open(path).unwrap())));
        let (mut found, mut buffer, mut in_event) = (Vec::new(), Vec::new(), false);
        loop {
            match reader.read_event_into(&mut buffer).unwrap() {
                Xml::Eof => return found,
                Xml::Start(tag) if tag.name().as_ref() == "trace" => found.push(Default::default()),
                Xml::Start(tag) if tag.name().as_ref() == "event" => {
                    found.last_mut().unwrap().1.push(Attributes::new());
                    in_event = true;
                }
                Xml::End(tag) if tag.name().as_ref() == "event" => in_event = false,
                Xml::Empty(tag) if !found.is_empty() => {
                    let value = |name: &str| {
                        let found = tag.try_get_attribute(name).unwrap()?;
                        Some(found.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned())
                    };
                    if let (Some(key), Some(text)) = (value("key"), value("value")) {
                        let (of_trace, of_events) = found.last_mut().unwrap();
                        let attributes = if in_event { of_events.last_mut().unwrap() } else { of_trace };
                        attributes.insert(key, text);
                    }
                }
                _ => {}
            }
            buffer.clear();
        }
    }

    /// Seconds since 1970 of an instant as XES writes it, such as 2011-10-11T13:45:40.276+02:00.
    fn at(text: &str) -> f64 {
        let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        // Days of the civil calendar, with years that begin in March.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
        let zone = text.len() - 6;
        let sign = if &text[zone..=zone] == "-" { -60 } else { 60 };
        let offset = sign * (number(zone + 1..zone + 3) * 60 + number(zone + 4..zone + 6));
        let seconds = ((days * 24 + number(11..13)) * 60 + number(14..16)) * 60 - offset;
        let fraction: f64 = text[17..zone].parse().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970")]
        let seconds = seconds as f64;
        seconds + fraction
    }

    /// Where the expected value and the found one are not the same.
    fn differences(expected: &Value, found: &Value, path: &str, into: &mut Vec<String>) {
        match (expected, found) {
            (Value::Object(fields), _) => {
                for (key, value) in fields {
                    differences(value, &found[key], &format!("{path}.{key}"), into);
                }
            }
            (Value::Array(values), Value::Array(others)) if values.len() == others.len() => {
                values.iter().zip(others).for_each(|(value, other)| differences(value, other, path, into));
            }
            _ => {
                let near = expected.as_f64().zip(found.as_f64()).is_some_and(|(expected, found)| {
                    (expected - found).abs() <= 1e-9 * expected.abs().max(found.abs())
                });
                if !near && expected != found {
                    into.push(format!("{path}: {expected} expected, {found} found"));
                }
            }
        }
    }

    #[test]
    fn agrees_with_its_reference() {
        let Some(folder) = std::env::var_os("CE_REAL_DATA") else {
            eprintln!("skipped: CE_REAL_DATA does not say where receipt.xes.gz is");
            return;
        };
        let traces = traces(&PathBuf::from(folder).join("receipt.xes.gz"));
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/reference/process_log.json");
        let file: Value = serde_json::from_reader(File::open(path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let only = case["inputs"]["filter"].as_str().map(|it| {
                let (column, value) = it.split_once(" == ").unwrap();
                (column.strip_prefix("case:").unwrap(), value.trim_matches('\''))
            });
            let kept = traces.iter().filter(|it| only.is_none_or(|(column, value)| it.0[column] == value));
            let events: Vec<Value> = kept
                .flat_map(|(trace, events)| {
                    events.iter().map(|event| {
                        json!({
                            "case": trace["concept:name"],
                            "activity": event["concept:name"],
                            "at": at(&event["time:timestamp"]),
                            "channel": trace["channel"],
                        })
                    })
                })
                .collect();
            let found = compute("process_log", &json!({ "events": events })).unwrap();
            let mut wrong = Vec::new();
            differences(&case["expected"], &found, "", &mut wrong);
            assert!(wrong.is_empty(), "{}:\n{}", case["id"], wrong.join("\n"));
        }
    }

    #[test]
    fn wrong_input_is_named() {
        for (inputs, what) in [
            (json!({}), "events"),
            (json!({ "events": [] }), "events"),
            (json!({ "file": "receipt.csv", "filter": null }), "file"),
            (json!({ "events": [{ "case": "1", "activity": "a", "at": null }] }), "events.at"),
            (json!({ "events": [{ "case": "1", "activity": "a", "at": 1e300 }] }), "events[0].at"),
            (json!({ "events": [{ "case": null, "activity": "a", "at": 1 }] }), "events[0].case"),
        ] {
            assert_eq!(compute("process_log", &inputs).unwrap_err().fault.what(), what, "{inputs}");
        }
    }
}
