//! The state of every gate, computed once more from nothing but `report.json`: what a gate is made of and the findings.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::fixture::bundle;
use crate::common::{Sandbox, contoso, json};
use serde_json::Value;

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

/// The state of a gate, from the findings of the report and what it says the gate is.
fn state(report: &Value, gate: &Value) -> &'static str {
    let is_watched = |finding: &Value| {
        let environments = list(gate, "environments");
        let placed = environments.is_empty() || environments.contains(&finding["environment"]);
        finding["tier"].as_u64() >= gate["tier"].as_u64() && placed
    };
    let mut states = vec!["notApplicable"];
    for combination in list(gate, "trips") {
        // Of each subject that every member judges, how it stands for each of them.
        let mut subjects: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for member in combination.as_array().unwrap() {
            let findings = list(report, "findings").iter();
            for finding in findings.filter(|finding| finding["control"] == member["control"] && is_watched(finding)) {
                let marks = finding["marks"].as_array().map_or(&[][..], Vec::as_slice);
                let otherwise = !member["mark"].is_null() && !marks.contains(&member["mark"]);
                let outcome = match finding["outcome"].as_str().unwrap() {
                    "fail" if otherwise => "pass",
                    outcome => outcome,
                };
                subjects
                    .entry(finding["subject"].as_str().unwrap())
                    .or_default()
                    .push(outcome);
            }
        }
        let members = combination.as_array().unwrap().len();
        states.extend(
            subjects
                .values()
                .filter(|outcomes| outcomes.len() == members)
                .map(|outcomes| match outcomes.as_slice() {
                    outcomes
                        if outcomes
                            .iter()
                            .any(|outcome| ["pass", "notApplicable"].contains(outcome)) =>
                    {
                        "open"
                    }
                    outcomes if outcomes.contains(&"unknown") => "unknown",
                    _ => "tripped",
                }),
        );
    }
    let order = ["tripped", "unknown", "open", "notApplicable"];
    order.into_iter().find(|state| states.contains(state)).unwrap()
}

#[test]
fn every_gate_can_be_recomputed_from_the_report() {
    let sandbox = Sandbox::new();
    let known = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known");
        bundle(&sandbox, &json(&folder.join(format!("{name}.json"))))
    };
    for path in [contoso(), known("good"), known("bad"), known("empty")] {
        let report = sandbox.report(&path);
        for gate in list(&report, "gates") {
            assert_eq!(
                gate["state"],
                state(&report, gate),
                "{} of {}",
                gate["id"],
                path.display()
            );
        }
    }
}
