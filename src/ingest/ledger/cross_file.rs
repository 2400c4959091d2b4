//! Problems that only show when all files have been read: pages of one query in several files, more than one tenant, evidence of
//! different ages. It adds problems to the ledger and withdraws those that another file settles.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::file_tally::Seen;
use super::problems::{Issue, ProblemCode};
use super::{Family, Input};
use crate::bundle::Entry;
use crate::ingest::row::unused::UnusedReason;

/// Age in days, compared with the newest evidence of the bundle, from which older evidence is reported.
const STALE_DAYS: i32 = 30;

/// Compares the files of a bundle; `seen` stands beside `inputs`.
pub fn compare(inputs: &mut [Input], seen: &[Seen]) {
    tell_missing_rows(inputs, seen);
    settle_pages(inputs, seen);
    tell_tenants(inputs, seen);
    tell_ages(inputs, seen);
    settle_empty_lists(inputs);
}

/// Takes back that a list is empty where it stands beside lists of resources: of one that has no such rows, Azure gives an empty
/// list.
fn settle_empty_lists(inputs: &mut [Input]) {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let supplements = inputs
        .iter()
        .filter(|input| input.family == Family::Supplement && input.records > 0);
    let folders: BTreeSet<String> = supplements.filter_map(|input| folder(&input.path)).collect();
    for input in inputs.iter_mut().filter(|input| input.records == 0) {
        let is_beside = folder(&input.path).is_some_and(|folder| folders.contains(&folder));
        if is_beside && matches!(&input.problems[..], [only] if only.code == ProblemCode::EmptyList) {
            input.family = Family::Supplement;
            input.problems.clear();
        }
    }
}

/// Gives a file that does not date its own evidence the day on which it was written, as the zip says: the last resort.
pub fn date_by_writing(inputs: &mut [Input], entries: &[Entry]) {
    let written: BTreeMap<&str, Date> = entries
        .iter()
        .filter_map(|entry| Some((entry.path(), entry.written()?)))
        .collect();
    for input in inputs
        .iter_mut()
        .filter(|input| input.as_of.is_none() && (input.used > 0 || repeats(input)))
    {
        input.as_of = written.get(input.path.as_str()).map(Date::to_string);
    }
}

/// Whether a file says again what another says, or something else of the same: its date decides which of them is believed.
fn repeats(input: &Input) -> bool {
    input
        .unused
        .iter()
        .any(|(reason, _)| *reason == UnusedReason::Duplicate)
}

/// Tells of rows that are missing. Files that each hold a part of the same number of rows are pages of one query; together they
/// may be complete.
fn tell_missing_rows(inputs: &mut [Input], seen: &[Seen]) {
    let mut queries: BTreeMap<u64, Query> = BTreeMap::new();
    let mut copies = BTreeSet::new();
    for (input, seen) in inputs.iter().zip(seen) {
        // A copy of a file brings no further page.
        if !input.sha256.is_empty() && !copies.insert(input.sha256.clone()) {
            continue;
        }
        for (total, own) in own_queries(seen) {
            if !own.is_whole(total) {
                let query = queries.entry(total).or_default();
                query.rows += own.rows;
                query.ends |= own.ends;
            }
        }
    }
    for (input, seen) in inputs.iter_mut().zip(seen) {
        let missing = own_queries(seen).into_iter().filter_map(|(total, own)| {
            let all = queries.get(&total).copied().unwrap_or_default();
            let lacks = !own.is_whole(total) && !all.is_whole(total);
            lacks.then(|| (total, own.rows, all.rows.saturating_sub(own.rows)))
        });
        if let Some((total, rows, elsewhere)) = missing.max_by_key(|(total, rows, _)| total.saturating_sub(*rows)) {
            let issue = Issue::FewerRows { rows, total, elsewhere };
            input.problems.push(issue.problem(None, 1));
        }
    }
}

/// Takes back that further pages may exist where the file with the next number holds rows of the same subscriptions and types, or
/// both call themselves pages.
fn settle_pages(inputs: &mut [Input], seen: &[Seen]) {
    let mut files = BTreeMap::new();
    for (at, input) in inputs.iter().enumerate() {
        if let Some(page) = page_of(&input.path) {
            files.insert(page, at);
        }
    }
    for (page, at) in &files {
        let first = page.number == 0;
        let next = (1..=1 + u64::from(first)).find_map(|step| files.get(&page.after(step)));
        let Some(next) = next.copied() else { continue };
        let (own, its) = (&inputs[*at], &inputs[next]);
        // Lists of Microsoft Graph name neither.
        let share = |of: fn(&Seen) -> &[String]| {
            let (own, its) = (of(&seen[*at]), of(&seen[next]));
            own.iter().any(|own| its.contains(own)) || (own.is_empty() && its.is_empty())
        };
        let shared = || share(|seen| &seen.subscriptions) && share(|seen| &seen.types);
        if own.family == its.family && its.records > 0 && (page.called || shared()) {
            inputs[*at]
                .problems
                .retain(|problem| !matches!(problem.code, ProblemCode::MorePages | ProblemCode::RoundCount));
        }
    }
}

/// A file's place among those whose names differ in their last number only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PageName {
    before: String,
    after: String,
    /// Whether the name calls it a page or part.
    called: bool,
    /// 0 where it has no number.
    number: u64,
}

impl PageName {
    fn after(&self, step: u64) -> PageName {
        PageName {
            number: self.number + step,
            ..self.clone()
        }
    }
}

/// The place of the file at `path`: `resources-2.json`, `rows.page3.json`, `export (1).csv`.
fn page_of(path: &str) -> Option<PageName> {
    let folded = path.to_ascii_lowercase();
    let name = folded.rfind('/').map_or(0, |slash| slash + 1);
    let packed = folded.strip_suffix(".gz").unwrap_or(&folded);
    let dot = packed[name..].rfind('.').map_or(packed.len(), |dot| name + dot);
    let (stem, after) = folded.split_at(dot);
    let bare = stem.trim_end_matches([')', ']']);
    let digits = bare.len() - bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    // A number as long as this is a date or an id.
    if digits > 5 {
        return None;
    }
    let (before, number) = bare.split_at(bare.len() - digits);
    let before = before.trim_end_matches(['-', '_', '.', ' ', '(', '[']);
    let called = digits > 0 && ["page", "part", "chunk"].iter().any(|word| before.ends_with(word));
    Some(PageName {
        before: before.to_owned(),
        after: after.to_owned(),
        called,
        number: number.parse().unwrap_or_default(),
    })
}

/// The part of a query's rows that files hold.
#[derive(Clone, Copy, Debug, Default)]
struct Query {
    rows: u64,
    /// Whether one of its pages names no further one.
    ends: bool,
}

impl Query {
    /// Whether it holds every row. Several queries may have the same number of rows.
    fn is_whole(self, total: u64) -> bool {
        self.rows > 0 && self.rows.is_multiple_of(total) && self.ends
    }
}

/// The parts of queries in a file that it does not hold in one page, by the query's total of rows.
fn own_queries(seen: &Seen) -> BTreeMap<u64, Query> {
    let mut own: BTreeMap<u64, Query> = BTreeMap::new();
    for part in seen.parts.iter().filter(|part| part.total > 0) {
        let query = own.entry(part.total).or_default();
        query.rows += part.rows;
        query.ends |= !part.more;
    }
    own
}

fn tell_tenants(inputs: &mut [Input], seen: &[Seen]) {
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for (tenant, count) in seen.iter().flat_map(|seen| &seen.tenants) {
        *rows.entry(tenant).or_default() += count;
    }
    if rows.len() < 2 {
        return;
    }
    let main = rows
        .iter()
        .max_by_key(|(tenant, count)| (**count, std::cmp::Reverse(**tenant)));
    let Some((main, _)) = main else { return };
    for (input, seen) in inputs.iter_mut().zip(seen) {
        if let Some(other) = seen.tenants.keys().find(|tenant| tenant.as_str() != *main) {
            let issue = Issue::MixedTenants {
                main: (*main).to_owned(),
                other: other.clone(),
            };
            input.problems.push(issue.problem(None, 1));
        }
    }
}

fn tell_ages(inputs: &mut [Input], seen: &[Seen]) {
    let Some(newest) = seen.iter().filter_map(|seen| seen.newest).max() else {
        return;
    };
    for (input, seen) in inputs.iter_mut().zip(seen) {
        let (Some(oldest), Some(own)) = (seen.oldest, seen.newest) else {
            continue;
        };
        let days = |from: Date, to: Date| (to - from).get_days();
        if days(own, newest) > STALE_DAYS {
            let issue = Issue::Stale {
                day: own.to_string(),
                newest: newest.to_string(),
            };
            input.problems.push(issue.problem(None, 1));
        }
        if days(oldest, own) > 1 {
            let issue = Issue::SeveralDates {
                from: oldest.to_string(),
                to: own.to_string(),
            };
            input.problems.push(issue.problem(None, 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_page_follows_which() {
        let follows = |one: &str, other: &str| {
            let (one, other) = (page_of(one).unwrap(), page_of(other).unwrap());
            [1, 2].iter().any(|step| one.after(*step) == other)
        };
        assert!(follows("a/resources-1.json", "a/resources-2.json"));
        assert!(follows("a/Resources.json", "a/resources (1).json"));
        assert!(follows("rows.page9.json.gz", "rows.page10.json.gz"));
        assert!(!follows("a/resources-1.json", "b/resources-2.json"));
        assert!(!follows("a/resources-2.json", "a/resources-1.json"));
        assert_eq!(page_of("resources-20260301.json"), None);
        assert!(page_of("x/page-1.json").is_some_and(|page| page.called));
    }
}
