//! The CSV of recommendations that the portal of Microsoft Defender for Cloud downloads: 27 columns, every field quoted,
//! byte order mark.

use std::error::Error;

use serde_json::{Value, json};

use crate::contoso::access_files::quoted;
use crate::contoso::recommendation_texts::{Judge, RECOMMENDATIONS, Recommendation};
use crate::contoso::tenant::{AI, COLLECTED_AT, DATA, SANDBOX, Subscription, guid, instant, pick, subscription_of};

#[rustfmt::skip]
const HEADER: [&str; 27] = [
    "exportedTimestamp", "subscriptionId", "subscriptionName", "resourceGroup", "resourceType",
    "resourceName", "resourceId", "recommendationId", "recommendationName", "recommendationDisplayName",
    "description", "remediationSteps", "severity", "state", "notApplicableReason",
    "firstEvaluationDate", "statusChangeDate", "controls", "azurePortalRecommendationLink", "nativeCloudAccountId",
    "tactics", "techniques", "cloud", "owner", "eta",
    "dueDate", "gracePeriod",
];

/// The subscriptions whose resources are evaluated: the benchmark is assigned above these, not above marketing.
static EVALUATED: [&Subscription; 3] = [&AI, &DATA, &SANDBOX];

/// Defender says healthy where the row says the contrary: an evaluation that is older than the last change.
static STALE: &[(&str, &str)] = &[
    ("13b10b36-aa99-4db6-b00c-dcf87c4761e6", "aoai-contoso-hr-swc"),
    ("51fd8bb1-0db4-bbf1-7e2b-cfcba7eb66a6", "stcontosomlarchive"),
];

/// Evaluated by nobody, since somebody wrote an exemption.
const EXEMPT: (&str, &str) = ("f738efb8-005f-680d-3d43-b3db762d6243", "trsl-contoso-global");

/// Resources that send their logs nowhere.
static SILENT: &[&str] = &[
    "lang-contoso-prod-weu",
    "trsl-contoso-global",
    "aoai-contoso-lab-swc",
    "aif-contoso-lab-swc",
    "cs-contoso-lab-swc",
    "srch-contoso-lab-swc",
    "mlw-contoso-prod-weu",
    "mlw-contoso-lab-swc",
    "dbw-contoso-lab-swc",
    "kv-contoso-ml-weu",
    "kv-contoso-lab-swc",
    "kv-contoso-play-swc",
];

/// Packages that machines and images should update: recommendations whose keys Microsoft has not published.
static PACKAGES: &[&str] = &[
    "OpenSSL",
    "curl",
    "Python",
    "Node.js",
    "sudo",
    "glibc",
    "OpenSSH",
    "Git",
    "zlib",
    "libxml2",
    "Docker",
    "Java",
    "7-Zip",
    "Linux kernel",
    "Perl",
    "SQLite",
];

#[derive(Clone, Copy, PartialEq)]
enum State {
    Healthy,
    Unhealthy,
    NotApplicable(&'static str),
}

pub fn file(rows: &[Value]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut subjects: Vec<Value> = Vec::new();
    for row in rows {
        let evaluated = EVALUATED
            .iter()
            .any(|subscription| row["subscriptionId"] == subscription.id().as_str());
        if evaluated {
            subjects.push(row.clone());
            subjects.extend(parts(row));
        }
    }
    let mut records = Vec::new();
    for recommendation in RECOMMENDATIONS {
        let subjects_of = subjects.iter().filter(|subject| is_subject(recommendation, subject));
        for subject in subjects_of {
            if let Some(state) = judge(recommendation, subject) {
                records.push(record(
                    recommendation.key,
                    recommendation.name,
                    recommendation,
                    subject,
                    state,
                ));
            }
        }
        if let Judge::Subscriptions(states) = recommendation.judge {
            for (subscription, state) in EVALUATED.iter().zip(states.chars()) {
                let subject = json!({"id": subscription.scope(), "name": subscription.id(), "type": "Subscription",
                    "resourceGroup": ""});
                match state {
                    'H' => records.push(record(
                        recommendation.key,
                        recommendation.name,
                        recommendation,
                        &subject,
                        State::Healthy,
                    )),
                    'U' => records.push(record(
                        recommendation.key,
                        recommendation.name,
                        recommendation,
                        &subject,
                        State::Unhealthy,
                    )),
                    _ => {}
                }
            }
        }
    }
    for subject in subjects.iter().filter(|subject| {
        matches!(
            subject["type"].as_str(),
            Some("microsoft.compute/virtualmachines" | IMAGE)
        )
    }) {
        records.extend(updates(subject));
    }
    quoted(&HEADER, &records)
}

const IMAGE: &str = "microsoft.containerregistry/registries/images";

/// What a row holds that is evaluated on its own: subnets, ML computes, container images.
fn parts(row: &Value) -> Vec<Value> {
    let id = text(row, "id");
    let part = |segment: &str, kind: &str, name: &str, properties: Value| {
        json!({"id": format!("{id}/{segment}/{name}"),
            "name": name, "type": kind, "resourceGroup": row["resourceGroup"], "properties": properties})
    };
    match row["type"].as_str() {
        Some("microsoft.network/virtualnetworks") => {
            let subnets = row["properties"]["subnets"].as_array();
            subnets
                .into_iter()
                .flatten()
                .map(|subnet| part("subnets", "subnet", text(subnet, "name"), subnet["properties"].clone()))
                .collect()
        }
        Some("microsoft.machinelearningservices/workspaces") if row["kind"] == "Default" => {
            ["cpu-cluster", "gpu-cluster"]
                .iter()
                .map(|name| {
                    part(
                        "computes",
                        "microsoft.machinelearningservices/workspaces/computes",
                        name,
                        json!({}),
                    )
                })
                .collect()
        }
        Some("microsoft.containerregistry/registries") => [
            "base/python",
            "base/node",
            "apps/orders",
            "apps/claims",
            "apps/portal",
            "apps/search",
            "models/churn",
            "models/triage",
            "models/forecast",
            "tools/etl",
            "tools/backup",
        ]
        .iter()
        .map(|name| part("images", IMAGE, name, json!({})))
        .collect(),
        _ => Vec::new(),
    }
}

fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_default()
}

fn is_subject(recommendation: &Recommendation, subject: &Value) -> bool {
    let (kind, name) = (text(subject, "type"), text(subject, "name"));
    recommendation.types.iter().any(|wanted| match wanted.split_once(' ') {
        Some((site, word)) => kind == site && name.starts_with("func") == (word == "func"),
        None => kind == *wanted && !name.ends_with("/master"),
    })
}

fn judge(recommendation: &Recommendation, subject: &Value) -> Option<State> {
    let name = text(subject, "name");
    if STALE.contains(&(recommendation.key, name)) {
        return Some(State::Healthy);
    }
    if EXEMPT == (recommendation.key, name) {
        return Some(State::NotApplicable("Exempt"));
    }
    let at = |path: &str| subject.pointer(path);
    let equals = |path: &str, wanted: &str| {
        at(path)
            .and_then(Value::as_str)
            .is_some_and(|found| found.eq_ignore_ascii_case(wanted))
    };
    // What is closed to the internet is better kept in other ways too.
    let care = if equals("/properties/publicNetworkAccess", "Disabled") {
        4
    } else {
        1
    };
    let sample = |share: u64| pick(&format!("{} {}", recommendation.key, text(subject, "id")), 100) >= share / care;
    let healthy = match recommendation.judge {
        Judge::Subscriptions(_) => return None,
        Judge::True(path) => at(path) == Some(&json!(true)),
        Judge::False(path) => match at(path) {
            None if path.ends_with("allowBlobPublicAccess") => return None,
            found => found == Some(&json!(false)),
        },
        Judge::Is(path, wanted) => equals(path, wanted),
        Judge::IfRequired(path, wanted) if equals(path, wanted) => true,
        Judge::IfRequired(..) => return Some(State::NotApplicable("OffByPolicy")),
        Judge::Present(path) => at(path).is_some_and(|found| !found.is_null()),
        Judge::Approved => equals(
            "/properties/privateEndpointConnections/0/properties/privateLinkServiceConnectionState/status",
            "Approved",
        ),
        Judge::Restricted => restricted(subject),
        Judge::Logs => !SILENT.contains(&name),
        Judge::Share(share) => sample(share),
        Judge::On(os, share) if equals("/properties/storageProfile/osDisk/osType", os) => sample(share),
        Judge::On(..) => return Some(State::NotApplicable("NotApplicableOs")),
        // Machines that may be reached from outside have no encryption at host in this tenant.
        Judge::Facing(public, share)
            if (at("/properties/securityProfile/encryptionAtHost") == Some(&json!(false))) == public =>
        {
            sample(share)
        }
        Judge::Facing(..) => return Some(State::NotApplicable("NotInternetFacing")),
    };
    Some(if healthy { State::Healthy } else { State::Unhealthy })
}

fn restricted(subject: &Value) -> bool {
    let properties = &subject["properties"];
    let closed =
        ["disabled", "securedbyperimeter"].contains(&text(properties, "publicNetworkAccess").to_lowercase().as_str());
    let ranges = properties["networkRuleSet"]["ipRules"]
        .as_array()
        .is_some_and(|ranges| !ranges.is_empty());
    closed || ranges || properties["networkAcls"]["defaultAction"] == "Deny"
}

fn updates(subject: &Value) -> Vec<Vec<String>> {
    let id = text(subject, "id");
    let mut records = Vec::new();
    for package in PACKAGES {
        if pick(&format!("{package} on {id}"), 100) < 15 {
            continue;
        }
        let title = format!("(Preview) Update {package}");
        let severity = ["High", "Medium", "Low"][usize::try_from(pick(package, 3)).unwrap_or_default()];
        let recommendation = Recommendation {
            key: "",
            severity,
            types: &[],
            judge: Judge::Share(0),
            control: "Remediate vulnerabilities",
            name: "",
            why: "The installed version has known weaknesses. Newer versions of the package close them.",
        };
        let state = if pick(&format!("{package} state {id}"), 100) < 45 {
            State::Unhealthy
        } else {
            State::Healthy
        };
        records.push(record(&guid(&title), &title, &recommendation, subject, state));
    }
    records
}

fn record(key: &str, title: &str, recommendation: &Recommendation, subject: &Value, state: State) -> Vec<String> {
    let id = text(subject, "id").to_lowercase();
    let subscription = subscription_of(&id).unwrap_or(&AI);
    let name = text(subject, "name").rsplit('/').next().unwrap_or_default();
    let kind = text(subject, "type").rsplit('/').next().unwrap_or_default();
    let kind = if kind == "subnet" { "subnets" } else { kind };
    let (word, reason) = match state {
        State::Healthy => ("Healthy", ""),
        State::Unhealthy => ("Unhealthy", ""),
        State::NotApplicable(reason) => ("NotApplicable", reason),
    };
    let first = instant(&format!("first {id} {key}"), 10);
    let changed = if pick(&format!("changed {id} {key}"), 3) == 0 {
        "2026-11-03T02:14:09.5512340Z".to_owned()
    } else {
        first.clone()
    };
    let technique = if recommendation.control.contains("access") {
        ("Initial Access", "T1078 - Valid Accounts")
    } else {
        ("", "")
    };
    vec![
        COLLECTED_AT.to_owned(),
        subscription.id(),
        subscription.name.to_owned(),
        text(subject, "resourceGroup").to_lowercase(),
        kind.to_owned(),
        name.to_owned(),
        id.clone(),
        format!("{id}/providers/Microsoft.Security/assessments/{key}"),
        key.to_owned(),
        title.to_owned(),
        format!(
            "{}<br />The state is evaluated again every 24 hours.",
            recommendation.why
        ),
        format!(
            "To remediate, for each unhealthy resource:<ol><li>Open <b>{title}</b> and select the resource.</li><li>Change the setting, in the template first where there is one, then in the portal.</li><li>Wait a day and see that the state has changed.</li></ol>Assign the policy of the same name, so that new resources start healthy."
        ),
        recommendation.severity.to_owned(),
        word.to_owned(),
        reason.to_owned(),
        first,
        changed,
        json!({recommendation.control: guid(recommendation.control)}).to_string(),
        format!(
            "https://portal.azure.com/#blade/Microsoft_Azure_Security/RecommendationsBlade/assessmentKey/{key}/resourceId/{}",
            id.replace('/', "%2f")
        ),
        String::new(),
        technique.0.to_owned(),
        technique.1.to_owned(),
        "Azure".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]
}
