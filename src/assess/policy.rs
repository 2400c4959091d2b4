//! The configuration of a subject against a condition in Azure Policy's language: true means that it fails.

use crate::condition::{Condition, Truth, Verdict};
use crate::estate::facts::ResourceFacts;
use crate::framework::Control;
use crate::framework::control::SaysFile;

use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

/// How many facts of a row a reason tells.
const MOST_FACTS: usize = 3;

/// Whether the control does not apply to a subject; `None` when it does, or nothing tells.
pub(super) fn excepted(judge: &Judge<'_>, control: &Control, subject: &Subject) -> Option<Opinion> {
    let rule = control.file.subjects.except.as_ref()?;
    if let (Some(set), Subject::Resource(ix)) = (&rule.outside, subject)
        && !judge.estate.is_member(set, *ix)
    {
        return Some(if judge.estate.is_told(set) {
            Opinion::new(Outcome::NotApplicable, rule.because.clone(), Vec::new())
        } else {
            Opinion::unknown(rule.untold.clone())
        });
    }
    let (verdict, mut proofs) = evaluate(judge, control.except.as_ref()?, subject)?;
    (verdict.truth == Truth::True).then(|| {
        proofs.truncate(1);
        Opinion::new(Outcome::NotApplicable, rule.because.clone(), proofs)
    })
}

/// What the subject's own row says.
pub(super) fn judge(judge: &Judge<'_>, condition: Option<&Condition>, says: &SaysFile, subject: &Subject) -> Opinion {
    let judged = condition.and_then(|condition| evaluate(judge, condition, subject));
    let Some((verdict, proofs)) = judged else {
        return Opinion::unknown(absent(judge, subject));
    };
    match verdict.truth {
        Truth::True => Opinion::new(Outcome::Fail, &*says.fail, proofs),
        Truth::False => Opinion::new(Outcome::Pass, &*says.pass, proofs),
        Truth::Unknown => {
            let seen = wording::seen(&verdict.trace, MOST_FACTS);
            Opinion::unknown(format!("The row does not tell: {seen}."))
        }
    }
}

fn evaluate(judge: &Judge<'_>, condition: &Condition, subject: &Subject) -> Option<(Verdict, Vec<Proof>)> {
    let row = subject.row(judge.estate)?;
    let facts = ResourceFacts::new(row, judge.estate.rules);
    let verdict = condition.evaluate(&facts, &judge.context);
    let proof = Proof {
        source: row.source(),
        what: wording::seen(&verdict.trace, MOST_FACTS).into(),
    };
    Some((verdict, vec![proof]))
}

fn absent(judge: &Judge<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Missing(position) => {
            let store = &judge.estate.stores[*position];
            let reason = store.reasons.first().map_or("", |(reason, _)| reason);
            format!("No export holds its row; it is {reason}.")
        }
        Subject::Subscription(_) | Subject::Outside(_) => "No export holds the subscription's own row.".to_owned(),
        Subject::Resource(_) | Subject::Identity(_) | Subject::Tenant => {
            "No export holds its configuration.".to_owned()
        }
    }
}
