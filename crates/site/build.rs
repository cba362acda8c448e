//! Lists the theme's files for embedding. Fonts are optional: `theme/fetch-fonts` copies them from their npm package;
//! without them, pages use the system's.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let here =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    let theme = here.join("../../theme");
    let mut list = String::from("&[\n");
    for folder in ["static", "fonts"] {
        let folder = theme.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in files(&folder)? {
            let name = file.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
            let path = fs::canonicalize(&file)?;
            writeln!(list, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
                .map_err(io::Error::other)?;
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    fs::write(out.join("assets.rs"), list)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let wanted = ["css", "js", "svg", "woff2"];
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().and_then(|it| it.to_str()).is_some_and(|it| wanted.contains(&it)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
