//! XES (IEEE 1849-2016): one trace a request, its steps in the order of a journey.
//!
//! `concept:name` of a step is its channel, or `status:` and the status: the steps of measure 11 by channel, so that a tool for
//! process mining finds the same edges and variants. Every other figure of a row is an attribute `contact:` and the column's
//! name. XES knows one case a trace: contacts without a request have none and are left out, and counted as such
//! (OCEL 2.0 holds them all).

use std::{
    fmt::{Display, Write as _},
    io::{self, Write},
    path::Path,
};

use super::{
    ExportError, ExportReport, Log,
    aside::Aside,
    instant::Instant,
    journey::{self, Journey, Step},
    pseudonym::Hex,
    rows::{Contacts, Events, value},
};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
</global>
<classifier name="Step" scope="event" keys="concept:name"/>
"#;

/// Writes the journeys.
pub(super) fn write(log: &Log<'_>, out: &Path) -> Result<ExportReport, ExportError> {
    let mut report = ExportReport { files: vec![out.to_owned()], ..ExportReport::default() };
    let mut to = Aside::text(out).map_err(ExportError::cannot_write(out))?;
    to.write_all(HEAD.as_bytes()).map_err(ExportError::cannot_write(out))?;
    let mut text = String::new();
    report.left_out = journey::each(log, |journey| {
        text.clear();
        trace(&mut text, journey);
        report.journeys += 1;
        for step in &journey.steps {
            match step {
                Step::Contact(..) => report.contacts += 1,
                Step::Change(..) => report.events += 1,
            }
        }
        to.write_all(text.as_bytes()).map_err(ExportError::cannot_write(out))
    })?;
    let end = |mut to: Aside| -> io::Result<()> {
        to.write_all(b"</log>\n")?;
        to.keep()
    };
    end(to).map_err(ExportError::cannot_write(out))?;
    Ok(report)
}

fn trace(text: &mut String, journey: &Journey<'_>) {
    let request = Hex::of(journey.request);
    text.push_str("<trace>\n");
    // Two partners may give one pseudonym to two requests: the code makes the name unique.
    attribute(text, "string", "concept:name", format_args!("{}:{request}", journey.partner));
    attribute(text, "string", "contact:partner", journey.partner);
    attribute(text, "string", "contact:request", request);
    optional(text, "string", "contact:life_event", journey.life_event());
    for step in &journey.steps {
        text.push_str("<event>\n");
        match step {
            Step::Contact(rows, row) => contact(text, rows, *row),
            Step::Change(rows, row) => change(text, rows, *row),
        }
        text.push_str("</event>\n");
    }
    text.push_str("</trace>\n");
}

fn contact(text: &mut String, rows: &Contacts, row: usize) {
    let channel = rows.channel.word(row);
    let agent = value(&rows.agent, row).map(Hex::of);
    attribute(text, "string", "concept:name", channel);
    attribute(text, "date", "time:timestamp", Instant(rows.started_at.value(row)));
    attribute(text, "string", "lifecycle:transition", "complete");
    optional(text, "string", "org:resource", agent.as_ref());
    attribute(text, "string", "contact:contact_id", rows.contact_id.value(row));
    optional(text, "string", "contact:usager", value(&rows.usager, row).map(Hex::of));
    attribute(text, "string", "contact:channel", channel);
    attribute(text, "string", "contact:direction", rows.direction.word(row));
    attribute(text, "string", "contact:reason", rows.reason.word(row));
    optional(text, "string", "contact:life_event", rows.life_event.get(row));
    optional(text, "string", "contact:cause", rows.cause.get(row));
    optional(text, "string", "contact:outcome", rows.outcome.get(row));
    optional(text, "int", "contact:wait_s", value(&rows.wait_s, row));
    optional(text, "int", "contact:duration_s", value(&rows.duration_s, row));
    optional(text, "int", "contact:satisfaction", value(&rows.satisfaction, row));
    optional(text, "float", "contact:cost", rows.cost(row));
    optional(text, "string", "contact:site", rows.site.get(row));
    optional(text, "string", "contact:agent", agent.as_ref());
}

fn change(text: &mut String, rows: &Events, row: usize) {
    let status = rows.status.word(row);
    attribute(text, "string", "concept:name", format_args!("status:{status}"));
    attribute(text, "date", "time:timestamp", Instant(rows.occurred_at.value(row)));
    attribute(text, "string", "lifecycle:transition", "complete");
    attribute(text, "string", "contact:usager", Hex::of(rows.usager.value(row)));
    attribute(text, "string", "contact:status", status);
    optional(text, "string", "contact:life_event", rows.life_event.get(row));
    optional(text, "date", "contact:due_at", value(&rows.due_at, row).map(Instant));
}

fn optional(text: &mut String, kind: &str, key: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        attribute(text, kind, key, value);
    }
}

fn attribute(text: &mut String, kind: &str, key: &str, value: impl Display) {
    text.push('<');
    text.push_str(kind);
    text.push_str(" key=\"");
    text.push_str(key);
    text.push_str("\" value=\"");
    // Writing to a `String` cannot fail.
    let _written = write!(Escaped(text), "{value}");
    text.push_str("\"/>\n");
}

/// Escapes for an attribute's value what is written to it.
struct Escaped<'a>(&'a mut String);

impl std::fmt::Write for Escaped<'_> {
    fn write_str(&mut self, part: &str) -> std::fmt::Result {
        for letter in part.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                // An attribute's white space would be read back as spaces.
                '\t' => self.0.push_str("&#9;"),
                '\n' => self.0.push_str("&#10;"),
                '\r' => self.0.push_str("&#13;"),
                // XML 1.0 has no way to write these.
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_texts_stay_inside_their_attribute() {
        let mut text = String::new();
        attribute(&mut text, "string", "contact:site", "\"/><evil a='&\n\u{1}");
        assert_eq!(
            text,
            "<string key=\"contact:site\" value=\"&quot;/&gt;&lt;evil a='&amp;&#10;\u{fffd}\"/>\n"
        );
    }
}
