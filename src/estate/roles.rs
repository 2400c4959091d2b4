//! Privilege classes: what a role lets its holder do, coarsely. `roles.json` of a framework classes built-in roles by GUID
//! and custom roles by what their actions permit. Display names of roles change; GUIDs do not.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::inventory::Inventory;
use crate::inventory::access::{RoleAssignment, RoleDefinition};

/// `roles.json`, as a person writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RolesFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The classes, most privileged first.
    pub classes: Vec<ClassFile>,
    /// Built-in roles.
    pub roles: Vec<RoleFile>,
    /// How a custom role is classed: the first rule that it permits.
    pub custom: Vec<CustomFile>,
    /// What roles can do beyond their class, and the operations that tell it of a custom role.
    #[serde(default)]
    pub flags: Vec<FlagFile>,
    /// Access policies that resources carry themselves.
    #[serde(default)]
    pub policies: Vec<PolicyFile>,
    /// Types whose resources keep grants on their data that no export of role assignments holds: without a list of them a
    /// pass counts for less.
    #[serde(default)]
    pub data_planes: Vec<String>,
}

/// Something that a role can do beyond its class.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FlagFile {
    /// `list-keys`
    pub name: String,
    /// What a holder can do, for print.
    pub meaning: String,
    /// Control-plane operations, any of which gives it to a custom role.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Data-plane operations, any of which gives it to a custom role.
    #[serde(default)]
    pub data_actions: Vec<String>,
}

/// Access policies that resources of a type carry in their properties.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyFile {
    /// The resource type.
    pub r#type: String,
    /// Path of the list below `properties`.
    pub list: String,
    /// Path of a flag below `properties` that, when true, puts the list out of force.
    pub unless: String,
    /// Path of the principal id in an entry.
    pub principal: String,
    /// Which permissions give which class.
    pub rules: Vec<PolicyRuleFile>,
}

/// Permissions of an access policy that give a class.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyRuleFile {
    /// Path of the list of permissions in an entry.
    pub path: String,
    /// Any of these gives the class.
    pub any: Vec<String>,
    /// The class.
    pub class: String,
}

/// A privilege class.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassFile {
    /// `ACCESS-ADMIN`
    pub name: String,
    /// What a holder can do, for print.
    pub meaning: String,
}

/// A built-in role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoleFile {
    /// GUID of the role definition.
    pub id: String,
    /// Current name.
    pub name: String,
    /// Earlier names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its class.
    pub class: String,
    /// What it can do beyond its class: `list-keys`, `model-write` …
    #[serde(default)]
    pub flags: Vec<String>,
    /// Resource providers that it works on; empty for all.
    #[serde(default)]
    pub providers: Vec<String>,
    /// A remark on its reach.
    #[serde(default)]
    pub note: String,
}

/// A rule for custom roles.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomFile {
    /// The class that follows.
    pub class: String,
    /// Control-plane operations, any of which the role permits.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Data-plane operations, any of which the role permits.
    #[serde(default)]
    pub data_actions: Vec<String>,
}

/// Roles by GUID and by name, ready to be asked.
#[derive(Debug, Default)]
pub struct RoleClasses {
    classes: Vec<ClassFile>,
    by_id: BTreeMap<String, RoleFile>,
    by_name: BTreeMap<String, String>,
    custom: Vec<CustomFile>,
    flags: Vec<FlagFile>,
    policies: Vec<PolicyFile>,
    data_planes: Vec<String>,
}

impl RoleClasses {
    /// Indexes the file.
    ///
    /// # Errors
    /// A sentence for each role or rule whose class is not declared.
    pub fn new(file: RolesFile) -> Result<Self, Vec<String>> {
        let known = |class: &str| file.classes.iter().any(|declared| declared.name == class);
        let known_flag =
            |flag: &String| file.flags.is_empty() || file.flags.iter().any(|declared| declared.name == *flag);
        let mut wrong: Vec<String> = file
            .roles
            .iter()
            .map(|role| (&role.name, &role.class))
            .chain(file.custom.iter().map(|rule| (&rule.class, &rule.class)))
            .chain(
                file.policies
                    .iter()
                    .flat_map(|policy| policy.rules.iter().map(|rule| (&policy.r#type, &rule.class))),
            )
            .filter(|(_, class)| !known(class))
            .map(|(name, class)| format!("`{name}` has the class `{class}`, which `classes` does not declare"))
            .collect();
        for role in &file.roles {
            let unknown = role.flags.iter().filter(|flag| !known_flag(flag));
            wrong.extend(
                unknown.map(|flag| format!("`{}` has the flag `{flag}`, which `flags` does not declare", role.name)),
            );
        }
        if file.classes.len() + file.flags.len() > 64 {
            wrong.push("there can be 64 classes and flags together, no more".to_owned());
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut classes = RoleClasses {
            classes: file.classes,
            custom: file.custom,
            flags: file.flags,
            policies: file.policies,
            data_planes: file.data_planes,
            ..RoleClasses::default()
        };
        for role in file.roles {
            let id = role.id.to_ascii_lowercase();
            for name in role.aliases.iter().chain([&role.name]) {
                classes.by_name.insert(name.to_ascii_lowercase(), id.clone());
            }
            classes.by_id.insert(id, role);
        }
        Ok(classes)
    }

    /// Whether a class of this name is declared.
    pub fn has_class(&self, name: &str) -> bool {
        self.classes.iter().any(|class| class.name == name)
    }

    /// The classes, most privileged first.
    pub fn classes(&self) -> &[ClassFile] {
        &self.classes
    }

    /// What roles can do beyond their class.
    pub fn flags(&self) -> &[FlagFile] {
        &self.flags
    }

    /// The built-in roles, by GUID.
    pub fn built_in(&self) -> impl Iterator<Item = &RoleFile> {
        self.by_id.values()
    }

    /// Access policies that resources carry themselves.
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// Whether resources of a type keep grants on their data that no export of role assignments holds.
    pub fn has_data_plane(&self, kind: &str) -> bool {
        self.data_planes.iter().any(|own| own.eq_ignore_ascii_case(kind))
    }

    /// How many privileges there are: classes first, then flags.
    pub fn privileges(&self) -> usize {
        self.classes.len() + self.flags.len()
    }

    /// The position of a class or flag among the privileges.
    pub fn privilege(&self, name: &str) -> Option<usize> {
        let class = self.classes.iter().position(|class| class.name == name);
        let flag = || self.flags.iter().position(|flag| flag.name == name);
        class.or_else(|| Some(self.classes.len() + flag()?))
    }

    /// The operations that give a privilege, each with whether it is of the data plane.
    pub fn rules(&self, privilege: usize) -> Vec<(&String, bool)> {
        fn both<'a>(actions: &'a [String], data: &'a [String]) -> impl Iterator<Item = (&'a String, bool)> {
            let actions = actions.iter().map(|name| (name, false));
            actions.chain(data.iter().map(|name| (name, true)))
        }
        match self.classes.get(privilege) {
            Some(class) => {
                let rules = self.custom.iter().filter(|rule| rule.class == class.name);
                rules.flat_map(|rule| both(&rule.actions, &rule.data_actions)).collect()
            }
            None => {
                let flag = privilege
                    .checked_sub(self.classes.len())
                    .and_then(|at| self.flags.get(at));
                flag.into_iter()
                    .flat_map(|flag| both(&flag.actions, &flag.data_actions))
                    .collect()
            }
        }
    }

    /// The built-in role behind an assignment, by GUID, else by name.
    pub fn role(&self, assignment: &RoleAssignment) -> Option<&RoleFile> {
        if assignment.role_id.is_empty() {
            // A classic administrator may have several, as one text.
            let mut names = assignment.role_name.split(';');
            let id = names.find_map(|name| self.by_name.get(&name.trim().to_ascii_lowercase()))?;
            return self.by_id.get(id);
        }
        let last = assignment.role_id.rsplit('/').next().unwrap_or_default();
        self.by_id.get(last)
    }

    /// The class of an assignment's role; `None` when nothing tells what the role permits.
    pub fn class<'a>(&'a self, inventory: &Inventory, assignment: &RoleAssignment) -> Option<&'a str> {
        if let Some(role) = self.role(assignment) {
            return Some(&role.class);
        }
        let definition = inventory.access.definition(&assignment.role_id)?;
        self.custom
            .iter()
            .find(|rule| permits_any(definition, rule))
            .map(|rule| rule.class.as_str())
            .or_else(|| self.classes.last().map(|class| class.name.as_str()))
    }

    /// The name to print for an assignment's role.
    pub fn display<'a>(&'a self, inventory: &'a Inventory, assignment: &'a RoleAssignment) -> &'a str {
        if let Some(role) = self.role(assignment) {
            return &role.name;
        }
        match inventory.access.definition(&assignment.role_id) {
            Some(definition) => &definition.name,
            None if assignment.role_name.is_empty() => &assignment.role_id,
            None => &assignment.role_name,
        }
    }
}

fn permits_any(definition: &RoleDefinition, rule: &CustomFile) -> bool {
    let action = |name: &String| permits(&definition.actions, &definition.not_actions, name);
    let data_action = |name: &String| permits(&definition.data_actions, &definition.not_data_actions, name);
    rule.actions.iter().any(action) || rule.data_actions.iter().any(data_action)
}

/// Whether a role with these patterns permits an operation: granted by one and excluded by none.
pub fn permits(granted: &[String], excluded: &[String], operation: &str) -> bool {
    granted.iter().any(|pattern| matches(pattern, operation))
        && !excluded.iter().any(|pattern| matches(pattern, operation))
}

/// Azure's operation patterns: `*` stands for any text, slashes included; case does not matter.
pub fn matches(pattern: &str, operation: &str) -> bool {
    let (pattern, operation) = (pattern.to_ascii_lowercase(), operation.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| operation.strip_prefix(head)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(tail) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_azure_matches_them() {
        assert!(matches("*", "Microsoft.Storage/storageAccounts/write"));
        assert!(matches(
            "Microsoft.Storage/*/write",
            "microsoft.storage/storageaccounts/write"
        ));
        assert!(!matches(
            "Microsoft.Storage/*/read",
            "microsoft.storage/storageaccounts/write"
        ));
        assert!(matches("*/read", "Microsoft.Web/sites/read"));
        assert!(!matches("Microsoft.Web/sites/read", "Microsoft.Web/sites/reader"));
        assert!(!matches("a*a", "a"));
    }

    #[test]
    fn what_is_excluded_is_not_permitted() {
        let (all, not) = (vec!["*".to_owned()], vec!["Microsoft.Authorization/*/write".to_owned()]);
        assert!(permits(&all, &not, "Microsoft.Web/sites/write"));
        assert!(!permits(&all, &not, "Microsoft.Authorization/roleAssignments/write"));
    }
}
