//! `log`: checks, compacts and lists the files and imports of a contact log, and takes an import back.

use contact_log::{ImportNumber, Log, LogError, LogKind};
use kernel::Lang;
use serde_json::json;

use crate::{
    args::{LogArgs, LogPlace, LogWhat, RemoveArgs},
    commands::user::partner_code,
    failure::Failure,
    print,
    words::{message, say},
};

pub(crate) fn run(args: &LogArgs, lang: Lang) -> Result<(), Failure> {
    match &args.what {
        LogWhat::Check(place) => check(place, lang),
        LogWhat::Compact(place) => {
            existing(&place.log)?.compact().map_err(|it| Failure::failed_by(&it))?;
            print::to_person(&say(lang, "log-compacted", &[]));
            Ok(())
        }
        LogWhat::Files(place) => files(place),
        LogWhat::Imports(place) => imports(place, lang),
        LogWhat::Remove(args) => remove(args, lang),
    }
}

/// Opens a log to read.
pub(crate) fn existing(log: &str) -> Result<Log, Failure> {
    Log::open_existing(log).map_err(|it| match it {
        LogError::NoLog(_) | LogError::Address(_) => Failure::refused_by(&it),
        other => Failure::failed_by(&other),
    })
}

/// A log with faults exits with 1, so that a script can rely on it.
fn check(place: &LogPlace, lang: Lang) -> Result<(), Failure> {
    let report = existing(&place.log)?.check().map_err(|it| Failure::failed_by(&it))?;
    if place.json {
        print::json(&json!({
            "contacts": report.contacts, "events": report.events, "problems": report.problems,
        }))?;
    } else {
        let counts = [("contacts", report.contacts.into()), ("events", report.events.into())];
        print::lines(
            std::iter::once(say(lang, "log-checked", &counts)).chain(report.problems.iter().cloned()),
        )?;
    }
    if report.is_sound() { Ok(()) } else { Err(Failure::failed(message("log-faulty"))) }
}

fn imports(place: &LogPlace, lang: Lang) -> Result<(), Failure> {
    let notes = existing(&place.log)?.imports().map_err(|it| Failure::failed_by(&it))?;
    if place.json {
        return print::json(&notes);
    }
    print::lines(notes.iter().map(|it| {
        let counts = [
            ("contacts", it.contacts.into()),
            ("events", it.events.into()),
            ("from", print::instant(it.from.as_microsecond()).into()),
            ("to", print::instant(it.to.as_microsecond()).into()),
        ];
        let name = it.import.map_or_else(|| say(lang, "log-posted", &[]), |it| it.to_string());
        let begun = it.import.map_or_else(String::new, |it| print::instant(it.begun_at().as_microsecond()));
        format!("{name}\t{begun}\t{}\t{}", it.partner, say(lang, "log-brought", &counts))
    }))
}

fn remove(args: &RemoveArgs, lang: Lang) -> Result<(), Failure> {
    let unknown = || Failure::refused(message("log-no-import").with("import", args.import.as_str()));
    let number: ImportNumber = args.import.parse().map_err(|_| unknown())?;
    let partner = args.partner.as_deref().map(partner_code).transpose()?;
    let log = existing(&args.place.log)?;
    let removal = log.remove_import(number, partner.as_ref()).map_err(|it| Failure::failed_by(&it))?;
    if removal.contacts + removal.events == 0 {
        return Err(unknown());
    }
    if args.place.json {
        return print::json(&removal);
    }
    let counts = [("contacts", removal.contacts.into()), ("events", removal.events.into())];
    print::lines(std::iter::once(say(lang, "log-removed", &counts)))
}

fn files(place: &LogPlace) -> Result<(), Failure> {
    let snapshot = existing(&place.log)?.snapshot().map_err(|it| Failure::failed_by(&it))?;
    let files: Vec<_> = snapshot
        .files()
        .into_iter()
        .map(|it| {
            let kind = match it.kind {
                LogKind::Contacts => "contacts",
                LogKind::Events => "request_events",
            };
            json!({
                "partner": it.partner, "kind": kind, "location": it.location, "rows": it.rows, "bytes": it.bytes,
            })
        })
        .collect();
    if place.json {
        return print::json(&files);
    }
    print::lines(files.iter().map(|it| {
        format!(
            "{}\t{}\t{}",
            it["kind"].as_str().unwrap_or_default(),
            it["rows"],
            it["location"].as_str().unwrap_or_default()
        )
    }))
}
