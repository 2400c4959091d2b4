//! The kinds of evidence that read more than a subject's own row, as a person writes them: rows related to it, the guardrails of
//! Azure Policy above it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::control::{EvidenceFile, Setting};

/// One kind of evidence and the conditions under which it applies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRule {
    /// Types of the subjects that it applies to, in any case; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// The only outcome that this evidence can establish: the other one is then unknown.
    #[serde(default)]
    pub may_only: Option<MayOnly>,
    /// Speaks only where the tenant holds such rows: where this fails, the subject stays unknown.
    #[serde(default)]
    pub provided: Option<RelatedFile>,
    /// Environments of the subjects that it applies to; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Resources that the subject's subscription must hold for it to apply.
    #[serde(default)]
    pub holding: Option<HoldingFile>,
    /// Whether it does not count where a profile value that it names is not set; of several kinds together, where none of them
    /// counts. Otherwise the evidence is then unknown.
    #[serde(default)]
    pub optional: bool,
    /// The evidence.
    #[serde(flatten)]
    pub evidence: EvidenceFile,
}

impl EvidenceRule {
    /// Whether it, or a part of it, speaks of some environments only.
    pub fn differs_by_environment(&self) -> bool {
        let parts = match &self.evidence {
            EvidenceFile::AllOf { of } | EvidenceFile::AnyOf { of } | EvidenceFile::FirstOf { of } => of.as_slice(),
            _ => &[],
        };
        !self.environments.is_empty() || parts.iter().any(EvidenceRule::differs_by_environment)
    }

    /// The lists of routes that it, or a part of it, names.
    pub fn routes(&self) -> Vec<&Vec<String>> {
        match &self.evidence {
            EvidenceFile::Path { routes, .. } => vec![routes],
            EvidenceFile::AllOf { of } | EvidenceFile::AnyOf { of } | EvidenceFile::FirstOf { of } => {
                of.iter().flat_map(EvidenceRule::routes).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Resources of a subscription without which evidence does not speak of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldingFile {
    /// Sets of `estate.json`: one member is enough.
    pub sets: Vec<String>,
    /// Types of the members, in any case; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
}

/// The one outcome that evidence can establish which is necessary but not sufficient, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MayOnly {
    /// It shows that the subject fails; its absence of complaint proves nothing.
    Fail,
    /// It shows that the subject passes; there are other ways to pass.
    Pass,
}

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

/// A guardrail that must be in force above the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GuardrailFile {
    /// Name of the thing that it guards, in a sentence: `AI services`.
    pub called: String,
    /// Sets of `estate.json`: asked only of subscriptions that hold a member; empty for all.
    #[serde(default)]
    pub sets: Vec<String>,
    /// Policy definitions and initiatives, any of which is enough.
    pub policies: Vec<PolicyFile>,
    /// Effects that count, in any case; empty for any but `Disabled`.
    #[serde(default)]
    pub effects: Vec<String>,
}

/// A policy definition or initiative.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyFile {
    /// Its GUID, or its name for one that is no built-in.
    pub id: String,
    /// The effect that it has when an assignment sets none.
    #[serde(default)]
    pub effect: Option<String>,
    /// Texts of which the assignment's parameters must hold one that begins so; empty for no such demand.
    #[serde(default)]
    pub names: Vec<String>,
    /// Texts with which nothing in the assignment's parameters may begin.
    #[serde(default)]
    pub omits: Vec<String>,
    /// Parameters of the assignment that must be empty lists, or not be given.
    #[serde(default)]
    pub empty: Vec<String>,
}
