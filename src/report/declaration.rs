//! The client's own engagement file of a run, and what it decides.

use crate::framework::engagement::EngagementFile;
use crate::value::vocabulary::GateState;

/// The client's own engagement file.
#[derive(Clone, Debug)]
pub struct Declared {
    /// What it says.
    pub file: EngagementFile,
    /// Whether it was applied.
    pub applied: bool,
}

/// What the client's declarations decide: the difference to the same bundle without them.
#[derive(Debug)]
pub struct Decided {
    /// Findings that come out otherwise, or are there only with them or only without.
    pub(super) findings: usize,
    /// The controls of those.
    pub(super) controls: Vec<String>,
    /// Gates in another state, as they are without.
    pub(super) gates: Vec<(String, GateState)>,
    /// The score without, for print.
    pub(super) score: String,
    /// Its range.
    pub(super) range: String,
}
