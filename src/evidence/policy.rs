//! Evidence of the kind `policy`: the configuration of a subject against a condition in Azure Policy's language. True means that the
//! subject fails.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::{Condition, Truth};
use crate::estate::facts::ResourceFacts;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::reason::reason;
use super::says::SaysFile;
use super::subject::Subject;
use super::wording;

/// Upper bound of the facts of a row that a reason names.
const MOST_FACTS: usize = 3;

/// The configuration of the subject itself, as Resource Graph holds it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyEvidence {
    /// A condition in Azure Policy's language. True means that the subject fails.
    fails: Json,
    /// Sentences of the finding.
    says: SaysFile,
    #[serde(skip)]
    condition: Option<Condition>,
}

impl PolicyEvidence {
    /// The condition under which a subject fails; `None` where it was not checked.
    pub fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

impl Kind for PolicyEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.condition = checker.condition(&format!("{place}/fails"), &self.fails);
    }

    fn conditions(&self) -> Vec<&Condition> {
        self.condition.iter().collect()
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let condition = self.condition.as_ref();
        let judged = condition.and_then(|condition| evaluate(context, condition, subject));
        let (truth, proof) = judged.ok_or_else(|| subject.untold(context.estate))?;
        match truth {
            Truth::True => Ok(self.says.fails(vec![proof])),
            Truth::False => Ok(self.says.passes(vec![proof])),
            Truth::Unknown => Err(reason!("{}.", proof.what).into()),
        }
    }

    fn words(&self) -> String {
        "the configuration of the subject".to_owned()
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

/// Answer of a condition on the subject's own row, and the values that it read there; `None` where no export holds the row.
pub(crate) fn evaluate(
    context: &EvidenceContext<'_>,
    condition: &Condition,
    subject: &Subject,
) -> Option<(Truth, Proof)> {
    let row = subject.row(context.estate)?;
    let facts = ResourceFacts::new(row, context.estate.rules);
    let verdict = condition.evaluate(&facts, &context.clock);
    let told = wording::told(&context.estate.rules.words, &verdict.trace, MOST_FACTS);
    let mut what = told.sentence();
    if what.is_empty() && verdict.truth == Truth::Unknown {
        "The export does not tell".clone_into(&mut what);
    }
    if let Some(giver) = facts.giver(verdict.trace.iter().filter_map(|leaf| leaf.path.as_deref())) {
        what.push_str(&format!(", {giver}"));
    }
    Some((verdict.truth, Proof::new(row.source(), what).traced(told.trace)))
}
