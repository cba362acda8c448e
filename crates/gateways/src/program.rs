//! Programs that stand beside this one.

use std::{env, path::PathBuf};

/// Where the program of this name is: beside the one that runs, else on the path. `None`: it is not installed.
pub fn program(name: &str) -> Option<PathBuf> {
    let beside = env::current_exe().ok()?.with_file_name(name);
    if beside.is_file() {
        return Some(beside);
    }
    env::split_paths(&env::var_os("PATH")?).map(|it| it.join(name)).find(|it| it.is_file())
}
