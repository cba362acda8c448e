//! The catalogue of sentences.

use std::collections::BTreeSet;

use kernel::{Explain, Lang};

use crate::LogError;

fn keys(text: &str) -> BTreeSet<&str> {
    let key = |line: &'static str| line.split_once(" =").map(|it| it.0);
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    text.lines().filter(|it| !it.starts_with([' ', '#'])).filter_map(key).collect()
}

#[test]
fn both_languages_have_the_same_sentences() {
    let fr = keys(include_str!("../../../../content/locales/fr/contact-log.ftl"));
    let en = keys(include_str!("../../../../content/locales/en/contact-log.ftl"));
    assert_eq!(fr, en);
    assert!(fr.len() > 10);
}

#[test]
fn every_error_is_explained_in_both_languages() {
    let io = |kind: std::io::ErrorKind| LogError::io("write", std::path::Path::new("f"), kind.into());
    let errors = [
        LogError::Address("x".into()),
        io(std::io::ErrorKind::PermissionDenied),
        io(std::io::ErrorKind::StorageFull),
        LogError::KeyFile { path: "k".into(), reason: "short" },
        LogError::damaged("f", "cut off"),
        LogError::Newer { found: 2, known: 1 },
        LogError::Batch("no column".into()),
        "pigeon".parse::<kernel::Channel>().expect_err("no channel").into(),
        "".parse::<kernel::PartnerCode>().expect_err("no code").into(),
        LogError::UnknownColumn("x".into()),
        LogError::Busy(3),
        LogError::Busy(3).unconfirmed(),
        LogError::ImportFailed,
    ];
    for error in errors {
        for lang in Lang::ALL {
            assert!(error.message().say(lang).len() > 20, "{error}");
        }
    }
}
