//! The chain that matters most: from an exposure that a tripped gate tells of, through the identity that runs behind it, to
//! what that identity may do. Drawn only when every hop is proven by a row.

use crate::assess::{Finding, Outcome, Proof, Subject};
use crate::inventory::access::RoleAssignment;
use crate::inventory::arm_id::{ArmId, ScopeLevel};
use crate::score::GateState;

use super::{Sources, format, model};

impl Sources<'_> {
    /// The worst chain: of the lowest tripped gate that names a way in, the subject whose identity holds the broadest grant.
    pub(super) fn worst_path(&self) -> Option<model::AccessPath> {
        let mut gates: Vec<usize> = (0..self.gates.len())
            .filter(|gate| self.scored.gates[*gate].state == GateState::Tripped)
            .filter(|gate| self.framework.gates[*gate].entry.is_some())
            .collect();
        gates.sort_by_key(|gate| self.gates[*gate].cap);
        gates.into_iter().find_map(|gate| self.path_of(gate))
    }

    fn path_of(&self, gate: usize) -> Option<model::AccessPath> {
        let entry = self.framework.gates[gate].entry.as_ref()?;
        let instances = self.scored.gates[gate].tripped.iter();
        let mut chains: Vec<(ScopeLevel, String, model::AccessPath)> = instances
            .filter_map(|instance| {
                let members = &self.gates[gate].instances[*instance].members;
                let exposed: Vec<&Finding> = members
                    .iter()
                    .filter_map(|member| self.findings_of(member.control).nth(member.subject))
                    .collect();
                self.chain(entry, &exposed)
            })
            .collect();
        chains.sort_by(|left, right| (left.0, &left.1).cmp(&(right.0, &right.1)));
        chains.into_iter().next().map(|(_, _, path)| path)
    }

    /// From the exposed subject to the broadest failing grant of an identity that it runs under.
    fn chain(
        &self,
        entry: &crate::framework::file::EntryFile,
        exposed: &[&Finding],
    ) -> Option<(ScopeLevel, String, model::AccessPath)> {
        let first = exposed.first()?;
        let Subject::Resource(ix) = first.subject else {
            return None;
        };
        let ai = self.estate.ai.iter().position(|ai| ai.ix == ix)?;
        let (identity, finding, assignment) = self
            .findings
            .iter()
            .filter(|finding| finding.outcome == Outcome::Fail)
            .filter_map(|finding| match finding.subject {
                Subject::Identity(position) => Some((&self.estate.identities[position], finding)),
                _ => None,
            })
            .filter(|(identity, _)| identity.attached.contains(&ai))
            .filter_map(|(identity, finding)| Some((identity, finding, self.broadest(finding)?)))
            .min_by_key(|(_, _, assignment)| assignment.level())?;
        let resource = self.estate.inventory.resource(ix);
        let row = Proof {
            source: resource.source(),
            what: format!("{} runs under {}", resource.name(), identity.name),
        };
        let role = self.estate.roles.display(self.estate.inventory, assignment);
        let (reach, scope) = self.reach(assignment);
        let hop = |via: &str, title: String, detail: String, tone: &str, proofs: &[Proof]| model::Hop {
            via: via.to_owned(),
            title,
            detail,
            tone: tone.to_owned(),
            evidence: proofs.iter().map(|proof| self.evidence(proof)).collect(),
        };
        let doors: Vec<Proof> = exposed
            .iter()
            .flat_map(|finding| finding.proofs.iter().cloned())
            .collect();
        let grant: Vec<Proof> = finding
            .proofs
            .iter()
            .filter(|proof| proof.source == assignment.source)
            .cloned()
            .collect();
        let path = model::AccessPath {
            id: String::new(),
            title: String::new(),
            severity: String::new(),
            assets: 0,
            cut: None,
            text: format!(
                "{} reaches {}, which runs as {}; that identity holds {role} on {scope}.",
                entry.title,
                resource.name(),
                identity.name
            ),
            hops: vec![
                hop("", entry.title.clone(), entry.detail.clone(), "critical", &doors),
                hop(
                    &entry.via,
                    resource.name().to_owned(),
                    self.estate.kind(resource),
                    "critical",
                    &doors,
                ),
                hop(
                    "runs as",
                    identity.name.clone(),
                    identity.kind.to_owned(),
                    "high",
                    &[row],
                ),
                hop("role", reach, format!("{role} on {scope}"), "high", &grant),
            ],
        };
        Some((assignment.level(), resource.id(), path))
    }

    /// The assignment of a finding's proofs that is made highest in the tenant.
    fn broadest(&self, finding: &Finding) -> Option<&RoleAssignment> {
        let assignments = self.estate.inventory.access.assignments().iter();
        assignments
            .filter(|assignment| finding.proofs.iter().any(|proof| proof.source == assignment.source))
            .min_by_key(|assignment| assignment.level())
    }

    /// How many resources a grant covers, and what its scope is called.
    fn reach(&self, assignment: &RoleAssignment) -> (String, String) {
        let inventory = self.estate.inventory;
        let scope = ArmId::new(&assignment.scope);
        let covered = inventory.resources().filter(|resource| {
            let subscription = resource.subscription();
            match scope.level() {
                ScopeLevel::Root => true,
                ScopeLevel::ManagementGroup => subscription.is_some_and(|subscription| {
                    let chain = inventory.hierarchy.ancestors(subscription).unwrap_or_default();
                    chain.iter().any(|group| group.name.eq_ignore_ascii_case(scope.last()))
                }),
                _ => subscription == scope.subscription(),
            }
        });
        let name = match scope.level() {
            ScopeLevel::Subscription => inventory.subscription_name(scope.last()).to_owned(),
            ScopeLevel::Root => "the tenant root".to_owned(),
            _ => scope.last().to_owned(),
        };
        (format::count(covered.count(), "resource", "resources"), name)
    }
}
