//! The plan: begun, kept, fixed, amended, and private.

use axum::http::StatusCode;
use experiments::{Plan, plan::Unit};
use laboratory::{State, assign, store};
use register::{Db, Role, audit};
use testkit::{Browser, assert_well_made, on_both};

use crate::server::{OURS, THEIRS, calls, keep, kept, now, plan_with, send_plan, signed_in, site, site_over};

/// What the audit trail tells, the latest first.
async fn told(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let rows = audit::list(&mut tx, &kernel::Scope::Everyone, i64::MAX, 100).await.unwrap();
    rows.into_iter().map(|it| it.action).filter(|it| it.starts_with("experiment.")).collect()
}

on_both! {
    async fn three_answers_make_a_plan_that_can_be_fixed(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let page = manager.get("/laboratoire/nouvelle?pratique=P11").await;
        assert_well_made("nouvelle", &page.body);
        assert!(page.body.contains("value=\"P11\" selected"));
        let empty = manager.submit("/laboratoire/nouvelle", "/laboratoire/nouvelle", &[("practice", "P11"), ("title", "Un SMS")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.body.contains("id=\"question-error\"") && empty.body.contains("value=\"Un SMS\""));
        let fields = [("practice", "P11"), ("title", "Un SMS"), ("question", "Moins de relances ?")];
        let begun = manager.submit("/laboratoire/nouvelle", "/laboratoire/nouvelle", &fields).await;
        let at = begun.location().to_owned();
        let form = manager.get(&at).await;
        assert_well_made(&at, &form.body);
        assert!(form.body.contains("Le plan est complet") && !form.body.contains("aria-invalid"), "the defaults have no fault");
        assert!(form.body.contains("Ce que cet essai pourrait montrer") && form.body.contains("Plus petit effet visible"));
        let english = manager.clone().in_english().get(&at).await;
        assert_well_made(&at, &english.body);
        assert!(english.body.contains("What this trial could show"));
        assert_eq!(told(&db).await, ["experiment.begin"]);
    }

    async fn a_draft_is_kept_with_its_faults_and_says_them_beside_their_fields(db: Db) {
        let router = site(&db).await;
        let mut analyst = signed_in(&router, &db, "Camille", Role::Analyst).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        let changes = [("title", ""), ("weeks", "12,5"), ("unit", "office"), ("design", "stepped-wedge"), ("arm-3-name", "sms"), ("do", "save")];
        let saved = send_plan(&mut analyst, &at, &changes).await;
        assert_eq!(saved.location(), at);
        let plan = kept(&db, id).await.plan;
        assert_eq!((plan.days, plan.unit, plan.arms.len(), plan.title.as_str()), (88, Unit::Office, 3, ""));
        let page = analyst.get(&at).await;
        assert_well_made(&at, &page.body);
        for field in ["title", "steps", "arm-1-name", "arm-3-name"] {
            assert!(page.body.contains(&format!("id=\"{field}-error\"")), "{field}");
            assert!(page.body.contains(&format!("<li><a href=\"#{field}\">")), "{field} in the summary");
        }
        assert!(page.body.contains("Corrigez d’abord"), "nothing is reckoned of a faulty plan");
        // What is no number is told, and nothing is kept.
        let wrong = send_plan(&mut analyst, &at, &[("effect", "beaucoup"), ("title", "Autre"), ("do", "save")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"beaucoup\"") && wrong.body.contains("id=\"effect-error\"") && wrong.body.contains("value=\"Autre\""));
        assert_eq!(kept(&db, id).await.plan, plan);
    }

    async fn reckoning_keeps_nothing(db: Db) {
        let router = site(&db).await;
        let mut analyst = signed_in(&router, &db, "Camille", Role::Analyst).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        let before = kept(&db, id).await;
        let enough = send_plan(&mut analyst, &at, &[("effect", "60"), ("do", "check")]).await;
        assert_eq!(enough.status, StatusCode::OK);
        assert!(enough.body.contains("notice good\">Cela suffit") && enough.body.contains("value=\"60\""));
        let hopeless = send_plan(&mut analyst, &at, &[("effect", "0,5"), ("do", "check")]).await;
        assert!(hopeless.body.contains("Sans espoir") && hopeless.body.contains("name=\"know\""));
        let short = send_plan(&mut analyst, &at, &[("weeks", "2"), ("guard-1-measure", ""), ("do", "check")]).await;
        assert!(short.body.contains("Nouveauté") && short.body.contains("Aucun garde-fou"), "traps are told");
        assert_eq!(kept(&db, id).await, before);
        assert!(told(&db).await.is_empty());
    }

    async fn whoever_was_slower_keeps_what_they_typed(db: Db) {
        let router = site(&db).await;
        let mut slow = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        for action in ["save", "register"] {
            let late = send_plan(&mut slow, &at, &[("seen", "1"), ("title", "Le mien"), ("do", action)]).await;
            assert_eq!(late.status, StatusCode::CONFLICT, "{action}");
            assert!(late.body.contains("value=\"Le mien\"") && late.body.contains("entre-temps"));
            assert_eq!(kept(&db, id).await.state, State::Draft);
        }
        let page = slow.get(&at).await;
        let seen = page.field("seen");
        assert_eq!(send_plan(&mut slow, &at, &[("seen", &seen), ("title", "Le mien"), ("do", "save")]).await.location(), at);
        assert_eq!(kept(&db, id).await.plan.title, "Le mien");
    }

    async fn a_plan_is_fixed_once_and_then_amended_with_a_reason(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        let faulty = send_plan(&mut manager, &at, &[("weeks", "0"), ("do", "register")]).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fixed = send_plan(&mut manager, &at, &[("question", "Et maintenant ?"), ("effect", "60"), ("do", "register")]).await;
        assert_eq!(fixed.location(), format!("/laboratoire/{id}/unites"), "{}", fixed.body);
        let experiment = kept(&db, id).await;
        assert_eq!((experiment.state, experiment.hash.clone().unwrap()), (State::Registered, experiment.plan.hash()));
        assert_eq!(experiment.plan.question, "Et maintenant ?");
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert!(page.body.contains(&experiment.plan.hash()) && !page.body.contains("data-reckons"));
        let mut tx = db.read().await.unwrap();
        let registration = store::registration(&mut tx, &experiment).await.unwrap().unwrap();
        drop(tx);
        assert!(page.body.contains(&registration.seed_commitment) && registration.seed_commitment.len() == 64);

        let amending = format!("{at}?modifier");
        let form = manager.get(&amending).await;
        assert_well_made(&amending, &form.body);
        assert!(form.body.contains("Aucun résultat n’est encore connu") && !form.body.contains("value=\"save\""));
        for (changes, said) in [
            (vec![("weeks", "10"), ("do", "amend")], "Écrivez pourquoi il change"),
            (vec![("reason", "Pour rien"), ("do", "amend")], "Rien n’a changé"),
            (vec![("weeks", "0"), ("reason", "Zéro"), ("do", "amend")], "id=\"weeks-error\""),
        ] {
            let refused = send_plan(&mut manager, &amending, &changes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(refused.body.contains(said), "{said}");
        }
        let amended = send_plan(&mut manager, &amending, &[("weeks", "10"), ("reason", "Le budget finit plus tôt."), ("do", "amend")]).await;
        assert_eq!(amended.location(), at);
        assert_eq!(kept(&db, id).await.plan.days, 70);
        let page = manager.get(&at).await;
        assert_well_made(&at, &page.body);
        assert!(page.body.contains("Le budget finit plus tôt.") && page.body.contains("days</th>"));
        assert!(!page.body.contains("résultats étaient connus"));
        assert_eq!(told(&db).await, ["experiment.amend", "experiment.register", "experiment.change"][..2]);
    }

    async fn an_amendment_says_that_results_may_be_known_and_leaves_arms_alone(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let begun = plan_with(|it| it.start = jiff::civil::date(2026, 9, 1));
        let id = keep(&db, OURS, begun, State::Registered).await;
        let at = format!("/laboratoire/{id}/plan?modifier");
        let file = "unit\na\nb\nc\n";
        manager.upload(&at, &format!("/laboratoire/{id}/unites"), "liste.csv", file.as_bytes()).await;
        assert!(manager.get(&at).await.body.contains("C’est automatique"));
        let refused = send_plan(&mut manager, &at, &[("arm-2-name", "autre"), ("reason", "Un nom"), ("do", "amend")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("des unités ont déjà leur bras"));
        let amended = send_plan(&mut manager, &at, &[("weeks", "14"), ("reason", "Plus long"), ("do", "amend")]).await;
        assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.body);
        let page = manager.get(&format!("/laboratoire/{id}/plan")).await;
        assert!(page.body.contains("alors que des résultats étaient connus"));
    }

    async fn a_hopeless_plan_is_fixed_only_by_who_knows_it(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|it| it.minimum_effect = -0.005), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        let refused = send_plan(&mut manager, &at, &[("do", "register")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("id=\"know-error\"") && kept(&db, id).await.state == State::Draft);
        let fixed = send_plan(&mut manager, &at, &[("know", "on"), ("do", "register")]).await;
        assert_eq!(fixed.status, StatusCode::SEE_OTHER);
        assert_eq!(kept(&db, id).await.state, State::Registered);
    }

    async fn a_plan_goes_out_as_a_file_and_comes_back(db: Db) {
        let router = site(&db).await;
        let mut analyst = signed_in(&router, &db, "Camille", Role::Analyst).await;
        let plan = plan_with(|it| it.days = 63);
        let id = keep(&db, OURS, plan.clone(), State::Draft).await;
        let at = format!("/laboratoire/{id}/plan");
        let file = analyst.get(&format!("{at}.toml")).await;
        assert_eq!(Plan::read(&file.body).unwrap(), plan);
        let seen = analyst.get(&at).await.field("seen");
        let broken = [("do", "import"), ("seen", seen.as_str()), ("toml", "title = \"x\"\ndays = \"trois\"\n")];
        let refused = analyst.submit(&at, &at, &broken).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("id=\"toml-error\"") && refused.body.contains("igne 2") && refused.body.contains("trois"));
        let other = plan_with(|it| {
            "Venue d’ailleurs".clone_into(&mut it.title);
            it.partner = Some(THEIRS.to_owned());
        });
        let text = other.write();
        let pasted = analyst.submit(&at, &at, &[("do", "import"), ("seen", &seen), ("toml", &text)]).await;
        assert_eq!(pasted.location(), at, "{}", pasted.body);
        let kept_plan = kept(&db, id).await.plan;
        assert_eq!((kept_plan.title.as_str(), kept_plan.partner.as_deref()), ("Venue d’ailleurs", Some(OURS)));
        // A plan can also begin so.
        let begun = analyst.submit("/laboratoire/nouvelle", "/laboratoire/nouvelle", &[("toml", &text)]).await;
        assert!(begun.location().ends_with("/plan"), "{}", begun.body);
        let removed = analyst.submit(&at, &at, &[("do", "remove")]).await;
        assert_eq!(removed.location(), "/laboratoire");
        assert_eq!(analyst.get(&at).await.status, StatusCode::NOT_FOUND);
    }

    async fn others_find_nothing_and_agents_only_read(db: Db) {
        let router = site(&db).await;
        let mut agent = signed_in(&router, &db, "Alix", Role::Agent).await;
        let stranger = Browser::signed_in(router.clone(), &db, "Etranger", Role::Manager, Some(THEIRS), now()).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Registered).await;
        let at = format!("/laboratoire/{id}/plan");
        for path in [at.clone(), format!("{at}.toml"), format!("/laboratoire/{id}/unites"), format!("/laboratoire/{id}/unites/affectations.csv")] {
            let mut stranger = stranger.clone();
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_ne!(Browser::new(router.clone()).get(&path).await.status, StatusCode::OK, "{path}");
        }
        let mut stranger = stranger;
        let changed = stranger.submit("/laboratoire/nouvelle", &at, &[("do", "amend"), ("reason", "x")]).await;
        assert_eq!(changed.status, StatusCode::NOT_FOUND);
        let page = agent.get(&at).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("?modifier"));
        let refused = agent.submit("/compte", &at, &[("do", "amend"), ("reason", "x")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(agent.get("/laboratoire/nouvelle").await.status, StatusCode::FORBIDDEN);
        assert_eq!(agent.get(&format!("/laboratoire/{id}/unites/affectations.csv")).await.status, StatusCode::FORBIDDEN);
    }

    async fn without_a_log_the_page_says_what_to_import(db: Db) {
        let router = site_over(&db, Vec::new()).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Draft).await;
        let page = manager.get(&format!("/laboratoire/{id}/plan")).await;
        assert_well_made("plan", &page.body);
        assert!(page.body.contains("Importez vos contacts des derniers mois"));
    }

    async fn designs_without_a_formula_say_that_they_are_tried(db: Db) {
        let router = site_over(&db, calls(400, 8)).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|it| {
            it.design = experiments::plan::Design::Interrupted;
            it.days = 56;
            it.days_before = 112;
        }), State::Draft).await;
        let page = manager.get(&format!("/laboratoire/{id}/plan")).await;
        assert_well_made("plan", &page.body);
        assert!(page.body.contains("C’est une simulation") && page.body.contains("Aucun effet (fausse alerte)"), "{}", page.body);
    }

    async fn arms_by_the_api_and_by_a_list_are_the_same(db: Db) {
        let router = site(&db).await;
        let mut manager = signed_in(&router, &db, "Camille", Role::Manager).await;
        let id = keep(&db, OURS, plan_with(|_| ()), State::Registered).await;
        let at = format!("/laboratoire/{id}/unites");
        manager.upload(&at, &at, "liste.csv", b"unit\nune\ndeux\n").await;
        let experiment = kept(&db, id).await;
        let laboratory = laboratory::Laboratory::new(
            std::sync::Arc::new(measures::Oracle::new(Vec::new(), Vec::new())),
            std::sync::Arc::new(measures::Oracle::new(Vec::new(), Vec::new())),
            std::sync::Arc::new(contact_log::Keys::from_bytes([7; 32])),
            "test",
        );
        let mut tx = db.write().await.unwrap();
        let again = assign::assign(&laboratory, &mut tx, &experiment, "une", Vec::new(), now()).await.unwrap();
        assert_eq!(again.place, 0, "it has its arm already");
        let third = assign::assign(&laboratory, &mut tx, &experiment, "trois", Vec::new(), now()).await.unwrap();
        assert_eq!(third.place, 2);
    }
}
