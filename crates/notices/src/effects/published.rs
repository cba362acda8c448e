//! Effects for the rest of the product: the observatory, and the sheets of the practices that rules put to use.
//!
//! **Invariant:** beyond its partner an effect is shown only if each arm has [`measures::disclosure`]'s least number of persons, and without
//! the names that the partner gave its rule. No total is shown beside them, from which one could be found by subtraction.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use kernel::{Euro, Lang, PartnerCode, Scope};
use measures::disclosure::USAGERS_MIN;
use register::{StoreError, Tx, partner};
use site::{
    Figures, Markup, Unit,
    chart::{About, Forest, ForestRow},
};

use super::{Effect, Interval, Verdict, sentences, store};
use crate::{rules::rule::RuleId, words::WORDS};

/// What the messages of one rule changed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedEffect {
    /// Whose.
    pub partner: PartnerCode,
    /// What they are called.
    pub partner_name: String,
    /// The rule; `None` for readers of other partners.
    pub rule: Option<(RuleId, String)>,
    /// The practice that it puts to use.
    pub practice: Option<String>,
    /// Its version.
    pub version: i64,
    /// What may be said.
    pub verdict: Verdict,
    /// Turns that are still watched.
    pub watched_turns: u64,
    /// Persons kept apart, and to be told.
    pub persons: (u64, u64),
    /// Messages that were handed over.
    pub messages: u64,
    /// What they cost.
    pub cost: Euro,
    /// Contacts avoided per 100 messages.
    pub avoided_per_100_messages: Option<Interval>,
    /// Contacts avoided in all.
    pub avoided: Option<Interval>,
    /// Euro of contacts that were avoided.
    pub saving: Option<Interval>,
    /// Euro saved, less what the messages cost.
    pub net: Option<Interval>,
    /// When it was found.
    pub found_at: Timestamp,
}

impl PublishedEffect {
    /// What may be said, in two or three words.
    pub fn word(&self, lang: Lang) -> String {
        sentences::word(lang, self.verdict)
    }

    /// The class of that word's badge.
    pub const fn class(&self) -> &'static str {
        sentences::class(self.verdict)
    }

    /// What may be said, in a sentence with its figures.
    pub fn sentence(&self, lang: Lang) -> String {
        sentences::of(lang, self.verdict, self.watched_turns, self.avoided_per_100_messages)
    }

    /// Whether it says something, be it that nothing is proved.
    pub const fn is_result(&self) -> bool {
        matches!(self.verdict, Verdict::Avoids | Verdict::Provokes | Verdict::NotProved { .. })
    }
}

/// The newest effect of every rule: all those of one partner, or those of everybody that may be shown to everybody.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn published(tx: &mut Tx, of: Option<&PartnerCode>) -> Result<Vec<PublishedEffect>, StoreError> {
    let all = store::all(tx, of).await?;
    let scope = of.map_or(Scope::Everyone, |it| Scope::Partner(it.clone()));
    let partners = partner::list(tx, &scope).await?;
    let names: HashMap<PartnerCode, String> = partners.into_iter().map(|it| (it.code, it.name)).collect();
    let shown = |it: store::OfRule| {
        let (version, effect) = it.found.effects.newest()?;
        if of.is_none() && !may_leave(effect) {
            return None;
        }
        Some(PublishedEffect {
            partner_name: names.get(&it.partner).cloned().unwrap_or_else(|| it.partner.to_string()),
            partner: it.partner,
            rule: of.is_some().then(|| (it.found.rule, it.name.clone())),
            practice: it.practice,
            version: *version,
            verdict: effect.verdict,
            watched_turns: effect.watched_turns,
            persons: (effect.held.persons, effect.told.persons),
            messages: effect.messages.sent,
            cost: effect.messages.cost,
            avoided_per_100_messages: effect.avoided_per_100_messages,
            avoided: effect.avoided,
            saving: effect.saving,
            net: effect.net,
            found_at: it.found.found_at,
        })
    };
    Ok(all.into_iter().filter_map(shown).collect())
}

/// The results of the rules that put a practice to use, whatever they are, that may be shown to everybody: by partner, the latest first.
///
/// # Errors
///
/// [`StoreError`] if the register cannot be read.
pub async fn of_practice(tx: &mut Tx, practice: &str) -> Result<Vec<PublishedEffect>, StoreError> {
    let mut found = published(tx, None).await?;
    found.retain(|it| it.is_result() && it.practice.as_deref() == Some(practice));
    found.sort_by(|a, b| a.partner_name.cmp(&b.partner_name).then(b.found_at.cmp(&a.found_at)));
    Ok(found)
}

const fn may_leave(effect: &Effect) -> bool {
    effect.held.persons >= USAGERS_MIN && effect.told.persons >= USAGERS_MIN
}

/// How many results there are, and of which kind each; `None`: there is none.
pub fn counted(lang: Lang, effects: &[PublishedEffect]) -> Option<String> {
    let count = |wanted: fn(Verdict) -> bool| effects.iter().filter(|it| wanted(it.verdict)).count() as u64;
    let partners: BTreeSet<&str> = effects.iter().map(|it| it.partner.as_str()).collect();
    let args = [
        ("rules", (effects.len() as u64).into()),
        ("partners", (partners.len() as u64).into()),
        ("avoid", count(|it| matches!(it, Verdict::Avoids)).into()),
        ("provoke", count(|it| matches!(it, Verdict::Provokes)).into()),
        ("open", count(|it| matches!(it, Verdict::NotProved { .. })).into()),
    ];
    (!effects.is_empty()).then(|| WORDS.say(lang, "effect-published-counted", &args))
}

/// Contacts avoided per 100 messages, one result under the other; empty where no message left.
pub fn forest(lang: Lang, effects: &[PublishedEffect]) -> Markup {
    let row = |it: &PublishedEffect| {
        let figure = it.avoided_per_100_messages?;
        let day = Figures::new(lang).date(kernel::paris_date(it.found_at.as_microsecond()));
        let named = it.rule.as_ref().map_or(&it.partner_name, |it| &it.1);
        let (low, high) = (Some(figure.low), Some(figure.high));
        let label = format!("{named}, {day}");
        Some(ForestRow { label, value: figure.mid, low, high, ..ForestRow::default() })
    };
    let rows: Vec<ForestRow> = effects.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Markup::default();
    }
    let title = WORDS.say(lang, "effect-published-chart", &[]);
    let about = About::new(title, WORDS.say(lang, "effect-chart-about", &[]));
    Forest { about, unit: Unit::Ratio, rows }.draw(lang)
}

#[cfg(test)]
mod tests {
    use register::Db;
    use testkit::on_both;

    use super::*;
    use crate::{
        effects::{ArmFigures, Effects, Messages, store::Found},
        rules::{ready, store::rules},
        testing::{Scene, now},
    };

    fn effect((held, told): (u64, u64), verdict: Verdict) -> Effect {
        let arm = |persons| ArmFigures { turns: persons, persons, contacts: 3, cost: Euro(0) };
        let figure = Some(Interval { low: 2.0, mid: 5.5, high: 9.0 });
        Effect {
            held: arm(held),
            told: arm(told),
            watched_turns: 0,
            left_out_turns: 0,
            mixed_persons: 0,
            messages: Messages { sent: told, ..Messages::default() },
            messages_so_far: Messages::default(),
            avoided_per_100_turns: figure,
            avoided_per_100_messages: figure,
            avoided: figure,
            saving: figure,
            net: figure,
            by_channel: Vec::new(),
            p: None,
            verdict,
        }
    }

    /// A rule made from a ready one, with what its messages changed.
    async fn found(db: &Db, scene: &Scene, ready: &str, effect: Effect) {
        let mut tx = db.write().await.unwrap();
        let made = ready::install(&mut tx, &scene.service, (ready, Lang::Fr), "acc", now()).await.unwrap();
        let rule = made.unwrap();
        assert!(rules::start(&mut tx, &rule, now()).await.unwrap());
        let effects = Effects { versions: vec![(1, effect)], templates: Vec::new(), observed_until_us: None };
        let found = Found { rule: rule.id, effects, state: String::new(), found_at: now() };
        store::keep(&mut tx, &found).await.unwrap();
        tx.commit().await.unwrap();
    }

    on_both! {
        async fn beyond_its_partner_an_effect_needs_eleven_people_in_each_group_and_has_no_rule_s_name(db: Db) {
            let scene = Scene::set(&db).await;
            let open = Verdict::NotProved { turns_more: None };
            found(&db, &scene, "decision", effect((11, 300), Verdict::Avoids)).await;
            found(&db, &scene, "payment", effect((10, 300), Verdict::Avoids)).await;
            found(&db, &scene, "silence", effect((300, 10), open)).await;
            let mut tx = db.read().await.unwrap();
            let partner = &scene.service.partner;
            let own = published(&mut tx, Some(partner)).await.unwrap();
            assert_eq!(own.len(), 3);
            assert!(own.iter().all(|it| it.rule.is_some()));
            let all = published(&mut tx, None).await.unwrap();
            assert_eq!(all.iter().map(|it| (it.persons, it.rule.is_some())).collect::<Vec<_>>(), [((11, 300), false)]);
            let other: PartnerCode = "OTHER".parse().unwrap();
            assert_eq!(published(&mut tx, Some(&other)).await.unwrap(), []);
        }

        async fn a_sheet_has_the_results_of_the_rules_of_its_practice_good_or_bad_or_none(db: Db) {
            let scene = Scene::set(&db).await;
            let open = Verdict::NotProved { turns_more: None };
            found(&db, &scene, "decision", effect((40, 300), Verdict::Avoids)).await;
            found(&db, &scene, "payment", effect((40, 300), Verdict::Provokes)).await;
            found(&db, &scene, "silence", effect((40, 300), open)).await;
            found(&db, &scene, "silence", effect((40, 100), Verdict::TooFew { persons_missing: 60 })).await;
            found(&db, &scene, "appointment", effect((40, 300), Verdict::Avoids)).await;
            let mut tx = db.read().await.unwrap();
            let results = of_practice(&mut tx, "P13").await.unwrap();
            let mut verdicts: Vec<&str> = results.iter().map(|it| it.verdict.code()).collect();
            verdicts.sort_unstable();
            assert_eq!(verdicts, ["avoids", "not-proved", "provokes"]);
            let counted = counted(Lang::Fr, &results).unwrap();
            assert!(counted.contains("Contacts provoqués\u{a0}: 1."), "{counted}");
            assert!(forest(Lang::Fr, &results).to_string().contains(&results[0].partner_name));
            assert_eq!(of_practice(&mut tx, "P17").await.unwrap().len(), 1);
            assert_eq!(of_practice(&mut tx, "P01").await.unwrap(), []);
        }
    }
}
