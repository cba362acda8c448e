use proptest::prelude::*;

use super::*;

fn sizes(text: &str) -> (Encoding, usize, usize, usize) {
    let it = count(text);
    (it.encoding, it.units, it.segments, it.left_in_segment)
}

#[test]
fn a_text_of_the_alphabet_holds_160_signs_and_153_a_part() {
    assert_eq!(sizes(""), (Encoding::Gsm7, 0, 0, 160));
    assert_eq!(sizes("Votre dossier est reçu".replace('ç', "Ç").as_str()), (Encoding::Gsm7, 22, 1, 138));
    assert_eq!(sizes(&"é".repeat(160)), (Encoding::Gsm7, 160, 1, 0));
    assert_eq!(sizes(&"a".repeat(161)), (Encoding::Gsm7, 161, 2, 145));
    assert_eq!(sizes(&"a".repeat(306)), (Encoding::Gsm7, 306, 2, 0));
    assert_eq!(sizes(&"a".repeat(307)), (Encoding::Gsm7, 307, 3, 152));
}

#[test]
fn signs_of_the_extension_table_cost_two() {
    for sign in "€[]{}^~\\|\u{c}".chars() {
        assert_eq!(sizes(&sign.to_string()), (Encoding::Gsm7, 2, 1, 158), "{sign:?}");
    }
}

#[test]
fn one_letter_outside_the_alphabet_makes_the_whole_text_dear() {
    assert_eq!(sizes(&"ê".repeat(70)), (Encoding::Ucs2, 70, 1, 0));
    assert_eq!(sizes(&"ê".repeat(71)), (Encoding::Ucs2, 71, 2, 63));
    assert_eq!(count("Ça, c’est reçu et prêt, reçu").culprits, ['’', 'ç', 'ê']);
    assert_eq!(count("À Évry").culprits, ['À']);
    assert!(count("Ç É à é è ù ñ ü € @").culprits.is_empty());
}

#[test]
fn an_escape_pair_is_never_cut() {
    let text = format!("{}€{}", "a".repeat(152), "b".repeat(20));
    assert_eq!(sizes(&text), (Encoding::Gsm7, 174, 2, 131));
    let (_, pieces) = cut(&text);
    assert_eq!(pieces, [&"a".repeat(152), &format!("€{}", "b".repeat(20))]);
}

#[test]
fn a_surrogate_pair_is_never_cut() {
    let text = format!("{}🙂{}", "ê".repeat(66), "b".repeat(10));
    assert_eq!(sizes(&text), (Encoding::Ucs2, 78, 2, 55));
    assert_eq!(cut(&text).1[1], format!("🙂{}", "b".repeat(10)));
}

#[test]
fn signs_of_print_are_spared_and_letters_are_not() {
    assert_eq!(spare("L’été – c’est “prêt”…"), "L'été - c'est \"prêt\"...");
    assert_eq!(
        spare("Lisez «\u{a0}Votre avis\u{202f}»\u{a0}: merci\u{202f}!"),
        "Lisez \"Votre avis\" : merci !"
    );
    assert_eq!(spare("«\u{a0}a\u{a0}» et «\u{a0}b\u{a0}»"), "\"a\" et \"b\"");
    assert_eq!(spare("a\r\nb\rc\u{2028}d\te"), "a\nb\nc\nd e");
    assert_eq!(spare("e\u{301}te\u{302} ç œ"), "étê ç œ");
    assert_eq!(spare("ad\u{ad}mi\u{200b}nis"), "adminis");
    assert!(count(&spare("1\u{202f}234,50\u{a0}€ – d’ici mardi…")).culprits.is_empty());
}

#[test]
fn a_price_is_exact() {
    assert_eq!(price(3, Euro(625)), Euro(1_875));
    assert_eq!(price(0, Euro(625)), Euro(0));
    assert_eq!(price(usize::MAX, Euro(2)), Euro(i64::MAX));
}

proptest! {
    #[test]
    fn segments_are_the_pieces_that_the_text_is_cut_into(text in "(a|é|€|\\[|ê|🙂|\\PC){0,400}") {
        let counted = count(&text);
        let (encoding, pieces) = cut(&text);
        prop_assert_eq!(counted.encoding, encoding);
        prop_assert_eq!(counted.segments, pieces.len());
        prop_assert_eq!(&pieces.concat(), &text);
        let most = if pieces.len() == 1 { encoding.alone() } else { encoding.in_part() };
        let units = |it: &str| it.chars().map(|it| encoding.units(it)).sum::<usize>();
        prop_assert!(pieces.iter().all(|it| units(it) <= most));
        prop_assert_eq!(counted.left_in_segment, most.max(if pieces.is_empty() { 160 } else { 0 }) - pieces.last().map_or(0, |it| units(it)));
        prop_assert_eq!(counted.culprits.is_empty(), encoding == Encoding::Gsm7);
    }

    #[test]
    fn a_longer_text_never_costs_less(text in "[a-z€é]{0,400}", more in "[a-z€é]{0,40}") {
        let longer = text.clone() + &more;
        prop_assert!(count(&longer).segments >= count(&text).segments);
    }

    #[test]
    fn sparing_twice_changes_nothing_and_keeps_the_letters(text in "(\\PC|’|«|\u{a0}|»|–|…|e\u{301}){0,60}") {
        let spared = spare(&text);
        prop_assert_eq!(&spare(&spared), &spared);
        let letters = |it: &str| it.nfc().filter(|it| it.is_alphabetic() && *it != 'ʼ').collect::<String>();
        prop_assert_eq!(letters(&spared), letters(&text));
    }
}
