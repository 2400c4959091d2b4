//! Users, groups and service principals, as role assignments and lists of members name them.

use std::collections::BTreeMap;

use crate::ingest::{GroupMember, GroupMembersRow, RoleAssignmentRow};

/// Somebody or something that holds roles or is a member of a group.
#[derive(Clone, Debug, Default)]
pub struct Principal {
    /// Object id as spelt by the export.
    pub id: Box<str>,
    /// `User`, `Group`, `ServicePrincipal`, `Unknown` … as the export says; of several rows the first that names a type.
    pub kind: Box<str>,
    /// Display name; empty when no export gives one.
    pub name: Box<str>,
    /// User principal name or application id; empty when no export gives one.
    pub sign_in: Box<str>,
    /// Whether any row had a column for a name or sign-in name at all.
    pub named_column: bool,
}

impl Principal {
    /// A guest: its sign-in name carries the marker that Entra ID gives to external users.
    pub fn is_guest(&self) -> bool {
        self.sign_in.to_ascii_uppercase().contains("#EXT#") || self.kind.eq_ignore_ascii_case("User Guest")
    }

    /// A principal that the directory no longer resolves: typed `Unknown`, or named so.
    pub fn is_orphan(&self) -> bool {
        self.kind.eq_ignore_ascii_case("Unknown") || self.name.to_ascii_lowercase().starts_with("identity not found")
    }

    /// Whether rows had name columns and left them blank: the exporter may have lacked directory read.
    pub fn is_blank(&self) -> bool {
        self.named_column && self.name.is_empty() && self.sign_in.is_empty()
    }

    /// Takes the type of a row where no other row named one.
    fn take_kind(&mut self, kind: &str) {
        let unknown = self.kind.is_empty() || self.kind.eq_ignore_ascii_case("Unknown");
        if unknown && !kind.is_empty() {
            self.kind = kind.into();
        }
    }
}

/// All principals, by lower-case object id.
#[derive(Debug, Default)]
pub(super) struct Principals(BTreeMap<Box<str>, Principal>);

impl Principals {
    /// Takes what a role assignment says of its principal.
    pub(super) fn note_holder(&mut self, key: &str, row: &RoleAssignmentRow<'_>) {
        let principal = self.0.entry(key.into()).or_default();
        let id = Some(row.principal_id.trim()).filter(|id| !id.is_empty());
        take(&mut principal.id, id.unwrap_or(key));
        if !row.principal_type.is_empty() {
            principal.take_kind(row.principal_type.trim());
        }
        principal.named_column |= row.principal_name.is_some() || row.sign_in_name.is_some();
        take(&mut principal.name, row.principal_name.as_deref().unwrap_or_default());
        take(&mut principal.sign_in, row.sign_in_name.as_deref().unwrap_or_default());
    }

    /// Takes what a list of members says of one of them.
    pub(super) fn note_member(&mut self, key: Box<str>, member: &GroupMember<'_>) {
        let principal = self.0.entry(key).or_default();
        take(&mut principal.id, &member.id);
        take(&mut principal.name, &member.name);
        take(&mut principal.sign_in, &member.sign_in);
        principal.take_kind(&member.kind);
    }

    /// Takes what a list of members says of the group.
    pub(super) fn note_group(&mut self, row: &GroupMembersRow<'_>) {
        let key = row.group.trim().to_ascii_lowercase();
        let principal = self.0.entry(key.into()).or_default();
        take(&mut principal.id, &row.group);
        take(&mut principal.name, &row.group_name);
        take(&mut principal.kind, "Group");
    }

    pub(super) fn get(&self, id: &str) -> Option<&Principal> {
        // Most callers have the key in lower case.
        let known = self.0.get(id);
        known.or_else(|| self.0.get(id.to_ascii_lowercase().as_str()))
    }

    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = &Principal> {
        self.0.values()
    }
}

/// Takes a text where there is none yet.
fn take(own: &mut Box<str>, its: &str) {
    if own.is_empty() {
        *own = its.trim().into();
    }
}
