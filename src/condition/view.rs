//! A borrowed view of a value, wherever it is kept, that operators and template functions compare. Coercions between texts, numbers
//! and truth values are settled here, once.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Number;

use crate::value::{Value, text};

/// A borrowed value. Where the difference matters, `None` of an `Option<View>` is an absent value.
#[derive(Clone, Copy, Debug)]
pub(super) enum View<'a> {
    Null,
    Bool(bool),
    Number(&'a Number),
    Text(&'a str),
    Array(&'a [Value]),
    Object(&'a [(Arc<str>, Value)]),
}

impl<'a> From<&'a Value> for View<'a> {
    fn from(value: &'a Value) -> View<'a> {
        match value {
            // An unknown value never comes here: readings stop at it.
            Value::Null | Value::Unknown => View::Null,
            Value::Bool(flag) => View::Bool(*flag),
            Value::Number(number) => View::Number(number),
            Value::String(text) => View::Text(text),
            Value::Array(items) => View::Array(items),
            Value::Object(members) | Value::Part(members) => View::Object(members),
        }
    }
}

impl View<'_> {
    /// The text of a scalar, as the text operators read it: a count can be `like` a pattern.
    pub(super) fn to_text(self) -> Option<String> {
        match self {
            View::Text(text) => Some(text.to_owned()),
            View::Number(number) => Some(number_text(number)),
            View::Bool(flag) => Some(flag.to_string()),
            View::Null | View::Array(_) | View::Object(_) => None,
        }
    }

    /// Whether it can be no truth value: neither one, nor the text of one, nor `null`.
    pub(super) fn is_no_truth(self) -> bool {
        match self {
            View::Null | View::Bool(_) => false,
            View::Text(text) => flag_of(text).is_none(),
            View::Number(_) | View::Array(_) | View::Object(_) => true,
        }
    }

    /// Equality as `equals` has it: case is no difference, `"80"` is 80, `"True"` is true, and `null` is the empty text.
    pub(super) fn same(self, other: View<'_>) -> bool {
        match (self, other) {
            (View::Text(left), View::Text(right)) => text::same(left, right),
            (View::Null, View::Null) => true,
            (View::Null, View::Text(text)) | (View::Text(text), View::Null) => text.is_empty(),
            (View::Bool(left), View::Bool(right)) => left == right,
            (View::Bool(flag), View::Text(text)) | (View::Text(text), View::Bool(flag)) => flag_of(text) == Some(flag),
            (View::Number(left), View::Number(right)) => order_numbers(left, right) == Some(Ordering::Equal),
            (View::Number(number), View::Text(text)) | (View::Text(text), View::Number(number)) => {
                number_of(text).is_some_and(|other| order_numbers(number, &other) == Some(Ordering::Equal))
            }
            (View::Array(left), View::Array(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(left, right)| identical(left, right))
            }
            (View::Object(left), View::Object(right)) => same_members(left, right),
            _ => false,
        }
    }

    /// The order of two values of one kind. `None` where they cannot be compared: then no comparison holds.
    pub(super) fn order(self, other: View<'_>) -> Option<Ordering> {
        match (self, other) {
            (View::Number(left), View::Number(right)) => order_numbers(left, right),
            (View::Number(left), View::Text(right)) => order_numbers(left, &number_of(right)?),
            (View::Text(left), View::Number(right)) => order_numbers(&number_of(left)?, right),
            (View::Bool(left), View::Bool(right)) => Some(left.cmp(&right)),
            (View::Text(left), View::Text(right)) => match (instant_of(left), instant_of(right)) {
                (Some(left), Some(right)) => Some(left.cmp(&right)),
                _ => Some(text::order(left, right)),
            },
            _ => None,
        }
    }
}

/// A number as text: one without a fraction has no point, however it was written.
pub(super) fn number_text(number: &Number) -> String {
    let whole = number
        .as_f64()
        .filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15);
    whole.map_or_else(|| number.to_string(), |float| format!("{float:.0}"))
}

/// The number that a text spells.
pub(super) fn number_of(text: &str) -> Option<Number> {
    let text = text.trim();
    match text.parse::<i64>() {
        Ok(whole) => Some(Number::from(whole)),
        Err(_) => Number::from_f64(text.parse().ok()?),
    }
}

/// The truth value that a text spells: `true` or `false` in any case, as Azure prints them.
pub(super) fn flag_of(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// The moment that a full ISO 8601 timestamp names. A date alone is compared as text, which orders it correctly.
pub(super) fn instant_of(text: &str) -> Option<jiff::Timestamp> {
    let bytes = text.as_bytes();
    let looks_like_one = bytes.len() >= 17 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-';
    if looks_like_one { text.parse().ok() } else { None }
}

/// The order of two numbers, exact for integers. `None` only for what is not a number.
pub(super) fn order_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// Equality inside arrays and objects, where nothing is coerced.
pub(super) fn identical(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => order_numbers(left, right) == Some(Ordering::Equal),
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
            View::from(left).same(View::from(right))
        }
        _ => left == right,
    }
}

/// True where two objects hold the same members in whatever order.
fn same_members(left: &[(Arc<str>, Value)], right: &[(Arc<str>, Value)]) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| {
            right
                .iter()
                .any(|(other, other_value)| name.eq_ignore_ascii_case(other) && identical(value, other_value))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn same(left: serde_json::Value, right: serde_json::Value) -> bool {
        let (left, right) = (Value::from(left), Value::from(right));
        View::from(&left).same(View::from(&right))
    }

    fn order(left: serde_json::Value, right: serde_json::Value) -> Option<Ordering> {
        let (left, right) = (Value::from(left), Value::from(right));
        View::from(&left).order(View::from(&right))
    }

    #[test]
    fn scalars_are_equal_across_their_spellings() {
        for (left, right) in [
            (json!("80"), json!(80)),
            (json!(1), json!(1.0)),
            (json!("True"), json!(true)),
            (json!(null), json!("")),
            (json!("Enabled"), json!("ENABLED")),
            (json!({"a": 1, "b": 2}), json!({"b": 2.0, "A": 1})),
        ] {
            assert!(same(left.clone(), right.clone()), "{left} {right}");
            assert!(same(right.clone(), left.clone()), "{right} {left}");
        }
    }

    #[test]
    fn unlike_kinds_are_never_equal() {
        for (left, right) in [
            (json!("yes"), json!(true)),
            (json!(1), json!(true)),
            (json!(null), json!(false)),
            (json!(["a"]), json!("a")),
            (json!(["80"]), json!([80])),
        ] {
            assert!(!same(left.clone(), right.clone()), "{left} {right}");
        }
    }

    #[test]
    fn moments_are_ordered_by_time_and_not_by_spelling() {
        assert_eq!(
            order(json!("2024-01-01T00:00:00.5Z"), json!("2024-01-01T00:00:00Z")),
            Some(Ordering::Greater)
        );
        assert_eq!(
            order(json!("2024-01-01T01:00:00+02:00"), json!("2024-01-01T00:00:00Z")),
            Some(Ordering::Less)
        );
        assert_eq!(
            order(json!("2024-01-02"), json!("2024-01-01T00:00:00Z")),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn what_has_no_order_compares_to_nothing() {
        assert_eq!(order(json!("many"), json!(3)), None);
        assert_eq!(order(json!(null), json!(0)), None);
        assert_eq!(order(json!([1]), json!([1])), None);
    }
}
