//! Findings as the report shows them: fails first, then by severity, tier, control and subject.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::assess::{Finding, Proof};
use crate::value::arm_id::ArmId;

use super::listing::Findings;
use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn findings(&self) -> Findings<'_> {
        // They come in the order of controls, which is the last thing that they are ordered by.
        let mut alike: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in self.assessment.findings() {
            let severity = self.framework.controls[finding.control].file.severity;
            let key = (finding.outcome, severity, Reverse(finding.tier));
            alike.entry(key).or_default().push(finding);
        }
        let order: Vec<&Finding> = alike.into_values().flatten().collect();
        Findings::made(order.len(), move |at| self.finding(order[at]))
    }

    fn finding(&self, finding: &Finding) -> model::Finding {
        let control = &self.framework.controls[finding.control].file;
        let subject = finding.subject.id(self.estate);
        let subscription = finding.subject.subscription(self.estate);
        let name = |id: &str| self.estate.inventory.subscription_name(id).to_owned();
        model::Finding {
            control: control.id.clone(),
            subject_name: finding.subject.name(self.estate),
            subject_kind: finding.subject.kind(self.estate),
            subscription: subscription.as_deref().map(name).unwrap_or_default(),
            resource_group: ArmId::new(&subject).resource_group().unwrap_or_default().to_owned(),
            environment: finding.environment.to_string(),
            tier: finding.tier,
            severity: control.severity,
            outcome: finding.outcome,
            reason: finding.reason.to_string(),
            grade: finding.grade,
            contradiction: finding.contradiction.to_string(),
            evidence: finding.proofs.iter().map(|proof| self.evidence(proof)).collect(),
            accepted: self.accepted_by(finding),
            marks: finding.marks.clone(),
            subject,
        }
    }

    /// A row as evidence.
    pub(super) fn evidence(&self, proof: &Proof) -> model::Evidence {
        model::Evidence {
            file: self.estate.inventory.path(proof.source).to_owned(),
            record: u64::from(proof.source.record),
            what: format::sentence(&proof.what),
            trace: proof.trace.as_deref().unwrap_or_default().to_owned(),
        }
    }
}
