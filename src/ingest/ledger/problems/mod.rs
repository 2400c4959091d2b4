//! Every problem of an input: its code, the facts that a reader finds, and the sentence that the ledger tells.

mod code;
mod issue;
mod messages;
mod problem;

pub use code::ProblemCode;
pub(crate) use issue::Issue;
pub use problem::Problem;
