//! What needs no database.

use kernel::{Explain, Lang, Message};

use crate::{AccountError, Role, StoreError, WORDS};

/// The keys of a Fluent text.
fn keys(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let fr = keys(include_str!("../../../content/locales/fr/register.ftl"));
    let en = keys(include_str!("../../../content/locales/en/register.ftl"));
    assert_eq!(fr, en);
    assert!(fr.iter().all(|key| WORDS.knows(key)));
}

#[test]
fn every_refusal_has_its_sentence() {
    let partner: kernel::PartnerCode = "caf-001".parse().unwrap();
    let errors = [
        AccountError::BadEmail("x".into()),
        AccountError::EmailTaken,
        AccountError::BadPassword,
        AccountError::BadName,
        AccountError::UnknownRole("king".into()),
        AccountError::PartnerMissing(Role::Agent),
        AccountError::PartnerNotTheirs(Role::Programme),
        AccountError::UnknownPartner(partner),
        AccountError::WrongCredentials,
        AccountError::Store(StoreError::WriterStopped),
        AccountError::Store(StoreError::BatchFailed),
    ];
    let messages: Vec<Message> =
        errors.iter().map(Explain::message).chain(Role::ALL.map(Role::label)).collect();
    for message in messages {
        assert_ne!(message.say(Lang::Fr), message.key());
        assert_ne!(message.say(Lang::En), message.key());
    }
}
