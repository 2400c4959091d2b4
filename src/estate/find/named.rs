//! Sets whose members other rows name: a workspace is one that receives prompts because a diagnostic setting sends them there.

use std::collections::{BTreeMap, BTreeSet};

use crate::condition::Context;
use crate::estate::Estate;
use crate::estate::members::{Members, doubt, lack};
use crate::estate::rules::{NamedBy, NamedSet};
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};
use crate::value::path::values_at;
use crate::value::{Column, Value};

/// By member of a set the ids of the resources whose rows name it.
pub(super) type Namers = BTreeMap<ResourceIx, BTreeSet<String>>;

/// Result of the search for the members of a set.
pub(super) struct Named {
    pub(super) members: Members,
    /// By member the ids of the resources whose rows name it.
    pub(super) namers: Namers,
    /// Whether any export shows the members of the set.
    pub(super) told: bool,
}

impl Estate<'_> {
    /// The members of a set that other rows or the profile name.
    pub(super) fn named(&self, rule: &NamedSet, context: &Context) -> Named {
        let mut named = Named {
            members: Members::default(),
            namers: Namers::new(),
            told: rule.listed.is_some(),
        };
        for id in rule.listed.iter().flatten() {
            self.add_named(rule, id, None, None, &mut named);
        }
        for by in &rule.by {
            let (mut could, mut naming) = (Members::default(), Members::default());
            self.select(&by.rows, context, &mut could);
            self.select(&by.naming, context, &mut naming);
            if let Some(set) = &by.of {
                could.certain.retain(|ix| self.is_member(set, *ix));
            }
            named.told |= !could.certain.is_empty();
            for ix in naming.certain.intersection(&could.certain) {
                self.add_all_named(rule, by, *ix, None, &mut named);
            }
            let possible = naming.possible.keys().filter(|ix| could.certain.contains(ix));
            for ix in possible {
                let lack = self.lacks(by.naming.condition.as_ref(), *ix, context);
                self.add_all_named(rule, by, *ix, Some(lack), &mut named);
            }
        }
        named
    }

    /// Adds the resources that a row names. Where no export tells them, every resource of the types is possible.
    fn add_all_named(&self, rule: &NamedSet, by: &NamedBy, ix: ResourceIx, lacking: Option<String>, named: &mut Named) {
        let row = self.inventory.resource(ix);
        let said = |lack: String| doubt(&format!("{lack} of {}", row.name()), &rule.called);
        let Some(ids) = self.texts(ix, &by.path) else {
            let doubt = said(lacking.unwrap_or_else(|| lack(row, &by.path)));
            for ix in rule.types.iter().flat_map(|name| self.inventory.of_type(name)) {
                named.members.add_possible(*ix, &doubt);
            }
            return;
        };
        let doubt = lacking.map(said);
        for id in ids {
            self.add_named(rule, &id, doubt.as_deref(), Some(self.namer(ix)), named);
        }
    }

    fn add_named(&self, rule: &NamedSet, id: &str, doubt: Option<&str>, namer: Option<String>, named: &mut Named) {
        let row = self.inventory.find(id);
        let Some(row) = row.filter(|row| rule.types.iter().any(|name| name == row.resource_type())) else {
            return;
        };
        match doubt {
            None => named.members.add(row.ix),
            Some(doubt) => named.members.add_possible(row.ix, doubt),
        }
        named.namers.entry(row.ix).or_default().extend(namer);
    }

    /// The resource that a row is or says something about: of a diagnostic setting what it is set on.
    fn namer(&self, ix: ResourceIx) -> String {
        let id = self.inventory.resource(ix).id();
        let about = ArmId::new(&id)
            .parent()
            .filter(|about| about.level() == ScopeLevel::Resource);
        about.map_or_else(|| id.clone(), |about| about.text().to_owned())
    }

    /// The texts at a path of a row; `None` where the export does not tell them.
    pub(super) fn texts(&self, ix: ResourceIx, path: &str) -> Option<Vec<String>> {
        let (column, inner) = path.split_once('.').unwrap_or(("properties", path));
        let row = self.inventory.resource(ix);
        let content = match row.column(column)? {
            Column::Known(content) => content,
            Column::Missing if column != "properties" && row.file_has(column) => return Some(Vec::new()),
            Column::Missing | Column::Cut => return None,
        };
        if !content.tells(inner) {
            return None;
        }
        let values = values_at(&content, inner).into_iter().filter_map(Value::as_str);
        Some(values.map(str::to_owned).collect())
    }
}
