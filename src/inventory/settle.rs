//! What can only be settled when all files are read: which of two rows that disagree is kept, and what the metadata of
//! assessments adds to rows that came without it. Where both files are dated the later one is kept, otherwise the row that came
//! first; either way the ledger says so, once for each file.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::Source;
use crate::ingest::ledger::problems::Issue;
use crate::ingest::ledger::{Afterwards, Ledger};
use crate::value::projection::Projection;
use crate::value::{Column, Value};

use super::Inventory;
use super::defender::{Plan, Recommendation};
use super::resource::{Resource, ResourceIx};

/// The type of the rows that describe assessments.
const METADATA: &str = "microsoft.security/assessmentmetadata";
/// Characters of a text that the comparison of two timestamps looks at: Resource Graph rounds what stands behind.
const TO_THE_MILLISECOND: usize = 23;

/// Elements of a list that are compared, in any order.
const MOST_ITEMS: usize = 256;

/// Two rows about one thing that cannot both hold.
#[derive(Debug)]
pub(super) enum Conflict {
    /// Columns of a resource, by name.
    Resource(ResourceIx, Box<Resource>, &'static str),
    /// States of a recommendation, by its position.
    Recommendation(usize, Recommendation),
    /// Tiers of a plan: its subscription and its name.
    Plan(Box<str>, Box<str>, Plan),
}

impl Inventory {
    /// Settles every conflict that was met while reading, and tells of it.
    pub(super) fn settle_conflicts(&mut self) {
        let mut told = Afterwards::default();
        for conflict in std::mem::take(&mut self.conflicts) {
            let (first, second) = self.sources(&conflict);
            let (what, of) = self.words(&conflict);
            let dates = [first, second].map(|source| self.dated(source));
            let by_file = match &dates {
                [Some(first), Some(second)] => second.cmp(first),
                _ => Ordering::Equal,
            };
            // A row's own date is closer than its file's.
            let (gives_way, kept) = match (self.by_row(&conflict), by_file) {
                (Ordering::Greater, _) => (true, "This row is dated later and was used."),
                (Ordering::Less, _) => (false, "That row is dated later and was used."),
                (_, Ordering::Greater) => (true, "This file is dated later, so its row was used."),
                (_, Ordering::Less) => (false, "That file is dated later, so its row was used."),
                _ if self.is_fuller(&conflict) => (
                    true,
                    "Neither is known to be later, so this row, which tells more, was used.",
                ),
                _ => (
                    false,
                    "Neither is known to be later, so the one that was read first was used.",
                ),
            };
            if gives_way {
                self.replace(conflict);
                self.ledger.supersede(first, second);
            } else if let Conflict::Resource(ix, other, _) = conflict {
                let mut known = self.resources.get(ix);
                known.fill(&other, &self.strings, &self.columns);
                self.resources.set(ix, known);
            }
            let path = self.path(first).to_owned();
            let issue = Issue::Conflict {
                what,
                of,
                path,
                record: first.record,
                kept,
            };
            told.note(second, issue);
        }
        for clash in self.access.take_clashes() {
            let first = self.access.assignment(clash.first).source;
            let issue = Issue::Conflict {
                what: clash.what.to_owned(),
                of: "a role assignment of the same id".to_owned(),
                path: self.path(first).to_owned(),
                record: first.record,
                kept: "An id belongs to one assignment for good, so one of the files was changed; both rows were used.",
            };
            told.note(clash.source, issue);
        }
        for (first, second) in self.access.take_role_clashes() {
            let issue = Issue::Conflict {
                what: "list of actions".to_owned(),
                of: "a role definition of the same id".to_owned(),
                path: self.path(first).to_owned(),
                record: first.record,
                kept: "The one that was read first was used.",
            };
            told.note(second, issue);
        }
        told.tell(&mut self.ledger);
    }

    /// Where the row that is kept so far stands, and where the other.
    fn sources(&self, conflict: &Conflict) -> (Source, Source) {
        match conflict {
            Conflict::Resource(ix, other, _) => (self.resources.get(*ix).source, other.source),
            Conflict::Recommendation(at, other) => (self.defender.recommendations()[*at].source, other.source),
            Conflict::Plan(subscription, name, other) => {
                let known = self.defender.plans(subscription).and_then(|plans| plans.get(name));
                (known.map_or(other.source, |plan| plan.source), other.source)
            }
        }
    }

    /// What differs, and of what.
    fn words(&self, conflict: &Conflict) -> (String, String) {
        match conflict {
            Conflict::Resource(ix, _, column) => (format!("`{column}`"), self.resource(*ix).id()),
            Conflict::Recommendation(_, other) => {
                let name = [&other.assessment.name, &other.assessment.key];
                let name = name.into_iter().find(|text| !text.is_empty());
                ("state".to_owned(), format!("“{}”", name.map_or("", |name| name)))
            }
            Conflict::Plan(subscription, name, _) => {
                let of = format!("the plan {name} of subscription {subscription}");
                ("tier".to_owned(), of)
            }
        }
    }

    /// How the other row's own date stands to that of the one that is kept so far; equal where not both have one.
    fn by_row(&self, conflict: &Conflict) -> Ordering {
        match conflict {
            Conflict::Recommendation(at, other) => self.defender.by_date(*at, other),
            Conflict::Resource(..) | Conflict::Plan(..) => Ordering::Equal,
        }
    }

    /// Whether the other row tells more than the one that is kept so far.
    fn is_fuller(&self, conflict: &Conflict) -> bool {
        match conflict {
            Conflict::Resource(ix, other, _) => {
                let known = self.resources.get(*ix);
                known.tells_less(other, &self.strings, &self.columns)
            }
            Conflict::Recommendation(..) | Conflict::Plan(..) => false,
        }
    }

    fn dated(&self, source: Source) -> Option<String> {
        self.ledger.inputs.get(source.file as usize)?.as_of.clone()
    }

    fn replace(&mut self, conflict: Conflict) {
        match conflict {
            Conflict::Resource(ix, other, _) => {
                let mut known = self.resources.get(ix);
                known.give_way(&other, &self.strings, &self.columns);
                self.resources.set(ix, known);
            }
            Conflict::Recommendation(at, other) => self.defender.replace(at, other),
            Conflict::Plan(subscription, name, other) => self.defender.replace_plan(&subscription, &name, other),
        }
    }

    /// Takes back that a file lacks `properties`, where other files tell those of everything in it.
    pub(super) fn settle_properties(&mut self, projection: &Projection) {
        let code = Issue::NoProperties.code();
        let inputs = (0..).zip(&self.ledger.inputs);
        let lacking = inputs.filter(|(_, input)| input.problems.iter().any(|problem| problem.code == code));
        let mut settled: BTreeSet<u32> = lacking.map(|(file, _)| file).collect();
        if settled.is_empty() {
            return;
        }
        for row in self.resources() {
            let file = row.source().file;
            if settled.contains(&file)
                && row.column("properties") == Some(Column::Missing)
                && projection.of(row.resource_type()).member("properties").is_some()
            {
                settled.remove(&file);
            }
        }
        for file in settled {
            if let Some(input) = self.ledger.inputs.get_mut(file as usize) {
                input.problems.retain(|problem| problem.code != code);
            }
        }
    }

    /// Gives recommendations that came without name, severity or policy those of their assessment's metadata.
    pub(super) fn join_metadata(&mut self) {
        let mut known = BTreeMap::new();
        for ix in self.of_type(METADATA) {
            let row = self.resource(*ix);
            let Some(Column::Known(properties)) = row.column("properties") else {
                continue;
            };
            let text = |name: &str| properties.get(name).and_then(Value::as_str).unwrap_or_default();
            let key = crate::value::arm_id::ArmId::new(&row.id()).last().to_ascii_lowercase();
            let told = ["displayName", "severity", "policyDefinitionId"].map(|name| Box::<str>::from(text(name)));
            known.insert(key, told);
        }
        if !known.is_empty() {
            self.defender.complete(&known);
        }
    }
}

impl Ledger {
    /// A row that was used gives way to one that was not.
    fn supersede(&mut self, first: Source, second: Source) {
        if let Some(input) = self.inputs.get_mut(second.file as usize)
            && input.take_back("duplicate")
        {
            input.used += 1;
        }
        if let Some(input) = self.inputs.get_mut(first.file as usize)
            && input.used > 0
        {
            input.used -= 1;
            input.leave_out("superseded");
        }
    }
}

/// Whether two values that exports give of one thing cannot both hold. Case, the spelling of truth values and of numbers, parts
/// that one of them leaves out, and what Resource Graph rounds are no difference.
pub(super) fn differ(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null | Value::Unknown, _) | (_, Value::Null | Value::Unknown) => false,
        (Value::Object(own) | Value::Part(own), Value::Object(_) | Value::Part(_)) => own
            .iter()
            .any(|(key, value)| other.get(key).is_some_and(|its| differ(value, its))),
        (Value::Array(own), Value::Array(its)) => {
            let unmatched = |own: &Value| its.iter().all(|its| differ(own, its));
            own.len() != its.len() || own.iter().take(MOST_ITEMS).any(unmatched)
        }
        (Value::String(own), Value::String(its)) => texts_differ(own, its),
        _ => match (one.as_flag(), other.as_flag()) {
            (Some(own), Some(its)) => own != its,
            _ => match (scalar(one), scalar(other)) {
                (Some(own), Some(its)) => own != its,
                _ => false,
            },
        },
    }
}

fn texts_differ(own: &str, its: &str) -> bool {
    let is_stamp = |text: &str| text.len() > TO_THE_MILLISECOND && text.as_bytes()[10] == b'T' && text.ends_with('Z');
    if is_stamp(own) && is_stamp(its) {
        return own.get(..TO_THE_MILLISECOND) != its.get(..TO_THE_MILLISECOND);
    }
    // `South Central US` is `southcentralus`.
    let folded = |text: &str| -> String {
        let bare = text.chars().filter(|c| !c.is_whitespace());
        bare.collect::<String>().to_lowercase()
    };
    !own.eq_ignore_ascii_case(its) && folded(own) != folded(its)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_both_hold_differs() {
        let differ = |one: serde_json::Value, other: serde_json::Value| differ(&Value::from(one), &Value::from(other));
        use serde_json::json;
        for (one, other) in [
            (json!({"a": "Enabled"}), json!({"A": "enabled", "b": 1})),
            (json!({"a": true}), json!({"a": "True"})),
            (json!({"a": 80}), json!({"a": "80"})),
            (json!({"a": null}), json!({"a": []})),
            (json!(["x", "y"]), json!(["Y", "X"])),
            (json!("South Central US"), json!("southcentralus")),
            (
                json!("2019-10-08T00:29:01.6583180Z"),
                json!("2019-10-08T00:29:01.6580000Z"),
            ),
        ] {
            assert!(!differ(one.clone(), other.clone()), "{one} {other}");
        }
        for (one, other) in [
            (json!({"a": {"b": "Allow"}}), json!({"a": {"b": "Deny"}})),
            (json!({"a": true}), json!({"a": false})),
            (json!(["x"]), json!(["x", "y"])),
        ] {
            assert!(differ(one.clone(), other.clone()), "{one} {other}");
        }
    }
}
