//! The default alphabet of GSM and its extension table (3GPP TS 23.038, section 6.2.1).

/// Announces a sign of the extension table.
pub(crate) const ESCAPE: u8 = 0x1b;

/// The default alphabet; the place of [`ESCAPE`] holds a no-break space, which is never written so.
const BASIC: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', //
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{a0}', 'Æ', 'æ', 'ß', 'É', //
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', //
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', //
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', //
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§', //
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', //
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à', //
];

/// The extension table: what follows the escape, and what both stand for.
const EXTENSION: [(u8, char); 10] = [
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// How a sign is written in the default alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// In one septet.
    Basic(u8),
    /// In two: the escape, then this.
    Extended(u8),
}

impl Written {
    /// How many septets it takes.
    pub(crate) const fn septets(self) -> usize {
        match self {
            Self::Basic(_) => 1,
            Self::Extended(_) => 2,
        }
    }
}

/// How the alphabet writes a sign; `None`: it has no such sign.
pub(crate) fn written(sign: char) -> Option<Written> {
    // Most signs of most texts are among these, which stand at their places of ASCII.
    if matches!(sign, ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z') {
        return u8::try_from(sign).ok().map(Written::Basic);
    }
    let basic = BASIC.iter().position(|it| *it == sign).and_then(|it| u8::try_from(it).ok());
    if let Some(septet) = basic.filter(|it| *it != ESCAPE) {
        return Some(Written::Basic(septet));
    }
    EXTENSION.iter().find(|it| it.1 == sign).map(|it| Written::Extended(it.0))
}

/// The text of septets, one a byte.
///
/// As the standard wants it, an unknown sign of the extension table shows as the one of the default alphabet in its place, and an
/// escape before another as a blank; a byte that is no septet becomes U+FFFD.
pub(crate) fn text(septets: &[u8]) -> String {
    let mut text = String::with_capacity(septets.len());
    let mut rest = septets.iter().copied();
    while let Some(septet) = rest.next() {
        if septet != ESCAPE {
            text.push(basic(septet));
            continue;
        }
        match rest.next() {
            None => {}
            Some(ESCAPE) => text.push(' '),
            Some(next) => {
                let extended = EXTENSION.iter().find(|it| it.0 == next).map(|it| it.1);
                text.push(extended.unwrap_or_else(|| basic(next)));
            }
        }
    }
    text
}

fn basic(septet: u8) -> char {
    BASIC.get(usize::from(septet)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_alphabet_has_the_signs_of_the_standard_in_their_places() {
        for (sign, septet) in [
            ('@', 0x00),
            ('é', 0x05),
            ('Ç', 0x09),
            ('\n', 0x0a),
            ('É', 0x1f),
            ('$', 0x02),
            ('¤', 0x24),
            ('à', 0x7f),
        ] {
            assert_eq!(written(sign), Some(Written::Basic(septet)), "{sign}");
        }
        for septet in 0..128_u8 {
            let sign = char::from(septet);
            if sign.is_ascii_alphanumeric() {
                assert_eq!(written(sign), Some(Written::Basic(septet)));
            }
        }
    }

    #[test]
    fn letters_that_the_alphabet_lacks_are_not_written() {
        for sign in "êçâîôûëïœÀÈÊÔ’“”«»…–—°\u{a0}\u{202f}\t`".chars() {
            assert_eq!(written(sign), None, "{sign}");
        }
    }

    #[test]
    fn every_sign_reads_back_as_itself() {
        for sign in BASIC.iter().copied().filter(|it| *it != '\u{a0}').chain(EXTENSION.iter().map(|it| it.1))
        {
            let septets = match written(sign).unwrap() {
                Written::Basic(it) => vec![it],
                Written::Extended(it) => vec![ESCAPE, it],
            };
            assert_eq!(text(&septets), sign.to_string());
        }
    }

    #[test]
    fn escapes_that_mean_nothing_show_what_the_standard_says() {
        assert_eq!(text(&[ESCAPE, b'a']), "a");
        assert_eq!(text(&[ESCAPE, ESCAPE, b'a']), " a");
        assert_eq!(text(&[b'a', ESCAPE]), "a");
        assert_eq!(text(&[0xff]), "\u{fffd}");
    }
}
