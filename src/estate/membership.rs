//! Membership of the estate's resources in its sets: which a selection takes, and the answers to whoever asks.

use crate::condition::{Actual, Condition, Context, Truth, Verdict};
use crate::inventory::resource::ResourceIx;

use super::Estate;
use super::facts::ResourceFacts;
use super::members::{Doubt, Members, Membership, doubt, lack};
use super::rules::Selection;

/// The place that left a condition unknown.
fn untold(verdict: &Verdict) -> &str {
    let mut trace = verdict.trace.iter();
    let leaf = trace.find(|leaf| leaf.truth == Truth::Unknown || leaf.actual == Actual::NotExported);
    leaf.map_or("properties", |leaf| leaf.path.as_deref().unwrap_or(&leaf.subject))
}

impl Estate<'_> {
    /// Adds the members that a selection takes, and the possible ones.
    pub(super) fn select(&self, selection: &Selection, context: &Context, members: &mut Members) {
        let rows = selection.types.iter().flat_map(|name| self.inventory.of_type(name));
        for ix in rows.copied() {
            match self.meets(selection.condition.as_ref(), ix, context) {
                Truth::True => members.add(ix),
                Truth::Unknown => {
                    let lack = self.lacks(selection.condition.as_ref(), ix, context);
                    members.add_possible(ix, &doubt(&lack, &selection.called));
                }
                Truth::False => {}
            }
        }
    }

    fn meets(&self, condition: Option<&Condition>, ix: ResourceIx, context: &Context) -> Truth {
        condition.map_or(Truth::True, |condition| {
            condition.truth(&ResourceFacts::new(self.inventory.resource(ix), self.rules), context)
        })
    }

    /// The missing part of an export that left a condition unknown for a row: the beginning of a sentence.
    pub(super) fn lacks(&self, condition: Option<&Condition>, ix: ResourceIx, context: &Context) -> String {
        let row = self.inventory.resource(ix);
        let facts = ResourceFacts::new(row, self.rules);
        let verdict = condition.map(|condition| condition.evaluate(&facts, context));
        lack(row, verdict.as_ref().map_or("properties", untold))
    }

    /// Known members of a set, in inventory order; empty for a name that is no set.
    pub fn set(&self, name: &str) -> impl Iterator<Item = ResourceIx> {
        let members = self.sets.get(name).map(|members| &members.certain);
        members.into_iter().flatten().copied()
    }

    /// Possible members of a set in inventory order, each with its doubt.
    pub fn possible(&self, name: &str) -> impl Iterator<Item = (ResourceIx, &Doubt)> {
        let members = self.sets.get(name).map(|members| &members.possible);
        members.into_iter().flatten().map(|(ix, doubt)| (*ix, doubt))
    }

    /// Whether a resource is known to belong to a set.
    pub fn is_member(&self, set: &str, ix: ResourceIx) -> bool {
        self.sets.get(set).is_some_and(|members| members.certain.contains(&ix))
    }

    /// The doubt of a possible member of a set; `None` for a member and for any other resource.
    pub fn doubt(&self, set: &str, ix: ResourceIx) -> Option<&Doubt> {
        self.sets.get(set)?.possible.get(&ix)
    }

    /// Whether a resource is AI.
    pub fn is_ai(&self, ix: ResourceIx) -> Membership<'_> {
        self.membership(&self.rules.file.ai, ix)
    }

    /// Whether a resource belongs to any of some sets.
    pub fn membership(&self, sets: &[String], ix: ResourceIx) -> Membership<'_> {
        if sets.iter().any(|set| self.is_member(set, ix)) {
            return Membership::Member;
        }
        let doubt = sets.iter().find_map(|set| self.doubt(set, ix));
        doubt.map_or(Membership::Outside, Membership::Possible)
    }
}
