//! What each operator makes of each kind of value, as Azure has it.

use serde_json::{Value as Json, json};

use super::test_of;

/// Every row of the table: operator, expected value, the properties, and whether the test of `properties.x` holds.
fn check(table: &[(&str, Json, Json, bool)]) {
    for (operator, expected, properties, holds) in table {
        let found = test_of(operator, expected.clone(), properties.clone());
        assert_eq!(found, *holds, "{properties} {operator} {expected}");
    }
}

#[test]
fn equality_looks_through_case_and_spelling() {
    check(&[
        ("equals", json!("Disabled"), json!({"x": "disabled"}), true),
        ("equals", json!(80), json!({"x": "80"}), true),
        ("equals", json!("80"), json!({"x": 80}), true),
        ("equals", json!(true), json!({"x": "TRUE"}), true),
        ("equals", json!("True"), json!({"x": true}), true),
        ("equals", json!(1.0), json!({"x": 1}), true),
        ("equals", json!("MÜNCHEN"), json!({"x": "münchen"}), true),
        ("notEquals", json!("true"), json!({"x": false}), true),
    ]);
}

#[test]
fn an_absent_field_is_null() {
    check(&[
        ("equals", json!("a"), json!({}), false),
        ("equals", json!(null), json!({}), true),
        ("equals", json!(null), json!({"x": null}), true),
        ("equals", json!(""), json!({}), true),
        ("equals", json!(false), json!({}), false),
        ("notEquals", json!("a"), json!({}), true),
        ("notEquals", json!(true), json!({}), true),
        ("in", json!(["a"]), json!({}), false),
        ("notIn", json!(["a"]), json!({}), true),
        ("contains", json!("a"), json!({}), false),
        ("notContains", json!("a"), json!({}), true),
        ("like", json!("*"), json!({}), false),
        ("notLike", json!("*"), json!({}), true),
        ("match", json!("#"), json!({}), false),
        ("notMatch", json!("#"), json!({}), true),
        ("containsKey", json!("a"), json!({}), false),
        ("notContainsKey", json!("a"), json!({}), true),
        ("less", json!(1), json!({}), false),
        ("lessOrEquals", json!(1), json!({}), false),
        ("greater", json!(1), json!({}), false),
        ("greaterOrEquals", json!(1), json!({}), false),
    ]);
}

#[test]
fn existence_is_being_neither_absent_nor_null() {
    check(&[
        ("exists", json!(true), json!({"x": ""}), true),
        ("exists", json!("true"), json!({"x": []}), true),
        ("exists", json!("True"), json!({"x": false}), true),
        ("exists", json!(true), json!({"x": null}), false),
        ("exists", json!("false"), json!({"x": null}), true),
        ("exists", json!(false), json!({}), true),
        ("exists", json!(false), json!({"x": 0}), false),
    ]);
}

#[test]
fn numbers_moments_and_texts_are_ordered() {
    check(&[
        ("greater", json!(1024), json!({"x": "8080"}), true),
        ("less", json!(100), json!({"x": "80"}), true),
        ("greater", json!(0.5), json!({"x": 0.75}), true),
        ("greaterOrEquals", json!(3), json!({"x": 3}), true),
        ("less", json!("1.2"), json!({"x": "1.0"}), true),
        ("less", json!(3), json!({"x": "many"}), false),
        (
            "greater",
            json!("2024-01-01T00:00:00Z"),
            json!({"x": "2024-01-01T00:00:00.5Z"}),
            true,
        ),
        (
            "less",
            json!("2024-01-01T00:00:00Z"),
            json!({"x": "2023-12-31T23:30:00-01:00"}),
            false,
        ),
    ]);
}

#[test]
fn a_list_is_searched_without_regard_to_case() {
    check(&[
        ("in", json!(["eastus", "westus"]), json!({"x": "EastUS"}), true),
        ("in", json!([80, 443]), json!({"x": "443"}), true),
        ("in", json!([null]), json!({"x": null}), false),
        ("in", json!([]), json!({"x": "a"}), false),
        ("notIn", json!([]), json!({"x": "a"}), true),
        ("notin", json!(["a"]), json!({"x": "A"}), false),
    ]);
}

#[test]
fn containing_means_part_element_or_key() {
    check(&[
        ("contains", json!("PROD"), json!({"x": "my-prod-vm"}), true),
        ("contains", json!(8), json!({"x": "1080"}), true),
        ("contains", json!("b"), json!({"x": ["a", "B"]}), true),
        ("contains", json!("b"), json!({"x": {"B": 1}}), true),
        ("contains", json!("08"), json!({"x": 1080}), true),
        ("notContains", json!("c"), json!({"x": ["a", "b"]}), true),
        ("containsKey", json!("Env"), json!({"x": {"env": 1}}), true),
        ("containsKey", json!("env"), json!({"x": ["env"]}), false),
        ("notContainsKey", json!("env"), json!({"x": {"owner": 1}}), true),
    ]);
}

#[test]
fn patterns_are_held_against_the_whole_text() {
    check(&[
        (
            "like",
            json!("Standard_N*"),
            json!({"x": "standard_NC24ads_A100_v4"}),
            true,
        ),
        ("like", json!("Standard_N*"), json!({"x": "Standard_D4s_v3"}), false),
        ("notLike", json!("test-*"), json!({"x": "prod"}), true),
        ("match", json!("vm-##"), json!({"x": "vm-01"}), true),
        ("match", json!("VM-##"), json!({"x": "vm-01"}), false),
        ("matchInsensitively", json!("VM-##"), json!({"x": "vm-01"}), true),
        ("notMatch", json!("vm-##"), json!({"x": "vm-1"}), true),
        ("notMatchInsensitively", json!("VM-?"), json!({"x": "vm-a"}), false),
        ("like", json!(2), json!({"x": 2}), true),
    ]);
}
