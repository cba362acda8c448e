//! The library's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(crate) static SHEET: SliceFile =
    SliceFile::style("/pratiques/style.css", include_str!("../assets/library.css"));

/// What its pages do by themselves, where scripts run.
pub(crate) static SELF_TEST: SliceFile =
    SliceFile::script("/autodiagnostic/selftest.js", include_str!("../assets/selftest.js"));

/// What the editor does by itself.
pub(crate) static EDITOR: SliceFile =
    SliceFile::script("/pratiques/editor.js", include_str!("../assets/editor.js"));
