//! The names of ways and of what people tell, and what goes with them.

use channel_choice::{Feature, Situation};
use kernel::{Channel, Lang, Message};

use crate::{guide::House, words::message};

/// The name of a way, such as *Le téléphone*.
pub const fn name(channel: Channel) -> Message {
    message(match channel {
        Channel::Phone => "guidance-way-phone",
        Channel::Email => "guidance-way-email",
        Channel::Counter => "guidance-way-counter",
        Channel::Web => "guidance-way-web",
        Channel::Sms => "guidance-way-sms",
        Channel::Chat => "guidance-way-chat",
        Channel::Post => "guidance-way-post",
        Channel::Video => "guidance-way-video",
        Channel::App => "guidance-way-app",
        Channel::Social => "guidance-way-social",
        Channel::Visit => "guidance-way-visit",
        Channel::Other => "guidance-way-other",
    })
}

/// The same within a sentence, such as *le téléphone*.
pub const fn in_sentence(channel: Channel) -> Message {
    message(match channel {
        Channel::Phone => "guidance-in-phone",
        Channel::Email => "guidance-in-email",
        Channel::Counter => "guidance-in-counter",
        Channel::Web => "guidance-in-web",
        Channel::Sms => "guidance-in-sms",
        Channel::Chat => "guidance-in-chat",
        Channel::Post => "guidance-in-post",
        Channel::Video => "guidance-in-video",
        Channel::App => "guidance-in-app",
        Channel::Social => "guidance-in-social",
        Channel::Visit => "guidance-in-visit",
        Channel::Other => "guidance-in-other",
    })
}

/// What to have at hand.
pub const fn at_hand(channel: Channel) -> Message {
    message(match channel {
        Channel::Phone | Channel::Video => "guidance-hand-spoken",
        Channel::Counter | Channel::Visit => "guidance-hand-present",
        Channel::Post => "guidance-hand-post",
        Channel::Web | Channel::App => "guidance-hand-web",
        Channel::Email | Channel::Sms | Channel::Chat | Channel::Social | Channel::Other => {
            "guidance-hand-written"
        }
    })
}

/// What a person may tell, in their own words: *Je n’ai pas internet*.
pub const fn feature(feature: Feature) -> Message {
    let key = match feature {
        Feature::NoInternet => "feature-no-internet",
        Feature::WritingIsHard => "feature-writing-is-hard",
        Feature::TelephoneIsHard => "feature-telephone-is-hard",
        Feature::FrenchIsHard => "feature-french-is-hard",
        Feature::TravelIsHard => "feature-travel-is-hard",
        Feature::HasHelper => "feature-has-helper",
        Feature::DocumentsMissing => "feature-documents-missing",
    };
    Message::new(&channel_choice::WORDS, key)
}

/// What a person told of their situation, a sentence each: first that it cannot wait.
pub fn situation(told: &Situation, lang: Lang) -> Vec<String> {
    let urgent = told.is_urgent.then(|| message("guidance-urgent"));
    urgent.into_iter().chain(told.features.iter().map(|it| feature(*it))).map(|it| it.say(lang)).collect()
}

/// The name of a reason; its code, as words, where the partner no longer has it.
pub fn reason(house: &House, code: &str) -> String {
    house.reason(code).map_or_else(|| code.replace('_', " "), |it| it.name.clone())
}

/// What a person told, as it is said back to them: *vous n’avez pas internet*.
pub(super) const fn told(feature: Feature) -> Message {
    message(match feature {
        Feature::NoInternet => "guidance-told-no-internet",
        Feature::WritingIsHard => "guidance-told-writing",
        Feature::TelephoneIsHard => "guidance-told-telephone",
        Feature::FrenchIsHard => "guidance-told-french",
        Feature::TravelIsHard => "guidance-told-travel",
        Feature::HasHelper => "guidance-told-helper",
        Feature::DocumentsMissing => "guidance-told-documents",
    })
}

/// Whether what was told is what keeps somebody from a way.
pub(super) const fn hinders(feature: Feature, channel: Channel) -> bool {
    match feature {
        Feature::NoInternet => !matches!(
            channel,
            Channel::Phone | Channel::Counter | Channel::Post | Channel::Visit | Channel::Sms
        ),
        Feature::TelephoneIsHard => matches!(channel, Channel::Phone | Channel::Video),
        Feature::WritingIsHard
        | Feature::FrenchIsHard
        | Feature::TravelIsHard
        | Feature::HasHelper
        | Feature::DocumentsMissing => false,
    }
}
