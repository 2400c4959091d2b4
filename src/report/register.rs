//! What people answer for: accepted risks and attestations, each with its owner, its reason or artefact, its date and its end.

use jiff::civil::Date;

use crate::assess::Finding;
use crate::evidence::attestation::answer::{Answer, Attestation};
use crate::framework::engagement::AcceptedRisk;
use crate::score::one_decimal_down;
use crate::value::vocabulary::Outcome;

use super::scoring::speaks_for;
use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn register(&self) -> model::Register {
        let said = &self.engagement.file;
        let risks: Vec<model::AcceptedRisk> = said.accepted_risks.iter().map(|risk| self.risk(risk)).collect();
        let accepted = self.scored.score_accepted().zip(self.scored.score());
        let text = match accepted {
            Some((without, score)) if risks.iter().any(|risk| risk.findings > 0) => format!(
                "With the accepted risks left out the score would be {}. They stay failures in the score of {}, and clear no red line.",
                format::score(one_decimal_down(without)),
                format::score(one_decimal_down(score))
            ),
            _ => String::new(),
        };
        model::Register {
            text,
            accepted_risks: risks,
            attestations: said.attestations.iter().map(attestation).collect(),
        }
    }

    fn risk(&self, risk: &AcceptedRisk) -> model::AcceptedRisk {
        let position = self.framework.controls.iter().position(|control| {
            let id = &control.file.id;
            id.eq_ignore_ascii_case(&risk.control)
        });
        let covered = |finding: &&Finding| {
            let key = || finding.subject.key(self.estate);
            finding.outcome == Outcome::Fail && speaks_for(self.estate, &risk.subject, key)
        };
        let failing = position.map_or(0, |position| self.findings_of(position).filter(covered).count());
        let ends = risk.until.parse::<Date>().ok();
        let in_force = self
            .engagement
            .as_of
            .zip(ends)
            .is_some_and(|(as_of, until)| as_of <= until);
        let standing = match (self.engagement.as_of, failing) {
            (None, _) => "not counted: nothing dates the assessment".to_owned(),
            (_, _) if !in_force => format!("not counted: it ended on {}", risk.until),
            (_, 0) => "in force; nothing that it covers fails".to_owned(),
            (_, many) => format!(
                "in force for {}",
                format::count(many, "failing subject", "failing subjects")
            ),
        };
        model::AcceptedRisk {
            control: position.map_or_else(
                || risk.control.clone(),
                |at| self.framework.controls[at].file.id.clone(),
            ),
            title: position.map_or_else(String::new, |at| self.framework.controls[at].file.title.clone()),
            subject: risk.subject.clone(),
            reason: risk.reason.clone(),
            owner: risk.owner.clone(),
            until: risk.until.clone(),
            findings: if in_force { failing } else { 0 },
            standing,
        }
    }

    /// Who accepted the failure that a finding tells of, and until when; empty where nobody did.
    pub(super) fn accepted_by(&self, finding: &Finding) -> String {
        if finding.outcome != Outcome::Fail || self.engagement.file.accepted_risks.is_empty() {
            return String::new();
        }
        let id = &self.framework.controls[finding.control].file.id;
        let key = || finding.subject.key(self.estate);
        let mut risks = self.engagement.file.accepted_risks.iter();
        let covering = risks.find(|risk| {
            let about = speaks_for(self.estate, &risk.subject, key);
            let until = risk.until.parse::<Date>().ok();
            let in_force = self
                .engagement
                .as_of
                .zip(until)
                .is_some_and(|(as_of, until)| as_of <= until);
            risk.control.eq_ignore_ascii_case(id) && about && in_force
        });
        covering.map_or_else(String::new, |risk| {
            format!("{} Accepted by {} until {}.", risk.reason, risk.owner, risk.until)
        })
    }
}

fn attestation(given: &Attestation) -> model::AttestationUsed {
    model::AttestationUsed {
        key: given.key.clone(),
        subject: given.subject.clone(),
        answer: match given.answer {
            Answer::Yes => "yes",
            Answer::Partly => "partly",
            Answer::No => "no",
        }
        .to_owned(),
        statement: given.statement.clone(),
        owner: given.owner.clone(),
        date: given.date.clone(),
        artefact: given.artefact.clone(),
        reviewer: given.reviewer.clone(),
        expires: given.expires.clone(),
    }
}
