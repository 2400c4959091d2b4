//! Rights that stand elsewhere than in role assignments: data planes, stored prompts, agents, applications, classic
//! administrators.

use serde_json::{Value, json};

use crate::access::tenant::*;

const BUILT_IN: &str = "00000000-0000-0000-0000-00000000000";

fn cosmos(name: &str) -> String {
    id(PROD, "rg-data", "Microsoft.DocumentDB/databaseAccounts", name)
}

fn with_cosmos() -> Tenant {
    let properties = json!({ "publicNetworkAccess": "Disabled", "disableLocalAuth": true });
    Tenant::default()
        .open_model("oai-one", 1)
        .row(&cosmos("cosmos-one"), json!({ "properties": properties }))
        .row(&cosmos("cosmos-two"), json!({ "properties": properties }))
        .grant(&identity(7), READER, &subscription(PROD))
}

/// A data-plane assignment as REST lists it.
fn held(account: &str, role: &str, principal: &str, scope: &str) -> Value {
    json!({
        "id": format!("{account}/sqlRoleAssignments/dddddddd-0000-4000-8000-000000000001"),
        "name": "dddddddd-0000-4000-8000-000000000001", "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
        "properties": { "roleDefinitionId": format!("{account}/sqlRoleDefinitions/{role}"), "principalId": principal,
            "scope": scope }
    })
}

#[test]
fn a_data_plane_role_of_cosmos_db_is_a_grant_on_its_account() {
    let account = cosmos("cosmos-one");
    let rows = |scope: &str| json!({ "value": [held(&account, &format!("{BUILT_IN}1"), &identity(1), scope)] });
    for scope in [
        account.clone(),
        format!("{account}/dbs/chats/colls/turns"),
        "/".to_owned(),
        "/dbs/chats".to_owned(),
    ] {
        let report = with_cosmos().file("cosmos.json", rows(&scope)).report();
        let paths = report.paths("From an open endpoint");
        assert_eq!(paths.len(), 1, "{scope}");
        let text = paths[0]["text"].as_str().unwrap();
        assert!(
            text.contains("Cosmos DB Built-in Data Reader on Cosmos DB account cosmos-one"),
            "{text}"
        );
        assert_eq!(paths[0]["assets"], 1, "{scope}");
        assert_eq!(report.input("cosmos.json")["family"], "supplement");
        assert_eq!(report.input("cosmos.json")["used"], 1);
    }
    assert!(with_cosmos().report().paths("From an open endpoint").is_empty());
}

#[test]
fn writers_of_cosmos_db_count_by_their_data_plane_roles_in_the_layout_of_the_cli_too() {
    let account = cosmos("cosmos-one");
    let custom = "eeeeeeee-0000-4000-8000-000000000001";
    let definition = |account: &str, action: &str| {
        json!({ "id": format!("{account}/sqlRoleDefinitions/{custom}"), "name": custom, "roleName": "Chat role",
            "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions", "typePropertiesType": "CustomRole",
            "assignableScopes": [account], "permissions": [{ "dataActions": [action], "notDataActions": [] }] })
    };
    let flat = |number: u32| {
        json!({ "id": format!("{account}/sqlRoleAssignments/dddddddd-0000-4000-8000-{number:012}"),
            "type": "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", "principalId": identity(number),
            "roleDefinitionId": format!("{account}/sqlRoleDefinitions/{custom}"), "scope": account,
            "resourceGroup": "rg-data" })
    };
    let items = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items";
    let mine = json!([definition(&account, &format!("{items}/*"))]);
    // Another account gives the same GUID to a role that only reads.
    let others = json!([definition(&cosmos("cosmos-two"), &format!("{items}/read"))]);
    let grants: Vec<Value> = (1..=9).map(flat).collect();
    let tenant = with_cosmos()
        .file("a-others.json", others)
        .file("b-mine.json", mine)
        .file("grants.json", Value::Array(grants));
    let report = tenant.report();
    let (outcome, reason) = report.finding("DAT-08", &account);
    assert_eq!(outcome, "fail", "{reason}");
    assert!(reason.contains("9 principals"), "{reason}");
}

#[test]
fn data_plane_roles_do_not_stand_for_role_assignments() {
    let account = cosmos("cosmos-one");
    let rows = json!([held(&account, &format!("{BUILT_IN}2"), &identity(1), &account)]);
    let properties = json!({ "publicNetworkAccess": "Disabled", "disableLocalAuth": true });
    let tenant = Tenant::default()
        .closed_model("oai-one", 1)
        .row(&account, json!({ "properties": properties }))
        .file("cosmos.json", rows);
    assert_eq!(tenant.report().outcome("IDN-05", &identity(1)), "unknown");
}

#[test]
fn few_writers_of_cosmos_db_count_for_less_while_its_data_plane_roles_are_not_exported() {
    let tagged = with_cosmos().row(
        &cosmos("cosmos-three"),
        json!({ "tags": { "ai": "yes" }, "properties": { "publicNetworkAccess": "Disabled", "disableLocalAuth": true } }),
    );
    let grade = |tenant: &Tenant| tenant.report().grade("DAT-08", &cosmos("cosmos-three"));
    assert_eq!(grade(&tagged), "B");
    let own = cosmos("cosmos-three");
    let told = tagged.file(
        "cosmos.json",
        json!([held(&own, &format!("{BUILT_IN}2"), &identity(1), &own)]),
    );
    assert_eq!(grade(&told), "A");
}

fn workspace(name: &str) -> String {
    id(PROD, "rg-logs", "Microsoft.OperationalInsights/workspaces", name)
}

fn search(name: &str) -> String {
    id(PROD, "rg-ai", "Microsoft.Search/searchServices", name)
}

/// A diagnostic setting of a search service that sends a category to a workspace.
fn setting(category: &str, enabled: bool) -> Value {
    json!({ "value": [{
        "id": format!("{}/providers/microsoft.insights/diagnosticSettings/all", search("srch-one")), "name": "all",
        "type": "Microsoft.Insights/diagnosticSettings",
        "properties": { "workspaceId": workspace("log-ai"), "logs": [{ "category": category, "enabled": enabled }] }
    }] })
}

fn with_workspaces() -> Tenant {
    let closed = json!({ "properties": { "publicNetworkAccessForQuery": "Disabled" } });
    Tenant::default()
        .closed_model("oai-one", 1)
        .row(&workspace("log-ai"), closed.clone())
        .row(&workspace("log-other"), closed)
        .grant_with(ANNA, "User", LOG_READER, &workspace("log-ai"), json!({}))
}

#[test]
fn the_workspaces_that_receive_prompts_follow_from_diagnostic_settings() {
    let report = with_workspaces()
        .file("settings.json", setting("OperationLogs", true))
        .report();
    assert_eq!(report.outcome("DAT-13", &workspace("log-ai")), "pass");
    assert_eq!(report.outcome("DAT-13", &workspace("log-other")), "notApplicable");
    let tables = report.0["access"]["holders"].as_array().unwrap();
    let readers = tables
        .iter()
        .find(|table| table["title"] == "Who can read stored prompts")
        .unwrap();
    // Whoever writes tags on the tenant root reads no logs.
    assert_eq!(readers["total"], 1);
    assert_eq!(readers["rows"][0]["name"], format!("name-of-{ANNA}@contoso.com"));

    let off = with_workspaces()
        .file("settings.json", setting("OperationLogs", false))
        .report();
    assert_eq!(off.outcome("DAT-13", &workspace("log-ai")), "notApplicable");
    assert_eq!(
        with_workspaces().report().outcome("DAT-13", &workspace("log-ai")),
        "unknown"
    );
}

#[test]
fn the_profile_only_adds_to_the_workspaces_that_receive_prompts() {
    let profile = format!("[profile]\naiLogWorkspaces = [\"{}\"]\n", workspace("log-other"));
    let tenant = with_workspaces().said(&profile);
    let listed = tenant.report();
    assert_eq!(listed.outcome("DAT-13", &workspace("log-other")), "pass");
    assert_eq!(listed.outcome("DAT-13", &workspace("log-ai")), "notApplicable");
    let both = tenant.file("settings.json", setting("OperationLogs", true)).report();
    assert_eq!(both.outcome("DAT-13", &workspace("log-other")), "pass");
    assert_eq!(both.outcome("DAT-13", &workspace("log-ai")), "pass");
}

#[test]
fn an_ai_identity_or_a_guest_that_reads_stored_prompts_fails_however_few_do() {
    let tenant = with_workspaces().file("settings.json", setting("OperationLogs", true));
    let identity_reads = tenant.clone().grant(&identity(1), READER, &subscription(PROD)).report();
    assert_eq!(identity_reads.outcome("DAT-13", &workspace("log-ai")), "fail");
    let public = tenant
        .mended(
            &workspace("log-ai"),
            json!({ "publicNetworkAccessForQuery": "Enabled" }),
        )
        .report();
    assert_eq!(public.outcome("DAT-13", &workspace("log-ai")), "fail");
}

#[test]
fn projects_agents_and_listed_applications_are_ai_identities() {
    let project = format!("{}/projects/chat", model("oai-one"));
    let row = json!({
        "identity": { "type": "SystemAssigned", "principalId": identity(4) },
        "properties": { "agentIdentity": { "agentIdentityId": identity(5), "agentIdentityBlueprintId": identity(6) } }
    });
    let owner = |tenant: Tenant, number: u32| tenant.grant(&identity(number), OWNER, &subscription(PROD));
    let mut tenant = Tenant::default().closed_model("oai-one", 1).row(&project, row);
    for number in [4, 5, 8] {
        tenant = owner(tenant, number);
    }
    let report = tenant.report();
    assert_eq!(report.outcome("IDN-05", &identity(4)), "fail");
    assert_eq!(report.outcome("IDN-05", &identity(5)), "fail");
    let kinds = report.0["findings"].as_array().unwrap().iter();
    let mut agent = kinds.filter(|finding| finding["subject"] == identity(5));
    assert_eq!(agent.next().unwrap()["subjectKind"], "agent identity");
    let listed = tenant.said(&format!("[profile]\naiApplications = [\"name-of-{}\"]\n", identity(8)));
    let report = listed.report();
    assert_eq!(report.outcome("IDN-05", &identity(8)), "fail");
    assert_eq!(report.outcome("IDN-08", &identity(8)), "fail");
}

#[test]
fn classic_administrators_hold_nothing_any_more() {
    let rest = json!({ "value": [{
        "id": format!("{}/providers/Microsoft.Authorization/classicAdministrators/x", subscription(PROD)),
        "name": "x", "type": "Microsoft.Authorization/classicAdministrators",
        "properties": { "role": "ServiceAdministrator;AccountAdministrator", "emailAddress": "old@contoso.com" }
    }] });
    let cli = json!([{
        "id": "NA(classic admins)", "name": "NA(classic admins)", "principalId": "NA(classic admins)",
        "principalName": "co@contoso.com", "principalType": "NA(classic admins)",
        "roleDefinitionId": "NA(classic admin role)", "roleDefinitionName": "CoAdministrator",
        "scope": subscription(PROD), "type": "NA(classic admins)"
    }]);
    for classic in [rest, cli] {
        let tenant = Tenant::default().closed_model("oai-one", 1);
        let tenant = tenant.grant(&identity(7), READER, &subscription(PROD));
        let report = tenant.file("classic.json", classic).report();
        assert_eq!(report.outcome("IDN-16", &model("oai-one")), "pass");
        assert_eq!(
            report.input("classic.json")["problems"][0]["code"],
            "classic-administrators"
        );
    }
}
