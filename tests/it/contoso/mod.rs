//! The bundle of exports of a made-up company, Contoso, built from the rows in `tests/contoso`. They are the truth: `samples/contoso.zip`
//! is what they build. `UPDATE=1 cargo test --test it contoso` writes the file anew.
//!
//! Another resource is another row in a file of `tests/contoso/resources`; `tests/contoso/README.md` says how. Another file in the bundle
//! is another line in [`entries`].

mod access;
mod recommendations;
mod rows;
mod template;
mod tenant;

use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::common::contoso;

use access::Access;
use recommendations::Recommendations;
use rows::Builder;
use tenant::Columns;

type Entry = (&'static str, Vec<u8>);

#[test]
fn the_sample_bundle_is_what_its_rows_build() {
    let built = archive(&entries());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(contoso(), &built).unwrap();
    }
    let kept = std::fs::read(contoso()).unwrap();
    assert!(
        kept == built,
        "samples/contoso.zip ({} bytes) is not what tests/contoso builds ({} bytes); run it with UPDATE=1",
        kept.len(),
        built.len()
    );
}

/// Everything the client put into the zip, in its order.
fn entries() -> Vec<Entry> {
    let builder = Builder::new();
    let tenant = &builder.tenant;
    let rows = builder.resources();
    let access = Access::read(tenant);
    let [ai, data, sandbox, marketing] = ["ai-prod", "data-prod", "sandbox", "marketing"]
        .map(|name| tenant.subscription(&format!("sub-contoso-{name}")));
    let of = |subscription: &tenant::Subscription| {
        let id = subscription.id();
        let rows = rows.iter().filter(|row| row["subscriptionId"] == id.as_str());
        graph(&rows.cloned().collect::<Vec<_>>())
    };
    let mixed = ["policy", "roles", "security"].map(|name| builder.file(&format!("tables/{name}.json"), &[]));
    let containers = builder.file("tables/containers.json", &[]);
    vec![
        ("contoso-exports/readme.txt", file("readme.txt")),
        ("contoso-exports/.DS_Store", FINDER.to_vec()),
        ("contoso-exports/resource-graph/resources-ai-prod.json", of(ai)),
        ("contoso-exports/resource-graph/resources-data-prod.json", of(data)),
        ("contoso-exports/resource-graph/resources-sandbox.json", of(sandbox)),
        ("contoso-exports/resource-graph/resources-marketing.json", of(marketing)),
        (
            "contoso-exports/resource-graph/resourcecontainers.json",
            pretty(&json!(containers)),
        ),
        (
            "contoso-exports/resource-graph/policy-roles-security.json",
            graph(&mixed.concat()),
        ),
        (
            "contoso-exports/older/marketing AI list (August).json",
            pretty(&older(&builder)),
        ),
        (
            "contoso-exports/role-assignments/RoleAssignments-sub-contoso-ai-prod.csv",
            access.powershell(ai),
        ),
        (
            "contoso-exports/role-assignments/RoleAssignments-sub-contoso-marketing.csv",
            access.powershell(marketing),
        ),
        (
            "contoso-exports/role-assignments/role-assignments-2026-11-14.csv",
            access.portal(data),
        ),
        (
            "contoso-exports/role-assignments/sandbox.json",
            pretty(&access.command_line(sandbox)),
        ),
        (
            "contoso-exports/defender/AzureSecurityCenterRecommendations_2026-11-14T09_12_33Z.csv",
            Recommendations::file(tenant, &rows),
        ),
        ("__MACOSX/contoso-exports/._readme.txt", FINDER.to_vec()),
    ]
}

/// A file that goes into the bundle as it is.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/contoso/files")
            .join(name),
    )
    .unwrap()
}

/// Accounts that the client sent in an older list only, which has few columns and no `properties`.
fn older(builder: &Builder) -> Value {
    let columns = [
        "id",
        "name",
        "type",
        "kind",
        "location",
        "resourceGroup",
        "subscriptionId",
        "tags",
    ];
    let rows = builder.file("tables/older.json", &[]);
    rows.iter()
        .map(|row| {
            Value::Object(
                columns
                    .iter()
                    .map(|name| ((*name).to_owned(), row[*name].clone()))
                    .collect::<Columns>(),
            )
        })
        .collect()
}

/// What `az graph query -o json` prints.
fn graph(rows: &[Value]) -> Vec<u8> {
    pretty(&json!({"count": rows.len(), "data": rows, "skip_token": null, "total_records": rows.len()}))
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap();
    bytes.push(b'\n');
    bytes
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .unix_permissions(0o644)
        .last_modified_time(DateTime::from_date_and_time(2026, 11, 15, 8, 30, 0).unwrap());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What macOS leaves behind in a folder.
const FINDER: &[u8] = b"\x00\x00\x00\x01Bud1\x00\x00\x10\x00\x00\x00\x08\x00";
