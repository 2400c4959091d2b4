//! Where the engine and the interpreter differ, and why the engine is right. Each is asserted on both sides, so that a new
//! version of the interpreter that mends one is noticed. Rows and conditions elsewhere keep out of the way of these.

use serde_json::{Value as Json, json};
use underpin::condition::{Condition, Context, Truth};
use underpin::value::Value;
use underpin_oracle::azure::Oracle;

/// What the interpreter says, and what the engine says.
fn both(condition: &Json, row: &Json) -> (bool, Truth) {
    let oracle = Oracle::of_paths(condition).expect("compiled");
    let engine = Condition::parse(condition).expect("parsed");
    let truth = engine.truth(&Value::from(row.clone()), &Context::default());
    (oracle.holds(row).expect("an answer"), truth)
}

/// The condition `like` takes a wildcard in the value it compares with, never in the text that is compared:
/// <https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions>. The
/// interpreter lets a `*` of the text use up the `*` of the pattern, and finds nothing left to stand for the rest.
#[test]
fn a_star_in_the_text_is_a_character_like_any_other() {
    let test = json!({"field": "name", "like": "https://*"});
    assert_eq!(
        both(&test, &json!({"name": "https://*.contoso.example"})),
        (false, Truth::True)
    );
}

/// Without `where`, `count` gives the number of members, added up over nested arrays:
/// <https://learn.microsoft.com/azure/governance/policy/how-to/author-policies-for-arrays#count-expressions>. A missing
/// array has none, and the interpreter says so too, unless it is nested and the count has no `where`.
#[test]
fn a_nested_array_that_is_missing_has_no_members_with_or_without_a_filter() {
    let row = json!({"properties": {"a": [{}]}});
    let counted = json!({"count": {"field": "properties.a[*].b[*]"}, "less": 1});
    assert_eq!(both(&counted, &row), (false, Truth::True));
    let all = json!({"field": "properties.a[*].b[*]", "exists": true});
    let filtered = json!({"count": {"field": "properties.a[*].b[*]", "where": all}, "less": 1});
    assert_eq!(both(&filtered, &row), (true, Truth::True));
}

/// `less` and `greater` take dates:
/// <https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions>. The
/// interpreter compares their spelling.
#[test]
fn moments_are_compared_as_moments() {
    let test = json!({"field": "properties.at", "less": "2024-01-01T00:00:00Z"});
    assert_eq!(
        both(&test, &json!({"properties": {"at": "2024-01-01T01:00:00+02:00"}})),
        (false, Truth::True)
    );
}
