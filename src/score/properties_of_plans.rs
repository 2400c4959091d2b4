//! Properties of the order of fixes (`framework.md` sections 6.6 and 6.8, property 12).

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::value::vocabulary::{Effort, GateState, Outcome};

use super::claims::Claims;
use super::generate::{Catalogue, catalogue};
use super::tally::tallies;
use super::*;

fn planned(catalogue: &Catalogue, fixes: &[Fix]) -> FixPlan {
    plan_fixes(&ScoringRules::default(), &catalogue.judged(), fixes).expect("the input is valid")
}

fn apply(catalogue: &mut Catalogue, fix: &Fix) {
    for &member in &fix.members {
        catalogue.subject(member).outcome = Outcome::Pass;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_the_sums_of_a_control_gives_the_sums_of_the_mended_control(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let claims = Claims::of(&catalogue.judged(), &fixes).expect("the fixes are valid");
        let sums = |catalogue: &Catalogue| {
            tallies(&ScoringRules::default(), &catalogue.judged()).expect("the input is valid")
        };
        let (mut tallies, mut mended) = (sums(&catalogue), catalogue);
        for (fix, claim) in fixes.iter().zip(&claims.fixes) {
            apply(&mut mended, fix);
            claim.mended.iter().for_each(|(&control, mended)| tallies[control].mend(mended));
        }
        prop_assert_eq!(tallies, sums(&mended));
    }

    #[test]
    fn each_step_leaves_the_score_that_scoring_again_gives(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let plan = planned(&catalogue, &fixes);
        prop_assert_eq!(plan.steps.len(), fixes.len());

        let mut now = catalogue.clone();
        let mut before = now.scored();
        for step in &plan.steps {
            let mut alone = catalogue.clone();
            apply(&mut alone, &fixes[step.fix]);
            let gain_alone = alone.scored().assembled().zip(catalogue.scored().assembled())
                .map(|(after, before)| after - before);
            prop_assert_eq!(gain_alone.as_ref(), Some(&step.gain_alone));

            apply(&mut now, &fixes[step.fix]);
            let after = now.scored();
            prop_assert_eq!(after.assembled(), Some(&step.assembled));
            prop_assert_eq!(after.score(), Some(&step.score));
            let gained = before.assembled().map(|before| before + &step.gain);
            prop_assert_eq!(gained.as_ref(), after.assembled());
            for &gate in &step.opens {
                prop_assert!(before.gates[gate].state == GateState::Tripped);
                prop_assert!(after.gates[gate].state != GateState::Tripped);
            }
            before = after;
        }
    }

    #[test]
    fn each_wave_leaves_the_figures_that_scoring_again_gives(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let plan = planned(&catalogue, &fixes);
        let mut now = catalogue;
        for wave in &plan.waves {
            for &step in &wave.steps {
                apply(&mut now, &fixes[plan.steps[step].fix]);
            }
            let scored = now.scored();
            prop_assert_eq!(scored.assembled(), wave.assembled.as_ref());
            prop_assert_eq!(scored.score(), wave.score.as_ref());
            prop_assert_eq!(&scored.interval(), &wave.interval);
            prop_assert_eq!(&scored.level, &wave.level);
        }
        prop_assert!(now.members(Outcome::Fail).is_empty());
    }

    // Property 12, and the plan does not depend on the order in which the fixes are listed.
    #[test]
    fn the_order_of_the_list_changes_neither_the_plan_nor_its_end(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let backwards: Vec<Fix> = fixes.iter().rev().cloned().collect();
        let (plan, other) = (planned(&catalogue, &fixes), planned(&catalogue, &backwards));
        let ids = |plan: &FixPlan, fixes: &[Fix]| -> Vec<Box<str>> {
            plan.steps.iter().map(|step| fixes[step.fix].id.clone()).collect()
        };
        prop_assert_eq!(ids(&plan, &fixes), ids(&other, &backwards));
        let ends = plan.waves.last().map(|wave| (&wave.score, &wave.assembled));
        let end = plan.steps.last().map(|step| (Some(step.score.clone()), Some(step.assembled.clone())));
        if let (Some((score, assembled)), Some(end)) = (ends, end) {
            prop_assert_eq!((score, assembled), (&end.0, &end.1));
        }
    }

    #[test]
    fn fixes_that_open_a_gate_come_first_by_rising_cap(catalogue in catalogue()) {
        let plan = planned(&catalogue, &fixes_by_control(&catalogue.controls));
        let cap = |step: &FixStep| step.for_gate.map_or(101, |gate| catalogue.gates[gate].cap);
        prop_assert!(plan.steps.is_sorted_by_key(cap));
        let opened: BTreeSet<usize> =
            plan.steps.iter().flat_map(|step| step.opens.iter().copied()).collect();
        let scored = catalogue.scored();
        let numbered = scored.gates.iter().enumerate();
        let tripped: BTreeSet<usize> = numbered
            .filter(|(_, gate)| gate.state == GateState::Tripped)
            .map(|(at, _)| at)
            .collect();
        prop_assert_eq!(opened, tripped);
    }

    #[test]
    fn each_opener_opens_its_gate_by_itself(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let plan = planned(&catalogue, &fixes);
        for (gate, result) in catalogue.scored().gates.iter().enumerate() {
            for (at, fix) in fixes.iter().enumerate() {
                let mut fixed = catalogue.clone();
                apply(&mut fixed, fix);
                let opens = result.state == GateState::Tripped
                    && fixed.scored().gates[gate].state != GateState::Tripped;
                prop_assert_eq!(plan.openers[gate].contains(&at), opens);
            }
        }
    }

    #[test]
    fn a_subject_named_by_two_fixes_is_mended_once(catalogue in catalogue()) {
        let mut fixes = fixes_by_control(&catalogue.controls);
        let everything = fixes.iter().flat_map(|fix| fix.members.iter().copied()).collect();
        fixes.push(Fix { id: "everything".into(), effort: Effort::Low, members: everything });
        let plan = planned(&catalogue, &fixes);
        prop_assert_eq!(plan.steps.len(), fixes.len() - 1);
        let mended: usize = plan.steps.iter().map(|step| step.subjects).sum();
        prop_assert_eq!(mended, catalogue.members(Outcome::Fail).len());
    }
}
