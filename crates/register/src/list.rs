//! Lists of values in the text of SQL.

use std::{collections::HashSet, iter};

use sqlx::query::QueryScalar;

use crate::{StoreError, Tx, both};

/// How long parts are: the shortest that holds what is left is taken.
const LENGTHS: [usize; 3] = [1, 16, 256];

/// `$2, $3, $4`: places for `count` values, the first one with the number `first`.
pub fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|it| format!("${it}")).collect();
    places.join(", ")
}

/// Values in parts, for `IN (…)` with [`places`]. Parts have one of few lengths, the last value repeated, since a database reads and plans
/// each text anew.
pub fn parts<T>(values: &[T]) -> impl Iterator<Item = Vec<&T>> {
    values.chunks(LENGTHS[2]).map(|part| {
        let length = LENGTHS.into_iter().find(|it| *it >= part.len()).unwrap_or(part.len());
        let rest = part.last().into_iter().flat_map(|it| iter::repeat_n(it, length - part.len()));
        part.iter().chain(rest).collect()
    })
}

/// Those of several texts that a query finds. `select` ends with the column that is compared with them, `bound` is what its `$1`, `$2` … stand
/// for: `SELECT code FROM thing WHERE partner = $1 AND code`.
///
/// # Errors
///
/// The database's.
pub async fn found(
    tx: &mut Tx,
    select: &'static str,
    bound: &[&str],
    texts: &[String],
) -> Result<HashSet<String>, StoreError> {
    let mut found = HashSet::new();
    for part in parts(texts) {
        let sql = format!("{select} IN ({})", places(bound.len() + 1, part.len()));
        let texts = bound.iter().copied().chain(part.into_iter().map(String::as_str));
        let these: Vec<String> = both!(&mut *tx, conn => {
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
            texts.fold(query, QueryScalar::bind).fetch_all(conn).await
        })?;
        found.extend(these);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_all_values_in_few_lengths() {
        for (count, lengths) in [
            (0, &[][..]),
            (1, &[1][..]),
            (2, &[16]),
            (16, &[16]),
            (17, &[256]),
            (256, &[256]),
            (257, &[256, 1]),
            (700, &[256, 256, 256]),
        ] {
            let values: Vec<usize> = (0..count).collect();
            let parts: Vec<Vec<&usize>> = parts(&values).collect();
            assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
            let mut held: Vec<usize> = parts.into_iter().flatten().copied().collect();
            held.dedup();
            assert_eq!(held, values);
        }
        assert_eq!(places(2, 3), "$2, $3, $4");
        assert_eq!(places(1, 0), "");
    }
}
