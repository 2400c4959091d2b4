//! What a grant lets its holder do: privileges (the classes and flags of `roles.json`), each with the resource type that it works
//! on. They follow from the operations that a role permits, built-in and custom roles alike.

use std::collections::BTreeMap;

use crate::ingest::Permission;
use crate::inventory::Inventory;
use crate::inventory::access::RoleAssignment;
use crate::inventory::denials::Denial;
use crate::value::Value;

use super::abac::{Abac, Effect};
use super::denials::forbids;
use super::file::PolicyFile;
use super::operations::Pattern;
use super::privileges::Privileges;
use super::roles::{RolePermissions, Roles};
use super::rules::{Rule, Works, is_on};

/// Privileges on one type, or on all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The privileges.
    pub privileges: Privileges,
    /// Lower-case type with what is part of it, `microsoft.storage/storageaccounts`; `None` for every type.
    pub on: Option<Box<str>>,
    /// The privileges of these that hold only under a condition.
    pub narrowed: Privileges,
    /// The privileges of these that the role itself does not narrow.
    whole: Privileges,
}

/// Rights that a grant gives its holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// The permits; empty when no export shows the role.
    pub permits: Vec<Permit>,
    /// Position of the lowest class.
    lowest: usize,
    /// The role is the customer's own.
    pub custom: bool,
    /// The grant carries a condition.
    pub conditioned: bool,
    /// The condition could not be read: it is taken not to narrow anything.
    pub unread: bool,
}

impl Rights {
    /// The rights of an assignment: those of its role, as far as its condition and the deny assignments leave them.
    pub(super) fn of(roles: &Roles, inventory: &Inventory, assignment: &RoleAssignment, denied: &[&Denial]) -> Rights {
        let text = assignment.condition.trim();
        let condition = Condition::new(text, roles, inventory);
        let mut rights = match roles.definition(inventory, assignment) {
            Some(definition) => Rights::of_definition(
                roles,
                inventory,
                &definition,
                &RightsLimits {
                    condition: &condition,
                    denied,
                },
            ),
            None => Rights::default(),
        };
        rights.conditioned = !text.is_empty();
        rights.unread |= condition.unread;
        rights
    }

    /// The rights that a definition gives under a condition: what any of its blocks permits.
    pub(super) fn of_definition(
        roles: &Roles,
        inventory: &Inventory,
        definition: &RolePermissions<'_>,
        limits: &RightsLimits<'_>,
    ) -> Rights {
        let mut found = Found::default();
        for permission in definition.permissions.iter() {
            found.add(roles, &Block::new(permission, roles, inventory), limits);
        }
        Rights {
            custom: definition.custom,
            ..found.rights(roles)
        }
    }

    /// The rights that an entry of an access policy gives.
    pub(super) fn of_policy(roles: &Roles, entry: &Value, policy: &PolicyFile) -> Rights {
        let granted = policy.rules.iter().filter(|rule| {
            let held = entry.at(&rule.path).and_then(Value::as_array).unwrap_or_default();
            let mut held = held.iter().filter_map(Value::as_str);
            held.any(|held| rule.any.iter().any(|name| name.eq_ignore_ascii_case(held)))
        });
        let privileges = Privileges::named(roles, granted.map(|rule| &rule.class));
        Rights {
            permits: vec![Permit {
                privileges,
                on: Some(policy.r#type.to_ascii_lowercase().into()),
                narrowed: Privileges::default(),
                whole: privileges,
            }],
            lowest: roles.lowest(),
            ..Rights::default()
        }
    }

    /// Whether any of these privileges is held, on whatever type.
    pub fn hold(&self, wanted: Privileges) -> bool {
        self.permits.iter().any(|permit| permit.privileges.meets(wanted))
    }

    /// Whether any of these privileges is held on resources of a type.
    pub fn hold_on(&self, wanted: Privileges, resource_type: &str) -> bool {
        self.permits.iter().any(|permit| {
            permit.privileges.meets(wanted) && permit.on.as_deref().is_none_or(|own| is_on(own, resource_type))
        })
    }

    /// Whether these privileges hold only in part, because of a condition.
    pub fn narrowed(&self, wanted: Privileges) -> bool {
        let mut holding = self
            .permits
            .iter()
            .filter(|permit| permit.privileges.meets(wanted))
            .peekable();
        let in_part = |permit: &Permit| permit.privileges.common(wanted).without(permit.narrowed).is_empty();
        holding.peek().is_some() && holding.all(in_part)
    }

    /// Whether a condition narrows anything at all.
    pub fn narrowed_at_all(&self) -> bool {
        self.permits.iter().any(|permit| !permit.narrowed.is_empty())
    }

    /// Whether nothing tells what the role permits.
    pub fn is_unclear(&self) -> bool {
        self.permits.is_empty()
    }

    /// Position of the highest class that is held on resources of a type; `None` when nothing tells.
    pub fn class_on(&self, resource_type: &str) -> Option<usize> {
        self.class(|own| is_on(own, resource_type))
    }

    /// Position of the highest class that is held where types are there that `is_there` knows; `None` when nothing tells. What the
    /// role itself narrows makes its class only where nothing else is worth a name.
    pub fn class(&self, is_there: impl Fn(&str) -> bool) -> Option<usize> {
        let there = |permit: &&Permit| permit.on.as_deref().is_none_or(&is_there);
        let all = |part: fn(&Permit) -> Privileges| {
            let parts = self.permits.iter().filter(there).map(part);
            parts.fold(Privileges::default(), Privileges::and)
        };
        let above = |held: Privileges, bound: usize| held.first().filter(|first| *first < bound);
        let class = above(all(|permit| permit.whole), self.lowest.saturating_sub(1))
            .or_else(|| above(all(|permit| permit.privileges), self.lowest));
        (!self.is_unclear()).then(|| class.unwrap_or(self.lowest))
    }
}

/// A condition, as far as it could be read.
#[derive(Default)]
pub(super) struct Condition {
    read: Option<Abac>,
    unread: bool,
    /// The roles that let their holder give roles away, or may: nothing tells what they permit.
    giving: Vec<String>,
}

impl Condition {
    pub(super) fn new(text: &str, roles: &Roles, inventory: &Inventory) -> Self {
        if text.is_empty() {
            return Condition::default();
        }
        let Some(read) = Abac::parse(text) else {
            return Condition {
                unread: true,
                ..Condition::default()
            };
        };
        let named = read.roles().into_iter();
        let unknown = named.filter(|id| !roles.knows(inventory, id));
        let unknown: Vec<String> = unknown.map(str::to_owned).collect();
        Condition {
            unread: !unknown.is_empty(),
            giving: [roles.giving(inventory), unknown].concat(),
            read: Some(read),
        }
    }

    fn effect(&self, operation: &str) -> Effect {
        self.read.as_ref().map_or(Effect::Open, |read| {
            read.effect(operation, self.giving.iter().map(String::as_str))
        })
    }
}

/// The limits of a role where it is assigned: the condition of the assignment, and the deny assignments that hold for all of it.
pub(super) struct RightsLimits<'a> {
    pub condition: &'a Condition,
    pub denied: &'a [&'a Denial],
}

impl RightsLimits<'_> {
    fn effect(&self, rule: &Rule) -> Effect {
        match forbids(self.denied, rule.operation.text(), rule.on_data) {
            true => Effect::Forbids,
            false => self.condition.effect(rule.operation.text()),
        }
    }
}

/// A block of permissions with its patterns.
struct Block {
    actions: Vec<Pattern>,
    not_actions: Vec<Pattern>,
    data_actions: Vec<Pattern>,
    not_data_actions: Vec<Pattern>,
    condition: Condition,
}

impl Block {
    fn new(permission: &Permission, roles: &Roles, inventory: &Inventory) -> Self {
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        Block {
            actions: patterns(&permission.actions),
            not_actions: patterns(&permission.not_actions),
            data_actions: patterns(&permission.data_actions),
            not_data_actions: patterns(&permission.not_data_actions),
            condition: Condition::new(permission.condition.trim(), roles, inventory),
        }
    }

    /// Whether the block permits what a rule names: granted by a pattern, and not taken away again as a whole.
    fn permits(&self, rule: &Rule) -> bool {
        let (granted, excluded) = match rule.on_data {
            true => (&self.data_actions, &self.not_data_actions),
            false => (&self.actions, &self.not_actions),
        };
        let excluded = |pattern: &Pattern| {
            let mut excluded = excluded.iter();
            excluded.any(|not| not.covers(&rule.operation) || not.covers(pattern))
        };
        let counts = |pattern: &&Pattern| pattern.meets(&rule.operation) && !rule.passes_over(pattern);
        let beside = |wanted: &Pattern| self.actions.iter().any(|pattern| pattern.meets(wanted));
        granted.iter().filter(counts).any(|pattern| !excluded(pattern)) && rule.with.iter().all(beside)
    }
}

/// Privileges on one type.
#[derive(Default)]
struct Held {
    /// The privileges that always hold.
    open: Privileges,
    /// The privileges that a condition narrows.
    narrowed: Privileges,
    /// The privileges that the role itself does not narrow.
    whole: Privileges,
}

/// Privileges that were found, by the type that they work on.
#[derive(Default)]
struct Found {
    by_type: BTreeMap<Option<Box<str>>, Held>,
    unread: bool,
}

impl Found {
    fn add(&mut self, roles: &Roles, block: &Block, limits: &RightsLimits<'_>) {
        self.unread |= block.condition.unread;
        for rule in roles.rules().iter().filter(|rule| block.permits(rule)) {
            let operation = rule.operation.text();
            let own = block.condition.effect(operation);
            let effect = limits.effect(rule).and(own);
            let types: Vec<Option<Box<str>>> = match &rule.on {
                Works::Everywhere => vec![None],
                Works::On(types) => types.iter().cloned().map(Some).collect(),
            };
            for on in types {
                let held = self.by_type.entry(on).or_default();
                let part = match effect {
                    Effect::Open => &mut held.open,
                    Effect::Narrows => &mut held.narrowed,
                    Effect::Forbids => continue,
                };
                *part = part.and(rule.privileges);
                if own == Effect::Open {
                    held.whole = held.whole.and(rule.privileges);
                }
            }
        }
    }

    /// The rights. A role of no other class is of the lowest.
    fn rights(self, roles: &Roles) -> Rights {
        let held = self.by_type.into_iter().map(|(on, held)| Permit {
            privileges: held.open.and(held.narrowed),
            on,
            narrowed: held.narrowed.without(held.open),
            whole: held.whole,
        });
        let mut permits: Vec<Permit> = held.filter(|permit| !permit.privileges.is_empty()).collect();
        let classes = (0..roles.classes().len()).map(Privileges::at);
        let classes = classes.fold(Privileges::default(), Privileges::and);
        if !permits.iter().any(|permit| permit.privileges.meets(classes)) {
            let lowest = Privileges::at(roles.lowest());
            permits.push(Permit {
                privileges: lowest,
                on: None,
                narrowed: Privileges::default(),
                whole: lowest,
            });
        }
        Rights {
            permits,
            lowest: roles.lowest(),
            unread: self.unread,
            ..Rights::default()
        }
    }
}
