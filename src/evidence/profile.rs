//! The values of the profile, and the settings of controls that refer to them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

/// A value, or the name of the profile parameter that holds it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Setting {
    /// The value itself.
    Number(u32),
    /// A parameter of `profile.json`.
    Parameter {
        /// Its name.
        parameter: String,
    },
}

/// The profile as it applies, by parameter: what the client set, else the framework's default; `null` where neither says
/// anything.
#[derive(Clone, Debug, Default)]
pub struct Profile(BTreeMap<String, Json>);

impl Profile {
    /// A profile of every declared parameter and its value.
    pub fn new(values: impl IntoIterator<Item = (String, Json)>) -> Self {
        Profile(values.into_iter().collect())
    }

    /// The value of a parameter; `null` where it has none.
    pub fn value(&self, parameter: &str) -> &Json {
        self.0.get(parameter).unwrap_or(&Json::Null)
    }

    /// A setting's number; `None` where it names a parameter without a value.
    pub fn number(&self, setting: &Setting) -> Option<u32> {
        match setting {
            Setting::Number(number) => Some(*number),
            Setting::Parameter { parameter } => u32::try_from(self.value(parameter).as_u64()?).ok(),
        }
    }

    /// Whether a parameter is declared.
    pub fn has(&self, parameter: &str) -> bool {
        self.0.contains_key(parameter)
    }

    /// The declared parameters that a part of a control names, by name.
    pub fn named_in(&self, json: &Json) -> Vec<String> {
        let mut found = BTreeSet::new();
        collect_names(json, &mut found);
        let names = self.0.keys().filter(|name| found.contains(name.as_str()));
        names.cloned().collect()
    }

    /// The named parameters that have no value: conditions that depend on them are unknown.
    pub fn unset_in(&self, json: &Json) -> Vec<String> {
        let mut names = self.named_in(json);
        names.retain(|name| self.value(name).is_null());
        names
    }
}

/// Names stand in expressions (`[parameters('x')]`), in settings (`{"parameter": "x"}`) and as lists of exceptions
/// (`"except": "x"`).
fn collect_names<'j>(json: &'j Json, found: &mut BTreeSet<&'j str>) {
    match json {
        Json::String(text) => {
            let after = text.split("parameters('").skip(1);
            found.extend(after.filter_map(|rest| Some(rest.split_once("')")?.0)));
        }
        Json::Array(items) => items.iter().for_each(|item| collect_names(item, found)),
        Json::Object(members) => {
            for (key, value) in members {
                if key == "parameter" || key == "except" {
                    found.extend(value.as_str());
                }
                collect_names(value, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_parameters_without_a_value_are_found_wherever_they_are_named() {
        let declared = ["days", "allowed", "orphans", "other"].map(|name| (name.to_owned(), Json::Null));
        let profile = Profile::new(declared.into_iter().chain([("set".to_owned(), json!(3))]));
        let control = json!({
            "fails": {"field": "location", "notIn": "[parameters('allowed')]"},
            "most": {"parameter": "days"}, "least": {"parameter": "set"}, "grants": {"except": "orphans"}, "text": "other"
        });
        assert_eq!(profile.unset_in(&control), ["allowed", "days", "orphans"]);
        assert_eq!(profile.named_in(&control), ["allowed", "days", "orphans", "set"]);
    }
}
