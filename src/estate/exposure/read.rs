//! Single values of a row, at places that exports spell in more than one way.

use crate::condition::{Facts, Lookup};
use crate::value::Fact;

/// The value at the first of these paths that holds one; unknown where none does and one is not in the export. `null` is none.
pub(super) fn first<'v>(facts: &'v dyn Facts, paths: &[Lookup]) -> Fact<'v> {
    let mut none = Fact::Absent;
    for path in paths {
        match path.values(facts).first() {
            Some(Fact::Unknown) => none = Fact::Unknown,
            Some(Fact::Value(value)) if value.is_null() => {}
            Some(found) => return *found,
            None => {}
        }
    }
    none
}

/// The text of a value.
pub(super) fn text(fact: Fact<'_>) -> Option<&str> {
    match fact {
        Fact::Value(value) => value.as_str(),
        Fact::Text(text) => Some(text),
        Fact::Absent | Fact::Unknown => None,
    }
}

/// Whether a text is one of these, in any case.
pub(super) fn is_one_of(text: &str, known: &[String]) -> bool {
    known.iter().any(|own| own.eq_ignore_ascii_case(text))
}
