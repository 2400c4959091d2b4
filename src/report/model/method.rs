//! Numbers with which the score can be recomputed by hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::controls::Parameter;
use super::texts::Fact;

/// Numbers with which the score can be recomputed by hand.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Method {
    /// Numbers of the arithmetic beside the weights.
    #[serde(default)]
    pub rules: MethodRules,
    /// Severity and its weight, heaviest first.
    pub severity_weights: Vec<Fact>,
    /// Tier and what it means, highest first.
    pub tiers: Vec<Fact>,
    /// The steps of the arithmetic with this tenant's numbers put in, one per line.
    pub steps: Vec<MethodStep>,
    /// Levels and their thresholds, highest first.
    pub levels: Vec<LevelRule>,
    /// Profile values in force.
    pub parameters: Vec<Parameter>,
}

/// Numbers of the arithmetic that no other place holds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MethodRules {
    /// Share of the mean of the domains in the assembled score, in per cent; the weakest domain has the rest.
    pub mean_percent: u32,
    /// The divisor in q = r · (1 − t / divisor).
    pub tier_divisor: u32,
}

/// One step of the arithmetic.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MethodStep {
    /// Name of the computed figure: `Mean of the domains, M`.
    pub label: String,
    /// The rule: `Σ Ω·D / Σ Ω`.
    pub rule: String,
    /// The rule with numbers: `(25·22.9 + 20·100 + …) / 87`.
    pub numbers: String,
    /// The result for print.
    pub result: String,
}

/// One maturity level and its conditions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevelRule {
    /// 1 to 5.
    pub level: u8,
    /// `Assured`
    pub name: String,
    /// `75`, or `–`.
    pub score: String,
    /// `65`, or `–`.
    pub domain: String,
    /// `80%`, or `–`.
    pub coverage: String,
    /// Condition on the gates.
    pub gates: String,
}
