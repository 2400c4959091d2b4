//! Machine Learning workspaces and their endpoints, AI Search services and bots.

use serde_json::{Value, json};

use crate::contoso::places::{
    AI_CHAT, AI_CLAIMS, AI_FOUNDRY, AI_HR, AI_LEARNING, DATA_DOCUMENTS, DATA_LAKE, DATA_RISK, LAB, MARKETING_WEB,
    SANDBOX_LEARNING,
};
use crate::contoso::stores::{REGISTRY, STORE, VAULT};
use crate::contoso::tenant::{Group, connections, full_tags, guid, instant, tags, tenant_id, user_principal};

pub const WORKSPACE: &str = "Microsoft.MachineLearningServices/workspaces";
pub const ENDPOINT: &str = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
pub const SEARCH: &str = "Microsoft.Search/searchServices";
pub const BOT: &str = "Microsoft.BotService/botServices";

struct Workspace {
    group: &'static Group,
    name: &'static str,
    kind: &'static str,
    title: &'static str,
    store: (&'static Group, &'static str),
    vault: (&'static Group, &'static str),
    registry: Option<&'static str>,
    locked: bool,
    isolation: &'static str,
    hub: Option<&'static str>,
    user_identity: Option<&'static str>,
}

#[rustfmt::skip]
static WORKSPACES: &[Workspace] = &[
    Workspace { group: &AI_LEARNING, name: "mlw-contoso-prod-weu", kind: "Default", title: "Churn and demand models", store: (&AI_LEARNING, "stcontosomltrainweu"), vault: (&AI_LEARNING, "kv-contoso-ml-weu"), registry: Some("acrcontosomlweu"), locked: false, isolation: "Disabled", hub: None, user_identity: None },
    Workspace { group: &AI_CLAIMS, name: "mlw-contoso-claims-weu", kind: "Default", title: "Claims triage", store: (&AI_CLAIMS, "stcontosoclaimsweu"), vault: (&AI_CLAIMS, "kv-contoso-claims-weu"), registry: Some("acrcontosoclaimsweu"), locked: true, isolation: "AllowOnlyApprovedOutbound", hub: None, user_identity: Some("id-mlw-claims") },
    Workspace { group: &AI_FOUNDRY, name: "mlh-contoso-studio-swc", kind: "Hub", title: "Studio hub", store: (&AI_FOUNDRY, "stcontosostudioswc"), vault: (&AI_FOUNDRY, "kv-contoso-studio-swc"), registry: None, locked: false, isolation: "AllowInternetOutbound", hub: None, user_identity: None },
    Workspace { group: &AI_FOUNDRY, name: "mlp-contoso-contracts", kind: "Project", title: "Contract clauses", store: (&AI_FOUNDRY, "stcontosostudioswc"), vault: (&AI_FOUNDRY, "kv-contoso-studio-swc"), registry: None, locked: false, isolation: "AllowInternetOutbound", hub: Some("mlh-contoso-studio-swc"), user_identity: None },
    Workspace { group: &AI_FOUNDRY, name: "mlp-contoso-tenders", kind: "Project", title: "Tender drafts", store: (&AI_FOUNDRY, "stcontosostudioswc"), vault: (&AI_FOUNDRY, "kv-contoso-studio-swc"), registry: None, locked: false, isolation: "AllowInternetOutbound", hub: Some("mlh-contoso-studio-swc"), user_identity: None },
    Workspace { group: &DATA_RISK, name: "mlw-contoso-risk-weu", kind: "Default", title: "Credit risk", store: (&DATA_RISK, "stcontosoriskweu"), vault: (&DATA_RISK, "kv-contoso-risk-weu"), registry: None, locked: true, isolation: "AllowOnlyApprovedOutbound", hub: None, user_identity: Some("id-mlw-risk") },
    // The sandbox trains straight on the production lake.
    Workspace { group: &SANDBOX_LEARNING, name: "mlw-contoso-lab-swc", kind: "Default", title: "Lab", store: (&DATA_LAKE, "stcontosolakeweu"), vault: (&SANDBOX_LEARNING, "kv-contoso-lab-swc"), registry: None, locked: false, isolation: "Disabled", hub: None, user_identity: None },
];

/// Workspace, endpoint, authentication mode, public access.
#[rustfmt::skip]
static ENDPOINTS: &[(&str, &str, &str, &str)] = &[
    ("mlw-contoso-prod-weu", "churn-scoring", "Key", "Enabled"),
    ("mlw-contoso-prod-weu", "demand-forecast", "AMLToken", "Enabled"),
    ("mlw-contoso-claims-weu", "claims-triage", "AADToken", "Disabled"),
    ("mlw-contoso-risk-weu", "credit-risk", "AADToken", "Disabled"),
    ("mlw-contoso-lab-swc", "lab-sentiment", "Key", "Enabled"),
];

struct Search {
    group: &'static Group,
    name: &'static str,
    sku: &'static str,
    public: &'static str,
    ranges: &'static [&'static str],
    keys_off: bool,
    endpoint: Option<&'static str>,
    customer_key: bool,
    identity: bool,
    owner: &'static str,
}

#[rustfmt::skip]
static SEARCHES: &[Search] = &[
    Search { group: &AI_CHAT, name: "srch-contoso-prod-weu", sku: "standard", public: "enabled", ranges: &[], keys_off: false, endpoint: None, customer_key: false, identity: true, owner: "digital-channels@contoso.example" },
    Search { group: &AI_CLAIMS, name: "srch-contoso-claims-weu", sku: "standard", public: "disabled", ranges: &[], keys_off: true, endpoint: Some("Approved"), customer_key: true, identity: true, owner: "claims-it@contoso.example" },
    Search { group: &AI_HR, name: "srch-contoso-hr-swc", sku: "standard", public: "enabled", ranges: &["203.0.113.24"], keys_off: false, endpoint: Some("Pending"), customer_key: false, identity: true, owner: "people-systems@contoso.example" },
    Search { group: &DATA_DOCUMENTS, name: "srch-contoso-docs-weu", sku: "basic", public: "securedByPerimeter", ranges: &[], keys_off: true, endpoint: None, customer_key: false, identity: true, owner: "documents@contoso.example" },
    Search { group: &LAB, name: "srch-contoso-lab-swc", sku: "free", public: "enabled", ranges: &[], keys_off: false, endpoint: None, customer_key: false, identity: false, owner: "" },
];

pub fn rows() -> Vec<Value> {
    let workspaces = WORKSPACES.iter().map(workspace_row);
    let endpoints = ENDPOINTS.iter().filter_map(endpoint_row);
    let searches = SEARCHES.iter().map(search_row);
    workspaces.chain(endpoints).chain(searches).chain(bots()).collect()
}

fn environment(group: &Group) -> &'static str {
    if group.subscription.name.contains("sandbox") {
        "sandbox"
    } else {
        "production"
    }
}

fn workspace_row(workspace: &Workspace) -> Value {
    let Workspace { group, name, kind, .. } = workspace;
    let id = group.id(WORKSPACE, name);
    let mut properties = json!({
        "friendlyName": workspace.title,
        "description": "",
        "storageAccount": workspace.store.0.id(STORE, workspace.store.1),
        // Workspaces spell the provider of their vault in their own way.
        "keyVault": workspace.vault.0.id(VAULT, workspace.vault.1).replace("Microsoft.KeyVault", "Microsoft.Keyvault"),
        "applicationInsights": group.id("Microsoft.insights/components", &format!("appi-{}", workspace.hub.unwrap_or(name))),
        "containerRegistry": workspace.registry.map(|registry| group.id(REGISTRY, registry)),
        "hbiWorkspace": workspace.locked,
        "imageBuildCompute": null,
        "provisioningState": "Succeeded",
        "managedNetwork": {
            "isolationMode": workspace.isolation, "enableNetworkMonitor": false, "enableFirewallLog": false,
            "changeableIsolationModes": if workspace.isolation == "Disabled" { json!(["AllowInternetOutbound",
                "AllowOnlyApprovedOutbound"]) } else { json!([]) },
        },
        "v1LegacyMode": false,
        "softDeleteEnabled": false,
        "creationTime": instant(name, 5),
        "workspaceId": guid(&format!("workspace {name}")),
        "privateEndpointConnections": connections(&id, "amlworkspace", workspace.locked.then_some("Approved")),
        "privateLinkCount": u8::from(workspace.locked),
        "publicNetworkAccess": if workspace.locked { "Disabled" } else { "Enabled" },
        "discoveryUrl": format!("https://{}.api.azureml.ms/discovery", group.region),
        "tenantId": tenant_id(),
        "enableDataIsolation": *kind == "Hub",
    });
    if workspace.locked {
        properties["systemDatastoresAuthMode"] = json!("identity");
        properties["encryption"] = json!({"status": "Enabled", "keyVaultProperties": {
            "keyVaultArmId": group.id(VAULT, workspace.vault.1),
            "keyIdentifier": format!("https://{}.vault.azure.net/keys/cmk-ml", workspace.vault.1)}});
    } else if *kind != "Project" {
        properties["systemDatastoresAuthMode"] = json!("accessKey");
    }
    if let Some(hub) = workspace.hub {
        properties["hubResourceId"] = json!(group.id(WORKSPACE, hub));
    }
    if *kind == "Hub" {
        let projects: Vec<String> = WORKSPACES
            .iter()
            .filter(|project| project.hub == Some(name))
            .map(|project| group.id(WORKSPACE, project.name))
            .collect();
        properties["associatedWorkspaces"] = json!(projects);
    }
    let mut identity = group.system_identity(WORKSPACE, name);
    if let Some(user) = workspace.user_identity {
        identity = group.user_identity(user);
        properties["primaryUserAssignedIdentity"] = json!(group.id(crate::contoso::tenant::USER_IDENTITY, user));
    }
    let labels = match *kind {
        "Project" => tags(&[
            ("owner", "legal-operations@contoso.example"),
            ("environment", "production"),
        ]),
        _ => full_tags(
            group,
            "data-science@contoso.example",
            environment(group),
            "confidential",
        ),
    };
    group.row(
        WORKSPACE,
        name,
        json!({"kind": kind, "sku": {"name": "Basic", "tier": "Basic"}, "identity": identity, "tags": labels,
            "properties": properties}),
    )
}

fn endpoint_row((workspace, name, mode, public): &(&str, &str, &str, &str)) -> Option<Value> {
    let group = WORKSPACES.iter().find(|other| other.name == *workspace)?.group;
    let full_name = format!("{workspace}/{name}");
    Some(group.row(
        ENDPOINT,
        &full_name,
        json!({
            "kind": "Managed",
            "identity": group.system_identity(ENDPOINT, &full_name),
            "tags": tags(&[("environment", environment(group))]),
            "properties": {
                "authMode": mode, "publicNetworkAccess": public, "provisioningState": "Succeeded", "traffic": {"blue": 100},
                "scoringUri": format!("https://{name}.{}.inference.ml.azure.com/score", group.region),
            },
        }),
    ))
}

fn search_row(search: &Search) -> Value {
    let Search { group, name, .. } = search;
    let id = group.id(SEARCH, name);
    let ranges: Vec<Value> = search.ranges.iter().map(|range| json!({"value": range})).collect();
    let mut properties = json!({
        "replicaCount": if search.sku == "standard" { 2 } else { 1 }, "partitionCount": 1, "hostingMode": "default",
        "status": "running", "statusDetails": "", "provisioningState": "succeeded", "semanticSearch": "free",
        "endpoint": format!("https://{name}.search.windows.net"),
        "publicNetworkAccess": search.public,
        "networkRuleSet": {"ipRules": ranges, "bypass": "None"},
        "disableLocalAuth": search.keys_off,
        "encryptionWithCmk": {
            "enforcement": if search.customer_key { "Enabled" } else { "Unspecified" },
            "encryptionComplianceStatus": if search.customer_key { "Compliant" } else { "NonCompliant" },
        },
        "privateEndpointConnections": connections(&id, "searchService", search.endpoint),
        "sharedPrivateLinkResources": [],
    });
    if !search.keys_off {
        properties["authOptions"] = match *name {
            "srch-contoso-prod-weu" => json!({"aadOrApiKey": {"aadAuthFailureMode": "http403"}}),
            _ => json!({"apiKeyOnly": {}}),
        };
    }
    if *name == "srch-contoso-claims-weu" {
        let link = "spl-claims-store";
        properties["sharedPrivateLinkResources"] = json!([{
            "id": format!("{id}/sharedPrivateLinkResources/{link}"), "name": link,
            "type": "Microsoft.Search/searchServices/sharedPrivateLinkResources",
            "properties": {"privateLinkResourceId": AI_CLAIMS.id(STORE, "stcontosoclaimsweu"), "groupId": "blob",
                "status": "Approved", "provisioningState": "Succeeded"}}]);
    }
    let labels = match search.owner {
        "" => Value::Null,
        owner => full_tags(group, owner, environment(group), "confidential"),
    };
    let mut columns = json!({"sku": {"name": search.sku}, "tags": labels, "properties": properties});
    if search.identity {
        columns["identity"] = group.system_identity(SEARCH, name);
    }
    group.row(SEARCH, name, columns)
}

fn bots() -> Vec<Value> {
    let bot = |group: &Group, name: &str, title: &str, locked: bool| {
        let mut properties = json!({
            "displayName": title, "description": "", "endpoint": format!("https://app-{name}.azurewebsites.net/api/messages"),
            "configuredChannels": ["webchat", "msteams"], "enabledChannels": ["webchat", "msteams"],
            "schemaTransformationVersion": "1.3", "isCmekEnabled": false, "isStreamingSupported": false,
            "msaAppId": guid(&format!("application {name}")), "msaAppTenantId": tenant_id(),
            "msaAppType": if locked { "UserAssignedMSI" } else { "MultiTenant" },
            "publicNetworkAccess": if locked { "Disabled" } else { "Enabled" },
            "disableLocalAuth": locked, "privateEndpointConnections": connections(&group.id(BOT, name), "Bot",
                locked.then_some("Approved")),
            "provisioningState": "Succeeded",
        });
        let mut columns = json!({"kind": "azurebot", "location": "global", "sku": {"name": "S1"}});
        if locked {
            properties["msaAppMSIResourceId"] =
                json!(group.id(crate::contoso::tenant::USER_IDENTITY, "id-bot-helpdesk"));
            properties["msaAppId"] = json!(user_principal("id-bot-helpdesk"));
            columns["identity"] = group.user_identity("id-bot-helpdesk");
            columns["tags"] = full_tags(group, "service-desk@contoso.example", "production", "internal");
        }
        columns["properties"] = properties;
        group.row(BOT, name, columns)
    };
    vec![
        bot(&AI_CHAT, "bot-contoso-helpdesk", "IT help desk", true),
        bot(&AI_CHAT, "bot-contoso-web", "Website assistant", false),
        bot(
            &MARKETING_WEB,
            "bot-contoso-prizes",
            "مسابقة اختبار (prize draw)",
            false,
        ),
    ]
}
