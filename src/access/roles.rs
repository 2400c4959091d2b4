//! The privileges that a framework tells apart, and the roles that it knows by GUID and by name. Display names of roles change;
//! GUIDs do not.

use std::collections::BTreeMap;

use crate::inventory::Inventory;
use crate::inventory::access::RoleAssignment;

use super::abac::GIVE;
use super::file::{ClassFile, CustomFile, FlagFile, PolicyFile, RoleFile, RolesFile};
use super::operations::permits;

/// The privileges and the roles of a framework, ready to be asked.
#[derive(Debug, Default)]
pub struct Roles {
    classes: Vec<ClassFile>,
    by_id: BTreeMap<String, RoleFile>,
    by_name: BTreeMap<String, String>,
    custom: Vec<CustomFile>,
    flags: Vec<FlagFile>,
    policies: Vec<PolicyFile>,
    data_planes: Vec<String>,
}

impl Roles {
    /// Indexes the file.
    ///
    /// # Errors
    /// A sentence for each role or rule whose class is not declared.
    pub fn new(file: RolesFile) -> Result<Self, Vec<String>> {
        let known = |class: &str| file.classes.iter().any(|declared| declared.name == class);
        let known_flag =
            |flag: &String| file.flags.is_empty() || file.flags.iter().any(|declared| declared.name == *flag);
        let mut wrong: Vec<String> = file
            .roles
            .iter()
            .map(|role| (&role.name, &role.class))
            .chain(file.custom.iter().map(|rule| (&rule.class, &rule.class)))
            .chain(
                file.policies
                    .iter()
                    .flat_map(|policy| policy.rules.iter().map(|rule| (&policy.r#type, &rule.class))),
            )
            .filter(|(_, class)| !known(class))
            .map(|(name, class)| format!("`{name}` has the class `{class}`, which `classes` does not declare"))
            .collect();
        for role in &file.roles {
            let unknown = role.flags.iter().filter(|flag| !known_flag(flag));
            wrong.extend(
                unknown.map(|flag| format!("`{}` has the flag `{flag}`, which `flags` does not declare", role.name)),
            );
        }
        if file.classes.len() + file.flags.len() > 64 {
            wrong.push("there can be 64 classes and flags together, no more".to_owned());
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut classes = Roles {
            classes: file.classes,
            custom: file.custom,
            flags: file.flags,
            policies: file.policies,
            data_planes: file.data_planes,
            ..Roles::default()
        };
        for role in file.roles {
            let id = role.id.to_ascii_lowercase();
            for name in role.aliases.iter().chain([&role.name]) {
                classes.by_name.insert(name.to_ascii_lowercase(), id.clone());
            }
            classes.by_id.insert(id, role);
        }
        Ok(classes)
    }

    /// Whether a class of this name is declared.
    pub fn has_class(&self, name: &str) -> bool {
        self.classes.iter().any(|class| class.name == name)
    }

    /// The classes, most privileged first.
    pub fn classes(&self) -> &[ClassFile] {
        &self.classes
    }

    /// What roles can do beyond their class.
    pub fn flags(&self) -> &[FlagFile] {
        &self.flags
    }

    /// The built-in roles, by GUID.
    pub fn built_in(&self) -> impl Iterator<Item = &RoleFile> {
        self.by_id.values()
    }

    /// Access policies that resources carry themselves.
    pub fn policies(&self) -> &[PolicyFile] {
        &self.policies
    }

    /// Whether resources of a type keep grants on their data that no export of role assignments holds.
    pub fn has_data_plane(&self, kind: &str) -> bool {
        self.data_planes.iter().any(|own| own.eq_ignore_ascii_case(kind))
    }

    /// How many privileges there are: classes first, then flags.
    pub fn privileges(&self) -> usize {
        self.classes.len() + self.flags.len()
    }

    /// The position of a class or flag among the privileges.
    pub fn privilege(&self, name: &str) -> Option<usize> {
        let class = self.classes.iter().position(|class| class.name == name);
        let flag = || self.flags.iter().position(|flag| flag.name == name);
        class.or_else(|| Some(self.classes.len() + flag()?))
    }

    /// The operations that give a privilege, each with whether it is of the data plane.
    pub fn rules(&self, privilege: usize) -> Vec<(&String, bool)> {
        fn both<'a>(actions: &'a [String], data: &'a [String]) -> impl Iterator<Item = (&'a String, bool)> {
            let actions = actions.iter().map(|name| (name, false));
            actions.chain(data.iter().map(|name| (name, true)))
        }
        match self.classes.get(privilege) {
            Some(class) => {
                let rules = self.custom.iter().filter(|rule| rule.class == class.name);
                rules.flat_map(|rule| both(&rule.actions, &rule.data_actions)).collect()
            }
            None => {
                let flag = privilege
                    .checked_sub(self.classes.len())
                    .and_then(|at| self.flags.get(at));
                flag.into_iter()
                    .flat_map(|flag| both(&flag.actions, &flag.data_actions))
                    .collect()
            }
        }
    }

    /// Whether anything tells what a role permits, by its lower-case GUID.
    pub(super) fn knows(&self, inventory: &Inventory, id: &str) -> bool {
        self.by_id.contains_key(id) || inventory.access.definition(id).is_some()
    }

    /// The roles that let their holder give roles away, by lower-case GUID.
    pub(super) fn giving(&self, inventory: &Inventory) -> Vec<String> {
        let gives = |privilege: usize| self.rules(privilege).iter().any(|(operation, _)| *operation == GIVE);
        let names = |role: &RoleFile| {
            std::iter::once(&role.class)
                .chain(&role.flags)
                .cloned()
                .collect::<Vec<_>>()
        };
        let is_one = |role: &&RoleFile| {
            let held = names(role);
            role.providers.is_empty() && held.iter().filter_map(|name| self.privilege(name)).any(gives)
        };
        let built_in = self.built_in().filter(is_one).map(|role| role.id.to_ascii_lowercase());
        let definitions = inventory.access.definitions();
        let own = definitions.filter(|(_, role)| permits(&role.actions, &role.not_actions, GIVE));
        built_in.chain(own.map(|(id, _)| id.to_owned())).collect()
    }

    /// The built-in role behind an assignment, by GUID, else by name.
    pub fn role(&self, assignment: &RoleAssignment) -> Option<&RoleFile> {
        if assignment.role_id.is_empty() {
            // A classic administrator may have several, as one text.
            let mut names = assignment.role_name.split(';');
            let id = names.find_map(|name| self.by_name.get(&name.trim().to_ascii_lowercase()))?;
            return self.by_id.get(id);
        }
        let last = assignment.role_id.rsplit('/').next().unwrap_or_default();
        self.by_id.get(last)
    }

    /// The name to print for an assignment's role.
    pub fn display<'a>(&'a self, inventory: &'a Inventory, assignment: &'a RoleAssignment) -> &'a str {
        if let Some(role) = self.role(assignment) {
            return &role.name;
        }
        match inventory.access.definition(&assignment.role_id) {
            Some(definition) => &definition.name,
            None if assignment.role_name.is_empty() => &assignment.role_id,
            None => &assignment.role_name,
        }
    }
}
