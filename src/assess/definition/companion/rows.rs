//! The rows among which a companion is looked for. Each question is answered once for all resources that share the answer: a
//! definition may judge a million of them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::access::memo::Memo;
use crate::condition::Context;
use crate::estate::rules::EstateRules;
use crate::evidence::related::indexes::Indexes;
use crate::evidence::related::supplements;
use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};

/// Rows with their lower-case ids.
type Found = Vec<(String, ResourceIx)>;

/// The inventory of a run, and what was found in it.
pub(crate) struct Rows<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) rules: &'a EstateRules,
    pub(crate) context: &'a Context,
    indexes: Indexes,
    /// Rows that extend no resource, by type and prefix.
    beside: Memo<(String, String), Arc<Found>>,
    /// Whether rows of a type were exported of a subscription.
    exported: Memo<(String, String), bool>,
    /// Files whose rows all belong to one resource.
    of_one: OnceLock<BTreeSet<u32>>,
}

impl<'a> Rows<'a> {
    /// The rows of an inventory.
    pub(crate) fn new(inventory: &'a Inventory, rules: &'a EstateRules, context: &'a Context) -> Self {
        Rows {
            inventory,
            rules,
            context,
            indexes: Indexes::default(),
            beside: Memo::default(),
            exported: Memo::default(),
            of_one: OnceLock::new(),
        }
    }

    /// The rows of a type whose ids begin with a lower-case prefix.
    pub(super) fn below(&self, kind: &str, prefix: &str) -> Found {
        let index = self.indexes.by_id(self.inventory, kind);
        index.below(self.inventory, prefix).collect()
    }

    /// The rows of a type whose ids begin with a lower-case prefix and that extend no resource: those that stand in a scope themselves.
    pub(super) fn beside(&self, kind: &str, prefix: &str) -> Arc<Found> {
        self.beside.of((kind.to_owned(), prefix.to_owned()), |(kind, prefix)| {
            let mut found = self.below(kind, prefix);
            found.retain(|(id, _)| ArmId::new(ArmId::new(id).split().0).level() != ScopeLevel::Resource);
            Arc::new(found)
        })
    }

    /// Whether the exports hold rows of a type of a subscription: lists that were asked of one resource alone tell nothing of others.
    pub(super) fn are_exported(&self, kind: &str, subscription: Option<&str>) -> bool {
        let Some(subscription) = subscription else { return false };
        let prefix = format!("/subscriptions/{}/", subscription.to_ascii_lowercase());
        self.exported.of((kind.to_owned(), prefix), |(kind, prefix)| {
            let of_one = self.of_one.get_or_init(|| supplements::of_one(self.inventory));
            let index = self.indexes.by_id(self.inventory, kind);
            let mut below = index.below(self.inventory, prefix);
            below.any(|(_, ix)| !of_one.contains(&self.inventory.resource(ix).source().file))
        })
    }
}
