//! Filter of the grants that a rule counts: by privilege, role, level, holder, boundary, condition.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::access::memo::Memo;
use crate::access::{GrantIx, Origin, Place, Privileges, Rights};
use crate::condition::Truth;
use crate::estate::Usable;
use crate::ingest::Lasting;
use crate::inventory::resource::ResourceIx;
use crate::reach::{Counting, Reached};
use crate::value::arm_id::ArmId;

use super::super::context::EvidenceContext;
use super::super::rule_id::RuleId;
use super::super::subject::Subject;
use super::super::unseen;
use super::excepted::{Excepted, excepted};
use super::file::{GrantsFile, Outside, Standing};

/// One rule, prepared for the test of grants.
pub(super) struct Filter<'a, 'b> {
    pub(super) judge: &'a EvidenceContext<'b>,
    pub(super) rule: &'a GrantsFile,
    /// Type of the subject, where it is a resource.
    kind: Option<String>,
    settled: Arc<Settled>,
}

/// Key of the facts that are settled for a rule: the number of the rule, the type of its subject and the privileges that work on it.
type OfType = (RuleId, Option<String>, Usable);

/// Facts of a rule that are equal for all subjects of one type.
struct Settled {
    privileges: Usable,
    marking: Privileges,
    /// What a grant has to reach some of, in inventory order; `None` where the rule does not ask.
    over: Option<Vec<ResourceIx>>,
    /// What may belong to it besides: nothing tells.
    perhaps: Vec<ResourceIx>,
    excepted: Vec<Excepted>,
    /// Answer for each grant as bits; 0 where it was not tested yet. Rules are tested on the same grants for thousands of
    /// subjects.
    answers: Vec<AtomicU8>,
}

/// The grant was asked about.
const ASKED: u8 = 1;
/// The grant counts.
const COUNTS: u8 = 2;
/// The grant would count if the rule asked nothing of the group that holds it.
const OF_GROUP: u8 = 4;
/// The grant might count, if it were known what its role permits.
const UNCLEAR: u8 = 8;
/// It might count, were it known who holds it.
const UNSAID: u8 = 16;
/// It counts if what it works on is as the rule needs it, which no row tells.
const PERHAPS: u8 = 32;

impl<'a, 'b> Filter<'a, 'b> {
    pub(super) fn new(judge: &'a EvidenceContext<'b>, rule: &'a GrantsFile, subject: &Subject) -> Self {
        let kind = match subject {
            _ if rule.namers_of.is_some() => None,
            Subject::Resource(ix) => Some(judge.estate.inventory.resource(*ix).resource_type().to_owned()),
            Subject::Missing(_) => Some(
                ArmId::new(&subject.id(judge.estate))
                    .resource_type()
                    .to_ascii_lowercase(),
            ),
            Subject::Subscription(_) | Subject::Outside(_) | Subject::Identity(_) | Subject::Tenant => None,
        };
        let usable = usable(judge, rule, subject);
        let key: OfType = (rule.id, kind.clone(), usable);
        let settled = judge
            .cache::<Memo<OfType, Arc<Settled>>>()
            .of(key, |_| Arc::new(Settled::new(judge, rule, usable)));
        Filter {
            judge,
            rule,
            settled,
            kind,
        }
    }

    /// The rule.
    pub(super) fn rule(&self) -> &'a GrantsFile {
        self.rule
    }

    /// Whether the rule counts a grant whose role is known.
    pub(super) fn counts(&self, ix: GrantIx) -> bool {
        self.answer(ix) & COUNTS != 0
    }

    /// Whether it would count if its holder were what the rule asks for, which the exports do not tell.
    pub(super) fn is_unsaid(&self, ix: GrantIx) -> bool {
        self.answer(ix) & UNSAID != 0
    }

    /// Whether it would count if nothing were asked of the holder: a group may hold anybody.
    pub(super) fn counts_of_group(&self, ix: GrantIx) -> bool {
        self.answer(ix) & OF_GROUP != 0
    }

    /// Whether it might count, if it were known what its role permits.
    pub(super) fn is_unclear(&self, ix: GrantIx) -> bool {
        self.answer(ix) & UNCLEAR != 0
    }

    /// Whether it would count if a privilege were known to work on what it is held over.
    pub(super) fn counts_perhaps(&self, ix: GrantIx) -> bool {
        self.answer(ix) & PERHAPS != 0
    }

    fn answer(&self, ix: GrantIx) -> u8 {
        let known = &self.settled.answers[ix.0 as usize];
        match known.load(Ordering::Relaxed) {
            0 => {
                let answer = ASKED | self.ask(ix);
                known.store(answer, Ordering::Relaxed);
                answer
            }
            answer => answer,
        }
    }

    fn ask(&self, ix: GrantIx) -> u8 {
        let of_group = self.asks_for_members() && self.judge.reach().holder(ix).is_untold_group();
        let held = self.held(ix);
        if (!of_group && held == Truth::False) || !self.placed(ix) {
            return 0;
        }
        let holds = self.holds(ix);
        if holds == Some(false) || self.is_excepted(ix) {
            return 0;
        }
        if holds.is_none() {
            return UNCLEAR;
        }
        let of_group = if of_group { OF_GROUP } else { 0 };
        match self.works(ix) {
            Truth::False => return 0,
            Truth::Unknown if held != Truth::False => return PERHAPS | of_group,
            Truth::Unknown => return of_group,
            Truth::True => {}
        }
        let own = match held {
            Truth::True => COUNTS,
            Truth::Unknown => UNSAID,
            Truth::False => 0,
        };
        own | of_group
    }

    /// Whether the members of a group are asked about rather than the group: who is gone is in no group any more.
    fn asks_for_members(&self) -> bool {
        self.rule.standing != Some(Standing::Orphan)
    }

    /// Whether a counted grant sets the rule's mark.
    pub(super) fn marks(&self, ix: GrantIx) -> bool {
        self.judge.reach().rights(ix).hold(self.settled.marking)
    }

    /// Whether a counted grant holds only in part.
    pub(super) fn is_partial(&self, ix: GrantIx) -> bool {
        let rights = self.judge.reach().rights(ix);
        let grant = self.judge.reach().grant(ix);
        rights.unread
            || rights.narrowed(self.settled.privileges.certain)
            || matches!(grant.place, Place::Inside(_))
            || grant.denied_in_part
    }

    fn placed(&self, ix: GrantIx) -> bool {
        let grant = self.judge.reach().grant(ix);
        let rights = self.judge.reach().rights(ix);
        (self.rule.levels.is_empty() || self.rule.levels.iter().any(|level| level == grant.level.name()))
            && (self.rule.eligible || !grant.eligible)
            && self
                .rule
                .custom
                .is_none_or(|custom| custom == rights.custom || rights.is_unclear())
            && self
                .rule
                .narrowed
                .is_none_or(|narrowed| narrowed == self.is_narrowed(rights))
            && self.rule.outside.is_none_or(|outside| self.leads_out(ix, outside))
            && self.settled.over.as_ref().is_none_or(|over| self.reaches(ix, over))
            && self.stands(ix)
    }

    /// Whether a grant reaches any of some resources with what is counted.
    fn reaches(&self, ix: GrantIx, some: &[ResourceIx]) -> bool {
        let reach = self.judge.reach();
        let wanted = self.settled.privileges.possible;
        reach.rights(ix).hold(wanted) && !reach.reached_among(ix, wanted, some, Counting::Possible).is_empty()
    }

    /// Why a grant that does not count may reach what is asked for all the same: nothing tells whether it is of that kind.
    pub(super) fn may_reach(&self, ix: GrantIx) -> Option<String> {
        let asked = !self.settled.perhaps.is_empty() && self.held(ix) != Truth::False && !self.counts(ix);
        let may = asked && self.reaches(ix, &self.settled.perhaps) && !self.is_excepted(ix);
        may.then(|| {
            let role = self.judge.reach().role(ix);
            format!("{role} reaches resources of which no export tells whether they serve AI.")
        })
    }

    /// Whether the profile declares a grant to be in order.
    fn is_excepted(&self, ix: GrantIx) -> bool {
        let mut excepted = self.settled.excepted.iter();
        excepted.any(|entry| entry.holds(self.judge.reach(), ix, self.judge.as_of))
    }

    /// Whether it is this grant that counts: that of a group, or those of its members.
    fn stands(&self, ix: GrantIx) -> bool {
        !self.judge.reach().holder(ix).is_told
    }

    fn is_narrowed(&self, rights: &Rights) -> bool {
        if self.rule.classes.is_empty() {
            rights.narrowed_at_all()
        } else {
            rights.narrowed(self.settled.privileges.possible)
        }
    }

    /// Whether a privilege that is counted works on something that the grant is held over. Over a resource the rule's privileges are
    /// those that work on it.
    fn works(&self, ix: GrantIx) -> Truth {
        if self.rule.classes.is_empty() || self.is_of_a_role(ix) {
            return Truth::True;
        }
        let usable = self.settled.privileges;
        match (
            self.works_with(ix, usable.certain, Counting::Certain),
            self.works_with(ix, usable.possible, Counting::Possible),
        ) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }

    fn works_with(&self, ix: GrantIx, wanted: Privileges, counting: Counting) -> bool {
        let reach = self.judge.reach();
        let rights = reach.rights(ix);
        match &self.kind {
            Some(kind) => rights.hold_on(wanted, kind),
            None => {
                rights.hold(self.judge.estate.roles.unconditional(wanted))
                    || self.reaches_out(ix, &reach.reached_by(ix, wanted, counting))
            }
        }
    }

    /// Whether any of some resources lies outside the boundary that the rule names, or the rule names none.
    fn reaches_out(&self, ix: GrantIx, reached: &Reached) -> bool {
        let reach = self.judge.reach();
        let home = reach.home(&reach.grant(ix).principal);
        match (self.rule.outside, home) {
            (Some(Outside::Subscription), Some(home)) => {
                let mut subscriptions = reach.subscriptions_of(reached).into_iter();
                subscriptions.any(|own| !home.subscriptions.contains(own.as_str()))
            }
            _ => !reached.is_empty(),
        }
    }

    fn is_of_a_role(&self, ix: GrantIx) -> bool {
        let own = self.judge.reach().role_id(ix);
        let mut named = self.rule.roles.iter();
        named.any(|id| own.is_some_and(|own| own.eq_ignore_ascii_case(id)))
    }

    /// Whether a grant works outside its holder's boundary.
    fn leads_out(&self, ix: GrantIx, of: Outside) -> bool {
        let (reach, estate) = (self.judge.reach(), self.judge.estate);
        let grant = reach.grant(ix);
        let Some(home) = reach.home(&grant.principal) else {
            return false;
        };
        if of == Outside::Subscription {
            return reach
                .subscriptions(ix)
                .iter()
                .any(|own| !home.subscriptions.contains(own.as_str()));
        }
        let scope = match grant.place {
            Place::Resource(on) | Place::Inside(on) => estate.inventory.resource(on).id(),
            Place::Container(_) | Place::Elsewhere(_) => reach.scope(ix),
        };
        let id = ArmId::new(&scope);
        match (id.subscription(), id.resource_group()) {
            (Some(subscription), Some(group)) => {
                let own = (
                    subscription.to_ascii_lowercase().into(),
                    group.to_ascii_lowercase().into(),
                );
                !home.groups.contains(&own)
            }
            _ => true,
        }
    }

    /// Reason why a grant that does not count may lead out of its holder's boundary all the same: it reaches into a subscription
    /// of which no resource was exported.
    pub(super) fn may_lead_out(&self, ix: GrantIx) -> Option<String> {
        let reach = self.judge.reach();
        let asked = self.rule.outside == Some(Outside::Subscription) && !self.counts(ix);
        if !asked || self.held(ix) == Truth::False || self.permits(ix) == Some(false) || self.is_excepted(ix) {
            return None;
        }
        let home = reach.home(&reach.grant(ix).principal)?;
        let unseen = reach.unseen(ix).into_iter();
        unseen::resources(self.judge, unseen.filter(|id| !home.subscriptions.contains(*id)))
    }

    /// Whether it would count if it were known to last.
    pub(super) fn is_undated(&self, ix: GrantIx) -> bool {
        self.rule.permanent && self.permits(ix) == Some(true) && self.lasting(ix) == Lasting::Unsaid
    }

    fn lasting(&self, ix: GrantIx) -> Lasting {
        match self.judge.reach().grant(ix).origin {
            Origin::Assignment(assignment) => {
                let access = &self.judge.estate.inventory.access;
                access.assignment(assignment).lasting
            }
            Origin::Policy => Lasting::Permanent,
        }
    }

    /// Whether a grant is of the kind that is counted; `None` when nothing tells what it permits or whether it lasts.
    fn holds(&self, ix: GrantIx) -> Option<bool> {
        match (self.permits(ix), self.rule.permanent) {
            (Some(true), true) => match self.lasting(ix) {
                Lasting::Permanent => Some(true),
                Lasting::Ends => Some(false),
                Lasting::Unsaid => None,
            },
            (permits, _) => permits,
        }
    }

    /// Whether the role is one that is counted; `None` when nothing tells what it permits.
    fn permits(&self, ix: GrantIx) -> Option<bool> {
        match (self.rule.roles.is_empty(), self.rule.classes.is_empty()) {
            (false, _) if self.is_of_a_role(ix) => return Some(true),
            (is_any, true) => return Some(is_any),
            _ => {}
        }
        let rights = self.judge.reach().rights(ix);
        if rights.is_unclear() {
            return None;
        }
        Some(match &self.kind {
            Some(kind) => rights.hold_on(self.settled.privileges.possible, kind),
            None => rights.hold(self.settled.privileges.possible),
        })
    }
}

/// The privileges of a rule that work on its subject, where that is a resource; else all of them.
pub(super) fn usable(judge: &EvidenceContext<'_>, rule: &GrantsFile, subject: &Subject) -> Usable {
    let named = Privileges::named(judge.estate.roles, &rule.classes);
    match subject {
        Subject::Resource(ix) if rule.namers_of.is_none() => judge.estate.usable(*ix, named),
        Subject::Missing(_) => Usable {
            certain: judge.estate.roles.unconditional(named),
            possible: named,
        },
        _ => Usable::anywhere(named),
    }
}

impl Settled {
    fn new(judge: &EvidenceContext<'_>, rule: &GrantsFile, privileges: Usable) -> Self {
        let (estate, classes) = (judge.estate, judge.estate.roles);
        let mut over: Vec<ResourceIx> = rule.over.iter().flat_map(|set| estate.set(set)).collect();
        over.sort_unstable();
        over.dedup();
        let untold = rule.over.iter().filter(|set| !estate.is_told(set));
        let mut perhaps: Vec<ResourceIx> = untold.flat_map(|set| estate.candidates(set)).collect();
        perhaps.sort_unstable();
        let marking = rule.mark.iter().flat_map(|mark| &mark.classes);
        Settled {
            privileges,
            marking: Privileges::named(classes, marking),
            over: (!rule.over.is_empty()).then_some(over),
            perhaps,
            excepted: rule
                .except
                .as_deref()
                .map_or_else(Vec::new, |name| excepted(judge.profile.value(name))),
            answers: judge.reach().grants().map(|_| AtomicU8::new(0)).collect(),
        }
    }
}
