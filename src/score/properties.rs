//! Properties of one score (`framework.md` section 6.8): range, dilution, irrelevance, invariance, caps, accepted risks,
//! decomposition, levels and extremes.

use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::value::vocabulary::{Confidence, GateState, Grade, Outcome};

use super::generate::{Catalogue, catalogue, subject};
use super::*;

fn whole(points: u32) -> Exact {
    BigRational::from_integer(points.into())
}

fn shuffled(catalogue: &Catalogue, seed: &[Index]) -> Catalogue {
    let mut shuffled = catalogue.clone();
    for (control, judged) in shuffled.controls.iter_mut().enumerate() {
        for at in 0..judged.outcomes.len() {
            let other = seed[at % seed.len()].index(judged.outcomes.len());
            judged.outcomes.swap(at, other);
            for member in shuffled.gates.iter_mut().flat_map(|gate| &mut gate.instances) {
                for member in member.members.iter_mut().filter(|member| member.control == control) {
                    member.subject = match member.subject {
                        subject if subject == at => other,
                        subject if subject == other => at,
                        subject => subject,
                    };
                }
            }
        }
    }
    let last = shuffled.controls.len() - 1;
    shuffled.controls.reverse();
    for instance in shuffled.gates.iter_mut().flat_map(|gate| &mut gate.instances) {
        instance.members.reverse();
        instance
            .members
            .iter_mut()
            .for_each(|member| member.control = last - member.control);
    }
    shuffled
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    // Property 1.
    #[test]
    fn scores_and_coverage_stay_in_range(catalogue in catalogue()) {
        let scored = catalogue.scored();
        let (worst, best) = scored.interval();
        prop_assert!(Exact::zero() <= worst && worst <= best && best <= whole(100));
        if let Some(score) = scored.score() {
            prop_assert!(&worst <= score && score <= &best);
            prop_assert!(Some(score) <= scored.assembled());
        }
        for domain in &scored.domains {
            if let Some(score) = &domain.score {
                prop_assert!(domain.worst.as_ref() <= Some(score));
                prop_assert!(Some(score) <= domain.best.as_ref());
            }
        }
        let coverage = &scored.coverage.overall;
        prop_assert!(Exact::zero() <= *coverage && *coverage <= Exact::one());
    }

    // Property 5.
    #[test]
    fn no_number_of_healthy_subjects_hides_a_failing_one_of_tier_4(
        catalogue in catalogue(), many in 1..500_u32, failing in any::<Index>(),
    ) {
        let fails = catalogue.members(Outcome::Fail);
        if !fails.is_empty() {
            let member = *failing.get(&fails);
            let mut diluted = catalogue.clone();
            diluted.subject(member).tier = 4;
            let capped = diluted.scored();
            let outcomes = &mut diluted.controls[member.control].outcomes;
            outcomes.extend((100..100 + many).map(|key| subject(key, 4, Outcome::Pass, None)));
            let scored = diluted.scored();
            let half = Exact::new(1.into(), 2.into());
            prop_assert!(scored.controls[member.control].score.as_ref() <= Some(&half));
            prop_assert_eq!(&scored.gates, &capped.gates);
        }
    }

    // Property 6.
    #[test]
    fn a_subject_that_a_control_does_not_apply_to_changes_nothing(
        catalogue in catalogue(), at in any::<Index>(), tier in 1..=4_u8,
    ) {
        let mut larger = catalogue.clone();
        let at = at.index(larger.controls.len());
        larger.controls[at].outcomes.push(subject(99, tier, Outcome::NotApplicable, None));
        let mut scored = larger.scored();
        scored.controls[at].counts.not_applicable -= 1;
        prop_assert_eq!(scored, catalogue.scored());
    }

    // Property 7.
    #[test]
    fn order_of_controls_and_subjects_does_not_matter(
        catalogue in catalogue(), seed in proptest::collection::vec(any::<Index>(), 6),
    ) {
        let (mut other, scored) = (shuffled(&catalogue, &seed).scored(), catalogue.scored());
        other.controls.reverse();
        prop_assert_eq!(&other.assessed, &scored.assessed);
        prop_assert_eq!((&other.worst, &other.best), (&scored.worst, &scored.best));
        prop_assert_eq!((&other.coverage, &other.level), (&scored.coverage, &scored.level));
        prop_assert_eq!(other.gates, scored.gates);
        for (other, control) in other.controls.iter().zip(&scored.controls) {
            prop_assert_eq!((&other.id, &other.score), (&control.id, &control.score));
        }
    }

    // Property 7.
    #[test]
    fn copying_the_whole_population_does_not_matter(catalogue in catalogue(), times in 2..5_usize) {
        let mut copied = catalogue.clone();
        for control in &mut copied.controls {
            control.outcomes = vec![control.outcomes.clone(); times].concat();
        }
        let (copied, scored) = (copied.scored(), catalogue.scored());
        prop_assert_eq!(copied.assessed, scored.assessed);
        prop_assert_eq!((copied.worst, copied.best), (scored.worst, scored.best));
        prop_assert_eq!(copied.coverage, scored.coverage);
    }

    // Property 9.
    #[test]
    fn a_gate_that_is_tripped_or_unknown_caps_the_score_and_an_unknown_one_leaves_the_upper_end_open(
        catalogue in catalogue(),
    ) {
        let scored = catalogue.scored();
        let (mut capped, mut best) = (scored.assembled().cloned(), scored.best.assembled.clone());
        for gate in &scored.gates {
            let cap = whole(gate.cap);
            if gate.state == GateState::Tripped {
                best = best.map(|score| score.min(cap.clone()));
            }
            if matches!(gate.state, GateState::Tripped | GateState::Unknown) {
                capped = capped.map(|score| score.min(cap.clone()));
                prop_assert!(scored.worst.score.as_ref() <= Some(&cap));
            }
        }
        prop_assert_eq!(scored.score(), capped.as_ref());
        prop_assert_eq!(scored.best.score, best);
    }

    // Property 9.
    #[test]
    fn evidence_that_is_taken_away_lifts_no_cap_and_a_gate_shown_to_be_clear_lowers_no_score(
        catalogue in catalogue(), taken in any::<Index>(),
    ) {
        let subjects: Vec<Member> = [Outcome::Pass, Outcome::Fail].into_iter()
            .flat_map(|outcome| catalogue.members(outcome)).collect();
        let before = catalogue.scored();
        if !subjects.is_empty() {
            let after = catalogue.with(*taken.get(&subjects), Outcome::Unknown).scored();
            for (gate, gate_after) in before.gates.iter().zip(&after.gates) {
                prop_assert!(gate_after.caps() || !gate.caps());
            }
        }
        let mut clear = catalogue.clone();
        for instance in catalogue.gates.iter().flat_map(|gate| &gate.instances) {
            for &member in &instance.members {
                let subject = clear.subject(member);
                if subject.outcome == Outcome::Unknown {
                    subject.outcome = Outcome::Pass;
                }
            }
        }
        if before.score().is_some() {
            prop_assert!(before.score() <= clear.scored().score());
        }
    }

    // Property 9.
    #[test]
    fn fixing_any_member_of_a_conjunction_opens_it(catalogue in catalogue()) {
        for (at, gate) in catalogue.scored().gates.iter().enumerate() {
            for &instance in &gate.tripped {
                for &member in &catalogue.gates[at].instances[instance].members {
                    let fixed = catalogue.with(member, Outcome::Pass).scored();
                    prop_assert!(!fixed.gates[at].tripped.contains(&instance));
                }
            }
        }
    }

    // Property 10.
    #[test]
    fn accepting_every_risk_changes_neither_the_score_nor_a_gate(catalogue in catalogue()) {
        let with_accepted = |accepted| {
            let mut catalogue = catalogue.clone();
            let subjects = catalogue.controls.iter_mut().flat_map(|control| &mut control.outcomes);
            subjects.for_each(|subject| subject.accepted = accepted);
            catalogue.scored()
        };
        let (all, none) = (with_accepted(true), with_accepted(false));
        prop_assert_eq!(&all.assessed, &none.assessed);
        prop_assert_eq!(&all.gates, &none.gates);
        prop_assert_eq!((&all.level, &all.worst, &all.best), (&none.level, &none.worst, &none.best));
        prop_assert_eq!(&none.accepted, &none.assessed);
        let full = all.accepted.assembled.as_ref().is_none_or(|score| *score == whole(100));
        prop_assert!(full, "with every fail accepted only passes are left");
        for gate in all.gates.iter().filter(|gate| gate.caps()) {
            prop_assert!(all.score_accepted() <= Some(&whole(gate.cap)));
        }
    }

    // Property 11.
    #[test]
    fn the_parts_add_up_exactly_and_in_print(catalogue in catalogue()) {
        let scored = catalogue.scored();
        let terms = || {
            let domains = scored.domains.iter().filter_map(|domain| domain.contribution.as_ref());
            domains.chain(&scored.weakest_contribution)
        };
        let exact: Exact = terms().map(|term| &term.points).sum();
        prop_assert_eq!(exact, scored.assembled().cloned().unwrap_or_default());
        let printed: i64 = terms().map(|term| term.printed.0).sum();
        let total = scored.score().map(one_decimal_down).unwrap_or_default();
        prop_assert_eq!(printed + scored.capped.0, total.0);
        for term in terms() {
            prop_assert!((term.printed.0 - one_decimal_down(&term.points).0) / 2 == 0);
            prop_assert!(term.points <= term.possible);
        }
        for (at, domain) in scored.domains.iter().enumerate() {
            let controls = || {
                let of_domain = scored.controls.iter().filter(|control| control.domain == at);
                of_domain.filter_map(|control| control.contribution.as_ref())
            };
            if let Some(term) = &domain.contribution {
                let exact: Exact = controls().map(|part| &part.points).sum();
                prop_assert_eq!(&exact, &term.points);
                let possible: Exact = controls().map(|part| &part.possible).sum();
                prop_assert_eq!(&possible, &term.possible);
                prop_assert_eq!(controls().map(|part| part.printed.0).sum::<i64>(), term.printed.0);
            }
        }
    }

    // Property 16.
    #[test]
    fn the_level_never_falls_when_what_it_is_decided_on_rises(
        score in 0..=100_u32, weakest in 0..=100_u32, covered in 0..=100_u32,
        better in (0..=20_u32, 0..=20_u32, 0..=20_u32),
        cap in proptest::option::of(proptest::sample::select(vec![39, 49, 59, 69])),
        unknown in any::<bool>(), held in 0..=60_u32,
    ) {
        let levels = ScoringRules::default().levels;
        let standing = |score, weakest, covered, cap, gate_unknown| Standing {
            score: whole(score),
            score_if_clear: whole(score + if gate_unknown { held } else { 0 }),
            weakest_domain: whole(weakest),
            coverage: whole(covered) / whole(100),
            lowest_tripped_cap: cap,
            gate_unknown,
            previous_bundle_in_cadence: true,
        };
        let level = level_of(&levels, &standing(score, weakest, covered, cap, unknown)).level;
        let (score, weakest, covered) = (score + better.0, weakest + better.1, covered + better.2);
        let lifted = cap.and_then(|cap| (cap < 69).then_some(cap + 10));
        for (cap, unknown) in [(cap, unknown), (lifted, unknown), (None, unknown), (None, false)] {
            let risen = standing(score, weakest, covered, cap, unknown);
            prop_assert!(level_of(&levels, &risen).level >= level);
        }
    }

    // Property 17.
    #[test]
    fn a_catalogue_where_all_passes_scores_100(catalogue in catalogue()) {
        let mut catalogue = catalogue;
        for subject in catalogue.controls.iter_mut().flat_map(|control| &mut control.outcomes) {
            subject.outcome = Outcome::Pass;
            subject.grade = Some(Grade::A);
        }
        let scored = catalogue.scored();
        if scored.score().is_some() {
            prop_assert_eq!(scored.score(), Some(&whole(100)));
            prop_assert_eq!(scored.interval(), (whole(100), whole(100)));
            prop_assert_eq!(&scored.coverage.overall, &Exact::one());
            prop_assert_eq!(scored.confidence, Confidence::High);
            prop_assert_eq!(scored.level.level, Some(5));
        }
    }

    // "Print 100 only when no subject anywhere fails."
    #[test]
    fn one_failing_subject_keeps_100_from_being_printed(catalogue in catalogue()) {
        if let (Some(score), false) =
            (catalogue.scored().score(), catalogue.members(Outcome::Fail).is_empty())
        {
            prop_assert!(one_decimal_down(score) < Tenths(1000));
        }
    }
}

// Property 17.
#[test]
fn an_empty_bundle_is_not_assessed() {
    let empty = Catalogue {
        controls: Vec::new(),
        gates: Vec::new(),
    }
    .scored();
    assert_eq!(empty.score(), None);
    assert_eq!(empty.interval(), (whole(0), whole(100)));
    assert_eq!(empty.coverage.overall, Exact::zero());
    assert_eq!(empty.level.level, None);
    assert_eq!(empty.confidence, Confidence::Low);
    assert_eq!(empty.binding_gate, None);
}
