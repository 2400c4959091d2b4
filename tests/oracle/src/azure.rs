//! The oracle: a condition compiled and run by Microsoft's own interpreter of Azure Policy, with the aliases that the
//! condition names.

use std::collections::BTreeSet;
use std::fmt::Display;

use regorus::languages::azure_policy::aliases::AliasRegistry;
use regorus::languages::azure_policy::{compiler, parser};
use regorus::rvm::{Program, RegoVM};
use regorus::{Rc, Source, Value};
use serde_json::{Value as Json, json};

use crate::listed;

/// A condition as Microsoft's interpreter runs it.
pub struct Oracle {
    program: Rc<Program>,
    parameters: Value,
}

impl Oracle {
    /// Compiles a condition whose fields are aliases, for rows of one type. Each stands for the path that the public list has for rows of
    /// this type; an alias of another type is no field of such a row, and is named so that nothing is found under it.
    pub fn of_aliases(condition: &Json, of_type: &str, parameters: &Json) -> Result<Self, String> {
        let mut names = BTreeSet::new();
        aliases(condition, &mut names);
        let paths: Vec<(String, String)> = names.into_iter().map(|name| (path_of(&name, of_type), name)).collect();
        Self::compile(&with_paths(condition, &paths), parameters)
    }

    /// Compiles a condition whose fields are paths of the row.
    pub fn of_paths(condition: &Json) -> Result<Self, String> {
        Self::compile(condition, &json!({}))
    }

    fn compile(condition: &Json, parameters: &Json) -> Result<Self, String> {
        let definition = json!({"properties": {
            "mode": "All", "policyRule": {"if": condition, "then": {"effect": "audit"}},
        }});
        let source = Source::from_contents("condition".to_owned(), definition.to_string()).map_err(text)?;
        let definition = parser::parse_policy_definition(&source).map_err(text)?;
        let registry = Rc::new(AliasRegistry::new());
        let program =
            compiler::compile_policy_definition_with_aliases_opts(&definition, registry, true).map_err(text)?;
        let parameters = Value::from_json_str(&parameters.to_string()).map_err(text)?;
        Ok(Oracle { program, parameters })
    }

    /// Whether the condition holds of a row as Resource Manager gives it.
    pub fn holds(&self, row: &Json) -> Result<bool, String> {
        let raw = Value::from_json_str(&row.to_string()).map_err(text)?;
        let mut resource = lower_case_keys(&raw);
        let members = resource.as_object_mut().map_err(text)?;
        if let Some(name) = members.get(&Value::from("name")).cloned() {
            members.insert(Value::from("fullname"), name);
        }
        let mut input = Value::new_object();
        let members = input.as_object_mut().map_err(text)?;
        members.insert(Value::from("resource"), resource);
        members.insert(Value::from("parameters"), self.parameters.clone());
        let mut machine = RegoVM::new();
        machine.load_program(Rc::clone(&self.program));
        machine.set_input(input);
        machine.set_context(Value::new_object());
        let answer = machine.execute_entry_point_by_name("main").map_err(text)?;
        Ok(answer != Value::Undefined)
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}

/// The path of an alias on rows of a type.
fn path_of(alias: &str, of_type: &str) -> String {
    match listed::path(alias, of_type) {
        Some(path) => path.to_owned(),
        None => format!("ofAnotherType.{}", alias.rsplit('/').next().unwrap_or_default()),
    }
}

/// Every alias that a condition names as a field or in an expression.
pub fn aliases(condition: &Json, found: &mut BTreeSet<String>) {
    match condition {
        Json::Object(members) => {
            for (key, value) in members {
                match value {
                    Json::String(name) if key == "field" && name.contains('/') && !name.starts_with('[') => {
                        found.insert(name.clone());
                    }
                    _ => aliases(value, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| aliases(item, found)),
        Json::String(text) if text.starts_with('[') => {
            for call in ["field('", "current('"] {
                for (at, _) in text.match_indices(call) {
                    let name = text[at + call.len()..].split('\'').next().unwrap_or_default();
                    if name.contains('/') {
                        found.insert(name.to_owned());
                    }
                }
            }
        }
        _ => {}
    }
}

/// The condition with the paths in the place of the aliases.
fn with_paths(json: &Json, paths: &[(String, String)]) -> Json {
    match json {
        Json::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), with_paths(value, paths)))
            .collect(),
        Json::Array(items) => items.iter().map(|item| with_paths(item, paths)).collect(),
        Json::String(text) if text.starts_with('[') => {
            let text = paths.iter().fold(text.clone(), |text, (path, alias)| {
                text.replace(&format!("'{alias}'"), &format!("'{path}'"))
            });
            Json::String(text)
        }
        Json::String(text) => {
            let path = paths.iter().find(|(_, alias)| alias == text);
            Json::String(path.map_or_else(|| text.clone(), |(path, _)| path.clone()))
        }
        scalar => scalar.clone(),
    }
}

fn lower_case_keys(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut lower = Value::new_object();
            if let Ok(lower) = lower.as_object_mut() {
                for (name, value) in members.iter() {
                    let name = name
                        .as_string()
                        .map_or_else(|_| name.clone(), |name| name.to_lowercase().into());
                    lower.insert(name, lower_case_keys(value));
                }
            }
            lower
        }
        Value::Array(items) => Value::from(items.iter().map(lower_case_keys).collect::<Vec<_>>()),
        other => other.clone(),
    }
}
