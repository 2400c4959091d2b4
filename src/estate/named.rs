//! Sets whose members other rows name: a workspace is one that receives prompts because a diagnostic setting sends them there.

use std::collections::BTreeSet;

use crate::condition::Context;
use crate::inventory::resource::ResourceIx;
use crate::value::{Column, Value};

use super::Estate;
use super::rules::NamedSet;
use crate::value::path::values_at;

/// What was found of a set.
pub(super) struct Named {
    pub(super) members: BTreeSet<ResourceIx>,
    /// Whether anything tells what the set holds.
    pub(super) told: bool,
}

impl Estate<'_> {
    /// The members of a set that other rows or the profile name.
    pub(super) fn named(&self, rule: &NamedSet, context: &Context) -> Named {
        let mut told = rule.listed.is_some();
        let mut ids: Vec<String> = rule.listed.clone().unwrap_or_default();
        for by in &rule.by {
            let could: BTreeSet<ResourceIx> = self.select(&by.rows, context).into_iter().collect();
            told |= !could.is_empty();
            for ix in self.select(&by.naming, context) {
                if could.contains(&ix) {
                    ids.extend(self.texts(ix, &by.path));
                }
            }
        }
        let rows = ids.iter().filter_map(|id| self.inventory.find(id));
        let members = rows.filter(|row| rule.types.iter().any(|name| name == row.resource_type()));
        Named {
            members: members.map(|row| row.ix).collect(),
            told,
        }
    }

    fn texts(&self, ix: ResourceIx, path: &str) -> Vec<String> {
        let (column, inner) = path.split_once('.').unwrap_or(("properties", path));
        let content = self.inventory.resource(ix).column(column).and_then(Column::into_known);
        let values = content
            .as_ref()
            .map_or_else(Vec::new, |content| values_at(content, inner));
        values
            .into_iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }
}
