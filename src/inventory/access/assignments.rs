//! Role assignments and eligibilities.

use std::collections::hash_map::Entry;
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::ingest::{Lasting, RoleAssignmentRow, Source, Taken, UnusedReason};
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::super::store::hash_ignoring_case;
use super::conflicts::{AccessConflict, AccessConflictKind};

/// Index of a role assignment in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentIx(pub u32);

/// A role assignment. Its texts are shared: a tenant has far fewer scopes, roles and principals than assignments.
#[derive(Clone, Debug)]
pub struct RoleAssignment {
    /// The first row that holds it.
    pub source: Source,
    /// Scope as spelt by the export.
    pub scope: Arc<str>,
    /// Role definition GUID, lower-case; empty where the layout gives only a name. Of a data-plane role the whole id.
    pub role_id: Arc<str>,
    /// Role name as the export gives it; may be empty.
    pub role_name: Arc<str>,
    /// Principal object id, lower-case; in layouts without ids the sign-in or display name, lower-case.
    pub principal: Arc<str>,
    /// ABAC condition; empty when there is none.
    pub condition: Arc<str>,
    /// A PIM eligibility that is not active.
    pub eligible: bool,
    /// A resource keeps it of its own data; exports of role assignments do not hold it.
    pub data_plane: bool,
    /// Whether it ends by itself, of one that is active.
    pub lasting: Lasting,
}

impl RoleAssignment {
    /// The level of the scope at which the role was assigned.
    pub fn level(&self) -> ScopeLevel {
        ArmId::new(&self.scope).level()
    }
}

/// The identity of an assignment, by which two rows are one: scope, principal and role, all lower-case, and whether it is an
/// eligibility. Not its id, which many layouts leave out.
type GrantKey = (Arc<str>, Arc<str>, Arc<str>, bool);

/// All role assignments.
#[derive(Debug, Default)]
pub(super) struct Assignments {
    rows: Vec<RoleAssignment>,
    by_principal: FxHashMap<Arc<str>, Vec<AssignmentIx>>,
    by_key: FxHashMap<GrantKey, AssignmentIx>,
    /// The first assignment of each id, by a hash of the id: nothing else needs the ids, which are the longest texts of a row.
    by_id: FxHashMap<u64, AssignmentIx>,
    pub(super) conflicts: Vec<AccessConflict>,
    /// Texts, each once.
    texts: FxHashSet<Arc<str>>,
}

impl Assignments {
    /// Adds an assignment, whose principal and role are given as their keys.
    pub(super) fn add(&mut self, source: Source, row: &RoleAssignmentRow<'_>, principal: &str, role_id: &str) -> Taken {
        let scope = ArmId::new(&row.scope).text();
        let scope_key = scope.to_ascii_lowercase();
        let role_key = match role_id.is_empty() {
            true => self.text(&row.role_name.to_ascii_lowercase()),
            false => self.text(role_id),
        };
        let (scope_key, principal) = (self.text(&scope_key), self.text(principal));
        let key = (scope_key, principal.clone(), role_key, row.eligible);
        if let Some(known) = self.by_key.get(&key) {
            self.complete(*known, row, role_id);
            return Taken::Unused(UnusedReason::Duplicate);
        }
        let ix = AssignmentIx(self.rows.len() as u32);
        self.by_key.insert(key, ix);
        self.by_principal.entry(principal.clone()).or_default().push(ix);
        self.note_id(source, row, role_id, ix);
        let assignment = RoleAssignment {
            source,
            scope: self.text(scope),
            role_id: self.text(role_id),
            role_name: self.text(&row.role_name),
            principal,
            condition: self.text(&row.condition),
            eligible: row.eligible,
            data_plane: row.data_plane,
            lasting: row.lasting,
        };
        self.rows.push(assignment);
        Taken::Used
    }

    /// Notes the id of an assignment that is about to be added, and the conflict with another assignment of this id. Only layouts
    /// that give role and principal by id can be compared.
    fn note_id(&mut self, source: Source, row: &RoleAssignmentRow<'_>, role_id: &str, ix: AssignmentIx) {
        if !row.id.starts_with('/') || role_id.is_empty() || row.principal_id.is_empty() {
            return;
        }
        let mut hasher = FxHasher::default();
        hash_ignoring_case(row.id.trim_end_matches('/'), &mut hasher);
        match self.by_id.entry(hasher.finish()) {
            Entry::Vacant(new) => {
                new.insert(ix);
            }
            Entry::Occupied(known) => {
                let first = &self.rows[known.get().0 as usize];
                let kind = if *first.role_id != *role_id {
                    AccessConflictKind::Role
                } else if !first.principal.eq_ignore_ascii_case(row.principal_id.trim()) {
                    AccessConflictKind::Principal
                } else {
                    return;
                };
                self.conflicts.push(AccessConflict {
                    first: first.source,
                    second: source,
                    kind,
                });
            }
        }
    }

    /// Completes an assignment with the texts that only a repeated row holds.
    fn complete(&mut self, ix: AssignmentIx, row: &RoleAssignmentRow<'_>, role_id: &str) {
        let texts = [self.text(&row.role_name), self.text(role_id), self.text(&row.condition)];
        let known = &mut self.rows[ix.0 as usize];
        let own = [&mut known.role_name, &mut known.role_id, &mut known.condition];
        for (own, its) in own.into_iter().zip(texts) {
            if own.is_empty() {
                *own = its;
            }
        }
        // Of one grant that was both activated and given for good, the latter holds.
        known.lasting = known.lasting.max(row.lasting);
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(new.clone());
        new
    }

    /// Gives back the memory that only adding needs.
    pub(super) fn close(&mut self) {
        self.rows.shrink_to_fit();
        self.by_key = FxHashMap::default();
        self.by_id = FxHashMap::default();
        self.texts = FxHashSet::default();
    }

    pub(super) fn all(&self) -> &[RoleAssignment] {
        &self.rows
    }

    pub(super) fn of(&self, principal: &str) -> &[AssignmentIx] {
        self.by_principal
            .get(principal.to_ascii_lowercase().as_str())
            .map_or(&[], Vec::as_slice)
    }
}
