//! Every gate, through the real binary on small bundles: it trips when all of its members fail for one subject, lifts again
//! when any one of them is fixed, and is unknown when one of them is. An unknown gate caps the score as a tripped one does.

use std::collections::BTreeSet;

use crate::common::{Sandbox, graph};
use serde_json::{Value, json};

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const IDENTITY: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const CONTRIBUTOR: (&str, &str) = ("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor");
const OWNER: (&str, &str) = ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner");
const READER: (&str, &str) = ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader");
const BLOB_READER: (&str, &str) = ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader");

/// A small tenant in production.
#[derive(Clone, Default)]
struct Tenant {
    rows: Vec<Value>,
    /// `None` where role assignments were not exported.
    assignments: Option<Vec<Value>>,
    /// Address of a list that was asked for and came back empty.
    empty_list: Option<String>,
}

impl Tenant {
    fn of(rows: impl IntoIterator<Item = Value>) -> Tenant {
        Tenant {
            rows: rows.into_iter().collect(),
            assignments: None,
            empty_list: None,
        }
    }

    /// The same with role assignments: principal, name, type of principal, role.
    fn assigned(mut self, grants: &[(&str, &str, &str, (&str, &str))]) -> Tenant {
        let rows = grants
            .iter()
            .enumerate()
            .map(|(index, (principal, name, kind, (role, role_name)))| {
                let id = format!("00000000-0000-4000-8000-00000000000{index}");
                json!({
                    "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{id}"), "name": id,
                    "type": "Microsoft.Authorization/roleAssignments", "principalId": principal, "principalName": name,
                    "principalType": kind, "roleDefinitionName": role_name, "scope": SUBSCRIPTION,
                    "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{role}"),
                })
            });
        // What the tenant root grants shows that the list holds what is inherited.
        let inherited = json!({
            "id": "/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000099",
            "name": "00000000-0000-4000-8000-000000000099", "type": "Microsoft.Authorization/roleAssignments", "scope": "/",
            "principalId": "cccccccc-0000-4000-8000-000000000099", "principalName": "tags@contoso.com", "principalType": "User",
            "roleDefinitionName": "Tag Contributor",
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/4a9ae827-6dc8-4573-8ac7-8239d42aa03f",
        });
        self.assignments = Some(rows.chain([inherited]).collect());
        self
    }

    /// The state of a gate in the report, and where it trips.
    fn gate(&self, id: &str) -> (String, usize) {
        let sandbox = Sandbox::new();
        let engagement = format!("as_of = \"2026-11-15\"\n[environments]\n\"{SUBSCRIPTION}\" = \"production\"\n");
        sandbox.write("bundle.toml", engagement);
        let mut files = vec![("resources.json", graph(&self.rows))];
        if let Some(assignments) = &self.assignments {
            files.push(("role-assignments.json", serde_json::to_vec(assignments).unwrap()));
        }
        if let Some(url) = &self.empty_list {
            let list = json!({"url": url, "value": []});
            files.push(("diagnostic-settings.json", list.to_string().into_bytes()));
        }
        let report = sandbox.report(&sandbox.zip("bundle.zip", &files));
        let gates = report["gates"].as_array().unwrap();
        let gate = gates.iter().find(|gate| gate["id"] == id).unwrap();
        let state = gate["state"].as_str().unwrap().to_owned();
        if state == "tripped" || state == "unknown" {
            let cap = gate["cap"].as_f64().unwrap();
            let score = report["score"]["value"].as_f64();
            assert!(
                score.is_none_or(|score| score <= cap),
                "{id} is {state}, but the score is {score:?}"
            );
        }
        if state == "unknown" {
            assert_eq!(gate["stateText"], "Not shown to be clear");
            assert_ne!(
                gate["settle"], "",
                "{id} is unknown, and nothing says what would settle it"
            );
            let steps = report["roadmap"]["steps"].as_array().unwrap();
            let export = steps.iter().find(|step| step["settles"] == id);
            assert_eq!(
                export.map(|step| &step["kind"]),
                Some(&json!("export")),
                "{id} is no step"
            );
            assert!(report["score"]["level"].as_u64().unwrap() < 4, "{id} is unknown");
        }
        (state, gate["subjectsTotal"].as_u64().unwrap_or_default() as usize)
    }

    #[track_caller]
    fn has(&self, id: &str, state: &str) {
        let (found, subjects) = self.gate(id);
        assert_eq!(found, state, "{id}");
        assert_eq!(found != "open", subjects > 0, "{id} is {found} at {subjects} subjects");
    }
}

fn row(kind: &str, path: &str, properties: Value) -> Value {
    let id = format!("{SUBSCRIPTION}/resourceGroups/rg-ai/providers/{path}");
    let name = path.rsplit('/').next().unwrap();
    let mut row = json!({"id": id, "name": name, "type": kind, "location": "westeurope"});
    if !properties.is_null() {
        row["properties"] = properties;
    }
    row
}

/// A production model account; `null` for properties that were not exported.
fn account(properties: Value) -> Value {
    let path = "Microsoft.CognitiveServices/accounts/oai-prod";
    let mut row = row("microsoft.cognitiveservices/accounts", path, properties);
    row["kind"] = json!("OpenAI");
    row["identity"] =
        json!({"type": "SystemAssigned", "principalId": IDENTITY, "tenantId": "33333333-3333-4333-8333-333333333333"});
    row
}

fn below_account(kind: &str, path: &str, properties: Value) -> Value {
    row(
        kind,
        &format!("Microsoft.CognitiveServices/accounts/oai-prod/{path}"),
        properties,
    )
}

fn store(properties: Value) -> Value {
    let path = "Microsoft.Storage/storageAccounts/sttrain";
    let mut row = row("microsoft.storage/storageaccounts", path, properties);
    row["tags"] = json!({"ai-data": "true"});
    row
}

fn subscription(groups: &[&str]) -> Value {
    let chain: Vec<Value> = groups
        .iter()
        .map(|name| json!({"name": name, "displayName": name}))
        .collect();
    json!({
        "id": SUBSCRIPTION, "name": "sub-ai-prod", "type": "microsoft.resources/subscriptions",
        "properties": {"managementGroupAncestorsChain": chain, "state": "Enabled"}
    })
}

/// What Defender for Cloud says of a resource.
fn assessment(of: &Value, key: &str, healthy: bool) -> Value {
    let id = format!(
        "{}/providers/Microsoft.Security/assessments/{key}",
        of["id"].as_str().unwrap()
    );
    let code = if healthy { "Healthy" } else { "Unhealthy" };
    json!({
        "id": id, "name": key, "type": "microsoft.security/assessments",
        "properties": {"displayName": key, "status": {"code": code}, "resourceDetails": {"Source": "Azure", "Id": of["id"]}}
    })
}

#[test]
fn an_open_endpoint_with_keys_caps_until_either_is_closed() {
    let tenant = |network: Value, keys: Value| {
        let mut properties = json!({"networkAcls": {"defaultAction": "Allow"}});
        properties["publicNetworkAccess"] = network;
        properties["disableLocalAuth"] = keys;
        Tenant::of([account(properties)])
    };
    tenant(json!("Enabled"), json!(false)).has("G1", "tripped");
    tenant(json!("Disabled"), json!(false)).has("G1", "open");
    tenant(json!("Enabled"), json!(true)).has("G1", "open");
    // Only Defender tells of the other member.
    let bare = account(Value::Null);
    Tenant::of([bare.clone()]).has("G1", "unknown");
    Tenant::of([
        bare.clone(),
        assessment(&bare, "13b10b36-aa99-4db6-b00c-dcf87c4761e6", false),
    ])
    .has("G1", "unknown");
    Tenant::of([
        bare.clone(),
        assessment(&bare, "f738efb8-005f-680d-3d43-b3db762d6243", false),
    ])
    .has("G1", "unknown");
}

#[test]
fn an_endpoint_of_machine_learning_caps_as_an_account_does() {
    const WORKSPACE: &str = "Microsoft.MachineLearningServices/workspaces/mlw-prod";
    let workspace = |network: &str| {
        let properties = json!({"publicNetworkAccess": network});
        row("microsoft.machinelearningservices/workspaces", WORKSPACE, properties)
    };
    let endpoint = |kind: &str, keys: &str, network: &str| {
        let properties = json!({"authMode": keys, "publicNetworkAccess": network});
        let path = format!("{WORKSPACE}/{kind}/llama");
        row(
            &format!("microsoft.machinelearningservices/workspaces/{kind}"),
            &path,
            properties,
        )
    };
    let with = |network: &str, endpoint: Value| Tenant::of([workspace(network), endpoint]);
    with("Enabled", endpoint("onlineEndpoints", "Key", "Enabled")).has("G1", "tripped");
    with("Enabled", endpoint("onlineEndpoints", "Key", "Disabled")).has("G1", "open");
    with("Enabled", endpoint("onlineEndpoints", "AADToken", "Enabled")).has("G1", "open");
    with("Enabled", endpoint("serverlessEndpoints", "Key", "")).has("G1", "tripped");
    with("Disabled", endpoint("serverlessEndpoints", "Key", "")).has("G1", "open");
    Tenant::of([endpoint("serverlessEndpoints", "Key", "")]).has("G1", "unknown");
}

#[test]
fn rules_that_let_the_whole_internet_in_open_an_endpoint() {
    let with = |ranges: &[&str]| {
        let rules: Vec<Value> = ranges.iter().map(|range| json!({"value": range})).collect();
        let properties =
            json!({"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Deny", "ipRules": rules}});
        Tenant::of([account(properties)])
    };
    with(&["0.0.0.0/1", "128.0.0.0/1"]).has("G1", "tripped");
    with(&["::/0"]).has("G1", "tripped");
    with(&["203.0.113.7"]).has("G1", "open");
}

#[test]
fn an_identity_that_administers_the_subscription_caps_until_its_grant_is_gone() {
    let tenant = Tenant::of([account(json!({"disableLocalAuth": true}))]);
    let grant = |role| [(IDENTITY, "oai-prod", "ServicePrincipal", role)];
    tenant.clone().assigned(&grant(CONTRIBUTOR)).has("G2", "tripped");
    tenant.clone().assigned(&grant(READER)).has("G2", "open");
    tenant.has("G2", "unknown");
}

#[test]
fn an_open_store_that_ai_trusts_caps_until_the_door_or_the_uploads_are_closed() {
    let trusted = |store: Value, more: Vec<Value>| {
        let rows = [account(json!({"disableLocalAuth": true})), store]
            .into_iter()
            .chain(more);
        Tenant::of(rows).assigned(&[(IDENTITY, "oai-prod", "ServicePrincipal", BLOB_READER)])
    };
    let tenant = |action: &str, anonymous: bool, keys: bool| {
        let access = if action == "Deny" { "Disabled" } else { "Enabled" };
        let properties = json!({"publicNetworkAccess": access, "networkAcls": {"defaultAction": action},
            "allowBlobPublicAccess": anonymous, "allowSharedKeyAccess": keys});
        trusted(store(properties), Vec::new())
    };
    tenant("Allow", true, false).has("G3", "tripped");
    tenant("Allow", false, true).has("G3", "tripped");
    tenant("Deny", true, true).has("G3", "open");
    tenant("Allow", false, false).has("G3", "open");
    let silent = json!({"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}, "allowSharedKeyAccess": false});
    trusted(store(silent), Vec::new()).has("G3", "unknown");
    let bare = store(Value::Null);
    let open_to_all = assessment(&bare, "51fd8bb1-0db4-bbf1-7e2b-cfcba7eb66a6", false);
    trusted(bare, vec![open_to_all]).has("G3", "unknown");
}

#[test]
fn a_model_that_nothing_watches_caps_until_the_plan_is_on() {
    let plan = |tier: &str| {
        let id = format!("{SUBSCRIPTION}/providers/Microsoft.Security/pricings/AI");
        json!({"id": id, "name": "AI", "type": "microsoft.security/pricings", "properties": {"pricingTier": tier}})
    };
    let of = |rows: Vec<Value>| Tenant::of(std::iter::once(account(json!({"disableLocalAuth": true}))).chain(rows));
    of(vec![plan("Free")]).has("G4", "tripped");
    of(vec![plan("Standard")]).has("G4", "open");
    of(Vec::new()).has("G4", "unknown");
}

#[test]
fn an_endpoint_without_logs_caps_until_it_has_them() {
    let setting = |path: &str| {
        let logs = json!({"workspaceId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w",
            "logs": [{"categoryGroup": "allLogs", "enabled": true}]});
        row(
            "microsoft.insights/diagnosticsettings",
            &format!("{path}/providers/microsoft.insights/diagnosticSettings/all"),
            logs,
        )
    };
    let of = |rows: Vec<Value>| Tenant::of(std::iter::once(account(json!({"disableLocalAuth": true}))).chain(rows));
    let (own, other) = (
        "Microsoft.CognitiveServices/accounts/oai-prod",
        "Microsoft.Web/sites/app",
    );
    of(vec![setting(other), setting(own)]).has("G5", "open");
    of(vec![setting(other)]).has("G5", "unknown");
    of(Vec::new()).has("G5", "unknown");
    let mut silent = of(vec![setting(other)]);
    silent.empty_list = Some(format!(
        "{SUBSCRIPTION}/resourceGroups/rg-ai/providers/{own}/providers/Microsoft.Insights/diagnosticSettings"
    ));
    silent.has("G5", "tripped");
}

#[test]
fn production_outside_the_landing_zones_caps_until_it_is_moved() {
    let of = |rows: Vec<Value>| Tenant::of(std::iter::once(account(json!({"disableLocalAuth": true}))).chain(rows));
    // There are landing zones: another subscription stands in one.
    let mut other = subscription(&["corp", "landingzones", "tenantroot"]);
    other["id"] = json!("/subscriptions/22222222-2222-4222-8222-222222222222");
    of(vec![other, subscription(&["tenantroot"])]).has("G6", "tripped");
    of(vec![subscription(&["corp", "landingzones", "tenantroot"])]).has("G6", "open");
    of(Vec::new()).has("G6", "unknown");
}

#[test]
fn a_harm_filter_switched_off_in_production_caps_until_it_is_on() {
    let deployment = below_account(
        "microsoft.cognitiveservices/accounts/deployments",
        "deployments/chat",
        json!({"model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}, "raiPolicyName": "own"}),
    );
    let filters = |hate: Value| {
        let mut filters = Vec::new();
        for name in ["Hate", "Sexual", "Violence", "Selfharm"] {
            for source in ["Prompt", "Completion"] {
                let enabled = if (name, source) == ("Hate", "Prompt") {
                    hate.clone()
                } else {
                    json!(true)
                };
                filters.push(
                    json!({"name": name, "source": source, "enabled": enabled, "blocking": true,
                    "severityThreshold": "Medium"}),
                );
            }
        }
        let properties = json!({"mode": "Default", "basePolicyName": "Microsoft.DefaultV2", "contentFilters": filters});
        below_account(
            "microsoft.cognitiveservices/accounts/raipolicies",
            "raiPolicies/own",
            properties,
        )
    };
    let of = |rows: Vec<Value>| Tenant::of(std::iter::once(account(json!({"disableLocalAuth": true}))).chain(rows));
    of(vec![deployment.clone(), filters(json!(false))]).has("G7", "tripped");
    of(vec![deployment.clone(), filters(json!(true))]).has("G7", "open");
    of(vec![deployment]).has("G7", "unknown");
    of(Vec::new()).has("G7", "unknown");
}

#[test]
fn an_administrator_from_outside_caps_until_the_grant_is_gone() {
    let tenant = Tenant::of([
        account(json!({"disableLocalAuth": true})),
        subscription(&["corp", "landingzones", "tenantroot"]),
    ]);
    let anna = (
        "cccccccc-0000-4000-8000-000000000001",
        "anna@contoso.com",
        "User",
        OWNER,
    );
    let guest = |role| {
        (
            "cccccccc-0000-4000-8000-000000000004",
            "partner_fabrikam.com#EXT#@contoso.onmicrosoft.com",
            "User",
            role,
        )
    };
    let gone = |role| ("cccccccc-0000-4000-8000-000000000005", "", "Unknown", role);
    tenant.clone().assigned(&[anna, guest(OWNER)]).has("G8", "tripped");
    tenant.clone().assigned(&[anna, gone(OWNER)]).has("G8", "tripped");
    tenant.clone().assigned(&[anna, guest(READER)]).has("G8", "open");
    tenant.clone().assigned(&[anna]).has("G8", "open");
    tenant.has("G8", "unknown");
}

#[test]
fn leaving_the_properties_out_raises_no_score_and_says_on_every_page_what_would_settle_the_gates() {
    let sandbox = Sandbox::new();
    let open = account(json!({"publicNetworkAccess": "Enabled", "disableLocalAuth": false}));
    let told = sandbox.report(&sandbox.zip("told.zip", &[("resources.json", graph(&[open]))]));
    let kept_back = sandbox.zip("kept.zip", &[("resources.json", graph(&[account(Value::Null)]))]);
    let run = sandbox.run(&["assess", kept_back.to_str().unwrap(), "--out", "out", "--only", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let kept = crate::common::json(&sandbox.path("out/report.json"));
    let cap = |report: &Value| report["gates"][0]["state"] != "open";
    assert!(cap(&told) && cap(&kept));
    let score = |report: &Value, end: &str| report["score"][end].as_f64();
    assert!(score(&kept, "worst") <= score(&told, "worst"));
    assert!(score(&kept, "value").is_none_or(|value| value <= 39.0));
    assert!(run.stdout.contains("G1 not shown to be clear"), "{}", run.stdout);
    assert!(
        run.stdout.contains(kept["gates"][0]["settle"].as_str().unwrap()),
        "{}",
        run.stdout
    );
    let narrative = kept["summary"]["narrative"].as_str().unwrap();
    assert!(!run.stdout.contains("G1 is tripped") && !narrative.contains("G1 is tripped"));
}

#[test]
fn every_gate_of_the_framework_is_among_these() {
    let report = Sandbox::new().report(&crate::common::contoso());
    let gates: BTreeSet<&str> = report["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| gate["id"].as_str().unwrap())
        .collect();
    let tested = include_str!("gates.rs");
    for gate in gates {
        for state in ["tripped", "open", "unknown"] {
            assert!(
                tested.contains(&format!("has(\"{gate}\", \"{state}\")")),
                "{gate} is never {state}"
            );
        }
    }
}
