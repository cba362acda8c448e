//! Forms with files, on both sides: read within their limits, checked, kept.
//!
//! **Invariant:** there is one policy for what people hand in, whoever they are: its limits stand here, what may not be opened in
//! [`file_check`], which judges attachments of messages too.

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use kernel::Message;
use site::{Failure, Sent, Shell};

use crate::{
    Files, FilesError, antivirus,
    contact::{Attachment, FileVerdict, Unchecked, VirusCheck},
    rules::file_check,
    words::message,
};

/// Files of one form.
pub(crate) const FILES_MAX: usize = 10;
/// Bytes of one file: a page photographed by a telephone has four million, and the mail servers of others let ten through.
pub(crate) const FILE_BYTES_MAX: usize = 10_000_000;
/// Bytes of a whole form: [`FILES_MAX`] files as large as they may be would not leave by mail.
pub(crate) const FORM_BYTES_MAX: usize = 25_000_000;
/// Bytes of a text.
const TEXT_BYTES_MAX: usize = 200_000;
/// Fields of a form.
const FIELDS_MAX: usize = 100;
/// Letters of a declared type.
const TYPE_MAX: usize = 100;
/// What is neither declared nor found.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A form that was read.
pub(crate) struct Received {
    /// Its texts, their lines ended as we end them.
    pub(crate) sent: Sent,
    /// Its files that may be kept.
    pub(crate) files: Vec<Upload>,
    /// What is wrong with the others.
    pub(crate) problem: Option<Message>,
}

/// A file, not yet kept.
pub(crate) struct Upload {
    name: String,
    declared: String,
    found: Option<&'static str>,
    bytes: Vec<u8>,
    virus: VirusCheck,
}

/// What people may hand in, in words.
pub(crate) fn hint(shell: &Shell) -> String {
    let megabytes = (FILE_BYTES_MAX / 1_000_000) as u64;
    shell.t_with("files-hint", &[("n", (FILES_MAX as u64).into()), ("megabytes", megabytes.into())])
}

/// Reads a form to its end; a file that is too large is read and let go, so that the other fields come back filled.
pub(crate) async fn read(form: Multipart, kept_in: &dyn Files) -> Result<Received, Failure> {
    let mut received = read_unlooked(form).await?;
    look(&mut received, kept_in).await;
    Ok(received)
}

async fn read_unlooked(mut form: Multipart) -> Result<Received, Failure> {
    let (mut texts, mut files, mut problem, mut count) = (Vec::new(), Vec::new(), None, 0);
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        count += 1;
        if count > FIELDS_MAX {
            return Err(Failure::too_large());
        }
        let Some(given) = field.file_name().map(str::to_owned) else {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(bytes) = within(field, TEXT_BYTES_MAX).await? else { return Err(Failure::too_large()) };
            texts.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
            continue;
        };
        let declared: String = field.content_type().unwrap_or_default().chars().take(TYPE_MAX).collect();
        let name = mail::safe_file_name(&given, "fichier");
        match within(field, FILE_BYTES_MAX).await? {
            // A browser sends an empty file where none was chosen.
            Some(bytes) if bytes.is_empty() => {}
            None => {
                let megabytes = (FILE_BYTES_MAX / 1_000_000) as u64;
                problem = Some(message("files-too-large").with("name", name).with("megabytes", megabytes));
            }
            Some(_) if files.len() == FILES_MAX => {
                problem = Some(message("files-too-many").with("n", FILES_MAX as u64));
            }
            Some(bytes) => {
                let found = infer::get(&bytes).map(|it| it.mime_type());
                if file_check::is_dangerous(&name, &declared, found) {
                    problem = Some(message("files-refused").with("name", name));
                } else {
                    files.push(Upload { name, declared, found, bytes, virus: VirusCheck::default() });
                }
            }
        }
    }
    let mut written = form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(texts);
    Ok(Received { sent: Sent::of(&written.finish()), files, problem })
}

/// Lets the antivirus look at all files; those in which it finds something are let go.
async fn look(received: &mut Received, kept_in: &dyn Files) {
    let no_answer = VirusCheck::Unchecked(Unchecked::NoAnswer);
    let mut is_there = true;
    for file in &mut received.files {
        // Whoever sends ten files does not wait ten times for an antivirus that is not there.
        file.virus = if is_there { antivirus::look(kept_in, &file.bytes).await } else { no_answer.clone() };
        is_there &= file.virus != no_answer;
        if file.virus.is_infected() {
            received.problem = Some(message("files-infected").with("name", file.name.clone()));
        }
    }
    received.files.retain(|it| !it.virus.is_infected());
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

/// Keeps the bytes of files, and gives what a contact says of them; the register learns of them in the transaction of that contact.
pub(crate) async fn keep(files: &dyn Files, uploads: Vec<Upload>) -> Result<Vec<Attachment>, FilesError> {
    let mut kept = Vec::with_capacity(uploads.len());
    for (place, upload) in (0..).zip(uploads) {
        let Upload { name, declared, found, bytes, virus } = upload;
        let size = bytes.len() as u64;
        let content_key = files.keep(bytes).await?;
        // What a browser does not know it declares as nothing, or as bytes.
        let declared_type =
            if declared.is_empty() { found.unwrap_or(UNKNOWN_TYPE).to_owned() } else { declared };
        kept.push(Attachment {
            place,
            name,
            declared_type,
            found_type: found.map(str::to_owned),
            bytes: size,
            content_key,
            content_id: None,
            is_inline: false,
            verdict: FileVerdict::Sound,
            virus,
            released: None,
        });
    }
    Ok(kept)
}
