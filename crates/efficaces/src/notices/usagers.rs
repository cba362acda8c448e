//! Who usagers are: notices ask the shared inbox.

use std::collections::{BTreeMap, HashMap, HashSet};

use ::notices::{
    address::{Address, Medium},
    people::{Asked, People, Person, Who},
};
use jiff::Timestamp;
use kernel::{Channel, PartnerCode};
use register::{StoreError, Tx};
use requests::{
    Usager, UsagerId,
    meeting::{self, Told},
    store::{teams, usagers},
    usager::{Way, WayKind},
};

/// Usagers, as the shared inbox knows them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usagers;

impl People for Usagers {
    fn at<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        address: &'a Address,
    ) -> Asked<'a, Option<Person>> {
        Box::pin(async move {
            let Some(way) = way_of(address) else { return Ok(None) };
            let mut found = usagers::by_way(tx, partner, &way).await?;
            match (found.pop(), found.is_empty()) {
                (Some(usager), true) => person(tx, usager).await.map(Some),
                _ => Ok(None),
            }
        })
    }

    fn at_each<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        addresses: &'a [&'a Address],
    ) -> Asked<'a, Vec<Option<Person>>> {
        Box::pin(async move {
            let ways: Vec<Option<Way>> = addresses.iter().map(|it| way_of(it)).collect();
            let mut values: HashMap<WayKind, Vec<String>> = HashMap::new();
            for way in ways.iter().flatten() {
                values.entry(way.kind).or_default().push(way.value.clone());
            }
            // Most addresses lead to nobody: one question for all of them.
            let mut known = HashSet::new();
            for (kind, values) in &values {
                let found = usagers::known_ways(tx, partner, (*kind, values)).await?;
                known.extend(found.into_iter().map(|it| (*kind, it)));
            }
            let mut found = Vec::with_capacity(addresses.len());
            for (address, way) in addresses.iter().zip(ways) {
                let is_known = way.is_some_and(|it| known.contains(&(it.kind, it.value)));
                found.push(if is_known { self.at(tx, partner, address).await? } else { None });
            }
            Ok(found)
        })
    }

    fn named<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        name: &'a str,
    ) -> Asked<'a, Option<Person>> {
        Box::pin(async move {
            let found = match name.parse::<UsagerId>() {
                Ok(id) => usagers::find(tx, partner, id).await?,
                Err(_) => usagers::by_external(tx, partner, name).await?,
            };
            let Some(found) = found else { return Ok(None) };
            let standing = usagers::standing(tx, found).await?;
            person(tx, standing).await.map(Some)
        })
    }

    fn meet<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
        who: &'a Who,
        now: Timestamp,
    ) -> Asked<'a, Person> {
        Box::pin(async move {
            let told = Told {
                external_id: who.external_id.clone(),
                name: who.name.clone().unwrap_or_default(),
                ways: who.addresses.iter().filter_map(way_of).collect(),
                language: who.language.as_deref().and_then(meeting::language),
            };
            let usager = meeting::meet(tx, partner, &told, now).await?;
            // What their own system says of how to reach them is added to what is known.
            for way in &told.ways {
                usagers::add_way(tx, &usager, way, now).await?;
            }
            person(tx, usager).await
        })
    }

    fn reasons<'a>(
        &'a self,
        tx: &'a mut Tx,
        partner: &'a PartnerCode,
    ) -> Asked<'a, BTreeMap<String, String>> {
        Box::pin(async move {
            let reasons = teams::reasons(tx, partner).await?;
            Ok(reasons.into_iter().map(|it| (it.code, it.name)).collect())
        })
    }
}

/// The way to reach somebody that an address is; `None`: it is none.
pub(super) fn way_of(address: &Address) -> Option<Way> {
    match address.medium() {
        Medium::Sms => Way::phone(address.text()),
        Medium::Email => Way::email(address.text()),
        Medium::Letter => Way::post(address.text()),
    }
}

/// The address that a way is; `None`: no notice goes there.
fn address_of(way: &Way) -> Option<Address> {
    if way.is_dead {
        return None;
    }
    match way.kind {
        WayKind::Phone => sms::Number::read(&way.value)
            .ok()
            .filter(sms::Number::is_mobile)
            .map(|it| Address::kept(Medium::Sms, it.e164())),
        WayKind::Email => Some(Address::kept(Medium::Email, &way.shown)),
        WayKind::Post => Some(Address::kept(Medium::Letter, &way.shown)),
    }
}

async fn person(tx: &mut Tx, usager: Usager) -> Result<Person, StoreError> {
    let merged = usagers::merged(tx, usager.id).await?;
    let mut addresses: Vec<Address> = Vec::new();
    for id in [usager.id].into_iter().chain(merged.iter().copied()) {
        for address in usagers::ways(tx, id).await?.iter().filter_map(address_of) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
    }
    let preferred = match usager.preferred {
        Some(Channel::Sms | Channel::Phone) => Some(Medium::Sms),
        Some(Channel::Email | Channel::Web | Channel::App) => Some(Medium::Email),
        Some(Channel::Post) => Some(Medium::Letter),
        _ => None,
    };
    Ok(Person {
        id: usager.id.to_string(),
        merged: merged.iter().map(ToString::to_string).collect(),
        external_id: usager.external_id,
        name: usager.name,
        language: usager.language,
        preferred,
        addresses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    testkit::on_both! {
        async fn several_addresses_lead_where_each_does_alone(db: Db) {
            db.migrate(&[&register::MIGRATIONS, &requests::MIGRATIONS]).await.unwrap();
            let now = "2026-03-10T10:00:00Z".parse().unwrap();
            let ville: PartnerCode = "ville".parse().unwrap();
            let mut tx = db.write().await.unwrap();
            let partner = register::Partner { code: ville.clone(), name: "Ville".to_owned() };
            register::partner::save(&mut tx, &partner, now).await.unwrap();
            let address = |medium, text: &str| Address::read(medium, text).unwrap();
            let (zoe, shared) = (address(Medium::Sms, "06 12 34 56 78"), address(Medium::Email, "famille@exemple.fr"));
            for (name, ways) in [("A-17", vec![zoe.clone(), shared.clone()]), ("B-4", vec![shared.clone()])] {
                let who = Who { external_id: Some(name.to_owned()), addresses: ways, ..Who::default() };
                Usagers.meet(&mut tx, &ville, &who, now).await.unwrap();
            }
            let nobody = address(Medium::Sms, "06 98 76 54 32");
            let asked = [&nobody, &zoe, &shared, &zoe, &Address::kept(Medium::Letter, "1 rue Haute\n31000 Toulouse")];
            let found = Usagers.at_each(&mut tx, &ville, &asked).await.unwrap();
            let names: Vec<_> = found.iter().map(|it| it.as_ref().and_then(|it| it.external_id.as_deref())).collect();
            assert_eq!(names, [None, Some("A-17"), None, Some("A-17"), None]);
            for (address, found) in asked.iter().zip(found) {
                assert_eq!(Usagers.at(&mut tx, &ville, address).await.unwrap(), found);
            }
            assert_eq!(Usagers.named(&mut tx, &ville, "A-17\0").await.unwrap(), None);
            let odd = Address::kept(Medium::Letter, "1 rue\0Haute\n31000 Toulouse");
            assert_eq!(Usagers.at_each(&mut tx, &ville, &[&odd]).await.unwrap(), [None]);
            let elsewhere = Usagers.at_each(&mut tx, &"caf".parse().unwrap(), &asked).await.unwrap();
            assert_eq!(elsewhere, vec![None; 5]);
        }
    }
}
