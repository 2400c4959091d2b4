//! Findings as the report shows them: fails first, then by severity, tier, control and subject; and the tables of subjects and texts
//! that they refer to.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::assess::{Finding, Proof, Subject};

use super::listing::{Findings, Subjects};
use super::sources::Sources;
use super::{format, model};

/// Profile value that lists the tags that every resource has.
const TAGS_PARAMETER: &str = "requiredAiTags";

/// What the name of the tag that names an owner holds.
const OWNER: &str = "owner";

/// Findings and the tables that they refer to.
pub(super) struct Listed<'a> {
    pub(super) subjects: Subjects<'a>,
    pub(super) texts: Vec<Cow<'a, str>>,
    pub(super) findings: Findings<'a>,
}

/// Entries, each once.
struct Table<T> {
    entries: Vec<T>,
    numbers: FxHashMap<T, u32>,
    uses: Vec<u32>,
}

impl<T: Copy + Eq + Hash> Table<T> {
    fn new() -> Self {
        let (entries, numbers, uses) = (Vec::new(), FxHashMap::default(), Vec::new());
        Table { entries, numbers, uses }
    }

    fn add(&mut self, entry: T) {
        let next = self.entries.len() as u32;
        let number = *self.numbers.entry(entry).or_insert(next);
        if number == next {
            self.entries.push(entry);
            self.uses.push(0);
        }
        self.uses[number as usize] += 1;
    }

    /// The table with the entries that are used most first, those used alike in the order of their first use: their numbers stand in
    /// every finding and are the shortest.
    fn most_used_first(self) -> Self {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| Reverse(self.uses[*at]));
        let entries: Vec<T> = order.iter().map(|at| self.entries[*at]).collect();
        let numbered = entries.iter().copied().zip(0..);
        Table {
            numbers: numbered.collect(),
            uses: order.iter().map(|at| self.uses[*at]).collect(),
            entries,
        }
    }

    fn number(&self, entry: T) -> usize {
        self.numbers.get(&entry).map_or(0, |number| *number as usize)
    }
}

/// A text of the findings before it is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Text<'a> {
    AsIs(&'a str),
    /// A statement about a row, which is written with a full stop.
    Statement(&'a str),
}

impl<'a> Text<'a> {
    fn written(&self) -> Cow<'a, str> {
        match self {
            Text::AsIs(text) => Cow::Borrowed(text),
            Text::Statement(text) => Cow::Owned(format::sentence(text)),
        }
    }
}

/// The tables while findings are made.
struct Tables<'a> {
    subjects: Table<&'a Subject>,
    texts: Table<Text<'a>>,
}

impl Sources<'_> {
    pub(super) fn findings(&self) -> Listed<'_> {
        // They come in the order of controls, which is the last thing that they are ordered by.
        let mut alike: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in self.assessment.findings() {
            let severity = self.framework.controls[finding.control].file.severity;
            let key = (finding.outcome, severity, Reverse(finding.tier));
            alike.entry(key).or_default().push(finding);
        }
        let order: Vec<&Finding> = alike.into_values().flatten().collect();
        let tables = Arc::new(self.tables(&order));
        let subjects = tables.clone();
        Listed {
            texts: tables.texts.entries.iter().map(Text::written).collect(),
            subjects: Subjects::made(tables.subjects.entries.len(), move |at| {
                self.subject(subjects.subjects.entries[at])
            }),
            findings: Findings::made(order.len(), move |at| self.finding(order[at], &tables)),
        }
    }

    fn tables<'a>(&'a self, order: &[&'a Finding]) -> Tables<'a> {
        let (mut subjects, mut texts) = (Table::new(), Table::new());
        for finding in order {
            subjects.add(&finding.subject);
            texts.add(Text::AsIs(&finding.reason));
            if !finding.contradiction.is_empty() {
                texts.add(Text::AsIs(&finding.contradiction));
            }
            for proof in &finding.proofs {
                texts.add(Text::Statement(&proof.what));
                texts.add(Text::AsIs(self.estate.inventory.path(proof.source)));
            }
        }
        Tables {
            subjects: subjects.most_used_first(),
            texts: texts.most_used_first(),
        }
    }

    fn finding(&self, finding: &Finding, tables: &Tables<'_>) -> model::Finding {
        let text = |text| tables.texts.number(text);
        let proofs = finding.proofs.iter().map(|proof| model::Proof {
            file: text(Text::AsIs(self.estate.inventory.path(proof.source))),
            record: u64::from(proof.source.record),
            what: text(Text::Statement(&proof.what)),
        });
        model::Finding {
            control: self.framework.controls[finding.control].file.id.clone(),
            subject: tables.subjects.number(&finding.subject),
            outcome: finding.outcome,
            reason: text(Text::AsIs(&finding.reason)),
            grade: finding.grade,
            contradiction: (!finding.contradiction.is_empty()).then(|| text(Text::AsIs(&finding.contradiction))),
            evidence: proofs.collect(),
            accepted: self.accepted_by(finding),
            marks: finding.marks.clone(),
        }
    }

    fn subject(&self, subject: &Subject) -> model::Subject {
        let id = subject.id(self.estate);
        let subscription = subject.subscription(self.estate);
        let name = |id: &str| self.estate.inventory.subscription_name(id).to_owned();
        model::Subject {
            name: Some(subject.name(self.estate))
                .filter(|name| name != model::last_part(&id))
                .unwrap_or_default(),
            kind: subject.kind(self.estate),
            subscription: subscription.as_deref().map(name).unwrap_or_default(),
            environment: subject.environment(self.estate),
            tier: subject.tier(self.estate),
            owner: self.owner(subject),
            id,
        }
    }

    /// Text of the tag that names an owner: the one of the tags that the profile requires, else `owner`.
    fn owner(&self, subject: &Subject) -> String {
        let required = self.framework.value(TAGS_PARAMETER);
        let mut named = required.as_array().into_iter().flatten().filter_map(Json::as_str);
        let tag = named
            .find(|name| name.to_ascii_lowercase().contains(OWNER))
            .unwrap_or(OWNER);
        let row = subject.row(self.estate);
        row.and_then(|row| row.text_at("tags", &[tag])).unwrap_or_default()
    }

    /// A row as evidence.
    pub(super) fn evidence(&self, proof: &Proof) -> model::Evidence {
        model::Evidence {
            file: self.estate.inventory.path(proof.source).to_owned(),
            record: u64::from(proof.source.record),
            what: format::sentence(&proof.what),
            trace: proof.trace.as_deref().unwrap_or_default().to_owned(),
        }
    }
}
