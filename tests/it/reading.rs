//! Reading from outside: bundles as people send them, and what the inventory, the ledger and the findings make of them.

use crate::common::inventory::{codes, read, unused};
use crate::common::{Sandbox, graph};
use serde_json::{Value, json};
use underpin::ingest::Lasting;
use underpin::inventory::Inventory;
use underpin::inventory::defender::State;
use underpin::value::Column;

const S: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";

fn account(name: &str, properties: Value) -> Value {
    json!({
        "id": format!("{S}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{name}"),
        "name": name,
        "type": "microsoft.cognitiveservices/accounts",
        "kind": "OpenAI",
        "location": "westeurope",
        "properties": properties,
    })
}

fn property(inventory: &Inventory, name: &str, path: &str) -> Option<String> {
    let id = format!("{S}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{name}");
    match inventory.find(&id)?.column("properties")? {
        Column::Known(value) => Some(value.at(path)?.as_str()?.to_owned()),
        _ => None,
    }
}

#[test]
fn of_two_rows_that_disagree_the_later_one_is_believed_and_the_ledger_says_so() {
    let list = |access: &str| json!([account("a", json!({"publicNetworkAccess": access}))]).to_string();
    for (days, believed, said) in [
        ((3, 5), "Enabled", "This file is dated later"),
        ((5, 3), "Disabled", "That file is dated later"),
        ((0, 0), "Disabled", "Neither is known to be later"),
    ] {
        let inventory = read(&[
            ("1.json", days.0, list("Disabled")),
            ("2.json", days.1, list("Enabled")),
        ]);
        assert_eq!(
            property(&inventory, "a", "publicNetworkAccess").as_deref(),
            Some(believed),
            "{days:?}"
        );
        let input = &inventory.ledger.inputs[1];
        assert_eq!(codes(input), ["conflicting-rows"], "{days:?}");
        let problem = &input.problems[0];
        assert_eq!(problem.record, Some(1));
        for part in ["`properties`", "accounts/a", "record 1 of 1.json", said] {
            assert!(problem.message.contains(part), "{part}: {}", problem.message);
        }
    }
}

#[test]
fn rows_that_say_the_same_in_other_words_do_not_disagree_and_the_fuller_one_is_kept() {
    let thin = json!([account("a", json!({"PUBLICNETWORKACCESS": "disabled"}))]).to_string();
    let full = json!([account(
        "a",
        json!({"publicNetworkAccess": "Disabled", "networkAcls": {"defaultAction": "Deny"}})
    )]);
    let inventory = read(&[("1.json", 3, thin), ("2.json", 4, full.to_string())]);
    assert_eq!(
        property(&inventory, "a", "networkAcls.defaultAction").as_deref(),
        Some("Deny")
    );
    assert!(inventory.ledger.inputs.iter().all(|input| input.problems.is_empty()));
}

#[test]
fn a_list_without_properties_is_no_problem_where_another_file_has_them() {
    let thin = |names: &[&str]| {
        let rows = names.iter().map(|name| {
            let mut row = account(name, Value::Null);
            row.as_object_mut().unwrap().remove("properties");
            row
        });
        Value::from_iter(rows).to_string()
    };
    let full = json!([account("a", json!({"publicNetworkAccess": "Disabled"}))]).to_string();
    for (names, problems) in [(&["a"][..], &[][..]), (&["a", "b"], &["no-properties"])] {
        for (list, export) in [("1.json", "2.json"), ("2.json", "1.json")] {
            let inventory = read(&[(list, 3, thin(names)), (export, 3, full.clone())]);
            let input = inventory.ledger.inputs.iter().find(|input| input.path == list).unwrap();
            assert_eq!(codes(input), problems, "{names:?} in {list}");
            assert_eq!(
                property(&inventory, "a", "publicNetworkAccess").as_deref(),
                Some("Disabled")
            );
        }
    }
}

#[test]
fn two_projections_of_one_resource_are_put_together() {
    let row = |column: &str, value: &str| {
        let mut row = account("a", Value::Null);
        row.as_object_mut().unwrap().remove("properties");
        row[column] = value.into();
        json!([row]).to_string()
    };
    let inventory = read(&[
        ("1.json", 0, row("properties_publicNetworkAccess", "Disabled")),
        ("2.json", 0, row("properties_networkAcls_defaultAction", "Deny")),
    ]);
    assert_eq!(
        property(&inventory, "a", "publicNetworkAccess").as_deref(),
        Some("Disabled")
    );
    assert_eq!(
        property(&inventory, "a", "networkAcls.defaultAction").as_deref(),
        Some("Deny")
    );
}

#[test]
fn a_later_state_of_a_recommendation_replaces_the_earlier_one() {
    let line = |day: u8, state: &str| {
        format!(
            "exportedTimestamp,resourceId,recommendationName,recommendationDisplayName,state\n2026-11-{day:02}T08:00:00Z,{S},k,Do it,{state}\n"
        )
    };
    let inventory = read(&[("1.csv", 0, line(2, "Unhealthy")), ("2.csv", 0, line(9, "Healthy"))]);
    let rows = inventory.defender.recommendations();
    assert_eq!((rows.len(), rows[0].state), (1, State::Healthy));
    let inputs = &inventory.ledger.inputs;
    assert_eq!((inputs[0].used, unused(&inputs[0])), (0, vec![("superseded", 1)]));
    assert_eq!((inputs[1].used, codes(&inputs[1])), (1, vec!["conflicting-rows"]));
}

#[test]
fn metadata_gives_assessments_of_az_their_severity_name_and_policy() {
    let assessment = json!([{
        "id": format!("{S}/providers/Microsoft.Security/assessments/k8"), "name": "k8",
        "type": "Microsoft.Security/assessments", "displayName": null, "additionalData": {},
        "resourceDetails": {"source": "Azure", "id": S}, "status": {"code": "Unhealthy"},
    }]);
    let flat = json!([{
        "id": "/providers/Microsoft.Security/assessmentMetadata/K8", "name": "K8",
        "type": "Microsoft.Security/assessmentMetadata", "displayName": "Do it", "severity": "High",
        "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/P8",
    }]);
    let rest = json!({"value": [{
        "id": "/providers/Microsoft.Security/assessmentMetadata/k8", "name": "k8",
        "type": "Microsoft.Security/assessmentMetadata",
        "properties": {"displayName": "Do it", "severity": "High",
            "policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/P8"},
    }]});
    for metadata in [flat, rest] {
        let inventory = read(&[
            ("1.json", 0, assessment.to_string()),
            ("2.json", 0, metadata.to_string()),
        ]);
        let told = inventory.defender.assessment(&inventory.defender.recommendations()[0]);
        assert_eq!((&*told.name, &*told.severity, &*told.policy), ("Do it", "High", "p8"));
    }
}

#[test]
fn scopes_that_the_portal_of_pim_only_names_are_found_where_one_scope_bears_the_name() {
    let containers = json!([
        {"id": S, "name": "Prod", "type": "microsoft.resources/subscriptions", "properties": {"managementGroupAncestorsChain": [{"name": "mg1", "displayName": "Corp"}]}},
        {"id": format!("{S}/resourceGroups/rg-one"), "name": "rg-one", "type": "microsoft.resources/subscriptions/resourcegroups", "properties": {}},
        {"id": format!("{S}/resourceGroups/rg-two"), "name": "rg-two", "type": "microsoft.resources/subscriptions/resourcegroups", "properties": {}},
        {"id": format!("{}/resourceGroups/rg-two", S.replace("11111111-", "22222222-")), "name": "rg-two", "type": "microsoft.resources/subscriptions/resourcegroups", "properties": {}},
    ]);
    let assignments = json!([{
        "id": format!("{S}/providers/Microsoft.Authorization/roleAssignments/r"), "type": "Microsoft.Authorization/roleAssignments",
        "principalId": "P1", "principalName": "ann@c.de", "principalType": "User", "scope": S,
        "roleDefinitionId": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "roleDefinitionName": "Owner",
    }]);
    let pim = "Assignment State,User Group Name,Role Name,Resource Name,Resource Type,Email,Member Type,Assignment End Time (UTC)\n\
        Active,Ann,Owner,Prod,Subscription,ann@c.de,Direct,Permanent\n\
        Eligible,Ann,Owner,rg-one,Resource group,ann@c.de,Direct,Permanent\n\
        Eligible,Ann,Owner,Corp,Management group,ann@c.de,Direct,Permanent\n\
        Eligible,Ann,Owner,rg-two,Resource group,ann@c.de,Direct,Permanent\n\
        Eligible,Ann,Owner,Elsewhere,Subscription,ann@c.de,Direct,Permanent\n";
    let inventory = read(&[
        ("1-pim.csv", 0, pim.to_owned()),
        ("2.json", 0, containers.to_string()),
        ("3.json", 0, assignments.to_string()),
    ]);
    let held: Vec<_> = inventory
        .access
        .assignments()
        .iter()
        .map(|held| {
            (
                held.scope.replace(S, "S"),
                &*held.principal,
                held.eligible,
                held.lasting,
            )
        })
        .collect();
    assert_eq!(
        held,
        [
            ("S".to_owned(), "p1", false, Lasting::Permanent),
            ("S/resourceGroups/rg-one".to_owned(), "p1", true, Lasting::Permanent),
            (
                "/providers/Microsoft.Management/managementGroups/mg1".to_owned(),
                "p1",
                true,
                Lasting::Permanent
            ),
        ]
    );
    let input = &inventory.ledger.inputs[0];
    assert_eq!(
        (input.used, unused(input)),
        (2, vec![("duplicate", 1), ("scope-by-name", 2)])
    );
    let problem = &input.problems[0];
    assert_eq!((problem.code.name(), problem.record), ("scope-by-name", Some(4)));
    assert!(problem.message.contains("rg-two"), "{}", problem.message);
}

#[test]
fn pages_of_one_query_that_are_all_there_are_no_fewer_rows() {
    let page = |names: &[&str], total: u32, token: Value| {
        let rows: Vec<Value> = names.iter().map(|name| account(name, json!({}))).collect();
        json!({"count": rows.len(), "data": rows, "skip_token": token, "total_records": total}).to_string()
    };
    let (one, two) = (page(&["a", "b"], 3, "t".into()), page(&["c"], 3, Value::Null));
    let other = [page(&["d", "e"], 3, "t".into()), page(&["f"], 3, Value::Null)].concat();
    let told = |files: &[(&str, u8, String)]| -> Vec<Vec<&'static str>> {
        read(files).ledger.inputs.iter().map(codes).collect()
    };
    let none: Vec<&str> = Vec::new();
    assert_eq!(told(&[("1", 0, format!("{one}{two}"))]), vec![none.clone()]);
    assert_eq!(told(&[("1", 0, format!("[{one},{two}]"))]), vec![none.clone()]);
    assert_eq!(
        told(&[("1", 0, one.clone()), ("2", 0, two.clone())]),
        [none.clone(), none.clone()]
    );
    // Another query with as many rows, and a copy of a page.
    assert_eq!(
        told(&[("1", 0, format!("{one}{two}")), ("2", 0, other)]),
        [none.clone(), none.clone()]
    );
    assert_eq!(
        told(&[("1", 0, one.clone()), ("2", 0, two), ("3", 0, one.clone())]),
        [none.clone(), none.clone(), none.clone()]
    );
    assert_eq!(told(&[("1", 0, one)]), [["fewer-rows"]]);
    let list = |name: &str, more: &str| format!(r#"{{"value":[{}]{more}}}"#, account(name, json!({})));
    let more = r#","nextLink":"https://x""#;
    assert_eq!(told(&[("1", 0, [list("a", more), list("b", "")].concat())]), [none]);
    assert_eq!(
        told(&[("1", 0, [list("a", ""), list("b", more)].concat())]),
        [["more-pages"]]
    );
}

/// The outcome of a control for the account `a`.
fn outcome(rows: &[Value], control: &str) -> String {
    let sandbox = Sandbox::new();
    let report = sandbox.report(&sandbox.zip("b.zip", &[("r.json", graph(rows))]));
    let findings = report["findings"].as_array().unwrap();
    let found = findings
        .iter()
        .find(|finding| finding["control"] == control && finding["subject"].as_str().unwrap().ends_with("/accounts/a"));
    found.unwrap()["outcome"].as_str().unwrap().to_owned()
}

#[test]
fn what_a_query_left_out_or_a_tool_cut_is_never_taken_for_a_default() {
    let projected = |column: &str, value: Value| {
        let mut row = account("a", Value::Null);
        row.as_object_mut().unwrap().remove("properties");
        row[column] = value;
        row
    };
    for (row, keys, network) in [
        (account("a", json!({})), "fail", "fail"),
        (account("a", Value::Null), "unknown", "unknown"),
        (
            projected("properties_disableLocalAuth", "true".into()),
            "pass",
            "unknown",
        ),
        (projected("properties_disableLocalAuth", Value::Null), "fail", "unknown"),
        (projected("disableLocalAuth", "false".into()), "fail", "unknown"),
        (
            projected("properties_publicNetworkAccess", "Disabled".into()),
            "unknown",
            "pass",
        ),
        (
            account(
                "a",
                json!({"disableLocalAuth": true, "publicNetworkAccess": "@{a=b}", "networkAcls": "@{defaultAction=Deny}"}),
            ),
            "pass",
            "unknown",
        ),
        (
            account(
                "a",
                json!({"disableLocalAuth": "System.Object", "publicNetworkAccess": "Disabled"}),
            ),
            "unknown",
            "pass",
        ),
    ] {
        let told = [
            outcome(std::slice::from_ref(&row), "IDN-01"),
            outcome(std::slice::from_ref(&row), "NET-01"),
        ];
        assert_eq!(told, [keys, network], "{row}");
    }
}

#[test]
fn validate_names_the_file_the_record_and_the_mend_of_every_problem() {
    let sandbox = Sandbox::new();
    let row = account("a", Value::Null);
    let bundle = sandbox.zip(
        "b.zip",
        &[
            ("list.json", serde_json::to_vec(&json!([row])).unwrap()),
            (
                "table.txt",
                b"Principal      Role    Scope\n-------------  ------  -----\nann@c.de       Owner   /s\n".to_vec(),
            ),
            (
                "rows.tsv",
                format!(
                    "{}\twesteurope\ta\trg-ai\n{S}\twesteurope\tb\trg-ai\n",
                    row["id"].as_str().unwrap()
                )
                .into_bytes(),
            ),
            ("rows.yaml", b"- id: /subscriptions/x\n  name: y\n".to_vec()),
        ],
    );
    let run = sandbox.run(&["validate", bundle.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    for (path, code, mend) in [
        ("list.json", "no-properties", "az graph query"),
        ("table.txt", "no-header", "-o json"),
        ("rows.tsv", "no-header", "-o json"),
        ("rows.yaml", "wrong-kind", "-o json"),
    ] {
        let inputs = told["inputs"].as_array().unwrap();
        let input = inputs.iter().find(|input| input["path"] == path).unwrap();
        let problem = &input["problems"][0];
        assert_eq!(problem["code"], code, "{path}");
        assert!(problem["message"].as_str().unwrap().contains(mend), "{path}: {problem}");
    }
}

#[test]
fn every_oddity_is_read_as_far_as_it_goes_and_told() {
    let row = account("a", json!({"publicNetworkAccess": "Disabled"}));
    let id = row["id"].as_str().unwrap();
    let with = |properties: Value| json!([account("a", properties)]).to_string();
    let csv = "resourceId,recommendationName,recommendationDisplayName,severity,state\n";
    let none: &[&str] = &[];
    type Case<'c> = (&'c str, String, &'c str, (u64, u64), &'c [&'c str]);
    let cases: [Case<'_>; 11] = [
        ("JSON in JSON in JSON", with(json!(json!("{\"publicNetworkAccess\":\"Disabled\"}").to_string())), "az-graph-1", (1, 1), none),
        ("a sentence for properties", with("gone".into()), "az-graph-1", (1, 1), &["depth-cut"]),
        ("a table that ends in a line", format!("{csv}{S},k1,Do it,High,Healthy\n{S},k2,Do"), "defender-csv", (2, 1), &["truncated-table"]),
        ("a table whose last line has no end", format!("{csv}{S},k1,Do it,High,Healthy"), "defender-csv", (1, 1), none),
        ("a template without its schema first", json!({"contentVersion": "1.0.0.0", "resources": [{"type": "x/y", "name": "[z]"}]}).to_string(), "json-object", (1, 0), &["arm-template"]),
        ("tsv", format!("{id}\twesteurope\ta\n"), "no-header", (0, 0), &["no-header"]),
        ("a browse blade", "SEP=,\nNAME,SUBSCRIPTION,RESOURCE GROUP,LOCATION,STATUS,DISKS,\nvm,Prod,g,West Europe,-,1\n".to_owned(), "formatted-csv", (1, 0), &["formatted-csv"]),
        ("Markdown of AzGovViz", "# AzGovViz\n\n## Hierarchy\n".to_owned(), "azgovviz-markdown", (0, 0), &["other-tool"]),
        ("computes of az ml", json!([{"id": format!("{S}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/computes/c"), "name": "c", "type": "computeinstance", "size": "x"}]).to_string(), "json-array", (1, 1), &["own-names"]),
        ("an error for data", json!({"error": {"code": "BadRequest", "message": "no"}}).to_string(), "json-object", (1, 0), &["error-as-data"]),
        ("one page with a token", json!({"data": [row], "skip_token": "t"}).to_string(), "az-graph-2", (1, 1), &["more-pages"]),
    ];
    for (what, text, layout, counts, expected) in cases {
        let inventory = read(&[("x", 0, text)]);
        let input = &inventory.ledger.inputs[0];
        assert_eq!(
            (input.layout.name(), (input.records, input.used)),
            (layout, counts),
            "{what}"
        );
        assert_eq!(codes(input), expected, "{what}");
    }
    let text = with(json!(json!("{\"publicNetworkAccess\":\"Disabled\"}").to_string()));
    let inventory = read(&[("x", 0, text)]);
    assert_eq!(
        property(&inventory, "a", "publicNetworkAccess").as_deref(),
        Some("Disabled")
    );
}

#[test]
fn one_id_belongs_to_one_role_assignment() {
    let row = |role: &str, principal: &str| {
        json!([{
            "id": format!("{S}/providers/Microsoft.Authorization/roleAssignments/99999999-0000-4000-8000-000000000001"),
            "principalId": principal,
            "principalType": "User",
            "principalName": "ann@contoso.example",
            "roleDefinitionId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": S,
            "type": "Microsoft.Authorization/roleAssignments",
        }])
        .to_string()
    };
    const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    const ANN: &str = "aaaaaaaa-0000-4000-8000-000000000001";
    const BEN: &str = "bbbbbbbb-0000-4000-8000-000000000001";
    for (role, principal, told) in [
        (READER, ANN, vec![]),
        (READER, &*ANN.to_uppercase(), vec![]),
        (OWNER, ANN, vec!["conflicting-rows"]),
        (READER, BEN, vec!["conflicting-rows"]),
    ] {
        let inventory = read(&[("1.json", 0, row(READER, ANN)), ("2.json", 0, row(role, principal))]);
        assert_eq!(codes(&inventory.ledger.inputs[1]), told, "{role} {principal}");
    }
}

#[test]
fn two_definitions_of_one_role_that_allow_other_things_are_told() {
    let list = |action: &str| {
        let id = format!("{S}/providers/Microsoft.Authorization/roleDefinitions/22222222-2222-4222-8222-222222222222");
        json!([{"id": id, "type": "Microsoft.Authorization/roleDefinitions", "roleName": "R", "roleType": "CustomRole",
            "permissions": [{"actions": [action, "*/read"]}], "assignableScopes": [S]}])
        .to_string()
    };
    for (action, told) in [("Microsoft.Web/*", vec![]), ("*", vec!["conflicting-rows"])] {
        let inventory = read(&[("1.json", 3, list("Microsoft.Web/*")), ("2.json", 3, list(action))]);
        assert_eq!(codes(&inventory.ledger.inputs[1]), told, "{action}");
    }
}

#[test]
fn a_list_of_one_resource_tells_nothing_of_the_next() {
    let deployment = |of: &str| {
        json!({"id": format!("{S}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{of}/deployments/d"),
            "name": "d", "type": "Microsoft.CognitiveServices/accounts/deployments",
            "properties": {"model": {"name": "gpt-4o", "version": "2024-08-06"}, "raiPolicyName": "Microsoft.DefaultV2"}})
    };
    let accounts = ["a", "b", "c"].map(|name| account(name, json!({"publicNetworkAccess": "Disabled"})));
    let of_c = json!({
        "url": format!("{S}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/c/deployments"), "value": []
    });
    let lists = json!([of_c]).to_string();
    for (listed, empty, expected) in [
        (vec!["a"], "[]", "unknown"),
        (vec!["a", "b"], "[]", "unknown"),
        (vec!["a", "b"], &*lists, "notApplicable"),
    ] {
        let sandbox = Sandbox::new();
        let rows: Vec<Value> = listed.iter().map(|of| deployment(of)).collect();
        let files = [
            ("accounts.json", graph(&accounts)),
            ("deployments.json", Value::from(rows).to_string().into_bytes()),
            ("lists.json", empty.as_bytes().to_vec()),
        ];
        let report = sandbox.report(&sandbox.zip("b.zip", &files));
        let findings = report["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .find(|found| found["control"] == "MOD-01" && found["subjectName"] == "c");
        assert_eq!(found.unwrap()["outcome"], expected, "{listed:?}: {found:?}");
    }
}
