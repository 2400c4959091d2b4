//! What is refused, where, and with which words.

use serde_json::{Value as Json, json};

use super::Condition;

/// Every fault as one line: place, message, code and suggestion.
fn faults(json: Json) -> Vec<String> {
    match Condition::parse(&json) {
        Ok(_) => panic!("accepted: {json}"),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn fault(json: Json) -> String {
    let mut faults = faults(json);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0)
}

#[test]
fn a_misspelt_key_is_answered_with_the_right_one() {
    assert_eq!(
        fault(json!({"feild": "kind", "equals": "x"})),
        "/feild: `feild` is no part of a condition [unknown-key]; did you mean `field`?"
    );
    assert_eq!(
        fault(json!({"field": "kind", "equal": "x"})),
        "/equal: `equal` is no part of a condition [unknown-key]; did you mean `equals`?"
    );
}

#[test]
fn every_fault_is_reported_in_its_place() {
    assert_eq!(
        faults(json!({"allOf": [
            {"field": "kind"},
            {"not": {"anyOf": []}},
            {"field": "a..b", "equals": 1},
            {"value": "[reference('x').y]", "exists": true},
            "text",
        ]})),
        [
            "/allOf/0: `field` is not compared with anything: an operator is missing [no-operator]",
            "/allOf/1/not/anyOf: `anyOf` holds no condition [empty-list]",
            "/allOf/2/field: `a..b` has an empty name between its dots [bad-field]",
            "/allOf/3/value: the template function `reference()` is not supported [unsupported-function]",
            "/allOf/4: a condition must be an object, not text [wrong-kind]",
        ]
    );
}

#[test]
fn exactly_one_subject_and_one_operator_stand_together() {
    assert_eq!(
        fault(json!({})),
        "/: nothing is tested here: one of `field`, `value`, `count`, `allOf`, `anyOf` or `not` is missing [no-subject]"
    );
    assert_eq!(
        fault(json!({"field": "a", "value": "b", "equals": 1})),
        "/: `field` and `value` stand side by side, where exactly one may [several-subjects]"
    );
    assert_eq!(
        fault(json!({"field": "a", "equals": 1, "exists": true})),
        "/: `equals` and `exists` stand side by side, where exactly one operator may [several-operators]"
    );
    assert_eq!(
        fault(json!({"not": {"field": "a", "exists": true}, "field": "b"})),
        "/field: `field` cannot stand beside `not` [misplaced-key]"
    );
}

#[test]
fn an_operator_gets_what_it_can_compare_with() {
    assert_eq!(
        fault(json!({"field": "a", "in": "x"})),
        "/in: `in` must be a list, not text [wrong-kind]"
    );
    assert_eq!(
        fault(json!({"field": "a", "exists": "maybe"})),
        "/exists: `exists` must be true or false, not text [wrong-kind]"
    );
    assert_eq!(
        fault(json!({"field": "a", "like": ["x"]})),
        "/like: `like` must be a single value, not a list [wrong-kind]"
    );
}

#[test]
fn a_number_is_neither_true_nor_false() {
    assert_eq!(
        fault(json!({"field": "a", "exists": 1})),
        "/exists: `exists` must be true or false, not a number [wrong-kind]"
    );
}

#[test]
fn what_no_export_holds_is_told_by_name() {
    let beyond = |json| super::condition(json).beyond_exports();
    let data_plane = json!({"field": "Microsoft.Kubernetes.Data/pods/x", "exists": true});
    assert_eq!(beyond(data_plane.clone()), ["Microsoft.Kubernetes.Data/pods"]);
    let request = json!({"value": "[concat('v', requestContext().apiVersion)]", "less": "2020-01-01"});
    assert_eq!(
        beyond(json!({"anyOf": [request, data_plane, {"not": request}]})),
        ["Microsoft.Kubernetes.Data/pods", "requestContext()"]
    );
    assert!(
        beyond(json!({"field": "Microsoft.Storage/storageAccounts/x", "equals": "[policy().assignmentId]"})).is_empty()
    );
    assert_eq!(
        fault(json!({"field": "apiVersion", "less": "2020-01-01"})),
        "/field: `apiVersion` belongs to a request, and an export holds none [bad-field]"
    );
}

#[test]
fn an_expression_is_refused_with_the_reason() {
    for (expression, message) in [
        (
            "lenght('a')",
            "the template function `lenght()` is not supported [unsupported-function]; did you mean `length`?",
        ),
        (
            "newGuid()",
            "the template function `newGuid()` is not supported [unsupported-function]",
        ),
        (
            "length('a', 'b')",
            "`length()` takes 1 argument, not 2 [wrong-arguments]",
        ),
        ("parameters('x')", "there is no parameter `x` [unknown-parameter]"),
        ("current('x')", "`current('x')` names no count around it [no-current]"),
        (
            "concat('a'",
            "the expression cannot be read: a `(` has no `)` [bad-expression]",
        ),
        (
            "'a",
            "the expression cannot be read: a quoted text has no end [bad-expression]",
        ),
        (
            "toLower('a') b",
            "the expression cannot be read: `b` follows where it should end [bad-expression]",
        ),
        (
            "subscription()",
            "the expression cannot be read: `subscription()` wants a member, such as `subscription().id` [bad-expression]",
        ),
        (
            "field(concat('a', field('b')))",
            "the expression cannot be read: `field()` wants a name in quotes [bad-expression]",
        ),
    ] {
        let found = fault(json!({"value": format!("[{expression}]"), "equals": 1}));
        assert_eq!(found, format!("/value: {message}"));
    }
}

#[test]
fn a_count_counts_one_thing_that_can_be_counted() {
    assert_eq!(
        fault(json!({"count": {"field": "a.b"}, "equals": 0})),
        "/count/field: `a.b` counts nothing: its field must end with `[*]` [not-countable]"
    );
    assert_eq!(
        fault(json!({"count": {"field": "a[*]", "name": "x"}, "equals": 0})),
        "/count/name: `name` cannot stand beside `field` [misplaced-key]"
    );
    assert_eq!(
        fault(json!({"count": {"field": "a[*]", "filter": {}}, "equals": 0})),
        "/count/filter: `filter` is no part of a condition [unknown-key]"
    );
}

#[test]
fn a_place_is_a_json_pointer() {
    let json = json!({"allOf": [{"a/b~c": 1}]});
    let pointers: Vec<String> = Condition::parse(&json)
        .unwrap_err()
        .into_iter()
        .map(|fault| fault.pointer)
        .collect();
    assert_eq!(pointers, ["/allOf/0/a~1b~0c"]);
    assert!(json.pointer(&pointers[0]).is_some());
}

#[test]
fn nesting_has_a_floor() {
    let deep = (0..100).fold(
        json!({"field": "kind", "exists": true}),
        |inner, _| json!({"not": inner}),
    );
    assert!(fault(deep).ends_with("conditions are nested more than 64 deep [too-deep]"));
    let deep = format!("[{}1{}]", "not(".repeat(5000), ")".repeat(5000));
    assert_eq!(
        fault(json!({"value": deep, "equals": 1})),
        "/value: conditions are nested more than 48 deep [too-deep]"
    );
}
