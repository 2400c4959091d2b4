//! The check whether the exports hold the policy assignments over a subject: those of its subscription and of every management
//! group above it. Where they do not, nothing follows from not finding a guardrail.

use std::collections::{BTreeMap, BTreeSet};

use crate::inventory::Inventory;
use crate::value::arm_id::{ArmId, ScopeLevel};

use super::context::EvidenceContext;
use super::exported;
use super::reason::{Reason, reason};
use super::subject::Subject;

/// The type of policy assignments.
const ASSIGNMENTS: &str = "microsoft.authorization/policyassignments";
/// The type of their exemptions.
const EXEMPTIONS: &str = "microsoft.authorization/policyexemptions";
/// Command that exports them all.
const COMMAND: &str = "az graph query -q \"policyresources\" --first 1000 -o json";

/// Scopes of the policy assignments in the bundle, computed on the first call.
#[derive(Default)]
struct Found(std::sync::OnceLock<Scopes>);

#[derive(Default)]
struct Scopes {
    /// Scopes by file: the lower-case scopes at or above subscriptions, and the subscriptions in which assignments lie.
    by_file: BTreeMap<u32, BTreeSet<String>>,
    /// Files that Resource Graph gave: whatever the reader may see is in them.
    of_graph: BTreeSet<u32>,
}

impl Scopes {
    fn of(inventory: &Inventory) -> Self {
        let mut scopes = Scopes::default();
        for ix in inventory.of_type(ASSIGNMENTS) {
            let row = inventory.resource(*ix);
            let file = row.source().file;
            let input = inventory.ledger.inputs.get(file as usize);
            // Resource Graph alone gives a row its tenant.
            if !row.tenant().is_empty() || input.is_some_and(|input| input.is_of_graph()) {
                scopes.of_graph.insert(file);
            }
            let prefix = row.prefix().to_ascii_lowercase();
            let scope = match ArmId::new(&prefix).subscription() {
                Some(subscription) => format!("/subscriptions/{subscription}"),
                None => prefix,
            };
            scopes.by_file.entry(file).or_default().insert(scope);
        }
        scopes
    }
}

/// Whether the policy assignments of the subscription of a subject and of all management groups above it were exported.
pub(crate) fn policy_assignments(context: &EvidenceContext<'_>, subject: &Subject) -> Result<(), Reason> {
    let estate = context.estate;
    let scopes = context.cache::<Found>().0.get_or_init(|| Scopes::of(estate.inventory));
    if scopes.by_file.is_empty() {
        return Err(reason!("No export holds policy assignments."));
    }
    exported::rows(context, [ASSIGNMENTS])?;
    let id = subject.id(estate);
    let Some(subscription) = ArmId::new(&id).subscription() else {
        return Ok(());
    };
    let own = format!("/subscriptions/{}", subscription.to_ascii_lowercase());
    let groups: Vec<String> = estate.inventory.hierarchy.chain(&own).into_iter().skip(1).collect();
    let groups: Vec<String> = groups.iter().map(|scope| scope.to_ascii_lowercase()).collect();
    let is_above = |scope: &String| groups.contains(scope);
    let mut files = scopes.by_file.iter();
    let exported = |held: &BTreeSet<String>| held.contains(&own) || held.iter().any(is_above);
    if !files.clone().any(|(_, held)| exported(held)) {
        return Err(reason!(
            "No export holds policy assignments of its subscription or above it; this command exports them: {COMMAND}."
        ));
    }
    if estate.inventory.hierarchy.ancestors(subscription).is_none() {
        return Err(reason!("No export tells which management groups stand above it."));
    }
    // One list of a subscription holds what it inherits, or it was asked for its own assignments alone.
    let whole = files.any(|(file, held)| {
        (scopes.of_graph.contains(file) && exported(held)) || (held.contains(&own) && held.iter().any(is_above))
    });
    let is_group = |scope: &&String| ArmId::new(scope).level() == ScopeLevel::ManagementGroup;
    let each = || scopes.by_file.values().flatten().collect::<BTreeSet<_>>();
    if whole || groups.iter().filter(is_group).all(|scope| each().contains(scope)) {
        return Ok(());
    }
    Err(reason!(
        "The exports hold policy assignments of its subscription or of a part of the management groups above it only; this command \
         exports them all: {COMMAND}."
    ))
}

/// Whether the exemptions beside them were exported as well.
pub(crate) fn exemptions(context: &EvidenceContext<'_>, subject: &Subject) -> Result<(), Reason> {
    policy_assignments(context, subject)?;
    exemptions_at(context, &subject.id(context.estate))
}

/// Whether the exemptions that bear on a scope were exported. Lists of assignments do not hold them; Resource Graph gives both in one
/// table.
pub(crate) fn exemptions_at(context: &EvidenceContext<'_>, id: &str) -> Result<(), Reason> {
    let inventory = context.estate.inventory;
    exported::rows(context, [EXEMPTIONS])?;
    let Some(subscription) = ArmId::new(id).subscription() else {
        return Ok(());
    };
    let own = format!("/subscriptions/{}", subscription.to_ascii_lowercase());
    let chain = inventory.hierarchy.chain(&own);
    let bears = |scope: &str| chain.iter().any(|link| link.eq_ignore_ascii_case(scope));
    let scopes = context.cache::<Found>().0.get_or_init(|| Scopes::of(inventory));
    let graph = scopes.of_graph.iter().filter_map(|file| scopes.by_file.get(file));
    let listed = inventory.of_type(EXEMPTIONS).iter().map(|ix| inventory.resource(*ix));
    let mut listed = listed.filter_map(|row| Some(format!("/subscriptions/{}", row.subscription()?)));
    if graph.flatten().any(|scope| bears(scope))
        || listed.any(|scope| bears(&scope))
        || inventory.list_of(EXEMPTIONS, &own, true).is_some()
    {
        return Ok(());
    }
    Err(reason!(
        "No export holds policy exemptions; this command exports them: {COMMAND}."
    ))
}
