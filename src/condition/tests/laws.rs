//! The laws of the logic, over random conditions and rows of which a random part is unknown.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::super::{Absence, Condition, Context, Facts, Truth};
use super::condition;
use crate::value::path::Path;
use crate::value::{Fact, Value};

/// A row with four properties, any of which may be absent without that meaning anything.
#[derive(Clone, Debug)]
struct Partial {
    row: Value,
    unknown: Vec<String>,
}

impl Partial {
    fn of(properties: &[Option<Json>]) -> Partial {
        let (mut known, mut unknown) = (serde_json::Map::new(), Vec::new());
        for (name, value) in ["a", "b", "c", "d"].iter().zip(properties) {
            match value {
                Some(value) => {
                    known.insert((*name).to_owned(), value.clone());
                }
                None => unknown.push(format!("properties.{name}")),
            }
        }
        Partial {
            row: Value::from(json!({"type": "t/t", "properties": known})),
            unknown,
        }
    }
}

impl Facts for Partial {
    fn resource_type(&self) -> &str {
        self.row.resource_type()
    }

    fn member(&self, name: &str) -> Fact<'_> {
        self.row.member(name)
    }

    fn absence(&self, path: &Path) -> Absence {
        let path = path.to_string();
        if self.unknown.iter().any(|unknown| path.starts_with(unknown)) {
            Absence::Unknown
        } else {
            Absence::Known
        }
    }
}

fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        (-2i64..3).prop_map(Json::from),
        prop::sample::select(vec!["", "x", "X", "xy", "1", "true"]).prop_map(Json::from),
    ];
    let list = prop::collection::vec(scalar.clone(), 0..4).prop_map(Json::from);
    let objects =
        prop::collection::vec(scalar.clone().prop_map(|value| json!({"k": value})), 0..4).prop_map(Json::from);
    prop_oneof![3 => scalar, 1 => list, 1 => objects]
}

fn test() -> impl Strategy<Value = Json> {
    let name = prop::sample::select(vec!["a", "b", "c", "d"]);
    let comparison = prop_oneof![
        (prop::sample::select(vec!["equals", "notEquals"]), value()),
        (
            prop::sample::select(vec![
                "like",
                "notLike",
                "contains",
                "notContains",
                "less",
                "greaterOrEquals"
            ]),
            prop_oneof![Just(json!("x*")), Just(json!(1)), Just(json!("x"))]
        ),
        (
            prop::sample::select(vec!["in", "notIn"]),
            prop::collection::vec(value(), 0..3).prop_map(Json::from)
        ),
        (Just("exists"), any::<bool>().prop_map(Json::from)),
    ];
    (name, 0..5, comparison, 0i64..3).prop_map(|(name, shape, (operator, expected), number)| {
        let field = format!("properties.{name}");
        match shape {
            0 | 1 => json!({"field": field, operator: expected}),
            2 => json!({"field": format!("{field}[*]"), operator: expected}),
            3 => json!({"value": format!("[coalesce(field('{field}'), 'x')]"), operator: expected}),
            _ => {
                let filter = json!({"field": format!("{field}[*].k"), operator: expected});
                json!({"count": {"field": format!("{field}[*]"), "where": filter}, "greaterOrEquals": number})
            }
        }
    })
}

fn tree() -> impl Strategy<Value = Json> {
    test().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|nodes| json!({"allOf": nodes})),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|nodes| json!({"anyOf": nodes})),
            inner.prop_map(|node| json!({"not": node})),
        ]
    })
}

fn properties() -> impl Strategy<Value = Vec<Option<Json>>> {
    prop::collection::vec(prop::option::of(value()), 4)
}

fn judge(json: &Json, facts: &Partial) -> Truth {
    condition(json.clone()).truth(facts, &Context::default())
}

proptest! {
    #[test]
    fn de_morgan_holds_for_conditions(nodes in prop::collection::vec(tree(), 1..4), properties in properties()) {
        let facts = Partial::of(&properties);
        let negated: Vec<Json> = nodes.iter().map(|node| json!({"not": node})).collect();
        prop_assert_eq!(
            judge(&json!({"not": {"allOf": nodes}}), &facts),
            judge(&json!({"anyOf": negated}), &facts)
        );
        prop_assert_eq!(
            judge(&json!({"not": {"anyOf": nodes}}), &facts),
            judge(&json!({"allOf": negated}), &facts)
        );
    }

    #[test]
    fn a_double_negation_says_nothing(node in tree(), properties in properties()) {
        let facts = Partial::of(&properties);
        prop_assert_eq!(judge(&json!({"not": {"not": node}}), &facts), judge(&node, &facts));
    }

    #[test]
    fn the_order_of_conditions_makes_no_difference(
        nodes in prop::collection::vec(tree(), 1..5).prop_shuffle(),
        properties in properties(),
    ) {
        let facts = Partial::of(&properties);
        let reversed: Vec<&Json> = nodes.iter().rev().collect();
        prop_assert_eq!(judge(&json!({"allOf": nodes}), &facts), judge(&json!({"allOf": reversed}), &facts));
        prop_assert_eq!(judge(&json!({"anyOf": nodes}), &facts), judge(&json!({"anyOf": reversed}), &facts));
    }

    #[test]
    fn knowing_more_never_turns_a_known_answer(
        node in tree(),
        known in prop::collection::vec(value(), 4),
        hidden in prop::collection::vec(any::<bool>(), 4),
    ) {
        let partly: Vec<Option<Json>> =
            known.iter().zip(&hidden).map(|(value, hidden)| (!hidden).then(|| value.clone())).collect();
        let whole: Vec<Option<Json>> = known.into_iter().map(Some).collect();
        let before = judge(&node, &Partial::of(&partly));
        // A property that turns out to be null is one that turns out to be absent.
        let mut after = Partial::of(&whole);
        after.unknown.clear();
        prop_assert!(!before.is_known() || before == judge(&node, &after));
    }

    #[test]
    fn the_reasons_belong_to_the_answer(node in tree(), properties in properties()) {
        let facts = Partial::of(&properties);
        let condition = condition(node);
        let verdict = condition.evaluate(&facts, &Context::default());
        prop_assert_eq!(verdict.truth, condition.truth(&facts, &Context::default()));
        prop_assert!(!verdict.trace.is_empty());
        prop_assert!(verdict.truth != Truth::Unknown || verdict.trace.iter().all(|leaf| !leaf.truth.is_known()));
    }

    #[test]
    fn a_condition_given_back_says_the_same(node in tree(), properties in properties()) {
        let facts = Partial::of(&properties);
        let parsed = condition(node);
        let again = condition(parsed.to_json());
        prop_assert_eq!(parsed.truth(&facts, &Context::default()), again.truth(&facts, &Context::default()));
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "[\\[\\]'\",.*a-c()0-9 é-]{0,24}") {
        let _ = Condition::parse(&json!({"field": text, "exists": true}));
        let _ = Condition::parse(&json!({"value": format!("[{text}]"), "exists": true}));
    }
}
