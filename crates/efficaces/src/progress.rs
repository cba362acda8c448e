//! Progress on standard error, only where somebody looks.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts to `total` rows.
pub(crate) fn rows(total: u64) -> ProgressBar {
    bar(total, "{wide_bar} {human_pos}/{human_len}  {per_sec}  {eta}")
}

/// A bar that counts to `total` bytes.
pub(crate) fn bytes(total: u64) -> ProgressBar {
    bar(total, "{wide_bar} {bytes}/{total_bytes}  {msg}  {eta}")
}

fn bar(total: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(total);
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
