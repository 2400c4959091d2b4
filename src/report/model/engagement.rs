//! Client, date and bundle of the assessment, and the declarations of the client's own engagement file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Client, date and bundle of the assessment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Engagement {
    /// The client's name, from `--client`, the engagement file or the manifest; `the tenant` where nobody names it.
    pub client: String,
    /// Title of the documents.
    pub title: String,
    /// Language of the documents, BCP 47.
    pub language: String,
    /// Date of the evidence, ISO 8601 (`2026-11-15`): the newest evidence date, or `--as-of`. Absent when no file is dated and
    /// none was given.
    pub as_of: Option<String>,
    /// The date for people: `15 Nov 2026`, or `undated`.
    pub as_of_text: String,
    /// The bundle that was read.
    pub bundle: BundleUsed,
    /// Declarations of an engagement file inside the bundle, beside names; absent where there are none.
    #[serde(default)]
    pub declared: Option<Declared>,
    /// Statements of the engagement that decide nothing, or that are younger than the evidence, a sentence each.
    #[serde(default)]
    pub notices: Vec<String>,
}

/// Declarations of an engagement file inside the bundle, beside client, title and language: the client's own word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declared {
    /// Path of the file inside the bundle.
    pub file: String,
    /// Whether it was applied.
    pub applied: bool,
    /// Declarations and their effect, a few sentences.
    pub text: String,
    /// The score without it, for print; absent where it was not applied.
    pub score_without: Option<String>,
    /// The range of that score.
    pub range_without: Option<String>,
    /// Everything that it declares.
    pub items: Vec<Declaration>,
}

/// One thing that the client declares.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
    /// `Date`, `Profile value`, `Environment`, `Attestation` or `Accepted risk`.
    pub kind: String,
    /// Text of the declaration.
    pub text: String,
}

/// The bundle that was read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BundleUsed {
    /// File or folder name, without its path.
    pub name: String,
    /// SHA-256 of the zip file; of a folder, over its files' paths and hashes. Lower-case hex.
    pub sha256: String,
    /// The hash for a footer: `7c1e…a94f`.
    pub sha256_short: String,
    /// Size of the zip file, or of all files of the folder, in bytes.
    pub bytes: u64,
}
