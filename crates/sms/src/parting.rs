//! A text as SMPP carries it: a `data_coding`, bytes, and the header that says which part of a longer message it is.

use kernel::{Explain, Message};

use crate::{
    alphabet::{self, ESCAPE, Written, written},
    counting::{Encoding, cut},
    words::message,
};

/// The `data_coding` of the default alphabet, one septet a byte.
pub const GSM_7: u8 = 0x00;

/// The `data_coding` of UCS-2, high byte first.
pub const UCS_2: u8 = 0x08;

/// The most parts of one message: their number is a byte.
pub const PARTS_MAX: usize = 255;

/// What goes in one `submit_sm`.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// [`GSM_7`] or [`UCS_2`].
    pub data_coding: u8,
    /// The header that a part of a longer message begins with; with it, `esm_class` takes the UDHI bit (0x40).
    pub udh: Option<[u8; 6]>,
    /// The text, without the header.
    pub bytes: Vec<u8>,
}

impl Part {
    /// The user data: the header, if there is one, then the text; at most 159 bytes with it, 160 without.
    pub fn user_data(&self) -> Vec<u8> {
        [self.udh.as_ref().map_or(&[][..], |it| &it[..]), &self.bytes].concat()
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part")
            .field("data_coding", &self.data_coding)
            .field("udh", &self.udh)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// A text takes more parts than a message has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message of {segments} parts; {PARTS_MAX} at most")]
pub struct TooLong {
    /// How many it would take.
    pub segments: usize,
}

impl Explain for TooLong {
    fn message(&self) -> Message {
        message("text-too-long").with("segments", self.segments as u64).with("most", PARTS_MAX as u64)
    }
}

/// The parts of a text, in order; as many as [`crate::count`] says.
///
/// `reference` tells the messages to one number apart while their parts travel: take another for each message.
pub fn parts(text: &str, reference: u8) -> Result<Vec<Part>, TooLong> {
    let (encoding, pieces) = cut(text);
    let too_long = TooLong { segments: pieces.len() };
    let total = u8::try_from(pieces.len()).map_err(|_| too_long)?;
    let data_coding = if encoding == Encoding::Gsm7 { GSM_7 } else { UCS_2 };
    let part = |(sequence, piece): (u8, &&str)| Part {
        data_coding,
        udh: (total > 1).then_some([5, 0, 3, reference, total, sequence]),
        bytes: encoded(encoding, piece),
    };
    Ok((1..=total).zip(&pieces).map(part).collect())
}

fn encoded(encoding: Encoding, piece: &str) -> Vec<u8> {
    match encoding {
        Encoding::Gsm7 => {
            let mut bytes = Vec::with_capacity(piece.len());
            for it in piece.chars().filter_map(written) {
                match it {
                    Written::Basic(septet) => bytes.push(septet),
                    Written::Extended(septet) => bytes.extend([ESCAPE, septet]),
                }
            }
            bytes
        }
        Encoding::Ucs2 => piece.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

/// Bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("data_coding {data_coding:#04x} is not a text that we read")]
pub struct DecodeFault {
    /// As the carrier gave it.
    pub data_coding: u8,
}

impl Explain for DecodeFault {
    fn message(&self) -> Message {
        message("text-not-read").with("coding", format!("0x{:02X}", self.data_coding))
    }
}

/// How bytes are read.
enum Coding {
    Default,
    Ascii,
    Latin1,
    Ucs2,
}

/// The coding of a `data_coding` (SMPP 3.4, section 5.2.19; 3GPP TS 23.038, section 4, for the groups above).
fn coding(data_coding: u8) -> Option<Coding> {
    match data_coding {
        0x01 => Some(Coding::Ascii),
        0x03 => Some(Coding::Latin1),
        0x08 | 0xe0..=0xef => Some(Coding::Ucs2),
        0x00 | 0xc0..=0xdf => Some(Coding::Default),
        // General groups: the alphabet is in two bits, compressed texts have a bit of their own.
        0x10..=0x1f | 0x40..=0x5f => match data_coding & 0x0c {
            0x00 => Some(Coding::Default),
            0x08 => Some(Coding::Ucs2),
            _ => None,
        },
        // Message classes: one bit says whether it is data.
        0xf0..=0xff if data_coding & 0x04 == 0 => Some(Coding::Default),
        _ => None,
    }
}

/// The text of bytes, without their header; what they hold that is no sign becomes U+FFFD.
pub fn decode(data_coding: u8, bytes: &[u8]) -> Result<String, DecodeFault> {
    match coding(data_coding).ok_or(DecodeFault { data_coding })? {
        Coding::Default => Ok(alphabet::text(bytes)),
        Coding::Ascii => Ok(String::from_utf8_lossy(bytes).into_owned()),
        Coding::Latin1 => Ok(bytes.iter().copied().map(char::from).collect()),
        Coding::Ucs2 => {
            let pairs = bytes.chunks(2).map(|it| match it {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xfffd,
            });
            let signs = char::decode_utf16(pairs);
            Ok(signs.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
    }
}
