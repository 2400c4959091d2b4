//! From judged subjects to scores: pure arithmetic, and nothing else.
//!
//! The caller says, for every control and subject, whether it passed, failed, is unknown or does not apply. This module
//! turns that into the control, domain and overall scores of `framework.md` section 6, with the interval that unknowns
//! leave open, the coverage, the gates that cap the result, the maturity level, the order of fixes and the comparison of
//! two bundles. It reads no files, knows no control by name and uses nothing else of the program but its vocabulary, so each figure
//! of a report can be recomputed by hand from the numbers printed beside it. Every value is an exact fraction: it is
//! rounded once, when it is printed, and thresholds are tested on the exact value.
//!
//! The seventeen properties of `framework.md` section 6.8 stand as tests. Those of one score are in `properties`, those of
//! two in `properties_of_change`, those of the order of fixes in `properties_of_plans`, all on made-up catalogues; those
//! of a whole bundle are in `tests/properties.rs`, on the sample, through the binary.
//!
//! | property | test |
//! | --- | --- |
//! | 1 range | `scores_and_coverage_stay_in_range` |
//! | 2, 3 fixes and breaks | `a_fix_lowers_nothing_and_a_break_raises_nothing` |
//! | 4 evidence | `evidence_narrows_the_interval_and_raises_coverage` |
//! | 5 no dilution | `no_number_of_healthy_subjects_hides_a_failing_one_of_tier_4` |
//! | 6 irrelevance | `a_subject_that_a_control_does_not_apply_to_changes_nothing`; of a bundle, `a_resource_that_has_nothing_to_do_with_ai_changes_nothing` |
//! | 7 invariance | `order_of_controls_and_subjects_does_not_matter`, `copying_the_whole_population_does_not_matter`; of a bundle, `order_of_files_and_rows_changes_nothing_and_the_same_bundle_gives_the_same_bytes` |
//! | 8 de-duplication | of a bundle, `evidence_that_is_delivered_twice_counts_once` |
//! | 9 caps | `a_gate_that_is_tripped_or_unknown_caps_the_score_and_an_unknown_one_leaves_the_upper_end_open`, `evidence_that_is_taken_away_lifts_no_cap_and_a_gate_shown_to_be_clear_lowers_no_score`, `fixing_any_member_of_a_conjunction_opens_it`; of bundles, `tests/gates.rs` |
//! | 10 waivers | `accepting_every_risk_changes_neither_the_score_nor_a_gate`, also of a bundle |
//! | 11 decomposition | `the_parts_add_up_exactly_and_in_print` |
//! | 12 order of fixes | `the_order_of_the_list_changes_neither_the_plan_nor_its_end` |
//! | 13 missing file | `losing_evidence_only_widens_the_interval`; of a bundle, over its subjects before the loss, `tests/properties/missing.rs` |
//! | 14 spelling | of a bundle, `the_case_of_ids_and_types_changes_nothing`, `case_of_ids_types_and_keys_changes_nothing` |
//! | 15 precedence | of a bundle, `a_recommendation_overturns_nothing_that_the_configuration_shows` |
//! | 16 level | `the_level_never_falls_when_what_it_is_decided_on_rises` |
//! | 17 extremes | `an_empty_bundle_is_not_assessed`, `a_catalogue_where_all_passes_scores_100` |

mod apportion;
mod assembly;
mod claims;
mod compare;
mod contribution;
mod coverage;
mod error;
mod exact;
mod fix;
mod gate;
mod judged;
mod ledger;
mod level;
mod narrow;
mod pair;
mod plan;
mod projection;
mod rules;
mod schedule;
mod scored;
mod tally;
mod tier;

#[cfg(test)]
mod generate;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod properties_of_change;
#[cfg(test)]
mod properties_of_plans;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod worked_example;

pub use assembly::Assembly;
pub use compare::{Comparison, LikeForLike, SubjectOfControl, compare};
pub use contribution::Contribution;
pub use coverage::{ConfidenceLimit, Coverage, CoverageByGrade};
pub use error::ScoreError;
pub use exact::{Exact, Tenths, one_decimal_down, percent_down, percent_text};
pub use fix::{Fix, fixes_by_control};
pub use gate::GateResult;
pub use judged::{Gate, GateInstance, Judged, JudgedControl, JudgedSubject, Member};
pub use level::{LevelResult, Obstacle, Standing, level_of};
pub use plan::{FixPlan, FixStep, Wave, WaveResult, plan_fixes};
pub use projection::{Projection, project};
pub use rules::{ConfidenceRule, DomainWeight, EffortDivisors, GateRule, LevelRule, ScoringRules, SeverityWeights};
pub use schedule::{EvidenceStep, Step, schedule};
pub use scored::{ControlScore, DomainScore, Scored, score};
pub use tally::SubjectCounts;
