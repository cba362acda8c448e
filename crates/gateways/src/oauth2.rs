//! OAuth 2: an access token is had anew for a refresh token (RFC 6749, section 6), from the token endpoint of whoever runs the mailbox.
//!
//! Start with [`renew`]. **Invariant:** secrets leave only over TLS, or to this machine; no error holds one.

use std::{fmt, io, sync::Arc, time::Duration};

use kernel::{Explain, Message, Secret};
use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};
use url::Url;

use crate::{imap::client_config, words::WORDS};

/// The whole exchange: connecting, TLS, one question, one answer.
const EXCHANGE_MAX: Duration = Duration::from_secs(30);
/// Bytes of an answer: tokens have some thousand signs.
const ANSWER_MAX: u64 = 256 << 10;
/// Headers of an answer.
const HEADERS_MAX: usize = 100;
/// Letters of an error's code that are kept.
const CODE_MAX: usize = 60;
/// How long a token lasts if its issuer does not say: short, so that it is never used too late.
const LASTS_UNSAID: Duration = Duration::from_mins(5);

/// What a token is asked for with.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The token endpoint, `https://…`.
    pub endpoint: String,
    /// Who we are to it.
    pub client_id: String,
    /// What proves it; empty for a client without a secret.
    pub client_secret: Secret<String>,
    /// What the owner of the mailbox gave us.
    pub refresh_token: Secret<String>,
    /// What is asked for, where the issuer wants it said.
    pub scope: Option<String>,
    /// An authority that is trusted besides those of the system, as PEM.
    pub extra_root: Option<Vec<u8>>,
}

/// A token that was had.
#[derive(Debug, Clone)]
pub struct Granted {
    /// It opens the mailbox.
    pub access_token: Secret<String>,
    /// For so long.
    pub lasts: Duration,
    /// What the next one is asked for with, if it is another one: the one before is then worth nothing.
    pub refresh_token: Option<Secret<String>>,
}

/// No token was had.
#[derive(Debug, thiserror::Error)]
pub enum OAuth2Error {
    /// The endpoint is no address, or secrets would leave in the clear.
    #[error("the token endpoint is no https address")]
    Endpoint,
    /// Nobody answers there, or the connection broke.
    #[error("the token endpoint was not reached")]
    NotReached(#[source] io::Error),
    /// It took too long.
    #[error("the token endpoint did not answer in time")]
    TooSlow,
    /// It says no: a code of RFC 6749, section 5.2.
    #[error("the token endpoint refused: {0}")]
    Refused(String),
    /// It answers what is no token.
    #[error("the token endpoint answers what is no token (status {0})")]
    Nonsense(u16),
}

impl OAuth2Error {
    /// Whether somebody must change a setting or give a new consent: trying again is of no use.
    pub const fn needs_somebody(&self) -> bool {
        matches!(self, Self::Endpoint | Self::Refused(_))
    }
}

impl Explain for OAuth2Error {
    fn message(&self) -> Message {
        let plain = |key| Message::new(&WORDS, key);
        match self {
            Self::Endpoint => plain("oauth2-endpoint"),
            Self::NotReached(_) | Self::TooSlow => plain("oauth2-not-reached"),
            Self::Refused(code) if code == "invalid_grant" => plain("oauth2-consent"),
            Self::Refused(code) if code.ends_with("_client") => plain("oauth2-client"),
            Self::Refused(code) => plain("oauth2-refused").with("code", code.clone()),
            Self::Nonsense(_) => plain("oauth2-nonsense"),
        }
    }
}

/// Asks for a new access token.
///
/// # Errors
///
/// [`OAuth2Error`]: the refresh token is as good as before, as far as anybody knows.
pub async fn renew(renewal: &Renewal) -> Result<Granted, OAuth2Error> {
    let url = endpoint(&renewal.endpoint)?;
    let asked = exchange(&url, form(renewal), renewal.extra_root.clone());
    let (status, body) = timeout(EXCHANGE_MAX, asked).await.map_err(|_| OAuth2Error::TooSlow)??;
    granted(status, &body)
}

fn form(renewal: &Renewal) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token");
    form.append_pair("refresh_token", renewal.refresh_token.reveal());
    form.append_pair("client_id", &renewal.client_id);
    if !renewal.client_secret.reveal().is_empty() {
        form.append_pair("client_secret", renewal.client_secret.reveal());
    }
    if let Some(scope) = &renewal.scope {
        form.append_pair("scope", scope);
    }
    form.finish()
}

/// The address of a token endpoint, if secrets may be sent there.
///
/// # Errors
///
/// [`OAuth2Error::Endpoint`].
pub fn endpoint(address: &str) -> Result<Url, OAuth2Error> {
    let url = Url::parse(address).map_err(|_| OAuth2Error::Endpoint)?;
    let is_good =
        matches!(url.scheme(), "https" | "http") && url.host_str().is_some() && url.username().is_empty();
    if is_good { Ok(url) } else { Err(OAuth2Error::Endpoint) }
}

/// What an answer grants.
fn granted(status: u16, body: &[u8]) -> Result<Granted, OAuth2Error> {
    #[derive(Deserialize)]
    struct Said {
        access_token: Option<String>,
        expires_in: Option<f64>,
        refresh_token: Option<String>,
        error: Option<String>,
    }
    let said: Said = serde_json::from_slice(body).map_err(|_| OAuth2Error::Nonsense(status))?;
    match (status, said.access_token, said.error) {
        (200, Some(token), None) if !token.is_empty() => Ok(Granted {
            access_token: Secret::new(token),
            lasts: said
                .expires_in
                .and_then(|it| Duration::try_from_secs_f64(it).ok())
                .unwrap_or(LASTS_UNSAID),
            refresh_token: said.refresh_token.filter(|it| !it.is_empty()).map(Secret::new),
        }),
        (400..=499, _, Some(code)) => {
            let is_sign = |it: &char| it.is_ascii_alphanumeric() || *it == '_';
            Err(OAuth2Error::Refused(code.chars().filter(is_sign).take(CODE_MAX).collect()))
        }
        _ => Err(OAuth2Error::Nonsense(status)),
    }
}

/// Posts a form, and gives the status and the body of the answer.
async fn exchange(
    url: &Url,
    form: String,
    extra_root: Option<Vec<u8>>,
) -> Result<(u16, Vec<u8>), OAuth2Error> {
    let host = url.host_str().ok_or(OAuth2Error::Endpoint)?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or(OAuth2Error::Endpoint)?;
    let is_clear = url.scheme() == "http";
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in lookup_host((host.as_str(), port)).await.map_err(OAuth2Error::NotReached)? {
        if is_clear && !address.ip().is_loopback() {
            return Err(OAuth2Error::Endpoint);
        }
        let tcp = match TcpStream::connect(address).await {
            Ok(tcp) => tcp,
            Err(error) => {
                last = error;
                continue;
            }
        };
        if is_clear {
            return ask(tcp, url, &form).await;
        }
        let config = client_config(extra_root.clone()).await.map_err(|it| refused(&it))?;
        let name = ServerName::try_from(host.clone()).map_err(|_| OAuth2Error::Endpoint)?;
        let tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await;
        return ask(tls.map_err(OAuth2Error::NotReached)?, url, &form).await;
    }
    Err(OAuth2Error::NotReached(last))
}

fn refused(error: &impl fmt::Display) -> OAuth2Error {
    OAuth2Error::NotReached(io::Error::other(error.to_string()))
}

/// One question over a connection that is used once.
async fn ask(
    mut wire: impl AsyncRead + AsyncWrite + Unpin,
    url: &Url,
    form: &str,
) -> Result<(u16, Vec<u8>), OAuth2Error> {
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let head = format!(
        "POST {}{query} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Accept: application/json\r\nUser-Agent: contacts-efficaces\r\nConnection: close\r\n\r\n",
        url.path(),
        form.len()
    );
    wire.write_all(head.as_bytes()).await.map_err(OAuth2Error::NotReached)?;
    wire.write_all(form.as_bytes()).await.map_err(OAuth2Error::NotReached)?;
    wire.flush().await.map_err(OAuth2Error::NotReached)?;
    let mut answer = Vec::new();
    // A server that hangs up without taking leave of TLS has said all it has to say if its answer is whole.
    let read = wire.take(ANSWER_MAX).read_to_end(&mut answer).await;
    match understood(&answer) {
        Some(answer) => Ok(answer),
        None => Err(read.err().map_or(OAuth2Error::Nonsense(0), OAuth2Error::NotReached)),
    }
}

/// The status and the body of an answer, if it is whole.
fn understood(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = head.parse(answer).ok()? else { return None };
    let header = |name: &str| {
        let found = head.headers.iter().find(|it| it.name.eq_ignore_ascii_case(name));
        found.and_then(|it| std::str::from_utf8(it.value).ok()).map(str::trim)
    };
    let (status, rest) = (head.code?, &answer[start..]);
    if header("transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        return Some((status, chunks(rest)?));
    }
    let body = match header("content-length") {
        Some(length) => rest.get(..length.parse().ok()?)?,
        None => rest,
    };
    Some((status, body.to_vec()))
}

/// A body that comes in pieces (RFC 9112, 7.1).
fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let httparse::Status::Complete((start, length)) = httparse::parse_chunk_size(rest).ok()? else {
            return None;
        };
        if length == 0 {
            return Some(body);
        }
        let length = usize::try_from(length).ok()?;
        body.extend_from_slice(rest.get(start..start.checked_add(length)?)?);
        // Each piece ends with the end of a line.
        rest = rest.get(start + length + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(understood(plain), Some((200, b"{}".to_vec())));
        let pieces =
            b"HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n";
        assert_eq!(understood(pieces), Some((400, b"{}".to_vec())));
        assert_eq!(understood(b"HTTP/1.1 200 OK\r\n\r\nab"), Some((200, b"ab".to_vec())));
        for cut in [&plain[..plain.len() - 1], &pieces[..pieces.len() - 6], b"", b"SSH-2.0-x\r\n"] {
            assert_eq!(understood(cut), None, "{:?}", String::from_utf8_lossy(cut));
        }
    }

    #[test]
    fn what_is_granted_and_what_is_refused() {
        let token = granted(200, br#"{"access_token":"a","expires_in":3599,"refresh_token":"r"}"#).unwrap();
        assert_eq!((token.access_token.reveal().as_str(), token.lasts.as_secs()), ("a", 3599));
        assert_eq!(token.refresh_token.unwrap().reveal(), "r");
        let unsaid = granted(200, br#"{"access_token":"a"}"#).unwrap();
        assert_eq!((unsaid.lasts, unsaid.refresh_token.is_none()), (LASTS_UNSAID, true));
        let refused = granted(400, br#"{"error":"invalid_grant"}"#).unwrap_err();
        assert!(
            matches!(&refused, OAuth2Error::Refused(code) if code == "invalid_grant")
                && refused.needs_somebody()
        );
        for (status, body) in [(200, "{}"), (200, "<html>"), (500, r#"{"error":"server_error"}"#), (302, "")]
        {
            let broken = granted(status, body.as_bytes()).unwrap_err();
            assert!(matches!(broken, OAuth2Error::Nonsense(it) if it == status) && !broken.needs_somebody());
        }
    }

    #[test]
    fn secrets_are_sent_to_addresses_alone() {
        assert!(endpoint("https://login.example/token?x=y").is_ok());
        for bad in ["login.example/token", "ftp://login.example", "https://", "https://user@login.example/"] {
            assert!(matches!(endpoint(bad), Err(OAuth2Error::Endpoint)), "{bad}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_in_the_clear_to_another_machine() {
        let renewal = Renewal {
            endpoint: "http://192.0.2.1/token".to_owned(),
            client_id: "us".to_owned(),
            client_secret: Secret::new(String::new()),
            refresh_token: Secret::new("r".to_owned()),
            scope: None,
            extra_root: None,
        };
        assert!(matches!(renew(&renewal).await, Err(OAuth2Error::Endpoint)));
    }

    #[test]
    fn an_administrator_is_told_in_both_languages_what_to_do() {
        let code = |it: &str| OAuth2Error::Refused(it.to_owned());
        let all = [
            OAuth2Error::Endpoint,
            OAuth2Error::TooSlow,
            code("invalid_grant"),
            code("invalid_client"),
            code("invalid_scope"),
            OAuth2Error::Nonsense(500),
        ];
        for error in all {
            for lang in Lang::ALL {
                let sentence = error.message().say(lang);
                assert!(sentence.len() > 40 && !sentence.contains('{'), "{error}: {sentence}");
            }
        }
    }
}
