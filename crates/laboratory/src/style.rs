//! The laboratory's own files, beside the theme's.

use site::SliceFile;

/// What its pages look like.
pub(crate) static SHEET: SliceFile =
    SliceFile::style("/laboratoire/style.css", include_str!("../assets/laboratory.css"));
