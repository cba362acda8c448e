//! The pages through their routes, on both databases, over a contact log that is known.

use std::sync::Arc;

use axum::{Router, http::StatusCode};
use channel_choice::{Model, Prior, Reliability};
use kernel::{Channel, Euro, Scope};
use measures::{
    MeasureError, UnitCosts, WayCell, WayMeasurer, WayQuestion, Ways,
    ways::{Arrivals, Timed, WEEK_HOURS, WaySpan},
};
use register::{Role, both};
use site::Site;
use testkit::{Browser, Seen, assert_well_made, on_both};

use super::Pages;
use crate::{
    given::ModelId,
    store::{self, models::Kept},
    testing::{KNOWN, Scene, ask, now},
};

const DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// A log that always answers the same, to whoever may read the partner.
struct Known(Ways);

impl WayMeasurer for Known {
    fn ways(&self, scope: &Scope, _: &WayQuestion, _: &UnitCosts) -> Result<Ways, MeasureError> {
        Ok(if scope.holds(KNOWN) { self.0.clone() } else { Ways::default() })
    }
}

/// Ten weeks of the partner: for the card the site settles most, and people telephone; the counter is at one place.
fn log() -> Ways {
    let mut ways = Ways::default();
    let known = [
        ("carte", Channel::Phone, None, 6_000, 4_500, 60_000),
        ("carte", Channel::Counter, Some("Val-Nord"), 800, 640, 140_000),
        ("carte", Channel::Web, None, 2_000, 1_800, 1_500),
        ("suivi", Channel::Phone, None, 3_000, 2_100, 60_000),
        ("suivi", Channel::Email, None, 500, 250, 70_000),
    ];
    for (reason, channel, site, firsts, settled, cost) in known {
        let followers: u64 = firsts - settled;
        let euros = |count: u64, each: i64| Euro(each * i64::try_from(count).expect("a small count"));
        let timed = |contacts: u64, each_s: u64| Timed { contacts, seconds: contacts * each_s };
        ways.cells.push(WayCell {
            partner: KNOWN.parse().expect("a code"),
            reason: reason.to_owned(),
            channel,
            site: site.map(str::to_owned),
            firsts,
            settled,
            cost: euros(firsts, cost),
            followers,
            follow_cost: euros(followers, 60_000),
            // An answer of the site is long to come.
            wait: timed(firsts, if channel == Channel::Web { 1_200 } else { 120 }),
            duration: if channel == Channel::Email { Timed::default() } else { timed(firsts, 360) },
            follow_wait: timed(followers, 180),
            follow_duration: timed(followers, 300),
        });
        let mut hours = vec![0; WEEK_HOURS];
        for day in 0..5 {
            (9..17).for_each(|hour| hours[day * 24 + hour] = firsts / 40);
        }
        ways.arrivals.push(Arrivals {
            partner: KNOWN.parse().expect("a code"),
            reason: reason.to_owned(),
            channel,
            hours,
        });
    }
    let week_us = 7 * 24 * 3_600 * 1_000_000;
    let last_at = now().as_microsecond();
    let span = WaySpan { partner: KNOWN.parse().expect("a code"), first_at: last_at - 10 * week_us, last_at };
    ways.spans.push(span);
    ways.sort();
    ways
}

struct World {
    db: register::Db,
    scene: Scene,
    router: Router,
    sacha: Browser,
}

async fn world(db: &register::Db) -> World {
    let scene = Scene::set(db).await;
    let pages = Pages::new(scene.guide.clone(), Arc::new(Known(log())));
    let builder = Site::builder(db.clone(), scene.guide.clock().clone());
    let builder = super::furnish(crate::furnish(builder));
    let router = builder.build(super::routes(&pages)).unwrap().0;
    let sacha = Browser::signed_in(router.clone(), db, "Sacha", Role::Manager, Some(KNOWN), now()).await;
    World { db: db.clone(), scene, router, sacha }
}

impl World {
    async fn signed_in(&self, name: &str, role: Role, partner: &str) -> Browser {
        Browser::signed_in(self.router.clone(), &self.db, name, role, Some(partner), now()).await
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        both!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await).unwrap()
    }

    /// Learns from the log, as the daily work does.
    async fn learn(&self) {
        let model = Model::fit(&log(), &Prior::ours().unwrap(), &[]);
        let at = now() + jiff::SignedDuration::from_secs(1);
        let kept = Kept {
            id: ModelId::new(at),
            fitted_at: at,
            seen_until: now(),
            contacts: 12_300,
            fitted: store::written(&model),
            reliability: store::written(&Reliability::of([(0.6, 100, 62), (0.9, 200, 181)].into_iter())),
        };
        let mut tx = self.db.write().await.unwrap();
        store::models::keep(&mut tx, &kept).await.unwrap();
        tx.commit().await.unwrap();
        assert!(self.scene.guide.renew().await.unwrap());
    }
}

/// The page, which is there, well made, and without a sentence that is missing.
async fn opened(browser: &mut Browser, path: &str) -> Seen {
    let seen = browser.get(path).await;
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
    assert_well_made(path, &seen.body);
    let missing = seen.body.split(['>', '<']).find(|it| it.trim().starts_with("orientation-"));
    assert_eq!(missing, None, "{path}");
    seen
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// A form of a way as it is typed.
fn way<'a>(place: &'a str, monday: &'a str, agents: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut fields =
        vec![("offert", "on"), ("lieu", place), ("mots-fr", "Numéro gratuit"), ("agents", agents)];
    fields.push((DAYS[0], monday));
    fields.extend(DAYS[1..5].iter().map(|it| (*it, "9h-17h")));
    fields
}

const PAGES: [&str; 4] =
    ["/orientation", "/orientation/chemins", "/orientation/reglages", "/orientation/et-si"];

on_both! {
    async fn each_page_is_there_in_both_languages_for_whom_it_is_meant(db: Db) {
        let mut world = world(&db).await;
        let mut english = world.signed_in("Ada", Role::Manager, KNOWN).await.in_english();
        let mut lou = world.signed_in("Lou", Role::Analyst, KNOWN).await;
        let mut camille = world.signed_in("Camille", Role::Agent, KNOWN).await;
        let mut nobody = Browser::new(world.router.clone());
        for path in PAGES {
            opened(&mut world.sacha, path).await;
            opened(&mut english, path).await;
            opened(&mut lou, path).await;
            assert_eq!(camille.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert!(nobody.get(path).await.location().starts_with("/connexion"), "{path}");
        }
        opened(&mut english, "/orientation/chemins/counter").await;
        assert_eq!(lou.get("/orientation/chemins/counter").await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.sacha.get("/orientation/chemins/pigeon").await.status, StatusCode::NOT_FOUND);
        let page = opened(&mut lou, "/orientation/reglages").await.body;
        assert!(!page.contains("name=\"chance\"") && page.contains("Seuls les responsables"), "{page}");
    }

    async fn a_way_is_kept_as_it_was_typed_with_its_hours_and_in_the_audit_trail(db: Db) {
        let mut world = world(&db).await;
        let path = "/orientation/chemins/phone";
        let mut typed = way("01 23 45 67 89", "8h30-12h, 13h30-17h", "12");
        typed.push(("exceptions", "24/12/2026 : fermé"));
        let saved = world.sacha.submit(path, path, &typed).await;
        let list = plain(&world.sacha.follow(&saved).await.body);
        assert!(list.contains("Téléphone : enregistré.") && list.contains("01 23 45 67 89"), "{list}");
        assert!(list.contains("Lundi 08:30-12:00, 13:30-17:00") && list.contains("12 agents"), "{list}");
        let page = opened(&mut world.sacha, path).await.body;
        assert!(page.contains("24/12/2026 : fermé") && page.contains("value=\"08:30-12:00, 13:30-17:00\""), "{page}");
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'guidance.way.save'").await, 1);
    }

    async fn what_is_wrong_with_a_way_is_said_at_its_field_and_nothing_is_kept(db: Db) {
        let mut world = world(&db).await;
        let path = "/orientation/chemins/phone";
        let typed = way("au guichet", "17h-9h", "beaucoup");
        let refused = world.sacha.submit(path, path, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["lieu", "lundi", "agents"] {
            assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field}: {}", refused.body);
        }
        assert!(refused.body.contains("value=\"au guichet\"") && refused.body.contains("value=\"17h-9h\""));
        let long = "x".repeat(5_000);
        let refused = world.sacha.submit(path, path, &way("3646", &long, "3")).await;
        assert_eq!(refused.body.matches(&long).count(), 1, "it stands in its field only");
        let none = world.sacha.submit(path, path, &[("offert", "on"), ("lieu", "3646")]).await;
        assert!(none.body.contains("au moins un jour d’ouverture"), "{}", none.body);
        assert_eq!(world.count("SELECT COUNT(*) FROM guidance_way WHERE place = '3646'").await, 0);
    }

    async fn a_wait_is_told_by_hand_in_minutes(db: Db) {
        let mut world = world(&db).await;
        let (path, to) = ("/orientation/chemins/phone", "/orientation/chemins/phone/attente");
        let told = world.sacha.submit(path, to, &[("minutes", "7,5")]).await;
        assert!(plain(&world.sacha.follow(&told).await.body).contains("Attente dite : 7 min 30 s"));
        let wrong = world.sacha.submit(path, to, &[("minutes", "longtemps")]).await;
        assert!(world.sacha.follow(&wrong).await.body.contains("Écrivez l’attente en minutes"));
        assert_eq!(world.count("SELECT COUNT(*) FROM guidance_way WHERE wait_s = 450").await, 1);
        let withdrawn = world.sacha.submit(path, to, &[("minutes", "")]).await;
        let list = plain(&world.sacha.follow(&withdrawn).await.body);
        assert!(list.contains("L’attente n’est plus dite") && !list.contains("Attente dite"), "{list}");
        assert_eq!(world.count("SELECT COUNT(*) FROM guidance_way WHERE wait_s IS NOT NULL").await, 0);
    }

    async fn limits_that_clash_are_refused_by_the_names_of_the_two(db: Db) {
        let mut world = world(&db).await;
        world.learn().await;
        let (path, to) = ("/orientation/reglages", "/orientation/reglages/enregistrer");
        let fields = |chance: &'static str, minutes: &'static str| {
            [("chance", chance), ("minutes", minutes), ("baisse", "5"), ("essais", "2"), ("prudence", "0,5"), ("publique", "on")]
        };
        let clash = world.sacha.submit(path, to, &fields("85", "20")).await;
        assert_eq!(clash.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = plain(&clash.body);
        assert!(said.contains("ne peuvent pas tenir ensemble"), "{said}");
        assert!(said.contains("« Chance d’aboutir, au moins » et « Minutes pour l’usager, au plus »"), "{said}");
        assert!(said.contains("href=\"#chance\"") && said.contains("href=\"#minutes\""));
        let quick = world.sacha.submit(path, to, &fields("", "3")).await;
        assert!(plain(&quick.body).contains("Aucun moyen ne tient en 3 minutes"), "{}", quick.body);
        let wrong = world.sacha.submit(path, to, &[("chance", "120"), ("essais", "50")]).await;
        assert!(plain(&wrong.body).contains("Écrivez un nombre entre 0 et 100."), "{}", wrong.body);
        let saved = world.sacha.submit(path, to, &fields("60", "90")).await;
        assert!(world.sacha.follow(&saved).await.body.contains("Les réglages sont enregistrés"));
        assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'guidance.setting.save'").await, 1);
        let page = opened(&mut world.sacha, path).await.body;
        assert!(page.contains("Aucun groupe ne doit y perdre") && page.contains("value=\"60\"") && page.contains("value=\"0,5\""), "{page}");
    }

    async fn the_dashboard_says_what_advice_changes_for_whom_and_what_it_rests_on(db: Db) {
        let mut world = world(&db).await;
        world.learn().await;
        let house = world.scene.house(KNOWN).await;
        let mut given = Vec::new();
        for _ in 0..3 {
            let asked = ask(&[channel_choice::Feature::NoInternet]);
            given.push(world.scene.guide.advise(&house, asked, 1.0).await.unwrap());
        }
        for it in &given[..2] {
            world.scene.guide.given(it.id).await.unwrap();
            world.scene.guide.take(&house, it, it.advice.advised.unwrap()).await.unwrap();
        }
        world.scene.guide.answer(given[0].id, true).await.unwrap();
        let page = plain(&opened(&mut world.sacha, "/orientation").await.body);
        for said in [
            "Sur 12 300 premiers contacts",
            "Contacts évités",
            "Temps rendu aux usagers",
            "Carte d’identité",
            "Val-Nord",
            "Sans internet",
            "conseils donnés : 3 ; dont on sait quel moyen a été pris : 2 ; réponses à « Est-ce réglé ? » : 1",
            "comparé à 300 contacts",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let table = world.sacha.get("/orientation/tableau.csv").await.body;
        assert!(table.starts_with("part,name,people,") && table.contains("\nreason,carte,") && table.contains("\nsite,Val-Nord,"), "{table}");
        assert!(table.lines().all(|it| it.split(',').count() == 19), "{table}");
        let told = world.sacha.get("/orientation/tableau.json").await.body;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["first_contacts"], 12_300);
        assert!(told["worth"]["all"]["contacts_avoided"]["value"].is_number() && told["on_log"]["supported"].is_number());
        let few = "Les contacts qui comptent pour le conseil";
        assert!(page.contains("trop peu de réponses") || page.contains(few), "one answer proves nothing: {page}");
        for number in 0..160 {
            let asked = ask(&[channel_choice::Feature::NoInternet]);
            let it = world.scene.guide.advise(&house, asked, 1.0).await.unwrap();
            world.scene.guide.given(it.id).await.unwrap();
            world.scene.guide.answer(it.id, number % 4 > 0).await.unwrap();
        }
        let page = plain(&opened(&mut world.sacha, "/orientation").await.body);
        assert!(page.contains("Réponses : 161. Pour 161 d’entre elles") && page.contains("Doublement robuste"), "{page}");
        let told = world.sacha.get("/orientation/tableau.json").await.body;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let share = told["on_advice"]["doubly_robust"]["value"].as_f64().unwrap();
        assert!((share - 121.0 / 161.0).abs() < 0.02 && told["on_advice"]["doubts"] == serde_json::json!([]), "{told}");
    }

    async fn nothing_of_another_partner_is_shown(db: Db) {
        let world = world(&db).await;
        world.learn().await;
        let mut bourg = world.signed_in("Billie", Role::Manager, crate::testing::NEW).await;
        let page = opened(&mut bourg, "/orientation").await.body;
        assert!(page.contains("pas encore de premier contact") && !page.contains("Val-Nord"), "{page}");
        let table = bourg.get("/orientation/tableau.csv").await.body;
        assert!(!table.contains("Val-Nord") && !table.contains("carte"), "{table}");
    }

    async fn a_question_about_hours_is_answered_or_says_what_is_not_known(db: Db) {
        let mut world = world(&db).await;
        let list = opened(&mut world.sacha, "/orientation/et-si").await.body;
        let saturday = list.split("href=\"").find(|it| it.contains("samedi=09")).unwrap();
        let saturday = saturday.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let unknown = plain(&world.sacha.get(&saturday).await.body);
        assert!(unknown.contains("Le nombre d’agents de ce moyen n’est pas connu : téléphone"), "{unknown}");
        let path = "/orientation/chemins/phone";
        let typed = way("01 23 45 67 89", "9h-17h", "3");
        world.sacha.submit(path, path, &typed).await;
        let known = saturday.replace("agents=&", "agents=3&");
        let page = plain(&opened(&mut world.sacha, &known).await.body);
        assert!(page.contains("Attente moyenne :") && page.contains("Heure par heure"), "{page}");
        assert!(page.contains("900 contacts par semaine") && page.contains("Samedi 9 h"), "{page}");
        let wrong = world.sacha.get(&known.replace("patience=5", "patience=jamais")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("href=\"#patience\""));
    }
}
