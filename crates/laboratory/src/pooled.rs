//! What may leave its partner, and what several experiments of a practice say together.

use experiments::Report;

/// Units below which a segment is not published: the disclosure rule of `docs/measures.md`.
pub const CELL_MIN: u64 = 11;

/// A report as everybody may read it: without the names of units, and without segments of fewer than eleven units.
pub fn publishable(mut report: Report) -> Report {
    for aside in &mut report.integrity.set_aside {
        aside.examples.clear();
    }
    for subgroup in &mut report.subgroups {
        subgroup.segments.retain(|it| it.units >= CELL_MIN);
    }
    report
}
