//! Openness of a resource to the network: closed, named addresses only, all of Azure, nearly everybody, everybody, or a range of
//! these where the exports lack something. This module is the only one that decides it: two answers to this question would stand
//! side by side in one report. The properties in which each type keeps its network rules, and Azure's reading of them, are data
//! (`exposure.json`); the union of the ranges decides, and a network security perimeter counts by its mode and its own rules. The
//! module knows no control, and it reads nothing but the inventory.

mod answer;
pub mod file;
mod firewall;
mod index;
mod openness;
mod perimeter;
mod read;
mod reader;
pub(crate) mod rules;
mod switch;
#[cfg(test)]
mod tests;
mod words;

use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;

use super::rules::EstateRules;

pub(super) use index::Index;
pub use openness::{Admits, Answer, Exception, Openness, Witness};
use reader::Reader;
pub use rules::ExposureRules;

/// Openness of one network access of a resource.
pub(super) fn answer(inventory: &Inventory, rules: &EstateRules, index: &Index, ix: ResourceIx, side: &str) -> Answer {
    let reader = Reader {
        inventory,
        rules,
        index,
    };
    reader.answer(inventory.resource(ix), side)
}
