//! Encodings: which one a file has, and its text as UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

const BUFFER_BYTES: usize = 1 << 16;

/// The encoding of a name such as `utf-8`, `windows-1252`, `latin1`.
pub(super) fn named(name: &str) -> Result<&'static Encoding, ImportError> {
    let label = if name.eq_ignore_ascii_case("utf-16") { "utf-16le" } else { name };
    Encoding::for_label(label.as_bytes()).ok_or_else(|| ImportError::UnknownEncoding(name.to_owned()))
}

/// The encoding of a file by its first bytes: what its mark says, else UTF-16 if half of the bytes are zero, else UTF-8
/// if it can be, else what Western spreadsheets write.
pub(super) fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).take(1_000).filter(|it| **it == 0).count();
    let half = sample.len().min(2_000) / 2;
    if half > 1 {
        if zeros(1) * 10 > half * 7 {
            return UTF_16LE;
        }
        if zeros(0) * 10 > half * 7 {
            return UTF_16BE;
        }
    }
    match std::str::from_utf8(sample) {
        Ok(_) => UTF_8,
        // The sample may end within a letter.
        Err(it) if !whole && it.error_len().is_none() => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

/// Gives a text as UTF-8. Bytes that should be UTF-8 already pass as they are: whoever splits them into records finds the faulty ones.
pub(super) fn utf8(from: Box<dyn Read + Send>, encoding: &'static Encoding) -> Box<dyn Read + Send> {
    if encoding == UTF_8 {
        return Box::new(WithoutMark { from, head: None });
    }
    let decoder = encoding.new_decoder_with_bom_removal();
    Box::new(Decoding {
        from,
        decoder,
        raw: Vec::new(),
        text: vec![0; 4 * BUFFER_BYTES],
        ready: 0..0,
        ended: false,
    })
}

/// Takes the mark from the beginning of UTF-8.
struct WithoutMark {
    from: Box<dyn Read + Send>,
    head: Option<io::Cursor<Vec<u8>>>,
}

impl Read for WithoutMark {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let head = if let Some(head) = &mut self.head {
            head
        } else {
            let mut first = Vec::new();
            self.from.by_ref().take(3).read_to_end(&mut first)?;
            if first == b"\xef\xbb\xbf" {
                first.clear();
            }
            self.head.insert(io::Cursor::new(first))
        };
        match head.read(to)? {
            0 => self.from.read(to),
            bytes => Ok(bytes),
        }
    }
}

struct Decoding {
    from: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    ready: std::ops::Range<usize>,
    ended: bool,
}

impl Read for Decoding {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !(self.ended && self.raw.is_empty()) {
            if self.raw.is_empty() {
                self.from.by_ref().take(BUFFER_BYTES as u64).read_to_end(&mut self.raw)?;
                self.ended = self.raw.len() < BUFFER_BYTES;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.raw, &mut self.text, self.ended);
            self.ready = 0..written;
            if result == CoderResult::InputEmpty {
                self.raw.clear();
            } else {
                self.raw.drain(..read);
            }
        }
        let bytes = to.len().min(self.ready.len());
        to[..bytes].copy_from_slice(&self.text[self.ready.start..self.ready.start + bytes]);
        self.ready.start += bytes;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let encoding = guess(bytes, true);
        let mut text = String::new();
        utf8(Box::new(io::Cursor::new(bytes.to_vec())), encoding).read_to_string(&mut text).unwrap();
        (text, encoding.name())
    }

    #[test]
    fn texts_read_whatever_wrote_them() {
        let text = "motif;durée\nété;1\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let latin: Vec<u8> = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
            (utf16(u16::to_le_bytes), "UTF-16LE"),
            (utf16(u16::to_be_bytes), "UTF-16BE"),
            ([b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(), "UTF-16LE"),
            (latin, "windows-1252"),
        ] {
            assert_eq!(read(&bytes), (text.to_owned(), name));
        }
    }

    #[test]
    fn a_long_text_keeps_its_letters_at_the_ends_of_buffers() {
        let text = "aé€𝄞".repeat(50_000);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut found = String::new();
        utf8(Box::new(io::Cursor::new(bytes)), UTF_16LE).read_to_string(&mut found).unwrap();
        assert!(found == text);
    }

    #[test]
    fn a_sample_may_end_within_a_letter() {
        let text = "é".as_bytes();
        assert_eq!(guess(&text[..1], false), UTF_8);
        assert_eq!(guess(&text[..1], true), WINDOWS_1252);
        assert!(named("latin1").is_ok() && named("martian").is_err());
    }
}
