//! Template expressions: what they come to, and what they are refused for.

use serde_json::{Value as Json, json};

use super::super::Truth;
use super::{Condition, Parameters, holds, judge};
use crate::ingest::value::Value;

fn row() -> Json {
    json!({
        "id": "/subscriptions/sub-1/resourceGroups/rg-1/providers/Microsoft.X/y/z", "name": "prod-vm-01",
        "tags": {"env": "prod"}, "properties": {"list": ["a", "b"], "items": [{"v": 1}, {}, {"v": 3}]},
    })
}

#[test]
fn an_expression_comes_to_its_value() {
    for (expression, value) in [
        ("concat('a', 1, true)", json!("a1true")),
        ("concat(createArray(1), createArray(2))", json!([1, 2])),
        ("toUpper(toLower('Ab'))", json!("AB")),
        ("length(field('properties.list'))", json!(2)),
        ("length(field('properties.missing[*]'))", json!(0)),
        ("field('properties.items[*].v')", json!([1, 3])),
        ("first(split(field('name'), '-'))", json!("prod")),
        ("last(field('properties.list'))", json!("b")),
        ("replace(field('name'), '-', '_')", json!("prod_vm_01")),
        ("substring(field('name'), 0, 4)", json!("prod")),
        ("if(contains(field('name'), 'PROD'), 'yes', 'no')", json!("yes")),
        ("and(true, not(false()), or(false, true))", json!(true)),
        ("int('42')", json!(42)),
        ("string(42)", json!("42")),
        ("bool('1')", json!(true)),
        ("add(mul(3, 4), sub(10, -3))", json!(25)),
        ("add(-2.5, 3.5)", json!(1)),
        ("mod(div(10, 3), 2)", json!(1)),
        ("max(createArray(5, 3, 8))", json!(8)),
        ("startsWith(field('name'), 'PROD')", json!(true)),
        ("endsWith('a.JSON', '.json')", json!(true)),
        ("greaterOrEquals(2, 2)", json!(true)),
        ("union(createArray('a'), createArray('a', 'b'))", json!(["a", "b"])),
        ("intersection(createArray('a', 'b'), createArray('b'))", json!(["b"])),
        ("ipRangeContains('10.0.0.0/16', '10.0.1.0/24')", json!(true)),
        ("addDays('2024-01-30T00:00:00Z', 5)", json!("2024-02-04T00:00:00Z")),
        ("coalesce(field('properties.none'), 'd')", json!("d")),
        ("createObject('a', createArray(1, 2)).a[1]", json!(2)),
        ("empty(field('properties.none'))", json!(true)),
        ("padLeft('5', 3, '0')", json!("005")),
        ("indexOf('hello world', 'WORLD')", json!(6)),
        ("resourceGroup().name", json!("rg-1")),
        ("subscription().subscriptionId", json!("sub-1")),
        ("'it''s'", json!("it's")),
    ] {
        let test = json!({"value": format!("[{expression}]"), "equals": value});
        assert!(holds(test, row()), "{expression}");
    }
}

#[test]
fn nothing_holds_of_an_expression_without_a_value() {
    for expression in [
        "length(field('properties.none'))",
        "int('many')",
        "div(1, 0)",
        "createArray(1)[3]",
    ] {
        for operator in ["equals", "notEquals"] {
            let test = json!({"value": format!("[{expression}]"), operator: "x"});
            assert!(!holds(test, row()), "{expression} {operator}");
        }
    }
}

#[test]
fn what_the_resource_does_not_tell_of_its_group_is_unknown() {
    let test = super::condition(json!({"value": "[resourceGroup().location]", "equals": "eastus"}));
    assert_eq!(judge(&test, row()), Truth::Unknown);
}

#[test]
fn two_brackets_stand_for_one() {
    assert!(holds(json!({"value": "[[a]", "equals": "[[a]"}), json!({})));
    assert!(holds(
        json!({"field": "name", "equals": "[[a]"}),
        json!({"name": "[a]"})
    ));
}

#[test]
fn parameters_are_values_or_defaults() {
    let declared = json!({"kinds": {"type": "Array", "defaultValue": ["a"]}, "limit": {"type": "Integer"}});
    let parameters = Parameters::from_definition(&declared).with("Limit", Value::from(json!(3)));
    let test = json!({"allOf": [
        {"field": "kind", "notIn": "[parameters('kinds')]"},
        {"value": "[length(parameters('KINDS'))]", "less": "[parameters('limit')]"},
    ]});
    let parsed = Condition::parse_with(&test, &parameters).unwrap();
    assert_eq!(judge(&parsed, json!({"kind": "b"})), Truth::True);
    assert_eq!(judge(&parsed, json!({"kind": "A"})), Truth::False);
    assert_eq!(
        parsed.to_json(),
        json!({"allOf": [{"field": "kind", "notIn": ["a"]}, {"value": 1, "less": 3}]})
    );
}
