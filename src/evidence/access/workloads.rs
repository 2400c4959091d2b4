//! The workloads of callers. A tag of the resources that run under a caller names its workload; without one it is their resource group,
//! and groups in which one caller runs are one workload. What runs under a caller that no export shows may be any workload.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::GrantIx;
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::Column;

use super::super::context::EvidenceContext;
use super::super::subject::Subject;
use super::super::wording;

/// Upper bound of the workloads that a sentence names.
const MOST_NAMES: usize = 3;

/// A resource group: subscription and name, lower-case.
type Group = (String, String);

/// Workloads that were counted.
pub(super) struct Workloads {
    /// Names that tags give.
    tagged: BTreeSet<String>,
    /// Resource groups of callers without a tag: those of one workload together.
    groups: Vec<BTreeSet<Group>>,
    /// Number of callers whose tags no export tells: a group may hold several workloads.
    untold: usize,
    /// Number of callers of which no export shows what runs under them.
    homeless: usize,
}

/// What the tags of a resource say of its workload.
enum Tagged {
    As(String),
    Not,
    Untold,
}

impl Workloads {
    /// The workloads of the holders of some grants over a subject, one grant for each holder, by tags of these keys.
    pub(super) fn of(
        context: &EvidenceContext<'_>,
        keys: &serde_json::Value,
        holders: &[GrantIx],
        subject: &Subject,
    ) -> Self {
        let (estate, reach) = (context.estate, &context.reach);
        let keys = keys.as_array().into_iter().flatten();
        let keys: Vec<&str> = keys.filter_map(serde_json::Value::as_str).collect();
        let home = subject.row(estate).and_then(group);
        let mut homeless = 0;
        let mut callers: Vec<Vec<ResourceIx>> = Vec::new();
        for ix in holders {
            let hosts = reach.hosts(&reach.grant(*ix).principal);
            match hosts.is_empty() {
                true => homeless += 1,
                false => callers.push(hosts.to_vec()),
            }
        }
        let row = |ix: &ResourceIx| estate.inventory.resource(*ix);
        // AI beside the subject that nothing names is a part of the platform, such as the search service that has it embed texts.
        let is_platform = |ix: &ResourceIx| {
            estate.position(*ix).is_some() && group(row(ix)) == home && matches!(tagged(row(ix), &keys), Tagged::Not)
        };
        callers.retain(|hosts| !hosts.iter().all(is_platform));
        let rows = callers.iter().map(|hosts| hosts.iter().map(row).collect());
        Workloads {
            homeless,
            ..Workloads::sorted(rows.collect(), &keys)
        }
    }

    /// The workloads of callers, each given by the rows of what runs under it.
    fn sorted(callers: Vec<Vec<ResourceRef<'_>>>, keys: &[&str]) -> Self {
        let mut names: BTreeMap<Group, BTreeSet<String>> = BTreeMap::new();
        let (mut groups, mut untold) = (Vec::new(), 0);
        for rows in callers {
            let own: BTreeSet<Group> = rows.iter().filter_map(|row| group(*row)).collect();
            let tags: Vec<Tagged> = rows.iter().map(|row| tagged(*row, keys)).collect();
            let is_untold = tags.iter().any(|tag| matches!(tag, Tagged::Untold));
            let called: BTreeSet<String> = tags.into_iter().filter_map(Tagged::name).collect();
            match (called.is_empty(), is_untold) {
                (true, true) => untold += 1,
                (true, false) => groups.push(own),
                (false, _) => own.into_iter().for_each(|group| {
                    names.entry(group).or_default().extend(called.iter().cloned());
                }),
            }
        }
        // Beside a tagged resource the others of its group are of its workload.
        groups.retain(|own: &BTreeSet<Group>| !own.iter().any(|group| names.contains_key(group)));
        Workloads {
            tagged: names.into_values().flatten().collect(),
            groups: joined(groups),
            untold,
            homeless: 0,
        }
    }

    /// Number of workloads that there are for certain. Callers whose tags nobody knows may all be of one that is counted.
    pub(super) fn len(&self) -> usize {
        self.known().max(usize::from(self.untold > 0))
    }

    fn known(&self) -> usize {
        self.tagged.len() + self.groups.len()
    }

    /// Whether the number rests on resource groups rather than on tags.
    pub(super) fn rests_on_groups(&self) -> bool {
        self.tagged.len() < 2
    }

    /// Reason why there may be more than a bound, a sentence.
    pub(super) fn doubt(&self, most: Option<u32>) -> Option<String> {
        let most = most? as usize;
        if self.known() + self.untold > most && self.untold > 0 {
            let callers = wording::count(self.untold, "application that calls it", "applications that call it");
            return Some(format!(
                "The exports do not hold the tags of {callers}: they may name other workloads."
            ));
        }
        let over = self.homeless > 0 && self.known() + self.untold + self.homeless > most;
        over.then(|| {
            format!(
                "{}, and no export tells which workload runs under them.",
                wording::count(self.homeless, "application calls it", "applications call it")
            )
        })
    }

    /// The number of workloads with the first few names.
    pub(super) fn told(&self) -> String {
        let groups = self.groups.iter().filter_map(|own| own.first()).map(|(_, name)| name);
        let names: Vec<String> = self.tagged.iter().chain(groups).cloned().collect();
        let number = wording::count(self.len(), "workload", "workloads");
        match names.is_empty() {
            true => number,
            false => format!("{number} ({})", wording::names(&names, MOST_NAMES)),
        }
    }
}

impl Tagged {
    fn name(self) -> Option<String> {
        match self {
            Tagged::As(name) => Some(name),
            Tagged::Not | Tagged::Untold => None,
        }
    }
}

/// Sets of groups, those that have one in common together.
fn joined(sets: Vec<BTreeSet<Group>>) -> Vec<BTreeSet<Group>> {
    let mut found: Vec<BTreeSet<Group>> = Vec::new();
    for mut set in sets {
        let (common, apart): (Vec<_>, Vec<_>) = found.into_iter().partition(|other| !other.is_disjoint(&set));
        set.extend(common.into_iter().flatten());
        found = apart;
        found.push(set);
    }
    found.sort();
    found
}

fn group(row: ResourceRef<'_>) -> Option<Group> {
    Some((
        row.subscription()?.to_ascii_lowercase(),
        row.resource_group()?.to_ascii_lowercase(),
    ))
}

/// The workload that the tags of a resource name, by the first key that is there.
fn tagged(row: ResourceRef<'_>, keys: &[&str]) -> Tagged {
    let tags = match row.column("tags") {
        Some(Column::Known(tags)) => tags,
        Some(Column::Missing) if row.file_has("tags") => return Tagged::Not,
        _ => return Tagged::Untold,
    };
    let mut named = keys.iter().filter_map(|key| tags.get(key)?.as_str());
    match named.find(|value| !value.trim().is_empty()) {
        Some(value) => Tagged::As(value.trim().to_lowercase()),
        None if tags.is_partial() => Tagged::Untold,
        None => Tagged::Not,
    }
}
