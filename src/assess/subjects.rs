//! The subjects of a control: the resources, subscriptions or identities of the estate that it is judged on. Where the exports leave
//! out what decides whether something is one, it is a subject of which nothing else is known.

use crate::access::{GrantIx, Privileges};
use crate::estate::environment::{Open, UNKNOWN};
use crate::estate::{Doubt, Estate, Membership};
use crate::evidence::{EvidenceContext, EvidenceRule, Subject, exported};
use crate::framework::{Control, Subjects};
use crate::inventory::resource::ResourceIx;
use crate::reach::{Reach, Reached};
use crate::value::arm_id::ArmId;

/// A subject with the doubt whether it is one.
pub(super) struct Candidate {
    pub(super) subject: Subject,
    pub(super) doubt: Option<Doubt>,
}

impl From<Subject> for Candidate {
    fn from(subject: Subject) -> Self {
        Candidate { subject, doubt: None }
    }
}

impl Candidate {
    /// The candidate of a member or a possible member.
    fn of(subject: Subject, membership: Membership<'_>) -> Option<Self> {
        match membership {
            Membership::Member => Some(subject.into()),
            Membership::Possible(doubt) => Some(Candidate {
                subject,
                doubt: Some(doubt.clone()),
            }),
            Membership::Outside => None,
        }
    }

    fn doubtful(subject: Subject, doubt: &Doubt) -> Self {
        Candidate {
            subject,
            doubt: Some(doubt.clone()),
        }
    }
}

/// The subjects of a control, in any order; one of which there is no doubt may stand beside itself in doubt.
pub(super) fn of(context: &EvidenceContext<'_>, control: &Control) -> Vec<Candidate> {
    let mut candidates = all(context, control);
    let only = &control.file.subjects.environments;
    // What decides otherwise in one environment than in another needs to know it.
    let differs = control.file.evidence.iter().any(EvidenceRule::differs_by_environment);
    candidates.retain_mut(|candidate| {
        let name = candidate.subject.environment(context.estate);
        let open = candidate.subject.open_environment(context.estate);
        match placed(only, &name, open) {
            Placed::Inside if !differs => true,
            Placed::Inside => {
                let apart = open.filter(|open| !open.among.is_empty());
                candidate.doubt = candidate.doubt.take().or(apart.map(|open| open.why.as_str().into()));
                true
            }
            Placed::Open(why) => {
                candidate.doubt.get_or_insert_with(|| why.into());
                true
            }
            Placed::Outside => false,
        }
    });
    candidates
}

/// Whether an environment is among those that a control judges.
enum Placed<'a> {
    Inside,
    /// It may be: no export tells it, for this reason.
    Open(&'a str),
    Outside,
}

fn placed<'a>(only: &[String], name: &str, open: Option<&'a Open>) -> Placed<'a> {
    let holds = |name: &str| only.is_empty() || only.iter().any(|own| own == name);
    let Some(open) = open else {
        return if holds(name) { Placed::Inside } else { Placed::Outside };
    };
    let mut among = open.among.iter().map(|name| holds(name));
    match open.among.is_empty() {
        // Where nothing says anything, a control that takes the unknown judges it.
        true if holds(UNKNOWN) => Placed::Inside,
        true => Placed::Open(&open.why),
        false if among.clone().all(|held| held) => Placed::Inside,
        false if among.any(|held| held) => Placed::Open(&open.why),
        false => Placed::Outside,
    }
}

fn all(context: &EvidenceContext<'_>, control: &Control) -> Vec<Candidate> {
    let estate = context.estate;
    match &control.subjects {
        Subjects::Resources(sets) => resources(estate, control, sets),
        Subjects::SubscriptionsOf(sets) => {
            let subscriptions = (0..estate.subscriptions.len()).map(Subject::Subscription);
            subscriptions
                .filter_map(|subject| {
                    let held = subject.holds(estate, sets);
                    Candidate::of(subject, held)
                })
                .collect()
        }
        Subjects::IdentitiesOf(sets) => identities(estate, sets),
        Subjects::SubscriptionsWithout(sets) => without(context, sets),
        Subjects::Tenant => vec![Subject::Tenant.into()],
        Subjects::TrustedWith(names) => trusted(context, control, names),
    }
}

fn resources(estate: &Estate<'_>, control: &Control, sets: &[String]) -> Vec<Candidate> {
    let only = &control.file.subjects.types;
    let takes = |kind: &str| only.is_empty() || only.iter().any(|name| name.eq_ignore_ascii_case(kind));
    let is_taken = |ix: &ResourceIx| takes(estate.inventory.resource(*ix).resource_type());
    let present = sets.iter().flat_map(|set| estate.set(set)).filter(is_taken);
    let mut subjects: Vec<Candidate> = present.map(|ix| Subject::Resource(ix).into()).collect();
    let possible = sets.iter().flat_map(|set| estate.possible(set));
    subjects.extend(
        possible
            .filter(|(ix, _)| is_taken(ix))
            .map(|(ix, doubt)| Candidate::doubtful(Subject::Resource(ix), doubt)),
    );
    if sets.contains(&estate.rules.file.data.set) {
        let missing = estate.stores.iter().enumerate().filter(|(_, store)| store.ix.is_none());
        subjects.extend(
            missing
                .filter(|(_, store)| takes(&ArmId::new(&store.id).resource_type()))
                .map(|(position, _)| Subject::Missing(position).into()),
        );
    }
    subjects
}

/// The identities attached to members of some sets. Members of which the exports do not tell what they run under, and what may be a
/// member, stand for theirs.
fn identities(estate: &Estate<'_>, sets: &[String]) -> Vec<Candidate> {
    let certain = estate.identities.iter().enumerate().filter_map(|(position, identity)| {
        let attached = identity
            .attached
            .iter()
            .map(|at| estate.membership(sets, estate.ai[*at].ix));
        let membership = match identity.attached.is_empty() {
            true => Membership::Member,
            false => Membership::any(attached),
        };
        Candidate::of(Subject::Identity(position), membership)
    });
    let attached = estate
        .possible_identities
        .iter()
        .flat_map(|identity| &identity.attached);
    let possible = attached.filter_map(|at| {
        let ix = estate.possible_ai[*at].ix;
        Candidate::of(Subject::Resource(ix), estate.membership(sets, ix))
    });
    let untold = estate.untold.iter();
    let untold = untold.filter(|untold| estate.membership(sets, untold.ix) != Membership::Outside);
    let untold = untold.map(|untold| Candidate::doubtful(Subject::Resource(untold.ix), &untold.why));
    certain.chain(possible).chain(untold).collect()
}

/// The subscriptions that hold no member of some sets.
fn without(context: &EvidenceContext<'_>, sets: &[String]) -> Vec<Candidate> {
    let estate = context.estate;
    let known = estate.inventory.hierarchy.subscriptions();
    let mut found = Vec::new();
    for id in known.map(|subscription| subscription.id.to_ascii_lowercase()) {
        let held = estate.subscriptions.iter().position(|held| held.id == id);
        let held = held.map_or(Membership::Outside, |at| Subject::Subscription(at).holds(estate, sets));
        let doubt = match held {
            Membership::Member => continue,
            Membership::Possible(doubt) => Some(doubt.clone()),
            Membership::Outside => {
                let unseen = exported::resources(context, std::iter::once(id.as_str())).err();
                unseen.map(|reason| reason.text().into())
            }
        };
        found.push(Candidate {
            subject: Subject::Outside(id),
            doubt,
        });
    }
    found
}

/// The resources on which AI identities hold some privileges, and those on which an identity does that may be one.
fn trusted(context: &EvidenceContext<'_>, control: &Control, names: &[String]) -> Vec<Candidate> {
    let (estate, reach) = (context.estate, &context.reach);
    let wanted = Privileges::named(estate.roles, names);
    let types = &control.file.subjects.types;
    let reached = |principals: &mut dyn Iterator<Item = &str>, possibly: bool| {
        let mut trusted = Reached::default();
        for principal in principals {
            trusted.append(match possibly {
                true => reach.possibly_reached(principal, wanted, types),
                false => reach.reached(principal, wanted, types),
            });
        }
        trusted
    };
    let own = || estate.identities.iter().map(|identity| identity.principal.as_str());
    let certain = reached(&mut own(), false);
    let mut found: Vec<Candidate> = reach
        .resources(&certain)
        .map(|ix| Subject::Resource(ix).into())
        .collect();
    let may_be = estate.possible_identities.iter();
    let possible = reached(&mut may_be.map(|identity| identity.principal.as_str()), true);
    let mut doubt = |reached: &Reached, why: &Doubt| {
        let resources = reach.resources(reached).map(Subject::Resource);
        found.extend(resources.map(|subject| Candidate::doubtful(subject, why)));
    };
    if estate.roles.unconditional(wanted) != wanted {
        let why = "An identity of AI can list the keys of it, and its row does not tell whether they work.";
        doubt(&reached(&mut own(), true), &why.into());
    }
    if !possible.is_empty() {
        let why = "An identity that holds data of it runs what may be AI; the exports leave out what would tell.";
        doubt(&possible, &why.into());
    }
    if let Some(untold) = estate.untold.first() {
        let holders = holders(reach, |ix| reach.may_run_something(ix));
        let name = estate.inventory.resource(untold.ix).name();
        let why = format!(
            "The exports do not tell which identity {name} runs under, so whether AI can use this is not known."
        );
        doubt(&reached(&mut holders.into_iter(), true), &why.into());
    } else if !estate.identities.is_empty() || !estate.possible_identities.is_empty() {
        let holders = holders(reach, |ix| reach.may_be_any_identity(ix));
        let why =
            "The exports name who holds data of it without an object id, so whether AI can use this is not known.";
        doubt(&reached(&mut holders.into_iter(), true), &why.into());
    }
    found
}

/// The holders of some grants, each once.
fn holders<'r>(reach: &'r Reach<'_>, which: impl Fn(GrantIx) -> bool) -> Vec<&'r str> {
    let grants = reach.grants().filter(|ix| which(*ix));
    let mut holders: Vec<&str> = grants.map(|ix| &*reach.grant(ix).principal).collect();
    holders.sort_unstable();
    holders.dedup();
    holders
}
