//! The outcome of a template expression on one resource: a value, none, or unknown.

use std::borrow::Cow;

use crate::value::{Fact, Value};

/// The outcome of an expression.
#[derive(Debug)]
pub(super) enum Answer<'v> {
    Known(Cow<'v, Value>),
    /// The expression has no value: a function was given what it cannot work with. Azure fails the request; no test of it holds.
    Undefined,
    /// The answer depends on something that was not exported.
    Unknown,
}

impl<'v> Answer<'v> {
    pub(super) fn of(value: Option<Value>) -> Answer<'v> {
        match value {
            Some(Value::Unknown) => Answer::Unknown,
            Some(value) => Answer::Known(Cow::Owned(value)),
            None => Answer::Undefined,
        }
    }

    pub(super) fn from_fact(fact: Fact<'v>) -> Answer<'v> {
        match fact {
            Fact::Value(value) => Answer::Known(Cow::Borrowed(value)),
            Fact::Text(text) => Answer::Known(Cow::Owned(Value::from(text))),
            Fact::Absent => Answer::Known(Cow::Owned(Value::Null)),
            Fact::Unknown => Answer::Unknown,
        }
    }
}
