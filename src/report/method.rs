//! The method chapter: every number of the score's arithmetic, so that a reader can recompute it with pen and paper.

use crate::score::{Exact, one_decimal_down};
use crate::value::vocabulary::{GateState, Severity};

use super::sources::Sources;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn method(&self) -> model::Method {
        let weights = &self.rules.severity_weights;
        let tiers = self.framework.file.tiers.iter().zip((1..=4).rev());
        model::Method {
            rules: model::MethodRules {
                mean_percent: self.framework.file.mean_percent,
                tier_divisor: self.rules.tier_penalty_divisor,
            },
            severity_weights: Severity::ALL
                .iter()
                .map(|severity| model::Fact {
                    label: severity.words().to_owned(),
                    text: weights.of(*severity).to_string(),
                })
                .collect(),
            tiers: tiers
                .map(|(meaning, tier)| model::Fact {
                    label: format!("Tier {tier}"),
                    text: meaning.clone(),
                })
                .collect(),
            steps: self.method_steps(),
            levels: self.levels(),
            parameters: self
                .framework
                .profile
                .parameters
                .keys()
                .map(|name| self.parameter(name))
                .collect(),
        }
    }

    fn method_steps(&self) -> Vec<model::MethodStep> {
        let step = |label: &str, rule: &str, numbers: String, result: String| model::MethodStep {
            label: label.to_owned(),
            rule: rule.to_owned(),
            numbers,
            result,
        };
        let text = |value: &Exact| precise(value);
        let mut steps = Vec::new();
        for (domain, score) in self.framework.file.domains.iter().zip(&self.scored.domains) {
            let controls: Vec<_> = self
                .scored
                .controls
                .iter()
                .zip(&self.framework.controls)
                .filter(|(_, control)| control.file.domain() == domain.id)
                .filter_map(|(scored, _)| Some((scored.weight, scored.score.as_ref()?)))
                .collect();
            let (numbers, result) = match &score.score {
                None => ("nothing in it was assessed".to_owned(), format::NONE.to_owned()),
                Some(value) => {
                    let terms: Vec<String> = controls
                        .iter()
                        .map(|(weight, score)| format!("{weight}·{}", decimals(score, 4)))
                        .collect();
                    let weights: u32 = controls.iter().map(|(weight, _)| weight).sum();
                    (format!("100 · ({}) / {weights}", terms.join(" + ")), text(value))
                }
            };
            steps.push(step(
                &format!("Domain score, {}", domain.id),
                "D = 100 · Σ w·q / Σ w",
                numbers,
                result,
            ));
        }
        let Some(assembled) = self.scored.assembled() else {
            return steps;
        };
        let assessed: Vec<(&str, u32, &Exact)> = self
            .scored
            .domains
            .iter()
            .filter_map(|domain| Some((&*domain.id, domain.weight, domain.score.as_ref()?)))
            .collect();
        let weight: u32 = assessed.iter().map(|(_, weight, _)| weight).sum();
        let terms: Vec<String> = assessed
            .iter()
            .map(|(_, weight, score)| format!("{weight}·{}", text(score)))
            .collect();
        let sum: Exact = assessed
            .iter()
            .map(|(_, weight, score)| *score * Exact::from_integer((*weight).into()))
            .sum();
        let mean = sum / Exact::from_integer(weight.into());
        steps.push(step(
            "Mean of the domains, M",
            "M = Σ Ω·D / Σ Ω",
            format!("({}) / {weight}", terms.join(" + ")),
            text(&mean),
        ));
        if let Some((id, _, lowest)) = assessed.iter().min_by(|left, right| left.2.cmp(right.2)) {
            steps.push(step("Weakest domain", "min D", (*id).to_owned(), text(lowest)));
            let percent = self.framework.file.mean_percent;
            let (mean_share, rest) = (share(percent), share(100 - percent));
            steps.push(step(
                "Assembled score, A",
                &format!("A = {mean_share} · M + {rest} · min D"),
                format!("{mean_share} · {} + {rest} · {}", text(&mean), text(lowest)),
                text(assembled),
            ));
        }
        let caps: Vec<String> = self
            .scored
            .gates
            .iter()
            .filter(|gate| gate.caps())
            .map(|gate| match gate.state {
                GateState::Unknown => format!("{} ({}, not shown to be clear)", gate.cap, gate.id),
                _ => format!("{} ({})", gate.cap, gate.id),
            })
            .collect();
        let final_score = self
            .scored
            .score()
            .map_or_else(|| format::NONE.to_owned(), |score| one_decimal_down(score).to_string());
        let numbers = if caps.is_empty() {
            format!("{}; no red line holds it", text(assembled))
        } else {
            format!("the least of {} and {}", text(assembled), caps.join(", "))
        };
        steps.push(step(
            "Score, S",
            "S = the least of A and the caps of red lines that are crossed or not shown to be clear, rounded down",
            numbers,
            final_score,
        ));
        steps
    }

    fn levels(&self) -> Vec<model::LevelRule> {
        let or_none = |value: u32| {
            if value == 0 {
                format::NONE.to_owned()
            } else {
                value.to_string()
            }
        };
        let mut levels: Vec<_> = self.framework.file.levels.iter().collect();
        levels.sort_by_key(|level| std::cmp::Reverse(level.level));
        let rule = |level: &&crate::framework::file::LevelFile| model::LevelRule {
            level: level.level,
            name: level.name.clone(),
            score: or_none(level.score),
            domain: or_none(level.domain),
            coverage: if level.coverage == 0 {
                format::NONE.to_owned()
            } else {
                self.whole_percent(level.coverage)
            },
            gates: match (level.no_gate_below, level.unknown_gates, level.previous_bundle) {
                (0, _, _) => "nothing".to_owned(),
                (_, false, true) => "all shown to be clear; an earlier assessment within the cadence".to_owned(),
                (_, false, false) => "all shown to be clear".to_owned(),
                (cap, true, _) => format!("none crossed that holds the score below {cap}"),
            },
        };
        levels.iter().map(rule).collect()
    }
}

/// `0.7` of 70 per cent.
fn share(percent: u32) -> String {
    let text = format!("0.{percent:02}");
    if percent == 100 {
        "1".to_owned()
    } else {
        text.trim_end_matches('0').to_owned()
    }
}

/// Two decimals, rounded to the nearest: what a pocket calculator shows.
fn precise(value: &Exact) -> String {
    decimals(value, 2)
}

fn decimals(value: &Exact, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let scaled = (value * Exact::from_integer(scale.into())).round().to_integer();
    let scaled: u64 = scaled.try_into().unwrap_or_default();
    format!("{}.{:0width$}", scaled / scale, scaled % scale, width = places as usize)
}
