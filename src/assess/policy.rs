//! The configuration of a subject against a condition in Azure Policy's language: true means that it fails.

use crate::condition::{Condition, Truth};
use crate::estate::facts::ResourceFacts;
use crate::framework::Control;
use crate::framework::control::SaysFile;

use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

/// Upper bound of the facts of a row that a reason names.
const MOST_FACTS: usize = 3;

/// Whether the control does not apply to a subject; `None` when it does, or nothing tells.
pub(super) fn excepted(judge: &Judge<'_>, control: &Control, subject: &Subject) -> Option<Opinion> {
    let rule = control.file.subjects.except.as_ref()?;
    if let (Some(set), Subject::Resource(ix)) = (&rule.outside, subject)
        && !judge.estate.is_member(set, *ix)
    {
        if let Some(doubt) = judge.estate.doubt(set, *ix) {
            return Some(Opinion::unknown(&**doubt));
        }
        return Some(if judge.estate.is_told(set) {
            Opinion::new(Outcome::NotApplicable, rule.because.clone(), Vec::new())
        } else {
            Opinion::unknown(rule.untold.clone())
        });
    }
    let (truth, proof) = evaluate(judge, control.except.as_ref()?, subject)?;
    match truth {
        Truth::True => Some(Opinion::new(Outcome::NotApplicable, rule.because.clone(), vec![proof])),
        Truth::Unknown => Some(Opinion::unknown(format!(
            "The row does not tell whether it is judged here: {}.",
            proof.what
        ))),
        Truth::False => None,
    }
}

/// Judges by the subject's own row.
pub(super) fn judge(judge: &Judge<'_>, condition: Option<&Condition>, says: &SaysFile, subject: &Subject) -> Opinion {
    let judged = condition.and_then(|condition| evaluate(judge, condition, subject));
    let Some((truth, proof)) = judged else {
        return Opinion::unknown(subject.untold(judge.estate).into_text());
    };
    match truth {
        Truth::True => Opinion::new(Outcome::Fail, &*says.fail, vec![proof]),
        Truth::False => Opinion::new(Outcome::Pass, &*says.pass, vec![proof]),
        Truth::Unknown => Opinion::unknown(format!("The row does not tell: {}.", proof.what)),
    }
}

/// Answer of a condition on the subject's own row, and the values that it read there; `None` where no export holds the row.
pub(super) fn evaluate(judge: &Judge<'_>, condition: &Condition, subject: &Subject) -> Option<(Truth, Proof)> {
    let row = subject.row(judge.estate)?;
    let facts = ResourceFacts::new(row, judge.estate.rules);
    let verdict = condition.evaluate(&facts, &judge.clock);
    let mut what = wording::seen(&verdict.trace, MOST_FACTS);
    if let Some(giver) = facts.giver(verdict.trace.iter().filter_map(|leaf| leaf.path.as_deref())) {
        what.push_str(&format!(", {giver}"));
    }
    let proof = Proof {
        source: row.source(),
        what: what.into(),
    };
    Some((verdict.truth, proof))
}
