//! The resources that the start and the steps of a route name.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::estate::Estate;
use crate::inventory::resource::ResourceIx;

use super::route::TargetFile;

/// The targets of one route.
pub(super) struct Targets<'a> {
    estate: &'a Estate<'a>,
    /// Targets of each step, by its position.
    known: FxHashMap<usize, Arc<[ResourceIx]>>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(estate: &'a Estate<'a>) -> Self {
        Targets {
            estate,
            known: FxHashMap::default(),
        }
    }

    /// Returns everything that a target names, in inventory order.
    pub(super) fn named(&self, target: &TargetFile) -> BTreeSet<ResourceIx> {
        let of_sets = target.resources.iter().flat_map(|set| self.estate.set(set));
        let of_types = target
            .types
            .iter()
            .flat_map(|name| self.estate.inventory.of_type(name))
            .copied();
        of_sets.chain(of_types).filter(|ix| self.placed(*ix, target)).collect()
    }

    /// Returns everything that a step may lead to, in inventory order; a step that names nothing may lead to any resource.
    pub(super) fn of_step(&mut self, target: &TargetFile, step: usize) -> Arc<[ResourceIx]> {
        if let Some(known) = self.known.get(&step) {
            return known.clone();
        }
        let found: Arc<[ResourceIx]> = if target.is_anything() {
            let all = self.estate.inventory.resources().map(|row| row.ix);
            all.filter(|ix| self.placed(*ix, target)).collect()
        } else {
            self.named(target).into_iter().collect()
        };
        self.known.insert(step, found.clone());
        found
    }

    /// Whether a resource is among those that a step may lead to.
    pub(super) fn holds(&self, target: &TargetFile, ix: ResourceIx) -> bool {
        let kind = self.estate.inventory.resource(ix).resource_type();
        let named = target.is_anything()
            || target.types.iter().any(|name| name.eq_ignore_ascii_case(kind))
            || target.resources.iter().any(|set| self.estate.is_member(set, ix));
        named && self.placed(ix, target)
    }

    fn placed(&self, ix: ResourceIx, target: &TargetFile) -> bool {
        let environments = &target.environments;
        environments.is_empty() || environments.iter().any(|name| name == self.estate.environment_of(ix))
    }
}
