//! The own files of the usager's side, beside the theme's.

use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use site::SliceFile;

/// What its pages look like.
pub(super) static SHEET: SliceFile =
    SliceFile::style("/aiguillage.css", include_str!("../../assets/aiguillage.css"));
/// The address of the element that other sites embed.
pub(super) const COMPONENT: &str = "/aiguillage/composant.js";

/// `GET /aiguillage/composant.js`: other sites load it, and get what is new within an hour.
pub(super) async fn component() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, include_str!("../../assets/composant.js")).into_response()
}
