//! A control, as a person writes it: one JSON file. Its schema is published as `schemas/control.schema.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::environments::EnvironmentsEvidence;
use crate::evidence::evidence_age::AgeEvidence;
use crate::evidence::exposure::ExposureEvidence;
use crate::evidence::gateway::GatewayEvidence;
use crate::evidence::plan::PlanEvidence;
use crate::evidence::private_dns::PrivateDnsEvidence;
use crate::evidence::private_endpoints::PrivateEndpointsEvidence;
pub use crate::evidence::{SaysFile, Setting};
use crate::value::vocabulary::{Effort, Severity};

use super::evidence::{Empty, EvidenceRule, GuardrailFile, RelatedFile, RelatedMarkFile};

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

/// One kind of evidence.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum EvidenceFile {
    /// The configuration of the subject itself, as Resource Graph holds it.
    #[serde(rename_all = "camelCase")]
    Policy {
        /// A condition in Azure Policy's language. True means that the subject fails.
        fails: serde_json::Value,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Recommendations of Defender for Cloud for the subject.
    #[serde(rename_all = "camelCase")]
    Recommendation {
        /// Assessment keys (GUIDs). Any that is unhealthy fails the subject.
        #[serde(default)]
        keys: Vec<String>,
        /// Policy definition GUIDs, for rows that carry no known key.
        #[serde(default)]
        policies: Vec<String>,
        /// Display names, for rows that carry neither; compared after normalisation.
        #[serde(default)]
        names: Vec<String>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Time that Defender's recommendations for the subject have been open.
    #[serde(rename_all = "camelCase")]
    OverdueRecommendation {
        /// Severities that count.
        severities: Vec<String>,
        /// Days after which an open one is overdue.
        days: Setting,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// A Defender for Cloud plan of the subscription.
    Plan(PlanEvidence),
    /// How open the network of the subject is.
    Exposure(ExposureEvidence),
    /// A gateway whose backend is the subject.
    Gateway(Box<GatewayEvidence>),
    /// The private endpoints that lead to the subject.
    PrivateEndpoints(PrivateEndpointsEvidence),
    /// Whether the private names of the subject lead to its private endpoints.
    PrivateDns(PrivateDnsEvidence),
    /// Role assignments: of the subject where it is an identity, over the subject where it is a resource or subscription.
    #[serde(rename_all = "camelCase")]
    Access {
        /// Grants that are counted.
        grants: Box<GrantsFile>,
        /// Other grants that are counted with them.
        #[serde(default)]
        also: Vec<GrantsFile>,
        /// Counted grants that fail the subject however few they are.
        #[serde(default)]
        never: Vec<GrantsFile>,
        /// Grants without which the control does not apply: none of them is held over, or by, the subject.
        #[serde(default)]
        among: Option<Box<GrantsFile>>,
        /// Principals that hold one of these privileges over the subject as well are not counted.
        #[serde(default)]
        unless_they_hold: Vec<String>,
        /// A condition on the subject's own row that fails it whoever holds what.
        #[serde(default)]
        fails: Option<serde_json::Value>,
        /// Unit of the count. Default principals.
        #[serde(default)]
        count: Counted,
        /// Fails when more principals than this hold one. Default 0.
        #[serde(default)]
        most: Option<Setting>,
        /// Fails when fewer principals than this hold one.
        #[serde(default)]
        least: Option<Setting>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Rows that belong to the subject: children, extensions, or rows that name it.
    #[serde(rename_all = "camelCase")]
    Related {
        /// Rows, and the condition that they are tested on.
        rows: Box<RelatedFile>,
        /// A mark on a failing finding.
        #[serde(default)]
        mark: Option<Box<RelatedMarkFile>>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Guardrails of Azure Policy: all that apply must be in force over the subject.
    #[serde(rename_all = "camelCase")]
    PolicyAssignment {
        /// The guardrails.
        guardrails: Vec<GuardrailFile>,
        /// GUIDs of initiatives that are known to report only, such as benchmarks: of their policies only those count that were
        /// given an effect which acts, and where no export holds them they hold none.
        #[serde(default)]
        watching: Vec<String>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Results of Azure Policy for the subject.
    #[serde(rename_all = "camelCase")]
    PolicyState {
        /// GUIDs of policy definitions. Any that the subject does not comply with fails it.
        policies: Vec<String>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Exemptions from the guardrails over the subject, and assignments that are not enforced.
    #[serde(rename_all = "camelCase")]
    Exemptions {
        /// Days ahead that an exemption may reach.
        days: Setting,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// A person's dated answer in `engagement.toml`. Grade C with an artefact, D without.
    #[serde(rename_all = "camelCase")]
    Attestation {
        /// Key of the question.
        key: String,
        /// Days that an answer without an end date holds.
        days: Setting,
        /// The outcome where no answer stands. Default: unknown.
        #[serde(default)]
        absent: Option<Empty>,
        /// Days after which an answer that has expired fails the subject: the work that it describes should have been repeated.
        #[serde(default)]
        overdue: Option<Setting>,
        /// Whether an answer counts only where it names an artefact.
        #[serde(default)]
        artefact: bool,
        /// Condition on the subject's own row, in Azure Policy's language, that an answer of yes states; an answer of no states
        /// the contrary. The subject passes where its row is as the answer states.
        #[serde(default)]
        states: Option<serde_json::Value>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// The age of the exports themselves.
    EvidenceAge(AgeEvidence),
    /// Fails when any part fails, passes when all pass.
    #[serde(rename_all = "camelCase")]
    AllOf {
        /// The parts.
        of: Vec<EvidenceRule>,
    },
    /// Passes when any part passes, fails when all fail.
    #[serde(rename_all = "camelCase")]
    AnyOf {
        /// The parts.
        of: Vec<EvidenceRule>,
    },
    /// Opinion of the first part that decides.
    #[serde(rename_all = "camelCase")]
    FirstOf {
        /// The parts, most trusted first.
        of: Vec<EvidenceRule>,
    },
    /// Reach of the subject, an identity.
    #[serde(rename_all = "camelCase")]
    Reach {
        /// Bounds of the reach. Any that is exceeded fails the subject.
        budgets: Vec<BudgetFile>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Grants that the subject, an identity, must not hold together.
    #[serde(rename_all = "camelCase")]
    Together {
        /// Any that is complete fails the subject.
        combinations: Vec<CombinationFile>,
        /// Sentences of the finding.
        says: SaysFile,
    },
    /// Environments of the AI resources in the subject, a subscription.
    Environments(EnvironmentsEvidence),
    /// Paths of `routes.json` that begin at the subject, or in it.
    #[serde(rename_all = "camelCase")]
    Path {
        /// Ids of routes. Any path of any of them fails the subject.
        routes: Vec<String>,
        /// Sentences of the finding.
        says: SaysFile,
    },
}

/// Unit in which the grants over a subject are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Counted {
    /// Each principal is one.
    #[default]
    Principals,
    /// All principals whose resources lie in one subscription are one: a workload.
    Workloads,
}

/// A bound on what an identity reaches.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BudgetFile {
    /// Name of the counted resources, for one and for several: `["store it can read", "stores it can read"]`.
    pub what: [String; 2],
    /// Privileges of `roles.json`, any of which reaches.
    pub classes: Vec<String>,
    /// Resource types that count.
    pub types: Vec<String>,
    /// Counts the subscriptions that hold them instead.
    #[serde(default)]
    pub subscriptions: bool,
    /// The bound.
    pub most: Setting,
}

/// Grants that must not be held together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CombinationFile {
    /// Meaning of the combination for its holder, a clause: `read secrets and write data`.
    pub what: String,
    /// Grants of which one each is held.
    pub all: Vec<GrantsFile>,
}

/// Filter of role assignments. Every field narrows it; an empty one does not.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantsFile {
    /// Privileges (classes and flags) of `roles.json`, any of which counts.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Role definition GUIDs that count besides.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Scope levels: `root`, `managementGroup`, `subscription`, `resourceGroup`, `resource`.
    #[serde(default)]
    pub levels: Vec<String>,
    /// Principal types: `User`, `Group`, `ServicePrincipal`.
    #[serde(default)]
    pub principals: Vec<String>,
    /// `guest`, `orphan`, `member` (neither of the two), `workload` (a service principal that no AI resource runs under) or
    /// `identity` (one that an AI resource runs under).
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Boundary that the grants lead out of: the subject's resource group or its subscription.
    #[serde(default)]
    pub outside: Option<Outside>,
    /// Whether the grants are of the customer's own roles (true) or of built-in ones (false).
    #[serde(default)]
    pub custom: Option<bool>,
    /// Whether a condition narrows the grants (true) or none does (false).
    #[serde(default)]
    pub narrowed: Option<bool>,
    /// Whether grants count that are eligible and not active. Default false.
    #[serde(default)]
    pub eligible: bool,
    /// Whether only grants that never end count. Where no export of Privileged Identity Management shows it, this is unknown.
    /// Default false.
    #[serde(default)]
    pub permanent: bool,
    /// A profile parameter that lists grants which do not count: names or ids of principals, or objects with any of `from`
    /// (principal), `to` (subscription or scope), `role` and `expires`.
    #[serde(default)]
    pub except: Option<String>,
    /// Sets of `estate.json`: only grants that reach a member with one of the privileges. Of a subscription, the grants over the
    /// members that it holds are looked at as well.
    #[serde(default)]
    pub over: Vec<String>,
    /// A set whose members other rows name: the grants over the resources of those rows count in place of those over the subject.
    #[serde(default)]
    pub namers_of: Option<String>,
    /// A condition on the subject's own row under which these grants count.
    #[serde(default)]
    pub when: Option<serde_json::Value>,
    /// Sets a mark on a failing finding when a counted grant has one of these classes; gates can ask for it.
    #[serde(default)]
    pub mark: Option<MarkFile>,
}

/// A mark on a finding.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarkFile {
    /// Its name.
    pub name: String,
    /// Classes that set it.
    pub classes: Vec<String>,
}

/// Kind of principal that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// External users.
    Guest,
    /// Principals that the directory no longer resolves.
    Orphan,
    /// Neither guest nor orphan.
    Member,
    /// Service principals that are no identity of an AI resource.
    Workload,
    /// Identities that AI resources run under.
    Identity,
}

/// Boundary that a grant leads out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outside {
    /// The resource groups of the resources that run under the identity.
    ResourceGroup,
    /// The subscriptions of those resources.
    Subscription,
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

/// A published source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferenceFile {
    /// Title.
    pub title: String,
    /// Address, `https://` only.
    pub url: String,
}
