//! The theme's files, embedded. Their addresses carry a hash of their content, so browsers may keep them for ever.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::Failure;

/// Where the files are.
pub(crate) const FOLDER: &str = "/assets/";
/// The same for the router.
pub(crate) const ROUTE: &str = "/assets/{name}";

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

struct Asset {
    kind: &'static str,
    content: Vec<u8>,
}

struct Assets {
    addresses: BTreeMap<&'static str, String>,
    by_name: BTreeMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut addresses = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    // Style sheets last: they name the other files, whose hashes are known by then.
    let (sheets, others): (Vec<_>, Vec<_>) = FILES.iter().partition(|(name, _)| is_sheet(name));
    for (name, content) in others.into_iter().chain(sheets) {
        let content = if is_sheet(name) { with_addresses(content, &addresses) } else { content.to_vec() };
        let hash = blake3::hash(&content).to_hex();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("{stem}.{}.{extension}", &hash[..12]);
        addresses.insert(name, format!("{FOLDER}{hashed}"));
        by_name.insert(hashed, Asset { kind: kind_of(extension), content });
    }
    Assets { addresses, by_name }
});

/// The address of a file of the theme.
pub(crate) fn address(name: &str) -> String {
    ASSETS.addresses.get(name).cloned().unwrap_or_else(|| {
        debug_assert!(false, "the theme has no file `{name}`");
        String::new()
    })
}

/// A style sheet or a script that a slice serves itself, beside the theme's. Its address carries a mark of its content, so that
/// browsers may keep it for ever.
#[derive(Debug)]
pub struct SliceFile {
    path: &'static str,
    kind: &'static str,
    text: &'static str,
    address: OnceLock<String>,
}

impl SliceFile {
    /// A style sheet.
    pub const fn style(path: &'static str, text: &'static str) -> Self {
        Self { path, kind: "text/css; charset=utf-8", text, address: OnceLock::new() }
    }

    /// A script.
    pub const fn script(path: &'static str, text: &'static str) -> Self {
        Self { path, kind: "text/javascript; charset=utf-8", text, address: OnceLock::new() }
    }

    /// What pages write.
    pub fn address(&self) -> &str {
        let mark = || blake3::hash(self.text.as_bytes()).to_hex()[..16].to_owned();
        self.address.get_or_init(|| format!("{}?v={}", self.path, mark()))
    }

    /// Where it is served, for [`Routes::file`](crate::Routes::file).
    pub(crate) const fn path(&self) -> &'static str {
        self.path
    }

    /// The answer.
    pub(crate) fn answer(&self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        ];
        (headers, self.text).into_response()
    }
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    let Some(asset) = ASSETS.by_name.get(&name) else {
        return Failure::not_found().status().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.content.as_slice()).into_response()
}

/// The style sheet with `url("name")` made into addresses. A line that names a file which is not there is left out: so
/// go the fonts, when nobody fetched them.
fn with_addresses(sheet: &[u8], addresses: &BTreeMap<&'static str, String>) -> Vec<u8> {
    let sheet = String::from_utf8_lossy(sheet);
    let mut written = String::with_capacity(sheet.len());
    for line in sheet.lines() {
        match line.split_once("url(\"").and_then(|(_, rest)| rest.split_once('"')) {
            Some((name, _)) => {
                if let Some(address) = addresses.get(name) {
                    written.push_str(&line.replace(name, address));
                }
            }
            None => written.push_str(line),
        }
        written.push('\n');
    }
    written.into_bytes()
}

/// Whether a file is a style sheet. The theme writes its endings in lower case.
fn is_sheet(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "css")
}

fn kind_of(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_only_files_that_are_there() {
        let mut addresses = BTreeMap::new();
        addresses.insert("a.woff2", "/assets/a.123.woff2".to_owned());
        let sheet = b"@font-face{src: url(\"a.woff2\")}\n@font-face{src: url(\"b.woff2\")}\nbody{}\n";
        let written = String::from_utf8(with_addresses(sheet, &addresses)).unwrap();
        assert_eq!(written, "@font-face{src: url(\"/assets/a.123.woff2\")}\n\nbody{}\n");
    }

    #[test]
    fn every_file_has_an_address() {
        for name in ["app.css", "app.js", "icon.svg"] {
            assert!(address(name).starts_with("/assets/"), "{name}");
        }
    }
}
