//! Sets whose members other rows name: a workspace is one that receives prompts because a diagnostic setting sends them there.

use crate::condition::Context;
use crate::inventory::resource::ResourceIx;
use crate::value::{Column, Value};

use super::Estate;
use super::members::{Members, doubt, lack};
use super::rules::{NamedBy, NamedSet};
use crate::value::path::values_at;

/// What was found of a set.
pub(super) struct Named {
    pub(super) members: Members,
    /// Whether anything tells what the set holds.
    pub(super) told: bool,
}

impl Estate<'_> {
    /// The members of a set that other rows or the profile name.
    pub(super) fn named(&self, rule: &NamedSet, context: &Context) -> Named {
        let mut told = rule.listed.is_some();
        let mut members = Members::default();
        for id in rule.listed.iter().flatten() {
            self.add_named(rule, id, None, &mut members);
        }
        for by in &rule.by {
            let (mut could, mut naming) = (Members::default(), Members::default());
            self.select(&by.rows, context, &mut could);
            self.select(&by.naming, context, &mut naming);
            told |= !could.certain.is_empty();
            for ix in naming.certain.intersection(&could.certain) {
                self.add_all_named(rule, by, *ix, None, &mut members);
            }
            let possible = naming.possible.keys().filter(|ix| could.certain.contains(ix));
            for ix in possible {
                let lack = self.lacks(by.naming.condition.as_ref(), *ix, context);
                self.add_all_named(rule, by, *ix, Some(lack), &mut members);
            }
        }
        Named { members, told }
    }

    /// Adds the resources that a row names. Where no export tells them, every resource of the types is possible.
    fn add_all_named(
        &self,
        rule: &NamedSet,
        by: &NamedBy,
        ix: ResourceIx,
        lacking: Option<String>,
        members: &mut Members,
    ) {
        let row = self.inventory.resource(ix);
        let said = |lack: String| doubt(&format!("{lack} of {}", row.name()), &rule.called);
        let Some(ids) = self.texts(ix, &by.path) else {
            let doubt = said(lacking.unwrap_or_else(|| lack(row, &by.path)));
            for ix in rule.types.iter().flat_map(|name| self.inventory.of_type(name)) {
                members.add_possible(*ix, &doubt);
            }
            return;
        };
        let doubt = lacking.map(said);
        for id in ids {
            self.add_named(rule, &id, doubt.as_deref(), members);
        }
    }

    fn add_named(&self, rule: &NamedSet, id: &str, doubt: Option<&str>, members: &mut Members) {
        let row = self.inventory.find(id);
        let Some(row) = row.filter(|row| rule.types.iter().any(|name| name == row.resource_type())) else {
            return;
        };
        match doubt {
            None => members.add(row.ix),
            Some(doubt) => members.add_possible(row.ix, doubt),
        }
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
