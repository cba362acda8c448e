//! A campaign that nobody has said yes to: its columns, its check, how it looks, when it leaves.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State as Extracted},
    response::{IntoResponse as _, Response},
};
use kernel::Explain as _;
use serde_json::json;
use site::{ErrorSummary, Failure, Field, Going, Markup, Sent, Shell, form::FieldKind};

use super::{
    super::{CampaignState, check, store},
    Faults, PATH, Whole, address, field, instant, own, summary, upload,
};
use crate::{
    accept::moment,
    pages::{
        Pages,
        common::{LINE_MAX, Reader, counted, cut, page, status, tabs},
        preview::{self, Preview},
        style,
    },
};

/// Lines that are shown as they would leave.
const SHOWN: i64 = 3;
/// Lines with a fault that are shown; the file has them all.
const FAULTS_SHOWN: i64 = 5;

#[derive(askama::Template)]
#[template(path = "campaign_draft.html")]
struct DraftPage<'a> {
    shell: &'a Shell,
    style: &'static str,
    tabs: Markup,
    action: String,
    problems: ErrorSummary,
    may_change: bool,
    lacking: Vec<String>,
    columns: Vec<Field>,
    can_leave: bool,
    sure: String,
    summary: Vec<String>,
    faults: Option<String>,
    examples: Vec<Vec<String>>,
    previews: Vec<Preview>,
    warnings: Vec<String>,
    when: Vec<Field>,
    is_sure: bool,
}

/// What a column fills, in a form.
fn field_of(name: &str) -> String {
    if name.is_empty() { "colonne-adresse".to_owned() } else { format!("colonne-v-{name}") }
}

/// What is to be filled, in words.
fn need_said(shell: &Shell, whole: &Whole, name: &str) -> String {
    if name.is_empty() {
        shell.t(&format!("campaign-column-{}", whole.template.medium.code()))
    } else {
        preview::place_said(shell, name)
    }
}

/// The page of a draft.
pub(super) async fn show(
    pages: &Pages,
    shell: &Shell,
    reader: &Reader,
    whole: &Whole,
    (sent, faults): (&Sent, &Faults),
) -> Result<Response, Failure> {
    let campaign = &whole.campaign;
    let both = (&whole.service, &whole.template);
    let mut tx = shell.site().db().read().await?;
    let (_, fault_count, _) = store::counts(&mut tx, campaign.id).await?;
    let rows = store::waiting(&mut tx, campaign.id, i64::MIN, SHOWN).await?;
    let examples = store::faults(&mut tx, campaign.id, i64::MIN, FAULTS_SHOWN).await?;
    drop(tx);
    let places = preview::asked(&whole.template);
    let lacking = check::unmatched(&campaign.fills, &places);
    let figures = shell.figures();
    let mut told = Vec::new();
    if lacking.is_empty() {
        told.push(counted(shell, "campaign-good", campaign.good));
        let args = [
            ("parts", campaign.parts.into()),
            ("shown", figures.count(campaign.parts).into()),
            ("cost", figures.euro(campaign.cost).into()),
        ];
        told.push(shell.t_with(&format!("campaign-cost-{}", whole.template.medium.code()), &args));
        let last = check::forecast(&whole.service, whole.template.lane, campaign.good, shell.now());
        let key =
            if whole.service.hourly_max.is_some() { "campaign-forecast" } else { "campaign-forecast-begin" };
        told.push(shell.t1(key, "at", figures.instant(last)));
    }
    let previews = rows.iter().filter(|_| lacking.is_empty()).map(|row| Preview {
        name: shell.t1("campaign-line", "line", row.line),
        shown: match check::order(campaign, both, row) {
            Ok(order) => preview::ordered(shell, pages.door(), &order).map_err(|it| shell.say(&it.message())),
            Err((_, why)) => Err(shell.say(&why)),
        },
    });
    let content = DraftPage {
        style: style::SHEET.address(),
        tabs: tabs(shell),
        action: address(campaign.id),
        problems: summary(shell, faults),
        may_change: reader.is_manager,
        lacking: lacking.iter().map(|it| need_said(shell, whole, it)).collect(),
        columns: columns_of(shell, whole, sent),
        can_leave: campaign.good > 0,
        sure: counted(shell, "campaign-sure", campaign.good),
        summary: told,
        faults: (fault_count > 0).then(|| counted(shell, "campaign-faults", fault_count)),
        examples: examples
            .iter()
            .map(|it| vec![it.line.to_string(), it.column.clone(), it.why.say(shell.lang()).to_owned()])
            .collect(),
        previews: previews.collect(),
        warnings: pages
            .not_carried(shell, whole.template.medium)
            .into_iter()
            .chain((!whole.service.is_live).then(|| shell.t("send-not-live")))
            .collect(),
        when: vec![
            field(FieldKind::Date, "jour", shell.t("campaign-day"), sent.text("jour"), faults)
                .hint(shell.t("campaign-day-hint")),
            field(FieldKind::Text, "heure", shell.t("campaign-hour"), sent.text("heure"), faults)
                .hint(shell.t("campaign-hour-hint")),
        ],
        is_sure: sent.text("certain") == "on",
        shell,
    };
    let shown = page(shell, campaign.name.clone()).crumb(shell.t("campaign-list-title"), PATH);
    Ok(shown.status(status(!faults.is_empty())).render(&content))
}

fn columns_of(shell: &Shell, whole: &Whole, sent: &Sent) -> Vec<Field> {
    let campaign = &whole.campaign;
    let (needed, optional) = preview::asked(&whole.template);
    let mut choices = vec![(String::new(), shell.t("campaign-column-none"))];
    choices.extend(campaign.titles.iter().enumerate().map(|(place, title)| {
        let name = if title.is_empty() {
            shell.t1("campaign-column-bare", "place", place as u64 + 1)
        } else {
            title.clone()
        };
        (place.to_string(), name)
    }));
    let name = sent.typed("nom").unwrap_or(&campaign.name);
    let mut fields =
        vec![Field::new(FieldKind::Text, "nom", shell.t("campaign-name")).value(name).required()];
    let names = std::iter::once(String::new()).chain(needed).chain(optional);
    fields.extend(names.map(|name| {
        let kept = campaign.fills.get(&name).map(ToString::to_string).unwrap_or_default();
        Field::new(FieldKind::Select(choices.clone()), field_of(&name), need_said(shell, whole, &name))
            .value(kept)
    }));
    fields
}

/// `POST /messages/campagnes/{id}/colonnes`: which column fills what; all lines are checked again.
pub(super) async fn columns(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let mut whole = own(&mut tx, &reader, &id).await?;
    let (needed, optional) = preview::asked(&whole.template);
    let names = std::iter::once(String::new()).chain(needed).chain(optional);
    let fills: BTreeMap<String, usize> = names
        .filter_map(|name| {
            let place: usize = sent.text(&field_of(&name)).parse().ok()?;
            (place < whole.campaign.titles.len()).then_some((name, place))
        })
        .collect();
    let name = cut(sent.text("nom"), LINE_MAX);
    let name = if name.is_empty() { whole.campaign.name.clone() } else { name };
    store::refill(&mut tx, whole.campaign.id, &name, &fills).await?;
    let turned = (CampaignState::Draft, CampaignState::Loading);
    if !store::turn(&mut tx, whole.campaign.id, turned, shell.now()).await? {
        return Ok(Going::to(address(whole.campaign.id))
            .problem(shell.t("campaign-no-draft"))
            .into_response());
    }
    let (count, _, _) = store::counts(&mut tx, whole.campaign.id).await?;
    tx.commit().await?;
    whole.campaign.fills = fills;
    let to = address(whole.campaign.id);
    let door = pages.door().clone();
    let work = async move { upload::check(&door, &whole.campaign, (&whole.service, &whole.template)).await };
    upload::finish(work, usize::try_from(count).unwrap_or(usize::MAX)).await?;
    Ok(Going::to(to).done(shell.t("campaign-checked")).into_response())
}

/// `POST /messages/campagnes/{id}/envoi`: somebody says yes.
pub(super) async fn confirm(
    Extracted(pages): Extracted<Pages>,
    shell: Shell,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let now = shell.now();
    let mut tx = shell.site().db().write().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    let mut faults = Vec::new();
    let begins_at = instant(sent.text("jour"), sent.text("heure"), now);
    match begins_at {
        None => faults.push(("jour".to_owned(), shell.t("campaign-day-wrong"))),
        Some(at) if at < now => faults.push(("jour".to_owned(), shell.t("campaign-day-past"))),
        Some(at) if at > now + moment::AHEAD_MAX => {
            faults.push(("jour".to_owned(), shell.t("campaign-day-far")));
        }
        Some(_) => {}
    }
    if sent.text("certain") != "on" {
        faults.push(("certain".to_owned(), shell.t("campaign-unsure")));
    }
    let lacking = check::unmatched(&whole.campaign.fills, &preview::asked(&whole.template));
    if whole.campaign.good == 0 || !lacking.is_empty() {
        faults.push(("certain".to_owned(), shell.t("campaign-nobody")));
    }
    let (Some(begins_at), true) = (begins_at, faults.is_empty()) else {
        drop(tx);
        return show(&pages, &shell, &reader, &whole, (&sent, &faults)).await;
    };
    let back = Going::to(address(whole.campaign.id));
    if !store::confirm(&mut tx, whole.campaign.id, begins_at, now).await? {
        return Ok(back.problem(shell.t("campaign-no-draft")).into_response());
    }
    let detail = json!({ "messages": whole.campaign.good, "cost": whole.campaign.cost.to_string() });
    reader.tell(&shell, &mut tx, "notice.campaign.confirm", &id, detail).await?;
    tx.commit().await?;
    Ok(back.done(shell.t("campaign-confirmed")).into_response())
}

/// `POST /messages/campagnes/{id}/abandon`: nothing of it stays.
pub(super) async fn abandon(shell: Shell, Path(id): Path<String>) -> Result<Response, Failure> {
    let reader = Reader::of(&shell)?;
    let mut tx = shell.site().db().write().await?;
    let whole = own(&mut tx, &reader, &id).await?;
    if !store::remove(&mut tx, whole.campaign.id).await? {
        return Ok(Going::to(address(whole.campaign.id))
            .problem(shell.t("campaign-no-draft"))
            .into_response());
    }
    reader.tell(&shell, &mut tx, "notice.campaign.remove", &id, json!({})).await?;
    tx.commit().await?;
    Ok(Going::to(PATH).done(shell.t("campaign-removed")).into_response())
}
