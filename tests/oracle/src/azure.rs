//! The oracle: a condition compiled and run by Microsoft's own interpreter of Azure Policy, with the aliases that the
//! condition names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use regorus::languages::azure_policy::aliases::{AliasRegistry, normalizer};
use regorus::languages::azure_policy::{compiler, parser};
use regorus::rvm::{Program, RegoVM};
use regorus::{Rc, Source, Value};
use serde_json::{Value as Json, json};

/// Members that aliases name and rows hold beside `properties`.
const BESIDE_PROPERTIES: [&str; 5] = ["sku", "kind", "identity", "zones", "plan"];

/// Arrays whose elements are child resources: each has `properties` of its own, which the alias leaves out.
pub const ARRAYS_OF_RESOURCES: [&str; 2] = ["privateEndpointConnections", "subnets"];

/// A condition as Microsoft's interpreter runs it.
pub struct Oracle {
    program: Rc<Program>,
    /// The aliases, for rows that come as Resource Manager has them; `None` where paths are those of the row.
    aliases: Option<Rc<AliasRegistry>>,
    parameters: Value,
}

impl Oracle {
    /// Compiles a condition whose fields are aliases, for rows of one type. An alias of another type is no field of such a
    /// row: it is named so that nothing is found under it.
    pub fn of_aliases(condition: &Json, of_type: &str, parameters: &Json) -> Result<Self, String> {
        let mut names = BTreeSet::new();
        aliases(condition, &mut names);
        let condition = without_other_types(condition, of_type);
        let mut types: BTreeMap<(String, String), Vec<Json>> = BTreeMap::new();
        for name in names {
            let (namespace, rest) = name.split_once('/').ok_or("an alias without a slash")?;
            let (kind, path) = rest.rsplit_once('/').ok_or("an alias without a property")?;
            let key = (namespace.to_owned(), kind.to_owned());
            let alias = json!({"name": name, "defaultPath": default_path(path), "paths": []});
            types.entry(key).or_default().push(alias);
        }
        let providers: Vec<Json> = types
            .into_iter()
            .map(|((namespace, kind), aliases)| {
                json!({"namespace": namespace, "resourceTypes": [{"resourceType": kind, "aliases": aliases}]})
            })
            .collect();
        let mut registry = AliasRegistry::new();
        registry
            .load_from_json(&Json::from(providers).to_string())
            .map_err(text)?;
        Self::compile(&condition, Some(Rc::new(registry)), parameters)
    }

    /// Compiles a condition whose fields are paths of the row.
    pub fn of_paths(condition: &Json) -> Result<Self, String> {
        Self::compile(condition, None, &json!({}))
    }

    fn compile(condition: &Json, aliases: Option<Rc<AliasRegistry>>, parameters: &Json) -> Result<Self, String> {
        let definition = json!({"properties": {
            "mode": "All", "policyRule": {"if": condition, "then": {"effect": "audit"}},
        }});
        let source = Source::from_contents("condition".to_owned(), definition.to_string()).map_err(text)?;
        let definition = parser::parse_policy_definition(&source).map_err(text)?;
        let registry = aliases.clone().unwrap_or_default();
        let program =
            compiler::compile_policy_definition_with_aliases_opts(&definition, registry, true).map_err(text)?;
        let parameters = Value::from_json_str(&parameters.to_string()).map_err(text)?;
        Ok(Oracle {
            program,
            aliases,
            parameters,
        })
    }

    /// Whether the condition holds of a row as Resource Manager gives it.
    pub fn holds(&self, row: &Json) -> Result<bool, String> {
        let raw = Value::from_json_str(&row.to_string()).map_err(text)?;
        let mut resource = match &self.aliases {
            Some(aliases) => normalizer::normalize(&raw, Some(aliases), None),
            None => lower_case_keys(&raw),
        };
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

/// The path of an alias in a row.
fn default_path(path: &str) -> String {
    let member = path.split(['.', '[']).next().unwrap_or_default();
    if BESIDE_PROPERTIES.contains(&member) {
        return path.to_owned();
    }
    let mut path = format!("properties.{path}");
    for array in ARRAYS_OF_RESOURCES {
        path = path.replace(&format!("{array}[*]."), &format!("{array}[*].properties."));
    }
    path
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

/// The resource type of an alias.
pub fn type_of(alias: &str) -> &str {
    let end = alias.find(['[', '\'']).unwrap_or(alias.len());
    alias[..end].rsplit_once('/').map_or(alias, |(kind, _)| kind)
}

fn without_other_types(condition: &Json, of_type: &str) -> Json {
    let mut names = BTreeSet::new();
    aliases(condition, &mut names);
    let other: BTreeSet<&str> = names
        .iter()
        .map(|name| type_of(name))
        .filter(|kind| !kind.eq_ignore_ascii_case(of_type))
        .collect();
    rewrite(condition, &other)
}

fn rewrite(json: &Json, other: &BTreeSet<&str>) -> Json {
    match json {
        Json::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), rewrite(value, other)))
            .collect(),
        Json::Array(items) => items.iter().map(|item| rewrite(item, other)).collect(),
        Json::String(text) => {
            let mut text = text.clone();
            for kind in other {
                text = text.replace(&format!("{kind}/"), "ofAnotherType.");
            }
            Json::String(text)
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
