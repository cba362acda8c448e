//! The event log that `process_log` names: its file, and which of its events are meant.

use std::path::Path;

use evidence::{Fault, process::Event, wire};
use exchange::import::{ImportError, event_table};
use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value;

const CASE: &str = "case:concept:name";
const ACTIVITY: &str = "concept:name";
const AT: &str = "time:timestamp";
const CHANNEL: &str = "case:channel";

/// What is wrong with the inputs, or with the file.
#[derive(Debug)]
pub(super) enum Wrong {
    Said(Fault),
    File(ImportError),
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Said(fault)
    }
}

/// The summary of the events of a file that `filter` keeps.
///
/// Events without a case, an activity or an instant are left out and counted, as pm4py does; instants without a zone are
/// UTC.
pub(super) fn summary(file: &str, filter: &Value) -> Result<Value, Wrong> {
    let filter = Filter::of(filter)?;
    let mut wanted = vec![CASE, ACTIVITY, AT, CHANNEL];
    wanted.extend(filter.as_ref().map(|it| it.column.as_str()).filter(|it| !wanted.contains(it)));
    let table = event_table(Path::new(file), &wanted).map_err(Wrong::File)?;
    let filtered = filter.as_ref().and_then(|it| wanted.iter().position(|wanted| *wanted == it.column));
    let known = table.titles.join(", ");
    for needed in [CASE, ACTIVITY, AT] {
        if !table.titles.iter().any(|it| it == needed) {
            let reason = format!("no column `{needed}`; its columns: {known}");
            return Err(unreadable("file", reason).into());
        }
    }
    if let Some(it) = filter.as_ref().filter(|it| !table.titles.contains(&it.column)) {
        return Err(Fault::UnknownWord { what: "filter".into(), value: it.column.clone(), known }.into());
    }
    let mut events = Vec::with_capacity(table.rows.len());
    let mut left_out = 0_u64;
    for (place, row) in table.rows.into_iter().enumerate() {
        let cell = filtered.and_then(|it| row[it].as_deref());
        if filter.as_ref().is_some_and(|it| !it.keeps(cell)) {
            continue;
        }
        let mut row = row.into_iter();
        let mut next = || row.next().flatten();
        let (case, activity, at, channel) = (next(), next(), next(), next());
        let (Some(case), Some(activity), Some(at)) = (case, activity, at) else {
            left_out += 1;
            continue;
        };
        let at_us = instant(&at)
            .ok_or_else(|| unreadable("file", format!("event {}: `{at}` is not an instant", place + 1)))?;
        events.push(Event { case, activity, at_us, channel });
    }
    let mut found = wire::process_log(&events).map_err(|it| it.fault)?;
    if let Some(document) = found.as_object_mut() {
        document.insert("events_left_out".into(), left_out.into());
    }
    Ok(found)
}

fn unreadable(what: &str, reason: String) -> Fault {
    Fault::Unreadable { what: what.into(), reason }
}

/// An instant in microseconds since 1970 UTC.
fn instant(text: &str) -> Option<i64> {
    let text = text.trim();
    // 2011/10/11 as 2011-10-11.
    let dashed = match text.as_bytes() {
        [_, _, _, _, b'/', _, _, b'/', ..] => text.replacen('/', "-", 2),
        _ => text.to_owned(),
    };
    if let Ok(at) = dashed.parse::<Timestamp>() {
        return Some(at.as_microsecond());
    }
    let local: civil::DateTime = dashed.parse().ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond())
}

/// Which events are meant: those whose column has a value, or has not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Filter {
    column: String,
    value: String,
    is_equal: bool,
}

impl Filter {
    fn of(given: &Value) -> Result<Option<Self>, Fault> {
        let wrong =
            || unreadable("filter", "null, column == 'value' or column != 'value' was expected".into());
        let text = match given {
            Value::Null => return Ok(None),
            Value::String(text) => text,
            _ => return Err(wrong()),
        };
        let signs = [("==", true), ("!=", false)];
        let found = signs.into_iter().filter_map(|(sign, is_equal)| Some((text.find(sign)?, is_equal)));
        let (at, is_equal) = found.min().ok_or_else(wrong)?;
        let (column, value) = (text[..at].trim(), text[at + 2..].trim());
        let column = between(column, '`').unwrap_or(column);
        let value = between(value, '\'').or_else(|| between(value, '"')).ok_or_else(wrong)?;
        if column.is_empty() {
            return Err(wrong());
        }
        Ok(Some(Self { column: column.to_owned(), value: value.to_owned(), is_equal }))
    }

    /// What is missing equals nothing.
    fn keeps(&self, cell: Option<&str>) -> bool {
        (cell == Some(&self.value)) == self.is_equal
    }
}

/// The text between two signs, in which the sign does not stand.
fn between(text: &str, sign: char) -> Option<&str> {
    text.strip_prefix(sign)?.strip_suffix(sign).filter(|it| !it.contains(sign))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn filters_are_read() {
        let filter = |column: &str, value: &str, is_equal| {
            Ok(Some(Filter { column: column.into(), value: value.into(), is_equal }))
        };
        assert_eq!(Filter::of(&Value::Null), Ok(None));
        assert_eq!(
            Filter::of(&json!("case:department == 'General'")),
            filter("case:department", "General", true)
        );
        assert_eq!(Filter::of(&json!("`org:group`!=\"A == B\"")), filter("org:group", "A == B", false));
        assert_eq!(Filter::of(&json!("a == ''")), filter("a", "", true));
        for wrong in [
            json!(""),
            json!("a"),
            json!("a == b"),
            json!("== 'b'"),
            json!("a == 'b' or c == 'd'"),
            json!("a == '"),
            json!(3),
        ] {
            assert_eq!(Filter::of(&wrong).unwrap_err().what(), "filter", "{wrong}");
        }
    }

    #[test]
    fn instants_are_read() {
        let expected = Some(1_318_333_540_276_000);
        for text in [
            "2011-10-11 13:45:40.276000+02:00",
            "2011-10-11T13:45:40.276+02:00",
            "2011-10-11 11:45:40.276",
            "2011/10/11 11:45:40.276",
            " 2011-10-11T11:45:40.276Z",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("2011-10-11"), Some(1_318_291_200_000_000));
        assert_eq!(instant("yesterday"), None);
    }
}
