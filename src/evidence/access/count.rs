//! Count of principals by the grants that they hold over a subject. Grants inherited from above a resource's container are
//! counted once for all resources below it; a holder is a number, and its grants are a run of a list.

use std::ops::Deref;
use std::sync::Arc;

use crate::access::memo::Memo;
use crate::access::{GrantIx, Privileges, ScopeIx};
use crate::condition::Truth;
use crate::estate::Usable;
use crate::reach::ranked::{Ranked, runs};

use super::super::assignments;
use super::super::context::EvidenceContext;
use super::super::opinion::Proof;
use super::super::rule_id::RuleId;
use super::super::subject::Subject;
use super::super::wording;
use super::candidates;
use super::file::{AccessEvidence, GrantsFile};
use super::filter::{Filter, usable};
use super::shown::{names, own_row};
use super::workloads::Workloads;

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

/// Key of an inherited count: the number of the rule, the container that is inherited from, the type of the resource, and for each
/// part of the rule the answer of the resource's row.
type Shared = (RuleId, ScopeIx, Box<str>, Vec<Answered>);

/// Whether the grants of a part of a rule count, by the row of the subject, and which privileges work on it.
type Answered = (Option<Truth>, Usable);

/// Holders of such grants, and the reasons why the count may be wrong.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Grants counted, by holder; those of one holder nearest first.
    pub(super) counted: Vec<Ranked>,
    /// Holders whose grants count only if the subject's row says so, which it does not; ascending.
    pub(super) possible: Vec<u32>,
    /// Holders that hold what takes them out of the count; ascending.
    left_out: Vec<u32>,
    /// Roles that no export defines.
    pub(super) unclear: Vec<String>,
    /// Roles of grants of which no export tells whether they end.
    pub(super) undated: Vec<String>,
    /// Grants that count only if their holders are what the rule asks for, which the exports do not tell; by holder.
    pub(super) unsaid: Vec<Ranked>,
    /// What is not told of those.
    pub(super) asked: Option<&'static str>,
    /// Grants of groups whose members the exports do not tell, where members are asked about; by holder.
    pub(super) of_groups: Vec<Ranked>,
    /// Why a grant may lead out of its holder's home, where the rule asks for that.
    pub(super) open: Option<String>,
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
        let truths: Vec<Answered> = rule
            .counted()
            .map(|part| {
                let told = own_row(judge, part.condition.as_ref(), subject);
                let (truth, proof) = told.map_or((None, None), |(truth, proof)| (Some(truth), proof));
                rows.extend(proof.into_iter().chain(told_of_use(judge, part, subject)));
                (truth, usable(judge, part, subject))
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

/// The row of the subject, where it says whether a privilege that is counted works on it.
fn told_of_use(judge: &EvidenceContext<'_>, rule: &GrantsFile, subject: &Subject) -> Vec<Proof> {
    let Subject::Resource(_) = subject else {
        return Vec::new();
    };
    let named = Privileges::named(judge.estate.roles, &rule.classes);
    let conditions = judge.estate.conditions_of(named);
    conditions
        .filter_map(|condition| own_row(judge, Some(condition), subject)?.1)
        .collect()
}

impl Held {
    /// Counts the grants that `grants` gives for each part of the rule.
    fn of(
        judge: &EvidenceContext<'_>,
        rule: &AccessEvidence,
        truths: &[Answered],
        subject: &Subject,
        grants: &dyn Fn(&GrantsFile) -> Vec<GrantIx>,
    ) -> Self {
        let mut held = Held::default();
        for (rule, (truth, _)) in rule.counted().zip(truths) {
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
            } else if filter.counts(ix) || filter.counts_perhaps(ix) || filter.is_unsaid(ix) && !guarded {
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

    /// Whether the outcome rests on a group or on a grant that holds only in part.
    pub(super) fn is_weak(&self, fails: bool) -> bool {
        if fails {
            self.partial && self.len() <= 1
        } else {
            self.may_be_in_group || self.partial
        }
    }

    /// Names of the holders, a sentence that begins with a space.
    pub(super) fn told(&self, judge: &EvidenceContext<'_>, workloads: Option<&Workloads>) -> String {
        let holders = self.holders(|_| true);
        let names = names(judge, &holders);
        match (holders.len(), workloads) {
            (0, _) => " The exports hold none.".to_owned(),
            (held, None) => format!(" {}: {names}.", wording::count(held, "principal", "principals")),
            (_, Some(workloads)) => format!(" {}, through {names}.", workloads.told()),
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
