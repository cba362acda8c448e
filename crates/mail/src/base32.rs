//! Base32 of Crockford: 32 signs without `i`, `l`, `o` and `u`; read back whatever the case, with the letters that eyes confuse.

const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The text of these bytes; the last sign is filled with zero bits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let mut push = |value: u32| text.push(char::from(SIGNS[(value & 31) as usize]));
    for byte in bytes {
        held = ((held << 8) | u32::from(*byte)) & 0xffff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(held >> bits);
        }
    }
    if bits > 0 {
        push(held << (5 - bits));
    }
    text
}

/// The bytes of a text; `None` if it is not exactly what [`encode`] writes, case and confused letters aside.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    for sign in text.bytes() {
        let value = value(sign)?;
        held = ((held << 5) | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    let is_filled_with_zeros = bits < 5 && held & ((1 << bits) - 1) == 0;
    is_filled_with_zeros.then_some(bytes)
}

fn value(sign: u8) -> Option<u32> {
    let sign = match sign.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        it => it,
    };
    SIGNS.iter().position(|it| *it == sign).and_then(|it| u32::try_from(it).ok())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn confused_letters_are_understood() {
        assert_eq!(encode(&[0, 0x42, 0xff]), "011fy");
        assert_eq!(decode("OIlfY"), decode("011fy"));
        assert_eq!(decode("u"), None);
        assert_eq!(decode("é"), None);
        // The bits that fill the last sign are zero, so that a text has one writing.
        assert_eq!(decode("011fz"), None);
        assert_eq!(decode("0"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes in vec(any::<u8>(), 0..40)) {
            let text = encode(&bytes);
            prop_assert_eq!(decode(&text), Some(bytes.clone()));
            prop_assert_eq!(decode(&text.to_uppercase()), Some(bytes));
        }
    }
}
