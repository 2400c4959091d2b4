//! The values of the profile as a framework declares them: what each is, between which bounds, in what unit. A value that is set is held
//! against its declaration, and what does not fit is refused before anything is judged by it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::suggest::nearest;
use crate::value::arm_id::ArmId;
use crate::value::guid::is_guid;

/// `profile.json`: values that a client may set, with their defaults.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The parameters, by name.
    pub parameters: BTreeMap<String, ParameterFile>,
}

impl ProfileFile {
    /// What is wrong with values that were set, each with its key, what is wanted and what was given.
    pub fn misfits(&self, values: &BTreeMap<String, Json>) -> Vec<String> {
        let known = || self.parameters.keys().map(String::as_str);
        let wrong = values
            .iter()
            .filter_map(|(name, value)| match self.parameters.get(name) {
                Some(declared) => Some(format!("{name}: {}", declared.wrong(value)?)),
                None => {
                    let there = known().collect::<Vec<_>>().join(", ");
                    let meant =
                        nearest(name, known()).map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
                    Some(format!("there is no profile value `{name}`{meant}; there are {there}"))
                }
            });
        wrong.collect()
    }

    /// What is wrong with the declarations themselves, each with its place: a default that does not fit, a number without unit or
    /// bounds.
    pub fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        for (name, declared) in &self.parameters {
            let place = format!("/parameters/{name}");
            if let Some(message) = declared
                .wrong(&declared.default)
                .filter(|_| !declared.default.is_null())
            {
                faults.push((format!("{place}/default"), message));
            }
            let bounded = declared.least.is_some() && declared.most.is_some() && !declared.unit.is_empty();
            if declared.r#type == ParameterType::Number && !bounded {
                faults.push((place, "a number has a `unit`, a `least` and a `most`".to_owned()));
            }
        }
        faults
    }
}

/// A profile value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParameterFile {
    /// What it bounds or lists.
    pub description: String,
    /// What a value is.
    pub r#type: ParameterType,
    /// Unit for print, such as `days`: of a number what it counts, of a list what its entries are.
    #[serde(default)]
    pub unit: String,
    /// How a text is written; any text where absent.
    #[serde(default)]
    pub format: Option<TextFormat>,
    /// Least number; of a list, fewest entries.
    #[serde(default)]
    pub least: Option<u64>,
    /// Greatest number; of a list, most entries.
    #[serde(default)]
    pub most: Option<u64>,
    /// Members that an entry of `entries` may have, all of them texts.
    #[serde(default)]
    pub members: Vec<String>,
    /// Those of them that it has to have.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Value when the engagement sets none. `null` where nothing can be assumed: controls that need it are then unknown.
    pub default: Json,
}

/// What a profile value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ParameterType {
    /// A whole number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A list of texts.
    Texts,
    /// A list of objects whose members are texts.
    Entries,
}

/// How a text of a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TextFormat {
    /// An id of 32 hexadecimal digits in five groups.
    Guid,
    /// An id of Azure Resource Manager, `/subscriptions/…`.
    ArmId,
}

impl ParameterFile {
    /// What is wrong with a value: what is wanted, and what was given.
    pub fn wrong(&self, value: &Json) -> Option<String> {
        let given = self.misfit(value)?;
        Some(format!("wanted {}; given {given}", self.wanted()))
    }

    /// The part of a value that does not fit, for print.
    fn misfit(&self, value: &Json) -> Option<String> {
        let bounded =
            |number: u64| self.least.is_none_or(|least| number >= least) && self.most.is_none_or(|most| number <= most);
        match (self.r#type, value) {
            (ParameterType::Truth, Json::Bool(_)) => None,
            (ParameterType::Number, Json::Number(number)) if number.as_u64().is_some_and(bounded) => None,
            (ParameterType::Texts | ParameterType::Entries, Json::Array(items)) => {
                let wrong = items.iter().find(|item| !self.is_item(item)).map(told);
                let many = || (!bounded(items.len() as u64)).then(|| format!("{} of them", items.len()));
                wrong.or_else(many)
            }
            (_, value) => Some(told(value)),
        }
    }

    fn is_item(&self, item: &Json) -> bool {
        match (self.r#type, item) {
            (ParameterType::Texts, Json::String(text)) => {
                let text = text.trim();
                match self.format {
                    None => !text.is_empty(),
                    Some(TextFormat::Guid) => is_guid(text),
                    Some(TextFormat::ArmId) => ArmId::new(text).subscription().is_some(),
                }
            }
            (ParameterType::Entries, Json::Object(members)) => {
                let known = |(name, value): (&String, &Json)| self.members.contains(name) && value.is_string();
                members.iter().all(known) && self.needs.iter().all(|name| members.contains_key(name))
            }
            _ => false,
        }
    }

    /// `a whole number of days from 1 to 366`, `a list of tag keys, 1 at least`.
    fn wanted(&self) -> String {
        let unit = |default: &str| {
            if self.unit.is_empty() {
                default.to_owned()
            } else {
                self.unit.clone()
            }
        };
        match self.r#type {
            ParameterType::Truth => "true or false".to_owned(),
            ParameterType::Number => {
                let from = self.least.map_or(String::new(), |least| format!(" from {least}"));
                let to = self.most.map_or(String::new(), |most| format!(" to {most}"));
                let of = if self.unit.is_empty() {
                    String::new()
                } else {
                    format!(" of {}", self.unit)
                };
                format!("a whole number{of}{from}{to}")
            }
            ParameterType::Texts => {
                let written = match self.format {
                    None => ", each a text",
                    Some(TextFormat::Guid) => ", each an id such as 11111111-1111-4111-8111-111111111111",
                    Some(TextFormat::ArmId) => ", each an ARM id such as /subscriptions/…",
                };
                format!("a list of {}{written}{}", unit("texts"), self.many())
            }
            ParameterType::Entries => {
                let needs = match self.needs.is_empty() {
                    true => String::new(),
                    false => format!(" ({} have to be given)", self.needs.join(" and ")),
                };
                let members = self.members.join(", ");
                format!(
                    "a list of {}, each with {members} as texts{needs}{}",
                    unit("entries"),
                    self.many()
                )
            }
        }
    }

    fn many(&self) -> String {
        match (self.least, self.most) {
            (Some(least), _) if least > 0 => format!(", {least} at least"),
            (_, Some(most)) => format!(", {most} at most"),
            _ => String::new(),
        }
    }
}

/// A value for print.
fn told(value: &Json) -> String {
    match value {
        Json::Null => "nothing".to_owned(),
        Json::Bool(value) => format!("the truth value {value}"),
        Json::Number(number) => format!("the number {number}"),
        Json::String(text) => format!("the text “{text}”"),
        Json::Array(_) => format!("the list {value}"),
        Json::Object(_) => format!("the entry {value}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(declared: Json, value: Json) -> Option<String> {
        let mut declared = declared;
        declared["description"] = json!("d");
        declared["default"] = json!(null);
        let declared: ParameterFile = serde_json::from_value(declared).unwrap();
        declared.wrong(&value)
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_with_what_is_wanted() {
        let tags = json!({"type": "texts", "unit": "tag keys", "least": 1});
        let said = "wanted a list of tag keys, each a text, 1 at least; given the text “owner”";
        assert_eq!(wrong(tags.clone(), json!("owner")).as_deref(), Some(said));
        assert!(wrong(tags.clone(), json!([])).is_some_and(|said| said.ends_with("given 0 of them")));
        assert!(wrong(tags.clone(), json!(["owner", 3])).is_some_and(|said| said.ends_with("given the number 3")));
        assert!(wrong(tags.clone(), json!(["owner", " "])).is_some());
        assert_eq!(wrong(tags, json!(["owner"])), None);
        let days = json!({"type": "number", "unit": "days", "least": 1, "most": 366});
        let said = "wanted a whole number of days from 1 to 366; given the number 0";
        assert_eq!(wrong(days.clone(), json!(0)).as_deref(), Some(said));
        for value in [
            json!(367),
            json!(-1),
            json!(30.5),
            json!("30"),
            json!(true),
            json!([30]),
            json!(null),
        ] {
            assert!(wrong(days.clone(), value).is_some());
        }
        assert_eq!(wrong(days, json!(30)), None);
        assert!(wrong(json!({"type": "truth"}), json!("yes")).is_some());
        assert_eq!(wrong(json!({"type": "truth"}), json!(false)), None);
    }

    #[test]
    fn ids_and_entries_are_written_as_declared() {
        let guids = json!({"type": "texts", "unit": "subscriptions", "format": "guid"});
        assert_eq!(
            wrong(guids.clone(), json!(["11111111-1111-4111-8111-111111111111"])),
            None
        );
        assert!(wrong(guids, json!(["sub-prod"])).is_some());
        let ids = json!({"type": "texts", "unit": "accounts", "format": "armId"});
        let id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/A.B/c/d";
        assert_eq!(wrong(ids.clone(), json!([id])), None);
        assert!(wrong(ids, json!(["oai-prod"])).is_some());
        let grants = json!({"type": "entries", "unit": "grants", "members": ["from", "to"], "needs": ["from"]});
        assert_eq!(wrong(grants.clone(), json!([{"from": "a", "to": "b"}])), None);
        for entry in [
            json!({"to": "b"}),
            json!({"from": "a", "form": "b"}),
            json!({"from": 1}),
            json!("a"),
        ] {
            assert!(wrong(grants.clone(), json!([entry])).is_some());
        }
    }
}
