//! Faults of a file of rules, and their positions in it.

use crate::condition::ParseError;

/// Something wrong in a file of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleError {
    /// JSON pointer into the file.
    pub pointer: String,
    /// The fault and its correction.
    pub message: String,
}

/// A condition's error, at its place in the file that holds the condition.
pub fn rule_error(pointer: &str, problem: &ParseError) -> RuleError {
    RuleError {
        pointer: format!("{pointer}{}", problem.pointer),
        message: match &problem.suggestion {
            Some(name) => format!("{} [{}]; did you mean `{name}`?", problem.message, problem.code),
            None => format!("{} [{}]", problem.message, problem.code),
        },
    }
}
