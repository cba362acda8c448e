//! The parts of a message, one after the other.
//!
//! **Invariant:** the parser never opens a message within the message, which it would do by recursion, or within base64 where no check
//! before it can look. It gets a copy in which the names of those types are misspelt, letter for letter; it says where parts begin and end,
//! everything else is read from the bytes as they came.

use std::borrow::Cow;

use mail_parser::{
    Encoding, Message, MessageParser, MimeHeaders as _, PartType,
    decoders::{
        base64::base64_decode, charsets::map::charset_decoder, quoted_printable::quoted_printable_decode,
    },
};

/// Words of the types that make the parser open a message, and what it is given instead: letters of base64 as well.
const MISSPELT: [(&[u8; 6], &[u8; 6]); 3] =
    [(b"rfc822", b"rfc8x2"), (b"global", b"glxbal"), (b"digest", b"digxst")];

/// What a part is in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Its text, or a piece of it.
    Text,
    /// Its HTML, or a piece of it.
    Html,
    /// Something that comes with it.
    Attached,
}

/// A part that has no parts.
pub(crate) struct Leaf<'r> {
    pub(crate) role: Role,
    fields: Option<Message<'r>>,
    body: &'r [u8],
    encoding: Encoding,
}

/// The parts of a message; `None` if it is none.
pub(crate) fn leaves(raw: &[u8]) -> Option<Vec<Leaf<'_>>> {
    let misspelt = misspelt(raw);
    let message = MessageParser::default().parse(misspelt.as_ref())?;
    let is_shown = |id: usize| {
        let mut shown = message.text_body.iter().chain(&message.html_body);
        shown.any(|it| usize::try_from(*it).is_ok_and(|it| it == id))
    };
    let leaves = message.parts.iter().enumerate().filter_map(|(id, part)| {
        let role = match &part.body {
            PartType::Multipart(_) => return None,
            PartType::Text(_) if is_shown(id) => Role::Text,
            PartType::Html(_) if is_shown(id) => Role::Html,
            _ => Role::Attached,
        };
        let place = |it: u32| usize::try_from(it).unwrap_or(usize::MAX).min(raw.len());
        let (start, body, end) = (place(part.offset_header), place(part.offset_body), place(part.offset_end));
        let fields = raw.get(start..body).unwrap_or_default();
        Some(Leaf {
            role,
            fields: MessageParser::default().parse_headers(fields),
            body: raw.get(body..end.max(body)).unwrap_or_default(),
            encoding: part.encoding,
        })
    });
    Some(leaves.collect())
}

/// The message with the types of messages misspelt.
fn misspelt(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut copy = Cow::Borrowed(raw);
    let mut at = 0;
    // Two signs stand in each of these words and rarely in base64 or in French: `8` and `b` `g`, looked for together.
    while let Some(found) = raw.get(at..).and_then(|it| memchr::memchr3(b'8', b'G', b'g', it)) {
        let place = at + found;
        at = place + 1;
        for (word, other) in MISSPELT {
            let lead = word.iter().position(|it| matches!(it, b'8' | b'g')).unwrap_or(0);
            let Some(start) = place.checked_sub(lead) else { continue };
            let Some(there) = raw.get(start..start + word.len()) else { continue };
            if there.eq_ignore_ascii_case(word)
                && let Some(there) = copy.to_mut().get_mut(start..start + word.len())
            {
                there.copy_from_slice(other);
            }
        }
    }
    copy
}

impl Leaf<'_> {
    /// The bytes that the part carries.
    pub(crate) fn bytes(&self) -> Cow<'_, [u8]> {
        match self.encoding {
            Encoding::None => Cow::Borrowed(self.body),
            Encoding::QuotedPrintable => {
                quoted_printable_decode(self.body).map_or(Cow::Borrowed(self.body), Cow::Owned)
            }
            Encoding::Base64 => base64(self.body).map_or(Cow::Borrowed(self.body), Cow::Owned),
        }
    }

    /// The text that the part carries, whatever it says of its letters.
    pub(crate) fn text(&self) -> String {
        let bytes = self.bytes();
        let label = self.part().and_then(|it| it.content_type()).and_then(|it| it.attribute("charset"));
        let text = decode(&bytes, label);
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace(|it: char| it.is_control() && !"\n\t".contains(it), "")
    }

    /// The type that the part declares, as `application/pdf`.
    pub(crate) fn declared_type(&self) -> String {
        let kind = self.part().and_then(|it| it.content_type());
        let kind = kind.map(|it| format!("{}/{}", it.ctype(), it.subtype().unwrap_or("x-unknown")));
        let kind = kind.unwrap_or_else(|| "text/plain".to_owned()).to_ascii_lowercase();
        let is_plain = |it: u8| it.is_ascii_graphic() && !b"<>()[],;:\\\"'&".contains(&it);
        if kind.len() <= 127 && kind.bytes().all(is_plain) {
            kind
        } else {
            "application/octet-stream".to_owned()
        }
    }

    /// The name that it is given.
    pub(crate) fn name(&self) -> Option<&str> {
        self.part()?.attachment_name()
    }

    /// What HTML calls it by.
    pub(crate) fn content_id(&self) -> Option<&str> {
        self.part()?.content_id().map(|it| it.trim_matches(['<', '>']))
    }

    pub(crate) fn is_inline(&self) -> bool {
        self.part().and_then(|it| it.content_disposition()).is_some_and(mail_parser::ContentType::is_inline)
    }

    fn part(&self) -> Option<&mail_parser::MessagePart<'_>> {
        self.fields.as_ref()?.parts.first()
    }
}

fn base64(body: &[u8]) -> Option<Vec<u8>> {
    base64_decode(body).or_else(|| {
        let is_sign = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
        base64_decode(&body.iter().copied().filter(is_sign).collect::<Vec<_>>())
    })
}

/// Letters of bytes: as declared if they are so, else UTF-8 if they are, else those of Windows, which is what French programs mean.
fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let declared = label.map(str::trim).filter(|it| !it.is_empty());
    let encoding = declared.and_then(|it| encoding_rs::Encoding::for_label(it.as_bytes()));
    if let Some(encoding) = encoding.filter(|it| *it != encoding_rs::UTF_8) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let is_other = encoding.is_none() && declared.is_some() && !text.is_ascii();
        let is_utf7 = declared.is_some_and(|it| it.to_ascii_lowercase().contains("utf-7"));
        if !is_other && !is_utf7 {
            return text.trim_start_matches('\u{feff}').to_owned();
        }
    }
    let other = declared.filter(|_| encoding.is_none()).and_then(|it| charset_decoder(it.as_bytes()));
    match other {
        Some(decode) => decode(bytes),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_whatever_is_declared() {
        let latin = b"\xe9t\xe9 \x80";
        assert_eq!(decode("été €".as_bytes(), Some("utf-8")), "été €");
        assert_eq!(decode("été €".as_bytes(), None), "été €");
        assert_eq!(decode("été €".as_bytes(), Some("x-nowhere")), "été €");
        for label in [
            Some("iso-8859-1"),
            Some("windows-1252"),
            Some("utf-8"),
            Some("us-ascii"),
            Some("x-nowhere"),
            None,
        ] {
            assert_eq!(decode(latin, label), "été €", "{label:?}");
        }
        assert_eq!(decode(b"+AOk-t+AOk-", Some("utf-7")), "été");
        assert_eq!(decode(b"\x8c_\x96\xf1", Some("shift_jis")), "契約".to_owned());
    }

    #[test]
    fn the_types_of_messages_are_misspelt_and_nothing_else() {
        let raw = b"Content-Type: Message/RFC822\n\nmessage/global multipart/digest 822 rfc82";
        let seen = misspelt(raw);
        assert_eq!(
            &*seen,
            b"Content-Type: Message/rfc8x2\n\nmessage/glxbal multipart/digxst 822 rfc82".as_slice()
        );
        assert!(matches!(misspelt(b"From: a@b.fr\n\nBonjour, 8 g"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_message_within_base64_is_not_opened() {
        let raw =
            b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKdGV4dA==\n";
        let leaves = leaves(raw).unwrap();
        assert_eq!(leaves.len(), 1);
        assert_eq!(leaves[0].role, Role::Attached);
        assert_eq!(leaves[0].declared_type(), "message/rfc822");
        assert_eq!(&*leaves[0].bytes(), b"Subject: x\n\ntext");
    }
}
