//! Declarations of an engagement file inside the client's bundle: the client's own word, listed always, and with its effect where
//! it is applied.

use std::collections::BTreeMap;

use crate::evidence::attestation::answer::Answer;
use crate::framework::engagement::EngagementFile;
use crate::score::one_decimal_down;
use crate::value::vocabulary::Outcome;

use super::declaration::Decided;
use super::sources::Sources;
use super::{format, model};

/// Ids that a sentence names.
const MOST_IDS: usize = 8;

impl Sources<'_> {
    /// Notes what the client's declarations decide, by the same bundle judged without them.
    pub fn compare_without(&mut self, without: &Sources<'_>) {
        let mut decided = Decided {
            findings: 0,
            controls: Vec::new(),
            gates: Vec::new(),
            score: without.scored.score().map_or_else(
                || format::NONE.to_owned(),
                |score| format::score(one_decimal_down(score)),
            ),
            range: {
                let (worst, best) = without.scored.interval();
                let text = |end| format::score(one_decimal_down(end));
                format!("{} to {}", text(&worst), text(&best))
            },
        };
        for (position, control) in self.framework.controls.iter().enumerate() {
            let (with, without) = (self.outcomes_of(position), without.outcomes_of(position));
            let gone = without.keys().filter(|subject| !with.contains_key(*subject)).count();
            let other = with
                .iter()
                .filter(|(subject, found)| without.get(*subject) != Some(found));
            let changed = gone + other.count();
            decided.findings += changed;
            decided.controls.extend((changed > 0).then(|| control.file.id.clone()));
        }
        for (with, without) in self.scored.gates.iter().zip(&without.scored.gates) {
            let other = with.state != without.state;
            decided
                .gates
                .extend(other.then(|| (without.id.to_string(), without.state)));
        }
        self.decided = Some(decided);
    }

    /// Outcome and tier of each subject of a control.
    fn outcomes_of(&self, control: usize) -> BTreeMap<String, (Outcome, u8)> {
        let findings = self.findings_of(control);
        findings
            .map(|finding| (finding.subject.key(self.estate), (finding.outcome, finding.tier)))
            .collect()
    }

    pub(super) fn declared(&self) -> Option<model::Declared> {
        let declared = self.engagement.declared.as_ref()?;
        let file = &declared.file;
        let what = contents(file);
        Some(model::Declared {
            file: file.path.clone(),
            applied: declared.applied,
            text: match &self.decided {
                None => format!(
                    "The client’s own {} declares {what}. None of it was applied: it is the client’s word about the client. \
                     --accept-declarations applies it.",
                    file.path
                ),
                Some(decided) => format!(
                    "The client’s own {} declares {what}, which was applied as the client says it. {}",
                    file.path,
                    decides(decided)
                ),
            },
            score_without: self.decided.as_ref().map(|decided| decided.score.clone()),
            range_without: self.decided.as_ref().map(|decided| decided.range.clone()),
            items: items(file),
        })
    }
}

/// `a date, 2 profile values and 1 attestation`.
fn contents(file: &EngagementFile) -> String {
    let counted = |number: usize, one: &str, many: &str| (number > 0).then(|| format::count(number, one, many));
    let parts: Vec<String> = [
        (!file.as_of.is_empty()).then(|| "a date".to_owned()),
        counted(file.profile.len(), "profile value", "profile values"),
        counted(file.environments.len(), "environment", "environments"),
        counted(file.attestations.len(), "attestation", "attestations"),
        counted(file.accepted_risks.len(), "accepted risk", "accepted risks"),
    ]
    .into_iter()
    .flatten()
    .collect();
    crate::evidence::wording::names(&parts, parts.len())
}

fn decides(decided: &Decided) -> String {
    let mut sentences = vec![match decided.findings {
        0 => "It decides no finding.".to_owned(),
        many => format!(
            "It decides {} of {}.",
            format::count(many, "finding", "findings"),
            crate::evidence::wording::names(&decided.controls, MOST_IDS)
        ),
    }];
    for (gate, state) in &decided.gates {
        sentences.push(format!(
            "The red line {gate} would be “{}” without it.",
            state.words().to_lowercase()
        ));
    }
    sentences.push(format!(
        "Without it the score is {}, in the range {}.",
        decided.score, decided.range
    ));
    sentences.join(" ")
}

fn items(file: &EngagementFile) -> Vec<model::Declaration> {
    let item = |kind: &str, text: String| model::Declaration {
        kind: kind.to_owned(),
        text,
    };
    let on = |subject: &str| match subject {
        "" => String::new(),
        subject => format!(" for {subject}"),
    };
    let mut items = Vec::new();
    if !file.as_of.is_empty() {
        items.push(item("Date", file.as_of.clone()));
    }
    items.extend(
        file.profile
            .iter()
            .map(|(name, value)| item("Profile value", format!("{name} = {value}"))),
    );
    items.extend(
        file.environments
            .iter()
            .map(|(id, name)| item("Environment", format!("{name}: {id}"))),
    );
    items.extend(file.attestations.iter().map(|given| {
        let answer = match given.answer {
            Answer::Yes => "yes",
            Answer::Partly => "partly",
            Answer::No => "no",
        };
        let about = on(&given.subject);
        item(
            "Attestation",
            format!("{}{about}: “{answer}”, {} on {}", given.key, given.owner, given.date),
        )
    }));
    items.extend(file.accepted_risks.iter().map(|risk| {
        let about = on(&risk.subject);
        item(
            "Accepted risk",
            format!(
                "{}{about}: {}, {} until {}",
                risk.control, risk.reason, risk.owner, risk.until
            ),
        )
    }));
    items
}
