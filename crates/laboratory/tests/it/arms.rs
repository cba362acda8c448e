//! Other systems ask which arm a unit gets.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use experiments::plan::AllocationMethod;
use kernel::PartnerCode;
use laboratory::{ExperimentId, State, store};
use register::{Db, Partner, TokenScope, partner, token};
use serde_json::{Value, json};
use testkit::on_both;
use tower::ServiceExt as _;

use crate::server::{OURS, THEIRS, keep, now, plan_with, site};

/// A system of a partner.
#[derive(Clone)]
struct Caller {
    router: Router,
    token: String,
}

impl Caller {
    async fn of(db: &Db, router: &Router, code: &str) -> Self {
        let code: PartnerCode = code.parse().unwrap();
        let mut tx = db.write().await.unwrap();
        let whose = Partner { code: code.clone(), name: "Administration".to_owned() };
        partner::save(&mut tx, &whose, now()).await.unwrap();
        let scopes = [TokenScope::ExperimentsAssign];
        let (_, text) = token::create(&mut tx, &code, "guichet", &scopes, "test", now()).await.unwrap();
        tx.commit().await.unwrap();
        Self { router: router.clone(), token: text.reveal().clone() }
    }

    async fn ask(&self, id: ExperimentId, asked: Value) -> (StatusCode, Value) {
        let request = Request::post(format!("/api/v1/experiments/{id}/assign"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(asked.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

on_both! {
    async fn units_that_ask_at_once_each_get_one_arm_and_keep_it(db: Db) {
        let router = site(&db).await;
        let caller = Caller::of(&db, &router, OURS).await;
        let id = keep(&db, OURS, plan_with(|it| it.allocation.method = AllocationMethod::Blocked), State::Registered).await;
        // Forty units, each asked for three times at once, and some that cannot be one between them.
        let asked = |it: usize| match it % 4 {
            3 => json!({ "unit": " " }),
            _ => json!({ "unit": format!("usager {}", it / 4) }),
        };
        let mut asking = tokio::task::JoinSet::new();
        for it in 0..160 {
            let caller = caller.clone();
            asking.spawn(async move { (it, caller.ask(id, asked(it)).await) });
        }
        let mut arms: BTreeMap<usize, String> = BTreeMap::new();
        while let Some(answered) = asking.join_next().await {
            let (it, (status, answer)) = answered.unwrap();
            if it % 4 == 3 {
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
                continue;
            }
            assert_eq!(status, StatusCode::OK, "{answer}");
            let arm = answer["arm"].as_str().unwrap().to_owned();
            assert_eq!(answer["control"], arm == "temoin");
            let first = arms.entry(it / 4).or_insert_with(|| arm.clone());
            assert_eq!(*first, arm, "unit {}", it / 4);
        }
        let kept = store::units(&mut db.read().await.unwrap(), id).await.unwrap();
        assert_eq!((arms.len(), kept.len()), (40, 40));
        let places: Vec<i64> = kept.iter().map(|it| it.place).collect();
        assert_eq!(places, (0..40).collect::<Vec<i64>>(), "no place is left out or given twice");
        let treated = kept.iter().filter(|it| it.arm == 1).count();
        assert!((17..=23).contains(&treated), "blocks keep the arms alike: {treated}");
    }

    async fn who_may_not_ask_is_told_so(db: Db) {
        let router = site(&db).await;
        let (ours, theirs) = (Caller::of(&db, &router, OURS).await, Caller::of(&db, &router, THEIRS).await);
        let running = keep(&db, OURS, plan_with(|_| ()), State::Registered).await;
        let over = keep(&db, OURS, plan_with(|_| ()), State::Concluded).await;
        let by_region = plan_with(|it| {
            it.allocation.method = AllocationMethod::Stratified;
            it.allocation.strata = vec!["région".to_owned()];
        });
        let by_region = keep(&db, OURS, by_region, State::Registered).await;
        let unit = json!({ "unit": "usager 1" });
        assert_eq!(theirs.ask(running, unit.clone()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(ours.ask(over, unit.clone()).await.0, StatusCode::CONFLICT);
        assert_eq!(ours.ask(by_region, unit.clone()).await.0, StatusCode::UNPROCESSABLE_ENTITY, "its region is not said");
        assert_eq!(ours.ask(running, json!({ "units": "a" })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ours.ask(running, unit).await.0, StatusCode::OK);
    }
}
