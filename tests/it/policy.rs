//! `underpin policy`, and controls as policies, through the real binary.

use std::path::Path;

use crate::common::{ACCOUNT, Sandbox, account, graph};
use serde_json::{Value, json};

fn states(sandbox: &Sandbox, definition: &Path, rows: &[Value]) -> Vec<(String, String)> {
    states_in(sandbox, definition, &[("resources.json", graph(rows))])
}

fn states_in(sandbox: &Sandbox, definition: &Path, files: &[(&str, Vec<u8>)]) -> Vec<(String, String)> {
    let bundle = sandbox.zip("bundle.zip", files);
    let (definition, bundle) = (definition.to_str().unwrap(), bundle.to_str().unwrap());
    let run = sandbox.run(&["policy", "eval", definition, bundle, "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = report["resources"].as_array().unwrap().iter();
    let last = |row: &Value| row["resource"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    rows.map(|row| (last(row), row["state"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn an_exported_control_finds_what_the_control_finds() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["controls", "export-policy", "IDN-01"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let definition = sandbox.write("idn-01.json", &run.stdout);
    let found = states(
        &sandbox,
        &definition,
        &[account("keys", false), account("tokens", true)],
    );
    assert_eq!(
        found,
        [
            ("keys".to_owned(), "NonCompliant".to_owned()),
            ("tokens".to_owned(), "Compliant".to_owned())
        ]
    );
}

#[test]
fn a_control_that_no_policy_can_express_is_refused_with_the_reason() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["controls", "export-policy", "GOV-05"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("judged on subscriptions"), "{}", run.stderr);
}

#[test]
fn a_missing_companion_is_a_finding_only_where_such_rows_were_exported() {
    let sandbox = Sandbox::new();
    let definition = json!({"properties": {
        "displayName": "Logs", "mode": "Indexed",
        "policyRule": {
            "if": {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"},
            "then": {"effect": "AuditIfNotExists", "details": {
                "type": "Microsoft.Insights/diagnosticSettings",
                "existenceCondition": {"field": "Microsoft.Insights/diagnosticSettings/workspaceId", "exists": "true"}
            }}
        }
    }});
    let definition = sandbox.write("logs.json", definition.to_string());
    let (logged, silent) = (account("logged", true), account("silent", true));
    let setting = json!({
        "id": format!("{ACCOUNT}/logged/providers/microsoft.insights/diagnosticSettings/all"), "name": "all",
        "type": "microsoft.insights/diagnosticsettings", "properties": {"workspaceId": "/subscriptions/s/w"}
    });
    let list = json!({
        "url": format!("{ACCOUNT}/silent/providers/Microsoft.Insights/diagnosticSettings"), "value": []
    });
    let rows = [logged.clone(), silent.clone(), setting];
    let files = [
        ("resources.json", graph(&rows)),
        ("settings.json", list.to_string().into_bytes()),
    ];
    let state = |name: &str, state: &str| (name.to_owned(), state.to_owned());
    assert_eq!(
        states_in(&sandbox, &definition, &files),
        [state("logged", "Compliant"), state("silent", "NonCompliant")]
    );
    // A list that names no other resource speaks for those that it holds rows of.
    assert_eq!(
        states(&sandbox, &definition, &rows),
        [state("logged", "Compliant"), state("silent", "Unknown")]
    );
    let found = states(&sandbox, &definition, &[logged, silent]);
    assert!(found.iter().all(|(_, state)| state == "Unknown"), "{found:?}");
}

#[test]
fn a_definition_of_the_mode_indexed_speaks_of_resources_with_a_location_only() {
    let sandbox = Sandbox::new();
    let group = ACCOUNT.split("/providers/").next().unwrap();
    let rows = [
        account("keys", false),
        json!({"id": group, "name": "rg", "type": "microsoft.resources/subscriptions/resourcegroups", "location": "westeurope", "tags": {}}),
        json!({"id": format!("{ACCOUNT}/keys/providers/microsoft.insights/diagnosticSettings/all"), "name": "all",
            "type": "microsoft.insights/diagnosticsettings", "properties": {}, "tags": {}}),
    ];
    let definition = |mode: &str| {
        let condition = json!({"field": "location", "notEquals": "northeurope"});
        let rule = json!({"if": condition, "then": {"effect": "audit"}});
        json!({"properties": {"displayName": "Regions", "mode": mode, "policyRule": rule}}).to_string()
    };
    let names = |mode: &str| -> Vec<String> {
        let definition = sandbox.write("regions.json", definition(mode));
        let found = states(&sandbox, &definition, &rows).into_iter();
        found.map(|(name, _)| name).collect()
    };
    assert_eq!(names("Indexed"), ["keys"]);
    let all = names("All");
    assert!(all.len() > 1 && all.contains(&"keys".to_owned()), "{all:?}");
}

#[test]
fn a_plan_of_defender_is_found_beside_its_subscription() {
    let sandbox = Sandbox::new();
    let definition = json!({"properties": {"displayName": "Plan", "mode": "All", "policyRule": {
        "if": {"field": "type", "equals": "Microsoft.Resources/subscriptions"},
        "then": {"effect": "AuditIfNotExists", "details": {
            "type": "Microsoft.Security/pricings", "name": "AI", "existenceScope": "subscription",
            "existenceCondition": {"field": "Microsoft.Security/pricings/pricingTier", "equals": "Standard"}}}}}});
    let definition = sandbox.write("plan.json", definition.to_string());
    let scope = ACCOUNT.split("/resourceGroups").next().unwrap();
    let subscription = json!({"id": scope, "name": "s", "type": "microsoft.resources/subscriptions", "properties": {}});
    let plan = |tier: &str| {
        json!({"id": format!("{scope}/providers/Microsoft.Security/pricings/AI"), "name": "AI",
            "type": "microsoft.security/pricings", "properties": {"pricingTier": tier}})
    };
    for (rows, state) in [
        (vec![subscription.clone(), plan("Standard")], "Compliant"),
        (vec![subscription.clone(), plan("Free")], "NonCompliant"),
        (vec![subscription], "Unknown"),
    ] {
        let found = states(&sandbox, &definition, &rows);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, state);
    }
}

#[test]
fn what_azure_would_not_evaluate_is_not_evaluated() {
    let definition = json!({"properties": {"displayName": "Off", "mode": "All", "policyRule": {
        "if": {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"}, "then": {"effect": "Disabled"}}}});
    let run = eval(&definition, None, &[account("keys", false)]);
    assert!(
        run.stdout.contains("evaluates nothing while the effect is Disabled"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("0 compliant, 0 not compliant, 0 unknown"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_exported_control_says_in_what_it_is_not_the_control() {
    let sandbox = Sandbox::new();
    let export = |id: &str| sandbox.run(&["controls", "export-policy", id]);
    let never = export("DAT-04");
    assert_eq!(never.code, 2);
    assert!(never.stderr.contains("requireCustomerKeys = false"), "{}", never.stderr);
    let policy = |id: &str| -> Value { serde_json::from_str(&export(id).stdout).unwrap() };
    let endpoints = export("NET-02");
    assert_eq!(endpoints.code, 2);
    assert!(
        endpoints
            .stderr
            .contains("reads the resource's own configuration alone"),
        "{}",
        endpoints.stderr
    );
    let stores = policy("DAT-01");
    let told = stores["properties"]["description"].as_str().unwrap();
    assert!(told.contains("judges what AI uses"), "{told}");
}

/// Runs a definition with these parameters on these rows.
fn eval(definition: &Value, parameters: Option<&Value>, rows: &[Value]) -> crate::common::Run {
    let sandbox = Sandbox::new();
    sandbox.write("definition.json", definition.to_string());
    sandbox.zip("bundle.zip", &[("resources.json", graph(rows))]);
    let mut arguments = vec!["policy", "eval", "definition.json", "bundle.zip"];
    if let Some(parameters) = parameters {
        sandbox.write("parameters.json", parameters.to_string());
        arguments.extend(["--parameters", "parameters.json"]);
    }
    sandbox.run(&arguments)
}

fn rule(condition: Value, then: Value) -> Value {
    json!({"properties": {
        "displayName": "Rule", "mode": "Indexed",
        "parameters": {
            "effect": {"type": "String", "defaultValue": "Audit", "allowedValues": ["Audit", "Deny", "AuditIfNotExists", "Disabled"]},
            "kinds": {"type": "Array"},
            "region": {"type": "String", "allowedValues": ["westeurope", "northeurope"]},
        },
        "policyRule": {"if": condition, "then": then},
    }})
}

#[test]
fn parameters_come_from_a_file_in_both_shapes_and_else_from_the_definition() {
    let condition = json!({"allOf": [
        {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"},
        {"field": "kind", "in": "[parameters('kinds')]"},
    ]});
    let definition = rule(condition, json!({"effect": "[parameters('effect')]"}));
    let rows = [account("keys", false)];
    for (parameters, effect, verdict) in [
        (
            json!({"kinds": ["OpenAI"]}),
            "Audit",
            "0 compliant, 1 not compliant, 0 unknown",
        ),
        (
            json!({"kinds": {"value": ["openai"]}, "effect": {"value": "Deny"}}),
            "Deny",
            "0 compliant, 1 not compliant, 0 unknown",
        ),
        (
            json!({"parameters": {"kinds": {"value": []}}}),
            "Audit",
            "0 compliant, 0 not compliant, 0 unknown",
        ),
    ] {
        let run = eval(&definition, Some(&parameters), &rows);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.starts_with(&format!("Rule ({effect})")), "{}", run.stdout);
        assert!(run.stdout.contains(verdict), "{}", run.stdout);
    }
}

#[test]
fn a_parameter_that_is_missing_or_wrong_is_named_with_what_it_may_be() {
    let definition = rule(
        json!({"field": "location", "notEquals": "[parameters('region')]"}),
        json!({"effect": "audit"}),
    );
    for (parameters, told) in [
        (
            None,
            "the parameter `region` has neither a value nor a default: it may be \"westeurope\", \"northeurope\"",
        ),
        (
            Some(json!({"region": "mars"})),
            "the parameter `region` cannot be \"mars\": it is one of \"westeurope\", \"northeurope\"",
        ),
        (
            Some(json!({"regoin": "westeurope"})),
            "there is no parameter `regoin`; did you mean `region`?",
        ),
        (
            Some(json!(["westeurope"])),
            "parameters.json is no object of parameter values",
        ),
    ] {
        let run = eval(&definition, parameters.as_ref(), &[account("keys", false)]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
        assert!(
            parameters.is_some() || run.stderr.contains("--parameters FILE"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_no_export_can_answer_is_refused_by_name() {
    let kind = json!({"field": "type", "equals": "Microsoft.CognitiveServices/accounts"});
    let mut data_plane = rule(kind.clone(), json!({"effect": "audit"}));
    data_plane["properties"]["mode"] = json!("Microsoft.CognitiveServices.Data");
    let request = json!({"value": "[requestContext().identity.idtyp]", "equals": "app"});
    let member = json!({"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/one"});
    for (definition, told) in [
        (
            data_plane,
            "the mode Microsoft.CognitiveServices.Data judges what happens inside a service",
        ),
        (
            rule(request, json!({"effect": "audit"})),
            "/if asks for requestContext()",
        ),
        (
            rule(kind, json!({"effect": "denyAction"})),
            "the effect `denyAction` is not decided by the configuration",
        ),
        (
            json!({"properties": {"policyDefinitions": [member]}}),
            "this is an initiative (a policy set) of 1 definitions",
        ),
    ] {
        let run = eval(&definition, None, &[account("keys", false)]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

/// The states of two accounts, one of which has a companion: where it is looked for, and under which name.
#[test]
fn a_companion_is_looked_for_where_the_definition_says() {
    let group =
        |name: &str| format!("/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/{name}/providers");
    let vault = |group_name: &str, name: &str, owner: &str| {
        json!({"id": format!("{}/Microsoft.KeyVault/vaults/{name}", group(group_name)), "name": name,
               "type": "microsoft.keyvault/vaults", "tags": {"of": owner}, "properties": {"sku": {"name": "standard"}}})
    };
    let rows = [
        account("one", true),
        account("two", true),
        vault("rg-keys", "kv-one", "one"),
        vault("rg", "kv-other", "x"),
    ];
    let states = |details: Value| {
        let mut details = details;
        details["type"] = json!("Microsoft.KeyVault/vaults");
        let definition = rule(
            json!({"field": "type", "equals": "Microsoft.CognitiveServices/accounts"}),
            json!({"effect": "[parameters('effect')]", "details": details}),
        );
        let run = eval(&definition, Some(&json!({"effect": "AuditIfNotExists"})), &rows);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let lines = run.stdout.lines().filter(|line| line.contains("/accounts/"));
        lines
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (yes, no) = ("Compliant", "NonCompliant");
    // In the resource group of the account there is some vault.
    assert_eq!(states(json!({})), [yes, yes]);
    // Its own vault is elsewhere: found by name in the subscription, or in the group that the definition names.
    let own = "[concat('kv-', field('name'))]";
    assert_eq!(states(json!({"name": own})), [no, no]);
    assert_eq!(
        states(json!({"name": own, "existenceScope": "Subscription"})),
        [yes, no]
    );
    assert_eq!(states(json!({"name": own, "resourceGroupName": "rg-keys"})), [yes, no]);
    // The condition is asked of the vault, its expressions speak of the account.
    let condition = json!({"field": "tags['of']", "equals": "[field('name')]"});
    assert_eq!(
        states(json!({"existenceScope": "subscription", "existenceCondition": condition})),
        [yes, no]
    );
    // A name that only Azure can work out: any vault there may be the one.
    let open = "[uniqueString(field('name'))]";
    assert_eq!(
        states(json!({"name": open, "existenceScope": "Subscription"})),
        ["Unknown", "Unknown"]
    );
}

/// The ids in a group of the test's subscription.
fn at(path: &str) -> String {
    format!("/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/{path}")
}

/// A row of a virtual machine, with these members beside.
fn machine(name: &str, members: Value) -> Value {
    let mut row = json!({"id": at(&format!("Microsoft.Compute/virtualMachines/{name}")), "name": name,
        "type": "microsoft.compute/virtualmachines", "location": "westeurope", "tags": {}, "kind": "", "properties": {}});
    let members = members.as_object().unwrap().clone();
    row.as_object_mut().unwrap().extend(members);
    row
}

/// The states of machines under a condition, as `name state`.
fn judged(condition: Value, then: Value, rows: &[Value]) -> Vec<String> {
    let condition = json!({"allOf": [{"field": "type", "equals": "Microsoft.Compute/virtualMachines"}, condition]});
    let definition =
        json!({"properties": {"displayName": "p", "mode": "All", "policyRule": {"if": condition, "then": then}}});
    let sandbox = Sandbox::new();
    let definition = sandbox.write("p.json", definition.to_string());
    let found = states(&sandbox, &definition, rows).into_iter();
    found.map(|(name, state)| format!("{name} {state}")).collect()
}

#[test]
fn a_row_that_extends_a_resource_belongs_to_that_one_whatever_its_type() {
    for kind in [
        "Microsoft.GuestConfiguration/guestConfigurationAssignments",
        "Microsoft.Insights/dataCollectionRuleAssociations",
        "Microsoft.Contoso/inventedExtensions",
    ] {
        let extension = json!({"id": at(&format!("Microsoft.Compute/virtualMachines/has/providers/{kind}/a")), "name": "a",
            "type": kind, "properties": {}});
        let rows = [machine("has", json!({})), machine("hasnot", json!({})), extension];
        let then = json!({"effect": "auditIfNotExists", "details": {"type": kind}});
        let found = judged(json!({"field": "name", "like": "*"}), then, &rows);
        assert_eq!(found, ["has Compliant", "hasnot NonCompliant"], "{kind}");
    }
}

#[test]
fn a_name_may_end_with_a_wildcard() {
    let extension = json!({"id": at("Microsoft.Compute/virtualMachines/has/extensions/e"), "name": "e",
        "type": "Microsoft.Compute/virtualMachines/extensions", "properties": {"publisher": "Contoso"}});
    let details = json!({"type": "Microsoft.Compute/virtualMachines/extensions", "name": "[concat(field('name'), '/?')]",
        "existenceCondition": {"field": "Microsoft.Compute/virtualMachines/extensions/publisher", "equals": "Contoso"}});
    let rows = [machine("has", json!({})), machine("hasnot", json!({})), extension];
    let then = json!({"effect": "auditIfNotExists", "details": details});
    let found = judged(json!({"field": "name", "like": "*"}), then, &rows);
    assert_eq!(found, ["has Compliant", "hasnot NonCompliant"]);
}

#[test]
fn every_column_that_a_condition_asks_for_is_kept() {
    let none = json!({"zones": null, "managedBy": null, "plan": null, "extendedLocation": null});
    let rows = [
        machine(
            "with",
            json!({"zones": ["1"], "managedBy": "/x", "plan": {"name": "p"}, "extendedLocation": {"name": "e"}}),
        ),
        machine("without", none),
    ];
    for condition in [
        json!({"count": {"field": "Microsoft.Compute/virtualMachines/zones[*]"}, "less": 1}),
        json!({"field": "managedBy", "exists": false}),
        json!({"field": "plan.name", "exists": false}),
        json!({"field": "extendedLocation.name", "exists": false}),
    ] {
        let found = judged(condition.clone(), json!({"effect": "audit"}), &rows);
        assert_eq!(found, ["with Compliant", "without NonCompliant"], "{condition}");
        let untold = [machine("untold", json!({}))];
        let found = judged(condition.clone(), json!({"effect": "audit"}), &untold);
        assert_eq!(found, ["untold Unknown"], "{condition}");
    }
}

#[test]
fn rows_that_have_a_table_of_their_own_are_judged_and_found() {
    let scope = "/subscriptions/11111111-1111-4111-8111-111111111111";
    let record = |kind: &str, properties: Value| json!({"id": format!("{scope}/providers/{kind}/one"), "name": "one", "type": kind, "properties": properties});
    for (kind, properties, condition) in [
        (
            "Microsoft.Authorization/roleDefinitions",
            json!({"type": "CustomRole", "roleName": "r", "permissions": [{"actions": ["*"]}]}),
            json!({"field": "Microsoft.Authorization/roleDefinitions/type", "equals": "CustomRole"}),
        ),
        (
            "Microsoft.Authorization/roleAssignments",
            json!({"principalId": "p", "roleDefinitionId": "/r", "scope": scope, "description": "why"}),
            json!({"field": "Microsoft.Authorization/roleAssignments/description", "equals": "why"}),
        ),
        (
            "Microsoft.Security/pricings",
            json!({"pricingTier": "Standard", "subPlan": "P2", "enforce": "True"}),
            json!({"field": "Microsoft.Security/pricings/enforce", "equals": "True"}),
        ),
    ] {
        let test = json!({"allOf": [{"field": "type", "equals": kind}, condition]});
        let definition = json!({"properties": {"displayName": "p", "mode": "All", "policyRule": {"if": test, "then": {"effect": "audit"}}}});
        let run = eval(&definition, None, &[record(kind, properties)]);
        assert!(
            run.stdout.contains("0 compliant, 1 not compliant, 0 unknown"),
            "{kind}: {}{}",
            run.stdout,
            run.stderr
        );
    }
    let assessment = json!({"id": at("Microsoft.Compute/virtualMachines/ill/providers/Microsoft.Security/assessments/key"),
        "name": "key", "type": "Microsoft.Security/assessments",
        "properties": {"status": {"code": "Unhealthy"}, "resourceDetails": {"Id": at("Microsoft.Compute/virtualMachines/ill")}}});
    let then = json!({"effect": "auditIfNotExists", "details": {"type": "Microsoft.Security/assessments", "name": "key",
        "existenceCondition": {"field": "Microsoft.Security/assessments/status.code", "equals": "Healthy"}}});
    let found = judged(
        json!({"field": "name", "like": "*"}),
        then,
        &[machine("ill", json!({})), assessment],
    );
    assert_eq!(found, ["ill NonCompliant"]);
}

#[test]
fn the_group_and_the_subscription_of_a_resource_are_read_from_their_rows() {
    let scope = "/subscriptions/11111111-1111-4111-8111-111111111111";
    let containers = [
        json!({"id": format!("{scope}/resourceGroups/rg"), "name": "rg", "type": "microsoft.resources/subscriptions/resourcegroups",
            "location": "northeurope", "tags": {"owner": "a"}, "managedBy": "/m", "properties": {}}),
        json!({"id": scope, "name": "Contoso", "type": "microsoft.resources/subscriptions", "tenantId": "t", "tags": {"cost": "c"},
            "properties": {}}),
    ];
    for value in [
        "[resourceGroup().tags['owner']]",
        "[resourceGroup().location]",
        "[resourceGroup().managedBy]",
        "[subscription().displayName]",
        "[subscription().tenantId]",
        "[subscription().tags.cost]",
    ] {
        let condition = json!({"value": value, "in": ["a", "northeurope", "/m", "Contoso", "t", "c"]});
        let machine = machine("vm", json!({}));
        let rows = [std::slice::from_ref(&machine), &containers[..]].concat();
        let found = judged(condition.clone(), json!({"effect": "audit"}), &rows);
        assert_eq!(found, ["vm NonCompliant"], "{value}");
        let found = judged(condition, json!({"effect": "audit"}), &[machine]);
        assert_eq!(found, ["vm Unknown"], "{value}");
    }
}

#[test]
fn a_definition_applies_by_type_name_and_kind() {
    let app = |name: &str, kind: &str, on: bool| {
        json!({"id": at(&format!("Microsoft.Web/sites/{name}")), "name": name, "type": "microsoft.web/sites", "kind": kind,
            "location": "westeurope", "properties": {"httpsOnly": on}})
    };
    let condition = json!({"allOf": [
        {"field": "type", "equals": "Microsoft.Web/sites"},
        {"field": "kind", "contains": "functionapp"},
        {"not": {"field": "name", "like": "skip*"}},
        {"field": "Microsoft.Web/sites/httpsOnly", "notEquals": "true"},
    ]});
    let definition = json!({"properties": {"displayName": "p", "mode": "All", "policyRule": {"if": condition, "then": {"effect": "audit"}}}});
    let mut untold = app("untold", "", true);
    untold.as_object_mut().unwrap().remove("kind");
    let rows = [
        app("web", "app", false),
        app("good", "functionapp", true),
        app("bad", "functionapp", false),
        app("skip", "functionapp", false),
    ];
    let run = eval(&definition, None, &rows);
    assert!(
        run.stdout.contains("1 compliant, 1 not compliant, 0 unknown"),
        "{}",
        run.stdout
    );
    let run = eval(&definition, None, &[untold]);
    assert!(
        run.stdout.contains("0 compliant, 0 not compliant, 1 unknown"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_newest_version_of_the_interface_and_the_given_day_are_known() {
    let condition = json!({"allOf": [
        {"value": "[requestContext().apiVersion]", "greaterOrEquals": "2023-05-01"},
        {"value": "[addDays(utcNow(), -90)]", "greater": "[field('Microsoft.Compute/virtualMachines/timeCreated')]"},
    ]});
    let definition = json!({"properties": {"displayName": "p", "mode": "All", "policyRule": {"if": condition, "then": {"effect": "audit"}}}});
    let sandbox = Sandbox::new();
    sandbox.write("p.json", definition.to_string());
    sandbox.zip(
        "b.zip",
        &[(
            "r.json",
            graph(&[machine(
                "vm",
                json!({"properties": {"timeCreated": "2024-01-15T00:00:00Z"}}),
            )]),
        )],
    );
    for (day, told) in [("2024-06-01", "NonCompliant"), ("2024-02-01", "Compliant")] {
        let run = sandbox.run(&["policy", "eval", "p.json", "b.zip", "--as-of", day]);
        assert!(
            run.stdout.contains(&format!("\n{told}")),
            "{day}: {}{}",
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn what_takes_too_much_is_refused_by_name() {
    let bomb = |start: &str| {
        (0..8).fold(start.to_owned(), |inner, _| {
            format!("replace({inner},'a','aaaaaaaaaa')")
        })
    };
    let list: Vec<u32> = (0..200).collect();
    let nested = (0..3).fold(
        json!({"value": 1, "equals": 1}),
        |inner, _| json!({"count": {"value": list, "where": inner}, "greater": 0}),
    );
    for (condition, told) in [
        (
            json!({"value": format!("[{}]", bomb("'aaaaaaaaaa'")), "equals": "x"}),
            "makes a value of more than 1 MB",
        ),
        (
            json!({"value": format!("[{}]", bomb("field('name')")), "equals": "x"}),
            "makes a value of more than 1 MB",
        ),
        (nested, "takes more than 1 million steps"),
    ] {
        let definition = json!({"properties": {"displayName": "p", "mode": "All", "policyRule": {"if": condition, "then": {"effect": "audit"}}}});
        let run = eval(&definition, None, &[machine("a", json!({}))]);
        assert_eq!(run.code, 2, "{}", run.stdout);
        assert!(
            run.stderr.contains(told) && run.stderr.contains("[too-much]"),
            "{}",
            run.stderr
        );
    }
}
