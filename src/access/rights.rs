//! What a role lets its holder do: privileges (the classes and flags of `roles.json`), each with the resource provider that
//! it works on. Built-in roles are known by GUID, custom ones by what their operations permit.

use crate::inventory::Inventory;
use crate::inventory::access::{RoleAssignment, RoleDefinition};
use crate::value::Value;

use super::abac::{Abac, Effect};
use super::denials::forbids;
use super::file::PolicyFile;
use super::operations::permits;
use super::roles::Roles;
use crate::inventory::denials::Denial;

/// A provider that stands for all of them in a rule for custom roles.
const ANY_PROVIDER: &str = "underpin.any";

/// A set of privileges: one bit for each class and flag of `roles.json`, classes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Privileges(u64);

impl Privileges {
    /// The privileges of these names; names that are none are left out.
    pub fn named<'a>(classes: &Roles, names: impl IntoIterator<Item = &'a String>) -> Self {
        let all = names.into_iter().filter_map(|name| classes.privilege(name));
        Privileges(all.fold(0, |bits, position| bits | bit(position)))
    }

    /// Every privilege there is.
    pub fn all() -> Self {
        Privileges(u64::MAX)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the two have one in common.
    pub fn meets(self, other: Privileges) -> bool {
        self.0 & other.0 != 0
    }
}

fn bit(position: usize) -> u64 {
    1_u64.checked_shl(position as u32).unwrap_or(0)
}

/// Privileges on one provider, or on all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The privileges.
    pub privileges: Privileges,
    /// Lower-case provider namespace, `microsoft.storage`; `None` for every provider.
    pub provider: Option<Box<str>>,
    /// Those of them that hold only under the assignment's condition.
    pub narrowed: Privileges,
}

/// What a grant lets its holder do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// What it permits; empty when nothing tells.
    pub permits: Vec<Permit>,
    /// Position of the highest class; `None` when no export tells what the role permits.
    pub class: Option<usize>,
    /// The role is the customer's own.
    pub custom: bool,
    /// The grant carries a condition.
    pub conditioned: bool,
    /// The condition could not be read: it is taken not to narrow anything.
    pub unread: bool,
}

impl Rights {
    /// The rights of an assignment: those of its role, as far as its condition leaves them.
    pub(super) fn of(
        classes: &Roles,
        inventory: &Inventory,
        assignment: &RoleAssignment,
        denied: &[&Denial],
    ) -> Rights {
        let mut rights = match classes.role(assignment) {
            Some(role) => {
                let names = std::iter::once(&role.class).chain(&role.flags);
                let privileges = Privileges::named(classes, names);
                let permit = |provider: Option<Box<str>>| Permit {
                    privileges,
                    provider,
                    narrowed: Privileges::default(),
                };
                let permits = if role.providers.is_empty() {
                    vec![permit(None)]
                } else {
                    let providers = role.providers.iter();
                    providers
                        .map(|name| permit(Some(name.to_ascii_lowercase().into())))
                        .collect()
                };
                Rights {
                    permits,
                    class: classes.privilege(&role.class),
                    ..Rights::default()
                }
            }
            None => match inventory.access.definition(&assignment.role_id) {
                Some(definition) => of_definition(classes, definition),
                None => Rights::default(),
            },
        };
        if !assignment.condition.trim().is_empty() {
            rights.conditioned = true;
            rights.limit(classes, inventory, &assignment.condition);
        }
        rights.deny(classes, denied);
        rights
    }

    /// The rights that an entry of an access policy gives.
    pub(super) fn of_policy(classes: &Roles, entry: &Value, policy: &PolicyFile) -> Rights {
        let granted = policy.rules.iter().filter(|rule| {
            let held = entry.at(&rule.path).and_then(Value::as_array).unwrap_or_default();
            let mut held = held.iter().filter_map(Value::as_str);
            held.any(|held| rule.any.iter().any(|name| name.eq_ignore_ascii_case(held)))
        });
        let names: Vec<&String> = granted.map(|rule| &rule.class).collect();
        let provider = policy.r#type.split('/').next().unwrap_or_default();
        Rights {
            permits: vec![Permit {
                privileges: Privileges::named(classes, names.iter().copied()),
                provider: Some(provider.to_ascii_lowercase().into()),
                narrowed: Privileges::default(),
            }],
            class: names.iter().filter_map(|name| classes.privilege(name)).min(),
            ..Rights::default()
        }
    }

    /// Takes away what the condition forbids and marks what it leaves only in part.
    fn limit(&mut self, classes: &Roles, inventory: &Inventory, text: &str) {
        let Some(condition) = Abac::parse(text) else {
            self.unread = true;
            return;
        };
        // A role of which nothing tells what it permits may let its holder give roles away.
        let named = condition.roles().into_iter();
        let unknown: Vec<&str> = named.filter(|id| !classes.knows(inventory, id)).collect();
        self.unread = !unknown.is_empty();
        let giving = classes.giving(inventory);
        let giving: Vec<&str> = giving.iter().map(String::as_str).chain(unknown).collect();
        for permit in &mut self.permits {
            for position in 0..classes.privileges() {
                let privilege = Privileges(bit(position));
                if !permit.privileges.meets(privilege) {
                    continue;
                }
                let on_provider = |operation: &&String| {
                    let own = operation.split('/').next().unwrap_or_default();
                    permit
                        .provider
                        .as_deref()
                        .is_none_or(|provider| own.eq_ignore_ascii_case(provider))
                };
                let rules = classes.rules(position);
                let operations = rules.iter().map(|(operation, _)| *operation);
                let effects: Vec<Effect> = operations
                    .filter(on_provider)
                    .map(|operation| condition.effect(operation, giving.iter().copied()))
                    .collect();
                if effects.contains(&Effect::Open) {
                    continue;
                }
                if !effects.is_empty() && effects.iter().all(|effect| *effect == Effect::Forbids) {
                    permit.privileges.0 &= !privilege.0;
                } else {
                    permit.narrowed.0 |= privilege.0;
                }
            }
        }
    }

    /// Takes away what deny assignments forbid: a privilege of which every operation is forbidden.
    fn deny(&mut self, classes: &Roles, denied: &[&Denial]) {
        for permit in self.permits.iter_mut().filter(|_| !denied.is_empty()) {
            for position in 0..classes.privileges() {
                let rules = classes.rules(position);
                let on_provider = |operation: &str| {
                    let own = operation.split('/').next().unwrap_or_default();
                    permit
                        .provider
                        .as_deref()
                        .is_none_or(|provider| own.eq_ignore_ascii_case(provider))
                };
                let mut own = rules.iter().filter(|(operation, _)| on_provider(operation)).peekable();
                if own.peek().is_some() && own.all(|(operation, on_data)| forbids(denied, operation, *on_data)) {
                    permit.privileges.0 &= !bit(position);
                }
            }
        }
    }

    /// Whether any of these privileges is held, on whatever provider.
    pub fn hold(&self, wanted: Privileges) -> bool {
        self.permits.iter().any(|permit| permit.privileges.meets(wanted))
    }

    /// Whether any of these privileges is held on resources of a type.
    pub fn hold_on(&self, wanted: Privileges, resource_type: &str) -> bool {
        let provider = resource_type.split('/').next().unwrap_or_default();
        self.permits.iter().any(|permit| {
            let fits = permit
                .provider
                .as_deref()
                .is_none_or(|own| own.eq_ignore_ascii_case(provider));
            fits && permit.privileges.meets(wanted)
        })
    }

    /// Whether these privileges hold only in part, because of the condition.
    pub fn narrowed(&self, wanted: Privileges) -> bool {
        let mut holding = self
            .permits
            .iter()
            .filter(|permit| permit.privileges.meets(wanted))
            .peekable();
        holding.peek().is_some() && holding.all(|permit| permit.privileges.0 & wanted.0 & !permit.narrowed.0 == 0)
    }

    /// Whether the condition narrows anything at all.
    pub fn narrowed_at_all(&self) -> bool {
        self.permits.iter().any(|permit| !permit.narrowed.is_empty())
    }

    /// Whether nothing tells what the role permits.
    pub fn is_unclear(&self) -> bool {
        self.class.is_none() && self.permits.is_empty()
    }
}

/// The rights that a definition's operations give: every rule of `roles.json` that it permits, by provider.
pub(super) fn of_definition(classes: &Roles, definition: &RoleDefinition) -> Rights {
    let mut permitted: Vec<Permit> = Vec::new();
    for position in 0..classes.privileges() {
        for (operation, on_data) in classes.rules(position) {
            let holds = if on_data {
                permits(&definition.data_actions, &definition.not_data_actions, operation)
            } else {
                permits(&definition.actions, &definition.not_actions, operation)
            };
            if !holds {
                continue;
            }
            let provider = operation.split('/').next().unwrap_or_default().to_ascii_lowercase();
            let provider: Option<Box<str>> = (provider != ANY_PROVIDER).then(|| provider.into());
            match permitted.iter_mut().find(|permit| permit.provider == provider) {
                Some(permit) => permit.privileges.0 |= bit(position),
                None => permitted.push(Permit {
                    privileges: Privileges(bit(position)),
                    provider,
                    narrowed: Privileges::default(),
                }),
            }
        }
    }
    let held = permitted.iter().fold(0, |bits, permit| bits | permit.privileges.0);
    let last = classes.classes().len().saturating_sub(1);
    if permitted.is_empty() {
        permitted.push(Permit {
            privileges: Privileges(bit(last)),
            provider: None,
            narrowed: Privileges::default(),
        });
    }
    let highest = (0..classes.classes().len()).find(|position| held & bit(*position) != 0);
    Rights {
        permits: permitted,
        class: Some(highest.unwrap_or(last)),
        custom: definition.custom,
        ..Rights::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value as Json;

    use super::*;
    use crate::framework::{Framework, ProfileValues};
    use crate::ingest::Source;

    /// Role definitions as Azure publishes them, by GUID.
    fn published() -> Vec<(String, RoleDefinition)> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/exports/arm-rows.ndjson");
        let text = std::fs::read_to_string(path).unwrap();
        let rows = text.lines().filter_map(|line| serde_json::from_str::<Json>(line).ok());
        let rows = rows.filter(|row| {
            row["type"]
                .as_str()
                .unwrap_or_default()
                .to_lowercase()
                .ends_with("/roledefinitions")
        });
        rows.map(|row| {
            let all = |key: &str| -> Vec<String> {
                let permissions = row["properties"]["permissions"].as_array().cloned().unwrap_or_default();
                let lists = permissions
                    .iter()
                    .flat_map(|each| each[key].as_array().cloned().unwrap_or_default());
                lists.filter_map(|name| name.as_str().map(str::to_owned)).collect()
            };
            let definition = RoleDefinition {
                source: Source { file: 0, record: 1 },
                name: row["properties"]["roleName"].as_str().unwrap_or_default().into(),
                custom: false,
                actions: all("actions"),
                not_actions: all("notActions"),
                data_actions: all("dataActions"),
                not_data_actions: all("notDataActions"),
            };
            let id = row["id"].as_str().unwrap_or_default();
            (id.rsplit('/').next().unwrap_or_default().to_lowercase(), definition)
        })
        .collect()
    }

    #[test]
    #[ignore = "needs the corpus beside the repository"]
    fn built_in_roles_can_do_what_the_framework_says_of_them_and_no_more() {
        let framework = Framework::load(None, ProfileValues::new()).unwrap();
        let classes = &framework.roles;
        let published = published();
        let mut compared = 0;
        for role in classes.built_in() {
            let Some((_, definition)) = published.iter().find(|(id, _)| *id == role.id) else {
                continue;
            };
            compared += 1;
            let rights = of_definition(classes, definition);
            let held = |name: &String| rights.hold(Privileges::named(classes, [name]));
            let flags: BTreeSet<&String> = classes.flags().iter().map(|flag| &flag.name).collect();
            let real: BTreeSet<&String> = flags.into_iter().filter(|name| held(name)).collect();
            assert_eq!(role.flags.iter().collect::<BTreeSet<_>>(), real, "{}", role.name);
            let above = classes.classes().iter().take_while(|class| class.name != role.class);
            // What no rule for custom roles tells of is classed by hand; it must only never be classed too low.
            let control = "CONTROL-ADMIN".to_owned();
            let higher: Vec<&String> = above
                .map(|class| &class.name)
                .filter(|name| held(name) && **name != control)
                .collect();
            assert!(
                higher.is_empty(),
                "{} is classed {} and holds {higher:?}",
                role.name,
                role.class
            );
        }
        assert!(compared > 15, "only {compared} roles were compared");
    }
}
