//! Forms with files: read within their limits, checked, kept.

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use kernel::Message;
use site::{Failure, Sent};

use crate::{
    Files, FilesError,
    contact::{Attachment, FileVerdict},
    rules::file_check,
    words::message,
};

/// Files of one form.
pub(super) const FILES_MAX: usize = 5;
/// Bytes of one file: a page photographed by a telephone has four million.
pub(super) const FILE_BYTES_MAX: usize = 10_000_000;
/// Bytes of a whole form.
pub(super) const BODY_MAX: usize = 30_000_000;
/// Bytes of a text.
const TEXT_BYTES_MAX: usize = 100_000;
/// Fields of a form.
const FIELDS_MAX: usize = 60;
/// Letters of a declared type.
const TYPE_MAX: usize = 100;

/// A form that was read.
pub(super) struct Received {
    /// Its texts.
    pub(super) sent: Sent,
    /// Its files that may be kept.
    pub(super) files: Vec<Upload>,
    /// What is wrong with the others.
    pub(super) problem: Option<Message>,
}

/// A file, not yet kept.
pub(super) struct Upload {
    name: String,
    declared: String,
    bytes: Vec<u8>,
}

/// Reads a form to its end; a file that is too large is read and let go, so that the other fields come back filled.
pub(super) async fn read(mut form: Multipart) -> Result<Received, Failure> {
    let (mut texts, mut files, mut problem, mut count) = (Vec::new(), Vec::new(), None, 0);
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        count += 1;
        if count > FIELDS_MAX {
            return Err(Failure::too_large());
        }
        let Some(given) = field.file_name().map(str::to_owned) else {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(bytes) = within(field, TEXT_BYTES_MAX).await? else { return Err(Failure::too_large()) };
            texts.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        };
        let declared: String = field.content_type().unwrap_or_default().chars().take(TYPE_MAX).collect();
        let bytes = within(field, FILE_BYTES_MAX).await?;
        let name = mail::safe_file_name(&given, "fichier");
        match bytes {
            // No file was chosen.
            Some(bytes) if bytes.is_empty() => {}
            None => problem = Some(message("files-too-large").with("name", name)),
            Some(_) if files.len() == FILES_MAX => problem = Some(message("files-too-many")),
            Some(bytes) => {
                let found = infer::get(&bytes).map(|it| it.mime_type());
                if file_check::is_dangerous(&name, &declared, found) {
                    problem = Some(message("files-refused").with("name", name));
                } else {
                    files.push(Upload { name, declared, bytes });
                }
            }
        }
    }
    let mut written = form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(texts);
    Ok(Received { sent: Sent::of(&written.finish()), files, problem })
}

/// The bytes of a field; `None`: there are more.
async fn within(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    let mut bytes = Vec::new();
    let mut is_within = true;
    while let Some(chunk) = field.chunk().await.map_err(|it| broken(&it))? {
        is_within &= bytes.len() + chunk.len() <= most;
        if is_within {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(is_within.then_some(bytes))
}

/// The connection broke, or all is too large.
fn broken(error: &MultipartError) -> Failure {
    tracing::info!(%error, "a form with files stopped before its end");
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message("files-all-too-large"))
        }
        status => Failure::new(status, message("files-broken")),
    }
}

/// Keeps files, and gives what a contact says of them.
pub(super) async fn keep(files: &dyn Files, uploads: Vec<Upload>) -> Result<Vec<Attachment>, FilesError> {
    let mut kept = Vec::with_capacity(uploads.len());
    for (place, upload) in (0..).zip(uploads) {
        let found_type = infer::get(&upload.bytes).map(|it| it.mime_type().to_owned());
        let bytes = upload.bytes.len() as u64;
        let content_key = files.keep(upload.bytes).await?;
        kept.push(Attachment {
            place,
            name: upload.name,
            declared_type: upload.declared,
            found_type,
            bytes,
            content_key,
            content_id: None,
            is_inline: false,
            verdict: FileVerdict::Sound,
        });
    }
    Ok(kept)
}
