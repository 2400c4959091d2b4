//! A tenant in miniature, as `tests/controls/README.md` describes it, made into a bundle.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Sandbox, graph};

/// The columns of the CSV that Defender for Cloud gives, in their order.
pub const RECOMMENDATION_COLUMNS: [&str; 27] = [
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

/// The bundle that a fixture describes, and beside it what the person said who made the fixture.
pub fn bundle(sandbox: &Sandbox, fixture: &Value) -> PathBuf {
    let mut files = Vec::new();
    if let Some(rows) = fixture["rows"].as_array() {
        files.push(("resources.json".to_owned(), graph(rows)));
    }
    if let Some(rows) = fixture.get("roleAssignments") {
        files.push(("role-assignments.json".to_owned(), serde_json::to_vec(rows).unwrap()));
    }
    for (group, members) in fixture["groupMembers"].as_object().into_iter().flatten() {
        let list = json!({ "groupId": group, "members": members });
        files.push((
            format!("group-members/{group}.json"),
            serde_json::to_vec(&list).unwrap(),
        ));
    }
    for (name, content) in fixture["files"].as_object().into_iter().flatten() {
        files.push((name.clone(), serde_json::to_vec(content).unwrap()));
    }
    if let Some(rows) = fixture["recommendations"].as_array() {
        let rows: Vec<Value> = rows.iter().map(recommendation).collect();
        files.push(("recommendations.csv".to_owned(), table(&rows)));
    }
    sandbox.write("bundle.toml", engagement(fixture));
    sandbox.zip("bundle.zip", &files)
}

/// What the person said who made the fixture, as an engagement file.
pub fn engagement(fixture: &Value) -> String {
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
    engagement
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

/// A recommendation with all the columns that Defender for Cloud gives.
pub fn recommendation(row: &Value) -> Value {
    let cell = |column: &&str| {
        let text = row[*column].as_str().unwrap_or(match *column {
            "exportedTimestamp" => "2026-11-15T08:00:00.000Z",
            _ => "",
        });
        ((*column).to_owned(), json!(text))
    };
    Value::Object(RECOMMENDATION_COLUMNS.iter().map(cell).collect())
}

/// Recommendations as CSV, with the columns that the rows have.
pub fn table(rows: &[Value]) -> Vec<u8> {
    let has = |column: &&&str| rows.iter().any(|row| row.get(**column).is_some());
    let columns: Vec<&&str> = RECOMMENDATION_COLUMNS.iter().filter(has).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&columns).unwrap();
    for row in rows {
        let cells = columns.iter().map(|column| row[**column].as_str().unwrap_or_default());
        writer.write_record(cells).unwrap();
    }
    writer.into_inner().unwrap()
}
