//! Addresses to which nothing ever leaves: whoever builds a client writes to them and sees each ending.
//!
//! Those of GOV.UK Notify are here, so that programs written for it can be tried as they are, and our own: numbers of the range that
//! France keeps for films (06 39 98 …; 0639 is of Mayotte, hence 262), and addresses in a domain that can never exist.

use crate::{
    address::{Address, Medium},
    notice::Simulated,
};

const SMS: [(&str, Simulated); 8] = [
    ("+447700900000", Simulated::Delivered),
    ("+447700900111", Simulated::Delivered),
    ("+447700900222", Simulated::Delivered),
    ("+447700900002", Simulated::PermanentFailure),
    ("+447700900003", Simulated::TemporaryFailure),
    ("+262639980000", Simulated::Delivered),
    ("+262639980002", Simulated::PermanentFailure),
    ("+262639980003", Simulated::TemporaryFailure),
];

const EMAIL: [(&str, Simulated); 8] = [
    ("simulate-delivered@notifications.service.gov.uk", Simulated::Delivered),
    ("simulate-delivered-2@notifications.service.gov.uk", Simulated::Delivered),
    ("simulate-delivered-3@notifications.service.gov.uk", Simulated::Delivered),
    ("perm-fail@simulator.notify", Simulated::PermanentFailure),
    ("temp-fail@simulator.notify", Simulated::TemporaryFailure),
    ("remis@simulation.invalid", Simulated::Delivered),
    ("echec-definitif@simulation.invalid", Simulated::PermanentFailure),
    ("echec-temporaire@simulation.invalid", Simulated::TemporaryFailure),
];

/// How what is written to an address ends; `None`: it is a real one.
pub fn told(to: &Address) -> Option<Simulated> {
    let known: &[(&str, Simulated)] = match to.medium() {
        Medium::Sms => &SMS,
        Medium::Email => &EMAIL,
        Medium::Letter => &[],
    };
    known.iter().find(|(address, _)| to.text().eq_ignore_ascii_case(address)).map(|(_, ending)| *ending)
}

/// All of a medium, for the guide of integrators.
pub fn all(medium: Medium) -> &'static [(&'static str, Simulated)] {
    match medium {
        Medium::Sms => &SMS,
        Medium::Email => &EMAIL,
        Medium::Letter => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_as_people_type_them() {
        for (medium, typed, expected) in [
            (Medium::Sms, "07700900003", Some(Simulated::TemporaryFailure)),
            (Medium::Sms, "06 39 98 00 02", Some(Simulated::PermanentFailure)),
            (Medium::Sms, "+33 6 39 98 00 00", Some(Simulated::Delivered)),
            (Medium::Sms, "06 12 34 56 78", None),
            (Medium::Email, "Simulate-Delivered@notifications.service.gov.uk", Some(Simulated::Delivered)),
            (Medium::Email, "temp-fail@simulator.notify", Some(Simulated::TemporaryFailure)),
            (Medium::Email, "zoe@example.org", None),
        ] {
            assert_eq!(told(&Address::read(medium, typed).unwrap()), expected, "{typed}");
        }
        for medium in Medium::ALL {
            for (address, ending) in all(medium) {
                let read = Address::read(medium, address).unwrap();
                assert_eq!((read.text(), told(&read)), (*address, Some(*ending)));
            }
        }
    }
}
