//! Published sources that the files of a framework name.

use schemars::JsonSchema;
use serde::Deserialize;

/// A published source.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferenceFile {
    /// Title.
    pub title: String,
    /// Address, `https://` only.
    pub url: String,
}
