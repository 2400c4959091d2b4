//! The bundle of exports of a made-up company, Contoso, built from a compact description. The description is the truth:
//! `samples/contoso.zip` is what it builds. `UPDATE=1 cargo test --release --test it contoso` writes the file anew.
//!
//! Another file in the bundle is another line in [`entries`].

mod access;
mod access_files;
mod account_bags;
mod accounts;
mod applications;
mod computing;
mod containers;
mod grants;
mod guardrails;
mod learning;
mod monitoring;
mod network;
mod people;
mod places;
mod policy_states;
mod posture;
mod recommendation_texts;
mod recommendations;
mod roles;
mod stores;
mod tenant;

use std::error::Error;
use std::io::{Cursor, Write};

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::contoso::tenant::{AI, DATA, MARKETING, SANDBOX, Subscription};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/contoso.zip");

type Entry = (&'static str, Vec<u8>);

#[test]
fn the_sample_bundle_is_what_this_description_builds() -> Result<(), Box<dyn Error>> {
    let built = archive(&entries()?)?;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(SAMPLE, &built)?;
    }
    let kept = std::fs::read(SAMPLE)?;
    assert!(
        kept == built,
        "samples/contoso.zip ({} bytes) is not what tests/it/contoso builds ({} bytes); run it with UPDATE=1",
        kept.len(),
        built.len()
    );
    Ok(())
}

/// Everything the client put into the zip, in its order.
fn entries() -> Result<Vec<Entry>, Box<dyn Error>> {
    let rows = resources();
    let assignments = access::assignments(&rows);
    let of = |subscription: &Subscription| graph(&in_subscription(&rows, subscription));
    let mut mixed = guardrails::rows();
    mixed.extend(roles::rows());
    mixed.extend(posture::rows());
    Ok(vec![
        ("contoso-exports/readme.txt", README.as_bytes().to_vec()),
        ("contoso-exports/engagement.toml", ENGAGEMENT.as_bytes().to_vec()),
        ("contoso-exports/.DS_Store", FINDER.to_vec()),
        ("contoso-exports/resource-graph/resources-ai-prod.json", of(&AI)?),
        ("contoso-exports/resource-graph/resources-data-prod.json", of(&DATA)?),
        ("contoso-exports/resource-graph/resources-sandbox.json", of(&SANDBOX)?),
        (
            "contoso-exports/resource-graph/resources-marketing.json",
            of(&MARKETING)?,
        ),
        (
            "contoso-exports/resource-graph/resourcecontainers.json",
            pretty(&json!(containers::rows()))?,
        ),
        (
            "contoso-exports/resource-graph/policy-roles-security.json",
            graph(&mixed)?,
        ),
        (
            "contoso-exports/older/marketing AI list (August).json",
            pretty(&json!(accounts::listed_rows()))?,
        ),
        (
            "contoso-exports/role-assignments/RoleAssignments-sub-contoso-ai-prod.csv",
            access_files::powershell(&assignments, &AI)?,
        ),
        (
            "contoso-exports/role-assignments/RoleAssignments-sub-contoso-marketing.csv",
            access_files::powershell(&assignments, &MARKETING)?,
        ),
        (
            "contoso-exports/role-assignments/role-assignments-2026-11-14.csv",
            access_files::portal(&assignments, &DATA)?,
        ),
        (
            "contoso-exports/role-assignments/sandbox.json",
            pretty(&access_files::command_line(&assignments, &SANDBOX))?,
        ),
        (
            "contoso-exports/defender/AzureSecurityCenterRecommendations_2026-11-14T09_12_33Z.csv",
            recommendations::file(&rows)?,
        ),
        ("__MACOSX/contoso-exports/._readme.txt", FINDER.to_vec()),
    ])
}

fn resources() -> Vec<Value> {
    let mut rows = accounts::rows();
    rows.extend(learning::rows());
    rows.extend(computing::rows());
    rows.extend(stores::rows());
    rows.extend(applications::rows());
    rows.extend(monitoring::rows());
    rows.extend(network::rows());
    let endpoints = network::endpoints(&rows);
    rows.extend(endpoints);
    rows
}

fn in_subscription(rows: &[Value], subscription: &Subscription) -> Vec<Value> {
    let id = subscription.id();
    rows.iter()
        .filter(|row| row["subscriptionId"] == id.as_str())
        .cloned()
        .collect()
}

/// What `az graph query -o json` prints.
fn graph(rows: &[Value]) -> Result<Vec<u8>, Box<dyn Error>> {
    pretty(&json!({"count": rows.len(), "data": rows, "skip_token": null, "total_records": rows.len()}))
}

fn pretty(value: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn archive(entries: &[Entry]) -> Result<Vec<u8>, Box<dyn Error>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .unix_permissions(0o644)
        .last_modified_time(DateTime::from_date_and_time(2026, 11, 15, 8, 30, 0)?);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// What the consultant wrote.
const ENGAGEMENT: &str = "\
client = \"Contoso Ltd\"

[profile]
highRecommendationDays = 45
";

/// What macOS leaves behind in a folder.
const FINDER: &[u8] = b"\x00\x00\x00\x01Bud1\x00\x00\x10\x00\x00\x00\x08\x00";

const README: &str = "\
Contoso, exports for the AI-readiness assessment, 14 and 15 November 2026

resource-graph    az graph query, once for each subscription; policies, roles and Defender plans are in one file
older             the marketing team has this list from August only, their exports stop at some resource groups
role-assignments  PowerShell (AI, marketing), portal (data), Azure CLI (sandbox)
defender          recommendations of all subscriptions, from the portal

We have no exports of model deployments and content filters yet.
Questions: platform.admin@contoso.example
";
