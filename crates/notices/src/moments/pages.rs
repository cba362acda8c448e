//! The page of moments: what makes people call, the greatest first, and what could be told before.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use kernel::{Lang, PartnerCode, Scope};
use measures::{
    MeasureError,
    moments::{Bounds, Moment, MomentKind, MomentQuestion},
};
use register::Tx;
use serde_json::json;
use site::{
    Access, Failure, Field, Going, Markup, Routes, Sent, Shell, Unit,
    chart::{About, Point, Trend},
    form::FieldKind,
};

use super::{AVOIDED, Proposal, code, condition, origin, propose};
use crate::{
    effects::reading::{EffectsError, Watch},
    pages::{
        common::{Reader, page, tabs},
        style,
    },
    people::People,
    rules::{
        pages::{self as rules_pages, READERS, said},
        reasons,
        store::rules::{self, NewRule},
    },
    service::Service,
    store::templates,
};

/// The page.
pub const PATH: &str = "/messages/moments";
/// Moments that are shown.
const SHOWN_MAX: usize = 20;
/// Causes that are named of a moment.
const CAUSES_MAX: usize = 3;

/// Moments by partner, with the mark of the log that they were found in.
type Kept = HashMap<PartnerCode, (u64, Arc<Vec<Moment>>)>;

/// What the page needs. Cheap to clone.
#[derive(Clone)]
struct Moments {
    watch: Watch,
    people: Arc<dyn People>,
    kept: Arc<Mutex<Kept>>,
}

impl fmt::Debug for Moments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moments").finish_non_exhaustive()
    }
}

impl Moments {
    /// The moments of a partner, as the log is now: computed once as long as its rows stay the same.
    async fn of(&self, partner: &PartnerCode) -> Result<Arc<Vec<Moment>>, MeasureError> {
        let mark = self.watch.log().mark(partner)?;
        let known = || {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get(partner).filter(|it| it.0 == mark).map(|it| Arc::clone(&it.1))
        };
        if let Some(known) = known() {
            return Ok(known);
        }
        let scope = Scope::Partner(partner.clone());
        let question = MomentQuestion { partner: Some(partner.clone()), ..MomentQuestion::default() };
        let found = Arc::new(self.watch.pass(move |log| log.moments(&scope, &question)).await?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(partner.clone(), (mark, Arc::clone(&found)));
        Ok(found)
    }
}

/// The routes: `watch` knows the contact log, `people` how reasons are called.
pub fn routes(watch: Watch, people: Arc<dyn People>) -> Routes {
    let moments = Moments { watch, people, kept: Arc::default() };
    Routes::new().route(PATH, Access::Roles(READERS), get(show).post(accept)).with_state(moments)
}

/// A cause that agents noted: its name, what answers it, its share.
struct Cause {
    name: String,
    href: Option<String>,
    share: String,
}

struct Line {
    code: String,
    summary: String,
    sentence: String,
    title: String,
    chart: Markup,
    causes: Vec<Cause>,
    what: String,
    draft: String,
    expected: Vec<String>,
    warnings: Vec<String>,
    services: Option<Field>,
}

#[derive(Template)]
#[template(path = "moments.html")]
struct MomentsPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    lines: Vec<Line>,
    assumption: String,
    is_manager: bool,
    has_services: bool,
}

/// `GET /messages/moments`
async fn show(State(moments): State<Moments>, shell: Shell) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let found = moments.of(&reader.partner).await.map_err(failure)?;
    let mut tx = shell.site().db().read().await?;
    let services = reader.services(&mut tx).await?;
    let reasons = moments.people.reasons(&mut tx, &reader.partner).await?;
    let mut lines = Vec::new();
    for it in found.iter().take(SHOWN_MAX) {
        let warnings = missing(&mut tx, &shell, it).await?;
        lines.push(line(&shell, (it, reason_said(&reasons, &it.reason)), &services, warnings));
    }
    drop(tx);
    let figures = shell.figures();
    let args = [
        ("mid", figures.share(AVOIDED.mid).into()),
        ("low", figures.share(AVOIDED.low).into()),
        ("high", figures.share(AVOIDED.high).into()),
    ];
    let view = MomentsPage {
        style: style::SHEET.address(),
        tabs: tabs(&shell),
        lines,
        assumption: shell.t_with("moment-assumption", &args),
        is_manager: reader.is_manager,
        has_services: !services.is_empty(),
        shell: &shell,
    };
    let shown = page(&shell, shell.t("moment-title")).lead(shell.t("moment-lead"));
    Ok(shown.crumb(shell.t("rules-title"), rules_pages::PATH).render(&view))
}

fn failure(error: MeasureError) -> Failure {
    rules_pages::failed(EffectsError::Measure(error))
}

fn whole(shell: &Shell, it: Bounds) -> [(&'static str, kernel::Arg); 3] {
    let number = |it: f64| shell.figures().number(it, 0);
    [("mid", number(it.mid).into()), ("low", number(it.low).into()), ("high", number(it.high).into())]
}

/// What would keep a rule of this moment from telling people.
async fn missing(tx: &mut Tx, shell: &Shell, moment: &Moment) -> Result<Vec<String>, Failure> {
    let trigger = propose(moment).trigger;
    let condition = condition(&moment.reason);
    let about = (&trigger, &condition);
    let heard = reasons::heard(tx, &moment.partner, about, shell.now()).await?;
    Ok(reasons::warnings(shell, &heard, about))
}

fn line(
    shell: &Shell,
    (moment, reason): (&Moment, String),
    services: &[Service],
    warnings: Vec<String>,
) -> Line {
    let title = title(shell, moment, &reason);
    let proposal = propose(moment);
    let service = services.first().map_or_else(|| shell.t("moment-service"), |it| it.name.clone());
    let draft = proposal.text(shell.lang(), &service);
    let of = services.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
    let code = code(moment);
    let services = (!services.is_empty()).then(|| {
        let field = Field::new(FieldKind::Select(of), "service", shell.t("rules-service"));
        field.id(format!("service-{code}"))
    });
    let args = [
        ("trigger", said::trigger(shell, &proposal.trigger).into()),
        ("way", shell.t(&format!("rules-way-{}", proposal.medium.code())).into()),
        ("messages", shell.figures().number(proposal.messages_per_year, 0).into()),
    ];
    let [mid, ..] = whole(shell, moment.avoidable_per_year);
    Line {
        summary: shell.t_with("moment-list-one", &[("title", title.as_str().into()), mid]),
        sentence: sentence(shell, moment),
        chart: chart(shell, moment, &title),
        title,
        causes: causes(shell, moment),
        what: shell.t_with("moment-proposal", &args),
        draft: draft.body,
        expected: expected(shell, &proposal),
        warnings,
        services,
        code,
    }
}

/// What the message would avoid, in the window and the unit in which its effect is measured.
fn expected(shell: &Shell, proposal: &Proposal) -> Vec<String> {
    let per_100 = |it: f64| shell.figures().number(it, 1);
    let Bounds { low, mid, high } = proposal.expected_per_100;
    let args = [("mid", per_100(mid).into()), ("low", per_100(low).into()), ("high", per_100(high).into())];
    vec![
        shell.t_with("moment-expected", &whole(shell, proposal.expected_per_year)),
        shell.t_with("moment-expected-per-100", &args),
    ]
}

fn title(shell: &Shell, moment: &Moment, reason: &str) -> String {
    let args = [("reason", reason.into()), ("status", said::status(shell, &moment.status).into())];
    shell.t_with("moment-name", &args)
}

/// *Après 12 jours au statut « dossier complet » sans nouvelle, les usagers appellent : …*
fn sentence(shell: &Shell, moment: &Moment) -> String {
    let [mid, low, high] = whole(shell, moment.avoidable_per_year);
    let status = ("status", said::status(shell, &moment.status).into());
    match moment.kind {
        MomentKind::Entering => shell.t_with("moment-entering", &[status, mid, low, high]),
        MomentKind::Silence { days } => {
            let days = ("days", i64::from(days).into());
            shell.t_with("moment-silence", &[status, days, mid, low, high])
        }
    }
}

/// The causes that agents noted most often, if they did.
fn causes(shell: &Shell, moment: &Moment) -> Vec<Cause> {
    let known = moment.causes.iter().filter_map(|it| Some((it.code.as_ref()?, it.share)));
    let named = known.take(CAUSES_MAX).map(|(code, share)| {
        let (name, href) = cause_said(shell.lang(), code);
        Cause { name, href, share: shell.figures().share(share) }
    });
    named.collect()
}

/// A cause's name and the page of the practices that answer it; a partner's own cause has its code only.
fn cause_said(lang: Lang, code: &str) -> (String, Option<String>) {
    practices::collection().cause(code).map_or_else(
        || (code.to_owned(), None),
        |it| (it.label.in_lang(lang).to_owned(), Some(format!("/pratiques?cause={code}"))),
    )
}

/// A reason as its partner calls it; a code that nobody named, with blanks between its words.
fn reason_said(names: &BTreeMap<String, String>, code: &str) -> String {
    names.get(code).cloned().unwrap_or_else(|| code.replace('_', " "))
}

/// Contacts of a day of 100 requests that are still in the status.
fn chart(shell: &Shell, moment: &Moment, title: &str) -> Markup {
    let point = |it: &measures::moments::MomentDay| Point {
        label: shell.t1("moment-day", "day", i64::from(it.day)),
        value: (it.at_risk > 0.0).then_some(it.hazard * 100.0),
        ..Point::default()
    };
    let about = About::new(shell.t1("moment-chart", "title", title), shell.t("moment-chart-about"));
    let trend = Trend { about, unit: Unit::Ratio, points: moment.by_day.iter().map(point).collect() };
    trend.draw_from_start(shell.lang())
}

/// `POST /messages/moments`: makes a draft of a template and of a rule out of the moment `moment`.
async fn accept(State(moments): State<Moments>, shell: Shell, sent: Sent) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    if !reader.is_manager {
        return Err(Failure::forbidden());
    }
    let found = moments.of(&reader.partner).await.map_err(failure)?;
    let wanted = sent.text("moment");
    let Some(moment) = found.iter().find(|it| code(it) == wanted) else {
        return Ok(Going::to(PATH).problem(shell.t("moment-gone")).into_response());
    };
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let service = reader.service(&mut tx, sent.text("service")).await?;
    let proposal = propose(moment);
    let reasons = moments.people.reasons(&mut tx, &reader.partner).await?;
    let name = title(&shell, moment, &reason_said(&reasons, &moment.reason));
    let template = proposal.template(&service, &name, &reader.actor, now);
    templates::record(&mut tx, &template).await?;
    let new = NewRule {
        partner: reader.partner.clone(),
        service: service.id,
        name,
        plan: proposal.plan(&moment.reason, template.id),
        origin: Some(origin(moment)),
        practice: Some(proposal.practice().to_owned()),
    };
    let rule = rules::create(&mut tx, &new, &reader.actor, now).await?;
    let detail = json!({ "moment": wanted, "template": template.id.to_string() });
    reader.tell(&shell, &mut tx, "rule.create", &rule.id.to_string(), detail).await?;
    tx.commit().await?;
    let to = format!("{}/modifier", rules_pages::address(rule.id));
    Ok(Going::to(to).done(shell.t("moment-accepted")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_has_its_name_and_leads_to_what_answers_it() {
        let (name, href) = cause_said(Lang::Fr, "A3");
        assert_eq!((name.as_str(), href.as_deref()), ("Doute sur la réception", Some("/pratiques?cause=A3")));
        assert_eq!(cause_said(Lang::En, "A3").0, "Doubt about receipt");
        assert_eq!(cause_said(Lang::Fr, "B7-x"), ("B7-x".to_owned(), None));
    }

    #[test]
    fn a_reason_has_the_name_that_its_partner_gave_it_else_a_code_that_can_be_read() {
        let names = BTreeMap::from([("permis_conduire".to_owned(), "Permis de conduire".to_owned())]);
        assert_eq!(reason_said(&names, "permis_conduire"), "Permis de conduire");
        assert_eq!(reason_said(&names, "carte_grise"), "carte grise");
        assert_eq!(reason_said(&names, "APL"), "APL");
    }
}
