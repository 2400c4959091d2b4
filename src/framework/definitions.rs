//! Conditions that a control takes from a policy definition: `{"policyDefinition": "local-auth.json"}` stands for the `if`
//! of `definitions/local-auth.json`, with the defaults of its parameters or the values under `parameters`. Microsoft's own
//! definitions can be put there unchanged.

use serde_json::{Map, Value as Json};

use crate::condition::{Condition, Parameters};
use crate::estate::error::rule_error;

use super::reader::Reader;

const KEY: &str = "policyDefinition";
const VALUES: &str = "parameters";

/// The control with the conditions in the place of the references, or `None` where one cannot be followed; the reader then
/// knows why.
pub(super) fn inlined(reader: &mut Reader<'_>, path: &str, json: &Json) -> Option<Json> {
    let before = reader.problems.len();
    let json = inline(reader, path, json, "").0;
    (reader.problems.len() == before).then_some(json)
}

/// The JSON with its references followed, and the types outside which a condition that replaced it is false.
fn inline(reader: &mut Reader<'_>, path: &str, json: &Json, place: &str) -> (Json, Option<Vec<String>>) {
    match json {
        Json::Object(members) if members.contains_key(KEY) => match condition(reader, path, members, place) {
            Some(condition) => (condition.to_json(), condition.types()),
            None => (Json::Null, None),
        },
        Json::Object(members) => {
            let mut found = Map::new();
            for (key, value) in members {
                let (value, types) = inline(reader, path, value, &format!("{place}/{key}"));
                // A definition says nothing of resources of other types: neither may the evidence.
                if let (Some(types), "fails", false) = (types, key.as_str(), members.contains_key("types")) {
                    found.insert("types".to_owned(), types.into());
                }
                found.insert(key.clone(), value);
            }
            (Json::Object(found), None)
        }
        Json::Array(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| inline(reader, path, item, &format!("{place}/{index}")).0);
            (items.collect(), None)
        }
        scalar => (scalar.clone(), None),
    }
}

fn condition(reader: &mut Reader<'_>, path: &str, members: &Map<String, Json>, place: &str) -> Option<Condition> {
    let other = members.keys().find(|key| ![KEY, VALUES].contains(&key.as_str()));
    let file = members[KEY].as_str().map(|name| format!("definitions/{name}"));
    let (file, wrong) = match (other, file) {
        (Some(other), _) => (
            None,
            format!("`{other}` cannot stand beside `{KEY}`: only `{VALUES}` may"),
        ),
        (None, None) => (None, "give the name of a file in definitions/".to_owned()),
        (None, Some(file)) if !reader.has(&file) => (None, format!("there is no {file} in the framework")),
        (None, Some(file)) => (Some(file), String::new()),
    };
    let Some(file) = file else {
        reader.problem(path, &format!("{place}/{KEY}"), wrong);
        return None;
    };
    let definition: Json = reader.read(&file)?;
    let properties = definition.get("properties").unwrap_or(&definition);
    let rule = &properties["policyRule"];
    if rule["if"].is_null() {
        reader.problem(
            &file,
            "",
            "it is no policy definition: it has no `policyRule.if`".to_owned(),
        );
        return None;
    }
    if !rule["then"]["details"]["type"].is_null() {
        let message = "it looks for a second resource (`then.details`), which its `if` does not tell of: ask for that with \
                       evidence of the kind `related`";
        reader.problem(&file, "/properties/policyRule/then/details", message.to_owned());
        return None;
    }
    let mut parameters = Parameters::from_definition(&properties["parameters"]);
    let given = members
        .get(VALUES)
        .and_then(Json::as_object)
        .cloned()
        .unwrap_or_default();
    if let Err(errors) = parameters.assign(&given) {
        for error in errors {
            reader.problem(path, &format!("{place}/{VALUES}"), error.to_string());
        }
        return None;
    }
    match Condition::parse_with(&rule["if"], &parameters) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            for error in errors {
                let error = rule_error("/properties/policyRule/if", &error);
                reader.problem(&file, &error.pointer, error.message);
            }
            None
        }
    }
}
