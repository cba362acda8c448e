//! What an agent is told of a message that came by an ill-suited way, with the sentence to answer.
//!
//! **Invariant:** another way is named only where the log of the matter tells that it settles more often: the two intervals have nothing in common.

use channel_choice::{Basis, Estimate, Model, Situation};
use kernel::{Channel, Lang, PartnerCode};
use register::{StoreError, Tx};

use crate::{
    guide::{Guide, House},
    telling::in_sentence,
    usagers_side::Typed,
    way::Way,
    words::message,
};

/// Another way, for an agent and for the usager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Better {
    /// The way.
    pub channel: Channel,
    /// What the agent reads.
    pub hint: String,
    /// What they may answer.
    pub sentence: String,
}

/// The way that settles a reason most often, if clearly more often than the one by which a message came; said to the agent and to the usager in
/// their languages. With the site's `public_url` and an open page, the usager also gets the address of an advice of their own.
///
/// # Errors
///
/// [`StoreError`].
pub async fn better(
    guide: &Guide,
    tx: &mut Tx,
    (partner, reason, came_by): (&PartnerCode, &str, Channel),
    (agent, usager): (Lang, Lang),
    public_url: Option<&str>,
) -> Result<Option<Better>, StoreError> {
    let Some(house) = guide.house(tx, partner).await? else { return Ok(None) };
    let (_, learned) = guide.learned();
    let Some((here, there)) = found(&house, &learned, reason, came_by) else { return Ok(None) };
    let Some(way) = house.way(there.channel) else { return Ok(None) };
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let name = |lang| in_sentence(there.channel).say(lang);
    let hint = message("orientation-inbox-hint")
        .with("way", name(agent))
        .with("there", percent(there.settled))
        .with("here", percent(here.settled));
    let mut sentence = sentence(way, &name(usager), usager);
    if let Some(url) = public_url.filter(|_| house.setting.is_public) {
        let address = format!("{url}/aiguillage/{partner}?{}", Typed::from_inbox(reason));
        sentence.push(' ');
        sentence.push_str(&message("orientation-inbox-page").with("address", address).say(usager));
    }
    Ok(Some(Better { channel: there.channel, hint: hint.say(agent), sentence }))
}

/// What is known of the way by which it came, and of a better one.
fn found(house: &House, learned: &Model, reason: &str, came_by: Channel) -> Option<(Estimate, Estimate)> {
    let code = house.partner.code.as_str();
    let plain = Situation::default();
    let here = learned.estimate(code, reason, None, &plain, came_by)?;
    let channels: Vec<Channel> = house
        .ways
        .iter()
        .filter(|it| it.agents != Some(0))
        .map(|it| it.channel)
        .filter(|it| *it != came_by)
        .collect();
    let is_known = |it: &Estimate| it.basis == Basis::Own;
    let there = learned
        .estimates(code, reason, None, &plain, &channels)
        .into_iter()
        .filter(|it| is_known(it) && it.settled_low > here.settled_high)
        .max_by(|one, other| one.settled.total_cmp(&other.settled))?;
    is_known(&here).then_some((here, there))
}

/// What to answer.
fn sentence(way: &Way, name: &str, lang: Lang) -> String {
    let place = way.place.lines().collect::<Vec<_>>().join(", ");
    let key = match way.channel {
        _ if place.is_empty() => "orientation-inbox-other",
        Channel::Phone => "orientation-inbox-phone",
        Channel::Counter => "orientation-inbox-counter",
        Channel::Web | Channel::App => "orientation-inbox-web",
        _ => "orientation-inbox-other",
    };
    message(key).with("place", place).with("way", name).say(lang)
}

#[cfg(test)]
mod tests {
    use testkit::on_both;

    use super::*;
    use crate::testing::{KNOWN, NEW, Scene};

    async fn told(scene: &Scene, partner: &str, reason: &str, came_by: Channel) -> Option<Better> {
        let mut tx = scene.guide.db().read().await.unwrap();
        let code = partner.parse().unwrap();
        let url = Some("https://contacts.example");
        better(&scene.guide, &mut tx, (&code, reason, came_by), (Lang::Fr, Lang::En), url).await.unwrap()
    }

    on_both! {
        async fn another_way_is_named_only_where_the_log_tells_that_it_settles_more_often(db: Db) {
            let scene = Scene::set(&db).await;
            let it = told(&scene, KNOWN, "suivi", Channel::Email).await.unwrap();
            assert_eq!(it.channel, Channel::Phone);
            assert!(it.hint.contains("le téléphone") && it.hint.contains("fois sur 100"), "{}", it.hint);
            assert!(it.sentence.contains("01 44 55 66 77") && it.sentence.contains("call"), "{}", it.sentence);
            let address = "https://contacts.example/aiguillage/VILLE?motif=suivi&depuis=boite";
            assert!(it.sentence.contains(address), "{}", it.sentence);
            assert_eq!(told(&scene, KNOWN, "suivi", Channel::Phone).await, None);
            assert_eq!(told(&scene, NEW, "suivi", Channel::Email).await, None, "it has no log");
            assert_eq!(told(&scene, KNOWN, "inconnu", Channel::Email).await, None);
        }
    }
}
