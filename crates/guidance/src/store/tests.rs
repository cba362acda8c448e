//! What is kept, on both databases.

use channel_choice::Feature;
use jiff::SignedDuration;
use kernel::Channel;
use testkit::on_both;

use super::{given, models, settings, ways};
use crate::{
    given::{AdviceId, Given, ModelId},
    store::models::Kept,
    testing::{KNOWN, NEW, Scene, ask, now},
};

async fn one(scene: &Scene) -> Given {
    let house = scene.house(KNOWN).await;
    let asked = ask(&[Feature::NoInternet, Feature::HasHelper]);
    scene.guide.advise(&house, asked, 1.0).await.unwrap()
}

on_both! {
    async fn an_advice_is_read_back_as_it_was_given(db: Db) {
        let scene = Scene::set(&db).await;
        let told = one(&scene).await;
        let kept = scene.guide.given(told.id).await.unwrap().unwrap();
        // Numbers come back as they were written, in the same order.
        assert_eq!(kept, told);
        assert_eq!(scene.guide.given(AdviceId::new(now())).await.unwrap(), None);
    }
}

on_both! {
    async fn the_first_way_and_the_first_request_stay(db: Db) {
        let scene = Scene::set(&db).await;
        let told = one(&scene).await;
        scene.guide.given(told.id).await.unwrap();
        let mut tx = db.write().await.unwrap();
        assert!(given::take(&mut tx, told.id, Channel::Phone, None, now()).await.unwrap());
        assert!(!given::take(&mut tx, told.id, Channel::Web, None, now()).await.unwrap());
        assert!(given::became(&mut tx, told.id, "1").await.unwrap());
        assert!(!given::became(&mut tx, told.id, "2").await.unwrap());
        assert!(given::answer(&mut tx, told.id, false, now()).await.unwrap());
        assert!(given::answer(&mut tx, told.id, true, now()).await.unwrap());
        let kept = given::find(&mut tx, told.id).await.unwrap().unwrap();
        assert_eq!(kept.taken, Some((Channel::Phone, now())));
        assert_eq!(kept.request.as_deref(), Some("1"));
        assert_eq!(kept.settled, Some((true, now())), "a later answer stands in for an earlier one");
    }
}

on_both! {
    async fn answers_are_found_by_partner_and_time_and_forgotten_in_time(db: Db) {
        let scene = Scene::set(&db).await;
        let told = one(&scene).await;
        one(&scene).await;
        scene.guide.given(told.id).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let (known, new) = (KNOWN.parse().unwrap(), NEW.parse().unwrap());
        let earlier = now() - SignedDuration::from_hours(1);
        let found = async |tx: &mut register::Tx, partner, is_answered| {
            given::since(tx, partner, earlier, is_answered, 10).await.unwrap().len()
        };
        assert_eq!(found(&mut tx, None, false).await, 2);
        assert_eq!(found(&mut tx, Some(&known), false).await, 2);
        assert_eq!(found(&mut tx, Some(&new), false).await, 0);
        assert_eq!(found(&mut tx, None, true).await, 0);
        given::answer(&mut tx, told.id, true, now()).await.unwrap();
        assert_eq!(found(&mut tx, None, true).await, 1);
        assert_eq!(given::since(&mut tx, None, earlier, false, 1).await.unwrap().len(), 1);
        assert_eq!(given::forget_before(&mut tx, now()).await.unwrap(), 0);
        let later = now() + SignedDuration::from_secs(1);
        assert_eq!(given::forget_before(&mut tx, later).await.unwrap(), 2);
    }
}

on_both! {
    async fn an_advice_that_cannot_be_kept_takes_no_other_with_it(db: Db) {
        let scene = Scene::set(&db).await;
        let mut house = scene.house(KNOWN).await;
        let known = house.partner.code.clone();
        let mut ids = Vec::new();
        for code in ["VILLE", "GONE", "VILLE"] {
            house.partner.code = code.parse().unwrap();
            ids.push(scene.guide.advise(&house, ask(&[]), 1.0).await.unwrap().id);
        }
        let kept = [
            scene.guide.given(ids[0]).await.unwrap(),
            scene.guide.given(ids[1]).await.unwrap(),
            scene.guide.given(ids[2]).await.unwrap(),
        ];
        assert_eq!(kept.map(|it| it.is_some()), [true, false, true]);
        assert_eq!(known.as_str(), KNOWN);
    }
}

on_both! {
    async fn the_latest_model_stays_when_old_ones_are_forgotten(db: Db) {
        Scene::set(&db).await;
        let mut tx = db.write().await.unwrap();
        let later = now() + SignedDuration::from_hours(24);
        let model = Kept {
            id: ModelId::new(later),
            fitted_at: later,
            seen_until: now(),
            contacts: 3,
            fitted: "{}".to_owned(),
            reliability: "{}".to_owned(),
        };
        models::keep(&mut tx, &model).await.unwrap();
        assert_eq!(models::latest_id(&mut tx).await.unwrap(), Some(model.id));
        assert_eq!(models::find(&mut tx, model.id).await.unwrap(), Some(model.clone()));
        assert_eq!(models::forget_before(&mut tx, later + SignedDuration::from_hours(9)).await.unwrap(), 1);
        assert_eq!(models::latest_id(&mut tx).await.unwrap(), Some(model.id));
    }
}

on_both! {
    async fn ways_and_settings_are_read_back_as_they_were_written(db: Db) {
        let scene = Scene::set(&db).await;
        let partner = KNOWN.parse().unwrap();
        let mut tx = db.write().await.unwrap();
        let mut way = ways::of(&mut tx, &partner).await.unwrap().remove(0);
        way.agents = Some(3);
        way.words = ("Demandez Mme Petit".to_owned(), "Ask for Ms Petit".to_owned());
        ways::save(&mut tx, &way).await.unwrap();
        assert!(ways::tell_wait(&mut tx, &partner, way.channel, 90, now()).await.unwrap());
        way.wait = Some((90, now()));
        assert_eq!(ways::of(&mut tx, &partner).await.unwrap()[0], way);
        ways::save(&mut tx, &way).await.unwrap();
        assert_eq!(ways::of(&mut tx, &partner).await.unwrap()[0].wait, way.wait, "a form changes no wait");
        assert!(!ways::tell_wait(&mut tx, &partner, Channel::Video, 90, now()).await.unwrap());
        let mut setting = settings::of(&mut tx, &partner).await.unwrap().unwrap();
        assert!(setting.is_public);
        let names = |all: Vec<register::Partner>| all.into_iter().map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(names(settings::public(&mut tx).await.unwrap()), ["Bourg neuf", "Ville de Val"]);
        (setting.is_public, setting.trial) = (false, Some("exp_1".to_owned()));
        settings::save(&mut tx, &setting, "test").await.unwrap();
        assert_eq!(settings::of(&mut tx, &partner).await.unwrap(), Some(setting));
        assert_eq!(names(settings::public(&mut tx).await.unwrap()), ["Bourg neuf"]);
        assert_eq!(settings::last_change(&mut tx).await.unwrap(), Some(now()));
        drop(scene);
    }
}
