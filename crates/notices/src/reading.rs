//! Addresses as people type them, and what is said of what is none.

use kernel::{Explain as _, Message};

use crate::{
    address::{Address, Medium},
    words::message,
};

/// An address of a medium.
///
/// # Errors
///
/// The sentence that says why it is none.
pub fn address(medium: Medium, typed: &str) -> Result<Address, Message> {
    match medium {
        Medium::Sms => telephone(typed),
        Medium::Email => email(typed),
        Medium::Letter => letter(typed),
    }
}

/// A telephone that gets text messages.
///
/// # Errors
///
/// The sentence that says why it is none.
pub fn telephone(typed: &str) -> Result<Address, Message> {
    Address::read(Medium::Sms, typed).ok_or_else(|| match sms::Number::for_texts(typed) {
        Err(fault) => fault.message(),
        Ok(_) => message("address-telephone-wrong"),
    })
}

/// An address of e-mail; its domain in small letters.
///
/// # Errors
///
/// The sentence that says that it is none.
pub fn email(typed: &str) -> Result<Address, Message> {
    Address::read(Medium::Email, typed).ok_or_else(|| message("address-email-wrong"))
}

/// A postal address: a name, a street, a place, each on its line, or parted by commas if there is but one line, as in a file.
///
/// # Errors
///
/// The sentence that says that it is none.
pub fn letter(typed: &str) -> Result<Address, Message> {
    let is_one_line = typed.trim().lines().count() == 1;
    let lines = if is_one_line { typed.replace(',', "\n") } else { typed.to_owned() };
    Address::read(Medium::Letter, &lines).ok_or_else(|| message("address-letter-lines"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_one_line_is_read_by_its_commas() {
        let lines = "Jeanne Moreau\n1 rue du Puits\n75000 Ville";
        assert_eq!(letter("Jeanne Moreau, 1 rue du Puits, 75000 Ville").unwrap(), letter(lines).unwrap());
        assert_eq!(letter("Ville").unwrap_err().key(), "address-letter-lines");
    }

    #[test]
    fn what_is_no_address_says_so() {
        assert_eq!(email("a@b").unwrap_err().key(), "address-email-wrong");
        assert!(telephone("01 44 55 66 77").is_err());
        assert!(telephone("12").is_err());
    }
}
