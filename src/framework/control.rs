//! A control, as a person writes it and as it is judged by. It is one JSON file; its schema is published as
//! `schemas/control.schema.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::evidence::EvidenceRule;
use crate::value::reference::ReferenceFile;
use crate::value::vocabulary::{Effort, Severity};

/// A control, checked.
#[derive(Debug)]
pub struct Control {
    /// The file as it was written.
    pub file: ControlFile,
    /// The subjects that it is judged on.
    pub subjects: Subjects,
    /// Members that it does not apply to; absent where that depends on a profile value that is not set.
    pub except: Option<Condition>,
    /// Names of the profile parameters that it reads.
    pub parameters: Vec<String>,
    /// The file as JSON, with the conditions of policy definitions filled in.
    pub written: serde_json::Value,
}

/// Subjects that a control is judged on.
#[derive(Clone, Debug, PartialEq)]
pub enum Subjects {
    /// Members of these sets.
    Resources(Vec<String>),
    /// Subscriptions that hold members of these sets.
    SubscriptionsOf(Vec<String>),
    /// Identities attached to members of these sets.
    IdentitiesOf(Vec<String>),
    /// Subscriptions that hold no member of these sets.
    SubscriptionsWithout(Vec<String>),
    /// The tenant as a whole.
    Tenant,
    /// Resources on which an AI identity holds one of these privileges.
    TrustedWith(Vec<String>),
}

/// One control.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// `IDN-01`: the domain's id, a dash, a number. The file's name is the id with `.json`.
    pub id: String,
    /// The desired state, as a statement.
    pub title: String,
    /// Reason why it matters to someone who pays for AI, a sentence or two.
    pub why: String,
    /// Meaning of a failure, in a few words that open an executive's eyes: `Model endpoints answer anyone with a key`.
    pub risk: String,
    /// The nouns and verbs of a sentence that tells of how many subjects fail; without them it speaks of subjects.
    #[serde(default)]
    pub found: Option<FoundFile>,
    /// Severity of a failure of the control.
    pub severity: Severity,
    /// Work that it takes to meet it.
    pub effort: Effort,
    /// Subjects that it is judged on.
    pub subjects: SubjectsFile,
    /// Kinds of evidence that decide it, most trusted first. The first that can say pass or fail decides; the others are compared
    /// with it.
    pub evidence: Vec<EvidenceRule>,
    /// Export or statement that would settle the subjects that stay unknown, a sentence.
    pub gap: String,
    /// Texts of the roadmap, for one subject and for several.
    pub step: StepFile,
    /// Ways to fix it, in the order to try them.
    pub remediation: Vec<RemediationFile>,
    /// Published sources.
    #[serde(default)]
    pub references: Vec<ReferenceFile>,
    /// Ids of published frameworks that it is evidence for, by the keys of `mappings` in `framework.json`.
    #[serde(default)]
    pub mappings: BTreeMap<String, Vec<String>>,
    /// Claims of the framework's brief that it answers.
    #[serde(default)]
    pub claims: Vec<String>,
}

impl ControlFile {
    /// The id of its domain: what stands before the dash.
    pub fn domain(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }
}

/// Nouns and verbs of `Nine of 22 endpoints accept account keys`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FoundFile {
    /// What a subject is called, for one and for several: `["endpoint", "endpoints"]`.
    pub noun: [String; 2],
    /// What is so of one that fails: `accepts account keys`; of the tenant a whole sentence.
    pub one: String,
    /// The same of several: `accept account keys`.
    pub many: String,
}

/// Subjects that a control is judged on: exactly one of the five lists, or the tenant.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubjectsFile {
    /// Sets of `estate.json`: each member is a subject.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Sets of `estate.json`: each subscription that holds a member is a subject.
    #[serde(default)]
    pub subscriptions_of: Vec<String>,
    /// Sets of `estate.json`: each identity attached to a member is a subject.
    #[serde(default)]
    pub identities_of: Vec<String>,
    /// Sets of `estate.json`: each subscription that holds no member is a subject.
    #[serde(default)]
    pub subscriptions_without: Vec<String>,
    /// The tenant as a whole is the one subject.
    #[serde(default)]
    pub tenant: bool,
    /// Types of the members that are subjects; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// Each resource of `types` on which an AI identity holds one of these privileges, at whatever scope.
    #[serde(default)]
    pub trusted_with: Vec<String>,
    /// Environments of the subjects; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// A profile value without which the control does not apply.
    #[serde(default)]
    pub needs: Option<NeedFile>,
    /// Members that the control does not apply to.
    #[serde(default)]
    pub except: Option<ExceptFile>,
}

/// Members that a control does not apply to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExceptFile {
    /// A condition in Azure Policy's language.
    #[serde(default)]
    pub when: Option<serde_json::Value>,
    /// A set of `estate.json`: resources that do not belong to it are left out, and are unknown where nothing shows the members
    /// of the set.
    #[serde(default)]
    pub outside: Option<String>,
    /// Reason, a sentence.
    pub because: String,
    /// Reason where nothing shows the members of the set, a sentence.
    #[serde(default)]
    pub untold: String,
}

/// A profile value without which a control does not apply.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NeedFile {
    /// Its name.
    pub parameter: String,
    /// Reason why nothing is judged without it, a sentence.
    pub because: String,
}

/// Texts of a step of the roadmap.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepFile {
    /// Text for one subject.
    pub one: String,
    /// Text for several subjects; `{count}` stands for their number.
    pub many: String,
}

/// One way to fix a control.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemediationFile {
    /// Tool with which the fix is made.
    pub kind: RemediationKind,
    /// Effect of the fix, a sentence.
    pub text: String,
    /// The command or snippet, with `<placeholders>`.
    #[serde(default)]
    pub code: String,
}

/// Tool with which a fix is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RemediationKind {
    /// Azure portal.
    Portal,
    /// Azure CLI.
    Cli,
    /// Bicep.
    Bicep,
    /// Azure Policy.
    Policy,
    /// A way of working.
    Practice,
}
