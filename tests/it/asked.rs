//! Lists of one resource: whom an empty one speaks for.

use crate::common::{ACCOUNT, Sandbox, graph};
use serde_json::{Value, json};

/// The outcome of a control for one account, beside a further file, and the problems of that file.
fn outcome(control: &str, files: &[(&str, Vec<u8>)]) -> (String, Vec<String>) {
    let account = json!({"id": format!("{ACCOUNT}/oai"), "name": "oai", "type": "microsoft.cognitiveservices/accounts", "kind": "OpenAI",
        "location": "westeurope", "identity": null, "properties": {}});
    let sandbox = Sandbox::new();
    let resources = graph(&[account]);
    let mut all = vec![("resources.json", resources)];
    all.extend(files.iter().cloned());
    let report = sandbox.report(&sandbox.zip("b.zip", &all));
    let controls = report["controls"].as_array().unwrap();
    let found = controls.iter().find(|found| found["id"] == control).unwrap();
    let inputs = report["inputs"].as_array().unwrap().iter();
    let input = inputs.clone().find(|input| input["path"] == files[0].0).unwrap();
    let codes = input["problems"].as_array().unwrap().iter();
    let codes = codes.map(|problem| problem["code"].as_str().unwrap().to_owned());
    (found["outcome"].as_str().unwrap().to_owned(), codes.collect())
}

fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

#[test]
fn an_empty_list_is_an_answer_where_its_resource_is_named() {
    let id = format!("{ACCOUNT}/oai");
    let named = [
        json!({"resource": id, "diagnosticSettings": []}),
        json!([{"url": format!("{id}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview"), "value": []}]),
        json!({"command": format!("az monitor diagnostic-settings list --resource {id} -o json"), "value": []}),
    ];
    for list in named {
        let (outcome, codes) = outcome("MON-04", &[("list.json", bytes(&list))]);
        assert!(outcome == "fail" && codes.is_empty(), "{list}: {outcome} {codes:?}");
    }
}

#[test]
fn an_empty_list_of_no_resource_an_empty_file_and_the_list_of_another_resource_are_none() {
    let other = json!({"resource": format!("{ACCOUNT}/other"), "diagnosticSettings": []});
    for (content, code) in [
        (b"[]".to_vec(), "empty-list"),
        (Vec::new(), "empty-file"),
        (bytes(&other), ""),
    ] {
        let (outcome, codes) = outcome("MON-04", &[("list.json", content)]);
        let wanted: Vec<&str> = (!code.is_empty()).then_some(code).into_iter().collect();
        assert!(outcome == "unknown" && codes == wanted, "{code}: {outcome} {codes:?}");
    }
}

#[test]
fn a_manifest_names_the_resource_of_a_list() {
    let address = format!("{ACCOUNT}/oai/providers/Microsoft.Insights/diagnosticSettings");
    let manifest = |path: &str| bytes(&json!({"files": [{"path": path, "sha256": "", "url": address}]}));
    let list = ("list.json", b"[]".to_vec());
    let (found, codes) = outcome("MON-04", &[list, ("manifest.json", manifest("list.json"))]);
    assert!(found == "fail" && codes.is_empty(), "{found} {codes:?}");
    // Nothing at all is no list, whatever the manifest says.
    let nothing = ("list.json", Vec::new());
    let (found, codes) = outcome("MON-04", &[nothing, ("manifest.json", manifest("list.json"))]);
    assert!(found == "unknown" && codes == ["empty-file"], "{found} {codes:?}");
}
