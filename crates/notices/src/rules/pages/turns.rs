//! The people a rule told, or kept apart, the latest first: when, why, and what became of it.

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    response::Response,
};
use jiff::Timestamp;
use site::{Failure, Markup, Sent, Shell};

use super::{address, own, page};
use crate::{
    notice::TurnId,
    pages::{
        common::{self, counted, tabs},
        style,
    },
    rules::{
        rule::{Arm, TurnEnd, TurnState},
        store::{
            rules,
            turns::{self, PAGE, TurnLine},
        },
    },
};

struct Line {
    at: String,
    request: String,
    usager: String,
    arm: String,
    state: String,
    class: &'static str,
    notice: Option<(String, String)>,
    about: String,
}

#[derive(Template)]
#[template(path = "rules_turns.html")]
struct TurnsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    counts: Option<String>,
    planned: Option<String>,
    lines: Vec<Line>,
    next: Option<String>,
}

/// `GET /messages/regles/{id}/tours`; `avant` is where a page begins.
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Sent::of(query.as_deref().unwrap_or(""));
    let mut tx = shell.site().db().read().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let found = turns::of_rule(&mut tx, &rule, place(asked.text("avant"))).await?;
    let counts = rules::counts(&mut tx, &rule).await?;
    let (planned, first) = turns::planned(&mut tx, &rule).await?;
    drop(tx);
    let figures = shell.figures();
    let of_arm = |arm: Arm| counts.arms.iter().filter(|it| it.0 == arm).map(|it| it.1).sum::<i64>();
    let (told, held) = (of_arm(Arm::Told), of_arm(Arm::Held));
    let back = format!("{}/tours", address(rule.id));
    let is_full = i64::try_from(found.len()).unwrap_or(i64::MAX) >= PAGE;
    let last = found.last().filter(|_| is_full).map(|it| &it.turn);
    let next =
        last.and_then(|it| Some(format!("{back}?avant={}.{}", it.entered_at?.as_microsecond(), it.id)));
    let view = TurnsPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        counts: (told + held > 0).then(|| {
            format!(
                "{} {}",
                counted(&shell, "rules-turns-told", told),
                counted(&shell, "rules-turns-held", held)
            )
        }),
        planned: first.map(|it| {
            let args = [("count", figures.count(planned).into()), ("at", figures.instant(it).into())];
            shell.t_with("rules-turns-planned", &args)
        }),
        lines: found.iter().map(|it| line(&shell, it)).collect(),
        next,
        shell: &shell,
    };
    let shown = page(&shell, shell.t("rules-turns")).wide();
    Ok(shown.crumb(rule.name.clone(), address(rule.id)).render(&view))
}

fn place(code: &str) -> Option<(Timestamp, TurnId)> {
    let (at_us, id) = code.split_once('.')?;
    Some((Timestamp::from_microsecond(at_us.parse().ok()?).ok()?, id.parse().ok()?))
}

/// The story of a turn in a line.
fn line(shell: &Shell, it: &TurnLine) -> Line {
    let turn = &it.turn;
    let figures = shell.figures();
    let class = match turn.state {
        TurnState::Done(TurnEnd::Goal) => "good",
        _ if turn.is_failed || turn.problem.is_some() => "bad",
        _ => "note",
    };
    let mut about = Vec::new();
    if let Some(problem) = &turn.problem {
        about.push(shell.t(&format!("rule-problem-{problem}")));
    }
    if let Some((medium, _, Some(why))) = it.notice {
        about.push(common::why_said(shell, Some(medium), why).0);
    }
    if let Some(due) = turn.due_at.filter(|_| turn.state == TurnState::Open) {
        about.push(shell.t1("rules-turn-next", "at", figures.instant(due)));
    }
    if let Some(done) = turn.done_at {
        about.push(shell.t1("rules-turn-done", "at", figures.instant(done)));
    }
    let notice = turn.notice.zip(it.notice);
    Line {
        at: turn.entered_at.map_or_else(|| "—".to_owned(), |it| figures.instant(it)),
        request: turn.request.clone(),
        usager: turn.usager.clone(),
        arm: turn.arm.map_or_else(String::new, |it| shell.t(&format!("rules-arm-{}", it.code()))),
        state: shell.t(&format!("rule-turn-{}", turn.state.code())),
        class,
        notice: notice.map(|(id, (medium, state, _))| {
            (format!("/messages/envois/{id}"), common::state_said(shell, Some(medium), state).0)
        }),
        about: about.join(" "),
    }
}
