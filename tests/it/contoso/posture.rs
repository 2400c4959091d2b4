//! Microsoft Defender for Cloud in Resource Graph: plans, secure scores, one attack path and a few assessments.

use serde_json::{Value, json};

use crate::contoso::accounts::{ACCOUNT, PROJECT};
use crate::contoso::computing::MACHINE;
use crate::contoso::places::{AI_COMPUTE, AI_FOUNDRY, AI_LEARNING};
use crate::contoso::stores::STORE;
use crate::contoso::tenant::{AI, DATA, MARKETING, SANDBOX, SUBSCRIPTIONS, Subscription, guid, instant, table_row};

/// Plan names, then whether each is Standard in AI, data, sandbox and marketing. A dash means that there is no row.
#[rustfmt::skip]
static PLANS: &[(&str, &str, &str)] = &[
    ("AI", "SFF-", "AIPromptEvidence:True AIPromptSharingWithPurview:False"),
    ("CloudPosture", "SSSS", "SensitiveDataDiscovery:True ContainerRegistriesVulnerabilityAssessments:True AgentlessVmScanning:True EntraPermissionsManagement:False"),
    ("StorageAccounts", "SSFF", "OnUploadMalwareScanning:False SensitiveDataDiscovery:True"),
    ("KeyVaults", "SSFF", ""),
    ("Arm", "SSSF", ""),
    ("Containers", "FSFF", "ContainerRegistriesVulnerabilityAssessments:True AgentlessDiscoveryForKubernetes:True"),
    ("CosmosDbs", "FFFF", ""),
    ("VirtualMachines", "SSFF", "AgentlessVmScanning:True"),
    ("SqlServers", "SSFF", ""),
    ("AppServices", "FSFF", ""),
    ("Api", "FFF-", ""),
    ("ContainerRegistry", "FFFF", ""),
];

pub fn rows() -> Vec<Value> {
    let mut rows = Vec::new();
    for (number, subscription) in SUBSCRIPTIONS.into_iter().enumerate() {
        for (plan, tiers, extensions) in PLANS {
            match tiers.as_bytes().get(number) {
                Some(b'S') => rows.push(pricing(subscription, plan, true, extensions)),
                Some(b'F') => rows.push(pricing(subscription, plan, false, "")),
                _ => {}
            }
        }
    }
    for (subscription, current, max) in [(&AI, 31, 58), (&DATA, 43, 58), (&SANDBOX, 12, 40), (&MARKETING, 6, 35)] {
        rows.push(score(subscription, current, max));
    }
    rows.push(attack_path());
    rows.extend(assessments());
    rows
}

fn security_row(id: &str, kind: &str, name: &str, properties: Value) -> Value {
    table_row(id, name, &format!("microsoft.security/{kind}"), properties)
}

fn pricing(subscription: &Subscription, plan: &str, standard: bool, extensions: &str) -> Value {
    let id = format!("{}/providers/Microsoft.Security/pricings/{plan}", subscription.scope());
    let mut properties = json!({"pricingTier": if standard { "Standard" } else { "Free" }, "freeTrialRemainingTime": "PT0S",
        "resourcesCoverageStatus": if standard { "FullyCovered" } else { "NotCovered" }});
    if standard {
        properties["enablementTime"] = json!(instant(&id, 6));
        properties["inherited"] = json!("False");
    }
    if plan == "StorageAccounts" && standard {
        properties["subPlan"] = json!("DefenderForStorageV2");
    }
    if plan == "ContainerRegistry" {
        properties["deprecated"] = json!(true);
        properties["replacedBy"] = json!(["Containers"]);
    }
    let list: Vec<Value> = extensions
        .split_whitespace()
        .filter_map(|extension| extension.split_once(':'))
        .map(|(name, enabled)| json!({"name": name, "isEnabled": enabled}))
        .collect();
    if !list.is_empty() {
        properties["extensions"] = json!(list);
    }
    security_row(&id, "pricings", plan, properties)
}

fn score(subscription: &Subscription, current: u32, max: u32) -> Value {
    let id = format!(
        "{}/providers/Microsoft.Security/secureScores/ascScore",
        subscription.scope()
    );
    // Four decimals, written as text would be: a share of two small whole numbers.
    let percentage = f64::from(current * 10_000 / max) / 10_000.0;
    security_row(
        &id,
        "securescores",
        "ascScore",
        json!({
            "displayName": "ASC score", "environment": "Azure", "weight": 400, "score": {"current": current, "max": max,
                "percentage": percentage}}),
    )
}

fn attack_path() -> Value {
    let id = format!(
        "{}/providers/Microsoft.Security/attackPaths/{}",
        AI.scope(),
        guid("attack path train")
    );
    let machine = AI_COMPUTE.id(MACHINE, "vm-gpu-train-01");
    let store = AI_LEARNING.id(STORE, "stcontosomltrainweu");
    security_row(
        &id,
        "attackpaths",
        &guid("attack path train"),
        json!({
            "displayName": "A machine on the internet can read training data", "attackPathType": "InternetExposedVmToStorage",
            "refreshInterval": "PT24H",
            "description": "The machine vm-gpu-train-01 answers on port 22 from any address, and its identity can list the keys of the store that holds training data.",
            "manualRemediationSteps": "Close port 22, then replace the key role with a data role on one container.",
            "potentialImpact": "High",
            "riskCategories": ["DataExposure", "ComputeAbuse"], "entryPointEntityInternalID": "e1", "targetEntityInternalID": "e2",
            "assessments": {},
            "graphComponent": {"insights": [], "connections": [{"type": "can read keys of", "sourceEntityInternalId": "e1",
                "targetEntityInternalId": "e2"}], "entities": [
                    {"entityInternalID": "e1", "entityType": "virtual-machine", "entityName": "vm-gpu-train-01",
                        "entityIdentifiers": {"azureResourceId": machine}},
                    {"entityInternalID": "e2", "entityType": "storage-account", "entityName": "stcontosomltrainweu",
                        "entityIdentifiers": {"azureResourceId": store}}]}}),
    )
}

/// Recommendations of 2026 whose keys Microsoft has not published: a report can match them by name only.
fn assessments() -> Vec<Value> {
    let network = "(Preview) Network connections should be limited on Microsoft Foundry";
    let storage = "(Preview) Microsoft Entra ID authentication should be used when connecting to default storage accounts of Microsoft Foundry";
    let foundry = |name: &str| AI_FOUNDRY.id(ACCOUNT, name);
    let project = |name: &str| AI_FOUNDRY.id(PROJECT, name);
    [
        (foundry("aif-contoso-prod-swc"), network, "Medium", "Healthy"),
        (foundry("aif-contoso-assist-fra"), network, "Medium", "Unhealthy"),
        (project("aif-contoso-prod-swc/contract-review"), storage, "High", "Healthy"),
        (project("aif-contoso-assist-fra/employee-assistant"), storage, "High", "Unhealthy"),
    ]
    .iter()
    .map(|(resource, title, severity, state)| {
        let key = guid(title);
        let first = instant(&format!("{resource} {key}"), 8);
        security_row(&format!("{resource}/providers/Microsoft.Security/assessments/{key}"), "assessments", &key, json!({
            "displayName": title, "resourceDetails": {"Source": "Azure", "Id": resource.to_lowercase(),
                "ResourceType": "cognitiveservices"},
            "status": {"code": state, "cause": "", "description": "", "firstEvaluationDate": first, "statusChangeDate": first},
            "links": {"azurePortal": "portal.azure.com/#view/Microsoft_Azure_Security/RecommendationsBladeV2"},
            "metadata": {"displayName": title, "assessmentType": "BuiltIn", "severity": severity, "preview": true,
                "categories": ["AI"], "userImpact": "Low", "implementationEffort": "Moderate"},
            "risk": {"level": if *state == "Healthy" { "None" } else { "Medium" }, "riskFactors": [], "isContextualRisk": false}}))
    })
    .collect()
}
