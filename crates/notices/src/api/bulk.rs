//! A program asks for many notices of one template at once, in the shape of GC Notify: all are taken, or none.

use axum::{Json, body::Bytes, extract::State, http::StatusCode};
use serde_json::{Map, Value, json};

use super::{
    Api,
    failed::{Failed, bad_address},
    proof::Caller,
    send::{Reading, object, own_id, template},
    wire,
};
use crate::{
    accept::{Order, Refused, accept},
    address::{Address, Medium},
    notice::{CampaignId, Origin},
    service::KeyKind,
    template::Template,
};

/// Lines of one call: they are written in one transaction, for which others wait some seconds.
pub(super) const LINES_MAX: usize = 5_000;
/// Faults that are told at once.
const FAULTS_MAX: usize = 20;

type Sheet = (Vec<String>, Vec<Vec<String>>);

/// `POST /v2/notifications/bulk`.
pub(super) async fn post(
    State(api): State<Api>,
    caller: Caller,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Failed> {
    let body = object(&body)?;
    let door = api.door();
    let now = door.clock.now();
    let mut reading = Reading { body: &body, faults: Vec::new() };
    let name = reading.text("name", true);
    let id = reading.id("template_id", true);
    let replies = reading.id("reply_to_id", false);
    let not_before = reading.not_before(now);
    let sheet = sheet(&mut reading);
    let (Some(name), Some(id), Some(sheet), true) = (name, id, sheet, reading.faults.is_empty()) else {
        return Err(Failed::invalid(reading.faults));
    };
    own_id(&caller, "reply_to_id", replies)?;
    let mut tx = door.db.read().await?;
    let template = template(&mut tx, &caller, id).await?;
    drop(tx);
    let medium = template.medium;
    if medium == Medium::Letter && caller.key.kind == KeyKind::Team {
        return Err(Failed::bad("Cannot send letters with a team api key"));
    }
    let mut orders = orders(&caller, &template, sheet)?;
    let count = orders.len();
    let bulk = CampaignId::new(now);
    let mut tx = door.db.write().await?;
    let mut faults = Vec::new();
    for (place, order) in orders.iter_mut().enumerate() {
        order.not_before = not_before;
        match accept(&mut tx, door, order, now).await {
            Ok(_) => {}
            Err(Refused::Store(error)) => return Err(error.into()),
            Err(refused) => faults.push(format!("Row {} - {refused}", place + 1)),
        }
        if faults.len() >= FAULTS_MAX {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(Failed::invalid(faults));
    }
    tx.commit().await?;
    let answer = json!({ "data": {
        "id": bulk.uuid().to_string(),
        "template": template.id.uuid().to_string(),
        "template_version": template.version,
        "template_type": medium.code(),
        "original_file_name": name,
        "notification_count": count,
        "job_status": if not_before.is_some() { "scheduled" } else { "pending" },
        "scheduled_for": not_before.map(wire::instant),
        "created_at": wire::instant(now),
        "service": caller.service.id.uuid().to_string(),
        "service_name": { "name": caller.service.name },
        "api_key": { "id": caller.key.id.uuid().to_string(), "name": caller.key.name, "key_type": caller.key.kind.code() },
    }});
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The lines of a call, the first of which names the columns.
fn sheet(reading: &mut Reading<'_>) -> Option<Sheet> {
    let read = match (reading.body.get("rows"), reading.body.get("csv")) {
        (Some(rows), None) => of_rows(rows),
        (None, Some(Value::String(text))) => of_csv(text),
        (None, Some(_)) => Err("csv is not of type string".to_owned()),
        (Some(_), Some(_)) | (None, None) => Err("You should specify either rows or csv".to_owned()),
    };
    let read = read.and_then(|(names, lines)| match lines.len() {
        0 => Err("There are no rows".to_owned()),
        it if it > LINES_MAX => Err(format!("Too many rows. Maximum number of rows allowed is {LINES_MAX}")),
        _ => Ok((names, lines)),
    });
    read.map_err(|fault| reading.faults.push(fault)).ok()
}

fn of_rows(rows: &Value) -> Result<Sheet, String> {
    let bad = || "rows is not a list of lists".to_owned();
    let cell = |it: &Value| match it {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        Value::Number(_) | Value::Bool(_) => Ok(it.to_string()),
        Value::Array(_) | Value::Object(_) => Err(bad()),
    };
    let line = |it: &Value| it.as_array().ok_or_else(bad)?.iter().map(cell).collect::<Result<Vec<_>, _>>();
    let mut lines = rows.as_array().ok_or_else(bad)?.iter().map(line);
    let names = lines.next().ok_or_else(bad)??;
    Ok((names, lines.collect::<Result<_, _>>()?))
}

fn of_csv(text: &str) -> Result<Sheet, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let fields = |it: &csv::StringRecord| it.iter().map(str::to_owned).collect::<Vec<_>>();
    let names = fields(reader.headers().map_err(|it| format!("csv cannot be read: {it}"))?);
    let lines = reader
        .records()
        .take(LINES_MAX + 1)
        .map(|it| it.as_ref().map(fields).map_err(|it| format!("csv cannot be read: {it}")));
    Ok((names, lines.collect::<Result<_, _>>()?))
}

/// One order a line.
fn orders(caller: &Caller, template: &Template, (names, lines): Sheet) -> Result<Vec<Order>, Failed> {
    let plain = |it: &str| it.trim().to_lowercase().replace([' ', '-'], "_");
    let names: Vec<String> = names.iter().map(|it| plain(it)).collect();
    let column = match template.medium {
        Medium::Sms => "phone_number",
        Medium::Email => "email_address",
        Medium::Letter => "address_line_1",
    };
    if !names.iter().any(|it| it == column) {
        return Err(Failed::invalid(vec![format!("Missing column headers: {}", column.replace('_', " "))]));
    }
    let (mut orders, mut faults) = (Vec::with_capacity(lines.len()), Vec::new());
    for (place, line) in lines.into_iter().enumerate() {
        let values: Map<String, Value> =
            names.iter().cloned().zip(line.into_iter().map(Value::String)).collect();
        let of = |name: &str| values.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        let to = match template.medium {
            Medium::Sms | Medium::Email => of(column),
            Medium::Letter => {
                let lines: Vec<String> =
                    (1..=7).map(|it| of(&format!("address_line_{it}"))).chain([of("postcode")]).collect();
                lines.join("\n")
            }
        };
        let Some(to) = Address::read(template.medium, &to) else {
            faults.push(format!("Row {} - {}", place + 1, bad_address(template.medium)));
            if faults.len() >= FAULTS_MAX {
                break;
            }
            continue;
        };
        let reference = Some(of("reference")).filter(|it| !it.is_empty());
        let mut order = Order::new(caller.service.clone(), template.clone(), to, Origin::Key(caller.key.id));
        order.key_kind = caller.key.kind;
        order.personalisation = values;
        order.reference = reference;
        orders.push(order);
    }
    if faults.is_empty() { Ok(orders) } else { Err(Failed::invalid(faults)) }
}
