//! Evidence of Defender for Cloud about a subject: matched by assessment key, then by the policy behind it, then by name. Its
//! "not applicable" is taken apart: exempt or switched off says nothing about the subject.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::access::memo::Memo;
use crate::framework::control::EvidenceFile;
use crate::inventory::defender::{AssessmentIx, Defender, Recommendation, State};

use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

const SILENCED: [&str; 3] = ["Exempt", "OffByPolicy", "UnsupportedPricingPlan"];

/// Judges by the recommendations about the subject.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, subject: &Subject) -> Opinion {
    let id = subject.id(judge.estate);
    let defender = &judge.estate.inventory.defender;
    let about: Vec<&Recommendation> = defender.about(&id).collect();
    match rule {
        EvidenceFile::Recommendation {
            keys,
            policies,
            names,
            says,
        } => {
            let names = judge.names.of_rule(names);
            let matching: Vec<&Recommendation> = about
                .into_iter()
                .filter(|row| {
                    let listed = |list: &[String], text: &str| list.iter().any(|item| item.eq_ignore_ascii_case(text));
                    let assessment = defender.assessment(row);
                    listed(keys, &assessment.key)
                        || listed(policies, &assessment.policy)
                        || (!names.is_empty() && names.contains(&judge.names.of_row(defender, row)))
                })
                .collect();
            state_of(defender, &matching, &says.pass, &says.fail)
        }
        EvidenceFile::OverdueRecommendation { severities, days, says } => {
            let Some(days) = judge.framework.number(days) else {
                return Opinion::unknown("The profile sets no number of days.");
            };
            overdue(judge, &about, severities, days, (&says.pass, &says.fail))
        }
        _ => Opinion::unknown(""),
    }
}

fn state_of(defender: &Defender, rows: &[&Recommendation], pass: &str, fail: &str) -> Opinion {
    let in_state = |state: State| {
        rows.iter()
            .filter(|row| row.state == state)
            .map(|row| proof(defender, row))
            .collect::<Vec<_>>()
    };
    let (unhealthy, healthy) = (in_state(State::Unhealthy), in_state(State::Healthy));
    if !unhealthy.is_empty() {
        return Opinion::new(Outcome::Fail, fail, unhealthy);
    }
    if !healthy.is_empty() {
        return Opinion::new(Outcome::Pass, pass, healthy);
    }
    match rows.first() {
        None => Opinion::unknown("Defender for Cloud has no row about it."),
        Some(row) => {
            let cause = defender.text(row.cause);
            if SILENCED.iter().any(|known| cause.eq_ignore_ascii_case(known)) {
                return Opinion::unknown(format!("Defender for Cloud does not assess it ({cause})."));
            }
            let reason = "Defender for Cloud finds that the recommendation does not apply to it.";
            Opinion::new(Outcome::NotApplicable, reason, vec![proof(defender, row)])
        }
    }
}

fn overdue(
    judge: &Judge<'_>,
    rows: &[&Recommendation],
    severities: &[String],
    days: u32,
    (pass, fail): (&str, &str),
) -> Opinion {
    let defender = &judge.estate.inventory.defender;
    if rows.is_empty() {
        return Opinion::unknown("Defender for Cloud has no row about it.");
    }
    if rows.iter().all(|row| row.state == State::NotApplicable) {
        let reason = "Every recommendation about it is marked as not applicable.";
        return Opinion::new(
            Outcome::NotApplicable,
            reason,
            rows.iter().take(1).map(|row| proof(defender, row)).collect(),
        );
    }
    let open: Vec<&&Recommendation> = rows
        .iter()
        .filter(|row| row.state == State::Unhealthy)
        .filter(|row| {
            severities
                .iter()
                .any(|severity| severity.eq_ignore_ascii_case(&defender.assessment(row).severity))
        })
        .collect();
    let age = |row: &Recommendation| -> Option<i64> {
        let first = defender.text(row.first_evaluated);
        let first: Date = first.get(..10)?.parse().ok()?;
        let span = judge.as_of?.since((jiff::Unit::Day, first)).ok()?;
        Some(i64::from(span.get_days()))
    };
    // A recommendation stands in its old grouped and in its new individual form side by side; it is counted once.
    let mut counted = BTreeSet::new();
    let late: Vec<Proof> = open
        .iter()
        .filter(|row| {
            age(row).is_none_or(|age| age <= i64::from(days)) || counted.insert(judge.names.of_row(defender, row))
        })
        .filter_map(|row| {
            let age = age(row).filter(|age| *age > i64::from(days))?;
            let mut proof = proof(defender, row);
            proof.what = format!("{}, open for {age} days", proof.what).into();
            Some(proof)
        })
        .collect();
    if !late.is_empty() {
        let many = wording::count(late.len(), "recommendation is", "recommendations are");
        return Opinion::new(Outcome::Fail, format!("{fail} {many} past {days} days."), late);
    }
    if open.iter().any(|row| age(row).is_none()) {
        return Opinion::unknown("An open recommendation about it carries no date of first evaluation.");
    }
    let shown = open.first().copied().or(rows.first());
    Opinion::new(
        Outcome::Pass,
        pass,
        shown.into_iter().map(|row| proof(defender, row)).collect(),
    )
}

fn proof(defender: &Defender, row: &Recommendation) -> Proof {
    let state = match row.state {
        State::Healthy => "healthy",
        State::Unhealthy => "unhealthy",
        State::NotApplicable => "not applicable",
    };
    Proof {
        source: row.source,
        what: format!("“{}” is {state}", defender.assessment(row).name).into(),
    }
}

/// Names that were made comparable before: those of rows by their assessment, those of a rule by where they stand.
#[derive(Debug, Default)]
pub(super) struct Names {
    rows: Memo<AssessmentIx, Arc<str>>,
    rules: Memo<usize, Arc<[Arc<str>]>>,
}

impl Names {
    fn of_row(&self, defender: &Defender, row: &Recommendation) -> Arc<str> {
        self.rows
            .of(row.assessment, |_| normalise(&defender.assessment(row).name).into())
    }

    fn of_rule(&self, names: &[String]) -> Arc<[Arc<str>]> {
        let address = names.as_ptr() as usize;
        self.rules
            .of(address, |_| names.iter().map(|name| normalise(name).into()).collect())
    }
}

/// A display name without what Microsoft keeps changing about it: case, markers, brands.
pub(crate) fn normalise(name: &str) -> String {
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
