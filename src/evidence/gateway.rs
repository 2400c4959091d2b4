//! Evidence of the kind `gateway`: whether calls of the subject, a model, pass a gateway that leads to it, and what that gateway
//! does. One that leads elsewhere says nothing of it, wherever it stands.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::{Condition, Facts, Lookup, Truth};
use crate::estate::facts::ResourceFacts;
use crate::estate::gateways::address::Target;
use crate::estate::gateways::{self, Api, Service};
use crate::inventory::resource::ResourceIx;
use crate::value::Fact;
use crate::value::projection::Projection;

use super::check::Checker;
use super::context::EvidenceContext;
use super::exported;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::projection::keep_condition;
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;

/// Upper bound of the rows that prove a finding.
const MOST_ROWS: usize = 5;
const DIAGNOSTICS: [&str; 2] = [
    "microsoft.apimanagement/service/diagnostics",
    "microsoft.apimanagement/service/apis/diagnostics",
];
const SETTINGS: &str = "microsoft.insights/diagnosticsettings";
const WALL: &str = "microsoft.network/applicationgateways";
/// Gateways of which the exports do not tell where they lead.
const SILENT: [&str; 2] = ["microsoft.cdn/profiles", "microsoft.network/frontdoors"];

/// A gateway whose backend is the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GatewayEvidence {
    /// Properties of the subject that hold the addresses it answers at.
    addresses: Vec<String>,
    /// Elements of policies, one of which must hold for every API that leads to the subject.
    #[serde(default)]
    policies: Vec<String>,
    /// Condition on the diagnostic of every such API, in Azure Policy's language.
    #[serde(default)]
    diagnostics: Option<Json>,
    /// Condition on a diagnostic setting of the gateway, in Azure Policy's language.
    #[serde(default)]
    settings: Option<Json>,
    /// Condition under which an application gateway counts as well, in Azure Policy's language; without it none does.
    #[serde(default)]
    application_gateways: Option<Json>,
    /// Sentences of the finding.
    says: SaysFile,
    #[serde(skip)]
    #[schemars(skip)]
    parsed: Parsed,
}

#[derive(Clone, Debug, Default)]
struct Parsed {
    diagnostics: Option<Condition>,
    settings: Option<Condition>,
    walls: Option<Condition>,
}

/// Answer of a gateway, and the rows that show it.
struct Answer {
    truth: Truth,
    rows: Vec<ResourceIx>,
}

impl Kind for GatewayEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        for path in &self.addresses {
            if let Err(message) = Lookup::parse(path) {
                checker.fault(&format!("{place}/addresses"), message);
            }
        }
        let mut parsed = |name: &str, json: &Option<Json>| {
            let json = json.as_ref()?;
            checker.condition(&format!("{place}/{name}"), json)
        };
        self.parsed = Parsed {
            diagnostics: parsed("diagnostics", &self.diagnostics),
            settings: parsed("settings", &self.settings),
            walls: parsed("applicationGateways", &self.application_gateways),
        };
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        gateways::project(projection);
        for kind in subjects {
            self.addresses.iter().for_each(|path| projection.keep(Some(kind), path));
        }
        let mut keep = |types: &[&str], condition: &Option<Condition>| {
            let types = types.iter().map(|kind| (*kind).to_owned()).collect();
            condition
                .iter()
                .for_each(|condition| keep_condition(projection, &types, condition));
        };
        keep(&DIAGNOSTICS, &self.parsed.diagnostics);
        keep(&[SETTINGS], &self.parsed.settings);
        keep(&[WALL], &self.parsed.walls);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let estate = context.estate;
        let Some(row) = subject.row(estate) else {
            return Err(subject.untold(estate).into());
        };
        let facts = ResourceFacts::new(row, estate.rules);
        let urls: Vec<String> = self.addresses.iter().flat_map(|path| texts(&facts, path)).collect();
        let target = Target::new(&row.id(), &urls);
        let mut leading: Vec<Answer> = Vec::new();
        // Of those of which it is not told whether they lead to it.
        let mut possible: Vec<Answer> = Vec::new();
        let mut others = Truth::False;
        for (id, service) in estate.gateways.services() {
            match service.leads(&target) {
                Truth::True => leading.push(self.asked(context, id, service, &target)),
                Truth::Unknown if self.asks() => {
                    let answer = self.asked(context, id, service, &target);
                    others = others.or(if service.ix.is_some() {
                        answer.truth
                    } else {
                        Truth::Unknown
                    });
                    possible.push(answer);
                }
                truth => others = others.or(truth),
            }
        }
        if let Some(condition) = &self.parsed.walls {
            for wall in estate.gateways.walls() {
                let facts = ResourceFacts::new(estate.inventory.resource(wall.ix), estate.rules);
                let counts = condition.truth(&facts, &context.clock);
                match counts.and(wall.leads(&target)) {
                    Truth::True => leading.push(Answer {
                        truth: Truth::True,
                        rows: vec![wall.ix],
                    }),
                    truth => others = others.or(truth),
                }
            }
        }
        let proof = |ix: &ResourceIx| {
            let row = estate.inventory.resource(*ix);
            Proof::new(row.source(), format!("{} was looked at", row.name()))
        };
        if leading.is_empty() {
            let proofs: Vec<Proof> = possible.iter().flat_map(|answer| &answer.rows).map(proof).collect();
            return self.none(context, &target, others, proofs);
        }
        let all = leading.iter().map(|answer| answer.truth).fold(Truth::True, Truth::and);
        let deciding = leading.iter().filter(|answer| answer.truth == all);
        let proofs = deciding
            .flat_map(|answer| &answer.rows)
            .map(proof)
            .take(MOST_ROWS)
            .collect();
        match all {
            Truth::True => Ok(self.says.passes(proofs)),
            Truth::False => Ok(self.says.fails(proofs)),
            Truth::Unknown => {
                let reason =
                    reason!("A gateway leads to it, and the exports do not tell all that it asks of callers or logs.");
                Err(reason.into())
            }
        }
    }

    fn words(&self) -> String {
        let asked = match () {
            () if !self.policies.is_empty() => format!(", and whether its policies have {}", self.policies.join(", ")),
            () if self.diagnostics.is_some() => ", and what it logs".to_owned(),
            () => String::new(),
        };
        format!("the gateways that lead to the subject{asked}")
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl GatewayEvidence {
    /// Whether anything is asked of a gateway beyond that it leads to the subject.
    fn asks(&self) -> bool {
        !self.policies.is_empty() || self.diagnostics.is_some()
    }

    /// The opinion where no gateway is known to lead to the subject. `others` is whether one that may lead to it does what is
    /// asked, and `proofs` are the rows of those.
    fn none(
        &self,
        context: &EvidenceContext<'_>,
        target: &Target,
        others: Truth,
        mut proofs: Vec<Proof>,
    ) -> Result<Opinion, Undecided> {
        let inventory = context.estate.inventory;
        let is_silent = SILENT.iter().any(|kind| !inventory.of_type(kind).is_empty());
        if self.asks() {
            // Whichever of them leads to it, none does what is asked.
            if others != Truth::False || proofs.is_empty() || is_silent {
                return Err(reason!("No exported gateway is known to lead to it.").into());
            }
            exported::all_resources(context)?;
            proofs.truncate(MOST_ROWS);
            return Ok(self.says.fails(proofs));
        }
        exported::all_resources(context)?;
        if !target.is_told() {
            return Err(reason!("The row does not tell the address that it answers at.").into());
        }
        if others != Truth::False || is_silent {
            return Err(reason!(
                "No export holds backends of API Management or of another gateway that tell whether it leads to it."
            )
            .into());
        }
        let services = context.estate.gateways.services().filter_map(|(_, service)| service.ix);
        let walls = context.estate.gateways.walls().iter().map(|wall| wall.ix);
        let proofs = services.chain(walls).take(MOST_ROWS).map(|ix| {
            let row = inventory.resource(ix);
            Proof::new(row.source(), format!("{} leads elsewhere", row.name()))
        });
        let proofs: Vec<Proof> = proofs.collect();
        match proofs.is_empty() {
            true => Err(reason!("No export holds gateways that could lead to it.").into()),
            false => Ok(self.says.fails(proofs)),
        }
    }

    /// Answer of a service that leads to a target, for the APIs that lead there.
    fn asked(&self, context: &EvidenceContext<'_>, id: &str, service: &Service, target: &Target) -> Answer {
        let leading = service.apis_to(target);
        let mut rows = service.rows(&leading.apis);
        let mut truth = Truth::True;
        if !self.policies.is_empty() {
            truth = truth.and(leading.meet(|api| service.asks(api, &self.policies)));
        }
        if let Some(condition) = &self.parsed.diagnostics {
            let met = |api: Option<&Api>| {
                let own = api.and_then(|api| api.diagnostic).or(service.diagnostic);
                match own {
                    Some(ix) => self.meets(context, condition, ix),
                    None if service.has_diagnostics => Truth::False,
                    None => Truth::Unknown,
                }
            };
            truth = truth.and(leading.meet(met));
        }
        if let Some(condition) = &self.parsed.settings {
            let (met, found) = self.settings(context, condition, id);
            truth = truth.and(met);
            rows.splice(0..0, found);
        }
        Answer { truth, rows }
    }

    /// Whether a diagnostic setting of a service meets a condition, and which rows it has.
    fn settings(&self, context: &EvidenceContext<'_>, condition: &Condition, id: &str) -> (Truth, Vec<ResourceIx>) {
        let inventory = context.estate.inventory;
        let prefix = format!("{id}/providers/");
        let own = inventory.of_type(SETTINGS).iter().copied();
        let own: Vec<ResourceIx> = own
            .filter(|ix| inventory.resource(*ix).id().to_ascii_lowercase().starts_with(&prefix))
            .collect();
        let met = own.iter().map(|ix| self.meets(context, condition, *ix));
        match own.is_empty() {
            true => (Truth::Unknown, own),
            false => (met.fold(Truth::False, Truth::or), own),
        }
    }

    fn meets(&self, context: &EvidenceContext<'_>, condition: &Condition, ix: ResourceIx) -> Truth {
        let row = context.estate.inventory.resource(ix);
        condition.truth(&ResourceFacts::new(row, context.estate.rules), &context.clock)
    }
}

fn texts(facts: &dyn Facts, path: &str) -> Vec<String> {
    let found = Lookup::parse(path)
        .map(|lookup| lookup.values(facts))
        .unwrap_or_default();
    let texts = found.into_iter().filter_map(|fact| match fact {
        Fact::Value(value) => value.as_str(),
        Fact::Text(text) => Some(text),
        Fact::Absent | Fact::Unknown => None,
    });
    texts.map(str::to_owned).collect()
}
