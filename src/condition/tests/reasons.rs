//! The reasons that come with an answer, and the JSON that a condition gives back.

use serde_json::{Value as Json, json};

use super::super::{Actual, Context, Verdict};
use super::condition;
use crate::value::Value;

fn verdict(json: Json, row: Json) -> Verdict {
    condition(json).evaluate(&Value::from(row), &Context::default())
}

/// Each reason as one line.
fn reasons(json: Json, row: Json) -> Vec<String> {
    let trace = verdict(json, row).trace;
    trace
        .iter()
        .map(|leaf| {
            let place = leaf.path.as_deref().unwrap_or(&leaf.subject);
            format!(
                "{place} is {}, tested by {} {}: {:?}",
                leaf.actual, leaf.operator, leaf.expected, leaf.truth
            )
        })
        .collect()
}

fn exposed() -> Json {
    json!({"allOf": [
        {"field": "type", "equals": "Microsoft.Search/searchServices"},
        {"field": "Microsoft.Search/searchServices/publicNetworkAccess", "notEquals": "Disabled"},
        {"count": {"field": "Microsoft.Search/searchServices/networkRuleSet.ipRules[*]"}, "equals": 0},
    ]})
}

#[test]
fn of_what_holds_every_test_is_a_reason() {
    let row = json!({"type": "microsoft.search/searchservices", "properties": {}});
    assert_eq!(
        reasons(exposed(), row),
        [
            "type is microsoft.search/searchservices, tested by equals Microsoft.Search/searchServices: True",
            "properties.publicNetworkAccess is absent, tested by notEquals Disabled: True",
            "properties.networkRuleSet.ipRules[*] is 0, tested by equals 0: True",
        ]
    );
}

#[test]
fn of_what_does_not_hold_only_the_tests_that_failed_are_reasons() {
    let row = json!({"type": "microsoft.search/searchservices", "properties": {"publicNetworkAccess": "disabled"}});
    assert_eq!(
        reasons(exposed(), row),
        ["properties.publicNetworkAccess is disabled, tested by notEquals Disabled: False"]
    );
}

#[test]
fn the_values_of_an_array_are_shown_as_far_as_they_are_short() {
    let row = json!({"properties": {"a": [1, 2, 3, 4, 5]}});
    let verdict = verdict(json!({"field": "properties.a[*]", "less": 9}), row);
    assert_eq!(verdict.trace[0].actual, Actual::Found("1, 2, 3, 2 more".to_owned()));
}

#[test]
fn a_field_of_another_type_is_named_as_such() {
    let verdict = verdict(json!({"field": "A.B/c/x", "exists": false}), json!({"type": "a.b/d"}));
    assert_eq!(verdict.trace[0].actual, Actual::OtherType);
}

#[test]
fn a_reason_names_the_place_that_was_read() {
    let free = json!({"field": "Microsoft.Search/searchServices/sku.name", "equals": "free"});
    let row = json!({"type": "microsoft.search/searchservices", "sku": {"name": "free"}, "properties": {}});
    assert_eq!(verdict(free, row).trace[0].path.as_deref(), Some("sku.name"));
}

#[test]
fn a_long_value_is_cut() {
    let verdict = verdict(
        json!({"field": "name", "exists": true}),
        json!({"name": "é".repeat(500)}),
    );
    assert_eq!(verdict.trace[0].actual.to_string().chars().count(), 81);
}

#[test]
fn a_condition_is_given_back_as_it_was_written() {
    for json in [
        exposed(),
        json!({"not": {"field": "tags['a.b']", "in": ["x", "[[y]"]}}),
        json!({"anyOf": [{"value": "[concat(field('name'), '-x')]", "like": "a*"}, {"field": "kind", "exists": "false"}]}),
        json!({"count": {"value": ["a"], "name": "n", "where":
            {"field": "[concat('tags[', current('n'), ']')]", "exists": true}}, "greater": 0}),
        json!({"value": "[resourceGroup().tags.env]", "equals": "[utcNow()]"}),
        json!({"value": "[if(equals(field('kind'), null()), createArray(1, 'it''s'), field('a[*]'))]", "notEquals": null}),
    ] {
        assert_eq!(condition(json.clone()).to_json(), json);
    }
}
