//! `exposure.json`, as a person writes it: the properties in which each type of resource keeps its network access, and Azure's
//! reading of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// `exposure.json`, as a person writes it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposureFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The profile value from which a firewall is open to nearly everybody: addresses of IPv4, or sites (/48) of IPv6, that its
    /// rules let in together.
    pub floor: String,
    /// The ways into resources, by type in any case.
    pub types: BTreeMap<String, Vec<SideFile>>,
    /// Network security perimeters, if the framework knows of them.
    #[serde(default)]
    pub perimeters: Option<PerimetersFile>,
}

/// One network access of resources of a type.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SideFile {
    /// `service` for what the resource is there for, `machines` for the machines that it is made of.
    pub side: String,
    /// Published pages about Azure's reading of these properties: `https://` only.
    pub references: Vec<String>,
    /// Another resource from which the answer is taken.
    #[serde(default)]
    pub follows: Option<FollowsFile>,
    /// The switch of its public address; absent where it has none and is public.
    #[serde(default)]
    pub switch: Option<SwitchFile>,
    /// States that close it to every public address, whatever else is set.
    #[serde(default)]
    pub closed: Vec<StateFile>,
    /// States that give it a public address. Where there are any, nothing else does.
    #[serde(default)]
    pub public: Vec<StateFile>,
    /// Its own firewall; without one, everybody who finds the public address is let in.
    #[serde(default)]
    pub firewall: Option<FirewallFile>,
    /// Whether it can join a network security perimeter.
    #[serde(default)]
    pub perimeter: bool,
}

/// The resource whose answer is taken: one that a property names, else the parent.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FollowsFile {
    /// Condition of the resources that follow another, in Azure Policy's language; absent for all of the type.
    #[serde(default)]
    pub when: Option<serde_json::Value>,
    /// The property that names the other by ARM id; absent for the parent.
    #[serde(default)]
    pub path: Option<String>,
    /// Name of the other resource: `hub`.
    pub called: String,
}

/// A property that turns public access on and off.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SwitchFile {
    /// Name of the property at the beginning of a sentence: `Public network access`.
    pub called: String,
    /// Paths of the property: the first that holds a value counts.
    pub paths: Vec<String>,
    /// Values that let the public in as far as the firewall does, in any case.
    pub on: Vec<String>,
    /// Values that keep the public out.
    pub off: Vec<String>,
    /// Values that leave it to a network security perimeter.
    #[serde(default)]
    pub perimeter: Vec<String>,
    /// Value that Azure uses where it is not set; absent where the row does not show that value.
    #[serde(default)]
    pub absent: Option<String>,
}

/// A state of the row and what it means.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateFile {
    /// The state, in Azure Policy's condition language.
    pub when: serde_json::Value,
    /// Meaning of the state, a sentence in the past tense: `It was a private cluster.`
    pub says: String,
    /// A sentence for a row that is not in this state.
    #[serde(default)]
    pub otherwise: String,
    /// The property that settles it, where the export does not hold it.
    pub settled_by: String,
}

/// A firewall of a resource.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirewallFile {
    /// Owner of the firewall.
    #[serde(default)]
    pub of: Whose,
    /// Condition under which its rules keep out addresses that they do not name.
    pub restricts: Restricts,
    /// The property that decides about addresses that no rule names.
    #[serde(default)]
    pub default: Option<DefaultFile>,
    /// Properties that, being true, let rules keep out addresses that they do not name. Where there are any, rules of networks
    /// count only with them.
    #[serde(default)]
    pub flags: Vec<String>,
    /// Paths of its addresses.
    #[serde(default)]
    pub addresses: Vec<AddressesFile>,
    /// Paths each value of which lets one virtual network in; of each its spellings.
    #[serde(default)]
    pub networks: Vec<Vec<String>>,
    /// Paths each value of which lets named resources or services in; of each its spellings.
    #[serde(default)]
    pub others: Vec<Vec<String>>,
    /// Properties that let trusted services past the rules, and the values that let none.
    #[serde(default)]
    pub trusted: Vec<TrustedFile>,
    /// States in which its rules let in others besides, whom nobody named; each says who they are, a noun phrase.
    #[serde(default)]
    pub loose: Vec<StateFile>,
    /// Rows below the resource, each of which is a rule.
    #[serde(default)]
    pub rows: Vec<RuleRowsFile>,
    /// Ranges, as this service writes them, that stand for every address inside Azure, other organisations' included.
    #[serde(default)]
    pub all_of_azure: Vec<String>,
    /// Ranges, as this service writes them, that let in nobody but the resource itself.
    #[serde(default)]
    pub nobody: Vec<String>,
}

/// Owner of the firewall before a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Whose {
    /// Its own.
    #[default]
    Own,
    /// Its parent's.
    Parent,
}

/// Condition under which rules keep out addresses that they do not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Restricts {
    /// Always: without a rule nobody is let in.
    Always,
    /// When the property `default` says so.
    ByDefault,
    /// When there is a rule, or a flag is set, or the property `default` says so.
    ByAnyRule,
}

/// The property that decides about addresses that no rule names.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefaultFile {
    /// Name of the property at the beginning of a sentence: `The default action of its firewall`.
    pub called: String,
    /// Paths of the property: the first that holds a value counts.
    pub paths: Vec<String>,
    /// Values that let everybody in, in any case.
    pub allow: Vec<String>,
    /// Values that keep out addresses that no rule names.
    pub deny: Vec<String>,
    /// Value that Azure uses where it is not set.
    pub absent: String,
}

/// Paths of addresses.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressesFile {
    /// The path, and other spellings of it: the first that holds anything counts.
    pub paths: Vec<String>,
    /// Separator of the addresses where one text holds several.
    #[serde(default)]
    pub separator: Option<String>,
}

/// A property that lets trusted services past the rules.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustedFile {
    /// Paths of the property.
    pub paths: Vec<String>,
    /// Values that let none past, in any case; an absent one lets none past either.
    pub none: Vec<String>,
}

/// Rows below a resource, each of which is a rule of its firewall.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleRowsFile {
    /// Name of the rows, in the plural: `firewall rules`.
    pub called: String,
    /// Their type, in any case.
    pub r#type: String,
    /// The first address that a row lets in; absent for rows each of which lets one virtual network in.
    #[serde(default)]
    pub first: Option<String>,
    /// The last address that it lets in.
    #[serde(default)]
    pub last: Option<String>,
    /// Command that exports them: `az sql server firewall-rule list …`.
    pub command: String,
}

/// Rows that describe network security perimeters.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerimetersFile {
    /// Published pages about Azure's reading of these properties: `https://` only.
    pub references: Vec<String>,
    /// The type of a perimeter, in any case.
    pub r#type: String,
    /// The rows that put resources into it.
    pub associations: AssociationsFile,
    /// The rows that let somebody through it.
    pub rules: PerimeterRulesFile,
}

/// Rows that put a resource into a perimeter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssociationsFile {
    /// Their type, in any case.
    pub r#type: String,
    /// The property that names the resource.
    pub resource: String,
    /// The property that names the profile whose rules hold for it.
    pub profile: String,
    /// The property that says whether they are enforced.
    pub mode: String,
    /// Values of it with which only the perimeter's rules count, in any case.
    pub enforced: Vec<String>,
    /// Values of it with which the resource's own rules count beside them. Where it is not set, Azure takes it for the first.
    pub not_enforced: Vec<String>,
    /// The property that says whether Azure could not put it into effect, and the values that say that it could.
    pub issues: TrustedFile,
    /// Command that exports them.
    pub command: String,
}

/// Rows that let somebody through a perimeter.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PerimeterRulesFile {
    /// Their type, in any case; each stands below its profile.
    pub r#type: String,
    /// The property that tells inbound from outbound, and the value of outbound ones.
    pub direction: String,
    /// Values of it that say nothing of who comes in, in any case.
    pub outbound: Vec<String>,
    /// The property that lists addresses.
    pub addresses: String,
    /// Properties each value of which lets named subscriptions or perimeters in.
    pub others: Vec<String>,
    /// The property that lists service tags.
    pub tags: String,
    /// Tags that stand for everybody, in any case.
    pub everybody: Vec<String>,
    /// Tags, or beginnings of tags, that stand for every address inside Azure.
    pub all_of_azure: Vec<String>,
    /// Command that exports them.
    pub command: String,
}
