//! Evidence of the kind `evidenceAge`: the age of the exports themselves. Evidence that decides today should have been exported
//! recently.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::ingest::Source;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::profile::Setting;
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;

/// The age of the exports themselves.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgeEvidence {
    /// Days beyond which an export is too old.
    days: Setting,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for AgeEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        checker.setting(place, &self.days);
    }

    fn judge(&self, context: &EvidenceContext<'_>, _: &Subject) -> Result<Opinion, Undecided> {
        let days = context.profile.number(&self.days).map(i64::from);
        let days = days
            .filter(|_| context.as_of.is_some())
            .ok_or_else(|| reason!("Nothing dates the assessment."))?;
        let mut dated = dated_files(context);
        dated.sort_by_key(|(age, _)| std::cmp::Reverse(*age));
        let (oldest, _) = dated.first().ok_or_else(|| reason!("No export bears a date."))?;
        let too_old = *oldest > days;
        let shown = dated.into_iter().filter(|(age, _)| !too_old || *age > days);
        let proofs = shown.map(|(_, proof)| proof).collect();
        Ok(self.says.decides(!too_old, proofs))
    }

    fn words(&self) -> String {
        "the age of the exports".to_owned()
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// The files of which something was used and that have a date, each with its age in days.
fn dated_files(context: &EvidenceContext<'_>) -> Vec<(i64, Proof)> {
    let inputs = (0..).zip(&context.estate.inventory.ledger.inputs);
    let used = inputs.filter(|(_, input)| input.used > 0);
    used.filter_map(|(file, input)| {
        let source = Source { file, record: 1 };
        let age = context.age(source)?;
        let what = format!("{} was exported {age} days before the assessment", input.path);
        Some((age, Proof::new(source, what)))
    })
    .collect()
}
