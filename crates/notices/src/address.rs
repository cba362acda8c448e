//! Where a notice goes: a telephone, an address of e-mail, a postal address.
//!
//! **Invariant:** an address is not shown by `Debug`, and is one text however it was typed.

use std::fmt;

use kernel::PartnerCode;

/// The way by which a notice travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Medium {
    /// A text message.
    Sms,
    /// An e-mail.
    Email,
    /// A letter on paper.
    Letter,
}

impl Medium {
    /// All.
    pub const ALL: [Self; 3] = [Self::Sms, Self::Email, Self::Letter];

    /// The word of the register and of the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Letter => "letter",
        }
    }

    /// The medium of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The channel of a contact by this medium.
    pub const fn channel(self) -> kernel::Channel {
        match self {
            Self::Sms => kernel::Channel::Sms,
            Self::Email => kernel::Channel::Email,
            Self::Letter => kernel::Channel::Post,
        }
    }
}

/// An address in its one form: E.164, an e-mail address whose domain is in small letters, or the lines of a postal address.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    medium: Medium,
    text: String,
}

impl Address {
    /// One that the register holds: it was read before it was written there.
    pub fn kept(medium: Medium, text: &str) -> Self {
        Self { medium, text: text.to_owned() }
    }

    /// What somebody typed, read into its one form; `None`: it is none. Telephone numbers as people in France write them, and those that
    /// GOV.UK Notify keeps for trying out.
    pub fn read(medium: Medium, typed: &str) -> Option<Self> {
        let text = match medium {
            Medium::Sms => number(typed)?,
            Medium::Email => email(typed)?,
            Medium::Letter => lines(typed)?,
        };
        Some(Self { medium, text })
    }

    /// By which medium one reaches it.
    pub const fn medium(&self) -> Medium {
        self.medium
    }

    /// The address itself, for sending and for whoever may see it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands for it where it is counted or looked up: keyed, so that nobody finds the address by trying them all.
    pub fn key(&self, keyring: &Keyring) -> String {
        let bound = format!("{} {}", self.medium.code(), self.text.to_lowercase());
        blake3::keyed_hash(&keyring.addresses, bound.as_bytes()).to_hex().to_string()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:[hidden]", self.medium.code())
    }
}

/// Numbers for trying out, as they are written in the country that keeps them: 077009 00 000 to 999.
const BRITISH: &str = "07700900";

fn number(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|it| !it.is_whitespace()).collect();
    if bare.len() == BRITISH.len() + 3
        && bare.starts_with(BRITISH)
        && bare.bytes().all(|it| it.is_ascii_digit())
    {
        return Some(format!("+44{}", &bare[1..]));
    }
    Some(sms::Number::for_texts(typed).ok()?.e164().to_owned())
}

/// Signs of an address of e-mail, and of what stands before its `@`.
const EMAIL_MAX: (usize, usize) = (254, 64);

/// An address of e-mail: no blanks, one `@` that parts a name from a domain of at least two labels, whose letters become small ones.
fn email(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (name, domain) = typed.rsplit_once('@')?;
    let is_short = typed.len() <= EMAIL_MAX.0 && (1..=EMAIL_MAX.1).contains(&name.len());
    let has_signs = |it: char| it.is_whitespace() || it.is_control() || "<>()[],;:\\\"@".contains(it);
    let is_name =
        !name.contains(has_signs) && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    let is_label = |it: &str| {
        (1..=63).contains(&it.len())
            && it.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
            && !it.starts_with('-')
            && !it.ends_with('-')
    };
    let is_domain = domain.contains('.') && domain.split('.').all(is_label);
    let is_one = is_short && is_name && is_domain;
    is_one.then(|| format!("{name}@{}", domain.to_lowercase()))
}

/// Lines of a postal address: three to seven that are not empty, blanks joined.
fn lines(typed: &str) -> Option<String> {
    let lines: Vec<String> = typed
        .lines()
        .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|it| !it.is_empty())
        .collect();
    (3..=7).contains(&lines.len()).then(|| lines.join("\n"))
}

/// The keys that notices need, all made from the instance's secret. Never shown.
#[derive(Clone)]
pub struct Keyring {
    addresses: [u8; 32],
    programs: [u8; 32],
    draw: [u8; 32],
    links: [u8; 32],
}

impl Keyring {
    /// From the instance's secret.
    pub fn new(instance: &kernel::Secret<Vec<u8>>) -> Self {
        let key = |name: &str| {
            blake3::derive_key(&format!("contacts-efficaces/notices/{name}/1"), instance.reveal())
        };
        Self {
            addresses: key("addresses"),
            programs: key("programs"),
            draw: key("draw"),
            links: key("links"),
        }
    }

    /// What stands for a person where messages are counted, by one of the ids of [`Person`](crate::people::Person).
    pub fn person(&self, id: &str) -> String {
        blake3::keyed_hash(&self.addresses, format!("person {id}").as_bytes()).to_hex().to_string()
    }

    /// What makes the secrets of programs' keys.
    pub const fn programs(&self) -> &[u8; 32] {
        &self.programs
    }

    /// What decides who is kept apart from a rule's messages: stable, and known to nobody.
    pub const fn draw(&self) -> &[u8; 32] {
        &self.draw
    }

    /// What proves that a link (preferences, one-click unsubscribe) is ours.
    pub const fn links(&self) -> &[u8; 32] {
        &self.links
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

/// An address of one partner's usager: what preferences are kept for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whose usager.
    pub partner: PartnerCode,
    /// Where.
    pub address: Address,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(medium: Medium, typed: &str) -> Option<String> {
        Address::read(medium, typed).map(|it| it.text().to_owned())
    }

    #[test]
    fn an_address_has_one_form_however_it_is_typed() {
        for (typed, expected) in [
            ("06 12 34 56 78", Some("+33612345678")),
            ("0033612345678", Some("+33612345678")),
            ("07700 900 003", Some("+447700900003")),
            ("+44 7700 900003", Some("+447700900003")),
            ("01 23 45 67 89", None),
            ("bonjour", None),
        ] {
            assert_eq!(read(Medium::Sms, typed).as_deref(), expected, "{typed}");
        }
        for (typed, expected) in [
            (" Zoe.Martin@Example.ORG ", Some("Zoe.Martin@example.org")),
            ("zoé@mairie.example.fr", Some("zoé@mairie.example.fr")),
            ("a@b@example.org", None),
            ("a b@example.org", None),
            ("a@localhost", None),
            ("a@-b.fr", None),
            (".a@example.org", None),
            ("", None),
        ] {
            assert_eq!(read(Medium::Email, typed).as_deref(), expected, "{typed}");
        }
        assert_eq!(
            read(Medium::Letter, "Zoé  Martin\n\n 1 rue X \r\n75001 Paris").as_deref(),
            Some("Zoé Martin\n1 rue X\n75001 Paris")
        );
        assert_eq!(read(Medium::Letter, "Zoé\nParis"), None);
    }

    #[test]
    fn an_address_is_counted_by_one_key_whatever_its_letters_and_is_not_shown() {
        let keyring = Keyring::new(&kernel::Secret::new(b"secret".to_vec()));
        let [one, other] =
            ["Zoe@example.org", "zoe@example.org"].map(|it| Address::read(Medium::Email, it).unwrap());
        assert_eq!(one.key(&keyring), other.key(&keyring));
        assert_ne!(one.key(&keyring), keyring.person("zoe@example.org"));
        assert_eq!(format!("{one:?}"), "email:[hidden]");
    }
}
