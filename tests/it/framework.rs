//! A framework in a folder of its own: what is told of its mistakes and of its controls, through the real binary.

use std::fs;
use std::path::Path;

use crate::common::{Sandbox, account, graph};
use serde_json::{Value, json};

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
            .contains("controls/IDN-01.json at /subjects/resources: there is no set `AIACCOUNTS`"),
        "{}",
        run.stderr
    );
}

#[test]
fn each_mistake_in_a_control_is_told_with_its_place_and_what_was_meant() {
    let sandbox = Sandbox::new();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/framework"),
        &sandbox,
        "own",
    );
    let good = include_str!("../fixtures/NET-90.json");
    let lint = |text: &str| {
        sandbox.write("own/controls/NET-90.json", text);
        sandbox.run(&["controls", "lint", "own"])
    };
    let run = lint(good);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let wrong = [
        (
            "\"severity\"",
            "\"severty\"",
            "/severty (line 7, column 11): unknown field `severty`",
            "did you mean `severity`?",
        ),
        (
            "\"low\"",
            "\"lwo\"",
            "/severity (line 7, column 19): unknown variant `lwo`",
            "did you mean `low`?",
        ),
        (
            "  \"severity\": \"low\",\n",
            "",
            "/ (line",
            "missing field `severity`: it has to be given",
        ),
        ("\"gap\":", "\"gap\"", "/gap (line", "this is no JSON: expected `:`"),
        (
            "\"fails\"",
            "\"fials\"",
            "/evidence/0 (line",
            "unknown field `fials`, expected `fails` or `says`; did you mean `fails`?",
        ),
        ("\"policy\"", "\"polcy\"", "/evidence/0 (line", "did you mean `policy`?"),
        (
            "\"equals\"",
            "\"equal\"",
            "/evidence/0/fails/equal:",
            "did you mean `equals`?",
        ),
        (
            "\"equals\"",
            "\"in\"",
            "/evidence/0/fails/in:",
            "`in` must be a list, not text",
        ),
        (
            "properties.",
            "properties..",
            "/evidence/0/fails/field:",
            "has an empty name between its dots",
        ),
        ("NET-90", "NTE-90", "/id:", "there is no domain `NTE`; there are IDN"),
        ("AIACC", "AIAC", "/subjects/resources:", "did you mean `AIACC`?"),
        ("\"mcsb\"", "\"mscb\"", "/mappings/mscb:", "did you mean `mcsb`?"),
        (
            "https://",
            "http://",
            "/references/0/url:",
            "addresses start with https://, and `http://",
        ),
        (
            "\"resources\": [\"AIACC\"]",
            "\"resources\": [\"AIACC\"], \"environments\": [\"prod\"]",
            "/subjects/environments:",
            "there is no environment `prod`; there are production, non-production, sandbox, unknown",
        ),
        (
            "\"resources\": [\"AIACC\"]",
            "\"resources\": [\"AIACC\"], \"except\": { \"outside\": \"AIACC\", \"because\": \"It is outside.\" }",
            "/subjects/except:",
            "say in `untold` why it is unknown",
        ),
        (
            "\"kind\": \"policy\",",
            "\"kind\": \"policy\", \"environments\": [\"Production\"],",
            "/evidence/0/environments:",
            "there is no environment `Production`",
        ),
        (
            "\"The properties of the account settle this.\"",
            "\" \"",
            "/gap:",
            "can't be empty",
        ),
        ("{count} accounts", "the accounts", "/step/many:", "with {count}"),
        (
            "\"Networking, clear the exception.\"",
            "\"Networking.\", \"code\": \"az x --ids <acount-resource-id>\"",
            "/remediation/0/code:",
            "no placeholder `<acount-resource-id>` in placeholders.json; did you mean `account-resource-id`?",
        ),
        (
            "\"AzureServices\"",
            "\"[requestContext().apiVersion]\"",
            "/evidence/0/fails:",
            "no export of resources holds requestContext()",
        ),
    ];
    for (from, to, place, words) in wrong {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let run = lint(&text);
        assert_eq!(run.code, 2, "{to}");
        let told = run
            .stderr
            .lines()
            .any(|line| line.contains(&format!("controls/NET-90.json at {place}")));
        assert!(told && run.stderr.contains(words), "{to}: {}", run.stderr);
    }
}

/// The control of every kind of evidence says what decides it, in words and as its file has it.
#[test]
fn a_control_of_each_kind_is_explained_to_the_last_setting() {
    let sandbox = Sandbox::new();
    for (control, told) in [
        (
            "NET-01",
            &[
                "how open the way in `service` is",
                "Part of the gate G1, which caps the score at 39",
                "\"most\": \"allOfAzure\"",
            ][..],
        ),
        ("DAT-03", &["fails when:", "minimumTlsVersion"]),
        ("NET-02", &["the private endpoints that lead to the subject"]),
        ("NET-09", &["\"zones\"", "privatelink.services.ai.azure.com"]),
        ("NET-12", &["\"exceptions\"", "widestAddressPrefix = 24"]),
        (
            "MOD-07",
            &["the gateways that lead to the subject, and whether its policies have llm-token-limit"],
        ),
        (
            "IDN-07",
            &[
                "\"classes\"",
                "reachedStoresMost = 10",
                "each identity that AI run under",
            ],
        ),
        ("IDN-16", &["\"parameter\": \"modelOwnersMost\"", "modelOwnersMost = 5"]),
        ("GOV-03", &["sandbox-peering: "]),
        ("GOV-05", &["\"guardrails\"", "037eea7a-bd0a-46c5-9a66-03aea78705d3"]),
        ("MON-01", &["\"plan\": \"AI\"", "fail: ", "pass: "]),
        (
            "MOD-02",
            &[
                "\"join\"",
                "\"category-off\"",
                "Only those of the environments: production, unknown",
            ],
        ),
        ("DAT-06", &["all of these: fails when any part fails"]),
        ("MON-13", &["\"severities\""]),
        ("MON-15", &["\"days\""]),
        ("GOV-02", &["\"alone\""]),
        ("IDN-08", &["\"combinations\""]),
        ("GOV-10", &["\"days\""]),
    ] {
        let run = sandbox.run(&["controls", "explain", control]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for part in told {
            assert!(
                run.stdout.contains(part),
                "{control} does not say {part}:\n{}",
                run.stdout
            );
        }
        assert!(run.stdout.contains("Decided by the first of these that can tell"));
        assert!(run.stdout.contains("Unknown where none can tell, until: "));
    }
}

#[test]
fn a_control_may_take_its_condition_from_a_policy_definition() {
    let sandbox = Sandbox::new();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/framework"),
        &sandbox,
        "own",
    );
    let path = sandbox.path("own/controls/IDN-01.json");
    let mut control: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let says = control["evidence"][0]["says"].clone();
    let refer = |file: &str, parameters: Value| json!([{"kind": "policy", "says": says, "fails": {"policyDefinition": file, "parameters": parameters}}]);
    let definition = json!({"properties": {
        "mode": "Indexed",
        "parameters": {"region": {"type": "String", "allowedValues": ["westeurope", "northeurope"]}},
        "policyRule": {
            "if": {"allOf": [
                {"field": "type", "equals": "Microsoft.CognitiveServices/accounts"},
                {"field": "location", "equals": "[parameters('region')]"},
                {"field": "Microsoft.CognitiveServices/accounts/disableLocalAuth", "notEquals": true},
            ]},
            "then": {"effect": "audit"},
        },
    }});

    sandbox.write("own/definitions/local-auth.json", definition.to_string());
    let lint = |control: &Value| {
        fs::write(&path, control.to_string()).unwrap();
        sandbox.run(&["controls", "lint", "own"])
    };
    control["evidence"] = refer("local-auth.json", json!({"region": "westeurope"}));
    let run = lint(&control);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows = [account("keys", false), account("tokens", true)];
    let bundle = sandbox.zip("bundle.zip", &[("resources.json", graph(&rows))]);
    let run = sandbox.run(&[
        "assess",
        bundle.to_str().unwrap(),
        "--framework",
        "own",
        "--out",
        "out",
        "--only",
        "json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = crate::common::json(&sandbox.path("out/report.json"));
    let findings = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["control"] == "IDN-01");
    let outcome = |finding: &Value| {
        (
            finding["subject"].as_str().unwrap().ends_with("keys"),
            finding["outcome"].clone(),
        )
    };
    let mut outcomes: Vec<_> = findings.map(outcome).collect();
    outcomes.sort_by_key(|(keys, _)| !keys);
    assert_eq!(outcomes, [(true, json!("fail")), (false, json!("pass"))]);
    for (file, parameters, told) in [
        (
            "local-auth.json",
            json!({}),
            "definitions/local-auth.json at /properties/policyRule/if/allOf/1/equals: the parameter `region`",
        ),
        (
            "local-auth.json",
            json!({"region": "mars"}),
            "controls/IDN-01.json at /evidence/0/fails/parameters: the parameter `region` cannot be",
        ),
        (
            "lokal-auth.json",
            json!({}),
            "controls/IDN-01.json at /evidence/0/fails/policyDefinition: there is no definitions/lokal-auth.json",
        ),
    ] {
        control["evidence"] = refer(file, parameters);
        let run = lint(&control);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
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
