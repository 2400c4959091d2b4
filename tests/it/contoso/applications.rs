//! Everything around the AI: web and function apps, databases, gateways, logic apps, managed identities, backup.

use serde_json::{Value, json};

use crate::contoso::places::{
    AI_CHAT, AI_CLAIMS, AI_COMPUTE, AI_HR, AI_NETWORK, DATA_BACKUP, DATA_CLAIMS, DATA_CRM, DATA_ERP, DATA_INTEGRATION,
    DATA_LAKE, DATA_NETWORK, DATA_REPORTING, DATA_RISK, MARKETING_WEB, SANDBOX_PLAYGROUND,
};
use crate::contoso::tenant::{
    Group, USER_IDENTITY, connections, full_tags, guid, instant, pick, tags, tenant_id, user_principal,
};

pub const SITE: &str = "Microsoft.Web/sites";
pub const SQL: &str = "Microsoft.Sql/servers";
pub const GATEWAY: &str = "Microsoft.ApiManagement/service";

/// Group, plan, apps; `func` apps are function apps.
#[rustfmt::skip]
static PLANS: &[(&Group, &str, &[&str])] = &[
    (&AI_CHAT, "asp-chat-weu", &["app-contoso-chat", "app-contoso-chat-admin", "func-chat-ingest", "app-bot-contoso-helpdesk", "app-bot-contoso-web"]),
    (&AI_CLAIMS, "asp-claims-ai-weu", &["app-claims-assist", "func-claims-extract"]),
    (&AI_HR, "asp-hr-ai-swc", &["app-hr-answers"]),
    (&DATA_CLAIMS, "asp-claims-weu", &["app-claims-portal", "app-claims-api", "func-claims-intake"]),
    (&DATA_CRM, "asp-crm-weu", &["app-crm-api", "app-customer-portal", "func-crm-sync"]),
    (&DATA_ERP, "asp-erp-weu", &["app-erp-orders", "app-erp-stock"]),
    (&DATA_REPORTING, "asp-reporting-weu", &["app-reports", "func-report-mail"]),
    (&DATA_INTEGRATION, "asp-integration-weu", &["func-edi-in", "func-edi-out", "func-northwind-orders", "app-partner-api"]),
    (&SANDBOX_PLAYGROUND, "asp-play-swc", &["app-play-demo", "func-play"]),
    (&MARKETING_WEB, "asp-brand-eus", &["app-brand-site", "app-prize-draw", "func-newsletter"]),
];

/// Group, server, databases, whether reachable in private only.
#[rustfmt::skip]
static SERVERS: &[(&Group, &str, &[&str], bool)] = &[
    (&DATA_ERP, "sql-contoso-erp-weu", &["master", "erp", "erp-archive"], true),
    (&DATA_CRM, "sql-contoso-crm-weu", &["master", "crm", "loyalty"], false),
    (&DATA_CLAIMS, "sql-contoso-claims-weu", &["master", "claims", "fraud"], true),
    (&DATA_REPORTING, "sql-contoso-dwh-weu", &["master", "dwh", "staging", "marts"], true),
    (&DATA_RISK, "sql-contoso-risk-weu", &["master", "risk"], true),
    (&SANDBOX_PLAYGROUND, "sql-contoso-play-swc", &["master", "play"], false),
    (&MARKETING_WEB, "sql-contoso-brand-eus", &["master", "subscribers"], false),
];

#[rustfmt::skip]
pub static IDENTITIES: &[(&Group, &str)] = &[
    (&AI_CHAT, "id-aoai-prod"), (&AI_CHAT, "id-bot-helpdesk"), (&AI_CLAIMS, "id-mlw-claims"), (&DATA_RISK, "id-mlw-risk"),
    (&AI_COMPUTE, "id-aks-contoso-models-weu-agentpool"), (&AI_COMPUTE, "id-aks-contoso-serving-weu-agentpool"),
    (&DATA_INTEGRATION, "id-aks-contoso-apps-weu-agentpool"), (&DATA_NETWORK, "id-policy-remediation"), (&DATA_ERP, "id-erp-batch"),
];

type Tags = &'static [(&'static str, &'static str)];

/// Group, name and tags of logic apps.
#[rustfmt::skip]
static WORKFLOWS: &[(&Group, &str, Tags)] = &[
    (&AI_CHAT, "logic-chat-feedback", &[("owner", "digital-channels@contoso.example"), ("ticket", "{{ 7*7 }}")]),
    (&AI_CLAIMS, "logic-claims-mail", &[("owner", "claims-it@contoso.example")]),
    (&DATA_INTEGRATION, "logic-northwind-invoices", &[("owner", "integration@contoso.example")]),
    (&DATA_INTEGRATION, "logic-supplier-onboarding", &[("owner", "integration@contoso.example")]),
    (&DATA_CRM, "logic-crm-leads", &[("owner", "crm@contoso.example")]),
    (&DATA_REPORTING, "logic-report-refresh", &[]),
    (&MARKETING_WEB, "logic-campaign-mail", &[]),
];

pub fn rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for (group, plan, apps) in PLANS {
        rows.push(group.row("Microsoft.Web/serverfarms", plan, json!({
            "kind": "linux", "sku": {"name": "P1v3", "tier": "PremiumV3", "size": "P1v3", "family": "Pv3", "capacity": 2},
            "properties": {"status": "Ready", "numberOfSites": apps.len(), "reserved": true, "zoneRedundant": true,
                "provisioningState": "Succeeded"}})));
        rows.extend(apps.iter().map(|app| site(group, plan, app)));
    }
    for (group, server, databases, private) in SERVERS {
        rows.push(sql_server(group, server, *private));
        rows.extend(databases.iter().map(|database| sql_database(group, server, database)));
    }
    for (group, name) in IDENTITIES {
        rows.push(group.row(USER_IDENTITY, name, json!({"properties": {
            "tenantId": tenant_id(), "principalId": user_principal(name), "clientId": guid(&format!("client {name}"))}})));
    }
    for (group, name, pairs) in WORKFLOWS {
        rows.push(group.row(
            "Microsoft.Logic/workflows",
            name,
            json!({"tags": tags(pairs),
            "identity": group.system_identity("Microsoft.Logic/workflows", name),
            "properties": {"state": "Enabled", "provisioningState": "Succeeded", "createdTime": instant(name, 6),
                "version": pick(name, 900_000_000_000).to_string()}}),
        ));
    }
    rows.extend(gateways());
    rows.extend(others());
    rows
}

fn site(group: &Group, plan: &str, name: &str) -> Value {
    let function = name.starts_with("func");
    let guarded = group.subscription.name.ends_with("prod");
    let host = format!("{name}.azurewebsites.net");
    let mut columns = json!({
        "kind": if function { "functionapp,linux" } else { "app,linux" },
        "identity": group.system_identity(SITE, name),
        "properties": {
            "name": name, "state": "Running", "enabled": true, "hostNames": [host], "enabledHostNames": [host,
                format!("{name}.scm.azurewebsites.net")],
            "serverFarmId": group.id("Microsoft.Web/serverfarms", plan), "reserved": true, "httpsOnly": guarded,
            "clientCertEnabled": false,
            "publicNetworkAccess": if guarded { "Disabled" } else { "Enabled" }, "vnetRouteAllEnabled": guarded,
            "defaultHostName": host,
            "siteConfig": {"numberOfWorkers": 1, "linuxFxVersion": if function { "DOTNET-ISOLATED|8.0" } else { "NODE|22-lts" },
                "minTlsVersion": "1.2", "ftpsState": if guarded { "Disabled" } else { "AllAllowed" }, "alwaysOn": true},
            "lastModifiedTimeUtc": instant(name, 10), "repositorySiteName": name, "availabilityState": "Normal",
            "redundancyMode": "None"},
    });
    if guarded {
        columns["tags"] = full_tags(group, "web-platform@contoso.example", "production", "internal");
    }
    group.row(SITE, name, columns)
}

fn sql_server(group: &Group, name: &str, private: bool) -> Value {
    let id = group.id(SQL, name);
    group.row(SQL, name, json!({"kind": "v12.0", "properties": {
        "version": "12.0", "state": "Ready", "fullyQualifiedDomainName": format!("{name}.database.windows.net"),
        "administratorLogin": "contosodba",
        "administrators": {"administratorType": "ActiveDirectory", "principalType": "Group", "login": "sg-database-admins",
            "sid": guid("group sg-database-admins"), "tenantId": tenant_id(), "azureADOnlyAuthentication": private},
        "minimalTlsVersion": if private { "1.2" } else { "None" },
        "publicNetworkAccess": if private { "Disabled" } else { "Enabled" },
        "restrictOutboundNetworkAccess": "Disabled", "privateEndpointConnections": connections(&id, "sqlServer",
            private.then_some("Approved"))}}))
}

fn sql_database(group: &Group, server: &str, name: &str) -> Value {
    let system = if name == "master" { ",system" } else { ",user" };
    group.row(
        "Microsoft.Sql/servers/databases",
        &format!("{server}/{name}"),
        json!({
        "kind": format!("v12.0{system},vcore"), "sku": {"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5",
            "capacity": 4},
        "properties": {"status": "Online", "collation": "SQL_Latin1_General_CP1_CI_AS",
            "databaseId": guid(&format!("{server} {name}")), "creationDate": instant(&format!("{server} {name}"), 4),
            "maxSizeBytes": 268_435_456_000_u64, "zoneRedundant": false, "readScale": "Disabled",
            "currentServiceObjectiveName": "GP_Gen5_4"}}),
    )
}

fn gateways() -> Vec<Value> {
    let firewall = AI_NETWORK.id(
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
        "waf-contoso-ai-weu",
    );
    vec![
        AI_NETWORK.row(GATEWAY, "apim-contoso-ai-weu", json!({
            "sku": {"name": "Premium", "capacity": 1}, "identity": AI_NETWORK.system_identity(GATEWAY, "apim-contoso-ai-weu"),
            "tags": full_tags(&AI_NETWORK, "api-platform@contoso.example", "production", "internal"),
            "properties": {"publisherEmail": "api-platform@contoso.example", "publisherName": "Contoso",
                "provisioningState": "Succeeded",
                "gatewayUrl": "https://apim-contoso-ai-weu.azure-api.net", "virtualNetworkType": "Internal",
                "publicNetworkAccess": "Enabled", "platformVersion": "stv2.1",
                "apiVersionConstraint": {"minApiVersion": "2021-08-01"}, "disableGateway": false,
                "privateEndpointConnections": null,
                "virtualNetworkConfiguration": {"subnetResourceId": crate::contoso::network::subnet(&AI_NETWORK, "snet-gateway")},
                "customProperties": {"Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10": "False",
                    "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls11": "False",
                    "Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Ssl30": "False"}}})),
        AI_NETWORK.row("Microsoft.Network/applicationGateways", "agw-contoso-ai-weu", json!({"zones": ["1", "2", "3"],
            "properties": {
                "sku": {"name": "WAF_v2", "tier": "WAF_v2"}, "firewallPolicy": {"id": firewall}, "operationalState": "Running",
                "provisioningState": "Succeeded"}})),
        AI_NETWORK.row("Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies", "waf-contoso-ai-weu",
            json!({"properties": {
                "policySettings": {"state": "Enabled", "mode": "Prevention"}, "provisioningState": "Succeeded"}})),
        DATA_INTEGRATION.row(GATEWAY, "apim-contoso-partners-weu", json!({"sku": {"name": "Developer", "capacity": 1},
            "properties": {
                "publisherEmail": "integration@contoso.example", "publisherName": "Contoso", "provisioningState": "Succeeded",
                "gatewayUrl": "https://apim-contoso-partners-weu.azure-api.net",
                "virtualNetworkType": "None", "publicNetworkAccess": "Enabled", "platformVersion": "stv2",
                "privateEndpointConnections": null, "disableGateway": false}})),
    ]
}

fn others() -> Vec<Value> {
    let succeeded = |group: &Group, resource_type: &str, name: &str, sku: &str| {
        let sku = if sku.is_empty() {
            Value::Null
        } else {
            json!({"name": sku})
        };
        group.row(
            resource_type,
            name,
            json!({"sku": sku, "properties": {"provisioningState": "Succeeded",
                "publicNetworkAccess": "Enabled"}}),
        )
    };
    let mut rows = vec![
        succeeded(
            &DATA_BACKUP,
            "Microsoft.RecoveryServices/vaults",
            "rsv-contoso-weu",
            "Standard",
        ),
        succeeded(
            &DATA_BACKUP,
            "Microsoft.DataProtection/backupVaults",
            "bvault-contoso-weu",
            "",
        ),
        succeeded(
            &SANDBOX_PLAYGROUND,
            "Microsoft.RecoveryServices/vaults",
            "rsv-play-swc",
            "Standard",
        ),
        succeeded(
            &DATA_INTEGRATION,
            "Microsoft.EventHub/namespaces",
            "evhns-contoso-orders-weu",
            "Standard",
        ),
        succeeded(
            &DATA_LAKE,
            "Microsoft.EventHub/namespaces",
            "evhns-contoso-telemetry-weu",
            "Standard",
        ),
        succeeded(
            &DATA_INTEGRATION,
            "Microsoft.ServiceBus/namespaces",
            "sb-contoso-weu",
            "Premium",
        ),
        succeeded(
            &DATA_INTEGRATION,
            "Microsoft.DataFactory/factories",
            "adf-contoso-weu",
            "",
        ),
        succeeded(
            &DATA_LAKE,
            "Microsoft.DataFactory/factories",
            "adf-contoso-lake-weu",
            "",
        ),
        succeeded(&DATA_LAKE, "Microsoft.Purview/accounts", "pview-contoso", "Standard"),
        succeeded(
            &DATA_NETWORK,
            "Microsoft.Automation/automationAccounts",
            "aa-contoso-weu",
            "",
        ),
        succeeded(&DATA_CRM, "Microsoft.Cache/Redis", "redis-contoso-crm-weu", ""),
        succeeded(
            &DATA_INTEGRATION,
            "Microsoft.EventGrid/topics",
            "evgt-contoso-orders",
            "",
        ),
        succeeded(&AI_CHAT, "Microsoft.Cache/Redis", "redis-contoso-chat-weu", ""),
        succeeded(
            &AI_CHAT,
            "Microsoft.App/managedEnvironments",
            "cae-contoso-chat-weu",
            "",
        ),
        succeeded(&AI_CHAT, "Microsoft.App/containerApps", "ca-chat-orchestrator", ""),
        succeeded(&AI_CHAT, "Microsoft.App/containerApps", "ca-chat-retriever", ""),
        succeeded(&DATA_REPORTING, "Microsoft.Fabric/capacities", "fabcontosoweu", "F8"),
    ];
    rows.push(DATA_RISK.row(
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "psql-contoso-risk-weu",
        json!({
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "properties": {"version": "16", "state": "Ready", "network": {"publicNetworkAccess": "Disabled",
            "delegatedSubnetResourceId": crate::contoso::network::subnet(&DATA_RISK, "snet-sql")},
            "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"}}}),
    ));
    rows
}
