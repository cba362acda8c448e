//! The dashboard as a table and as JSON, for programs and spreadsheets. Shares are between 0 and 1; names are codes.

use channel_choice::worth::{Change, Figure};
use kernel::formula::harmless;
use serde_json::{Value, json};

use super::Board;

const COLUMNS: [&str; 19] = [
    "part",
    "name",
    "people",
    "share_today",
    "share_advised",
    "settled_today",
    "settled_advised",
    "settled_more",
    "settled_more_low",
    "settled_more_high",
    "contacts_avoided",
    "contacts_avoided_low",
    "contacts_avoided_high",
    "euros_saved",
    "euros_saved_low",
    "euros_saved_high",
    "minutes_spared",
    "minutes_spared_low",
    "minutes_spared_high",
];

/// A row: a part of the dashboard, a name, and values; an empty cell where nothing can be said.
pub(super) type Row = Vec<String>;

/// All rows under their header.
pub(super) fn rows(board: &Board) -> Vec<Row> {
    let header = COLUMNS.iter().map(|it| (*it).to_owned()).collect();
    let mut rows: Vec<Row> = vec![header];
    let Ok(picture) = board.picture.as_ref() else { return rows };
    let worth = &picture.worth;
    rows.push(change("all", "", &worth.all));
    for (channel, today, advised) in &worth.mix {
        let mut row = vec!["mix".to_owned(), channel.code().to_owned(), String::new()];
        row.extend([today.to_string(), advised.to_string()]);
        row.resize(COLUMNS.len(), String::new());
        rows.push(row);
    }
    rows.extend(worth.by_reason.iter().map(|((_, reason), it)| change("reason", reason, it)));
    rows.extend(worth.by_site.iter().map(|((_, site), it)| change("site", site, it)));
    rows.extend(picture.told.iter().map(|(feature, it)| change("told", feature.code(), it)));
    rows
}

fn change(part: &str, name: &str, it: &Change) -> Row {
    let mut row = vec![part.to_owned(), harmless(name).into_owned(), it.people.to_string()];
    row.extend([String::new(), String::new(), it.settled_today.to_string(), it.settled_advised.to_string()]);
    let figure = |it: &Figure| [it.value, it.low, it.high].map(|it| it.to_string());
    for it in [&it.settled, &it.contacts_avoided, &it.saved, &it.minutes_spared] {
        row.extend(figure(it));
    }
    row
}

/// Rows as CSV.
pub(super) fn csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing into memory fails for no reason that a table could have.
        let _ = writer.write_record(row);
    }
    writer.into_inner().ok().and_then(|it| String::from_utf8(it).ok()).unwrap_or_default()
}

/// The whole.
pub(super) fn body(board: &Board) -> Value {
    let reliability = board.learned.as_ref().map(|it| &it.reliability);
    let counts: Vec<Value> = board
        .counts
        .iter()
        .map(|it| {
            json!({
                "arm": it.arm.code(), "advised": it.advised, "taken": it.taken, "given": it.given,
                "answered": it.answered, "settled": it.settled,
            })
        })
        .collect();
    let Ok(picture) = board.picture.as_ref() else {
        return json!({ "partner": board.house.partner.code.as_str(), "reliability": reliability, "given": counts });
    };
    let value = |it: &evidence::off_policy::PolicyValue| json!({ "value": it.value, "se": it.se, "low": it.low, "high": it.high });
    let on_log = picture.on_log.as_ref().ok().map(|it| {
        json!({
            "present": value(&it.values.present),
            "advised": it.values.value.as_ref().map(value),
            "difference": it.values.difference.as_ref().map(value),
            "supported": it.values.supported,
            "doubts": it.values.doubts.iter().map(evidence::off_policy::Doubt::code).collect::<Vec<_>>(),
            "missing": it.missing.iter()
                .map(|it| json!({ "case": it.name, "channel": it.channel, "share": it.share }))
                .collect::<Vec<_>>(),
        })
    });
    let on_advice = picture.on_advice.as_ref().ok().map(|it| {
        json!({
            "answered": it.answered,
            "kept": it.kept,
            "settled": it.settled,
            "doubly_robust": value(&it.values.doubly_robust),
            "switch": value(&it.values.switched),
            "snips": it.values.snips.as_ref().map(value),
            "ipw": value(&it.values.ipw),
            "effective": it.values.diagnostics.effective,
            "weight_max": it.values.diagnostics.weight_max,
            "doubts": it.doubts.iter().map(evidence::off_policy::Doubt::code).collect::<Vec<_>>(),
        })
    });
    json!({
        "partner": board.house.partner.code.as_str(),
        "first_contacts": picture.firsts,
        "seen": picture.span.map(|(first, last)| json!({ "first_at_us": first, "last_at_us": last })),
        "limits": board.house.setting.limits,
        "worth": picture.worth,
        "told": picture.told.iter().map(|(feature, it)| json!({ "feature": feature.code(), "change": it })).collect::<Vec<_>>(),
        "on_log": on_log,
        "on_advice": on_advice,
        "reliability": reliability,
        "given": counts,
    })
}
