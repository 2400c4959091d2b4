//! The subjects of a control: the resources, subscriptions or identities of the estate that it is judged on.

use crate::access::Privileges;
use crate::estate::Estate;
use crate::evidence::{EvidenceContext, Subject};
use crate::framework::{Control, Subjects};
use crate::reach::Reached;
use crate::value::arm_id::ArmId;

/// The subjects of a control, in any order.
pub(super) fn of(context: &EvidenceContext<'_>, control: &Control) -> Vec<Subject> {
    let only = &control.file.subjects.environments;
    let mut subjects = all(context, control);
    if !only.is_empty() {
        subjects.retain(|subject| only.contains(&subject.environment(context.estate)));
    }
    subjects
}

fn all(context: &EvidenceContext<'_>, control: &Control) -> Vec<Subject> {
    let estate = context.estate;
    match &control.subjects {
        Subjects::Resources(sets) => resources(estate, control, sets),
        Subjects::SubscriptionsOf(sets) => {
            let holds = |position: &usize| sets.iter().any(|set| estate.is_member(set, estate.ai[*position].ix));
            let subscriptions = estate.subscriptions.iter().enumerate();
            subscriptions
                .filter(|(_, subscription)| subscription.ai.iter().any(holds))
                .map(|(position, _)| Subject::Subscription(position))
                .collect()
        }
        Subjects::IdentitiesOf(sets) => {
            let attached = |position: &usize| sets.iter().any(|set| estate.is_member(set, estate.ai[*position].ix));
            let identities = estate.identities.iter().enumerate();
            identities
                .filter(|(_, identity)| identity.attached.is_empty() || identity.attached.iter().any(attached))
                .map(|(position, _)| Subject::Identity(position))
                .collect()
        }
        Subjects::SubscriptionsWithout(sets) => {
            let holds = |id: &str| {
                let held = estate.subscriptions.iter().find(|held| held.id == id);
                let mut ai = held.into_iter().flat_map(|held| &held.ai);
                ai.any(|position| sets.iter().any(|set| estate.is_member(set, estate.ai[*position].ix)))
            };
            let known = estate.inventory.hierarchy.subscriptions();
            known
                .map(|subscription| subscription.id.to_ascii_lowercase())
                .filter(|id| !holds(id))
                .map(Subject::Outside)
                .collect()
        }
        Subjects::Tenant => vec![Subject::Tenant],
        Subjects::TrustedWith(names) => {
            let wanted = Privileges::named(estate.roles, names);
            let reach = &context.reach;
            let mut trusted = Reached::default();
            for identity in &estate.identities {
                trusted.append(reach.reached(&identity.principal, wanted, &control.file.subjects.types));
            }
            reach.resources(&trusted).map(Subject::Resource).collect()
        }
    }
}

fn resources(estate: &Estate<'_>, control: &Control, sets: &[String]) -> Vec<Subject> {
    let only = &control.file.subjects.types;
    let takes = |kind: &str| only.is_empty() || only.iter().any(|name| name.eq_ignore_ascii_case(kind));
    let present = sets.iter().flat_map(|set| estate.set(set));
    let mut subjects: Vec<Subject> = present
        .filter(|ix| takes(estate.inventory.resource(*ix).resource_type()))
        .map(Subject::Resource)
        .collect();
    if sets.contains(&estate.rules.file.data.set) {
        let missing = estate.stores.iter().enumerate().filter(|(_, store)| store.ix.is_none());
        subjects.extend(
            missing
                .filter(|(_, store)| takes(&ArmId::new(&store.id).resource_type()))
                .map(|(position, _)| Subject::Missing(position)),
        );
    }
    subjects
}
