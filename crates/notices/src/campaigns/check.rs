//! Whether lines of a campaign can leave, before anything does.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};
use kernel::{Euro, Explain as _, Message};
use register::{StoreError, Tx};
use serde_json::Value;

use super::{
    Campaign, REFERENCE,
    sheet::{Row, plain},
    store,
};
use crate::{
    accept::{Door, Order, Refused, filled, moment, price_of},
    address::{Address, Medium},
    notice::Origin,
    pages::preview,
    reading,
    service::Service,
    template::{Lane, Template},
    words::message,
};

/// Lines that are checked in one step.
const STEP: i64 = 2_000;
/// A code like those of messages, for counting.
const CODE: &str = "XXXXXXXX";
/// Full hours that a forecast looks at.
const HOURS_MAX: usize = 24 * 400;
/// What the column of addresses may be called.
const ADDRESS_TITLES: [(Medium, &[&str]); 3] = [
    (
        Medium::Sms,
        &[
            "telephone",
            "numerodetelephone",
            "mobile",
            "portable",
            "tel",
            "numero",
            "phonenumber",
            "phone",
            "sms",
        ],
    ),
    (Medium::Email, &["email", "courriel", "mail", "adressemail", "adresseemail", "emailaddress", "mel"]),
    (Medium::Letter, &["adresse", "adressepostale", "address", "postaladdress"]),
];

/// What a template places that a list has to fill: what it cannot do without, and what it can.
pub type Places = (BTreeSet<String>, BTreeSet<String>);

/// Which column fills what, as far as titles tell; `""` is the address.
pub fn matched(titles: &[String], medium: Medium, (needed, optional): &Places) -> BTreeMap<String, usize> {
    let known: Vec<String> = titles.iter().map(|it| plain(it)).collect();
    let mut fills = BTreeMap::new();
    for name in needed.iter().chain(optional) {
        if let Some(place) = known.iter().position(|it| *it == plain(name)) {
            fills.insert(name.clone(), place);
        }
    }
    let names = ADDRESS_TITLES.iter().find(|it| it.0 == medium).map_or(&[][..], |it| it.1);
    let place = names.iter().find_map(|name| known.iter().position(|it| it == name));
    if let Some(place) = place {
        fills.insert(String::new(), place);
    }
    fills
}

/// What is still to be matched: names of a template, `""` for the address.
pub fn unmatched(fills: &BTreeMap<String, usize>, (needed, _): &Places) -> Vec<String> {
    let wanted = std::iter::once(String::new()).chain(needed.iter().cloned());
    wanted.filter(|it| !fills.contains_key(it)).collect()
}

/// A line as the order that it makes.
///
/// # Errors
///
/// The title of the column that is wrong, and what is wrong with it.
pub fn order(
    campaign: &Campaign,
    (service, template): (&Service, &Template),
    row: &Row,
) -> Result<Order, (String, Message)> {
    let cell = |place: Option<&usize>| place.and_then(|it| row.cells.get(*it)).map_or("", |it| it.trim());
    let title = |name: &str| {
        campaign.fills.get(name).and_then(|it| campaign.titles.get(*it)).cloned().unwrap_or_default()
    };
    let to: Address =
        reading::address(template.medium, cell(campaign.fills.get(""))).map_err(|why| (title(""), why))?;
    let mut personalisation = preview::known(service);
    for (name, place) in campaign.fills.iter().filter(|it| !it.0.is_empty() && *it.0 != REFERENCE) {
        let value = cell(Some(place));
        if !value.is_empty() {
            personalisation.insert(name.clone(), Value::String(value.to_owned()));
        }
    }
    let named = cell(campaign.fills.get(REFERENCE));
    let origin = campaign.key.map_or(Origin::Campaign(campaign.id), |it| Origin::Bulk(campaign.id, it));
    Ok(Order {
        personalisation,
        reference: if named.is_empty() { campaign.reference.clone() } else { Some(named.to_owned()) },
        key_kind: campaign.key_kind,
        ..Order::new(service.clone(), template.clone(), to, origin)
    })
}

/// What a line would leave as: its parts, and what it costs.
///
/// # Errors
///
/// The title of the column that is wrong, and what is wrong with it.
pub fn weighed(door: &Door, campaign: &Campaign, order: &Order) -> Result<(i64, Euro), (String, Message)> {
    let wrong = |refused: Refused| {
        let column = match &refused {
            Refused::Missing { names } => names.first().cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let title = campaign.fills.get(&column).and_then(|it| campaign.titles.get(*it)).cloned();
        (title.unwrap_or(column), refused.message())
    };
    let (language, text) = order.template.text("fr").ok_or_else(|| wrong(Refused::NoText))?;
    let site = door.site.as_deref();
    let ready =
        filled(order.to.medium(), (language, text), &order.personalisation, (site, CODE)).map_err(wrong)?;
    Ok((ready.segments, price_of(door, order.to.medium(), ready.segments)))
}

/// The check of a campaign, step by step: what it has found so far.
#[derive(Debug, Default)]
pub struct Checking {
    after: i64,
    known: HashSet<[u8; 32]>,
    good: i64,
    parts: i64,
    cost: Euro,
}

impl Checking {
    /// Checks the next lines of a campaign, all in the transaction; writes down those that cannot leave. `true`: there are more.
    ///
    /// # Errors
    ///
    /// The register's.
    pub async fn step(
        &mut self,
        tx: &mut Tx,
        door: &Door,
        campaign: &Campaign,
        both: (&Service, &Template),
    ) -> Result<bool, StoreError> {
        let rows = store::waiting(tx, campaign.id, self.after, STEP).await?;
        for row in &rows {
            match self.look(door, campaign, both, row) {
                Ok((parts, cost)) => {
                    self.good += 1;
                    self.parts += parts;
                    self.cost = self.cost + cost;
                }
                Err((column, why)) => {
                    store::fault(tx, campaign.id, row.line, (column.as_str(), &why)).await?;
                }
            }
        }
        if let Some(last) = rows.last() {
            self.after = last.line;
            return Ok(true);
        }
        store::checked(tx, campaign.id, (self.good, self.parts, self.cost)).await?;
        Ok(false)
    }

    fn look(
        &mut self,
        door: &Door,
        campaign: &Campaign,
        both: (&Service, &Template),
        row: &Row,
    ) -> Result<(i64, Euro), (String, Message)> {
        let order = order(campaign, both, row)?;
        let weight = weighed(door, campaign, &order)?;
        let bound = order.to.text().to_lowercase();
        if self.known.insert(*blake3::hash(bound.as_bytes()).as_bytes()) {
            Ok(weight)
        } else {
            let title = campaign.fills.get("").and_then(|it| campaign.titles.get(*it)).cloned();
            Err((title.unwrap_or_default(), message("campaign-fault-twice")))
        }
    }
}

/// When the last of so many messages leaves, if nothing else of the service's campaigns and rules is waiting: as fast as the service
/// allows, outside of its quiet hours.
pub fn forecast(service: &Service, lane: Lane, count: i64, from: Timestamp) -> Timestamp {
    if lane == Lane::Urgent {
        return from;
    }
    let mut at = moment::allowed(from, service.quiet);
    let Some(most) = service.hourly_max.map(|it| i64::from(it.max(1))) else { return at };
    let mut left = count;
    for _ in 0..HOURS_MAX {
        if left <= most {
            // The messages of an hour share it evenly.
            return at + SignedDuration::from_secs(3_600 * left.max(0) / most);
        }
        left -= most;
        at = moment::allowed(at + SignedDuration::from_hours(1), service.quiet);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{service::Quiet, testing};

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn columns_are_matched_by_their_titles_whatever_their_accents() {
        let titles = ["Prénom", "N° dossier", "Numéro de téléphone"].map(str::to_owned);
        let places = (names(&["prenom", "date"]), names(&[]));
        let fills = matched(&titles, Medium::Sms, &places);
        assert_eq!(fills.get("prenom"), Some(&0));
        assert_eq!(fills.get(""), Some(&2));
        assert_eq!(unmatched(&fills, &places), ["date"]);
        assert!(!matched(&titles, Medium::Email, &places).contains_key(""));
    }

    #[test]
    fn a_forecast_counts_the_hours_in_which_messages_leave() {
        let partner = "ville".parse().unwrap();
        let mut service = testing::service(&partner, "Aides");
        service.quiet = Quiet::USUAL;
        let tuesday: Timestamp = "2026-03-10T10:00:00Z".parse().unwrap();
        assert_eq!(forecast(&service, Lane::Normal, 10_000, tuesday), tuesday);
        service.hourly_max = Some(1_000);
        // Eleven o'clock: nine full hours before eight in the evening, then from eight in the morning on.
        assert_eq!(forecast(&service, Lane::Normal, 500, tuesday).to_string(), "2026-03-10T10:30:00Z");
        assert_eq!(forecast(&service, Lane::Normal, 10_000, tuesday).to_string(), "2026-03-11T08:00:00Z");
        assert_eq!(forecast(&service, Lane::Urgent, 10_000, tuesday), tuesday);
    }
}
