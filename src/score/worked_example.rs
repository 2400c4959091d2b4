//! The worked example of `framework.md` section 6.7, to the last fraction: one production model account that is public,
//! has keys on and an identity with Contributor; one development account, healthy but for Defender; clean data stores; no
//! export of content filters.

use crate::value::vocabulary::{Confidence, Effort, GateState, Grade, Outcome, Severity};

use super::generate::{Catalogue, subject};
use super::*;

use Outcome::{Fail, Pass, Unknown};

const IDN_01: Member = Member { control: 0, subject: 0 };
const IDN_05: Member = Member { control: 1, subject: 0 };
const NET_01: Member = Member { control: 4, subject: 0 };

fn control(id: &str, severity: Severity, outcomes: &[(u8, Outcome)]) -> JudgedControl<u32> {
    let numbered = (0..).zip(outcomes);
    JudgedControl {
        id: id.into(),
        domain: id[..3].into(),
        severity,
        effort: Effort::Low,
        outcomes: numbered
            .map(|(key, &(tier, outcome))| subject(key, tier, outcome, Some(Grade::A)))
            .collect(),
    }
}

fn tenant() -> Catalogue {
    use Severity::{Critical, High};
    let gate = |id: &str, cap, members: &[Member]| Gate {
        id: id.into(),
        cap,
        instances: vec![GateInstance {
            members: members.to_vec(),
        }],
    };
    Catalogue {
        controls: vec![
            control("IDN-01", High, &[(4, Fail), (2, Pass)]),
            control("IDN-05", Critical, &[(4, Fail), (4, Pass)]),
            control("DAT-01", Critical, &[(3, Pass)]),
            control("DAT-07", Critical, &[(3, Pass)]),
            control("NET-01", Critical, &[(4, Fail), (2, Pass)]),
            control("NET-02", High, &[(4, Fail), (2, Pass)]),
            control("MOD-01", High, &[(4, Unknown), (2, Unknown)]),
            control("GOV-01", High, &[(4, Pass), (2, Pass)]),
            control("MON-01", High, &[(4, Pass), (2, Fail)]),
        ],
        gates: vec![gate("G1", 39, &[NET_01, IDN_01]), gate("G2", 49, &[IDN_05])],
    }
}

fn fixed(members: &[Member]) -> Scored {
    let mut tenant = tenant();
    for &member in members {
        tenant.subject(member).outcome = Pass;
    }
    tenant.scored()
}

fn exact(numerator: i64, denominator: i64) -> Exact {
    Exact::new(numerator.into(), denominator.into())
}

/// Assembled score, final score and interval as printed.
fn printed(scored: &Scored) -> [String; 4] {
    let text = |score: &Exact| one_decimal_down(score).to_string();
    let (worst, best) = scored.interval();
    let assembled = scored.assembled().expect("the tenant is assessed");
    let score = scored.score().expect("the tenant is assessed");
    [text(assembled), text(score), text(&worst), text(&best)]
}

#[test]
fn the_table_of_controls_holds_exactly() {
    let scored = tenant().scored();
    let row = |at: usize| {
        let control = &scored.controls[at];
        (control.pass_rate.clone(), control.worst_tier, control.score.clone())
    };
    assert_eq!(row(0), (Some(exact(1, 3)), 4, Some(exact(1, 6))));
    assert_eq!(row(1), (Some(exact(1, 2)), 4, Some(exact(1, 4))));
    assert_eq!(row(2), (Some(exact(1, 1)), 0, Some(exact(1, 1))));
    assert_eq!(row(4), row(0));
    assert_eq!(row(5), row(0));
    assert_eq!(row(6), (None, 0, None));
    assert_eq!(row(7), row(2));
    assert_eq!(row(8), (Some(exact(2, 3)), 2, Some(exact(1, 2))));
}

#[test]
fn the_domains_and_the_assembled_score_hold_exactly() {
    let scored = tenant().scored();
    let hundred = exact(100, 1);
    let domain = |at: usize| scored.domains[at].score.as_ref().map(|score| score / &hundred);
    assert_eq!(domain(0), Some(exact(11, 48)));
    assert_eq!(domain(1), Some(exact(1, 1)));
    assert_eq!(domain(2), Some(exact(1, 6)));
    assert_eq!(domain(3), None);
    assert_eq!(domain(4), Some(exact(1, 1)));
    assert_eq!(domain(5), Some(exact(1, 2)));
    // (25 · 11/48 + 20 + 15/6 + 13 + 7) / 87 · 7/10 + 1/6 · 3/10
    let mean = (exact(275, 48) + exact(20 + 13 + 7, 1) + exact(15, 6)) / exact(87, 1);
    let assembled = (mean * exact(7, 10) + exact(1, 20)) * hundred;
    assert_eq!(scored.assembled(), Some(&assembled));
    assert_eq!(scored.assessed.weakest, Some(2));
}

#[test]
fn the_published_figures_hold() {
    let scored = tenant().scored();
    assert_eq!(printed(&scored), ["43.8", "39.0", "33.7", "39.0"]);
    assert_eq!(scored.coverage.overall, exact(144, 153));
    assert_eq!(percent_text(&scored.coverage.overall), "94.1 %");
    assert_eq!((scored.level.level, scored.level.not_proven), (Some(1), None));
    assert_eq!(scored.confidence, Confidence::High);
    assert_eq!(
        scored.gates.iter().map(|gate| gate.state).collect::<Vec<_>>(),
        [GateState::Tripped; 2]
    );
    assert_eq!(scored.binding_gate, Some(0));
    assert_eq!(scored.capped, Tenths(-48));
}

#[test]
fn the_table_of_changes_holds() {
    let first_two = |members| printed(&fixed(members))[..2].to_vec();
    assert_eq!(first_two(&[NET_01]), ["53.2", "49.0"]);
    assert_eq!(fixed(&[NET_01]).binding_gate, Some(1));
    assert_eq!(first_two(&[IDN_05]), ["55.1", "39.0"]);
    assert_eq!(fixed(&[IDN_05]).binding_gate, Some(0));
    let all = fixed(&[IDN_01, NET_01, IDN_05]);
    assert_eq!(printed(&all), ["76.8", "76.8", "53.8", "77.9"]);
    assert_eq!(all.binding_gate, None);
}

#[test]
fn a_thousand_healthy_accounts_leave_the_final_score_alone() {
    let mut diluted = tenant();
    for at in [0, 4, 5] {
        let healthy = (10..1010).map(|key| subject(key, 2, Pass, Some(Grade::A)));
        diluted.controls[at].outcomes.extend(healthy);
    }
    assert_eq!(printed(&diluted.scored()), ["53.8", "39.0", "38.7", "39.0"]);
}

#[test]
fn the_plan_opens_the_gates_first_and_ends_where_nothing_fails() {
    let tenant = tenant();
    let fixes = fixes_by_control(&tenant.controls);
    let plan = plan_fixes(&ScoringRules::default(), &tenant.judged(), &fixes).expect("the example is valid");
    let steps: Vec<(&str, String, String)> = plan
        .steps
        .iter()
        .map(|step| {
            let text = |score: &Exact| one_decimal_down(score).to_string();
            (&*fixes[step.fix].id, text(&step.assembled), text(&step.score))
        })
        .collect();
    let row = |id, assembled: &str, score: &str| (id, assembled.to_owned(), score.to_owned());
    assert_eq!(
        steps,
        [
            row("NET-01", "53.2", "49.0"),
            row("IDN-05", "72.6", "72.6"),
            row("MON-01", "87.0", "87.0"),
            row("IDN-01", "91.2", "91.2"),
            row("NET-02", "100.0", "100.0"),
        ]
    );
    // Either member of the conjunction opens G1: IDN-01 and NET-01 are the first and third fix listed.
    assert_eq!(plan.openers, [vec![0, 2], vec![1]]);
    assert_eq!(plan.waves[0].steps, [0, 1, 2, 3, 4]);
}
