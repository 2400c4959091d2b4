//! The sentences of the framework in a finding.

use schemars::JsonSchema;
use serde::Deserialize;

use super::opinion::{Opinion, Proof};

/// Sentences of a finding, by outcome. They are the framework's; the facts follow from the evidence.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SaysFile {
    /// Sentence where the subject passes.
    pub pass: String,
    /// Sentence where it fails.
    pub fail: String,
}

impl SaysFile {
    /// The opinion that the subject passes, in the framework's words.
    pub(crate) fn passes(&self, proofs: Vec<Proof>) -> Opinion {
        Opinion::pass(&*self.pass, proofs)
    }

    /// The opinion that it fails.
    pub(crate) fn fails(&self, proofs: Vec<Proof>) -> Opinion {
        Opinion::fail(&*self.fail, proofs)
    }

    /// The opinion that it passes or fails.
    pub(crate) fn decides(&self, passes: bool, proofs: Vec<Proof>) -> Opinion {
        match passes {
            true => self.passes(proofs),
            false => self.fails(proofs),
        }
    }
}
