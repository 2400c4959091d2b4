//! Content of the tenant: key figures, subscriptions and AI resources.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts::Fact;

/// Content of the tenant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Estate {
    /// Tenant ids seen in the evidence.
    pub tenants: Vec<String>,
    /// Address of the portal of the tenant's cloud: `https://portal.azure.com`.
    #[serde(default)]
    pub portal: String,
    /// One line for the top of a document: `4 subscriptions · 1,284 resources · 37 AI resources`.
    pub text: String,
    /// Key figures in print order.
    pub figures: Vec<Fact>,
    /// Subscriptions, by management-group path then name.
    pub subscriptions: Vec<Subscription>,
    /// Subscriptions by management group, those with the most AI resources first.
    #[serde(default)]
    pub subscription_groups: Vec<SubscriptionGroup>,
    /// AI resources by kind, largest first.
    pub ai_kinds: Vec<KindCount>,
    /// AI resources, most critical first, no more than the row budget.
    pub ai_resources: Vec<AiResource>,
    /// Number of AI resources in all.
    pub ai_resources_total: usize,
    /// Number of resources that may be AI: the exports do not tell.
    #[serde(default)]
    pub ai_resources_possible: usize,
    /// `and 12 more, in report.json`, or empty when all are shown.
    pub ai_resources_more: String,
}

/// One subscription.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Subscription id, a GUID as the export spelt it.
    pub id: String,
    /// Display name, or the id where no export names it.
    pub name: String,
    /// Management groups from the root down: `Tenant Root Group / contoso / landingzones`; empty when unknown.
    pub path: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Resources in it, formatted.
    pub resources: String,
    /// AI resources in it, formatted.
    pub ai_resources: String,
}

/// The subscriptions of one management group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionGroup {
    /// The two nearest management groups, `landingzones / online`; `unknown` where no export tells.
    pub name: String,
    /// Number of subscriptions, formatted.
    pub subscriptions: String,
    /// Environments and how many subscriptions each has: `12 production, 3 sandbox`.
    pub environments: String,
    /// Resources in them, formatted.
    pub resources: String,
    /// AI resources in them, formatted.
    pub ai_resources: String,
}

/// Number of AI resources of a kind.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The kind for people: `Azure OpenAI account`.
    pub label: String,
    /// Number of resources.
    pub count: usize,
}

/// One AI resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AiResource {
    /// ARM id.
    pub id: String,
    /// Resource name.
    pub name: String,
    /// The kind for people.
    pub kind: String,
    /// Azure region, as the export spelt it.
    pub location: String,
    /// Subscription display name.
    pub subscription: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// `system-assigned`, names of user-assigned identities, `none` or `unknown`.
    pub identity: String,
}
