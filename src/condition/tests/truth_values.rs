//! Where a truth value is expected, any other value is unknown: Azure keeps one there, and the export does not show which.

use serde_json::{Value as Json, json};

use super::super::{Actual, Context, Truth};
use super::{condition, judge};
use crate::value::Value;

/// The answer of a single test of a property.
fn of_property(operator: &str, expected: Json, found: Json) -> Truth {
    let test = condition(json!({ "field": "properties.x", operator: expected }));
    judge(&test, json!({ "properties": { "x": found } }))
}

#[test]
fn a_word_a_number_or_an_object_is_no_truth_value() {
    for found in [
        json!("yes"),
        json!("SANN"),
        json!(""),
        json!(1),
        json!(0),
        json!({"a": true}),
        json!([true]),
    ] {
        for (operator, expected) in [
            ("equals", json!(true)),
            ("notEquals", json!(false)),
            ("equals", json!("true")),
            ("notEquals", json!("False")),
            ("in", json!([true, "false", null])),
            ("notIn", json!([false])),
        ] {
            let truth = of_property(operator, expected.clone(), found.clone());
            assert_eq!(truth, Truth::Unknown, "{found} {operator} {expected}");
        }
    }
}

#[test]
fn a_truth_value_may_be_written_as_text_on_either_side() {
    for (operator, expected, found, truth) in [
        ("equals", json!("true"), json!(true), Truth::True),
        ("equals", json!("TRUE"), json!("true"), Truth::True),
        ("equals", json!(false), json!("False"), Truth::True),
        ("notEquals", json!(true), json!("True"), Truth::False),
        ("in", json!(["true"]), json!(true), Truth::True),
        ("notIn", json!([true]), json!("FALSE"), Truth::True),
    ] {
        assert_eq!(
            of_property(operator, expected.clone(), found.clone()),
            truth,
            "{found} {operator} {expected}"
        );
    }
}

#[test]
fn null_and_absent_are_no_truth_values_for_azure_either_and_decide() {
    assert_eq!(of_property("equals", json!(true), Json::Null), Truth::False);
    assert_eq!(of_property("notEquals", json!("true"), Json::Null), Truth::True);
    let absent = condition(json!({"field": "properties.x", "notEquals": true}));
    assert_eq!(judge(&absent, json!({"properties": {}})), Truth::True);
}

#[test]
fn a_tag_is_a_text_whatever_it_is_compared_with() {
    for (expected, found, truth) in [
        (json!(true), "yes", Truth::False),
        (json!("true"), "yes", Truth::False),
        (json!(true), "TRUE", Truth::True),
    ] {
        for field in ["tags.ai", "tags['ai']", "[concat('tags[', 'ai', ']')]"] {
            let test = condition(json!({ "field": field, "equals": expected }));
            assert_eq!(
                judge(&test, json!({ "tags": { "ai": found } })),
                truth,
                "{field} {found} {expected}"
            );
        }
    }
}

#[test]
fn a_text_among_other_texts_is_compared_as_text() {
    assert_eq!(
        of_property("in", json!(["true", "enabled"]), json!("yes")),
        Truth::False
    );
    assert_eq!(of_property("equals", json!("enabled"), json!(true)), Truth::False);
    let kind = condition(json!({"field": "kind", "equals": "true"}));
    assert_eq!(judge(&kind, json!({"kind": "yes"})), Truth::False);
}

#[test]
fn elements_and_expressions_are_held_to_it_as_fields_are() {
    let row = json!({"properties": {"x": "yes", "list": [{"on": true}, {"on": "yes"}]}});
    for test in [
        json!({"field": "properties.list[*].on", "equals": true}),
        json!({"value": "[field('properties.x')]", "equals": true}),
        json!({"field": "properties.x", "equals": "[equals(1, 1)]"}),
        json!({"value": "[equals(field('properties.x'), true())]", "equals": true}),
        json!({"value": "[not(field('properties.x'))]", "equals": true}),
        json!({"value": "[and(true(), field('properties.x'))]", "equals": true}),
        json!({"value": "[if(field('properties.x'), 'a', 'b')]", "equals": "a"}),
        json!({"count": {"field": "properties.list[*]", "where":
            {"value": "[current('properties.list[*].on')]", "equals": true}}, "equals": 2}),
    ] {
        assert_eq!(judge(&condition(test.clone()), row.clone()), Truth::Unknown, "{test}");
    }
}

#[test]
fn the_reason_names_the_place_and_the_word() {
    let off = condition(json!({"field": "Microsoft.Search/searchServices/disableLocalAuth", "notEquals": true}));
    let row =
        Value::from(json!({"type": "microsoft.search/searchservices", "properties": {"disableLocalAuth": "yes"}}));
    let leaf = off.evaluate(&row, &Context::default()).trace.remove(0);
    assert_eq!(leaf.path.as_deref(), Some("properties.disableLocalAuth"));
    assert_eq!(leaf.actual, Actual::NoTruthValue("yes".to_owned()));
    assert_eq!(leaf.actual.to_string(), "yes, which is neither true nor false");
}

#[test]
fn a_reader_is_told_where_a_truth_value_is_expected() {
    let condition = condition(json!({"allOf": [
        {"field": "properties.on", "equals": true},
        {"field": "properties.on", "exists": true},
        {"field": "properties.word", "equals": "on"},
        {"field": "tags.t", "equals": true},
        {"value": "[not(field('properties.off'))]", "equals": true},
    ]}));
    let expected: Vec<(String, bool)> = condition
        .paths()
        .into_iter()
        .map(|read| (read.path.to_string(), read.is_truth))
        .collect();
    let expected: Vec<(&str, bool)> = expected.iter().map(|(path, is_truth)| (&**path, *is_truth)).collect();
    assert_eq!(
        expected,
        [
            ("properties.on", true),
            ("properties.word", false),
            ("tags.t", false),
            ("properties.off", true)
        ]
    );
}
