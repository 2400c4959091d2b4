//! The parts of rows that a framework reads, as a projection: the readers keep these and skip the rest.

use std::collections::BTreeSet;

use crate::estate::rules::Selection;
use crate::evidence::paths::route::StepFile;
use crate::evidence::{EvidenceFile, keep_condition};
use crate::inventory::Inventory;
use crate::value::projection::Projection;

use super::{Control, Framework, Subjects};

impl Framework {
    /// The parts of rows that judging by this framework needs.
    pub fn projection(&self) -> Projection {
        let mut projection = Projection::default();
        Inventory::project(&mut projection);
        let data = &self.estate.file.data;
        for key in self.estate.file.environments.tag_keys.iter().chain(&data.tags) {
            projection.keep(None, &format!("tags.{key}"));
        }
        for key in self.workload_tags() {
            projection.keep(None, &format!("tags.{key}"));
        }
        for link in &data.links {
            for kind in self.estate.types_of(&link.from) {
                projection.keep(Some(&kind), &link.path);
            }
        }
        for policy in self.roles.policies() {
            for path in [&policy.list, &policy.unless] {
                projection.keep(Some(&policy.r#type), &format!("properties.{path}"));
            }
        }
        for kind in self.estate.file.ai.iter().flat_map(|set| self.estate.types_of(set)) {
            projection.keep(Some(&kind), "kind");
            projection.keep(Some(&kind), "sku");
        }
        let named = self.estate.kinds.iter().map(|(_, selection)| selection);
        for selection in self.estate.sets.values().flatten().chain(named) {
            keep_selection(&mut projection, selection);
        }
        for rule in &self.estate.file.identities.paths {
            for kind in self.estate.types_of(&rule.from) {
                projection.keep(Some(&kind), &rule.path);
            }
        }
        for by in self.estate.named.values().flat_map(|set| &set.by) {
            for selection in [&by.rows, &by.naming] {
                keep_selection(&mut projection, selection);
            }
            by.rows
                .types
                .iter()
                .for_each(|kind| projection.keep(Some(kind), &by.path));
        }
        for (kind, rule) in self
            .estate
            .inherits
            .iter()
            .flat_map(|(kind, rules)| rules.iter().map(move |rule| (kind, rule)))
        {
            if let Some(path) = rule.path() {
                projection.keep(Some(kind), &path);
            }
        }
        for (kind, path) in self.estate.exposure.paths() {
            projection.keep(Some(&kind), &path);
        }
        for (_, condition) in self.roles.conditions() {
            let types = condition.types().unwrap_or_default().into_iter().collect();
            keep_condition(&mut projection, &types, condition);
        }
        for (kind, condition) in self.estate.exposure.conditions() {
            keep_condition(&mut projection, &BTreeSet::from([kind.to_owned()]), condition);
        }
        for control in &self.controls {
            let types = self.types_of(control);
            if let Some(condition) = &control.except {
                keep_condition(&mut projection, &types, condition);
            }
            for rule in &control.file.evidence {
                rule.project(&types, &mut projection);
            }
        }
        for route in &self.routes {
            let start = &route.file.start;
            let mut from: BTreeSet<String> = start
                .resources
                .iter()
                .flat_map(|set| self.estate.types_of(set))
                .collect();
            from.extend(start.types.iter().map(|name| name.to_ascii_lowercase()));
            if let Some(condition) = &route.when {
                keep_condition(&mut projection, &from, condition);
            }
            for step in &route.file.steps {
                if let StepFile::Names { path, .. } = step {
                    from.iter().for_each(|kind| projection.keep(Some(kind), path));
                }
            }
        }
        // What is looked at in a row that inherits is read in the row that it has it from.
        for (kind, rules) in &self.estate.inherits {
            for rule in rules {
                projection.lend(kind, &rule.of, "properties", &rule.keys);
            }
        }
        projection
    }

    /// The keys of the tags that name workloads, of all controls that count those.
    fn workload_tags(&self) -> BTreeSet<String> {
        let rules = self.controls.iter().flat_map(|control| &control.file.evidence);
        let named = rules.filter_map(|rule| match &rule.evidence {
            EvidenceFile::Access(access) => access.workload_tags.as_ref(),
            _ => None,
        });
        let keys = named.flat_map(|name| self.value(name).as_array().cloned().unwrap_or_default());
        keys.filter_map(|key| key.as_str().map(str::to_owned)).collect()
    }

    /// The lower-case types whose rows a control's conditions read.
    fn types_of(&self, control: &Control) -> BTreeSet<String> {
        match &control.subjects {
            Subjects::Resources(sets) => {
                let types = sets.iter().flat_map(|set| self.estate.types_of(set));
                let only: Vec<String> = control
                    .file
                    .subjects
                    .types
                    .iter()
                    .map(|name| name.to_ascii_lowercase())
                    .collect();
                types.filter(|name| only.is_empty() || only.contains(name)).collect()
            }
            Subjects::SubscriptionsOf(_) | Subjects::SubscriptionsWithout(_) => {
                BTreeSet::from(["microsoft.resources/subscriptions".to_owned()])
            }
            Subjects::TrustedWith(_) => control
                .file
                .subjects
                .types
                .iter()
                .map(|name| name.to_ascii_lowercase())
                .collect(),
            Subjects::IdentitiesOf(_) | Subjects::Tenant => BTreeSet::new(),
        }
    }
}

fn keep_selection(projection: &mut Projection, selection: &Selection) {
    if let Some(condition) = &selection.condition {
        let types = selection.types.iter().cloned().collect();
        keep_condition(projection, &types, condition);
    }
}
