//! From files into a contact log, in one commit.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use arrow::array::{Array, AsArray, DictionaryArray, RecordBatch, StringArray, StringBuilder};
use arrow::datatypes::Int32Type;
use contact_log::{Import, ImportNumber, ImportOptions, Keys, Log, PartnerKeys};
use jiff::Timestamp;
use kernel::{Message, PartnerCode};
use serde::Serialize;

use super::{
    ImportError, ImportPlan, Progress, Reason, Reject, Sink, SinkError, WORDS, close,
    order::{CONTENT_ID, KEYED_ID},
    read_into,
    reject::Rejects,
};

/// What an import did, as the command prints it.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Rows read: imported, duplicate or refused.
    pub rows: u64,
    /// Rows added to the log.
    pub imported: u64,
    /// Rows that the log had already.
    pub duplicates: u64,
    /// Rows refused, conflicts included.
    pub rejected: u64,
    /// The earliest instant of the rows.
    pub from: Option<Timestamp>,
    /// The latest.
    pub to: Option<Timestamp>,
    /// Their partners.
    pub partners: Vec<PartnerCode>,
    /// The number by which its rows can be removed again; `None` if none was added.
    pub import: Option<ImportNumber>,
    /// Refused rows by reason, by [`Reason::key`].
    #[serde(skip)]
    pub rejects_by_reason: BTreeMap<&'static str, u64>,
    /// The first refused rows, by file.
    #[serde(skip)]
    pub rejects: Vec<(Arc<str>, Reject)>,
    /// Where refused rows are shown.
    #[serde(skip)]
    pub rejects_file: Option<PathBuf>,
    /// What a person should know of the choices made.
    #[serde(skip)]
    pub said: Vec<Message>,
    /// The log's version that has the rows.
    #[serde(skip)]
    pub version: u64,
}

/// Gives rows to an import of the contact log. Names that were made from the content of a row become keyed ones here, so
/// that the log does not tell what they were made from.
#[derive(Debug)]
pub struct LogSink {
    import: Import,
    keys: Keys,
}

impl LogSink {
    /// A sink for an import that was begun with these keys.
    pub const fn new(import: Import, keys: Keys) -> Self {
        Self { import, keys }
    }

    /// The import, to commit it.
    pub fn into_import(self) -> Import {
        self.import
    }

    fn keyed(&self, batch: &RecordBatch, ids: &StringArray) -> Result<RecordBatch, SinkError> {
        let other = |error: &dyn std::fmt::Display| SinkError::Other(error.to_string());
        let partners = batch
            .column_by_name("partner")
            .and_then(|it| it.as_dictionary_opt::<Int32Type>())
            .and_then(DictionaryArray::downcast_dict::<StringArray>)
            .ok_or_else(|| other(&"`partner` is no column of words"))?;
        let mut keys: Vec<(PartnerCode, PartnerKeys)> = Vec::new();
        let mut named = StringBuilder::with_capacity(ids.len(), ids.len() * 36);
        for (id, partner) in ids.iter().zip(partners) {
            let (id, partner) = (id.unwrap_or(""), partner.unwrap_or(""));
            let Some(content) = id.strip_prefix(CONTENT_ID) else {
                named.append_value(id);
                continue;
            };
            let at = if let Some(at) = keys.iter().position(|it| it.0.as_str() == partner) {
                at
            } else {
                let code: PartnerCode = partner.parse().map_err(|it| other(&it))?;
                keys.push((code.clone(), self.keys.of(&code)));
                keys.len() - 1
            };
            let (content, number) = content.rsplit_once('-').unwrap_or((content, "1"));
            // Two halves, each with a purpose that no source value of a request has.
            let half = |half| keys[at].1.request(&format!("\u{0}contact/{half}/{content}"));
            named.append_value(format!("{KEYED_ID}{:016x}{:016x}-{number}", half(1), half(2)));
        }
        let mut columns = batch.columns().to_vec();
        let place = batch.schema_ref().index_of("contact_id").map_err(|it| other(&it))?;
        columns[place] = Arc::new(named.finish());
        RecordBatch::try_new(batch.schema(), columns).map_err(|it| other(&it))
    }
}

impl Sink for LogSink {
    fn contacts(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), SinkError> {
        let ids = batch.column_by_name("contact_id").and_then(|it| it.as_string_opt::<i32>());
        let made = ids.filter(|it| it.iter().flatten().any(|id| id.starts_with(CONTENT_ID)));
        let keyed = made.map(|it| self.keyed(&batch, it)).transpose()?;
        Ok(self.import.contacts(keyed.unwrap_or(batch), file)?)
    }

    fn events(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), SinkError> {
        Ok(self.import.events(batch, file)?)
    }
}

/// Imports files into a log, at once: a failure, a refused row under `strict`, or a cancellation leaves it as it was.
///
/// # Errors
///
/// [`ImportError`]: nothing was imported.
pub fn import(
    plan: &ImportPlan,
    log: &Log,
    keys: &Keys,
    progress: &dyn Progress,
) -> Result<ImportReport, ImportError> {
    let files = plan.shown_names();
    let begun = log.begin_import(
        keys,
        ImportOptions { files, threads: plan.threads, strict: plan.strict, numbered: true },
    )?;
    let sink = LogSink::new(begun, keys.clone());
    let rejects = Rejects::begin(plan.rejects.as_deref(), plan.rejects_form, plan.lang)?;
    let mut report = read_into(plan, &sink, progress, &rejects)?;
    if plan.strict && rejects.count() > 0 {
        // Dropping the import leaves the log as it was.
        close(plan, rejects, &mut report)?;
        return Err(ImportError::Cancelled);
    }
    if progress.cancelled() {
        return Err(ImportError::Cancelled);
    }
    let done = sink.into_import().commit()?;
    let mut written = Ok(());
    for conflict in &done.conflicts {
        let reason = Reason::Conflict { kept: conflict.kept.clone(), refused: conflict.refused.clone() };
        let reject = Reject::new(conflict.line, "contact_id", &conflict.contact_id, reason);
        written = written.and(rejects.take(&conflict.file, vec![reject]));
    }
    let unshown = done.conflict_count - done.conflicts.len() as u64;
    let mut rejects_file = plan.rejects.clone();
    if let Err(error) = written.and(close(plan, rejects, &mut report)) {
        // Under `strict`, the log refused them all.
        if plan.strict && done.conflict_count > 0 {
            return Err(error);
        }
        // The rows are in the log: only the list of refused ones is missing.
        report.said.push(Message::new(&WORDS, "rejects-lost"));
        rejects_file = None;
    }
    if report.rejects_by_reason.contains_key(Reason::Cut.key()) {
        report.said.push(Message::new(&WORDS, "file-cut"));
    }
    let at = |us: Option<i64>| us.and_then(|it| Timestamp::from_microsecond(it).ok());
    Ok(ImportReport {
        rows: report.rows,
        imported: done.contacts + done.events,
        duplicates: done.duplicates,
        rejected: report.rejected + unshown,
        from: at(done.from_us),
        to: at(done.to_us),
        partners: done.partners,
        import: done.import.filter(|_| done.contacts + done.events > 0),
        rejects_by_reason: report.rejects_by_reason,
        rejects: report.rejects,
        rejects_file,
        said: report.said,
        version: done.version,
    })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::import::{Preset, RejectsForm};

    /// Takes the name of the rejects file once all is read.
    struct Taker<'a>(&'a Path);

    impl Progress for Taker<'_> {
        fn bytes(&self, _: u64, _: u64) {}

        fn rows(&self, _: u64, _: u64) {}

        fn cancelled(&self) -> bool {
            let _made_before = fs::create_dir_all(self.0.join("taken"));
            false
        }
    }

    #[test]
    fn rows_that_were_added_are_told_though_the_rejects_file_fails() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("contacts.csv");
        let row = "started_at,channel,direction,reason,usager,contact_id\n\
                   2025-03-03T08:00:00Z,phone,inbound,renewal,u1,c1\n";
        fs::write(&file, row).unwrap();
        let rejects = folder.path().join("rejects.csv");
        let plan = ImportPlan {
            files: vec![file],
            names: Vec::new(),
            preset: Preset::Canonical,
            mapping: None,
            partner: Some("caf".parse().unwrap()),
            latest: None,
            strict: false,
            rejects: Some(rejects.clone()),
            rejects_form: RejectsForm::List,
            lang: kernel::Lang::Fr,
            threads: Some(1),
        };
        let log = Log::open(&folder.path().join("log").display().to_string()).unwrap();
        let report = import(&plan, &log, &Keys::from_bytes([7; 32]), &Taker(&rejects)).unwrap();
        assert_eq!((report.imported, report.rejects_file), (1, None));
        assert!(!report.said.is_empty());
    }
}
