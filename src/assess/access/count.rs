//! Principals counted by the grants that they hold over a subject.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::condition::Truth;
use crate::framework::Conditions;
use crate::framework::control::{Counted, EvidenceFile, GrantsFile};
use crate::inventory::access::Principal;
use crate::reach::{GrantIx, Privileges, ScopeIx};

use super::super::{Judge, Proof, Subject, wording};
use super::{Filter, MOST_NAMES, candidates, own_row};

/// Who holds such a grant, as counted for a subject.
pub(super) struct Count {
    /// Rows of the subject that said whether grants count.
    pub rows: Vec<Proof>,
    held: Arc<Held>,
}

impl Deref for Count {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.held
    }
}

/// What a count hangs on where a resource has no grants of its own: the rule, the container and the type of the resource, and
/// what its row said of each part of the rule.
pub(in crate::assess) type Shared = (usize, ScopeIx, String, Vec<Option<Truth>>);

/// Who holds such a grant, and what keeps the count from being sure.
#[derive(Default)]
pub(in crate::assess) struct Held {
    /// Grants counted, by lower-case principal id.
    pub holders: BTreeMap<String, Vec<GrantIx>>,
    /// Principals whose grants count only if the subject's row says so, which it does not.
    possible: BTreeSet<String>,
    /// Roles that no export defines.
    unclear: Vec<String>,
    /// Roles of grants of which no export tells whether they end.
    undated: Vec<String>,
    /// Whether names are blank in most rows and the rule reads names.
    blank: bool,
    /// Whether a group holds such a grant.
    pub by_group: bool,
    /// Whether a counted grant holds only in part.
    partial: bool,
    /// Whether a counted grant sets the mark.
    pub marked: bool,
    /// Name of the mark.
    pub mark: Option<String>,
    told: OnceLock<String>,
}

impl Count {
    /// Counts for a subject, or takes what was counted for another that it cannot be told apart from.
    pub(super) fn new(judge: &Judge<'_>, rule: &EvidenceFile, conditions: &Conditions, subject: &Subject) -> Self {
        let mut rows = Vec::new();
        let truths: Vec<Option<Truth>> = parts(rule)
            .enumerate()
            .map(|(number, _)| {
                let guard = conditions.parts.get(number).and_then(|part| part.test.as_ref());
                let (truth, proof) = own_row(judge, guard, subject)?;
                rows.extend(proof);
                Some(truth)
            })
            .collect();
        let reach = judge.reach();
        let held = match subject {
            Subject::Resource(ix) if !reach.has_own(*ix) => {
                let kind = judge.estate.inventory.resource(*ix).resource_type().to_owned();
                let key: Shared = (std::ptr::from_ref(rule) as usize, reach.container(*ix), kind, truths);
                judge
                    .counts
                    .of(key, |(.., truths)| Arc::new(Held::new(judge, rule, truths, subject)))
            }
            _ => Arc::new(Held::new(judge, rule, &truths, subject)),
        };
        Count { rows, held }
    }
}

/// The rules by which grants are counted.
fn parts(rule: &EvidenceFile) -> impl Iterator<Item = &GrantsFile> {
    let (grants, also) = match rule {
        EvidenceFile::Access { grants, also, .. } => (Some(&**grants), also.as_slice()),
        _ => (None, &[][..]),
    };
    grants.into_iter().chain(also)
}

impl Held {
    fn new(judge: &Judge<'_>, rule: &EvidenceFile, truths: &[Option<Truth>], subject: &Subject) -> Self {
        let mut held = Held::default();
        for (rule, truth) in parts(rule).zip(truths) {
            if *truth == Some(Truth::False) {
                continue;
            }
            let guarded = *truth != Some(Truth::Unknown);
            let filter = Filter::new(judge, rule, subject);
            held.mark = held.mark.or_else(|| rule.mark.as_ref().map(|mark| mark.name.clone()));
            held.add(judge, &filter, &candidates::of(judge, subject, rule.inherited), guarded);
            if matches!(subject, Subject::Identity(_)) {
                held.by_group |= by_group(judge, rule, &filter);
            }
        }
        if let EvidenceFile::Access { unless_they_hold, .. } = rule {
            held.leave_out(judge, unless_they_hold, subject);
        }
        held
    }

    fn add(&mut self, judge: &Judge<'_>, filter: &Filter<'_, '_>, grants: &[GrantIx], guarded: bool) {
        let reach = judge.reach();
        let (mut people, mut blanks) = (0, 0);
        for ix in grants.iter().copied() {
            let grant = reach.grant(ix);
            let holder = reach.holder(ix);
            if !holder.is_application {
                people += 1;
                blanks += usize::from(holder.principal.is_some_and(Principal::is_blank));
            }
            self.by_group |= filter.counts_of_group(ix);
            if filter.counts(ix) && guarded {
                let held = self.holders.entry(grant.principal.to_string()).or_default();
                if !held.contains(&ix) {
                    held.push(ix);
                }
                self.partial |= filter.is_partial(ix);
                self.marked |= filter.marks(ix);
            } else if filter.counts(ix) {
                self.possible.insert(grant.principal.to_string());
            } else if filter.is_unclear(ix) {
                let role = reach.role(ix).to_owned();
                let roles = match filter.is_undated(ix) {
                    true => &mut self.undated,
                    false => &mut self.unclear,
                };
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
        }
        self.blank |= filter.reads_names() && blanks * 2 > people;
    }

    /// Leaves out those that hold one of these privileges over the subject as well.
    fn leave_out(&mut self, judge: &Judge<'_>, names: &[String], subject: &Subject) {
        if names.is_empty() {
            return;
        }
        let reach = judge.reach();
        let wanted = Privileges::named(judge.estate.roles, names);
        let kind = match subject {
            Subject::Resource(ix) => judge.estate.inventory.resource(*ix).resource_type(),
            _ => "",
        };
        for ix in candidates::of(judge, subject, true) {
            let grant = reach.grant(ix);
            if !grant.eligible && reach.rights(ix).hold_on(wanted, kind) {
                self.holders.remove(&*grant.principal);
                self.possible.remove(&*grant.principal);
            }
        }
    }

    /// Every counted grant, by holder.
    pub(super) fn grants(&self) -> impl Iterator<Item = GrantIx> {
        self.holders.values().flatten().copied()
    }

    /// Names of the holders that hold a grant of some kind.
    pub(super) fn names(&self, judge: &Judge<'_>, which: impl Fn(GrantIx) -> bool) -> Vec<String> {
        let holders = self
            .holders
            .iter()
            .filter(|(_, grants)| grants.iter().any(|ix| which(*ix)));
        holders.map(|(id, _)| judge.reach().name(id)).collect()
    }

    /// In how many subscriptions the holders live, and how many live nobody knows where.
    pub(super) fn workloads(&self, judge: &Judge<'_>) -> (usize, usize) {
        let (mut homes, mut homeless) = (BTreeSet::new(), 0);
        for id in self.holders.keys() {
            match judge.reach().home(id).and_then(|home| home.subscriptions.first()) {
                Some(home) => {
                    homes.insert(home.clone());
                }
                None => homeless += 1,
            }
        }
        (homes.len(), homeless)
    }

    /// What keeps a count that is not over its bound from being sure, a sentence.
    pub(super) fn doubt(&self, judge: &Judge<'_>, counted: Counted, most: Option<u32>) -> Option<String> {
        if self.blank {
            return Some("Names are blank in most rows: the exporter may have lacked directory read.".to_owned());
        }
        if !self.unclear.is_empty() {
            let roles = wording::names(&self.unclear, MOST_NAMES);
            return Some(format!(
                "No export holds the definition of {roles}, so what it permits is not known."
            ));
        }
        if !self.undated.is_empty() {
            let roles = wording::names(&self.undated, MOST_NAMES);
            return Some(format!(
                "The export does not tell whether {roles} is held for good or was activated for a while."
            ));
        }
        let more = self
            .possible
            .iter()
            .filter(|id| !self.holders.contains_key(*id))
            .count();
        if most.is_some_and(|most| self.holders.len() + more > most as usize) && more > 0 {
            return Some(format!(
                "{} would count if its own row said so, which it does not tell.",
                wording::count(more, "principal", "principals")
            ));
        }
        let (homes, homeless) = self.workloads(judge);
        let over = most.is_some_and(|most| homes + homeless > most as usize);
        (counted == Counted::Workloads && over && homeless > 0).then(|| {
            format!(
                "{}, and no export tells which workload runs under them.",
                wording::count(homeless, "application calls it", "applications call it")
            )
        })
    }

    /// What to say where the count reaches its lower bound only with groups whose members nobody knows, a sentence.
    pub(super) fn rests_on_groups(&self, judge: &Judge<'_>, least: usize) -> Option<String> {
        let is_open = |grants: &&Vec<GrantIx>| {
            let holder = grants.first().map(|ix| judge.reach().holder(*ix));
            holder.is_some_and(|holder| holder.is_group && !holder.is_told)
        };
        let open = self.holders.values().filter(is_open).count();
        (open > 0 && self.holders.len() - open < least).then(|| {
            let groups: Vec<String> = self
                .holders
                .iter()
                .filter(|(_, grants)| is_open(grants))
                .map(|(id, _)| judge.reach().name(id))
                .collect();
            format!(
                "The number rests on {}, and no export tells who is in it.",
                wording::names(&groups, MOST_NAMES)
            )
        })
    }

    /// Whether the outcome rests on a group or on a grant that holds only in part.
    pub(super) fn is_weak(&self, fails: bool) -> bool {
        let others = self.holders.len() > 1;
        if fails {
            self.partial && !others
        } else {
            self.by_group || self.partial
        }
    }

    /// Who they are, a sentence that begins with a space.
    pub(super) fn told(&self, judge: &Judge<'_>, counted: Counted) -> &str {
        self.told.get_or_init(|| self.tell(judge, counted))
    }

    fn tell(&self, judge: &Judge<'_>, counted: Counted) -> String {
        let names: Vec<String> = self.holders.keys().map(|id| judge.reach().name(id)).collect();
        match (names.len(), counted) {
            (0, _) => " Nobody does.".to_owned(),
            (held, Counted::Principals) => format!(
                " {}: {}.",
                wording::count(held, "principal", "principals"),
                wording::names(&names, MOST_NAMES)
            ),
            (_, Counted::Workloads) => format!(
                " {}, through {}.",
                wording::count(self.workloads(judge).0, "workload", "workloads"),
                wording::names(&names, MOST_NAMES)
            ),
        }
    }
}

/// Whether any group of the tenant holds what a rule counts of an identity: the identity may be in it. It is the same for
/// every identity, so it is told once.
fn by_group(judge: &Judge<'_>, rule: &GrantsFile, filter: &Filter<'_, '_>) -> bool {
    let address = std::ptr::from_ref(rule) as usize;
    judge.by_group.of(address, |_| {
        judge.grants_of_groups().iter().any(|ix| filter.counts_of_group(*ix))
    })
}
