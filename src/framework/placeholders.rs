//! The placeholders of remedies: `<account>` in a command stands for the name of the account that fails. `placeholders.json` lists
//! every name with its meaning, so that a command can be filled with the client's own ids and `controls lint` refuses a name that
//! nothing stands for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// `placeholders.json`
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceholdersFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Placeholders by name, without the angle brackets.
    pub placeholders: BTreeMap<String, PlaceholderFile>,
}

/// One placeholder.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceholderFile {
    /// What stands in its place, a noun phrase.
    pub means: String,
    /// Part of the failing subject that fills it; absent where a person has to choose.
    #[serde(default)]
    pub is: Option<PartOfSubject>,
    /// Resource types of which it is the part: the subject's own or one above it in its id. Empty for the subject itself.
    #[serde(default)]
    pub types: Vec<String>,
}

/// Part of a subject that fills a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PartOfSubject {
    /// Its ARM id.
    Id,
    /// Its name.
    Name,
    /// Name of its resource group.
    ResourceGroup,
    /// Id of its subscription, a GUID.
    Subscription,
    /// Region, as the export spells it.
    Location,
    /// Name of the management group right above its subscription.
    ManagementGroup,
    /// Principal id of the identity that it is.
    Principal,
    /// Principal id of the role assignment that proves the failure.
    AssignedPrincipal,
    /// Role definition id of the role assignment that proves the failure, a GUID.
    AssignedRole,
    /// Scope of the role assignment that proves the failure.
    AssignedScope,
}

impl PlaceholdersFile {
    /// Everything that is wrong with it: places and messages.
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let empty = self
            .placeholders
            .iter()
            .filter(|(_, placeholder)| placeholder.means.trim().is_empty());
        empty
            .map(|(name, _)| {
                (
                    format!("/placeholders/{name}/means"),
                    "say what stands in its place".to_owned(),
                )
            })
            .collect()
    }
}

/// Names of the placeholders of a text, in order, without the angle brackets. What is no name (`<b>x</b>`, `a < b`) is none.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('<').skip(1);
    parts.filter_map(|part| {
        let (name, _) = part.split_once('>')?;
        let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name
                .chars()
                .all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '-');
        is_name.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn placeholders_are_told_from_other_angle_brackets() {
        let code = "az x --ids <account-resource-id> --name '<b2-name>' <policies><a b> 1 < 2 > 1";
        assert_eq!(
            names(code).collect::<Vec<_>>(),
            ["account-resource-id", "b2-name", "policies"]
        );
    }
}
