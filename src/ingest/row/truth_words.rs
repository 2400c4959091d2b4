//! The words for true and false that spreadsheets write. They are read only where a condition expects a truth value; any other word
//! there is reported, because no list holds every language.

/// `true` in English, German, French, Spanish, Italian, Portuguese and Dutch.
const TRUE: [&str; 7] = ["true", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar"];
/// `false` in English, German, French, Spanish and Italian (one word), Dutch and Danish.
const FALSE: [&str; 6] = ["false", "falsch", "faux", "falso", "onwaar", "falsk"];

/// The truth value that a word stands for, in any case.
pub fn read(word: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|own| word.eq_ignore_ascii_case(own));
    match () {
        () if is_one_of(&TRUE) => Some(true),
        () if is_one_of(&FALSE) => Some(false),
        () => None,
    }
}
