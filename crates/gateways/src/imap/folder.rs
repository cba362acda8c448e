//! The names of folders on the wire (RFC 3501, 5.1.3): letters outside of ASCII in a base64 of UTF-16.

use base64::{
    Engine as _,
    alphabet::IMAP_MUTF7,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// A name as servers know it, not yet quoted.
pub(super) fn encoded(name: &str) -> String {
    let mut written = String::new();
    let mut others = Vec::new();
    for sign in name.chars() {
        if !matches!(sign, ' '..='~') {
            let mut units = [0; 2];
            others.extend(sign.encode_utf16(&mut units).iter().flat_map(|it| it.to_be_bytes()));
            continue;
        }
        shift(&mut written, &mut others);
        written.push(sign);
        if sign == '&' {
            written.push('-');
        }
    }
    shift(&mut written, &mut others);
    written
}

fn shift(written: &mut String, others: &mut Vec<u8>) {
    if !others.is_empty() {
        written.push('&');
        BASE64.encode_string(&mut *others, written);
        written.push('-');
        others.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_standard_says() {
        for (name, wanted) in [
            ("INBOX", "INBOX"),
            ("Marchés & contrats", "March&AOk-s &- contrats"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("😀", "&2D3eAA-"),
            ("a\r\nb", "a&AA0ACg-b"),
        ] {
            assert_eq!(encoded(name), wanted);
        }
    }
}
