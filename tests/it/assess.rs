//! `underpin assess` and `validate` from outside: what a user sees, on good bundles and on bad ones.

use std::fs;
use std::io::Write;

use crate::common::{DOCUMENTS, Run, Sandbox, contoso, graph, json};
use serde_json::{Value, json};

const SUBSCRIPTION: &str = "/subscriptions/11111111-1111-1111-1111-111111111111";

/// An account that is open to the internet and takes keys.
fn open_account(name: &str) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/{name}"),
        "name": name, "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI", "location": "westeurope",
        "subscriptionId": &SUBSCRIPTION[15..], "resourceGroup": "rg-ai", "sku": {"name": "S0"}, "tags": {}, "identity": null,
        "tenantId": "22222222-2222-2222-2222-222222222222",
        "properties": {"publicNetworkAccess": "Enabled", "privateEndpointConnections": []}
    })
}

fn assess(sandbox: &Sandbox, files: &[(&str, Vec<u8>)]) -> Run {
    let bundle = sandbox.zip("bundle.zip", files);
    sandbox.run(&["assess", bundle.to_str().unwrap(), "--out", "out"])
}

#[test]
fn the_sample_yields_all_documents_and_says_so() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["assess", contoso().to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in DOCUMENTS {
        let path = sandbox.path(&format!("contoso-report/{name}"));
        assert!(fs::metadata(&path).unwrap().len() > 1000, "{name}");
        assert!(run.stdout.contains(name), "{name} is not told");
    }
    let report = json(&sandbox.path("contoso-report/report.json"));
    assert!(run.stdout.contains(report["score"]["text"]["value"].as_str().unwrap()));
}

#[test]
fn the_sample_shows_every_outcome_and_several_gates() {
    let report = Sandbox::new().report(&contoso());
    let outcomes = |list: &Value, name: &str| {
        let items = list.as_array().unwrap();
        items.iter().filter(|item| item["outcome"] == name).count()
    };
    for name in ["pass", "fail", "unknown", "notApplicable"] {
        assert!(outcomes(&report["findings"], name) > 0, "no finding is {name}");
        assert!(outcomes(&report["controls"], name) > 0, "no control is {name}");
    }
    let tripped = report["gates"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|gate| gate["state"] == "tripped");
    assert!(tripped.count() >= 2);
}

#[test]
fn one_resource_is_one_however_many_rows_are_about_it() {
    let sandbox = Sandbox::new();
    let account = open_account("oai");
    let id = account["id"].as_str().unwrap();
    let child = |kind: &str, path: &str| json!({ "id": format!("{id}/{path}"), "type": kind, "properties": {} });
    let supplements = json!([
        child("Microsoft.CognitiveServices/accounts/deployments", "deployments/d"),
        child("Microsoft.CognitiveServices/accounts/raiPolicies", "raiPolicies/p"),
        child(
            "Microsoft.Insights/diagnosticSettings",
            "providers/Microsoft.Insights/diagnosticSettings/s"
        ),
    ]);
    let access = json!({"value": [{
        "id": "22222222-2222-4222-8222-222222222222", "displayName": "Require MFA", "state": "enabled",
        "conditions": {}, "grantControls": {}
    }]});
    let bundle = sandbox.zip(
        "bundle.zip",
        &[
            ("resources.json", graph(std::slice::from_ref(&account))),
            ("supplements.json", supplements.to_string().into_bytes()),
            ("ca.json", access.to_string().into_bytes()),
        ],
    );
    let estate = &sandbox.report(&bundle)["estate"];
    assert_eq!(estate["text"], "1 subscription · 1 resource · 1 AI resource");
    assert_eq!(estate["subscriptions"][0]["resources"], "1");
}

#[test]
fn every_record_of_every_input_is_accounted_for() {
    let report = Sandbox::new().report(&contoso());
    for input in report["inputs"].as_array().unwrap() {
        let unused: u64 = input["unused"]
            .as_array()
            .unwrap()
            .iter()
            .map(|unused| unused["count"].as_u64().unwrap())
            .sum();
        let (records, used) = (input["records"].as_u64().unwrap(), input["used"].as_u64().unwrap());
        assert_eq!(records, used + unused, "{input}");
    }
}

#[test]
fn every_decided_finding_names_a_row_that_exists() {
    let report = Sandbox::new().report(&contoso());
    let inputs = report["inputs"].as_array().unwrap();
    let mut seen = 0;
    for finding in report["findings"].as_array().unwrap() {
        let decided = finding["outcome"] == "pass" || finding["outcome"] == "fail";
        let evidence = finding["evidence"].as_array().unwrap();
        assert!(!decided || !evidence.is_empty(), "{finding}");
        for row in evidence {
            let input = inputs.iter().find(|input| input["path"] == row["file"]).unwrap();
            let record = row["record"].as_u64().unwrap();
            assert!((1..=input["records"].as_u64().unwrap()).contains(&record), "{row}");
            seen += 1;
        }
    }
    assert!(seen > 500);
}

#[test]
fn the_same_bundle_gives_the_same_bytes() {
    let sandbox = Sandbox::new();
    for out in ["one", "two"] {
        let run = sandbox.run(&["assess", contoso().to_str().unwrap(), "--out", out, "--quiet"]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    }
    for name in DOCUMENTS {
        let read = |out: &str| fs::read(sandbox.path(&format!("{out}/{name}"))).unwrap();
        assert!(read("one") == read("two"), "{name} differs");
    }
}

#[test]
fn other_files_in_the_output_folder_stay() {
    let sandbox = Sandbox::new();
    sandbox.write("out/notes.txt", "mine");
    let run = assess(&sandbox, &[("resources.json", graph(&[open_account("aoai")]))]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(fs::read_to_string(sandbox.path("out/notes.txt")).unwrap(), "mine");
}

#[test]
#[cfg(feature = "documents")]
fn the_executive_depth_writes_the_executive_summary_and_what_is_named_beside_it() {
    let sandbox = Sandbox::new();
    let bundle = sandbox.zip("bundle.zip", &[("resources.json", graph(&[open_account("aoai")]))]);
    let bundle = bundle.to_str().unwrap();
    let written = |out: &str, more: &[&str]| {
        let arguments = [&["assess", bundle, "--depth", "executive", "--out", out], more].concat();
        let run = sandbox.run(&arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let files = fs::read_dir(sandbox.path(out)).unwrap();
        let mut names: Vec<String> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert!(names.iter().all(|name| run.stdout.contains(name)), "{}", run.stdout);
        names
    };
    assert_eq!(written("alone", &[]), ["executive.pdf"]);
    assert_eq!(
        written("beside", &["--only", "pdf,json"]),
        ["executive.pdf", "report.json"]
    );
}

#[test]
fn a_score_below_the_bound_exits_with_one() {
    let sandbox = Sandbox::new();
    let bundle = sandbox.zip("bundle.zip", &[("resources.json", graph(&[open_account("aoai")]))]);
    let bundle = bundle.to_str().unwrap();
    let at = |least: &str| {
        sandbox
            .run(&[
                "assess",
                bundle,
                "--out",
                "out",
                "--only",
                "json",
                "--fail-under",
                least,
            ])
            .code
    };
    assert_eq!((at("0"), at("90")), (0, 1));
}

/// Text that means something to one of the formats on the way.
const HOSTILE: [&str; 7] = [
    "#panic(\"x\") *bold* $x$ @ref <lbl>",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }}",
    "🚀 rocket",
    "اختبار",
    "合同审查",
];

#[test]
fn hostile_names_come_out_as_text() {
    let sandbox = Sandbox::new();
    let rows: Vec<Value> = HOSTILE.iter().map(|name| open_account(name)).collect();
    let run = assess(&sandbox, &[("resources.json", graph(&rows))]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = json(&sandbox.path("out/report.json"));
    let html = match cfg!(feature = "documents") {
        true => Some(fs::read_to_string(sandbox.path("out/report.html")).unwrap()),
        false => None,
    };
    let csv = fs::read(sandbox.path("out/findings.csv")).unwrap();
    let mut cells = csv::Reader::from_reader(csv.as_slice());
    let cells: Vec<String> = cells
        .records()
        .flat_map(|record| {
            let record = record.unwrap();
            record.iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    for name in HOSTILE {
        let named = |finding: &&Value| finding["subjectName"] == name;
        assert!(
            report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|finding| named(&finding)),
            "{name} in JSON"
        );
        let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let plain = |text: &str| {
            text.replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&#x2f;", "/")
        };
        if let Some(html) = &html {
            assert!(plain(html).contains(&escaped), "{name} in HTML");
        }
        let neutral = if name.starts_with('=') {
            format!("'{name}")
        } else {
            name.to_owned()
        };
        assert!(cells.contains(&neutral), "{name} in CSV");
    }
    assert!(html.is_none_or(|html| !html.contains("<script>alert")));
    assert!(cells.iter().all(|cell| !cell.starts_with('=')));
    for name in DOCUMENTS.iter().filter(|name| name.ends_with(".pdf")) {
        lopdf::Document::load(sandbox.path(&format!("out/{name}"))).unwrap();
    }
}

#[test]
fn a_tenant_without_ai_is_told_apart_from_a_bad_one() {
    let sandbox = Sandbox::new();
    let row = json!({
        "id": format!("{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Web/sites/w"), "name": "w",
        "type": "microsoft.web/sites", "properties": {}, "tags": null, "identity": null
    });
    let run = assess(&sandbox, &[("resources.json", graph(&[row]))]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = json(&sandbox.path("out/report.json"));
    assert_eq!(report["score"]["value"], Value::Null);
    assert_eq!(
        (&report["score"]["worst"], &report["score"]["best"]),
        (&json!(0.0), &json!(100.0))
    );
    assert_eq!(report["score"]["level"], 0);
}

#[test]
fn a_corrupt_zip_is_refused_with_a_sentence() {
    let sandbox = Sandbox::new();
    let mut bytes = fs::read(contoso()).unwrap();
    bytes.truncate(bytes.len() / 2);
    let bundle = sandbox.write("bundle.zip", bytes);
    let run = sandbox.run(&["assess", bundle.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.starts_with("underpin: ") && run.stderr.contains("bundle.zip"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_empty_zip_a_missing_file_and_a_file_that_is_no_zip_are_refused() {
    let sandbox = Sandbox::new();
    let empty = sandbox.zip::<&str>("empty.zip", &[]);
    let text = sandbox.write("notes.zip", "no archive at all");
    let missing = sandbox.path("missing.zip");
    for (bundle, word) in [(empty, "empty"), (text, "zip"), (missing, "missing.zip")] {
        let run = sandbox.run(&["assess", bundle.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{bundle:?}");
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
}

#[test]
fn a_zip_of_unrelated_files_is_refused_and_says_what_was_found() {
    let sandbox = Sandbox::new();
    let run = assess(
        &sandbox,
        &[
            ("holiday.txt", b"Dear all".to_vec()),
            ("photo.jpg", vec![0xff, 0xd8, 0xff, 0xe0]),
        ],
    );
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("holiday.txt") && run.stderr.contains("photo.jpg"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_stands_before_the_cut_of_a_truncated_file_is_used_and_the_cut_is_told() {
    let sandbox = Sandbox::new();
    let mut bytes = graph(&[open_account("one"), open_account("two"), open_account("three")]);
    bytes.truncate(bytes.len() - 300);
    let run = assess(&sandbox, &[("resources.json", bytes)]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let report = json(&sandbox.path("out/report.json"));
    assert_eq!(report["inputs"][0]["used"], 2);
    let problems = report["inputs"][0]["problems"].as_array().unwrap();
    assert!(
        problems
            .iter()
            .any(|problem| problem["code"].as_str().unwrap().contains("trunc")),
        "{problems:?}"
    );
}

#[test]
fn an_encrypted_bundle_opens_with_its_password_only() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("secret.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "right");
    writer.start_file("resources.json", options).unwrap();
    writer.write_all(&graph(&[open_account("aoai")])).unwrap();
    writer.finish().unwrap();
    let path = path.to_str().unwrap();
    let arguments = ["assess", path, "--out", "out", "--only", "json"];
    let none = sandbox.run(&arguments);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("password"), "{}", none.stderr);
    let wrong = sandbox.run_with(&arguments, &[("UNDERPIN_PASSWORD", "wrong")]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("password"), "{}", wrong.stderr);
    let right = sandbox.run_with(&arguments, &[("UNDERPIN_PASSWORD", "right")]);
    assert_eq!(right.code, 0, "{}", right.stderr);
    sandbox.write("password.txt", "right\n");
    let from_file = [arguments.as_slice(), &["--password-file", "password.txt"]].concat();
    assert_eq!(sandbox.run(&from_file).code, 0);
}

#[test]
fn a_folder_is_read_like_a_zip() {
    let sandbox = Sandbox::new();
    let rows = graph(&[open_account("aoai")]);
    let zip = sandbox.zip("bundle.zip", &[("exports/resources.json", rows.clone())]);
    sandbox.write("folder/exports/resources.json", rows);
    let of_zip = sandbox.report(&zip);
    let of_folder = sandbox.report(&sandbox.path("folder"));
    assert_eq!(of_zip["findings"], of_folder["findings"]);
    assert_eq!(of_zip["inputs"], of_folder["inputs"]);
}

#[test]
fn validate_prints_inputs_and_coverage() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["validate", contoso().to_str().unwrap(), "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let printed: Value = serde_json::from_str(&run.stdout).unwrap();
    let families: Vec<&str> = printed["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["family"].as_str().unwrap())
        .collect();
    for family in ["resource-graph", "role-assignments", "recommendations", "ignored"] {
        assert!(families.contains(&family), "{families:?}");
    }
    let coverage = printed["coverage"]["overall"].as_f64().unwrap();
    assert!(coverage > 0.5 && coverage < 1.0);
    let text = sandbox.run(&["validate", contoso().to_str().unwrap()]);
    assert!(text.stdout.contains("Coverage:"));
}

#[test]
fn validate_tells_of_a_bundle_in_which_nothing_can_be_used() {
    let sandbox = Sandbox::new();
    let bundle = sandbox.zip("bundle.zip", &[("holiday.txt", b"Dear all".to_vec())]);
    let run = sandbox.run(&["validate", bundle.to_str().unwrap(), "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let printed: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(printed["inputs"][0]["family"], "unrecognised");
    assert_eq!(printed["coverage"]["overall"], 0.0);
}

#[test]
fn case_of_ids_types_and_keys_changes_nothing() {
    fn upper(value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| (key.to_uppercase(), upper(value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Value::Array(items) => items.iter().map(upper).collect(),
            Value::String(text) => text.to_uppercase().into(),
            other => other.clone(),
        }
    }
    let row = open_account("aoai");
    let mut loud = row["properties"].clone();
    loud = upper(&loud);
    let mut shouted = row.clone();
    shouted["properties"] = loud;
    shouted["id"] = row["id"].as_str().unwrap().to_uppercase().into();
    shouted["type"] = "MICROSOFT.COGNITIVESERVICES/ACCOUNTS".into();
    let sandbox = Sandbox::new();
    let outcomes = |row: Value, name: &str| -> Vec<(String, String)> {
        let bundle = sandbox.zip(name, &[("resources.json", graph(&[row]))]);
        let report = sandbox.report(&bundle);
        let findings = report["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .map(|finding| (finding["control"].to_string(), finding["outcome"].to_string()))
            .collect()
    };
    assert_eq!(outcomes(row, "quiet.zip"), outcomes(shouted, "loud.zip"));
}
