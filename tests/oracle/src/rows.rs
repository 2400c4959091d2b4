//! Rows that could be, for the fields that a condition names: each present, absent, `null`, in another case or of another
//! kind; each array with no element, one or several.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value as Json, json};

/// What lies under a place of a row.
#[derive(Clone, Debug, Default)]
pub struct Place {
    members: BTreeMap<String, Place>,
    each: Option<Box<Place>>,
}

impl Place {
    /// Adds the path of a field: `networkAcls.ipRules[*].value`.
    pub fn add(&mut self, path: &str) {
        let Some(first) = path.chars().next() else { return };
        if let Some(rest) = path.strip_prefix("[*]") {
            return self
                .each
                .get_or_insert_default()
                .add(rest.strip_prefix('.').unwrap_or(rest));
        }
        let quoted = first == '[';
        let end = if quoted {
            path.find(']').map_or(path.len(), |at| at + 1)
        } else {
            path.find(['.', '[']).unwrap_or(path.len())
        };
        let (key, rest) = path.split_at(end);
        let key = key.trim_matches(['[', ']', '\'']);
        self.members
            .entry(key.to_owned())
            .or_default()
            .add(rest.strip_prefix('.').unwrap_or(rest));
    }

    /// A value for this place; `None` where there is none. `literals` are what the condition compares with.
    pub fn value(&self, literals: &[Json]) -> BoxedStrategy<Option<Json>> {
        let scalar = scalar(literals);
        let mut choices = vec![
            (1, Just(None).boxed()),
            (1, Just(Some(Json::Null)).boxed()),
            (1, scalar.clone().prop_map(Some).boxed()),
        ];
        if self.members.is_empty() && self.each.is_none() {
            choices.push((6, scalar.clone().prop_map(Some).boxed()));
            choices.push((
                1,
                prop::collection::vec(scalar.clone(), 0..3)
                    .prop_map(|items| Some(Json::from(items)))
                    .boxed(),
            ));
            choices.push((1, scalar.prop_map(|value| Some(json!({ "a": value }))).boxed()));
        }
        if !self.members.is_empty() {
            choices.push((8, self.object(literals).prop_map(Some).boxed()));
        }
        if let Some(each) = &self.each {
            let element = each.value(literals).prop_map(Option::unwrap_or_default);
            choices.push((
                8,
                prop::collection::vec(element, 0..4)
                    .prop_map(|items| Some(Json::from(items)))
                    .boxed(),
            ));
        }
        Union::new_weighted(choices).boxed()
    }

    /// An object with a choice of the members.
    pub fn object(&self, literals: &[Json]) -> BoxedStrategy<Json> {
        let members: Vec<BoxedStrategy<(String, Option<Json>)>> = self
            .members
            .iter()
            .map(|(name, place)| (in_some_case(name), place.value(literals)).boxed())
            .collect();
        members
            .prop_map(|members| {
                let there = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
                Json::Object(there.collect::<Map<_, _>>())
            })
            .boxed()
    }
}

/// A literal of the condition, in its own case or another, or something else.
fn scalar(literals: &[Json]) -> BoxedStrategy<Json> {
    let mut known: Vec<Json> = Vec::new();
    for literal in literals {
        match literal.as_str() {
            None => known.push(literal.clone()),
            // What a pattern stands for, and not the pattern.
            Some(text) => {
                let text = text.replace('*', "");
                known.extend([text.to_uppercase(), format!("{text}x"), text].map(Json::from));
            }
        }
    }
    known.extend([
        json!(true),
        json!(false),
        json!("true"),
        json!(""),
        json!(0),
        json!(7),
        json!("7"),
        json!("other"),
    ]);
    select(known).boxed()
}

fn in_some_case(name: &str) -> BoxedStrategy<String> {
    select(vec![
        name.to_owned(),
        name.to_owned(),
        name.to_lowercase(),
        name.to_uppercase(),
    ])
    .boxed()
}

/// Every text, number and truth value that a condition or its parameters hold.
pub fn literals(json: &Json, found: &mut Vec<Json>) {
    match json {
        Json::Object(members) => members.iter().for_each(|(key, value)| match (key.as_str(), value) {
            ("field", Json::String(_)) => {}
            _ => literals(value, found),
        }),
        Json::Array(items) => items.iter().for_each(|item| literals(item, found)),
        Json::Null => {}
        Json::String(text) if text.starts_with('[') || text.len() > 80 => {}
        scalar if found.contains(scalar) => {}
        scalar => found.push(scalar.clone()),
    }
}
