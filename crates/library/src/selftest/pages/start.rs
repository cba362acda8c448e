//! Where the self-diagnosis begins, and where a partner finds those it has taken.

use askama::Template;
use axum::response::{IntoResponse, Response};
use kernel::Message;
use practices::Mix;
use register::audit;
use serde_json::json;
use site::{Failure, Going, Shell};

use super::{PATH, actor, address, axis, partner, plan};
use crate::{
    diagnosis::{Diagnosis, whole},
    selftest::{
        SelfTest,
        plan::{Due, steps},
        store,
    },
    style,
    words::message,
};

#[derive(Template)]
#[template(path = "selftest_start.html")]
struct StartPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    is_shared: bool,
    tests: Vec<Taken>,
    plan: Option<Message>,
    plan_path: &'static str,
    late: Option<Message>,
}

/// A test of the history.
struct Taken {
    href: String,
    name: String,
    score: String,
    left: String,
}

/// `GET /autodiagnostic`
pub async fn show(shell: Shell) -> Result<Response, Failure> {
    let mut content = StartPage {
        shell: &shell,
        style: style::SHEET.address(),
        is_shared: false,
        tests: Vec::new(),
        plan: None,
        plan_path: plan::PATH,
        late: None,
    };
    if let Some(partner) = partner(&shell) {
        let mut tx = shell.site().db().read().await?;
        content.is_shared = true;
        content.tests = store::latest(&mut tx, &partner).await?.iter().map(|it| taken(&shell, it)).collect();
        let steps = steps(&mut tx, &partner).await?;
        if !steps.is_empty() {
            let done = steps.iter().filter(|it| !it.state.is_open()).count();
            content.plan =
                Some(message("plan-progress").with("n", steps.len() as u64).with("done", done as u64));
            content.late = late(&shell, &steps);
        }
    }
    let page = shell.page(shell.t("diagnosis-title")).lead(shell.t("selftest-lead"));
    Ok(page.render(&content).into_response())
}

/// How many steps are late, if any.
pub(super) fn late(shell: &Shell, steps: &[crate::selftest::plan::Step]) -> Option<Message> {
    let today = shell.today();
    let late = steps.iter().filter(|it| it.due(today) == Due::Late).count();
    (late > 0).then(|| message("plan-late").with("n", late as u64))
}

fn taken(shell: &Shell, test: &SelfTest) -> Taken {
    let diagnosis = Diagnosis::of(&test.answers, Mix::common(practices::collection()));
    let left = test.unanswered();
    Taken {
        href: address(test.id),
        name: shell.figures().instant(test.started_at),
        score: diagnosis.global().map_or_else(|| "—".to_owned(), |it| shell.figures().count(whole(it))),
        left: shell.t1("selftest-left", "n", left as u64),
    }
}

/// `POST /autodiagnostic`: begins one, with the answers of the partner's last.
pub async fn begin(shell: Shell) -> Result<Response, Failure> {
    let partner = partner(&shell);
    let at = shell.now();
    let mut tx = shell.site().db().write().await?;
    let earlier = match &partner {
        Some(partner) => store::latest(&mut tx, partner).await?.into_iter().next(),
        None => None,
    };
    let test = SelfTest::begun(at, partner, earlier.as_ref());
    record(&mut tx, &shell, &test, "begin").await?;
    tx.commit().await?;
    Ok(Going::to(axis::address(test.id, axis::CONTACTS)).into_response())
}

/// Records a test, and tells it in the audit trail if it is a partner's.
pub(super) async fn record(
    tx: &mut register::Tx,
    shell: &Shell,
    test: &SelfTest,
    action: &str,
) -> Result<(), Failure> {
    let by = actor(shell);
    store::record(tx, test, by.as_deref()).await?;
    if let (Some(by), Some(partner)) = (&by, &test.partner) {
        let entry = audit::Entry {
            actor: by,
            action: &format!("self-test.{action}"),
            object: &test.id.to_string(),
            partner: Some(partner),
            detail: json!({}),
        };
        audit::tell(tx, entry, test.started_at).await?;
    }
    Ok(())
}

/// `POST /autodiagnostic/{id}/supprimer`: takes a test away.
pub async fn remove(
    shell: Shell,
    axum::extract::Path(id): axum::extract::Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().write().await?;
    let test = super::find(&mut tx, &shell, &id).await?;
    store::remove(&mut tx, test.id).await?;
    if let (Some(by), Some(partner)) = (actor(&shell), &test.partner) {
        let entry = audit::Entry {
            actor: &by,
            action: "self-test.remove",
            object: &id,
            partner: Some(partner),
            detail: json!({}),
        };
        audit::tell(&mut tx, entry, shell.now()).await?;
    }
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("selftest-removed")).into_response())
}
