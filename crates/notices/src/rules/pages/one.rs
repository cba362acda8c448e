//! A rule in words, and what may be done with it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use site::{Failure, Going, Markup, Sent, Shell};

use super::{RulePages, address, own, page, said, templates_of};
use crate::{
    effects::{Verdict, sentences, store as found},
    pages::{
        common::{Reader, is_of_staff, tabs},
        style,
    },
    rules::{
        reasons,
        rule::{Halt, Means, Rule, RuleState},
        store::rules,
    },
    store::services,
    targets::pages as targets,
};

/// A rung in words, and where its text can be read.
struct Step {
    said: String,
    href: Option<String>,
}

struct Move {
    code: &'static str,
    name: String,
    about: String,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "rules_one.html")]
struct OnePage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    address: String,
    state: (String, &'static str),
    service: String,
    warnings: Vec<String>,
    practice: Option<(String, String)>,
    /// Templates that send nothing, each with what does not answer.
    held_back: Vec<(String, String)>,
    is_provoking: bool,
    effect: Option<(String, &'static str, String)>,
    summary: String,
    trigger: String,
    condition: Vec<String>,
    ladder: Vec<Step>,
    goal: String,
    control: Vec<String>,
    moves: Vec<Move>,
    is_manager: bool,
    next: Option<String>,
    seen: Vec<(String, String)>,
    version: i64,
    versions: Vec<String>,
}

/// `GET /messages/regles/{id}`
pub(super) async fn show(
    State(pages): State<RulePages>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().read().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let templates = templates_of(&mut tx, &rule).await?;
    let service = services::find(&mut tx, &reader.scope(), rule.service).await?;
    let versions = rules::versions(&mut tx, &rule).await?;
    let kept = found::found(&mut tx, rule.id).await?;
    let about = (&rule.plan.trigger, &rule.plan.condition);
    let heard = match rule.state {
        RuleState::Stopped(_) => None,
        _ => Some(reasons::heard(&mut tx, &rule.partner, about, shell.now()).await?),
    };
    let mut held_back = Vec::new();
    for rung in &rule.plan.ladder {
        if let Means::Message { template, .. } = &rung.means
            && let Some(template) = templates.iter().find(|it| it.id == *template)
        {
            let sentence = targets::held_back(&shell, &mut tx, (template.id, template.version)).await?;
            held_back.extend(sentence.map(|it| (template.name.clone(), it)));
        }
    }
    drop(tx);
    let lang = shell.lang();
    let newest = kept.as_ref().and_then(|it| it.effects.newest());
    let plan = &rule.plan;
    let (is_of_staff, is_draft) = (is_of_staff(&shell), rule.state == RuleState::Draft);
    let rungs = plan.ladder.iter().enumerate();
    let control = [
        said::holdout(&shell, plan.holdout),
        shell.t(if plan.is_self_stopping { "rules-stops-itself" } else { "rules-goes-on" }),
    ];
    let version = |it: &crate::rules::rule::RuleVersion| {
        let args = [
            ("version", it.version.into()),
            ("at", shell.figures().instant(it.created_at).into()),
            ("what", said::summary(&shell, &it.plan).into()),
        ];
        shell.t_with("rules-version-line", &args)
    };
    let view = OnePage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        address: address(rule.id),
        state: said::state(&shell, rule.state),
        service: service.map_or_else(String::new, |it| it.name),
        warnings: match rule.state {
            RuleState::Stopped(_) => Vec::new(),
            _ => pages.not_carried(&shell, &rule),
        }
        .into_iter()
        .chain(heard.map_or_else(Vec::new, |it| reasons::warnings(&shell, &it, about)))
        .collect(),
        practice: rule.practice.as_deref().and_then(|it| said::practice(&shell, it)),
        held_back,
        is_provoking: newest.is_some_and(|it| it.1.verdict == Verdict::Provokes),
        effect: newest.map(|(_, it)| {
            let verdict = it.verdict;
            (sentences::word(lang, verdict), sentences::class(verdict), sentences::verdict(lang, it))
        }),
        summary: said::summary(&shell, plan),
        trigger: said::trigger(&shell, &plan.trigger),
        condition: said::condition(&shell, &plan.condition),
        ladder: rungs
            .map(|(place, it)| Step {
                said: said::rung(&shell, it, place == 0, &templates),
                href: said::text_of(it).filter(|_| is_of_staff),
            })
            .collect(),
        goal: said::goal(&shell, &plan.goal),
        control: control.into(),
        moves: moves(&shell, &rule),
        is_manager: reader.is_manager,
        next: (is_draft && reader.is_manager).then(|| shell.t("rules-draft-next")),
        seen: if is_draft { Vec::new() } else { seen(&shell, &rule, is_of_staff) },
        version: rule.version,
        versions: versions.iter().skip(1).map(version).collect(),
        shell: &shell,
    };
    Ok(page(&shell, &rule.name).render(&view))
}

/// Where one sees what a rule did, and the names of these pages; analysts see nobody's name.
fn seen(shell: &Shell, rule: &Rule, is_of_staff: bool) -> Vec<(String, String)> {
    let at = |part: &str, key: &str| (format!("{}/{part}", address(rule.id)), shell.t(key));
    let people = is_of_staff.then(|| at("tours", "rules-turns"));
    people.into_iter().chain([at("effet", "effect-title")]).collect()
}

/// What may be done with a rule, and what it means: said before it is done.
fn moves(shell: &Shell, rule: &Rule) -> Vec<Move> {
    let of = |code: &'static str, key: &str, class: &'static str| Move {
        code,
        name: shell.t(&format!("rules-do-{key}")),
        about: shell.t(&format!("rules-do-{key}-about")),
        class,
    };
    match rule.state {
        RuleState::Draft => vec![of("demarrer", "start", ""), of("arreter", "drop", "danger")],
        RuleState::Running => vec![of("suspendre", "pause", "quiet"), of("arreter", "stop", "danger")],
        RuleState::Paused => vec![of("demarrer", "resume", ""), of("arreter", "stop", "danger")],
        RuleState::Stopped(_) => vec![of("demarrer", "restart", "")],
    }
}

/// `POST /messages/regles/{id}/etat`: `geste` says what.
pub(super) async fn act(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let rule = own(&mut tx, &shell, &id).await?;
    let back = address(rule.id);
    let now = shell.now();
    let (is_done, action, key) = match sent.text("geste") {
        "demarrer" => {
            if sent.text("certain") != "on" {
                return Ok(Going::to(back).problem(shell.t("rules-not-sure")).into_response());
            }
            let templates = crate::store::templates::listed(&mut tx, rule.service, None).await?;
            if let Err(fault) = rule.plan.check(rule.service, &templates) {
                let problem = shell.say(&kernel::Explain::message(&fault));
                return Ok(Going::to(back).problem(problem).into_response());
            }
            (rules::start(&mut tx, &rule, now).await?, "rule.start", "rules-started")
        }
        "suspendre" => (rules::pause(&mut tx, &rule, now).await?, "rule.pause", "rules-paused"),
        "arreter" => (rules::stop(&mut tx, &rule, Halt::ByHand, now).await?, "rule.stop", "rules-stopped"),
        _ => return Err(Failure::not_found()),
    };
    if !is_done {
        return Ok(Going::to(back).problem(shell.t("rules-too-late")).into_response());
    }
    reader.tell(&shell, &mut tx, action, &rule.id.to_string(), json!({ "version": rule.version })).await?;
    tx.commit().await?;
    Ok(Going::to(back).done(shell.t(key)).into_response())
}
