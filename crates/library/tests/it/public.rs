//! What anybody reads, people and programs.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use practices::collection;
use serde_json::{Value, json};
use testkit::{Browser, assert_well_made, on_both};

use crate::server::{site, site_with_messages};

async fn api(browser: &mut Browser, path: &str, body: Option<&str>) -> (StatusCode, Value) {
    let request = match body {
        Some(body) => Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned())),
        None => Request::get(path).body(Body::empty()),
    };
    let seen = browser.send(request.unwrap()).await;
    (seen.status, serde_json::from_slice(&seen.bytes).unwrap())
}

on_both! {
    async fn a_sheet_tells_what_messages_changed_even_where_they_did_harm(db: Db) {
        let site = site_with_messages(&db, "P13").await;
        let page = Browser::new(site.clone()).get("/pratiques/P13").await.body;
        assert_well_made("/pratiques/P13", &page);
        for part in ["Ce que des messages ont changé", "12,5 contacts de plus", "Caisse de l’Ain", "900 personnes"] {
            assert!(page.contains(part), "{part}");
        }
        let other = Browser::new(site).get("/pratiques/P12").await.body;
        assert!(!other.contains("Ce que des messages ont changé"));
    }

    async fn every_public_page_is_well_made_in_both_languages(db: Db) {
        let site = site(&db).await;
        let mut paths: Vec<String> = [
            "/pratiques", "/pratiques?cause=A3", "/pratiques?q=accuse", "/pratiques?q=xyzzyqwfp",
            "/pratiques/comparer", "/pratiques/comparer?id=P11&id=P12&id=P13&id=P14", "/guide", "/autodiagnostic",
            "/pratiques/P11/versions",
        ].map(str::to_owned).into();
        paths.extend(collection().practices.iter().map(|it| format!("/pratiques/{}", it.id)));
        for mut browser in [Browser::new(site.clone()), Browser::new(site).in_english()] {
            for path in &paths {
                let page = browser.get(path).await;
                assert_eq!(page.status, StatusCode::OK, "{path}");
                assert_well_made(path, &page.body);
            }
        }
    }

    async fn a_page_that_is_not_there_is_said_so(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        for path in ["/pratiques/P99", "/pratiques/comparer?id=P99", "/guide/P99.pdf", "/guide/recueil.exe", "/autodiagnostic/test_nothing", "/pratiques/P99/versions"] {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn what_is_looked_for_is_shown_as_text(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let page = browser.get("/pratiques?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(!page.body.contains("<script>alert") && page.body.contains("&#60;script&#62;"), "{}", page.body);
    }

    async fn programs_read_the_same_practices(db: Db) {
        let mut browser = Browser::new(site(&db).await).in_english();
        let (status, all) = api(&mut browser, "/api/v1/practices", None).await;
        assert_eq!((status, all.as_array().unwrap().len()), (StatusCode::OK, 36));
        let (_, found) = api(&mut browser, "/api/v1/practices?cause=A3", None).await;
        assert_eq!(found[0]["id"], "P11");
        let (_, one) = api(&mut browser, "/api/v1/practices/P11", None).await;
        assert_eq!((one["evidence"].as_str(), one["sections"].as_array().unwrap().len()), (Some("A"), 11));
        let (status, problem) = api(&mut browser, "/api/v1/practices/P99", None).await;
        assert_eq!((status, problem["status"].as_u64()), (StatusCode::NOT_FOUND, Some(404)));
    }

    async fn the_worked_example_comes_out_of_the_api(db: Db) {
        let mut browser = Browser::new(site(&db).await).in_english();
        let mut answers: serde_json::Map<String, Value> =
            collection().questions().map(|it| (it.id.clone(), json!(1))).collect();
        answers.insert("contacts_per_year".to_owned(), json!(1_000_000));
        let body = Value::from(answers).to_string();
        let (status, found) = api(&mut browser, "/api/v1/diagnosis", Some(&body)).await;
        assert_eq!(status, StatusCode::OK);
        let ids: Vec<&str> = found["advice"].as_array().unwrap().iter().map(|it| it["practice"].as_str().unwrap()).collect();
        assert_eq!(ids[..5], ["P11", "P13", "P12", "P32", "P10"]);
        assert_eq!((found["proposed_avoided"].as_i64(), found["total_avoided"].as_i64()), (Some(62_796), Some(166_565)));
        for (wrong, word) in [("{\"Q01\": 4}", "Q01"), ("{\"Q77\": 1}", "Q77"), ("[]", "Q01")] {
            let (status, problem) = api(&mut browser, "/api/v1/diagnosis", Some(wrong)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(problem["detail"].as_str().unwrap().contains(word), "{problem}");
        }
    }

    async fn the_feed_and_the_linked_data_are_well_formed(db: Db) {
        let mut browser = Browser::new(site(&db).await);
        let feed = browser.get("/feeds/practices.atom").await;
        assert!(feed.header(header::CONTENT_TYPE).starts_with("application/atom+xml"));
        let mut reader = quick_xml::Reader::from_str(&feed.body);
        let (mut entries, mut depth) = (0, 0_i32);
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Start(it) => {
                    depth += 1;
                    entries += i32::from(it.name().as_ref() == "entry");
                }
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!((entries, depth), (36, 0));
        let page = browser.get("/pratiques/P11").await;
        let block = page.body.split("<script type=\"application/ld+json\">").nth(1).unwrap();
        let document: Value = serde_json::from_str(block.split("</script>").next().unwrap()).unwrap();
        assert_eq!(document["@id"], "http://c.example/pratiques/P11");
    }
}
