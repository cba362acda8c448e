//! The style sheet of the home page, beside the theme's.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

/// Where it is served.
pub(crate) const PATH: &str = "/accueil.css";
const SHEET: &str = include_str!("../assets/network.css");

/// Its address, with a mark of its content: browsers may keep it for ever.
pub(crate) fn address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| site::marked(PATH, SHEET));
    &ADDRESS
}

/// `GET /accueil.css`
pub(crate) async fn serve() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, SHEET)
}
