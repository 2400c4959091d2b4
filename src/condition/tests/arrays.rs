//! Arrays: `[*]` outside a count, counts over fields and over values, and counts in counts.

use serde_json::{Value as Json, json};

use super::holds;

fn items(elements: Json) -> Json {
    json!({ "properties": { "items": elements } })
}

fn all(operator: &str, expected: Json, row: Json) -> bool {
    holds(json!({ "field": "properties.items[*].v", operator: expected }), row)
}

fn count(count: Json, operator: &str, number: i64, row: Json) -> bool {
    holds(json!({ "count": count, operator: number }), row)
}

#[test]
fn outside_a_count_every_element_must_satisfy() {
    assert!(all("equals", json!(1), items(json!([{"v": 1}, {"v": 1}]))));
    assert!(!all("equals", json!(1), items(json!([{"v": 1}, {"v": 2}]))));
    assert!(all("notEquals", json!(3), items(json!([{"v": 1}, {}]))));
    assert!(!all("exists", json!(true), items(json!([{"v": 1}, {}]))));
    assert!(!all("exists", json!(false), items(json!([{"v": 1}, {}]))));
    assert!(all("exists", json!(false), items(json!([{"v": null}, {}]))));
}

#[test]
fn every_element_of_an_empty_array_satisfies_anything() {
    for operator in ["equals", "notEquals", "like", "greater"] {
        assert!(all(operator, json!(1), items(json!([]))), "{operator}");
    }
    assert!(all("exists", json!(true), items(json!([]))));
}

#[test]
fn a_missing_array_counts_as_one_null_element() {
    for row in [
        items(json!(null)),
        items(json!("text")),
        items(json!({"a": 1})),
        json!({"properties": {}}),
    ] {
        assert!(!all("equals", json!("a"), row.clone()), "{row}");
        assert!(all("notEquals", json!("a"), row.clone()), "{row}");
        assert!(!all("in", json!(["a"]), row.clone()), "{row}");
        assert!(all("exists", json!(false), row), "missing");
    }
}

#[test]
fn arrays_in_arrays_are_gone_through() {
    let nested = |expected| json!({"field": "properties.groups[*].tags[*]", "notEquals": expected});
    let row = json!({"properties": {"groups": [{"tags": ["a", "b"]}, {"tags": ["c"]}]}});
    assert!(holds(nested("x"), row.clone()));
    assert!(!holds(nested("c"), row));
}

#[test]
fn not_over_every_element_means_at_least_one() {
    let some = json!({"not": {"field": "properties.ports[*]", "notEquals": "*"}});
    assert!(holds(some.clone(), json!({"properties": {"ports": ["80", "*"]}})));
    assert!(!holds(some, json!({"properties": {"ports": ["80"]}})));
}

#[test]
fn a_count_counts_the_elements_that_pass_its_filter() {
    let rules = items(json!([{"v": "Allow", "w": 1}, {"v": "Deny", "w": 1}, {"v": "allow", "w": 2}]));
    let field = "properties.items[*]";
    assert!(count(json!({"field": field}), "equals", 3, rules.clone()));
    let allowing = json!({"field": format!("{field}.v"), "equals": "Allow"});
    assert!(count(
        json!({"field": field, "where": allowing.clone()}),
        "equals",
        2,
        rules.clone()
    ));
    let both = json!({"allOf": [allowing, {"field": format!("{field}.w"), "equals": 1}]});
    assert!(count(json!({"field": field, "where": both}), "equals", 1, rules));
}

#[test]
fn a_missing_array_has_no_elements_to_count() {
    for row in [
        items(json!(null)),
        items(json!("text")),
        items(json!({"a": 1})),
        json!({}),
    ] {
        assert!(count(json!({"field": "properties.items[*]"}), "equals", 0, row));
    }
}

#[test]
fn a_count_over_arrays_in_arrays_adds_up() {
    let row = json!({"properties": {"a": [{"k": 1, "b": [{"v": 1}, {"v": 2}]}, {"k": 2, "b": [{"v": 1}]}, {}]}});
    let field = "properties.a[*].b[*]";
    assert!(count(json!({"field": field}), "equals", 3, row.clone()));
    let inner = json!({"field": format!("{field}.v"), "equals": 1});
    assert!(count(
        json!({"field": field, "where": inner.clone()}),
        "equals",
        2,
        row.clone()
    ));
    let outer = json!({"allOf": [inner, {"field": "properties.a[*].k", "equals": 2}]});
    assert!(count(json!({"field": field, "where": outer}), "equals", 1, row));
}

#[test]
fn a_count_inside_a_count_starts_from_the_current_element() {
    let row = json!({"properties": {"a": [{"b": [1, 2]}, {"b": []}, {"b": [3]}]}});
    let inner = json!({"count": {"field": "properties.a[*].b[*]"}, "greater": 0});
    assert!(count(
        json!({"field": "properties.a[*]", "where": inner}),
        "equals",
        2,
        row
    ));
}

#[test]
fn inside_a_filter_an_inner_array_must_satisfy_as_a_whole() {
    let row = json!({"properties": {"a": [{"b": ["x", "x"]}, {"b": ["x", "y"]}, {"b": []}]}});
    let whole = json!({"field": "properties.a[*].b[*]", "equals": "x"});
    assert!(count(
        json!({"field": "properties.a[*]", "where": whole}),
        "equals",
        2,
        row
    ));
}

#[test]
fn a_count_over_values_names_its_element() {
    let row = json!({"tags": {"env": "p"}});
    let missing = json!({
        "value": ["env", "owner"], "name": "tag",
        "where": {"field": "[concat('tags[', current('tag'), ']')]", "exists": false},
    });
    assert!(count(missing, "equals", 1, row));
    let ending = json!({"value": ["eastus", "northeurope"], "where": {"value": "[current()]", "like": "*us"}});
    assert!(count(ending, "equals", 1, json!({})));
}

#[test]
fn a_count_over_values_may_hold_a_count_over_a_field() {
    let row = items(json!([{"v": "443"}, {"v": "80"}]));
    let open = json!({"field": "properties.items[*].v", "equals": "[current('port')]"});
    let some = json!({"count": {"field": "properties.items[*]", "where": open}, "greater": 0});
    let ports = json!({"value": ["443", "80", "22"], "name": "port", "where": some});
    assert!(count(ports, "equals", 2, row));
}

#[test]
fn current_reaches_into_the_element_of_a_field() {
    let row = items(json!([{"v": "a"}, {"v": "b"}]));
    let named = json!({"value": "[current('properties.items[*].v')]", "equals": "b"});
    assert!(count(
        json!({"field": "properties.items[*]", "where": named}),
        "equals",
        1,
        row
    ));
}
