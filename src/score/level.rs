//! Maturity levels: the highest row of the table whose conditions all hold (`framework.md` section 6.5).
//!
//! Levels are tested on exact values. Where only coverage or an unknown gate stands in the way of the next row, the result
//! says so: the evidence to prove that level is missing, which is not the same as a worse posture.

use std::cmp::Reverse;

use super::exact::{Exact, whole};
use super::rules::{GateRule, LevelRule};

/// Figures that decide a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The final score, in points.
    pub score: Exact,
    /// The final score if every gate that is unknown were shown to be clear.
    pub score_if_clear: Exact,
    /// The score of the weakest assessed domain, in points.
    pub weakest_domain: Exact,
    /// Coverage, from 0 to 1.
    pub coverage: Exact,
    /// The lowest cap of a tripped gate.
    pub lowest_tripped_cap: Option<u32>,
    /// Whether some gate is unknown.
    pub gate_unknown: bool,
    /// Whether a previous bundle lies within the cadence.
    pub previous_bundle_in_cadence: bool,
}

/// A condition of a level that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// The score is too low.
    Score,
    /// A domain is too low.
    WeakestDomain,
    /// Too little was judged.
    Coverage,
    /// A gate is tripped.
    GateTripped,
    /// A gate is unknown: it is asked to be known, or its cap alone keeps the score too low.
    GateUnknown,
    /// There is no previous bundle within the cadence.
    PreviousBundle,
}

/// The level reached, and what keeps it from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelResult {
    /// The level's number; `None` when nothing was assessed.
    pub level: Option<u8>,
    /// The level's name.
    pub name: Option<Box<str>>,
    /// The next level, where only missing evidence keeps it away: too little coverage, or a gate that is unknown.
    pub not_proven: Option<u8>,
    /// The conditions of the next level that do not hold.
    pub obstacles: Vec<Obstacle>,
}

impl LevelResult {
    pub(super) const NOT_ASSESSED: Self = Self {
        level: None,
        name: None,
        not_proven: None,
        obstacles: Vec::new(),
    };
}

/// The overall level. With a table that has no row for `standing`, the level is `None`.
pub fn level_of(levels: &[LevelRule], standing: &Standing) -> LevelResult {
    highest(levels, |rule| {
        let mut obstacles = score_obstacles(rule, &standing.score_if_clear, &standing.coverage);
        let too_low = standing.weakest_domain < points(rule.every_domain);
        obstacles.extend(too_low.then_some(Obstacle::WeakestDomain));
        let held_down = standing.score < points(rule.score) && standing.score_if_clear >= points(rule.score);
        obstacles.extend(gate_obstacle(rule.gates, standing).or(held_down.then_some(Obstacle::GateUnknown)));
        let unrepeated = rule.previous_bundle && !standing.previous_bundle_in_cadence;
        obstacles.extend(unrepeated.then_some(Obstacle::PreviousBundle));
        obstacles
    })
}

/// The level of one domain: the score and coverage columns only.
pub(super) fn domain_level(levels: &[LevelRule], score: &Exact, coverage: &Exact) -> LevelResult {
    highest(levels, |rule| score_obstacles(rule, score, coverage))
}

fn highest(levels: &[LevelRule], obstacles_to: impl Fn(&LevelRule) -> Vec<Obstacle>) -> LevelResult {
    let mut descending: Vec<&LevelRule> = levels.iter().collect();
    descending.sort_by_key(|rule| Reverse(rule.level));

    let mut next = None;
    for rule in descending {
        let obstacles = obstacles_to(rule);
        if obstacles.is_empty() {
            let (not_proven, obstacles) = next.unwrap_or((None, Vec::new()));
            let (level, name) = (Some(rule.level), Some(rule.name.clone()));
            return LevelResult {
                level,
                name,
                not_proven,
                obstacles,
            };
        }
        let is_evidence = |obstacle| matches!(obstacle, &Obstacle::Coverage | &Obstacle::GateUnknown);
        let only_evidence = obstacles.iter().all(is_evidence);
        next = Some((only_evidence.then_some(rule.level), obstacles));
    }
    LevelResult::NOT_ASSESSED
}

fn score_obstacles(rule: &LevelRule, score: &Exact, coverage: &Exact) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    obstacles.extend((score < &points(rule.score)).then_some(Obstacle::Score));
    let uncovered = coverage * whole(100) < points(rule.coverage);
    obstacles.extend(uncovered.then_some(Obstacle::Coverage));
    obstacles
}

fn gate_obstacle(rule: GateRule, standing: &Standing) -> Option<Obstacle> {
    match rule {
        GateRule::Any => None,
        GateRule::NoneTrippedBelow(cap) => {
            let tripped = standing.lowest_tripped_cap.is_some_and(|lowest| lowest < cap);
            tripped.then_some(Obstacle::GateTripped)
        }
        GateRule::NoneTrippedOrUnknown if standing.lowest_tripped_cap.is_some() => Some(Obstacle::GateTripped),
        GateRule::NoneTrippedOrUnknown => standing.gate_unknown.then_some(Obstacle::GateUnknown),
    }
}

fn points(value: u32) -> Exact {
    whole(u64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::ScoringRules;

    fn standing(score: u64, weakest: u64, coverage_percent: u64) -> Standing {
        Standing {
            score: whole(score),
            score_if_clear: whole(score),
            weakest_domain: whole(weakest),
            coverage: whole(coverage_percent) / whole(100),
            lowest_tripped_cap: None,
            gate_unknown: false,
            previous_bundle_in_cadence: true,
        }
    }

    fn level(standing: &Standing) -> LevelResult {
        level_of(&ScoringRules::default().levels, standing)
    }

    #[test]
    fn a_threshold_is_met_exactly_and_missed_by_the_smallest_fraction() {
        assert_eq!(level(&standing(90, 80, 90)).level, Some(5));
        let mut short = standing(90, 80, 90);
        short.score_if_clear -= Exact::new(1.into(), 1_000_000_000.into());
        short.score = short.score_if_clear.clone();
        let result = level(&short);
        assert_eq!((result.level, result.obstacles), (Some(4), vec![Obstacle::Score]));
    }

    #[test]
    fn a_level_held_back_by_coverage_alone_is_not_proven() {
        let result = level(&standing(80, 70, 70));
        assert_eq!((result.level, result.not_proven), (Some(3), Some(4)));
        assert_eq!(result.name.as_deref(), Some("Governed"));

        let also_weak = level(&standing(80, 50, 70));
        assert_eq!((also_weak.level, also_weak.not_proven), (Some(3), None));
        assert_eq!(also_weak.obstacles, [Obstacle::Coverage, Obstacle::WeakestDomain]);
    }

    #[test]
    fn gates_block_the_levels_above_their_cap() {
        let tripped = |cap| {
            let lowest_tripped_cap = Some(cap);
            level(&Standing {
                lowest_tripped_cap,
                ..standing(100, 100, 100)
            })
            .level
        };
        assert_eq!([39, 49, 59, 69].map(tripped), [Some(1), Some(2), Some(2), Some(3)]);
        let unknown = level(&Standing {
            gate_unknown: true,
            ..standing(100, 100, 100)
        });
        assert_eq!(
            (unknown.level, unknown.obstacles),
            (Some(3), vec![Obstacle::GateUnknown])
        );
        assert_eq!(unknown.not_proven, Some(4));
    }

    #[test]
    fn a_level_held_back_by_the_cap_of_an_unknown_gate_is_not_proven() {
        let held = |weakest| {
            level(&Standing {
                score: whole(39),
                gate_unknown: true,
                ..standing(80, weakest, 100)
            })
        };
        let result = held(70);
        assert_eq!((result.level, result.not_proven), (Some(1), Some(2)));
        assert_eq!(result.obstacles, [Obstacle::GateUnknown]);
        let also_weak = held(20);
        assert_eq!((also_weak.level, also_weak.not_proven), (Some(1), None));
        assert_eq!(also_weak.obstacles, [Obstacle::WeakestDomain, Obstacle::GateUnknown]);
    }

    #[test]
    fn the_highest_level_needs_a_previous_bundle() {
        let once = Standing {
            previous_bundle_in_cadence: false,
            ..standing(100, 100, 100)
        };
        let result = level(&once);
        assert_eq!(
            (result.level, result.obstacles),
            (Some(4), vec![Obstacle::PreviousBundle])
        );
    }

    #[test]
    fn a_domain_level_reads_score_and_coverage_only() {
        let levels = ScoringRules::default().levels;
        assert_eq!(domain_level(&levels, &whole(90), &whole(1)).level, Some(5));
        assert_eq!(domain_level(&levels, &whole(90), &whole(0)).level, Some(1));
    }
}
