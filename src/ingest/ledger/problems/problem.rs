//! A problem as the ledger tells it.

use super::code::ProblemCode;

/// Something wrong with a file, as the ledger tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Code of the problem.
    pub code: ProblemCode,
    /// One text of three parts: what was found, what it means and what mends it.
    pub message: String,
    /// The first record that has it, counted from 1; `None` when it is about the file.
    pub record: Option<u64>,
}
