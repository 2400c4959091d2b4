//! Every control on its fixtures, through the real binary: `tests/controls/ID/OUTCOME.json` says what is in the bundle and
//! which outcome follows, `OUTCOME-some-words.json` tells of an edge. A control that lacks an outcome fails this test, and so
//! does a finding that its fixture does not expect.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::fixture::bundle;
use common::{Sandbox, json};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// The outcome that a fixture is named after.
fn outcome(name: &str) -> &str {
    name.split('-').next().unwrap()
}

/// What is wrong with the report of one fixture.
fn complaints(id: &str, name: &str, fixture: &Value, report: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    let controls = report["controls"].as_array().unwrap();
    let control = controls.iter().find(|control| control["id"] == id).unwrap();
    if control["outcome"] != outcome(name) {
        complaints.push(format!("the control is {}: {}", control["outcome"], control["finding"]));
    }
    let subject = |value: &Value| value["subject"].as_str().unwrap().to_ascii_lowercase();
    let findings = report["findings"].as_array().unwrap().iter();
    let mut findings: BTreeMap<String, &Value> = findings
        .filter(|finding| finding["control"] == id)
        .map(|finding| (subject(finding), finding))
        .collect();
    for expected in fixture["expect"].as_array().unwrap() {
        match findings.remove(&subject(expected)) {
            None => complaints.push(format!("no finding for {}", expected["subject"])),
            Some(finding) => complaints.extend(faults(expected, finding)),
        }
    }
    let unexpected = findings.iter();
    complaints.extend(unexpected.map(|(subject, finding)| format!("{subject} is {} unexpectedly", finding["outcome"])));
    complaints
        .into_iter()
        .map(|what| format!("{id}/{name}: {what}"))
        .collect()
}

/// What is wrong with one finding.
fn faults(expected: &Value, finding: &Value) -> Vec<String> {
    let (subject, reason) = (&expected["subject"], finding["reason"].as_str().unwrap());
    if finding["outcome"] != expected["outcome"] {
        let (is, wanted) = (&finding["outcome"], &expected["outcome"]);
        return vec![format!("{subject} is {is}, not {wanted}: {reason}")];
    }
    let mut faults = Vec::new();
    if let Some(part) = expected["reason"].as_str().filter(|part| !reason.contains(part)) {
        faults.push(format!("{subject}: “{reason}” does not say “{part}”"));
    }
    let decided = expected["outcome"] == "pass" || expected["outcome"] == "fail";
    if decided && finding["evidence"].as_array().unwrap().is_empty() {
        faults.push(format!("{subject} is decided without evidence"));
    }
    faults
}

/// The outcomes that a control can have: one that judges the tenant as a whole always has its subject.
fn outcomes(control: &Value) -> Vec<&'static str> {
    let tenant = control["subjects"]["tenant"] == true;
    let mut outcomes = vec!["pass", "fail", "unknown"];
    if !tenant {
        outcomes.push("notApplicable");
    }
    outcomes
}

/// Everything that is wrong with the fixtures of one control.
fn check(id: &str, control: &Value) -> Vec<String> {
    let folder = root().join("tests/controls").join(id);
    if !folder.is_dir() {
        return vec![format!("{id} has no fixtures")];
    }
    let names = names(&folder);
    let lacking = outcomes(control)
        .into_iter()
        .filter(|outcome| !names.contains(*outcome));
    let mut wrong: Vec<String> = lacking.map(|outcome| format!("{id} lacks {outcome}.json")).collect();
    for name in &names {
        let fixture = json(&folder.join(format!("{name}.json")));
        let sandbox = Sandbox::new();
        let path = bundle(&sandbox, &fixture);
        let run = sandbox.run(&["assess", path.to_str().unwrap(), "--out", "out", "--only", "json"]);
        if run.code == 0 {
            let report = json(&sandbox.path("out/report.json"));
            wrong.extend(complaints(id, name, &fixture, &report));
        } else {
            wrong.push(format!("{id}/{name}: {}", run.stderr));
        }
    }
    wrong
}

#[test]
fn every_control_decides_its_fixtures_as_they_say() {
    let folder = root().join("templates/framework/controls");
    let controls = names(&folder);
    assert!(controls.len() >= 15, "only {} controls were found", controls.len());
    let checked = controls
        .iter()
        .map(|id| check(id, &json(&folder.join(format!("{id}.json")))));
    let wrong: Vec<String> = checked.flatten().collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_finding_that_no_fixture_expects_is_told() {
    let finding = |subject: &str| {
        serde_json::json!({ "control": "X-1", "subject": subject, "outcome": "pass",
        "reason": "r", "evidence": [1] })
    };
    let report = serde_json::json!({ "controls": [{ "id": "X-1", "outcome": "pass", "finding": "" }],
        "findings": [finding("a"), finding("b")] });
    let fixture = serde_json::json!({ "expect": [{ "subject": "A", "outcome": "pass" }] });
    assert_eq!(
        complaints("X-1", "pass", &fixture, &report),
        ["X-1/pass: b is \"pass\" unexpectedly"]
    );
    let fixture = serde_json::json!({ "expect": [{ "subject": "c", "outcome": "pass" }] });
    assert_eq!(complaints("X-1", "fail", &fixture, &report).len(), 4);
}

#[test]
fn every_claim_of_the_brief_is_answered() {
    let folder = root().join("templates/framework");
    let framework = json(&folder.join("framework.json"));
    let mut answered: BTreeSet<String> = framework["claims"].as_object().unwrap().keys().cloned().collect();
    for id in names(&folder.join("controls")) {
        let control = json(&folder.join(format!("controls/{id}.json")));
        let claims = control["claims"].as_array().unwrap().iter();
        answered.extend(claims.map(|claim| claim.as_str().unwrap().to_owned()));
    }
    let claims: BTreeSet<String> = (1..=35).map(|number| format!("S{number:02}")).collect();
    assert_eq!(answered, claims);
}
