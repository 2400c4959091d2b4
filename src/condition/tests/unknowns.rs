//! What a condition says where the export does not: unknown, unless the rest settles it.

use serde_json::{Value as Json, json};

use super::super::{Absence, Context, Facts, Truth};
use super::condition;
use crate::value::path::Path;
use crate::value::{Fact, Value};

/// A row of which some members and some paths were not exported.
struct Partial {
    row: Value,
    unknown: &'static [&'static str],
}

impl Facts for Partial {
    fn resource_type(&self) -> &str {
        self.row.resource_type()
    }

    fn member(&self, name: &str) -> Fact<'_> {
        match self.row.member(name) {
            Fact::Absent if self.unknown.contains(&name) => Fact::Unknown,
            fact => fact,
        }
    }

    fn absence(&self, path: &Path) -> Absence {
        let path = path.to_string();
        if self.unknown.contains(&path.as_str()) {
            Absence::Unknown
        } else {
            Absence::Known
        }
    }
}

fn judge(json: Json, row: Json, unknown: &'static [&'static str]) -> Truth {
    let facts = Partial {
        row: Value::from(row),
        unknown,
    };
    condition(json).truth(&facts, &Context::default())
}

#[test]
fn nothing_is_known_of_properties_that_were_not_exported() {
    for test in [
        json!({"field": "properties.x", "equals": "a"}),
        json!({"field": "properties.x", "notEquals": "a"}),
        json!({"field": "properties.x", "exists": false}),
        json!({"field": "properties.x[*].y", "notEquals": "a"}),
        json!({"count": {"field": "properties.x[*]"}, "equals": 0}),
        json!({"value": "[length(field('properties.x[*]'))]", "equals": 0}),
        json!({"value": "[empty(field('properties.x'))]", "equals": true}),
    ] {
        assert_eq!(
            judge(test.clone(), json!({"type": "a/b"}), &["properties"]),
            Truth::Unknown,
            "{test}"
        );
    }
}

#[test]
fn an_alias_of_another_type_is_known_to_be_absent() {
    let test = json!({"field": "A.B/c/x", "exists": false});
    assert_eq!(judge(test, json!({"type": "a.b/d"}), &["properties"]), Truth::True);
}

#[test]
fn an_absence_without_a_meaning_is_unknown_and_a_value_is_not() {
    let test = json!({"field": "properties.allowBlobPublicAccess", "equals": true});
    let unknown = &["properties.allowBlobPublicAccess"];
    assert_eq!(judge(test.clone(), json!({"properties": {}}), unknown), Truth::Unknown);
    assert_eq!(
        judge(
            test.clone(),
            json!({"properties": {"allowBlobPublicAccess": null}}),
            unknown
        ),
        Truth::Unknown
    );
    assert_eq!(
        judge(test, json!({"properties": {"allowBlobPublicAccess": false}}), unknown),
        Truth::False
    );
}

#[test]
fn what_is_known_settles_what_it_can() {
    let known = json!({"field": "kind", "equals": "a"});
    let unknown = json!({"field": "properties.x", "equals": 1});
    let of = |json| judge(json, json!({"kind": "a"}), &["properties"]);
    assert_eq!(of(json!({"anyOf": [unknown, known]})), Truth::True);
    assert_eq!(of(json!({"allOf": [unknown, {"not": known}]})), Truth::False);
    assert_eq!(of(json!({"allOf": [unknown, known]})), Truth::Unknown);
    assert_eq!(of(json!({"not": unknown})), Truth::Unknown);
}

#[test]
fn a_count_with_unknown_elements_answers_where_every_number_agrees() {
    let row = json!({"properties": {"items": [{"v": 1}, {"v": 1}, {}]}});
    let unknown = &["properties.items[*].v"];
    let count = |operator: &str, number: i64| {
        let filter = json!({"field": "properties.items[*].v", "equals": 1});
        let count = json!({"field": "properties.items[*]", "where": filter});
        judge(json!({"count": count, operator: number}), row.clone(), unknown)
    };
    assert_eq!(count("greater", 0), Truth::True);
    assert_eq!(count("greaterOrEquals", 2), Truth::True);
    assert_eq!(count("greater", 2), Truth::Unknown);
    assert_eq!(count("greater", 3), Truth::False);
    assert_eq!(count("equals", 2), Truth::Unknown);
    assert_eq!(count("equals", 1), Truth::False);
    assert_eq!(count("notEquals", 4), Truth::True);
}

#[test]
fn a_branch_that_is_not_taken_may_be_unknown() {
    let chosen =
        |first: &str| json!({"value": format!("[if({first}, field('kind'), field('properties.x'))]"), "equals": "a"});
    assert_eq!(
        judge(chosen("true()"), json!({"kind": "a"}), &["properties"]),
        Truth::True
    );
    assert_eq!(
        judge(chosen("false()"), json!({"kind": "a"}), &["properties"]),
        Truth::Unknown
    );
}

#[test]
fn now_is_unknown_until_a_moment_is_given() {
    let old = condition(json!({"field": "properties.at", "less": "[addDays(utcNow(), -30)]"}));
    let row = Value::from(json!({"properties": {"at": "2025-01-01T00:00:00Z"}}));
    assert_eq!(old.truth(&row, &Context::default()), Truth::Unknown);
    let as_of = "2025-03-01T00:00:00Z".parse().ok();
    assert_eq!(
        old.truth(
            &row,
            &Context {
                as_of,
                ..Context::default()
            }
        ),
        Truth::True
    );
}
