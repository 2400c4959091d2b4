//! `roles.json`, as a person writes it: the privileges that the framework distinguishes, and the rules that give them.

use schemars::JsonSchema;
use serde::Deserialize;

/// `roles.json`, as a person writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RolesFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The classes, most privileged first. The last is what a role holds that permits nothing else, the one before what no class names.
    pub classes: Vec<PrivilegeFile>,
    /// What roles can do beyond their class.
    #[serde(default)]
    pub flags: Vec<PrivilegeFile>,
    /// Conditions of the resources that privileges work on.
    #[serde(default)]
    pub conditions: Vec<ConditionFile>,
    /// Roles that no list of Azure's built-in roles holds: those of data planes.
    #[serde(default)]
    pub definitions: Vec<DefinitionFile>,
    /// Names that built-in roles had before.
    #[serde(default)]
    pub earlier_names: Vec<NamesFile>,
    /// Access policies that resources carry themselves.
    #[serde(default)]
    pub policies: Vec<PolicyFile>,
    /// Types whose resources keep grants on their data that no export of role assignments holds: without a list of them a
    /// pass counts for less.
    #[serde(default)]
    pub data_planes: Vec<String>,
}

/// Something that a role can let its holder do, and the operations that tell it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivilegeFile {
    /// `ACCESS-ADMIN`, `list-keys`
    pub name: String,
    /// What a holder can do, for print.
    pub meaning: String,
    /// Other privileges whose holders hold this one too.
    #[serde(default)]
    pub includes: Vec<String>,
    /// The operations that give it.
    #[serde(default)]
    pub from: Vec<RuleFile>,
}

/// Privileges that work only on resources which meet a condition: a key opens nothing where keys are refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConditionFile {
    /// The privileges.
    pub privileges: Vec<String>,
    /// Condition on the resource, in Azure Policy's language.
    pub r#where: serde_json::Value,
}

/// Operations any of which gives a privilege. Each is the name of one, or a pattern with `*`, which a role has to meet. The operation
/// `Underpin.Any/any/write` stands for a type that nobody knows: only a role that may write everything permits it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleFile {
    /// Operations of the control plane.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Operations on data.
    #[serde(default)]
    pub data_actions: Vec<String>,
    /// Operations of the control plane that the role has to permit besides, all of them.
    #[serde(default)]
    pub with: Vec<String>,
    /// Patterns of a role that do not count, with all that they cover.
    #[serde(default)]
    pub but: Vec<String>,
    /// Patterns of a role that do not count where they are spelt just so.
    #[serde(default)]
    pub not_as: Vec<String>,
    /// The resource types that the privilege works on; `*` alone for everything in scope. Empty for the type that the operation names.
    #[serde(default)]
    pub on: Vec<String>,
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
    /// Permissions that give each class.
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

/// A role that no list of Azure's built-in roles holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefinitionFile {
    /// GUID of the role definition.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Operations of the control plane that it permits.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Operations on data that it permits.
    #[serde(default)]
    pub data_actions: Vec<String>,
}

/// Names that a built-in role had before.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamesFile {
    /// GUID of the role definition.
    pub id: String,
    /// The names.
    pub names: Vec<String>,
}
