//! Facts as sentences: the values that a condition read of a resource, so that a person can check them against the row.

use crate::condition::{Actual, Leaf};

/// Wording of the values that the deciding tests of a condition read: `properties.disableLocalAuth is absent, so Azure's default
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
        parts.push(format!("{} more", number - shown));
    }
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// `1 grant`, `2 grants`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}
