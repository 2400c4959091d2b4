//! The input ledger: every file of the bundle, what it is, and what became of each of its records. Nothing is dropped without
//! a line here that counts it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::problems::{Issue, Problem};
use super::rows::{Source, Taken};

/// All files of a bundle, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The files; [`super::rows::Source::file`] is an index into this.
    pub inputs: Vec<Input>,
    /// The engagement file of the bundle: its path and its bytes.
    pub engagement: Option<(String, Vec<u8>)>,
    /// What the bundle's manifest says of itself.
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

/// What is found wrong with files when all of them are read: of each file the first, and how often.
#[derive(Debug, Default)]
pub(crate) struct Afterwards(BTreeMap<u32, (Issue, u32, u64)>);

impl Afterwards {
    /// Notes something that is wrong with a row.
    pub(crate) fn note(&mut self, source: Source, issue: Issue) {
        self.0.entry(source.file).or_insert((issue, source.record, 0)).2 += 1;
    }

    /// Tells it all in the ledger.
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
    /// Whose tenant.
    pub client: Option<String>,
    /// When it was collected, ISO 8601 (`2026-03-01`).
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
    /// What it holds.
    pub family: Family,
    /// The layout that was recognised, a stable kebab-case name.
    pub layout: &'static str,
    /// Records found: elements of a list, lines of a table.
    pub records: u64,
    /// Records that entered the inventory.
    pub used: u64,
    /// Records that did not, by stable kebab-case reason and sorted by it; `records = used + Σ unused`.
    pub unused: Vec<(&'static str, u64)>,
    /// Newest date that the file gives for its own evidence, ISO 8601 (`2026-03-01`).
    pub as_of: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The columns of resources that any of its rows carries.
    pub columns: Columns,
}

impl Input {
    /// Takes a record back from those that were not used for this reason.
    pub(crate) fn take_back(&mut self, reason: &str) -> bool {
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
    pub(crate) fn leave_out(&mut self, reason: &'static str) {
        match self.unused.binary_search_by_key(&reason, |(known, _)| known) {
            Ok(at) => self.unused[at].1 += 1,
            Err(at) => self.unused.insert(at, (reason, 1)),
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Rows of Azure Resource Graph, or of lists of resources.
    ResourceGraph,
    /// Role assignments.
    RoleAssignments,
    /// Eligibilities of Privileged Identity Management.
    RoleEligibility,
    /// What Defender for Cloud says.
    Recommendations,
    /// What Resource Graph does not hold: diagnostic settings, deployments …
    Supplement,
    /// What the consultant wrote about the engagement.
    Engagement,
    /// The list of files that the collector wrote.
    Manifest,
    /// Nothing that anybody exported.
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
const COLUMNS: [&str; 6] = ["identity", "tags", "sku", "kind", "location", "properties"];

/// So many recommendations hold a healthy one unless the export was filtered.
const ENOUGH: u64 = 20;
/// So many principals hold one with a name unless the exporter may not read names.
const ENOUGH_NAMES: u64 = 5;
/// The beginning of an id that ends with its subscription, in characters.
const SUBSCRIPTION: usize = "/subscriptions/".len() + 36;
/// Subscriptions that are told apart in one file.
const MAX_SUBSCRIPTIONS: usize = 64;
/// Types that are told apart in one file.
const MAX_TYPES: usize = 32;
/// Tenants that are told apart in one file.
const MAX_TENANTS: usize = 16;

/// A set of resource columns. It tells "has none" from "was not exported".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns(u8);

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

/// An issue as it was first met, and how often it was.
#[derive(Debug)]
struct Noted {
    issue: Issue,
    record: Option<u64>,
    /// Records that have it.
    count: u64,
    /// The last of them.
    last: Option<u64>,
}

/// Adds a text in lower case to those that are known.
fn note(known: &mut Vec<String>, text: &str) {
    if !known.iter().any(|known| known.eq_ignore_ascii_case(text)) {
        known.push(text.to_ascii_lowercase());
    }
}

/// The account of one file while it is read.
#[derive(Debug, Default)]
pub(super) struct Account {
    records: u64,
    used: u64,
    unused: BTreeMap<&'static str, u64>,
    issues: BTreeMap<&'static str, Noted>,
    unhealthy: u64,
    healthy: u64,
    named: u64,
    unnamed: u64,
    /// Object id of the group that the file is about: what its path or its envelope says.
    pub(super) group: String,
    pub(super) columns: Columns,
    pub(super) families: BTreeMap<Family, u64>,
    pub(super) seen: Seen,
}

/// A page that is not the whole of its query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Rows of the query.
    pub(super) total: u64,
    /// Its own.
    pub(super) rows: u64,
    /// Whether it names a further page.
    pub(super) more: bool,
}

/// What a file shows that matters beside the other files.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// First and last date of its evidence.
    pub(super) oldest: Option<Date>,
    pub(super) newest: Option<Date>,
    /// Rows by tenant.
    pub(super) tenants: BTreeMap<String, u64>,
    /// Beginnings of ids that end with a subscription, lower-case, in order of appearance.
    pub(super) subscriptions: Vec<String>,
    /// Types of rows, lower-case, in order of appearance.
    pub(super) types: Vec<String>,
    /// Each page that is not the whole of its query.
    pub(super) parts: Vec<Part>,
}

impl Account {
    /// Starts the next record and gives its number, counted from 1.
    pub(super) fn next_record(&mut self) -> u64 {
        self.records += 1;
        self.records
    }

    /// Number of the record under way.
    pub(super) fn record(&self) -> u64 {
        self.records
    }

    /// Closes a record.
    pub(super) fn close(&mut self, taken: Taken) {
        match taken {
            Taken::Used => self.used += 1,
            Taken::Unused(reason) => *self.unused.entry(reason).or_default() += 1,
        }
    }

    /// Notes something that is wrong with the file.
    pub(super) fn issue(&mut self, issue: Issue) {
        self.note(issue, None);
    }

    /// Notes something that is wrong with the record under way. Of each kind the first is kept and the others are counted.
    pub(super) fn issue_here(&mut self, issue: Issue) {
        self.note(issue, Some(self.records));
    }

    fn note(&mut self, issue: Issue, record: Option<u64>) {
        let known = self.issues.entry(issue.code()).or_insert_with(|| Noted {
            issue,
            record,
            count: 0,
            last: None,
        });
        if record.is_none() || known.last != record {
            known.count += 1;
            known.last = record;
        }
    }

    /// Whether an issue of this code was noted.
    pub(super) fn has_issue(&self, code: &str) -> bool {
        self.issues.contains_key(code)
    }

    /// Notes a date of the evidence.
    pub(super) fn seen_on(&mut self, day: Option<Date>) {
        let Some(day) = day else { return };
        self.seen.newest = self.seen.newest.max(Some(day));
        self.seen.oldest = Some(self.seen.oldest.map_or(day, |oldest| oldest.min(day)));
    }

    /// Notes the state of a recommendation.
    pub(super) fn seen_state(&mut self, state: &str) {
        if state.eq_ignore_ascii_case("unhealthy") {
            self.unhealthy += 1;
        } else {
            self.healthy += 1;
        }
    }

    /// Notes the tenant of a row.
    pub(super) fn seen_tenant(&mut self, tenant: &str) {
        if let Some(count) = self.seen.tenants.get_mut(tenant) {
            *count += 1;
        } else if !tenant.is_empty() && self.seen.tenants.len() < MAX_TENANTS {
            self.seen.tenants.insert(tenant.to_ascii_lowercase(), 1);
        }
    }

    /// Notes whether a principal of a layout with names has one.
    pub(super) fn seen_name(&mut self, is_blank: bool) {
        if is_blank {
            self.unnamed += 1;
        } else {
            self.named += 1;
        }
    }

    /// The family that most rows speak for. Where the envelope is one of Resource Graph, or rows of resources stand among the
    /// others, everything in it is Resource Graph.
    pub(super) fn family(&self, is_graph: bool) -> Family {
        let most = self
            .families
            .iter()
            .max_by_key(|(family, count)| (**count, std::cmp::Reverse(**family)));
        match most {
            None => Family::Unrecognised,
            Some((Family::RoleAssignments | Family::Recommendations, _))
                if is_graph || self.families.contains_key(&Family::ResourceGraph) =>
            {
                Family::ResourceGraph
            }
            Some((family, _)) => *family,
        }
    }

    /// Tells of a file in which nothing but events stands; gives whether it is one.
    pub(super) fn tell_events(&mut self) -> bool {
        let events = self.unused.keys().find_map(|reason| Issue::of_events(reason));
        match events {
            Some(issue) if self.used == 0 => {
                self.issue(issue);
                true
            }
            _ => false,
        }
    }

    /// Notes the subscription of a row.
    pub(super) fn seen_subscription(&mut self, id: &str) {
        let Some(subscription) = id
            .get(..SUBSCRIPTION)
            .filter(|_| self.seen.subscriptions.len() < MAX_SUBSCRIPTIONS)
        else {
            return;
        };
        note(&mut self.seen.subscriptions, subscription);
    }

    /// Notes the type of a row.
    pub(super) fn seen_type(&mut self, name: &str) {
        if self.seen.types.len() < MAX_TYPES {
            note(&mut self.seen.types, name);
        }
    }

    /// The entry of the ledger.
    pub(super) fn into_input(mut self, path: String, family: Family, layout: &'static str) -> (Input, Seen) {
        if self.healthy == 0 && self.unhealthy >= ENOUGH {
            self.issue(Issue::UnhealthyOnly);
        }
        if self.named == 0 && self.unnamed >= ENOUGH_NAMES {
            self.issue(Issue::BlankNames);
        }
        let problems = self
            .issues
            .into_values()
            .map(|noted| noted.issue.problem(noted.record, noted.count));
        let input = Input {
            path,
            sha256: String::new(),
            bytes: 0,
            family,
            layout,
            records: self.records,
            used: self.used,
            unused: self.unused.into_iter().collect(),
            as_of: self.seen.newest.map(|day| day.to_string()),
            problems: problems.collect(),
            columns: self.columns,
        };
        (input, self.seen)
    }
}
