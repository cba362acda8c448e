//! Somebody of whom another program tells: found among those who are known, else made known.
//!
//! **Invariant:** a postal address leads to nobody, because it names a household; somebody whom the other system names otherwise is
//! somebody else.

use jiff::Timestamp;
use kernel::PartnerCode;
use register::{StoreError, Tx};

use crate::{
    store::usagers,
    usager::{Usager, Way, WayKind},
};

/// What a program tells of somebody.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// How that program names them.
    pub external_id: Option<String>,
    /// As they want to be called; may be empty.
    pub name: String,
    /// Where they can be reached.
    pub ways: Vec<Way>,
    /// A code of [`language`]; French if nothing is said.
    pub language: Option<String>,
}

/// A code of a language such as `fr`, `en`, `pt-br`, in small letters; `None`: the text is none.
pub fn language(given: &str) -> Option<String> {
    let is_code =
        (2..=8).contains(&given.len()) && given.bytes().all(|it| it.is_ascii_alphabetic() || it == b'-');
    is_code.then(|| given.to_ascii_lowercase())
}

/// The person whom a program tells of, as they stand today; they are recorded if nobody is known.
pub async fn meet(
    tx: &mut Tx,
    partner: &PartnerCode,
    told: &Told,
    now: Timestamp,
) -> Result<Usager, StoreError> {
    if let Some(external) = &told.external_id
        && let Some(found) = usagers::by_external(tx, partner, external).await?
    {
        return usagers::standing(tx, found).await;
    }
    for way in told.ways.iter().filter(|it| it.kind != WayKind::Post) {
        let mut known = usagers::by_way(tx, partner, way).await?;
        known.retain(|it| told.external_id.is_none() || it.external_id.is_none());
        if known.len() == 1
            && let Some(found) = known.pop()
        {
            return Ok(found);
        }
    }
    let mut usager = Usager::new(partner.clone(), &told.name, now);
    usager.external_id.clone_from(&told.external_id);
    if let Some(language) = &told.language {
        usager.language.clone_from(language);
    }
    usagers::record(tx, &usager).await?;
    for way in &told.ways {
        usagers::add_way(tx, &usager, way, now).await?;
    }
    Ok(usager)
}
