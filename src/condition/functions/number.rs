//! Template functions of numbers. Integers stay integers; a result that does not fit has no value.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Number;

use super::super::view::{number_of, order_numbers};
use crate::value::Value;

type Arguments<'a> = [Cow<'a, Value>];

/// The number as an integer, cut off towards zero.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else {
        return None;
    };
    number.as_i64().or_else(|| {
        let cut = number.as_f64()?.trunc();
        // Above 2^53 not every integer is a float of its own.
        (cut.abs() <= 9_007_199_254_740_992.0).then_some(cut as i64)
    })
}

/// The number that a value is or spells.
fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => number_of(text),
        _ => None,
    }
}

pub(super) fn int(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    let whole = whole(&Value::Number(number(value)?))?;
    Some(Value::Number(whole.into()))
}

pub(super) fn float(arguments: &Arguments) -> Option<Value> {
    let [value] = arguments else { return None };
    Number::from_f64(number(value)?.as_f64()?).map(Value::Number)
}

pub(super) fn add(arguments: &Arguments) -> Option<Value> {
    calculate(arguments, i64::checked_add, |left, right| left + right)
}

pub(super) fn sub(arguments: &Arguments) -> Option<Value> {
    calculate(arguments, i64::checked_sub, |left, right| left - right)
}

pub(super) fn mul(arguments: &Arguments) -> Option<Value> {
    calculate(arguments, i64::checked_mul, |left, right| left * right)
}

fn calculate(arguments: &Arguments, exact: fn(i64, i64) -> Option<i64>, rough: fn(f64, f64) -> f64) -> Option<Value> {
    let [left, right] = arguments else {
        return None;
    };
    let (Value::Number(left), Value::Number(right)) = (&**left, &**right) else {
        return None;
    };
    let result = match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => exact(left, right)?.into(),
        _ => Number::from_f64(rough(left.as_f64()?, right.as_f64()?))?,
    };
    Some(Value::Number(result))
}

pub(super) fn div(arguments: &Arguments) -> Option<Value> {
    integers(arguments, i64::checked_div)
}

pub(super) fn modulo(arguments: &Arguments) -> Option<Value> {
    integers(arguments, i64::checked_rem)
}

fn integers(arguments: &Arguments, exact: fn(i64, i64) -> Option<i64>) -> Option<Value> {
    let [left, right] = arguments else {
        return None;
    };
    let result = exact(whole(left)?, whole(right)?)?;
    Some(Value::Number(result.into()))
}

pub(super) fn min(arguments: &Arguments) -> Option<Value> {
    extreme(arguments, Ordering::Less)
}

pub(super) fn max(arguments: &Arguments) -> Option<Value> {
    extreme(arguments, Ordering::Greater)
}

/// The least or greatest of several numbers, or of one list of them.
fn extreme(arguments: &Arguments, wanted: Ordering) -> Option<Value> {
    let values: Vec<&Value> = match arguments {
        [list] if list.as_array().is_some() => list.as_array()?.iter().collect(),
        _ => arguments.iter().map(|value| &**value).collect(),
    };
    let mut best: Option<&Number> = None;
    for value in values {
        let Value::Number(number) = value else {
            return None;
        };
        if best.is_none_or(|best| order_numbers(number, best) == Some(wanted)) {
            best = Some(number);
        }
    }
    best.map(|number| Value::Number(number.clone()))
}
