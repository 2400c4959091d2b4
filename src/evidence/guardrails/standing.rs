//! Whether an assignment is in force at a place: it stands over it, leaves it out nowhere, is enforced, reaches such resources, is not
//! exempted from, has an effect that counts, and an identity where its effect needs one.

use crate::access::scopes::covers;
use crate::condition::Truth;
use crate::value::arm_id::ArmId;

use super::super::context::EvidenceContext;
use super::super::{exported, exported_policies};
use super::Guardrails;
use super::assignment::{Assignment, Identity};
use super::effect::Assigned;
use super::exemption::Exemption;
use super::file::GuardrailFile;
use super::place::Place;
use super::selector::Part;

/// Effects that act on resources themselves, and so need an identity.
const ACTING: [&str; 2] = ["DeployIfNotExists", "Modify"];

/// Whether an assignment is in force at a place, and what says so.
pub(crate) struct Standing {
    pub(crate) truth: Truth,
    /// Statement about the assignment: `is not enforced`.
    pub(crate) why: String,
}

impl Standing {
    fn new(truth: Truth, why: impl Into<String>) -> Self {
        Standing { truth, why: why.into() }
    }
}

impl<'a> Guardrails<'a> {
    /// State of an assignment at a place; `None` where it is made elsewhere.
    pub(crate) fn standing(
        &self,
        context: &EvidenceContext<'_>,
        guardrail: &GuardrailFile,
        assigned: &Assigned,
        place: &Place,
    ) -> Option<Standing> {
        let assignment = &self.assignments[assigned.assignment];
        if !assignment.stands_over(place) {
            return None;
        }
        let checks = [
            left_out(assignment, place),
            Standing::new(
                assignment.enforced,
                match assignment.enforced {
                    Truth::Unknown => "does not tell whether it is enforced",
                    _ => "is not enforced",
                },
            ),
            selected(assignment, place),
            self.acts(context, guardrail, assigned, place),
            self.exempted(context, assignment, assigned, place),
        ];
        let deciding = |wanted: Truth| checks.iter().position(|check| check.truth == wanted);
        let decided = deciding(Truth::False).or_else(|| deciding(Truth::Unknown));
        let [.., acts, _] = &checks;
        if assigned.is_wanted != Truth::True && deciding(Truth::False).is_none() {
            let why = "may hold such a policy, and no export tells what it holds";
            return Some(Standing::new(Truth::Unknown, why));
        }
        Some(match decided {
            Some(at) => Standing::new(checks[at].truth, checks[at].why.clone()),
            None => Standing::new(Truth::True, acts.why.clone()),
        })
    }

    fn exempted(
        &self,
        context: &EvidenceContext<'_>,
        assignment: &Assignment<'_>,
        assigned: &Assigned,
        place: &Place,
    ) -> Standing {
        let exempt = |exemption: &Exemption<'_>| exemption.exempts(&assignment.id, assigned, place, context.as_of);
        let exempt = self.exemptions.iter().map(exempt).fold(Truth::False, Truth::or);
        match exempt {
            Truth::False if exported_policies::exemptions_at(context, &place.id).is_err() => Standing::new(
                Truth::Unknown,
                format!("may exempt {}, and no export holds every policy exemption", place.name),
            ),
            Truth::Unknown => Standing::new(Truth::Unknown, format!("may exempt {}", place.name)),
            exempt => Standing::new(!exempt, format!("exempts {}", place.name)),
        }
    }

    /// Whether its effect there is one that counts, and it can act.
    fn acts(
        &self,
        context: &EvidenceContext<'_>,
        guardrail: &GuardrailFile,
        assigned: &Assigned,
        place: &Place,
    ) -> Standing {
        let assignment = &self.assignments[assigned.assignment];
        let Some(effect) = effect_at(assignment, assigned, place) else {
            return Standing::new(Truth::Unknown, "does not tell its effect");
        };
        let is = |name: &str| name.eq_ignore_ascii_case(&effect);
        let counts = guardrail.effects.is_empty() || guardrail.effects.iter().any(|name| is(name));
        if is("Disabled") || !counts {
            return Standing::new(
                Truth::False,
                format!("is in force, but its effect {effect} is too weak"),
            );
        }
        if ACTING.iter().any(|name| is(name)) {
            match &assignment.identity {
                Identity::None => {
                    return Standing::new(
                        Truth::False,
                        format!("has no identity to act with, though its effect is {effect}"),
                    );
                }
                Identity::Untold => return Standing::new(Truth::Unknown, "does not tell whether it has an identity"),
                Identity::Principals(principals) => match holds_a_role(context, principals, place) {
                    Truth::True => {}
                    Truth::False => {
                        return Standing::new(
                            Truth::False,
                            format!("acts under an identity without a role there, though its effect is {effect}"),
                        );
                    }
                    Truth::Unknown => {
                        return Standing::new(Truth::Unknown, "acts under an identity whose roles no export tells");
                    }
                },
            }
        }
        Standing::new(Truth::True, format!("is in force with the effect {effect}"))
    }
}

fn left_out(assignment: &Assignment<'_>, place: &Place) -> Standing {
    let Some(scopes) = &assignment.not_scopes else {
        return Standing::new(Truth::Unknown, "does not tell which scopes it leaves out");
    };
    match scopes.iter().find(|scope| place.lies_in(scope)) {
        Some(scope) => Standing::new(Truth::False, format!("leaves out {}", ArmId::new(scope).name())),
        None => Standing::new(Truth::True, ""),
    }
}

fn selected(assignment: &Assignment<'_>, place: &Place) -> Standing {
    // Policies at a subscription are asked for there; its resources are places of their own.
    let part = Part {
        others: Truth::True,
        anything: Truth::False,
    };
    let selectors = assignment.selectors.as_ref();
    match selectors.map_or(Truth::Unknown, |selectors| selectors.take(place, part)) {
        Truth::Unknown => Standing::new(Truth::Unknown, "does not tell which types and regions it is limited to"),
        taken => Standing::new(
            taken,
            format!("is limited to types or regions other than those of {}", place.name),
        ),
    }
}

/// The effect at a place, after overrides; `None` where the export does not tell it.
fn effect_at(assignment: &Assignment<'_>, assigned: &Assigned, place: &Place) -> Option<String> {
    let mut effect = assigned.effect.clone();
    for change in assignment.overrides.as_ref()? {
        match change.changes(place, assigned.reference.as_deref()) {
            Truth::True => effect = change.effect.clone(),
            Truth::Unknown if change.effect != effect => effect = None,
            Truth::Unknown | Truth::False => {}
        }
    }
    effect
}

/// Whether one of the principals holds a role that works at a place; that none does, the exported role assignments must show.
fn holds_a_role(context: &EvidenceContext<'_>, principals: &[String], place: &Place) -> Truth {
    let reach = &context.reach;
    let mut grants = principals.iter().flat_map(|principal| reach.of(principal));
    let works_there = |scope: &str| place.lies_in(scope) || covers(context.estate.inventory, &place.id, scope);
    if grants.any(|ix| works_there(&reach.scope(*ix))) {
        return Truth::True;
    }
    let subscription = ArmId::new(&place.id).subscription().map(str::to_ascii_lowercase);
    let is_told = |id: &String| exported::assignments(context, std::iter::once(id.as_str())).is_ok();
    if !principals.is_empty() && subscription.as_ref().is_some_and(is_told) {
        Truth::False
    } else {
        Truth::Unknown
    }
}
