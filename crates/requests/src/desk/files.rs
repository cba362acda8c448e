//! Files that come with a form, checked, and files that are given.

use axum::{
    extract::{Multipart, Path, State, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};
use register::Tx;
use serde_json::json;
use site::{Failure, Sent, Shell, file};

use super::{
    Desk,
    common::{Reader, own},
};
use crate::{
    contact::{Attachment, Contact, ContactId, FileVerdict},
    store::contacts,
    words::message,
};

/// Files of one form.
pub(super) const FILES_MAX: usize = 10;
/// Bytes of one file: what the servers of others let through.
pub(super) const FILE_BYTES_MAX: usize = 10 << 20;
/// Bytes of a form with its files: [`FILES_MAX`] files as large as they may be would not leave by mail.
pub(super) const FORM_BYTES_MAX: usize = 25 << 20;
/// Bytes of one text field.
const FIELD_BYTES_MAX: usize = 200_000;
/// Letters of a file's name.
const NAME_MAX: usize = 120;

/// A file of a form, sound by its first bytes.
pub(super) struct Upload {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

/// What a form with files sent.
pub(super) struct Received {
    pub(super) sent: Sent,
    pub(super) files: Vec<Upload>,
    /// What is wrong with files, in the reader's language.
    pub(super) refused: Option<String>,
}

/// Reads a form with files.
pub(super) async fn received(shell: &Shell, mut form: Multipart) -> Result<Received, Failure> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut files = Vec::new();
    let mut refused = None;
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(safe_name) else {
            let text = field.text().await.map_err(|it| broken(&it))?;
            if text.len() > FIELD_BYTES_MAX {
                return Err(Failure::too_large());
            }
            fields.push((name, text.replace("\r\n", "\n")));
            continue;
        };
        let bytes = field.bytes().await.map_err(|it| broken(&it))?;
        // A browser sends an empty file where none was chosen.
        if bytes.is_empty() {
            continue;
        }
        match found_type(&file_name, &bytes) {
            _ if bytes.len() > FILE_BYTES_MAX => {
                let megabytes = (FILE_BYTES_MAX >> 20) as u64;
                let args = [("name", file_name.into()), ("megabytes", megabytes.into())];
                refused = Some(shell.t_with("desk-file-too-large", &args));
            }
            _ if files.len() == FILES_MAX => {
                refused = Some(shell.t1("desk-files-too-many", "most", FILES_MAX as u64));
            }
            Some(kind) => files.push(Upload { name: file_name, kind, bytes: bytes.to_vec() }),
            None => refused = Some(shell.t1("desk-file-type", "name", file_name)),
        }
    }
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Ok(Received { sent: Sent::of(&encoded), files, refused })
}

/// The type of a file, if it is one that may leave and its first bytes are what its name says.
fn found_type(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, it)| it.to_lowercase())?;
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    let is_text = || std::str::from_utf8(bytes).is_ok_and(|it| !it.contains('\0'));
    match ending.as_str() {
        "pdf" if begins(b"%PDF-") => Some("application/pdf"),
        "png" if begins(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        "jpg" | "jpeg" if begins(&[0xff, 0xd8, 0xff]) => Some("image/jpeg"),
        "odt" if begins(b"PK\x03\x04") => Some("application/vnd.oasis.opendocument.text"),
        "ods" if begins(b"PK\x03\x04") => Some("application/vnd.oasis.opendocument.spreadsheet"),
        "docx" if begins(b"PK\x03\x04") => {
            Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
        "xlsx" if begins(b"PK\x03\x04") => {
            Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        "txt" if is_text() => Some("text/plain"),
        "csv" if is_text() => Some("text/csv"),
        _ => None,
    }
}

/// A name without folders or signs that are not seen.
fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|it| !it.is_control()).collect();
    let kept = kept.trim_matches(|it: char| it == '.' || it.is_whitespace());
    let letters = kept.chars().count();
    kept.chars().skip(letters.saturating_sub(NAME_MAX)).collect()
}

/// The connection broke, or the form is too large.
fn broken(error: &MultipartError) -> Failure {
    tracing::info!(%error, "a form with files stopped before its end");
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let megabytes = (FORM_BYTES_MAX >> 20) as u64;
        return Failure::new(error.status(), message("desk-form-too-large").with("megabytes", megabytes));
    }
    Failure::of_status(error.status())
}

/// Keeps the bytes of files; the register learns of them in the transaction of their contact.
pub(super) async fn keep(desk: &Desk, files: Vec<Upload>) -> Result<Vec<Attachment>, Failure> {
    let mut kept = Vec::new();
    for (place, file) in (0..).zip(files) {
        let bytes = file.bytes.len() as u64;
        let content_key = desk.files().keep(file.bytes).await?;
        kept.push(Attachment {
            place,
            name: file.name,
            declared_type: file.kind.to_owned(),
            found_type: Some(file.kind.to_owned()),
            bytes,
            content_key,
            content_id: None,
            is_inline: false,
            verdict: FileVerdict::Sound,
        });
    }
    Ok(kept)
}

/// Records the files of a contact.
pub(super) async fn attach(tx: &mut Tx, contact: &Contact, files: &[Attachment]) -> Result<(), Failure> {
    for file in files {
        contacts::attach(tx, contact.id, file).await?;
    }
    Ok(())
}

/// `GET /demandes/{id}/fichiers/{contact}/{place}`: always to be saved, never to be shown.
pub(super) async fn download(
    State(desk): State<Desk>,
    shell: Shell,
    Path((id, contact, place)): Path<(String, String, i64)>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let request = own(&mut tx, &reader, &id).await?;
    let contact: ContactId = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(&mut tx, &reader.partner, contact).await?;
    let contact = contact.filter(|it| it.request == request.id).ok_or_else(Failure::not_found)?;
    let files = contacts::files(&mut tx, contact.id).await?;
    let found = files.into_iter().find(|it| it.place == place).ok_or_else(Failure::not_found)?;
    if found.verdict == FileVerdict::Dangerous {
        return Err(Failure::new(StatusCode::FORBIDDEN, message("desk-file-held")));
    }
    let detail = json!({ "contact": contact.id.to_string(), "place": place });
    shell.tell(&mut tx, "request.file", &request.id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    let bytes = desk.files().bytes(&found.content_key).await?.ok_or_else(|| {
        tracing::error!(key = found.content_key, "a file that the register names is not there");
        Failure::our_fault()
    })?;
    Ok(file::saved("application/octet-stream", &found.name, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_are_what_they_say_leave() {
        assert_eq!(found_type("a.PDF", b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(found_type("notes.txt", "été".as_bytes()), Some("text/plain"));
        for (name, bytes) in [
            ("a.pdf", &b"MZ\x90"[..]),
            ("a.exe", b"MZ"),
            ("a", b"%PDF-1.7"),
            ("a.html", b"<html>"),
            ("a.txt", b"a\0b"),
            ("a.txt", &[0xff, 0xfe]),
        ] {
            assert_eq!(found_type(name, bytes), None, "{name}");
        }
    }

    #[test]
    fn a_name_has_no_folder() {
        assert_eq!(safe_name("../../etc/pass\u{7}wd.pdf"), "passwd.pdf");
        assert_eq!(safe_name("C:\\temp\\a.pdf"), "a.pdf");
        assert_eq!(
            safe_name(&format!("{}.pdf", "a".repeat(300))),
            format!("{}.pdf", "a".repeat(NAME_MAX - 4))
        );
    }
}
