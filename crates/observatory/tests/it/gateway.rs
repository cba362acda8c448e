//! Importers for tests: a file of lines `when;channel;reason`, without a log behind.

use std::{collections::BTreeMap, fs, path::Path};

use kernel::{Message, PartnerCode};
use observatory::imports::{
    DateChoice, Gateway, GatewayError, Order, Outcome, Plan, Preview, PreviewColumn, PreviewReject, Removed,
};

/// Reads such files.
pub(crate) struct Lines;

fn sentence() -> Message {
    Message::new(&observatory::WORDS, "upload-no-file")
}

fn lines(file: &Path) -> Result<Vec<Vec<String>>, GatewayError> {
    let text = fs::read_to_string(file).map_err(|_| GatewayError::Refused(sentence()))?;
    if text.contains('\0') {
        return Err(GatewayError::Refused(sentence()));
    }
    Ok(text.lines().map(|it| it.split(';').map(str::to_owned).collect()).collect())
}

impl Gateway for Lines {
    fn preview(&self, file: &Path, _: &str, _: &PartnerCode, plan: &Plan) -> Result<Preview, GatewayError> {
        let mut rows = lines(file)?;
        let header = rows.remove(0);
        let guess = |name: &str| match name {
            "quand" => "started_at",
            "canal" => "channel",
            _ => "",
        };
        let samples = |at: usize| rows.iter().take(2).filter_map(|row| row.get(at).cloned()).collect();
        let columns: Vec<PreviewColumn> = header
            .iter()
            .enumerate()
            .map(|(at, name)| PreviewColumn {
                name: name.clone(),
                meaning: plan.columns.get(name).cloned().unwrap_or_else(|| guess(name).to_owned()),
                samples: samples(at),
            })
            .collect();
        let given: BTreeMap<&str, ()> = columns.iter().map(|it| (it.meaning.as_str(), ())).collect();
        let is_doubtful = rows.iter().any(|row| row.first().is_some_and(|it| it.contains('/')));
        let day = jiff::civil::Date::constant;
        let choice = |code: &str, read_as| DateChoice {
            code: code.to_owned(),
            sample: "03/04/2025".to_owned(),
            read_as,
        };
        Ok(Preview {
            preset: "csv".to_owned(),
            facts: vec![(sentence(), "UTF-8".to_owned())],
            missing: ["started_at", "reason"]
                .into_iter()
                .filter(|it| !given.contains_key(it))
                .map(str::to_owned)
                .collect(),
            dates: if is_doubtful {
                vec![choice("dmy", day(2025, 4, 3)), choice("mdy", day(2025, 3, 4))]
            } else {
                vec![]
            },
            rejects: rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.get(1).is_some_and(|it| it == "fax"))
                .map(|(at, row)| PreviewReject {
                    line: at as u64 + 2,
                    column: "canal".to_owned(),
                    value: row[1].clone(),
                    reason: sentence(),
                })
                .collect(),
            tried: rows.len() as u64,
            refused: rows.iter().filter(|row| row.get(1).is_some_and(|it| it == "fax")).count() as u64,
            doubled: Vec::new(),
            unknown: Vec::new(),
            row_columns: columns
                .iter()
                .filter(|it| !it.meaning.is_empty())
                .map(|it| it.meaning.clone())
                .collect(),
            rows: rows
                .iter()
                .map(|row| {
                    let meant = columns.iter().zip(row).filter(|(column, _)| !column.meaning.is_empty());
                    meant.map(|(_, value)| value.clone()).collect()
                })
                .collect(),
            columns,
            said: Vec::new(),
        })
    }

    fn import(
        &self,
        order: &Order<'_>,
        progress: &(dyn Fn(u64, u64) -> bool + Sync),
    ) -> Result<Outcome, GatewayError> {
        let rows = lines(order.file)?;
        if !progress(1, 2) {
            return Err(GatewayError::Cancelled);
        }
        if rows.iter().any(|row| row[0] == "broken") {
            return Err(GatewayError::Refused(sentence()));
        }
        if rows.iter().any(|row| row[0] == "stubborn") {
            // The wish to stop comes when the rows are being added.
            while progress(1, 2) {
                std::thread::yield_now();
            }
        }
        if rows.iter().any(|row| row[0] == "slow") {
            while progress(1, 2) {
                std::thread::yield_now();
            }
            return Err(GatewayError::Cancelled);
        }
        let rejected = rows.iter().filter(|row| row.get(1).is_some_and(|it| it == "fax")).count() as u64;
        if rejected > 0 {
            fs::write(order.rejects, "file,line,column,value,reason\nx,3,canal,fax,non\n").unwrap();
        }
        let read = rows.len() as u64 - 1;
        Ok(Outcome {
            rows: read,
            imported: read - rejected,
            rejected,
            from_us: Some(0),
            to_us: Some(1),
            duplicates: 0,
            said: Vec::new(),
            import: Some("7".to_owned()),
        })
    }

    fn remove(&self, import: &str, _: &PartnerCode) -> Result<Removed, GatewayError> {
        assert_eq!(import, "7");
        Ok(Removed { contacts: 1, events: 0 })
    }
}
