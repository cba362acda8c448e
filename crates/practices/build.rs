//! Puts the content files into the crate, and fails the build if one of them is faulty: file, line, reason.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

#[path = "src/content/mod.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the crate's own code, of which the check needs a part"
)]
mod content;

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo says where")).join("../../content");
    let mut paths = Vec::new();
    for name in content::TABLES {
        paths.push(folder.join(name));
    }
    gather(&folder.join("practices"), &mut paths)?;
    paths.sort();
    println!("cargo::rerun-if-changed={}", folder.join("practices").display());
    let mut code = String::from(
        "/// Each file of the content, by its path under `content/`.\npub(super) static FILES: &[(&str, &str)] = &[\n",
    );
    let mut texts = Vec::new();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name =
            path.strip_prefix(&folder).expect("it is in the folder").to_string_lossy().replace('\\', "/");
        let place = fs::canonicalize(path)?;
        writeln!(code, "    ({name:?}, include_str!({:?})),", place.to_string_lossy())
            .map_err(io::Error::other)?;
        texts.push((name, fs::read_to_string(path)?));
    }
    code.push_str("];\n");
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    if let Err(faults) = content::Collection::read(&files) {
        for fault in &faults {
            println!("cargo::error={fault}");
        }
        return Err(io::Error::other("the content files are faulty"));
    }
    fs::write(PathBuf::from(env::var("OUT_DIR").expect("cargo says where")).join("files.rs"), code)
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
