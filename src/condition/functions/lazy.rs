//! The template functions that do not need all of their arguments: one that settles the matter makes it no difference that
//! another is unknown.

use super::super::answer::Answer;
use super::super::truth::Truth;
use super::super::view::View;
use crate::value::Value;

/// The truth of an argument of `if()`, `and()` or `or()`. A value that is no truth value decides nothing: Azure keeps one there, and
/// the export holds another word for it.
pub(crate) fn truth(answer: &Answer<'_>) -> Truth {
    match answer {
        Answer::Unknown => Truth::Unknown,
        Answer::Known(value) if View::from(&**value).is_no_truth() => Truth::Unknown,
        Answer::Known(value) => View::from(&**value).same(View::Bool(true)).into(),
        Answer::Undefined => Truth::False,
    }
}

/// `and()`: one that is not true settles it. It stops there.
pub(crate) fn all<'v>(mut answers: impl Iterator<Item = Answer<'v>>) -> Answer<'v> {
    let truth = answers.try_fold(Truth::True, |truth, answer| {
        known_so_far(truth.and(self::truth(&answer)), Truth::False)
    });
    of_truth(truth)
}

/// `or()`: one that is true settles it. It stops there.
pub(crate) fn any<'v>(mut answers: impl Iterator<Item = Answer<'v>>) -> Answer<'v> {
    let truth = answers.try_fold(Truth::False, |truth, answer| {
        known_so_far(truth.or(self::truth(&answer)), Truth::True)
    });
    of_truth(truth)
}

/// Breaks off with the truth that settles the matter.
fn known_so_far(truth: Truth, settling: Truth) -> Result<Truth, Truth> {
    if truth == settling { Err(truth) } else { Ok(truth) }
}

fn of_truth<'v>(truth: Result<Truth, Truth>) -> Answer<'v> {
    match truth.unwrap_or_else(|settled| settled) {
        Truth::Unknown => Answer::Unknown,
        truth => Answer::of(Some(Value::Bool(truth == Truth::True))),
    }
}

/// `coalesce()`: the first that is not `null`.
pub(crate) fn coalesce<'v>(answers: impl Iterator<Item = Answer<'v>>) -> Answer<'v> {
    for answer in answers {
        match answer {
            Answer::Unknown => return Answer::Unknown,
            Answer::Known(value) if !value.is_null() => return Answer::Known(value),
            _ => {}
        }
    }
    Answer::of(Some(Value::Null))
}
