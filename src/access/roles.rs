//! The privileges that a framework tells apart, and the roles that are known by GUID and by name. Display names of roles change;
//! GUIDs do not.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::condition::{Condition, Parameters};
use crate::ingest::Permission;
use crate::inventory::Inventory;
use crate::inventory::access::{RoleAssignment, RoleDefinition};

use super::built_in::{BuiltInRole, gives};
use super::file::{ConditionFile, DefinitionFile, PolicyFile, PrivilegeFile, RolesFile};
use super::privileges::Privileges;
use super::rules::{self, Rule};

/// Upper bound of the privileges that can be told apart.
const MOST: usize = 64;

/// The privileges and the roles of a framework, ready to be asked.
#[derive(Debug, Default)]
pub struct Roles {
    /// Classes, then flags.
    privileges: Vec<PrivilegeFile>,
    classes: usize,
    rules: Vec<Rule>,
    conditions: Vec<(Privileges, Condition)>,
    definitions: BTreeMap<String, DefinitionFile>,
    /// GUIDs by lower-case name: of what no list of built-in roles holds, and of earlier names.
    by_name: BTreeMap<String, String>,
    policies: Vec<PolicyFile>,
    data_planes: Vec<String>,
}

/// The permissions of a role, and whose it is.
pub(super) struct RolePermissions<'a> {
    /// The permissions, block by block.
    pub permissions: Cow<'a, [Permission]>,
    /// The role is the customer's own.
    pub custom: bool,
}

/// A role that Azure publishes or the framework adds.
#[derive(Clone, Copy)]
enum KnownRole<'a> {
    BuiltIn(BuiltInRole),
    Added(&'a DefinitionFile),
}

impl<'a> KnownRole<'a> {
    fn id(self) -> &'a str {
        match self {
            KnownRole::BuiltIn(role) => role.id,
            KnownRole::Added(role) => &role.id,
        }
    }

    fn name(self) -> &'a str {
        match self {
            KnownRole::BuiltIn(role) => role.name,
            KnownRole::Added(role) => &role.name,
        }
    }

    fn permissions(self) -> Vec<Permission> {
        match self {
            KnownRole::BuiltIn(role) => role.permissions(),
            KnownRole::Added(role) => vec![Permission {
                actions: role.actions.clone(),
                data_actions: role.data_actions.clone(),
                ..Permission::default()
            }],
        }
    }
}

impl Roles {
    /// Indexes the file.
    ///
    /// # Errors
    /// A sentence for each name that is not declared, and for each condition that cannot be read.
    pub fn new(file: RolesFile) -> Result<Self, Vec<String>> {
        let mut wrong = wrong(&file);
        let parsed: Vec<Option<Condition>> = file.conditions.iter().map(|own| parsed(own, &mut wrong)).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut roles = Roles {
            classes: file.classes.len(),
            privileges: [file.classes, file.flags].concat(),
            policies: file.policies,
            data_planes: file.data_planes,
            ..Roles::default()
        };
        roles.rules = rules::all(&roles.privileges);
        let conditions = file.conditions.iter().zip(parsed);
        let conditions =
            conditions.filter_map(|(own, parsed)| Some((Privileges::named(&roles, &own.privileges), parsed?)));
        roles.conditions = conditions.collect();
        for earlier in file.earlier_names {
            let names = earlier.names.iter().map(|name| name.to_ascii_lowercase());
            roles
                .by_name
                .extend(names.map(|name| (name, earlier.id.to_ascii_lowercase())));
        }
        for definition in file.definitions {
            let id = definition.id.to_ascii_lowercase();
            roles.by_name.insert(definition.name.to_ascii_lowercase(), id.clone());
            roles.definitions.insert(id, definition);
        }
        Ok(roles)
    }

    /// Whether a class of this name is declared.
    pub fn has_class(&self, name: &str) -> bool {
        self.classes().iter().any(|class| class.name == name)
    }

    /// The classes, most privileged first.
    pub fn classes(&self) -> &[PrivilegeFile] {
        &self.privileges[..self.classes]
    }

    /// Position of the lowest class.
    pub(super) fn lowest(&self) -> usize {
        self.classes.saturating_sub(1)
    }

    /// Access policies that resources carry themselves.
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// Whether resources of a type keep grants on their data that no export of role assignments holds.
    pub fn has_data_plane(&self, kind: &str) -> bool {
        self.data_planes.iter().any(|own| own.eq_ignore_ascii_case(kind))
    }

    /// The position of a class or flag among the privileges.
    pub fn privilege(&self, name: &str) -> Option<usize> {
        self.privileges.iter().position(|privilege| privilege.name == name)
    }

    /// Privileges that work only on resources which meet a condition, with it.
    pub fn conditions(&self) -> &[(Privileges, Condition)] {
        &self.conditions
    }

    /// Those of some privileges that work on every resource of their types.
    pub fn unconditional(&self, some: Privileges) -> Privileges {
        let conditions = self.conditions.iter();
        conditions.fold(some, |some, (conditional, _)| some.without(*conditional))
    }

    /// The rules by which operations give privileges.
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The role behind an assignment that Azure publishes or the framework adds, by GUID, else by name.
    fn known(&self, assignment: &RoleAssignment) -> Option<KnownRole<'_>> {
        if assignment.role_id.is_empty() {
            // A classic administrator may have several, as one text.
            let mut names = assignment.role_name.split(';');
            return names.find_map(|name| self.named(&name.trim().to_ascii_lowercase()));
        }
        self.of_id(assignment.role_id.rsplit('/').next().unwrap_or_default())
    }

    fn named(&self, name: &str) -> Option<KnownRole<'_>> {
        let built_in = BuiltInRole::named(name).map(KnownRole::BuiltIn);
        built_in.or_else(|| self.of_id(self.by_name.get(name)?))
    }

    fn of_id(&self, id: &str) -> Option<KnownRole<'_>> {
        let built_in = BuiltInRole::of_id(id).map(KnownRole::BuiltIn);
        built_in.or_else(|| self.definitions.get(id).map(KnownRole::Added))
    }

    /// The permissions of an assignment's role. The customer's own roles are what the exports say; of others Azure's list decides, and
    /// the exports where it holds none.
    pub(super) fn definition<'a>(
        &self,
        inventory: &'a Inventory,
        assignment: &RoleAssignment,
    ) -> Option<RolePermissions<'a>> {
        let exported = inventory.access.definition(&assignment.role_id);
        let as_exported = |definition: &'a RoleDefinition| RolePermissions {
            permissions: Cow::Borrowed(&definition.permissions),
            custom: definition.custom,
        };
        if let Some(custom) = exported.filter(|definition| definition.custom) {
            return Some(as_exported(custom));
        }
        match self.known(assignment) {
            Some(known) => Some(RolePermissions {
                permissions: Cow::Owned(known.permissions()),
                custom: false,
            }),
            None => exported.map(as_exported),
        }
    }

    /// Whether anything tells what a role permits, by its lower-case GUID.
    pub(super) fn knows(&self, inventory: &Inventory, id: &str) -> bool {
        self.of_id(id).is_some() || inventory.access.definition(id).is_some()
    }

    /// The roles that let their holder give roles away, whatever roles, by lower-case GUID.
    pub(super) fn giving(&self, inventory: &Inventory) -> Vec<String> {
        let built_in = BuiltInRole::giving().iter().map(|id| (*id).to_owned());
        let definitions = inventory.access.definitions();
        let own = definitions.filter(|(_, role)| gives(&role.permissions));
        built_in.chain(own.map(|(id, _)| id.to_owned())).collect()
    }

    /// GUID of an assignment's role where Azure publishes it or the framework adds it.
    pub(super) fn known_id(&self, assignment: &RoleAssignment) -> Option<&str> {
        Some(self.known(assignment)?.id())
    }

    /// The name to print for an assignment's role.
    pub fn display<'a>(&'a self, inventory: &'a Inventory, assignment: &'a RoleAssignment) -> &'a str {
        if let Some(known) = self.known(assignment) {
            return known.name();
        }
        match inventory.access.definition(&assignment.role_id) {
            Some(definition) => &definition.name,
            None if assignment.role_name.is_empty() => &assignment.role_id,
            None => &assignment.role_name,
        }
    }
}

impl Privileges {
    /// The privileges of these names; names that are none are left out.
    pub fn named<'a>(roles: &Roles, names: impl IntoIterator<Item = &'a String>) -> Self {
        let all = names.into_iter().filter_map(|name| roles.privilege(name));
        all.fold(Privileges::default(), |all, position| all.and(Privileges::at(position)))
    }
}

/// The condition of some privileges; what is wrong with it is added to `wrong`.
fn parsed(file: &ConditionFile, wrong: &mut Vec<String>) -> Option<Condition> {
    let condition = Condition::parse_with(&file.r#where, &Parameters::new());
    let of = file.privileges.join(", ");
    condition
        .map_err(|errors| wrong.extend(errors.iter().map(|error| format!("the condition of {of}: {error}"))))
        .ok()
}

/// The faults of a file, a sentence each.
fn wrong(file: &RolesFile) -> Vec<String> {
    let privileges = || file.classes.iter().chain(&file.flags);
    let known = |name: &String| privileges().any(|declared| declared.name == *name);
    let rules = file.policies.iter();
    let rules = rules.flat_map(|policy| policy.rules.iter().map(|rule| (&policy.r#type, &rule.class)));
    let included = privileges().flat_map(|own| own.includes.iter().map(|name| (&own.name, name)));
    let conditional = file.conditions.iter();
    let conditional = conditional.flat_map(|own| own.privileges.iter().map(|name| (name, name)));
    let mut wrong: Vec<String> = rules
        .chain(included)
        .chain(conditional)
        .filter(|(_, name)| !known(name))
        .map(|(of, name)| format!("`{of}` names `{name}`, which neither `classes` nor `flags` declares"))
        .collect();
    let itself = privileges().filter(|own| own.includes.contains(&own.name));
    wrong.extend(itself.map(|own| format!("`{}` includes itself", own.name)));
    if privileges().count() > MOST {
        wrong.push(format!("there can be {MOST} classes and flags together, no more"));
    }
    wrong
}
