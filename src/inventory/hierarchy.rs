//! The tree of management groups and subscriptions, from `resourcecontainers` rows. A subscription row names its ancestors
//! nearest first, so the tree is known even where the management groups' own rows were not exported.

use std::collections::BTreeMap;

use crate::ingest::{ResourceRow, Source};
use crate::value::Value;

use crate::value::arm_id::ArmId;

/// A management group.
#[derive(Clone, Debug, Default)]
pub struct ManagementGroup {
    /// Name, the last part of its id, as spelt by the export.
    pub name: Box<str>,
    /// Display name; the name where no export gives one.
    pub display: Box<str>,
    /// Key of the parent group; empty for the root or when unknown.
    pub parent: Box<str>,
}

/// A subscription.
#[derive(Clone, Debug, Default)]
pub struct Subscription {
    /// Subscription id as spelt by the export.
    pub id: Box<str>,
    /// Display name; empty when no export gives one.
    pub name: Box<str>,
    /// Its own row, if there is one.
    pub source: Option<Source>,
    /// Keys of its management groups, nearest first; `None` when no export says.
    pub ancestors: Option<Vec<Box<str>>>,
    /// Lower-case ids of the tenants that manage it by Azure Lighthouse and of which no export holds what they were granted.
    pub managing_tenants: Vec<Box<str>>,
}

/// Management groups and subscriptions, by lower-case name and id.
#[derive(Debug, Default)]
pub struct Hierarchy {
    groups: BTreeMap<Box<str>, ManagementGroup>,
    subscriptions: BTreeMap<Box<str>, Subscription>,
    /// The subscription that was noted last: rows of one subscription follow each other, and most are not looked up again.
    last: Box<str>,
    /// The last one that was noted and has a name.
    last_named: Box<str>,
}

impl Hierarchy {
    /// Takes what a row says of the hierarchy, if it is the row of a subscription or of a management group.
    pub(super) fn note(&mut self, source: Source, row: &ResourceRow<'_>) {
        if row
            .resource_type
            .eq_ignore_ascii_case("microsoft.resources/subscriptions")
        {
            self.note_subscription(source, row);
        } else if row
            .resource_type
            .eq_ignore_ascii_case("microsoft.management/managementgroups")
        {
            self.note_group(row);
        }
    }

    fn note_subscription(&mut self, source: Source, row: &ResourceRow<'_>) {
        let Some(id) = ArmId::new(&row.id).subscription() else {
            return;
        };
        let properties = row.properties.column();
        let chain = properties
            .known()
            .and_then(|properties| properties.get("managementGroupAncestorsChain"));
        let ancestors = chain.and_then(Value::as_array).map(|chain| self.note_chain(chain));
        let managing = properties
            .known()
            .and_then(|properties| properties.get("managedByTenants"));
        let managing = managing.and_then(Value::as_array).unwrap_or_default().iter();
        let managing = managing.filter_map(|tenant| tenant.get("tenantId").and_then(Value::as_str));
        let managing: Vec<Box<str>> = managing.map(|tenant| tenant.to_ascii_lowercase().into()).collect();
        let subscription = self.subscription_mut(id);
        for tenant in managing {
            if !subscription.managing_tenants.contains(&tenant) {
                subscription.managing_tenants.push(tenant);
            }
        }
        subscription.source.get_or_insert(source);
        if subscription.name.is_empty() && !row.name.is_empty() && !row.name.eq_ignore_ascii_case(id) {
            subscription.name = (&*row.name).into();
        }
        if subscription.ancestors.is_none() {
            subscription.ancestors = ancestors;
        }
    }

    fn note_group(&mut self, row: &ResourceRow<'_>) {
        let name = ArmId::new(&row.id).last();
        let properties = row.properties.column();
        let properties = properties.known();
        let details = properties.and_then(|properties| properties.get("details"));
        if let Some(chain) = details
            .and_then(|details| details.get("managementGroupAncestorsChain"))
            .and_then(Value::as_array)
        {
            self.note_chain(chain);
        }
        let parent = details
            .and_then(|details| details.at("parent.name"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_ascii_lowercase();
        let display = properties
            .and_then(|properties| properties.get("displayName"))
            .and_then(Value::as_str)
            .unwrap_or_default();
        let group = self.group_mut(name);
        if !parent.is_empty() {
            group.parent = parent.into();
        }
        if !display.is_empty() {
            group.display = display.into();
        }
    }

    /// Takes a chain of ancestors, nearest first, into the tree and returns their keys.
    fn note_chain(&mut self, chain: &[Value]) -> Vec<Box<str>> {
        let names: Vec<(&str, &str)> = chain
            .iter()
            .filter_map(|link| {
                let name = link.get("name").and_then(Value::as_str)?;
                Some((
                    name,
                    link.get("displayName").and_then(Value::as_str).unwrap_or_default(),
                ))
            })
            .collect();
        let keys: Vec<Box<str>> = names.iter().map(|(name, _)| name.to_ascii_lowercase().into()).collect();
        for (position, (name, display)) in names.iter().enumerate() {
            let parent = keys.get(position + 1).cloned();
            let group = self.group_mut(name);
            if let Some(parent) = parent {
                group.parent = parent;
            }
            if *group.display == *group.name && !display.is_empty() {
                group.display = (*display).into();
            }
        }
        keys
    }

    fn group_mut(&mut self, name: &str) -> &mut ManagementGroup {
        self.groups
            .entry(name.to_ascii_lowercase().into())
            .or_insert_with(|| ManagementGroup {
                name: name.into(),
                display: name.into(),
                parent: Box::default(),
            })
    }

    /// Notes that there is a subscription of this id.
    pub(super) fn note_id(&mut self, id: &str) {
        if *self.last != *id {
            self.last = id.into();
            self.subscription_mut(id);
        }
    }

    /// Notes a subscription and its name, which may be empty.
    pub(super) fn note_name(&mut self, id: &str, name: &str) {
        if *self.last_named == *id {
            return;
        }
        let subscription = self.subscription_mut(id);
        if subscription.name.is_empty() {
            subscription.name = name.into();
        }
        if !subscription.name.is_empty() {
            self.last_named = id.into();
        }
    }

    /// Keeps of the managing tenants of every subscription those that fit, given lower-case ids of both.
    pub(super) fn keep_managing_tenants(&mut self, fits: impl Fn(&str, &str) -> bool) {
        for (id, subscription) in &mut self.subscriptions {
            subscription.managing_tenants.retain(|tenant| fits(id, tenant));
        }
    }

    fn subscription_mut(&mut self, id: &str) -> &mut Subscription {
        self.subscriptions
            .entry(id.to_ascii_lowercase().into())
            .or_insert_with(|| Subscription {
                id: id.into(),
                ..Subscription::default()
            })
    }

    /// A subscription by id.
    pub fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.get(id.to_ascii_lowercase().as_str())
    }

    /// All subscriptions, by id.
    pub fn subscriptions(&self) -> impl ExactSizeIterator<Item = &Subscription> {
        self.subscriptions.values()
    }

    /// A management group by name.
    pub fn group(&self, name: &str) -> Option<&ManagementGroup> {
        self.groups.get(name.to_ascii_lowercase().as_str())
    }

    /// All management groups, by name.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &ManagementGroup> {
        self.groups.values()
    }

    /// Management groups above a subscription, nearest first; `None` when no export says.
    pub fn ancestors(&self, subscription: &str) -> Option<Vec<&ManagementGroup>> {
        let chain = self.subscription(subscription)?.ancestors.as_ref()?;
        Some(chain.iter().filter_map(|key| self.groups.get(key)).collect())
    }

    /// Every scope that a grant on `id` can be inherited from, nearest first: the id itself, its parents in the subscription,
    /// the management groups above it, and the tenant root.
    pub fn chain(&self, id: &str) -> Vec<String> {
        let id = ArmId::new(id);
        let mut chain: Vec<String> = std::iter::successors(Some(id), |scope| scope.parent())
            .map(|scope| scope.text().to_owned())
            .collect();
        let first_group = match id.management_group() {
            Some(name) => self.group(name).map(|group| group.parent.clone()),
            None => id
                .subscription()
                .and_then(|subscription| self.subscription(subscription))
                .and_then(|subscription| subscription.ancestors.as_ref()?.first().cloned()),
        };
        let mut next = first_group;
        while let Some(group) = next.as_ref().and_then(|key| self.groups.get(key)) {
            let scope = format!("/providers/Microsoft.Management/managementGroups/{}", group.name);
            if chain.contains(&scope) {
                break;
            }
            chain.push(scope);
            next = (!group.parent.is_empty()).then(|| group.parent.clone());
        }
        if id.text() != "/" {
            chain.push("/".to_owned());
        }
        chain
    }
}
