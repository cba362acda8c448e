//! What a centre delivers: receipts, and what people write.

use rusmpp::{
    pdus::DeliverSm,
    tlvs::TlvValue,
    values::{MessageState, Ton},
};
use sms::{Incoming, Place};

use super::super::{
    join::Key,
    receipt::{self, ReceiptState, ReceiptText},
};

/// `esm_class`: the message begins with a user data header.
const HAS_HEADER: u8 = 0b0100_0000;
/// `esm_class`: it is a receipt, or says what happened so far.
const IS_RECEIPT: u8 = 0b0010_0100;

/// What was delivered.
pub(super) enum Delivered {
    Receipt {
        their_id: String,
        also: Vec<String>,
        number: Option<String>,
        state: ReceiptState,
        detail: String,
    },
    Text {
        from: String,
        to: String,
        text: String,
        their_id: Option<String>,
    },
    Part(Key, Incoming),
    /// Nothing that can be told, and why.
    Nothing(&'static str),
}

/// Additional fields that matter.
#[derive(Default)]
struct Fields {
    id: Option<String>,
    state: Option<ReceiptState>,
    payload: Option<Vec<u8>>,
    reference: Option<u16>,
    total: Option<u8>,
    sequence: Option<u8>,
}

impl Fields {
    fn of(deliver: &DeliverSm) -> Self {
        let mut fields = Self::default();
        for value in deliver.tlvs().iter().filter_map(|it| it.value()) {
            match value {
                TlvValue::ReceiptedMessageId(id) => {
                    fields.id = Some(id.as_str().trim().to_owned()).filter(|it| !it.is_empty());
                }
                TlvValue::MessageState(state) => fields.state = Some(of_state(*state)),
                TlvValue::MessagePayload(payload) => fields.payload = Some(payload.value.as_ref().to_vec()),
                TlvValue::SarMsgRefNum(it) => fields.reference = Some(*it),
                TlvValue::SarTotalSegments(it) => fields.total = Some(*it),
                TlvValue::SarSegmentSeqnum(it) => fields.sequence = Some(*it),
                _ => {}
            }
        }
        fields
    }

    /// Which part of a longer message it is, if the centre took the header off.
    fn place(&self) -> Option<Place> {
        let place = Place { reference: self.reference?, total: self.total?, sequence: self.sequence? };
        if (1..=place.total).contains(&place.sequence) { Some(place) } else { None }
    }
}

fn of_state(state: MessageState) -> ReceiptState {
    ReceiptState::of_number(u8::from(state))
}

/// What it is. A receipt is only what is marked as one: anybody can write what looks like it.
pub(super) fn understood(deliver: &DeliverSm) -> Delivered {
    let fields = Fields::of(deliver);
    let class = u8::from(deliver.esm_class);
    let data = match &fields.payload {
        Some(payload) if deliver.short_message().is_empty() => payload.as_slice(),
        _ => deliver.short_message().as_ref(),
    };
    let data_coding = u8::from(deliver.data_coding);
    let from = number(deliver.source_addr_ton, deliver.source_addr.as_str());
    if class & IS_RECEIPT != 0 || (fields.id.is_some() && fields.state.is_some()) {
        let text =
            sms::decode(data_coding, data).unwrap_or_else(|_| String::from_utf8_lossy(data).into_owned());
        return of_receipt(fields, receipt::read(&text), from);
    }
    let to = number(deliver.dest_addr_ton, deliver.destination_addr.as_str());
    let (place, text) = sms::user_data(class & HAS_HEADER != 0, data);
    match place.or_else(|| fields.place()) {
        Some(place) if place.total > 1 => Delivered::Part(
            Key { from, to, reference: place.reference, total: place.total },
            Incoming { place, data_coding, bytes: text.to_vec() },
        ),
        _ => match sms::decode(data_coding, text) {
            Ok(text) => Delivered::Text { from, to, text, their_id: fields.id },
            Err(_) => Delivered::Nothing("a message that is no text"),
        },
    }
}

fn of_receipt(fields: Fields, said: ReceiptText, number: String) -> Delivered {
    let state = match (fields.state, said.state) {
        (Some(ReceiptState::Unknown) | None, Some(state)) | (Some(state), _) => state,
        (None, None) => ReceiptState::Unknown,
    };
    let Some(their_id) = fields.id.or_else(|| said.id.clone()) else {
        return Delivered::Nothing("a receipt of no message");
    };
    let mut also: Vec<String> = said.id.into_iter().filter(|it| *it != their_id).collect();
    for it in std::iter::once(&their_id).chain(&also.clone()).flat_map(|it| receipt::spellings(it)) {
        if it != their_id && !also.contains(&it) {
            also.push(it);
        }
    }
    Delivered::Receipt {
        their_id,
        also,
        number: Some(number).filter(|it| !it.is_empty()),
        state,
        detail: said.detail,
    }
}

/// A number as it is dialled from everywhere, if the centre says that it is one.
fn number(ton: Ton, text: &str) -> String {
    let text = text.trim();
    if ton == Ton::International && !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        format!("+{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use rusmpp::{
        tlvs::MessageDeliveryRequestTlvValue as Field,
        types::{COctetString, OctetString},
        values::{DataCoding, EsmClass},
    };

    use super::*;

    fn deliver(class: u8, coding: u8, bytes: &[u8], fields: Vec<Field>) -> DeliverSm {
        DeliverSm::builder()
            .source_addr_ton(Ton::International)
            .source_addr(COctetString::from_str("33601020304").unwrap())
            .destination_addr(COctetString::from_str("36000").unwrap())
            .esm_class(EsmClass::from(class))
            .data_coding(DataCoding::from(coding))
            .short_message(OctetString::from_slice(bytes).unwrap())
            .tlvs(fields)
            .build()
    }

    fn id(text: &str) -> Field {
        Field::ReceiptedMessageId(COctetString::from_str(text).unwrap())
    }

    #[test]
    fn a_receipt_has_its_id_in_a_field_or_in_its_text() {
        let text = b"id:1a2b sub:001 dlvrd:001 stat:DELIVRD err:000";
        for (fields, wanted, other) in [
            (vec![], "1a2b", "6699"),
            (vec![id("6699")], "6699", "1a2b"),
            (vec![id("6699"), Field::MessageState(MessageState::Delivered)], "6699", "1a2b"),
        ] {
            let Delivered::Receipt { their_id, also, number, state, detail } =
                understood(&deliver(4, 0, text, fields))
            else {
                panic!()
            };
            assert_eq!((their_id.as_str(), state), (wanted, ReceiptState::Delivered));
            assert!(also.iter().any(|it| it == other), "{also:?}");
            assert_eq!((number.as_deref(), detail.as_str()), (Some("+33601020304"), "stat:DELIVRD err:000"));
        }
    }

    #[test]
    fn fields_alone_make_a_receipt() {
        let fields = vec![id("9"), Field::MessageState(MessageState::Expired)];
        let delivered = understood(&deliver(0, 0, b"", fields));
        assert!(matches!(delivered, Delivered::Receipt { state: ReceiptState::Expired, .. }));
        let delivered =
            understood(&deliver(4, 0, b"id:7", vec![Field::MessageState(MessageState::Rejected)]));
        assert!(matches!(delivered, Delivered::Receipt { state: ReceiptState::Rejected, .. }));
    }

    #[test]
    fn nobody_makes_a_receipt_by_writing_one() {
        let Delivered::Text { text, from, to, .. } =
            understood(&deliver(0, 0, b"id:1 stat:DELIVRD err:000", vec![]))
        else {
            panic!()
        };
        assert_eq!(
            (text.as_str(), from.as_str(), to.as_str()),
            ("id:1 stat:DELIVRD err:000", "+33601020304", "36000")
        );
    }

    #[test]
    fn parts_have_a_header_or_fields() {
        let with_header = deliver(0x40, 0, &[5, 0, 3, 9, 2, 1, b'a'], vec![]);
        let with_fields = deliver(
            0,
            0,
            b"a",
            vec![Field::SarMsgRefNum(9), Field::SarTotalSegments(2), Field::SarSegmentSeqnum(1)],
        );
        for it in [with_header, with_fields] {
            let Delivered::Part(key, part) = understood(&it) else { panic!() };
            assert_eq!((key.reference, key.total, part.place.sequence, part.bytes), (9, 2, 1, b"a".to_vec()));
        }
        let alone = deliver(0, 8, &[0, 0xe7], vec![Field::SarMsgRefNum(9)]);
        assert!(matches!(understood(&alone), Delivered::Text { text, .. } if text == "ç"));
    }
}
