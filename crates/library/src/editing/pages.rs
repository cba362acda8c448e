//! The editor: one language or the facts at a time; then a second person reads and publishes.

use askama::Template;
use axum::{
    extract::{Path, RawQuery},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Lang, paris_date};
use practices::{Practice, Section, Sheet, collection};
use register::Tx;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{Files, check, faults, load, store, store::Draft, versions::difference};
use crate::{
    pages::{list, sheet},
    style,
};

/// The editor's route.
pub const EDIT: &str = "/pratiques/{id}/modifier";
/// The second reading's.
pub const REVIEW: &str = "/pratiques/{id}/relecture";
/// What is being changed.
pub const DRAFTS: &str = "/programme/pratiques";
/// Longest line that says what changes.
const WHAT_MAX: usize = 200;

/// What is edited at a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Sheet(Lang),
    Facts,
}

impl Part {
    const ALL: [Self; 3] = [Self::Sheet(Lang::Fr), Self::Sheet(Lang::En), Self::Facts];

    const fn code(self) -> &'static str {
        match self {
            Self::Sheet(lang) => lang.tag(),
            Self::Facts => "facts",
        }
    }

    fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|it| it.code() == code).unwrap_or(Self::Sheet(Lang::Fr))
    }
}

#[derive(Template)]
#[template(path = "practice_edit.html")]
struct EditPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    script: &'static str,
    problems: ErrorSummary,
    action: String,
    review: String,
    part: &'static str,
    parts: Vec<(String, String, bool)>,
    fields: Vec<Field>,
    seen: i64,
    has_draft: bool,
    is_submitted: bool,
    returned: Option<String>,
}

/// `GET /pratiques/{id}/modifier?part=fr`
pub async fn edit(
    shell: Shell,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    let asked = Sent::of(&query.unwrap_or_default());
    let part = asked.typed("part").map_or(Part::Sheet(shell.lang()), Part::of);
    let mut tx = shell.site().db().read().await?;
    let draft = store::draft(&mut tx, &id).await?;
    drop(tx);
    let files = draft.as_ref().map_or_else(|| Files::in_force(&id), |it| it.files.clone());
    let what = draft.as_ref().map_or("", |it| it.what.as_str());
    let texts = Texts::of(practice, &files, part, what);
    Ok(editor(&shell, practice, part, &texts, draft.as_ref(), Vec::new()))
}

/// What stands in the fields of a part.
struct Texts {
    title: String,
    summary: String,
    sections: Vec<String>,
    facts: String,
    what: String,
}

impl Texts {
    /// A draft is always well formed: it is checked before it is kept.
    fn of(practice: &Practice, files: &Files, part: Part, what: &str) -> Self {
        let mut texts = Self {
            title: String::new(),
            summary: String::new(),
            sections: Vec::new(),
            facts: files.facts.clone(),
            what: what.to_owned(),
        };
        if let Part::Sheet(lang) = part {
            let text = match lang {
                Lang::Fr => &files.fr,
                Lang::En => &files.en,
            };
            let read = Sheet::parse(text, lang);
            let sheet = read.as_ref().unwrap_or_else(|| practice.sheet(lang));
            texts.title.clone_from(&sheet.title);
            texts.summary.clone_from(&sheet.summary);
            texts.sections = Section::ALL.iter().map(|it| sheet.section(*it).to_owned()).collect();
        }
        texts
    }

    fn typed(sent: &Sent) -> Self {
        // Browsers send two signs for an end of line.
        let given = |name: &str| sent.typed(name).unwrap_or("").replace("\r\n", "\n");
        Self {
            title: given("title"),
            summary: given("summary"),
            sections: Section::ALL.iter().map(|it| given(it.anchor())).collect(),
            facts: given("facts"),
            what: sent.text("what").trim().chars().take(WHAT_MAX).collect(),
        }
    }

    /// The files with this part as it was typed.
    fn into_files(self, part: Part, mut files: Files) -> Files {
        match part {
            Part::Sheet(lang) => {
                // A no-break space is a sign of the text.
                let one_line = |text: &str| {
                    text.split([' ', '\t', '\n']).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
                };
                let text =
                    Sheet::written(lang, &one_line(&self.title), &one_line(&self.summary), &self.sections);
                match lang {
                    Lang::Fr => files.fr = text,
                    Lang::En => files.en = text,
                }
            }
            Part::Facts => files.facts = format!("{}\n", self.facts.trim_end()),
        }
        files
    }
}

/// `POST /pratiques/{id}/modifier`: keeps the draft, submits it, or throws it away.
pub async fn save(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    let by = shell.signed_in()?.actor();
    let part = Part::of(sent.text("part"));
    let mut tx = shell.site().db().write().await?;
    let draft = store::draft(&mut tx, &id).await?;
    if sent.text("do") == "discard" {
        store::discard(&mut tx, &id).await?;
        tell(&mut tx, &shell, "practice.discard", &id).await?;
        tx.commit().await?;
        return Ok(Going::to(sheet::address(&id)).done(shell.t("edit-discarded")).into_response());
    }
    let typed = Texts::typed(&sent);
    let what = typed.what.clone();
    let shown = Texts::typed(&sent);
    let base = draft.as_ref().map_or_else(|| Files::in_force(&id), |it| it.files.clone());
    let files = typed.into_files(part, base);
    let mut wrong: Vec<String> = match check(&id, &files) {
        Ok(()) => Vec::new(),
        Err(faults) => faults.iter().map(|it| faults::say(shell.lang(), it)).collect(),
    };
    let is_submitted = sent.text("do") == "submit";
    if is_submitted && what.is_empty() {
        wrong.push(shell.t("edit-what-missing"));
    }
    if !wrong.is_empty() {
        return Ok(editor(&shell, practice, part, &shown, draft.as_ref(), wrong));
    }
    let new = Draft {
        practice: id.clone(),
        files,
        what,
        is_submitted,
        edited_by: by,
        returned: None,
        changed_at_us: shell.now().as_microsecond(),
    };
    if !store::keep(&mut tx, &new, sent.text("seen").parse().unwrap_or(0)).await? {
        let overtaken = vec![shell.t("edit-overtaken")];
        return Ok(editor(&shell, practice, part, &shown, draft.as_ref(), overtaken));
    }
    tell(&mut tx, &shell, if is_submitted { "practice.submit" } else { "practice.draft" }, &id).await?;
    tx.commit().await?;
    let address = sheet::address(&id);
    Ok(if is_submitted {
        Going::to(format!("{address}/relecture")).done(shell.t("edit-submitted"))
    } else {
        Going::to(format!("{address}/modifier?part={}", part.code())).done(shell.t("edit-kept"))
    }
    .into_response())
}

async fn tell(tx: &mut Tx, shell: &Shell, action: &str, id: &str) -> Result<(), Failure> {
    shell.tell(tx, action, id, None, json!({})).await
}

fn editor(
    shell: &Shell,
    practice: &Practice,
    part: Part,
    texts: &Texts,
    draft: Option<&Draft>,
    wrong: Vec<String>,
) -> Response {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut problems = ErrorSummary::new(shell);
    for sentence in wrong {
        problems.add(if part == Part::Facts { "facts" } else { "title" }, sentence);
    }
    let mut fields = Vec::new();
    match part {
        Part::Sheet(lang) => {
            fields
                .push(Field::new(FieldKind::Text, "title", shell.t("edit-title-field")).value(&texts.title));
            fields.push(
                Field::new(FieldKind::Text, "summary", shell.t("compare-summary")).value(&texts.summary),
            );
            for (section, text) in Section::ALL.iter().zip(&texts.sections) {
                fields.push(
                    Field::new(FieldKind::LongText, section.anchor(), section.heading(lang))
                        .value(text.clone()),
                );
            }
        }
        Part::Facts => fields.push(
            Field::new(FieldKind::LongText, "facts", shell.t("edit-facts"))
                .hint(shell.t("edit-facts-hint"))
                .value(&texts.facts),
        ),
    }
    fields.push(
        Field::new(FieldKind::Text, "what", shell.t("edit-what"))
            .hint(shell.t("edit-what-hint"))
            .value(&texts.what),
    );
    let address = sheet::address(&practice.id);
    let action = format!("{address}/modifier");
    let content = EditPage {
        shell,
        style: style::SHEET.address(),
        script: style::EDITOR.address(),
        problems,
        review: format!("{address}/relecture"),
        part: part.code(),
        parts: Part::ALL
            .map(|it| {
                (
                    format!("{action}?part={}", it.code()),
                    shell.t(&format!("edit-part-{}", it.code())),
                    it == part,
                )
            })
            .into(),
        fields,
        seen: draft.map_or(0, |it| it.changed_at_us),
        has_draft: draft.is_some(),
        is_submitted: draft.is_some_and(|it| it.is_submitted),
        returned: draft.and_then(|it| it.returned.clone()),
        action,
    };
    let page = shell.page(shell.t1("edit-title", "id", practice.id.as_str()));
    let page =
        page.crumb(shell.t("practices-title"), list::PATH).crumb(practice.title(shell.lang()), address);
    page.lead(shell.t("edit-lead")).status(status).render(&content)
}

#[derive(Template)]
#[template(path = "practice_review.html")]
struct ReviewPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    what: &'a str,
    changes: Vec<(&'static str, Markup)>,
    is_one_language: bool,
    action: String,
    edit: String,
    seen: i64,
    is_own: bool,
    is_submitted: bool,
}

/// `GET /pratiques/{id}/relecture`
pub async fn review(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let practice = collection().practice(&id).ok_or_else(Failure::not_found)?;
    let mut tx = shell.site().db().read().await?;
    let draft = store::draft(&mut tx, &id).await?.ok_or_else(Failure::not_found)?;
    drop(tx);
    let address = sheet::address(&id);
    let before = Files::in_force(&id);
    let content = ReviewPage {
        is_one_language: (before.fr == draft.files.fr) != (before.en == draft.files.en),
        shell: &shell,
        style: style::SHEET.address(),
        what: &draft.what,
        changes: difference(&before, &draft.files),
        action: format!("{address}/relecture"),
        edit: format!("{address}/modifier"),
        seen: draft.changed_at_us,
        is_own: draft.edited_by == shell.signed_in()?.actor(),
        is_submitted: draft.is_submitted,
    };
    let page = shell.page(shell.t1("review-title", "id", id.as_str()));
    let page =
        page.crumb(shell.t("practices-title"), list::PATH).crumb(practice.title(shell.lang()), address);
    Ok(page.lead(shell.t("review-lead")).render(&content).into_response())
}

/// `POST /pratiques/{id}/relecture`: publishes, or gives the draft back with a word.
pub async fn decide(shell: Shell, Path(id): Path<String>, sent: Sent) -> Result<Response, Failure> {
    let by = shell.signed_in()?.actor();
    let at = shell.now();
    let again = Going::to(format!("{}/relecture", sheet::address(&id)));
    let mut tx = shell.site().db().write().await?;
    let mut draft = store::draft(&mut tx, &id).await?.ok_or_else(Failure::not_found)?;
    if draft.changed_at_us != sent.text("seen").parse().unwrap_or(0) {
        return Ok(again.problem(shell.t("review-overtaken")).into_response());
    }
    if draft.edited_by == by {
        return Ok(again.problem(shell.t("review-own")).into_response());
    }
    if sent.text("do") != "publish" {
        let seen = draft.changed_at_us;
        draft.is_submitted = false;
        draft.returned = Some(sent.text("word").chars().take(2_000).collect());
        draft.changed_at_us = at.as_microsecond();
        store::keep(&mut tx, &draft, seen).await?;
        tell(&mut tx, &shell, "practice.return", &id).await?;
        tx.commit().await?;
        return Ok(Going::to(DRAFTS).done(shell.t("review-returned")).into_response());
    }
    draft.files.facts = dated(&draft.files.facts, &paris_date(at.as_microsecond()).to_string());
    if !draft.is_submitted || check(&id, &draft.files).is_err() {
        return Ok(again.problem(shell.t("review-not-ready")).into_response());
    }
    let version = store::publish(&mut tx, &draft, &by, at).await?;
    tell(&mut tx, &shell, "practice.publish", &id).await?;
    tx.commit().await?;
    load(shell.site().db()).await?;
    let done = shell.t1("review-published", "n", version.to_string());
    Ok(Going::to(sheet::address(&id)).done(done).into_response())
}

/// The facts with another day of change.
fn dated(facts: &str, day: &str) -> String {
    let line =
        |it: &str| if it.starts_with("updated = ") { format!("updated = \"{day}\"") } else { it.to_owned() };
    let lines: Vec<String> = facts.lines().map(line).collect();
    format!("{}\n", lines.join("\n"))
}

#[derive(Template)]
#[template(path = "drafts.html")]
struct DraftsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    drafts: Vec<(String, String, String, String)>,
}

/// `GET /programme/pratiques`: what is being changed.
pub async fn drafts(shell: Shell) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let drafts = store::drafts(&mut tx).await?;
    drop(tx);
    let row = |it: &Draft| {
        let practice = collection().practice(&it.practice)?;
        let step = if it.is_submitted { "relecture" } else { "modifier" };
        Some((
            format!("{}/{step}", sheet::address(&it.practice)),
            format!("{} · {}", practice.id, practice.title(shell.lang())),
            shell.t(if it.is_submitted { "draft-submitted" } else { "draft-open" }),
            it.what.clone(),
        ))
    };
    let content = DraftsPage {
        shell: &shell,
        style: style::SHEET.address(),
        drafts: drafts.iter().filter_map(row).collect(),
    };
    Ok(shell.page(shell.t("drafts-title")).lead(shell.t("drafts-lead")).render(&content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_sends_back_unchanged_changes_nothing() {
        for practice in &collection().practices {
            for part in Part::ALL {
                let files = Files::in_force(&practice.id);
                let texts = Texts::of(practice, &files, part, "");
                // As a browser sends it.
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.append_pair("title", &texts.title).append_pair("summary", &texts.summary);
                form.append_pair("facts", &texts.facts.replace('\n', "\r\n"));
                for (section, text) in Section::ALL.iter().zip(&texts.sections) {
                    form.append_pair(section.anchor(), &text.replace('\n', "\r\n"));
                }
                let sent = Sent::of(&form.finish());
                assert_eq!(Texts::typed(&sent).into_files(part, files.clone()), files, "{}", practice.id);
            }
        }
    }

    #[test]
    fn the_day_of_change_is_that_of_publication() {
        let facts = Files::in_force("P11").facts;
        let changed = dated(&facts, "2027-01-02");
        assert!(changed.contains("updated = \"2027-01-02\"\n"));
        assert_eq!(changed.lines().count(), facts.lines().count());
    }
}
