//! The desk's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(super) static SHEET: SliceFile =
    SliceFile::style("/demandes/style.css", include_str!("../../assets/desk.css"));

/// Keys, drafts and presence, where scripts run.
pub(super) static SCRIPT: SliceFile =
    SliceFile::script("/demandes/bureau.js", include_str!("../../assets/desk.js"));
