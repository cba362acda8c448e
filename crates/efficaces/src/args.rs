//! The command line: words and options, in the shape that scripts rely on.
//!
//! Help texts are in the catalogue (`help-…` keys), so that they are in the reader's language.

use std::{ffi::OsString, path::PathBuf};

use clap::{Arg, ArgAction, Args, Command, CommandFactory, Parser, Subcommand, ValueEnum};
use kernel::Lang;

use crate::words::{WORDS, say};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "efficaces", version, disable_help_subcommand = true, max_term_width = 110)]
pub(crate) struct Cli {
    /// Language of messages.
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangWord>,
    /// Settings file.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangWord {
    Fr,
    En,
}

impl From<LangWord> for Lang {
    fn from(word: LangWord) -> Self {
        match word {
            LangWord::Fr => Self::Fr,
            LangWord::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Simulate(SimulateArgs),
    Import(ImportArgs),
    Preview(PreviewArgs),
    Measure(MeasureArgs),
    Moments(MomentsArgs),
    Ways(WaysArgs),
    /// Its options, and their help, are the companion’s.
    #[command(disable_help_flag = true)]
    Sql(SqlArgs),
    Export(ExportArgs),
    Evidence(EvidenceArgs),
    Log(LogArgs),
    Practices(PracticesArgs),
    Diagnose(DiagnoseArgs),
    Guide(GuideArgs),
    Experiment(ExperimentArgs),
    Demo(DemoArgs),
    Serve(ServeArgs),
    User(UserArgs),
    Token(TokenArgs),
    Audit(AuditArgs),
    Refused(ListArgs),
    Inbox(InboxArgs),
    Settings,
    /// What the server starts to read strangers’ bytes; no command for people.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    #[arg(long, value_name = "N")]
    pub(crate) contacts: u64,
    #[arg(long, value_name = "S")]
    pub(crate) seed: u64,
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=40))]
    pub(crate) partners: u16,
    #[arg(long, default_value_t = 2025, value_parser = clap::value_parser!(i16).range(1990..=2100))]
    pub(crate) year: i16,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    #[arg(long, value_name = "FILE.json")]
    pub(crate) truth: Option<PathBuf>,
    #[arg(long)]
    pub(crate) moments: bool,
    #[arg(long)]
    pub(crate) ways: bool,
    #[arg(long)]
    pub(crate) dirt: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) preset: String,
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) rejects: Option<PathBuf>,
    #[arg(long)]
    pub(crate) strict: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) preset: String,
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    #[arg(long, default_value_t = 10)]
    pub(crate) rows: usize,
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which contacts: shared by `measure` and `export`.
#[derive(Debug, Args)]
pub(crate) struct SelectionArgs {
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub(crate) wanted: Vec<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct MeasureArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long, value_delimiter = ',', value_name = "DIM,…")]
    pub(crate) by: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[arg(long, value_name = "30d")]
    pub(crate) window: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) observed_until: Option<String>,
    #[arg(long, value_name = "channel|reason|channel:reason")]
    pub(crate) step: Option<String>,
    #[arg(long, value_name = "K")]
    pub(crate) top: Option<usize>,
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[arg(long, conflicts_with_all = ["csv", "parquet"])]
    pub(crate) json: bool,
    #[arg(long, conflicts_with = "parquet")]
    pub(crate) csv: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) parquet: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct MomentsArgs {
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) observed_until: Option<String>,
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WaysArgs {
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<String>,
    #[arg(long, value_name = "7d|24h")]
    pub(crate) window: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub(crate) observed_until: Option<String>,
    #[arg(long)]
    pub(crate) reliability: bool,
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "SELECT …")]
    pub(crate) given: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long, value_name = "xes|ocel2|csv|parquet")]
    pub(crate) format: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    #[arg(value_name = "METHOD")]
    pub(crate) method: String,
}

#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    #[command(subcommand)]
    pub(crate) what: LogWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogWhat {
    Check(LogPlace),
    Compact(LogPlace),
    Files(LogPlace),
    Imports(LogPlace),
    Remove(RemoveArgs),
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    #[arg(value_name = "IMPORT")]
    pub(crate) import: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[command(flatten)]
    pub(crate) place: LogPlace,
}

#[derive(Debug, Args)]
pub(crate) struct LogPlace {
    #[arg(long, value_name = "DIR")]
    pub(crate) log: String,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PracticesArgs {
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub(crate) cause: Option<String>,
    #[arg(long, value_name = "O1|O2|O3")]
    pub(crate) objective: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) export: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GuideArgs {
    #[arg(value_name = "OUT.pdf|.html")]
    pub(crate) out: PathBuf,
    #[arg(long, value_name = "P11,P12", value_delimiter = ',')]
    pub(crate) practices: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DiagnoseArgs {
    #[arg(value_name = "ANSWERS.json|.xlsx|.ods", required_unless_present = "workbook")]
    pub(crate) answers: Option<PathBuf>,
    #[arg(long, value_name = "DIR", requires = "partner")]
    pub(crate) log: Option<String>,
    #[arg(long, value_name = "CODE", requires = "log")]
    pub(crate) partner: Option<String>,
    #[arg(long, value_name = "OUT.xlsx", conflicts_with_all = ["json", "log"])]
    pub(crate) workbook: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExperimentArgs {
    #[command(subcommand)]
    pub(crate) what: ExperimentWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ExperimentWhat {
    New {
        #[arg(long, value_name = "usager|office", default_value = "usager", value_parser = ["usager", "office"])]
        unit: String,
    },
    Plan(ExperimentPlanArgs),
    Assign(ExperimentAssignArgs),
    Analyse(ExperimentAnalyseArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExperimentAnalyseArgs {
    #[arg(value_name = "PLAN.toml")]
    pub(crate) plan: PathBuf,
    #[arg(value_name = "DATA", conflicts_with = "log")]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) log: Option<String>,
    #[arg(long, value_name = "CODE", requires = "log")]
    pub(crate) partner: Option<String>,
    #[arg(long, value_name = "FILE", requires = "log")]
    pub(crate) key: Option<PathBuf>,
    #[arg(long)]
    pub(crate) interim: bool,
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) rejects: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExperimentPlanArgs {
    #[arg(value_name = "PLAN.toml")]
    pub(crate) plan: PathBuf,
    #[arg(long, value_name = "REASON")]
    pub(crate) amend: Option<String>,
    #[arg(long, requires = "amend")]
    pub(crate) after_outcomes: bool,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExperimentAssignArgs {
    #[arg(value_name = "PLAN.toml")]
    pub(crate) plan: PathBuf,
    #[arg(value_name = "UNITS.csv")]
    pub(crate) units: PathBuf,
    #[arg(long, value_name = "FILE.csv", conflicts_with = "json")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) rejects: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub(crate) data: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 400_000)]
    pub(crate) contacts: u64,
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<jiff::civil::Date>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) what: UserWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserWhat {
    Add {
        #[arg(value_name = "EMAIL")]
        email: String,
        #[arg(long)]
        role: String,
        #[arg(long, value_name = "CODE")]
        partner: Option<String>,
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    List(ListArgs),
    Close {
        #[arg(value_name = "EMAIL")]
        email: String,
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

/// What the lists of the register have in common.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[arg(long, value_name = "CODE")]
    pub(crate) partner: Option<String>,
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    pub(crate) what: AuditWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditWhat {
    List {
        #[command(flatten)]
        list: ListArgs,
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..))]
        rows: u16,
    },
    Verify {
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) what: TokenWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenWhat {
    Add {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "CODE")]
        partner: String,
        #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPE,…")]
        scopes: Vec<String>,
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    List(ListArgs),
    Revoke {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InboxArgs {
    #[command(subcommand)]
    pub(crate) what: InboxWhat,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InboxWhat {
    Import {
        #[arg(required = true, value_name = "FILE.mbox|FILE.eml|FOLDER")]
        files: Vec<PathBuf>,
        #[arg(long, value_name = "ADDRESS")]
        mailbox: String,
        #[arg(long, value_name = "FILE.csv")]
        rejects: Option<PathBuf>,
        #[command(flatten)]
        place: InboxPlace,
    },
    Export {
        #[arg(value_name = "OUT.zip")]
        out: PathBuf,
        #[arg(long, value_name = "CODE")]
        partner: String,
        #[command(flatten)]
        place: InboxPlace,
    },
    ImportArchive {
        #[arg(value_name = "IN.zip")]
        archive: PathBuf,
        #[command(flatten)]
        place: InboxPlace,
    },
    Person {
        #[arg(value_name = "EMAIL|PHONE")]
        person: String,
        #[arg(long, value_name = "CODE")]
        partner: String,
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
        #[command(flatten)]
        place: InboxPlace,
    },
    Erase {
        #[arg(required = true, value_name = "EMAIL|PHONE")]
        people: Vec<String>,
        #[arg(long, value_name = "CODE")]
        partner: String,
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        place: InboxPlace,
    },
}

/// Of which instance, and whether a program reads the answer.
#[derive(Debug, Args)]
pub(crate) struct InboxPlace {
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    #[arg(long)]
    pub(crate) json: bool,
}

/// The command with its help in `lang`.
pub(crate) fn command(lang: Lang) -> Command {
    localised(Cli::command(), "help", lang)
}

fn localised(mut command: Command, path: &str, lang: Lang) -> Command {
    command = command.about(say(lang, path, &[]));
    let options: Vec<String> = command
        .get_arguments()
        .map(|it| it.get_id().to_string())
        .filter(|it| !matches!(it.as_str(), "help" | "version"))
        .collect();
    for option in options {
        let option_name = option.replace('_', "-");
        let own = format!("{path}-{option_name}");
        let general = format!("help-option-{option_name}");
        let help = say(lang, if WORDS.knows(&own) { &own } else { &general }, &[]);
        command = command.mut_arg(&option, |it: Arg| {
            let takes_value = it.get_action().takes_values();
            let help = with_default(help, &it, lang);
            it.help(help).hide_default_value(takes_value).hide_possible_values(takes_value)
        });
    }
    if !command.is_disable_help_flag_set() {
        let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
        command = command.disable_help_flag(true).arg(help.help(say(lang, "help-option-help", &[])));
    }
    if path == "help" {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version.help(say(lang, "help-option-version", &[])));
    }
    let children: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let page = template(&command, lang);
    command = command.help_template(page);
    for child in children {
        let deeper = format!("{path}-{child}");
        command = command.mut_subcommand(&child, |it| localised(it, &deeper, lang));
    }
    command
}

/// The help of an option with its default value, which clap would tell in English.
fn with_default(help: String, option: &Arg, lang: Lang) -> String {
    let values: Vec<_> = option.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
    if values.is_empty() {
        return help;
    }
    format!("{help} {}", say(lang, "help-default", &[("value", values.join(", ").into())]))
}

/// The help page of a command: clap's parts under headings in the reader's language.
fn template(command: &Command, lang: Lang) -> String {
    let part = |is_there: bool, key: &str, tag: &str| {
        let heading = say(lang, key, &[]);
        if is_there { format!("\n{heading}\n{{{tag}}}\n") } else { String::new() }
    };
    let has_arguments = command.get_positionals().next().is_some();
    [
        format!("{{about-with-newline}}\n{} {{usage}}\n", say(lang, "help-usage", &[])),
        part(command.has_subcommands(), "help-commands", "subcommands"),
        part(has_arguments, "help-arguments", "positionals"),
        part(true, "help-options", "options"),
    ]
    .concat()
}
