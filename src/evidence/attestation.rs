//! Evidence of the kind `attestation`: a person's dated answer to what no export holds. It fills a gap and overturns nothing; one that
//! has expired, or that nothing dates, says nothing. Its text is evidence, never an instruction.

pub mod answer;

use std::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::access::ScopeChain;
use crate::condition::{Condition, Truth};
use crate::ingest::Source;
use crate::value::vocabulary::{Grade, Outcome};

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::policy;
use super::profile::Setting;
use super::reason::{Reason, reason};
use super::related::file::Empty;
use super::says::SaysFile;
use super::subject::Subject;

use answer::{Answer, Attestation};

/// A person's dated answer in `engagement.toml`. Grade C with an artefact, D without.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttestationEvidence {
    /// Key of the question.
    key: String,
    /// Days that an answer without an end date holds.
    days: Setting,
    /// The outcome where no answer stands. Default: unknown.
    #[serde(default)]
    absent: Option<Empty>,
    /// Days after which an answer that has expired fails the subject: the work that it describes should have been repeated.
    #[serde(default)]
    overdue: Option<Setting>,
    /// Whether an answer counts only where it names an artefact.
    #[serde(default)]
    artefact: bool,
    /// Condition on the subject's own row, in Azure Policy's language, that an answer of yes states; an answer of no states
    /// the contrary. The subject passes where its row is as the answer states.
    #[serde(default)]
    states: Option<Json>,
    /// Sentences of the finding.
    says: SaysFile,
    #[serde(skip)]
    condition: Option<Condition>,
}

impl Kind for AttestationEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        let states = self.states.as_ref();
        self.condition = states.and_then(|states| checker.condition(&format!("{place}/states"), states));
        checker.setting(place, &self.days);
        if let Some(overdue) = &self.overdue {
            checker.setting(place, overdue);
        }
    }

    fn conditions(&self) -> Vec<&Condition> {
        self.condition.iter().collect()
    }

    /// Judges by the attestations about the subject: the closest one, and of equally close ones the latest.
    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let id = subject.id(context.estate);
        let chain = ScopeChain::of(context.estate.inventory, &id);
        let about = context.attestations.iter().filter_map(|given| {
            let steps = match given.subject.is_empty() {
                true => usize::MAX,
                false => chain.steps_to(&given.subject)?,
            };
            given.key.eq_ignore_ascii_case(&self.key).then_some((steps, given))
        });
        let nearest = about.max_by_key(|(steps, given)| (Reverse(*steps), &given.date));
        let Some((_, given)) = nearest else {
            return self.silence(reason!("Nobody attested `{}`.", self.key), Grade::D);
        };
        let grade = match given.artefact.trim() {
            "" => Grade::D,
            _ => Grade::C,
        };
        let opinion = match standing(context, given, &self.days) {
            Err(reason) if is_overdue(context, given, self.overdue.as_ref()) => {
                let reason = format!("{reason} It should have been renewed since.");
                Opinion::fail(reason, vec![proof(context, given)])
            }
            Err(reason) => self.silence(reason, grade)?,
            Ok(()) if self.artefact && grade == Grade::D && given.answer == Answer::Yes => {
                let reason = reason!(
                    "The attestation of {} names no artefact, without which it does not count here.",
                    given.key
                );
                self.silence(reason, grade)?
            }
            Ok(()) => {
                let is_met = given.answer == Answer::Yes;
                self.says.decides(is_met, vec![proof(context, given)])
            }
        };
        let opinion = match &self.condition {
            Some(states) if given.answer != Answer::Partly => self.compared(context, opinion, states, subject)?,
            _ => opinion,
        };
        Ok(opinion.graded(grade))
    }

    fn attested(&self) -> Option<&str> {
        Some(&self.key)
    }

    fn words(&self) -> String {
        format!("the attestation `{}` in engagement.toml", self.key)
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl AttestationEvidence {
    /// The opinion where no answer stands.
    fn silence(&self, reason: Reason, grade: Grade) -> Result<Opinion, Undecided> {
        let opinion = match self.absent {
            Some(Empty::Fail) => Opinion::fail(reason.into_text(), Vec::new()),
            Some(Empty::Pass) => Opinion::pass(reason.into_text(), Vec::new()),
            Some(Empty::NotApplicable) => Opinion::not_applicable(reason.into_text(), Vec::new()),
            Some(Empty::Unknown) | None => return Err(reason.into()),
        };
        Ok(opinion.graded(grade))
    }

    /// An answer beside what the subject's own row shows of the same matter: they must agree.
    fn compared(
        &self,
        context: &EvidenceContext<'_>,
        answer: Opinion,
        states: &Condition,
        subject: &Subject,
    ) -> Result<Opinion, Undecided> {
        let shown = policy::evaluate(context, states, subject);
        let (truth, proof) = shown
            .ok_or_else(|| reason!("No export holds its row, so whether it is as the client says is not known."))?;
        let agrees = match (truth, answer.outcome()) {
            (Truth::Unknown, _) => {
                let what = &proof.what;
                return Err(reason!("The export does not tell whether it is as the client says. {what}.").into());
            }
            (Truth::True, Outcome::Pass) | (Truth::False, Outcome::Fail) => true,
            _ => false,
        };
        let proofs = std::iter::once(proof).chain(answer.proofs).collect();
        Ok(self.says.decides(agrees, proofs))
    }
}

/// An answer as a row that proves something.
fn proof(context: &EvidenceContext<'_>, given: &Attestation) -> Proof {
    let answer = match given.answer {
        Answer::Yes => "yes",
        Answer::Partly => "partly",
        Answer::No => "no",
    };
    let mut what = format!("{} answered “{answer}” to {} on {}", given.owner, given.key, given.date);
    if !given.artefact.is_empty() {
        what.push_str(&format!(", on the strength of {}", given.artefact));
    }
    if !given.statement.is_empty() {
        what.push_str(&format!(": “{}”", given.statement));
    }
    let inputs = &context.estate.inventory.ledger.inputs;
    let file = inputs.iter().position(|input| input.path == given.file);
    let source = Source {
        file: file
            .and_then(|file| u32::try_from(file).ok())
            .unwrap_or(Source::ENGAGEMENT),
        record: given.number,
    };
    Proof::new(source, what)
}

/// Whether so many days have passed since an answer that no longer holds that it should have been given again.
fn is_overdue(context: &EvidenceContext<'_>, given: &Attestation, overdue: Option<&Setting>) -> bool {
    let days = overdue.and_then(|days| context.profile.number(days));
    let (Some(days), Some(as_of), Ok(date)) = (days, context.as_of, given.date.parse::<Date>()) else {
        return false;
    };
    let passed = as_of.since((jiff::Unit::Day, date));
    passed.is_ok_and(|passed| i64::from(passed.get_days()) > i64::from(days))
}

/// Whether an attestation holds on the day of the assessment; else why not.
fn standing(context: &EvidenceContext<'_>, given: &Attestation, days: &Setting) -> Result<(), Reason> {
    let Ok(date) = given.date.parse::<Date>() else {
        return Err(reason!(
            "The attestation of {} bears no date such as 2026-11-15.",
            given.key
        ));
    };
    let end = match given.expires.as_str() {
        "" => {
            let days = context.profile.number(days);
            let days = days.ok_or_else(|| reason!("The profile sets no number of days."))?;
            date.checked_add(i64::from(days).days())
                .map_err(|_| reason!("The period of attestations is too long."))?
        }
        text => text
            .parse()
            .map_err(|_| reason!("The attestation of {} ends on `{text}`, which is no date.", given.key))?,
    };
    match context.as_of {
        None => Err(reason!(
            "Nothing dates the assessment, so whether the attestation still holds is not known."
        )),
        Some(as_of) if end < as_of => Err(reason!("The attestation of {} expired on {end}.", given.key)),
        Some(_) => Ok(()),
    }
}
