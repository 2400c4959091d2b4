//! Template functions of time. None of them reads the clock.

use std::borrow::Cow;

use jiff::SignedDuration;

use super::number::whole;
use crate::ingest::value::Value;

/// A moment that many days of 24 hours later; earlier where the number is below zero.
pub(super) fn add_days(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [moment, days] = arguments else {
        return None;
    };
    let moment: jiff::Timestamp = moment.as_str()?.parse().ok()?;
    let later = SignedDuration::try_from_hours(whole(days)?.checked_mul(24)?)?;
    let result = moment.checked_add(later).ok()?;
    Some(Value::from(result.to_string().as_str()))
}
