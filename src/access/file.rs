//! `roles.json`, as a person writes it: which privileges are told apart, and what gives them.

use schemars::JsonSchema;
use serde::Deserialize;

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
