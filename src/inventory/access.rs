//! Principals, role definitions and role assignments, each held once however many files repeat it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::ingest::ledger::Ledger;
use crate::ingest::{GroupMembersRow, Lasting, RoleAssignmentRow, RoleDefinitionRow, Source, Taken};

use super::groups::Group;
use super::places::hash_folded;
use crate::value::arm_id::{ArmId, ScopeLevel};

/// Index of a role assignment in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssignmentIx(pub u32);

/// A role assignment.
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
    /// Where in the tenant the grant was made.
    pub fn level(&self) -> ScopeLevel {
        ArmId::new(&self.scope).level()
    }
}

/// Somebody or something that holds roles.
#[derive(Clone, Debug, Default)]
pub struct Principal {
    /// Object id as spelt by the export.
    pub id: Box<str>,
    /// `User`, `Group`, `ServicePrincipal`, `Unknown` … as the export says, the most telling of all rows.
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
}

/// A role definition with its permissions.
#[derive(Clone, Debug)]
pub struct RoleDefinition {
    /// The row that holds it.
    pub source: Source,
    /// Role name.
    pub name: Box<str>,
    /// Made by the customer.
    pub custom: bool,
    /// `actions`
    pub actions: Vec<String>,
    /// `notActions`
    pub not_actions: Vec<String>,
    /// `dataActions`
    pub data_actions: Vec<String>,
    /// `notDataActions`
    pub not_data_actions: Vec<String>,
}

/// Who holds which role where.
#[derive(Debug, Default)]
pub struct Access {
    assignments: Vec<RoleAssignment>,
    principals: BTreeMap<Box<str>, Principal>,
    definitions: BTreeMap<Box<str>, RoleDefinition>,
    groups: BTreeMap<Box<str>, Group>,
    in_groups: BTreeMap<Box<str>, Vec<Box<str>>>,
    by_principal: FxHashMap<Arc<str>, Vec<AssignmentIx>>,
    seen: FxHashMap<Grant, AssignmentIx>,
    /// The first assignment of each id, by a hash of it.
    by_id: FxHashMap<u64, AssignmentIx>,
    clashes: Vec<Clash>,
    /// Definitions of one id that allow different things: where the one that is kept stands, and the other.
    role_clashes: Vec<(Source, Source)>,
    /// Texts of assignments, each held once.
    texts: FxHashSet<Arc<str>>,
}

/// A row that gives the id of another assignment to one of another role or principal.
#[derive(Debug)]
pub(super) struct Clash {
    /// The assignment that has the id.
    pub(super) first: AssignmentIx,
    /// The row.
    pub(super) source: Source,
    /// What differs.
    pub(super) what: &'static str,
}

/// What makes two rows one assignment: scope, principal and role, all lower-case, and whether it is an eligibility.
type Grant = (Arc<str>, Arc<str>, Arc<str>, bool);

impl Access {
    pub(super) fn add_assignment(&mut self, source: Source, row: RoleAssignmentRow<'_>) -> Taken {
        let principal_key = first_text([&*row.principal_id, row.sign_in_name.as_deref().unwrap_or_default()])
            .or_else(|| row.principal_name.as_deref().filter(|name| !name.is_empty()))
            .unwrap_or_default()
            .to_ascii_lowercase();
        if row.scope.is_empty() {
            return Taken::Unused("no-scope");
        }
        if principal_key.is_empty() {
            return Taken::Unused("no-principal");
        }
        let role_id = role_key(&row.role_definition_id);
        if role_id.is_empty() && row.role_name.is_empty() {
            return Taken::Unused("no-role");
        }
        self.note_principal(&principal_key, &row);
        let scope = ArmId::new(&row.scope).text();
        let scope_key = scope.to_ascii_lowercase();
        let role_key = match role_id.is_empty() {
            true => self.text(&row.role_name.to_ascii_lowercase()),
            false => self.text(&role_id),
        };
        let (scope_key, principal) = (self.text(&scope_key), self.text(&principal_key));
        let key = (scope_key, principal.clone(), role_key, row.eligible);
        if let Some(known) = self.seen.get(&key) {
            self.complete(*known, &row, &role_id);
            return Taken::Unused("duplicate");
        }
        let ix = AssignmentIx(self.assignments.len() as u32);
        self.seen.insert(key, ix);
        self.by_principal.entry(principal.clone()).or_default().push(ix);
        self.note_id(source, &row, &role_id, ix);
        let assignment = RoleAssignment {
            source,
            scope: self.text(scope),
            role_id: self.text(&role_id),
            role_name: self.text(&row.role_name),
            principal,
            condition: self.text(&row.condition),
            eligible: row.eligible,
            data_plane: row.data_plane,
            lasting: row.lasting,
        };
        self.assignments.push(assignment);
        Taken::Used
    }

    /// Takes note of the id of an assignment that is about to be added, and of what another of this id says otherwise. Only layouts
    /// that give role and principal by id can be compared.
    fn note_id(&mut self, source: Source, row: &RoleAssignmentRow<'_>, role_id: &str, ix: AssignmentIx) {
        if !row.id.starts_with('/') || role_id.is_empty() || row.principal_id.is_empty() {
            return;
        }
        let mut hasher = FxHasher::default();
        hash_folded(row.id.trim_end_matches('/'), &mut hasher);
        match self.by_id.entry(hasher.finish()) {
            Entry::Vacant(new) => {
                new.insert(ix);
            }
            Entry::Occupied(known) => {
                let first = *known.get();
                let other = &self.assignments[first.0 as usize];
                let what = match () {
                    () if *other.role_id != *role_id => "role",
                    () if !other.principal.eq_ignore_ascii_case(row.principal_id.trim()) => "principal",
                    () => return,
                };
                self.clashes.push(Clash { first, source, what });
            }
        }
    }

    /// Rows that cannot hold beside others.
    pub(super) fn take_role_clashes(&mut self) -> Vec<(Source, Source)> {
        std::mem::take(&mut self.role_clashes)
    }

    pub(super) fn take_clashes(&mut self) -> Vec<Clash> {
        std::mem::take(&mut self.clashes)
    }

    /// A text that others of its kind share.
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.texts.insert(new.clone());
        new
    }

    /// Gives back what only adding needs: no assignment is added after this.
    pub(super) fn close(&mut self) {
        self.assignments.shrink_to_fit();
        self.seen = FxHashMap::default();
        self.by_id = FxHashMap::default();
        self.texts = FxHashSet::default();
    }

    pub(super) fn add_definition(&mut self, source: Source, row: RoleDefinitionRow<'_>) -> Taken {
        let id = role_key(&row.id);
        if id.is_empty() {
            return Taken::Unused("no-id");
        }
        if let Some(known) = self.definitions.get(id.as_str()) {
            let own = [
                &known.actions,
                &known.not_actions,
                &known.data_actions,
                &known.not_data_actions,
            ];
            let its = [&row.actions, &row.not_actions, &row.data_actions, &row.not_data_actions];
            if own.iter().zip(its).any(|(own, its)| !same_items(own, its)) {
                self.role_clashes.push((known.source, source));
            }
            return Taken::Unused("duplicate");
        }
        self.definitions.insert(
            id.into(),
            RoleDefinition {
                source,
                name: row.role_name.into(),
                custom: row.custom,
                actions: row.actions,
                not_actions: row.not_actions,
                data_actions: row.data_actions,
                not_data_actions: row.not_data_actions,
            },
        );
        Taken::Used
    }

    pub(super) fn add_members(&mut self, source: Source, row: GroupMembersRow<'_>) -> Taken {
        let id: Box<str> = row.group.trim().to_ascii_lowercase().into();
        let group = self.groups.entry(id.clone()).or_insert_with(|| Group::new(source));
        let mut news = group.tell(source, &row) || group.members.is_empty();
        for member in &row.members {
            let key: Box<str> = member.id.trim().to_ascii_lowercase().into();
            if key.is_empty() {
                group.partial = true;
                continue;
            }
            if group.members.contains_key(&key) {
                continue;
            }
            news = true;
            group.members.insert(key.clone(), source);
            self.in_groups.entry(key.clone()).or_default().push(id.clone());
            let principal = self.principals.entry(key).or_default();
            let told = [
                (&mut principal.id, &member.id),
                (&mut principal.name, &member.name),
                (&mut principal.sign_in, &member.sign_in),
            ];
            for (own, its) in told {
                if own.is_empty() {
                    *own = its.trim().into();
                }
            }
            let unknown = principal.kind.is_empty() || principal.kind.eq_ignore_ascii_case("Unknown");
            if unknown && !member.kind.is_empty() {
                principal.kind = (&*member.kind).into();
            }
        }
        let principal = self.principals.entry(id).or_default();
        if principal.id.is_empty() {
            principal.id = row.group.trim().into();
        }
        if principal.name.is_empty() {
            principal.name = row.group_name.trim().into();
        }
        if principal.kind.is_empty() {
            principal.kind = "Group".into();
        }
        if news { Taken::Used } else { Taken::Unused("duplicate") }
    }

    /// Marks the groups whose members stand in files that do not hold all of their rows.
    pub(super) fn settle_groups(&mut self, ledger: &Ledger) {
        for group in self.groups.values_mut() {
            group.settle(ledger);
        }
    }

    /// A group whose members any export tells, by object id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(id.to_ascii_lowercase().as_str())
    }

    /// The groups that a principal is a direct member of, as far as the exports tell.
    pub fn groups_of(&self, principal: &str) -> &[Box<str>] {
        self.in_groups
            .get(principal.to_ascii_lowercase().as_str())
            .map_or(&[], Vec::as_slice)
    }

    fn note_principal(&mut self, key: &str, row: &RoleAssignmentRow<'_>) {
        let principal = self.principals.entry(key.into()).or_default();
        if principal.id.is_empty() {
            principal.id = first_text([&row.principal_id, key]).unwrap_or_default().into();
        }
        let unknown = principal.kind.is_empty() || principal.kind.eq_ignore_ascii_case("Unknown");
        if unknown && !row.principal_type.is_empty() {
            principal.kind = row.principal_type.trim().into();
        }
        principal.named_column |= row.principal_name.is_some() || row.sign_in_name.is_some();
        for (own, its) in [
            (&mut principal.name, &row.principal_name),
            (&mut principal.sign_in, &row.sign_in_name),
        ] {
            if own.is_empty()
                && let Some(text) = its
            {
                *own = text.trim().into();
            }
        }
    }

    fn complete(&mut self, ix: AssignmentIx, row: &RoleAssignmentRow<'_>, role_id: &str) {
        let told = [self.text(&row.role_name), self.text(role_id), self.text(&row.condition)];
        let known = &mut self.assignments[ix.0 as usize];
        let own = [&mut known.role_name, &mut known.role_id, &mut known.condition];
        for (own, its) in own.into_iter().zip(told) {
            if own.is_empty() {
                *own = its;
            }
        }
        // Of one grant that was both activated and given for good, the latter holds.
        known.lasting = known.lasting.max(row.lasting);
    }

    /// All assignments, in the order in which they were first read.
    pub fn assignments(&self) -> &[RoleAssignment] {
        &self.assignments
    }

    /// One assignment.
    pub fn assignment(&self, ix: AssignmentIx) -> &RoleAssignment {
        &self.assignments[ix.0 as usize]
    }

    /// Assignments of one principal.
    pub fn of(&self, principal: &str) -> &[AssignmentIx] {
        self.by_principal
            .get(principal.to_ascii_lowercase().as_str())
            .map_or(&[], Vec::as_slice)
    }

    /// A principal by object id.
    pub fn principal(&self, id: &str) -> Option<&Principal> {
        let known = self.principals.get(id);
        known.or_else(|| self.principals.get(id.to_ascii_lowercase().as_str()))
    }

    /// Whether a principal is a group, by its type or because an export tells its members.
    pub fn is_group(&self, id: &str) -> bool {
        let kind = self.principal(id).map_or("", |known| known.kind.trim());
        kind.to_ascii_lowercase().ends_with("group") || self.group(id).is_some()
    }

    /// All principals, by id.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = &Principal> {
        self.principals.values()
    }

    /// A role definition by GUID.
    pub fn definition(&self, guid: &str) -> Option<&RoleDefinition> {
        self.definitions.get(guid.to_ascii_lowercase().as_str())
    }

    /// All role definitions, by GUID.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &RoleDefinition)> {
        self.definitions.iter().map(|(id, definition)| (&**id, definition))
    }
}

/// What tells role definitions apart, lower-case: the GUID; of roles that an account keeps for its own data the whole id, since
/// two accounts may give one GUID to different roles.
fn role_key(id: &str) -> String {
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

fn first_text<const N: usize>(texts: [&str; N]) -> Option<&str> {
    texts.into_iter().map(str::trim).find(|text| !text.is_empty())
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
