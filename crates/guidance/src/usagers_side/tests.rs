//! The usager's side as usagers and programs see it: through the router, without a script.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use channel_choice::{Advice, Feature, Reason, SetAside};
use kernel::{Channel, FixedClock, Lang};
use register::Db;
use serde_json::{Value, json};
use site::Site;
use std::sync::Arc;
use testkit::{Browser, Seen, assert_well_made, on_both};

use super::{furnish, routes};
use crate::{
    given::Given,
    store,
    telling::{self, Telling},
    testing::{Elsewhere, KNOWN, NEW, NOW, Scene, ask, now},
};

struct World {
    scene: Scene,
    browser: Browser,
}

impl World {
    async fn new(db: &Db) -> Self {
        Self::at(db, NOW, Elsewhere::default()).await
    }

    async fn at(db: &Db, at: &str, elsewhere: Elsewhere) -> Self {
        let scene = Scene::set_at(db, at, elsewhere).await;
        let clock = Arc::new(FixedClock(at.parse().unwrap()));
        let builder = furnish(Site::builder(db.clone(), clock)).public_url("http://c.example");
        let (router, _) = builder.build(routes(scene.guide.clone())).unwrap();
        Self { scene, browser: Browser::new(router) }
    }

    async fn page(&mut self, path: &str) -> Seen {
        let seen = self.browser.get(path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
        assert_well_made(path, &seen.body);
        seen
    }

    /// What was advised last.
    async fn last(&self) -> Given {
        let id = crate::given::AdviceId::new(now());
        self.scene.guide.given(id).await.unwrap();
        let mut tx = self.scene.guide.db().read().await.unwrap();
        let all = store::given::since(&mut tx, None, jiff::Timestamp::UNIX_EPOCH, false, 100).await.unwrap();
        all.into_iter().next_back().unwrap()
    }

    async fn ask(&mut self, body: &Value) -> (StatusCode, Value, Seen) {
        let request = Request::post("/api/v1/guidance")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ORIGIN, "https://ville.example")
            .body(Body::from(body.to_string()))
            .unwrap();
        let seen = self.browser.send(request).await;
        (seen.status, serde_json::from_str(&seen.body).unwrap_or_default(), seen)
    }
}

/// Offers these ways of the partner, and no other.
async fn offer(db: &Db, offered: &[Channel]) {
    let partner = KNOWN.parse().unwrap();
    let mut tx = db.write().await.unwrap();
    for mut way in store::ways::of(&mut tx, &partner).await.unwrap() {
        way.is_offered = offered.contains(&way.channel);
        store::ways::save(&mut tx, &way).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A page as it is read: no-break spaces are spaces.
fn plain(seen: &Seen) -> String {
    seen.body.replace('\u{a0}', " ").replace("&#39;", "'")
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect()
}

on_both! {
    async fn three_people_read_three_answers_and_can_take_each_way(db: Db) {
        let mut world = World::new(&db).await;
        world.page("/aiguillage").await;
        let form = world.page(&format!("/aiguillage/{KNOWN}")).await;
        assert!(plain(&form).contains("gardé 400 jours sans votre nom"));
        let mut titles = Vec::new();
        for told in ["", "&situation=no-internet", "&situation=telephone-is-hard&situation=writing-is-hard"] {
            let seen = world.page(&format!("/aiguillage/{KNOWN}/conseil?motif=carte{told}")).await;
            let title = seen.body.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
            for channel in ["phone", "counter", "web", "email"] {
                assert!(seen.body.contains(&format!("name=\"moyen\" value=\"{channel}\"")), "{told} {channel}");
            }
            titles.push(title.replace('\u{a0}', " "));
        }
        assert_eq!(titles, [
            "Le mieux pour vous : le site",
            "Le mieux pour vous : le téléphone",
            "Le mieux pour vous : le guichet",
        ]);
    }

    async fn a_wrong_reason_is_said_at_its_field(db: Db) {
        let mut world = World::new(&db).await;
        for query in ["", "?motif=", "?motif=%3Cb%3Erien"] {
            let seen = world.browser.get(&format!("/aiguillage/{KNOWN}/conseil{query}")).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert_well_made(query, &seen.body);
            assert!(seen.body.contains("id=\"motif-error\""), "{query}");
            assert!(!seen.body.contains("<b>rien"));
        }
        let unknown = world.browser.get("/aiguillage/PERSONNE").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        // What is not among the situations is nothing that was told.
        world.page(&format!("/aiguillage/{KNOWN}/conseil?motif=carte&situation=rich&lieu=%00")).await;
        let given = world.last().await;
        assert!(given.situation.features.is_empty() && given.site.is_none());
    }

    async fn a_call_is_handed_over_with_what_was_said(db: Db) {
        let mut world = World::new(&db).await;
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte&situation=no-internet");
        world.page(&path).await;
        let given = world.last().await;
        let fields = [("conseil", &*given.id.to_string()), ("moyen", "phone")];
        let taken = world.browser.submit(&path, &format!("/aiguillage/{KNOWN}/suite"), &fields).await;
        let suite = taken.location().to_owned();
        let page = world.page(&suite).await;
        assert!(page.body.contains("href=\"tel:0144556677\""), "{}", page.body);
        let call = format!("/aiguillage/{KNOWN}/rappel/{}", given.id);
        let wrong = world.browser.submit(&suite, &call, &[("name", ""), ("phone", "12"), ("message", "")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["name", "phone", "message"] {
            assert!(wrong.body.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
        let fine = [
            ("name", "Jeanne"),
            ("phone", "01 44 55 66 77"),
            ("message", "Ma carte"),
            ("day", "2026-03-14"),
        ];
        let sent = world.browser.submit(&suite, &call, &fine).await;
        assert_eq!(sent.location(), "/suivi/abc", "{}", sent.body);
        let said = world.scene.elsewhere.said.lock().unwrap().clone();
        assert_eq!(said.len(), 1);
        assert_eq!((said[0].name.as_str(), said[0].reason.as_str()), ("Jeanne", "carte"));
        assert_eq!(said[0].situation.len(), 1);
        // A Saturday: the telephone opens on Monday.
        assert_eq!(said[0].wanted_at.unwrap().to_string(), "2026-03-16T08:00:00Z");
        let kept = world.scene.guide.given(given.id).await.unwrap().unwrap();
        assert_eq!(kept.request.as_deref(), Some("2026-000001"));
        assert_eq!(kept.taken.map(|it| it.0), Some(Channel::Phone));
        assert!(!world.page(&suite).await.body.contains("id=\"phone\""), "it is asked once");
    }

    async fn what_did_not_work_leads_to_another_way(db: Db) {
        let mut world = World::new(&db).await;
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte");
        world.page(&path).await;
        let given = world.last().await;
        let back = format!("/aiguillage/retour/{}", given.id);
        let to = format!("/aiguillage/{KNOWN}/suite");
        assert!(plain(&world.page(&back).await).contains("pas encore choisi"));
        let id = given.id.to_string();
        let taken = world.browser.submit(&path, &to, &[("conseil", &id), ("moyen", "web")]).await;
        let suite = world.page(taken.location()).await;
        assert!(suite.body.contains("/contact/VILLE?motif=carte"), "the form knows the reason");
        assert!(suite.body.contains(&back));
        world.browser.submit(&back, &back, &[("regle", "peut-être")]).await;
        assert_eq!(world.scene.guide.given(given.id).await.unwrap().unwrap().settled, None);
        world.browser.submit(&back, &back, &[("regle", "non")]).await;
        let asked = world.page(&back).await;
        assert!(plain(&asked).contains("Essayons autrement"));
        assert!(!asked.body.contains("name=\"moyen\" value=\"web\""));
        let other = world.browser.submit(&back, &to, &[("conseil", &id), ("moyen", "counter")]).await;
        assert!(!other.location().ends_with(&id), "an advice of its own");
        assert!(plain(&world.page(other.location()).await).contains("1 place de la Mairie"));
        let first = world.scene.guide.given(given.id).await.unwrap().unwrap();
        assert_eq!((first.taken.map(|it| it.0), first.settled.map(|it| it.0)), (Some(Channel::Web), Some(false)));
    }

    async fn a_way_that_is_none_and_an_advice_that_is_none_are_refused(db: Db) {
        let mut world = World::new(&db).await;
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte");
        world.page(&path).await;
        let id = world.last().await.id.to_string();
        let to = format!("/aiguillage/{KNOWN}/suite");
        let no_way = world.browser.submit(&path, &to, &[("conseil", &id), ("moyen", "video")]).await;
        assert_eq!(no_way.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = crate::given::AdviceId::new(now()).to_string();
        for id in [unknown.as_str(), "x", ""] {
            let seen = world.browser.submit(&path, &to, &[("conseil", id), ("moyen", "phone")]).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{id}");
        }
    }

    async fn paper_and_voice_say_the_same_in_their_own_manner(db: Db) {
        let mut world = World::new(&db).await;
        let poster = plain(&world.page(&format!("/aiguillage/{KNOWN}/affiche")).await);
        for said in ["Carte d’identité", "Le site", "Du lundi au vendredi, de 9 h à 17 h", "http://c.example/aiguillage/VILLE"] {
            assert!(poster.contains(said), "{said}: {poster}");
        }
        let voice = world.browser.get(&format!("/aiguillage/{KNOWN}/vocal.txt?motif=suivi")).await;
        assert!(voice.header(header::CONTENT_TYPE).starts_with("text/plain"));
        let said = plain(&voice);
        assert_eq!(
            said,
            "Pour « Où en est mon dossier », le mieux est le téléphone, 01 44 55 66 77. Pour parler à une personne, restez en ligne.\n"
        );
        let unknown = world.browser.get(&format!("/aiguillage/{KNOWN}/vocal.txt?motif=x")).await;
        assert_eq!(unknown.status, StatusCode::OK, "a voice reads no error");
        assert!(plain(&unknown).ends_with("restez en ligne.\n"));
    }

    async fn everything_closed_is_said_with_the_first_that_opens(db: Db) {
        let mut world = World::at(&db, "2026-03-10T21:00:00Z", Elsewhere::default()).await;
        let mut tx = db.write().await.unwrap();
        let partner = KNOWN.parse().unwrap();
        for mut way in store::ways::of(&mut tx, &partner).await.unwrap() {
            way.is_offered = way.opening.is_some();
            store::ways::save(&mut tx, &way).await.unwrap();
        }
        tx.commit().await.unwrap();
        let seen = plain(&world.page(&format!("/aiguillage/{KNOWN}/conseil?motif=carte")).await);
        assert!(seen.contains("Tout est fermé en ce moment. Le premier à ouvrir"), "{seen}");
        assert!(seen.contains("demain à 9 h"));
    }

    async fn a_partner_without_history_or_inbox_is_served_all_the_same(db: Db) {
        let elsewhere = Elsewhere { is_without_inbox: true, ..Elsewhere::default() };
        let mut world = World::at(&db, NOW, elsewhere).await;
        let path = format!("/aiguillage/{NEW}/conseil?motif=carte");
        let seen = plain(&world.page(&path).await);
        assert!(seen.contains("pas encore d’historique"), "{seen}");
        let id = world.last().await.id.to_string();
        let to = format!("/aiguillage/{NEW}/suite");
        for way in ["phone", "web"] {
            let taken = world.browser.submit(&path, &to, &[("conseil", &id), ("moyen", way)]).await;
            let page = world.page(taken.location()).await;
            assert!(!page.body.contains("/contact/") && !page.body.contains("id=\"phone\""), "{way}");
        }
    }

    async fn a_program_gets_the_whole_advice_and_tells_what_became_of_it(db: Db) {
        let mut world = World::new(&db).await;
        let asked = json!({ "partner": KNOWN, "reason": "carte", "situation": ["no-internet"], "urgent": true });
        let (status, given, seen) = world.ask(&asked).await;
        assert_eq!(status, StatusCode::OK, "{given}");
        assert_eq!(seen.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        assert!(seen.headers.get(header::SET_COOKIE).is_none());
        assert_eq!((given["advised"].as_str(), given["human"].as_str()), (Some("phone"), Some("phone")));
        let ways = given["ways"].as_array().unwrap();
        assert_eq!(ways.len(), 4);
        let total: f64 = ways.iter().map(|it| it["probability"].as_f64().unwrap()).sum();
        assert!((total - 1.0).abs() < 1e-9, "{total}");
        let web = ways.iter().find(|it| it["channel"] == "web").unwrap();
        assert_eq!(web["set_aside"]["code"], "cannot-use");
        assert_eq!(given["reasons"][0]["code"], "fits-situation");
        let id = given["id"].as_str().unwrap();
        world.page(given["page"].as_str().unwrap()).await;
        for (body, expected) in [
            (json!({ "taken": "phone", "settled": true }), StatusCode::NO_CONTENT),
            (json!({ "taken": "pigeon" }), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({ "taken": "video" }), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let request = Request::post(format!("/api/v1/guidance/{id}/outcome"))
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()))
                .unwrap();
            let seen = world.browser.send(request).await;
            assert_eq!(seen.status, expected, "{body}");
            if expected != StatusCode::NO_CONTENT {
                assert_eq!(fields(&serde_json::from_str(&seen.body).unwrap()), ["taken"], "{body}");
            }
        }
        let kept = world.scene.guide.given(id.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(kept.settled.map(|it| it.0), Some(true));
        assert_eq!(kept.situation.features, [Feature::NoInternet]);
    }

    async fn every_field_that_is_wrong_is_named(db: Db) {
        let mut world = World::new(&db).await;
        let asked = json!({
            "partner": KNOWN, "reason": "x", "situation": ["no-internet", "rich"], "preferred": "video",
            "site": "a\u{0}b", "unit": " "
        });
        let (status, problem, seen) = world.ask(&asked).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(seen.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(seen.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "a refusal can be read too");
        assert_eq!(fields(&problem), ["reason", "situation[1]", "preferred", "site", "unit"]);
        let (status, problem, _) = world.ask(&json!({ "partner": "../x", "reason": "carte" })).await;
        assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["partner"]));
        for (body, expected) in [
            ("{", StatusCode::BAD_REQUEST),
            (r#"{"partner":"VILLE"}"#, StatusCode::UNPROCESSABLE_ENTITY),
            (r#"{"partner":"VILLE","reason":"carte","situations":[]}"#, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let request = Request::post("/api/v1/guidance")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body))
                .unwrap();
            let seen = world.browser.send(request).await;
            assert_eq!(seen.status, expected, "{body}: {}", seen.body);
            assert_eq!(seen.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{body}");
        }
    }

    async fn other_sites_may_ask_and_load_the_element(db: Db) {
        let mut world = World::new(&db).await;
        let preflight = Request::builder()
            .method("OPTIONS")
            .uri("/api/v1/guidance")
            .header(header::ORIGIN, "https://ville.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .body(Body::empty())
            .unwrap();
        let seen = world.browser.send(preflight).await;
        assert_eq!(seen.status, StatusCode::NO_CONTENT);
        assert!(seen.header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("content-type"));
        let element = world.browser.get("/aiguillage/composant.js").await;
        assert_eq!(element.header("cross-origin-resource-policy".parse().unwrap()), "cross-origin");
        assert!(element.body.contains("contacts-efficaces-aiguillage"));
        let seen = world.browser.get(&format!("/api/v1/guidance/partners/{KNOWN}")).await;
        let catalogue: Value = serde_json::from_str(&seen.body).unwrap();
        assert_eq!(catalogue["reasons"].as_array().unwrap().len(), 2);
        assert_eq!(catalogue["situations"].as_array().unwrap().len(), Feature::ALL.len());
        let unknown = world.browser.get("/api/v1/guidance/partners/PERSONNE").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }

    async fn one_network_cannot_ask_without_end(db: Db) {
        let mut world = World::new(&db).await;
        let asked = json!({ "partner": KNOWN, "reason": "x" });
        let mut last = StatusCode::OK;
        for _ in 0..700 {
            last = world.ask(&asked).await.0;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }
}

on_both! {
    async fn an_old_advice_is_shown_with_the_ways_as_they_are_now(db: Db) {
        let mut world = World::new(&db).await;
        world.scene.elsewhere.waits.lock().unwrap().insert(Channel::Phone, 420);
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte&situation=no-internet");
        let seen = plain(&world.page(&path).await);
        assert!(seen.contains("environ 7 minutes d’attente"), "{seen}");
        let given = world.last().await;
        let is_short = |it: &Given| it.advice.reasons.contains(&Reason::ShortWait { wait_min: 7.0 });
        assert!(is_short(&given), "{:?}", given.advice.reasons);
        let id = given.id.to_string();
        let fields = [("conseil", &*id), ("moyen", "phone")];
        let taken = world.browser.submit(&path, &format!("/aiguillage/{KNOWN}/suite"), &fields).await;
        let back = format!("/aiguillage/retour/{id}");
        world.browser.submit(&back, &back, &[("regle", "non")]).await;
        let pages = [taken.location().to_owned(), format!("/aiguillage/{KNOWN}/conseil?conseil={id}"), back];
        for page in &pages {
            assert!(plain(&world.page(page).await).contains("Ouvert maintenant"), "{page}");
        }
        let mut sunday = World::at(&db, "2026-03-15T10:00:00Z", Elsewhere::default()).await;
        for page in &pages {
            let seen = plain(&sunday.page(page).await);
            assert!(!seen.contains("Ouvert maintenant") && !seen.contains("7 minutes"), "{page}: {seen}");
            assert!(seen.contains("Fermé en ce moment ; ouvre demain à 9 h"), "{page}: {seen}");
        }
        let house = sunday.scene.house(KNOWN).await;
        let mut tx = db.read().await.unwrap();
        let shown = sunday.scene.guide.as_now(&mut tx, &house, given).await.unwrap();
        assert!(!shown.advice.reasons.iter().any(|it| matches!(it, Reason::ShortWait { .. } | Reason::OpenNow)));
        assert!(!shown.advice.reasons.is_empty());
    }

    async fn what_was_closed_is_not_told_as_closed_once_it_is_open(db: Db) {
        let mut sunday = World::at(&db, "2026-03-08T10:00:00Z", Elsewhere::default()).await;
        let seen = plain(&sunday.page(&format!("/aiguillage/{KNOWN}/conseil?motif=suivi&urgent=on")).await);
        assert!(seen.contains("Pas conseillé maintenant : il ouvre"), "{seen}");
        let id = sunday.last().await.id;
        let mut tuesday = World::new(&db).await;
        let seen = plain(&tuesday.page(&format!("/aiguillage/{KNOWN}/conseil?conseil={id}")).await);
        assert!(!seen.contains("Pas conseillé maintenant") && seen.contains("Il convient aussi"), "{seen}");
    }

    async fn a_call_that_cannot_wait_says_so_first(db: Db) {
        let mut world = World::new(&db).await;
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte&situation=no-internet&urgent=on");
        world.page(&path).await;
        let id = world.last().await.id.to_string();
        let fields = [("conseil", &*id), ("moyen", "phone")];
        let taken = world.browser.submit(&path, &format!("/aiguillage/{KNOWN}/suite"), &fields).await;
        let suite = taken.location().to_owned();
        assert!(plain(&world.page(&suite).await).contains("<li>Cela ne peut pas attendre</li>"));
        let call = format!("/aiguillage/{KNOWN}/rappel/{id}");
        let fine = [("name", "Jeanne"), ("phone", "01 44 55 66 77"), ("message", "Ma carte"), ("day", "")];
        world.browser.submit(&suite, &call, &fine).await;
        let said = world.scene.elsewhere.said.lock().unwrap().clone();
        assert!(said[0].is_urgent);
        assert_eq!((said[0].situation.len(), said[0].situation[0].as_str()), (2, "Cela ne peut pas attendre"));
    }

    async fn a_voice_names_a_person_who_can_be_reached(db: Db) {
        let path = format!("/aiguillage/{KNOWN}/vocal.txt?motif=x");
        let mut sunday = World::at(&db, "2026-03-15T10:00:00Z", Elsewhere::default()).await;
        let said = plain(&sunday.browser.get(&path).await);
        let later = "Pour parler à une personne : le téléphone, 01 44 55 66 77, ouverture demain à 9 h.\n";
        assert!(said.ends_with(later), "{said}");
        let mut world = World::new(&db).await;
        offer(&db, &[Channel::Counter, Channel::Web]).await;
        let said = plain(&world.browser.get(&path).await);
        let now = "Pour parler à une personne dès maintenant : le guichet, 1 place de la Mairie.\n";
        assert!(said.ends_with(now), "{said}");
        offer(&db, &[Channel::Web]).await;
        let said = plain(&world.browser.get(&path).await);
        assert!(!said.contains("personne") && said.ends_with(".\n"), "{said}");
    }

    async fn another_way_comes_with_why_it_is_not_advised(db: Db) {
        let mut world = World::new(&db).await;
        let path = format!("/aiguillage/{KNOWN}/conseil?motif=carte&situation=no-internet");
        world.page(&path).await;
        let id = world.last().await.id.to_string();
        let fields = [("conseil", &*id), ("moyen", "phone")];
        world.browser.submit(&path, &format!("/aiguillage/{KNOWN}/suite"), &fields).await;
        let back = format!("/aiguillage/retour/{id}");
        world.browser.submit(&back, &back, &[("regle", "non")]).await;
        let seen = plain(&world.page(&back).await);
        assert_eq!(seen.matches("Pas conseillé, car vous avez dit : vous n’avez pas internet").count(), 2, "{seen}");
        assert!(!seen.contains("l’autre nous paraît meilleur"), "{seen}");
    }

    async fn where_no_way_suits_the_page_and_the_sentence_say_so_and_who_helps(db: Db) {
        let mut world = World::new(&db).await;
        let house = world.scene.house(KNOWN).await;
        let asked = ask(&[Feature::NoInternet, Feature::TelephoneIsHard]);
        let mut given = world.scene.guide.advise(&house, asked, 1.0).await.unwrap();
        given.id = crate::given::AdviceId::new(now());
        given.advice = Advice { advised: None, reasons: Vec::new(), human: None, ..given.advice };
        for way in &mut given.advice.ways {
            way.set_aside = Some(SetAside::CannotUse);
        }
        let mut tx = db.write().await.unwrap();
        store::given::keep(&mut tx, &given).await.unwrap();
        tx.commit().await.unwrap();
        let seen = plain(&world.page(&format!("/aiguillage/{KNOWN}/conseil?conseil={}", given.id)).await);
        assert!(seen.contains("<h1>Aucun moyen d’ici ne convient à ce que vous avez dit</h1>"), "{seen}");
        assert_eq!(seen.matches("espace France services").count(), 1, "{seen}");
        assert_eq!(seen.matches("class=\"aside\"").count(), 4, "{seen}");
        let telling = Telling { lang: Lang::Fr, now: now() };
        let said = telling.spoken(&house, &given);
        assert!(said.starts_with("Aucun moyen d’ici ne convient") && said.contains("France services"), "{said}");
    }

    async fn a_partner_without_a_way_names_who_helps_and_offers_no_poster(db: Db) {
        let mut world = World::new(&db).await;
        assert!(world.page(&format!("/aiguillage/{KNOWN}")).await.body.contains("/affiche"));
        offer(&db, &[]).await;
        for path in ["", "/affiche", "/conseil?motif=carte"] {
            let seen = plain(&world.page(&format!("/aiguillage/{KNOWN}{path}")).await);
            assert!(seen.contains("espace France services") && !seen.contains("/affiche\""), "{path}: {seen}");
        }
        let (_, given, seen) = world.ask(&json!({ "partner": KNOWN, "reason": "carte" })).await;
        assert!(given["sentence"].as_str().unwrap().contains("France services"), "{given}");
        assert!(seen.body.contains("\"floor\":0.0,"), "{}", seen.body);
    }

    async fn a_poster_has_whole_addresses_where_the_site_has_none_of_its_own(db: Db) {
        let scene = Scene::set(&db).await;
        let builder = furnish(Site::builder(db.clone(), Arc::new(FixedClock(now()))));
        let (router, _) = builder.build(routes(scene.guide.clone())).unwrap();
        let poster = Browser::new(router).get(&format!("/aiguillage/{KNOWN}/affiche")).await.body;
        assert!(poster.contains("http://c.example/aiguillage/VILLE") && poster.contains("http://c.example/contact/VILLE"), "{poster}");
    }

    async fn what_takes_days_and_what_has_no_name_are_told_in_words(db: Db) {
        let mut world = World::new(&db).await;
        let seen = plain(&world.page(&format!("/aiguillage/{KNOWN}/conseil?motif=carte")).await);
        assert!(seen.contains("À tout moment ; la réponse peut prendre quelques jours."), "{seen}");
        let house = world.scene.house(KNOWN).await;
        assert_eq!(telling::reason(&house, "cession_vehicule"), "cession vehicule");
        assert_eq!(telling::reason(&house, "carte"), "Carte d’identité");
    }

    async fn what_is_typed_at_length_is_named_in_short(db: Db) {
        let mut world = World::new(&db).await;
        let long = "x".repeat(5_000);
        let seen = world.browser.get(&format!("/aiguillage/{KNOWN}/conseil?motif={long}")).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(plain(&seen).contains(&format!("« {}… » n’est pas un motif", "x".repeat(40))));
        let (_, problem, seen) = world.ask(&json!({ "partner": KNOWN, "reason": long, "situation": [long], "preferred": long })).await;
        assert!(fields(&problem).len() == 3 && seen.body.len() < 2_000, "{}", seen.body);
    }
}
