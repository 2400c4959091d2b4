//! A person's answers to what no export holds, as they stand in `engagement.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// A person's dated answer to a question that no export answers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Attestation {
    /// Key of the question, as a control names it.
    pub key: String,
    /// The answer. `partly` is not enough.
    pub answer: Answer,
    /// The statement, in the client's words.
    #[serde(default)]
    pub statement: String,
    /// Person who answered.
    pub owner: String,
    /// Day of the answer, `2026-10-01`.
    #[serde(deserialize_with = "date")]
    pub date: String,
    /// Document or link that bears the answer out; without one it weighs less.
    #[serde(default)]
    pub artefact: String,
    /// Person who reviewed the artefact.
    #[serde(default)]
    pub reviewer: String,
    /// Last day on which the answer holds, `2027-09-30`; empty for the framework's period after `date`.
    #[serde(default, deserialize_with = "date")]
    pub expires: String,
    /// ARM id that it speaks of, with everything below it; empty for the whole tenant.
    #[serde(default)]
    pub subject: String,
    /// Path of the file that holds it, as it was opened.
    #[serde(skip)]
    pub file: String,
    /// Its number among the attestations of that file, counted from 1.
    #[serde(skip)]
    pub number: u32,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is so.
    Yes,
    /// Only in part.
    Partly,
    /// It is not.
    No,
}

/// A date, as a text or as TOML has dates of its own.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Date(toml::value::Datetime),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Text(text) => text,
        Written::Date(date) => date.to_string(),
    })
}
