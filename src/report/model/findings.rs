//! The judgement of one control for one subject, with the rows that prove it. Findings are many and alike: each refers to its subject
//! and its sentences by number, and the report's tables of subjects and texts hold every one of them once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::arm_id::ArmId;
use crate::value::vocabulary::{Grade, Outcome, graded};

/// A subject of findings: a resource, a subscription, an identity or the tenant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// ARM id of a resource or subscription, or principal id.
    pub id: String,
    /// Display name; left out where it is the last part of the id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Kind: `Azure OpenAI account`, `managed identity`, `subscription`.
    pub kind: String,
    /// Display name of its subscription; left out where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subscription: String,
    /// `production`, `non-production`, `sandbox` or `unknown`.
    pub environment: String,
    /// Criticality tier, 1 to 4.
    pub tier: u8,
    /// Text of its owner tag; left out where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
}

impl Subject {
    /// Its display name, also where only its id tells it.
    pub fn display_name(&self) -> &str {
        match self.name.as_str() {
            "" => last_part(&self.id),
            name => name,
        }
    }

    /// Its resource group, which its id tells; empty where it has none.
    pub fn resource_group(&self) -> &str {
        ArmId::new(&self.id).resource_group().unwrap_or_default()
    }
}

/// The last part of an id, by which most subjects are called.
pub(crate) fn last_part(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

/// One control judged for one subject.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Control id.
    pub control: String,
    /// The subject, a position in `subjects`.
    pub subject: usize,
    /// Outcome of the control for the subject.
    pub outcome: Outcome,
    /// Reason of the outcome, a sentence: a position in `texts`.
    pub reason: usize,
    /// Grade of the deciding evidence: `A`, `B`, `C`, `D` or `U` where there is none.
    #[serde(with = "graded")]
    #[schemars(schema_with = "graded::schema")]
    pub grade: Option<Grade>,
    /// Two sources that disagree, a sentence: a position in `texts`; left out when none do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contradiction: Option<usize>,
    /// Rows that prove it, the deciding one first; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Proof>,
    /// Who accepted the failure, why and until when; left out where nobody did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accepted: String,
    /// Kinds of failure that gates ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// One row of one file that supports a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// Path of the file inside the bundle, a position in `texts`.
    pub file: usize,
    /// Record in that file, counted from 1.
    pub record: u64,
    /// Statement of the row, a position in `texts`.
    pub what: usize,
}

/// One row of one file that supports a statement.
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
