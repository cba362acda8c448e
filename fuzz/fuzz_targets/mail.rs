//! Messages: each is read or set apart, and its HTML read once more gives the same.

#![no_main]

use mail::{Incoming, Settings, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(incoming) = read(bytes, &Settings::default()) else { return };
    let json = serde_json::to_string(&incoming).expect("values");
    assert!(serde_json::from_str::<Incoming>(&json).expect("our own text") == incoming);
    for index in 0..incoming.attachments.len() {
        let found = mail::attachment_bytes(bytes, index, &Settings::default().limits).expect("it was read");
        assert_eq!(found.map(|it| it.len()), Some(incoming.attachments[index].bytes));
    }
    for it in [&incoming.subject].into_iter().chain(&incoming.message_ids) {
        assert!(!it.contains(char::is_control));
    }
    if let Some(html) = incoming.html {
        let (again, _) = mail::sanitise(&html.html, &|_| None);
        assert!(again.remote_images.is_empty(), "nothing is loaded from elsewhere");
    }
});
