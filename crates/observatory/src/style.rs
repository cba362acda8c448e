//! The observatory's own style sheet and script, beside the theme's.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

/// Where the style sheet is served.
pub(crate) const PATH: &str = "/observatoire/style.css";
/// Where the script is.
pub(crate) const SCRIPT_PATH: &str = "/observatoire/upload.js";
const SHEET: &str = include_str!("../assets/observatory.css");
const SCRIPT: &str = include_str!("../assets/upload.js");

/// The style sheet's address, with a mark of its content: browsers may keep it for ever.
pub(crate) fn address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| site::marked(PATH, SHEET));
    &ADDRESS
}

/// The script's address.
pub(crate) fn script_address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| site::marked(SCRIPT_PATH, SCRIPT));
    &ADDRESS
}

/// `GET /observatoire/style.css`
pub(crate) async fn serve() -> impl IntoResponse {
    file("text/css; charset=utf-8", SHEET)
}

/// `GET /observatoire/upload.js`
pub(crate) async fn serve_script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", SCRIPT)
}

fn file(kind: &'static str, content: &'static str) -> impl IntoResponse + use<> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, content)
}
