//! All that is known of a person, for them to read: one page, the same as JSON, their files, every row about them, and what the rest of
//! the product has of them (`notices.json`).
//!
//! **Invariant:** every table that is about people is in it ([`TABLES`]): the page shows the latest requests, `tables` has all. What agents
//! noted about a person is theirs to read; who noted it is somebody else's name, and is not given.

use std::{
    collections::BTreeSet,
    io::{Seek, Write},
};

use jiff::Timestamp;
use kernel::{Cause, Channel, Direction, Lang, Outcome, PartnerCode};
use register::{Db, Tx, audit};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    archive::{self, ArchiveError},
    erasure,
    tables::{Kind, TABLES},
    values::{self, Whose},
};
use crate::{
    elsewhere::{self, Elsewhere},
    files::Files,
    store::{contacts, requests, usagers},
    usager::UsagerId,
    words::message,
};

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// People: two rows that were found to be one person count twice.
    pub people: u64,
    /// Their requests.
    pub requests: u64,
    /// Their contacts.
    pub contacts: u64,
    /// Their files.
    pub files: u64,
}

/// Writes what is known of people (several, if they share an address or were found to be one).
pub async fn write(
    (db, files, elsewhere): (&Db, &dyn Files, Option<&dyn Elsewhere>),
    (partner, found, lang): (&PartnerCode, &[UsagerId], Lang),
    out: impl Write + Seek,
    (actor, now): (&str, Timestamp),
) -> Result<Written, ArchiveError> {
    let mut zip = ZipWriter::new(out);
    let options = options();
    let mut tx = db.read().await?;
    let mut written = Written::default();
    let mut people = Vec::new();
    let mut page = Page::new(lang);
    let mut given = BTreeSet::new();
    let keys = write_tables(&mut tx, &mut zip, found).await?;
    for &id in found {
        let Some(usager) = usagers::find(&mut tx, partner, id).await? else { continue };
        written.people += 1;
        let ways = erasure::ways(&mut tx, id).await?;
        page.heading(1, &usager.name);
        page.items(ways.iter().map(|it| it.1.clone()));
        let mut told = Vec::new();
        for request in requests::of_usager(&mut tx, id).await? {
            written.requests += 1;
            page.heading(2, &format!("{} {}", request.reference, request.subject));
            let mut said = Vec::new();
            for contact in contacts::of_request(&mut tx, request.id).await? {
                written.contacts += 1;
                page.heading(3, &format!("{} · {}", contact.at, contact.channel.code()));
                page.text(&contact.subject);
                page.text(&contact.body);
                page.text(&contact.quoted);
                let mut attached = Vec::new();
                for file in contacts::files(&mut tx, contact.id).await? {
                    let name = format!(
                        "files/{}-{}-{}",
                        contact.id,
                        file.place,
                        mail::safe_file_name(&file.name, "file")
                    );
                    if let Some(bytes) = files.bytes(&file.content_key).await? {
                        given.insert(file.content_key.clone());
                        zip.start_file(name.as_str(), options)?;
                        zip.write_all(&bytes)?;
                        written.files += 1;
                    }
                    attached.push(json!({ "name": file.name, "type": file.declared_type, "bytes": file.bytes, "file": name }));
                }
                page.items(attached.iter().filter_map(|it| it["file"].as_str().map(str::to_owned)));
                if let Some(key) = &contact.content_key
                    && let Some(bytes) = files.bytes(key).await?
                {
                    given.insert(key.clone());
                    zip.start_file(format!("messages/{}.eml", contact.id), options)?;
                    zip.write_all(&bytes)?;
                    written.files += 1;
                }
                said.push(json!({
                    "id": contact.id.to_string(), "at": contact.at, "channel": Channel::code(contact.channel),
                    "direction": Direction::code(contact.direction), "way": contact.way, "subject": contact.subject,
                    "text": contact.body, "quoted": contact.quoted, "files": attached,
                }));
            }
            told.push(json!({
                "reference": request.reference, "subject": request.subject, "reason": request.reason,
                "state": request.state.code(), "opened_at": request.opened_at, "closed_at": request.closed_at,
                "cause": request.cause.as_ref().map(Cause::code), "outcome": request.outcome.map(Outcome::code),
                "contacts": said,
            }));
        }
        people.push(json!({
            "name": usager.name, "external_id": usager.external_id, "language": usager.language,
            "preferred": usager.preferred.map(Channel::code), "territory": usager.territory, "remark": usager.remark,
            "known_since": usager.created_at,
            "ways": ways.iter().map(|(kind, value)| json!({ "kind": kind, "value": value })).collect::<Vec<_>>(),
            "requests": told,
        }));
    }
    let kept = match elsewhere {
        Some(part) => {
            let known = elsewhere::known(&mut tx, partner, (found, &[])).await?;
            Some(part.about(&mut tx, partner, &known).await?)
        }
        None => None,
    };
    drop(tx);
    if let Some(kept) = kept {
        zip.start_file("notices.json", options)?;
        zip.write_all(&serde_json::to_vec_pretty(&kept).unwrap_or_default())?;
    }
    written.files += write_rest(&mut zip, files, keys.difference(&given)).await?;
    zip.start_file("person.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&Value::Array(people)).unwrap_or_default())?;
    zip.start_file("person.html", options)?;
    zip.write_all(page.finish().as_bytes())?;
    zip.finish()?.flush()?;
    let mut tx = db.write().await?;
    for id in found {
        let object = id.to_string();
        let entry = audit::Entry {
            actor,
            action: "usager.export",
            object: &object,
            partner: Some(partner),
            detail: json!({}),
        };
        audit::tell(&mut tx, entry, now).await?;
    }
    tx.commit().await?;
    Ok(written)
}

/// Writes every row about these people, a file a table; gives the keys of the files to which they lead.
async fn write_tables(
    tx: &mut Tx,
    zip: &mut ZipWriter<impl Write + Seek>,
    people: &[UsagerId],
) -> Result<BTreeSet<String>, ArchiveError> {
    let mut keys = BTreeSet::new();
    for table in TABLES.iter().filter(|it| it.of_person.is_some()) {
        zip.start_file(format!("tables/{}.jsonl", table.name), options())?;
        let mut failed = None;
        for id in people {
            values::read(tx, table, Whose::Person(id.uuid()), |row| {
                let of_files = table.columns.iter().filter(|it| it.kind == Kind::File);
                keys.extend(of_files.filter_map(|it| row.get(it.name)?.as_str().map(str::to_owned)));
                if failed.is_none() {
                    failed = archive::line(zip, &row).err();
                }
                Ok(())
            })
            .await?;
        }
        if let Some(error) = failed {
            return Err(error.into());
        }
    }
    Ok(keys)
}

/// Writes what the page does not show: messages as they left, files of older requests. Gives how many.
async fn write_rest(
    zip: &mut ZipWriter<impl Write + Seek>,
    files: &dyn Files,
    keys: impl Iterator<Item = &String>,
) -> Result<u64, ArchiveError> {
    let mut count = 0;
    for key in keys {
        if let Some(bytes) = files.bytes(key).await? {
            zip.start_file(format!("files/{key}"), options())?;
            zip.write_all(&bytes)?;
            count += 1;
        }
    }
    Ok(count)
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true)
}

/// A page for the eye, without anything from elsewhere.
struct Page(String);

impl Page {
    fn new(lang: Lang) -> Self {
        let title = message("person-title").say(lang);
        let code = if lang == Lang::Fr { "fr" } else { "en" };
        Self(format!(
            "<!doctype html><html lang=\"{code}\"><meta charset=\"utf-8\"><title>{title}</title>\
             <style>body{{max-width:50rem;margin:2rem auto;font:1rem/1.5 sans-serif}}pre{{white-space:pre-wrap}}</style>"
        ))
    }

    fn heading(&mut self, level: u8, text: &str) {
        self.0.extend([&format!("<h{level}>"), &*escaped(text), &format!("</h{level}>\n")]);
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.0.extend(["<pre>", &escaped(text), "</pre>\n"]);
        }
    }

    fn items(&mut self, items: impl Iterator<Item = String>) {
        let items: String =
            items.flat_map(|it| ["<li>".to_owned(), escaped(&it), "</li>".to_owned()]).collect();
        if !items.is_empty() {
            self.0.extend(["<ul>", &items, "</ul>\n"]);
        }
    }

    fn finish(self) -> String {
        self.0 + "</html>\n"
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
