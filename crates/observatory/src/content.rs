//! What a cause is called on a page.

use kernel::Lang;

use crate::words::{say, word};

/// The label of a cause of the common list; a partner's own code is named after its family.
pub fn cause_label(lang: Lang, code: &str) -> String {
    if let Some(cause) = practices::collection().cause(code) {
        return cause.label.in_lang(lang).to_owned();
    }
    let family = word(lang, &format!("family-{}", code.get(..1).unwrap_or("V")));
    say(lang, "cause-own", &[("family", family.into()), ("code", code.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_s_own_cause_is_named_after_its_family() {
        assert!(cause_label(Lang::Fr, "B7-x").contains("B7-x"));
        assert_eq!(cause_label(Lang::Fr, "A3"), "Doute sur la réception");
        assert_eq!(cause_label(Lang::En, "A3"), "Doubt about receipt");
    }
}
