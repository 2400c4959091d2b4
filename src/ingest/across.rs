//! What only shows when all files are seen: pages of one query in several files, more than one tenant, evidence of different
//! ages. It adds problems to the ledger and takes back those that another file settles.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::bundle::Entry;

use super::ledger::{Input, Seen};
use super::problems::Issue;

/// Evidence this much older than the newest in the bundle is told, in days.
const STALE_DAYS: i32 = 30;

/// Compares the files of a bundle; `seen` stands beside `inputs`.
pub(super) fn compare(inputs: &mut [Input], seen: &[Seen]) {
    settle_pages(inputs, seen);
    tell_tenants(inputs, seen);
    tell_ages(inputs, seen);
}

/// Gives a file that does not date its own evidence the day on which it was written, as the zip says: the last resort.
pub(super) fn date_by_writing(inputs: &mut [Input], entries: &[Entry]) {
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
    input.unused.iter().any(|(reason, _)| *reason == "duplicate")
}

/// Files that each hold a part of the same number of rows are pages of one query. Together they may be complete.
fn settle_pages(inputs: &mut [Input], seen: &[Seen]) {
    let mut queries: BTreeMap<u64, u64> = BTreeMap::new();
    let mut copies = BTreeSet::new();
    for (input, seen) in inputs.iter().zip(seen) {
        // A copy of a file brings no further page.
        if !input.sha256.is_empty() && !copies.insert(input.sha256.clone()) {
            continue;
        }
        for (total, rows) in own_queries(seen).into_iter().filter(|(total, rows)| rows % total != 0) {
            *queries.entry(total).or_default() += rows;
        }
    }
    // Several queries may have as many rows as each other.
    let is_whole = |total: u64| queries.get(&total).is_some_and(|rows| rows % total == 0);
    for (input, seen) in inputs.iter_mut().zip(seen) {
        let own = own_queries(seen);
        if !own.is_empty() && own.iter().all(|(total, rows)| rows % total == 0 || is_whole(*total)) {
            input.problems.retain(|problem| problem.code != "fewer-rows");
        }
    }
}

/// The rows that a file holds of each query that it does not hold in one page, by the query's rows.
fn own_queries(seen: &Seen) -> BTreeMap<u64, u64> {
    let mut own = BTreeMap::new();
    for (total, rows) in seen.parts.iter().filter(|(total, _)| *total > 0) {
        *own.entry(*total).or_default() += rows;
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
