//! Azure Policy: assignments, an initiative of our own, exemptions and the states that were evaluated.

use serde_json::{Value, json};

use crate::contoso::accounts::ACCOUNT;
use crate::contoso::grants::management_group;
use crate::contoso::places::{AI_CHAT, AI_HR};
use crate::contoso::tenant::{SANDBOX, Subscription, guid, merge, table_row, tenant_id};

pub const DEFINITION: &str = "/providers/Microsoft.Authorization/policyDefinitions";
const INITIATIVE: &str = "/providers/Microsoft.Authorization/policySetDefinitions";

pub const KEYS_OFF: &str = "71ef260a-8f18-47b7-abcb-62d0673d94dc";
pub const RESTRICT_NETWORK: &str = "037eea7a-bd0a-46c5-9a66-03aea78705d3";
pub const SEARCH_LOGS: &str = "b4330a05-a843-4bc8-bf9a-cacce50c67f4";
pub const VERSIONING: &str = "c36a325b-ae04-4863-ad4f-19c6678f8e08";
pub const SOFT_DELETE: &str = "9fbd64e3-67b8-489b-98e5-fa0007d17e76";
pub const ACTIVITY_LOGS: &str = "2465583e-4e78-4c15-b6be-a36cbc7c8b0f";

struct Assignment {
    /// A management group, or nothing for a subscription.
    group: &'static str,
    subscription: Option<&'static Subscription>,
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    initiative: bool,
    effect: &'static str,
    enforced: bool,
}

const fn at(
    group: &'static str,
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    effect: &'static str,
) -> Assignment {
    Assignment {
        group,
        subscription: None,
        name,
        title,
        definition,
        initiative: false,
        effect,
        enforced: true,
    }
}

#[rustfmt::skip]
static ASSIGNMENTS: &[Assignment] = &[
    Assignment { initiative: true, ..at("contoso", "mcsb-v2", "Cloud security benchmark", "e3ec7e09-768c-4b64-882c-fcada3772047", "") },
    at("contoso", "diag-ai-accounts", "Send logs of AI accounts to the central workspace", "55d1f543-d1b0-4811-9663-d6d0dbc6326d", "DeployIfNotExists"),
    at("contoso", "diag-search", "Send logs of search services to the central workspace", "8def4bdd-4362-4ed6-a26f-7bf8f2c58839", "DeployIfNotExists"),
    at("contoso", "diag-ml-endpoints", "Send logs of online endpoints to the central workspace", "5cfb9e8a-2f13-40bd-a527-c89bc596d299", "DeployIfNotExists"),
    at("contoso", "activity-logs", "Send activity logs to the central workspace", ACTIVITY_LOGS, "DeployIfNotExists"),
    at("landingzones", "allowed-locations", "Regions that Contoso uses", "e56962a6-4747-49cd-b67b-bf8b01975c4c", ""),
    at("landingzones", "secure-transfer", "Storage accepts HTTPS only", "404c3081-a854-4457-ae30-26a93ef643f9", "Deny"),
    at("landingzones", "blob-versioning", "Blob versioning is on", VERSIONING, "Audit"),
    at("landingzones", "blob-soft-delete", "Deleted blobs are kept", SOFT_DELETE, "Audit"),
    at("online", "ai-keys", "AI services without keys", KEYS_OFF, "Audit"),
    Assignment { enforced: false, ..at("online", "ai-network", "AI services with restricted networks", RESTRICT_NETWORK, "Deny") },
    at("landingzones", "search-logs", "Search services keep resource logs", SEARCH_LOGS, "AuditIfNotExists"),
    at("corp", "ai-network", "AI services with restricted networks", RESTRICT_NETWORK, "Deny"),
    at("corp", "ml-network", "Machine Learning without public access", "438c38d2-3772-465a-a9cc-7a6666a275ce", "Deny"),
    at("corp", "search-network", "AI Search without public access", "ee980b6d-0eca-4501-8d54-f6290fd512c3", "Deny"),
    at("corp", "ai-keys", "AI services without keys", KEYS_OFF, "Deny"),
    at("corp", "search-keys", "AI Search without keys", "6300012e-e9a4-4649-b41f-a85f5c43be91", "Deny"),
    at("corp", "ai-customer-key", "AI services with customer-managed keys", "67121cc7-ff39-4ab8-b7e3-95b84dab487d", "Audit"),
    Assignment { subscription: Some(&SANDBOX), ..at("", "vm-sizes", "Machine sizes for the sandbox", "cccc23c7-8427-4f53-ad12-b6a63eb452b3", "Deny") },
    Assignment { initiative: true, ..at("platform", "contoso-platform-baseline", "Platform baseline", "contoso-platform-baseline", "") },
];

pub fn rows() -> Vec<Value> {
    let mut rows: Vec<Value> = ASSIGNMENTS.iter().map(assignment_row).collect();
    rows.push(policy_row(&format!("{}{INITIATIVE}/contoso-platform-baseline", management_group("contoso")),
        "policysetdefinitions", "contoso-platform-baseline", json!({
            "displayName": "Contoso platform baseline", "policyType": "Custom", "version": "1.2.0",
            "description": "What the platform subscriptions have in common.",
            "policyDefinitions": [{"policyDefinitionReferenceId": "secureTransfer",
                "policyDefinitionId": format!("{DEFINITION}/404c3081-a854-4457-ae30-26a93ef643f9"), "parameters": {}}]})));
    rows.extend(exemptions());
    rows.extend(crate::contoso::policy_states::rows());
    rows
}

fn assignment_id(assignment: &Assignment) -> String {
    let scope = assignment
        .subscription
        .map_or_else(|| management_group(assignment.group), Subscription::scope);
    format!(
        "{scope}/providers/Microsoft.Authorization/policyAssignments/{}",
        assignment.name
    )
}

pub fn policy_row(id: &str, kind: &str, name: &str, properties: Value) -> Value {
    let provider = if kind == "policystates" {
        "microsoft.policyinsights"
    } else {
        "microsoft.authorization"
    };
    table_row(id, name, &format!("{provider}/{kind}"), properties)
}

fn definition_id(assignment: &Assignment) -> String {
    match assignment.definition {
        own if own.starts_with("contoso") => {
            format!("{}{INITIATIVE}/{own}", management_group("contoso"))
        }
        guid if assignment.initiative => format!("{INITIATIVE}/{guid}"),
        guid => format!("{DEFINITION}/{guid}"),
    }
}

fn assignment_row(assignment: &Assignment) -> Value {
    let scope = assignment
        .subscription
        .map_or_else(|| management_group(assignment.group), Subscription::scope);
    let parameters = match (assignment.name, assignment.effect) {
        ("allowed-locations", _) => {
            json!({"listOfAllowedLocations": {"value": ["westeurope", "northeurope", "swedencentral", "francecentral"]}})
        }
        ("vm-sizes", _) => {
            json!({"listOfAllowedSKUs": {"value": ["Standard_B2ms", "Standard_B4ms", "Standard_NC6s_v3"]}})
        }
        (_, "") => json!({}),
        (_, effect) => json!({"effect": {"value": effect}}),
    };
    let id = assignment_id(assignment);
    let mut row = policy_row(
        &id,
        "policyassignments",
        assignment.name,
        json!({
            "displayName": assignment.title, "description": "", "policyDefinitionId": definition_id(assignment), "scope": scope,
            "notScopes": [],
            "parameters": parameters, "enforcementMode": if assignment.enforced { "Default" } else { "DoNotEnforce" },
            "definitionVersion": "1.*.*",
            "metadata": {"assignedBy": "Cloud platform", "createdBy": guid("user platform admin"),
                "createdOn": "2026-03-02T09:00:00.0000000Z", "updatedBy": null, "updatedOn": null}}),
    );
    if assignment.effect == "DeployIfNotExists" {
        row["location"] = json!("westeurope");
        row["identity"] = json!({"type": "SystemAssigned", "principalId": guid(&format!("principal policy {}",
            assignment.name)), "tenantId": tenant_id()});
    }
    row
}

fn exemptions() -> Vec<Value> {
    let exemption = |resource: &str, name: &str, assignment: &str, properties: Value| {
        let online = management_group("online");
        let assignment = format!("{online}/providers/Microsoft.Authorization/policyAssignments/{assignment}");
        let mut all = json!({"policyAssignmentId": assignment,
            "policyDefinitionReferenceIds": [], "exemptionCategory": "Waiver",
            "assignmentScopeValidation": "Default"});
        merge(&mut all, properties);
        let id = format!("{resource}/providers/Microsoft.Authorization/policyExemptions/{name}");
        policy_row(&id, "policyexemptions", name, all)
    };
    vec![
        exemption(
            &AI_CHAT.id(ACCOUNT, "aoai-contoso-prod-weu"),
            "chat-go-live",
            "ai-keys",
            json!({"displayName": "Go-live of the chat"}),
        ),
        exemption(
            &AI_HR.id(ACCOUNT, "aoai-contoso-hr-swc"),
            "hr-private-endpoint",
            "ai-network",
            json!({
                "displayName": "HR answers until the private endpoint is approved", "expiresOn": "2026-12-31T23:00:00.0000000Z",
                "description": "The private endpoint waits for the network team, change CHG-20417. Two office addresses are let in until then."}),
        ),
    ]
}
