//! What messages changed, as a partner's people and the programme see it.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::{Euro, Lang, PartnerCode};
use observatory::messages::{Asked, CSV_PATH, Drawn, JSON_PATH, MessageEffect, MessageEffects, PATH, Span};
use register::{Role, Tx};
use serde_json::Value;

use crate::{
    server::Server,
    world::{OURS, THEIRS, World},
};

/// One rule of each partner; beyond its partner none has a name.
struct Two;

fn effect(partner: &str, is_own: bool) -> MessageEffect {
    let span = |value: f64| Some(Span { low: value - 2.0, value, high: value + 2.0 });
    MessageEffect {
        partner: partner.parse().unwrap(),
        partner_name: format!("Administration {partner}"),
        rule: is_own.then(|| ("=Rappel".to_owned(), "/messages/regles/rul_1".to_owned())),
        practice: Some("P13".to_owned()),
        version: 2,
        held_persons: 120,
        told_persons: 1_080,
        messages: 1_050,
        cost: Euro(472_500),
        avoided_per_100_messages: span(-12.5),
        avoided: span(-131.0),
        saving: span(-786.0),
        net: span(-833.0),
        verdict: "provokes",
        verdict_word: "Provoque des contacts".to_owned(),
        sentence: "Ces messages provoquent des contacts.".to_owned(),
        found_at: "2026-01-04T09:00:00Z".parse().unwrap(),
    }
}

impl MessageEffects for Two {
    fn effects<'a>(&'a self, _: &'a mut Tx, of: Option<&'a PartnerCode>, _: Lang) -> Asked<'a, Drawn> {
        let effects = match of {
            Some(own) => vec![effect(own.as_str(), true)],
            None => vec![effect(OURS, false), effect("GRAND", false)],
        };
        Box::pin(async move { Ok((effects, site::Markup::default())) })
    }
}

#[tokio::test]
async fn a_partner_sees_its_rules_with_their_figures_and_takes_them_away() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::of_2025()).await.with_messages(Arc::new(Two));
    for role in [Role::Agent, Role::Manager, Role::Analyst] {
        let person = server.sign_in(role, Some(OURS)).await;
        let page = server.get(&person, Lang::Fr, PATH).await;
        assert_eq!(page.status, StatusCode::OK, "{role}");
        testkit::assert_well_made(PATH, &page.text);
        for part in
            ["href=\"/messages/regles/rul_1\"", "href=\"/pratiques/P13\"", "provoquent", "-12,5", "47,25"]
        {
            let part = part.replace('-', "−");
            let text = page.text.replace('-', "−");
            assert!(text.contains(&part), "{part}: {text}");
        }
    }
    let manager = server.sign_in(Role::Manager, Some(THEIRS)).await;
    let csv = server.get(&manager, Lang::Fr, CSV_PATH).await.text;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.iter().map(|it| it.split(';').count()).collect::<Vec<_>>(), [23, 23]);
    assert!(lines[1].starts_with("CANARI;'=Rappel;P13;2;provokes;1080;120;1050;"), "{csv}");
    let json: Value = serde_json::from_str(&server.get(&manager, Lang::Fr, JSON_PATH).await.text).unwrap();
    assert_eq!((json[0]["rule"].as_str(), json[0]["net"]["low"].as_f64()), (Some("=Rappel"), Some(-835.0)));
    fresh.remove().await;
}

#[tokio::test]
async fn the_programme_compares_partners_without_the_names_of_their_rules() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::of_2025()).await.with_messages(Arc::new(Two));
    let programme = server.sign_in(Role::Programme, None).await;
    for lang in [Lang::Fr, Lang::En] {
        let page = server.get(&programme, lang, PATH).await.text;
        testkit::assert_well_made(PATH, &page);
        assert!(page.contains("Administration GRAND") && page.contains(&format!("Administration {OURS}")));
        assert!(!page.contains("Rappel") && page.contains("11"));
    }
    let json: Value = serde_json::from_str(&server.get(&programme, Lang::Fr, JSON_PATH).await.text).unwrap();
    assert_eq!((json.as_array().map(Vec::len), json[0]["rule"].is_null()), (Some(2), true));
    fresh.remove().await;
}

#[tokio::test]
async fn whoever_has_no_rule_is_told_what_to_do() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::of_2025()).await;
    let manager = server.sign_in(Role::Manager, Some(OURS)).await;
    let page = server.get(&manager, Lang::Fr, PATH).await.text;
    assert!(page.contains("Aucune règle n’a encore été mesurée") && page.contains("/messages/regles"));
    fresh.remove().await;
}
