//! The kinds of evidence about access as a person writes them in a control, and the filter of grants that they share.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::Condition;

use super::super::profile::Setting;
use super::super::rule_id::RuleId;
use super::super::says::SaysFile;

/// Role assignments: of the subject where it is an identity, over the subject where it is a resource or subscription.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessEvidence {
    /// Grants that are counted.
    pub grants: Box<GrantsFile>,
    /// Other grants that are counted with them.
    #[serde(default)]
    pub also: Vec<GrantsFile>,
    /// Counted grants that fail the subject however few they are.
    #[serde(default)]
    pub never: Vec<GrantsFile>,
    /// Grants without which the control does not apply: none of them is held over, or by, the subject.
    #[serde(default)]
    pub among: Option<Box<GrantsFile>>,
    /// Principals that hold one of these privileges over the subject as well are not counted.
    #[serde(default)]
    pub unless_they_hold: Vec<String>,
    /// A condition on the subject's own row that fails it whoever holds what.
    #[serde(default)]
    pub fails: Option<Json>,
    /// Unit of the count. Default principals.
    #[serde(default)]
    pub count: Counted,
    /// A profile parameter that lists the keys of tags which name a workload, where workloads are counted.
    #[serde(default)]
    pub workload_tags: Option<String>,
    /// Fails when more principals than this hold one. Default 0.
    #[serde(default)]
    pub most: Option<Setting>,
    /// Fails when fewer principals than this hold one.
    #[serde(default)]
    pub least: Option<Setting>,
    /// Sentences of the finding.
    pub says: SaysFile,
    /// The condition of `fails`.
    #[serde(skip)]
    pub own: Option<Condition>,
    /// Number of the rule in the framework.
    #[serde(skip)]
    pub id: RuleId,
}

impl AccessEvidence {
    /// The filters by which grants are counted.
    pub(super) fn counted(&self) -> impl Iterator<Item = &GrantsFile> {
        std::iter::once(&*self.grants).chain(&self.also)
    }
}

/// Reach of the subject, an identity.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReachEvidence {
    /// Bounds of the reach. Any that is exceeded fails the subject.
    pub budgets: Vec<BudgetFile>,
    /// Sentences of the finding.
    pub says: SaysFile,
}

/// Grants that the subject, an identity, must not hold together.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TogetherEvidence {
    /// Any that is complete fails the subject.
    pub combinations: Vec<CombinationFile>,
    /// Sentences of the finding.
    pub says: SaysFile,
}

/// Unit in which the grants over a subject are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Counted {
    /// Each principal is one.
    #[default]
    Principals,
    /// All principals of one workload are one. The tags of the resources that run under them name it; without such a tag it is the
    /// resource group, and groups that share a principal are one.
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
    pub when: Option<Json>,
    /// Sets a mark on a failing finding when a counted grant has one of these classes; gates can ask for it.
    #[serde(default)]
    pub mark: Option<MarkFile>,
    /// The condition of `when`.
    #[serde(skip)]
    pub condition: Option<Condition>,
    /// Number of the filter in the framework.
    #[serde(skip)]
    pub id: RuleId,
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
