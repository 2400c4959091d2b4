//! Texts of the executive pages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::tone::Tone;

use super::paths::AccessPath;

/// Texts of the executive pages.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The answer in a few words: `Not ready for sensitive data.`
    pub verdict: String,
    /// Two or three sentences.
    pub narrative: String,
    /// Three headline figures.
    pub figures: Vec<HeadlineFigure>,
    /// Risks that could hurt first, worst first, four at most.
    pub risks: Vec<Risk>,
    /// The worst chain from an exposure to the resources that it reaches, if one was found.
    pub path: Option<AccessPath>,
    /// Basis of the assessment: one line for each kind of export.
    pub basis: Vec<Basis>,
    /// Parts that could not be assessed and evidence that would settle them, a short paragraph.
    pub basis_note: String,
}

/// A headline figure.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeadlineFigure {
    /// The figure, formatted.
    pub text: String,
    /// Name of the figure.
    pub label: String,
    /// Colour role.
    pub tone: Tone,
}

/// One risk that could hurt.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Risk {
    /// Position, from 1.
    pub rank: usize,
    /// The risk in a few words.
    pub title: String,
    /// Place and way of the risk, a sentence.
    pub detail: String,
    /// Controls behind it.
    pub controls: Vec<String>,
    /// `Critical`
    pub severity_text: String,
    /// Colour role.
    pub tone: Tone,
}

/// One kind of export and its content.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// `Resource Graph, resources`
    pub label: String,
    /// `1,284`, or `absent`.
    pub rows: String,
    /// `15 Nov 2026`, or empty.
    pub dated: String,
    /// Whether the bundle holds it.
    pub present: bool,
}
