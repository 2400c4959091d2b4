//! Findings: the outcome for a subject, the trust in it, and the rows that prove it.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use crate::evidence::{Opinion, Proof, Subject};
use crate::value::vocabulary::{Grade, Outcome};

/// One control judged for one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Position of the control in the framework.
    pub control: usize,
    /// The subject that was judged.
    pub subject: Subject,
    /// Rows that prove it, the deciding one first.
    pub proofs: Box<[Proof]>,
    verdict: Arc<Verdict>,
}

impl Deref for Finding {
    type Target = Verdict;

    fn deref(&self) -> &Verdict {
        &self.verdict
    }
}

/// Verdict on a control, which many subjects share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// Criticality tier of the subject, 1 to 4.
    pub tier: u8,
    /// Environment of the subject.
    pub environment: String,
    /// The outcome.
    pub outcome: Outcome,
    /// Reason of the outcome, a sentence or two.
    pub reason: String,
    /// Grade of the deciding evidence; `None` where nothing decided.
    pub grade: Option<Grade>,
    /// Two sources that disagree, a sentence; empty when none do.
    pub contradiction: String,
    /// Marks that gates can ask for.
    pub marks: Vec<String>,
}

impl Verdict {
    /// A verdict for subjects of this tier and environment, before anything is known.
    pub(super) fn unknown(tier: u8, environment: String) -> Self {
        Verdict {
            tier,
            environment,
            outcome: Outcome::Unknown,
            reason: String::new(),
            grade: None,
            contradiction: String::new(),
            marks: Vec::new(),
        }
    }

    /// Takes an outcome; what proves it is given back.
    pub(super) fn take(&mut self, opinion: Opinion, grade: Option<Grade>) -> Vec<Proof> {
        self.outcome = opinion.outcome();
        self.reason = opinion.reason;
        self.marks = opinion.marks;
        self.grade = grade;
        opinion.proofs
    }
}

/// Interner of the verdicts and proof texts of findings: of a hundred thousand subjects most have equal ones, which are then held
/// once.
#[derive(Debug, Default)]
pub(super) struct Shared(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    verdicts: FxHashSet<Arc<Verdict>>,
    texts: FxHashSet<Arc<str>>,
}

impl Shared {
    /// The finding that has its verdict and the texts of its proofs together with others.
    pub(super) fn finding(
        &self,
        control: usize,
        subject: Subject,
        verdict: Verdict,
        mut proofs: Vec<Proof>,
    ) -> Finding {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let texts = proofs
            .iter_mut()
            .flat_map(|proof| std::iter::once(&mut proof.what).chain(proof.trace.as_mut()));
        for text in texts {
            match held.texts.get(text) {
                Some(known) => *text = known.clone(),
                None => {
                    held.texts.insert(text.clone());
                }
            }
        }
        let verdict = match held.verdicts.get(&verdict) {
            Some(known) => known.clone(),
            None => {
                let new = Arc::new(verdict);
                held.verdicts.insert(new.clone());
                new
            }
        };
        Finding {
            control,
            subject,
            proofs: proofs.into(),
            verdict,
        }
    }
}
