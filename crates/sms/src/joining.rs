//! Longer messages that come in parts, in any order, some of them twice or never.

use std::collections::BTreeMap;

use crate::parting::{DecodeFault, decode};

/// Which part of a longer message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The same for all parts of a message from one number.
    pub reference: u16,
    /// How many parts there are; at least 1.
    pub total: u8,
    /// Which one it is, from 1 to `total`.
    pub sequence: u8,
}

/// Takes user data apart: where its header says that it belongs, and its text.
///
/// `has_header` is the UDHI bit (0x40) of `esm_class`. A header that is longer than the data, or that names a part beyond the last, is
/// no place: the text is then read as it is.
pub fn user_data(has_header: bool, bytes: &[u8]) -> (Option<Place>, &[u8]) {
    if !has_header {
        return (None, bytes);
    }
    let Some((length, rest)) = bytes.split_first() else { return (None, bytes) };
    let Some((mut header, text)) = rest.split_at_checked(usize::from(*length)) else { return (None, bytes) };
    let mut place = None;
    while let [kind, size, after @ ..] = header {
        let Some((value, next)) = after.split_at_checked(usize::from(*size)) else { break };
        let found = match (kind, value) {
            (0x00, [reference, total, sequence]) => Some((u16::from(*reference), *total, *sequence)),
            (0x08, [high, low, total, sequence]) => {
                Some((u16::from_be_bytes([*high, *low]), *total, *sequence))
            }
            _ => None,
        };
        place = found
            .filter(|(_, total, sequence)| (1..=*total).contains(sequence))
            .map(|(reference, total, sequence)| Place { reference, total, sequence })
            .or(place);
        header = next;
    }
    (place, text)
}

/// A part that came: its place, and its text as bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Which part it is.
    pub place: Place,
    /// As the carrier gave it.
    pub data_coding: u8,
    /// The text, without the header.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("place", &self.place).finish_non_exhaustive()
    }
}

/// What parts make together.
#[derive(Clone, PartialEq, Eq)]
pub enum Joined {
    /// All are there: the text.
    Whole(String),
    /// Some are missing.
    Lacking {
        /// How many.
        missing: usize,
        /// The text so far, `[…]` where parts are missing: what is shown once nobody waits any longer.
        text: String,
    },
}

impl std::fmt::Debug for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(_) => f.write_str("Whole"),
            Self::Lacking { missing, .. } => write!(f, "Lacking({missing})"),
        }
    }
}

/// Stands for parts that did not come.
const GAP: &str = "[…]";

/// The text of the parts of one message, which share sender and reference, whatever their order.
///
/// A part that came twice counts once; the total is that of the first one given, and parts beyond it are left out. Parts that follow
/// each other in one coding are read together, as some telephones cut a sign in two.
///
/// # Errors
///
/// If a part is no text.
pub fn join(parts: &[Incoming]) -> Result<Joined, DecodeFault> {
    let total = parts.first().map_or(0, |it| it.place.total);
    let mut by_sequence = BTreeMap::new();
    for it in parts.iter().filter(|it| (1..=total).contains(&it.place.sequence)) {
        by_sequence.entry(it.place.sequence).or_insert(it);
    }
    let mut text = String::new();
    let mut run: Option<(u8, Vec<u8>)> = None;
    let ended = |run: Option<(u8, Vec<u8>)>, text: &mut String| {
        run.map_or(Ok(()), |(coding, bytes)| {
            text.push_str(&decode(coding, &bytes)?);
            Ok(())
        })
    };
    let mut is_gap = false;
    for sequence in 1..=total {
        let Some(it) = by_sequence.get(&sequence) else {
            ended(run.take(), &mut text)?;
            if !is_gap {
                text.push_str(GAP);
            }
            is_gap = true;
            continue;
        };
        is_gap = false;
        match &mut run {
            Some((coding, bytes)) if *coding == it.data_coding => bytes.extend_from_slice(&it.bytes),
            _ => ended(run.replace((it.data_coding, it.bytes.clone())), &mut text)?,
        }
    }
    ended(run, &mut text)?;
    let missing = usize::from(total) - by_sequence.len();
    Ok(if missing == 0 { Joined::Whole(text) } else { Joined::Lacking { missing, text } })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{GSM_7, PARTS_MAX, UCS_2, count, parts};

    /// As a telephone would have sent it.
    fn incoming(text: &str) -> Vec<Incoming> {
        let made = parts(text, 7).unwrap();
        let read = made.iter().map(|it| {
            let data = it.user_data();
            let (place, bytes) = user_data(it.udh.is_some(), &data);
            let place = place.unwrap_or(Place { reference: 0, total: 1, sequence: 1 });
            Incoming { place, data_coding: it.data_coding, bytes: bytes.to_vec() }
        });
        read.collect()
    }

    #[test]
    fn parts_are_numbered_in_their_header() {
        let made = parts(&"a".repeat(200), 42).unwrap();
        assert_eq!(made[0].udh, Some([5, 0, 3, 42, 2, 1]));
        assert_eq!(made[1].udh, Some([5, 0, 3, 42, 2, 2]));
        assert_eq!((made[0].bytes.len(), made[1].bytes.len()), (153, 47));
        let alone = parts("Reçu", 42).unwrap();
        assert_eq!((alone[0].data_coding, alone[0].udh), (UCS_2, None));
        assert_eq!(alone[0].bytes, [0, b'R', 0, b'e', 0, 0xe7, 0, b'u']);
        let alone = parts("5 €", 42).unwrap();
        assert_eq!((alone[0].data_coding, &alone[0].bytes[..]), (GSM_7, &[b'5', b' ', 0x1b, 0x65][..]));
        assert!(parts("", 1).unwrap().is_empty());
    }

    #[test]
    fn a_text_of_more_than_255_parts_is_refused() {
        assert_eq!(parts(&"a".repeat(153 * PARTS_MAX), 1).unwrap().len(), PARTS_MAX);
        assert_eq!(parts(&"a".repeat(153 * PARTS_MAX + 1), 1).unwrap_err().segments, PARTS_MAX + 1);
    }

    #[test]
    fn headers_of_both_sizes_are_read_among_others() {
        let place = |reference| Some(Place { reference, total: 3, sequence: 2 });
        assert_eq!(user_data(true, &[5, 0, 3, 9, 3, 2, b'a']), (place(9), &b"a"[..]));
        assert_eq!(user_data(true, &[6, 8, 4, 1, 2, 3, 2, b'a']), (place(258), &b"a"[..]));
        assert_eq!(user_data(true, &[9, 1, 2, 0, 0, 0, 3, 9, 3, 2, b'a']), (place(9), &b"a"[..]));
        assert_eq!(user_data(false, &[5, 0, 3]), (None, &[5, 0, 3][..]));
    }

    #[test]
    fn headers_that_lie_name_no_place() {
        assert_eq!(user_data(true, &[]), (None, &[][..]));
        assert_eq!(user_data(true, &[200, 0, 3]), (None, &[200, 0, 3][..]));
        assert_eq!(user_data(true, &[5, 0, 3, 9, 2, 3, b'a']), (None, &b"a"[..]));
        assert_eq!(user_data(true, &[5, 0, 3, 9, 2, 0, b'a']), (None, &b"a"[..]));
        assert_eq!(user_data(true, &[2, 0, 9, b'a']), (None, &b"a"[..]));
    }

    #[test]
    fn other_codings_are_read_and_data_is_not() {
        assert_eq!(decode(0x03, &[0xea, b'!']).unwrap(), "ê!");
        assert_eq!(decode(0x01, b"abc").unwrap(), "abc");
        assert_eq!(decode(0x10, &[0x00]).unwrap(), "@");
        assert_eq!(decode(0xf0, &[0x05]).unwrap(), "é");
        assert_eq!(decode(0x18, &[0, 0xe7]).unwrap(), "ç");
        assert_eq!(decode(0x08, &[0xd8, 0x3d, 0]).unwrap(), "\u{fffd}\u{fffd}");
        for data in [0x02, 0x04, 0xf4, 0x14] {
            assert_eq!(decode(data, b"abc"), Err(DecodeFault { data_coding: data }));
        }
    }

    #[test]
    fn missing_parts_are_shown_as_a_gap() {
        let text = format!("{}{}{}", "a".repeat(153), "b".repeat(153), "c".repeat(10));
        let mut came = incoming(&text);
        came.remove(1);
        let expected = format!("{}[…]cccccccccc", "a".repeat(153));
        assert_eq!(join(&came).unwrap(), Joined::Lacking { missing: 1, text: expected });
        assert_eq!(join(&[]).unwrap(), Joined::Whole(String::new()));
    }

    #[test]
    fn a_sign_that_a_telephone_cut_is_whole_again() {
        let place = |sequence| Place { reference: 1, total: 2, sequence };
        let came = [
            Incoming { place: place(2), data_coding: UCS_2, bytes: vec![0xde, 0x42] },
            Incoming { place: place(1), data_coding: UCS_2, bytes: vec![0xd8, 0x3d] },
        ];
        assert_eq!(join(&came).unwrap(), Joined::Whole("🙂".to_owned()));
    }

    proptest! {
        #[test]
        fn what_is_cut_is_joined_again_in_any_order(
            text in "(a|é|€|\\[|ê|🙂|\\PC){0,500}",
            turn in 0..20_usize,
            twice in any::<bool>(),
        ) {
            let mut came = incoming(&text);
            prop_assert_eq!(came.len(), count(&text).segments);
            let turn = turn.min(came.len());
            came.rotate_left(turn);
            came.reverse();
            if twice {
                came.extend(came.first().cloned());
            }
            prop_assert_eq!(join(&came).unwrap(), Joined::Whole(text));
        }

        #[test]
        fn the_alphabet_is_read_as_it_was_written(text in "[@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !-?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\\\\\[~\\]|€]{0,160}") {
            for it in parts(&text, 1).unwrap() {
                prop_assert!(it.bytes.iter().all(|it| *it < 128) && it.bytes.len() <= 160);
            }
            let whole: String = parts(&text, 1).unwrap().iter().map(|it| decode(it.data_coding, &it.bytes).unwrap()).collect();
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn whatever_a_carrier_sends_is_read_or_refused(
            coding in any::<u8>(),
            has_header in any::<bool>(),
            bytes in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let (place, text) = user_data(has_header, &bytes);
            prop_assert!(place.is_none_or(|it| it.sequence <= it.total));
            let _read = decode(coding, text);
        }
    }
}
