//! Links in messages by which their person answers without signing in.
//!
//! A token is the id of the notice with a proof that we wrote it: it says nothing of its person, and is the same at each try.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::Id;
use uuid::Uuid;

use crate::{address::Keyring, notice::NoticeId};

/// Bytes of an id and of a proof.
const HALF: usize = 16;
/// Where one stops messages of a kind; the token follows.
const STOP: &str = "/messages/stop/";
/// Where one sees and changes what one receives; the token follows.
const PREFERENCES: &str = "/messages/preferences/";
/// What stands for a token that is not shown.
const HIDDEN: &str = "•••";

/// The token of a notice.
pub fn token(keyring: &Keyring, notice: NoticeId) -> String {
    let mut bytes = notice.uuid().as_bytes().to_vec();
    bytes.extend(proof(keyring, notice));
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The notice of a token; `None`: we did not write it.
pub fn read(keyring: &Keyring, token: &str) -> Option<NoticeId> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
    let (id, given) = bytes.split_at_checked(HALF)?;
    let id: [u8; HALF] = id.try_into().ok()?;
    let given: [u8; HALF] = given.try_into().ok()?;
    let notice = Id::from_uuid(Uuid::from_bytes(id));
    // Compared in constant time, as hashes are.
    let is_ours =
        blake3::Hash::from_bytes(doubled(given)) == blake3::Hash::from_bytes(doubled(proof(keyring, notice)));
    is_ours.then_some(notice)
}

/// The page by which the person of a notice stops messages like it; `site` as `https://…`.
pub fn stop(keyring: &Keyring, site: &str, notice: NoticeId) -> String {
    format!("{}{STOP}{}", site.trim_end_matches('/'), token(keyring, notice))
}

/// The page on which the person of a notice sees and changes what they receive; `site` as `https://…`.
pub fn preferences(keyring: &Keyring, site: &str, notice: NoticeId) -> String {
    format!("{}{PREFERENCES}{}", site.trim_end_matches('/'), token(keyring, notice))
}

/// A text without the tokens of its links: whoever has one answers for its person.
pub fn hidden(text: &str) -> String {
    let mut text = text.to_owned();
    for path in [STOP, PREFERENCES] {
        let mut parts = text.split(path);
        let mut shown = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest =
                part.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'));
            shown.push_str(path);
            shown.push_str(if rest.len() < part.len() { HIDDEN } else { "" });
            shown.push_str(rest);
        }
        text = shown;
    }
    text
}

fn proof(keyring: &Keyring, notice: NoticeId) -> [u8; HALF] {
    let bound = format!("stop {}", notice.uuid().simple());
    let hash = blake3::keyed_hash(keyring.links(), bound.as_bytes());
    let mut half = [0; HALF];
    half.copy_from_slice(&hash.as_bytes()[..HALF]);
    half
}

fn doubled(half: [u8; HALF]) -> [u8; 2 * HALF] {
    let mut whole = [0; 2 * HALF];
    whole[..HALF].copy_from_slice(&half);
    whole
}

#[cfg(test)]
mod tests {
    use kernel::Secret;
    use proptest::prelude::*;

    use super::*;

    fn keyring(secret: &str) -> Keyring {
        Keyring::new(&Secret::new(secret.as_bytes().to_vec()))
    }

    #[test]
    fn a_token_leads_to_its_notice_and_no_other_instance_reads_it() {
        let id = NoticeId::from_uuid(Uuid::from_u128(7));
        let token = token(&keyring("ours"), id);
        assert_eq!(read(&keyring("ours"), &token), Some(id));
        assert_eq!(read(&keyring("theirs"), &token), None);
        assert_eq!(
            stop(&keyring("ours"), "https://contacts.example.fr/", id),
            format!("https://contacts.example.fr/messages/stop/{token}")
        );
    }

    #[test]
    fn a_text_is_shown_without_the_tokens_of_its_links() {
        let (keyring, site, id) = (keyring("ours"), "https://a.fr", NoticeId::from_uuid(Uuid::from_u128(7)));
        let text = format!(
            "Choisissez : {}.\n{} ou a.fr/messages/preferences/",
            preferences(&keyring, site, id),
            stop(&keyring, site, id)
        );
        assert_eq!(
            hidden(&text),
            "Choisissez : https://a.fr/messages/preferences/•••.\nhttps://a.fr/messages/stop/••• ou a.fr/messages/preferences/"
        );
        assert_eq!(hidden("rien"), "rien");
    }

    proptest! {
        #[test]
        fn a_changed_token_is_none(id: u128, place in 0_usize..43, sign in "[A-Za-z0-9_-]") {
            let good = token(&keyring("ours"), NoticeId::from_uuid(Uuid::from_u128(id)));
            let mut bad = good.clone();
            bad.replace_range(place..=place, &sign);
            if bad != good {
                prop_assert_eq!(read(&keyring("ours"), &bad), None);
            }
        }

        #[test]
        fn whatever_is_typed_is_read(text in "\\PC{0,80}") {
            prop_assert_eq!(read(&keyring("ours"), &text), None);
        }
    }
}
