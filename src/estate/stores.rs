//! What AI depends on: stores, vaults and registries that an AI resource names in its properties, on which an AI identity
//! holds a data role close by, or that a tag claims for AI.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::ingest::Source;
use crate::inventory::groups::groups_around;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::{Column, Value};

use super::Estate;
use crate::value::path::values_at;

/// Something that AI depends on.
#[derive(Clone, Debug)]
pub struct Store {
    /// ARM id as first spelt; the row's spelling where there is a row.
    pub id: String,
    /// Its row; `None` when something names it and no export holds it.
    pub ix: Option<ResourceIx>,
    /// Why it belongs to the estate: what names it and where that stands.
    pub reasons: Vec<(String, Source)>,
    /// Criticality tier: 3 behind the most critical AI, 2 behind any other.
    pub tier: u8,
}

/// All of them, by ARM id.
pub(super) fn find(estate: &Estate<'_>) -> Vec<Store> {
    let mut found = Found {
        estate,
        stores: BTreeMap::new(),
        placed: OnceCell::new(),
        named: OnceCell::new(),
    };
    found.linked();
    found.granted();
    found.tagged();
    found.stores.into_values().collect()
}

struct Found<'a, 'b> {
    estate: &'a Estate<'b>,
    stores: BTreeMap<String, Store>,
    /// Every resource of the types that AI can depend on, by the folded id of what it stands in.
    placed: OnceCell<Vec<(Arc<str>, ResourceIx)>>,
    /// The first of them of each name, in lower case.
    named: OnceCell<BTreeMap<String, ResourceIx>>,
}

impl Found<'_, '_> {
    fn linked(&mut self) {
        let estate = self.estate;
        for link in &estate.rules.file.data.links {
            let Some(path) = link.path.strip_prefix("properties.") else {
                continue;
            };
            for ai in estate.ai.iter().filter(|ai| estate.is_member(&link.from, ai.ix)) {
                let resource = estate.inventory.resource(ai.ix);
                let Some(properties) = resource.column("properties").and_then(Column::into_known) else {
                    continue;
                };
                for target in values_at(&properties, path).into_iter().filter_map(Value::as_str) {
                    if let Some(id) = self.resolve(target) {
                        let reason = format!("named by {} in {}", resource.name(), link.path);
                        self.add(&id, reason, resource.source(), ai.tier);
                    }
                }
            }
        }
    }

    fn granted(&mut self) {
        let estate = self.estate;
        let rules = &estate.rules.file.data;
        let access = &estate.inventory.access;
        for identity in &estate.identities {
            let groups = groups_around(access, &identity.principal);
            let through = groups.iter().flat_map(|(group, _)| access.of(group));
            for ix in access.of(&identity.principal).iter().chain(through) {
                let assignment = estate.inventory.access.assignment(*ix);
                let class = estate.roles.class(estate.inventory, assignment);
                let counts = class.is_some_and(|class| rules.classes.iter().any(|name| name == class))
                    && rules.levels.iter().any(|level| level == assignment.level().name());
                if !counts {
                    continue;
                }
                let role = estate.roles.display(estate.inventory, assignment);
                let reason = format!("{} holds {role} on it", identity.name);
                for id in self.covered(&assignment.scope) {
                    self.add(&id, reason.clone(), assignment.source, identity.tier);
                }
            }
        }
    }

    fn tagged(&mut self) {
        let estate = self.estate;
        let rules = &estate.rules.file.data;
        for ix in rules.types.iter().flat_map(|name| estate.inventory.of_type(name)) {
            let resource = estate.inventory.resource(*ix);
            let claim = rules.tags.iter().find(|key| {
                let value = resource.text_at("tags", &[key]);
                value.is_some_and(|value| !value.eq_ignore_ascii_case("false") && !value.eq_ignore_ascii_case("no"))
            });
            if let Some(key) = claim {
                self.add(&resource.id(), format!("tagged {key}"), resource.source(), 1);
            }
        }
    }

    /// The id that a property names: an ARM id, or the host name of a store's or vault's address.
    fn resolve(&self, target: &str) -> Option<String> {
        if ArmId::new(target).is_id() {
            return Some(target.to_owned());
        }
        let host = target.split_once("://")?.1.split(['/', ':']).next()?;
        let name = host.split('.').next()?;
        let inventory = self.estate.inventory;
        let named = self.named.get_or_init(|| {
            let mut named = BTreeMap::new();
            for ix in self.of_the_types() {
                named
                    .entry(inventory.resource(ix).name().to_ascii_lowercase())
                    .or_insert(ix);
            }
            named
        });
        let found = named.get(&name.to_ascii_lowercase());
        found.map(|ix| inventory.resource(*ix).id())
    }

    fn of_the_types(&self) -> impl Iterator<Item = ResourceIx> {
        let types = self.estate.rules.file.data.types.iter();
        types.flat_map(|kind| self.estate.inventory.of_type(kind)).copied()
    }

    /// Ids of stores at or below a scope; the scope's own store when the scope lies inside one (a container).
    fn covered(&self, scope: &str) -> Vec<String> {
        let inventory = self.estate.inventory;
        let scope = ArmId::new(scope);
        let of_a_type = |kind: &str| {
            let mut types = self.estate.rules.file.data.types.iter();
            types.any(|name| name.eq_ignore_ascii_case(kind))
        };
        let enclosing = std::iter::successors(Some(scope), |id| id.parent()).find(|id| of_a_type(&id.resource_type()));
        if let Some(store) = enclosing {
            return vec![store.text().to_owned()];
        }
        let placed = self.placed.get_or_init(|| {
            let mut folded: FxHashMap<usize, Arc<str>> = FxHashMap::default();
            let place = |ix: ResourceIx| {
                let row = inventory.resource(ix);
                let container = folded.entry(row.prefix_number());
                let container = container.or_insert_with(|| row.prefix().to_ascii_lowercase().into());
                (container.clone(), ix)
            };
            let mut placed: Vec<(Arc<str>, ResourceIx)> = self.of_the_types().map(place).collect();
            placed.sort_unstable();
            placed
        });
        let above = scope.text().to_ascii_lowercase();
        let start = placed.partition_point(|(container, _)| **container < *above);
        let within = placed[start..]
            .iter()
            .take_while(|(container, _)| container.starts_with(&above));
        within
            .filter(|(container, _)| matches!(container.as_bytes().get(above.len()), None | Some(b'/')))
            .map(|(_, ix)| inventory.resource(*ix).id())
            .collect()
    }

    fn add(&mut self, id: &str, reason: String, source: Source, tier_of_ai: u8) {
        let estate = self.estate;
        let kind = ArmId::new(id).resource_type();
        let mut types = estate.rules.file.data.types.iter();
        if !types.any(|name| name.eq_ignore_ascii_case(&kind)) {
            return;
        }
        let store = self.stores.entry(id.to_ascii_lowercase()).or_insert_with(|| {
            let row = estate.inventory.find(id);
            Store {
                id: row.map_or_else(|| id.to_owned(), |row| row.id()),
                ix: row.map(|row| row.ix),
                reasons: Vec::new(),
                tier: 1,
            }
        });
        store.tier = store.tier.max(if tier_of_ai >= 4 { 3 } else { 2 });
        if !store.reasons.iter().any(|(known, _)| *known == reason) {
            store.reasons.push((reason, source));
        }
    }
}
