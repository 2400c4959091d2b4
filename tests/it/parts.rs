//! Rows that tell a part of a thing: what they hold is used, the rest is unknown, and the ledger says what was left out.

use crate::common::inventory::{codes, read};
use crate::common::{Sandbox, json as file};
use serde_json::{Value as Json, json};
use underpin::inventory::Inventory;
use underpin::value::{Column, Value};

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

fn account(rest: &str) -> String {
    format!("{S}/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a{rest}")
}

fn read_rows(rows: &Json) -> Inventory {
    read(&[("rows.json", 0, rows.to_string())])
}

fn properties(inventory: &Inventory, id: &str) -> Column {
    inventory.find(id).unwrap().column("properties").unwrap()
}

fn used(inventory: &Inventory) -> (u64, Vec<&'static str>) {
    let input = &inventory.ledger.inputs[0];
    (input.used, codes(input))
}

#[test]
fn a_supplement_without_properties_has_none_that_are_known() {
    let inventory = read_rows(&json!([{"id": account("/raiPolicies/p"), "name": "p",
        "type": "Microsoft.CognitiveServices/accounts/raiPolicies"}]));
    assert_eq!(used(&inventory), (1, vec!["no-properties"]));
    assert_eq!(properties(&inventory, &account("/raiPolicies/p")), Column::Missing);
}

#[test]
fn a_supplement_of_a_few_columns_tells_these_and_no_others() {
    let id = account("/providers/Microsoft.Insights/diagnosticSettings/d");
    let kind = "Microsoft.Insights/diagnosticSettings";
    for (rows, codes, is_part) in [
        (
            json!([{"id": id, "type": kind, "properties_workspaceId": "/w"}]),
            vec!["projected-properties"],
            true,
        ),
        (json!([{"id": id, "type": kind, "workspaceId": "/w"}]), vec![], true),
        (
            json!([{"id": id, "type": kind, "workspaceId": "/w", "logs": [], "metrics": []}]),
            vec![],
            false,
        ),
    ] {
        let inventory = read_rows(&rows);
        assert_eq!(used(&inventory), (1, codes), "{rows}");
        let Column::Known(told) = properties(&inventory, &id) else {
            panic!("{rows}");
        };
        assert_eq!(told.get("workspaceId").and_then(Value::as_str), Some("/w"), "{rows}");
        assert_eq!(told.is_partial(), is_part, "{rows}");
    }
}

#[test]
fn plans_and_role_definitions_are_known_by_their_resource_id() {
    let inventory = read_rows(&json!([
        {"ResourceId": format!("{S}/providers/Microsoft.Security/pricings/AI"), "ResourceName": "AI",
            "ResourceType": "Microsoft.Security/pricings", "Properties": {"pricingTier": "Free"}},
        {"ResourceId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/r"), "ResourceName": "r",
            "ResourceType": "Microsoft.Authorization/roleDefinitions",
            "Properties": {"roleName": "Ours", "type": "CustomRole", "permissions": [{"actions": ["*/read"]}]}},
    ]));
    assert_eq!(used(&inventory), (2, vec![]));
    assert!(
        inventory
            .defender
            .plans(&S[15..])
            .is_some_and(|plans| plans.contains_key("ai"))
    );
}

#[test]
fn a_row_that_is_left_out_because_nothing_says_where_it_belongs_is_a_problem() {
    let inventory = read_rows(&json!([
        {"id": "/providers/Microsoft.Security/pricings/AI", "name": "AI", "type": "Microsoft.Security/pricings",
            "properties": {"pricingTier": "Free"}},
        {"id": account(""), "name": "a", "type": "Microsoft.CognitiveServices/accounts", "properties": {}},
    ]));
    assert_eq!(used(&inventory), (1, vec!["no-id"]));
}

#[test]
fn a_list_of_storage_accounts_has_its_rules_under_the_names_of_azure() {
    let id = format!("{S}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s");
    let rows = json!([{"id": id, "name": "s", "type": "Microsoft.Storage/storageAccounts", "enableHttpsTrafficOnly": true,
        "networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"action": "Allow", "ipAddressOrRange": "192.0.2.0/24"}]}}]);
    let sandbox = Sandbox::new();
    let account = json!([{"id": account(""), "name": "a", "type": "microsoft.cognitiveservices/accounts", "kind": "AIServices",
        "tags": {}, "properties": {"userOwnedStorage": [{"resourceId": id}]}}]);
    std::fs::create_dir(sandbox.path("bundle")).unwrap();
    std::fs::write(sandbox.path("bundle/storage.json"), rows.to_string()).unwrap();
    std::fs::write(sandbox.path("bundle/accounts.json"), account.to_string()).unwrap();
    let run = sandbox.run(&["assess", "bundle", "--out", "out", "--only", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = file(&sandbox.path("out/report.json"));
    let findings = report["findings"].as_array().unwrap();
    let of_network = findings.iter().find(|finding| finding["control"] == "NET-06").unwrap();
    assert_eq!(of_network["outcome"], "pass", "{of_network}");
}

#[test]
fn a_deleted_account_is_no_resource() {
    let row = |date: Json| {
        json!([{"id": account(""), "name": "a", "type": "Microsoft.CognitiveServices/accounts",
            "properties": {"deletionDate": date}}])
    };
    let inventory = read_rows(&row(json!("2026-11-01T00:00:00Z")));
    assert_eq!(used(&inventory), (0, vec!["deleted"]));
    assert!(inventory.find(&account("")).is_none());
    assert_eq!(used(&read_rows(&row(Json::Null))), (1, vec![]));
}
