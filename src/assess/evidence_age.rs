//! The age of the exports: what decides today should have been seen lately.

use crate::framework::control::{SaysFile, Setting};
use crate::ingest::Source;

use super::{Judge, Opinion, Outcome, Proof, age};

/// What the dates of the files say.
pub(super) fn judge(judge: &Judge<'_>, days: &Setting, says: &SaysFile) -> Opinion {
    let (Some(days), Some(as_of)) = (judge.framework.number(days), judge.as_of) else {
        return Opinion::unknown("Nothing dates the assessment.");
    };
    let inputs = judge.estate.inventory.ledger.inputs.iter().enumerate();
    let mut dated: Vec<(i64, Proof)> = inputs
        .filter(|(_, input)| input.used > 0)
        .filter_map(|(position, input)| {
            let source = Source {
                file: u32::try_from(position).ok()?,
                record: 1,
            };
            let age = age(judge.estate, source, as_of)?;
            let what = format!("{} was exported {age} days before the assessment", input.path);
            Some((
                age,
                Proof {
                    source,
                    what: what.into(),
                },
            ))
        })
        .collect();
    dated.sort_by_key(|(age, _)| std::cmp::Reverse(*age));
    let Some((oldest, _)) = dated.first() else {
        return Opinion::unknown("No export bears a date.");
    };
    let late = *oldest > i64::from(days);
    let proofs = dated.into_iter().filter(|(age, _)| !late || *age > i64::from(days));
    let proofs = proofs.map(|(_, proof)| proof).collect();
    if late {
        Opinion::new(Outcome::Fail, says.fail.clone(), proofs)
    } else {
        Opinion::new(Outcome::Pass, says.pass.clone(), proofs)
    }
}
