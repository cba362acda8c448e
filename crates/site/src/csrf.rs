//! Forms that another site makes a browser send are refused, by three means: the `SameSite` cookies, the origin that
//! the browser states, and a token that only our own pages know.
//!
//! The token is in the field `csrf` of a form; for other bodies (uploads) in the header `X-CSRF-Token` or the query's
//! `csrf`. **Invariant:** the guard calls [`check`] for every method that changes something; no handler can forget it.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Uri, header},
};

use crate::{Failure, Visitor};

/// Name of the hidden field, and of the query's parameter.
pub(crate) const FIELD: &str = "csrf";
/// The header, for scripts.
const HEADER: &str = "x-csrf-token";
/// Largest form; uploads are not forms of this kind.
const FORM_MAX: usize = 1_000_000;

/// The token that belongs to a secret of the browser (its session's or its visit's cookie).
pub(crate) fn token(secret: &str) -> String {
    let key = blake3::derive_key("contacts-efficaces 2026-11 form token", secret.as_bytes());
    blake3::Hash::from_bytes(key).to_hex()[..32].to_owned()
}

/// Gives the request back, its body whole, if it comes from one of our pages.
pub(crate) async fn check(visitor: &Visitor, request: Request) -> Result<Request, Failure> {
    if !same_origin(request.headers(), visitor.site().public_url()) {
        return Err(Failure::foreign_form());
    }
    let expected = visitor.csrf_token();
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let given = |text: Option<String>| text.is_some_and(|it| same(&it, &expected));
    let in_header = request.headers().get(HEADER).and_then(|it| it.to_str().ok()).map(str::to_owned);
    if given(in_header) || given(in_query(request.uri())) {
        return Ok(request);
    }
    if !is_form {
        return Err(Failure::foreign_form());
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_MAX).await.map_err(|_| Failure::too_large())?;
    if given(field(&bytes)) {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(Failure::foreign_form())
    }
}

fn in_query(uri: &Uri) -> Option<String> {
    field(uri.query().unwrap_or("").as_bytes())
}

/// The token among url-encoded pairs; its hexadecimal digits need no decoding.
fn field(encoded: &[u8]) -> Option<String> {
    encoded
        .split(|it| *it == b'&')
        .find_map(|pair| pair.strip_prefix(FIELD.as_bytes())?.strip_prefix(b"="))
        .and_then(|it| String::from_utf8(it.to_vec()).ok())
}

/// Compares without telling by its duration where the texts differ.
fn same(given: &str, expected: &str) -> bool {
    blake3::hash(given.as_bytes()) == blake3::hash(expected.as_bytes())
}

/// Whether the browser says that one of our pages sent this. Old browsers and programs say nothing: the token decides.
fn same_origin(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(relation) = text("sec-fetch-site")
        && !matches!(relation, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = text("origin") else { return true };
    if public_url.is_some_and(|it| it == origin) {
        return true;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text("host")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_origin_may_send() {
        let own = [("host", "c.example"), ("origin", "http://c.example")];
        assert!(same_origin(&headers(&own), None));
        assert!(same_origin(&headers(&[("host", "c.example")]), None));
        assert!(!same_origin(&headers(&[("host", "c.example"), ("origin", "https://evil.example")]), None));
        assert!(!same_origin(&headers(&[("host", "c.example"), ("origin", "null")]), None));
        assert!(!same_origin(&headers(&[("sec-fetch-site", "cross-site")]), None));
        assert!(!same_origin(&headers(&[("sec-fetch-site", "same-site")]), None));
        let behind_proxy = [("host", "10.0.0.3:8080"), ("origin", "https://c.example")];
        assert!(same_origin(&headers(&behind_proxy), Some("https://c.example")));
    }

    #[test]
    fn the_token_is_found_wherever_it_stands() {
        assert_eq!(field(b"a=1&csrf=ab&b=2").as_deref(), Some("ab"));
        assert_eq!(field(b"xcsrf=ab"), None);
        assert_ne!(token("a"), token("b"));
    }
}
