//! Subscriptions that hold something and of which no export holds a resource, or a role assignment. What was not found may lie
//! there, so nothing follows from not finding it; the sentence names them and the command that would export them.

use std::sync::OnceLock;

use super::{Judge, Subject, wording};

/// How many subscriptions a sentence names.
const MOST_NAMES: usize = 3;

/// What is said of the tenant as a whole, each made when it is first asked for.
#[derive(Default)]
pub(super) struct Gaps {
    resources: OnceLock<Option<String>>,
    assignments: OnceLock<Option<String>>,
}

/// Why it is not known what lies in these subscriptions, given by lower-case id; `None` where the resources of all that hold
/// any were exported.
pub(super) fn resources<'i>(judge: &Judge<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    let unseen = &judge.estate.inventory.subscriptions_in_use().unexported;
    told(judge, ids.filter(|id| unseen.contains(*id)), "resources", |ids| {
        let ids = ids.join(" ");
        format!("az graph query -q \"resources\" --subscriptions {ids} --first 1000 -o json")
    })
}

/// Why it is not known what else lies in the subscription of a subject.
pub(super) fn beside(judge: &Judge<'_>, subject: &Subject) -> Option<String> {
    let own = subject.subscription(judge.estate)?.to_ascii_lowercase();
    resources(judge, [own.as_str()].into_iter())
}

/// Why it is not known what lies anywhere in the tenant.
pub(super) fn any_resources<'j>(judge: &'j Judge<'_>) -> Option<&'j str> {
    let unseen = || judge.estate.inventory.subscriptions_in_use().unexported.iter();
    let told = judge
        .gaps
        .resources
        .get_or_init(|| resources(judge, unseen().map(|id| &**id)));
    told.as_deref()
}

/// Why it is not known who holds what in these subscriptions, given by lower-case id; `None` where the role assignments of all
/// were exported.
pub(super) fn assignments<'i>(judge: &Judge<'_>, ids: impl Iterator<Item = &'i str>) -> Option<String> {
    let exported = judge.first_assignments();
    told(
        judge,
        ids.filter(|id| !exported.contains_key(*id)),
        "role assignments",
        |ids| {
            format!(
                "az role assignment list --all --include-inherited --subscription {} -o json",
                ids[0]
            )
        },
    )
}

/// Why it is not known what somebody holds in the tenant: there are subscriptions that hold something, and of some no role
/// assignment was exported.
pub(super) fn any_assignments<'j>(judge: &'j Judge<'_>) -> Option<&'j str> {
    let held = || judge.estate.inventory.subscriptions_in_use().all.iter();
    let told = judge
        .gaps
        .assignments
        .get_or_init(|| assignments(judge, held().map(|id| &**id)));
    told.as_deref()
}

fn told<'i>(
    judge: &Judge<'_>,
    ids: impl Iterator<Item = &'i str>,
    what: &str,
    command: impl Fn(&[&str]) -> String,
) -> Option<String> {
    let ids: Vec<&str> = ids.collect();
    let inventory = judge.estate.inventory;
    let named: Vec<String> = ids
        .iter()
        .map(|id| inventory.subscription_name(id).to_owned())
        .collect();
    (!ids.is_empty()).then(|| {
        let names = wording::names(&named, MOST_NAMES);
        let command = command(&ids[..ids.len().min(MOST_NAMES)]);
        format!("No export holds the {what} of {names}; this command exports them: {command}.")
    })
}
