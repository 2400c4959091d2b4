//! What Azure Policy found: one state for each resource and assignment that was evaluated.

use serde_json::{Value, json};

use crate::contoso::accounts::ACCOUNT;
use crate::contoso::grants::management_group;
use crate::contoso::guardrails::{
    ACTIVITY_LOGS, DEFINITION, KEYS_OFF, RESTRICT_NETWORK, SEARCH_LOGS, SOFT_DELETE, VERSIONING, policy_row,
};
use crate::contoso::learning::SEARCH;
use crate::contoso::places::*;
use crate::contoso::stores::STORE;
use crate::contoso::tenant::{AI, DATA, Group, SANDBOX, Subscription, guid, subscription_of};

/// Name, management group and definition of an assignment.
type Rule = (&'static str, &'static str, &'static str);

const KEYS: Rule = ("ai-keys", "online", KEYS_OFF);
const NETWORK: Rule = ("ai-network", "online", RESTRICT_NETWORK);
const LOGS: Rule = ("search-logs", "landingzones", SEARCH_LOGS);
const VERSIONS: Rule = ("blob-versioning", "landingzones", VERSIONING);
const DELETED: Rule = ("blob-soft-delete", "landingzones", SOFT_DELETE);
const ACTIVITIES: Rule = ("activity-logs", "contoso", ACTIVITY_LOGS);

#[rustfmt::skip]
static RESOURCES: &[(&Group, &str, &str, Rule, &str)] = &[
    (&AI_CHAT, SEARCH, "srch-contoso-prod-weu", LOGS, "Compliant"),
    (&AI_CLAIMS, SEARCH, "srch-contoso-claims-weu", LOGS, "Compliant"),
    (&AI_HR, SEARCH, "srch-contoso-hr-swc", LOGS, "Compliant"),
    (&DATA_DOCUMENTS, SEARCH, "srch-contoso-docs-weu", LOGS, "Compliant"),
    (&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu", KEYS, "Exempt"),
    (&AI_HR, ACCOUNT, "aoai-contoso-hr-swc", KEYS, "NonCompliant"),
    (&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu", KEYS, "Compliant"),
    (&AI_CHAT, ACCOUNT, "aoai-contoso-prod-weu", NETWORK, "NonCompliant"),
    (&AI_CLAIMS, ACCOUNT, "aoai-contoso-claims-weu", NETWORK, "Compliant"),
    (&AI_LEARNING, STORE, "stcontosomltrainweu", VERSIONS, "NonCompliant"),
    (&AI_LEARNING, STORE, "stcontosomltrainweu", DELETED, "NonCompliant"),
    (&AI_CLAIMS, STORE, "stcontosoclaimsweu", VERSIONS, "Compliant"),
    (&AI_CLAIMS, STORE, "stcontosoclaimsweu", DELETED, "Compliant"),
    (&AI_FOUNDRY, STORE, "stcontosoaifprodswc", VERSIONS, "Compliant"),
    (&AI_FOUNDRY, STORE, "stcontosoaifprodswc", DELETED, "Compliant"),
    (&DATA_RISK, STORE, "stcontosoriskweu", VERSIONS, "Compliant"),
    (&DATA_RISK, STORE, "stcontosoriskweu", DELETED, "Compliant"),
    // A lake has no versions; deleted files are kept.
    (&DATA_LAKE, STORE, "stcontosolakeweu", VERSIONS, "NonCompliant"),
    (&DATA_LAKE, STORE, "stcontosolakeweu", DELETED, "Compliant"),
    (&DATA_DOCUMENTS, STORE, "stcontosodocsweu", VERSIONS, "NonCompliant"),
    (&DATA_DOCUMENTS, STORE, "stcontosodocsweu", DELETED, "Compliant"),
];

static SUBSCRIPTIONS: &[(&Subscription, Rule, &str)] = &[
    (&AI, ACTIVITIES, "Compliant"),
    (&DATA, ACTIVITIES, "Compliant"),
    (&SANDBOX, ACTIVITIES, "NonCompliant"),
];

pub fn rows() -> Vec<Value> {
    let resources = RESOURCES.iter().map(|(group, kind, name, rule, compliance)| {
        state(&group.id(kind, name), &kind.to_lowercase(), *rule, compliance)
    });
    let subscriptions = SUBSCRIPTIONS.iter().map(|(subscription, rule, compliance)| {
        state(
            &subscription.scope(),
            "microsoft.resources/subscriptions",
            *rule,
            compliance,
        )
    });
    resources.chain(subscriptions).collect()
}

/// States spell every id in lower case.
fn state(resource: &str, kind: &str, (assignment, group, definition): Rule, compliance: &str) -> Value {
    let subscription = subscription_of(resource).map_or_else(String::new, Subscription::id);
    let resource = resource.to_lowercase();
    let name = guid(&format!("state {resource} {definition}"));
    let id = format!("{resource}/providers/microsoft.policyinsights/policystates/{name}");
    let scope = management_group(group);
    let assignment_id = format!("{scope}/providers/microsoft.authorization/policyassignments/{assignment}");
    let definition_id = format!("{DEFINITION}/{definition}").to_lowercase();
    policy_row(
        &id,
        "policystates",
        &name,
        json!({
            "complianceState": compliance,
            "isCompliant": compliance == "Compliant",
            "resourceId": resource,
            "resourceType": kind,
            "policyDefinitionId": definition_id,
            "policyDefinitionName": definition,
            "policyAssignmentId": assignment_id.to_lowercase(),
            "policyAssignmentName": assignment,
            "policySetDefinitionId": "",
            "policyDefinitionReferenceId": "",
            "policyDefinitionAction": "audit",
            "subscriptionId": subscription,
            "timestamp": "2026-11-14T05:20:44.0000000Z",
        }),
    )
}
