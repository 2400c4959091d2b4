//! Colour roles: the meaning of the colour of a figure, a label or a bar. A document maps each role to a colour of its brand; the
//! model never names a colour.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::vocabulary::{GateState, Outcome, Severity};

/// Meaning of a colour. Ordered from the most alarming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    /// Critical findings, tripped gates, scores of the lowest level.
    Critical,
    /// High findings.
    High,
    /// Medium findings.
    Medium,
    /// Low findings.
    Low,
    /// Passing findings.
    Good,
    /// Findings that could not be assessed.
    Unknown,
    /// Findings that do not apply.
    Neutral,
    /// Figures that are neither good nor bad.
    Accent,
}

impl Tone {
    /// The role of an outcome: that of the severity when it fails.
    pub fn of(outcome: Outcome, severity: Severity) -> Self {
        match outcome {
            Outcome::Fail => severity.into(),
            Outcome::Unknown => Tone::Unknown,
            Outcome::Pass => Tone::Good,
            Outcome::NotApplicable => Tone::Neutral,
        }
    }
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Tone::Critical,
            Severity::High => Tone::High,
            Severity::Medium => Tone::Medium,
            Severity::Low => Tone::Low,
        }
    }
}

impl From<GateState> for Tone {
    fn from(state: GateState) -> Self {
        match state {
            GateState::Tripped => Tone::Critical,
            GateState::Unknown => Tone::Unknown,
            GateState::Open => Tone::Good,
            GateState::NotApplicable => Tone::Neutral,
        }
    }
}
