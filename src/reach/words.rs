//! Grants in words: who, which role, where.

use crate::value::arm_id::{ArmId, ScopeLevel};

use super::grant::{GrantIx, Origin, Place};
use super::index::Reach;

impl Reach<'_> {
    /// What to call a principal: the identity's or the directory's name, else its id.
    pub fn name(&self, principal: &str) -> String {
        if let Some(identity) = self.identity(principal) {
            return identity.name.clone();
        }
        match self.principal(principal) {
            Some(known) if !known.name.is_empty() => known.name.to_string(),
            Some(known) if !known.sign_in.is_empty() => known.sign_in.to_string(),
            Some(known) => known.id.to_string(),
            None => principal.to_owned(),
        }
    }

    /// What gives a grant its rights: the role's name, or `access policy`.
    pub fn role(&self, ix: GrantIx) -> &str {
        match self.grant(ix).origin {
            Origin::Assignment(assignment) => {
                let inventory = self.estate.inventory;
                self.estate
                    .roles
                    .display(inventory, inventory.access.assignment(assignment))
            }
            Origin::Policy => "access policy",
        }
    }

    /// GUID of a grant's role, lower-case; `None` for access policies and for roles known by nothing but an unknown name.
    pub fn role_id(&self, ix: GrantIx) -> Option<&str> {
        let Origin::Assignment(assignment) = self.grant(ix).origin else {
            return None;
        };
        let assignment = self.estate.inventory.access.assignment(assignment);
        match self.estate.roles.role(assignment) {
            Some(role) => Some(&role.id),
            None => (!assignment.role_id.is_empty()).then_some(&*assignment.role_id),
        }
    }

    /// The id of the scope that a grant is made at.
    pub fn scope(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        match (grant.origin, grant.place) {
            (Origin::Assignment(assignment), _) => {
                self.estate.inventory.access.assignment(assignment).scope.to_string()
            }
            (Origin::Policy, Place::Resource(on) | Place::Inside(on)) => self.estate.inventory.resource(on).id(),
            (Origin::Policy, Place::Container(scope) | Place::Elsewhere(scope)) => self.scopes.text(scope).to_owned(),
        }
    }

    /// The scope for people: `subscription sub-prod`, `storage account sttrain`.
    pub fn scope_name(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        let inventory = self.estate.inventory;
        match grant.place {
            Place::Resource(on) | Place::Inside(on) => {
                let resource = inventory.resource(on);
                format!("{} {}", self.estate.kind(resource), resource.name())
            }
            _ => {
                let scope = self.scope(ix);
                let id = ArmId::new(&scope);
                match grant.level {
                    ScopeLevel::Root => "the tenant root".to_owned(),
                    ScopeLevel::Subscription => format!("subscription {}", inventory.subscription_name(id.last())),
                    level => format!("{} {}", level.words(), id.last()),
                }
            }
        }
    }

    /// What the row of a grant says.
    pub fn says(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        let rights = self.rights(ix);
        let condition = match (rights.conditioned, rights.unread) {
            (true, true) => ", under a condition that could not be read",
            (true, false) => ", under a condition",
            _ => "",
        };
        let standing = if grant.eligible { "can activate" } else { "holds" };
        let who = match self.membership(ix) {
            Some(membership) => format!("the group {}", self.name(&membership.group)),
            None => self.name(&grant.principal),
        };
        format!(
            "{who} {standing} {} at {} {}{condition}",
            self.role(ix),
            grant.level.words(),
            self.scope(ix)
        )
    }
}
