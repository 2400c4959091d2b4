//! What looks like a right and is none, beside the same tenant where it is one.

use serde_json::{Value, json};

use crate::access::tenant::*;

const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const CUSTOM: &str = "cccccccc-0000-4000-8000-000000000001";
const OPEN_ENDPOINT: &str = "From an open endpoint";

/// An open model with keys beside a closed store.
fn tenant() -> Tenant {
    Tenant::default()
        .open_model("oai-one", 1)
        .closed_store(&store("stone"))
        .grant(&identity(7), READER, &subscription(PROD))
}

/// How many paths lead from the open model to something.
fn paths(tenant: &Tenant) -> usize {
    tenant.report().paths(OPEN_ENDPOINT).len()
}

#[test]
fn a_condition_that_forbids_reading_is_no_way_to_the_data() {
    let with = |condition: &str| {
        let more = json!({ "condition": condition, "conditionVersion": "2.0" });
        tenant().grant_with(&identity(1), "ServicePrincipal", BLOB_READER, &store("stone"), more)
    };
    assert_eq!(paths(&tenant().grant(&identity(1), BLOB_READER, &store("stone"))), 1);
    assert_eq!(paths(&with(&format!("(!(ActionMatches{{'{READ}'}}))"))), 0);
    let narrowed = format!(
        "((!(ActionMatches{{'{READ}'}})) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] \
         StringEquals 'public'))"
    );
    assert_eq!(paths(&with(&narrowed)), 1, "a part of the store can still be read");
}

#[test]
fn what_a_deny_assignment_forbids_to_everybody_is_no_way_to_the_data() {
    let reader = || {
        let tenant = tenant().custom_role(CUSTOM, json!({ "dataActions": [READ] }));
        tenant.grant(&identity(1), CUSTOM, &store("stone"))
    };
    let denied = |excluded: &str| {
        let everybody = json!([{ "id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined" }]);
        let properties = json!({
            "denyAssignmentName": "stack", "scope": group(PROD, "rg-data"), "principals": everybody,
            "excludePrincipals": [{ "id": excluded, "type": "ServicePrincipal" }],
            "permissions": [{ "actions": ["*"], "dataActions": ["Microsoft.Storage/storageAccounts/blobServices/*"] }]
        });
        let id = format!(
            "{}/providers/Microsoft.Authorization/denyAssignments/d",
            group(PROD, "rg-data")
        );
        reader().row(&id, json!({ "properties": properties }))
    };
    assert_eq!(paths(&reader()), 1);
    assert_eq!(paths(&denied(&identity(7))), 0);
    assert_eq!(paths(&denied(&identity(1))), 1, "the identity is left out");
}

#[test]
fn a_deny_assignment_of_powershell_is_read() {
    let flat = json!([{ "Id": "0d000000-0000-4000-8000-000000000001", "DenyAssignmentName": "stack",
        "Actions": ["*"], "NotActions": [], "DataActions": [READ], "NotDataActions": [],
        "Scope": group(PROD, "rg-data"), "DoNotApplyToChildScopes": false, "IsSystemProtected": true,
        "Principals": [{ "DisplayName": "All Principals", "ObjectType": "SystemDefined",
            "ObjectId": "00000000-0000-0000-0000-000000000000" }],
        "ExcludePrincipals": [] }]);
    let reader = tenant().custom_role(CUSTOM, json!({ "dataActions": [READ] }));
    let reader = reader.grant(&identity(1), CUSTOM, &store("stone"));
    assert_eq!(paths(&reader.file("deny.json", flat)), 0);
}

#[test]
fn a_role_without_the_data_action_does_not_read_data() {
    assert_eq!(paths(&tenant().grant(&identity(1), READER, &store("stone"))), 0);
}

#[test]
fn a_custom_role_permits_what_its_patterns_leave() {
    let with = |permissions: Value| {
        tenant()
            .custom_role(CUSTOM, permissions)
            .grant(&identity(1), CUSTOM, &store("stone"))
    };
    let wildcard = "Microsoft.Storage/storageAccounts/blobServices/containers/*";
    assert_eq!(paths(&with(json!({ "actions": [], "dataActions": [wildcard] }))), 1);
    let none = json!({ "actions": [], "dataActions": [wildcard], "notDataActions": ["Microsoft.Storage/*/blobs/*"] });
    assert_eq!(paths(&with(none)), 0);
    let others = json!({ "actions": ["*/read"], "dataActions": ["Microsoft.EventGrid/*"] });
    assert_eq!(paths(&with(others)), 0);
    let all = json!({ "actions": ["*"], "notActions": ["Microsoft.Authorization/*/write"] });
    assert_eq!(paths(&with(all.clone())), 1, "it can list keys and change the store");
    let report = with(all).report();
    assert_eq!(
        report.outcome("IDN-18", &subscription(PROD)),
        "pass",
        "the role is held on one store"
    );
}

#[test]
fn a_grant_beside_the_store_does_not_reach_it() {
    let stores = Tenant::default()
        .open_model("oai-one", 1)
        .closed_store(&id(PROD, "rg-a", "Microsoft.Storage/storageAccounts", "sta"))
        .closed_store(&id(PROD, "rg-ab", "Microsoft.Storage/storageAccounts", "stab"))
        .grant(&identity(7), READER, &subscription(PROD));
    let only = stores
        .clone()
        .grant(&identity(1), BLOB_READER, &group(PROD, "rg-a"))
        .report();
    let path = only.paths(OPEN_ENDPOINT);
    assert_eq!(path.len(), 1);
    assert_eq!(path[0]["assets"], 1);
    assert!(
        path[0]["text"].as_str().unwrap().contains("storage account sta"),
        "{}",
        path[0]["text"]
    );
    assert_eq!(paths(&stores.grant(&identity(1), BLOB_READER, &group(PROD, "rg-c"))), 0);
}

#[test]
fn an_endpoint_that_denies_by_default_or_has_no_keys_is_no_way_in() {
    let with = |properties: Value| {
        Tenant::default()
            .model_with("oai-one", 1, properties)
            .closed_store(&store("stone"))
            .grant(&identity(1), BLOB_READER, &store("stone"))
    };
    assert_eq!(
        paths(&with(json!({ "publicNetworkAccess": "Enabled" }))),
        1,
        "keys are on unless switched off"
    );
    let denies = json!({ "publicNetworkAccess": "Enabled", "networkAcls": { "defaultAction": "Deny" } });
    assert_eq!(paths(&with(denies)), 0);
    assert_eq!(
        paths(&with(
            json!({ "publicNetworkAccess": "Enabled", "disableLocalAuth": true })
        )),
        0
    );
}

#[test]
fn listing_keys_is_a_way_round_roles_only_while_the_keys_work() {
    let with = |keys: bool| {
        tenant()
            .grant(&identity(1), STORAGE_CONTRIBUTOR, &store("stone"))
            .mended(&store("stone"), json!({ "allowSharedKeyAccess": keys }))
    };
    assert_eq!(paths(&with(true)), 1);
    assert_eq!(paths(&with(false)), 0);
}

#[test]
fn an_eligible_grant_is_none_until_it_is_activated() {
    let eligible = json!({ "value": [{
        "id": format!("{}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/x", store("stone")),
        "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
        "properties": { "scope": store("stone"), "principalId": identity(1), "principalType": "ServicePrincipal",
            "roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{BLOB_READER}"),
            "memberType": "Direct", "status": "Provisioned" }
    }] });
    assert_eq!(paths(&tenant().file("eligible.json", eligible)), 0);
}

#[test]
fn a_grant_at_a_management_group_reaches_the_subscriptions_below_it_and_no_other() {
    let with = |parent: &str| {
        let scope = "/providers/Microsoft.Management/managementGroups/corp";
        tenant()
            .subscription(PROD, "sub-prod", parent)
            .grant(&identity(1), CONTRIBUTOR, scope)
            .report()
    };
    let inherited = with("corp");
    assert_eq!(inherited.paths(OPEN_ENDPOINT).len(), 1);
    assert_eq!(inherited.outcome("IDN-05", &identity(1)), "fail");
    assert_eq!(with("sandbox").paths(OPEN_ENDPOINT).len(), 0);
}

#[test]
fn a_private_endpoint_counts_once_it_is_approved() {
    let with = |status: &str| {
        let connection = json!({ "properties": { "privateLinkServiceId": model("oai-one"),
            "privateLinkServiceConnectionState": { "status": status } } });
        let endpoint = id(OTHER, "rg-sandbox", "Microsoft.Network/privateEndpoints", "pe-one");
        Tenant::default()
            .subscription(PROD, "sub-prod", "prod")
            .subscription(OTHER, "sub-sandbox", "sandbox")
            .closed_model("oai-one", 1)
            .grant(&identity(7), READER, &subscription(PROD))
            .row(
                &endpoint,
                json!({ "properties": { "privateLinkServiceConnections": [connection] } }),
            )
            .report()
            .paths("From a sandbox network to a production service")
            .len()
    };
    assert_eq!(with("Approved"), 1);
    assert_eq!(with("Pending"), 0);
}

#[test]
fn a_deleted_principal_and_a_guest_are_told_from_people() {
    let tenant = tenant().grant_with(
        ANNA,
        "User",
        READER,
        &subscription(PROD),
        json!({ "principalName": "anna@contoso.com" }),
    );
    let clean = tenant.report();
    assert_eq!(clean.outcome("IDN-12", &subscription(PROD)), "pass");
    assert_eq!(clean.outcome("IDN-13", &subscription(PROD)), "pass");
    let gone = tenant.clone().grant_with(
        GROUP,
        "Unknown",
        READER,
        &subscription(PROD),
        json!({ "principalName": "" }),
    );
    assert_eq!(gone.report().outcome("IDN-13", &subscription(PROD)), "fail");
    let guest = |role: &str| {
        let name = json!({ "principalName": "vera_fabrikam.com#EXT#@contoso.com" });
        tenant
            .clone()
            .grant_with(GROUP, "User", role, &model("oai-one"), name)
            .report()
    };
    assert_eq!(
        guest(READER).outcome("IDN-12", &subscription(PROD)),
        "pass",
        "reading configuration is no privilege"
    );
    let contributor = guest(CONTRIBUTOR);
    assert_eq!(contributor.outcome("IDN-12", &subscription(PROD)), "fail");
    assert_eq!(contributor.0["access"]["outsiders"][0]["kind"], "guest");
}

#[test]
fn an_identity_that_two_resources_share_is_one_with_the_reach_of_both() {
    let shared = id(
        PROD,
        "rg-ai",
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        "id-shared",
    );
    let runs = json!({ "type": "UserAssigned", "userAssignedIdentities": { &shared: {} } });
    let properties = json!({ "publicNetworkAccess": "Enabled", "disableLocalAuth": false });
    let account = json!({ "kind": "OpenAI", "identity": runs, "properties": properties });
    let report = Tenant::default()
        .row(&shared, json!({ "properties": { "principalId": identity(3) } }))
        .row(&model("oai-one"), account.clone())
        .row(&model("oai-two"), account)
        .closed_store(&store("stone"))
        .grant(&identity(3), BLOB_READER, &group(PROD, "rg-data"))
        .report();
    let found = report.0["findings"].as_array().unwrap().iter();
    assert_eq!(found.filter(|finding| finding["control"] == "IDN-07").count(), 1);
    let paths = report.paths(OPEN_ENDPOINT);
    assert_eq!(paths.len(), 2);
    let cuts: Vec<&Value> = paths.iter().map(|path| &path["cut"]["breaks"]).collect();
    assert_eq!(cuts, [&json!(2), &json!(2)], "one grant cuts both");
    assert!(
        paths[0]["cut"]["text"]
            .as_str()
            .unwrap()
            .starts_with("Replace Storage Blob Data Reader")
    );
}
