//! A file from a browser to the disk: streamed, whole or not at all.

use std::path::Path;

use axum::{
    extract::{Multipart, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use register::audit;
use serde_json::json;
use site::{Failure, Going, Shell, file::plain_name};
use tokio::{
    fs::OpenOptions,
    io::{AsyncWriteExt as _, BufWriter},
};

use super::{Plan, Upload, UploadId, UploadState, Workplace, sql};
use crate::{Observatory, desk::blocking, number, pages::own_partner, words::message};

/// Bytes gathered before they go to the disk.
const BUFFER: usize = 1_000_000;

/// `POST /imports`: takes the first file of the form, then leads to the explanation of its columns.
pub async fn receive(
    State(observatory): State<Observatory>,
    shell: Shell,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let workplace = observatory.workplace();
    let partner = own_partner(&shell)?;
    let account = shell.signed_in()?;
    let now = shell.site().clock().now();
    let id = UploadId::new(now);
    let mut received = None;
    while let Some(field) = form.next_field().await.map_err(|it| broken(&it))? {
        let Some(name) = field.file_name().map(str::to_owned).filter(|it| !it.is_empty()) else { continue };
        let bytes = match store(workplace, id, field, &shell).await {
            Ok(bytes) => bytes,
            Err(failure) => {
                workplace.forget(id).await;
                return Err(failure);
            }
        };
        received = Some((name, bytes));
        break;
    }
    let Some((name, bytes)) = received else {
        return Err(Failure::bad_request(message("upload-no-file")));
    };
    if bytes == 0 {
        workplace.forget(id).await;
        return Err(Failure::bad_request(message("upload-empty").with("name", name)));
    }
    let upload = Upload {
        id,
        partner,
        created_by: account.actor(),
        file_name: plain_name(&name),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        plan: Plan::default(),
        state: UploadState::Received,
        job: None,
        created_at: now,
    };
    let recorded = record(&shell, &upload).await;
    if recorded.is_err() {
        workplace.forget(id).await;
    }
    recorded?;
    Ok(Going::to(format!("/imports/{id}")).into_response())
}

async fn record(shell: &Shell, upload: &Upload) -> Result<(), Failure> {
    let site = shell.site();
    let mut tx = site.db().write().await?;
    sql::record(&mut tx, upload).await?;
    let entry = audit::Entry {
        actor: &upload.created_by,
        action: "import.upload",
        object: &upload.id.to_string(),
        partner: Some(&upload.partner),
        detail: json!({ "bytes": upload.bytes }),
    };
    audit::tell(&mut tx, entry, site.clock().now()).await?;
    Ok(tx.commit().await?)
}

/// Writes the field's bytes to the upload's file, synced.
async fn store(
    workplace: &Workplace,
    id: UploadId,
    mut field: axum::extract::multipart::Field<'_>,
    shell: &Shell,
) -> Result<u64, Failure> {
    let path = workplace.file(id);
    let disk = |error| disk_failure(&path, &error);
    if let Some(folder) = path.parent() {
        let folder = folder.to_owned();
        blocking(move || kernel::private::folder().create(folder)).await?.map_err(disk)?;
    }
    let file = OpenOptions::from(kernel::private::file()).create_new(true).open(&path).await;
    let mut file = BufWriter::with_capacity(BUFFER, file.map_err(disk)?);
    let mut bytes = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|it| broken(&it))? {
        bytes += chunk.len() as u64;
        if bytes > workplace.bytes_max {
            let limit = number::bytes(shell.lang(), workplace.bytes_max);
            return Err(Failure::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                message("upload-too-large").with("limit", limit),
            ));
        }
        file.write_all(&chunk).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)?;
    file.get_ref().sync_all().await.map_err(disk)?;
    Ok(bytes)
}

fn disk_failure(path: &Path, error: &std::io::Error) -> Failure {
    tracing::error!(%error, path = %path.display(), "an upload could not be written");
    match error.kind() {
        std::io::ErrorKind::StorageFull
        | std::io::ErrorKind::QuotaExceeded
        | std::io::ErrorKind::FileTooLarge => {
            Failure::new(StatusCode::INSUFFICIENT_STORAGE, message("upload-disk-full"))
        }
        _ => Failure::our_fault(),
    }
}

/// The connection broke, or the form is not one of ours.
fn broken(error: &MultipartError) -> Failure {
    tracing::info!(%error, "an upload stopped before its end");
    Failure::new(error.status(), message("upload-broken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such() {
        let failure = disk_failure(Path::new("x"), &std::io::Error::from(std::io::ErrorKind::StorageFull));
        assert_eq!(failure.status(), StatusCode::INSUFFICIENT_STORAGE);
        assert!(failure.detail().is_some_and(|it| it.say(kernel::Lang::Fr).contains("disque")));
    }
}
