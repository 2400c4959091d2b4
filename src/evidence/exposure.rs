//! Evidence of the kind `exposure`: how open the network of the subject is, as `exposure.json` has it read. Controls that ask
//! for it do not count rules themselves, so that no two of them differ about one firewall.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::Truth;
use crate::estate::exposure::{Answer, Exception, Openness};

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::profile::Setting;
use super::reason::{Reason, reason};
use super::says::SaysFile;
use super::subject::Subject;
use super::wording;

/// Upper bound of the rows that prove a finding.
const MOST_ROWS: usize = 5;
/// Upper bound of the entries of a firewall that a reason names.
const MOST_NAMES: usize = 3;

/// Openness of one network access of the subject. Give `most`, `exceptions` or both.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposureEvidence {
    /// The network access, by its name in `exposure.json`.
    side: String,
    /// The widest openness that passes; a wider one fails.
    #[serde(default)]
    most: Option<Openness>,
    /// Condition on each entry of the firewall.
    #[serde(default)]
    exceptions: Option<ExceptionsFile>,
    /// Sentences of the finding.
    says: SaysFile,
}

/// Condition on each entry of a firewall.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExceptionsFile {
    /// The widest range that passes, as a prefix length of IPv4; of IPv6, as many sites. Strangers without an address never pass.
    widest: Setting,
    /// Reason why they are not judged where the network keeps nobody out, a sentence.
    unrestricted: String,
}

impl ExposureEvidence {
    fn is_as_open(&self, answer: &Answer) -> Truth {
        self.most.map_or(Truth::False, |most| answer.exceeds(most))
    }

    /// The opinion that it passes or fails, with what was found of the network.
    fn found(&self, passes: bool, answer: &Answer, more: &str, proofs: Vec<Proof>) -> Opinion {
        let mut opinion = self.says.decides(passes, proofs);
        for text in [more, &answer.found()].into_iter().filter(|text| !text.is_empty()) {
            opinion.reason.push(' ');
            opinion.reason.push_str(text);
        }
        opinion
    }
}

impl Kind for ExposureEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        if self.most.is_none() && self.exceptions.is_none() {
            checker.fault(place, "give `most` or `exceptions`");
        }
        if let Some(exceptions) = &self.exceptions {
            checker.setting(&format!("{place}/exceptions/widest"), &exceptions.widest);
        }
        if !checker.estate.exposure.has_side(&self.side) {
            let message = format!("exposure.json tells of no side `{}`", self.side);
            checker.fault(&format!("{place}/side"), message);
        }
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let Subject::Resource(ix) = subject else {
            return Err(subject.untold(context.estate).into());
        };
        let answer = context.estate.exposure(*ix, &self.side);
        let proofs = || proofs(context, &answer);
        let is_as_open = self.is_as_open(&answer);
        if is_as_open == Truth::True {
            return Ok(self.found(false, &answer, "", proofs()));
        }
        let Some(exceptions) = &self.exceptions else {
            return match is_as_open {
                Truth::False => Ok(self.found(true, &answer, "", proofs())),
                _ => Err(open(&answer).into()),
            };
        };
        let Some(prefix) = context.profile.number(&exceptions.widest) else {
            return Err(reason!("The profile does not say how wide a network exception may be.").into());
        };
        match (answer.has_wider_than(prefix), is_as_open) {
            (Truth::True, _) => Ok(self.found(false, &answer, &wide(&answer, prefix), proofs())),
            (Truth::False, Truth::False) if answer.least == Openness::Everybody => {
                Ok(Opinion::not_applicable(&*exceptions.unrestricted, proofs()))
            }
            (Truth::False, Truth::False) => Ok(self.found(true, &answer, "", proofs())),
            _ => Err(open(&answer).into()),
        }
    }

    fn words(&self) -> String {
        let side = &self.side;
        match self.most {
            Some(most) => format!(
                "how open the way in `{side}` is, by exposure.json; it passes as far as {}",
                most.words()
            ),
            None => format!("what each network rule of the way in `{side}` lets in, by exposure.json"),
        }
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// The rows that were read, as proofs.
fn proofs(context: &EvidenceContext<'_>, answer: &Answer) -> Vec<Proof> {
    let rows = answer.rows.iter().take(MOST_ROWS);
    rows.map(|row| {
        let source = context.estate.inventory.resource(row.ix).source();
        Proof::new(source, row.what.as_str()).traced(row.trace.as_str())
    })
    .collect()
}

/// `Too wide: 0.0.0.0/1 and 128.0.0.0/1.`
fn wide(answer: &Answer, prefix: u32) -> String {
    let is_sure = |exception: &&Exception| exception.in_force == Truth::True;
    let written = answer.wider_than(prefix).filter(is_sure);
    let written: Vec<String> = written.map(|exception| exception.written.clone()).collect();
    format!("Too wide: {}.", wording::names(&written, MOST_NAMES))
}

/// Why it is not known how open it is.
fn open(answer: &Answer) -> Reason {
    let (found, question) = (answer.found(), answer.open_question());
    let texts: Vec<&str> = [found.as_str(), question.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let untold = reason!("The exports do not tell how open its network is.");
    Reason::given(&texts.join(" "), untold)
}
