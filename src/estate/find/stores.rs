//! The stores that AI depends on: stores, vaults and registries that an AI resource names in its properties, on which an AI
//! identity holds a data role close by, or that a tag claims for AI. Where the exports leave out the properties that would show
//! it, a store is possibly one.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::access::{GrantIx, Privileges};
use crate::estate::members::{Doubt, Members, doubt, lack};
use crate::estate::{Estate, Identity, Store};
use crate::ingest::Source;
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Column;
use crate::value::arm_id::ArmId;

/// Stores of an estate.
pub(super) struct Stores {
    /// All of them, by ARM id.
    pub(super) certain: Vec<Store>,
    /// Possible ones, each with its doubt.
    pub(super) possible: Vec<(ResourceIx, Doubt)>,
}

/// Finds the stores of an estate.
pub(super) fn find(estate: &Estate<'_>) -> Stores {
    let mut found = StoreSearch {
        estate,
        stores: BTreeMap::new(),
        possible: Members::default(),
        named: OnceCell::new(),
    };
    found.linked();
    found.granted();
    found.tagged();
    Stores {
        certain: found.stores.into_values().collect(),
        possible: found.possible.possible.into_iter().collect(),
    }
}

/// Tier of a store behind AI of a tier.
pub(super) fn tier_behind(ai: u8) -> u8 {
    if ai >= 4 { 3 } else { 2 }
}

struct StoreSearch<'a, 'b> {
    estate: &'a Estate<'b>,
    stores: BTreeMap<String, Store>,
    possible: Members,
    /// The first resource of each name, in lower case, of the types that AI can depend on.
    named: OnceCell<BTreeMap<String, ResourceIx>>,
}

impl StoreSearch<'_, '_> {
    fn linked(&mut self) {
        let estate = self.estate;
        for link in &estate.rules.file.data.links {
            let mut untold: BTreeMap<String, String> = BTreeMap::new();
            for ai in estate.ai.iter().filter(|ai| estate.is_member(&link.from, ai.ix)) {
                let resource = estate.inventory.resource(ai.ix);
                let Some(targets) = estate.texts(ai.ix, &link.path) else {
                    let around = resource.subscription().unwrap_or_default().to_ascii_lowercase();
                    let lack = || format!("{} of {}", lack(resource, &link.path), resource.name());
                    untold.entry(around).or_insert_with(lack);
                    continue;
                };
                for target in targets {
                    if let Some(id) = self.resolve(&target) {
                        let reason = format!("named by {} in {}", resource.name(), link.path);
                        self.add(&id, reason, resource.source(), ai.tier);
                    }
                }
            }
            self.may_be_linked(&link.to, &untold);
        }
    }

    /// Adds the possible targets of links that the exports do not tell; `untold` holds the missing part by subscription. Only the
    /// stores of that subscription count: a link seldom leads out of it, and one row without properties would otherwise make a
    /// question of every store of the tenant.
    fn may_be_linked(&mut self, types: &[String], untold: &BTreeMap<String, String>) {
        if untold.is_empty() {
            return;
        }
        let inventory = self.estate.inventory;
        let all: Vec<ResourceIx> = self.of_the_types().collect();
        for ix in all {
            let resource = inventory.resource(ix);
            let kind = resource.resource_type();
            let could = types.is_empty() || types.iter().any(|name| name.eq_ignore_ascii_case(kind));
            let around = resource.subscription().unwrap_or_default().to_ascii_lowercase();
            if let Some(lack) = untold.get(&around).filter(|_| could) {
                self.add_possible(ix, lack);
            }
        }
    }

    fn granted(&mut self) {
        let estate = self.estate;
        for identity in &estate.identities {
            for (id, reason, source) in self.trusting(identity) {
                self.add(&id, reason, source, identity.tier);
            }
        }
        let mut possible = Vec::new();
        for identity in &estate.possible_identities {
            let attached = identity.attached.first().map(|ai| estate.possible_ai[*ai].ix);
            let why = attached.map(|ix| format!("{} may be AI", estate.inventory.resource(ix).name()));
            let ids = self.trusting(identity).into_iter().map(|(id, _, _)| id);
            possible.extend(ids.map(|id| (id, why.clone().unwrap_or_default())));
        }
        possible.extend(self.perhaps_trusting());
        for (id, lack) in possible {
            if let Some(row) = estate.inventory.find(&id) {
                self.add_possible(row.ix, &lack);
            }
        }
    }

    /// The stores on which AI may hold a data role close by, with the missing part of the exports: they do not tell what some AI runs
    /// under, or who the holder of the role is.
    fn perhaps_trusting(&self) -> Vec<(String, String)> {
        let estate = self.estate;
        let (rules, grants) = (&estate.rules.file.data, &estate.grants);
        let untold = estate.untold.first().map(|untold| {
            let name = estate.inventory.resource(untold.ix).name();
            format!("The exports do not tell which identity {name} runs under")
        });
        let has_identities = !estate.identities.is_empty() || !estate.possible_identities.is_empty();
        let lack = |ix: GrantIx| match &untold {
            Some(lack) => grants.may_run_something(ix).then(|| lack.clone()),
            None if has_identities && grants.may_be_any_identity(ix) => Some(without_id(grants.role(ix))),
            None => None,
        };
        let wanted = Privileges::named(estate.roles, &rules.classes);
        let close = grants.grants().filter(|ix| self.is_close(*ix, wanted));
        let found = close.filter_map(|ix| Some((ix, lack(ix)?)));
        found
            .flat_map(|(ix, lack)| self.held_on(ix, wanted).into_iter().map(move |id| (id, lack.clone())))
            .collect()
    }

    /// The stores on which an identity holds a data role close by, with the role and its row.
    fn trusting(&self, identity: &Identity) -> Vec<(String, String, Source)> {
        let estate = self.estate;
        let (rules, grants) = (&estate.rules.file.data, &estate.grants);
        let wanted = Privileges::named(estate.roles, &rules.classes);
        let own = grants.of(&identity.principal).iter().copied();
        let close = own.filter(|ix| self.is_close(*ix, wanted));
        close
            .flat_map(|ix| {
                let reason = format!("{} holds {} on it", identity.name, grants.role(ix));
                let source = grants.grant(ix).source;
                let on = self.held_on(ix, wanted).into_iter();
                on.map(move |id| (id, reason.clone(), source)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Whether a grant gives a data role at a level that counts.
    fn is_close(&self, ix: GrantIx, wanted: Privileges) -> bool {
        let (rules, grants) = (&self.estate.rules.file.data, &self.estate.grants);
        let level = grants.grant(ix).level.name();
        grants.rights(ix).hold(wanted) && rules.levels.iter().any(|own| own == level)
    }

    /// Ids of the stores on which a grant gives a data role.
    fn held_on(&self, ix: GrantIx, wanted: Privileges) -> Vec<String> {
        let rights = self.estate.grants.rights(ix);
        let mut on = self.under(ix);
        on.retain(|id| rights.hold_on(wanted, &ArmId::new(id).resource_type()));
        on
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
            } else if let Some(lack) = untagged(resource, &rules.tags) {
                self.add_possible(*ix, &lack);
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

    /// Adds a possible store, given the missing part of the exports.
    fn add_possible(&mut self, ix: ResourceIx, lack: &str) {
        let said = doubt(lack, &self.estate.rules.file.data.called);
        self.possible.add_possible(ix, &said);
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
        store.tier = store.tier.max(tier_behind(tier_of_ai));
        if !store.reasons.iter().any(|(known, _)| *known == reason) {
            store.reasons.push((reason, source));
        }
    }
}

/// The missing part of a role assignment that names its holder only: the beginning of a sentence.
fn without_id(role: &str) -> String {
    format!("The exports do not tell the object id of a holder of {role}")
}

/// The missing part of the tags that claim a store for AI: the beginning of a sentence.
fn untagged(resource: ResourceRef<'_>, keys: &[String]) -> Option<String> {
    match resource.column("tags") {
        Some(Column::Missing) if resource.file_has("tags") => None,
        Some(Column::Known(tags)) if !tags.is_partial() => None,
        Some(Column::Known(tags)) if keys.iter().all(|key| tags.get(key).is_some()) => None,
        _ => Some(lack(resource, "tags")),
    }
}
