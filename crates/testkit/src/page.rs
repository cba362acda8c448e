//! What every page must have, whatever it shows.

/// Asserts that a page is well made: one title, named tables, nothing inline, no figure that is none, headings in order, each id once,
/// each label with its field.
///
/// # Panics
///
/// If it is not; `path` names it.
pub fn assert_well_made(path: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one h1");
    assert_eq!(
        html.matches("<table").count(),
        html.matches("<caption").count(),
        "{path}: every table is named"
    );
    assert!(!html.contains(" style=\"") && !html.contains("<script>"), "{path}: nothing inline");
    for wrong in ["NaN", "Some(", "{ $", ">inf", "inf%"] {
        assert!(!html.contains(wrong), "{path}: {wrong}");
    }
    let levels: Vec<u32> =
        html.match_indices("<h").filter_map(|(at, _)| html.get(at + 2..at + 3)?.parse().ok()).collect();
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{path}: a heading is skipped: {levels:?}");
    }
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{path}: an id is used twice");
    for label in html.split("<label for=\"").skip(1).filter_map(|it| it.split('"').next()) {
        assert!(ids.contains(&label), "{path}: the label of {label} leads nowhere");
    }
}
