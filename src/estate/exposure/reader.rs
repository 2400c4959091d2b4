//! Context in which the openness of a resource is read.

use crate::estate::facts::ResourceFacts;
use crate::estate::rules::EstateRules;
use crate::inventory::{Inventory, ResourceRef};

use super::index::Index;

/// The tenant, the rules by which its networks are read, and the index of the rows that describe other resources.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) rules: &'a EstateRules,
    pub(super) index: &'a Index,
}

impl<'a> Reader<'a> {
    pub(super) fn facts(&self, row: ResourceRef<'a>) -> ResourceFacts<'a> {
        ResourceFacts::new(row, self.rules)
    }
}
