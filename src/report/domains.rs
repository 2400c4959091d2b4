//! One block per domain: score, range, coverage, and a few sentences.

use crate::evidence::wording::names;
use crate::framework::file::DomainFile;
use crate::score::{DomainScore, Exact, one_decimal_down};
use crate::value::vocabulary::{Outcome, Severity};

use super::controls::four_decimals;
use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn domains(&self, controls: &[model::Control]) -> Vec<model::Domain> {
        let scores = self.framework.file.domains.iter().zip(&self.scored.domains);
        scores.map(|(file, score)| self.domain(file, score, controls)).collect()
    }

    fn domain(&self, file: &DomainFile, score: &DomainScore, controls: &[model::Control]) -> model::Domain {
        let controls: Vec<&model::Control> = controls.iter().filter(|control| control.domain == file.id).collect();
        let with = |outcome: Outcome| controls.iter().filter(|control| control.outcome == outcome).count();
        let outcomes = model::Outcomes {
            pass: with(Outcome::Pass),
            fail: with(Outcome::Fail),
            unknown: with(Outcome::Unknown),
            not_applicable: with(Outcome::NotApplicable),
        };
        let end = |value: &Option<Exact>, default: i64| {
            value.as_ref().map_or(crate::score::Tenths(default), one_decimal_down)
        };
        let (worst, best) = (end(&score.worst, 0), end(&score.best, 1000));
        let value = score.score.as_ref().map(one_decimal_down);
        let coverage = score.coverage.clone().unwrap_or_else(|| Exact::from_integer(0.into()));
        model::Domain {
            id: file.id.clone(),
            name: file.name.clone(),
            question: file.question.clone(),
            weight: file.weight,
            value: value.map(format::figure),
            worst: format::figure(worst),
            best: format::figure(best),
            coverage: four_decimals(&coverage),
            tone: self.tone(score.score.as_ref(), &coverage),
            value_text: value.map_or_else(|| format::NONE.to_owned(), format::score),
            range_text: format!("{} to {}", format::score(worst), format::score(best)),
            coverage_text: self.percent(&coverage),
            level_text: self.level_text(&score.level),
            controls_text: controls_text(outcomes),
            narrative: narrative(outcomes, &controls),
            outcomes,
            severities: Severity::ALL
                .iter()
                .map(|severity| model::SeverityCount {
                    severity: *severity,
                    count: controls
                        .iter()
                        .filter(|control| control.outcome == Outcome::Fail && control.severity == *severity)
                        .count(),
                })
                .collect(),
        }
    }
}

fn controls_text(outcomes: model::Outcomes) -> String {
    let applicable = outcomes.pass + outcomes.fail + outcomes.unknown;
    match (applicable, outcomes.unknown) {
        (0, _) => "no control applies".to_owned(),
        (all, 0) => format!("{} of {all} controls met", outcomes.pass),
        (all, unknown) => format!("{} of {all} met, {unknown} not judged", outcomes.pass),
    }
}

/// Upper bound of the sentences of a narrative about single controls.
const MOST_NAMED: usize = 3;

fn narrative(outcomes: model::Outcomes, controls: &[&model::Control]) -> String {
    let mut sentences = Vec::new();
    let applicable = outcomes.pass + outcomes.fail + outcomes.unknown;
    let is_mostly_open = 2 * outcomes.unknown > applicable;
    if is_mostly_open {
        sentences.push(format!(
            "Most of this domain is not known: {} of its {} could not be judged, so its score rests on the rest alone.",
            outcomes.unknown,
            format::count(applicable, "control", "controls")
        ));
    }
    let mut failing: Vec<&&model::Control> = controls
        .iter()
        .filter(|control| control.outcome == Outcome::Fail)
        .collect();
    failing.sort_by_key(|control| control.severity);
    if failing.is_empty() && outcomes.pass > 0 {
        sentences.push("Everything that could be judged here is met.".to_owned());
    } else if !failing.is_empty() {
        let titles: Vec<String> = failing
            .iter()
            .map(|control| format!("“{}” ({})", control.title, control.id))
            .collect();
        sentences.push(format!(
            "{} not met: {}.",
            format::count(failing.len(), "control is", "controls are"),
            names(&titles, MOST_NAMED)
        ));
    }
    if outcomes.unknown > 0 && !is_mostly_open {
        let ids: Vec<String> = controls
            .iter()
            .filter(|control| control.outcome == Outcome::Unknown)
            .map(|control| control.id.clone())
            .collect();
        sentences.push(format!(
            "{} not be judged from what was given: {}.",
            format::count(ids.len(), "control could", "controls could"),
            names(&ids, 6)
        ));
    }
    if applicable == 0 {
        sentences.push("Nothing in the tenant, as exported, is of the kind that this domain speaks of.".to_owned());
    }
    sentences.join(" ")
}
