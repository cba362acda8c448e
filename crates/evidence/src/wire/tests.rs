//! Every reference case, and how far this crate's result is from it.
//!
//! The rule of agreement is the one that the cases were made with: the relative tolerance of the case, or of a key, and
//! 1e-12 in any event. `cargo nextest run -p evidence --no-capture agrees` lists every case with the difference found.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use super::compute;

/// The greatest difference of a case, and what disagrees.
#[derive(Default)]
struct Found {
    worst: f64,
    wrong: Vec<String>,
    values: usize,
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(it) => it.as_f64(),
        Value::String(it) if it == "inf" => Some(f64::INFINITY),
        Value::String(it) if it == "-inf" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn compare(
    expected: &Value,
    got: &Value,
    path: &str,
    tolerance: f64,
    by_key: &BTreeMap<String, f64>,
    found: &mut Found,
) {
    let last = path.rsplit('.').next().unwrap_or("");
    let tolerance = by_key
        .iter()
        .filter(|(key, _)| path == *key || last == *key || path.starts_with(&format!("{key}.")))
        .map(|it| *it.1)
        .next_back()
        .unwrap_or(tolerance);
    match (expected, got) {
        (Value::Object(wanted), _) => {
            for (key, wanted) in wanted {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match got.get(key) {
                    Some(got) => compare(wanted, got, &path, tolerance, by_key, found),
                    None => found.wrong.push(format!("{path} missing")),
                }
            }
        }
        (Value::Array(wanted), Value::Array(got)) if wanted.len() == got.len() => {
            for (wanted, got) in wanted.iter().zip(got) {
                compare(wanted, got, path, tolerance, by_key, found);
            }
        }
        (Value::Array(_), _) => found.wrong.push(format!("{path} is not as long")),
        _ => {
            found.values += 1;
            let (Some(wanted), Some(value)) = (as_number(expected), as_number(got)) else {
                if expected != got {
                    found.wrong.push(format!("{path}: {expected} expected, {got} found"));
                }
                return;
            };
            #[expect(clippy::float_cmp, reason = "infinite values are equal or not")]
            if wanted == value {
                return;
            }
            let difference = (wanted - value).abs();
            let relative = difference / wanted.abs().max(value.abs());
            if difference > 1e-12 {
                found.worst = found.worst.max(relative);
            }
            if difference.is_nan() || difference > (tolerance * wanted.abs().max(value.abs())).max(1e-12) {
                found.wrong.push(format!("{path}: {wanted} expected, {value} found, {relative:.1e} apart"));
            }
        }
    }
}

/// Compares every case of a family; prints a line a case.
pub(super) fn agrees(family: &str) {
    agrees_by(family, |inputs| compute(family, inputs));
}

/// The same for another way to compute it.
#[expect(clippy::print_stdout, reason = "the differences found are to be read")]
pub(super) fn agrees_by(family: &str, compute: impl Fn(&Value) -> super::read::Outcome) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join(format!("{family}.json"));
    let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in file["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let tolerance = case["rtol"].as_f64().unwrap_or(1e-9);
        let by_key: BTreeMap<String, f64> = case
            .get("rtol_by_key")
            .map_or_else(BTreeMap::new, |it| serde_json::from_value(it.clone()).unwrap_or_default());
        let mut found = Found::default();
        match compute(&case["inputs"]) {
            Ok(got) => compare(&case["expected"], &got, "", tolerance, &by_key, &mut found),
            Err(refusal) => found.wrong.push(refusal.to_string()),
        }
        println!(
            "{family} {id}: {} values, greatest difference {:.1e} (tolerance {tolerance:.0e})",
            found.values, found.worst
        );
        wrong.extend(found.wrong.iter().map(|it| format!("{id} {it}")));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_method_has_its_cases() {
    for method in super::methods() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join(format!("{method}.json"));
        assert!(path.exists(), "{}", path.display());
    }
}
