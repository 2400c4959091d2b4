//! Subjects that a control does not apply to, by its own exceptions.

use crate::condition::Truth;
use crate::evidence::reason::reason;
use crate::evidence::{EvidenceContext, Opinion, Reason, Subject, policy};
use crate::framework::Control;

/// The opinion that the control does not apply to a subject; `None` where it does.
///
/// # Errors
/// Where the exports do not show it, with the reason.
pub(super) fn excepted(
    context: &EvidenceContext<'_>,
    control: &Control,
    subject: &Subject,
) -> Result<Option<Opinion>, Reason> {
    let Some(rule) = &control.file.subjects.except else {
        return Ok(None);
    };
    let estate = context.estate;
    if let (Some(set), Subject::Resource(ix)) = (&rule.outside, subject)
        && !estate.is_member(set, *ix)
    {
        if let Some(doubt) = estate.doubt(set, *ix) {
            return Err(Reason::of_doubt(doubt));
        }
        return match estate.is_told(set) {
            true => Ok(Some(Opinion::not_applicable(&*rule.because, Vec::new()))),
            false => Err(Reason::given(
                &rule.untold,
                reason!("No export shows the members of {set}."),
            )),
        };
    }
    let condition = control.except.as_ref();
    let Some((truth, proof)) = condition.and_then(|condition| policy::evaluate(context, condition, subject)) else {
        return Ok(None);
    };
    match truth {
        Truth::True => Ok(Some(Opinion::not_applicable(&*rule.because, vec![proof]))),
        Truth::Unknown => Err(reason!(
            "The export does not tell whether it is judged here. {}.",
            proof.what
        )),
        Truth::False => Ok(None),
    }
}
