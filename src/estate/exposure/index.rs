//! Index of the rows that describe other resources' networks: rules of firewalls by the resource that they stand below,
//! associations with perimeters by the resource that they name, access rules by their profile.

use std::collections::{BTreeMap, BTreeSet};

use crate::estate::facts::ResourceFacts;
use crate::estate::rules::EstateRules;
use crate::inventory::Inventory;
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;
use crate::value::arm_id::ArmId;

/// Rows keyed by the resource that they describe. Ids are in lower case.
#[derive(Debug, Default)]
pub struct Index {
    /// Rules by type and parent.
    rules: BTreeMap<(String, String), Vec<ResourceIx>>,
    /// Associations by the resource that they name.
    associations: BTreeMap<String, Vec<ResourceIx>>,
    /// Access rules by profile.
    access: BTreeMap<String, Vec<ResourceIx>>,
    /// Files that hold access rules.
    access_files: BTreeSet<u32>,
    /// Perimeters whose resources no export lists.
    untold: Vec<String>,
}

impl Index {
    pub(crate) fn of(inventory: &Inventory, rules: &EstateRules) -> Self {
        let mut index = Index::default();
        let exposure = &rules.exposure;
        for rows in exposure.rule_rows() {
            for ix in inventory.of_type(&rows.kind) {
                let own = index
                    .rules
                    .entry((rows.kind.clone(), parent(inventory, *ix)))
                    .or_default();
                if !own.contains(ix) {
                    own.push(*ix);
                }
            }
        }
        let Some(perimeters) = &exposure.perimeters else {
            return index;
        };
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut told: BTreeSet<String> = BTreeSet::new();
        let rows = inventory.of_type(&perimeters.file.r#type);
        known.extend(rows.iter().map(|ix| folded(&inventory.resource(*ix).id())));
        for ix in inventory.of_type(&perimeters.file.associations.r#type) {
            let row = inventory.resource(*ix);
            let facts = ResourceFacts::new(row, rules);
            let perimeter = parent(inventory, *ix);
            match perimeters.resource.values(&facts).first() {
                Some(Fact::Value(value)) if value.as_str().is_some() => {
                    let named = folded(value.as_str().unwrap_or_default());
                    index.associations.entry(named).or_default().push(*ix);
                    told.insert(perimeter.clone());
                }
                // It may name any resource.
                _ => {}
            }
            known.insert(perimeter);
        }
        for ix in inventory.of_type(&perimeters.file.rules.r#type) {
            let profile = parent(inventory, *ix);
            known.extend(
                ArmId::new(&profile)
                    .parent()
                    .map(|perimeter| perimeter.text().to_owned()),
            );
            index.access.entry(profile).or_default().push(*ix);
            index.access_files.insert(inventory.resource(*ix).source().file);
        }
        index.untold = known.difference(&told).cloned().collect();
        index
    }

    /// The rows of a lower-case type that are rules of the firewall of a resource.
    pub(super) fn rules(&self, kind: &str, id: &str) -> &[ResourceIx] {
        let key = (kind.to_owned(), folded(id));
        self.rules.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The rows that put a resource into perimeters.
    pub(super) fn associations(&self, id: &str) -> &[ResourceIx] {
        self.associations.get(&folded(id)).map_or(&[], Vec::as_slice)
    }

    /// The access rules of a profile; `None` where no export tells them. One that holds the association beside access rules of other
    /// profiles is a list of both, and would hold these.
    pub(super) fn access_rules(&self, profile: &str, association_file: u32) -> Option<&[ResourceIx]> {
        match self.access.get(&folded(profile)) {
            Some(rows) => Some(rows),
            None if self.access_files.contains(&association_file) => Some(&[]),
            None => None,
        }
    }

    /// The lower-case ids of perimeters of which no export tells what is in them.
    pub(super) fn untold(&self) -> &[String] {
        &self.untold
    }
}

fn parent(inventory: &Inventory, ix: ResourceIx) -> String {
    let id = inventory.resource(ix).id();
    let parent = ArmId::new(&id).parent().map(|parent| folded(parent.text()));
    parent.unwrap_or_default()
}

fn folded(id: &str) -> String {
    ArmId::new(id).text().to_ascii_lowercase()
}
