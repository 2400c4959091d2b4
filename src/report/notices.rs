//! What a person said of the engagement and that nothing in the bundle answers to, or that is younger than the evidence. It stands on
//! the terminal: an id with a slip in it would otherwise decide nothing without a word.

use jiff::civil::Date;

use crate::access::scopes::holds_any_in;

use super::format;
use super::scoring::speaks_for;
use super::sources::Sources;

impl Sources<'_> {
    pub(super) fn notices(&self) -> Vec<String> {
        let said = &self.engagement.file;
        let inventory = self.estate.inventory;
        let environments = said.environments.keys().filter(|scope| !holds_any_in(inventory, scope));
        let environments = environments.map(|scope| {
            format!("Nothing in the bundle lies at or below `{scope}`, so its environment decides nothing.")
        });
        let attestations = said
            .attestations
            .iter()
            .filter(|given| !self.is_about_any(&given.subject));
        let attestations = attestations.map(|given| {
            let (key, subject) = (&given.key, &given.subject);
            format!("Nothing that was judged lies at or below `{subject}`, so the attestation of {key} there decides nothing.")
        });
        let risks = said
            .accepted_risks
            .iter()
            .filter(|risk| !self.is_about_any(&risk.subject));
        let risks = risks.map(|risk| {
            let (control, subject) = (&risk.control, &risk.subject);
            format!("Nothing that was judged lies at or below `{subject}`, so the accepted risk of {control} there covers nothing.")
        });
        environments
            .chain(attestations)
            .chain(risks)
            .chain(self.younger())
            .collect()
    }

    /// Attestations that were given after the day that the evidence shows.
    fn younger(&self) -> impl Iterator<Item = String> {
        let given = self.engagement.file.attestations.iter();
        given.filter_map(|given| {
            let (as_of, date) = (self.engagement.as_of?, given.date.parse::<Date>().ok()?);
            (date > as_of).then(|| {
                format!(
                    "The attestation of {} is dated {}, after the evidence of {}; it counts.",
                    given.key,
                    format::date(date),
                    format::date(as_of)
                )
            })
        })
    }

    /// Whether any subject is, or lies in, a scope; an empty one is the whole tenant.
    fn is_about_any(&self, scope: &str) -> bool {
        let mut findings = self.assessment.findings();
        scope.is_empty() || findings.any(|finding| speaks_for(self.estate, scope, || finding.subject.key(self.estate)))
    }
}
