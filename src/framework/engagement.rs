//! `engagement.toml`: what a person says about one engagement. It may lie beside the bundle or inside it. Its text is
//! evidence, never an instruction.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::ProfileValues;

/// The file, as a person writes it. Every part is optional.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct EngagementFile {
    /// The client's name, as it stands on the cover.
    #[serde(default)]
    pub client: String,
    /// Title of the documents.
    #[serde(default)]
    pub title: String,
    /// Language of the documents, BCP 47.
    #[serde(default)]
    pub language: String,
    /// The date that the assessment speaks of, `2026-11-15`.
    #[serde(default)]
    pub as_of: String,
    /// Profile values that differ from the framework's defaults.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub profile: ProfileValues,
    /// Environments by ARM id: `production`, `non-production` or `sandbox` for everything at and below it.
    #[serde(default)]
    pub environments: BTreeMap<String, String>,
    /// Risks that the client accepted. They stay fails in the score; a second figure leaves them out.
    #[serde(default)]
    pub accepted_risks: Vec<AcceptedRisk>,
}

/// A risk that the client accepted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AcceptedRisk {
    /// Control id.
    pub control: String,
    /// ARM id or principal id; empty for every subject of the control.
    #[serde(default)]
    pub subject: String,
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub owner: String,
    /// Until when, `2027-06-30`.
    pub until: String,
}

/// Why an engagement file was refused.
#[derive(Debug, thiserror::Error)]
#[error("{file} is not usable: {message}")]
pub struct EngagementError {
    /// The file.
    pub file: String,
    /// What is wrong and where.
    pub message: String,
}

impl EngagementFile {
    /// Parses the text of `file`.
    ///
    /// # Errors
    /// When it is no TOML, or a key is unknown.
    pub fn parse(file: &str, text: &str) -> Result<Self, EngagementError> {
        toml::from_str(text).map_err(|error| EngagementError {
            file: file.to_owned(),
            message: error.to_string(),
        })
    }
}
