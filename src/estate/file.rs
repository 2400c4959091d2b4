//! `estate.json`, as a person writes it: the rules by which AI resources, the stores behind them, their environment and their
//! criticality are found.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// `estate.json`, as a person writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EstateFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Named sets of resources.
    pub sets: BTreeMap<String, SetFile>,
    /// The sets whose members count as AI resources.
    pub ai: Vec<String>,
    /// Names of resources in the report: the first that matches.
    pub kinds: Vec<KindFile>,
    /// The set that holds what AI depends on, and how its members are found.
    pub data: DataFile,
    /// Identities that AI runs under besides the managed identities of AI resources.
    #[serde(default)]
    pub identities: IdentitiesFile,
    /// Rules of the environment of a resource.
    pub environments: EnvironmentsFile,
    /// Criticality tiers: the first that matches.
    pub tiers: Vec<TierFile>,
    /// Properties that resources have from another resource.
    #[serde(default)]
    pub inherits: Vec<InheritFile>,
    /// Properties whose absence from a full row says nothing, because Azure's default changed over the years.
    pub absent_means_unknown: BTreeMap<String, Vec<String>>,
}

/// A named set of resources.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetFile {
    /// What a member is called, with its article: `a generative AI account`. It ends a sentence where the exports do not tell
    /// whether a resource is one.
    #[serde(default)]
    pub called: Option<String>,
    /// Resource types, in any case.
    #[serde(default)]
    pub types: Vec<String>,
    /// Condition on its members, in Azure Policy's language.
    #[serde(default)]
    pub r#where: Option<serde_json::Value>,
    /// Other sets whose members belong to this one.
    #[serde(default)]
    pub includes: Vec<String>,
    /// Rows of other types that name the members; empty where none has to.
    #[serde(default)]
    pub named_by: Vec<NamedByFile>,
    /// A profile parameter that lists ids of further members. Once it is set, or rows that could name members were exported, a
    /// resource that is no member is known to be none.
    #[serde(default)]
    pub listed: Option<String>,
}

/// Rows that name members of a set.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamedByFile {
    /// Their types.
    pub types: Vec<String>,
    /// Only rows that are members of this set, which other rows name too.
    #[serde(default)]
    pub of: Option<String>,
    /// Condition of the rows that could name members, in Azure Policy's language.
    pub rows: serde_json::Value,
    /// Further condition of the rows that do name them.
    pub r#where: serde_json::Value,
    /// Path of the property that names a member by ARM id, with `[*]` through arrays.
    pub path: String,
}

/// A name for people.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KindFile {
    /// Singular, lower case except for names: `Azure OpenAI account`.
    pub label: String,
    /// Resource types, in any case.
    pub types: Vec<String>,
    /// Condition on the resource.
    #[serde(default)]
    pub r#where: Option<serde_json::Value>,
}

/// Stores that AI depends on, and the rules that find them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataFile {
    /// Name of the derived set.
    pub set: String,
    /// What a member is called, with its article: `a store that AI uses`.
    pub called: String,
    /// Types that can be members.
    pub types: Vec<String>,
    /// Properties of AI resources that name a member by ARM id or by the host name of its address.
    pub links: Vec<LinkFile>,
    /// Privilege classes that make a store a member when an AI identity holds one on it.
    pub classes: Vec<String>,
    /// Scope levels at which such a grant counts: a broad one would draw the whole tenant into the set.
    pub levels: Vec<String>,
    /// Tag keys that make a store a member when present with any value but `false` or `no`.
    pub tags: Vec<String>,
}

/// Identities that AI runs under.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentitiesFile {
    /// Properties of AI resources that hold the principal id of an identity which runs for them.
    #[serde(default)]
    pub paths: Vec<IdentityPathFile>,
    /// A profile parameter that lists service principals which act for AI: object ids, application ids or names.
    #[serde(default)]
    pub listed: Option<String>,
}

/// A property that holds a principal id.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityPathFile {
    /// The set whose members carry it.
    pub from: String,
    /// Path of the property, with `[*]` through arrays.
    pub path: String,
    /// Name of such an identity: `agent identity`.
    pub called: String,
}

/// A property that names a store that a resource depends on.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkFile {
    /// The set whose members carry the property.
    pub from: String,
    /// Types of what it can name, in any case; empty for all.
    #[serde(default)]
    pub to: Vec<String>,
    /// Path of the property, with `[*]` through arrays.
    pub path: String,
}

/// Rules of the environment of a resource.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentsFile {
    /// Tag keys that name an environment.
    pub tag_keys: Vec<String>,
    /// Environments and the words that mean them in a tag or a name. The first environment wins over all others.
    pub words: Vec<WordsFile>,
}

/// The words that mean one environment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WordsFile {
    /// `production`, `non-production` or `sandbox`.
    pub environment: String,
    /// Words in tag values and in the names of resource groups and subscriptions.
    pub names: Vec<String>,
    /// Names of management groups.
    pub management_groups: Vec<String>,
}

/// Properties that a resource has from another one, whatever its own row says.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InheritFile {
    /// Types of the resources that inherit, in any case.
    pub types: Vec<String>,
    /// What they must meet besides, in Azure Policy's condition language. It reads their own rows.
    #[serde(default)]
    pub r#where: Option<serde_json::Value>,
    /// Path of the property that names the other resource by ARM id; absent where that is the parent.
    #[serde(default)]
    pub path: Option<String>,
    /// Type of the other resource, in any case.
    pub of: String,
    /// What the other resource is called: `hub`.
    pub called: String,
    /// The inherited properties: names of members of `properties`.
    pub properties: Vec<String>,
}

/// One criticality tier.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TierFile {
    /// 1 to 4.
    pub tier: u8,
    /// Sets whose members are of this tier.
    pub sets: Vec<String>,
    /// Environments in which they are; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
}
