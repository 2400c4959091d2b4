//! Evidence of the kind `privateDns`: whether the private names of the subject resolve in the network that its private endpoint
//! stands in. Each part of a service has zones of its own, named otherwise in each cloud; a zone that exists and is linked to no
//! network resolves nothing. Zones: "Azure Private Endpoint private DNS zone values".

mod zones;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::{Condition, Truth};
use crate::estate::facts::ResourceFacts;
use crate::estate::private_endpoints::{self, is_approved};
use crate::inventory::ResourceRef;
use crate::value::cloud::Cloud;
use crate::value::projection::Projection;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::projection::keep_condition;
use super::reason::{Reason, reason};
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, wording};

use zones::Zones;

/// Upper bound of the zones that a reason names, and of the rows that prove a finding.
const MOST_NAMES: usize = 5;

/// Whether the private names of the subject lead to its private endpoints.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PrivateDnsEvidence {
    /// The zones that each kind of resource needs. A resource needs one of each entry that speaks of it.
    zones: Vec<NeedFile>,
    /// Sentences of the finding.
    says: SaysFile,
}

/// A zone that resources of a type need.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NeedFile {
    /// The type of resource, in any case.
    r#type: String,
    /// The group id of the private endpoints that need it, in any case.
    group: String,
    /// Condition of the resources of the type that need it, in Azure Policy's language; absent for all.
    #[serde(default)]
    when: Option<Json>,
    /// Its names by cloud, any of which is the zone. A cloud that is left out needs none.
    names: BTreeMap<Cloud, Vec<String>>,
    #[serde(skip)]
    #[schemars(skip)]
    condition: Option<Condition>,
}

/// A network that a name must resolve in.
struct Place {
    /// Lower-case id; `None` where the export does not tell it.
    network: Option<String>,
    /// Group ids of the endpoint in it; empty where it does not tell them, or there is no endpoint.
    groups: Vec<String>,
}

impl Kind for PrivateDnsEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        for (position, need) in self.zones.iter_mut().enumerate() {
            let place = format!("{place}/zones/{position}");
            if need.names.values().all(Vec::is_empty) {
                checker.fault(&format!("{place}/names"), "give the name of the zone");
            }
            if let Some(when) = &need.when {
                need.condition = checker.condition(&format!("{place}/when"), when);
            }
        }
    }

    fn conditions(&self) -> Vec<&Condition> {
        self.zones.iter().filter_map(|need| need.condition.as_ref()).collect()
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        for condition in self.conditions() {
            keep_condition(projection, subjects, condition);
        }
        private_endpoints::project(subjects.iter(), projection);
        Zones::project(projection);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let Some(row) = subject.row(context.estate) else {
            return Err(subject.untold(context.estate).into());
        };
        let Some(cloud) = Cloud::of(row.location()) else {
            return Err(
                reason!("The row does not tell its region, and so not which cloud its names belong to.").into(),
            );
        };
        let zones = context.cache::<Zones>().of(context.estate);
        let mut lacking: Vec<String> = Vec::new();
        let mut open: Vec<Reason> = Vec::new();
        let mut proofs: Vec<Proof> = Vec::new();
        let mut is_needed = false;
        for place in places(context, row) {
            for (need, applies) in self.needs(context, row, &place) {
                let Some(names) = need.names.get(&cloud).filter(|names| !names.is_empty()) else {
                    continue;
                };
                is_needed = true;
                let found = zones.resolve(names, place.network.as_deref());
                proofs.extend(found.proofs);
                let told = match found.truth {
                    Truth::False if !found.is_there => exported::all_resources(context).and_then(|()| zones.are_told()),
                    _ => Ok(()),
                };
                match (found.truth, applies, told) {
                    (Truth::True, ..) => {}
                    (_, _, Err(reason)) => open.push(reason),
                    (Truth::False, Truth::True, _) => lacking.push(found.what),
                    (Truth::False, ..) => open.push(reason!("The row does not tell its kind, and {}.", found.what)),
                    (Truth::Unknown, ..) => open.push(reason!("{}.", found.what)),
                }
            }
        }
        proofs.dedup();
        proofs.truncate(MOST_NAMES);
        lacking.dedup();
        if !lacking.is_empty() {
            if proofs.is_empty() {
                proofs.extend(zones.shown());
            }
            let mut opinion = self.says.fails(proofs);
            opinion.reason = format!("{} {}.", opinion.reason, wording::names(&lacking, MOST_NAMES));
            return Ok(opinion);
        }
        match open.into_iter().next() {
            Some(reason) => Err(reason.into()),
            None if !is_needed => {
                Err(reason!("The framework does not say which private DNS zones it needs in its cloud.").into())
            }
            None => Ok(self.says.passes(proofs)),
        }
    }

    fn words(&self) -> String {
        "the private DNS zones that its private endpoints need, and the networks that these are linked to".to_owned()
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl PrivateDnsEvidence {
    /// The zones that a resource needs for an endpoint; whether it does is unknown where its row does not tell.
    fn needs<'s>(
        &'s self,
        context: &EvidenceContext<'_>,
        row: ResourceRef<'_>,
        place: &Place,
    ) -> Vec<(&'s NeedFile, Truth)> {
        let facts = ResourceFacts::new(row, context.estate.rules);
        let own = self
            .zones
            .iter()
            .filter(|need| need.r#type.eq_ignore_ascii_case(row.resource_type()));
        let own: Vec<&NeedFile> = own.collect();
        let is_of = |need: &&NeedFile| place.groups.iter().any(|group| group.eq_ignore_ascii_case(&need.group));
        // An endpoint of a part that is not listed is taken for one of all parts.
        let is_known = own.iter().any(is_of);
        let needs = own.into_iter().filter(|need| !is_known || is_of(need));
        let needs = needs.map(|need| {
            let condition = need.condition.as_ref();
            let applies = condition.map_or(Truth::True, |condition| condition.truth(&facts, &context.clock));
            (need, applies)
        });
        needs.filter(|(_, applies)| *applies != Truth::False).collect()
    }
}

/// The networks of the approved endpoints that lead to a resource. Without an endpoint, the zones must be linked to any network.
fn places(context: &EvidenceContext<'_>, row: ResourceRef<'_>) -> Vec<Place> {
    let estate = context.estate;
    let connections = estate.connections_to(&row.id()).into_iter();
    let approved = connections.filter(|connection| is_approved(&connection.state) != Truth::False);
    let mut places: Vec<Place> = approved
        .map(|connection| Place {
            network: Some(connection.network.unwrap_or_default()),
            groups: connection.groups,
        })
        .collect();
    if places.is_empty() {
        let own = private_endpoints::own_list(row, estate.rules);
        let approved = own
            .entries
            .iter()
            .any(|entry| is_approved(&entry.state) != Truth::False);
        places.push(Place {
            network: (approved || !own.is_told || estate.private_endpoints.has_untold()).then(String::new),
            groups: Vec::new(),
        });
    }
    places
}
