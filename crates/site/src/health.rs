//! `GET /health`: whether the parts that the server needs answer.

use std::{collections::BTreeMap, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::Site;

/// A check that takes longer than this has failed.
const WAIT_MAX: Duration = Duration::from_secs(3);

type Answer = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// A part of the server that can be asked whether it works.
#[derive(Clone)]
pub struct HealthCheck {
    name: &'static str,
    ask: Arc<dyn Fn() -> Answer + Send + Sync>,
}

impl fmt::Debug for HealthCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HealthCheck").field("name", &self.name).finish_non_exhaustive()
    }
}

impl HealthCheck {
    /// A check: `ask` gives `Ok`, or what is wrong, for the log.
    pub fn new<F, A>(name: &'static str, ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self { name, ask: Arc::new(move || Box::pin(ask())) }
    }
}

/// `GET /health`. Public, so it says which part fails, never why: that is in the log.
pub(crate) async fn show(State(site): State<Site>) -> Response {
    let mut checks = BTreeMap::new();
    for check in site.health_checks() {
        let answer = tokio::time::timeout(WAIT_MAX, (check.ask)()).await;
        let problem = match answer {
            Ok(Ok(())) => None,
            Ok(Err(problem)) => Some(problem),
            Err(_) => Some(format!("no answer in {} s", WAIT_MAX.as_secs())),
        };
        if let Some(problem) = &problem {
            tracing::error!(check = check.name, problem, "a health check failed");
        }
        checks.insert(check.name, if problem.is_none() { "ok" } else { "failed" });
    }
    let well = checks.values().all(|it| *it == "ok");
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "status": if well { "ok" } else { "failed" }, "checks": checks }))).into_response()
}
