//! Files of messages: pieces follow one another to the end, each within its bound.

#![no_main]

use mail::mbox::{Mbox, Piece, Quoting};

const MAX: usize = 1_000;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut at = None;
    for piece in Mbox::new(bytes, 0, Quoting::Mboxrd, MAX) {
        let (offset, next) = match piece.expect("memory does not fail") {
            Piece::Message(it) => {
                assert!(it.raw.len() <= MAX);
                (it.offset, it.next_offset)
            }
            Piece::Unsplit { offset, next_offset, .. } => (offset, next_offset),
        };
        assert!(offset < next && at.is_none_or(|it| it == offset));
        at = Some(next);
    }
});
