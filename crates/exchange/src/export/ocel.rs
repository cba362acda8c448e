//! OCEL 2.0 (JSON): every index contact and every change of status is an event, about the objects `usager` and `request`.
//!
//! An event's type is its channel, or `status:` and the status. A contact without a request is about its usager alone, and a request that several
//! usagers share is one object with several relationships: nothing is left out and nothing is doubled.
//! **Invariant:** memory holds the objects of one bucket, the usagers of shared requests, and 8 bytes a request of nobody.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::Path,
};

use arrow::array::BooleanArray;
use contact_log::PartnerLog;
use serde::Serialize;
use serde_json::json;

use super::{
    ExportError, ExportReport, Log,
    aside::{Aside, Spool},
    instant::Instant,
    pseudonym::Hex,
    rows::{Contacts, Events, value},
};

/// An object's attributes never change: the standard dates such values at the epoch.
const ALWAYS: &str = "1970-01-01T00:00:00Z";
const CONTACT_ATTRIBUTES: [(&str, &str); 13] = [
    ("partner", "string"),
    ("contact_id", "string"),
    ("direction", "string"),
    ("reason", "string"),
    ("life_event", "string"),
    ("cause", "string"),
    ("outcome", "string"),
    ("wait_s", "integer"),
    ("duration_s", "integer"),
    ("satisfaction", "integer"),
    ("cost", "float"),
    ("site", "string"),
    ("agent", "string"),
];
const CHANGE_ATTRIBUTES: [(&str, &str); 4] =
    [("partner", "string"), ("status", "string"), ("life_event", "string"), ("due_at", "time")];

#[derive(Serialize)]
struct Event<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'a str,
    time: String,
    attributes: Vec<Attribute<'a>>,
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct Attribute<'a> {
    name: &'static str,
    value: Value<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(&'a str),
    Owned(String),
    Whole(u32),
    Amount(f64),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    object_id: String,
    qualifier: &'static str,
}

#[derive(Serialize)]
struct Object<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    attributes: [ObjectAttribute<'a>; 1],
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct ObjectAttribute<'a> {
    name: &'static str,
    time: &'static str,
    value: &'a str,
}

/// Writes the document: object types, events, objects, then the event types that occurred.
pub(super) fn write(log: &Log<'_>, out: &Path) -> Result<ExportReport, ExportError> {
    let cannot = ExportError::cannot_write(out);
    let mut document = Document {
        to: Aside::text(out).map_err(&cannot)?,
        objects: Spool::beside(out).map_err(&cannot)?,
        kinds: BTreeSet::new(),
        report: ExportReport { files: vec![out.to_owned()], ..ExportReport::default() },
        first_event: true,
        first_object: true,
    };
    document.head().map_err(&cannot)?;
    for partner in &log.partners {
        let mut elsewhere = Elsewhere::default();
        for bucket in 0..partner.buckets {
            let mut about = About::default();
            log.bucket_contacts(partner, bucket, |batch| {
                let keep = log.chosen.contacts(batch);
                document.contacts(partner, &Contacts::of(batch), &keep, &mut about).map_err(&cannot)
            })?;
            log.bucket_events(partner, bucket, |batch| {
                let keep = log.chosen.events(batch);
                document.changes(partner, &Events::of(batch), &keep, &mut about).map_err(&cannot)
            })?;
            document.objects(partner, about, &mut elsewhere).map_err(&cannot)?;
        }
        elsewhere.of_nobody.sort_unstable();
        elsewhere.of_nobody.dedup();
        let of_nobody = elsewhere.of_nobody.into_iter().map(|it| (it, BTreeSet::new()));
        for (request, usagers) in elsewhere.shared.into_iter().chain(of_nobody) {
            document.request(partner, request, usagers).map_err(&cannot)?;
        }
    }
    document.end().map_err(&cannot)
}

/// What the events of a bucket were about.
#[derive(Default)]
struct About {
    usagers: BTreeSet<u64>,
    requests: BTreeMap<u64, BTreeSet<u64>>,
}

impl About {
    fn add(&mut self, request: Option<u64>, usager: Option<u64>) {
        self.usagers.extend(usager);
        if let Some(request) = request {
            self.requests.entry(request).or_default().extend(usager);
        }
    }
}

/// Requests of one partner whose rows may be in several buckets.
#[derive(Default)]
struct Elsewhere {
    shared: BTreeMap<u64, BTreeSet<u64>>,
    /// Requests of contacts without a usager, some of them twice.
    of_nobody: Vec<u64>,
}

struct Document {
    to: Aside,
    objects: Spool,
    kinds: BTreeSet<String>,
    report: ExportReport,
    first_event: bool,
    first_object: bool,
}

impl Document {
    fn head(&mut self) -> io::Result<()> {
        let partner = json!([{ "name": "partner", "type": "string" }]);
        let types = json!([{ "name": "usager", "attributes": partner }, { "name": "request", "attributes": partner }]);
        write!(self.to, "{{\"objectTypes\":{types},\n\"events\":[")
    }

    fn contacts(
        &mut self,
        partner: &PartnerLog,
        rows: &Contacts,
        keep: &BooleanArray,
        about: &mut About,
    ) -> io::Result<()> {
        let code = partner.code.as_str();
        for row in (0..rows.len()).filter(|row| keep.value(*row)) {
            let (usager, request) = (value(&rows.usager, row), value(&rows.request, row));
            about.add(request, usager);
            let text = |name, it: Option<&_>| attribute(name, it.copied().map(Value::Text));
            let whole = |name, it: Option<u32>| attribute(name, it.map(Value::Whole));
            let attributes = [
                text("partner", Some(&code)),
                text("contact_id", Some(&rows.contact_id.value(row))),
                text("direction", Some(&rows.direction.word(row))),
                text("reason", Some(&rows.reason.word(row))),
                text("life_event", rows.life_event.get(row).as_ref()),
                text("cause", rows.cause.get(row).as_ref()),
                text("outcome", rows.outcome.get(row).as_ref()),
                whole("wait_s", value(&rows.wait_s, row)),
                whole("duration_s", value(&rows.duration_s, row)),
                whole("satisfaction", value(&rows.satisfaction, row).map(u32::from)),
                attribute("cost", rows.cost(row).map(|it| Value::Amount(it.as_f64()))),
                text("site", rows.site.get(row).as_ref()),
                attribute("agent", value(&rows.agent, row).map(|it| Value::Owned(Hex::of(it).to_string()))),
            ];
            let kind = rows.channel.word(row);
            self.event(&Event {
                id: format!("contact:{code}:{}", rows.contact_id.value(row)),
                kind,
                time: Instant(rows.started_at.value(row)).to_string(),
                attributes: attributes.into_iter().flatten().collect(),
                relationships: relationships(code, request, usager),
            })?;
            self.report.contacts += 1;
        }
        Ok(())
    }

    fn changes(
        &mut self,
        partner: &PartnerLog,
        rows: &Events,
        keep: &BooleanArray,
        about: &mut About,
    ) -> io::Result<()> {
        let code = partner.code.as_str();
        for row in (0..rows.len()).filter(|row| keep.value(*row)) {
            let (usager, request) = (rows.usager.value(row), rows.request.value(row));
            about.add(Some(request), Some(usager));
            let status = rows.status.word(row);
            let due_at = value(&rows.due_at, row).map(|it| Value::Owned(Instant(it).to_string()));
            let attributes = [
                attribute("partner", Some(Value::Text(code))),
                attribute("status", Some(Value::Text(status))),
                attribute("life_event", rows.life_event.get(row).map(Value::Text)),
                attribute("due_at", due_at),
            ];
            self.report.events += 1;
            self.event(&Event {
                // Changes have no name of their own: their place in the export is one.
                id: format!("change:{code}:{}", self.report.events),
                kind: &format!("status:{status}"),
                time: Instant(rows.occurred_at.value(row)).to_string(),
                attributes: attributes.into_iter().flatten().collect(),
                relationships: relationships(code, Some(request), Some(usager)),
            })?;
        }
        Ok(())
    }

    fn event(&mut self, event: &Event<'_>) -> io::Result<()> {
        self.to.write_all(if self.first_event { b"\n" } else { b",\n" })?;
        self.first_event = false;
        if !self.kinds.contains(event.kind) {
            self.kinds.insert(event.kind.to_owned());
        }
        serde_json::to_writer(&mut self.to, event).map_err(io::Error::from)
    }

    /// Writes the objects of a bucket, but for the requests that other buckets may know too.
    fn objects(&mut self, partner: &PartnerLog, about: About, elsewhere: &mut Elsewhere) -> io::Result<()> {
        let code = partner.code.as_str();
        for usager in about.usagers {
            self.object(code, "usager", usager_id(code, usager), Vec::new())?;
        }
        for (request, usagers) in about.requests {
            if partner.shared_requests.binary_search(&request).is_ok() {
                elsewhere.shared.entry(request).or_default().extend(usagers);
            } else if usagers.is_empty() {
                elsewhere.of_nobody.push(request);
            } else {
                self.request(partner, request, usagers)?;
            }
        }
        Ok(())
    }

    fn request(&mut self, partner: &PartnerLog, request: u64, usagers: BTreeSet<u64>) -> io::Result<()> {
        let code = partner.code.as_str();
        let of = |it| Relationship { object_id: usager_id(code, it), qualifier: "of" };
        self.object(code, "request", request_id(code, request), usagers.into_iter().map(of).collect())
    }

    fn object(
        &mut self,
        partner: &str,
        kind: &'static str,
        id: String,
        relationships: Vec<Relationship>,
    ) -> io::Result<()> {
        self.objects.write_all(if self.first_object { b"\n" } else { b",\n" })?;
        self.first_object = false;
        self.report.objects += 1;
        let attributes = [ObjectAttribute { name: "partner", time: ALWAYS, value: partner }];
        serde_json::to_writer(&mut self.objects, &Object { id, kind, attributes, relationships })
            .map_err(io::Error::from)
    }

    fn end(mut self) -> io::Result<ExportReport> {
        self.to.write_all(b"\n],\n\"objects\":[")?;
        self.objects.pour(&mut self.to)?;
        let named = |list: &[(&str, &str)]| {
            list.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect::<Vec<_>>()
        };
        let kind = |name: &String| {
            let attributes = if name.starts_with("status:") {
                named(&CHANGE_ATTRIBUTES)
            } else {
                named(&CONTACT_ATTRIBUTES)
            };
            json!({ "name": name, "attributes": attributes })
        };
        let kinds: Vec<_> = self.kinds.iter().map(kind).collect();
        write!(self.to, "\n],\n\"eventTypes\":{}}}\n", serde_json::Value::from(kinds))?;
        self.to.keep()?;
        Ok(self.report)
    }
}

fn attribute<'a>(name: &'static str, value: Option<Value<'a>>) -> Option<Attribute<'a>> {
    value.map(|value| Attribute { name, value })
}

fn relationships(partner: &str, request: Option<u64>, usager: Option<u64>) -> Vec<Relationship> {
    let about = request.map(|it| Relationship { object_id: request_id(partner, it), qualifier: "about" });
    let by = usager.map(|it| Relationship { object_id: usager_id(partner, it), qualifier: "of" });
    about.into_iter().chain(by).collect()
}

fn usager_id(partner: &str, usager: u64) -> String {
    format!("usager:{partner}:{}", Hex::of(usager))
}

fn request_id(partner: &str, request: u64) -> String {
    format!("request:{partner}:{}", Hex::of(request))
}
