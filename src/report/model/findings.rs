//! The judgement of one control for one subject, with the rows that prove it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::vocabulary::{Grade, Outcome, Severity, graded};

/// One control judged for one subject.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Control id.
    pub control: String,
    /// ARM id of a resource or subscription, or principal id.
    pub subject: String,
    /// Display name of the subject.
    pub subject_name: String,
    /// Kind of the subject: `Azure OpenAI account`, `managed identity`, `subscription`.
    pub subject_kind: String,
    /// Subscription display name, or empty.
    pub subscription: String,
    /// Resource group, or empty.
    pub resource_group: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// Severity of the control.
    pub severity: Severity,
    /// Outcome of the control for the subject.
    pub outcome: Outcome,
    /// Reason of the outcome, a sentence.
    pub reason: String,
    /// Grade of the deciding evidence: `A`, `B`, `C`, `D` or `U` where there is none.
    #[serde(with = "graded")]
    #[schemars(schema_with = "graded::schema")]
    pub grade: Option<Grade>,
    /// Two sources that disagree, a sentence; empty when none do.
    pub contradiction: String,
    /// Rows that prove it, the deciding one first.
    pub evidence: Vec<Evidence>,
    /// Who accepted the failure, why and until when; empty where nobody did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accepted: String,
    /// Kinds of failure that gates ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// One row of one file that supports a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// Path of the file inside the bundle.
    pub file: String,
    /// Record in that file, counted from 1.
    pub record: u64,
    /// Statement of the row, a sentence.
    pub what: String,
    /// What was read there, in the spelling of the export; left out where the statement says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trace: String,
}
