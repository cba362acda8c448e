//! The site's cookies: their names, and how they are set.
//!
//! Over https all carry the `__Host-` prefix: only this very host can have set them, and only over https.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

/// What a cookie of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jar {
    /// Opens the session.
    Session,
    /// Binds the forms of somebody who is not signed in.
    Visit,
    /// A sentence for the next page.
    Flash,
    /// The language chosen.
    Lang,
    /// The theme chosen.
    Theme,
}

impl Jar {
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Visit, true) => "__Host-visit",
            (Self::Visit, false) => "visit",
            (Self::Flash, true) => "__Host-flash",
            (Self::Flash, false) => "flash",
            (Self::Lang, true) => "__Host-lang",
            (Self::Lang, false) => "lang",
            (Self::Theme, true) => "__Host-theme",
            (Self::Theme, false) => "theme",
        }
    }

    /// How long the browser keeps it; `None`: until it is closed.
    const fn kept(self) -> Option<Duration> {
        match self {
            Self::Session => Some(Duration::days(7)),
            Self::Visit => None,
            Self::Flash => Some(Duration::minutes(2)),
            Self::Lang | Self::Theme => Some(Duration::days(365)),
        }
    }
}

/// The value of a cookie in a request.
pub(crate) fn read(headers: &HeaderMap, jar: Jar, secure: bool) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(Cookie::split_parse_encoded)
        .filter_map(Result::ok)
        .find(|it| it.name() == jar.name(secure))
        .map(|it| it.value().to_owned())
}

/// The header that sets a cookie.
pub(crate) fn set(jar: Jar, value: &str, secure: bool) -> HeaderValue {
    header(jar, value, jar.kept(), secure)
}

/// The header that removes a cookie.
pub(crate) fn clear(jar: Jar, secure: bool) -> HeaderValue {
    header(jar, "", Some(Duration::ZERO), secure)
}

fn header(jar: Jar, value: &str, kept: Option<Duration>, secure: bool) -> HeaderValue {
    let mut cookie = Cookie::build((jar.name(secure), value.to_owned()))
        .path("/")
        .secure(secure)
        .http_only(true)
        .same_site(SameSite::Lax)
        .build();
    if let Some(kept) = kept {
        cookie.set_max_age(kept);
    }
    let text = cookie.encoded().to_string();
    HeaderValue::from_str(&text).expect("an encoded cookie is visible ASCII")
}
