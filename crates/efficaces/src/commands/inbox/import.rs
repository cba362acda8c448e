//! `inbox import`: mail of before (mbox, EML), and what other products export (CSV, Zammad, `FreeScout`), into requests.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use kernel::Lang;
use mail::mbox::{self, Mbox, Piece, Quoting};
use requests::{
    exchange::{
        conversations::{self, Files},
        history::{self, Taken},
    },
    mailroom::{Mailbox, work::Mailroom},
};
use serde::Serialize;
use zip::ZipArchive;

use super::{mailbox_of, number};
use crate::{
    args::InboxPlace,
    failure::Failure,
    inbox,
    instance::{Instance, block_on},
    print,
    settings::Settings,
    words::message,
};

/// Bytes of a message of a file; one that is longer is listed with its place.
const RAW_MAX: usize = 512 << 20;
/// Bytes of a `From ` line that are read for its date.
const LINE_MAX: u64 = 500;
/// Bytes of tables, JSON and their attachments that are read at once: they are in memory while they are put together.
const FILES_MAX: u64 = 2 << 30;

/// What an import of mail did.
#[derive(Debug, Default, Serialize)]
struct Counts {
    messages: u64,
    filed: u64,
    duplicates: u64,
    apart: u64,
    quarantined: u64,
    rejected: u64,
    closed: u64,
}

/// What was not filed, with its place.
struct Reject {
    file: String,
    /// From 1.
    line: u64,
    /// The column or the field; empty for a message.
    column: String,
    reason: String,
}

pub(super) fn run(
    files: &[PathBuf],
    address: &str,
    rejects_file: Option<&Path>,
    place: InboxPlace,
    settings: Settings,
    lang: Lang,
) -> Result<(), Failure> {
    let mut all = Vec::new();
    for file in files {
        listed(file, &mut all)?;
    }
    let mut counts = Counts::default();
    let mut rejects = Vec::new();
    block_on(async {
        let instance = Instance::open(settings.at(place.data)).await?;
        let room = inbox::mailroom(&instance)?;
        let mailbox = mailbox_of(&instance, address).await?;
        let (structured, mails) = sorted(all)?;
        take_conversations(&room, &mailbox, structured, (&mut counts, &mut rejects), lang).await?;
        for file in &mails {
            take_file(&room, &mailbox, file, (&mut counts, &mut rejects), lang).await?;
        }
        counts.closed +=
            history::close_old(&room, &mailbox).await.map_err(|it| Failure::failed(it.message()))?;
        Ok(())
    })?;
    if let Some(path) = rejects_file {
        write_rejects(path, &rejects)?;
    }
    if place.json {
        return print::json(&counts);
    }
    let Counts { messages, filed, duplicates, apart, quarantined, rejected, closed } = counts;
    let said = message("inbox-imported")
        .with("messages", number(messages))
        .with("filed", number(filed))
        .with("duplicates", number(duplicates))
        .with("apart", number(apart))
        .with("quarantined", number(quarantined))
        .with("rejected", number(rejected))
        .with("closed", number(closed));
    print::lines(std::iter::once(said.say(lang)))
}

/// The files of a folder and of those in it, in the order of their names; links are not followed.
fn listed(path: &Path, all: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::file(path, &error);
    if !path.is_dir() {
        all.push(path.to_owned());
        return Ok(());
    }
    let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(failed)?.collect();
    let mut entries = entries.map_err(failed)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            listed(&entry.path(), all)?;
        } else if kind.is_file() {
            all.push(entry.path());
        }
    }
    Ok(())
}

/// The files that belong together (tables, JSON, what is in a ZIP, attachments beside JSON), and those that are mail.
fn sorted(all: Vec<PathBuf>) -> Result<(Files, Vec<PathBuf>), Failure> {
    let ending = |path: &Path| path.extension().unwrap_or_default().to_ascii_lowercase();
    let is_beside = all.iter().any(|it| ending(it) == "json");
    let (mut structured, mut mails, mut bytes) = (Files::new(), Vec::new(), 0_u64);
    for path in all {
        let failed = |error| Failure::file(&path, &error);
        if ending(&path) == "zip" {
            let zip = File::open(&path).map_err(failed)?;
            let bad = || Failure::refused(message("archive-zip-of").with("path", path.display().to_string()));
            let mut zip = ZipArchive::new(BufReader::new(zip)).map_err(|it| bad().because(&it))?;
            for place in 0..zip.len() {
                let mut file = zip.by_index(place).map_err(|it| bad().because(&it))?;
                if file.is_dir() {
                    continue;
                }
                let name = file.name().map_err(|it| bad().because(&it))?.into_owned();
                let mut read = Vec::new();
                (&mut file)
                    .take(FILES_MAX.saturating_sub(bytes) + 1)
                    .read_to_end(&mut read)
                    .map_err(failed)?;
                bytes += read.len() as u64;
                too_much(bytes)?;
                structured.insert(name, read);
            }
        } else if ["csv", "json"].iter().any(|it| ending(&path) == *it)
            || is_beside && path.components().any(|it| it.as_os_str() == "attachments")
        {
            let read = fs::read(&path).map_err(failed)?;
            bytes += read.len() as u64;
            too_much(bytes)?;
            structured.insert(path.display().to_string(), read);
        } else {
            mails.push(path);
        }
    }
    Ok((structured, mails))
}

fn too_much(bytes: u64) -> Result<(), Failure> {
    if bytes <= FILES_MAX { Ok(()) } else { Err(Failure::refused(message("inbox-import-too-much"))) }
}

/// Files what other products exported.
async fn take_conversations(
    room: &Mailroom,
    mailbox: &Mailbox,
    files: Files,
    (counts, rejects): (&mut Counts, &mut Vec<Reject>),
    lang: Lang,
) -> Result<(), Failure> {
    let found = conversations::read(&files);
    for it in found.refused {
        counts.rejected += 1;
        rejects.push(Reject { reason: it.reason(lang), file: it.file, line: it.line, column: it.column });
    }
    for given in &found.conversations {
        counts.messages += given.messages.len() as u64;
        let taken = conversations::take(room, mailbox, given).await;
        let taken = taken.map_err(|it| Failure::failed(it.message()).because(&it))?;
        counts.filed += taken.filed;
        counts.duplicates += taken.duplicates;
        counts.apart += taken.apart;
        counts.closed += u64::from(taken.is_closed);
    }
    Ok(())
}

/// The line of a file at a place, from 1.
fn line_of(path: &Path, offset: u64) -> std::io::Result<u64> {
    let mut reader = BufReader::new(File::open(path)?.take(offset));
    let mut line = 1;
    loop {
        let read = reader.fill_buf()?;
        if read.is_empty() {
            return Ok(line);
        }
        line += read.split(|it| *it == b'\n').count() as u64 - 1;
        let length = read.len();
        reader.consume(length);
    }
}

async fn take_file(
    room: &Mailroom,
    mailbox: &Mailbox,
    path: &Path,
    (counts, rejects): (&mut Counts, &mut Vec<Reject>),
    lang: Lang,
) -> Result<(), Failure> {
    let failed = |error| Failure::file(path, &error);
    let mut reader = BufReader::new(File::open(path).map_err(failed)?);
    // A file is what it begins with, whatever its name says.
    let is_mbox = reader.fill_buf().map_err(failed)?.starts_with(b"From ")
        || path.extension().is_some_and(|it| it.eq_ignore_ascii_case("mbox"));
    let pieces: Box<dyn Iterator<Item = std::io::Result<Piece>>> = if is_mbox {
        Box::new(Mbox::new(reader, 0, Quoting::default(), RAW_MAX))
    } else {
        Box::new(std::iter::once(mbox::eml(reader, RAW_MAX)))
    };
    let file = path.display().to_string();
    for piece in pieces {
        let entry = match piece.map_err(failed)? {
            Piece::Message(entry) => entry,
            Piece::Unsplit { offset, why, .. } => {
                counts.rejected += 1;
                let line = line_of(path, offset).map_err(failed)?;
                let (column, reason) = (String::new(), why.message().say(lang));
                rejects.push(Reject { file: file.clone(), line, column, reason });
                continue;
            }
        };
        counts.messages += 1;
        let at = if is_mbox { line_instant(path, entry.offset).map_err(failed)? } else { None };
        let taken = history::take(room, mailbox, entry.raw, at).await;
        match taken.map_err(|it| Failure::failed(it.message()).because(&it))? {
            Taken::Filed => counts.filed += 1,
            Taken::Duplicate => counts.duplicates += 1,
            Taken::Apart => counts.apart += 1,
            Taken::Quarantined(why) => {
                counts.quarantined += 1;
                let reason = why.message().say(lang);
                let line = line_of(path, entry.offset).map_err(failed)?;
                rejects.push(Reject { file: file.clone(), line, column: String::new(), reason });
            }
        }
    }
    Ok(())
}

/// The instant of the line that stands before a message.
fn line_instant(path: &Path, offset: u64) -> std::io::Result<Option<Timestamp>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut line = Vec::new();
    BufReader::new(file.take(LINE_MAX)).read_until(b'\n', &mut line)?;
    Ok(history::line_instant(&String::from_utf8_lossy(&line)))
}

fn write_rejects(path: &Path, rejects: &[Reject]) -> Result<(), Failure> {
    let failed = |error: csv::Error| {
        Failure::failed(message("file-failed").with("path", path.display().to_string())).because(&error)
    };
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    writer.write_record(["file", "line", "column", "reason"]).map_err(failed)?;
    for Reject { file, line, column, reason } in rejects {
        let (file, column) = (kernel::formula::harmless(file), kernel::formula::harmless(column));
        writer.write_record([&*file, &line.to_string(), &*column, reason]).map_err(failed)?;
    }
    writer.flush().map_err(|it| Failure::file(path, &it))
}
