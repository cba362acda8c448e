//! What people see.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use kernel::Lang;
use measures::{Dimension, Figures, FlatTable, Measure, Measurer as _, Question, UnitCosts};
use observatory::pages::Board;
use register::Role;
use testkit::on_both;

use crate::{
    server::{Person, Server},
    world::{CANARY, OURS, THEIRS, World, instant, ours},
};

async fn a_server() -> (testkit::Fresh, Server, Person) {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::of_2025()).await;
    let manager = server.sign_in(Role::Manager, Some(OURS)).await;
    (fresh, server, manager)
}

/// What every page must have, whatever it shows.
fn assert_well_made(path: &str, html: &str) {
    testkit::assert_well_made(path, html);
    assert!(html.contains("<main"), "{path}");
    for wrong in ["inf ", "None"] {
        assert!(!html.contains(wrong), "{path}: {wrong}");
    }
}

#[tokio::test]
async fn every_dashboard_is_shown_in_both_languages() {
    let (fresh, server, manager) = a_server().await;
    for board in Board::ALL {
        for (lang, as_of) in [(Lang::Fr, "Chiffres arrêtés au"), (Lang::En, "Figures as of")] {
            let page = server.get(&manager, lang, board.path()).await;
            assert_eq!(page.status, StatusCode::OK, "{board:?}");
            assert!(page.text.contains(as_of), "{board:?}");
            assert!(page.text.contains("<svg"), "{board:?} is drawn");
            assert_well_made(board.path(), &page.text);
        }
    }
    fresh.remove().await;
}

#[tokio::test]
async fn what_to_look_at_first_is_said_in_three_sentences() {
    let (fresh, server, manager) = a_server().await;
    let page = server.get(&manager, Lang::Fr, "/observatoire").await.text;
    let leads = page.split("<ol class=\"leads\">").nth(1).unwrap().split("</ol>").next().unwrap();
    assert_eq!(leads.matches("<li>").count(), 3);
    assert!(leads.contains("/observatoire/causes#ledger"));
    assert!(leads.contains("Piste"));
    fresh.remove().await;
}

#[tokio::test]
async fn filters_stay_in_the_address_and_go_along() {
    let (fresh, server, manager) = a_server().await;
    let query = "from=2025-03-01&until=2025-05-31&channel=phone&reason=APL";
    let page = server.get(&manager, Lang::Fr, &format!("/observatoire?{query}")).await.text;
    let escaped = query.replace('&', "&#38;");
    assert!(page.contains(&format!("/observatoire/causes?{escaped}")), "the tabs keep the view");
    assert!(page.contains("value=\"2025-03-01\""));
    assert!(page.contains("<option value=\"phone\" selected>"));
    assert!(page.contains("du 1ᵉʳ\u{a0}mars\u{a0}2025 au 31\u{a0}mai\u{a0}2025"), "the period is said");
    let two =
        server.get(&manager, Lang::Fr, "/observatoire?channel=phone&channel=email&without=cause").await.text;
    for hidden in [
        "name=\"channel\" value=\"email\"",
        "name=\"channel\" value=\"phone\"",
        "name=\"without\" value=\"cause\"",
    ] {
        assert!(two.contains(&format!("<input type=\"hidden\" {hidden}>")), "{hidden}");
    }
    fresh.remove().await;
}

#[tokio::test]
async fn a_filter_without_meaning_is_said_and_left_out() {
    let (fresh, server, manager) = a_server().await;
    let page = server.get(&manager, Lang::Fr, "/observatoire?channel=fax&from=demain").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("fax") && page.text.contains("demain"));
    assert!(page.text.contains("role=\"alert\""));
    fresh.remove().await;
}

#[tokio::test]
async fn nobody_sees_another_partner_s_rows() {
    let (fresh, server, manager) = a_server().await;
    let agent = server.sign_in(Role::Agent, Some(OURS)).await;
    let mut paths: Vec<String> = Board::ALL.iter().map(|it| it.path().to_owned()).collect();
    paths.extend(
        [
            "/observatoire/explorer?measure=volume&by=reason&by=partner",
            "/observatoire/explorer.csv?measure=volume&by=reason&by=partner",
            "/observatoire/explorer.json?measure=volume&by=reason&by=partner",
            "/observatoire/explorer.json?measure=volume&by=reason&partner=CANARI",
            "/observatoire/causes.csv",
            "/observatoire/couts",
        ]
        .map(str::to_owned),
    );
    for path in &paths {
        for person in [&manager, &agent] {
            let page = server.get(person, Lang::Fr, path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.text.contains(CANARY) && !page.text.contains(THEIRS), "{path}");
        }
    }
    let compared = server.get(&manager, Lang::Fr, "/observatoire/comparaison").await;
    assert_eq!(compared.status, StatusCode::FORBIDDEN);
    fresh.remove().await;
}

#[tokio::test]
async fn the_csv_has_the_figures_of_the_measure() {
    let (fresh, server, manager) = a_server().await;
    let csv = server
        .get(&manager, Lang::Fr, "/observatoire/explorer.csv?measure=recontact&by=channel&window=7d")
        .await
        .text;
    let mut question = Question::of(Measure::Recontact).by(&[Dimension::Channel]);
    question.window = Some(kernel::Window::days(7));
    let (oracle, _) = World::of_2025().oracle();
    let answers = oracle.answer(&ours(), &[question], &UnitCosts::default()).unwrap();
    let table = FlatTable::of(&answers[0]);
    let mut lines = csv.lines();
    // A French spreadsheet: a mark of the encoding, semicolons, words, decimal commas.
    assert!(lines.next().unwrap().starts_with("\u{feff}Canal;Contacts observés;"));
    for (line, row) in lines.zip(&table.rows) {
        let figures: Vec<String> = row[1..].iter().map(|it| it.to_string().replace('.', ",")).collect();
        assert_eq!(line.split_once(';').unwrap().1, figures.join(";"));
    }
    assert_eq!(csv.lines().count(), table.rows.len() + 1);
    fresh.remove().await;
}

#[tokio::test]
async fn a_reason_that_looks_like_a_formula_is_harmless() {
    let (fresh, server, manager) = a_server().await;
    let csv =
        server.get(&manager, Lang::Fr, "/observatoire/explorer.csv?measure=volume&by=reason").await.text;
    assert!(csv.contains("\n'=1+1;"), "{csv}");
    fresh.remove().await;
}

#[tokio::test]
async fn the_ledger_s_estimate_is_that_of_the_measure() {
    let (fresh, server, manager) = a_server().await;
    for query in ["", "?channel=phone", "?from=2025-02-01&until=2025-02-28&reason=RSA"] {
        let csv = server.get(&manager, Lang::Fr, &format!("/observatoire/causes.csv{query}")).await.text;
        let mut sum = 0.0;
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
        for row in reader.records().map(Result::unwrap).filter(|it| &it[2] == "oui") {
            sum += row[5].replace(',', ".").parse::<f64>().unwrap();
        }
        let (view, _) =
            observatory::view::View::read(&observatory::view::parse_query(query.trim_start_matches('?')));
        let (oracle, _) = World::of_2025().oracle();
        let question = view.ask(Question::of(Measure::Avoidable));
        let answers = oracle.answer(&ours(), &[question], &UnitCosts::default()).unwrap();
        let Figures::Avoidable(figures) = &answers[0].cells[0].figures else { panic!("not measure 7") };
        assert!((sum - figures.estimated).abs() < 1e-6, "{query}: {sum} and {}", figures.estimated);
    }
    fresh.remove().await;
}

#[tokio::test]
async fn undefined_figures_are_dashes_with_an_explanation() {
    let (fresh, server, manager) = a_server().await;
    // The last day: nothing has 30 days of hindsight.
    let page = server.get(&manager, Lang::Fr, "/observatoire?from=2025-12-29&until=2026-12-31").await.text;
    assert!(page.contains("Aucun contact d’un usager identifié n’a encore 30 jours de recul"));
    assert!(page.contains("<p class=\"big\">—</p>"));
    fresh.remove().await;
}

#[tokio::test]
async fn a_partner_without_contacts_is_told_what_to_do() {
    let fresh = testkit::Fresh::sqlite().await;
    let server = Server::over(fresh.db.clone(), &World::default()).await;
    let manager = server.sign_in(Role::Manager, Some(OURS)).await;
    let agent = server.sign_in(Role::Agent, Some(OURS)).await;
    for board in Board::ALL {
        let page = server.get(&manager, Lang::Fr, board.path()).await;
        assert!(page.text.contains("href=\"/imports\""), "{board:?}");
        assert_well_made(board.path(), &page.text);
    }
    let page = server.get(&agent, Lang::Fr, "/observatoire").await.text;
    assert!(!page.contains("href=\"/imports\""), "an agent does not import");
    fresh.remove().await;
}

#[tokio::test]
async fn every_measure_can_be_explored_by_every_dimension_that_it_knows() {
    let (fresh, server, manager) = a_server().await;
    for measure in Measure::ALL {
        for dimension in Dimension::ALL.into_iter().filter(|it| *it != Dimension::Partner) {
            let path = format!("/observatoire/explorer?measure={measure}&by={}", dimension.name());
            let page = server.get(&manager, Lang::En, &path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let is_known = Question::of(measure).by(&[dimension]).check().is_ok();
            assert_eq!(page.text.contains("role=\"alert\""), !is_known, "{path}");
            if dimension == Dimension::Channel {
                assert_well_made(&path, &page.text);
            }
        }
    }
    fresh.remove().await;
}

#[tokio::test]
async fn journeys_are_drawn_by_the_step_asked() {
    let (fresh, server, manager) = a_server().await;
    let path = "/observatoire/parcours?step=channel:reason&keep=50&life_event=EV01";
    let page = server.get(&manager, Lang::Fr, path).await.text;
    assert!(page.contains("Téléphone · RSA"));
    assert!(page.contains("<option value=\"50\" selected>"));
    assert!(page.contains("<input type=\"hidden\" name=\"life_event\" value=\"EV01\">"));
    fresh.remove().await;
}

on_both! {
    async fn costs_are_edited_checked_and_used(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let manager = server.sign_in(Role::Manager, Some(OURS)).await;
        let agent = server.sign_in(Role::Agent, Some(OURS)).await;
        let cost = |text: &str| {
            let document: serde_json::Value = serde_json::from_str(text).unwrap();
            document["rows"][0]["cost"].as_f64().unwrap()
        };
        let asked = "/observatoire/explorer.json?measure=cost";
        let before = cost(&server.get(&manager, Lang::Fr, asked).await.text);
        let refused = server.post(&manager, "/observatoire/couts", "/observatoire/couts", "phone=cher&email=2").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("value=\"cher\"") && refused.text.contains("aria-invalid"));
        let saved = server.post(&manager, "/observatoire/couts", "/observatoire/couts", "phone=12%2C50").await;
        assert_eq!(saved.location.as_deref(), Some("/observatoire/couts"));
        let page = server.get(&manager, Lang::Fr, "/observatoire/couts").await.text;
        assert!(page.contains("value=\"12,5\""));
        assert!(cost(&server.get(&manager, Lang::Fr, asked).await.text) > before, "the figures follow");
        let theirs = server.sign_in(Role::Manager, Some(THEIRS)).await;
        assert!(!server.get(&theirs, Lang::Fr, "/observatoire/couts").await.text.contains("value=\"12,5\""));
        let page = server.get(&agent, Lang::Fr, "/observatoire/couts").await.text;
        assert!(!page.contains("name=\"phone\""));
        let refused = server.post(&agent, "/observatoire/couts", "/observatoire/couts", "phone=1").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    async fn the_api_answers_what_the_command_prints(db: Db) {
        let server = Server::over(db, &World::of_2025()).await;
        let text = server.token(OURS).await;
        let get = async |path: &str, token: &str| {
            let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
            server.send(request.body(Body::empty()).unwrap()).await
        };
        let answered = get("/api/v1/measures/avoidable?by=channel&where=direction%3Dinbound&from=2025-02-01", &text).await;
        assert_eq!(answered.status, StatusCode::OK);
        let document: serde_json::Value = serde_json::from_str(&answered.text).unwrap();
        assert_eq!(document["measure"], "avoidable");
        assert_eq!(document["filters"]["from"], "2025-01-31T23:00:00Z");
        assert!(document["rows"].as_array().unwrap().len() > 3);
        let everyone = get("/api/v1/measures/volume?by=partner", &text).await.text;
        assert!(!everyone.contains(THEIRS), "a token sees its partner");
        for (path, status) in [
            ("/api/v1/measures/volumes", StatusCode::NOT_FOUND),
            ("/api/v1/measures/volume?by=colour", StatusCode::BAD_REQUEST),
            ("/api/v1/measures/volume?colour=red", StatusCode::BAD_REQUEST),
        ] {
            let refused = get(path, &text).await;
            assert_eq!(refused.status, status, "{path}");
            let problem: serde_json::Value = serde_json::from_str(&refused.text).unwrap();
            assert_eq!(problem["status"], status.as_u16());
            assert!(problem["errors"][0]["field"].is_string(), "{problem}");
        }
        assert_eq!(get("/api/v1/measures/volume", "ce_wrong").await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn the_programme_compares_only_what_may_leave_its_partner() {
    let fresh = testkit::Fresh::sqlite().await;
    let mut world = large_world();
    let server = Server::over(fresh.db.clone(), &world).await;
    let programme = server.sign_in(Role::Programme, None).await;
    let home = server.get(&programme, Lang::Fr, "/observatoire").await;
    assert_eq!(home.location.as_deref(), Some("/observatoire/comparaison"));
    let page = server.get(&programme, Lang::Fr, "/observatoire/comparaison").await.text;
    assert_well_made("/observatoire/comparaison", &page);
    assert!(page.contains("Administration SOC-FAM") && page.contains("Administration CANARI"));
    assert!(!page.contains(">masqué<"));
    assert_eq!(server.get(&programme, Lang::Fr, "/observatoire/causes").await.status, StatusCode::FORBIDDEN);

    // Ten usagers are left at the other partner: its figures are withheld, and so is the only other one.
    world.contacts.retain(|it| it.partner.as_str() == OURS || it.usager.is_some_and(|usager| usager < 10));
    let server = Server::over(fresh.db.clone(), &world).await;
    let page = server.get(&programme, Lang::Fr, "/observatoire/comparaison").await.text;
    assert!(page.contains(">masqué<"));
    fresh.remove().await;
}

/// Both partners have many usagers in each month, and nothing after the year.
fn large_world() -> World {
    let mut world = World::default();
    world.add_partner(OURS, 2_000, 1, &["APL"]);
    world.add_partner(THEIRS, 2_000, 2, &[CANARY]);
    world.add_partner("GRAND", 3_000, 3, &["APL"]);
    world
}

#[tokio::test]
async fn subtracting_two_periods_gives_no_month_of_few_usagers() {
    let fresh = testkit::Fresh::sqlite().await;
    let mut world = large_world();
    // Three usagers are left in March, which begins in Paris an hour before it does in Greenwich.
    let march = instant("2025-02-28T23:00:00Z")..instant("2025-03-31T22:00:00Z");
    let few: Vec<u64> = {
        let of_march =
            |it: &&measures::Contact| it.partner.as_str() == THEIRS && march.contains(&it.started_at);
        let mut usagers: Vec<u64> =
            world.contacts.iter().filter(of_march).filter_map(|it| it.usager).collect();
        usagers.dedup();
        usagers.into_iter().take(3).collect()
    };
    world.contacts.retain(|it| {
        it.partner.as_str() != THEIRS
            || !march.contains(&it.started_at)
            || it.usager.is_some_and(|usager| few.contains(&usager))
    });
    let mut first = world.contacts.iter().find(|it| it.usager == Some(few[0])).unwrap().clone();
    (first.contact_id, first.started_at) = ("night".to_owned(), march.start);
    first.partner = THEIRS.parse().unwrap();
    world.contacts.push(first);
    let server = Server::over(fresh.db.clone(), &world).await;
    let programme = server.sign_in(Role::Programme, None).await;
    for from in 1..=4 {
        for until in from..=4 {
            let query = format!("from=2025-{from:02}-01&until=2025-{until:02}-01&metric=per-request");
            let page =
                server.get(&programme, Lang::Fr, &format!("/observatoire/comparaison?{query}")).await.text;
            let row = page.split("Administration CANARI").last().unwrap().split("</tr>").next().unwrap();
            let per_request = row.split("</td>").next().unwrap();
            let is_withheld = per_request.contains("masqué");
            assert_eq!(is_withheld, (from..=until).contains(&3), "{query}: {per_request}");
        }
    }
    fresh.remove().await;
}
