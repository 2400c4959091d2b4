//! A parsed condition as the JSON of an Azure Policy definition, so that what this program judges by can be assigned in
//! Azure. Parameters are written out as their values; everything else comes back as it was read.

use serde_json::{Map, Value as Json, json};

use super::tree::{Clause, Count, Counted, Expression, Subject, Test};

impl Clause {
    pub(super) fn to_json(&self) -> Json {
        let all = |clauses: &[Clause]| -> Json { clauses.iter().map(Clause::to_json).collect() };
        match self {
            Clause::AllOf(clauses) => json!({ "allOf": all(clauses) }),
            Clause::AnyOf(clauses) => json!({ "anyOf": all(clauses) }),
            Clause::Not(clause) => json!({ "not": clause.to_json() }),
            Clause::Test(test) => test_to_json(test),
        }
    }
}

fn test_to_json(test: &Test) -> Json {
    let mut members = Map::new();
    match &test.subject {
        Subject::Field(field) => members.insert("field".into(), Json::String(field.written())),
        Subject::Value(value) => members.insert("value".into(), operand_to_json(value)),
        Subject::Count(count) => members.insert("count".into(), count_to_json(count)),
    };
    members.insert(test.operator.name().into(), operand_to_json(&test.expected));
    Json::Object(members)
}

fn count_to_json(count: &Count) -> Json {
    let mut members = Map::new();
    match &count.over {
        Counted::Field(reading) => {
            members.insert("field".into(), Json::from(&*reading.written));
        }
        Counted::Values { list, name } => {
            members.insert("value".into(), operand_to_json(list));
            if let Some(name) = name {
                members.insert("name".into(), Json::from(&**name));
            }
        }
    }
    if let Some(filter) = &count.filter {
        members.insert("where".into(), filter.to_json());
    }
    Json::Object(members)
}

fn operand_to_json(operand: &Expression) -> Json {
    match operand {
        Expression::Literal(value) => escaped(Json::from(value)),
        expression => Json::String(format!("[{expression}]")),
    }
}

/// A text that starts with a bracket would be read as an expression: it gets a second one.
fn escaped(json: Json) -> Json {
    match json {
        Json::String(text) if text.starts_with('[') => Json::String(format!("[{text}")),
        Json::Array(items) => items.into_iter().map(escaped).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, escaped(value)))
            .collect(),
        scalar => scalar,
    }
}
