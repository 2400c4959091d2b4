//! Template functions of truth, equality and order. They agree with the operators of the same name.

use std::borrow::Cow;

use super::super::operator::Operator;
use super::super::view::{View, flag_of};
use crate::value::Value;

type Arguments<'a> = [Cow<'a, Value>];

pub(super) fn not(arguments: &Arguments) -> Option<Value> {
    let [flag] = arguments else { return None };
    let flag = View::from(&**flag);
    Some(match flag.is_no_truth() {
        true => Value::Unknown,
        false => Value::Bool(!flag.same(View::Bool(true))),
    })
}

pub(super) fn yes(_: &Arguments) -> Option<Value> {
    Some(Value::Bool(true))
}

pub(super) fn no(_: &Arguments) -> Option<Value> {
    Some(Value::Bool(false))
}

pub(super) fn null(_: &Arguments) -> Option<Value> {
    Some(Value::Null)
}

pub(super) fn bool(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    let flag = match &**value {
        Value::Bool(flag) => *flag,
        Value::String(text) if &**text == "1" => true,
        Value::String(text) if &**text == "0" => false,
        Value::String(text) => flag_of(text)?,
        Value::Number(number) => number.as_f64()? != 0.0,
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Part(_) | Value::Unknown => return None,
    };
    Some(Value::Bool(flag))
}

/// Unknown where a truth value is compared with a value that is none: one of the two is of the row, in other words than Azure's.
pub(super) fn equals(arguments: &Arguments) -> Option<Value> {
    let [left, right] = arguments else { return None };
    match (View::from(&**left), View::from(&**right)) {
        (View::Bool(_), other) | (other, View::Bool(_)) if other.is_no_truth() => Some(Value::Unknown),
        _ => compare(Operator::Equals, arguments),
    }
}

pub(super) fn less(arguments: &Arguments) -> Option<Value> {
    compare(Operator::Less, arguments)
}

pub(super) fn less_or_equals(arguments: &Arguments) -> Option<Value> {
    compare(Operator::LessOrEquals, arguments)
}

pub(super) fn greater(arguments: &Arguments) -> Option<Value> {
    compare(Operator::Greater, arguments)
}

pub(super) fn greater_or_equals(arguments: &Arguments) -> Option<Value> {
    compare(Operator::GreaterOrEquals, arguments)
}

pub(super) fn contains(arguments: &Arguments) -> Option<Value> {
    compare(Operator::Contains, arguments)
}

fn compare(operator: Operator, arguments: &Arguments) -> Option<Value> {
    let [left, right] = arguments else {
        return None;
    };
    let holds = operator.holds(Some(View::from(&**left)), Some(View::from(&**right)));
    Some(Value::Bool(holds))
}

pub(super) fn empty(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    Some(Value::Bool(match &**value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Part(_) | Value::Unknown => return None,
        Value::Bool(_) | Value::Number(_) => false,
    }))
}
