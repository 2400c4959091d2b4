//! The input ledger as the report shows it.

use jiff::civil::Date;

use crate::ingest::ledger::{self, Family};

use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn inputs(&self) -> Vec<model::Input> {
        self.estate.inventory.ledger.inputs.iter().map(input).collect()
    }
}

/// The date that a file gives for its own evidence.
pub(super) fn date(input: &ledger::Input) -> Option<Date> {
    input.as_of.as_deref()?.parse().ok()
}

fn words(family: Family) -> &'static str {
    match family {
        Family::ResourceGraph => "Resource Graph",
        Family::RoleAssignments => "Role assignments",
        Family::RoleEligibility => "Role eligibility",
        Family::Recommendations => "Defender recommendations",
        Family::Supplement => "Supplement",
        Family::Engagement => "Engagement",
        Family::Manifest => "Manifest",
        Family::Ignored => "Ignored",
        Family::Unrecognised => "Not recognised",
    }
}

/// One file of the ledger.
fn input(input: &ledger::Input) -> model::Input {
    model::Input {
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        bytes: input.bytes,
        family: input.family.name().to_owned(),
        family_text: words(input.family).to_owned(),
        layout: input.layout.to_string(),
        records: input.records,
        used: input.used,
        unused: input
            .unused
            .iter()
            .map(|(reason, count)| model::Unused {
                reason: (*reason).to_string(),
                count: *count,
            })
            .collect(),
        as_of: input.as_of.clone(),
        as_of_text: date(input).map(format::date).unwrap_or_default(),
        problems: input
            .problems
            .iter()
            .map(|problem| model::Problem {
                code: problem.code.to_string(),
                message: problem.message.clone(),
                record: problem.record,
            })
            .collect(),
    }
}
