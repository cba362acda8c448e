//! The site as browsers and programs see it: through the router, on both databases.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
    routing::{get, post},
};
use jiff::Timestamp;
use kernel::{FixedClock, Message, PartnerCode, Secret};
use register::{Db, NewAccount, Partner, Role, TokenScope, account, audit, partner, token};
use site::{
    Access, BuildError, Failure, Going, Markup, NavItem, Routes, Shell, Site, SiteBuilder,
    api::{ApiCaller, Json},
};
use testkit::{Browser, Seen, on_both};
use tower::ServiceExt;

const EMAIL: &str = "camille@caf.fr";
const PASSWORD: &str = "correct horse battery";

fn noon() -> Timestamp {
    "2026-10-05T10:00:00Z".parse().unwrap()
}

fn builder(db: &Db) -> SiteBuilder {
    Site::builder(db.clone(), Arc::new(FixedClock(noon())))
}

/// A small slice: a page for managers, a form, an upload, and an API.
fn slice() -> Routes {
    async fn page(shell: Shell) -> axum::response::Response {
        let form = format!("<form method=\"post\" action=\"/suivi\">{}</form>", shell.csrf_field());
        shell.page("Suivi <b>").crumb("Accueil", "/compte").render_markup(&Markup::of(form))
    }
    async fn save(shell: Shell) -> Going {
        Going::to("/suivi").done(shell.t("signed-out"))
    }
    async fn upload(body: axum::body::Bytes) -> String {
        body.len().to_string()
    }
    async fn whose(caller: ApiCaller) -> String {
        caller.partner.to_string()
    }
    async fn number(Json(number): Json<u8>) -> Result<Json<u8>, Failure> {
        match number {
            0 => Err(Failure::not_found()),
            _ => Ok(Json(number)),
        }
    }
    const MANAGERS: Access = Access::Roles(&[Role::Manager]);
    Routes::new()
        .route("/suivi", MANAGERS, get(page).post(save))
        .route("/reseau", Access::Roles(&[Role::Programme]), get(page))
        .route("/envoi", MANAGERS, post(upload))
        .route("/api/v1/whose", Access::Token(TokenScope::MeasuresRead), get(whose))
        .route("/api/v1/number", Access::Token(TokenScope::MeasuresRead), post(number))
}

fn site(db: &Db) -> Router {
    builder(db).home("/suivi").build(slice()).unwrap().0
}

async fn a_manager(db: &Db) -> PartnerCode {
    let code: PartnerCode = "caf-001".parse().unwrap();
    let new = NewAccount {
        email: EMAIL.into(),
        name: "Camille <Martin>".into(),
        role: Role::Manager,
        partner: Some(code.clone()),
    };
    let digest = account::hash_password(&Secret::new(PASSWORD.into())).await.unwrap();
    let mut tx = db.write().await.unwrap();
    partner::save(&mut tx, &Partner { code: code.clone(), name: "Caf de l’Ain".into() }, noon())
        .await
        .unwrap();
    account::create(&mut tx, &new, digest, noon()).await.unwrap();
    tx.commit().await.unwrap();
    code
}

async fn sign_in(browser: &mut Browser, password: &str) -> Seen {
    let token = browser.get("/connexion").await.token();
    let form = format!("csrf={token}&email={EMAIL}&password={password}&next=%2Fsuivi%3Fmois%3D3");
    browser.post("/connexion", &form).await
}

async fn api(
    site: Router,
    request: axum::http::request::Builder,
    body: &str,
) -> (StatusCode, String, String) {
    let response = site.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let kind = response.headers().get(header::CONTENT_TYPE).map_or("", |it| it.to_str().unwrap()).to_owned();
    let status = response.status();
    (
        status,
        kind,
        String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap(),
    )
}

on_both! {
    async fn a_person_signs_in_and_comes_back_to_where_they_wanted(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        let away = browser.get("/suivi?mois=3").await;
        assert_eq!((away.status, away.location()), (StatusCode::SEE_OTHER, "/connexion?next=/suivi%3Fmois%3D3"));
        let wrong = sign_in(&mut browser, "wrong horse battery").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("value=\"camille@caf.fr\""), "{}", wrong.body);
        let right = sign_in(&mut browser, "correct+horse+battery").await;
        assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/suivi?mois=3"));
        let page = browser.get("/suivi").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("Camille &#60;Martin&#62;"), "texts are escaped: {}", page.body);
        assert!(page.body.contains("<h1>Suivi &#60;b&#62;</h1>"), "{}", page.body);
        let mut tx = db.read().await.unwrap();
        assert_eq!(audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 10).await.unwrap()[0].action, "account.sign-in");
    }

    async fn signing_in_gives_a_new_session_whatever_the_browser_brought(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        browser.cookies.push(("session".into(), "planted".into()));
        sign_in(&mut browser, "correct+horse+battery").await;
        let session = &browser.cookies.iter().find(|(name, _)| name == "session").unwrap().1;
        assert!(session.len() == 64 && session != "planted");
    }

    async fn signing_out_ends_the_session_on_the_server_too(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "correct+horse+battery").await;
        let kept = browser.cookies.clone();
        let token = browser.get("/suivi").await.token();
        let out = browser.post("/deconnexion", &format!("csrf={token}")).await;
        assert_eq!(out.location(), "/connexion");
        assert!(browser.get("/connexion").await.body.contains("Vous êtes déconnecté."));
        assert!(!browser.get("/connexion").await.body.contains("Vous êtes déconnecté."), "it is said once");
        browser.cookies = kept;
        assert_eq!(browser.get("/suivi").await.status, StatusCode::SEE_OTHER, "the old cookie is worth nothing");
    }

    async fn a_role_opens_its_pages_and_no_others(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "correct+horse+battery").await;
        let closed = browser.get("/reseau").await;
        assert_eq!(closed.status, StatusCode::FORBIDDEN);
        assert!(closed.body.contains("<h1>Cette page ne vous est pas ouverte</h1>"), "{}", closed.body);
        let lost = browser.get("/nulle-part").await;
        assert_eq!(lost.status, StatusCode::NOT_FOUND);
        assert!(lost.body.contains("<h1>Page introuvable</h1>") && lost.body.contains("href=\"/suivi\""), "{}", lost.body);
        let odd = browser.post("/compte", &format!("csrf={}", closed.token())).await;
        assert_eq!((odd.status, odd.headers[header::ALLOW].to_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    }

    async fn a_form_from_elsewhere_changes_nothing(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "correct+horse+battery").await;
        let token = browser.get("/suivi").await.token();
        assert_eq!(browser.post("/suivi", &format!("csrf={token}")).await.status, StatusCode::SEE_OTHER);
        for form in ["", "csrf=", "csrf=0123456789abcdef0123456789abcdef"] {
            let refused = browser.post("/suivi", form).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
            assert!(refused.body.contains("trop ancien"), "{}", refused.body);
        }
        let form = || Request::post("/suivi").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = || Body::from(format!("csrf={token}"));
        let foreign = form().header(header::ORIGIN, "https://evil.example").body(body()).unwrap();
        assert_eq!(browser.send(foreign).await.status, StatusCode::FORBIDDEN);
        let foreign = form().header("sec-fetch-site", "cross-site").body(body()).unwrap();
        assert_eq!(browser.send(foreign).await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.post("/connexion", "email=a&password=b").await.status, StatusCode::FORBIDDEN, "signing in too");
    }

    async fn an_upload_carries_its_token_in_the_address_or_a_header(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "correct+horse+battery").await;
        let token = browser.get("/suivi").await.token();
        let upload = |path: String| Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let without = upload("/envoi".into()).body(Body::from("12345")).unwrap();
        assert_eq!(browser.send(without).await.status, StatusCode::FORBIDDEN);
        let in_address = upload(format!("/envoi?csrf={token}")).body(Body::from("12345")).unwrap();
        assert_eq!(browser.send(in_address).await.body, "5");
        let in_header = upload("/envoi".into()).header("x-csrf-token", &token).body(Body::from("123")).unwrap();
        assert_eq!(browser.send(in_header).await.body, "3");
    }

    async fn a_new_password_keeps_this_browser_and_closes_the_others(db: Db) {
        a_manager(&db).await;
        let site = site(&db);
        let (mut here, mut elsewhere) = (Browser::new(site.clone()), Browser::new(site));
        for browser in [&mut here, &mut elsewhere] {
            sign_in(browser, "correct+horse+battery").await;
        }
        let token = here.get("/compte/mot-de-passe").await.token();
        let form = |current: &str, new: &str, again: &str| format!("csrf={token}&current={current}&new={new}&again={again}");
        for (wrong, sentence) in [
            (form("wrong", "a+new+sentence+here", "a+new+sentence+here"), "Ce n’est pas votre mot de passe actuel"),
            (form("correct+horse+battery", "a+new+sentence+here", "another"), "ne sont pas les mêmes"),
            (form("correct+horse+battery", "short", "short"), "entre 12 et 200 caractères"),
        ] {
            let refused = here.post("/compte/mot-de-passe", &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(sentence) && refused.body.contains("aria-invalid"), "{}", refused.body);
        }
        let right = form("correct+horse+battery", "a+new+sentence+here", "a+new+sentence+here");
        assert_eq!(here.post("/compte/mot-de-passe", &right).await.location(), "/compte");
        assert!(here.get("/compte").await.body.contains("Votre mot de passe est changé"));
        assert_eq!(elsewhere.get("/compte").await.status, StatusCode::SEE_OTHER);
        let token = here.get("/compte").await.token();
        sign_in(&mut elsewhere, "a+new+sentence+here").await;
        assert_eq!(here.post("/compte/sessions", &format!("csrf={token}")).await.location(), "/compte");
        assert_eq!(elsewhere.get("/compte").await.status, StatusCode::SEE_OTHER, "sessions elsewhere were ended");
        assert_eq!(here.get("/compte").await.status, StatusCode::OK);
    }

    async fn whoever_guesses_passwords_must_wait(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        let mut last = StatusCode::OK;
        for _ in 0..9 {
            let seen = sign_in(&mut browser, "wrong+horse+battery").await;
            last = seen.status;
            if last == StatusCode::TOO_MANY_REQUESTS {
                assert_eq!(seen.headers[header::RETRY_AFTER], "60");
                assert!(seen.body.contains("Attendez une minute"), "{}", seen.body);
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn an_office_behind_one_address_signs_in_as_often_as_it_likes(db: Db) {
        a_manager(&db).await;
        let site = site(&db);
        for _ in 0..70 {
            let seen = sign_in(&mut Browser::new(site.clone()), "correct+horse+battery").await;
            assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        }
    }

    async fn behind_the_proxy_a_guesser_keeps_nobody_out(db: Db) {
        a_manager(&db).await;
        let (site, _) = builder(&db).behind_proxy().home("/suivi").build(slice()).unwrap();
        let mut browser = Browser::new(site);
        let token = browser.get("/connexion").await.token();
        let mut try_from = async |machine: &str, email: &str, password: &str| {
            let request = Request::post("/connexion")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ORIGIN, "http://c.example")
                .header("x-forwarded-for", format!("198.51.100.7, {machine}"))
                .body(Body::from(format!("csrf={token}&email={email}&password={password}")))
                .unwrap();
            browser.send(request).await.status
        };
        let mut last = StatusCode::OK;
        for number in 0..61 {
            last = try_from("192.0.2.1", &format!("nobody{number}@caf.fr"), "wrong+horse+battery").await;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(try_from("192.0.2.2", EMAIL, "correct+horse+battery").await, StatusCode::SEE_OTHER);
    }

    async fn signing_in_and_out_is_told_to_the_audit_trail(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "wrong+horse+battery").await;
        sign_in(&mut browser, "correct+horse+battery").await;
        let token = browser.get("/suivi").await.token();
        browser.post("/deconnexion", &format!("csrf={token}")).await;
        let mut tx = db.read().await.unwrap();
        let told = audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 10).await.unwrap();
        let actions: Vec<&str> = told.iter().rev().map(|it| it.action.as_str()).collect();
        assert_eq!(actions, ["account.sign-in-refused", "account.sign-in", "account.sign-out"]);
        assert!(told.iter().all(|it| it.partner.as_deref() == Some("caf-001")));
    }

    async fn a_layer_that_panics_still_answers(db: Db) {
        #[derive(Debug)]
        struct Broken;
        impl kernel::Clock for Broken {
            fn now(&self) -> Timestamp {
                panic!("no time")
            }
        }
        let (site, _) = Site::builder(db.clone(), Arc::new(Broken)).build(Routes::new()).unwrap();
        let mut browser = Browser::new(site);
        browser.cookies.push(("session".into(), "x".repeat(64)));
        let seen = browser.get("/compte").await;
        assert_eq!(seen.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(seen.body.contains("Une erreur est survenue"), "{}", seen.body);
    }

    async fn language_and_theme_are_remembered_and_leave_the_address(db: Db) {
        let mut browser = Browser::new(site(&db));
        let changed = browser.get("/connexion?next=%2Fsuivi&lang=en").await;
        assert_eq!((changed.status, changed.location()), (StatusCode::SEE_OTHER, "/connexion?next=%2Fsuivi"));
        let english = browser.get("/connexion").await;
        assert!(english.body.contains("<html lang=\"en\"") && english.body.contains("<h1>Sign in</h1>"), "{}", english.body);
        assert_eq!(browser.get("/connexion?theme=dark").await.location(), "/connexion");
        assert!(browser.get("/connexion").await.body.contains("data-theme=\"dark\""));
        assert_eq!(browser.get("//evil.example/x?lang=fr").await.location(), "/evil.example/x", "never to another site");
        let mut other = Browser::new(site(&db));
        let accepts = Request::get("/connexion").header(header::ACCEPT_LANGUAGE, "en-GB,fr;q=0.5").body(Body::empty()).unwrap();
        assert!(other.send(accepts).await.body.contains("<html lang=\"en\""));
    }

    async fn every_answer_is_protected(db: Db) {
        let mut browser = Browser::new(site(&db));
        let page = browser.get("/connexion").await;
        let asset = page.body.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let style = browser.get(&asset).await;
        assert_eq!(style.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        for seen in [page, style, browser.get("/nowhere").await, browser.get("/api/v1/whose").await, browser.get("/health").await] {
            let policy = seen.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert_eq!(seen.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert!(!seen.body.contains(" style=") && !seen.body.contains("<script>"), "{}", seen.body);
        }
        assert!(browser.cookies.iter().all(|(name, _)| name == "visit"), "{:?}", browser.cookies);
    }

    async fn over_https_cookies_are_bound_to_the_host(db: Db) {
        let (site, _) = builder(&db).public_url("https://c.example").build(Routes::new()).unwrap();
        let response = site.oneshot(Request::get("/connexion").body(Body::empty()).unwrap()).await.unwrap();
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with("__Host-visit=") && cookie.contains("Secure") && cookie.contains("HttpOnly"), "{cookie}");
        assert!(response.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    async fn a_token_opens_its_partner_s_data_within_its_scopes(db: Db) {
        let code = a_manager(&db).await;
        let mut tx = db.write().await.unwrap();
        let (made, text) = token::create(&mut tx, &code, "a", &[TokenScope::MeasuresRead], "test", noon()).await.unwrap();
        let (_, writer) = token::create(&mut tx, &code, "b", &[TokenScope::ContactsWrite], "test", noon()).await.unwrap();
        tx.commit().await.unwrap();
        let ask = |token: &str| Request::get("/api/v1/whose").header(header::AUTHORIZATION, format!("Bearer {token}"));
        assert_eq!(api(site(&db), ask(text.reveal()), "").await.2, "caf-001");
        let english = |request: axum::http::request::Builder| request.header(header::ACCEPT_LANGUAGE, "en");
        let (status, kind, body) = api(site(&db), english(ask(writer.reveal())), "").await;
        assert_eq!((status, kind.as_str()), (StatusCode::FORBIDDEN, "application/problem+json"));
        assert!(body.contains("measures:read") && body.contains("\"status\":403") && body.contains("Ask for one"), "{body}");
        for request in [ask("ce_nothing"), Request::get("/api/v1/whose"), Request::get("/api/v1/whose").header(header::AUTHORIZATION, "Basic YTpi")] {
            let response = site(&db).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
        }
        let mut tx = db.write().await.unwrap();
        let scope = kernel::Scope::Partner(code);
        assert_eq!(token::list(&mut tx, &scope).await.unwrap().iter().filter(|it| it.used_at.is_some()).count(), 1);
        token::revoke(&mut tx, &scope, made.id, noon()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(api(site(&db), ask(text.reveal()), "").await.0, StatusCode::UNAUTHORIZED, "revoked at once");
    }

    async fn a_session_is_no_key_to_the_api(db: Db) {
        a_manager(&db).await;
        let mut browser = Browser::new(site(&db));
        sign_in(&mut browser, "correct+horse+battery").await;
        assert_eq!(browser.get("/api/v1/whose").await.status, StatusCode::UNAUTHORIZED);
    }

    async fn programs_are_told_what_is_wrong_in_their_own_format(db: Db) {
        let code = a_manager(&db).await;
        let mut tx = db.write().await.unwrap();
        let (_, text) = token::create(&mut tx, &code, "a", &[TokenScope::MeasuresRead], "test", noon()).await.unwrap();
        tx.commit().await.unwrap();
        let post = || Request::post("/api/v1/number").header(header::AUTHORIZATION, format!("Bearer {}", text.reveal()));
        let json = || post().header(header::CONTENT_TYPE, "application/json");
        assert_eq!(api(site(&db), json(), "7").await.2, "7");
        for (request, body, expected) in [
            (json(), "]", StatusCode::BAD_REQUEST),
            (json(), "300", StatusCode::UNPROCESSABLE_ENTITY),
            (post(), "7", StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (json(), "0", StatusCode::NOT_FOUND),
            (Request::get("/api/v1/number"), "", StatusCode::METHOD_NOT_ALLOWED),
            (Request::get("/api/v1/nothing"), "", StatusCode::NOT_FOUND),
        ] {
            let (status, kind, problem) = api(site(&db), request, body).await;
            assert_eq!((status, kind.as_str()), (expected, "application/problem+json"), "{problem}");
            let problem: serde_json::Value = serde_json::from_str(&problem).unwrap();
            assert_eq!(problem["status"], expected.as_u16());
            assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
        }
    }

    async fn health_says_which_part_fails_and_not_why(db: Db) {
        let check = |problem: Option<&'static str>| {
            site::health::HealthCheck::new("log", move || async move { problem.map_or(Ok(()), |it| Err(it.to_owned())) })
        };
        let well = builder(&db).health(check(None)).build(Routes::new()).unwrap().0;
        let (status, _, body) = api(well, Request::get("/health"), "").await;
        let expected = serde_json::json!({ "status": "ok", "checks": { "database": "ok", "log": "ok" } });
        assert_eq!((status, serde_json::from_str(&body).ok()), (StatusCode::OK, Some(expected)));
        let ill = builder(&db).health(check(Some("/srv/secret/path is gone"))).build(Routes::new()).unwrap().0;
        let (status, _, body) = api(ill, Request::get("/health"), "").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains("\"log\":\"failed\"") && !body.contains("secret"), "{body}");
    }

    async fn requests_are_counted_by_route(db: Db) {
        let (router, site) = builder(&db).home("/suivi").build(slice()).unwrap();
        for path in ["/connexion", "/connexion", "/lost/1", "/lost/2"] {
            router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        }
        let (_, kind, text) = api(site.metrics().clone().router(), Request::get("/metrics"), "").await;
        assert!(kind.starts_with("application/openmetrics-text"));
        assert!(text.contains("efficaces_http_requests_total{route=\"/connexion\",status=\"200\"} 2"), "{text}");
        assert!(text.contains("efficaces_http_requests_total{route=\"none\",status=\"404\"} 2"), "{text}");
    }

    async fn the_api_is_described(db: Db) {
        let (status, kind, body) = api(site(&db), Request::get("/api/openapi.json"), "").await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "application/json"));
        let document: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3."));
        assert!(document["components"]["securitySchemes"]["token"].is_object(), "{document}");
    }

    async fn a_site_that_contradicts_itself_is_not_built(db: Db) {
        async fn nothing() {}
        let twice = slice().merge(Routes::new().route("/suivi", Access::Public, get(nothing)));
        assert_eq!(builder(&db).build(twice).err(), Some(BuildError::DeclaredTwice("/suivi")));
        let twice = Routes::new().route("/a", Access::Public, get(nothing)).route("/a", Access::SignedIn, post(nothing));
        assert_eq!(builder(&db).build(twice).err(), Some(BuildError::DeclaredTwice("/a")));
        let nobody = Routes::new().route("/a", Access::Roles(&[]), get(nothing));
        assert_eq!(builder(&db).build(nobody).err(), Some(BuildError::NoRole("/a")));
        let item = NavItem::new("/lost", Message::new(&site::WORDS, "skip"), Access::Public);
        assert_eq!(builder(&db).nav(item).build(Routes::new()).err(), Some(BuildError::NavigationToNowhere("/lost")));
        for url in ["c.example", "https://", "https://c.example/path", "ftp://c.example"] {
            assert!(matches!(builder(&db).public_url(url).build(Routes::new()), Err(BuildError::BadPublicUrl(_))), "{url}");
        }
    }

    async fn a_whole_address_is_the_one_that_people_type_or_by_which_they_came(db: Db) {
        let mut headers = HeaderMap::new();
        let (_, site) = builder(&db).build(Routes::new()).unwrap();
        assert_eq!(site.address(&headers, "/suivi"), "/suivi");
        headers.insert(header::HOST, "localhost:8080".parse().unwrap());
        assert_eq!(site.address(&headers, "/suivi"), "http://localhost:8080/suivi");
        let (_, site) = builder(&db).public_url("https://c.example/").build(Routes::new()).unwrap();
        assert_eq!(site.address(&headers, "/suivi"), "https://c.example/suivi");
    }

    async fn the_navigation_shows_what_is_open(db: Db) {
        a_manager(&db).await;
        let item = |href, access| NavItem::new(href, Message::new(&site::WORDS, "account-title"), access);
        let (router, _) = builder(&db)
            .home("/suivi")
            .nav(item("/suivi", Access::Roles(&[Role::Manager])))
            .nav(item("/reseau", Access::Roles(&[Role::Programme])))
            .nav(item("/suivi/lecture", Access::Roles(&[Role::Analyst])))
            .build(slice().route("/suivi/lecture", Access::SignedIn, get(async |shell: Shell| shell.page("Lecture").render_markup(&Markup::default()))))
            .unwrap();
        let mut browser = Browser::new(router);
        assert!(!browser.get("/connexion").await.body.contains("<nav class=\"main\""));
        sign_in(&mut browser, "correct+horse+battery").await;
        let page = browser.get("/suivi").await.body;
        assert!(page.contains("<a href=\"/suivi\" aria-current=\"page\">") && !page.contains("href=\"/reseau\""), "{page}");
        let page = browser.get("/suivi/lecture").await.body;
        assert!(page.contains("<a href=\"/suivi\" aria-current=\"page\">"), "an entry of others hides none of theirs: {page}");
    }
}

#[tokio::test]
async fn a_dead_register_still_answers_with_a_page() {
    let fresh = testkit::Fresh::sqlite().await;
    let site = site(&fresh.db);
    fresh.db.close().await;
    let mut browser = Browser::new(site);
    browser.cookies.push(("session".into(), "x".repeat(64)));
    let page = browser.get("/suivi").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.body.contains("<h1>Une erreur est survenue de notre côté</h1>"), "{}", page.body);
    assert!(!page.body.contains("pool"), "no cause is shown: {}", page.body);
    fresh.remove().await;
}
