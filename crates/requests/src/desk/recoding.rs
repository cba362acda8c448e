//! The second coding: some closed requests get their cause again, from somebody who does not see the first one.

use std::collections::HashMap;

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use kernel::{Cause, Direction};
use serde_json::json;
use site::{Failure, Going, Sent, Shell};

use super::{
    closing::{self, Family},
    common::{Reader, channel_name},
    style,
};
use crate::{
    request::RequestId,
    store::{codings, contacts, requests},
};

/// Pairs of causes below which an agreement is not shown: it would be chance.
const PAIRS_MIN: usize = 30;

struct Told {
    about: String,
    body: String,
}

#[derive(Template)]
#[template(path = "desk_recoding.html")]
struct RecodingPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    request: Option<String>,
    subject: String,
    told: Vec<Told>,
    families: Vec<Family>,
    waiting: String,
    agreement: Option<String>,
}

/// `GET /demandes/relecture`
pub(super) async fn show(shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let next = codings::next(&mut tx, &reader.partner, reader.id).await?;
    let mut page = RecodingPage {
        style: style::SHEET.address(),
        request: None,
        subject: String::new(),
        told: Vec::new(),
        families: closing::families(&shell),
        waiting: shell.t1(
            "desk-recoding-waiting",
            "count",
            codings::waiting(&mut tx, &reader.partner, reader.id).await?,
        ),
        agreement: None,
        shell: &shell,
    };
    if reader.is_manager {
        page.agreement = Some(agreement(&shell, &codings::pairs(&mut tx, &reader.partner).await?));
    }
    if let Some(id) = next {
        let request = requests::find(&mut tx, &reader.partner, id).await?.ok_or_else(Failure::our_fault)?;
        page.request = Some(id.to_string());
        page.subject = request.subject;
        for it in contacts::of_request(&mut tx, id).await? {
            let key = if it.direction == Direction::Inbound { "desk-from-usager" } else { "desk-to-usager" };
            let args = [
                ("channel", channel_name(&shell, it.channel).into()),
                ("at", shell.figures().instant(it.at).into()),
                ("subject", it.subject.into()),
            ];
            page.told.push(Told { about: shell.t_with(key, &args), body: it.body });
        }
        let detail = json!({ "recoding": true });
        shell.tell(&mut tx, "request.read", &id.to_string(), Some(&reader.partner), detail).await?;
    }
    tx.commit().await?;
    Ok(shell
        .page(shell.t("desk-recoding"))
        .crumb(shell.t("desk-title"), super::PATH)
        .lead(shell.t("desk-recoding-lead"))
        .render(&page))
}

/// `POST /demandes/relecture`: the second cause.
pub(super) async fn code(shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let id: RequestId = sent.text("demande").parse().map_err(|_| Failure::not_found())?;
    let here = || Going::to(format!("{}/relecture", super::PATH));
    let Some(cause) = closing::known(sent.text("cause")) else {
        return Ok(here().problem(shell.t("desk-close-no-cause")).into_response());
    };
    let mut tx = shell.site().db().write().await?;
    if !codings::code(&mut tx, (&reader.partner, id), &cause, reader.id, shell.now()).await? {
        return Err(Failure::not_found());
    }
    let detail = json!({ "cause": cause.code() });
    shell.tell(&mut tx, "request.recode", &id.to_string(), Some(&reader.partner), detail).await?;
    tx.commit().await?;
    Ok(here().done(shell.t("desk-recoded")).into_response())
}

/// How far two readers agree, in words.
fn agreement(shell: &Shell, pairs: &[(Cause, Cause)]) -> String {
    let count = pairs.len() as u64;
    match kappa(pairs).filter(|_| pairs.len() >= PAIRS_MIN) {
        None => shell.t1("desk-agreement-few", "count", count),
        Some((share, kappa)) => shell.t_with(
            "desk-agreement",
            &[
                ("count", count.into()),
                ("share", shell.figures().share_with(share, 0).into()),
                ("kappa", shell.figures().number(kappa, 2).into()),
            ],
        ),
    }
}

/// The share of pairs that agree, and Cohen's kappa; `None` where both readers always say the same single cause, or nothing.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn kappa(pairs: &[(Cause, Cause)]) -> Option<(f64, f64)> {
    let total = pairs.len() as f64;
    let mut counts: HashMap<&str, (f64, f64)> = HashMap::new();
    for (first, second) in pairs {
        counts.entry(first.code()).or_default().0 += 1.0;
        counts.entry(second.code()).or_default().1 += 1.0;
    }
    let agreed = pairs.iter().filter(|(first, second)| first == second).count() as f64 / total;
    let by_chance: f64 = counts.values().map(|(first, second)| first * second / (total * total)).sum();
    let kappa = (agreed - by_chance) / (1.0 - by_chance);
    kappa.is_finite().then_some((agreed, kappa))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_measured_beyond_chance() {
        let pair = |first: &str, second: &str| (first.parse().unwrap(), second.parse().unwrap());
        let pairs = [pair("A1", "A1"), pair("A1", "A1"), pair("A2", "A2"), pair("A2", "A1")];
        let (share, kappa) = kappa(&pairs).unwrap();
        // By chance: 1/2·3/4 + 1/2·1/4 = 1/2; so (3/4 − 1/2) / (1/2) = 1/2.
        assert!((share - 0.75).abs() < 1e-12 && (kappa - 0.5).abs() < 1e-12);
        assert_eq!(super::kappa(&[pair("A1", "A1")]), None);
        assert_eq!(super::kappa(&[]), None);
    }
}
