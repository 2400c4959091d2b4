//! One block per control: outcome, a summary of the findings, arithmetic, evidence table, remediation.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use num_traits::{ToPrimitive, Zero};

use crate::assess::Finding;
use crate::evidence::EvidenceRule;
use crate::evidence::wording;
use crate::framework::Control;
use crate::framework::control::{RemediationFile, RemediationKind};
use crate::ingest::Source;
use crate::score::{ControlScore, Exact, JudgedControl};
use crate::value::arm_id::ArmId;
use crate::value::vocabulary::Outcome;

use super::scoring::Number;
use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

/// Upper bound of the subjects that a command names as those it was filled for.
const MOST_NAMES: usize = 3;

impl Sources<'_> {
    pub(super) fn controls(&self) -> Vec<model::Control> {
        let controls = self.framework.controls.iter().enumerate();
        controls
            .map(|(position, control)| self.control(position, control))
            .collect()
    }

    fn control(&self, position: usize, control: &Control) -> model::Control {
        let mut findings: Vec<&Finding> = self.findings_of(position).collect();
        findings.sort_by_key(|finding| (finding.outcome, Reverse(finding.tier)));
        let counts = outcomes(&findings);
        let outcome = overall(counts);
        let file = &control.file;
        let open = counts.fail + counts.unknown;
        let passing = (findings.len() - open).min(self.budget.passing);
        let shown = (open + passing).min(self.budget.evidence);
        let found = self.found(control, &findings);
        let fails: Vec<&Finding> = findings.iter().copied().take(counts.fail).collect();
        let days = self.framework.file.effort.days(file.effort, counts.fail);
        model::Control {
            id: file.id.clone(),
            domain: file.domain().to_owned(),
            title: file.title.clone(),
            why: file.why.clone(),
            severity: file.severity,
            severity_text: file.severity.words().to_owned(),
            outcome,
            outcome_text: outcome.words().to_owned(),
            tone: Tone::of(outcome, file.severity),
            counts,
            counts_text: counts_text(counts),
            finding: found.what,
            here: found.here,
            unsettled: found.unsettled,
            gap: if counts.unknown > 0 {
                format::quoted(&file.gap)
            } else {
                String::new()
            },
            arithmetic: arithmetic(&self.judged[position], &self.scored.controls[position]),
            remediation: file
                .remediation
                .iter()
                .map(|way| self.remediation(way, &fails))
                .collect(),
            effort: file.effort,
            effort_text: format::work(days),
            references: file
                .references
                .iter()
                .map(|reference| model::Reference {
                    title: reference.title.clone(),
                    url: reference.url.clone(),
                })
                .collect(),
            mappings: self.mappings(control),
            attestations: self.attestations_of(control),
            gates: self.gates_of(&file.id),
            parameters: control.parameters.iter().map(|name| self.parameter(name)).collect(),
            rows: findings.iter().take(shown).map(|finding| self.row(finding)).collect(),
            rows_shown: shown,
            rows_total: findings.len(),
            rows_more: match findings.len() - shown {
                0 => String::new(),
                more => format!("and {} more, in findings.csv", format::number(more as u64)),
            },
        }
    }

    /// A way to fix it, with its command filled for the first failing subjects.
    fn remediation(&self, file: &RemediationFile, fails: &[&Finding]) -> model::Remediation {
        let filled = self.filled(&file.code, fails);
        model::Remediation {
            kind: file.kind,
            label: label(file.kind).to_owned(),
            text: file.text.clone(),
            code: filled.code,
            template: file.code.clone(),
            filled_for: wording::names(&filled.subjects, MOST_NAMES),
            choices: filled.choices,
        }
    }

    fn row(&self, finding: &Finding) -> model::EvidenceRow {
        let first = finding.proofs.first();
        let mut what = match first {
            Some(proof) if !proof.what.is_empty() => proof.what.to_string(),
            _ => finding.reason.to_string(),
        };
        if !finding.contradiction.is_empty() {
            what = format!("{} {}", format::sentence(&what), finding.contradiction);
        }
        model::EvidenceRow {
            subject: finding.subject.name(self.estate),
            place: self.place(finding),
            outcome: finding.outcome,
            outcome_text: finding.outcome.words().to_owned(),
            tone: Tone::of(finding.outcome, self.framework.controls[finding.control].file.severity),
            tier: finding.tier,
            what: format::sentence(&what),
            trace: first
                .and_then(|proof| proof.trace.as_deref())
                .unwrap_or_default()
                .to_owned(),
            source: first.map_or_else(String::new, |proof| {
                format!("{} #{}", self.short_path(proof.source), proof.source.record)
            }),
        }
    }

    /// A file's name without its folders where no other file of the bundle has the same; else its path.
    fn short_path(&self, source: Source) -> &str {
        let path = self.estate.inventory.path(source);
        let name = path.rsplit('/').next().unwrap_or(path);
        let inputs = self.estate.inventory.ledger.inputs.iter();
        let alike = inputs
            .filter(|input| input.path.rsplit('/').next() == Some(name))
            .count();
        if alike == 1 { name } else { path }
    }

    /// Place of a subject: its kind, subscription and resource group.
    fn place(&self, finding: &Finding) -> String {
        let id = finding.subject.id(self.estate);
        let kind = finding.subject.kind(self.estate);
        let mut parts = vec![format::capital(&kind)];
        if kind != "subscription"
            && let Some(subscription) = finding.subject.subscription(self.estate)
        {
            parts.push(self.estate.inventory.subscription_name(&subscription).to_owned());
        }
        if let Some(group) = ArmId::new(&id).resource_group() {
            parts.push(group.to_owned());
        }
        parts.join(" · ")
    }

    fn mappings(&self, control: &Control) -> Vec<model::Mapping> {
        let names = self.framework.file.mappings.iter();
        names
            .filter_map(|(key, name)| {
                let ids = control.file.mappings.get(key).filter(|ids| !ids.is_empty())?;
                Some(model::Mapping {
                    framework: name.clone(),
                    ids: ids.clone(),
                })
            })
            .collect()
    }

    /// Keys of the given attestations that a control takes as evidence.
    fn attestations_of(&self, control: &Control) -> Vec<String> {
        let keys: BTreeSet<&str> = control.file.evidence.iter().flat_map(EvidenceRule::attested).collect();
        let asked = |key: &str| keys.iter().any(|known| known.eq_ignore_ascii_case(key));
        let given = self.engagement.file.attestations.iter();
        given
            .filter(|given| asked(&given.key))
            .map(|given| given.key.clone())
            .collect()
    }

    fn gates_of(&self, control: &str) -> Vec<String> {
        let gates = self.framework.gates.iter();
        gates
            .filter(|gate| gate.trips.iter().flatten().any(|member| member.control() == control))
            .map(|gate| gate.id.clone())
            .collect()
    }

    /// A profile value as it was in force.
    pub(super) fn parameter(&self, name: &str) -> model::Parameter {
        let declared = self.framework.profile.parameters.get(name);
        let unit = declared.map_or("", |declared| &declared.unit);
        let value = match self.framework.value(name) {
            serde_json::Value::Null => "not set".to_owned(),
            serde_json::Value::String(text) => text,
            serde_json::Value::Array(items) => {
                let items: Vec<String> = items
                    .into_iter()
                    .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                    .collect();
                if items.is_empty() {
                    "none".to_owned()
                } else {
                    items.join(", ")
                }
            }
            other => other.to_string(),
        };
        let set = self.framework.values.contains_key(name);
        model::Parameter {
            name: name.to_owned(),
            value: if unit.is_empty() {
                value
            } else {
                format!("{value} {unit}")
            },
            source: if set { "engagement.toml" } else { "framework default" }.to_owned(),
        }
    }
}

/// Counts by outcome.
fn outcomes(findings: &[&Finding]) -> model::Outcomes {
    let mut counts = model::Outcomes::default();
    for finding in findings {
        *match finding.outcome {
            Outcome::Pass => &mut counts.pass,
            Outcome::Fail => &mut counts.fail,
            Outcome::Unknown => &mut counts.unknown,
            Outcome::NotApplicable => &mut counts.not_applicable,
        } += 1;
    }
    counts
}

/// The outcome of a whole control.
fn overall(counts: model::Outcomes) -> Outcome {
    if counts.fail > 0 {
        Outcome::Fail
    } else if counts.unknown > 0 {
        Outcome::Unknown
    } else if counts.pass > 0 {
        Outcome::Pass
    } else {
        Outcome::NotApplicable
    }
}

fn counts_text(counts: model::Outcomes) -> String {
    let assessed = counts.pass + counts.fail;
    let mut parts = Vec::new();
    if assessed > 0 {
        let number = |count: usize| format::number(count as u64);
        parts.push(format!("{} of {} met", number(counts.pass), number(assessed)));
    }
    if counts.unknown > 0 {
        parts.push(format!("{} not judged", format::number(counts.unknown as u64)));
    }
    if counts.not_applicable > 0 {
        parts.push(format!("{} out of scope", format::number(counts.not_applicable as u64)));
    }
    if parts.is_empty() {
        "no subjects".to_owned()
    } else {
        parts.join(", ")
    }
}

fn label(kind: RemediationKind) -> &'static str {
    match kind {
        RemediationKind::Portal => "Portal",
        RemediationKind::Cli => "Azure CLI",
        RemediationKind::Bicep => "Bicep",
        RemediationKind::Policy => "Azure Policy",
        RemediationKind::Practice => "Practice",
    }
}

fn arithmetic(judged: &JudgedControl<Number>, score: &ControlScore) -> model::ControlArithmetic {
    let tiers = |outcome: Outcome| -> u64 {
        let subjects = judged.outcomes.iter().filter(|subject| subject.outcome == outcome);
        subjects.map(|subject| u64::from(subject.tier)).sum()
    };
    let terms = |outcome: Outcome| -> String {
        let subjects = judged.outcomes.iter().filter(|subject| subject.outcome == outcome);
        sum_of_tiers(subjects.map(|subject| u64::from(subject.tier)))
    };
    let (passed, failed) = (tiers(Outcome::Pass), tiers(Outcome::Fail));
    model::ControlArithmetic {
        weight: score.weight,
        passed,
        failed,
        unknown: tiers(Outcome::Unknown),
        passed_text: terms(Outcome::Pass),
        failed_text: terms(Outcome::Fail),
        unknown_text: terms(Outcome::Unknown),
        worst_tier: score.worst_tier as u8,
        worst_unknown_tier: worst_unknown_tier(judged),
        score: score.score.as_ref().map(four_decimals),
        rate_text: match passed + failed {
            0 => format::NONE.to_owned(),
            assessed => format!("{passed}/{assessed}"),
        },
        score_text: score.score.as_ref().map_or_else(|| format::NONE.to_owned(), share),
    }
}

fn worst_unknown_tier(judged: &JudgedControl<Number>) -> u8 {
    let unknown = judged
        .outcomes
        .iter()
        .filter(|subject| subject.outcome == Outcome::Unknown);
    unknown.map(|subject| subject.tier).max().unwrap_or(0)
}

/// Number of subjects of each tier, highest tier first, and their sum: `3·4 + 1·2 = 14`.
fn sum_of_tiers(tiers: impl Iterator<Item = u64>) -> String {
    let mut counts: BTreeMap<Reverse<u64>, u64> = BTreeMap::new();
    for tier in tiers {
        *counts.entry(Reverse(tier)).or_default() += 1;
    }
    if counts.is_empty() {
        return "0".to_owned();
    }
    let sum: u64 = counts.iter().map(|(Reverse(tier), count)| tier * count).sum();
    let terms: Vec<String> = counts
        .iter()
        .map(|(Reverse(tier), count)| format!("{count}·{tier}"))
        .collect();
    format!("{} = {sum}", terms.join(" + "))
}

/// A share from 0 to 1 with four decimals, rounded down.
pub(super) fn four_decimals(share: &Exact) -> f64 {
    ten_thousandths(share) as f64 / 10_000.0
}

/// A share for print: `0.1666`, `1`.
fn share(share: &Exact) -> String {
    if share.is_zero() {
        return "0".to_owned();
    }
    match ten_thousandths(share) {
        10_000 => "1".to_owned(),
        parts => format!("0.{parts:04}"),
    }
}

fn ten_thousandths(share: &Exact) -> u64 {
    let parts = share * Exact::from_integer(10_000.into());
    parts.floor().to_integer().to_u64().unwrap_or_default()
}
