//! A tenant in miniature, as `tests/controls/README.md` describes it, made into a bundle.

use std::path::PathBuf;

use serde_json::Value;

use super::{Sandbox, graph};

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

/// The bundle that a fixture describes.
pub fn bundle(sandbox: &Sandbox, fixture: &Value) -> PathBuf {
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
            engagement.push_str(&format!("{name} = {}\n", toml(value)));
        }
    }
    for answer in fixture["attestations"].as_array().into_iter().flatten() {
        engagement.push_str("[[attestations]]\n");
        for (name, value) in answer.as_object().unwrap() {
            engagement.push_str(&format!("{name} = {}\n", toml(value)));
        }
    }
    files.push(("engagement.toml", engagement.into_bytes()));
    sandbox.zip("bundle.zip", &files)
}

/// A value as TOML, on one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key} = {}", toml(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
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
