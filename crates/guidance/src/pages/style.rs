//! The file of these pages, beside the theme's.

use site::SliceFile;

/// What they look like.
pub(super) static SHEET: SliceFile =
    SliceFile::style("/orientation/style.css", include_str!("../../assets/orientation.css"));
