//! Truth values from outside: a word that is neither true nor false decides nothing, wherever Azure keeps a truth value, and a tag
//! is a text.

use crate::common::{ACCOUNT, Sandbox, graph};
use serde_json::{Value, json};

const REGISTRIES: &str = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries";

/// A table of registries that AI may use, as a query projects them, beside one account.
fn registries(rows: &[(&str, &str, &str)]) -> String {
    let mut table =
        "id,type,name,location,kind,properties_adminUserEnabled,properties_anonymousPullEnabled,tags.ai-data\n"
            .to_owned();
    table.push_str(&format!(
        "{ACCOUNT}/oai,microsoft.cognitiveservices/accounts,oai,westeurope,OpenAI,,,\n"
    ));
    for (name, pull, tag) in rows {
        table.push_str(&format!(
            "{REGISTRIES}/{name},microsoft.containerregistry/registries,{name},westeurope,,FALSE,{pull},{tag}\n"
        ));
    }
    table
}

fn report_of(name: &str, content: impl Into<Vec<u8>>) -> Value {
    let sandbox = Sandbox::new();
    sandbox.report(&sandbox.zip("b.zip", &[(name, content.into())]))
}

/// The outcome and the reason of a control for the subject of this name.
fn finding(report: &Value, control: &str, name: &str) -> Option<(String, String)> {
    let findings = report["findings"].as_array().unwrap().iter();
    let mut of_control = findings.filter(|finding| finding["control"] == control);
    let found = of_control.find(|finding| {
        let id = finding["subject"].as_str().unwrap();
        id.ends_with(&format!("/{name}"))
    })?;
    let reason = found["reason"].as_str().unwrap_or_default().to_owned();
    Some((found["outcome"].as_str().unwrap().to_owned(), reason))
}

#[test]
fn a_word_that_no_list_holds_is_unknown_and_the_ledger_names_column_and_word() {
    let table = registries(&[
        ("true-en", "TRUE", "yes"),
        ("wahr-de", "WAHR", "yes"),
        ("false-en", "FALSE", "yes"),
        ("sann-no", "SANN", "yes"),
        ("sant-sv", "SANT", "yes"),
        ("prawda-pl", "PRAWDA", "yes"),
        ("one", "1", "yes"),
    ]);
    let report = report_of("registries.csv", table);
    for (name, expected) in [
        ("true-en", "fail"),
        ("wahr-de", "fail"),
        ("false-en", "pass"),
        ("sann-no", "unknown"),
        ("sant-sv", "unknown"),
        ("prawda-pl", "unknown"),
        ("one", "unknown"),
    ] {
        let (outcome, reason) = finding(&report, "DAT-02", name).unwrap();
        assert_eq!(outcome, expected, "{name}: {reason}");
    }
    let (_, reason) = finding(&report, "DAT-02", "sann-no").unwrap();
    assert!(
        reason.contains("Anonymous pull is SANN, which is neither true nor false"),
        "{reason}"
    );
    let problems = report["inputs"][0]["problems"].as_array().unwrap();
    let told = problems
        .iter()
        .find(|problem| problem["code"] == "no-truth-value")
        .unwrap();
    let message = told["message"].as_str().unwrap();
    for part in ["`properties_anonymousPullEnabled`", "`SANN`", "4 records"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn a_tag_in_a_column_of_its_own_is_a_text() {
    for (tag, claimed) in [
        ("true", true),
        ("TRUE", true),
        ("yes", true),
        ("false", false),
        ("FALSE", false),
        ("", false),
    ] {
        let report = report_of("registries.csv", registries(&[("reg", "TRUE", tag)]));
        let outcome = finding(&report, "DAT-02", "reg").map(|(outcome, _)| outcome);
        // The other tags that claim a store for AI are not in the table.
        let expected = if claimed { "fail" } else { "unknown" };
        assert_eq!(outcome.as_deref(), Some(expected), "{tag}");
    }
}

#[test]
fn a_tag_that_a_tool_wrote_as_a_truth_value_is_a_text_all_the_same() {
    let row = |tag: Value| {
        json!({"id": format!("{REGISTRIES}/reg"), "name": "reg", "type": "microsoft.containerregistry/registries",
            "location": "westeurope", "tags": {"ai-data": tag},
            "properties": {"anonymousPullEnabled": true, "adminUserEnabled": false}})
    };
    let account = json!({"id": format!("{ACCOUNT}/oai"), "name": "oai", "type": "microsoft.cognitiveservices/accounts",
        "kind": "OpenAI", "location": "westeurope", "properties": {}});
    for (tag, claimed) in [
        (json!("true"), true),
        (json!(true), true),
        (json!(false), false),
        (json!(1), true),
    ] {
        let report = report_of("r.json", graph(&[account.clone(), row(tag.clone())]));
        let outcome = finding(&report, "DAT-02", "reg").map(|(outcome, _)| outcome);
        assert_eq!(outcome.as_deref(), claimed.then_some("fail"), "{tag}");
    }
}

#[test]
fn a_value_of_another_kind_in_json_is_unknown_and_the_reason_names_it() {
    for (value, told) in [
        (json!("yes"), "yes"),
        (json!({"a": 1}), r#"{"a":1}"#),
        (json!(1), "1"),
        (json!(0), "0"),
    ] {
        let row = json!({"id": format!("{ACCOUNT}/a"), "name": "a", "type": "microsoft.cognitiveservices/accounts",
            "kind": "OpenAI", "location": "westeurope", "properties": {"disableLocalAuth": value}});
        let (outcome, reason) = finding(&report_of("r.json", graph(&[row])), "IDN-01", "a").unwrap();
        assert_eq!(outcome, "unknown", "{told}: {reason}");
        let sentence = format!("The switch for account keys is {told}, which is neither true nor false");
        assert!(reason.contains(&sentence), "{told}: {reason}");
    }
}

#[test]
fn a_truth_value_as_text_is_one_in_any_case() {
    for (value, expected) in [(json!("True"), "pass"), (json!("false"), "fail"), (json!(true), "pass")] {
        let row = json!({"id": format!("{ACCOUNT}/a"), "name": "a", "type": "microsoft.cognitiveservices/accounts",
            "kind": "OpenAI", "location": "westeurope", "properties": {"disableLocalAuth": value}});
        let outcome = finding(&report_of("r.json", graph(&[row])), "IDN-01", "a").map(|(outcome, _)| outcome);
        assert_eq!(outcome.as_deref(), Some(expected), "{value}");
    }
}
