//! The input ledger as the report shows it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::ingest::ledger::{self, Family};

use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn inputs(&self) -> Vec<model::Input> {
        self.estate.inventory.ledger.inputs.iter().map(input).collect()
    }

    /// The ledger by folder and kind of file, those with the most records first.
    pub(super) fn input_folders(&self) -> Vec<model::InputFolder> {
        let mut sums: BTreeMap<(&str, &'static str), FolderSum> = BTreeMap::new();
        for input in &self.estate.inventory.ledger.inputs {
            let sum = sums.entry((folder(&input.path), words(input.family))).or_default();
            sum.files += 1;
            sum.records += input.records;
            sum.used += input.used;
            sum.newest = sum.newest.max(date(input));
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, sum)| Reverse(sum.records));
        sums.into_iter()
            .map(|((folder, kind), sum)| model::InputFolder {
                folder: folder.to_owned(),
                kind: kind.to_owned(),
                files: format::number(sum.files),
                records: format::number(sum.records),
                used: format::number(sum.used),
                newest: sum.newest.map(format::date).unwrap_or_default(),
            })
            .collect()
    }
}

/// Sums over the files of one kind in one folder.
#[derive(Default)]
struct FolderSum {
    files: u64,
    records: u64,
    used: u64,
    newest: Option<Date>,
}

/// The first two folders of a path: deeper ones often hold the pages of one export each.
fn folder(path: &str) -> &str {
    let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).take(2).collect();
    slashes.last().map_or("/", |at| &path[..*at])
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
        layout: input.layout.name().to_owned(),
        records: input.records,
        used: input.used,
        unused: input
            .unused
            .iter()
            .map(|(reason, count)| model::Unused {
                reason: reason.name().to_owned(),
                count: *count,
            })
            .collect(),
        as_of: input.as_of.clone(),
        as_of_text: date(input).map(format::date).unwrap_or_default(),
        problems: input
            .problems
            .iter()
            .map(|problem| model::Problem {
                code: problem.code.name().to_owned(),
                message: problem.message.clone(),
                record: problem.record,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn the_folder_of_a_file_is_at_most_two_deep() {
        assert_eq!(folder("readme.txt"), "/");
        assert_eq!(folder("resources/a.json"), "resources");
        assert_eq!(folder("export/resources/sub-a/page-001.json"), "export/resources");
    }
}
