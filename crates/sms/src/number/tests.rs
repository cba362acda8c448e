use std::collections::BTreeSet;

use kernel::Lang;
use proptest::prelude::*;

use super::*;

#[test]
fn numbers_are_read_as_people_write_them() {
    let mobile = "+33612345678";
    for (written, e164) in [
        ("06 12 34 56 78", mobile),
        ("0612345678", mobile),
        ("06.12.34.56.78", mobile),
        ("06-12-34-56-78", mobile),
        ("06/12/34/56/78", mobile),
        (" 06\u{a0}12\u{202f}34 56 78 ", mobile),
        ("\u{202a}+33 6 12 34 56 78\u{202c}", mobile),
        ("+33612345678", mobile),
        ("+33 (0)6 12 34 56 78", mobile),
        ("+33 06 12 34 56 78", mobile),
        ("0033 6 12 34 56 78", mobile),
        ("00 33 (0)6 12 34 56 78", mobile),
        ("612345678", mobile),
        ("33612345678", mobile),
        ("tel:+33612345678", mobile),
        ("07 81 23 45 67", "+33781234567"),
        ("01 44 55 66 77", "+33144556677"),
        ("09 70 12 34 56", "+33970123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 12 34 56", "+590691123456"),
        ("06 94 12 34 56", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0639 12 34 56", "+262639123456"),
        ("+33 690 12 34 56", "+590690123456"),
        ("+590 690 12 34 56", "+590690123456"),
        ("+590 0690 12 34 56", "+590690123456"),
        ("00262 692 12 34 56", "+262692123456"),
        ("0590 12 34 56", "+590590123456"),
        ("0708 41 23 45", "+508708412345"),
        ("+508 55 12 34", "+508551234"),
        ("+687 75 12 34", "+687751234"),
        ("+689 87 12 34 56", "+68987123456"),
        ("+681 82 12 34", "+681821234"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+39 06 1234 5678", "+390612345678"),
        ("+1 (514) 555-0199", "+15145550199"),
        ("0044 7700 900123", "+447700900123"),
    ] {
        let read = Number::read(written).unwrap_or_else(|it| panic!("{written}: {it}"));
        assert_eq!(read.e164(), e164, "{written}");
        assert_eq!(format!("+{}", read.digits()), e164);
        assert_eq!(e164.parse::<Number>().unwrap(), read);
    }
}

#[test]
fn each_wrong_kind_has_its_fault() {
    for (written, fault) in [
        ("", NumberFault::Empty),
        ("   ", NumberFault::Empty),
        ("+", NumberFault::Empty),
        ("06 12 34 56 7O", NumberFault::Letters),
        ("06 12 34 56 78 (mari)", NumberFault::Letters),
        ("06 12 34 56 78 ou 01 44 55 66 77", NumberFault::Letters),
        ("06+12345678", NumberFault::Letters),
        ("06 12 34 56", NumberFault::TooShort(8)),
        ("06 12 34 56 7", NumberFault::TooShort(9)),
        ("06 12 34 56 78 9", NumberFault::TooLong(11)),
        ("+33 6 12 34", NumberFault::TooShort(7)),
        ("+33 6 12 34 56 78 90", NumberFault::TooLong(13)),
        ("+687 75 12", NumberFault::TooShort(7)),
        ("+44 1", NumberFault::TooShort(3)),
        ("1234567890", NumberFault::NoZero),
        ("08 92 70 12 39", NumberFault::Special),
        ("0 800 12 34 56", NumberFault::Special),
        ("+33 892 70 12 39", NumberFault::Special),
        ("3939", NumberFault::Short),
        ("115", NumberFault::Short),
        ("118 218", NumberFault::Short),
        ("+999 12 34 56 78", NumberFault::UnknownCountry),
        ("+0 12 34 56 78", NumberFault::UnknownCountry),
        ("+33 0 01 23 45 67 8", NumberFault::Unassigned),
        ("+590 0 01 23 45 67 8", NumberFault::Unassigned),
    ] {
        assert_eq!(Number::read(written).map(|it| it.0), Err(fault), "{written}");
    }
}

#[test]
fn texts_go_to_mobiles_and_abroad_but_not_to_fixed_lines() {
    for fixed in [
        "01 44 55 66 77",
        "09 70 12 34 56",
        "0590 12 34 56",
        "0262 12 34 56",
        "+687 25 12 34",
        "+689 40 12 34 56",
    ] {
        assert_eq!(Number::for_texts(fixed).map(|it| it.0), Err(NumberFault::Landline), "{fixed}");
    }
    for mobile in [
        "06 12 34 56 78",
        "07 81 23 45 67",
        "0690 12 34 56",
        "0639 12 34 56",
        "+687 75 12 34",
        "+689 89 12 34 56",
        "0708 41 23 45",
    ] {
        assert!(Number::for_texts(mobile).unwrap().is_mobile(), "{mobile}");
    }
    for untold in ["+32 470 12 34 56", "+508 55 12 34", "+681 82 12 34", "+1 514 555 0199"] {
        assert_eq!(Number::for_texts(untold).unwrap().kind(), NumberKind::Untold, "{untold}");
    }
}

#[test]
fn territories_are_not_abroad() {
    for home in ["06 12 34 56 78", "0692 12 34 56", "+687 75 12 34", "+508 55 12 34"] {
        assert!(!Number::read(home).unwrap().is_abroad(), "{home}");
    }
    assert!(Number::read("+32 470 12 34 56").unwrap().is_abroad());
}

#[test]
fn numbers_are_shown_as_people_read_them() {
    for (written, shown) in [
        ("0612345678", "06 12 34 56 78"),
        ("0690123456", "0690 12 34 56"),
        ("+687751234", "+687 75 12 34"),
        ("+68987123456", "+689 87 12 34 56"),
        ("+32470123456", "+32 4 70 12 34 56"),
    ] {
        assert_eq!(Number::read(written).unwrap().shown().replace('\u{a0}', " "), shown);
    }
}

#[test]
fn a_number_is_not_shown_by_debug() {
    assert_eq!(format!("{:?}", Number::read("0612345678")), "Ok([number hidden])");
}

#[test]
fn faults_have_words() {
    let faults = [
        NumberFault::Empty,
        NumberFault::Letters,
        NumberFault::TooShort(8),
        NumberFault::TooLong(12),
        NumberFault::NoZero,
        NumberFault::Special,
        NumberFault::Short,
        NumberFault::UnknownCountry,
        NumberFault::Unassigned,
        NumberFault::Landline,
    ];
    let said: BTreeSet<String> =
        faults.iter().flat_map(|it| Lang::ALL.map(|lang| it.message().say(lang))).collect();
    assert_eq!(said.len(), 2 * faults.len());
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_number_that_reads_back_or_a_fault(text in "(\\+|00|0)?[0-9 .()-]{0,18}|\\PC{0,20}") {
        if let Ok(number) = Number::read(&text) {
            prop_assert!(number.e164().len() <= 16);
            prop_assert_eq!(&Number::read(number.e164()).unwrap(), &number);
            prop_assert_eq!(&Number::read(&number.shown()).unwrap(), &number);
        }
    }
}
