//! The input ledger: one entry for each file of the bundle.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One file of the bundle.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// Path inside the bundle.
    pub path: String,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// `resource-graph`, `role-assignments`, `role-eligibility`, `recommendations`, `supplement`, `engagement`,
    /// `manifest`, `ignored` or `unrecognised`.
    pub family: String,
    /// The family for people: `Resource Graph`.
    pub family_text: String,
    /// The layout that was recognised, a stable kebab-case name, such as `az-graph-2`.
    pub layout: String,
    /// Records found: rows of a table, elements of a list.
    pub records: u64,
    /// Records that entered the inventory.
    pub used: u64,
    /// Records that did not enter it, by reason; `records = used + sum(unused)`.
    pub unused: Vec<Unused>,
    /// Newest date that the file gives for its own evidence, ISO 8601.
    pub as_of: Option<String>,
    /// The date for people: `15 Nov 2026`, or empty.
    pub as_of_text: String,
    /// Problems found with the file.
    pub problems: Vec<Problem>,
}

/// The files of one kind in one folder of the bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InputFolder {
    /// The first two folders of the path; `/` for files at the top.
    pub folder: String,
    /// Kind of the files, as in [`Input::family_text`].
    pub kind: String,
    /// Number of files, formatted.
    pub files: String,
    /// Records found in them, formatted.
    pub records: String,
    /// Records that entered the inventory, formatted.
    pub used: String,
    /// Newest date that any of them gives for its evidence: `15 Nov 2026`, or empty.
    pub newest: String,
}

/// Records of one file that did not enter the inventory, for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unused {
    /// Stable kebab-case reason.
    pub reason: String,
    /// Number of records.
    pub count: u64,
}

/// A problem of a file, with its meaning and its remedy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Stable kebab-case code.
    pub code: String,
    /// A sentence or two: the fault, its meaning for the assessment, its remedy.
    pub message: String,
    /// The record it concerns, counted from 1.
    pub record: Option<u64>,
}
