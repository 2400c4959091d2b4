//! Rows that belong to a subject, as a person writes them in a control, and the table of retirements that they are looked up in.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::condition::Condition;
use crate::value::reference::ReferenceFile;

use super::super::profile::Setting;
use super::super::rule_id::RuleId;

/// Rows that belong to a subject, and what is asked of them. `auditIfNotExists` in Azure's terms, with three quantifiers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedFile {
    /// Name of the rows in a sentence, in the plural: `model deployments`.
    pub called: String,
    /// Their types, in any case.
    pub types: Vec<String>,
    /// Condition on the rows, in Azure Policy's language.
    #[serde(default)]
    pub r#where: Option<serde_json::Value>,
    /// Location of the rows. Default: below the subject; with a `join`, anywhere in the tenant.
    #[serde(default)]
    pub within: Option<Within>,
    /// Join by which a row belongs to the subject, where its location does not show it.
    #[serde(default)]
    pub join: Option<JoinFile>,
    /// Condition that each row is tested on. Without it and without `related`, every row meets it.
    #[serde(default)]
    pub meets: Option<serde_json::Value>,
    /// A condition like `meets` that also reads the row which these belong to: as in an `existenceCondition`, `field()` in a
    /// template expression is a field of that row.
    #[serde(default)]
    pub beside: Option<serde_json::Value>,
    /// Rows that belong to each row in turn: it meets what is asked when they fail.
    #[serde(default)]
    pub related: Option<Box<RelatedFile>>,
    /// Looks each row up in the dated table of `retirements.json`: it meets what is asked when its time is over.
    #[serde(default)]
    pub retired: Option<RetiredFile>,
    /// The subject fails when any, all or none of the rows meet what is asked.
    pub fails: Quantifier,
    /// The outcome where rows of these types were exported and none belongs to the subject. Default: none of them meets.
    #[serde(default)]
    pub empty: Option<Empty>,
    /// Further types whose rows show that the export would have held these ones.
    #[serde(default)]
    pub shown_by: Vec<String>,
    /// Number of the rule in the framework.
    #[serde(skip)]
    pub id: RuleId,
    /// The condition that selects the rows.
    #[serde(skip)]
    pub filter: Option<Condition>,
    /// The condition that each row is tested on.
    #[serde(skip)]
    pub test: Option<Condition>,
}

/// Retirement of the thing that a row names: its date in `retirements.json` has passed, or is near and nothing is planned. A row
/// without an entry is unknown.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetiredFile {
    /// Path of the name in the row: `properties.model.name`.
    pub name: String,
    /// Path of the version in the row.
    pub version: String,
    /// Days before the date in which a plan is asked for.
    pub notice: Setting,
    /// Days after the table's own date beyond which it passes nothing: what it says is retired stays so.
    pub max_age: Setting,
    /// A condition in Azure Policy's language under which the row needs no other plan.
    pub planned: serde_json::Value,
    /// The profile value with entries that come before those of the table.
    pub overrides: ParameterFile,
}

/// The name of a profile value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParameterFile {
    /// A parameter of `profile.json`.
    pub parameter: String,
}

/// Number of rows that must meet a condition for the subject to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Quantifier {
    /// One is enough.
    Any,
    /// Every one, and there is one.
    All,
    /// Not one.
    None,
}

/// The outcome where nothing belongs to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Empty {
    /// It passes.
    Pass,
    /// It fails.
    Fail,
    /// Nothing can be said.
    Unknown,
    /// The evidence does not apply to it.
    NotApplicable,
}

/// Location of related rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Within {
    /// Directly below the subject: its children and extensions.
    At,
    /// Anywhere below the subject.
    Below,
    /// Anywhere below the subject's parent.
    Parent,
    /// In its resource group.
    ResourceGroup,
    /// In its subscription.
    Subscription,
    /// Anywhere in the tenant.
    Tenant,
}

/// Join by which a row belongs to a subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JoinFile {
    /// Value of the subject: `id`, `name` (the last part of the id), `location`, or a path such as `properties.raiPolicyName`.
    pub from: String,
    /// Value of the related row, named in the same way.
    pub to: String,
    /// Relation that the two values must have.
    #[serde(default)]
    pub matches: Matches,
}

/// Relation between the two values of a join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Matches {
    /// They are equal, in any case.
    #[default]
    Equals,
    /// The related row's value is the subject's id or a scope above it.
    Covers,
    /// The related row's value is the subject's id or something below it.
    Below,
    /// Both are URLs, and the names of their hosts begin with the same label: `name.openai.azure.com`,
    /// `name.cognitiveservices.azure.com`.
    Host,
}

/// A mark that a failing finding gets when further rows fail too; gates can ask for it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedMarkFile {
    /// Its name.
    pub name: String,
    /// The rows that set it.
    pub rows: RelatedFile,
}

/// `retirements.json`: what its maker stops supporting when, as published at a date.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetirementsFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Publication that gives the dates.
    pub source: ReferenceFile,
    /// Date of that publication, `2026-11-15`.
    pub as_of: String,
    /// One entry per name and version.
    pub entries: Vec<RetirementFile>,
}

/// One name and version, and the date of its retirement: exactly one of the two dates.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetirementFile {
    /// Name, in any case.
    pub name: String,
    /// Version, in any case.
    pub version: String,
    /// Lower-case beginnings of the regions that the date is for, such as `usgov`; empty for all others.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The day from which it is gone.
    #[serde(default)]
    pub retires: Option<String>,
    /// A day before which it is not retired; what follows is not announced.
    #[serde(default)]
    pub not_before: Option<String>,
}
