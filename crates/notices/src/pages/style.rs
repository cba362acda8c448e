//! The files of these pages, beside the theme's.

use site::SliceFile;

/// What they look like.
pub(crate) static SHEET: SliceFile =
    SliceFile::style("/messages/style.css", include_str!("../../assets/notices.css"));

/// Checks while somebody writes, where scripts run.
pub(crate) static SCRIPT: SliceFile =
    SliceFile::script("/messages/ecrire.js", include_str!("../../assets/notices.js"));
