//! What AI depends on: stores, vaults and registries that an AI resource names in its properties, on which an AI identity
//! holds a data role close by, or that a tag claims for AI.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::access::{GrantIx, Privileges};
use crate::ingest::Source;
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
    /// The first resource of each name, in lower case, of the types that AI can depend on.
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
        let (rules, grants) = (&estate.rules.file.data, &estate.grants);
        let wanted = Privileges::named(estate.roles, &rules.classes);
        for identity in &estate.identities {
            for ix in grants.of(&identity.principal).iter().copied() {
                let (grant, rights) = (grants.grant(ix), grants.rights(ix));
                if !rights.hold(wanted) || !rules.levels.iter().any(|level| level == grant.level.name()) {
                    continue;
                }
                let reason = format!("{} holds {} on it", identity.name, grants.role(ix));
                for id in self.under(ix) {
                    if rights.hold_on(wanted, &ArmId::new(&id).resource_type()) {
                        self.add(&id, reason.clone(), grant.source, identity.tier);
                    }
                }
            }
        }
    }

    /// Ids of the stores that a grant works on: the one that its scope is or lies inside of, such as a container of a storage account,
    /// with or without a row; else those below the scope.
    fn under(&self, ix: GrantIx) -> Vec<String> {
        let (inventory, grants) = (self.estate.inventory, &self.estate.grants);
        let scope = grants.scope(ix);
        let mut around = std::iter::successors(Some(ArmId::new(&scope)), |id| id.parent());
        if let Some(store) = around.find(|id| self.is_of_a_type(&id.resource_type())) {
            return vec![store.text().to_owned()];
        }
        let below = grants.covered(ix).into_iter().map(|on| inventory.resource(on));
        below
            .filter(|row| self.is_of_a_type(row.resource_type()))
            .map(|row| row.id())
            .collect()
    }

    fn is_of_a_type(&self, kind: &str) -> bool {
        let mut types = self.estate.rules.file.data.types.iter();
        types.any(|name| name.eq_ignore_ascii_case(kind))
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

    fn add(&mut self, id: &str, reason: String, source: Source, tier_of_ai: u8) {
        let estate = self.estate;
        if !self.is_of_a_type(&ArmId::new(id).resource_type()) {
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
