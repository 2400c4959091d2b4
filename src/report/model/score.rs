//! The overall result and the results of the domains.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;
use crate::value::vocabulary::{Confidence, Severity};

use super::controls::Outcomes;

/// The overall result.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Score {
    /// Final score S, 0 to 100, one decimal rounded down; absent when nothing could be assessed. Gates that are tripped and
    /// gates that are not shown to be clear cap it.
    pub value: Option<f64>,
    /// S⁻: the score if every open question went against the tenant.
    pub worst: f64,
    /// S⁺: the score if every open question went for the tenant.
    pub best: f64,
    /// Share of the weighted evidence that was present, 0 to 1, four decimals rounded down.
    pub coverage: f64,
    /// Maturity level 1 to 5 that is proven; 0 when nothing could be assessed.
    pub level: u8,
    /// The next level, where only missing evidence keeps it away: the level is then no verdict.
    #[serde(default)]
    pub not_proven: Option<u8>,
    /// Score before the caps of gates.
    pub assembled: Option<f64>,
    /// Score with accepted risks left out; shown only where there are any.
    pub accepted: Option<f64>,
    /// Trust in the score.
    pub confidence: Confidence,
    /// Reason of the confidence, a sentence.
    pub confidence_text: String,
    /// The gate whose cap decides the score, if one does.
    pub binding_gate: Option<String>,
    /// Colour role of the score.
    pub tone: Tone,
    /// The figures for print.
    pub text: ScoreText,
}

/// The figures of [`Score`] for print.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreText {
    /// `39.5`; `–` when nothing could be assessed.
    pub value: String,
    /// `31.0`
    pub worst: String,
    /// `58.0`
    pub best: String,
    /// `81%`
    pub coverage: String,
    /// `52.0`
    pub assembled: String,
    /// `31 to 58 if every open question went against or for you`
    pub range: String,
    /// `Held at 39.0 by the red line G1. Without red lines: 52.4.`; empty when none holds it.
    pub cap: String,
    /// `Exposed`; `Not proven` where only a gate that is not shown to be clear keeps the next level away.
    pub level_name: String,
    /// `Level 1 of 5: Exposed`, `At least level 2; level 3 is not proven`, or `Level 2 is not proven`.
    pub level: String,
    /// Conditions of the next level that do not hold, a sentence; empty at the highest and where nothing was assessed.
    pub next_level: String,
}

/// One of the domains.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// Three letters: `IDN`.
    pub id: String,
    /// `Identity and access`
    pub name: String,
    /// Question that the domain answers, a sentence or two.
    pub question: String,
    /// Weight Ω of the domain.
    pub weight: u32,
    /// Domain score 0 to 100, one decimal rounded down; absent when nothing in it could be assessed.
    pub value: Option<f64>,
    /// Lower end of its range.
    pub worst: f64,
    /// Upper end of its range.
    pub best: f64,
    /// Coverage, 0 to 1.
    pub coverage: f64,
    /// Colour role.
    pub tone: Tone,
    /// The score for print, `–` when absent.
    pub value_text: String,
    /// `30 to 44`
    pub range_text: String,
    /// `81%`
    pub coverage_text: String,
    /// `Level 1: Exposed`
    pub level_text: String,
    /// `11 of 20 controls met` or `2 of 14 met, 7 not judged`
    pub controls_text: String,
    /// Two or three sentences on what was found.
    pub narrative: String,
    /// Controls by outcome.
    pub outcomes: Outcomes,
    /// Controls with at least one failing subject, by severity, worst first; all four severities are listed.
    pub severities: Vec<SeverityCount>,
}

/// A severity and how many controls fail with it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeverityCount {
    /// The severity.
    pub severity: Severity,
    /// Number of failing controls.
    pub count: usize,
}
