//! Content files of a folder: the one place of this crate that reads a disk.

use std::{fs, io, path::Path};

/// The files that a collection is read from, of a folder laid out as `content/`: their path in it and their text. Others, such as
/// catalogues and legal pages, are passed over.
///
/// # Errors
///
/// What the disk says, or that a text is not UTF-8.
pub fn read_folder(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            let name = path.strip_prefix(folder).map_err(io::Error::other)?;
            let name = name.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name.starts_with("practices/") || crate::content::TABLES.contains(&name.as_str()) {
                let text = fs::read_to_string(&path);
                let text =
                    text.map_err(|it| io::Error::new(it.kind(), format!("{}: {it}", path.display())))?;
                found.push((name, text));
            }
        }
    }
    found.sort();
    Ok(found)
}
