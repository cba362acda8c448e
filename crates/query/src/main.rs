//! `efficaces-sql "SELECT …" --log DIR`: one question in SQL over a contact log.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong statement or usage.

use std::{
    env,
    io::{self, BufWriter, Write},
    process::ExitCode,
    sync::mpsc,
    thread,
    time::Duration,
};

use clap::{Arg, ArgAction, ArgMatches, Command, error::ErrorKind, value_parser};
use kernel::{Explain, Lang};
use query::{Limits, QueryError, ask, open, print, words};

/// Rows of a table, unless `--rows` says otherwise.
const ROWS_FOR_THE_EYE: u64 = 1_000;

fn main() -> ExitCode {
    let lang = lang();
    let options = match command(lang).try_get_matches() {
        Ok(options) => options,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        Err(error) => {
            say(&words().say(lang, "usage", &[]));
            say(error.render().to_string().lines().next().unwrap_or_default());
            return ExitCode::from(2);
        }
    };
    let sql = options.get_one::<String>("query").map_or("", String::as_str);
    match run_in_time(&options, sql) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(rows)) => {
            say(&words().say(lang, "rows-left-out", &[("rows", rows.into())]));
            ExitCode::SUCCESS
        }
        // Whoever reads has seen enough.
        Err(QueryError::Print(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            say(&error.message().say(lang));
            if let Some(pointer) = pointer(sql, &error) {
                say(&pointer);
            }
            if error.is_input() {
                return ExitCode::from(2);
            }
            let mut cause = std::error::Error::source(&error);
            while let Some(it) = cause {
                say(&format!("  {it}"));
                cause = it.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// [`run`], for as long as it may. A statement can keep every thread busy, so that nothing inside would notice the time:
/// when it is over, the process ends with what is still running.
fn run_in_time(options: &ArgMatches, sql: &str) -> Result<Option<u64>, QueryError> {
    let Some(seconds) = options.get_one::<u64>("timeout").copied() else { return run(options, sql) };
    let (sender, receiver) = mpsc::channel();
    let (options, sql) = (options.clone(), sql.to_owned());
    thread::spawn(move || {
        // Nobody waits any more once the time is over.
        let _heard = sender.send(run(&options, &sql));
    });
    receiver.recv_timeout(Duration::from_secs(seconds)).unwrap_or(Err(QueryError::TooLong(seconds)))
}

/// How many rows were printed if others were left out.
fn run(options: &ArgMatches, sql: &str) -> Result<Option<u64>, QueryError> {
    let mut limits = Limits::of_this_machine();
    if let Some(mebibytes) = options.get_one::<u64>("memory") {
        limits.memory_bytes = mebibytes << 20;
    }
    if let Some(threads) = options.get_one::<u16>("threads") {
        limits.threads = usize::from(*threads);
    }
    let (json, csv) = (options.get_flag("json"), options.get_flag("csv"));
    // A program gets every row, the eye as many as it may want to see.
    let rows = options.get_one::<u64>("rows").copied().or((!json && !csv).then_some(ROWS_FOR_THE_EYE));
    limits.rows = rows.and_then(|it| usize::try_from(it).ok());
    let log = options.get_one::<String>("log").map_or("", String::as_str);

    let context = open(log, &limits)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(limits.threads).enable_all().build()?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    runtime.block_on(async {
        let mut answer = ask(&context, sql, &limits).await?;
        if json {
            print::json(&mut answer, &mut out).await?;
        } else if csv {
            print::csv(&mut answer, &mut out).await?;
        } else {
            print::table(&mut answer, &mut out).await?;
        }
        Ok(rows.filter(|_| answer.is_cut()))
    })
}

fn command(lang: Lang) -> Command {
    let help = |key: &str| words().say(lang, key, &[]);
    let flag =
        |name: &'static str, key: &str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help(key));
    let option = |name: &'static str, value: &'static str, key: &str| {
        Arg::new(name).long(name).value_name(value).help(help(key))
    };
    let (usage, arguments, options) = (help("help-usage"), help("help-arguments"), help("help-options"));
    Command::new("efficaces-sql")
        .version(env!("CARGO_PKG_VERSION"))
        .about(help("help"))
        .after_help(help("help-tables"))
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{arguments}\n{{positionals}}\n\n{options}\n{{options}}{{after-help}}\n"
        ))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help("help-help")))
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::Version).help(help("help-version")))
        .arg(Arg::new("query").value_name("SELECT …").required(true).help(help("help-query")))
        .arg(option("log", "DIR", "help-log").required(true))
        .arg(flag("json", "help-json").conflicts_with("csv"))
        .arg(flag("csv", "help-csv"))
        .arg(
            option("lang", "fr|en", "help-lang")
                .value_parser(["fr", "en"])
                .hide_possible_values(true)
                .overrides_with("lang"),
        )
        .arg(option("threads", "N", "help-threads").value_parser(value_parser!(u16).range(1..)))
        .arg(option("memory", "MIB", "help-memory").value_parser(value_parser!(u64).range(16..=1 << 24)))
        .arg(option("rows", "N", "help-rows").value_parser(value_parser!(u64)))
        .arg(option("timeout", "S", "help-timeout").value_parser(value_parser!(u64).range(1..)))
}

/// The language asked, else that of the system, else French. Read before the options are, whose help is in it.
fn lang() -> Lang {
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let asked = match word.split_once('=') {
            Some(("--lang", lang)) => Some(lang.to_owned()),
            _ if word == "--lang" => words.next(),
            _ => None,
        };
        if let Some(lang) = asked.and_then(|it| it.parse().ok()) {
            return lang;
        }
    }
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|it| env::var(it).ok().filter(|it| !it.is_empty()));
    Lang::preferred(&locale.unwrap_or_default())
}

/// The line of the statement where the fault is, and a mark under it.
fn pointer(sql: &str, error: &QueryError) -> Option<String> {
    let at = error.position()?;
    let line = sql.lines().nth(usize::try_from(at.line).ok()?.checked_sub(1)?)?;
    let before = usize::try_from(at.column).ok()?.checked_sub(1)?;
    let blank: String = line.chars().take(before).map(|it| if it == '\t' { '\t' } else { ' ' }).collect();
    Some(format!("  {line}\n  {blank}^"))
}

fn say(text: &str) {
    // If even standard error is closed, the exit code still tells.
    let _told = writeln!(io::stderr(), "{text}");
}
