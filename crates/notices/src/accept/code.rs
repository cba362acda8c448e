//! The signs at the end of each message, by which its person asks whether it is from us.

use register::StoreError;

/// How many signs a code has.
const LENGTH: usize = 8;
/// Signs that nobody takes for one another, spoken or written: no 0, O, 1, I.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code that nobody guesses: 40 bits of chance.
///
/// # Errors
///
/// If the system gives no random bytes.
pub fn draw() -> Result<String, StoreError> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(StoreError::Random)?;
    Ok(bytes.iter().map(|it| char::from(SIGNS[usize::from(it % 32)])).collect())
}

/// What somebody typed: spaces, dashes and case do not matter. `None`: it is no code.
pub fn typed(text: &str) -> Option<String> {
    let signs = text.chars().filter(|it| !it.is_whitespace() && !matches!(it, '-' | '\u{2010}'..='\u{2015}'));
    let code: String = signs.take(LENGTH + 1).map(|it| it.to_ascii_uppercase()).collect();
    let is_one = code.len() == LENGTH && code.bytes().all(|it| SIGNS.contains(&it));
    is_one.then_some(code)
}

/// As people read it: `K7QF-2MXP`.
pub fn shown(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_read_as_it_is_shown() {
        for _ in 0..200 {
            let code = draw().unwrap();
            assert_eq!(typed(&shown(&code)).as_deref(), Some(code.as_str()));
            assert_eq!(typed(&format!(" {} ", shown(&code).to_lowercase())), Some(code));
        }
        for bad in ["", "K7QF2MX", "K7QF-2MXPA", "K7QF-2MX0", "K7QF-2MXÉ"] {
            assert_eq!(typed(bad), None, "{bad}");
        }
        assert_eq!(shown("é"), "é");
    }
}
