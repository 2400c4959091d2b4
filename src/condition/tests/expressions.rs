//! Template expressions: what they come to, and what they are refused for.

use serde_json::{Value as Json, json};

use super::super::Truth;
use super::{Condition, Parameters, holds, judge};
use crate::value::Value;

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
        ("string(mul(2.0, 3.5))", json!("7")),
        (
            "flatten(createArray(createArray(1), createArray(2, 3)))",
            json!([1, 2, 3]),
        ),
        ("range(3, 2)", json!([3, 4])),
        ("items(createObject('b', 2, 'a', 1))[0].key", json!("a")),
        ("objectKeys(field('tags'))", json!(["env"])),
        ("tryGet(field('properties.items'), 2, 'v')", json!(3)),
        ("format('{0}/{1}{{}}', 'a', 7)", json!("a/7{}")),
        ("json('{\"a\": [1, 2]}').a[1]", json!(2)),
        (
            "dateTimeAdd('2024-01-31T00:00:00Z', 'P1M')",
            json!("2024-02-29T00:00:00Z"),
        ),
        ("dateTimeToEpoch(dateTimeFromEpoch(1700000000))", json!(1_700_000_000)),
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

/// Every function of <https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#policy-functions>.
#[test]
fn what_azure_allows_in_a_rule_is_read_and_given_back() {
    for expression in [
        "addDays(utcNow(), -30)",
        "and(bool('true'), or(equals(1, 2), not(less(1, 2))))",
        "array(field('tags'))",
        "base64(base64ToString(dataUri(dataUriToString(string(base64ToJson('a'))))))",
        "cidrHost(cidrSubnet('10.0.0.0/16', 24, 0), 1)",
        "coalesce(null(), createObject('a', createArray(1)))",
        "concat('a', toLower(toUpper(trim(' b '))))",
        "contains(split('a,b', ','), 'a')",
        "dateTimeAdd(utcNow(), '-P3M')",
        "empty(first(skip(take(union(createArray(1), createArray(2)), 2), 1)))",
        "endsWith(field('name'), last(split(field('id'), '/')))",
        "format('{0}', guid('a'))",
        "if(greater(int('1'), float('0')), 'a', 'b')",
        "ipRangeContains('10.0.0.0/24', parseCidr('10.0.0.0/24').firstUsable)",
        "join(intersection(createArray('a'), createArray('a')), ',')",
        "lastIndexOf('abc', padLeft(substring(replace('abc', 'a', 'b'), 0, 1), 2, ' '))",
        "length(objectKeys(shallowMerge(createArray(field('tags')))))",
        "max(min(1, 2), add(1, sub(2, mul(3, div(4, mod(5, 3))))))",
        "policy().assignmentId",
        "requestContext().apiVersion",
        "requestContext().identity['http://schemas.microsoft.com/identity/claims/objectidentifier']",
        "resourceGroup().tags['a.b']",
        "startsWith(uniqueString(subscription().subscriptionId), 'a')",
        "tryGet(items(json('{}')), 0)",
        "uri('https://a', uriComponentToString(uriComponent('b')))",
    ] {
        let read = super::condition(json!({"value": format!("[{expression}]"), "exists": true}));
        let again = super::condition(read.to_json());
        assert_eq!(again.to_json(), read.to_json(), "{expression}");
    }
    for function in [
        "copyIndex",
        "deployment",
        "environment",
        "listKeys",
        "managementGroup",
        "newGuid",
        "pickZones",
        "providers",
        "reference",
        "resourceId",
        "subscriptionResourceId",
        "tenant",
        "variables",
    ] {
        let faults = Condition::parse(&json!({"value": format!("[{function}('a')]"), "exists": true})).unwrap_err();
        assert_eq!(faults[0].code, "unsupported-function", "{function}");
    }
}

#[test]
fn what_only_azure_can_tell_is_unknown() {
    for expression in [
        "requestContext().apiVersion",
        "policy().definitionId",
        "uniqueString('a')",
        "concat('a', guid('b'))",
    ] {
        for operator in ["equals", "notEquals"] {
            let test = super::condition(json!({"value": format!("[{expression}]"), operator: "x"}));
            assert_eq!(judge(&test, row()), Truth::Unknown, "{expression} {operator}");
        }
    }
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
