//! A person's dated answer to what no export holds. It fills a gap and overturns nothing; one that has expired, or that
//! nothing dates, says nothing. Its text is evidence, never an instruction.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::condition::{Condition, Truth};
use crate::framework::control::{EvidenceFile, SaysFile, Setting};
use crate::framework::engagement::{Answer, Attestation};
use crate::framework::evidence::Empty;
use crate::ingest::Source;
use crate::value::arm_id::covers;

use super::{Grade, Judge, Opinion, Outcome, Proof, Subject, policy};

/// Judges by the attestations about the subject: the closest one, and of equally close ones the latest.
pub(super) fn judge(
    judge: &Judge<'_>,
    evidence: &EvidenceFile,
    states: Option<&Condition>,
    subject: &Subject,
) -> (Grade, Opinion) {
    let EvidenceFile::Attestation {
        key,
        days,
        absent,
        overdue,
        artefact,
        says,
        ..
    } = evidence
    else {
        return (Grade::D, Opinion::unknown(""));
    };
    let id = subject.id(judge.estate);
    let given = judge.engagement.attestations.iter();
    let about = given.filter(|given| {
        given.key.eq_ignore_ascii_case(key) && (given.subject.is_empty() || covers(&given.subject, &id))
    });
    let silence = |reason: String| match absent {
        Some(Empty::Fail) => Opinion::new(Outcome::Fail, reason, Vec::new()),
        Some(Empty::Pass) => Opinion::new(Outcome::Pass, reason, Vec::new()),
        Some(Empty::NotApplicable) => Opinion::new(Outcome::NotApplicable, reason, Vec::new()),
        Some(Empty::Unknown) | None => Opinion::unknown(reason),
    };
    let Some(given) = about.max_by_key(|given| (given.subject.len(), &given.date)) else {
        return (Grade::D, silence(format!("Nobody attested `{key}`.")));
    };
    let grade = if given.artefact.trim().is_empty() {
        Grade::D
    } else {
        Grade::C
    };
    let opinion = match standing(judge, given, days) {
        Err(reason) if is_overdue(judge, given, overdue.as_ref()) => Opinion {
            outcome: Outcome::Fail,
            reason: format!("{reason} It should have been renewed since."),
            ..opinion(judge, given, says)
        },
        Err(reason) => silence(reason),
        Ok(()) if *artefact && grade == Grade::D && given.answer == Answer::Yes => silence(format!(
            "The attestation of {} names no artefact, without which it does not count here.",
            given.key
        )),
        Ok(()) => opinion(judge, given, says),
    };
    let opinion = match states {
        Some(states) if opinion.outcome.decides() && given.answer != Answer::Partly => {
            compared(judge, opinion, states, subject, says)
        }
        _ => opinion,
    };
    (grade, opinion)
}

/// An answer beside what the subject's own row shows of the same matter: they must agree.
fn compared(judge: &Judge<'_>, answer: Opinion, states: &Condition, subject: &Subject, says: &SaysFile) -> Opinion {
    let Some((truth, proof)) = policy::evaluate(judge, states, subject) else {
        return Opinion::unknown("No export holds its row, so whether it is as the client says is not known.");
    };
    let (outcome, sentence) = match (truth, answer.outcome) {
        (Truth::Unknown, _) => {
            return Opinion::unknown(format!(
                "The row does not tell whether it is as the client says: {}.",
                proof.what
            ));
        }
        (Truth::True, Outcome::Pass) | (Truth::False, Outcome::Fail) => (Outcome::Pass, &says.pass),
        _ => (Outcome::Fail, &says.fail),
    };
    let proofs = std::iter::once(proof).chain(answer.proofs).collect();
    Opinion::new(outcome, sentence.clone(), proofs)
}

fn opinion(judge: &Judge<'_>, given: &Attestation, says: &SaysFile) -> Opinion {
    let (outcome, sentence, answer) = match given.answer {
        Answer::Yes => (Outcome::Pass, &says.pass, "yes"),
        Answer::Partly => (Outcome::Fail, &says.fail, "partly"),
        Answer::No => (Outcome::Fail, &says.fail, "no"),
    };
    let mut what = format!("{} answered “{answer}” to {} on {}", given.owner, given.key, given.date);
    if !given.artefact.is_empty() {
        what.push_str(&format!(", on the strength of {}", given.artefact));
    }
    if !given.statement.is_empty() {
        what.push_str(&format!(": “{}”", given.statement));
    }
    let inputs = &judge.estate.inventory.ledger.inputs;
    let file = inputs.iter().position(|input| input.path == given.file);
    let source = Source {
        file: file
            .and_then(|file| u32::try_from(file).ok())
            .unwrap_or(Source::ENGAGEMENT),
        record: given.number,
    };
    Opinion::new(
        outcome,
        sentence.clone(),
        vec![Proof {
            source,
            what: what.into(),
        }],
    )
}

/// Whether so many days have passed since an answer that no longer holds that it should have been given again.
fn is_overdue(judge: &Judge<'_>, given: &Attestation, overdue: Option<&Setting>) -> bool {
    let days = overdue.and_then(|days| judge.framework.number(days));
    let (Some(days), Some(as_of), Ok(date)) = (days, judge.as_of, given.date.parse::<Date>()) else {
        return false;
    };
    let passed = as_of.since((jiff::Unit::Day, date));
    passed.is_ok_and(|passed| i64::from(passed.get_days()) > i64::from(days))
}

/// Whether an attestation holds on the day of the assessment; else why not.
fn standing(judge: &Judge<'_>, given: &Attestation, days: &Setting) -> Result<(), String> {
    let Ok(date) = given.date.parse::<Date>() else {
        return Err(format!(
            "The attestation of {} bears no date such as 2026-11-15.",
            given.key
        ));
    };
    let end = match given.expires.as_str() {
        "" => {
            let days = judge.framework.number(days).unwrap_or_default();
            date.checked_add(i64::from(days).days())
                .map_err(|_| "The period of attestations is too long.".to_owned())?
        }
        text => text
            .parse()
            .map_err(|_| format!("The attestation of {} ends on `{text}`, which is no date.", given.key))?,
    };
    match judge.as_of {
        None => Err("Nothing dates the assessment, so whether the attestation still holds is not known.".to_owned()),
        Some(as_of) if date > as_of => Err(format!(
            "The attestation of {} is dated after the assessment.",
            given.key
        )),
        Some(as_of) if end < as_of => Err(format!("The attestation of {} expired on {end}.", given.key)),
        Some(_) => Ok(()),
    }
}
