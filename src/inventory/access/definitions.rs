//! Role definitions.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::{Permission, RoleDefinitionRow, Source, Taken, UnusedReason};

use super::conflicts::{AccessConflict, AccessConflictKind};

/// A role definition with its permissions.
#[derive(Clone, Debug)]
pub struct RoleDefinition {
    /// The row that holds it.
    pub source: Source,
    /// Role name.
    pub name: Box<str>,
    /// Made by the customer.
    pub custom: bool,
    /// The permissions, block by block.
    pub permissions: Vec<Permission>,
}

/// All role definitions, keyed by [`role_key`].
#[derive(Debug, Default)]
pub(super) struct Definitions {
    by_key: BTreeMap<Box<str>, RoleDefinition>,
    pub(super) conflicts: Vec<AccessConflict>,
}

impl Definitions {
    pub(super) fn add(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken {
        let key = role_key(&row.id);
        if key.is_empty() {
            return Taken::Unused(UnusedReason::NoId);
        }
        if let Some(known) = self.by_key.get(key.as_str()) {
            if !same_permissions(&known.permissions, &row.permissions) {
                self.conflicts.push(AccessConflict {
                    first: known.source,
                    second: source,
                    kind: AccessConflictKind::Actions,
                });
            }
            return Taken::Unused(UnusedReason::Duplicate);
        }
        self.by_key.insert(
            key.into(),
            RoleDefinition {
                source,
                name: row.role_name.into(),
                custom: row.custom,
                permissions: row.permissions,
            },
        );
        Taken::Used
    }

    pub(super) fn get(&self, key: &str) -> Option<&RoleDefinition> {
        self.by_key.get(key.to_ascii_lowercase().as_str())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &RoleDefinition)> {
        self.by_key.iter().map(|(key, definition)| (&**key, definition))
    }
}

/// The identity of a role definition, lower-case: the GUID; of roles that an account keeps for its own data the whole id, since two
/// accounts may give one GUID to different roles.
pub(super) fn role_key(id: &str) -> String {
    let folded = id.trim().to_ascii_lowercase();
    if folded.contains("/sqlroledefinitions/") {
        return folded;
    }
    guid_of(&folded).to_owned()
}

/// The last segment of a role definition id: PowerShell gives the GUID alone, the CLI and REST the whole id.
fn guid_of(id: &str) -> &str {
    id.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether two definitions permit the same, block by block.
fn same_permissions(own: &[Permission], its: &[Permission]) -> bool {
    let lists = |block: &Permission| {
        let lists = [
            &block.actions,
            &block.not_actions,
            &block.data_actions,
            &block.not_data_actions,
        ];
        lists.map(Vec::clone)
    };
    let same = |own: &Permission, its: &Permission| {
        let mut pairs = lists(own).into_iter().zip(lists(its));
        pairs.all(|(own, its)| same_items(&own, &its))
    };
    own.len() == its.len() && own.iter().zip(its).all(|(own, its)| same(own, its))
}

/// Whether two lists hold the same texts, in any order and case.
fn same_items(own: &[String], its: &[String]) -> bool {
    let folded = |items: &[String]| {
        items
            .iter()
            .map(|item| item.to_ascii_lowercase())
            .collect::<BTreeSet<_>>()
    };
    folded(own) == folded(its)
}
