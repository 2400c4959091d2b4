//! The overall result, as numbers and as text.

use num_traits::Zero;

use crate::assess;
use crate::score::{ConfidenceLimit, Exact, Tenths, one_decimal_down, percent_down};

use crate::value::vocabulary::GateState;

use super::controls::four_decimals;
use super::sources::Sources;
use super::tone::Tone;
use super::{format, model};

impl Sources<'_> {
    pub(super) fn score(&self) -> model::Score {
        let scored = &self.scored;
        let tenths = |value: Option<&Exact>| value.map(one_decimal_down);
        let value = tenths(scored.score());
        let assembled = tenths(scored.assembled());
        let (worst, best) = scored.interval();
        let (worst, best) = (one_decimal_down(&worst), one_decimal_down(&best));
        let text = |tenths: Option<Tenths>| tenths.map_or_else(|| format::NONE.to_owned(), format::score);
        let binding = scored.binding_gate.map(|gate| &scored.gates[gate]);
        let cap = match (binding, value) {
            (Some(gate), Some(value)) => format!(
                "Held at {} by the red line {}{}. Without red lines: {}.",
                format::score(value),
                gate.id,
                match gate.state {
                    GateState::Unknown => ", which is not shown to be clear",
                    _ => "",
                },
                text(assembled)
            ),
            _ => String::new(),
        };
        let any_accepted = self
            .judged
            .iter()
            .flat_map(|control| &control.outcomes)
            .any(|subject| subject.accepted);
        model::Score {
            value: value.map(format::figure),
            worst: format::figure(worst),
            best: format::figure(best),
            coverage: four_decimals(&scored.coverage.overall),
            level: scored.level.level.unwrap_or_default(),
            not_proven: scored.level.not_proven,
            assembled: assembled.map(format::figure),
            accepted: tenths(scored.score_accepted())
                .filter(|_| any_accepted)
                .map(format::figure),
            confidence: scored.confidence,
            confidence_text: self.confidence_text(),
            binding_gate: binding.map(|gate| gate.id.to_string()),
            tone: self.tone(scored.score(), &scored.coverage.overall),
            text: model::ScoreText {
                value: text(value),
                worst: format::score(worst),
                best: format::score(best),
                coverage: self.percent(&scored.coverage.overall),
                assembled: text(assembled),
                range: format!(
                    "{} to {} if every open question went against or for you",
                    format::score(worst),
                    format::score(best)
                ),
                cap,
                level_name: self.level_name(&scored.level),
                level: self.level_text(&scored.level),
                next_level: self.next_level(),
            },
        }
    }

    /// Colour role of a score: the bands are those of the levels. A good score is only good where enough was looked at.
    pub(super) fn tone(&self, score: Option<&Exact>, coverage: &Exact) -> Tone {
        let Some(score) = score else {
            return Tone::Unknown;
        };
        let rule = |level: u8| self.rules.levels.iter().find(|rule| rule.level == level);
        let least = |level: u8| Exact::from_integer(rule(level).map_or(0, |rule| rule.score).into());
        let covered = Exact::from_integer(rule(4).map_or(0, |rule| rule.coverage).into());
        if *score < least(2) {
            Tone::Critical
        } else if *score < least(3) {
            Tone::High
        } else if *score < least(4) {
            Tone::Medium
        } else if coverage * Exact::from_integer(100.into()) < covered {
            Tone::Unknown
        } else {
            Tone::Good
        }
    }

    fn confidence_text(&self) -> String {
        let coverage = self.percent(&self.scored.coverage.overall);
        if self.scored.coverage.overall.is_zero() {
            return "Low confidence: nothing could be judged.".to_owned();
        }
        let graded = &self.scored.coverage.by_grade;
        let strong = self.percent(&(&graded.a + &graded.b));
        let rest = match strong == coverage {
            true => ", all of it by configuration or by Defender for Cloud or Azure Policy".to_owned(),
            false => format!("; {strong} by configuration or by Defender for Cloud or Azure Policy"),
        };
        let rule = &self.rules.confidence;
        let asked = self.scored.confidence_limits.iter().map(|limit| match limit {
            ConfidenceLimit::Coverage => format!("{} that can be judged", self.whole_percent(rule.high_coverage)),
            ConfidenceLimit::Graded => format!("{} of that by such sources", self.whole_percent(rule.high_graded)),
            ConfidenceLimit::Stale => format!(
                "evidence no older than {} days, and some that decides is {} days old",
                self.framework.value(assess::AGE_PARAMETER),
                self.oldest.unwrap_or_default()
            ),
        });
        let asked: Vec<String> = asked.collect();
        let missing = match asked.is_empty() {
            true => String::new(),
            false => format!(" High confidence asks for {}.", asked.join("; ")),
        };
        format!(
            "{} confidence: {coverage} of what matters could be judged{rest}.{missing}",
            self.scored.confidence.words(),
        )
    }

    /// A share as whole per cent, rounded down: `81%`.
    pub(super) fn percent(&self, share: &Exact) -> String {
        format::percent(percent_down(share).0 / 10, &self.engagement.file.language)
    }

    /// Whole per cent for print.
    pub(super) fn whole_percent(&self, percent: u32) -> String {
        format::percent(percent, &self.engagement.file.language)
    }
}
