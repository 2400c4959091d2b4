//! The register of what people answer for: accepted risks and attestations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What people answer for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// The score with the accepted risks left out, a sentence or two; empty where none counts.
    pub text: String,
    /// Risks that the client accepted.
    pub accepted_risks: Vec<AcceptedRisk>,
    /// Answers to what no export holds.
    pub attestations: Vec<AttestationUsed>,
}

/// A risk that the client accepted. It stays a failure in the score.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedRisk {
    /// Control id.
    pub control: String,
    /// Title of the control.
    pub title: String,
    /// ARM id or principal id; empty for every subject of the control.
    pub subject: String,
    /// Reason.
    pub reason: String,
    /// Person who accepted it.
    pub owner: String,
    /// Last day of the acceptance.
    pub until: String,
    /// Failing subjects that it covers on the day of the assessment.
    pub findings: usize,
    /// `in force for 3 failing subjects`, or why it is not counted.
    pub standing: String,
}

/// A person's answer to what no export holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttestationUsed {
    /// Key of the question.
    pub key: String,
    /// ARM id that it speaks of; empty for the whole tenant.
    pub subject: String,
    /// `yes`, `partly` or `no`.
    pub answer: String,
    /// Words of the client.
    pub statement: String,
    /// Person who answered.
    pub owner: String,
    /// Day of the answer.
    pub date: String,
    /// Document that bears it out; empty where none is named.
    pub artefact: String,
    /// Person who looked at the artefact.
    pub reviewer: String,
    /// Last day on which it holds; empty for the framework's period.
    pub expires: String,
}
