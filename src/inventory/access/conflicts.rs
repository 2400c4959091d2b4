//! Rows of access that contradict each other.

use crate::ingest::Source;

/// A row that contradicts one that was read before it.
#[derive(Debug)]
pub(crate) struct AccessConflict {
    /// The row that was read first.
    pub(crate) first: Source,
    /// The row that contradicts it.
    pub(crate) second: Source,
    /// The property in which they differ.
    pub(crate) kind: AccessConflictKind,
}

/// The property in which two rows of access differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccessConflictKind {
    /// Role assignments of one id have different roles.
    Role,
    /// Role assignments of one id have different principals.
    Principal,
    /// Role definitions of one id permit different things.
    Actions,
}

impl AccessConflictKind {
    /// Wording of the conflict: the part that differs, the thing that has it, and which row is kept.
    pub(crate) fn words(self) -> (&'static str, &'static str, &'static str) {
        const ASSIGNMENT: &str = "a role assignment of the same id";
        const BOTH: &str =
            "An id belongs to one assignment for good, so one of the files was changed; both rows were used.";
        match self {
            AccessConflictKind::Role => ("role", ASSIGNMENT, BOTH),
            AccessConflictKind::Principal => ("principal", ASSIGNMENT, BOTH),
            AccessConflictKind::Actions => (
                "list of actions",
                "a role definition of the same id",
                "The one that was read first was used.",
            ),
        }
    }
}
