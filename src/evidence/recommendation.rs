//! Evidence of the kinds `recommendation` and `overdueRecommendation`: what Defender for Cloud finds of a subject. Rows are matched by
//! assessment key, then by the policy behind it, then by name. Its "not applicable" is taken apart: exempt or switched off says nothing
//! about the subject.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::access::memo::Memo;
use crate::inventory::defender::{AssessmentIx, Defender, Recommendation, State};
use crate::value::vocabulary::Grade;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::profile::Setting;
use super::reason::{Reason, reason};
use super::rule_id::RuleId;
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, wording};

/// Type of the rows of recommendations.
const ASSESSMENTS: &str = "microsoft.security/assessments";
/// Causes of "not applicable" that say nothing about the subject.
const SILENCED: [&str; 3] = ["Exempt", "OffByPolicy", "UnsupportedPricingPlan"];

/// Recommendations of Defender for Cloud for the subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecommendationEvidence {
    /// Assessment keys (GUIDs). Any that is unhealthy fails the subject.
    #[serde(default)]
    keys: Vec<String>,
    /// Policy definition GUIDs, for rows that carry no known key.
    #[serde(default)]
    policies: Vec<String>,
    /// Display names, for rows that carry neither; compared after normalisation.
    #[serde(default)]
    names: Vec<String>,
    /// Sentences of the finding.
    says: SaysFile,
    #[serde(skip)]
    id: RuleId,
}

/// Time that Defender's recommendations for the subject have been open.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OverdueEvidence {
    /// Severities that count.
    severities: Vec<String>,
    /// Days after which an open one is overdue.
    days: Setting,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for RecommendationEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.id = checker.rules.next();
        if self.keys.is_empty() && self.policies.is_empty() && self.names.is_empty() {
            checker.fault(place, "give `keys`, `policies` or `names`");
        }
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let defender = &context.estate.inventory.defender;
        let known = context.cache::<Names>();
        let names = known.of_rule(self.id, &self.names);
        let id = subject.id(context.estate);
        let matching = defender.about(&id).filter(|row| {
            let listed = |list: &[String], text: &str| list.iter().any(|item| item.eq_ignore_ascii_case(text));
            let assessment = defender.assessment(row);
            listed(&self.keys, &assessment.key)
                || listed(&self.policies, &assessment.policy)
                || (!names.is_empty() && names.contains(&known.of_row(defender, row)))
        });
        let matching: Vec<&Recommendation> = matching.collect();
        Ok(self.state_of(defender, &matching)?.graded(Grade::B))
    }

    fn words(&self) -> String {
        let known = [self.keys.as_slice(), self.names.as_slice()].concat();
        format!("Defender for Cloud recommendations {}", known.join(", "))
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl RecommendationEvidence {
    fn state_of(&self, defender: &Defender, rows: &[&Recommendation]) -> Result<Opinion, Undecided> {
        let in_state = |state: State| {
            let rows = rows.iter().filter(|row| row.state == state);
            rows.map(|row| proof(defender, row)).collect::<Vec<_>>()
        };
        let (unhealthy, healthy) = (in_state(State::Unhealthy), in_state(State::Healthy));
        if !unhealthy.is_empty() {
            return Ok(self.says.fails(unhealthy));
        }
        if !healthy.is_empty() {
            return Ok(self.says.passes(healthy));
        }
        let row = rows.first().ok_or_else(no_row)?;
        let cause = defender.text(row.cause);
        if SILENCED.iter().any(|known| cause.eq_ignore_ascii_case(known)) {
            return Err(reason!("Defender for Cloud does not assess it ({cause}).").into());
        }
        let reason = "Defender for Cloud finds that the recommendation does not apply to it.";
        Ok(Opinion::not_applicable(reason, vec![proof(defender, row)]))
    }
}

impl Kind for OverdueEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        checker.setting(place, &self.days);
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let days = context.profile.number(&self.days);
        let days = days.ok_or_else(|| reason!("The profile sets no number of days."))?;
        let id = subject.id(context.estate);
        let rows: Vec<&Recommendation> = context.estate.inventory.defender.about(&id).collect();
        Ok(self.overdue(context, &rows, i64::from(days))?.graded(Grade::B))
    }

    fn words(&self) -> String {
        let severities = self.severities.join(", ");
        format!("the age of open Defender recommendations of severity {severities}")
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl OverdueEvidence {
    fn overdue(
        &self,
        context: &EvidenceContext<'_>,
        rows: &[&Recommendation],
        days: i64,
    ) -> Result<Opinion, Undecided> {
        let defender = &context.estate.inventory.defender;
        let first = rows.first().ok_or_else(no_row)?;
        let is_whole = exported::rows(context, [ASSESSMENTS]);
        if rows.iter().all(|row| row.state == State::NotApplicable) && is_whole.is_ok() {
            let reason = "Every recommendation about it is marked as not applicable.";
            return Ok(Opinion::not_applicable(reason, vec![proof(defender, first)]));
        }
        let counts = |row: &&Recommendation| {
            let severity = &defender.assessment(row).severity;
            row.state == State::Unhealthy && self.severities.iter().any(|own| own.eq_ignore_ascii_case(severity))
        };
        let open: Vec<&Recommendation> = rows.iter().copied().filter(counts).collect();
        // A recommendation stands in its old grouped and in its new individual form side by side; it is counted once.
        let (names, mut counted) = (context.cache::<Names>(), BTreeSet::new());
        let late = open.iter().filter_map(|row| {
            let age = age(context, row).filter(|age| *age > days)?;
            let proof = proof(defender, row);
            let is_new = counted.insert(names.of_row(defender, row));
            is_new.then(|| Proof::new(proof.source, format!("{}, open for {age} days", proof.what)))
        });
        let late: Vec<Proof> = late.collect();
        if !late.is_empty() {
            let many = wording::count(late.len(), "recommendation is", "recommendations are");
            let reason = format!("{} {many} past {days} days.", self.says.fail);
            return Ok(Opinion::fail(reason, late));
        }
        if open.iter().any(|row| age(context, row).is_none()) {
            return Err(reason!("An open recommendation about it carries no date of first evaluation.").into());
        }
        let ungraded = |row: &&&Recommendation| {
            let is_ungraded = defender.assessment(row).severity.is_empty() && row.state == State::Unhealthy;
            is_ungraded && age(context, row).is_none_or(|age| age > days)
        };
        if let Some(row) = rows.iter().find(ungraded) {
            let name = &defender.assessment(row).name;
            return Err(reason!("The export does not tell how severe the open recommendation “{name}” is.").into());
        }
        is_whole?;
        let shown = open.first().unwrap_or(first);
        Ok(self.says.passes(vec![proof(defender, shown)]))
    }
}

/// Days since a recommendation was first made; `None` where it, or the assessment, has no date.
fn age(context: &EvidenceContext<'_>, row: &Recommendation) -> Option<i64> {
    let first = context.estate.inventory.defender.text(row.first_evaluated);
    let first: Date = first.get(..10)?.parse().ok()?;
    let span = context.as_of?.since((jiff::Unit::Day, first)).ok()?;
    Some(i64::from(span.get_days()))
}

fn no_row() -> Reason {
    reason!("{}", super::reason::NO_ROW)
}

fn proof(defender: &Defender, row: &Recommendation) -> Proof {
    let state = match row.state {
        State::Healthy => "healthy",
        State::Unhealthy => "unhealthy",
        State::NotApplicable => "not applicable",
    };
    let name = &defender.assessment(row).name;
    Proof::new(row.source, format!("Defender for Cloud finds “{name}” {state}"))
}

/// Comparable names: those of rows by their assessment, those that a rule gives by the rule.
#[derive(Debug, Default)]
struct Names {
    rows: Memo<AssessmentIx, Arc<str>>,
    rules: Memo<RuleId, Arc<[Arc<str>]>>,
}

impl Names {
    fn of_row(&self, defender: &Defender, row: &Recommendation) -> Arc<str> {
        self.rows
            .of(row.assessment, |_| normalise(&defender.assessment(row).name).into())
    }

    fn of_rule(&self, rule: RuleId, names: &[String]) -> Arc<[Arc<str>]> {
        self.rules
            .of(rule, |_| names.iter().map(|name| normalise(name).into()).collect())
    }
}

/// A display name without what Microsoft keeps changing about it: case, markers, brands.
fn normalise(name: &str) -> String {
    const DROPPED: [&str; 7] = [
        "[preview]:",
        "[deprecated]:",
        "[enable if required]",
        "(preview)",
        "(deprecated)",
        "(enable if required)",
        "(powered by microsoft defender vulnerability management)",
    ];
    const RENAMED: [(&str, &str); 12] = [
        ("cognitive services accounts", "azure ai services resources"),
        ("cognitive services resources", "azure ai services resources"),
        ("azure active directory", "microsoft entra id"),
        ("azure ad ", "microsoft entra id "),
        ("aad ", "microsoft entra id "),
        ("azure ai foundry", "microsoft foundry"),
        ("azure ai studio", "microsoft foundry"),
        ("ai studio", "microsoft foundry"),
        ("blocked accounts", "disabled accounts"),
        ("external accounts", "guest accounts"),
        ("azure security center", "microsoft defender"),
        ("azure defender", "microsoft defender"),
    ];
    let mut text = name.to_lowercase();
    for marker in DROPPED {
        text = text.replace(marker, " ");
    }
    for (old, new) in RENAMED {
        text = text.replace(old, new);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn renamed_products_and_markers_do_not_hide_a_recommendation() {
        assert_eq!(
            normalise("[Preview]: Cognitive Services accounts should  disable local authentication"),
            normalise("Azure AI Services resources should disable local authentication (Preview)")
        );
    }
}
