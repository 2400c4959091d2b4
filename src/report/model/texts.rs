//! Pieces of text that several parts of the report share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A name and a figure, both for print.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Name of the things that are counted.
    pub label: String,
    /// The figure, formatted.
    pub text: String,
}

/// A chart's title and the text that stands for it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChartText {
    /// `domains`, `radar`, `severities`, `roadmap` or `reach`; the picture is `charts/ID.svg` for the templates.
    pub id: String,
    /// Title.
    pub title: String,
    /// Content of the chart, with its figures: the alternative text.
    pub description: String,
}
