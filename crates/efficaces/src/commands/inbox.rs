//! `inbox`: mail of before into requests, whole inboxes out and in, a person's data, a person's erasure.

mod import;

use std::{fs::File, io::BufReader, path::Path};

use kernel::{Lang, PartnerCode};
use register::partner;
use requests::{
    exchange::{
        archive::{self, ArchiveError},
        erasure::{self, Whom},
        person,
    },
    mailroom::{Mailbox, mailbox},
    usager::Way,
};
use serde_json::json;

use crate::{
    args::{InboxArgs, InboxPlace, InboxWhat},
    commands::user::partner_code,
    failure::Failure,
    inbox,
    instance::{COMMAND_LINE, Instance, block_on},
    print,
    settings::Settings,
    words::message,
};

pub(crate) fn run(args: InboxArgs, settings: Settings, lang: Lang) -> Result<(), Failure> {
    match args.what {
        InboxWhat::Import { files, mailbox, rejects, place } => {
            import::run(&files, &mailbox, rejects.as_deref(), place, settings, lang)
        }
        InboxWhat::Export { out, partner, place } => export(&out, &partner, place, settings, lang),
        InboxWhat::ImportArchive { archive, place } => import_archive(&archive, place, settings, lang),
        InboxWhat::Person { person, partner, out, place } => {
            export_person(&person, &partner, &out, place, settings, lang)
        }
        InboxWhat::Erase { people, partner, yes, place } => {
            erase(&people, &partner, yes, place, settings, lang)
        }
    }
}

/// A partner that is there.
async fn known(instance: &Instance, code: &PartnerCode) -> Result<(), Failure> {
    let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
    let found = partner::find(&mut tx, code).await.map_err(|it| Failure::failed_by(&it))?;
    found.map(drop).ok_or_else(|| Failure::refused_by(&ArchiveError::NoPartner(code.to_string())))
}

async fn mailbox_of(instance: &Instance, address: &str) -> Result<Mailbox, Failure> {
    let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
    let all = mailbox::listed(&mut tx, None).await.map_err(|it| Failure::failed_by(&it))?;
    let wanted = mail::address_key(address);
    let found = all.into_iter().find(|it| it.address == wanted);
    found.ok_or_else(|| Failure::refused(message("inbox-no-mailbox").with("address", address)))
}

fn export(
    out: &Path,
    partner: &str,
    place: InboxPlace,
    settings: Settings,
    lang: Lang,
) -> Result<(), Failure> {
    let code = partner_code(partner)?;
    let manifest = block_on(async {
        let instance = Instance::open(settings.at(place.data)).await?;
        known(&instance, &code).await?;
        let room = inbox::mailroom(&instance)?;
        let file = created(out)?;
        archive::export(&instance.db, &*room.files, &code, file).await.map_err(|it| archive_failure(&it))
    })?;
    if place.json {
        return print::json(&manifest);
    }
    let said = message("inbox-exported")
        .with("rows", number(manifest.rows.values().sum()))
        .with("files", number(manifest.files));
    print::lines(std::iter::once(said.say(lang)))
}

fn import_archive(path: &Path, place: InboxPlace, settings: Settings, lang: Lang) -> Result<(), Failure> {
    let imported = block_on(async {
        let instance = Instance::open(settings.at(place.data)).await?;
        let room = inbox::mailroom(&instance)?;
        let file = File::open(path).map_err(|it| Failure::file(path, &it))?;
        let who = (COMMAND_LINE, instance.clock.now());
        let own = (&instance.db, &*room.files, &*room.keys, room.elsewhere.as_deref());
        let imported =
            archive::import(own, BufReader::new(file), who).await.map_err(|it| archive_failure(&it))?;
        // Whoever was erased was in the archive, and for a moment in the database.
        scrub(&instance).await?;
        Ok(imported)
    })?;
    if place.json {
        return print::json(&json!({
            "partner": imported.manifest.partner, "rows": imported.rows, "known": imported.known,
            "files": imported.manifest.files, "erased": imported.erased,
        }));
    }
    let said = message("inbox-archive-imported")
        .with("rows", number(imported.rows))
        .with("known", number(imported.known));
    print::lines(std::iter::once(said.say(lang)))
}

fn export_person(
    typed: &str,
    partner: &str,
    out: &Path,
    place: InboxPlace,
    settings: Settings,
    lang: Lang,
) -> Result<(), Failure> {
    let (code, way) = (partner_code(partner)?, way(typed)?);
    let written = block_on(async {
        let instance = Instance::open(settings.at(place.data)).await?;
        known(&instance, &code).await?;
        let room = inbox::mailroom(&instance)?;
        let mut tx = instance.db.read().await.map_err(|it| Failure::failed_by(&it))?;
        let people = erasure::people(&mut tx, &code, &way).await.map_err(|it| Failure::failed_by(&it))?;
        drop(tx);
        if people.is_empty() {
            return Err(Failure::refused(message("inbox-unknown-person").with("value", typed)));
        }
        let who = (COMMAND_LINE, instance.clock.now());
        person::write(
            (&instance.db, &*room.files, room.elsewhere.as_deref()),
            (&code, &people, lang),
            created(out)?,
            who,
        )
        .await
        .map_err(|it| archive_failure(&it))
    })?;
    if place.json {
        return print::json(&json!({
            "people": written.people, "requests": written.requests, "contacts": written.contacts, "files": written.files,
        }));
    }
    let said = message("inbox-person-written")
        .with("requests", number(written.requests))
        .with("contacts", number(written.contacts))
        .with("files", number(written.files));
    print::lines(std::iter::once(said.say(lang)))
}

fn erase(
    typed: &[String],
    partner: &str,
    is_meant: bool,
    place: InboxPlace,
    settings: Settings,
    lang: Lang,
) -> Result<(), Failure> {
    let code = partner_code(partner)?;
    let ways = typed.iter().map(|it| way(it)).collect::<Result<Vec<_>, _>>()?;
    let removed = block_on(async {
        let instance = Instance::open(settings.at(place.data)).await?;
        known(&instance, &code).await?;
        let room = inbox::mailroom(&instance)?;
        let now = instance.clock.now();
        let own = (&instance.db, &*room.files, &*room.keys, room.elsewhere.as_deref());
        let removed =
            erasure::carry_out(own, (&code, Whom::Ways(&ways)), (COMMAND_LINE, now), is_meant).await;
        let removed = removed.map_err(|it| Failure::failed_by(&it))?;
        if !removed.is_something() {
            return Err(Failure::refused(message("inbox-unknown-person").with("value", typed.join(", "))));
        }
        if is_meant {
            scrub(&instance).await?;
        }
        Ok(removed)
    })?;
    if place.json {
        return print::json(&json!({
            "people": removed.people.len(), "requests": removed.requests, "contacts": removed.contacts,
            "files": removed.files.len(), "notices": removed.elsewhere, "erased": is_meant,
            "proof": removed.proof.filter(|_| is_meant).map(|it| it.to_string()),
        }));
    }
    let said = message(if is_meant { "inbox-erased" } else { "inbox-would-erase" })
        .with("people", number(removed.people.len() as u64))
        .with("requests", number(removed.requests))
        .with("contacts", number(removed.contacts))
        .with("files", number(removed.files.len() as u64))
        .with("proof", removed.proof.map(|it| it.to_string()).unwrap_or_default());
    print::lines(std::iter::once(said.say(lang)))
}

/// Writes the database anew if somebody was erased.
async fn scrub(instance: &Instance) -> Result<(), Failure> {
    let done = erasure::scrub(&instance.db, instance.clock.now()).await;
    done.map(drop).map_err(|it| Failure::failed(message("inbox-unclean")).because(&it))
}

fn way(typed: &str) -> Result<Way, Failure> {
    let found = Way::email(typed).or_else(|| Way::phone(typed));
    found.ok_or_else(|| Failure::refused(message("inbox-no-way").with("value", typed)))
}

/// A file that only this account reads.
fn created(path: &Path) -> Result<File, Failure> {
    kernel::private::file().create(true).truncate(true).open(path).map_err(|it| Failure::file(path, &it))
}

fn archive_failure(error: &ArchiveError) -> Failure {
    if error.is_input() { Failure::refused_by(error) } else { Failure::failed_by(error) }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
