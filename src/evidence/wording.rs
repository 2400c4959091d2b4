//! Facts as sentences: the values that a condition read of a resource, so that a person can check them against the row.

use crate::condition::{Actual, Leaf};
use crate::estate::words::Words;

/// What the deciding tests of a condition read of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Clauses for people, in lower case, about the row as “it”; empty where the tests read nothing of the row.
    pub(crate) says: String,
    /// The same in the spelling of the row, for whoever checks it.
    pub(crate) trace: String,
}

impl Told {
    /// Words that were not read from a row.
    pub(crate) fn plain(says: impl Into<String>) -> Self {
        Told {
            says: says.into(),
            trace: String::new(),
        }
    }

    /// The clauses as the beginning of a sentence.
    pub(crate) fn sentence(&self) -> String {
        capital(&self.says)
    }
}

/// The values that the deciding tests of a condition read, at most `most` of them.
pub(crate) fn told(words: &Words, trace: &[Leaf], most: usize) -> Told {
    let mut clauses: Vec<String> = Vec::new();
    for clause in trace.iter().filter_map(|leaf| words.clause(leaf)) {
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    let more = clauses.len().saturating_sub(most);
    clauses.truncate(most);
    if more > 0 {
        clauses.push(format!(
            "{} read besides",
            count(more, "more setting was", "more settings were")
        ));
    }
    Told {
        says: clauses.join("; "),
        trace: seen(trace, most),
    }
}

/// A text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A noun with its indefinite article.
pub(crate) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(|first: char| "aeiouAEIOU".contains(first));
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// Wording of a resource that runs under an identity, which has its name where it is its own.
pub(crate) fn runs_under(resource: &str, identity: &str) -> String {
    match resource == identity {
        true => format!("{resource} runs under its own identity"),
        false => format!("{resource} runs under {identity}"),
    }
}

/// `1284` as `1,284`.
pub(crate) fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number as a sentence begins with it: `Nine`; in digits from thirteen.
pub(crate) fn spelt(value: usize) -> String {
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
    ];
    WORDS
        .get(value)
        .map_or_else(|| number(value), |word| (*word).to_owned())
}

/// Spelling of the values that the deciding tests of a condition read: `properties.disableLocalAuth is absent, so Azure's default
/// applies`. The type is left out and each path is named once, at most `most` paths.
pub(crate) fn seen(trace: &[Leaf], most: usize) -> String {
    let mut told: Vec<String> = Vec::new();
    for leaf in trace.iter().filter(|leaf| !leaf.subject.eq_ignore_ascii_case("type")) {
        let what = leaf.path.as_deref().unwrap_or(&leaf.subject);
        let sentence = match &leaf.actual {
            Actual::Found(value) => format!("{what} is {value}"),
            Actual::Counted(number) => format!("{number} of {what} match"),
            Actual::Absent => format!("{what} is absent"),
            Actual::NoTruthValue(value) => format!("{what} is {value}, which is neither true nor false"),
            Actual::Exceeded(limit) => format!("{what} {limit}"),
            Actual::NoAlias => format!("{what} is {}", leaf.actual),
            Actual::NotExported => format!("{what} is not in the export"),
            Actual::OtherType | Actual::Undefined => continue,
        };
        if leaf.constant {
            continue;
        }
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    let more = told.len().saturating_sub(most);
    told.truncate(most);
    let mut text = told.join("; ");
    if more > 0 {
        text.push_str(&format!("; {more} more"));
    }
    text
}

/// `a`, `a and b`, `a, b and c`; past `most` names `a, b and 3 more`.
pub(crate) fn names(names: &[String], most: usize) -> String {
    some_of(names.len(), most, |at| names[at].clone())
}

/// The wording of [`names`] for `number` names, of which only those that are shown are computed.
pub(crate) fn some_of(number: usize, most: usize, name: impl Fn(usize) -> String) -> String {
    let shown = if number > most { most.max(1) } else { number };
    let mut parts: Vec<String> = (0..shown).map(name).collect();
    if number > shown {
        parts.push(format!("{} more", self::number(number - shown)));
    }
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// `1 grant`, `2 grants`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", self::number(number))
}
