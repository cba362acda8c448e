//! Files that leave and files that arrive.
//!
//! A handler answers with [`saved`] where the browser is to keep the file, with [`shown`] where a reader may look at it in the browser; it
//! reads the file of a form with [`SentFile::first`]. Names and kinds that somebody else chose (an attachment's, an upload's) may be given
//! as they came. The headers that every answer carries, `nosniff` and `no-store` among them, are the site's own: nobody adds them.
//!
//! **Invariant:** what a browser shows is of a kind that this program chose; a kind that somebody else chose is only ever saved.

use std::fmt::Write as _;

use axum::{
    body::Bytes,
    extract::{Multipart, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::Message;

use crate::{Failure, WORDS};

/// Longest name of a file that is kept, in characters.
const NAME_MAX: usize = 200;
/// The kind of bytes of which nothing is known.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
/// A browser that shows what it was to save lets it do nothing.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// An answer that the browser saves as a file, and never shows.
///
/// - **Takes** the `kind` (`text/csv; charset=utf-8`), the file's `name`, and its bytes: text, bytes, or a stream
///   (`Body::from_stream`). Both words may come from somebody else: a kind that no header can carry becomes
///   `application/octet-stream`, and of the name its [`plain_name`] goes out, with its accents.
/// - **Fails** never.
pub fn saved(kind: &str, name: &str, body: impl IntoResponse) -> Response {
    let mut response = answer(HeaderValue::from_str(kind).unwrap_or(BYTES), "attachment", name, body);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    response
}

/// An answer that the browser may show in its own window, such as a PDF; `name` is what it is called if it is saved. The same as
/// [`saved`], but the kind is one of the program's own words: never show what somebody else sent.
pub fn shown(kind: &'static str, name: &str, body: impl IntoResponse) -> Response {
    answer(HeaderValue::from_static(kind), "inline", name, body)
}

fn answer(kind: HeaderValue, place: &str, name: &str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let disposition = HeaderValue::from_str(&disposition(place, name)).expect("it is printable ASCII");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    response
}

/// The header that names a file (RFC 6266). A name that is not plain ASCII stands twice: without what is not, and whole.
fn disposition(place: &str, name: &str) -> String {
    let name = plain_name(name);
    let is_plain = |it: char| (it.is_ascii_graphic() || it == ' ') && !matches!(it, '"' | '\\' | '%');
    let plain: String = name.chars().map(|it| if is_plain(it) { it } else { '_' }).collect();
    let mut header = format!("{place}; filename=\"{plain}\"");
    if plain != name {
        header.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                header.push(char::from(byte));
            } else {
                write!(header, "%{byte:02X}").expect("a String takes any text");
            }
        }
    }
    header
}

/// A file's name as it may be kept and shown: the last part of what may be a path (some browsers send more), without signs that control
/// a terminal or turn the text around, at most 200 characters. Empty if nothing is left. It is a person's word: never name a file on the
/// disk by it.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let turns =
        |it: char| matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    last.chars().filter(|it| !it.is_control() && !turns(*it)).take(NAME_MAX).collect()
}

/// A file that a form sent, whole in memory.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// Its [`plain_name`].
    pub name: String,
    /// What is in it; may be nothing.
    pub bytes: Bytes,
}

impl SentFile {
    /// The first file of a form: `<form method="post" enctype="multipart/form-data">`. Other fields and what follows the file are not
    /// read. `None`: no file was chosen.
    ///
    /// The route sets how large a body may be (`DefaultBodyLimit::max`), since all of the file is held in memory; what may be larger than
    /// some tens of megabytes is better streamed to the disk.
    ///
    /// # Errors
    ///
    /// [`UploadError`], which becomes a [`Failure`] in the site's words by `?`; a slice that knows what else to advise maps
    /// [`UploadError::TooLarge`] to a sentence of its own. The cause is in the log already.
    pub async fn first(mut form: Multipart) -> Result<Option<Self>, UploadError> {
        while let Some(field) = form.next_field().await? {
            let Some(name) = field.file_name().filter(|it| !it.is_empty()).map(plain_name) else { continue };
            return Ok(Some(Self { name, bytes: field.bytes().await? }));
        }
        Ok(None)
    }
}

/// A form with a file was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// It is larger than its route allows.
    #[error("an upload passes its limit")]
    TooLarge,
    /// The connection broke, or it is no form with files; answered with this status.
    #[error("an upload stopped before its end")]
    Broken(StatusCode),
}

impl From<MultipartError> for UploadError {
    fn from(error: MultipartError) -> Self {
        tracing::info!(%error, "an upload stopped before its end");
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            status => Self::Broken(status),
        }
    }
}

impl From<UploadError> for Failure {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::TooLarge => Self::too_large(),
            UploadError::Broken(status) => Self::new(status, Message::new(&WORDS, "failure-upload-broken")),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::FromRequest as _, http::Request};
    use kernel::Lang;

    use super::*;

    #[test]
    fn a_name_is_kept_without_its_path() {
        assert_eq!(plain_name("C:\\Users\\x\\contacts 2025.csv"), "contacts 2025.csv");
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("a\r\nb"), "ab");
        assert_eq!(plain_name("facture\u{202e}fdp.exe"), "facturefdp.exe");
        assert_eq!(plain_name(&"é".repeat(300)).chars().count(), 200);
    }

    #[test]
    fn a_plain_name_goes_out_as_it_is_and_any_other_twice() {
        assert_eq!(disposition("inline", "plan.toml"), "inline; filename=\"plan.toml\"");
        assert_eq!(
            disposition("attachment", "pièce \"1\"\r\n.pdf"),
            "attachment; filename=\"pi_ce _1_.pdf\"; filename*=UTF-8''pi%C3%A8ce%20%221%22.pdf"
        );
    }

    #[test]
    fn a_kind_that_is_none_is_bytes() {
        let kind = |kind: &str| saved(kind, "a", "x").headers()[header::CONTENT_TYPE].clone();
        assert_eq!(kind("text/csv; charset=utf-8"), "text/csv; charset=utf-8");
        assert_eq!(kind("text/html\r\nset-cookie: a=b"), "application/octet-stream");
    }

    async fn first(body: &str) -> Result<Option<SentFile>, UploadError> {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body.to_owned()));
        SentFile::first(Multipart::from_request(request.unwrap(), &()).await.unwrap()).await
    }

    #[tokio::test]
    async fn the_first_file_of_a_form_is_read_and_no_other_field() {
        let field = "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
        let file = |name: &str, text: &str| {
            format!(
                "--x\r\ncontent-disposition: form-data; name=\"f\"; filename=\"{name}\"\r\n\r\n{text}\r\n"
            )
        };
        let sent = first(&format!("{field}{}{}--x--\r\n", file("a/b.csv", "1;2"), file("c.csv", "3"))).await;
        let sent = sent.unwrap().unwrap();
        assert_eq!((sent.name.as_str(), &sent.bytes[..]), ("b.csv", b"1;2".as_slice()));
        assert!(
            first(&format!("{field}{}--x--\r\n", file("", ""))).await.unwrap().is_none(),
            "none was chosen"
        );
    }

    #[tokio::test]
    async fn a_form_that_stops_is_told_in_the_site_s_words() {
        let error =
            first("--x\r\ncontent-disposition: form-data; filename=\"a\"\r\n\r\n1").await.unwrap_err();
        assert!(matches!(error, UploadError::Broken(_)), "{error:?}");
        let failure = Failure::from(error);
        assert!(failure.status().is_client_error());
        for lang in Lang::ALL {
            assert_ne!(failure.detail().unwrap().say(lang), "failure-upload-broken");
        }
    }
}
