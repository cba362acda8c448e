//! Values between the database and JSON, whatever their table.

use std::collections::HashMap;

use futures::TryStreamExt as _;
use kernel::PartnerCode;
use register::{StoreError, Tx, both, list};
use serde_json::{Map, Value};
use sqlx::{ColumnIndex, Database, Decode, Row, Type, types::Uuid};

use super::tables::{Column, Kind, Table};
use crate::store;

/// What a column is given.
pub(super) enum Bound {
    Text(Option<String>),
    Number(Option<i64>),
    Id(Option<Uuid>),
}

/// Whose rows are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'a> {
    /// A partner's, with the addresses of accounts by id.
    Partner(&'a PartnerCode, &'a HashMap<Uuid, String>),
    /// A person's: nothing if the table is about the house.
    Person(Uuid),
}

/// Reads a table, row after row, each as the JSON object that an archive has.
pub(super) async fn read(
    tx: &mut Tx,
    table: &Table,
    whose: Whose<'_>,
    mut each: impl FnMut(Map<String, Value>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let none = HashMap::new();
    let (columns, condition, accounts): (Vec<&Column>, _, _) = match whose {
        Whose::Partner(_, accounts) => (table.written().collect(), table.of_partner, accounts),
        Whose::Person(_) => {
            let Some(condition) = table.of_person else { return Ok(()) };
            (table.of_a_person().collect(), condition, &none)
        }
    };
    let names: Vec<&str> = columns.iter().map(|it| it.name).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE {condition} ORDER BY {}",
        names.join(", "),
        table.name,
        table.key.join(", ")
    );
    both!(tx, conn => {
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let query = match whose {
            Whose::Partner(partner, _) => query.bind(partner.as_str()),
            Whose::Person(id) => query.bind(id),
        };
        let mut rows = query.fetch(conn);
        while let Some(row) = rows.try_next().await? {
            let mut object = Map::new();
            for (place, column) in columns.iter().enumerate() {
                object.insert(column.name.to_owned(), value(&row, place, column.kind, accounts)?);
            }
            each(object)?;
        }
    });
    Ok(())
}

fn value<'r, R: Row>(
    row: &'r R,
    place: usize,
    kind: Kind,
    accounts: &HashMap<Uuid, String>,
) -> Result<Value, sqlx::Error>
where
    usize: ColumnIndex<R>,
    Option<String>: Of<'r, R::Database>,
    Option<i64>: Of<'r, R::Database>,
    Option<Uuid>: Of<'r, R::Database>,
{
    Ok(match kind {
        Kind::Number | Kind::Instant | Kind::Off => row.try_get::<Option<i64>, _>(place)?.into(),
        Kind::Id | Kind::Later => row.try_get::<Option<Uuid>, _>(place)?.map(|it| it.to_string()).into(),
        Kind::Account => {
            let id = row.try_get::<Option<Uuid>, _>(place)?;
            id.and_then(|it| accounts.get(&it)).cloned().into()
        }
        Kind::Text | Kind::Partner | Kind::File | Kind::Fate | Kind::Left => {
            row.try_get::<Option<String>, _>(place)?.into()
        }
    })
}

/// What both databases can give.
pub(super) trait Of<'r, D: Database>: Decode<'r, D> + Type<D> {}
impl<'r, D: Database, T: Decode<'r, D> + Type<D>> Of<'r, D> for T {}

/// What a column of an archive's row is bound as; `None`: the archive does not say what this column needs.
pub(super) fn bound(
    column: &Column,
    given: Option<&Value>,
    (partner, accounts): (&PartnerCode, &HashMap<String, Uuid>),
) -> Option<Bound> {
    let given = given.unwrap_or(&Value::Null);
    let text = || match given {
        Value::Null => Some(None),
        // PostgreSQL keeps no NUL in a text.
        Value::String(text) => Some(Some(store::text(text))),
        _ => None,
    };
    Some(match column.kind {
        Kind::Partner => Bound::Text(Some(partner.as_str().to_owned())),
        Kind::Left => Bound::Text(None),
        Kind::Off => Bound::Number(Some(0)),
        Kind::Later => Bound::Id(None),
        Kind::Text | Kind::File => Bound::Text(text()?),
        Kind::Fate => {
            let state = text()?;
            let is_under_way =
                state.as_deref().is_some_and(|it| matches!(it, "waiting" | "sending" | "doubtful"));
            Bound::Text(if is_under_way { Some("refused".to_owned()) } else { state })
        }
        Kind::Number | Kind::Instant => match given {
            Value::Null => Bound::Number(None),
            Value::Number(number) => Bound::Number(Some(number.as_i64()?)),
            _ => return None,
        },
        Kind::Id => Bound::Id(text()?.map(|it| Uuid::try_parse(&it)).transpose().ok()?),
        // An agent who is not in the list of accounts was closed and removed.
        Kind::Account => Bound::Id(text()?.and_then(|it| accounts.get(&it).copied())),
    })
}

/// Writes one row; one whose key is there stays as it is. `true`: it is new.
pub(super) async fn write(tx: &mut Tx, table: &Table, row: Vec<Bound>) -> Result<bool, StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|it| it.name).collect();
    let conflict = match table.name {
        // References go on after the highest of both.
        "request_counter" => "DO UPDATE SET last = excluded.last WHERE excluded.last > request_counter.last",
        _ => "DO NOTHING",
    };
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) {conflict}",
        table.name,
        names.join(", "),
        list::places(1, names.len()),
        table.key.join(", ")
    );
    let changed = both!(tx, conn => {
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for value in row {
            query = match value {
                Bound::Text(it) => query.bind(it),
                Bound::Number(it) => query.bind(it),
                Bound::Id(it) => query.bind(it),
            };
        }
        query.execute(conn).await.map(|it| it.rows_affected())
    })?;
    Ok(changed == 1)
}

/// Writes what refers to rows of the same table.
pub(super) async fn write_later(
    tx: &mut Tx,
    table: &Table,
    column: &str,
    (partner, row, to): (&PartnerCode, Uuid, Uuid),
) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE {} SET {column} = $3 WHERE {} = $2 AND partner = $1 AND {column} IS NULL",
        table.name, table.key[0]
    );
    both!(tx, conn => sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(partner.as_str()).bind(row).bind(to).execute(conn).await.map(drop))?;
    Ok(())
}
