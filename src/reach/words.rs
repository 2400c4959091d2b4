//! Grants in words: principal, role, scope.

use crate::access::{GrantIx, Place};
use crate::ingest::Source;

use super::index::Reach;

/// A row that proves a grant or a membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The file and record.
    pub source: Source,
    /// Statement of the row, with names.
    pub what: String,
    /// The same with ids, where the statement has names in their place; empty where it has none.
    pub trace: String,
}

impl Reach<'_> {
    /// Name of a principal: the identity's or the directory's, else its id.
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

    /// The scope for people: `subscription sub-prod`, `storage account sttrain`.
    pub fn scope_name(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        let inventory = self.estate.inventory;
        match grant.place {
            Place::Resource(on) | Place::Inside(on) => {
                let resource = inventory.resource(on);
                format!("{} {}", self.estate.kind(resource), resource.name())
            }
            _ => inventory.scope_name(&self.scope(ix)),
        }
    }

    /// Wording of the row of a grant.
    pub fn says(&self, ix: GrantIx) -> String {
        let grant = self.grant(ix);
        let rights = self.rights(ix);
        let condition = match (rights.conditioned, rights.unread) {
            (true, true) => ", under a condition that could not be read",
            (true, false) => ", under a condition",
            _ => "",
        };
        let denied = if grant.denied_in_part { ", denied in part" } else { "" };
        let standing = if grant.eligible { "can activate" } else { "holds" };
        let who = match self.membership(ix) {
            Some(membership) => format!("the group {}", self.name(&membership.group)),
            None => self.name(&grant.principal),
        };
        format!(
            "{who} {standing} {} on {}{condition}{denied}",
            self.role(ix),
            self.scope_name(ix)
        )
    }

    /// The rows that prove a grant, each with what it says: the grant as it was made, then the memberships from the group down
    /// to the principal.
    pub fn rows(&self, ix: GrantIx) -> Vec<Row> {
        let grant = self.grant(ix);
        let mut rows = vec![Row {
            source: grant.source,
            what: self.says(ix),
            trace: format!("principal {}, scope {}", grant.principal, self.scope(ix)),
        }];
        rows.extend(self.membership_rows(ix));
        rows
    }

    /// The rows of a grant's memberships, each with its wording, from the group down to the principal.
    pub fn membership_rows(&self, ix: GrantIx) -> Vec<Row> {
        let way = self.membership(ix).map_or(&[][..], |membership| &membership.way);
        way.iter()
            .rev()
            .map(|step| {
                let is = if step.eligible { "may become" } else { "is" };
                let what = format!(
                    "{} {is} a member of {}",
                    self.name(&step.member),
                    self.name(&step.group)
                );
                Row {
                    source: step.source,
                    what,
                    trace: String::new(),
                }
            })
            .collect()
    }
}
