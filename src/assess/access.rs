//! Role assignments: what an identity holds, or who holds what over a subscription or resource, counted by principal.

use std::collections::{BTreeMap, BTreeSet};

use crate::framework::control::{EvidenceFile, GrantsFile, Standing};
use crate::inventory::access::{AssignmentIx, Principal, RoleAssignment};
use crate::inventory::arm_id::ArmId;

use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

/// How many principals a reason names.
const MOST_NAMES: usize = 3;

/// What the role assignments say of the subject.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, subject: &Subject) -> Opinion {
    let EvidenceFile::Access {
        grants,
        most,
        least,
        says,
    } = rule
    else {
        return Opinion::unknown("");
    };
    let scopes = scopes(judge, subject, grants);
    if !covered(judge, subject) {
        return Opinion::unknown("No export of role assignments covers its scope.");
    }
    let count = count(judge, subject, grants, &scopes);
    let bound = |setting: &Option<_>| setting.as_ref().and_then(|setting| judge.framework.number(setting));
    let (most, least) = match (bound(most), bound(least)) {
        (None, None) => (Some(0), None),
        bounds => bounds,
    };
    let held = count.holders.len();
    let too_many = most.is_some_and(|most| held > most as usize);
    let too_few = least.is_some_and(|least| held < least as usize);
    if (too_few || !too_many) && count.blank {
        return Opinion::unknown("Names are blank in most rows: the exporter may have lacked directory read.");
    }
    if (too_few || !too_many) && !count.unclear.is_empty() {
        let roles = wording::names(&count.unclear, MOST_NAMES);
        return Opinion::unknown(format!(
            "No export holds the definition of {roles}, so what it permits is not known."
        ));
    }
    let (outcome, sentence) = if too_many || too_few {
        (Outcome::Fail, &says.fail)
    } else {
        (Outcome::Pass, &says.pass)
    };
    let mut reason = sentence.clone();
    if !matches!(subject, Subject::Identity(_)) && (outcome == Outcome::Fail || held > 0) {
        let holders: Vec<String> = count.holders.values().map(|holder| holder.name.clone()).collect();
        reason.push_str(&match held {
            0 => " Nobody does.".to_owned(),
            _ => format!(
                " {}: {}.",
                wording::count(held, "principal", "principals"),
                wording::names(&holders, MOST_NAMES)
            ),
        });
    }
    let mut opinion = Opinion::new(outcome, reason, count.proofs(judge, subject));
    if outcome == Outcome::Fail && count.marked {
        opinion.marks.extend(grants.mark.iter().map(|mark| mark.name.clone()));
    }
    opinion
}

/// Scopes whose grants reach the subject (or, of an identity, do not matter).
fn scopes(judge: &Judge<'_>, subject: &Subject, grants: &GrantsFile) -> BTreeSet<String> {
    let estate = judge.estate;
    let id = subject.id(estate);
    let chain = |id: &str| estate.inventory.hierarchy.chain(id);
    match subject {
        Subject::Identity(_) => BTreeSet::new(),
        _ if !grants.inherited => BTreeSet::from([id]),
        Subject::Subscription(position) => {
            let ai = estate.subscriptions[*position].ai.iter();
            let below = ai.flat_map(|ai| chain(&estate.inventory.resource(estate.ai[*ai].ix).id()));
            below.chain(chain(&id)).collect()
        }
        _ => chain(&id).into_iter().collect(),
    }
}

/// Whether any role assignment was exported for the subject's subscription, or one above it.
fn covered(judge: &Judge<'_>, subject: &Subject) -> bool {
    let estate = judge.estate;
    let subscriptions: BTreeSet<String> = match subject {
        Subject::Identity(position) => {
            let attached = estate.identities[*position].attached.iter();
            attached
                .filter_map(|ai| estate.inventory.resource(estate.ai[*ai].ix).subscription())
                .map(str::to_ascii_lowercase)
                .collect()
        }
        _ => subject.subscription(estate).into_iter().collect(),
    };
    let exported = judge.subscriptions_with_assignments();
    !subscriptions.is_empty()
        && subscriptions
            .iter()
            .all(|id| exported.contains_key(&id.to_ascii_lowercase()))
}

struct Holder {
    name: String,
    grants: Vec<AssignmentIx>,
}

#[derive(Default)]
struct Count {
    holders: BTreeMap<String, Holder>,
    /// Roles whose class nothing tells.
    unclear: Vec<String>,
    /// Whether blanks keep the standing of most principals from being told.
    blank: bool,
    /// Whether a counted grant has a class that sets the mark.
    marked: bool,
}

impl Count {
    fn proofs(&self, judge: &Judge<'_>, subject: &Subject) -> Vec<Proof> {
        let access = &judge.estate.inventory.access;
        let grants = self
            .holders
            .values()
            .flat_map(|holder| holder.grants.iter().map(move |ix| (holder, ix)));
        let mut proofs: Vec<Proof> = grants
            .map(|(holder, ix)| {
                let assignment = access.assignment(*ix);
                let role = judge.estate.roles.display(judge.estate.inventory, assignment);
                let condition = if assignment.condition.is_empty() {
                    ""
                } else {
                    ", under a condition"
                };
                let level = assignment.level().words();
                Proof {
                    source: assignment.source,
                    what: format!(
                        "{} holds {role} at {level} {}{condition}",
                        holder.name, assignment.scope
                    ),
                }
            })
            .collect();
        if proofs.is_empty()
            && let Some(ix) = nearest_grant(judge, subject)
        {
            proofs.push(Proof {
                source: access.assignment(ix).source,
                what: "the role assignments of the scope are in this export; none of them is such a grant".to_owned(),
            });
        }
        proofs
    }
}

/// Any assignment in the subject's subscription, to show that the evidence is there.
fn nearest_grant(judge: &Judge<'_>, subject: &Subject) -> Option<AssignmentIx> {
    let access = &judge.estate.inventory.access;
    if let Subject::Identity(position) = subject {
        let own = access.of(&judge.estate.identities[*position].principal);
        if let Some(first) = own.first() {
            return Some(*first);
        }
    }
    let subscription = subject.subscription(judge.estate)?;
    let assigned = judge.subscriptions_with_assignments();
    assigned.get(&subscription.to_ascii_lowercase()).copied()
}

fn count(judge: &Judge<'_>, subject: &Subject, grants: &GrantsFile, scopes: &BTreeSet<String>) -> Count {
    let access = &judge.estate.inventory.access;
    let candidates: Vec<AssignmentIx> = match subject {
        Subject::Identity(position) => access.of(&judge.estate.identities[*position].principal).to_vec(),
        _ => scopes.iter().flat_map(|scope| access.at(scope)).copied().collect(),
    };
    let mut count = Count::default();
    let (mut people, mut blanks) = (0, 0);
    for ix in candidates {
        let assignment = access.assignment(ix);
        let unknown = Principal::default();
        let principal = access.principal(&assignment.principal).unwrap_or(&unknown);
        if !principal.kind.eq_ignore_ascii_case("ServicePrincipal") {
            people += 1;
            blanks += usize::from(principal.is_blank());
        }
        if !at_level(grants, assignment) || !is_kind(grants, principal) || !stands(judge, grants, assignment, principal)
        {
            continue;
        }
        match holds(judge, grants, assignment) {
            Some(false) => {}
            Some(true) => {
                let class = judge.estate.roles.class(judge.estate.inventory, assignment);
                let marks = grants.mark.as_ref().map_or(&[][..], |mark| &mark.classes);
                count.marked |= class.is_some_and(|class| marks.iter().any(|mark| mark == class));
                let holder = count.holders.entry(assignment.principal.to_string());
                let holder = holder.or_insert_with(|| Holder {
                    name: judge.principal_name(&assignment.principal),
                    grants: Vec::new(),
                });
                holder.grants.push(ix);
            }
            None => {
                let role = judge
                    .estate
                    .roles
                    .display(judge.estate.inventory, assignment)
                    .to_owned();
                if !count.unclear.contains(&role) {
                    count.unclear.push(role);
                }
            }
        }
    }
    let by_name = matches!(grants.standing, Some(Standing::Guest | Standing::Orphan));
    count.blank = by_name && blanks * 2 > people;
    count
}

fn at_level(grants: &GrantsFile, assignment: &RoleAssignment) -> bool {
    grants.levels.is_empty() || grants.levels.iter().any(|level| level == assignment.level().name())
}

fn is_kind(grants: &GrantsFile, principal: &Principal) -> bool {
    grants.principals.is_empty()
        || grants
            .principals
            .iter()
            .any(|kind| kind.eq_ignore_ascii_case(&principal.kind))
}

fn stands(judge: &Judge<'_>, grants: &GrantsFile, assignment: &RoleAssignment, principal: &Principal) -> bool {
    match grants.standing {
        None => true,
        Some(Standing::Guest) => principal.is_guest(),
        Some(Standing::Orphan) => principal.is_orphan(),
        Some(Standing::Member) => !principal.is_guest() && !principal.is_orphan(),
        Some(Standing::Workload) => {
            principal.kind.eq_ignore_ascii_case("ServicePrincipal")
                && judge.estate.identity(&assignment.principal).is_none()
        }
    }
}

/// Whether the role is one that is counted; `None` when nothing tells what it permits.
fn holds(judge: &Judge<'_>, grants: &GrantsFile, assignment: &RoleAssignment) -> Option<bool> {
    if grants
        .roles
        .iter()
        .any(|role| role.eq_ignore_ascii_case(&assignment.role_id))
    {
        return Some(true);
    }
    if grants.classes.is_empty() {
        let by_name = judge.estate.roles.role(assignment).map(|role| &role.id);
        return Some(grants.roles.is_empty() || by_name.is_some_and(|id| grants.roles.contains(id)));
    }
    let class = judge.estate.roles.class(judge.estate.inventory, assignment)?;
    Some(grants.classes.iter().any(|name| name == class))
}

impl Judge<'_> {
    /// What to call a principal: the identity's or the directory's name, else its id.
    pub(super) fn principal_name(&self, id: &str) -> String {
        if let Some(identity) = self.estate.identity(id) {
            return identity.name.clone();
        }
        match self.estate.inventory.access.principal(id) {
            Some(principal) if !principal.name.is_empty() => principal.name.to_string(),
            Some(principal) if !principal.sign_in.is_empty() => principal.sign_in.to_string(),
            Some(principal) => principal.id.to_string(),
            None => id.to_owned(),
        }
    }

    /// The first exported role assignment in each subscription, by lower-case subscription id.
    fn subscriptions_with_assignments(&self) -> &BTreeMap<String, AssignmentIx> {
        self.assigned.get_or_init(|| {
            let mut first = BTreeMap::new();
            for (position, assignment) in self.estate.inventory.access.assignments().iter().enumerate() {
                if let Some(id) = ArmId::new(&assignment.scope).subscription() {
                    let ix = AssignmentIx(position as u32);
                    first.entry(id.to_ascii_lowercase()).or_insert(ix);
                }
            }
            first
        })
    }
}
