//! Scopes at which guardrails must hold.

use crate::access::ScopeChain;
use crate::estate::Estate;
use crate::inventory::ResourceRef;
use crate::value::arm_id::ArmId;

use super::super::subject::Subject;

/// A scope at which a guardrail must hold: a subject, or a resource in it.
pub(crate) struct Place {
    /// Its ARM id, as spelt.
    pub(crate) id: String,
    pub(crate) name: String,
    chain: ScopeChain,
    pub(super) holds: Holds,
}

/// Resources at a place, as resource selectors see them.
pub(super) enum Holds {
    /// One resource, of this lower-case type and in this region, which is empty when not exported.
    Resource { kind: String, region: String },
    /// Resources that are places of their own.
    Others,
    /// Every resource that may be built there.
    Anything,
}

impl Place {
    /// The place of a subject. With `others`, the resources in it are places of their own.
    pub(crate) fn of(estate: &Estate<'_>, subject: &Subject, others: bool) -> Self {
        let holds = match (subject, subject.row(estate)) {
            (Subject::Resource(_), Some(row)) => of_row(row),
            _ if others => Holds::Others,
            _ => Holds::Anything,
        };
        Place::at(estate, subject.id(estate), subject.name(estate), holds)
    }

    /// The place of a resource in a subject.
    pub(crate) fn resource(estate: &Estate<'_>, row: ResourceRef<'_>) -> Self {
        Place::at(estate, row.id(), row.name().to_owned(), of_row(row))
    }

    fn at(estate: &Estate<'_>, id: String, name: String, holds: Holds) -> Self {
        let chain = ScopeChain::of(estate.inventory, &id);
        Place { id, name, chain, holds }
    }

    /// Whether it is a scope or lies below it.
    pub(crate) fn lies_in(&self, scope: &str) -> bool {
        self.chain.lies_in(scope)
    }
}

fn of_row(row: ResourceRef<'_>) -> Holds {
    Holds::Resource {
        kind: row.resource_type().to_owned(),
        region: folded_region(row.location()),
    }
}

/// `West Europe` as `westeurope`.
pub(super) fn folded_region(name: &str) -> String {
    let letters = name.chars().filter(|letter| !letter.is_whitespace());
    letters.collect::<String>().to_ascii_lowercase()
}

/// The scope that an id of a policy row stands at.
pub(super) fn scope_of(id: &str) -> String {
    match ArmId::new(id).split().0 {
        "" => "/".to_owned(),
        scope => scope.to_owned(),
    }
}
