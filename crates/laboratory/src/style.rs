//! The laboratory's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(crate) static SHEET: SliceFile =
    SliceFile::style("/laboratoire/style.css", include_str!("../assets/laboratory.css"));

/// What the page of a plan does by itself, where scripts run.
pub(crate) static PLAN: SliceFile =
    SliceFile::script("/laboratoire/plan.js", include_str!("../assets/plan.js"));
