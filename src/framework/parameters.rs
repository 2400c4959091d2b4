//! Which parameters of the profile a control's text names.

use serde_json::Value as Json;

use super::file::ProfileFile;

/// The parameters that a text names, in the order of the profile.
pub(super) fn named(json: &Json, profile: &ProfileFile) -> Vec<String> {
    let names = profile.parameters.keys();
    names.filter(|name| names_parameter(json, name)).cloned().collect()
}

fn names_parameter(json: &Json, name: &str) -> bool {
    match json {
        Json::String(text) => text.contains(&format!("parameters('{name}')")),
        Json::Array(items) => items.iter().any(|item| names_parameter(item, name)),
        Json::Object(members) => members.iter().any(|(key, value)| {
            let setting = key == "parameter" || (key == "except" && value.is_string());
            (setting && value == name) || names_parameter(value, name)
        }),
        _ => false,
    }
}

/// Two lists of parameters as one, in the order of the profile.
pub(super) fn merged(left: Vec<String>, right: Vec<String>, profile: &ProfileFile) -> Vec<String> {
    let names = profile.parameters.keys();
    names
        .filter(|name| left.contains(name) || right.contains(name))
        .cloned()
        .collect()
}
