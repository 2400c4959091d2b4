//! Properties of two scores that differ by some outcomes (`framework.md` section 6.8): fixes, breaks, new evidence, lost
//! evidence, and the comparison of two bundles.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::value::vocabulary::{Effort, GateState, Outcome, Severity};

use super::generate::{Catalogue, catalogue};
use super::*;

/// Whether no figure that a fix must not lower is lower in `after`.
fn nothing_fell(before: &Scored, after: &Scored) -> Result<(), TestCaseError> {
    prop_assert!(before.score() <= after.score());
    prop_assert!(before.assembled() <= after.assembled());
    let ((worst, best), (worst_after, best_after)) = (before.interval(), after.interval());
    prop_assert!(worst <= worst_after && best <= best_after);
    for (domain, domain_after) in before.domains.iter().zip(&after.domains) {
        prop_assert!(domain.score <= domain_after.score);
        prop_assert!(domain.worst <= domain_after.worst);
        prop_assert!(domain.best <= domain_after.best);
        prop_assert!(domain.level.level <= domain_after.level.level);
    }
    prop_assert!(before.level.level <= after.level.level);
    prop_assert_eq!(&before.coverage.overall, &after.coverage.overall);
    Ok(())
}

fn compared(before: &Catalogue, after: &Catalogue) -> Comparison<u32> {
    let rules = ScoringRules::default();
    compare(&rules, &before.judged(), &after.judged()).expect("a generated catalogue is valid")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    // Properties 2 and 3: each break is a fix read backwards.
    #[test]
    fn a_fix_lowers_nothing_and_a_break_raises_nothing(catalogue in catalogue()) {
        let before = catalogue.scored();
        for member in catalogue.members(Outcome::Fail) {
            nothing_fell(&before, &catalogue.with(member, Outcome::Pass).scored())?;
        }
        for member in catalogue.members(Outcome::Pass) {
            nothing_fell(&catalogue.with(member, Outcome::Fail).scored(), &before)?;
        }
    }

    // Property 4. A score that was undefined has nothing to compare with.
    #[test]
    fn evidence_narrows_the_interval_and_raises_coverage(catalogue in catalogue()) {
        let before = catalogue.scored();
        let (worst, best) = before.interval();
        for member in catalogue.members(Outcome::Unknown) {
            for outcome in [Outcome::Pass, Outcome::Fail] {
                let after = catalogue.with(member, outcome).scored();
                if before.score().is_some() {
                    let order = before.score().cmp(&after.score());
                    prop_assert!(order.is_eq() || order.is_lt() == (outcome == Outcome::Pass));
                }
                let (worst_after, best_after) = after.interval();
                prop_assert!(worst <= worst_after && worst_after <= best_after && best_after <= best);
                prop_assert!(before.coverage.overall < after.coverage.overall);
            }
        }
    }

    // Property 13, on a pinned set of subjects.
    #[test]
    fn losing_evidence_only_widens_the_interval(
        catalogue in catalogue(), lost in vec(any::<Index>(), 0..6),
    ) {
        let mut poorer = catalogue.clone();
        for lost in lost {
            let at = lost.index(poorer.controls.len());
            for subject in &mut poorer.controls[at].outcomes {
                subject.outcome = Outcome::Unknown;
            }
        }
        let ((worst, best), after) = (catalogue.scored().interval(), poorer.scored());
        let (worst_after, best_after) = after.interval();
        prop_assert!(worst_after <= worst && best <= best_after);
        for (gate, gate_after) in catalogue.scored().gates.iter().zip(&after.gates) {
            let newly_tripped =
                gate.state != GateState::Tripped && gate_after.state == GateState::Tripped;
            prop_assert!(!newly_tripped);
        }
    }

    #[test]
    fn a_bundle_compared_with_itself_has_not_changed(catalogue in catalogue()) {
        let same = compared(&catalogue, &catalogue);
        let scored = catalogue.scored();
        prop_assert_eq!(&same.change, &scored.score().map(|score| score - score));
        prop_assert_eq!(same.like_for_like.after.score(), scored.score());
        prop_assert_eq!(same.scope_effect, same.change);
        prop_assert!(same.appeared.is_empty() && same.vanished.is_empty());
        prop_assert!(same.mended.is_empty() && same.broken.is_empty());
    }

    #[test]
    fn on_an_unchanged_scope_the_whole_change_is_like_for_like(catalogue in catalogue()) {
        let mut fixed = catalogue.clone();
        let failing = catalogue.members(Outcome::Fail);
        for &member in &failing {
            fixed.subject(member).outcome = Outcome::Pass;
        }
        let change = compared(&catalogue, &fixed);
        prop_assert_eq!(&change.like_for_like.change, &change.change);
        prop_assert_eq!(change.mended.len(), failing.len());
    }

    #[test]
    fn what_appears_is_scope_and_leaves_the_common_score_alone(catalogue in catalogue()) {
        let mut grown = catalogue.clone();
        for control in &mut grown.controls {
            let newcomer = |subject: &JudgedSubject<u32>| JudgedSubject {
                subject: subject.subject + 100,
                outcome: Outcome::Fail,
                ..subject.clone()
            };
            let newcomers: Vec<JudgedSubject<u32>> = control.outcomes.iter().map(newcomer).collect();
            control.outcomes.extend(newcomers);
        }
        let (grown, shrunk) = (compared(&catalogue, &grown), compared(&grown, &catalogue));
        prop_assert_eq!(&grown.scope_effect, &grown.change);
        prop_assert_eq!(&shrunk.scope_effect, &shrunk.change);
        prop_assert_eq!(&grown.appeared, &shrunk.vanished);
        let newcomers: usize = catalogue.controls.iter().map(|control| control.outcomes.len()).sum();
        prop_assert_eq!(grown.appeared.len(), newcomers);
    }
}

#[test]
fn a_retiered_subject_is_a_change_of_scope() {
    let control = |tier| JudgedControl {
        id: "IDN-01".into(),
        domain: "IDN".into(),
        severity: Severity::High,
        effort: Effort::Low,
        outcomes: vec![
            super::generate::subject(1, tier, Outcome::Fail, None),
            super::generate::subject(2, 2, Outcome::Pass, None),
        ],
    };
    let bundle = |tier| Catalogue {
        controls: vec![control(tier)],
        gates: Vec::new(),
    };
    let change = compared(&bundle(4), &bundle(1));
    let retiered = SubjectOfControl {
        control: "IDN-01".into(),
        subject: 1,
    };
    assert_eq!(change.retiered, [retiered]);
    // From 2/6 · 1/2 to 2/3 · 7/8, none of it a better posture.
    assert_eq!(change.like_for_like.change, Some(Exact::from_integer(0.into())));
    assert_eq!(change.scope_effect.as_ref().map(one_decimal_down), Some(Tenths(416)));
}
