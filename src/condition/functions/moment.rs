//! Template functions of time. None of them reads the clock.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::number::whole;
use crate::value::Value;

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

/// A moment that much later: the second argument is a duration of ISO 8601, such as `P1M` or `-PT12H`.
pub(super) fn add(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [moment, span] = arguments else { return None };
    let moment: Timestamp = moment.as_str()?.parse().ok()?;
    let span: Span = span.as_str()?.parse().ok()?;
    let later = moment.to_zoned(TimeZone::UTC).checked_add(span).ok()?;
    Some(Value::from(later.timestamp().to_string().as_str()))
}

/// The moment so many seconds after 1970.
pub(super) fn from_epoch(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [seconds] = arguments else { return None };
    let moment = Timestamp::from_second(whole(seconds)?).ok()?;
    Some(Value::from(moment.to_string().as_str()))
}

/// The seconds from 1970 to the moment.
pub(super) fn to_epoch(arguments: &[Cow<'_, Value>]) -> Option<Value> {
    let [moment] = arguments else { return None };
    let moment: Timestamp = moment.as_str()?.parse().ok()?;
    Some(Value::Number(moment.as_second().into()))
}
