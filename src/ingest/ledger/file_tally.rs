//! The account of one file while it is read: what became of each record so far, its problems, and what it shows that matters for
//! other files. At its end it becomes the file's line in the ledger.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::layout::Layout;
use super::problems::{Issue, ProblemCode};
use super::{Asked, Columns, Family, Input};
use crate::ingest::row::types::Taken;
use crate::ingest::row::unused::UnusedReason;

/// Number of recommendations from which at least one healthy one is expected, unless the export was filtered.
const ENOUGH: u64 = 20;
/// The beginning of an id that ends with its subscription, in characters.
const SUBSCRIPTION: usize = "/subscriptions/".len() + 36;
/// Upper bound of the subscriptions that are counted separately in one file.
const MAX_SUBSCRIPTIONS: usize = 64;
/// Upper bound of the types that are counted separately in one file.
const MAX_TYPES: usize = 32;
/// Upper bound of the tenants that are counted separately in one file.
const MAX_TENANTS: usize = 16;

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
pub struct Account {
    records: u64,
    used: u64,
    unused: BTreeMap<UnusedReason, u64>,
    issues: BTreeMap<ProblemCode, Noted>,
    unhealthy: u64,
    healthy: u64,
    named: u64,
    unnamed: u64,
    /// Object id of the group that the file is about: what its path or its envelope says.
    pub group: String,
    /// The scopes that the file was asked for, as its envelope says.
    pub asked: Vec<String>,
    /// Whether dates in the file give the month before the day.
    pub month_first: bool,
    pub columns: Columns,
    pub families: BTreeMap<Family, u64>,
    /// The lists that it was asked for.
    pub lists: Vec<Asked>,
    pub seen: Seen,
}

/// A page that is not the whole of its query.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Rows of the query.
    pub total: u64,
    /// Rows of this page.
    pub rows: u64,
    /// Whether it names a further page.
    pub more: bool,
}

/// Facts of a file that matter for other files.
#[derive(Debug, Default)]
pub struct Seen {
    /// First and last date of its evidence.
    pub oldest: Option<Date>,
    pub newest: Option<Date>,
    /// Rows by tenant.
    pub tenants: BTreeMap<String, u64>,
    /// Beginnings of ids that end with a subscription, lower-case, in order of appearance.
    pub subscriptions: Vec<String>,
    /// Types of rows, lower-case, in order of appearance.
    pub types: Vec<String>,
    /// Each page that is not the whole of its query.
    pub parts: Vec<Part>,
}

impl Account {
    /// Starts the next record and gives its number, counted from 1.
    pub fn next_record(&mut self) -> u64 {
        self.records += 1;
        self.records
    }

    /// Number of the record under way.
    pub fn record(&self) -> u64 {
        self.records
    }

    /// Closes a record.
    pub fn close(&mut self, taken: Taken) {
        match taken {
            Taken::Used => self.used += 1,
            Taken::Unused(reason) => *self.unused.entry(reason).or_default() += 1,
        }
    }

    /// Notes something that is wrong with the file.
    pub fn issue(&mut self, issue: Issue) {
        self.note(issue, None);
    }

    /// Notes something that is wrong with the record under way. Of each kind the first is kept and the others are counted.
    pub fn issue_here(&mut self, issue: Issue) {
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
    pub fn has_issue(&self, code: ProblemCode) -> bool {
        self.issues.contains_key(&code)
    }

    /// Takes back the issues of this code.
    pub fn forget(&mut self, code: ProblemCode) {
        self.issues.remove(&code);
    }

    /// Notes a date of the evidence.
    pub fn seen_on(&mut self, day: Option<Date>) {
        let Some(day) = day else { return };
        self.seen.newest = self.seen.newest.max(Some(day));
        self.seen.oldest = Some(self.seen.oldest.map_or(day, |oldest| oldest.min(day)));
    }

    /// Notes the state of a recommendation.
    pub fn seen_state(&mut self, state: &str) {
        if state.eq_ignore_ascii_case("unhealthy") {
            self.unhealthy += 1;
        } else {
            self.healthy += 1;
        }
    }

    /// Notes the tenant of a row.
    pub fn seen_tenant(&mut self, tenant: &str) {
        if let Some(count) = self.seen.tenants.get_mut(tenant) {
            *count += 1;
        } else if !tenant.is_empty()
            && tenant.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && self.seen.tenants.len() < MAX_TENANTS
        {
            self.seen.tenants.insert(tenant.to_ascii_lowercase(), 1);
        }
    }

    /// Notes whether a principal of a layout with names has one.
    pub fn seen_name(&mut self, is_blank: bool) {
        if is_blank {
            self.unnamed += 1;
        } else {
            self.named += 1;
        }
    }

    /// The family that most rows speak for. Where the envelope is one of Resource Graph, or rows of resources stand among the
    /// others, everything in it is Resource Graph.
    pub fn family(&self, is_graph: bool) -> Family {
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
    pub fn tell_events(&mut self) -> bool {
        let events = self.unused.keys().find_map(|reason| Issue::of_events(*reason));
        match events {
            Some(issue) if self.used == 0 => {
                self.issue(issue);
                true
            }
            _ => false,
        }
    }

    /// Notes the subscription of a row.
    pub fn seen_subscription(&mut self, id: &str) {
        let Some(subscription) = id
            .get(..SUBSCRIPTION)
            .filter(|_| self.seen.subscriptions.len() < MAX_SUBSCRIPTIONS)
        else {
            return;
        };
        note(&mut self.seen.subscriptions, subscription);
    }

    /// Notes the type of a row.
    pub fn seen_type(&mut self, name: &str) {
        if self.seen.types.len() < MAX_TYPES {
            note(&mut self.seen.types, name);
        }
    }

    /// The entry of the ledger.
    pub fn into_input(mut self, path: String, family: Family, layout: Layout) -> (Input, Seen) {
        if self.healthy == 0 && self.unhealthy >= ENOUGH {
            self.issue(Issue::UnhealthyOnly);
        }
        if self.named == 0 && self.unnamed > 0 {
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
            asked: self.asked,
            lists: self.lists,
        };
        (input, self.seen)
    }
}
