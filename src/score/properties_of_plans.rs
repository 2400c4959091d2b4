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
            prop_assert_eq!(&after.interval(), &step.interval);
            let gained = before.assembled().map(|before| before + &step.gain);
            prop_assert_eq!(gained.as_ref(), after.assembled());
            for &gate in &step.opens {
                prop_assert!(before.gates[gate].caps() && !after.gates[gate].caps());
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
        let capping = |scored: &Scored| -> BTreeSet<usize> {
            let numbered = scored.gates.iter().enumerate();
            numbered.filter(|(_, gate)| gate.caps()).map(|(at, _)| at).collect()
        };
        let mut mended = catalogue.clone();
        for member in catalogue.members(Outcome::Fail) {
            mended.subject(member).outcome = Outcome::Pass;
        }
        let (before, left) = (capping(&catalogue.scored()), capping(&mended.scored()));
        prop_assert_eq!(&plan.left, &left.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(opened, &before - &left);
    }

    // Property 9: a question for each gate that the exports leave open, at no gain of certainty, and after all of them and all
    // fixes the score that the tripped gates leave.
    #[test]
    fn the_exports_that_settle_gates_stand_in_the_plan_and_promise_nothing(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let plan = planned(&catalogue, &fixes);
        let scored = catalogue.scored();
        let steps = schedule(&ScoringRules::default(), &catalogue.judged(), &fixes, &plan).expect("the input is valid");
        let asked = |gate: usize| steps.iter().find_map(|step| match step {
            Step::Evidence(evidence) if evidence.gate == gate => Some(evidence),
            _ => None,
        });
        for (gate, result) in scored.gates.iter().enumerate() {
            let expected = result.state == GateState::Unknown || plan.left.contains(&gate);
            prop_assert_eq!(asked(gate).is_some(), expected);
            for member in asked(gate).iter().flat_map(|step| &step.members) {
                let subject = catalogue.judged().subject(*member).map(|subject| subject.outcome);
                prop_assert_eq!(subject, Some(Outcome::Unknown));
            }
        }
        let (mut interval, mut mended) = (scored.interval(), 0);
        for step in &steps {
            match step {
                Step::Evidence(evidence) => prop_assert_eq!(&evidence.interval, &interval),
                Step::Fix(fix) => {
                    mended += 1;
                    prop_assert!(interval.0 <= fix.interval.0 && interval.1 <= fix.interval.1);
                    prop_assert!(fix.interval.0 <= fix.score && fix.score <= fix.interval.1);
                    interval = fix.interval.clone();
                }
            }
        }
        prop_assert_eq!(mended, plan.steps.len());
        let end = steps.last().map(|step| match step {
            Step::Evidence(evidence) => evidence.score.clone(),
            Step::Fix(fix) => Some(fix.score.clone()),
        });
        let waves = plan.waves.last();
        if let (Some(end), Some(wave)) = (end, waves) {
            prop_assert_eq!(&end, &wave.score_if_clear);
            prop_assert_eq!(&interval, &wave.interval);
        }
    }

    #[test]
    fn each_opener_opens_its_gate_by_itself(catalogue in catalogue()) {
        let fixes = fixes_by_control(&catalogue.controls);
        let plan = planned(&catalogue, &fixes);
        for (gate, result) in catalogue.scored().gates.iter().enumerate() {
            for (at, fix) in fixes.iter().enumerate() {
                let mut fixed = catalogue.clone();
                apply(&mut fixed, fix);
                let opens = result.caps() && !fixed.scored().gates[gate].caps();
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
