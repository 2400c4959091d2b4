//! Chains from an exposure to the resources that it reaches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;
use crate::value::vocabulary::Severity;

use super::findings::Evidence;

/// A chain of hops, drawn from left to right.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessPath {
    /// `P1`, by rank; empty where paths are not ranked.
    #[serde(default)]
    pub id: String,
    /// Meaning of such a path, a few words.
    #[serde(default)]
    pub title: String,
    /// Severity of the path.
    pub severity: Severity,
    /// Meaning of the chain, a sentence.
    pub text: String,
    /// The nodes in order, two at least.
    pub hops: Vec<Hop>,
    /// Number of resources at its end.
    #[serde(default)]
    pub assets: usize,
    /// The change that breaks it, of those that break the most paths.
    #[serde(default)]
    pub cut: Option<PathCut>,
}

/// A change that breaks a path.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PathCut {
    /// The change to make.
    pub text: String,
    /// Paths that it breaks.
    pub breaks: usize,
    /// `breaks 12 of 43 paths`
    pub breaks_text: String,
    /// Gain of the roadmap's step that makes this change: `+10.2 points (IDN-01)`; empty where none does.
    pub worth: String,
}

/// One node of a chain and its connection to the one before.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// Connection to the node before (`key`, `runs as`, `role`); empty for the first.
    pub via: String,
    /// The node's name.
    pub title: String,
    /// Description of the node.
    pub detail: String,
    /// Colour role.
    pub tone: Tone,
    /// Rows that prove the hop.
    pub evidence: Vec<Evidence>,
}
