//! Count of principals by the grants that they hold over a subject. Grants inherited from above a resource's container are
//! counted once for all resources below it; a holder is a number, and its grants are a run of a list.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use crate::access::memo::Memo;
use crate::access::{GrantIx, Privileges, ScopeIx};
use crate::condition::Truth;
use crate::reach::ranked::{Ranked, runs};

use super::super::assignments;
use super::super::context::EvidenceContext;
use super::super::opinion::Proof;
use super::super::rule_id::RuleId;
use super::super::subject::Subject;
use super::super::wording;
use super::candidates;
use super::file::{AccessEvidence, Counted, GrantsFile};
use super::filter::Filter;
use super::shown::{MOST_NAMES, names, own_row};

/// Holders of such grants, as counted for a subject.
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

/// Key of an inherited count: the rule, the container that is inherited from, the type of the resource, and the answer of its row
/// to each part of the rule.
type Shared = (RuleId, ScopeIx, Box<str>, Vec<Option<Truth>>);

/// Holders of such grants, and the reasons why the count may be wrong.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Grants counted, by holder; those of one holder nearest first.
    counted: Vec<Ranked>,
    /// Holders whose grants count only if the subject's row says so, which it does not; ascending.
    possible: Vec<u32>,
    /// Holders that hold what takes them out of the count; ascending.
    left_out: Vec<u32>,
    /// Roles that no export defines.
    unclear: Vec<String>,
    /// Roles of grants of which no export tells whether they end.
    undated: Vec<String>,
    /// Grants that count only if their holders are what the rule asks for, which the exports do not tell; by holder.
    unsaid: Vec<Ranked>,
    /// What is not told of those.
    asked: Option<&'static str>,
    /// Grants of groups whose members the exports do not tell, where members are asked about; by holder.
    of_groups: Vec<Ranked>,
    /// Why a grant may lead out of its holder's home, where the rule asks for that.
    open: Option<String>,
    /// Whether a group holds such a grant, and the subject may be in it.
    may_be_in_group: bool,
    /// Whether a counted grant holds only in part.
    partial: bool,
    /// Whether a counted grant sets the mark.
    pub marked: bool,
    /// Name of the mark.
    pub mark: Option<String>,
}

impl Count {
    /// Counts for a subject.
    pub(super) fn new(judge: &EvidenceContext<'_>, rule: &AccessEvidence, subject: &Subject) -> Self {
        let mut rows = Vec::new();
        let truths: Vec<Option<Truth>> = rule
            .counted()
            .map(|part| {
                let (truth, proof) = own_row(judge, part.condition.as_ref(), subject)?;
                rows.extend(proof);
                Some(truth)
            })
            .collect();
        let reach = judge.reach();
        let mut held = match subject {
            Subject::Resource(ix) => {
                let near = |rule: &GrantsFile| match &rule.namers_of {
                    None => reach.near(*ix),
                    Some(set) => candidates::over_namers(judge, set, *ix),
                };
                let near = Held::of(judge, rule, &truths, subject, &near);
                match reach.above(*ix) {
                    None => Arc::new(near),
                    Some(scope) => {
                        let kind = judge.estate.inventory.resource(*ix).resource_type();
                        let key: Shared = (rule.id, scope, kind.into(), truths);
                        let above = judge
                            .cache::<Memo<Shared, Arc<Held>>>()
                            .of(key, |(_, scope, _, truths)| {
                                let inherited = |rule: &GrantsFile| match rule.namers_of {
                                    None => reach.in_chain(*scope).collect(),
                                    Some(_) => Vec::new(),
                                };
                                Arc::new(Held::of(judge, rule, truths, subject, &inherited))
                            });
                        if near.is_empty() {
                            above
                        } else {
                            Arc::new(near.and(&above))
                        }
                    }
                }
            }
            _ => {
                let grants = |rule: &GrantsFile| candidates::of(judge, subject, rule);
                Arc::new(Held::of(judge, rule, &truths, subject, &grants))
            }
        };
        if !held.left_out.is_empty() {
            held = Arc::new(held.without_left_out());
        }
        Count { rows, held }
    }
}

impl Held {
    /// Counts the grants that `grants` gives for each part of the rule.
    fn of(
        judge: &EvidenceContext<'_>,
        rule: &AccessEvidence,
        truths: &[Option<Truth>],
        subject: &Subject,
        grants: &dyn Fn(&GrantsFile) -> Vec<GrantIx>,
    ) -> Self {
        let mut held = Held::default();
        for (rule, truth) in rule.counted().zip(truths) {
            if *truth == Some(Truth::False) {
                continue;
            }
            let guarded = *truth != Some(Truth::Unknown);
            let filter = Filter::new(judge, rule, subject);
            held.mark = held.mark.or_else(|| rule.mark.as_ref().map(|mark| mark.name.clone()));
            held.add(judge, &filter, &grants(rule), guarded);
            if matches!(subject, Subject::Identity(_)) {
                held.may_be_in_group |= by_group(judge, rule, &filter);
            }
        }
        if !rule.unless_they_hold.is_empty() {
            held.leave_out(judge, &rule.unless_they_hold, subject, &grants(&GrantsFile::default()));
        }
        held.counted.sort_by_key(|(rank, _)| *rank);
        held.possible.sort_unstable();
        held.possible.dedup();
        held.unsaid.sort_unstable();
        held.of_groups.sort_unstable();
        held
    }

    fn add(&mut self, judge: &EvidenceContext<'_>, filter: &Filter<'_, '_>, grants: &[GrantIx], guarded: bool) {
        let reach = judge.reach();
        let before = self.counted.len();
        for ix in grants.iter().copied() {
            if filter.counts_of_group(ix) {
                self.of_groups.push((reach.rank(ix), ix));
            }
            if guarded && filter.is_unsaid(ix) {
                self.unsaid.push((reach.rank(ix), ix));
                self.asked = self.asked.or(Some(filter.asks_whether()));
            }
            self.open = self.open.take().or_else(|| filter.may_lead_out(ix));
            self.open = self.open.take().or_else(|| filter.may_reach(ix));
            if filter.counts(ix) && guarded {
                let one = (reach.rank(ix), ix);
                if !self.counted[..before].contains(&one) {
                    self.counted.push(one);
                }
                self.partial |= filter.is_partial(ix);
                self.marked |= filter.marks(ix);
            } else if filter.counts(ix) || filter.is_unsaid(ix) && !guarded {
                self.possible.push(reach.rank(ix));
            } else if filter.is_unclear(ix) {
                let roles = match filter.is_undated(ix) {
                    true => &mut self.undated,
                    false => &mut self.unclear,
                };
                note(roles, reach.role(ix));
            }
        }
    }

    /// Notes who holds one of these privileges over the subject as well.
    fn leave_out(&mut self, judge: &EvidenceContext<'_>, names: &[String], subject: &Subject, grants: &[GrantIx]) {
        let reach = judge.reach();
        let wanted = Privileges::named(judge.estate.roles, names);
        let kind = match subject {
            Subject::Resource(ix) => judge.estate.inventory.resource(*ix).resource_type(),
            _ => "",
        };
        let holds = |ix: &&GrantIx| !reach.grant(**ix).eligible && reach.rights(**ix).hold_on(wanted, kind);
        self.left_out = grants.iter().filter(holds).map(|ix| reach.rank(*ix)).collect();
        self.left_out.sort_unstable();
        self.left_out.dedup();
    }

    /// Whether nothing was found that another count would gain.
    fn is_empty(&self) -> bool {
        let lists = [&self.possible, &self.left_out].iter().all(|list| list.is_empty());
        let roles = self.unclear.is_empty() && self.undated.is_empty();
        let holders = self.unsaid.is_empty() && self.of_groups.is_empty();
        self.counted.is_empty() && lists && roles && holders && !self.may_be_in_group && self.open.is_none()
    }

    /// Merges this count with that of grants from further above.
    fn and(mut self, above: &Held) -> Held {
        for (own, its) in [
            (&mut self.counted, &above.counted),
            (&mut self.unsaid, &above.unsaid),
            (&mut self.of_groups, &above.of_groups),
        ] {
            own.extend_from_slice(its);
            own.sort_by_key(|(rank, _)| *rank);
        }
        for (own, its) in [
            (&mut self.possible, &above.possible),
            (&mut self.left_out, &above.left_out),
        ] {
            own.extend_from_slice(its);
            own.sort_unstable();
            own.dedup();
        }
        above.unclear.iter().for_each(|role| note(&mut self.unclear, role));
        above.undated.iter().for_each(|role| note(&mut self.undated, role));
        self.asked = self.asked.or(above.asked);
        self.open = self.open.or_else(|| above.open.clone());
        self.may_be_in_group |= above.may_be_in_group;
        self.partial |= above.partial;
        self.marked |= above.marked;
        self
    }

    /// The count without the holders that are left out of it.
    fn without_left_out(&self) -> Held {
        let stays = |rank: &u32| self.left_out.binary_search(rank).is_err();
        let staying = |list: &[Ranked]| list.iter().filter(|(rank, _)| stays(rank)).copied().collect();
        Held {
            counted: staying(&self.counted),
            unsaid: staying(&self.unsaid),
            of_groups: staying(&self.of_groups),
            possible: self.possible.iter().filter(|rank| stays(rank)).copied().collect(),
            left_out: Vec::new(),
            unclear: self.unclear.clone(),
            undated: self.undated.clone(),
            open: self.open.clone(),
            mark: self.mark.clone(),
            ..*self
        }
    }

    /// Number of holders.
    pub(super) fn len(&self) -> usize {
        runs(&self.counted).count()
    }

    /// Every counted grant, by holder.
    pub(super) fn grants(&self) -> impl Iterator<Item = GrantIx> {
        self.counted.iter().map(|(_, ix)| *ix)
    }

    /// The first grant of each holder that holds one of some kind.
    pub(super) fn holders(&self, which: impl Fn(GrantIx) -> bool) -> Vec<GrantIx> {
        let with = runs(&self.counted).filter(|run| run.iter().any(|(_, ix)| which(*ix)));
        with.filter_map(|run| run.first()).map(|(_, ix)| *ix).collect()
    }

    /// Number of subscriptions in which the holders' resources lie, and the number of holders whose resources no export shows.
    pub(super) fn workloads(&self, judge: &EvidenceContext<'_>) -> (usize, usize) {
        let (mut homes, mut homeless) = (BTreeSet::new(), 0);
        for (_, ix) in runs(&self.counted).filter_map(|run| run.first()) {
            let home = judge.reach().home(&judge.reach().grant(*ix).principal);
            match home.and_then(|home| home.subscriptions.first()) {
                Some(home) => {
                    homes.insert(home);
                }
                None => homeless += 1,
            }
        }
        (homes.len(), homeless)
    }

    /// Reason why a count that is not over its bound may be wrong, a sentence.
    pub(super) fn doubt(&self, judge: &EvidenceContext<'_>, counted: Counted, most: Option<u32>) -> Option<String> {
        if self.open.is_some() {
            return self.open.clone();
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
        let unsaid = self.others(&self.unsaid);
        if !unsaid.is_empty() && most.is_some_and(|most| self.len() + unsaid.len() > most as usize) {
            return Some(self::unsaid(judge, &unsaid, self.asked.unwrap_or_default()));
        }
        if most.is_some()
            && let Some(doubt) = self.in_groups(judge)
        {
            return Some(doubt);
        }
        let more = self.possible.iter().filter(|rank| !self.counts(**rank)).count();
        if more > 0 && most.is_some_and(|most| self.len() + more > most as usize) {
            return Some(format!(
                "{} would count if its own row said so, which it does not tell.",
                wording::count(more, "principal", "principals")
            ));
        }
        if counted == Counted::Principals {
            return None;
        }
        let (homes, homeless) = self.workloads(judge);
        let over = most.is_some_and(|most| homes + homeless > most as usize);
        (over && homeless > 0).then(|| {
            format!(
                "{}, and no export tells which workload runs under them.",
                wording::count(homeless, "application calls it", "applications call it")
            )
        })
    }

    /// What to say where it is not known whether the count reaches a lower bound, a sentence: because of groups whose members
    /// nobody knows, or of holders of whom it is not told what they are.
    pub(super) fn may_reach(&self, judge: &EvidenceContext<'_>, least: usize) -> Option<String> {
        let groups = self.holders(|ix| judge.reach().holder(ix).is_untold_group());
        let sure = self.len() - groups.len();
        if sure >= least {
            return None;
        }
        if !groups.is_empty() {
            return Some(format!(
                "The number rests on {}, and no export tells who is in it.",
                names(judge, &groups)
            ));
        }
        let unsaid = self.others(&self.unsaid);
        if sure + unsaid.len() >= least {
            return Some(self::unsaid(judge, &unsaid, self.asked.unwrap_or_default()));
        }
        self.in_groups(judge)
    }

    /// Whether a holder is counted.
    fn counts(&self, rank: u32) -> bool {
        self.counted.binary_search_by_key(&rank, |(own, _)| *own).is_ok()
    }

    /// The first grant of each holder that is not counted.
    fn others(&self, list: &[Ranked]) -> Vec<GrantIx> {
        let first = runs(list).filter_map(|run| run.first());
        first
            .filter(|(rank, _)| !self.counts(*rank))
            .map(|(_, ix)| *ix)
            .collect()
    }

    /// What to say where groups hold such a right whose members nobody knows, a sentence.
    fn in_groups(&self, judge: &EvidenceContext<'_>) -> Option<String> {
        let groups: Vec<GrantIx> = runs(&self.of_groups)
            .filter_map(|run| run.first())
            .map(|(_, ix)| *ix)
            .collect();
        let first = judge.reach().grant(*groups.first()?).principal.clone();
        Some(format!(
            "Such a right is held by {}, and no export tells who is in it; this command does: az ad group member list --group {first} -o \
             json.",
            names(judge, &groups)
        ))
    }

    /// Whether the outcome rests on a group or on a grant that holds only in part.
    pub(super) fn is_weak(&self, fails: bool) -> bool {
        if fails {
            self.partial && self.len() <= 1
        } else {
            self.may_be_in_group || self.partial
        }
    }

    /// Names of the holders, a sentence that begins with a space.
    pub(super) fn told(&self, judge: &EvidenceContext<'_>, counted: Counted) -> String {
        let holders = self.holders(|_| true);
        let names = names(judge, &holders);
        match (holders.len(), counted) {
            (0, _) => " The exports hold none.".to_owned(),
            (held, Counted::Principals) => {
                format!(" {}: {names}.", wording::count(held, "principal", "principals"))
            }
            (_, Counted::Workloads) => format!(
                " {}, through {names}.",
                wording::count(self.workloads(judge).0, "workload", "workloads"),
            ),
        }
    }
}

/// What to say of holders of whom it is not told whether they are `asked`, a sentence.
pub(super) fn unsaid(judge: &EvidenceContext<'_>, holders: &[GrantIx], asked: &str) -> String {
    format!(
        "Such a right is held by {}, and the exports do not tell whether that is {asked}",
        names(judge, holders)
    )
}

fn note(roles: &mut Vec<String>, role: &str) {
    if !roles.iter().any(|own| own == role) {
        roles.push(role.to_owned());
    }
}

/// Whether any group holds what a rule counts, by rule.
#[derive(Default)]
struct ByGroup(Memo<RuleId, bool>);

/// Whether any group of the tenant holds what a rule counts of an identity: the identity may be in it. The answer is equal for
/// every identity, so it is computed once.
fn by_group(judge: &EvidenceContext<'_>, rule: &GrantsFile, filter: &Filter<'_, '_>) -> bool {
    judge.cache::<ByGroup>().0.of(rule.id, |_| {
        assignments::of_groups(judge)
            .iter()
            .any(|ix| filter.counts_of_group(*ix))
    })
}
