//! `sql`: hands the query to the companion binary, which carries the SQL engine.

use std::process::Command;

use gateways::program;
use kernel::Lang;

use crate::{args::SqlArgs, failure::Failure, words::message};

const COMPANION: &str = "efficaces-sql";

pub(crate) fn run(args: &SqlArgs, lang: Lang) -> Result<(), Failure> {
    let companion = program(COMPANION).ok_or_else(|| Failure::failed(message("sql-companion-missing")))?;
    let mut command = Command::new(companion);
    command.args(["--lang", lang.tag()]).args(&args.given);
    let status =
        command.status().map_err(|it| Failure::failed(message("sql-companion-missing")).because(&it))?;
    match status.code() {
        Some(0) => Ok(()),
        // The companion has said why.
        code => std::process::exit(code.unwrap_or(1)),
    }
}
