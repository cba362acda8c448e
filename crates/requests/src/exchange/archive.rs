//! A partner's whole inbox as one ZIP: JSON Lines, a file a table; raw messages and attachments by their key; a dictionary; a manifest.
//!
//! **Invariants:** [`export`] then [`import`] into another instance then [`export`] gives the same archive; no secret is in it; what an
//! instance has is never overwritten by an archive; somebody who was erased does not come back by one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Seek, Write},
};

use jiff::Timestamp;
use kernel::{Explain, Id, Lang, Message, PartnerCode};
use mail::Keys;
use register::{Account, Db, Partner, StoreError, Tx, both, partner};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::types::Uuid;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    erasure,
    tables::{Kind, TABLES, Table},
    values,
};
use crate::{
    elsewhere::{self, Elsewhere},
    files::{Files, FilesError},
    usager::{UsagerId, Way, WayKind},
    words::message,
};

/// The version that this program writes, and the only one that it reads.
pub const FORMAT: u32 = 1;
/// Bytes of one row: the longest text of a message, several times.
const ROW_MAX: u64 = 256 << 20;
/// Bytes of the manifest.
const MANIFEST_MAX: u64 = 64 << 20;
/// Bytes of one file: more than a message may have.
const FILE_MAX: u64 = 600 << 20;

/// An archive was not written or not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Bytes were not kept or not found.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The disk refused.
    #[error("the archive could not be read or written")]
    Disk(#[from] io::Error),
    /// It is no ZIP, or a broken one.
    #[error("the file is no whole ZIP")]
    Zip(#[from] zip::result::ZipError),
    /// There is no such administration.
    #[error("there is no partner {0}")]
    NoPartner(String),
    /// It is an archive of another version, or of something else.
    #[error("the archive has no manifest of version {FORMAT}")]
    Format,
    /// A row cannot be read.
    #[error("row {row} of {table} cannot be read")]
    Row {
        /// Of which table.
        table: &'static str,
        /// From 1.
        row: u64,
    },
    /// A row contradicts what the instance has.
    #[error("row {row} of {table} contradicts a row of this instance")]
    Taken {
        /// Of which table.
        table: &'static str,
        /// From 1.
        row: u64,
    },
    /// A file is not the one of its name.
    #[error("the file {0} is not what its name says")]
    File(String),
}

impl Explain for ArchiveError {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::Files(error) => error.message(),
            Self::Disk(_) => message("archive-disk"),
            Self::Zip(_) => message("archive-zip"),
            Self::NoPartner(code) => message("archive-no-partner").with("code", code.as_str()),
            Self::Format => message("archive-format"),
            Self::Row { table, row } => message("archive-row")
                .with("table", *table)
                .with("row", i64::try_from(*row).unwrap_or(i64::MAX)),
            Self::Taken { table, row } => message("archive-taken")
                .with("table", *table)
                .with("row", i64::try_from(*row).unwrap_or(i64::MAX)),
            Self::File(name) => message("archive-file").with("name", name.as_str()),
        }
    }
}

impl ArchiveError {
    /// Whether the archive is at fault, not the instance or its disk.
    pub const fn is_input(&self) -> bool {
        !matches!(self, Self::Store(_) | Self::Files(_) | Self::Disk(_))
    }
}

/// What an archive says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// Whose.
    pub partner: String,
    /// The name of that administration.
    pub name: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// Files.
    pub files: u64,
    /// Keys to which rows lead and whose bytes the instance no longer had: of people who were erased, or lost.
    pub missing: BTreeSet<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Person {
    email: String,
    name: String,
    role: String,
}

/// Writes the archive of a partner.
pub async fn export(
    db: &Db,
    files: &dyn Files,
    code: &PartnerCode,
    out: impl Write + Seek,
) -> Result<Manifest, ArchiveError> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let options = options.large_file(true);
    let mut tx = db.read().await?;
    let known = partner::find(&mut tx, code).await?;
    let known = known.ok_or_else(|| ArchiveError::NoPartner(code.to_string()))?;
    let accounts = accounts(&mut tx).await?;
    let addresses: HashMap<Uuid, String> =
        accounts.iter().map(|(id, person)| (*id, person.email.clone())).collect();
    let (mut rows, mut keys, mut named) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for table in TABLES {
        zip.start_file(format!("{}.jsonl", table.name), options)?;
        let mut count = 0_u64;
        let mut failed = None;
        values::read(&mut tx, table, values::Whose::Partner(code, &addresses), |row| {
            for column in table.columns {
                let Some(Value::String(text)) = row.get(column.name) else { continue };
                match column.kind {
                    Kind::File => drop(keys.insert(text.clone())),
                    Kind::Account => drop(named.insert(text.clone())),
                    _ => {}
                }
            }
            count += 1;
            if failed.is_none() {
                failed = line(&mut zip, &row).err();
            }
            Ok(())
        })
        .await?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        rows.insert(table.name.to_owned(), count);
    }
    drop(tx);
    zip.start_file("account.jsonl", options)?;
    let mut people: Vec<&Person> = accounts.values().filter(|it| named.contains(&it.email)).collect();
    people.sort_by(|a, b| a.email.cmp(&b.email));
    rows.insert("account".to_owned(), people.len() as u64);
    for person in people {
        line(&mut zip, person)?;
    }
    let mut missing = BTreeSet::new();
    let mut count = 0;
    for key in keys {
        match files.bytes(&key).await? {
            Some(bytes) => {
                zip.start_file(format!("files/{key}"), options)?;
                zip.write_all(&bytes)?;
                count += 1;
            }
            None => drop(missing.insert(key)),
        }
    }
    for lang in [Lang::Fr, Lang::En] {
        zip.start_file(if lang == Lang::Fr { "README.md" } else { "README.en.md" }, options)?;
        zip.write_all(dictionary(lang).as_bytes())?;
    }
    let manifest =
        Manifest { format: FORMAT, partner: code.to_string(), name: known.name, rows, files: count, missing };
    zip.start_file("manifest.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest).unwrap_or_default())?;
    zip.finish()?.flush()?;
    Ok(manifest)
}

pub(super) fn line(out: &mut impl Write, row: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")
}

/// What each file and each column of an archive is, from the list that drives it.
pub fn dictionary(lang: Lang) -> String {
    let say = |key| message(key).say(lang);
    let mut text = format!("# {}\n\n{}\n", say("archive-title"), say("archive-lead"));
    for table in TABLES {
        let about = super::super::words::WORDS.say(
            lang,
            &format!("archive-table-{}", table.name.replace('_', "-")),
            &[],
        );
        let key = table.key.join(", ");
        let _ = write!(text, "\n## {}.jsonl\n\n{about}\n\n{} {key}\n\n", table.name, say("archive-key"));
        for column in table.written() {
            let _ = writeln!(text, "- `{}`: {}", column.name, say(kind_word(column.kind)));
        }
    }
    text
}

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "archive-kind-text",
        Kind::Number => "archive-kind-number",
        Kind::Instant => "archive-kind-instant",
        Kind::Id => "archive-kind-id",
        Kind::Later => "archive-kind-later",
        Kind::Partner => "archive-kind-partner",
        Kind::Account => "archive-kind-account",
        Kind::File => "archive-kind-file",
        Kind::Fate => "archive-kind-fate",
        Kind::Left | Kind::Off => "archive-kind-left",
    }
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the archive says of itself.
    pub manifest: Manifest,
    /// Rows that are new here.
    pub rows: u64,
    /// Rows that were here.
    pub known: u64,
    /// People who were erased here since, and were erased again.
    pub erased: u64,
}

/// Reads an archive into an instance: its files first, then all its rows in one transaction. The partner is made if it is not there;
/// accounts that are not there are made closed, so that one sees who did what.
///
/// Whoever was erased here is erased again, in every part of the product; what belongs to somebody who came back since stays.
pub async fn import(
    (db, files, keys, elsewhere): (&Db, &dyn Files, &Keys, Option<&dyn Elsewhere>),
    input: impl Read + Seek,
    (actor, now): (&str, Timestamp),
) -> Result<Imported, ArchiveError> {
    let mut zip = ZipArchive::new(input)?;
    let manifest = manifest(&mut zip)?;
    let code: PartnerCode = manifest.partner.parse().map_err(|_| ArchiveError::Format)?;
    let names = zip.file_names().map(|it| it.map(std::borrow::Cow::into_owned));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    for name in names.into_iter().filter(|it| it.starts_with("files/")) {
        let mut bytes = Vec::new();
        zip.by_name(&name)?.take(FILE_MAX).read_to_end(&mut bytes)?;
        if Some(mail::ContentKey::of(&bytes).as_str()) != name.strip_prefix("files/") {
            return Err(ArchiveError::File(name));
        }
        files.keep(bytes).await?;
    }
    let mut tx = db.write().await?;
    if partner::find(&mut tx, &code).await?.is_none() {
        let new = Partner { code: code.clone(), name: manifest.name.clone() };
        partner::save(&mut tx, &new, now).await?;
    }
    let mut accounts = HashMap::new();
    let mut lines = Rows::open(&mut zip, "account")?;
    while let Some(row) = lines.next()? {
        let bad = ArchiveError::Row { table: "account", row: lines.place };
        let person: Person = serde_json::from_value(Value::Object(row)).map_err(|_| bad)?;
        accounts.insert(person.email.clone(), person);
    }
    drop(lines);
    let accounts = with_accounts(&mut tx, accounts, (&code, now)).await?;
    let gone = erased_here(&mut tx, &code).await?;
    let mut again = BTreeSet::new();
    let (mut rows, mut known) = (0, 0);
    for table in TABLES {
        let mut later = Vec::new();
        // Rows are read one by one, and written between two reads: a table may be larger than the memory.
        let mut lines = Rows::open(&mut zip, table.name)?;
        while let Some(row) = lines.next()? {
            let place = lines.place;
            let bound = bound(table, &row, (&code, &accounts), &mut later);
            let bound = bound.ok_or(ArchiveError::Row { table: table.name, row: place })?;
            let is_new = values::write(&mut tx, table, bound).await.map_err(|error| {
                if error.is_duplicate() {
                    ArchiveError::Taken { table: table.name, row: place }
                } else {
                    error.into()
                }
            })?;
            *if is_new { &mut rows } else { &mut known } += 1;
            // Their row stayed empty, but what hangs on it may have come back.
            if table.name == "usager" && row.get("erased_at_us").is_none_or(Value::is_null) {
                again.extend(id_of(&row, "usager_id").filter(|it| gone.contains(it)));
            }
        }
        for (column, row, to) in later {
            values::write_later(&mut tx, table, column, (&code, row, to)).await?;
        }
    }
    again.extend(erased_before(&mut tx, keys, (&code, &manifest)).await?);
    let again: Vec<UsagerId> = again.into_iter().map(UsagerId::from_uuid).collect();
    let mut removed = erasure::Removed::default();
    if !again.is_empty() {
        let mut theirs = elsewhere::known(&mut tx, &code, (&again, &[])).await?;
        removed = erasure::erase(&mut tx, keys, &code, (&again, &[]), (actor, now)).await?;
        if let Some(part) = elsewhere {
            elsewhere::keep_of_nobody_else(&mut tx, &code, &mut theirs).await?;
            removed.elsewhere = part.erase(&mut tx, &code, &theirs, now).await?;
        }
    }
    let entry = register::audit::Entry {
        actor,
        action: "inbox.import-archive",
        object: code.as_str(),
        partner: Some(&code),
        detail: serde_json::json!({ "rows": rows, "known": known }),
    };
    register::audit::tell(&mut tx, entry, now).await?;
    tx.commit().await?;
    erasure::remove_unused(db, files, removed.files).await?;
    Ok(Imported { manifest, rows, known, erased: again.len() as u64 })
}

/// A row as it is bound, in the order of the columns; `None`: it cannot be read.
fn bound(
    table: &'static Table,
    row: &Map<String, Value>,
    (code, accounts): (&PartnerCode, &HashMap<String, Uuid>),
    later: &mut Vec<(&'static str, Uuid, Uuid)>,
) -> Option<Vec<values::Bound>> {
    let id = |name: &str| id_of(row, name);
    for column in table.columns.iter().filter(|it| it.kind == Kind::Later) {
        if let Some(to) = id(column.name) {
            later.push((column.name, id(table.key[0])?, to));
        }
    }
    table.columns.iter().map(|it| values::bound(it, row.get(it.name), (code, accounts))).collect()
}

/// The id that a row has in a column.
fn id_of(row: &Map<String, Value>, name: &str) -> Option<Uuid> {
    row.get(name).and_then(Value::as_str).and_then(|it| Uuid::try_parse(it).ok())
}

fn manifest<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<Manifest, ArchiveError> {
    let file = zip.by_name("manifest.json").map_err(|_| ArchiveError::Format)?;
    let manifest: Manifest =
        serde_json::from_reader(file.take(MANIFEST_MAX)).map_err(|_| ArchiveError::Format)?;
    if manifest.format == FORMAT { Ok(manifest) } else { Err(ArchiveError::Format) }
}

/// The rows of a table, one after the other.
struct Rows<'a> {
    table: &'static str,
    reader: Box<dyn BufRead + 'a>,
    /// Of the row that was read last, from 1.
    place: u64,
}

impl<'a> Rows<'a> {
    fn open<R: Read + Seek>(zip: &'a mut ZipArchive<R>, table: &'static str) -> Result<Self, ArchiveError> {
        let file = zip.by_name(&format!("{table}.jsonl")).map_err(|_| ArchiveError::Format)?;
        Ok(Self { table, reader: Box::new(BufReader::new(file)), place: 0 })
    }

    fn next(&mut self) -> Result<Option<Map<String, Value>>, ArchiveError> {
        let mut text = Vec::new();
        if self.reader.by_ref().take(ROW_MAX).read_until(b'\n', &mut text)? == 0 {
            return Ok(None);
        }
        self.place += 1;
        let bad = ArchiveError::Row { table: self.table, row: self.place };
        serde_json::from_slice(&text).map(Some).map_err(|_| bad)
    }
}

/// Who works here: the e-mail address, the name and the role of every account.
async fn accounts(tx: &mut Tx) -> Result<HashMap<Uuid, Person>, StoreError> {
    const SQL: &str = "SELECT account_id, email, name, role FROM account";
    let rows: Vec<(Uuid, String, String, String)> =
        both!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id, email, name, role)| (id, Person { email, name, role })).collect())
}

/// The accounts of these people; those who are not there get one that is closed and that no password opens.
async fn with_accounts(
    tx: &mut Tx,
    people: HashMap<String, Person>,
    (code, now): (&PartnerCode, Timestamp),
) -> Result<HashMap<String, Uuid>, StoreError> {
    const NEW: &str = "
        INSERT INTO account (account_id, email, name, password_hash, role, partner, closed, created_at_us, closed_at_us)
        VALUES ($1, $2, $3, '', $4, $5, 1, $6, $6)";
    let here = accounts(tx).await?;
    let mut found: HashMap<String, Uuid> = here.into_iter().map(|(id, it)| (it.email, id)).collect();
    for (email, person) in people {
        if found.contains_key(&email) {
            continue;
        }
        // A role that may do more than the inbox asks for is not given by an archive.
        let role = if person.role == "manager" { "manager" } else { "agent" };
        let id = Id::<Account>::new(now).uuid();
        both!(&mut *tx, conn => sqlx::query(NEW)
            .bind(id)
            .bind(&email)
            .bind(&person.name)
            .bind(role)
            .bind(code.as_str())
            .bind(now.as_microsecond())
            .execute(conn).await.map(drop))?;
        found.insert(email, id);
    }
    Ok(found)
}

/// People of a partner who were erased here.
async fn erased_here(tx: &mut Tx, code: &PartnerCode) -> Result<BTreeSet<Uuid>, StoreError> {
    const SQL: &str = "SELECT usager_id FROM usager WHERE partner = $1 AND erased_at_us IS NOT NULL";
    let rows: Vec<Uuid> =
        both!(tx, conn => sqlx::query_scalar(SQL).bind(code.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().collect())
}

/// People who have a way by which somebody was erased after they were first known.
async fn erased_before(
    tx: &mut Tx,
    keys: &Keys,
    (code, manifest): (&PartnerCode, &Manifest),
) -> Result<BTreeSet<Uuid>, StoreError> {
    const ANY: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM erasure WHERE partner = $1";
    const WAYS: &str = "SELECT usager_id, kind, value, shown, added_at_us FROM usager_way WHERE partner = $1";
    let any: i64 =
        both!(&mut *tx, conn => sqlx::query_scalar(ANY).bind(code.as_str()).fetch_one(conn).await)?;
    if any == 0 || manifest.rows.get("usager_way") == Some(&0) {
        return Ok(BTreeSet::new());
    }
    let ways: Vec<(Uuid, String, String, String, i64)> =
        both!(&mut *tx, conn => sqlx::query_as(WAYS).bind(code.as_str()).fetch_all(conn).await)?;
    let mut found = BTreeSet::new();
    for (usager, kind, value, shown, added_at_us) in ways {
        let Some(kind) = WayKind::of(&kind) else { continue };
        let way = Way { kind, value, shown, is_dead: false };
        let at = crate::store::instant("usager_way.added_at_us", added_at_us)?;
        if erasure::covers(tx, keys, code, &way, at).await? {
            found.insert(usager);
        }
    }
    Ok(found)
}
