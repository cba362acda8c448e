//! How long requests stay open: Kaplan–Meier with late entry, read as percentiles.

use super::Bound;

/// What was seen of one request, by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// Its age when it was first seen.
    pub(super) enters: u64,
    /// Its age when it was closed, or now; above `enters`.
    pub(super) leaves: u64,
    /// Whether it was closed then.
    pub(super) is_closed: bool,
}

/// Ages at which requests were closed, each with its place among all (0 is the first, 1 the last).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Survival {
    points: Vec<(f64, u64)>,
    /// Ages at which requests were closed, each with the share that is still open after it.
    steps: Vec<(u64, f64)>,
    /// The oldest age at which any was seen.
    last_seen: u64,
}

impl Survival {
    /// Of those that were open at an age: all must have been seen after it.
    pub(super) fn after(age: u64, seen: &[Seen]) -> Self {
        let mut entries: Vec<u64> = seen.iter().map(|it| it.enters.max(age)).collect();
        let mut exits: Vec<u64> = seen.iter().map(|it| it.leaves).collect();
        let mut closings: Vec<u64> = seen.iter().filter(|it| it.is_closed).map(|it| it.leaves).collect();
        for it in [&mut entries, &mut exits, &mut closings] {
            it.sort_unstable();
        }
        let count = real(seen.len());
        // Type 7 puts the k-th of n at (k − 1)/(n − 1); k is n times the share that is closed.
        let place = |closed: f64| {
            if count > 1.0 { ((count * closed - 1.0) / (count - 1.0)).clamp(0.0, 1.0) } else { 0.0 }
        };
        let (mut points, mut steps, mut open) = (Vec::new(), Vec::new(), 1.0_f64);
        for same in closings.chunk_by(|a, b| a == b) {
            let at = same[0];
            let entered = entries.partition_point(|it| *it < at);
            let at_risk = entered - exits.partition_point(|it| *it < at);
            // Where all who were in view closed while others come into view later, too few were in view to tell.
            if same.len() >= at_risk && entered < entries.len() {
                continue;
            }
            let step = open / real(at_risk);
            points.push((place(1.0 - open + step), at));
            open = (open - step * real(same.len())).max(0.0);
            steps.push((at, open));
            if same.len() > 1 {
                points.push((place(1.0 - open), at));
            }
        }
        Self { points, steps, last_seen: exits.last().copied().unwrap_or(age) }
    }

    /// The share, 0 to 1, that is still open after an age.
    pub(super) fn open_after(&self, age: u64) -> f64 {
        let passed = self.steps.partition_point(|it| it.0 <= age);
        passed.checked_sub(1).map_or(1.0, |it| self.steps[it].1)
    }

    /// The age by which a share (0 to 1) is closed.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between two ages in seconds"
    )]
    pub(super) fn percentile(&self, share: f64) -> Bound {
        // Sums of shares are exact to about 1e-13.
        let after = self.points.partition_point(|it| it.0 < share - 1e-9);
        let Some((place, at)) = self.points.get(after).copied() else { return Bound::Beyond(self.last_seen) };
        let Some((place_before, before)) = after.checked_sub(1).map(|it| self.points[it]) else {
            return Bound::At(at);
        };
        let towards = if place > place_before {
            ((share - place_before) / (place - place_before)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        Bound::At(before + ((at - before) as f64 * towards).round() as u64)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests are below 2^53")]
fn real(count: usize) -> f64 {
    count as f64
}
