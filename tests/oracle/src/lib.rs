//! The condition engine of Underpin beside Microsoft's interpreter of Azure Policy. The tests hold one against the other.

pub mod azure;
pub mod corpus;
pub mod listed;
pub mod rows;

use serde_json::Value as Json;
use underpin::condition::{Condition, Context, Truth};
use underpin::value::Value;

/// The engine's answer on a row in which nothing is missing by accident.
pub fn answer(condition: &Condition, row: &Json) -> Truth {
    condition.truth(&Value::from(row.clone()), &Context::default())
}

/// A single test, inside a condition, that is unknown and names no truth value. Where one is expected and the row holds another
/// kind of value, the engine says unknown and Azure, which keeps a truth value there, is never asked; of every other test on a row
/// in which nothing is missing an answer is due.
pub fn unanswered(json: &Json, row: &Json) -> Option<Json> {
    let condition = Condition::parse(json).expect("a part of a sound condition");
    if answer(&condition, row) != Truth::Unknown {
        return None;
    }
    let parts: Vec<&Json> = match (&json["allOf"], &json["anyOf"], &json["not"]) {
        (Json::Array(parts), ..) | (_, Json::Array(parts), _) => parts.iter().collect(),
        (.., part @ Json::Object(_)) => vec![part],
        _ => {
            let text = json.to_string().to_lowercase();
            let names_one = text.contains("true") || text.contains("false");
            return (!names_one).then(|| json.clone());
        }
    };
    parts.into_iter().find_map(|part| unanswered(part, row))
}
