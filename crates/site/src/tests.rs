//! Tests through the router are in `tests/site.rs`; here, what needs the inside.

use crate::WORDS;

fn keys(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let fr = keys(include_str!("../../../content/locales/fr/site.ftl"));
    let en = keys(include_str!("../../../content/locales/en/site.ftl"));
    assert_eq!(fr, en);
    assert!(fr.iter().all(|key| WORDS.knows(key)));
}
