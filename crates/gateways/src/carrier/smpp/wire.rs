//! What is said to a centre, and what its answers mean.

use std::{str::FromStr as _, time::Duration};

use rusmpp::{
    CommandStatus,
    pdus::{BindTransceiver, SubmitSm},
    types::{COctetString, COctetStringError, EmptyOrFullCOctetString, OctetString},
    values::{DataCoding, EsmClass, InterfaceVersion, Npi, RegisteredDelivery, Ton},
};

use super::super::{NotTaken, Refusal, TextMessage, said, setting::SmppAddress};

/// `esm_class` of a message that begins with a user data header.
const HAS_HEADER: u8 = 0b0100_0000;
/// A receipt is wanted as soon as the end is known.
const RECEIPT_WANTED: u8 = 1;
/// Days that a validity has room for.
const DAYS_MAX: u64 = 30;

/// The greeting.
pub(super) fn bind(address: &SmppAddress) -> Result<BindTransceiver, COctetStringError> {
    Ok(BindTransceiver::builder()
        .system_id(COctetString::from_str(&address.user)?)
        .password(COctetString::from_str(address.password.reveal())?)
        .system_type(COctetString::from_str(&address.system_type)?)
        .interface_version(InterfaceVersion::Smpp3_4)
        .build())
}

/// A part of a message.
pub(super) fn submit(message: &TextMessage, part: &sms::Part) -> Result<SubmitSm, NotTaken> {
    let refused = |why, detail: &str| NotTaken::Refused { why, detail: said(detail) };
    let from = Address::of_sender(&message.from);
    let to = Address::international(&message.to);
    let from_text =
        COctetString::from_str(&from.text).map_err(|it| refused(Refusal::Sender, &it.to_string()))?;
    let to_text = COctetString::from_str(&to.text).map_err(|it| refused(Refusal::Number, &it.to_string()))?;
    let text =
        OctetString::from_vec(part.user_data()).map_err(|it| refused(Refusal::Content, &it.to_string()))?;
    Ok(SubmitSm::builder()
        .source_addr_ton(from.ton)
        .source_addr_npi(from.npi)
        .source_addr(from_text)
        .dest_addr_ton(to.ton)
        .dest_addr_npi(to.npi)
        .destination_addr(to_text)
        // The default of the crate sets a bit of ANSI-41.
        .esm_class(EsmClass::from(if part.udh.is_some() { HAS_HEADER } else { 0 }))
        .validity_period(validity(message.valid_for))
        .registered_delivery(RegisteredDelivery::from(RECEIPT_WANTED))
        .data_coding(DataCoding::from(part.data_coding))
        .short_message(text)
        .build())
}

/// Whom a centre is told.
struct Address {
    ton: Ton,
    npi: Npi,
    text: String,
}

impl Address {
    fn international(number: &sms::Number) -> Self {
        let text = number.e164().trim_start_matches('+').to_owned();
        Self { ton: Ton::International, npi: Npi::Isdn, text }
    }

    fn of_sender(sender: &sms::Sender) -> Self {
        let text = sender.as_str().to_owned();
        match sender {
            sms::Sender::Number(number) => Self::international(number),
            sms::Sender::Name(_) => Self { ton: Ton::Alphanumeric, npi: Npi::Unknown, text },
            sms::Sender::ShortCode(_) => Self { ton: Ton::Unknown, npi: Npi::Unknown, text },
        }
    }
}

/// For how long it is tried, from now on: `YYMMDDhhmmss000R`. What is nothing, or less than a minute, is left to the centre.
fn validity(time: Duration) -> EmptyOrFullCOctetString<17> {
    let minutes = (time.as_secs() / 60).min(DAYS_MAX * 24 * 60);
    if minutes == 0 {
        return EmptyOrFullCOctetString::empty();
    }
    let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
    EmptyOrFullCOctetString::from_string(format!("0000{days:02}{hours:02}{minutes:02}00000R"))
        .unwrap_or_default()
}

/// Whether the centre asks to send less.
pub(super) const fn is_throttled(status: CommandStatus) -> bool {
    matches!(status, CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful)
}

/// What an answer says that is no yes. What is not known is no refusal for good: providers have codes of their own, for an account that
/// is empty as for a number that is not served.
pub(super) fn refused(status: CommandStatus) -> NotTaken {
    use CommandStatus as Status;
    let why = match status {
        // A yes that is no answer to a message.
        Status::EsmeRok => return NotTaken::Unknown { detail: "an answer out of place".to_owned() },
        Status::EsmeRinvdstadr | Status::EsmeRinvdstton | Status::EsmeRinvdstnpi => Refusal::Number,
        Status::EsmeRinvsrcadr | Status::EsmeRinvsrcton | Status::EsmeRinvsrcnpi => Refusal::Sender,
        Status::EsmeRinvmsglen
        | Status::EsmeRinvdcs
        | Status::EsmeRinvesmclass
        | Status::EsmeRxPAppn
        | Status::EsmeRxRAppn
        | Status::EsmeRprohibited => Refusal::Content,
        _ => return NotTaken::Later { detail: named(status), after: None },
    };
    NotTaken::Refused { why, detail: named(status) }
}

/// A status as `0x0000000B`, which is what manuals of providers list.
pub(super) fn named(status: CommandStatus) -> String {
    format!("{status:?} 0x{:08X}", u32::from(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validity_is_counted_from_now() {
        let text = |seconds| validity(Duration::from_secs(seconds)).as_str().to_owned();
        assert_eq!(text(90 * 60), "000000013000000R");
        assert_eq!(text(3 * 24 * 3600), "000003000000000R");
        assert_eq!(text(400 * 24 * 3600), "000030000000000R");
        assert_eq!((text(0).as_str(), text(59).as_str()), ("", ""));
    }

    #[test]
    fn refusals_for_good_are_told_from_those_for_now() {
        use CommandStatus as Status;
        for (status, why) in [
            (Status::EsmeRinvdstadr, Refusal::Number),
            (Status::EsmeRinvsrcadr, Refusal::Sender),
            (Status::EsmeRxPAppn, Refusal::Content),
        ] {
            assert!(matches!(refused(status), NotTaken::Refused { why: it, .. } if it == why), "{status:?}");
        }
        for status in [Status::EsmeRsyserr, Status::EsmeRthrottled, Status::EsmeRxTAppn, Status::Other(0x400)]
        {
            assert!(matches!(refused(status), NotTaken::Later { .. }), "{status:?}");
        }
        assert_eq!(named(Status::EsmeRinvdstadr), "EsmeRinvdstadr 0x0000000B");
    }
}
