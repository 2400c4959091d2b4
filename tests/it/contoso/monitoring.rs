//! Log Analytics workspaces, Application Insights, action groups and alert rules.

use serde_json::{Value, json};

use crate::contoso::accounts::ACCOUNT;
use crate::contoso::places::{
    AI_CHAT, AI_CLAIMS, AI_FOUNDRY, AI_LEARNING, AI_MONITOR, DATA_CLAIMS, DATA_CRM, DATA_ERP, DATA_MONITOR, DATA_RISK,
    LAB, MARKETING_WEB, SANDBOX_LEARNING, SANDBOX_PLAYGROUND,
};
use crate::contoso::tenant::{AI, DATA, Group, Subscription, guid, instant};

pub const LOGS: &str = "Microsoft.OperationalInsights/workspaces";
const COMPONENT: &str = "Microsoft.Insights/components";
const ACTIONS: &str = "Microsoft.Insights/actionGroups";

/// Group, name, retention in days, whether queries from the internet work.
#[rustfmt::skip]
static WORKSPACES: &[(&Group, &str, u16, bool)] = &[
    (&AI_MONITOR, "log-contoso-ai-weu", 90, true),
    (&DATA_MONITOR, "log-contoso-central-weu", 180, false),
    (&DATA_MONITOR, "log-contoso-app-weu", 30, true),
    (&SANDBOX_PLAYGROUND, "log-contoso-play-swc", 30, true),
];

#[rustfmt::skip]
static COMPONENTS: &[(&Group, &str)] = &[
    (&AI_CHAT, "appi-contoso-chat"), (&AI_CLAIMS, "appi-claims-assist"), (&AI_LEARNING, "appi-mlw-contoso-prod-weu"),
    (&AI_CLAIMS, "appi-mlw-contoso-claims-weu"), (&AI_FOUNDRY, "appi-mlh-contoso-studio-swc"), (&DATA_RISK, "appi-mlw-contoso-risk-weu"),
    (&SANDBOX_LEARNING, "appi-mlw-contoso-lab-swc"), (&DATA_CLAIMS, "appi-claims"), (&DATA_CRM, "appi-crm"), (&DATA_ERP, "appi-erp"),
    (&LAB, "appi-lab"), (&MARKETING_WEB, "appi-brand"),
];

pub fn rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for (group, name, days, public) in WORKSPACES {
        let access = if *public { "Enabled" } else { "Disabled" };
        rows.push(group.row(LOGS, name, json!({"properties": {
            "customerId": guid(&format!("customer {name}")), "sku": {"name": "PerGB2018"}, "retentionInDays": days,
            "provisioningState": "Succeeded",
            "publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": access, "createdDate": instant(name, 3),
            "features": {"disableLocalAuth": !public, "enableLogAccessUsingOnlyResourcePermissions": true}}})));
    }
    let central = DATA_MONITOR.id(LOGS, "log-contoso-central-weu");
    let solution = "SecurityInsights(log-contoso-central-weu)";
    rows.push(DATA_MONITOR.row("Microsoft.OperationsManagement/solutions", solution, json!({
        "plan": {"name": solution, "product": "OMSGallery/SecurityInsights", "publisher": "Microsoft", "promotionCode": ""},
        "properties": {"workspaceResourceId": central, "provisioningState": "Succeeded"}})));
    for (group, name) in COMPONENTS {
        rows.push(group.row(
            COMPONENT,
            name,
            json!({"kind": "web", "properties": {
            "ApplicationId": name, "AppId": guid(&format!("application {name}")), "Application_Type": "web",
            "RetentionInDays": 90, "IngestionMode": "LogAnalytics",
            "InstrumentationKey": guid(&format!("key {name}")), "WorkspaceResourceId": AI_MONITOR.id(LOGS,
                "log-contoso-ai-weu"), "DisableLocalAuth": false,
            "publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled",
            "provisioningState": "Succeeded"}}),
        ));
    }
    for (group, name, mail) in [
        (&AI_MONITOR, "ag-ai-operations", "ai-operations@contoso.example"),
        (&DATA_MONITOR, "ag-security", "soc@contoso.example"),
        (&DATA_MONITOR, "ag-operations", "operations@contoso.example"),
    ] {
        rows.push(group.row(
            ACTIONS,
            name,
            json!({"location": "global", "properties": {
            "groupShortName": &name[3..], "enabled": true, "emailReceivers": [{"name": "mail", "emailAddress": mail,
                "status": "Enabled", "useCommonAlertSchema": true}],
            "smsReceivers": [], "webhookReceivers": [], "armRoleReceivers": []}}),
        ));
    }
    rows.extend(metric_alerts());
    rows.extend(activity_alerts());
    rows.push(AI_MONITOR.row("Microsoft.Insights/scheduledQueryRules", "sqr-token-spend", json!({"kind": "LogAlert", "properties": {
        "displayName": "Token spend per hour", "enabled": true, "severity": 2, "evaluationFrequency": "PT1H", "windowSize": "PT1H",
        "scopes": [AI_MONITOR.id(LOGS, "log-contoso-ai-weu")],
        "criteria": {"allOf": [{"query": "ApiManagementGatewayLlmLog | summarize sum(TotalTokens) by bin(TimeGenerated, 1h)",
            "operator": "GreaterThan", "threshold": 2_000_000}]},
        "actions": {"actionGroups": [AI_MONITOR.id(ACTIONS, "ag-ai-operations")]}}})));
    rows
}

fn metric_alerts() -> Vec<Value> {
    // The alert on the claims account tells somebody; the one on the chat account is switched off.
    #[rustfmt::skip]
    let alerts: [(&Group, &str, String, &str, bool, bool); 6] = [
        (&AI_MONITOR, "alert-claims-tokens", AI_CLAIMS.id(ACCOUNT, "aoai-contoso-claims-weu"), "TokenTransaction", true, true),
        (&AI_MONITOR, "alert-chat-requests", AI_CHAT.id(ACCOUNT, "aoai-contoso-prod-weu"), "AzureOpenAIRequests", false, true),
        (&AI_MONITOR, "alert-foundry-tokens", AI_FOUNDRY.id(ACCOUNT, "aif-contoso-prod-swc"), "ProcessedPromptTokens", true, true),
        (&AI_MONITOR, "alert-content-blocked", AI_CLAIMS.id(ACCOUNT, "aoai-contoso-claims-weu"), "RAIHarmfulRequests", true, false),
        (&DATA_MONITOR, "alert-erp-cpu", DATA_ERP.id("Microsoft.Compute/virtualMachines", "vm-erp-app-01"), "Percentage CPU", true, true),
        (&DATA_MONITOR, "alert-dwh-dtu", DATA_ERP.id("Microsoft.Sql/servers/databases", "sql-contoso-erp-weu/erp"), "cpu_percent", true, true),
    ];
    alerts
        .iter()
        .map(|(group, name, scope, metric, enabled, tells)| {
            let actions = if *tells { json!([{"actionGroupId": AI_MONITOR.id(ACTIONS, "ag-ai-operations")}]) } else { json!([]) };
            group.row("Microsoft.Insights/metricAlerts", name, json!({"location": "global", "properties": {
                "description": if *name == "alert-content-blocked" { "Blocked prompts in an hour" } else { "" },
                "enabled": enabled, "severity": 2, "evaluationFrequency": "PT5M", "windowSize": "PT15M", "scopes": [scope],
                    "actions": actions, "autoMitigate": true,
                "criteria": {"odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria", "allOf": [
                    {"name": "high", "metricName": metric, "operator": "GreaterThan", "threshold": 100_000,
                        "timeAggregation": "Total", "criterionType": "StaticThresholdCriterion"}]}}}))
        })
        .collect()
}

fn activity_alerts() -> Vec<Value> {
    let alert = |group: &Group, subscription: &Subscription, name: &str, operation: &str| {
        group.row("Microsoft.Insights/activityLogAlerts", name, json!({"location": "global", "properties": {
            "enabled": true, "description": "", "scopes": [subscription.scope()],
            "condition": {"allOf": [{"field": "category", "equals": "Administrative"}, {"field": "operationName",
                "equals": operation}]},
            "actions": {"actionGroups": [{"actionGroupId": DATA_MONITOR.id(ACTIONS, "ag-security"), "webhookProperties": {}}]}}}))
    };
    vec![
        alert(
            &AI_MONITOR,
            &AI,
            "ala-ai-account-write",
            "Microsoft.CognitiveServices/accounts/write",
        ),
        alert(
            &AI_MONITOR,
            &AI,
            "ala-ai-keys-listed",
            "Microsoft.CognitiveServices/accounts/listKeys/action",
        ),
        alert(
            &AI_MONITOR,
            &AI,
            "ala-ai-role-assignment",
            "Microsoft.Authorization/roleAssignments/write",
        ),
        alert(
            &AI_MONITOR,
            &AI,
            "ala-ai-diagnostics-removed",
            "Microsoft.Insights/diagnosticSettings/delete",
        ),
        alert(
            &DATA_MONITOR,
            &DATA,
            "ala-data-role-assignment",
            "Microsoft.Authorization/roleAssignments/write",
        ),
        alert(
            &DATA_MONITOR,
            &DATA,
            "ala-data-policy-removed",
            "Microsoft.Authorization/policyAssignments/delete",
        ),
    ]
}
