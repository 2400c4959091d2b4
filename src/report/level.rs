//! The maturity level for print, and what keeps the next one away.

use crate::score::{Exact, GateResult, GateRule, LevelResult, LevelRule, Obstacle, one_decimal_down};
use crate::value::vocabulary::GateState;

use super::format;
use super::previous::CADENCE_PARAMETER;
use super::sources::Sources;

impl Sources<'_> {
    /// `Level 1 of 5: Exposed`, or what is proven where only evidence is missing for the next. Where a gate that is not shown to be
    /// clear holds it down, the lower level is no verdict and is not named.
    pub(super) fn level_text(&self, level: &LevelResult) -> String {
        let highest = self.rules.levels.iter().map(|rule| rule.level).max();
        match (level.level, level.not_proven, &level.name) {
            (Some(_), Some(open), _) if is_held_by_gate(level) => format!("Level {open} is not proven"),
            (Some(proven), Some(open), _) => format!("At least level {proven}; level {open} is not proven"),
            (Some(proven), None, Some(name)) => {
                format!("Level {proven} of {}: {name}", highest.unwrap_or_default())
            }
            _ => "Not assessed".to_owned(),
        }
    }

    /// The name of the level, where it is a verdict.
    pub(super) fn level_name(&self, level: &LevelResult) -> String {
        match &level.name {
            Some(_) if is_held_by_gate(level) => "Not proven".to_owned(),
            Some(name) => name.to_string(),
            None => "Not assessed".to_owned(),
        }
    }

    /// The verdict of the framework for the level, or that there is none yet.
    pub(super) fn verdict(&self) -> String {
        let level = &self.scored.level;
        if self.scored.score().is_none() && self.estate.ai.is_empty() {
            return format!("No AI was found in {}.", self.looked_at());
        }
        match level.not_proven {
            // The lowest level is no verdict where nothing but evidence is missing for the next.
            Some(open) if is_held_by_gate(level) || level.level == self.lowest() => {
                format!("No verdict yet: the evidence does not show whether level {open} is reached.")
            }
            _ => {
                let verdicts = &self.framework.file.verdicts;
                verdicts
                    .get(usize::from(level.level.unwrap_or_default()))
                    .cloned()
                    .unwrap_or_default()
            }
        }
    }

    fn lowest(&self) -> Option<u8> {
        self.rules.levels.iter().map(|rule| rule.level).min()
    }

    /// Conditions of the next level that do not hold, a sentence.
    pub(super) fn next_level(&self) -> String {
        let level = &self.scored.level;
        let above = |rule: &&LevelRule| level.level.is_some_and(|reached| rule.level > reached);
        let Some(next) = self.rules.levels.iter().filter(above).min_by_key(|rule| rule.level) else {
            return String::new();
        };
        let asked: Vec<String> = level
            .obstacles
            .iter()
            .map(|obstacle| self.asked(next, *obstacle))
            .collect();
        format!("Level {} also asks for {}.", next.level, asked.join("; "))
    }

    fn asked(&self, next: &LevelRule, obstacle: Obstacle) -> String {
        let scored = &self.scored;
        let printed = |value: Option<&Exact>| {
            value.map_or_else(
                || format::NONE.to_owned(),
                |value| format::score(one_decimal_down(value)),
            )
        };
        let gates = |wanted: &dyn Fn(&GateResult) -> bool| {
            let ids = scored.gates.iter().filter(|gate| wanted(gate)).map(|gate| &*gate.id);
            ids.collect::<Vec<_>>().join(", ")
        };
        match obstacle {
            Obstacle::Score => format!("a score of {} instead of {}", next.score, printed(scored.score())),
            Obstacle::WeakestDomain => format!(
                "{} points in every domain, of which the weakest has {}",
                next.every_domain,
                printed(scored.assessed.weakest_score())
            ),
            Obstacle::Coverage => format!(
                "{} of what matters to be judged, of which {} could be",
                self.whole_percent(next.coverage),
                self.percent(&scored.coverage.overall)
            ),
            Obstacle::GateTripped => {
                let below = match next.gates {
                    GateRule::NoneTrippedBelow(cap) => cap,
                    GateRule::Any | GateRule::NoneTrippedOrUnknown => u32::MAX,
                };
                let tripped = gates(&|gate| gate.state == GateState::Tripped && gate.cap < below);
                format!("red lines that are not crossed ({tripped})")
            }
            Obstacle::GateUnknown => {
                let open = gates(&|gate| gate.state == GateState::Unknown);
                format!("red lines that are shown to be clear ({open})")
            }
            Obstacle::PreviousBundle => format!(
                "an earlier assessment of the tenant within {} days, because one assessment shows a day and not that the \
                 result lasts ({})",
                self.framework.value(CADENCE_PARAMETER),
                self.unrepeated.as_deref().unwrap_or_default()
            ),
        }
    }
}

/// Whether a gate that is not shown to be clear is among what keeps the next level away, and nothing but evidence is.
fn is_held_by_gate(level: &LevelResult) -> bool {
    level.not_proven.is_some() && level.obstacles.contains(&Obstacle::GateUnknown)
}
