//! The trait that every kind of evidence implements: one way to be checked, projected, judged and put into words.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::condition::Condition;
use crate::value::projection::Projection;

use super::check::Checker;
use super::context::EvidenceContext;
use super::opinion::{Opinion, Undecided};
use super::projection::keep_condition;
use super::says::SaysFile;
use super::subject::Subject;

/// A kind of evidence, with the data that a control gives it.
pub trait Kind {
    /// Checks every name in the data and parses its conditions in place. `place` is the JSON pointer of the evidence in the
    /// control's file and `written` the JSON there.
    fn check(&mut self, place: &str, written: &Json, checker: &mut Checker<'_>) {
        let _ = (place, written, checker);
    }

    /// The parsed conditions that it asks of the subject's own row.
    fn conditions(&self) -> Vec<&Condition> {
        Vec::new()
    }

    /// Keeps the parts of rows that judging reads. `subjects` are the lower-case types of the control's subjects.
    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        for condition in self.conditions() {
            keep_condition(projection, subjects, condition);
        }
    }

    /// The opinion on a subject.
    ///
    /// # Errors
    /// Where the exports do not show it, with the reason, or where this evidence does not apply to such subjects.
    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided>;

    /// Key of the question that a person's statement answers; `None` where it reads exports.
    fn attested(&self) -> Option<&str> {
        None
    }

    /// Ids of the routes whose paths it asks for.
    fn routes(&self) -> &[String] {
        &[]
    }

    /// The source that it reads, a noun phrase: `the age of the exports`.
    fn words(&self) -> String;

    /// The sentences of a finding; `None` for a combination, whose parts have their own.
    fn says(&self) -> Option<&SaysFile> {
        None
    }
}
