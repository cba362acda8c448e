//! The observatory's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(crate) static SHEET: SliceFile =
    SliceFile::style("/observatoire/style.css", include_str!("../assets/observatory.css"));

/// What its pages do by themselves, where scripts run.
pub(crate) static SCRIPT: SliceFile =
    SliceFile::script("/observatoire/upload.js", include_str!("../assets/upload.js"));
