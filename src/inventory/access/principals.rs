//! Users, groups and service principals, as role assignments and lists of members name them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::{GroupMember, GroupMembersRow, RoleAssignmentRow, Source};

/// Kind of a principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrincipalKind {
    /// A person.
    User,
    /// A group of the tenant.
    Group,
    /// A group of another tenant.
    ForeignGroup,
    /// An application or a managed identity.
    ServicePrincipal,
    /// No export says, or only in a word that is not known: it may be any of them.
    #[default]
    Unsaid,
}

impl PrincipalKind {
    /// The kind that a word of an export means.
    fn of(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "user" | "user guest" | "user member" => PrincipalKind::User,
            "group" => PrincipalKind::Group,
            "foreigngroup" => PrincipalKind::ForeignGroup,
            "serviceprincipal" | "application" | "msi" | "managedidentity" => PrincipalKind::ServicePrincipal,
            _ => PrincipalKind::Unsaid,
        }
    }

    /// Its name in role assignments; empty where no export says.
    pub fn name(self) -> &'static str {
        match self {
            PrincipalKind::User => "User",
            PrincipalKind::Group => "Group",
            PrincipalKind::ForeignGroup => "ForeignGroup",
            PrincipalKind::ServicePrincipal => "ServicePrincipal",
            PrincipalKind::Unsaid => "",
        }
    }
}

/// Somebody or something that holds roles or is a member of a group.
#[derive(Clone, Debug, Default)]
pub struct Principal {
    /// Object id as spelt by the export.
    pub id: Box<str>,
    /// Kind of the principal; of several rows the first that gives one.
    pub kind: PrincipalKind,
    /// Display name; empty when no export gives one.
    pub name: Box<str>,
    /// User principal name, mail address or application id; empty when no export gives one.
    pub sign_in: Box<str>,
    /// Whether it is of another organisation; `None` where the exports do not tell.
    pub is_outsider: Option<bool>,
    /// Whether the exports know it by a name only, without the object id by which an identity could be told.
    pub by_name: bool,
    /// Whether the directory no longer knows it; `None` where the exports do not tell.
    pub is_orphan: Option<bool>,
    /// Whether `sign_in` is no more than a mail address, which a guest has at its own organisation.
    by_mail: bool,
    /// Whether another tenant's directory holds it.
    of_other_tenant: bool,
    /// Whether an export calls the user a guest, or a member.
    said_guest: Option<bool>,
    /// The files with names in which it has none, ascending.
    blank_in: Vec<u32>,
    /// The files in which it has the type `Unknown`, ascending.
    unknown_in: Vec<u32>,
}

impl Principal {
    /// Takes the word of a row for what it is, where no other row named it.
    fn take_kind(&mut self, word: &str) {
        if self.kind == PrincipalKind::Unsaid {
            self.kind = PrincipalKind::of(word);
        }
        let said = match word.trim().to_ascii_lowercase().as_str() {
            "user guest" => Some(true),
            "user member" => Some(false),
            _ => None,
        };
        self.said_guest = self.said_guest.max(said);
    }

    /// Takes a name to sign in with. A user principal name says more than a mail address.
    fn take_sign_in(&mut self, text: &str, by_mail: bool) {
        let text = text.trim();
        if self.sign_in.is_empty() || (self.by_mail && !by_mail && !text.is_empty()) {
            self.sign_in = text.into();
            self.by_mail = by_mail && !text.is_empty();
        }
    }

    fn has_name(&self) -> bool {
        !self.name.is_empty() || !self.sign_in.is_empty()
    }

    /// The domain of its user principal name, where it is a user of the tenant's own.
    fn own_domain(&self) -> Option<String> {
        let (_, domain) = self.sign_in.rsplit_once('@').filter(|_| !self.by_mail)?;
        (!self.has_guest_mark()).then(|| domain.to_ascii_lowercase())
    }

    /// Whether its user principal name carries the mark that Entra ID gives to external users.
    fn has_guest_mark(&self) -> bool {
        self.sign_in.to_ascii_uppercase().contains("#EXT#")
    }

    fn outsider(&self, domains: &BTreeSet<String>) -> Option<bool> {
        let is_foreign = self.kind == PrincipalKind::ForeignGroup || self.of_other_tenant;
        if is_foreign || self.has_guest_mark() || self.said_guest == Some(true) {
            return Some(true);
        }
        // Whoever is gone signs in from nowhere.
        if self.is_orphan == Some(true) || self.said_guest == Some(false) {
            return Some(false);
        }
        match self.kind {
            PrincipalKind::Group | PrincipalKind::ServicePrincipal => Some(false),
            PrincipalKind::User | PrincipalKind::Unsaid | PrincipalKind::ForeignGroup => {
                let (_, domain) = self.sign_in.rsplit_once('@')?;
                let is_own = !self.by_mail || domains.contains(&domain.to_ascii_lowercase());
                is_own.then_some(false)
            }
        }
    }

    fn orphan(&self, files: &BTreeMap<u32, Resolved>) -> Option<bool> {
        if self.name.to_ascii_lowercase().starts_with("identity not found") {
            return Some(true);
        }
        // Whoever another tenant holds is known there.
        if self.has_name() || self.kind == PrincipalKind::ForeignGroup || self.of_other_tenant {
            return Some(false);
        }
        let any = |own: &[u32], resolved: fn(&Resolved) -> bool| {
            let mut own = own.iter().filter_map(|file| files.get(file));
            own.any(resolved)
        };
        let is_gone = any(&self.unknown_in, |file| file.types)
            || (self.kind == PrincipalKind::User && any(&self.blank_in, |file| file.users));
        is_gone.then_some(true)
    }
}

/// Directory data that a file shows, and that its exporter could therefore read.
#[derive(Clone, Copy, Debug, Default)]
struct Resolved {
    /// The name of a user.
    users: bool,
    /// The type of a principal.
    types: bool,
}

/// All principals, by lower-case object id.
#[derive(Debug, Default)]
pub(super) struct Principals {
    by_id: BTreeMap<Box<str>, Principal>,
    files: BTreeMap<u32, Resolved>,
}

impl Principals {
    /// Takes what a role assignment says of its principal.
    pub(super) fn note_holder(&mut self, key: &str, source: Source, row: &RoleAssignmentRow<'_>) {
        let word = row.principal_type.trim();
        let (name, sign_in) = (row.principal_name.as_deref(), row.sign_in_name.as_deref());
        let is_blank = |name: Option<&str>| name.is_none_or(|name| name.trim().is_empty());
        let is_unnamed = is_blank(name) && is_blank(sign_in) && !row.delegated;
        let kind = PrincipalKind::of(word);
        let file = self.files.entry(source.file).or_default();
        file.users |= kind == PrincipalKind::User && !is_unnamed;
        file.types |= kind != PrincipalKind::Unsaid;
        let principal = self.by_id.entry(key.into()).or_default();
        let id = Some(row.principal_id.trim()).filter(|id| !id.is_empty());
        take(&mut principal.id, id.unwrap_or(key));
        principal.by_name = id.is_none();
        principal.take_kind(word);
        principal.of_other_tenant |= row.delegated;
        take(&mut principal.name, name.unwrap_or_default());
        principal.take_sign_in(sign_in.unwrap_or_default(), row.sign_in_is_mail);
        if is_unnamed && (name.is_some() || sign_in.is_some()) {
            note(&mut principal.blank_in, source.file);
        }
        if is_unnamed && word.eq_ignore_ascii_case("Unknown") {
            note(&mut principal.unknown_in, source.file);
        }
    }

    /// Takes what a list of members says of one of them.
    pub(super) fn note_member(&mut self, key: Box<str>, member: &GroupMember<'_>) {
        let principal = self.by_id.entry(key).or_default();
        take(&mut principal.id, &member.id);
        take(&mut principal.name, &member.name);
        principal.take_sign_in(&member.sign_in, member.sign_in_is_mail);
        principal.take_kind(&member.kind);
    }

    /// Takes what a list of members says of the group.
    pub(super) fn note_group(&mut self, row: &GroupMembersRow<'_>) {
        let key = row.group.trim().to_ascii_lowercase();
        let principal = self.by_id.entry(key.into()).or_default();
        take(&mut principal.id, &row.group);
        take(&mut principal.name, &row.group_name);
        principal.take_kind("Group");
    }

    /// Settles who is of another organisation and who is gone, which no row tells by itself.
    pub(super) fn settle(&mut self) {
        let domains: BTreeSet<String> = self.by_id.values().filter_map(Principal::own_domain).collect();
        for principal in self.by_id.values_mut() {
            principal.is_orphan = principal.orphan(&self.files);
            principal.is_outsider = principal.outsider(&domains);
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Principal> {
        // Most callers have the key in lower case.
        let known = self.by_id.get(id);
        known.or_else(|| self.by_id.get(id.to_ascii_lowercase().as_str()))
    }

    pub(super) fn all(&self) -> impl ExactSizeIterator<Item = &Principal> {
        self.by_id.values()
    }
}

/// Takes a text where there is none yet.
fn take(own: &mut Box<str>, its: &str) {
    if own.is_empty() {
        *own = its.trim().into();
    }
}

/// Notes a file. Files are read one after the other.
fn note(files: &mut Vec<u32>, file: u32) {
    if files.last() != Some(&file) {
        files.push(file);
    }
}
