use proptest::prelude::*;

use super::*;

const DOCS: [&str; 6] = [
    "Où en est mon dossier de RSA ?",
    "Mon dossier n'avance pas, où en est-il ?",
    "Je veux déplacer mon rendez-vous",
    "Annuler le rendez-vous de mardi",
    "Rendez-vous au guichet pour un passeport",
    "Quand mon dossier sera-t-il traité ?",
];
const LABELS: [usize; 6] = [0, 0, 1, 1, 1, 0];

fn terms_of(options: Options, message: &str) -> Vec<String> {
    Vectorizer::fit(options, &[message]).unwrap().0.vocabulary().to_vec()
}

#[test]
fn words_are_two_letters_or_more() {
    assert_eq!(terms_of(Options::default(), "L'été, à 2 h : n°12_b, É-T-É !"), ["12_b", "été"]);
    let pairs = Options { ngram_range: (2, 2), ..Options::default() };
    assert_eq!(terms_of(pairs, "un deux  un"), ["deux un", "un deux"]);
    let stop =
        Options { stop_words: vec!["un".into(), "de".into()], ngram_range: (1, 2), ..Options::default() };
    assert_eq!(terms_of(stop, "un deux de un trois"), ["deux", "deux trois", "trois"]);
}

#[test]
fn letters_of_words_are_padded_and_a_short_word_counts_once() {
    let options = Options { analyzer: Analyzer::LettersOfWords, ngram_range: (2, 5), ..Options::default() };
    assert_eq!(terms_of(options, "à"), [" à", " à ", "à "]);
    let across = Options { analyzer: Analyzer::Letters, ngram_range: (3, 3), ..Options::default() };
    assert_eq!(terms_of(across, "ab  c"), ["ab ", "b c"]);
}

#[test]
fn accents_go_or_stay() {
    let removed = Options { accents: Accents::Removed, ..Options::default() };
    assert_eq!(terms_of(removed, "ÉTÉ œuf"), ["ete", "œuf"]);
    let ascii = Options { accents: Accents::Ascii, ..Options::default() };
    assert_eq!(terms_of(ascii, "ÉTÉ œuf"), ["ete", "uf"]);
}

#[test]
fn weights_of_a_message_have_length_one() {
    let (vectorizer, rows) = Vectorizer::fit(Options::for_messages(), &DOCS).unwrap();
    for (message, row) in DOCS.iter().zip(&rows) {
        assert!((row.iter().map(|it| it.1 * it.1).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(row, &vectorizer.transform(message));
        assert!(row.windows(2).all(|it| it[0].0 < it[1].0));
    }
    assert!(vectorizer.transform("¿¡").is_empty());
}

#[test]
fn every_classifier_learns_and_gives_probabilities() {
    let (vectorizer, rows) = Vectorizer::fit(Options::default(), &DOCS).unwrap();
    let terms = vectorizer.vocabulary().len();
    let multinomial = NaiveBayes::multinomial(&rows, &LABELS, 2, terms, 0.5).unwrap();
    let complement = NaiveBayes::complement(&rows, &LABELS, 2, terms, 0.5).unwrap();
    let logistic = LogisticModel::fit(&rows, &LABELS, 2, terms, 2.0).unwrap();
    for (row, label) in rows.iter().zip(LABELS) {
        assert_eq!([multinomial.predict(row), complement.predict(row), logistic.predict(row)], [label; 3]);
        assert!((logistic.probabilities(row).iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(
            (complement.log_probabilities(row).iter().map(|it| it.exp()).sum::<f64>() - 1.0).abs() < 1e-12
        );
    }
    let query = vectorizer.transform("mon rendez-vous");
    let reasons = logistic.reasons(1, &query, 2);
    assert_eq!(vectorizer.vocabulary()[reasons[0].0].as_str(), "rendez");
    // A message of unknown words is as likely as the classes are.
    assert!((multinomial.log_probabilities(&Row::new())[0] - 0.5_f64.ln()).abs() < 1e-12);
}

#[test]
fn many_classes_at_the_optimum_have_no_slope() {
    let (vectorizer, rows) = Vectorizer::fit(Options::default(), &DOCS).unwrap();
    let terms = vectorizer.vocabulary().len();
    let labels = [0, 0, 1, 1, 2, 2];
    let model = LogisticModel::fit(&rows, &labels, 3, terms, 10.0).unwrap();
    // Constants are free: the mean probability of a class is its share.
    for class in 0..3 {
        let mean = rows.iter().map(|it| model.probabilities(it)[class]).sum::<f64>() / 6.0;
        assert!((mean - 1.0 / 3.0).abs() < 1e-9, "{mean}");
    }
}

#[test]
fn bad_input_is_named() {
    let fit = |options: Options, docs: &[&str]| Vectorizer::fit(options, docs).unwrap_err().what().to_owned();
    let usual = Options::default;
    assert_eq!(fit(usual(), &[]), "docs");
    assert_eq!(fit(usual(), &["a b ?"]), "docs");
    assert_eq!(fit(Options { ngram_range: (0, 1), ..usual() }, &DOCS), "ngram_range");
    assert_eq!(fit(Options { ngram_range: (2, 1), ..usual() }, &DOCS), "ngram_range");
    assert_eq!(fit(Options { ngram_range: (1, usize::MAX), ..usual() }, &DOCS), "ngram_range");
    assert_eq!(fit(Options { min_df: Frequency::Share(1.5), ..usual() }, &DOCS), "min_df");
    assert_eq!(fit(Options { min_df: Frequency::Count(9), ..usual() }, &DOCS), "max_df");
    assert_eq!(fit(Options { max_features: Some(0), ..usual() }, &DOCS), "max_features");
    let rows = vec![vec![(0, 1.0)], vec![(1, 1.0)]];
    let bayes = |labels: &[usize], terms, alpha| {
        NaiveBayes::multinomial(&rows, labels, 2, terms, alpha).unwrap_err().what().to_owned()
    };
    assert_eq!(bayes(&[0], 2, 1.0), "labels");
    assert_eq!(bayes(&[0, 0], 2, 1.0), "labels");
    assert_eq!(bayes(&[0, 2], 2, 1.0), "labels");
    assert_eq!(bayes(&[0, 1], 1, 1.0), "docs");
    assert_eq!(bayes(&[0, 1], 2, 0.0), "nb_alpha");
    assert_eq!(bayes(&[0, 1], usize::MAX, 1.0), "docs");
    assert_eq!(LogisticModel::fit(&rows, &[0, 1], 2, 2, f64::NAN).unwrap_err().what(), "logreg_C");
    assert_eq!(classes(&["a".into(), "a".into()]).unwrap_err().what(), "labels");
}

proptest! {
    /// No text breaks it, and a fit says of its own messages what it says of new ones.
    #[test]
    fn any_text_is_read(docs in proptest::collection::vec("\\PC{0,20}", 1..5), kind in 0_usize..3) {
        let analyzer = [Analyzer::Word, Analyzer::Letters, Analyzer::LettersOfWords][kind];
        let options = Options { analyzer, ngram_range: (1, 3), accents: Accents::Removed, ..Options::default() };
        if let Ok((vectorizer, rows)) = Vectorizer::fit(options, &docs) {
            for (message, row) in docs.iter().zip(&rows) {
                prop_assert_eq!(row, &vectorizer.transform(message));
            }
        }
    }
}
