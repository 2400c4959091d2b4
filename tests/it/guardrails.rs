//! Policy assignments as tools export them: what a list leaves out, and which scopes it speaks for.

use crate::common::{ACCOUNT, Sandbox, graph};
use serde_json::{Value, json};

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const NO_PUBLIC: &str = "/providers/Microsoft.Authorization/policyDefinitions/037eea7a-bd0a-46c5-9a66-03aea78705d3";
const TAGS: &str = "/providers/Microsoft.Authorization/policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99";

/// The outcome of a control beside one account, whose subscription stands under one management group.
fn outcome(control: &str, policies: &Value) -> (String, String) {
    let rows = [
        json!({"id": format!("{ACCOUNT}/oai"), "name": "oai", "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI",
            "location": "westeurope", "identity": null, "properties": {}}),
        json!({"id": SUBSCRIPTION, "name": "ai", "type": "microsoft.resources/subscriptions",
            "properties": {"managementGroupAncestorsChain": [{"name": "contoso-online", "displayName": "Online"}]}}),
    ];
    let sandbox = Sandbox::new();
    let files = [
        ("resources.json", graph(&rows)),
        ("policies.json", serde_json::to_vec(policies).unwrap()),
    ];
    let report = sandbox.report(&sandbox.zip("b.zip", &files));
    let controls = report["controls"].as_array().unwrap();
    let found = controls.iter().find(|found| found["id"] == control).unwrap();
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    let finding = [text("finding"), text("unsettled"), text("gap")].join(" ");
    (text("outcome"), finding)
}

/// An assignment as `az policy assignment list` prints it.
fn of_az(scope: &str, definition: &str, parameters: Value) -> Value {
    json!({"description": null, "displayName": "p", "enforcementMode": "Default", "identity": null, "location": null, "metadata": {},
        "id": format!("{scope}/providers/Microsoft.Authorization/policyAssignments/p"), "name": "p", "notScopes": null,
        "parameters": parameters, "policyDefinitionId": definition, "scope": scope, "type": "Microsoft.Authorization/policyAssignments"})
}

/// The same as `Get-AzPolicyAssignment` prints it.
fn of_powershell(effect: &str, mode: &str) -> Value {
    json!({"Id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/p"), "Name": "p",
        "Type": "Microsoft.Authorization/policyAssignments", "DisplayName": "p", "EnforcementMode": mode, "NotScope": null,
        "Parameter": {"effect": {"value": effect}}, "PolicyDefinitionId": NO_PUBLIC, "Scope": SUBSCRIPTION, "ResourceSelector": null,
        "Override": null, "IdentityType": null, "IdentityPrincipalId": null})
}

/// An exemption of a resource group without AI from another assignment: it shows that the exemptions were exported.
fn an_exemption() -> Value {
    json!({"description": "moves", "displayName": "e", "exemptionCategory": "Waiver", "expiresOn": null, "name": "e",
        "id": format!("{SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.Authorization/policyExemptions/e"),
        "policyAssignmentId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/other"),
        "type": "Microsoft.Authorization/policyExemptions"})
}

#[test]
fn an_assignment_is_read_as_powershell_prints_it() {
    let (own, other) = (of_powershell("Deny", "Default"), an_exemption());
    assert_eq!(outcome("GOV-05", &json!([own, other])).0, "pass");
    assert_eq!(
        outcome("GOV-10", &json!([of_powershell("Deny", "DoNotEnforce")])).0,
        "fail"
    );
}

#[test]
fn a_value_that_powershell_cut_is_unknown() {
    let mut row = of_powershell("Deny", "Default");
    row["Parameter"] = json!({"effect": "@{value=Deny}"});
    let (outcome, finding) = outcome("GOV-05", &json!([row]));
    assert!(
        outcome == "unknown" && finding.contains("does not tell its effect"),
        "{outcome}: {finding}"
    );
}

#[test]
fn members_that_somebody_picked_from_a_list_leave_the_others_unknown() {
    let row = of_az(SUBSCRIPTION, NO_PUBLIC, json!({"effect": {"value": "Deny"}}));
    let picked = [
        "id",
        "name",
        "type",
        "policyDefinitionId",
        "parameters",
        "notScopes",
        "scope",
    ];
    let picked: serde_json::Map<String, Value> = picked
        .map(|name| (name.to_owned(), row[name].clone()))
        .into_iter()
        .collect();
    let (outcome, finding) = outcome("GOV-05", &json!([picked]));
    assert!(
        outcome == "unknown" && finding.contains("whether it is enforced"),
        "{outcome}: {finding}"
    );
}

#[test]
fn a_list_of_one_subscription_says_nothing_of_the_groups_above_it() {
    let own = of_az(SUBSCRIPTION, TAGS, Value::Null);
    let (found, finding) = outcome("GOV-05", &json!([own]));
    assert!(
        found == "unknown" && finding.contains("of its subscription or of a part"),
        "{found}: {finding}"
    );
    let group = "/providers/Microsoft.Management/managementGroups/contoso-online";
    let whole = json!([own, of_az(group, TAGS, Value::Null)]);
    assert_eq!(outcome("GOV-05", &whole).0, "fail");
}

#[test]
fn a_guardrail_is_in_force_only_where_the_exemptions_were_exported() {
    let own = || of_az(SUBSCRIPTION, NO_PUBLIC, json!({"effect": {"value": "Deny"}}));
    let (found, finding) = outcome("GOV-05", &json!([own()]));
    assert!(
        found == "unknown" && finding.contains("no export holds every policy exemption"),
        "{found}: {finding}"
    );
    assert_eq!(outcome("GOV-05", &json!([own(), an_exemption()])).0, "pass");
}

#[test]
fn a_list_of_assignments_says_nothing_of_exemptions() {
    let group = "/providers/Microsoft.Management/managementGroups/contoso-online";
    let list = json!([of_az(SUBSCRIPTION, TAGS, Value::Null), of_az(group, TAGS, Value::Null)]);
    let (outcome, finding) = outcome("GOV-10", &list);
    assert!(
        outcome == "unknown" && finding.contains("No export holds policy exemptions"),
        "{outcome}: {finding}"
    );
}
