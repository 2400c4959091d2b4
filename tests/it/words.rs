//! What the texts of a report say: sentences and names where the engine knows paths and ids, one way of writing numbers, and
//! commands that can be run as they stand, whatever the tenant's names hold.

use crate::common::{Sandbox, account, contoso, graph};
use serde_json::Value;

/// Parts of sentences that only the engine would say.
const RAW: [&str; 9] = [
    "properties.",
    " is absent",
    "createArray(",
    "false()",
    "[*]",
    " match",
    "networkAcls",
    "/subscriptions/",
    "managementGroups/",
];

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

#[test]
fn evidence_speaks_in_sentences_and_keeps_what_was_read_beside_them() {
    let report = Sandbox::new().report(&contoso());
    let rows = list(&report, "controls")
        .iter()
        .flat_map(|control| list(control, "rows"));
    let is_traced = |row: &&Value| row["trace"].as_str().is_some_and(|trace| trace.contains("properties."));
    let traced = rows.filter(is_traced).count();
    let (mut sentences, mut raw) = (0, Vec::new());
    for finding in list(&report, "findings") {
        for row in finding["evidence"].as_array().into_iter().flatten() {
            let what = text(row, "what");
            sentences += 1;
            if RAW.iter().any(|raw| what.contains(raw)) || !what.is_empty() && !what.ends_with(['.', '?', '!', '…']) {
                raw.push(format!("{}: {what}", text(finding, "control")));
            }
        }
    }
    assert!(
        sentences > 1000 && traced > 50,
        "{sentences} sentences, {traced} traces"
    );
    assert!(raw.is_empty(), "{} of {sentences}: {raw:#?}", raw.len());
}

#[test]
fn a_finding_says_of_how_many_and_keeps_what_is_open_apart() {
    let report = Sandbox::new().report(&contoso());
    for control in list(&report, "controls") {
        let (id, finding) = (text(control, "id"), text(control, "finding"));
        let count = |outcome: &str| control["counts"][outcome].as_u64().unwrap();
        let (fail, pass, unknown) = (count("fail"), count("pass"), count("unknown"));
        assert_eq!(unknown > 0, !text(control, "unsettled").is_empty(), "{id}");
        assert!(!finding.contains("could not be judged:"), "{id}: {finding}");
        if fail > 1 && pass > 0 {
            let all = format!(" of {} ", fail + pass);
            assert!(finding.contains(&all), "{id}: {finding}");
        }
    }
}

#[test]
fn the_first_page_speaks_no_word_of_the_engine() {
    let report = Sandbox::new().report(&contoso());
    let summary = &report["summary"];
    let mut texts = vec![
        text(summary, "verdict").to_owned(),
        text(summary, "narrative").to_owned(),
        text(summary, "basisNote").to_owned(),
        text(&report["score"]["text"], "cap").to_owned(),
        text(&report["score"], "confidenceText").to_owned(),
    ];
    texts.extend(
        list(summary, "figures")
            .iter()
            .map(|figure| text(figure, "label").to_owned()),
    );
    for risk in list(summary, "risks") {
        texts.push(format!("{} {}", text(risk, "title"), text(risk, "detail")));
    }
    for said in texts {
        let words: Vec<String> = said
            .split(|next: char| !next.is_alphanumeric())
            .map(str::to_lowercase)
            .collect();
        for word in [
            "gate", "gates", "tripped", "subject", "subjects", "tier", "attested", "bundle", "az",
        ] {
            assert!(!words.iter().any(|own| own == word), "“{word}” in: {said}");
        }
        assert!(!said.contains('`') && !said.contains("--"), "{said}");
    }
}

#[test]
fn a_command_names_the_failing_resource_and_quotes_what_a_shell_would_run() {
    let sandbox = Sandbox::new();
    let hostile = "a';$(reboot)`id`";
    let bundle = sandbox.zip("b.zip", &[("rows.json", graph(&[account(hostile, false)]))]);
    let report = sandbox.report(&bundle);
    let control = list(&report, "controls")
        .iter()
        .find(|control| control["id"] == "IDN-01")
        .unwrap();
    let way = list(control, "remediation")
        .iter()
        .find(|way| text(way, "template").contains("disableLocalAuth=true"))
        .unwrap();
    let code = text(way, "code");
    let quoted = r"accounts/a'\'';$(reboot)`id`'";
    assert!(
        code.contains("--ids '/subscriptions/") && code.contains(quoted),
        "{code}"
    );
    assert_eq!(text(way, "filledFor"), hostile);
    // What a person has to choose stays a placeholder, with its meaning.
    let choices = list(way, "choices");
    assert!(
        choices.iter().any(|choice| choice["label"] == "caller-object-id"),
        "{choices:?}"
    );

    let plain = sandbox.zip("c.zip", &[("rows.json", graph(&[account("aoai-one", false)]))]);
    let report = sandbox.report(&plain);
    let control = list(&report, "controls")
        .iter()
        .find(|control| control["id"] == "IDN-01")
        .unwrap();
    let codes: Vec<&str> = list(control, "remediation")
        .iter()
        .map(|way| text(way, "code"))
        .collect();
    assert!(
        codes
            .iter()
            .any(|code| code.contains("--ids /subscriptions/") && code.contains("/aoai-one ")),
        "{codes:?}"
    );
    // A search service is not what fails here: its command keeps its placeholder.
    assert!(codes.iter().any(|code| code.contains("<search-service>")), "{codes:?}");
}

#[test]
fn the_work_of_a_step_grows_with_the_number_of_its_subjects() {
    let sandbox = Sandbox::new();
    let work = |name: &str, number: usize| {
        let rows: Vec<Value> = (0..number).map(|at| account(&format!("aoai-{at:04}"), false)).collect();
        let bundle = sandbox.zip(name, &[("rows.json", graph(&rows))]);
        let report = sandbox.report(&bundle);
        let control = list(&report, "controls")
            .iter()
            .find(|control| control["id"] == "IDN-01")
            .unwrap();
        (
            text(control, "effortText").to_owned(),
            text(control, "finding").to_owned(),
        )
    };
    let (one, finding) = work("one.zip", 1);
    assert!(
        finding.starts_with("The one endpoint still accepts account keys: aoai-0000."),
        "{finding}"
    );
    let (many, finding) = work("many.zip", 1200);
    assert!(
        finding.starts_with("All 1,200 endpoints still accept account keys: "),
        "{finding}"
    );
    assert!(finding.contains(" and 1,197 more."), "{finding}");
    assert_eq!((one.as_str(), many.as_str()), ("2 weeks", "4 months"));
}
