//! The chain that matters most: from an exposure that a tripped gate reports, through the identity that runs behind it, to what
//! that identity may do. Drawn only when every hop is proven by a row.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::assess::{Finding, Proof, Subject};
use crate::estate::Identity;
use crate::evidence::wording;
use crate::framework::file::EntryFile;
use crate::ingest::Source;
use crate::inventory::access::RoleAssignment;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::{ArmId, ScopeLevel};
use crate::value::vocabulary::{GateState, Outcome, Severity};

use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

/// An identity, a finding that fails for it, and the broadest grant that proves the finding.
type Grant<'a> = (&'a Identity, &'a Finding, &'a RoleAssignment);

/// An exposed resource and the grant behind it.
struct Chain<'a> {
    resource: ResourceIx,
    identity: &'a Identity,
    finding: &'a Finding,
    assignment: &'a RoleAssignment,
}

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
        let grants = self.failing_grants();
        let instances = self.scored.gates[gate].tripped.iter();
        let chains = instances.filter_map(|instance| {
            let members = &self.gates[gate].instances[*instance].members;
            let exposed: Vec<&Finding> = members
                .iter()
                .filter_map(|member| self.findings_of(member.control).nth(member.subject))
                .collect();
            self.chain(&exposed, &grants).map(|chain| (chain, exposed))
        });
        // The id tells apart only chains whose grants stand at one level.
        let (chain, exposed) = chains.min_by(|(left, _), (right, _)| {
            let level = left.assignment.level().cmp(&right.assignment.level());
            let id = |chain: &Chain<'_>| self.estate.inventory.resource(chain.resource).id();
            level.then_with(|| id(left).cmp(&id(right)))
        })?;
        Some(self.drawn(entry, &chain, &exposed))
    }

    /// The failing findings of identities, each with its broadest grant, by the AI resource that runs under the identity.
    fn failing_grants(&self) -> BTreeMap<usize, Vec<Grant<'_>>> {
        let assignments = self.estate.inventory.access.assignments();
        let by_source: FxHashMap<Source, usize> = assignments
            .iter()
            .enumerate()
            .map(|(position, assignment)| (assignment.source, position))
            .collect();
        let mut grants: BTreeMap<usize, Vec<Grant<'_>>> = BTreeMap::new();
        for finding in self
            .assessment
            .findings()
            .filter(|finding| finding.outcome == Outcome::Fail)
        {
            let Subject::Identity(position) = finding.subject else {
                continue;
            };
            let identity = &self.estate.identities[position];
            let proofs = finding.proofs.iter();
            let broadest = proofs
                .filter_map(|proof| by_source.get(&proof.source))
                .min_by_key(|position| (assignments[**position].level(), **position));
            if let Some(assignment) = broadest.map(|position| &assignments[*position]) {
                for ai in &identity.attached {
                    grants.entry(*ai).or_default().push((identity, finding, assignment));
                }
            }
        }
        grants
    }

    /// The chain from the exposed subject to the broadest failing grant of an identity that it runs under.
    fn chain<'a>(&self, exposed: &[&Finding], grants: &BTreeMap<usize, Vec<Grant<'a>>>) -> Option<Chain<'a>> {
        let Subject::Resource(ix) = exposed.first()?.subject else {
            return None;
        };
        let own = grants.get(&self.estate.position(ix)?)?.iter();
        let (identity, finding, assignment) = *own.min_by_key(|(_, _, assignment)| assignment.level())?;
        Some(Chain {
            resource: ix,
            identity,
            finding,
            assignment,
        })
    }

    /// The chain as the report shows it.
    fn drawn(&self, entry: &EntryFile, chain: &Chain<'_>, exposed: &[&Finding]) -> model::AccessPath {
        let Chain {
            resource: ix,
            identity,
            finding,
            assignment,
        } = *chain;
        let resource = self.estate.inventory.resource(ix);
        let what = wording::runs_under(resource.name(), &identity.name);
        let row = Proof::new(resource.source(), what).traced(format!("principal {}", identity.principal));
        let role = self.estate.roles.display(self.estate.inventory, assignment);
        let (covered, scope) = self.reach(assignment);
        let held = match covered {
            0 => format!("{role} on {scope}, of which no resource was exported"),
            _ => format!("{role} on {scope}"),
        };
        let hop = |via: &str, title: String, detail: String, tone: Tone, proofs: &[Proof]| model::Hop {
            via: via.to_owned(),
            title,
            detail,
            tone,
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
        model::AccessPath {
            id: String::new(),
            title: String::new(),
            severity: exposed
                .iter()
                .map(|finding| self.framework.controls[finding.control].file.severity)
                .min()
                .unwrap_or(Severity::Low),
            assets: 0,
            cut: None,
            text: format!(
                "{} reaches {}, which runs as {}; that identity holds {role} on {scope}.",
                entry.title,
                resource.name(),
                identity.name
            ),
            hops: vec![
                hop("", entry.title.clone(), entry.detail.clone(), Tone::Critical, &doors),
                hop(
                    &entry.via,
                    resource.name().to_owned(),
                    self.estate.kind(resource),
                    Tone::Critical,
                    &doors,
                ),
                hop(
                    "runs as",
                    identity.name.clone(),
                    identity.kind.to_owned(),
                    Tone::High,
                    &[row],
                ),
                hop(
                    "role",
                    format::count(covered, "resource", "resources"),
                    held,
                    Tone::High,
                    &grant,
                ),
            ],
        }
    }

    /// Number of exported resources at or below the scope of a grant, and the scope's name.
    fn reach(&self, assignment: &RoleAssignment) -> (usize, String) {
        let scope = ArmId::new(&assignment.scope);
        let name = match scope.level() {
            ScopeLevel::Subscription => self.estate.inventory.subscription_name(scope.last()).to_owned(),
            ScopeLevel::Root => "the tenant root".to_owned(),
            _ => scope.last().to_owned(),
        };
        (self.assessment.reach.resources_below(&assignment.scope), name)
    }
}
