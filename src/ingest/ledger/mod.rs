//! The input ledger: every file of the bundle, what it is, and what became of each of its records. Nothing is dropped without
//! a line here that counts it.

pub(super) mod cross_file;
pub(super) mod file_tally;
pub mod layout;
pub(super) mod manifest;
pub mod problems;

use std::collections::BTreeMap;

use layout::Layout;
use problems::{Issue, Problem, ProblemCode};

use crate::ingest::row::types::Source;
use crate::ingest::row::unused::UnusedReason;

/// All files of a bundle, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The files; [`crate::ingest::Source::file`] is an index into this.
    pub inputs: Vec<Input>,
    /// The engagement file of the bundle: its path and its bytes.
    pub engagement: Option<(String, Vec<u8>)>,
    /// The bundle's manifest, if it has one.
    pub manifest: Option<Manifest>,
}

impl Ledger {
    /// Number of records that entered the inventory.
    pub fn used(&self) -> u64 {
        self.inputs.iter().map(|input| input.used).sum()
    }

    /// Notes that the engagement file of the bundle, at `path`, cannot be used.
    pub(crate) fn refuse_engagement(&mut self, path: &str, why: String) {
        let input = self.inputs.iter_mut().find(|input| input.path == path);
        if let Some(input) = input {
            input.problems.push(Issue::BadEngagement { why }.problem(None, 1));
        }
    }

    /// Newest date that any file gives for its own evidence.
    pub fn as_of(&self) -> Option<&str> {
        let dates = self.inputs.iter().filter_map(|input| input.as_of.as_deref());
        let collected = self
            .manifest
            .as_ref()
            .and_then(|manifest| manifest.collected_at.as_deref());
        dates.chain(collected).max()
    }
}

/// Problems of files that are found when all of them are read: of each file the first, and how often it was found.
#[derive(Debug, Default)]
pub(crate) struct Afterwards(BTreeMap<u32, (Issue, u32, u64)>);

impl Afterwards {
    /// Notes something that is wrong with a row.
    pub(crate) fn note(&mut self, source: Source, issue: Issue) {
        self.0.entry(source.file).or_insert((issue, source.record, 0)).2 += 1;
    }

    /// Writes the problems into the ledger.
    pub(crate) fn tell(self, ledger: &mut Ledger) {
        for (file, (issue, record, count)) in self.0 {
            if let Some(input) = ledger.inputs.get_mut(file as usize) {
                input.problems.push(issue.problem(Some(u64::from(record)), count));
            }
        }
    }
}

/// A `manifest.json` that came with the bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Name of the client whose tenant it is.
    pub client: Option<String>,
    /// Day of collection, ISO 8601 (`2026-03-01`).
    pub collected_at: Option<String>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path inside the bundle.
    pub path: String,
    /// SHA-256 of the file's bytes, lower-case hex; empty when not all of them could be read.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Family of its content.
    pub family: Family,
    /// The layout that was recognised.
    pub layout: Layout,
    /// Records found: elements of a list, lines of a table.
    pub records: u64,
    /// Records that entered the inventory.
    pub used: u64,
    /// Records that did not, by reason and sorted by it; `records = used + Σ unused`.
    pub unused: Vec<(UnusedReason, u64)>,
    /// Newest date that the file gives for its own evidence, ISO 8601 (`2026-03-01`).
    pub as_of: Option<String>,
    /// Problems found with it.
    pub problems: Vec<Problem>,
    /// The columns of resources that any of its rows carries.
    pub columns: Columns,
    /// The scopes that it was asked for, where its envelope or the manifest says so.
    pub asked: Vec<String>,
    /// The lists that it was asked for, as its envelopes or the manifest name them.
    pub lists: Vec<Asked>,
}

/// A list that was asked of one resource: its children or extensions of one type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Lower-case id of the resource.
    pub of: Box<str>,
    /// Lower-case type of what was asked for.
    pub kind: Box<str>,
}

impl Input {
    /// Whether Resource Graph gave it, which answers for all that its reader may see.
    pub(crate) fn is_of_graph(&self) -> bool {
        self.layout.is_of_graph()
    }

    /// Notes the list that a manifest says it was asked for. What is empty is an answer then, unless not even a list is in it.
    pub(super) fn was_asked_for(&mut self, asked: Asked) {
        if self
            .problems
            .iter()
            .any(|problem| problem.code == ProblemCode::EmptyFile)
        {
            return;
        }
        if self.family == Family::Unrecognised
            && self
                .problems
                .iter()
                .any(|problem| problem.code == ProblemCode::EmptyList)
        {
            self.problems.retain(|problem| problem.code != ProblemCode::EmptyList);
            self.family = Family::Supplement;
        }
        if !self.lists.contains(&asked) {
            self.lists.push(asked);
        }
    }

    /// Takes a record back from those that were not used for this reason.
    pub(crate) fn take_back(&mut self, reason: UnusedReason) -> bool {
        let Some(at) = self.unused.iter().position(|(known, _)| *known == reason) else {
            return false;
        };
        self.unused[at].1 -= 1;
        if self.unused[at].1 == 0 {
            self.unused.remove(at);
        }
        true
    }

    /// Counts a record as not used for this reason.
    pub(crate) fn leave_out(&mut self, reason: UnusedReason) {
        match self.unused.binary_search_by_key(&reason, |(known, _)| *known) {
            Ok(at) => self.unused[at].1 += 1,
            Err(at) => self.unused.insert(at, (reason, 1)),
        }
    }
}

/// Family of a file: the kind of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Rows of Azure Resource Graph, or of lists of resources.
    ResourceGraph,
    /// Role assignments.
    RoleAssignments,
    /// Eligibilities of Privileged Identity Management.
    RoleEligibility,
    /// Recommendations and assessments of Defender for Cloud.
    Recommendations,
    /// Evidence that Resource Graph does not hold: diagnostic settings, deployments …
    Supplement,
    /// The consultant's account of the engagement.
    Engagement,
    /// The list of files that the collector wrote.
    Manifest,
    /// A file that nobody exported.
    Ignored,
    /// Something that no reader knows.
    Unrecognised,
}

impl Family {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Family::ResourceGraph => "resource-graph",
            Family::RoleAssignments => "role-assignments",
            Family::RoleEligibility => "role-eligibility",
            Family::Recommendations => "recommendations",
            Family::Supplement => "supplement",
            Family::Engagement => "engagement",
            Family::Manifest => "manifest",
            Family::Ignored => "ignored",
            Family::Unrecognised => "unrecognised",
        }
    }
}

/// Columns of a resource row.
const COLUMNS: [&str; 10] = [
    "identity",
    "tags",
    "sku",
    "kind",
    "location",
    "properties",
    "zones",
    "managedBy",
    "plan",
    "extendedLocation",
];

/// A set of resource columns. It tells "has none" from "was not exported".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns(u16);

impl Columns {
    /// Adds a column; other names are passed over.
    pub fn insert(&mut self, name: &str) {
        if let Some(at) = position(name) {
            self.0 |= 1 << at;
        }
    }

    /// Whether the column was there, in any case.
    pub fn contains(&self, name: &str) -> bool {
        position(name).is_some_and(|at| self.0 & 1 << at != 0)
    }
}

fn position(name: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name))
}
