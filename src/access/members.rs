//! Grants that members hold through their groups. Each is a grant of its own, with the membership that it comes through; the
//! group's grant stays, for questions about the group.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::inventory::groups::Everybody;

use super::grant::{Grant, GrantIx, Membership, MembershipIx, Origin};
use super::grants::Grants;
use super::settled::SettledRights;

impl<'a> Grants<'a> {
    /// Adds the grants that every member of a group holds through it, where the exports list the members.
    pub(super) fn expand_groups<'s>(&mut self, settled: &mut SettledRights<'s>)
    where
        'a: 's,
    {
        let inventory = self.inventory;
        let access = &inventory.access;
        let mut of_groups: BTreeMap<Arc<str>, Vec<GrantIx>> = BTreeMap::new();
        for (position, grant) in self.grants.iter().enumerate() {
            if access.group(&grant.principal).is_some() {
                let ix = GrantIx(position as u32);
                of_groups.entry(grant.principal.clone()).or_default().push(ix);
            }
        }
        for (group, grants) in of_groups {
            let Some(everybody) = Everybody::of(access, &group) else {
                continue;
            };
            for (member, way) in everybody.members {
                let through = MembershipIx(self.memberships.len() as u32);
                let principal: Arc<str> = (&*member).into();
                let mut of_group = Vec::with_capacity(grants.len());
                let may_be = way.iter().any(|step| step.eligible);
                for ix in &grants {
                    of_group.push((*ix, GrantIx(self.grants.len() as u32)));
                    let made = self.grant(*ix).clone();
                    let (rights, denied_in_part) = match made.origin {
                        Origin::Assignment(assignment) => {
                            let assignment = inventory.access.assignment(assignment);
                            settled.of(self.roles, &mut self.rights, assignment, &principal)
                        }
                        Origin::Policy => (made.rights, false),
                    };
                    let grant = Grant {
                        principal: principal.clone(),
                        through: Some(through),
                        eligible: made.eligible || may_be,
                        denied_in_part,
                        rights,
                        ..made
                    };
                    self.add(grant);
                }
                self.memberships.push(Membership {
                    group: group.clone(),
                    way,
                    of_group,
                });
            }
        }
    }

    /// The membership through which a grant is held; `None` where it was made to the principal itself.
    pub fn membership(&self, ix: GrantIx) -> Option<&Membership> {
        let MembershipIx(position) = self.grant(ix).through?;
        self.memberships.get(position as usize)
    }

    /// The grant as it was made: that of the group where it is held through one.
    pub fn made(&self, ix: GrantIx) -> GrantIx {
        let pairs = self.membership(ix).map_or(&[][..], |membership| &membership.of_group);
        pairs.iter().find(|(_, own)| *own == ix).map_or(ix, |(made, _)| *made)
    }
}
