//! `efficaces-press`: prints the guide, some of its sheets, a report, or a letter, as a PDF that screen readers read (PDF/UA-1).
//!
//! A program of its own, because setting type is heavy and the server must not be: whoever calls it sets a time limit, it
//! sets its own limit of memory. Start with [`guide::source`], [`report::source`] and [`letter::source`], which write the language of the typesetter;
//! [`setting::pdf`] sets it.
//!
//! **Invariant:** the texts of people never become code of the typesetter ([`markup`]).

mod guide;
mod letter;
mod markup;
mod report;
mod setting;
mod words;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use jiff::civil;
use kernel::{
    Lang,
    document::{Document, Letter},
    whole_file::WholeFile,
};
use practices::{Practice, collection};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::de::DeserializeOwned;

use words::say;

/// Address space that the whole guide needs, with room to grow.
const MEMORY_MAX: u64 = 3 << 30;

#[derive(Debug, Parser)]
#[command(name = "efficaces-press", version)]
struct Args {
    /// The PDF to write.
    out: PathBuf,
    /// `fr` or `en`.
    #[arg(long, default_value = "fr", value_parser = lang)]
    lang: Lang,
    /// Only these practices: `P11,P12`; otherwise the whole guide.
    #[arg(long, value_delimiter = ',')]
    practices: Vec<String>,
    /// Files that stand in place of those built in: a folder with `practices/P11/fr.md` …
    #[arg(long)]
    content: Option<PathBuf>,
    /// The day to print on the guide.
    #[arg(long, required_unless_present_any = ["report", "letter", "letters"])]
    date: Option<civil::Date>,
    /// A document to print in place of the guide, as JSON.
    #[arg(long, conflicts_with_all = ["practices", "content", "date", "url"])]
    report: Option<PathBuf>,
    /// A letter to print in place of the guide, as JSON.
    #[arg(long, conflicts_with_all = ["practices", "content", "date", "url", "report"])]
    letter: Option<PathBuf>,
    /// Letters to print into one file in place of the guide, as JSON: a cover, then pairs of a language and a letter.
    #[arg(long, conflicts_with_all = ["practices", "content", "date", "url", "report", "letter"])]
    letters: Option<PathBuf>,
    /// Where the platform is, for links.
    #[arg(long)]
    url: Option<String>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nobody may listen any more.
            drop(writeln!(io::stderr(), "{reason}"));
            ExitCode::FAILURE
        }
    }
}

/// Reads what is to be set, a JSON file of at most so many bytes; a sentence says why it is none.
fn read<T: DeserializeOwned>(path: &Path, bytes_max: u64) -> Result<T, String> {
    let told = |it: &dyn std::fmt::Display| format!("{}: {it}", path.display());
    let bytes = fs::metadata(path).map_err(|it| told(&it))?.len();
    if bytes > bytes_max {
        return Err(told(&format!("{bytes} bytes, at most {bytes_max}")));
    }
    let text = fs::read_to_string(path).map_err(|it| told(&it))?;
    serde_json::from_str(&text).map_err(|it| told(&it))
}

fn run(args: &Args) -> Result<(), String> {
    let limit = Rlimit { current: Some(MEMORY_MAX), maximum: Some(MEMORY_MAX) };
    setrlimit(Resource::As, limit).map_err(|it| it.to_string())?;
    let source = match (&args.report, &args.letter, &args.letters) {
        (Some(path), ..) => report::source(&read(path, report::BYTES_MAX)?, args.lang),
        (_, Some(path), _) => letter::source(&read(path, letter::BYTES_MAX)?, args.lang),
        (.., Some(path)) => {
            let (cover, letters): (Document, Vec<(Lang, Letter)>) = read(path, letter::BUNDLE_BYTES_MAX)?;
            letter::bundle(&cover, &letters, args.lang)
        }
        (None, None, None) => guide(args)?,
    };
    let pdf = setting::pdf(source)?;
    let written = || -> io::Result<()> {
        let (whole, mut file) = WholeFile::begin(&args.out, &OpenOptions::new())?;
        file.write_all(&pdf)?;
        whole.keep(&file)
    };
    written().map_err(|it| format!("{}: {it}", args.out.display()))
}

/// The source of the guide, or of the sheets that are asked for.
fn guide(args: &Args) -> Result<String, String> {
    if let Some(folder) = &args.content {
        let files = practices::read_folder(folder).map_err(|it| it.to_string())?;
        practices::begin_with(files)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    }
    let chosen = chosen(args)?;
    let order = guide::Order {
        lang: args.lang,
        practices: &chosen,
        is_whole: args.practices.is_empty(),
        // The reader of arguments asks for it wherever there is neither report nor letter.
        date: args.date.unwrap_or_default(),
        url: args.url.as_deref(),
    };
    Ok(guide::source(&order))
}

fn lang(tag: &str) -> Result<Lang, &'static str> {
    tag.parse().map_err(|()| "fr | en")
}

/// The practices to print, in the order of the collection.
fn chosen(args: &Args) -> Result<Vec<&'static Practice>, String> {
    if let Some(unknown) = args.practices.iter().find(|it| collection().practice(it).is_none()) {
        return Err(say(args.lang, "press-unknown", &[("id", unknown.as_str().into())]));
    }
    let is_wanted = |it: &&Practice| args.practices.is_empty() || args.practices.contains(&it.id);
    Ok(collection().practices.iter().filter(is_wanted).collect())
}
