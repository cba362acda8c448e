//! The library's own style sheet and script, beside the theme's.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

/// Where the sheet is served.
pub(crate) const PATH: &str = "/pratiques/style.css";
/// Where the script is.
pub(crate) const SCRIPT_PATH: &str = "/autodiagnostic/selftest.js";
const SHEET: &str = include_str!("../assets/library.css");
const SCRIPT: &str = include_str!("../assets/selftest.js");

/// The sheet's address, with a mark of its content: browsers may keep it for ever.
pub(crate) fn address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| site::marked(PATH, SHEET));
    &ADDRESS
}

/// The script's address, likewise.
pub(crate) fn script_address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| site::marked(SCRIPT_PATH, SCRIPT));
    &ADDRESS
}

/// `GET /pratiques/style.css`
pub(crate) async fn serve() -> impl IntoResponse {
    file("text/css; charset=utf-8", SHEET)
}

/// `GET /autodiagnostic/selftest.js`
pub(crate) async fn serve_script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", SCRIPT)
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, text)
}
