//! Following a request without an account: its code opens its page.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use calendar::Party;
use kernel::{Channel, Direction};
use register::{Tx, partner};
use site::{ErrorSummary, Failure, Field, Going, Machine, Sent, Shell, form::FieldKind};

use super::{UsagersSide, contact::MESSAGE_MAX, standing::Standing, style};
use crate::{
    antivirus::{self, Opened},
    contact::{Attachment, Contact, FileVerdict, VirusCheck},
    expected,
    handling::House,
    request::{FollowUpCode, Request, State as Stand},
    store::{
        banners::{self, Banner},
        contacts, documents,
        documents::DocumentRequest,
        opinions::{self, Opinion},
        requests,
    },
    upload,
};

/// Requests that one became part of, one after the other.
const MERGED_MAX: usize = 10;

#[derive(Template)]
#[template(path = "usager_ask_code.html")]
struct AskPage<'a> {
    shell: &'a Shell,
    problems: ErrorSummary,
    code: Field,
}

#[derive(Template)]
#[template(path = "usager_follow.html")]
struct FollowPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    problems: ErrorSummary,
    banners: Vec<Banner>,
    request: &'a Request,
    code: String,
    path: String,
    partner: String,
    opened: String,
    standing: Standing,
    is_closed: bool,
    is_solved: Option<bool>,
    documents: Vec<Asked>,
    exchange: Vec<Said>,
    message: Field,
    files_hint: String,
    opinion: Opinion,
    marks: Vec<(u8, &'static str, String)>,
}

/// A document that is asked for, or was.
struct Asked {
    id: String,
    label: String,
    why: String,
    due: Option<String>,
    is_awaited: bool,
    received: Option<String>,
}

/// One contact of the exchange.
struct Said {
    is_ours: bool,
    who: String,
    at: String,
    subject: String,
    body: String,
    files: Vec<(String, String, String)>,
}

/// `GET /suivi`
pub async fn ask(shell: Shell) -> Response {
    ask_page(&shell, "", None)
}

/// `POST /suivi`: leads to the page of a code.
pub async fn open(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    sent: Sent,
) -> Result<Response, Failure> {
    let typed = sent.text("code");
    let mut tx = shell.site().db().read().await?;
    match found(&mut tx, &side, &shell, machine, typed).await {
        Ok(found) => Ok(Going::to(format!("/suivi/{}", found.code.shown())).into_response()),
        Err(failure) if failure.status() == StatusCode::NOT_FOUND => {
            Ok(ask_page(&shell, typed, Some(shell.t("follow-unknown"))))
        }
        Err(failure) => Err(failure),
    }
}

fn ask_page(shell: &Shell, typed: &str, problem: Option<String>) -> Response {
    let mut problems = ErrorSummary::new(shell);
    if let Some(problem) = &problem {
        problems.add("code", problem);
    }
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let code = Field::new(FieldKind::Text, "code", shell.t("follow-code"))
        .hint(shell.t("follow-code-hint"))
        .value(typed)
        .error(problem)
        .autocomplete("off")
        .required();
    let content = AskPage { shell, problems, code };
    shell.page(shell.t("follow-title")).lead(shell.t("follow-lead")).status(status).render(&content)
}

/// A request and the code that opened it: that of the request, or of one that became part of it.
pub(super) struct Found {
    pub(super) code: FollowUpCode,
    pub(super) request: Request,
}

impl Found {
    /// The address of its page.
    pub(super) fn path(&self) -> String {
        format!("/suivi/{}", self.code.shown())
    }
}

/// The request of a code; a wrong code counts as a try, and is answered like a page that does not exist.
pub(super) async fn found(
    tx: &mut Tx,
    side: &UsagersSide,
    shell: &Shell,
    machine: Machine,
    typed: &str,
) -> Result<Found, Failure> {
    side.limits().try_code(machine, shell.now())?;
    let code = FollowUpCode::typed(typed).ok_or_else(Failure::not_found)?;
    let mut request = requests::by_code(tx, &code).await?.ok_or_else(Failure::not_found)?;
    side.limits().give_code_back(machine);
    for _ in 0..MERGED_MAX {
        let Some(into) = request.merged_into else { break };
        match requests::find(tx, &request.partner, into).await? {
            // Another person's exchange is theirs, whatever it was joined with.
            Some(next) if next.usager == request.usager => request = next,
            _ => break,
        }
    }
    Ok(Found { code, request })
}

/// What nobody but the reader may keep, list or pass on.
///
/// The site's `Referrer-Policy: same-origin` stays: it tells no other site the address, and `no-referrer` would make browsers send forms
/// without their origin, which the site refuses.
pub(super) fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
    response
}

/// `GET /suivi/{code}`
pub async fn show(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let found = found(&mut tx, &side, &shell, machine, &code).await?;
    drop(tx);
    page(&shell, found, Typed::default()).await
}

/// What somebody wrote on the page, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) message: String,
    /// By the id of a field.
    pub(super) problem: Option<(&'static str, String)>,
}

pub(super) async fn page(shell: &Shell, mut found: Found, typed: Typed) -> Result<Response, Failure> {
    let now = shell.now();
    let may_promise = found.request.state == Stand::Open && found.request.party != Party::Usager;
    if found.request.promised.is_none() && may_promise {
        let mut tx = shell.site().db().write().await?;
        expected::promise_shown(&mut tx, &mut found.request, now).await?;
        tx.commit().await?;
    }
    let mut tx = shell.site().db().read().await?;
    let request = &found.request;
    let house = House::read(&mut tx, &request.partner).await?;
    let partner = partner::find(&mut tx, &request.partner).await?.map_or_else(String::new, |it| it.name);
    let asked = documents::of_request(&mut tx, request.id).await?;
    let mut banners = banners::running(&mut tx, &request.partner, now).await?;
    banners.retain(|it| request.state == Stand::Open && it.is_about(request.reason.as_deref()));
    let opinion = opinions::find(&mut tx, request.id).await?.unwrap_or_default();
    let mut exchange = Vec::new();
    for contact in contacts::of_request(&mut tx, request.id).await? {
        let files = contacts::files(&mut tx, contact.id).await?;
        exchange.push(said(shell, &found, &partner, &contact, &files));
    }
    drop(tx);
    let standing = Standing::of((&house, request), &asked, shell.figures(), now);
    let mut problems = ErrorSummary::new(shell);
    let (mut message_error, mut status) = (None, StatusCode::OK);
    if let Some((field, problem)) = typed.problem {
        problems.add(field, &problem);
        status = StatusCode::UNPROCESSABLE_ENTITY;
        message_error = (field == "message").then_some(problem);
    }
    let content = FollowPage {
        shell,
        style: style::SHEET.address(),
        problems,
        banners,
        request,
        code: found.code.shown(),
        path: found.path(),
        opened: shell.figures().date(crate::handling::day_of(&house, request, request.opened_at)),
        partner,
        standing,
        is_closed: request.state == Stand::Closed,
        is_solved: opinion.is_solved,
        documents: asked
            .iter()
            .filter(|it| it.withdrawn_at.is_none())
            .map(|it| awaited(shell, &house, request, it))
            .collect(),
        exchange,
        message: Field::new(FieldKind::LongText, "message", shell.t("follow-message"))
            .hint(shell.t("follow-message-hint"))
            .value(typed.message)
            .error(message_error),
        files_hint: upload::hint(shell),
        opinion,
        marks: [(1, "😡"), (2, "🙁"), (3, "😐"), (4, "🙂"), (5, "😀")]
            .map(|(mark, face)| (mark, face, shell.t(&format!("opinion-{mark}"))))
            .into(),
    };
    let title = shell.t1("follow-page-title", "reference", request.reference.as_str());
    Ok(private(shell.page(title).status(status).render(&content)))
}

fn awaited(shell: &Shell, house: &House, request: &Request, document: &DocumentRequest) -> Asked {
    let day = |at| shell.figures().date(crate::handling::day_of(house, request, at));
    Asked {
        id: document.id.to_string(),
        label: document.label.clone(),
        why: document.why.clone(),
        due: document.due_at.map(day),
        is_awaited: document.is_awaited(),
        received: document.received_at.map(day),
    }
}

/// Whether what a contact holds was written to be read by the other side; of calls and visits, agents keep notes for themselves.
fn is_written(contact: &Contact) -> bool {
    matches!(
        contact.channel,
        Channel::Email | Channel::Web | Channel::Post | Channel::Sms | Channel::Chat | Channel::App
    )
}

/// Whether a file is given to the usager: what a manager let through was let through for agents.
fn is_given(file: &Attachment) -> bool {
    file.verdict == FileVerdict::Sound && file.may_be_opened()
}

fn said(shell: &Shell, found: &Found, partner: &str, contact: &Contact, files: &[Attachment]) -> Said {
    let is_ours = contact.direction != Direction::Inbound;
    let who = if is_ours { partner.to_owned() } else { shell.t("follow-you") };
    let is_written = is_written(contact);
    let key = format!("follow-by-{}", contact.channel.code());
    let files = files.iter().filter(|it| is_written && !it.is_inline && is_given(it));
    Said {
        is_ours,
        who: shell.t_with("follow-who", &[("who", who.into()), ("how", shell.t(&key).into())]),
        at: shell.figures().instant(contact.at),
        subject: if is_written && is_ours { contact.subject.clone() } else { String::new() },
        body: if is_written { contact.body.clone() } else { String::new() },
        files: files
            .map(|it| {
                let kilobytes = shell.figures().count(it.bytes.div_ceil(1_000));
                (
                    format!("{}/fichiers/{}/{}", found.path(), contact.id, it.place),
                    it.name.clone(),
                    shell.t1(
                        if it.virus == VirusCheck::Clean { "files-size" } else { "files-size-unchecked" },
                        "kilobytes",
                        kilobytes,
                    ),
                )
            })
            .collect(),
    }
}

/// `GET /suivi/{code}/fichiers/{contact}/{place}`: a file of the exchange, to be saved.
pub async fn file(
    State(side): State<UsagersSide>,
    shell: Shell,
    machine: Machine,
    Path((code, contact, place)): Path<(String, String, i64)>,
) -> Result<Response, Failure> {
    let mut tx = shell.site().db().read().await?;
    let found = found(&mut tx, &side, &shell, machine, &code).await?;
    let id = contact.parse().map_err(|_| Failure::not_found())?;
    let contact = contacts::find(&mut tx, &found.request.partner, id).await?;
    let contact = contact
        .filter(|it| it.request == found.request.id && is_written(it))
        .ok_or_else(Failure::not_found)?;
    let files = contacts::files(&mut tx, contact.id).await?;
    drop(tx);
    let file =
        files.into_iter().find(|it| it.place == place && is_given(it)).ok_or_else(Failure::not_found)?;
    let opened = antivirus::open(side.files(), shell.site().db(), &file, shell.now()).await?;
    let Opened::Bytes(bytes) = opened else { return Err(Failure::not_found()) };
    // Of a kind that no browser shows: what somebody sent is saved, never opened here.
    Ok(private(site::file::saved("application/octet-stream", &file.name, bytes)))
}

/// Letters of a message on the page; the same as in the form.
pub(super) const WRITTEN_MAX: usize = MESSAGE_MAX;
