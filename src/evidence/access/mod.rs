//! Evidence of access: grants over a resource or subscription counted by principal, or the grants of an identity. Grants are role
//! assignments and access policies alike. A group whose members the exports list counts as its members; any other group is one
//! principal, lowers the confidence in the findings it bears on and never makes anything pass.

mod candidates;
mod check;
mod count;
mod doubt;
mod excepted;
pub mod file;
mod filter;
mod identity;
mod shown;
mod standing;
mod workloads;

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::access::{GrantIx, Origin};
use crate::condition::Truth;
use crate::value::projection::Projection;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;

use count::Count;
use file::{AccessEvidence, Counted, ReachEvidence, Standing, TogetherEvidence};
use filter::Filter;
use workloads::Workloads;

use candidates::{namers_not_covered, not_told_of_outsiders};
use shown::{names, own_row, proofs};

pub(super) use candidates::{nearest, not_covered};

impl Kind for AccessEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.check_names(place, checker);
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        self.keep(subjects, projection);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        judge(context, self, subject)
    }

    fn words(&self) -> String {
        format!("role assignments of the classes {}", self.grants.classes.join(", "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl Kind for ReachEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.check_names(place, checker);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        identity::reach(context, self, subject)
    }

    fn words(&self) -> String {
        let what: Vec<&str> = self.budgets.iter().map(|budget| &*budget.what[1]).collect();
        format!("what its grants reach: {}", what.join(", "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl Kind for TogetherEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.check_names(place, checker);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        identity::together(context, self, subject)
    }

    fn words(&self) -> String {
        let combinations = self.combinations.iter();
        let what: Vec<&str> = combinations.map(|combination| &*combination.what).collect();
        format!("whether its grants let it {}", what.join("; "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// Judges by the grants over the subject.
fn judge(judge: &EvidenceContext<'_>, rule: &AccessEvidence, subject: &Subject) -> Result<Opinion, Undecided> {
    let AccessEvidence {
        never,
        count: counted,
        workload_tags,
        most,
        least,
        among,
        says,
        ..
    } = rule;
    if let Some(among) = among
        && let Some(opinion) = none_among(judge, &Filter::new(judge, among, subject), subject)
    {
        return Ok(opinion);
    }
    let own = own_row(judge, rule.own.as_ref(), subject);
    if let Some((Truth::True, Some(proof))) = &own {
        let reason = format!("{} {}.", says.fail, proof.what);
        return Ok(Opinion::fail(reason, vec![proof.clone()]));
    }
    let never: Vec<Filter<'_, '_>> = never.iter().map(|grants| Filter::new(judge, grants, subject)).collect();
    let count = Count::new(judge, rule, subject);
    let barred = match never.is_empty() {
        true => Vec::new(),
        false => count.holders(|grant| never.iter().any(|filter| filter.counts(grant))),
    };
    let workloads = match counted {
        Counted::Principals => None,
        Counted::Workloads => {
            let tags = workload_tags.as_ref().map(|name| judge.profile.value(name).clone());
            Some(Workloads::of(
                judge,
                &tags.unwrap_or_default(),
                &count.holders(|_| true),
                subject,
            ))
        }
    };
    let workloads = workloads.as_ref();
    let held = workloads.map_or_else(|| count.len(), Workloads::len);
    let bound = |setting: &Option<_>| setting.as_ref().and_then(|setting| judge.profile.number(setting));
    let (most, least) = match (bound(most), bound(least)) {
        (None, None) => (Some(0), None),
        bounds => bounds,
    };
    let too_many = most.is_some_and(|most| held > most as usize);
    let too_few = least.is_some_and(|least| held < least as usize);
    let decided = (too_many && !too_few) || !barred.is_empty();
    if !decided {
        let missing = not_covered(judge, subject).or_else(|| namers_not_covered(judge, rule, subject));
        if let Some(reason) = missing {
            return Err(reason!("{reason}").into());
        }
        if let Some(doubt) = may_be_barred(judge, &never, &count) {
            return Err(reason!("{doubt}").into());
        }
        if may_count_outsiders(rule)
            && let Some(reason) = not_told_of_outsiders(judge, subject)
        {
            return Err(reason!("{reason}").into());
        }
        if let Some(doubt) = count.doubt(judge, workloads, most) {
            return Err(reason!("{doubt}").into());
        }
        if let Some(doubt) = least.and_then(|least| count.may_reach(judge, least as usize)) {
            return Err(reason!("{doubt}").into());
        }
        if let Some(doubt) = not_known_to_be_barred(judge, &never, &count) {
            return Err(reason!("{doubt}").into());
        }
        if let Some((Truth::Unknown, proof)) = &own {
            let seen = proof.as_ref().map_or("No export holds its row", |proof| &proof.what);
            return Err(reason!("{seen}.").into());
        }
    }
    let fails = decided || too_few;
    let mut reason = if fails { says.fail.clone() } else { says.pass.clone() };
    if !matches!(subject, Subject::Identity(_)) && (fails || held > 0) {
        reason.push_str(&count.told(judge, workloads));
    }
    if !barred.is_empty() {
        reason.push_str(&format!(" Not to hold it at all: {}.", names(judge, &barred)));
    }
    let mut proofs = proofs(judge, subject, count.grants());
    proofs.extend(
        own.and_then(|(_, proof)| proof)
            .into_iter()
            .chain(count.rows.iter().cloned()),
    );
    let mut opinion = match fails {
        true => Opinion::fail(reason, proofs),
        false => Opinion::pass(reason, proofs),
    };
    if fails && count.marked {
        opinion.marks.extend(count.mark.clone());
    }
    let rests_on_groups = fails && workloads.is_some_and(Workloads::rests_on_groups);
    opinion.lowered = rests_on_groups || count.is_weak(fails) || (!fails && lacks_data_plane(judge, subject));
    Ok(opinion)
}

/// Whether grants of outsiders may count by a rule.
fn may_count_outsiders(rule: &AccessEvidence) -> bool {
    let mut standings = rule.counted().chain(&rule.never).map(|part| part.standing);
    standings.any(|standing| matches!(standing, None | Some(Standing::Guest | Standing::Workload)))
}

/// What to say where a counted holder may be one that must not hold the right at all, a sentence.
fn not_known_to_be_barred(judge: &EvidenceContext<'_>, never: &[Filter<'_, '_>], count: &Count) -> Option<String> {
    never.iter().find_map(|filter| {
        let holders = count.holders(|ix| filter.is_unsaid(ix));
        (!holders.is_empty()).then(|| count::unsaid(judge, &holders, filter.asks_whether()))
    })
}

/// Whether the subject keeps grants on its data and no export holds any of them.
fn lacks_data_plane(judge: &EvidenceContext<'_>, subject: &Subject) -> bool {
    let Subject::Resource(on) = subject else {
        return false;
    };
    let (reach, inventory) = (judge.reach(), judge.estate.inventory);
    let kind = inventory.resource(*on).resource_type();
    let is_one = |ix: &GrantIx| match reach.grant(*ix).origin {
        Origin::Assignment(assignment) => inventory.access.assignment(assignment).data_plane,
        Origin::Policy => false,
    };
    judge.estate.roles.has_data_plane(kind) && !reach.over(*on).iter().any(is_one)
}

/// Reason why it is not known whether a holder is one that must hold nothing; `None` where that is known of all.
fn may_be_barred(judge: &EvidenceContext<'_>, never: &[Filter<'_, '_>], count: &Count) -> Option<String> {
    never.iter().find_map(|filter| {
        let holders = count.holders(|grant| filter.is_unsaid(grant));
        (!holders.is_empty()).then(|| count::unsaid(judge, &holders, filter.asks_whether()))
    })
}

/// The opinion that nothing is judged, where none of the grants is held that are asked for.
fn none_among(judge: &EvidenceContext<'_>, filter: &Filter<'_, '_>, subject: &Subject) -> Option<Opinion> {
    let grants = candidates::of(judge, subject, filter.rule());
    let possible = |ix: &GrantIx| {
        filter.counts(*ix)
            || filter.is_unsaid(*ix)
            || filter.counts_perhaps(*ix)
            || filter.is_unclear(*ix)
            || filter.counts_of_group(*ix)
            || filter.may_lead_out(*ix).is_some()
    };
    let is_told = || not_covered(judge, subject).is_none() && not_told_of_outsiders(judge, subject).is_none();
    if grants.iter().any(possible) || !is_told() {
        return None;
    }
    let proofs = proofs(judge, subject, std::iter::empty());
    let reason = "The role assignments are exported, and none of them is of the kind that is judged here.";
    Some(Opinion::not_applicable(reason, proofs))
}
