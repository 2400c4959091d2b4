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
            "1 compliant, 0 not compliant, 0 unknown",
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
    let request = json!({"value": "[requestContext().apiVersion]", "less": "2023-05-01"});
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
