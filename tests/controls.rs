//! Every control on its fixtures, through the real binary: `tests/controls/ID/OUTCOME.json` says what is in the bundle and
//! which outcome follows. A control without fixtures fails this test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Sandbox, graph, json};
use serde_json::Value;

const RECOMMENDATION_COLUMNS: [&str; 27] = [
    "exportedTimestamp",
    "subscriptionId",
    "subscriptionName",
    "resourceGroup",
    "resourceType",
    "resourceName",
    "resourceId",
    "recommendationId",
    "recommendationName",
    "recommendationDisplayName",
    "description",
    "remediationSteps",
    "severity",
    "state",
    "notApplicableReason",
    "firstEvaluationDate",
    "statusChangeDate",
    "controls",
    "azurePortalRecommendationLink",
    "nativeCloudAccountId",
    "tactics",
    "techniques",
    "cloud",
    "owner",
    "eta",
    "dueDate",
    "gracePeriod",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// The bundle that a fixture describes.
fn bundle(sandbox: &Sandbox, fixture: &Value) -> PathBuf {
    let mut files = Vec::new();
    if let Some(rows) = fixture["rows"].as_array() {
        files.push(("resources.json", graph(rows)));
    }
    if let Some(rows) = fixture.get("roleAssignments") {
        files.push(("role-assignments.json", serde_json::to_vec(rows).unwrap()));
    }
    if let Some(rows) = fixture["recommendations"].as_array() {
        files.push(("recommendations.csv", recommendations(rows)));
    }
    let mut engagement = String::new();
    if let Some(as_of) = fixture["asOf"].as_str() {
        engagement.push_str(&format!("as_of = \"{as_of}\"\n"));
    }
    if let Some(profile) = fixture["profile"].as_object() {
        engagement.push_str("[profile]\n");
        for (name, value) in profile {
            engagement.push_str(&format!("{name} = {value}\n"));
        }
    }
    for answer in fixture["attestations"].as_array().into_iter().flatten() {
        engagement.push_str("[[attestations]]\n");
        for (name, value) in answer.as_object().unwrap() {
            engagement.push_str(&format!("{name} = {value}\n"));
        }
    }
    files.push(("engagement.toml", engagement.into_bytes()));
    sandbox.zip("bundle.zip", &files)
}

fn recommendations(rows: &[Value]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(RECOMMENDATION_COLUMNS).unwrap();
    for row in rows {
        let cell = |column: &&str| match *column {
            "exportedTimestamp" => row[*column].as_str().unwrap_or("2026-11-15T08:00:00.000Z").to_owned(),
            column => row[column].as_str().unwrap_or_default().to_owned(),
        };
        writer.write_record(RECOMMENDATION_COLUMNS.iter().map(cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What is wrong with the report of one fixture.
fn complaints(id: &str, outcome: &str, fixture: &Value, report: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    let controls = report["controls"].as_array().unwrap();
    let control = controls.iter().find(|control| control["id"] == id).unwrap();
    if control["outcome"] != outcome {
        complaints.push(format!(
            "{id}/{outcome}: the control is {}: {}",
            control["outcome"], control["finding"]
        ));
    }
    for expected in fixture["expect"].as_array().unwrap() {
        let subject = expected["subject"].as_str().unwrap();
        let found = report["findings"].as_array().unwrap().iter().find(|finding| {
            finding["control"] == id && finding["subject"].as_str().unwrap().eq_ignore_ascii_case(subject)
        });
        match found {
            None => complaints.push(format!("{id}/{outcome}: no finding for {subject}")),
            Some(finding) if finding["outcome"] != expected["outcome"] => complaints.push(format!(
                "{id}/{outcome}: {subject} is {}, not {}: {}",
                finding["outcome"], expected["outcome"], finding["reason"]
            )),
            Some(finding) => {
                let reason = finding["reason"].as_str().unwrap();
                if let Some(part) = expected["reason"].as_str()
                    && !reason.contains(part)
                {
                    complaints.push(format!("{id}/{outcome}: {subject}: “{reason}” does not say “{part}”"));
                }
                let decided = expected["outcome"] == "pass" || expected["outcome"] == "fail";
                if decided && finding["evidence"].as_array().unwrap().is_empty() {
                    complaints.push(format!("{id}/{outcome}: {subject} is decided without evidence"));
                }
            }
        }
    }
    complaints
}

/// The framework and its fixtures: those of the program, or those that somebody writes elsewhere.
fn places() -> (PathBuf, PathBuf) {
    let given = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let framework = given("UNDERPIN_FRAMEWORK").unwrap_or_else(|| root().join("templates/framework"));
    let fixtures = given("UNDERPIN_FIXTURES").unwrap_or_else(|| root().join("tests/controls"));
    (framework, fixtures)
}

#[test]
fn every_control_decides_its_fixtures_as_they_say() {
    let (framework, fixtures) = places();
    let framework = framework.to_str().unwrap();
    let controls = names(&Path::new(framework).join("controls"));
    assert!(controls.len() >= 15, "only {} controls were found", controls.len());
    let mut wrong = Vec::new();
    for id in &controls {
        let own = fixtures.join(id);
        let folder = if own.is_dir() {
            own
        } else {
            root().join("tests/controls").join(id)
        };
        if !folder.is_dir() {
            wrong.push(format!("{id} has no fixtures"));
            continue;
        }
        let outcomes = names(&folder);
        let decidable = ["pass", "fail"].iter().all(|outcome| outcomes.contains(*outcome));
        if !outcomes.contains("unknown") || !decidable {
            wrong.push(format!("{id} lacks fixtures: it has {outcomes:?}"));
        }
        for outcome in outcomes {
            let fixture = json(&folder.join(format!("{outcome}.json")));
            let sandbox = Sandbox::new();
            let path = bundle(&sandbox, &fixture);
            let bundle = path.to_str().unwrap();
            let run = sandbox.run(&[
                "assess",
                bundle,
                "--framework",
                framework,
                "--out",
                "out",
                "--only",
                "json",
            ]);
            if run.code != 0 {
                wrong.push(format!("{id}/{outcome}: {}", run.stderr));
                continue;
            }
            let report = json(&sandbox.path("out/report.json"));
            wrong.extend(complaints(id, &outcome, &fixture, &report));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
