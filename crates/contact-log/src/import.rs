//! An import: batches of source rows come in from several threads, one commit adds them to the log.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use arrow::{
    array::{Array, AsArray, RecordBatch, StringArray, UInt64Array},
    datatypes::{SchemaRef, UInt64Type},
};
use hashbrown::HashMap;
use kernel::PartnerCode;

use crate::{
    Keys, Log, LogError, commit,
    encode::{self, ContactColumns, EventColumns},
    keys::PartnerKeys,
    manifest::Manifest,
    record::{self, Event, Events, Rows},
    removal::ImportNumber,
    schema::{PSEUDONYMOUS_CONTACTS, SOURCE_CONTACTS, SOURCE_EVENTS},
    staging::{Area, Sort, Staged, Stager},
    unique::unique,
    vocabulary::Vocabulary,
    workplace::Workplace,
};

/// How an import works.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Its files in their order, which decides which of two contacts with one id is the first. Files not named
    /// here come after, in the order in which their first batch arrives.
    pub files: Vec<Arc<str>>,
    /// Threads of the commit; `None`: as many as the machine has.
    pub threads: Option<usize>,
    /// Whether one contact refused for its id refuses all: the report then tells of it, and no row is added.
    pub strict: bool,
    /// Whether its rows get a number, by which [`Log::remove_import`] knows them. What comes one by one needs none.
    pub numbered: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Contacts added.
    pub contacts: u64,
    /// Request events added.
    pub events: u64,
    /// Rows that the log (or an earlier row of the import) had already.
    pub duplicates: u64,
    /// Contacts refused because another one has their id: see `conflicts`.
    pub conflict_count: u64,
    /// The refused contacts, by file and line; [`CONFLICTS_MAX`] of them at most.
    pub conflicts: Vec<Conflict>,
    /// The earliest instant among all rows given, duplicates included; microseconds since 1970 UTC.
    pub from_us: Option<i64>,
    /// The latest.
    pub to_us: Option<i64>,
    /// The partners of all rows given, by code.
    pub partners: Vec<PartnerCode>,
    /// The log's version that has them.
    pub version: u64,
    /// The number of its rows, if they have one.
    pub import: Option<ImportNumber>,
}

/// How many conflicts a report shows one by one.
pub const CONFLICTS_MAX: usize = 100_000;

/// Two different contacts had the same id: the second was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// File of the refused row.
    pub file: Arc<str>,
    /// Line of the refused row.
    pub line: u64,
    /// Whose contact it is.
    pub partner: PartnerCode,
    /// The id that both have.
    pub contact_id: String,
    /// The columns in which they differ, as kept: `channel=phone, duration_s=120`.
    pub kept: String,
    /// The same columns, as refused.
    pub refused: String,
}

/// Rows on their way into the log. Shared by the threads that read the sources; [`commit`](Self::commit) ends it.
pub struct Import {
    pub(crate) log: Log,
    keys: Keys,
    options: ImportOptions,
    unique: u64,
    number: Option<ImportNumber>,
    pub(crate) words: Vocabulary,
    partners: Mutex<Partners>,
    files: Mutex<Vec<Arc<str>>>,
    span: Mutex<Option<(i64, i64)>>,
    stagers: Mutex<Vec<Stager>>,
    area: Area,
    workplace: Arc<Workplace>,
    failed: AtomicBool,
}

#[derive(Default)]
struct Partners {
    slots: HashMap<Arc<str>, usize>,
    list: Vec<Arc<Slot>>,
}

/// One partner of an import.
struct Slot {
    code: PartnerCode,
    keys: PartnerKeys,
    number: usize,
}

const LINE_BITS: u32 = 40;

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("log", &self.log).finish_non_exhaustive()
    }
}

impl Import {
    pub(crate) fn begin(log: Log, keys: Keys, options: ImportOptions) -> Result<Self, LogError> {
        let unique = unique()?;
        // The log's seed tells which key made its pseudonyms.
        let seed = keys.seed();
        if Manifest::newest(log.store())?.is_some_and(|it| it.seed != seed) {
            return Err(LogError::OtherKey);
        }
        let workplace = Arc::new(Workplace::new(&log.workplaces(), unique));
        Ok(Self {
            keys,
            unique,
            number: options.numbered.then(|| ImportNumber::new(log.now_us(), unique)),
            words: Vocabulary::default(),
            partners: Mutex::default(),
            files: Mutex::new(options.files.clone()),
            span: Mutex::new(None),
            stagers: Mutex::default(),
            area: Area::new(seed, log.limits(), Arc::clone(&workplace)),
            workplace,
            failed: AtomicBool::new(false),
            options,
            log,
        })
    }

    /// Adds contacts: a batch of [`SOURCE_CONTACTS`], whose `line` counts in `file`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "source values are dropped here, as soon as they are read"
    )]
    pub fn contacts(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), LogError> {
        self.take_contacts(&batch, file, &SOURCE_CONTACTS)
    }

    /// Adds contacts whose identifiers are pseudonyms of this instance already: a batch of [`PSEUDONYMOUS_CONTACTS`].
    #[expect(clippy::needless_pass_by_value, reason = "as `contacts`")]
    pub fn stored_contacts(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), LogError> {
        self.take_contacts(&batch, file, &PSEUDONYMOUS_CONTACTS)
    }

    fn take_contacts(
        &self,
        batch: &RecordBatch,
        file: &Arc<str>,
        schema: &SchemaRef,
    ) -> Result<(), LogError> {
        self.stage(|stager| {
            encode::check_schema(batch, schema)?;
            let (Some(mut columns), Some(people)) = (ContactColumns::of(batch), People::of(batch)) else {
                return Err(LogError::Batch("its columns have other types".into()));
            };
            let mut doors = Self::doors(batch)?;
            let file = self.file(file)?;
            let mut agents = Agents::default();
            for row in 0..batch.num_rows() {
                let slot = doors.slot(self, row)?;
                let mut contact = columns.get(row, &self.words)?;
                contact.usager = people.usager(row, |it| slot.keys.usager(it));
                contact.request = people.request(row, |it| slot.keys.request(it));
                contact.agent = people.agent(row, |it| agents.get(slot, it));
                let sequence = file | people.line(row)?;
                let hash = record::id_hash(contact.id.as_bytes(), self.area.seed);
                let place = contact.usager.unwrap_or(hash);
                stager.push(&self.area, slot.number, Sort::Contacts, place, |run| {
                    record::push_contact(run, sequence, &contact);
                });
                let entry = record::entry(hash, place);
                stager.push(&self.area, slot.number, Sort::ContactIds, entry, |run| {
                    run.extend_from_slice(&entry.to_le_bytes());
                });
            }
            self.widen(batch, "started_at")
        })
    }

    /// Adds request events: a batch of [`SOURCE_EVENTS`], whose `line` counts in `file`.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "source values are dropped here, as soon as they are read"
    )]
    pub fn events(&self, batch: RecordBatch, file: &Arc<str>) -> Result<(), LogError> {
        self.stage(|stager| {
            encode::check_schema(&batch, &SOURCE_EVENTS)?;
            let (Some(mut columns), Some(people)) = (EventColumns::of(&batch), People::of(&batch)) else {
                return Err(LogError::Batch("its columns have other types".into()));
            };
            let mut doors = Self::doors(&batch)?;
            let file = self.file(file)?;
            let mut one = Vec::new();
            for row in 0..batch.num_rows() {
                let slot = doors.slot(self, row)?;
                let event = Event {
                    usager: people.usager(row, |it| slot.keys.usager(it)).unwrap_or(0),
                    request: people.request(row, |it| slot.keys.request(it)).unwrap_or(0),
                    ..columns.get(row, &self.words)?
                };
                one.clear();
                record::push_event(&mut one, file | people.line(row)?, &event);
                stager.push(&self.area, slot.number, Sort::Events, event.usager, |run| {
                    run.extend_from_slice(&one);
                });
                let entry = Events::entry(&one, &self.words, self.area.seed);
                stager.push(&self.area, slot.number, Sort::EventIds, entry, |run| {
                    run.extend_from_slice(&entry.to_le_bytes());
                });
            }
            self.widen(&batch, "occurred_at")
        })
    }

    /// Adds everything to the log at once. When it returns, the rows are on disk and readers see them.
    pub fn commit(self) -> Result<ImportReport, LogError> {
        if self.failed.load(Ordering::Acquire) {
            return Err(LogError::ImportFailed);
        }
        let stagers = std::mem::take(&mut *self.stagers.lock().unwrap_or_else(PoisonError::into_inner));
        let codes: Vec<PartnerCode> = {
            let partners = self.partners.lock().unwrap_or_else(PoisonError::into_inner);
            partners.list.iter().map(|it| it.code.clone()).collect()
        };
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let span = *self.span.lock().unwrap_or_else(PoisonError::into_inner);
        let threads = self.options.threads.filter(|it| *it > 0);
        let threads = threads.or_else(|| thread::available_parallelism().ok().map(usize::from)).unwrap_or(1);
        let mut partners = codes.clone();
        partners.sort_unstable();
        let report = ImportReport {
            from_us: span.map(|it| it.0),
            to_us: span.map(|it| it.1),
            partners,
            import: self.number,
            ..ImportReport::default()
        };
        let job = commit::Job {
            log: &self.log,
            staged: Staged::new(&self.area, stagers),
            words: &self.words,
            area: &self.area,
            workplace: &self.workplace,
            codes: &codes,
            files: &files,
            unique: self.unique,
            number: self.number.map_or(0, ImportNumber::get),
            threads,
            strict: self.options.strict,
        };
        job.run(&report)
    }

    /// Runs `work` with a stager that no other thread has; after a failure the import takes nothing more.
    fn stage(&self, work: impl FnOnce(&mut Stager) -> Result<(), LogError>) -> Result<(), LogError> {
        if self.failed.load(Ordering::Acquire) {
            return Err(LogError::ImportFailed);
        }
        let mut stager = {
            let mut free = self.stagers.lock().unwrap_or_else(PoisonError::into_inner);
            free.pop().unwrap_or_default()
        };
        let done = work(&mut stager).and_then(|()| stager.settle(&self.area));
        if done.is_err() {
            self.failed.store(true, Ordering::Release);
        }
        self.stagers.lock().unwrap_or_else(PoisonError::into_inner).push(stager);
        done
    }

    /// The file's number, in the high bits of its rows' sequence numbers.
    fn file(&self, name: &Arc<str>) -> Result<u64, LogError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let known = files.iter().position(|it| it == name);
        let number = known.unwrap_or_else(|| {
            files.push(Arc::clone(name));
            files.len() - 1
        });
        if number >> (64 - LINE_BITS) != 0 {
            return Err(LogError::Batch("too many files in one import".into()));
        }
        Ok((number as u64) << LINE_BITS)
    }

    fn widen(&self, batch: &RecordBatch, column: &str) -> Result<(), LogError> {
        use arrow::datatypes::TimestampMicrosecondType;
        let wrong = || LogError::Batch(format!("`{column}` is no instant"));
        let instants = encode::numbers::<TimestampMicrosecondType>(batch, column).ok_or_else(wrong)?;
        if let (Some(from), Some(to)) = (arrow::compute::min(instants), arrow::compute::max(instants)) {
            let mut span = self.span.lock().unwrap_or_else(PoisonError::into_inner);
            *span = Some(span.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
        }
        Ok(())
    }

    fn doors(batch: &RecordBatch) -> Result<Doors<'_>, LogError> {
        let wrong = || LogError::Batch("`partner` is no column of words".into());
        let (keys, values) =
            batch.column_by_name("partner").and_then(encode::dictionary).ok_or_else(wrong)?;
        Ok(Doors { keys, values, slots: vec![None; values.len()] })
    }

    fn slot_of(&self, code: &str) -> Result<Arc<Slot>, LogError> {
        let mut partners = self.partners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = partners.slots.get(code) {
            return Ok(Arc::clone(&partners.list[*number]));
        }
        let code: PartnerCode = code.parse()?;
        let number = partners.list.len();
        let slot = Arc::new(Slot { keys: self.keys.of(&code), code, number });
        partners.slots.insert(slot.code.as_str().into(), number);
        partners.list.push(Arc::clone(&slot));
        Ok(slot)
    }
}

/// File and line of a sequence number.
pub(crate) fn origin(sequence: u64) -> (usize, u64) {
    ((sequence >> LINE_BITS) as usize, sequence & ((1 << LINE_BITS) - 1))
}

/// The partner column of a batch.
struct Doors<'a> {
    keys: &'a arrow::array::Int32Array,
    values: &'a StringArray,
    slots: Vec<Option<Arc<Slot>>>,
}

impl Doors<'_> {
    fn slot(&mut self, import: &Import, row: usize) -> Result<&Slot, LogError> {
        let key =
            usize::try_from(self.keys.value(row)).map_err(|_| LogError::Batch("a negative key".into()))?;
        if self.slots[key].is_none() {
            self.slots[key] = Some(import.slot_of(self.values.value(key))?);
        }
        Ok(self.slots[key].as_ref().expect("just filled"))
    }
}

/// The columns that name people or their requests, and the line.
struct People<'a> {
    usager: Names<'a>,
    request: Names<'a>,
    agent: Option<Names<'a>>,
    line: &'a UInt64Array,
}

/// Identifiers as a source names them, or pseudonyms made at another door of this instance.
enum Names<'a> {
    Plain(&'a StringArray),
    Pseudonyms(&'a UInt64Array),
}

impl<'a> Names<'a> {
    fn pseudonym(&self, row: usize, hash: impl FnOnce(&'a str) -> u64) -> Option<u64> {
        match self {
            Self::Plain(names) => names.is_valid(row).then(|| hash(names.value(row))),
            Self::Pseudonyms(made) => made.is_valid(row).then(|| made.value(row).max(1)),
        }
    }
}

impl<'a> People<'a> {
    fn of(batch: &'a RecordBatch) -> Option<Self> {
        let names = |name| {
            let plain = batch.column_by_name(name)?.as_string_opt().map(Names::Plain);
            plain.or_else(|| encode::numbers::<UInt64Type>(batch, name).map(Names::Pseudonyms))
        };
        Some(Self {
            usager: names("usager")?,
            request: names("request")?,
            agent: names("agent"),
            line: encode::numbers::<UInt64Type>(batch, "line")?,
        })
    }

    fn usager(&self, row: usize, hash: impl FnOnce(&'a str) -> u64) -> Option<u64> {
        self.usager.pseudonym(row, hash)
    }

    fn request(&self, row: usize, hash: impl FnOnce(&'a str) -> u64) -> Option<u64> {
        self.request.pseudonym(row, hash)
    }

    fn agent(&self, row: usize, hash: impl FnOnce(&'a str) -> u64) -> Option<u64> {
        self.agent.as_ref()?.pseudonym(row, hash)
    }

    fn line(&self, row: usize) -> Result<u64, LogError> {
        let line = self.line.value(row);
        if line >> LINE_BITS != 0 {
            return Err(LogError::Batch(format!("line {line} is too far")));
        }
        Ok(line)
    }
}

/// The agents of a batch: few, and each in many rows, so that each is hashed once.
#[derive(Default)]
struct Agents<'a>(HashMap<(usize, &'a str), u64>);

impl<'a> Agents<'a> {
    fn get(&mut self, slot: &Slot, name: &'a str) -> u64 {
        *self.0.entry((slot.number, name)).or_insert_with(|| slot.keys.agent(name))
    }
}
