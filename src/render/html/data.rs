//! The data block of the page: every finding, the tables that findings refer to, and the numbers of the roadmap's arithmetic, as JSON
//! that the script decodes. Findings stand in columns and texts once, so that forty thousand take a few megabytes.
//!
//! The block is data to the browser and is never run. `<` is escaped, so that no text of a tenant ends it, and so is every character
//! without a shape.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;

use serde::Serialize;

use crate::render::visible::is_shapeless;
use crate::report::model::{Control, Domain, Finding, Gate, MethodRules, Report, Subject};
use crate::report::tone::Tone;
use crate::value::vocabulary::{GateState, Outcome, Severity, graded};

/// Findings that the page holds; of more, the first in the order of the report.
pub(super) const MOST_FINDINGS: usize = 100_000;

/// The block as the browser reads it.
pub(super) fn block(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let controls: BTreeMap<&str, usize> = report
        .controls
        .iter()
        .enumerate()
        .map(|(position, control)| (control.id.as_str(), position))
        .collect();
    let mut findings = Columns::default();
    let mut left = report.findings.len();
    let Ok(()) = report.findings.each(|finding| {
        if let Some(control) = controls.get(finding.control.as_str())
            && findings.control.len() < MOST_FINDINGS
        {
            findings.push(*control, finding);
            left -= 1;
        }
        Ok::<(), Infallible>(())
    });
    let mut subjects = Subjects::default();
    let Ok(()) = report.subjects.each(|subject| {
        subjects.push(subject);
        Ok::<(), Infallible>(())
    });
    let block = Block {
        portal: &report.estate.portal,
        tenant: report.estate.tenants.first().map_or("", String::as_str),
        domains: report.domains.iter().map(Place::of).collect(),
        severities: Severity::ALL
            .iter()
            .map(|one| Word::of(one.name(), one.words(), None))
            .collect(),
        outcomes: outcomes(),
        controls: report
            .controls
            .iter()
            .map(|control| Judged::of(control, report))
            .collect(),
        gates: report.gates.iter().map(Cap::of).collect(),
        rules: &report.method.rules,
        left,
        texts: &report.texts,
        subjects,
        findings,
    };
    Ok(escaped(&serde_json::to_string(&block)?))
}

fn outcomes() -> Vec<Word> {
    let word = |outcome: &Outcome| {
        let tone = Tone::of(*outcome, Severity::Low);
        Word::of(outcome.name(), outcome.words(), Some(tone))
    };
    Outcome::ALL.iter().map(word).collect()
}

/// JSON text that is data inside of a page: no tag begins in it, and everything in it can be seen.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + json.len() / 64);
    for character in json.chars() {
        if character != '<' && (character.is_ascii() || !is_shapeless(character)) {
            text.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Block<'a> {
    portal: &'a str,
    tenant: &'a str,
    domains: Vec<Place<'a>>,
    severities: Vec<Word>,
    outcomes: Vec<Word>,
    controls: Vec<Judged<'a>>,
    gates: Vec<Cap<'a>>,
    rules: &'a MethodRules,
    /// Findings that are not in the page.
    left: usize,
    subjects: Subjects,
    texts: &'a [Cow<'a, str>],
    findings: Columns,
}

/// A domain and its weight.
#[derive(Serialize)]
struct Place<'a> {
    id: &'a str,
    name: &'a str,
    weight: u32,
}

impl<'a> Place<'a> {
    fn of(domain: &'a Domain) -> Self {
        Place {
            id: &domain.id,
            name: &domain.name,
            weight: domain.weight,
        }
    }
}

/// A word of a vocabulary.
#[derive(Serialize)]
struct Word {
    id: &'static str,
    text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tone: Option<Tone>,
}

impl Word {
    fn of(id: &'static str, text: &'static str, tone: Option<Tone>) -> Self {
        Word { id, text, tone }
    }
}

/// A control and the sums of its arithmetic.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Judged<'a> {
    id: &'a str,
    title: &'a str,
    domain: usize,
    severity: usize,
    weight: u32,
    passed: u64,
    failed: u64,
    unknown: u64,
    worst_tier: u8,
    worst_unknown_tier: u8,
}

impl<'a> Judged<'a> {
    fn of(control: &'a Control, report: &Report<'_>) -> Self {
        let sums = &control.arithmetic;
        let domain = report.domains.iter().position(|domain| domain.id == control.domain);
        let severity = Severity::ALL.iter().position(|severity| *severity == control.severity);
        Judged {
            id: &control.id,
            title: &control.title,
            domain: domain.unwrap_or_default(),
            severity: severity.unwrap_or_default(),
            weight: sums.weight,
            passed: sums.passed,
            failed: sums.failed,
            unknown: sums.unknown,
            worst_tier: sums.worst_tier,
            worst_unknown_tier: sums.worst_unknown_tier,
        }
    }
}

/// A gate and the combinations that make it cap, each by the controls of which meeting one clears it.
#[derive(Serialize)]
struct Cap<'a> {
    id: &'a str,
    cap: u32,
    tripped: Vec<&'a [String]>,
    unknown: Vec<&'a [String]>,
}

impl<'a> Cap<'a> {
    fn of(gate: &'a Gate) -> Self {
        let of = |state: GateState| {
            let combinations = gate.combinations.iter();
            let own = combinations.filter(move |combination| combination.state == state);
            own.map(|combination| combination.cleared_by.as_slice()).collect()
        };
        Cap {
            id: &gate.id,
            cap: gate.cap,
            tripped: of(GateState::Tripped),
            unknown: of(GateState::Unknown),
        }
    }
}

/// Texts of a column, each once.
#[derive(Default)]
struct Labels {
    list: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Labels {
    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.list.len();
        self.numbers.insert(text.to_owned(), number);
        self.list.push(text.to_owned());
        number
    }
}

impl Serialize for Labels {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

/// Subjects in columns. An id is cut before its last provider; most subjects share the first part.
#[derive(Default, Serialize)]
struct Subjects {
    prefixes: Labels,
    labels: SubjectLabels,
    prefix: Vec<usize>,
    rest: Vec<String>,
    name: Vec<String>,
    kind: Vec<usize>,
    subscription: Vec<usize>,
    group: Vec<usize>,
    environment: Vec<usize>,
    owner: Vec<usize>,
    /// One digit each.
    tier: String,
}

#[derive(Default, Serialize)]
struct SubjectLabels {
    kind: Labels,
    subscription: Labels,
    group: Labels,
    environment: Labels,
    owner: Labels,
}

impl Subjects {
    fn push(&mut self, subject: &Subject) {
        let cut = subject
            .id
            .to_ascii_lowercase()
            .rfind("/providers/")
            .map_or(0, |at| at + 11);
        let (prefix, rest) = subject.id.split_at(cut);
        self.prefix.push(self.prefixes.number(prefix));
        self.rest.push(rest.to_owned());
        self.name.push(subject.name.clone());
        self.kind.push(self.labels.kind.number(&subject.kind));
        self.subscription
            .push(self.labels.subscription.number(&subject.subscription));
        self.group.push(self.labels.group.number(subject.resource_group()));
        self.environment
            .push(self.labels.environment.number(&subject.environment));
        self.owner.push(self.labels.owner.number(&subject.owner));
        self.tier.push_str(&subject.tier.to_string());
    }
}

/// Findings in columns, in the order of the report.
#[derive(Default, Serialize)]
struct Columns {
    control: Vec<usize>,
    subject: Vec<usize>,
    /// One digit each.
    outcome: String,
    reason: Vec<usize>,
    /// One letter each.
    grade: String,
    /// Rows that prove each finding.
    proofs: Vec<usize>,
    /// File, record and statement of each of those rows, one after the other.
    proof: Vec<u64>,
    /// Number of a finding and of its text, for the few that have one.
    contradiction: Vec<(usize, usize)>,
    /// Number of a finding and who accepted it.
    accepted: Vec<(usize, String)>,
}

impl Columns {
    fn push(&mut self, control: usize, finding: &Finding) {
        let number = self.control.len();
        self.control.push(control);
        self.subject.push(finding.subject);
        let outcome = Outcome::ALL.iter().position(|outcome| *outcome == finding.outcome);
        self.outcome.push_str(&outcome.unwrap_or_default().to_string());
        self.reason.push(finding.reason);
        self.grade.push_str(graded::name(finding.grade));
        self.proofs.push(finding.evidence.len());
        for row in &finding.evidence {
            self.proof.extend([row.file as u64, row.record, row.what as u64]);
        }
        self.contradiction
            .extend(finding.contradiction.map(|text| (number, text)));
        if !finding.accepted.is_empty() {
            self.accepted.push((number, finding.accepted.clone()));
        }
    }
}
