//! The word that most inbound contacts of a unit carry.

use hashbrown::HashMap;
use measures::{Dimension, UnitKind};

use super::place::{Places, Spans};
use crate::{
    bucket::NONE,
    lens::{Column, column, value},
    names::{Names, narrow},
    view::Bucket,
};

/// The words of one segment that a worker met. A word is the number that all buckets share.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Usagers: by unit, its word; [`NONE`]: none.
    pub(super) most: Vec<u32>,
    /// Other units: how often each (unit, word) occurs.
    pub(super) counts: HashMap<(u32, u32), u64>,
}

/// The words of a bucket in the order of their texts.
struct Ranks {
    /// By the bucket's own number; [`NONE`]: no word.
    of_own: Vec<u32>,
    /// By rank, the number that all buckets share.
    shared: Vec<u32>,
}

impl Words {
    /// Counts the inbound contacts of a bucket that are in the first period.
    pub(super) fn count(
        &mut self,
        dimension: Dimension,
        unit: UnitKind,
        bucket: &Bucket,
        names: &Names,
        places: &Places,
        spans: &Spans,
    ) {
        let column = column(dimension, bucket, None);
        let ranks = Ranks::new(dimension, &column, bucket, names);
        let rank = |row: usize| ranks.of_own.get(column.at(row) as usize).copied().unwrap_or(NONE);
        let rows = places.inbound_in(bucket, spans, 0);
        let mut worded = rows.map(|(row, unit)| (rank(row), unit)).filter(|it| it.0 != NONE);
        if unit != UnitKind::Usager {
            for (rank, unit) in worded {
                let word = ranks.shared[rank as usize];
                *self.counts.entry((narrow(unit), word)).or_default() += 1;
            }
            return;
        }
        // A usager's rows come together: its words are ranked when they are over.
        self.most.resize(places.keys.len(), NONE);
        let mut next = worded.next();
        let mut of_unit = Vec::new();
        while let Some((rank, unit)) = next {
            of_unit.clear();
            of_unit.push(rank);
            next = worded.next();
            while let Some((rank, _)) = next.filter(|it| it.1 == unit) {
                of_unit.push(rank);
                next = worded.next();
            }
            self.most[unit] = ranks.shared[most(&mut of_unit) as usize];
        }
    }
}

/// The most frequent rank; of several, the first.
fn most(ranks: &mut [u32]) -> u32 {
    if ranks.len() > 2 {
        ranks.sort_unstable();
        let mut most = &ranks[..1];
        for same in ranks.chunk_by(|left, right| left == right) {
            if same.len() > most.len() {
                most = same;
            }
        }
        return most[0];
    }
    ranks.iter().copied().min().unwrap_or(NONE)
}

impl Ranks {
    fn new(dimension: Dimension, column: &Column<'_>, bucket: &Bucket, names: &Names) -> Self {
        let text = |own: u32| value(names, &bucket.partner_code, dimension, column.shared(own));
        let mut texts: Vec<(String, u32)> =
            (0..narrow(column.count())).filter_map(|own| Some((text(own)?, own))).collect();
        texts.sort_unstable();
        let mut of_own = vec![NONE; column.count()];
        for ((_, own), rank) in texts.iter().zip(0..) {
            of_own[*own as usize] = rank;
        }
        Self { of_own, shared: texts.iter().map(|it| column.shared(it.1)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_wins_and_the_first_of_equals() {
        let cases: [(&[u32], u32); 6] = [
            (&[4], 4),
            (&[4, 2], 2),
            (&[3, 3], 3),
            (&[1, 2, 2], 2),
            (&[5, 1, 5, 1, 2], 1),
            (&[9, 1, 2, 9, 2, 9], 9),
        ];
        for (ranks, expected) in cases {
            assert_eq!(most(&mut ranks.to_vec()), expected, "{ranks:?}");
        }
    }
}
