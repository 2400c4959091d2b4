//! The opinion of one kind of evidence on one subject, the trust in it, and the rows that prove it.

use std::sync::Arc;

use crate::ingest::Source;
use crate::reach;
use crate::value::vocabulary::{Grade, Outcome};

use super::reason::Reason;

/// One row that supports a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The file and record of the row.
    pub source: Source,
    /// Statement of the row, a sentence without its full stop.
    pub what: Arc<str>,
    /// What was read there, in the spelling of the export, for whoever checks it; `None` where the statement says it.
    pub trace: Option<Arc<str>>,
}

impl Proof {
    /// A row and what it says.
    pub fn new(source: Source, what: impl Into<Arc<str>>) -> Self {
        Proof {
            source,
            what: what.into(),
            trace: None,
        }
    }

    /// The row with what was read there in the spelling of the export.
    #[must_use]
    pub fn traced(self, trace: impl Into<Arc<str>>) -> Self {
        let trace = Some(trace.into()).filter(|text: &Arc<str>| !text.is_empty());
        Proof { trace, ..self }
    }
}

impl From<reach::Row> for Proof {
    fn from(row: reach::Row) -> Self {
        Proof::new(row.source, row.what).traced(row.trace)
    }
}

/// Reason why a kind of evidence has no opinion on a subject.
#[derive(Clone, Debug)]
pub enum Undecided {
    /// The exports do not show it. There is always a reason, so that no finding is unknown without one.
    Unknown(Reason),
    /// It does not apply to such subjects.
    Silent,
}

impl Undecided {
    /// Unknown for several reasons; of none, it does not apply.
    pub(super) fn from_all(reasons: &[Reason]) -> Self {
        Reason::joined(reasons).map_or(Undecided::Silent, Undecided::Unknown)
    }
}

impl From<Reason> for Undecided {
    fn from(reason: Reason) -> Self {
        Undecided::Unknown(reason)
    }
}

/// The opinion of one kind of evidence on one subject: it passes, fails, or is not what the control is about. What is unknown is
/// no opinion but [`Undecided`].
#[derive(Clone, Debug)]
pub struct Opinion {
    outcome: Outcome,
    /// Reason of the outcome, a sentence or two.
    pub reason: String,
    /// Rows that prove it, the deciding one first.
    pub proofs: Vec<Proof>,
    /// Marks that gates can ask for.
    pub marks: Vec<String>,
    /// Trust in the source.
    pub grade: Grade,
    /// Whether it rests on something that the exports show only in part, which lowers it by a grade.
    pub lowered: bool,
    /// Whether it covers only a part of the matter.
    pub partial: bool,
    /// Two sources within it that disagree, a sentence; empty when none do.
    pub contradiction: String,
}

impl Opinion {
    /// The subject meets what is asked.
    pub fn pass(reason: impl Into<String>, proofs: Vec<Proof>) -> Self {
        Opinion::of(Outcome::Pass, reason.into(), proofs)
    }

    /// An opinion that the subject fails.
    pub fn fail(reason: impl Into<String>, proofs: Vec<Proof>) -> Self {
        Opinion::of(Outcome::Fail, reason.into(), proofs)
    }

    /// An opinion that the control does not apply to the subject.
    pub fn not_applicable(reason: impl Into<String>, proofs: Vec<Proof>) -> Self {
        Opinion::of(Outcome::NotApplicable, reason.into(), proofs)
    }

    fn of(outcome: Outcome, reason: String, proofs: Vec<Proof>) -> Self {
        Opinion {
            outcome,
            reason,
            proofs,
            marks: Vec::new(),
            grade: Grade::A,
            lowered: false,
            partial: false,
            contradiction: String::new(),
        }
    }

    /// The opinion of a source that is trusted to this grade.
    pub fn graded(self, grade: Grade) -> Self {
        Opinion { grade, ..self }
    }

    /// The opinion of which another source within the same evidence says otherwise.
    pub fn contradicted(self, contradiction: String) -> Self {
        Opinion { contradiction, ..self }
    }

    /// One opinion that stands for several with the same outcome, trusted as far as the least; `None` of none.
    pub(super) fn merged(opinions: Vec<Opinion>) -> Option<Self> {
        let mut opinions = opinions.into_iter();
        let mut whole = opinions.next()?;
        whole.partial = false;
        let mut reasons = vec![std::mem::take(&mut whole.reason)];
        for opinion in opinions {
            whole.grade = whole.grade.max(opinion.grade);
            whole.proofs.extend(opinion.proofs);
            whole.marks.extend(opinion.marks);
            whole.lowered |= opinion.lowered;
            whole.contradiction.push_str(&opinion.contradiction);
            if !reasons.contains(&opinion.reason) {
                reasons.push(opinion.reason);
            }
        }
        whole.reason = reasons.join(" ");
        Some(whole)
    }

    /// The outcome.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}
