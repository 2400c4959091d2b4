//! The condition language seen from outside: what it accepts, what it says, and the laws it keeps.

mod arrays;
mod corpus;
mod expressions;
mod faults;
mod fields;
mod laws;
mod operators;
mod reasons;
mod speed;
mod truth_values;
mod unknowns;

use serde_json::{Value as Json, json};

use super::{Condition, Context, Parameters, Truth};
use crate::value::Value;

/// Parses a condition that must be sound.
fn condition(json: Json) -> Condition {
    match Condition::parse(&json) {
        Ok(condition) => condition,
        Err(faults) => panic!("{json}: {faults:?}"),
    }
}

/// The truth of a condition for a plain row; the way with reasons and the way without must agree.
fn judge(condition: &Condition, row: Json) -> Truth {
    let row = Value::from(row);
    let context = Context::default();
    let truth = condition.truth(&row, &context);
    assert_eq!(condition.evaluate(&row, &context).truth, truth);
    truth
}

/// Whether a condition holds of a plain row, in which nothing is unknown.
fn holds(json: Json, row: Json) -> bool {
    match judge(&condition(json), row) {
        Truth::True => true,
        Truth::False => false,
        Truth::Unknown => panic!("unknown, though the whole row is known"),
    }
}

/// Whether a single test of `properties.x` holds.
fn test_of(operator: &str, expected: Json, properties: Json) -> bool {
    holds(
        json!({ "field": "properties.x", operator: expected }),
        json!({ "properties": properties }),
    )
}
