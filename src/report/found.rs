//! What was found of a control, in sentences: what is so and of how many, why it matters in this tenant, and what could not be
//! judged. The control gives the noun and the verb (`found` of its file); without them the sentences speak of subjects.

use std::collections::BTreeSet;

use crate::assess::{Finding, Subject};
use crate::evidence::paths::Node;
use crate::evidence::wording::{names, number, spelt};
use crate::framework::Control;
use crate::framework::control::FoundFile;
use crate::value::vocabulary::Outcome;

use super::format;
use super::sources::Sources;

/// Upper bound of the subjects that a sentence names.
const MOST_NAMES: usize = 3;
/// Upper bound of the reasons that a paragraph about open questions gives.
const MOST_REASONS: usize = 2;
/// Environment of production, as the estate names it.
const PRODUCTION: &str = "production";

/// Texts about the findings of one control.
pub(super) struct Found {
    /// What is so: of how many, and the gravest by name.
    pub what: String,
    /// Why it matters here: what stands behind the failing subjects; empty where none fails.
    pub here: String,
    /// What could not be judged, and why; empty where everything could.
    pub unsettled: String,
}

impl Sources<'_> {
    /// The texts about the findings of a control, which come gravest first.
    pub(super) fn found(&self, control: &Control, findings: &[&Finding]) -> Found {
        let of = |outcome: Outcome| -> Vec<&Finding> {
            let found = findings.iter().filter(|finding| finding.outcome == outcome);
            found.copied().collect()
        };
        let (fails, unknowns, passes) = (of(Outcome::Fail), of(Outcome::Unknown), of(Outcome::Pass));
        let words = Nouns {
            found: control.file.found.as_ref(),
            is_tenant: control.file.subjects.tenant,
        };
        let what = match (fails.is_empty(), passes.is_empty()) {
            (false, _) => self.failures(&words, &fails, fails.len() + passes.len()),
            (true, false) => words.passed(&passes),
            (true, true) => match findings.first() {
                Some(_) if !unknowns.is_empty() => String::new(),
                Some(finding) => finding.reason.clone(),
                None => "The tenant, as exported, holds nothing that this control speaks of.".to_owned(),
            },
        };
        Found {
            what: format::quoted(&what),
            here: self.here(&control.file.id, &fails),
            unsettled: format::quoted(&self.unsettled(&words, &unknowns, findings.len())),
        }
    }

    fn names(&self, findings: &[&Finding]) -> String {
        let names_of: Vec<String> = findings
            .iter()
            .map(|finding| finding.subject.name(self.estate))
            .collect();
        names(&names_of, MOST_NAMES)
    }

    /// `Nine of 22 endpoints still accept account keys: a, b, c and 6 more.`
    fn failures(&self, words: &Nouns<'_>, fails: &[&Finding], judged: usize) -> String {
        let Some(worst) = fails.first() else {
            return String::new();
        };
        if words.is_tenant {
            return format!("{} {}", words.failing(1, 1), worst.reason);
        }
        let mut text = words.failing(fails.len(), judged);
        text.truncate(text.trim_end_matches('.').len());
        text.push_str(&format!(": {}.", self.names(fails)));
        let reasons: BTreeSet<&str> = fails.iter().map(|finding| finding.reason.as_str()).collect();
        match (fails.len(), reasons.len()) {
            (1, _) => text.push_str(&format!(" {}", worst.reason)),
            (_, 1) if words.found.is_some() => {}
            _ => text.push_str(&format!(
                " For example {}: {}",
                worst.subject.name(self.estate),
                worst.reason
            )),
        }
        text
    }

    /// What stands behind the failing subjects: production, red lines that they cross, and where a way leads on from them.
    fn here(&self, control: &str, fails: &[&Finding]) -> String {
        let mut sentences = Vec::new();
        sentences.extend(production(fails));
        sentences.extend(self.crossed(control));
        sentences.extend(self.leading_on(fails));
        sentences.join(" ")
    }

    /// The gravest red line that failing subjects of the control cross, and how many do.
    fn crossed(&self, control: &str) -> Option<String> {
        let gates = self.framework.gates.iter().enumerate();
        let crossed = gates.filter_map(|(position, gate)| {
            let tripped = self.scored.gates[position].tripped.iter().copied();
            let own: Vec<usize> = tripped
                .filter(|instance| {
                    let mut members = self.gates[position].instances[*instance].members.iter();
                    members.any(|member| self.framework.controls[member.control].file.id == control)
                })
                .collect();
            let count = self.gate_subjects(position, &own).len();
            (count > 0).then_some((gate, count))
        });
        let (gate, count) = crossed.min_by_key(|(gate, _)| gate.cap)?;
        let cross = if count == 1 { "crosses" } else { "cross" };
        Some(format!(
            "{} {cross} the red line {}: “{}”.",
            spelt(count),
            gate.id,
            gate.title
        ))
    }

    /// The resources that proven ways from failing subjects lead to.
    fn leading_on(&self, fails: &[&Finding]) -> Option<String> {
        let mut starts = 0;
        let mut reached = BTreeSet::new();
        for finding in fails {
            let node = match finding.subject {
                Subject::Resource(ix) => Node::Resource(ix),
                Subject::Identity(position) => {
                    Node::Principal(self.estate.identities[position].principal.as_str().into())
                }
                _ => continue,
            };
            let mut paths = self.assessment.paths.from(&node).peekable();
            starts += usize::from(paths.peek().is_some());
            reached.extend(paths.flat_map(|path| path.assets.iter().copied()));
        }
        let resources = format::count(reached.len(), "resource", "resources");
        match (starts, fails.len()) {
            (0, _) => None,
            (1, 1) => Some(format!("A proven way leads on from it to {resources}.")),
            (1, _) => Some(format!("From one of them a proven way leads on to {resources}.")),
            _ => Some(format!(
                "From {} of them proven ways lead on to {resources}.",
                number(starts)
            )),
        }
    }

    /// `Three endpoints could not be judged: a, b and c.` and the reasons, each once.
    fn unsettled(&self, words: &Nouns<'_>, unknowns: &[&Finding], all: usize) -> String {
        if unknowns.is_empty() {
            return String::new();
        }
        let mut text = match words.is_tenant {
            true => "This could not be judged.".to_owned(),
            false if unknowns.len() == all => {
                format!("None of the {} could be judged.", words.counted(all))
            }
            false => format!(
                "{} could not be judged: {}.",
                words.spelt(unknowns.len()),
                self.names(unknowns)
            ),
        };
        let mut reasons: Vec<&str> = Vec::new();
        for finding in unknowns {
            if !reasons.contains(&finding.reason.as_str()) {
                reasons.push(&finding.reason);
            }
        }
        for reason in reasons.iter().take(MOST_REASONS) {
            text.push_str(&format!(" {reason}"));
        }
        match reasons.len().saturating_sub(MOST_REASONS) {
            0 => {}
            1 => text.push_str(" One more reason stands with the findings."),
            more => text.push_str(&format!(" {} more reasons stand with the findings.", spelt(more))),
        }
        text
    }
}

/// How many of the failing subjects are production, where any of them has an environment that may be.
fn production(fails: &[&Finding]) -> Option<String> {
    let count = fails.iter().filter(|finding| finding.environment == PRODUCTION).count();
    match (count, fails.len()) {
        (0, _) => None,
        (1, 1) => Some("It serves production.".to_owned()),
        (2, 2) => Some("Both serve production.".to_owned()),
        (count, all) if count == all => Some(format!("All {} serve production.", number(all))),
        (1, all) => Some(format!("One of the {} serves production.", number(all))),
        (count, all) => Some(format!("{} of the {} serve production.", spelt(count), number(all))),
    }
}

/// The nouns and verbs of a control.
struct Nouns<'a> {
    found: Option<&'a FoundFile>,
    is_tenant: bool,
}

impl Nouns<'_> {
    fn noun(&self, count: usize) -> &str {
        match (self.found, count) {
            (Some(found), 1) => &found.noun[0],
            (Some(found), _) => &found.noun[1],
            (None, 1) => "subject",
            (None, _) => "subjects",
        }
    }

    /// `22 endpoints`
    fn counted(&self, count: usize) -> String {
        format!("{} {}", number(count), self.noun(count))
    }

    /// `Nine endpoints`
    fn spelt(&self, count: usize) -> String {
        format!("{} {}", spelt(count), self.noun(count))
    }

    /// `Nine of 22 endpoints accept account keys.`
    fn failing(&self, count: usize, judged: usize) -> String {
        let verb = match (self.found, count) {
            (Some(found), 1) => &found.one,
            (Some(found), _) => &found.many,
            (None, 1) => "does not meet this",
            (None, _) => "do not meet this",
        };
        match (count, judged) {
            _ if self.is_tenant => format::sentence(&format::capital(verb)),
            (1, 1) => format!("The one {} {verb}.", self.noun(1)),
            (2, 2) => format!("Both {} {verb}.", self.noun(2)),
            (count, judged) if count == judged => format!("All {} {verb}.", self.counted(judged)),
            _ => format!("{} of {} {verb}.", spelt(count), self.counted(judged)),
        }
    }

    fn passed(&self, passes: &[&Finding]) -> String {
        match passes {
            [only] if self.is_tenant => only.reason.clone(),
            [only] => format!(
                "The one {} that could be judged meets this. {}",
                self.noun(1),
                only.reason
            ),
            many => format!("All {} that could be judged meet this.", self.counted(many.len())),
        }
    }
}
