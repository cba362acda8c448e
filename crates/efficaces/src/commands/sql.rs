//! `sql`: hands the query to the companion binary, which carries the SQL engine.

use std::{env, path::PathBuf, process::Command};

use kernel::Lang;

use crate::{args::SqlArgs, failure::Failure, words::message};

const COMPANION: &str = "efficaces-sql";

pub(crate) fn run(args: &SqlArgs, lang: Lang) -> Result<(), Failure> {
    let companion = companion().ok_or_else(|| Failure::failed(message("sql-companion-missing")))?;
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

/// Beside this binary, else on the path.
fn companion() -> Option<PathBuf> {
    let beside = env::current_exe().ok()?.with_file_name(COMPANION);
    if beside.is_file() {
        return Some(beside);
    }
    env::split_paths(&env::var_os("PATH")?).map(|it| it.join(COMPANION)).find(|it| it.is_file())
}
