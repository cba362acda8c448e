//! Answers as a Parquet file: the flat table, one column a figure.

use std::{fs::OpenOptions, path::Path, sync::Arc};

use arrow::{
    array::{ArrayRef, Float64Array, StringArray, UInt64Array},
    record_batch::RecordBatch,
};
use kernel::whole_file::WholeFile;
use measures::{Answer, FlatTable};
use parquet::arrow::ArrowWriter;
use serde_json::Value;

use crate::{failure::Failure, words::message};

/// Writes all answers in one file; with several measures the column `measure` tells them apart.
pub(crate) fn write(path: &Path, answers: &[Answer]) -> Result<(), Failure> {
    let table = joined(answers);
    let columns = table.columns.iter().enumerate().map(|(at, name)| {
        let values: Vec<&Value> = table.rows.iter().map(|row| &row[at]).collect();
        (name.as_str(), column(&values), true)
    });
    let failed = |error: &dyn std::error::Error| {
        Failure::failed(message("file-failed").with("path", path.display().to_string())).because(error)
    };
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(|it| failed(&it))?;
    let (whole, file) = WholeFile::begin(path, &OpenOptions::new()).map_err(|it| Failure::file(path, &it))?;
    let mut writer = ArrowWriter::try_new(&file, batch.schema(), None).map_err(|it| failed(&it))?;
    writer.write(&batch).map_err(|it| failed(&it))?;
    writer.close().map_err(|it| failed(&it))?;
    whole.keep(&file).map_err(|it| Failure::file(path, &it))
}

fn joined(answers: &[Answer]) -> FlatTable {
    if let [answer] = answers {
        return FlatTable::of(answer);
    }
    let mut all = FlatTable { columns: vec!["measure".to_owned()], rows: Vec::new() };
    for answer in answers {
        let table = FlatTable::of(answer);
        let places: Vec<usize> = table
            .columns
            .iter()
            .map(|name| {
                all.columns.iter().position(|it| it == name).unwrap_or_else(|| {
                    all.columns.push(name.clone());
                    all.columns.len() - 1
                })
            })
            .collect();
        for row in table.rows {
            let mut wide = vec![Value::Null; all.columns.len()];
            wide[0] = answer.question.measure.name().into();
            for (place, value) in places.iter().zip(row) {
                wide[*place] = value;
            }
            all.rows.push(wide);
        }
    }
    let width = all.columns.len();
    for row in &mut all.rows {
        row.resize(width, Value::Null);
    }
    all
}

/// Whole numbers where all are, else numbers, else text.
fn column(values: &[&Value]) -> ArrayRef {
    let given = || values.iter().filter(|it| !it.is_null());
    if given().all(|it| it.is_u64()) {
        return Arc::new(values.iter().map(|it| it.as_u64()).collect::<UInt64Array>());
    }
    if given().all(|it| it.is_number()) {
        return Arc::new(values.iter().map(|it| it.as_f64()).collect::<Float64Array>());
    }
    Arc::new(values.iter().map(|it| it.as_str()).collect::<StringArray>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_takes_the_narrowest_type() {
        let of = |values: &[Value]| column(&values.iter().collect::<Vec<_>>()).data_type().to_string();
        assert_eq!(of(&[1.into(), Value::Null]), "UInt64");
        assert_eq!(of(&[1.into(), 0.5.into()]), "Float64");
        assert_eq!(of(&["phone".into(), Value::Null]), "Utf8");
    }
}
