//! What people are advised: on both databases, at an instant that stands still.

use channel_choice::{Basis, Feature, Limits, Reason as Why, SetAside};
use kernel::{Channel, Lang};
use testkit::on_both;

use super::{Ask, GuideError};
use crate::{
    given::{Arm, Given},
    setting::Setting,
    store,
    telling::Telling,
    testing::{Elsewhere, KNOWN, NEW, Scene, ask, now},
};

/// A draw with which nothing is tried.
const USUAL: f64 = 1.0;

async fn advised(scene: &Scene, features: &[Feature]) -> Given {
    let house = scene.house(KNOWN).await;
    scene.guide.advise(&house, ask(features), USUAL).await.unwrap()
}

fn aside(given: &Given, channel: Channel) -> Option<SetAside> {
    given.advice.ways.iter().find(|it| it.estimate.channel == channel).unwrap().set_aside.clone()
}

on_both! {
    async fn three_people_get_three_ways_and_each_can_take_another(db: Db) {
        let scene = Scene::set(&db).await;
        let at_ease = advised(&scene, &[]).await;
        let no_internet = advised(&scene, &[Feature::NoInternet]).await;
        let signs = advised(&scene, &[Feature::WritingIsHard, Feature::TelephoneIsHard]).await;
        let ways = [&at_ease, &no_internet, &signs].map(|it| it.advice.advised.unwrap());
        assert_eq!(ways, [Channel::Web, Channel::Phone, Channel::Counter]);
        assert!(at_ease.advice.reasons.contains(&Why::SettlesMost), "{:?}", at_ease.advice.reasons);
        for given in [&no_internet, &signs] {
            assert_eq!(given.advice.reasons[0], Why::FitsSituation);
        }
        assert_eq!(aside(&no_internet, Channel::Web), Some(SetAside::CannotUse));
        assert_eq!(aside(&signs, Channel::Phone), Some(SetAside::CannotUse));
        let telling = Telling { lang: Lang::Fr, now: now() };
        let house = scene.house(KNOWN).await;
        let why: Vec<String> =
            [&at_ease, &no_internet, &signs].map(|it| telling.reasons(it).join(" ")).into();
        assert!(why[1].contains("vous n’avez pas internet"), "{}", why[1]);
        assert!(why[2].contains("le téléphone vous est difficile"), "{}", why[2]);
        assert!(why[0] != why[1] && why[1] != why[2]);
        for given in [&at_ease, &no_internet, &signs] {
            assert_eq!(given.advice.ways.len(), 4, "every way is there");
            assert!(given.advice.human.is_some());
            for other in &given.advice.ways[1..] {
                let channel = other.estimate.channel;
                assert!(scene.guide.take(&house, given, channel).await.is_ok(), "{channel}");
            }
        }
    }
}

on_both! {
    async fn whoever_only_finds_the_telephone_hard_is_sent_elsewhere_where_it_would_be_best(db: Db) {
        let scene = Scene::set(&db).await;
        let house = scene.house(KNOWN).await;
        let about = |features: &[Feature]| Ask { reason: "suivi".to_owned(), ..ask(features) };
        let anybody = scene.guide.advise(&house, about(&[]), USUAL).await.unwrap();
        let deaf = scene.guide.advise(&house, about(&[Feature::TelephoneIsHard]), USUAL).await.unwrap();
        assert_eq!(anybody.advice.advised, Some(Channel::Phone));
        assert_ne!(deaf.advice.advised, Some(Channel::Phone));
        assert_ne!(deaf.advice.human, Some(Channel::Phone), "a human way that they can use");
    }
}

on_both! {
    async fn a_partner_without_history_gets_what_all_know_and_says_so(db: Db) {
        let scene = Scene::set(&db).await;
        let house = scene.house(NEW).await;
        let given = scene.guide.advise(&house, ask(&[]), USUAL).await.unwrap();
        assert!(given.advice.advised.is_some());
        assert!(given.advice.ways.iter().all(|it| it.estimate.basis == Basis::Everywhere));
        let told = Telling { lang: Lang::Fr, now: now() }.basis(&given.advice).unwrap();
        assert!(told.contains("pas encore d’historique"), "{told}");
    }
}

on_both! {
    async fn where_everything_is_closed_it_is_said_when_the_way_opens(db: Db) {
        let scene = Scene::set_at(&db, "2026-03-10T21:00:00Z", Elsewhere::default()).await;
        let mut house = scene.house(KNOWN).await;
        house.ways.retain(|it| matches!(it.channel, Channel::Phone | Channel::Counter));
        let given = scene.guide.advise(&house, ask(&[]), USUAL).await.unwrap();
        let telling = Telling { lang: Lang::Fr, now: scene.guide.clock().now() };
        let told = telling.ways(&house, &given);
        assert!(told.iter().all(|it| !it.is_open && it.opens_at.is_some()));
        assert!(told[0].state.replace('\u{a0}', " ").contains("ouvre demain à 9 h"), "{}", told[0].state);
    }
}

on_both! {
    async fn an_unknown_reason_is_named(db: Db) {
        let scene = Scene::set(&db).await;
        let house = scene.house(KNOWN).await;
        let asked = Ask { reason: "rien".to_owned(), ..ask(&[]) };
        let refused = scene.guide.advise(&house, asked, USUAL).await;
        assert!(matches!(refused, Err(GuideError::NoSuchReason(it)) if it == "rien"));
    }
}

on_both! {
    async fn the_draw_of_a_trial_leaves_some_with_the_list_alone(db: Db) {
        let elsewhere = Elsewhere { plain: vec!["plain".to_owned()].into(), ..Elsewhere::default() };
        let scene = Scene::set_at(&db, crate::testing::NOW, elsewhere).await;
        let mut house = scene.house(KNOWN).await;
        house.setting.trial = Some("exp_1".to_owned());
        let of = |unit: &str| Ask { unit: Some(unit.to_owned()), ..ask(&[]) };
        let plain = scene.guide.advise(&house, of("plain"), USUAL).await.unwrap();
        let other = scene.guide.advise(&house, of("other"), USUAL).await.unwrap();
        let nobody = scene.guide.advise(&house, ask(&[]), USUAL).await.unwrap();
        assert_eq!([&plain, &other, &nobody].map(|it| it.arm), [Arm::Plain, Arm::Advised, Arm::Advised]);
        let telling = Telling { lang: Lang::Fr, now: now() };
        assert!(telling.reasons(&plain).is_empty());
        let told = telling.ways(&house, &plain);
        assert_eq!((told.len(), told[0].channel), (4, Channel::Phone), "in the usual order");
        assert!(told.iter().all(|it| it.aside.is_none()));
    }
}

on_both! {
    async fn a_wait_that_was_told_long_ago_is_not_told_again(db: Db) {
        let scene = Scene::set(&db).await;
        let partner = KNOWN.parse().unwrap();
        let tell = async |minutes_ago: i64| {
            let at = now() - jiff::SignedDuration::from_mins(minutes_ago);
            let mut tx = db.write().await.unwrap();
            assert!(store::ways::tell_wait(&mut tx, &partner, Channel::Phone, 240, at).await.unwrap());
            tx.commit().await.unwrap();
        };
        let wait = async || {
            let given = advised(&scene, &[Feature::NoInternet]).await;
            given.advice.ways.iter().find(|it| it.estimate.channel == Channel::Phone).unwrap().wait_min
        };
        tell(45).await;
        assert_eq!(wait().await, None);
        tell(5).await;
        assert_eq!(wait().await, Some(4.0));
        scene.elsewhere.waits.lock().unwrap().insert(Channel::Phone, 60);
        assert_eq!(wait().await, Some(1.0), "what is measured goes before what was told");
    }
}

on_both! {
    async fn limits_that_cannot_be_give_way_to_the_usual_ones(db: Db) {
        let scene = Scene::set(&db).await;
        let mut house = scene.house(KNOWN).await;
        house.setting.limits = Limits { exploration: 4.0, ..Limits::default() };
        let given = scene.guide.advise(&house, ask(&[]), USUAL).await.unwrap();
        assert_eq!(given.advice.advised, Some(Channel::Web));
    }
}

on_both! {
    async fn a_partner_that_offers_no_way_or_a_closed_page_advises_nothing(db: Db) {
        let scene = Scene::set(&db).await;
        let mut house = scene.house(KNOWN).await;
        house.ways.clear();
        let given = scene.guide.advise(&house, ask(&[]), USUAL).await.unwrap();
        assert_eq!((given.advice.advised, given.advice.ways.len(), given.advice.human), (None, 0, None));
        let mut tx = db.write().await.unwrap();
        let setting = Setting { is_public: false, ..house.setting };
        store::settings::save(&mut tx, &setting, "test").await.unwrap();
        let refused = scene.guide.public_house(&mut tx, KNOWN).await;
        assert!(matches!(refused, Err(GuideError::NoSuchPartner)));
        let unreadable = scene.guide.public_house(&mut tx, "../x").await;
        assert!(matches!(unreadable, Err(GuideError::NoSuchPartner)));
    }
}

on_both! {
    async fn who_takes_another_way_gets_an_advice_of_its_own(db: Db) {
        let scene = Scene::set(&db).await;
        let house = scene.house(KNOWN).await;
        let first = advised(&scene, &[]).await;
        assert_eq!(scene.guide.take(&house, &first, Channel::Web).await.unwrap(), first.id);
        scene.guide.answer(first.id, false).await.unwrap();
        let kept = scene.guide.given(first.id).await.unwrap().unwrap();
        assert_eq!(scene.guide.take(&house, &kept, Channel::Web).await.unwrap(), first.id, "the same again");
        let second = scene.guide.take(&house, &kept, Channel::Counter).await.unwrap();
        assert_ne!(second, first.id);
        let second = scene.guide.given(second).await.unwrap().unwrap();
        assert_eq!(second.taken.map(|it| it.0), Some(Channel::Counter));
        assert_eq!(second.settled, None);
        assert_eq!(second.advice.reasons[0], Why::Chosen);
        let kept = scene.guide.given(first.id).await.unwrap().unwrap();
        assert_eq!((kept.taken.map(|it| it.0), kept.settled.map(|it| it.0)), (Some(Channel::Web), Some(false)));
        let no_way = scene.guide.take(&house, &kept, Channel::Video).await;
        assert!(matches!(no_way, Err(GuideError::NoSuchWay(_))));
    }
}

on_both! {
    async fn paper_knows_no_hour_and_tries_nothing(db: Db) {
        let scene = Scene::set_at(&db, "2026-03-10T21:00:00Z", Elsewhere::default()).await;
        let house = scene.house(KNOWN).await;
        let advice = scene.guide.usual(&house, "suivi").unwrap();
        assert_eq!(advice.advised, Some(Channel::Phone), "closed now, and yet the best");
        assert!(scene.guide.usual(&house, "rien").is_err());
    }
}
