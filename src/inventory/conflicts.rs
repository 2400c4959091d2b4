//! Resolution of rows about one thing that contradict each other. Where both files are dated the later row is kept, otherwise the
//! row that came first; either way the ledger says so, once for each file.

use std::cmp::Ordering;

use crate::ingest::ledger::problems::Issue;
use crate::ingest::ledger::{Afterwards, Ledger};
use crate::ingest::{Source, UnusedReason};

use super::access::AccessConflict;
use super::defender::{Plan, PlanKey, Recommendation};
use super::resource::{Resource, ResourceIx};
use super::tenant::Inventory;

/// A row that contradicts the one that was read before it.
#[derive(Debug)]
pub(super) enum Conflict {
    /// A column of a resource: the resource, the other row and the column's name.
    Resource(ResourceIx, Box<Resource>, &'static str),
    /// The state of a recommendation: its position, and the other row.
    Recommendation(usize, Recommendation),
    /// The tier of a plan: its key, and the other row.
    Plan(PlanKey, Plan),
}

/// Settles all conflicts and notes them in the ledger.
pub(super) fn settle(conflicts: Vec<Conflict>, inventory: &mut Inventory) {
    let mut noted = Afterwards::default();
    for conflict in conflicts {
        let (first, second) = conflict.sources(inventory);
        let (what, of) = conflict.words(inventory);
        let path = inventory.path(first).to_owned();
        let (verdict, kept) = verdict(&conflict, inventory);
        match verdict {
            KeptRow::Second => {
                conflict.replace(inventory);
                supersede(&mut inventory.ledger, first, second);
            }
            KeptRow::First => conflict.fill(inventory),
        }
        let issue = Issue::Conflict {
            what,
            of,
            path,
            record: first.record,
            kept,
        };
        noted.note(second, issue);
    }
    for AccessConflict { first, second, kind } in inventory.access.take_conflicts() {
        let (what, of, kept) = kind.words();
        let issue = Issue::Conflict {
            what: what.to_owned(),
            of: of.to_owned(),
            path: inventory.path(first).to_owned(),
            record: first.record,
            kept,
        };
        noted.note(second, issue);
    }
    noted.tell(&mut inventory.ledger);
}

/// The row of a conflict that is kept.
enum KeptRow {
    /// The row that was read first.
    First,
    /// The row that contradicts it.
    Second,
}

/// The verdict on a conflict, and its reason in words.
fn verdict(conflict: &Conflict, inventory: &Inventory) -> (KeptRow, &'static str) {
    let (first, second) = conflict.sources(inventory);
    let dates = [first, second].map(|source| dated(&inventory.ledger, source));
    let by_file = match &dates {
        [Some(first), Some(second)] => second.cmp(first),
        _ => Ordering::Equal,
    };
    // A row's own date is closer than its file's.
    match (conflict.by_row(inventory), by_file) {
        (Ordering::Greater, _) => (KeptRow::Second, "This row is dated later and was used."),
        (Ordering::Less, _) => (KeptRow::First, "That row is dated later and was used."),
        (_, Ordering::Greater) => (KeptRow::Second, "This file is dated later, so its row was used."),
        (_, Ordering::Less) => (KeptRow::First, "That file is dated later, so its row was used."),
        _ if conflict.is_fuller(inventory) => (
            KeptRow::Second,
            "Neither is known to be later, so this row, which tells more, was used.",
        ),
        _ => (
            KeptRow::First,
            "Neither is known to be later, so the one that was read first was used.",
        ),
    }
}

impl Conflict {
    /// The record of the row that is kept so far, and that of the other.
    fn sources(&self, inventory: &Inventory) -> (Source, Source) {
        match self {
            Conflict::Resource(ix, other, _) => (inventory.resources.get(*ix).source, other.source),
            Conflict::Recommendation(at, other) => (inventory.defender.recommendations()[*at].source, other.source),
            Conflict::Plan(key, other) => {
                let known = inventory.defender.plan(key);
                (known.map_or(other.source, |plan| plan.source), other.source)
            }
        }
    }

    /// Wording of the conflict: the part that differs, and the thing that has it.
    fn words(&self, inventory: &Inventory) -> (String, String) {
        match self {
            Conflict::Resource(ix, _, column) => (format!("`{column}`"), inventory.resource(*ix).id()),
            Conflict::Recommendation(_, other) => {
                let assessment = inventory.defender.assessment(other);
                let name = [&assessment.name, &assessment.key];
                let name = name.into_iter().find(|text| !text.is_empty());
                ("state".to_owned(), format!("“{}”", name.map_or("", |name| name)))
            }
            Conflict::Plan(PlanKey { subscription, name }, _) => {
                let of = format!("the plan {name} of subscription {subscription}");
                ("tier".to_owned(), of)
            }
        }
    }

    /// Compares the other row's own date with that of the row that is kept so far; equal where not both have one.
    fn by_row(&self, inventory: &Inventory) -> Ordering {
        match self {
            Conflict::Recommendation(at, other) => inventory.defender.by_date(*at, other),
            Conflict::Resource(..) | Conflict::Plan(..) => Ordering::Equal,
        }
    }

    /// Whether the other row holds more than the one that is kept so far.
    fn is_fuller(&self, inventory: &Inventory) -> bool {
        match self {
            Conflict::Resource(ix, other, _) => {
                let resources = &inventory.resources;
                resources.get(*ix).holds_less_than(other, &resources.store)
            }
            Conflict::Recommendation(..) | Conflict::Plan(..) => false,
        }
    }

    /// Puts the other row in the place of the one that was kept so far.
    fn replace(self, inventory: &mut Inventory) {
        match self {
            Conflict::Resource(ix, other, _) => {
                let mut known = inventory.resources.get(ix);
                known.give_way(&other, &inventory.resources.store);
                inventory.resources.set(ix, known);
            }
            Conflict::Recommendation(at, other) => inventory.defender.replace(at, &other),
            Conflict::Plan(key, other) => inventory.defender.replace_plan(&key, other),
        }
    }

    /// Completes the row that is kept with what only the other holds.
    fn fill(self, inventory: &mut Inventory) {
        if let Conflict::Resource(ix, other, _) = self {
            let mut known = inventory.resources.get(ix);
            known.fill(&other, &inventory.resources.store);
            inventory.resources.set(ix, known);
        }
    }
}

fn dated(ledger: &Ledger, source: Source) -> Option<&str> {
    ledger.inputs.get(source.file as usize)?.as_of.as_deref()
}

/// Corrects the counts of both files where a row that was used gives way to one that was counted as a duplicate.
fn supersede(ledger: &mut Ledger, first: Source, second: Source) {
    if let Some(input) = ledger.inputs.get_mut(second.file as usize)
        && input.take_back(UnusedReason::Duplicate)
    {
        input.used += 1;
    }
    if let Some(input) = ledger.inputs.get_mut(first.file as usize)
        && input.used > 0
    {
        input.used -= 1;
        input.leave_out(UnusedReason::Superseded);
    }
}
