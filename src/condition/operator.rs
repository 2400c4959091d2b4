//! The nineteen operators of an Azure Policy condition, over values that are known. The treatment of a value that
//! is absent or `null` is part of the meaning of an operator; an unknown value never gets here.

use std::cmp::Ordering;
use std::fmt;

use super::view::{View, flag_of};
use crate::value::{Value, text};

/// An operator, by the name it has in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `equals`
    Equals,
    /// `notEquals`
    NotEquals,
    /// `like`: `*` stands for any run of characters
    Like,
    /// `notLike`
    NotLike,
    /// `match`: `#` a digit, `?` a letter, `.` any character
    Match,
    /// `notMatch`
    NotMatch,
    /// `matchInsensitively`
    MatchInsensitively,
    /// `notMatchInsensitively`
    NotMatchInsensitively,
    /// `contains`: a part of a text, an element of an array, a key of an object
    Contains,
    /// `notContains`
    NotContains,
    /// `in`: one of a list
    In,
    /// `notIn`
    NotIn,
    /// `containsKey`: a key of an object
    ContainsKey,
    /// `notContainsKey`
    NotContainsKey,
    /// `less`
    Less,
    /// `lessOrEquals`
    LessOrEquals,
    /// `greater`
    Greater,
    /// `greaterOrEquals`
    GreaterOrEquals,
    /// `exists`: neither absent nor `null`
    Exists,
}

impl Operator {
    /// Every operator with its name, in the order of Microsoft's documentation.
    pub const ALL: [(Operator, &'static str); 19] = [
        (Operator::Equals, "equals"),
        (Operator::NotEquals, "notEquals"),
        (Operator::Like, "like"),
        (Operator::NotLike, "notLike"),
        (Operator::Match, "match"),
        (Operator::MatchInsensitively, "matchInsensitively"),
        (Operator::NotMatch, "notMatch"),
        (Operator::NotMatchInsensitively, "notMatchInsensitively"),
        (Operator::Contains, "contains"),
        (Operator::NotContains, "notContains"),
        (Operator::In, "in"),
        (Operator::NotIn, "notIn"),
        (Operator::ContainsKey, "containsKey"),
        (Operator::NotContainsKey, "notContainsKey"),
        (Operator::Less, "less"),
        (Operator::LessOrEquals, "lessOrEquals"),
        (Operator::Greater, "greater"),
        (Operator::GreaterOrEquals, "greaterOrEquals"),
        (Operator::Exists, "exists"),
    ];

    /// The operator of this name, in any case.
    pub fn named(name: &str) -> Option<Operator> {
        Operator::ALL
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(operator, _)| *operator)
    }

    /// The name as Microsoft writes it.
    pub fn name(self) -> &'static str {
        Operator::ALL
            .iter()
            .find(|(operator, _)| *operator == self)
            .map_or("", |(_, name)| name)
    }

    /// True for the four that order numbers, texts or moments: they turn at one point only as a number grows.
    pub(super) fn is_ordering(self) -> bool {
        matches!(
            self,
            Operator::Less | Operator::LessOrEquals | Operator::Greater | Operator::GreaterOrEquals
        )
    }

    /// True for the four that ask whether two values are equal.
    pub(super) fn compares_equal(self) -> bool {
        matches!(
            self,
            Operator::Equals | Operator::NotEquals | Operator::In | Operator::NotIn
        )
    }

    /// Whether the operator holds between two values. `None` is an absent value, or an expression that has none.
    pub(super) fn holds(self, left: Option<View<'_>>, right: Option<View<'_>>) -> bool {
        match self {
            Operator::Equals => equals(left, right),
            Operator::NotEquals => !equals(left, right),
            Operator::In => is_one_of(left, right),
            Operator::NotIn => !is_one_of(left, right),
            Operator::Contains => contains(left, right).unwrap_or(false),
            Operator::NotContains => !contains(left, right).unwrap_or(left.is_some()),
            Operator::ContainsKey => contains_key(left, right).unwrap_or(false),
            Operator::NotContainsKey => !contains_key(left, right).unwrap_or(left.is_some()),
            Operator::Like => fits(left, right, text::is_like),
            Operator::NotLike => !fits(left, right, text::is_like),
            Operator::Match => fits(left, right, text::matches),
            Operator::NotMatch => !fits(left, right, text::matches),
            Operator::MatchInsensitively => fits(left, right, matches_in_any_case),
            Operator::NotMatchInsensitively => !fits(left, right, matches_in_any_case),
            Operator::Less => ordered(left, right, Ordering::is_lt),
            Operator::LessOrEquals => ordered(left, right, Ordering::is_le),
            Operator::Greater => ordered(left, right, Ordering::is_gt),
            Operator::GreaterOrEquals => ordered(left, right, Ordering::is_ge),
            Operator::Exists => {
                let exists = !matches!(left, None | Some(View::Null));
                exists == right.and_then(as_flag).unwrap_or(false)
            }
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

fn as_flag(view: View<'_>) -> Option<bool> {
    match view {
        View::Bool(flag) => Some(flag),
        View::Text(text) => flag_of(text),
        _ => None,
    }
}

fn equals(left: Option<View<'_>>, right: Option<View<'_>>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.same(right),
        (None, Some(View::Null)) => true,
        _ => false,
    }
}

/// An absent value is in a list that names `null`; a `null` that the row spells out is in none.
fn is_one_of(left: Option<View<'_>>, right: Option<View<'_>>) -> bool {
    match (left, right) {
        (None, Some(View::Array(items))) => items.iter().any(Value::is_null),
        (None, _) | (_, None) | (Some(View::Null), _) => false,
        (Some(left), Some(View::Array(items))) => {
            items.iter().any(|item| !item.is_null() && left.same(View::from(item)))
        }
        (Some(left), Some(right)) => left.same(right),
    }
}

/// `None` where one side is absent: then neither `contains` nor, with the right side absent, `notContains` holds.
fn contains(left: Option<View<'_>>, right: Option<View<'_>>) -> Option<bool> {
    let (left, right) = (left?, right?);
    Some(match (left, right) {
        (View::Text(haystack), View::Text(needle)) => text::contains(haystack, needle),
        (View::Text(haystack), scalar) => scalar.to_text().is_some_and(|needle| text::contains(haystack, &needle)),
        (View::Array(items), element) => items.iter().any(|item| View::from(item).same(element)),
        (View::Object(members), key) => members.iter().any(|(name, _)| View::Text(name).same(key)),
        (scalar, View::Text(needle)) => scalar
            .to_text()
            .is_some_and(|haystack| text::contains(&haystack, needle)),
        _ => false,
    })
}

fn contains_key(left: Option<View<'_>>, right: Option<View<'_>>) -> Option<bool> {
    let (left, right) = (left?, right?);
    Some(match left {
        View::Object(members) => members.iter().any(|(name, _)| View::Text(name).same(right)),
        _ => false,
    })
}

/// Holds the text of one scalar against the pattern of another.
fn fits(left: Option<View<'_>>, right: Option<View<'_>>, test: fn(&str, &str) -> bool) -> bool {
    match (left, right) {
        (Some(View::Text(text)), Some(View::Text(pattern))) => test(text, pattern),
        (Some(left), Some(right)) => match (left.to_text(), right.to_text()) {
            (Some(text), Some(pattern)) => test(&text, &pattern),
            _ => false,
        },
        _ => false,
    }
}

fn matches_in_any_case(text: &str, pattern: &str) -> bool {
    text::matches(&text::fold(text), &text::fold(pattern))
}

fn ordered(left: Option<View<'_>>, right: Option<View<'_>>, test: fn(Ordering) -> bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.order(right).is_some_and(test),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_found_by_its_name_in_any_case() {
        for (operator, name) in Operator::ALL {
            assert_eq!(Operator::named(&name.to_uppercase()), Some(operator));
            assert_eq!(operator.name(), name);
        }
    }

    #[test]
    fn an_absent_value_fails_every_positive_test_and_passes_its_negation() {
        let right = Value::from("x");
        let right = Some(View::from(&right));
        for operator in [
            Operator::Equals,
            Operator::Like,
            Operator::Match,
            Operator::MatchInsensitively,
            Operator::Contains,
            Operator::In,
            Operator::ContainsKey,
        ] {
            assert!(!operator.holds(None, right), "{operator}");
        }
        for operator in [
            Operator::NotEquals,
            Operator::NotLike,
            Operator::NotMatch,
            Operator::NotMatchInsensitively,
            Operator::NotContains,
            Operator::NotIn,
            Operator::NotContainsKey,
        ] {
            assert!(operator.holds(None, right), "{operator}");
        }
        for operator in [
            Operator::Less,
            Operator::LessOrEquals,
            Operator::Greater,
            Operator::GreaterOrEquals,
        ] {
            assert!(!operator.holds(None, right), "{operator}");
        }
    }
}
