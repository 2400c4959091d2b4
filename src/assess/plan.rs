//! Whether a Defender for Cloud plan protects a subscription. A subscription whose other plans were exported and that has
//! no row for this one does not have it.

use crate::framework::control::EvidenceFile;

use super::{Judge, Opinion, Outcome, Proof, Subject, wording};

/// What the plans of the subject's subscription say.
pub(super) fn judge(judge: &Judge<'_>, rule: &EvidenceFile, subject: &Subject) -> Opinion {
    let EvidenceFile::Plan { plan, extensions, says } = rule else {
        return Opinion::unknown("");
    };
    let plans = subject
        .subscription(judge.estate)
        .and_then(|id| judge.estate.inventory.defender.plans(&id));
    let Some(plans) = plans else {
        return Opinion::unknown("No export holds the Defender plans of the subscription.");
    };
    let Some(found) = plans.get(plan.to_ascii_lowercase().as_str()) else {
        let proofs = plans.iter().next().map(|(name, other)| Proof {
            source: other.source,
            what: format!("{name} is among the exported plans, {plan} is not").into(),
        });
        return Opinion::new(Outcome::Fail, &*says.fail, proofs.into_iter().collect());
    };
    let off: Vec<String> = extensions
        .iter()
        .filter(|wanted| {
            let mut on = found.extensions.iter().filter(|(_, on)| *on);
            !on.any(|(name, _)| name.eq_ignore_ascii_case(wanted))
        })
        .cloned()
        .collect();
    let mut what = format!("plan {plan} has the tier {}", found.tier);
    if !off.is_empty() {
        what.push_str(&format!("; {} off", wording::names(&off, 3)));
    }
    let proofs = vec![Proof {
        source: found.source,
        what: what.into(),
    }];
    if found.tier.is_empty() {
        Opinion::unknown(format!("The row of the plan {plan} does not hold its tier."))
    } else if found.tier.eq_ignore_ascii_case("Standard") && off.is_empty() {
        Opinion::new(Outcome::Pass, &*says.pass, proofs)
    } else {
        Opinion::new(Outcome::Fail, &*says.fail, proofs)
    }
}
