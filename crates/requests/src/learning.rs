//! Causes learned from a partner's own coding: the model is made again as requests are closed, and kept in the register.
//!
//! Start with [`learn_due`], which the work beside the pages calls; [`model`] is what the closing of a request asks. What is learned
//! stays on this instance and in this partner's rows; it holds counts of stems as numbers, no word.
//!
//! **Invariant:** where there is no model, too few examples, or a model that cannot be read, the coding rule proposes alone.

use jiff::{SignedDuration, Timestamp};
use kernel::{Direction, PartnerCode};
use register::{Db, StoreError, Tx};

use crate::{
    handling::House,
    rules::{
        Text,
        coding::Facts,
        suggest::{EXAMPLES_MIN, Example, Model},
    },
    store::{
        self, contacts, requests,
        suggestions::{self, Kept},
    },
    story,
};

/// Closed requests from which one learns, the latest: about a year of a small service, some weeks of a large one.
const EXAMPLES_MAX: i64 = 1_000;
/// Bytes of a model as it is kept: it is read with each page that closes a request.
const MODEL_BYTES_MAX: usize = 600_000;
/// So many requests that were closed since make a new model worth its work.
const NEW_MIN: u64 = 25;
/// With fewer, it is made again each night.
const AGE_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What was learned for a partner; an empty model, and a line in the log, where it cannot be read.
pub async fn model(tx: &mut Tx, partner: &PartnerCode) -> Result<(Option<i64>, Model), StoreError> {
    let Some((version, text)) = suggestions::model(tx, partner).await? else {
        return Ok((None, Model::default()));
    };
    match serde_json::from_str::<Model>(&text) {
        Ok(model) => Ok((Some(version), model)),
        Err(error) => {
            tracing::warn!(%partner, version, %error, "a model of causes cannot be read: the rule proposes alone");
            Ok((None, Model::default()))
        }
    }
}

/// Learns anew for each partner that closed enough requests since the last time; gives for how many.
pub async fn learn_due(db: &Db, now: Timestamp) -> Result<usize, StoreError> {
    let mut tx = db.read().await?;
    let partners = suggestions::partners(&mut tx).await?;
    drop(tx);
    let mut learned = 0;
    for partner in partners {
        let mut tx = db.read().await?;
        let last = suggestions::last(&mut tx, &partner).await?;
        let since = last.map_or(Timestamp::UNIX_EPOCH, |it| it.until);
        let new = suggestions::closed_since(&mut tx, &partner, since, NEW_MIN).await?;
        drop(tx);
        let is_old = last.is_none_or(|it| now - AGE_MAX >= it.at);
        if new >= NEW_MIN || (new > 0 && is_old) {
            learned += usize::from(learn(db, &partner, now).await?);
        }
    }
    Ok(learned)
}

/// Learns anew for one partner. `false`: too few of its requests are coded.
pub async fn learn(db: &Db, partner: &PartnerCode, now: Timestamp) -> Result<bool, StoreError> {
    let mut tx = db.read().await?;
    let house = House::read(&mut tx, partner).await?;
    let coded = suggestions::coded(&mut tx, partner, EXAMPLES_MAX).await?;
    let Some(until) = coded.first().map(|it| it.closed_at) else { return Ok(false) };
    let mut examples: Vec<(Text, Facts, String)> = Vec::with_capacity(coded.len());
    for it in &coded {
        if let Some((text, facts)) = read(&mut tx, &house, it).await? {
            examples.push((text, facts, it.cause.clone()));
        }
    }
    drop(tx);
    let (text, count) = loop {
        if examples.len() < EXAMPLES_MIN as usize {
            return Ok(false);
        }
        let all = examples.iter();
        let model = Model::learn(all.map(|(text, facts, code)| Example { text, facts: *facts, code }));
        let text = store::written(&model);
        if text.len() <= MODEL_BYTES_MAX {
            break (text, model.examples());
        }
        // Too large: the older half goes.
        examples.truncate(examples.len() / 2);
    };
    let mut tx = db.write().await?;
    suggestions::keep_model(&mut tx, partner, (&text, count, until), now).await?;
    tx.commit().await?;
    tracing::info!(%partner, examples = count, bytes = text.len(), "causes were learned anew");
    Ok(true)
}

/// The words and facts of a closed request, as they were when it waited. `None`: nothing is left of it.
async fn read(tx: &mut Tx, house: &House, coded: &Kept) -> Result<Option<(Text, Facts)>, StoreError> {
    let of_request = contacts::of_request(tx, coded.request).await?;
    let last = of_request.iter().rev().find(|it| it.direction == Direction::Inbound);
    let Some(last) = last else { return Ok(None) };
    if let Some(facts) = coded.facts {
        return Ok(Some((story::words(last), facts)));
    }
    // Closed before facts were kept, or without the page that shows them.
    let Some(request) = requests::find(tx, &house.partner, coded.request).await? else { return Ok(None) };
    Ok(Some(story::when_it_waited(tx, house, &request).await?))
}
