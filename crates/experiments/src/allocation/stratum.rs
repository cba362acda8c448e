//! A stratum as one word: its values, parted by a bar. Two strata never have the same word.

/// The word of some values; a bar or a backslash within a value is marked by a backslash.
pub fn stratum_of(values: &[String]) -> String {
    let marked = values.iter().map(|it| it.replace('\\', "\\\\").replace('|', "\\|"));
    marked.collect::<Vec<_>>().join("|")
}

/// The values of a word that [`stratum_of`] made.
pub fn values_of(stratum: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut letters = stratum.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '|' => values.push(String::new()),
            '\\' => values.last_mut().into_iter().for_each(|it| it.extend(letters.next())),
            _ => values.last_mut().into_iter().for_each(|it| it.push(letter)),
        }
    }
    values
}
