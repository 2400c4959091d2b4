//! Coverage of supplement files: Azure gives their lists for one resource at a time, so a file may cover one resource only.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::ledger::Family;
use crate::inventory::Inventory;
use crate::value::arm_id::ArmId;

/// Files of supplements whose rows all belong to one resource. Azure gives such lists for one resource at a time: they show
/// nothing of the next one. A file with rows of several resources comes from a loop over all of them.
pub(crate) fn of_one(inventory: &Inventory) -> BTreeSet<u32> {
    let inputs = (0..).zip(&inventory.ledger.inputs);
    let supplements = inputs.filter(|(_, input)| input.family == Family::Supplement);
    let mut parents: BTreeMap<u32, Option<String>> = supplements.map(|(file, _)| (file, None)).collect();
    let mut of_one: BTreeSet<u32> = parents.keys().copied().collect();
    if of_one.is_empty() {
        return of_one;
    }
    for row in inventory.resources() {
        let file = row.source().file;
        let Some(known) = parents.get_mut(&file).filter(|_| of_one.contains(&file)) else {
            continue;
        };
        let id = row.id().to_ascii_lowercase();
        let parent = ArmId::new(&id)
            .parent()
            .map(|parent| parent.text().to_owned())
            .unwrap_or_default();
        if *known.get_or_insert_with(|| parent.clone()) != parent {
            of_one.remove(&file);
        }
    }
    of_one
}
