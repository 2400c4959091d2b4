//! Microsoft's definitions and real exports, outside the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};

use crate::azure::aliases;
use crate::listed;

/// One condition of a definition, with what its parameters stand for.
pub struct Stated {
    /// The file, and which part of it.
    pub name: String,
    /// The condition.
    pub condition: Json,
    /// Values by name: the defaults, and for parameters without one the first allowed value or a plain one of the type.
    pub parameters: Json,
}

/// The folder of the corpus.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus")
}

/// Every `if` and `existenceCondition` of the corpus.
pub fn conditions() -> Vec<Stated> {
    let mut found = Vec::new();
    for (path, definition) in files(&folder().join("azure-policy")) {
        let properties = &definition["properties"];
        let declared = properties["parameters"].as_object().cloned().unwrap_or_default();
        let parameters: Map<String, Json> = declared
            .iter()
            .map(|(name, declaration)| (name.clone(), value(declaration)))
            .collect();
        let rule = &properties["policyRule"];
        let parts = [
            ("if", &rule["if"]),
            ("existenceCondition", &rule["then"]["details"]["existenceCondition"]),
        ];
        for (part, condition) in parts.into_iter().filter(|(_, condition)| !condition.is_null()) {
            found.push(Stated {
                name: format!("{} {part}", path.display()),
                condition: condition.clone(),
                parameters: Json::Object(parameters.clone()),
            });
        }
    }
    found
}

fn value(declaration: &Json) -> Json {
    let default = &declaration["defaultValue"];
    if declaration.get("defaultValue").is_some() {
        return default.clone();
    }
    let allowed = declaration["allowedValues"].get(0).cloned();
    let kind = declaration["type"].as_str().unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "array" => Json::from(Vec::from_iter(allowed.or(Some(json!("value"))))),
        "object" => allowed.unwrap_or(json!({"name": "value"})),
        "boolean" => allowed.unwrap_or(json!(true)),
        "integer" | "float" => allowed.unwrap_or(json!(1)),
        _ => allowed.unwrap_or(json!("value")),
    }
}

/// Every row of the exports: an object with an id and a type.
pub fn rows() -> Vec<Json> {
    let mut rows = Vec::new();
    for (_, json) in files(&folder().join("exports")) {
        collect(&json, &mut rows);
    }
    rows
}

/// The resource types that a condition speaks of.
pub fn types(condition: &Json) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    aliases(condition, &mut names);
    let of_names = names.iter().flat_map(|name| listed::types(name));
    let mut types: BTreeSet<String> = of_names.map(str::to_ascii_lowercase).collect();
    tested(condition, &mut types);
    types
}

fn tested(condition: &Json, types: &mut BTreeSet<String>) {
    match condition {
        Json::Object(members) => {
            let of_type = members
                .get("field")
                .and_then(Json::as_str)
                .is_some_and(|field| field == "type");
            for operand in ["equals", "in"]
                .into_iter()
                .filter_map(|key| members.get(key))
                .filter(|_| of_type)
            {
                let names = operand.as_array().cloned().unwrap_or_else(|| vec![operand.clone()]);
                types.extend(names.iter().filter_map(Json::as_str).map(str::to_ascii_lowercase));
            }
            members.values().for_each(|value| tested(value, types));
        }
        Json::Array(items) => items.iter().for_each(|item| tested(item, types)),
        _ => {}
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Json)> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            _ if path.is_dir() => found.extend(files(&path)),
            Some("json") => {
                let text = fs::read_to_string(&path).expect("a file");
                found.push((path, serde_json::from_str(&text).expect("JSON")));
            }
            Some("ndjson") => {
                let text = fs::read_to_string(&path).expect("a file");
                let rows = text
                    .lines()
                    .map(|line| serde_json::from_str::<Json>(line).expect("JSON"));
                found.push((path, rows.collect()));
            }
            _ => {}
        }
    }
    found
}

fn collect(json: &Json, rows: &mut Vec<Json>) {
    match json {
        Json::Object(members) => {
            let member = |wanted: [&str; 2]| {
                let found = members
                    .iter()
                    .find(|(name, _)| wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)));
                found
                    .and_then(|(_, value)| value.as_str())
                    .filter(|text| text.contains('/'))
            };
            if let (Some(id), Some(kind)) = (member(["id", "ResourceId"]), member(["type", "ResourceType"])) {
                let mut row = members.clone();
                row.entry("id").or_insert_with(|| json!(id));
                row.entry("type").or_insert_with(|| json!(kind));
                rows.push(Json::Object(row));
            }
            members.values().for_each(|value| collect(value, rows));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, rows)),
        _ => {}
    }
}
