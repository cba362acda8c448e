//! The product in one binary: the command line and the server.
//!
//! Start with [`args`], which is the list of commands; each has its file in `commands/`. Nothing is computed here:
//! a command reads its options, calls one crate, prints.
//!
//! **Invariant:** results go to standard output, everything else to standard error; exit code 0 = done, 1 = a fault
//! outside (disk, server), 2 = wrong usage or unreadable input.

mod args;
mod background;
mod commands;
mod demo_day;
mod failure;
mod gateway;
mod guidance;
mod inbox;
mod instance;
mod notices;
mod print;
mod progress;
mod question;
mod server;
mod settings;
mod words;

use std::{env, process::ExitCode};

use clap::{FromArgMatches, error::ErrorKind};
use kernel::Lang;

use crate::{
    args::{Cli, What},
    failure::Failure,
    words::say,
};

fn main() -> ExitCode {
    let given: Vec<_> = env::args_os().collect();
    let guess = guess_lang(&given);
    let cli =
        match args::command(guess).try_get_matches_from(&given).and_then(|it| Cli::from_arg_matches(&it)) {
            Ok(cli) => cli,
            Err(error) => return usage(&error, guess),
        };
    let lang = cli.lang.map_or(guess, Lang::from);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| "warn,efficaces=info".into()),
        )
        .init();
    match run(cli, lang) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.say(lang));
            ExitCode::from(failure.code())
        }
    }
}

fn run(cli: Cli, lang: Lang) -> Result<(), Failure> {
    let settings = || settings::Settings::read(cli.config.as_deref());
    let with_content = || settings().and_then(settings::Settings::with_content);
    match cli.command {
        What::Simulate(args) => commands::simulate::run(&args, lang),
        What::Import(args) => commands::import::run(&args, settings()?.key.as_deref(), lang),
        What::Preview(args) => commands::import::preview_file(&args, lang),
        What::Measure(args) => commands::measure::run(&args, lang),
        What::Moments(args) => commands::moments::run(&args, lang),
        What::Ways(args) => commands::ways::run(&args, lang),
        What::Sql(args) => commands::sql::run(&args, lang),
        What::Export(args) => commands::export::run(&args, lang),
        What::Evidence(args) => commands::evidence::run(&args, lang),
        What::Log(args) => commands::log::run(&args, lang),
        What::Practices(args) => commands::practices::run(&args, with_content()?, lang),
        What::Diagnose(args) => with_content().and_then(|_| commands::diagnose::run(&args, lang)),
        What::Guide(args) => with_content().and_then(|_| commands::guide::run(&args, lang)),
        What::Experiment(args) => commands::experiment::run(&args, lang),
        What::Demo(args) => commands::demo::run(&args, with_content()?, lang),
        What::Serve(args) => commands::serve::run(&args, with_content()?, lang),
        What::User(args) => commands::user::run(args, settings()?, lang),
        What::Token(args) => commands::token::run(args, settings()?, lang),
        What::Refused(args) => commands::refused::run(args, settings()?),
        What::Inbox(args) => commands::inbox::run(args, settings()?, lang),
        What::Audit(args) => commands::audit::run(args, settings()?, lang),
        What::Settings => settings()?.print(lang),
        What::Worker => commands::worker::run(),
    }
}

/// The language before the command line is parsed: `--lang`, else the locale, else French.
fn guess_lang(given: &[std::ffi::OsString]) -> Lang {
    let words: Vec<_> = given.iter().filter_map(|it| it.to_str()).collect();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        word.strip_prefix("--lang=").or_else(|| (*word == "--lang").then(|| words.get(at + 1).copied())?)
    });
    if let Some(lang) = named.and_then(|it| it.parse().ok()) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|it| env::var(it).ok().filter(|it| !it.is_empty()));
    locale.map_or(Lang::Fr, |it| Lang::preferred(&it))
}

/// Help and version go to standard output; a wrong usage is told in words and exits with 2.
fn usage(error: &clap::Error, lang: Lang) -> ExitCode {
    if !error.use_stderr() {
        return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(clap::error::ContextKind::InvalidArg);
    let value = context(clap::error::ContextKind::InvalidValue);
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-option",
        ErrorKind::MissingRequiredArgument => "usage-missing-option",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-bad-value",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::ArgumentConflict => "usage-conflict",
        _ => {
            eprintln!("{}", error.render());
            return ExitCode::from(2);
        }
    };
    let argument =
        if argument.is_empty() { context(clap::error::ContextKind::InvalidSubcommand) } else { argument };
    eprintln!("{}", say(lang, key, &[("argument", argument.into()), ("value", value.into())]));
    ExitCode::from(2)
}
