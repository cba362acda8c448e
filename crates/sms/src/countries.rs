//! Country codes of telephone numbers (ITU-T E.164, list of assigned codes), and how long numbers are where one may know it.

/// Assigned codes, in their order; none begins with another.
const CODES: &str = "1 7 20 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 \
    240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 27 290 \
    291 297 298 299 30 31 32 33 34 350 351 352 353 354 355 356 357 358 359 36 370 371 372 373 374 375 376 377 378 379 380 381 \
    382 383 385 386 387 389 39 40 41 420 421 423 43 44 45 46 47 48 49 500 501 502 503 504 505 506 507 508 509 51 52 53 54 55 56 \
    57 58 590 591 592 593 594 595 596 597 598 599 60 61 62 63 64 65 66 670 672 673 674 675 676 677 678 679 680 681 682 683 685 \
    686 687 688 689 690 691 692 81 82 84 850 852 853 855 856 86 880 886 90 91 92 93 94 95 960 961 962 963 964 965 966 967 968 \
    970 971 972 973 974 975 976 977 979 98 992 993 994 995 996 998";

/// Numbers whose length is known, by code: the shortest and the longest, in digits after the code.
const LENGTHS: [(&str, usize, usize); 18] = [
    ("1", 10, 10),
    ("212", 9, 9),
    ("213", 8, 9),
    ("216", 8, 8),
    ("262", 9, 9),
    ("31", 9, 9),
    ("32", 8, 9),
    ("33", 9, 9),
    ("34", 9, 9),
    ("351", 9, 9),
    ("41", 9, 9),
    ("44", 9, 10),
    ("48", 9, 9),
    ("590", 9, 9),
    ("594", 9, 9),
    ("596", 9, 9),
    ("687", 6, 6),
    ("689", 8, 8),
];

/// The most digits of a number, its country code with them.
const DIGITS_MAX: usize = 15;

/// The fewest digits after a code whose lengths we do not know.
const DIGITS_MIN: usize = 4;

/// The country code that digits begin with.
pub(crate) fn code(digits: &str) -> Option<&'static str> {
    CODES.split_whitespace().find(|it| digits.starts_with(it))
}

/// How many digits may follow a code: the fewest, and the most.
pub(crate) fn length(code: &str) -> (usize, usize) {
    let known = LENGTHS.iter().find(|it| it.0 == code);
    known.map_or((DIGITS_MIN, DIGITS_MAX - code.len()), |it| (it.1, it.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_begins_with_another() {
        let codes: Vec<&str> = CODES.split_whitespace().collect();
        for it in &codes {
            assert_eq!(codes.iter().filter(|other| it.starts_with(**other)).count(), 1, "{it}");
        }
        assert!(LENGTHS.iter().all(|it| codes.contains(&it.0)));
    }
}
