//! Layouts that a stranger writes, and what becomes of their rows: names and places of their own, tables without a header, events.

use crate::common::inventory::{codes, read, unused};
use serde_json::{Value, json};
use underpin::inventory::Inventory;
use underpin::inventory::defender::State;
use underpin::value::Column;

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

fn workspace(rest: &str) -> String {
    format!("{S}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w{rest}")
}

/// What stands at a path of a column of a resource; `None` where that is not known.
fn at(inventory: &Inventory, id: &str, column: &str, path: &str) -> Option<String> {
    match inventory.find(id)?.column(column)? {
        Column::Known(value) => match value.at(path)? {
            underpin::value::Value::String(text) => Some(text.to_string()),
            other => other.as_flag().map(|flag| flag.to_string()),
        },
        _ => None,
    }
}

#[test]
fn the_rest_list_of_subscriptions_names_them() {
    let rows = json!({"value": [{"id": S, "subscriptionId": &S[15..], "displayName": "ai-prod", "state": "Enabled"}]});
    let inventory = read(&[("x", 0, rows.to_string())]);
    assert_eq!(inventory.ledger.inputs[0].used, 1);
    assert_eq!(inventory.subscription_name(&S[15..]), "ai-prod");
}

#[test]
fn what_az_ml_tells_in_its_own_words_is_put_where_azure_keeps_it() {
    let subnet = format!("{S}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s");
    let rows = json!([
        {"id": workspace("/computes/c"), "name": "c", "type": "computeinstance", "resourceGroup": "rg", "size": "DS3",
            "enable_node_public_ip": false, "network_settings": {"subnet": subnet}, "ssh_public_access_enabled": false},
        {"id": workspace("/computes/d"), "name": "d", "type": "amlcompute", "resourceGroup": "rg", "tier": "low_priority",
            "network_settings": {}, "ssh_public_access_enabled": true},
        {"id": workspace("/connections/b"), "name": "b", "type": "azure_ai_search", "credentials": {"type": "api_key"}, "is_shared": true},
        {"id": workspace("/onlineEndpoints/e"), "name": "e", "auth_mode": "aml_token", "provisioning_state": "Succeeded",
            "resourceGroup": "rg", "properties": {"x": "y"}, "public_network_access": "enabled"},
        {"id": workspace(""), "name": "w", "resource_group": "rg", "public_network_access": "Disabled", "storage_account": "st",
            "managed_network": {"isolation_mode": "allow_only_approved_outbound"}, "tags": {},
            "identity": {"type": "system_assigned,user_assigned", "principal_id": "p",
                "user_assigned_identities": [{"resource_id": "/u", "client_id": "k", "principal_id": "q"}]}},
    ]);
    let inventory = read(&[("x", 0, rows.to_string())]);
    let input = &inventory.ledger.inputs[0];
    assert_eq!((input.records, input.used, codes(input)), (5, 5, vec!["own-names"]));
    for (id, path, expected) in [
        ("/computes/c", "computeType", Some("ComputeInstance")),
        ("/computes/c", "properties.subnet.id", Some(subnet.as_str())),
        ("/computes/c", "properties.enableNodePublicIp", Some("false")),
        ("/computes/c", "properties.vmSize", Some("DS3")),
        (
            "/computes/c",
            "properties.sshSettings.sshPublicAccess",
            Some("Disabled"),
        ),
        ("/computes/c", "properties.remoteLoginPortPublicAccess", None),
        ("/computes/c", "disableLocalAuth", None),
        ("/computes/d", "computeType", Some("AmlCompute")),
        ("/computes/d", "properties.vmPriority", Some("LowPriority")),
        ("/computes/d", "properties.subnet.id", None),
        ("/computes/d", "properties.remoteLoginPortPublicAccess", Some("Enabled")),
        ("/connections/b", "category", Some("CognitiveSearch")),
        ("/connections/b", "authType", Some("ApiKey")),
        ("/connections/b", "isSharedToAll", Some("true")),
        ("/onlineEndpoints/e", "authMode", Some("AmlToken")),
        ("/onlineEndpoints/e", "publicNetworkAccess", Some("enabled")),
        ("", "publicNetworkAccess", Some("Disabled")),
        ("", "storageAccount", Some("st")),
        ("", "managedNetwork.isolationMode", Some("AllowOnlyApprovedOutbound")),
    ] {
        let told = at(&inventory, &workspace(id), "properties", path);
        assert_eq!(told.as_deref(), expected, "{id} {path}");
    }
    for (path, expected) in [("type", "SystemAssigned,UserAssigned"), ("principalId", "p")] {
        assert_eq!(
            at(&inventory, &workspace(""), "identity", path).as_deref(),
            Some(expected)
        );
    }
    let Some(Column::Known(identity)) = inventory.find(&workspace("")).unwrap().column("identity") else {
        panic!("no identity");
    };
    let assigned = identity.at("userAssignedIdentities").and_then(|all| all.get("/u"));
    assert_eq!(assigned.and_then(|one| one.get("principalId")?.as_str()), Some("q"));
}

/// A row as `az … -o tsv` prints it.
fn tsv(row: &Value) -> String {
    let cell = |value: &Value| match value {
        Value::Null => "None".to_owned(),
        Value::Object(_) => String::new(),
        Value::Array(items) => items.len().to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let cells: Vec<String> = row.as_object().unwrap().values().map(cell).collect();
    format!("{}\n", cells.join("\t"))
}

#[test]
fn tab_separated_rows_of_known_commands_are_read_without_a_header() {
    let assignment = |name: &str, scope: &str| {
        json!({
            "condition": null, "conditionVersion": null, "createdBy": "", "createdOn": "2026-01-01",
            "delegatedManagedIdentityResourceId": null, "description": null,
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"), "name": name,
            "principalId": format!("P-{name}"), "principalName": "ann@c.de", "principalType": "User",
            "roleDefinitionId": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "roleDefinitionName": "Owner",
            "scope": scope, "type": "Microsoft.Authorization/roleAssignments", "updatedBy": "", "updatedOn": "2026-01-01",
        })
    };
    let group = format!("{S}/resourceGroups/rg");
    let mut within = assignment("b", &group);
    within["resourceGroup"] = "rg".into();
    let text = [tsv(&assignment("a", S)), tsv(&within), "x\ty\n".to_owned()].concat();
    let inventory = read(&[("roles.tsv", 0, text)]);
    let input = &inventory.ledger.inputs[0];
    assert_eq!(
        (input.family.name(), input.layout.name()),
        ("role-assignments", "az-tsv")
    );
    assert_eq!((input.used, unused(input)), (2, vec![("no-columns", 1)]));
    assert_eq!(codes(input), ["no-header"]);
    let held = inventory.access.assignments();
    let told: Vec<_> = held
        .iter()
        .map(|held| (&*held.scope, &*held.principal, &*held.condition))
        .collect();
    assert_eq!(told, [(S, "p-a", ""), (group.as_str(), "p-b", "")]);

    let account = format!("{S}/resourceGroups/rg/providers/Microsoft.Search/searchServices/s");
    let row = json!({
        "changedTime": null, "createdTime": null, "extendedLocation": null, "id": account, "identity": {}, "kind": null,
        "location": "westeurope", "managedBy": null, "name": "s", "plan": null, "properties": null,
        "provisioningState": "Succeeded", "resourceGroup": "rg", "sku": {}, "tags": {}, "type": "Microsoft.Search/searchServices",
    });
    let inventory = read(&[("list.tsv", 0, tsv(&row))]);
    assert_eq!(codes(&inventory.ledger.inputs[0]), ["no-properties"]);
    let read = inventory.find(&account).unwrap();
    assert_eq!(read.location(), "westeurope");
    // An object is printed as nothing; that is not none.
    assert_eq!(read.column("tags"), Some(Column::Missing));
}

#[test]
fn layouts_that_look_like_others_keep_their_family_and_their_signs() {
    let store = |name: &str| format!("{S}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/{name}");
    let type_ = "microsoft.storage/storageaccounts";
    let rows = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|at| json!({"id": store(&at.to_string()), "name": at.to_string(), "type": type_, "properties": {}}))
            .collect()
    };
    let cells: Vec<Value> = (0..1000).map(|at| json!([store(&at.to_string()), type_, {}])).collect();
    let columns = json!([{"name": "id"}, {"name": "type"}, {"name": "properties"}]);
    let log = json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": cells}]});
    let assessment = format!("{S}/providers/Microsoft.Security/assessments/k");
    let security = json!({"tables": [{"name": "PrimaryResult",
        "columns": [{"name": "AssessedResourceId"}, {"name": "RecommendationId"}, {"name": "RecommendationState"}],
        "rows": [[S, assessment, "Healthy"]]}]});
    let event = json!({"id": assessment, "name": "k", "type": "Microsoft.Security/assessments", "tenantId": "t",
        "securityEventDataEnrichment": {"action": "Write"}, "properties": {"status": {"code": "Healthy"}}});
    let old = format!("id,name,type,properties\r{},a,{type_},{{}}\r", store("a"));
    let state = json!([{"resourceId": store("a"), "resourceType": "/Microsoft.Storage/storageAccounts", "complianceState": "NonCompliant",
        "policyAssignmentId": format!("{S}/providers/Microsoft.Authorization/policyAssignments/pa"),
        "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/pd", "subscriptionId": "s"}]);
    let none: &[&str] = &[];
    for (what, text, family, used, expected) in [
        (
            "a full page of Log Analytics",
            log.to_string(),
            "resource-graph",
            1000,
            &["round-count"][..],
        ),
        (
            "a table of Log Analytics",
            security.to_string(),
            "recommendations",
            1,
            none,
        ),
        (
            "a list of PowerShell 5.1",
            json!({"value": rows(100), "Count": 100}).to_string(),
            "resource-graph",
            100,
            &["round-count"],
        ),
        (
            "a list of REST",
            json!({"value": rows(100)}).to_string(),
            "resource-graph",
            100,
            none,
        ),
        (
            "an event of continuous export",
            event.to_string(),
            "recommendations",
            1,
            none,
        ),
        ("a CSV of an old Mac", old, "resource-graph", 1, none),
        (
            "JSON below a comment",
            format!("// by me\n{}", json!(rows(1))),
            "resource-graph",
            1,
            &["noise"],
        ),
        ("states of az", state.to_string(), "resource-graph", 1, none),
    ] {
        let inventory = read(&[("x", 0, text)]);
        let input = &inventory.ledger.inputs[0];
        assert_eq!(
            (input.family.name(), input.used, codes(input)),
            (family, used, expected.to_vec()),
            "{what}"
        );
    }
    let inventory = read(&[("x", 0, state.to_string())]);
    assert_eq!(inventory.find(&store("a")).map(|found| found.id()), None);
    let states = inventory.of_type("microsoft.policyinsights/policystates");
    let state = inventory.resource(states[0]).id();
    assert_eq!(
        at(&inventory, &state, "properties", "complianceState").as_deref(),
        Some("NonCompliant")
    );
}

#[test]
fn a_classic_administrator_holds_nothing_any_more_and_that_is_told() {
    let text = format!(
        "RoleAssignmentId,Scope,DisplayName,SignInName,RoleDefinitionName,RoleDefinitionId,ObjectId,ObjectType,CanDelegate\n\
         ,{S},old@c.de,old@c.de,ServiceAdministrator;AccountAdministrator,,,Microsoft.Authorization/classicAdministrators,False\n"
    );
    let inventory = read(&[("x", 0, text)]);
    assert!(inventory.access.assignments().is_empty());
    let input = &inventory.ledger.inputs[0];
    assert_eq!(unused(input), [("classic-administrator", 1)]);
    assert_eq!(input.problems[0].code.name(), "classic-administrators");
}

#[test]
fn of_a_history_in_one_file_the_latest_row_counts() {
    let row = |when: &str, state: &str| format!("{when},{S}/resourceGroups/g/providers/A.B/c/d,k1,Rule,{state}\n");
    let head = "TimeGenerated,AssessedResourceId,RecommendationName,RecommendationDisplayName,RecommendationState\n";
    let rows = [
        row("2026-10-01T08:00:00Z", "Healthy"),
        row("2026-11-20T08:00:00Z", "Unhealthy"),
        row("2026-11-20T06:00:00Z", "Healthy"),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let table = order.iter().fold(head.to_owned(), |table, at| table + &rows[*at]);
        let inventory = read(&[("x", 0, table)]);
        let kept = &inventory.defender.recommendations()[0];
        assert_eq!(kept.state, State::Unhealthy, "{order:?}");
        assert_eq!(inventory.ledger.inputs[0].records, 3);
    }
}

#[test]
fn a_row_with_more_cells_than_the_header_is_not_read_shifted() {
    let head =
        "RoleAssignmentId,Scope,DisplayName,SignInName,RoleDefinitionName,RoleDefinitionId,ObjectId,ObjectType\n";
    let table = format!(
        "{head}{S}/r/1,{S},Doe, John,j@contoso.com,Owner,8e3af657-a8ff-443c-a75c-2fe8c4bcb635,o1,User\n\
         {S}/r/2,{S},\"Roe, Jane\",r@contoso.com,Owner,8e3af657-a8ff-443c-a75c-2fe8c4bcb635,o2,User,,\n"
    );
    let inventory = read(&[("x", 0, table)]);
    let input = &inventory.ledger.inputs[0];
    assert_eq!((input.records, input.used, codes(input)), (2, 1, vec!["malformed-row"]));
    assert_eq!(&*inventory.access.assignments()[0].principal, "o2");
}

#[test]
fn a_second_header_in_a_joined_file_names_the_columns_of_the_rows_behind_it() {
    let first = format!(
        "RoleAssignmentId,Scope,DisplayName,SignInName,RoleDefinitionName,RoleDefinitionId,ObjectId,ObjectType\n\
         {S}/r/1,{S},Doe,d@contoso.com,Owner,8e3af657-a8ff-443c-a75c-2fe8c4bcb635,o1,User\n"
    );
    let second = format!(
        "\u{feff}\"ObjectId\",\"ObjectType\",\"RoleDefinitionName\",\"Scope\",\"RoleAssignmentId\",\"DisplayName\"\n\
         o2,User,Reader,{S},{S}/r/2,Roe\n"
    );
    for (joined, used) in [(format!("{first}{second}"), 2), (format!("{first}\u{feff}{first}"), 1)] {
        let inventory = read(&[("x", 0, joined)]);
        let input = &inventory.ledger.inputs[0];
        assert_eq!((input.records, input.used), (3, used));
        assert!(unused(input).contains(&("repeated-header", 1)), "{:?}", unused(input));
    }
}

#[test]
fn diagnostic_settings_of_powershell_tell_their_logs() {
    let id = format!("{S}/resourceGroups/g/providers/A.B/c/d/providers/microsoft.insights/diagnosticSettings/s");
    let row = |log: Value| json!([{"Id": id, "Name": "s", "Type": "Microsoft.Insights/diagnosticSettings", "WorkspaceId": "/w", "Log": log}]);
    let whole = row(json!([{"Category": "", "CategoryGroup": "allLogs", "Enabled": true}]));
    let inventory = read(&[("x", 0, whole.to_string())]);
    let logs = inventory.find(&id).unwrap().column("properties").unwrap();
    let logs = logs.known().unwrap().get("logs").unwrap().as_array().unwrap().to_vec();
    assert_eq!(logs[0].get("categoryGroup").unwrap().as_str(), Some("allLogs"));
    let inventory = read(&[("x", 0, row(json!("System.Object[]")).to_string())]);
    assert_eq!(codes(&inventory.ledger.inputs[0]), ["depth-cut"]);
}

#[test]
fn a_column_or_key_that_stands_twice_with_different_values_is_unknown_and_told() {
    let id = format!("{S}/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/a");
    let kind = |inventory: &Inventory| inventory.find(&id).unwrap().column("kind");
    let tag = |inventory: &Inventory| at(inventory, &id, "tags", "environment");
    let same = format!(
        r#"[{{"id":"{id}","kind":"OpenAI","Kind":"OpenAI","tags":{{"environment":"dev","Environment":"dev"}}}}]"#
    );
    let inventory = read(&[("x", 0, same)]);
    assert_eq!(kind(&inventory), Some(Column::Known("OpenAI".into())));
    assert_eq!(tag(&inventory).as_deref(), Some("dev"));
    assert!(!codes(&inventory.ledger.inputs[0]).contains(&"ambiguous-keys"));
    let differ = format!(
        r#"[{{"id":"{id}","kind":"OpenAI","Kind":"Face","tags":{{"environment":"dev","Environment":"prod"}}}}]"#
    );
    let csv = format!(
        "id,kind,tags,KIND\n{id},OpenAI,\"{{\"\"environment\"\":\"\"dev\"\",\"\"ENVIRONMENT\"\":\"\"prod\"\"}}\",Face\n"
    );
    for text in [differ, csv] {
        let inventory = read(&[("x", 0, text.clone())]);
        assert_eq!(kind(&inventory), Some(Column::Cut), "{text}");
        assert_eq!(tag(&inventory), None, "{text}");
        assert!(codes(&inventory.ledger.inputs[0]).contains(&"ambiguous-keys"), "{text}");
    }
    let roles = format!("principalId,PrincipalId,roleDefinitionName,scope\np-1,p-2,Owner,{S}\n");
    let inventory = read(&[("x", 0, roles)]);
    assert_eq!(inventory.access.assignments().len(), 0);
    assert!(codes(&inventory.ledger.inputs[0]).contains(&"ambiguous-keys"));
}
