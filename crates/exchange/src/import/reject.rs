//! Rows that were refused: why, in the words of a person, and the file that shows them.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Lang, Message, formula::harmless, spreadsheet, whole_file::WholeFile};

use super::{
    ImportError, WORDS,
    split::{Dialect, Fields},
};

/// How much of a refused value is shown.
const VALUE_CHARS_MAX: usize = 200;
/// How much of a refused row is given back.
const ROW_CHARS_MAX: usize = 10_000;
/// How many rejects are kept to be shown one by one in messages; the file has them all.
const SHOWN_MAX: usize = 20;

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Fewer fields than the header has.
    TooFewFields,
    /// More fields than the header has.
    TooManyFields,
    /// Bytes that are no text in the file's encoding.
    WrongEncoding,
    /// Not a word of a closed list.
    UnknownWord {
        /// `channel`, `direction` or `outcome`.
        list: &'static str,
        /// The code of the word that was perhaps meant.
        nearest: Option<&'static str>,
        /// Whether only codes are taken, as in our own files.
        exact: bool,
    },
    /// A year that is not between 1990 and 2100.
    Year,
    /// Not an instant in the form that the file has.
    BadDate,
    /// A duration or a wait below zero.
    NegativeDuration,
    /// Neither seconds nor `mm:ss` nor `hh:mm:ss`.
    BadDuration,
    /// Not a whole number from 1 to 5.
    Satisfaction,
    /// Not a cause's code.
    BadCause,
    /// Not an amount.
    BadCost,
    /// Not a number, or an infinite one.
    BadNumber,
    /// An amount below zero.
    NegativeCost,
    /// An instant that is still to come.
    Future,
    /// A value that a row cannot be without.
    Empty,
    /// Not a partner's code.
    BadPartner,
    /// The row belongs to another partner than the one that imports.
    OtherPartner,
    /// A name or a text too long to be one.
    TextTooLong,
    /// A record above 1 MB.
    LineTooLong,
    /// A quote is opened and never closed.
    OpenQuote,
    /// Not a line of this format.
    NotThisFormat,
    /// XML or JSON that is not well formed.
    Broken,
    /// A call whose end is not in the file.
    Unfinished,
    /// The file stops here before its end.
    Cut,
    /// Another contact has this id.
    Conflict {
        /// What the log keeps.
        kept: String,
        /// What was refused.
        refused: String,
    },
}

impl Reason {
    /// The name by which reasons are counted.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::TooFewFields => "reject-too-few-fields",
            Self::TooManyFields => "reject-too-many-fields",
            Self::WrongEncoding => "reject-wrong-encoding",
            Self::UnknownWord { nearest: None, exact: true, .. } => "reject-unknown-code",
            Self::UnknownWord { nearest: Some(_), exact: true, .. } => "reject-unknown-code-near",
            Self::UnknownWord { nearest: None, .. } => "reject-unknown-word",
            Self::UnknownWord { nearest: Some(_), .. } => "reject-unknown-word-near",
            Self::Year => "reject-year",
            Self::BadDate => "reject-bad-date",
            Self::NegativeDuration => "reject-negative-duration",
            Self::BadDuration => "reject-bad-duration",
            Self::Satisfaction => "reject-satisfaction",
            Self::BadCause => "reject-bad-cause",
            Self::BadCost => "reject-bad-cost",
            Self::BadNumber => "reject-bad-number",
            Self::NegativeCost => "reject-negative-cost",
            Self::Future => "reject-future",
            Self::Empty => "reject-empty",
            Self::BadPartner => "reject-bad-partner",
            Self::OtherPartner => "reject-other-partner",
            Self::TextTooLong => "reject-text-too-long",
            Self::LineTooLong => "reject-line-too-long",
            Self::OpenQuote => "reject-open-quote",
            Self::NotThisFormat => "reject-not-this-format",
            Self::Broken => "reject-broken",
            Self::Unfinished => "reject-unfinished",
            Self::Cut => "reject-cut",
            Self::Conflict { .. } => "reject-conflict",
        }
    }

    /// The sentence of the rejects file.
    pub fn message(&self) -> Message {
        let say = Message::new(&WORDS, self.key());
        match self {
            Self::UnknownWord { list, nearest, .. } => {
                let say = say.with("list", *list);
                match nearest {
                    Some(word) => say.with("nearest", *word),
                    None => say,
                }
            }
            Self::Conflict { kept, refused } => {
                say.with("kept", kept.as_str()).with("refused", refused.as_str())
            }
            _ => say,
        }
    }
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Where its record begins, 1 = first line of the file.
    pub line: u64,
    /// The column at fault, as the source names it; empty if the whole row is.
    pub column: String,
    /// Its value as it stood, cut at 200 characters.
    pub value: String,
    /// Why.
    pub reason: Reason,
    /// The row of a table as it stood, cut at 10 000 characters; empty elsewhere.
    pub row: String,
}

impl Reject {
    pub(super) fn new(line: u64, column: &str, value: &str, reason: Reason) -> Self {
        let value = cut(value, VALUE_CHARS_MAX);
        Self { line, column: column.to_owned(), value, reason, row: String::new() }
    }

    pub(super) fn of_row(self, row: &str) -> Self {
        Self { row: cut(row, ROW_CHARS_MAX), ..self }
    }
}

fn cut(text: &str, chars: usize) -> String {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text[..end].to_owned()
}

/// What the rejects file looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RejectsForm {
    /// `file,line,column,value,reason`, whatever the source: for programs.
    #[default]
    List,
    /// The refused rows of the table with all their columns, then why: for a person with a spreadsheet, who corrects and imports them.
    Rows,
}

/// Where refused rows go: counted by reason, written to a file if one was asked.
pub(super) struct Rejects {
    lang: Lang,
    inner: Mutex<Inner>,
}

struct Inner {
    count: u64,
    by_reason: BTreeMap<&'static str, u64>,
    shown: Vec<(Arc<str>, Reject)>,
    file: Option<Aside>,
}

/// How the rows of a table are given back.
struct Table {
    titles: Vec<String>,
    dialect: Dialect,
}

/// What was refused, once everything is read.
pub(super) struct Refused {
    pub(super) count: u64,
    pub(super) by_reason: BTreeMap<&'static str, u64>,
    pub(super) shown: Vec<(Arc<str>, Reject)>,
}

impl Rejects {
    pub(super) fn begin(place: Option<&Path>, form: RejectsForm, lang: Lang) -> Result<Self, ImportError> {
        let file = place.map(|it| Aside::begin(it, form, lang)).transpose()?;
        let inner = Inner { count: 0, by_reason: BTreeMap::new(), shown: Vec::new(), file };
        Ok(Self { lang, inner: Mutex::new(inner) })
    }

    /// Tells the titles of the table whose rows come next.
    pub(super) fn table(&self, titles: &[String], dialect: Dialect) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut inner.file {
            file.table.get_or_insert_with(|| Table { titles: titles.to_vec(), dialect });
        }
    }

    /// Takes the refused rows of one file, in their order.
    pub(super) fn take(&self, file: &Arc<str>, rejects: Vec<Reject>) -> Result<(), ImportError> {
        if rejects.is_empty() {
            return Ok(());
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        for reject in rejects {
            inner.count += 1;
            *inner.by_reason.entry(reject.reason.key()).or_default() += 1;
            if let Some(to) = &mut inner.file {
                to.row(file, &reject, self.lang)?;
            }
            if inner.shown.len() < SHOWN_MAX {
                inner.shown.push((Arc::clone(file), reject));
            }
        }
        Ok(())
    }

    pub(super) fn count(&self) -> u64 {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    /// What was refused, and whether the file is in its place.
    pub(super) fn finish(self) -> (Refused, Result<(), ImportError>) {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = match inner.file {
            Some(file) => file.keep(),
            None => Ok(()),
        };
        (Refused { count: inner.count, by_reason: inner.by_reason, shown: inner.shown }, kept)
    }
}

/// The rejects file while it is written.
struct Aside {
    place: PathBuf,
    whole: WholeFile,
    to: csv::Writer<BufWriter<File>>,
    form: RejectsForm,
    table: Option<Table>,
    has_header: bool,
    fields: Fields,
}

impl Aside {
    fn begin(place: &Path, form: RejectsForm, lang: Lang) -> Result<Self, ImportError> {
        let begun = WholeFile::begin(place, &kernel::private::file());
        let (whole, file) = begun.map_err(|it| failed(place, it))?;
        let mut to = BufWriter::new(file);
        let separator = match form {
            RejectsForm::List => b',',
            RejectsForm::Rows => {
                to.write_all(spreadsheet::MARK.as_bytes()).map_err(|it| failed(place, it))?;
                spreadsheet::separator(lang)
            }
        };
        let to = csv::WriterBuilder::new().delimiter(separator).from_writer(to);
        let place = place.to_owned();
        let mut aside =
            Self { place, whole, to, form, table: None, has_header: false, fields: Fields::default() };
        // The titles of a table are not known yet.
        if form == RejectsForm::List {
            aside.record(["file", "line", "column", "value", "reason"].map(Cow::Borrowed))?;
            aside.has_header = true;
        }
        Ok(aside)
    }

    fn row(&mut self, file: &str, reject: &Reject, lang: Lang) -> Result<(), ImportError> {
        let line = Cow::Owned(reject.line.to_string());
        let reason = reject.reason.message().say(lang);
        let (column, value, reason) = (harmless(&reject.column), harmless(&reject.value), harmless(&reason));
        match self.form {
            RejectsForm::List => self.record([harmless(file), line, column, value, reason]),
            RejectsForm::Rows => {
                if !self.has_header {
                    self.header(lang)?;
                }
                let mut cells = Vec::new();
                let mut fields = std::mem::take(&mut self.fields);
                let mut is_whole = true;
                if let Some(table) = &self.table {
                    fields.split(&reject.row, table.dialect);
                    is_whole = fields.len() == table.titles.len();
                    cells.extend(fields.iter(&reject.row).filter(|_| is_whole).map(harmless));
                    cells.resize(table.titles.len(), Cow::Borrowed(""));
                }
                // Fields that belong under no title are shown together.
                let value = if is_whole { value } else { harmless(&reject.row) };
                cells.extend([line, column, value, reason]);
                let written = self.record(cells);
                self.fields = fields;
                written
            }
        }
    }

    fn header(&mut self, lang: Lang) -> Result<(), ImportError> {
        self.has_header = true;
        let titles = self.table.as_ref().map_or(&[][..], |it| &it.titles);
        let why = ["rejects-line", "rejects-column", "rejects-value", "rejects-reason"];
        let why = why.map(|it| Cow::Owned(Message::new(&WORDS, it).say(lang)));
        let all: Vec<_> = titles.iter().map(|it| Cow::Owned(harmless(it).into_owned())).chain(why).collect();
        self.record(all)
    }

    fn record<'a>(&mut self, cells: impl IntoIterator<Item = Cow<'a, str>>) -> Result<(), ImportError> {
        let to = &mut self.to;
        let written = cells.into_iter().try_for_each(|it| to.write_field(it.as_bytes()));
        written.and_then(|()| to.write_record(None::<&[u8]>)).map_err(|it| failed(&self.place, it.into()))
    }

    fn keep(self) -> Result<(), ImportError> {
        let Self { place, whole, to, .. } = self;
        to.into_inner()
            .map_err(csv::IntoInnerError::into_error)
            .and_then(|it| it.into_inner().map_err(io::IntoInnerError::into_error))
            .and_then(|file| whole.keep(&file))
            .map_err(|it| failed(&place, it))
    }
}

fn failed(place: &Path, source: io::Error) -> ImportError {
    ImportError::RejectsFile { place: place.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("rejects.csv");
        let rejects = Rejects::begin(Some(&place), RejectsForm::List, Lang::En).unwrap();
        let long = "é".repeat(300);
        rejects.take(&"a.csv".into(), vec![Reject::new(7, "canal", &long, Reason::BadDate)]).unwrap();
        assert!(!place.exists());
        assert_eq!(rejects.finish().0.count, 1);
        let text = fs::read_to_string(&place).unwrap();
        assert!(text.starts_with("file,line,column,value,reason\na.csv,7,canal,ééé"), "{text}");
        assert_eq!(text.matches('é').count(), 200);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_person_gets_the_rows_back_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("rejets.csv");
        let rejects = Rejects::begin(Some(&place), RejectsForm::Rows, Lang::Fr).unwrap();
        rejects.table(&["Date".to_owned(), "Canal".to_owned()], Dialect::new(b','));
        let reject = |line, value, row| Reject::new(line, "Canal", value, Reason::BadDate).of_row(row);
        let whole = reject(7, "pigeon", "2025-01-01,\"pigeon; voyageur\"");
        rejects.take(&"a.csv".into(), vec![whole, reject(9, "a,b,c", "a,b,c")]).unwrap();
        let (_, kept) = rejects.finish();
        kept.unwrap();
        let text = fs::read_to_string(&place).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_ne!(text.chars().next(), lines[0].chars().next());
        assert_eq!(lines[0], "Date;Canal;Ligne;Colonne refusée;Valeur refusée;Raison du refus");
        assert_eq!(lines[1], "2025-01-01;\"pigeon; voyageur\";7;Canal;pigeon;date illisible");
        assert_eq!(lines[2], ";;9;Canal;a,b,c;date illisible");
    }

    #[test]
    fn a_file_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let rejects =
            Rejects::begin(Some(&folder.path().join("rejects.csv")), RejectsForm::List, Lang::Fr).unwrap();
        drop(rejects);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
