//! The estate chapter: subscriptions, AI resources by kind, key figures.

mod groups;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::inventory::ResourceRef;
use crate::inventory::hierarchy::Subscription;
use crate::value::cloud::Cloud;
use crate::value::path::values_at;
use crate::value::resource_type::TypeClass;
use crate::value::{Column, Value};

use super::previous::tenants;
use super::sources::Sources;
use super::{format, model};

/// A subscription with its figures as numbers.
struct Counted {
    subscription: model::Subscription,
    resources: usize,
    ai_resources: usize,
}

impl Sources<'_> {
    /// Number of rows whose type is of a class.
    pub(super) fn count_of(&self, class: TypeClass) -> usize {
        let types = self.estate.inventory.types();
        types
            .filter(|(name, _)| TypeClass::of(name) == class)
            .map(|(_, rows)| rows)
            .sum()
    }

    pub(super) fn estate(&self) -> model::Estate {
        let inventory = self.estate.inventory;
        let resources = self.count_of(TypeClass::Resource);
        let subscriptions = inventory.hierarchy.subscriptions().len();
        let ai = self.estate.ai.len();
        let shown = ai.min(self.budget.resources);
        let mut figures = vec![
            ("Subscriptions", subscriptions),
            ("Management groups", inventory.hierarchy.groups().len()),
            ("Resources", resources),
            ("AI resources", ai),
            ("Identities that AI runs under", self.estate.identities.len()),
            ("Stores, vaults and registries behind AI", self.estate.stores.len()),
            ("Principals with a role", inventory.access.principals().len()),
            ("Role assignments", inventory.access.assignments().len()),
            ("Defender recommendations", inventory.defender.recommendations().len()),
        ];
        if !self.estate.possible_ai.is_empty() {
            figures.push((
                "Resources that may be AI: the exports do not tell",
                self.estate.possible_ai.len(),
            ));
        }
        let listed = self.subscriptions();
        model::Estate {
            tenants: tenants(self.estate.inventory),
            portal: self.cloud().portal().to_owned(),
            text: [
                format::count(subscriptions, "subscription", "subscriptions"),
                format::count(resources, "resource", "resources"),
                format::count(ai, "AI resource", "AI resources"),
            ]
            .join(" · "),
            figures: figures
                .into_iter()
                .map(|(label, value)| model::Fact {
                    label: label.to_owned(),
                    text: format::number(value as u64),
                })
                .collect(),
            subscription_groups: groups::groups(&listed),
            subscriptions: listed.into_iter().map(|counted| counted.subscription).collect(),
            ai_kinds: self.ai_kinds(),
            ai_resources: self.ai_resources(shown),
            ai_resources_total: ai,
            ai_resources_possible: self.estate.possible_ai.len(),
            ai_resources_more: match ai - shown {
                0 => String::new(),
                more => format!("and {} more, in report.json", format::number(more as u64)),
            },
        }
    }

    /// The cloud of the tenant: a region tells of a cloud of its own, `global` of none.
    fn cloud(&self) -> Cloud {
        let rows = self.estate.ai.iter().map(|ai| self.estate.inventory.resource(ai.ix));
        let clouds = rows.filter_map(|row| Cloud::of(row.location()));
        clouds.max().unwrap_or(Cloud::Public)
    }

    /// `3 resources of 1 subscription`.
    pub(super) fn looked_at(&self) -> String {
        let resources = self.count_of(TypeClass::Resource);
        let subscriptions = self.estate.inventory.hierarchy.subscriptions().len();
        format!(
            "{} of {}",
            format::count(resources, "resource", "resources"),
            format::count(subscriptions, "subscription", "subscriptions")
        )
    }

    /// Number of resources of each subscription, by its id in lower case.
    fn resources_by_subscription(&self) -> FxHashMap<String, usize> {
        let inventory = self.estate.inventory;
        // Of each prefix of ids one of its rows, and how many there are.
        let mut prefixes: Vec<Option<(ResourceRef<'_>, usize)>> = vec![None; inventory.prefixes()];
        for (kind, rows) in inventory.rows_by_type() {
            if TypeClass::of(kind) != TypeClass::Resource {
                continue;
            }
            for row in rows.iter().map(|ix| inventory.resource(*ix)) {
                prefixes[row.prefix_number()].get_or_insert((row, 0)).1 += 1;
            }
        }
        let mut counts = FxHashMap::default();
        for (row, count) in prefixes.into_iter().flatten() {
            if let Some(subscription) = row.subscription() {
                *counts.entry(subscription.to_ascii_lowercase()).or_default() += count;
            }
        }
        counts
    }

    fn subscriptions(&self) -> Vec<Counted> {
        let inventory = self.estate.inventory;
        let counts = self.resources_by_subscription();
        let counted = |subscription: &Subscription| {
            let key = subscription.id.to_ascii_lowercase();
            let ours = self.estate.subscriptions.iter().find(|known| known.id == key);
            let (resources, ai_resources) = (
                counts.get(&key).copied().unwrap_or_default(),
                ours.map_or(0, |ours| ours.ai.len()),
            );
            Counted {
                subscription: model::Subscription {
                    id: subscription.id.to_string(),
                    name: inventory.subscription_name(&subscription.id).to_owned(),
                    path: self.management_path(&subscription.id),
                    environment: ours.map_or_else(|| "unknown".to_owned(), |ours| ours.environment.clone()),
                    resources: format::number(resources as u64),
                    ai_resources: format::number(ai_resources as u64),
                },
                resources,
                ai_resources,
            }
        };
        let mut subscriptions: Vec<Counted> = inventory.hierarchy.subscriptions().map(counted).collect();
        subscriptions.sort_by_cached_key(|counted| {
            let model::Subscription { path, name, id, .. } = &counted.subscription;
            (path.clone(), name.clone(), id.clone())
        });
        subscriptions
    }

    /// Management groups from the root down; empty when unknown.
    fn management_path(&self, subscription: &str) -> String {
        let Some(groups) = self.estate.inventory.hierarchy.ancestors(subscription) else {
            return String::new();
        };
        let names: Vec<&str> = groups.iter().rev().map(|group| &*group.display).collect();
        names.join(" / ")
    }

    fn ai_kinds(&self) -> Vec<model::KindCount> {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for found in &self.estate.ai {
            *kinds
                .entry(self.estate.kind(self.estate.inventory.resource(found.ix)))
                .or_default() += 1;
        }
        let mut kinds: Vec<model::KindCount> = kinds
            .into_iter()
            .map(|(label, count)| model::KindCount {
                label: format::capital(&label),
                count,
            })
            .collect();
        kinds.sort_by(|left, right| right.count.cmp(&left.count).then_with(|| left.label.cmp(&right.label)));
        kinds
    }

    fn ai_resources(&self, shown: usize) -> Vec<model::AiResource> {
        let mut found: Vec<_> = self.estate.ai.iter().collect();
        found.sort_by_key(|ai| std::cmp::Reverse(ai.tier));
        let rows = found.into_iter().take(shown).map(|ai| {
            let resource = self.estate.inventory.resource(ai.ix);
            let subscription = resource.subscription().unwrap_or_default();
            model::AiResource {
                id: resource.id(),
                name: resource.name().to_owned(),
                kind: self.estate.kind(resource),
                location: resource.location().to_owned(),
                subscription: self.estate.inventory.subscription_name(subscription).to_owned(),
                environment: ai.environment.clone(),
                tier: ai.tier,
                identity: identity(resource),
            }
        });
        rows.collect()
    }
}

fn identity(resource: ResourceRef<'_>) -> String {
    let column = resource.column("identity");
    let value = match column {
        Some(Column::Known(value)) => value,
        Some(Column::Missing) if resource.file_has("identity") => Value::Null,
        _ => return "unknown".to_owned(),
    };
    let mut names = Vec::new();
    if values_at(&value, "principalId")
        .iter()
        .any(|id| id.as_str().is_some_and(|id| !id.is_empty()))
    {
        names.push("system-assigned".to_owned());
    }
    let assigned = value.get("userAssignedIdentities").and_then(Value::as_object);
    for (id, _) in assigned.unwrap_or_default() {
        names.push(id.rsplit('/').next().unwrap_or_default().to_owned());
    }
    let kind = value.get("type").and_then(Value::as_str);
    let may_have_one = match kind {
        Some(kind) => kind.to_ascii_lowercase().contains("assigned"),
        None => value.is_partial(),
    };
    match names.is_empty() {
        true if may_have_one => "unknown".to_owned(),
        true => "none".to_owned(),
        false => names.join(", "),
    }
}
