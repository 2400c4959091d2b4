//! Every control on its fixtures, through the real binary: `tests/controls/ID/OUTCOME.json` says what is in the bundle and
//! which outcome follows, `OUTCOME-some-words.json` tells of an edge. Each fixture is a test of its own, named `ID::OUTCOME`. A control
//! that lacks an outcome fails, and so does a finding that its fixture does not expect.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "it/common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use common::fixture::bundle;
use common::{Sandbox, json};
use libtest_mimic::{Arguments, Failed, Trial};
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
    let contradiction = finding["contradiction"].as_str().unwrap_or_default();
    if let Some(part) = expected["contradiction"]
        .as_str()
        .filter(|part| !contradiction.contains(part))
    {
        faults.push(format!(
            "{subject}: the contradiction “{contradiction}” does not say “{part}”"
        ));
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

/// The framework and its fixtures: those of the program, or those that somebody writes elsewhere.
fn places() -> (PathBuf, PathBuf) {
    let given = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let framework = given("UNDERPIN_FRAMEWORK").unwrap_or_else(|| root().join("templates/framework"));
    let fixtures = given("UNDERPIN_FIXTURES").unwrap_or_else(|| root().join("tests/controls"));
    (framework, fixtures)
}

/// What a control lacks: a folder of fixtures, or one of the outcomes that it can have. A control that a framework elsewhere took over
/// as it was has the fixtures of the program.
fn folder(id: &str) -> Option<PathBuf> {
    let own = places().1.join(id);
    let folder = if own.is_dir() {
        own
    } else {
        root().join("tests/controls").join(id)
    };
    folder.is_dir().then_some(folder)
}

/// Every outcome that a control can have has a fixture.
fn complete(id: &str, control: &Value) -> Result<(), Failed> {
    let folder = folder(id).ok_or("the control has no fixtures")?;
    let names = names(&folder);
    let lacking: Vec<&str> = outcomes(control)
        .into_iter()
        .filter(|outcome| !names.contains(*outcome))
        .collect();
    told(
        lacking
            .iter()
            .map(|outcome| format!("{id} lacks {outcome}.json"))
            .collect(),
    )
}

/// One fixture, through the program.
fn run(id: &str, file: &Path) -> Result<(), Failed> {
    let framework = places().0;
    let name = file.file_stem().unwrap().to_string_lossy();
    let fixture = json(file);
    let sandbox = Sandbox::new();
    let path = bundle(&sandbox, &fixture);
    let [path, framework] = [&path, &framework].map(|path| path.to_str().unwrap());
    let run = sandbox.run(&[
        "assess",
        path,
        "--framework",
        framework,
        "--out",
        "out",
        "--only",
        "json",
    ]);
    if run.code != 0 {
        return Err(format!("{id}/{name}: {}", run.stderr).into());
    }
    told(complaints(id, &name, &fixture, &json(&sandbox.path("out/report.json"))))
}

fn told(wrong: Vec<String>) -> Result<(), Failed> {
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// The tests of one control: one for each fixture, and one that says whether all are there.
fn trials(id: &str, control: Value) -> Vec<Trial> {
    let files = folder(id).map(|folder| {
        let names = names(&folder).into_iter();
        names
            .map(|name| (folder.join(format!("{name}.json")), name))
            .collect::<Vec<_>>()
    });
    let mut trials: Vec<Trial> = files
        .into_iter()
        .flatten()
        .map(|(file, name)| {
            let id = id.to_owned();
            Trial::test(format!("{id}::{name}"), move || run(&id, &file))
        })
        .collect();
    let id = id.to_owned();
    trials.push(Trial::test(format!("{id}::has_all_its_fixtures"), move || {
        complete(&id, &control)
    }));
    trials
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = places().0.join("controls");
    let controls = names(&folder);
    let mut tests: Vec<Trial> = controls
        .iter()
        .flat_map(|id| trials(id, json(&folder.join(format!("{id}.json")))))
        .collect();
    tests.push(Trial::test(
        "a_finding_that_no_fixture_expects_is_told",
        unexpected_findings,
    ));
    tests.push(Trial::test("every_claim_of_the_brief_is_answered", claims));
    let found = controls.len();
    tests.push(Trial::test("the_controls_are_found", move || match found {
        0..15 => Err(format!("only {found} controls were found").into()),
        _ => Ok(()),
    }));
    libtest_mimic::run(&arguments, tests).exit_code()
}

fn unexpected_findings() -> Result<(), Failed> {
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
    Ok(())
}

fn claims() -> Result<(), Failed> {
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
    Ok(())
}
