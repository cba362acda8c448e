//! Who is behind an address: answered by whoever knows usagers (the requests, in this product).

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use kernel::PartnerCode;
use register::{StoreError, Tx};

use crate::address::{Address, Medium};

/// What is asked of [`People`].
pub type Asked<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A usager as notices need them. All that was merged into them is them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What names them for good: the id of the person that they were found to be.
    pub id: String,
    /// Ids of people who were found to be the same.
    pub merged: Vec<String>,
    /// How the partner's other systems name them; the contact log knows them by this, else by `id`.
    pub external_id: Option<String>,
    /// As they want to be called; may be empty.
    pub name: String,
    /// `fr`, `en` …
    pub language: String,
    /// The medium that they prefer.
    pub preferred: Option<Medium>,
    /// Where they can be reached.
    pub addresses: Vec<Address>,
}

impl Person {
    /// The first address of a medium.
    pub fn address(&self, medium: Medium) -> Option<&Address> {
        self.addresses.iter().find(|it| it.medium() == medium)
    }
}

/// Whom a program or a file tells of: whatever it knows of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// How the partner's other systems name them.
    pub external_id: Option<String>,
    /// As they want to be called.
    pub name: Option<String>,
    /// Where they can be reached.
    pub addresses: Vec<Address>,
    /// `fr`, `en` …
    pub language: Option<String>,
}

/// Knows usagers, and what their requests may be about.
pub trait People: Send + Sync {
    /// Who has this address; `None`: nobody known, or several people.
    fn at<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        address: &'a Address,
    ) -> Asked<'a, Option<Person>>;

    /// [`Self::at`] for each of several addresses, in their order.
    fn at_each<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        addresses: &'a [&'a Address],
    ) -> Asked<'a, Vec<Option<Person>>> {
        Box::pin(async move {
            let mut found = Vec::with_capacity(addresses.len());
            for address in addresses {
                found.push(self.at(tx, partner, address).await?);
            }
            Ok(found)
        })
    }

    /// A person by the id of [`Person::id`], one of [`Person::merged`], or the partner's own name for them.
    fn named<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        name: &'a str,
    ) -> Asked<'a, Option<Person>>;

    /// The person that a program tells of, made known if nobody is.
    fn meet<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        who: &'a Who,
        now: jiff::Timestamp,
    ) -> Asked<'a, Person>;

    /// How a partner names the reasons of requests, by their codes; codes that it did not name are left out.
    fn reasons<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _partner: &'a PartnerCode,
    ) -> Asked<'a, BTreeMap<String, String>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }
}

/// Knows nobody: each address is a person of its own, whose name is the address's key.
#[derive(Debug, Clone, Copy, Default)]
pub struct Strangers;

impl People for Strangers {
    fn at<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode, _: &'a Address) -> Asked<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn named<'a>(&'a self, _: &'a mut Tx, _: &'a PartnerCode, _: &'a str) -> Asked<'a, Option<Person>> {
        Box::pin(async { Ok(None) })
    }

    fn meet<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a PartnerCode,
        who: &'a Who,
        _: jiff::Timestamp,
    ) -> Asked<'a, Person> {
        let who = who.clone();
        Box::pin(async move {
            Ok(Person {
                id: who.external_id.clone().unwrap_or_default(),
                merged: Vec::new(),
                external_id: who.external_id,
                name: who.name.unwrap_or_default(),
                language: who.language.unwrap_or_else(|| "fr".to_owned()),
                preferred: None,
                addresses: who.addresses,
            })
        })
    }
}
