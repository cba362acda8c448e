//! The observatory's own style sheet, beside the theme's.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};

/// Where it is served.
pub const PATH: &str = "/observatoire/style.css";
const SHEET: &str = include_str!("../assets/observatory.css");

/// Its address, with a mark of its content: browsers may keep it for ever.
pub fn address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a: a mark against stale copies, not a protection.
        let mark = SHEET.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        format!("{PATH}?v={mark:016x}")
    });
    &ADDRESS
}

/// `GET /observatoire/style.css`
pub async fn serve() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, SHEET)
}
