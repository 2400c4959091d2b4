//! Which parameters of the profile a control's text names.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::file::ProfileFile;

/// The parameters that a text names, in the order of the profile.
pub(super) fn named(json: &Json, profile: &ProfileFile) -> Vec<String> {
    let mut found = BTreeSet::new();
    look(json, &mut found);
    let names = profile.parameters.keys();
    names.filter(|name| found.contains(name.as_str())).cloned().collect()
}

fn look<'j>(json: &'j Json, found: &mut BTreeSet<&'j str>) {
    match json {
        Json::String(text) => {
            let after = text.split("parameters('").skip(1);
            found.extend(after.filter_map(|rest| Some(rest.split_once("')")?.0)));
        }
        Json::Array(items) => items.iter().for_each(|item| look(item, found)),
        Json::Object(members) => {
            for (key, value) in members {
                if key == "parameter" || key == "except" {
                    found.extend(value.as_str());
                }
                look(value, found);
            }
        }
        _ => {}
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
