//! `underpin policy` and what `underpin controls` does with policies and frameworks, through the real binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{Sandbox, graph};
use serde_json::{Value, json};

const ACCOUNT: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts";

fn account(name: &str, local_auth_off: bool) -> Value {
    json!({
        "id": format!("{ACCOUNT}/{name}"), "name": name, "type": "microsoft.cognitiveservices/accounts",
        "kind": "OpenAI", "location": "westeurope", "properties": { "disableLocalAuth": local_auth_off }
    })
}

fn states(sandbox: &Sandbox, definition: &Path, rows: &[Value]) -> Vec<(String, String)> {
    let bundle = sandbox.zip("bundle.zip", &[("resources.json", graph(rows))]);
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
    let found = states(&sandbox, &definition, &[logged.clone(), silent.clone(), setting]);
    assert_eq!(
        found,
        [
            ("logged".to_owned(), "Compliant".to_owned()),
            ("silent".to_owned(), "NonCompliant".to_owned())
        ]
    );
    let found = states(&sandbox, &definition, &[logged, silent]);
    assert!(found.iter().all(|(_, state)| state == "Unknown"), "{found:?}");
}

#[test]
fn a_framework_with_a_mistake_is_refused_with_its_place() {
    let sandbox = Sandbox::new();
    let framework = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/framework");
    copy(&framework, &sandbox, "own");
    let run = sandbox.run(&["controls", "lint", "own"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let path = sandbox.path("own/controls/IDN-01.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"AIACC\"", "\"AIACCOUNTS\"")).unwrap();
    let run = sandbox.run(&["controls", "lint", "own"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("controls/IDN-01.json at /subjects: there is no set `AIACCOUNTS`"),
        "{}",
        run.stderr
    );
}

fn copy(from: &Path, sandbox: &Sandbox, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            copy(&path, sandbox, &name);
        } else {
            sandbox.write(&name, fs::read(&path).unwrap());
        }
    }
}
