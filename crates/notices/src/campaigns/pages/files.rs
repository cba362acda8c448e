//! What a campaign gives back as files: the lines that cannot leave, and what became of each.

use axum::{extract::Path, response::Response};
use kernel::{formula::harmless, spreadsheet};
use serde_json::json;
use site::{Failure, Shell, file};

use super::{super::store, own};
use crate::pages::common::{Reader, state_said, why_said};

/// Lines that are read at a time.
const STEP: i64 = 2_000;
const KIND: &str = "text/csv; charset=utf-8";

/// A table for spreadsheets, being written.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn new(shell: &Shell) -> Self {
        let mut writer = csv::WriterBuilder::new();
        writer.delimiter(spreadsheet::separator(shell.lang())).flexible(true);
        Self(writer.from_writer(spreadsheet::MARK.as_bytes().to_vec()))
    }

    fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        let cells = cells.into_iter().map(|it| harmless(it).into_owned());
        self.0.write_record(cells).map_err(|error| broken(&error))
    }

    fn saved(self, name: &str) -> Result<Response, Failure> {
        let bytes = self.0.into_inner().map_err(|error| broken(error.error()))?;
        Ok(file::saved(KIND, name, bytes))
    }
}

/// The name of a file of a campaign; a campaign is often called as the file of its list.
fn name(campaign: &str, what: &str) -> String {
    let campaign = campaign.trim_end_matches(".csv").trim_end_matches(".CSV");
    format!("{campaign} - {what}.csv")
}

fn broken(error: &dyn std::error::Error) -> Failure {
    tracing::error!(%error, "a table was not written");
    Failure::our_fault()
}

/// `GET /messages/campagnes/{id}/rejets`: line, column, reason, and the row as it came.
pub(super) async fn rejects(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    reader.tell(&shell, &mut tx, "notice.campaign.export", &id, json!({ "what": "rejects" })).await?;
    tx.commit().await?;
    let mut sheet = Sheet::new(&shell);
    let heads = ["campaign-head-line", "campaign-head-column", "campaign-head-reason"].map(|it| shell.t(it));
    let titles = whole.campaign.titles.iter().map(String::as_str);
    sheet.row(heads.iter().map(String::as_str).chain(titles))?;
    let mut after = i64::MIN;
    loop {
        // Each step in a transaction of its own: a long file holds nobody up.
        let mut tx = shell.site().db().read().await?;
        let faults = store::faults(&mut tx, whole.campaign.id, after, STEP).await?;
        drop(tx);
        let Some(last) = faults.last() else { break };
        after = last.line;
        for it in &faults {
            let line = it.line.to_string();
            let head = [line.as_str(), &it.column, it.why.say(shell.lang())];
            sheet.row(head.into_iter().chain(it.cells.iter().map(String::as_str)))?;
        }
    }
    sheet.saved(&name(&whole.campaign.name, &shell.t("campaign-file-rejects")))
}

/// `GET /messages/campagnes/{id}/resultats`: what became of each line.
pub(super) async fn outcomes(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    reader.tell(&shell, &mut tx, "notice.campaign.export", &id, json!({ "what": "outcomes" })).await?;
    tx.commit().await?;
    let mut sheet = Sheet::new(&shell);
    let heads = [
        "campaign-head-line",
        "campaign-head-to",
        "campaign-head-state",
        "campaign-head-reason",
        "campaign-head-due",
        "campaign-head-sent",
        "campaign-head-done",
    ]
    .map(|it| shell.t(it));
    sheet.row(heads.iter().map(String::as_str))?;
    let medium = Some(whole.template.medium);
    let mut after = i64::MIN;
    loop {
        let mut tx = shell.site().db().read().await?;
        let outcomes = store::outcomes(&mut tx, &whole.campaign, after, STEP).await?;
        drop(tx);
        let Some(last) = outcomes.last() else { break };
        after = last.line;
        for it in &outcomes {
            let (state, why) = match (&it.fault, it.state) {
                (Some((_, why)), _) => {
                    (shell.t("campaign-outcome-refused"), why.say(shell.lang()).to_owned())
                }
                (None, Some(state)) => {
                    let why = it.why.map(|it| why_said(&shell, medium, it).0).unwrap_or_default();
                    (state_said(&shell, medium, state).0, why)
                }
                (None, None) => (shell.t("campaign-outcome-waiting"), String::new()),
            };
            let at =
                |it: Option<jiff::Timestamp>| it.map(|it| shell.figures().instant(it)).unwrap_or_default();
            let cells = [
                it.line.to_string(),
                it.recipient.replace('\n', ", "),
                state,
                why,
                at(it.due_at),
                at(it.sent_at),
                at(it.done_at),
            ];
            sheet.row(cells.iter().map(String::as_str))?;
        }
    }
    sheet.saved(&name(&whole.campaign.name, &shell.t("campaign-file-outcomes")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_its_campaign_whose_name_may_be_that_of_a_file() {
        for campaign in ["rentrée", "rentrée.csv", "rentrée.CSV"] {
            assert_eq!(name(campaign, "lignes écartées"), "rentrée - lignes écartées.csv");
        }
    }
}
