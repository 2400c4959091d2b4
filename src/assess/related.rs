//! Rows that belong to a subject: its children and extensions, rows beside it, rows that name it. A condition on them is answered
//! true, false or unknown for each, and a quantifier makes one answer of these. Where no such rows were exported for the
//! subject's place, nothing is known: their absence proves only that nobody asked Azure for them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::access::memo::Memo;
use crate::condition::{Condition, Truth};
use crate::estate::facts::ResourceFacts;
use crate::framework::Conditions;
use crate::framework::control::EvidenceFile;
use crate::framework::evidence::{Empty, Quantifier, RelatedFile, Within};
use crate::inventory::ResourceRef;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::resource_type::TypeClass;

use super::indexes::Indexes;
use super::join::Key;
use super::place::{Place, is_asked_of_one};
use super::{Judge, Opinion, Outcome, Proof, Subject, retirement, supplements, unseen, wording};

/// Upper bound of the facts of a row that a reason names.
const MOST_FACTS: usize = 3;
/// Upper bound of the rows that prove a finding.
const MOST_ROWS: usize = 5;

/// Indexes of the rows that evidence relates to subjects, each built on the first lookup, and the answers that hold for every
/// subject of a place.
#[derive(Default)]
pub(super) struct RelatedRows {
    indexes: Indexes,
    /// Cached answers, keyed by the address of the question and the place that it was asked for.
    answers: Memo<(usize, String), Arc<Answer>>,
    /// Files whose rows all belong to one resource, computed on the first call.
    of_one: OnceLock<BTreeSet<u32>>,
}

/// Judges by the related rows of a subject.
pub(super) fn judge(judge: &Judge<'_>, evidence: &EvidenceFile, conditions: &Conditions, subject: &Subject) -> Opinion {
    let EvidenceFile::Related { rows, mark, says } = evidence else {
        return Opinion::unknown("");
    };
    let [own, others @ ..] = conditions.parts.as_slice() else {
        return Opinion::unknown("");
    };
    let answer = answer(judge, rows, own, &Place::of(judge.estate, subject));
    let proofs = || answer.proofs.clone();
    let (outcome, sentence) = match answer.truth {
        Truth::Unknown => return Opinion::unknown(&*answer.reason),
        _ if answer.applies_not => {
            let reason = format!("It has no {}.", rows.called);
            return Opinion::new(Outcome::NotApplicable, reason, proofs());
        }
        Truth::True => (Outcome::Fail, &says.fail),
        Truth::False => (Outcome::Pass, &says.pass),
    };
    let mut opinion = Opinion::new(outcome, sentence.clone(), proofs());
    if let (Outcome::Fail, Some(mark), [conditions]) = (outcome, mark, others)
        && truth(judge, &mark.rows, conditions, subject) == Truth::True
    {
        opinion.marks.push(mark.name.clone());
    }
    opinion
}

/// Whether a subject fails what is asked of its related rows.
pub(super) fn truth(judge: &Judge<'_>, rows: &RelatedFile, conditions: &Conditions, subject: &Subject) -> Truth {
    answer(judge, rows, conditions, &Place::of(judge.estate, subject)).truth
}

/// Answer about the related rows.
struct Answer {
    /// Whether the subject fails.
    truth: Truth,
    /// There is no such row, and the evidence then does not apply.
    applies_not: bool,
    /// Reason why it is unknown, a sentence.
    reason: String,
    proofs: Vec<Proof>,
}

impl Answer {
    fn unknown(reason: String) -> Self {
        Answer {
            truth: Truth::Unknown,
            applies_not: false,
            reason,
            proofs: Vec::new(),
        }
    }
}

/// The answer for a place. Where it reads no value of the place's own row, all places that share the prefix have one answer.
fn answer(judge: &Judge<'_>, rows: &RelatedFile, conditions: &Conditions, place: &Place<'_>) -> Arc<Answer> {
    let within = match (rows.within, &rows.join) {
        (Some(within), _) => within,
        (None, Some(_)) => Within::Tenant,
        (None, None) => Within::Below,
    };
    let prefix = place.prefix(within);
    let shared = matches!(within, Within::Tenant | Within::Subscription | Within::ResourceGroup);
    if rows.join.is_some() || rows.beside.is_some() || !shared {
        return Arc::new(find(judge, rows, conditions, place, within, &prefix));
    }
    let key = (std::ptr::from_ref(rows) as usize, prefix);
    judge.related.answers.of(key, |(_, prefix)| {
        Arc::new(find(judge, rows, conditions, place, within, prefix))
    })
}

fn find(
    judge: &Judge<'_>,
    rows: &RelatedFile,
    conditions: &Conditions,
    place: &Place<'_>,
    within: Within,
    prefix: &str,
) -> Answer {
    let Some(key) = Key::of(rows.join.as_ref(), &place.id, place.row) else {
        return Answer::unknown(format!("The row does not tell which {} belong to it.", rows.called));
    };
    let mut found: Vec<Row> = Vec::new();
    let elsewhere = elsewhere(judge, rows, within, key.as_ref());
    let mut unsure = elsewhere.is_some();
    for kind in &rows.types {
        let start = found.len();
        for ix in candidates(judge, kind, prefix, within, key.as_ref()) {
            let row = judge.estate.inventory.resource(ix);
            let joined = key.as_ref().map_or(Truth::True, |key| key.joins(row));
            let taken = joined.and(holds(judge, conditions.filter.as_ref(), row));
            match taken {
                Truth::False => {}
                Truth::True => found.push(ask(judge, rows, conditions, place, ix)),
                Truth::Unknown => unsure = true,
            }
        }
        found[start..].sort_by_cached_key(|row| judge.estate.inventory.resource(row.ix).id().to_ascii_lowercase());
    }
    if found.is_empty() {
        return match (shown(judge, rows, place, within), elsewhere) {
            (Some(_), Some(reason)) => Answer::unknown(reason),
            (shown, _) => nothing(rows, shown, unsure),
        };
    }
    let truths = found.iter().map(|row| row.truth);
    let any = truths.clone().fold(Truth::False, Truth::or);
    let all = truths.fold(Truth::True, Truth::and);
    let undecided = |answer: Truth, decided: Truth| match answer {
        answer if unsure && answer != decided => Truth::Unknown,
        answer => answer,
    };
    let truth = match rows.fails {
        Quantifier::Any => undecided(any, Truth::True),
        Quantifier::All => undecided(all, Truth::False),
        Quantifier::None => !undecided(any, Truth::True),
    };
    let deciding = match (rows.fails, truth) {
        (Quantifier::Any, Truth::True) | (Quantifier::None, Truth::False) => Some(Truth::True),
        (Quantifier::All, Truth::False) => Some(Truth::False),
        (_, Truth::Unknown) => Some(Truth::Unknown),
        _ => None,
    };
    let telling = found
        .into_iter()
        .filter(|row| deciding.is_none_or(|deciding| row.truth == deciding));
    let proofs: Vec<Proof> = telling
        .take(MOST_ROWS)
        .map(|row| proof(judge, conditions, row))
        .collect();
    let reason = match (proofs.first(), elsewhere) {
        (Some(proof), _) => format!("The export does not settle its {}: {}.", rows.called, proof.what),
        (None, Some(reason)) => reason,
        (None, None) => format!("The export does not tell which {} belong to it.", rows.called),
    };
    Answer {
        truth,
        applies_not: false,
        reason,
        proofs,
    }
}

/// Reason why such rows may lie where nothing was exported, for rows that may lie anywhere in the tenant. A row that is found by
/// its id lies in the subscription that the id names.
fn elsewhere(judge: &Judge<'_>, rows: &RelatedFile, within: Within, key: Option<&Key<'_>>) -> Option<String> {
    if within != Within::Tenant
        || !rows
            .types
            .iter()
            .any(|kind| TypeClass::of(kind).lies_in_subscriptions())
    {
        return None;
    }
    match key {
        Some(Key { join, values }) if join.to == "id" => {
            let named = values.iter().filter_map(|value| ArmId::new(value).subscription());
            unseen::resources(judge, named)
        }
        Some(Key { values, .. }) if values.is_empty() => None,
        _ => unseen::any_resources(judge),
    }
}

/// The rows of a type below a prefix, in any order. Of a join, only those that can match.
fn candidates(judge: &Judge<'_>, kind: &str, prefix: &str, within: Within, key: Option<&Key<'_>>) -> Vec<ResourceIx> {
    let inventory = judge.estate.inventory;
    let indexes = &judge.related.indexes;
    let Some(Key { join, values }) = key else {
        if prefix.is_empty() {
            return inventory.of_type(kind).to_vec();
        }
        let index = indexes.by_id(inventory, kind);
        let below = index.below(inventory, prefix);
        let taken = below.filter(|(id, _)| within != Within::At || is_direct(&id[prefix.len()..]));
        return taken.map(|(_, ix)| ix).collect();
    };
    let mut rows = indexes.candidates(inventory, (kind, &join.to), join.matches, values);
    if !prefix.is_empty() {
        rows.retain(|ix| {
            let id = inventory.resource(*ix).id().to_ascii_lowercase();
            let rest = id.strip_prefix(prefix);
            rest.is_some_and(|rest| within != Within::At || is_direct(rest))
        });
    }
    rows
}

/// The answer where no row belongs to the subject.
fn nothing(rows: &RelatedFile, shown: Option<Proof>, unsure: bool) -> Answer {
    let Some(proof) = shown else {
        return Answer::unknown(format!("No export holds {} that could belong to it.", rows.called));
    };
    if unsure {
        return Answer::unknown(format!("The export does not tell which {} belong to it.", rows.called));
    }
    let empty = rows.empty.unwrap_or(match rows.fails {
        Quantifier::None => Empty::Fail,
        Quantifier::Any | Quantifier::All => Empty::Pass,
    });
    let truth = match empty {
        Empty::Fail => Truth::True,
        Empty::Pass | Empty::NotApplicable => Truth::False,
        Empty::Unknown => return Answer::unknown(format!("The export holds no {} of it.", rows.called)),
    };
    Answer {
        truth,
        applies_not: empty == Empty::NotApplicable,
        reason: String::new(),
        proofs: vec![proof],
    }
}

/// A row that shows that the export would have held such rows for this place.
fn shown(judge: &Judge<'_>, rows: &RelatedFile, place: &Place<'_>, within: Within) -> Option<Proof> {
    let scope = match within {
        Within::Tenant => String::new(),
        _ => place.prefix(Within::Subscription),
    };
    let inventory = judge.estate.inventory;
    let of_one = judge.related.of_one.get_or_init(|| supplements::of_one(inventory));
    let tells = |ix: &ResourceIx| within == Within::Tenant || !of_one.contains(&inventory.resource(*ix).source().file);
    let first = |kind: &String| {
        if scope.is_empty() {
            return inventory.of_type(kind).iter().copied().find(tells);
        }
        let index = judge.related.indexes.by_id(inventory, kind);
        if is_asked_of_one(kind, within) {
            let own = place.prefix(within);
            let mut below = index.below(inventory, &own);
            let found = below.find(|(id, _)| within != Within::At || is_direct(&id[own.len()..]));
            return found.map(|(_, ix)| ix);
        }
        let mut below = index.below(inventory, &scope).map(|(_, ix)| ix);
        below.find(tells)
    };
    let kinds = rows.types.iter().chain(&rows.shown_by);
    let Some(row) = kinds.clone().find_map(first) else {
        let own = place.prefix(within);
        let own = own.trim_end_matches('/');
        let mut asked = kinds.filter(|kind| is_asked_of_one(kind, within));
        let source = asked.find_map(|kind| inventory.list_of(kind, own, within == Within::Below))?;
        return Some(Proof::new(source, format!("the list of its {} is empty", rows.called)));
    };
    let row = inventory.resource(row);
    Some(Proof {
        source: row.source(),
        what: format!(
            "the export holds such rows ({}), and no {} of it",
            row.name(),
            rows.called
        )
        .into(),
    })
}

/// One related row and its answer.
struct Row {
    ix: ResourceIx,
    truth: Truth,
    /// Cause of the answer, where it is not the row's own condition: the rows that are related to it, or a dated table.
    said: Option<String>,
}

fn ask(judge: &Judge<'_>, rows: &RelatedFile, conditions: &Conditions, place: &Place<'_>, ix: ResourceIx) -> Row {
    let row = judge.estate.inventory.resource(ix);
    let test = conditions.test.as_ref();
    let (truth, said) = match (&rows.related, conditions.parts.first(), &rows.retired) {
        (Some(inner), Some(conditions), _) => {
            let own = Place {
                id: row.id(),
                row: Some(row),
            };
            let inner = answer(judge, inner, conditions, &own);
            let said = match (inner.truth, inner.proofs.first()) {
                (Truth::Unknown, _) | (_, None) => inner.reason.trim_end_matches('.'),
                (_, Some(proof)) => &proof.what,
            };
            (inner.truth, Some(said.to_owned()))
        }
        (_, _, Some(retired)) => {
            let (truth, said) = retirement::over(judge, retired, test, row);
            (truth, Some(said))
        }
        _ if rows.beside.is_some() => match (place.row, test) {
            (Some(of), Some(condition)) => {
                let rules = judge.estate.rules;
                let (facts, of) = (ResourceFacts::new(row, rules), ResourceFacts::new(of, rules));
                let verdict = condition.evaluate_beside(&facts, &of, &judge.clock);
                (verdict.truth, Some(wording::seen(&verdict.trace, MOST_FACTS)))
            }
            _ => (
                Truth::Unknown,
                Some("no export holds the row that it belongs to".to_owned()),
            ),
        },
        _ => (holds(judge, test, row), None),
    };
    Row { ix, truth, said }
}

/// A related row as a row that proves something.
fn proof(judge: &Judge<'_>, conditions: &Conditions, row: Row) -> Proof {
    let resource = judge.estate.inventory.resource(row.ix);
    let seen = row.said.unwrap_or_else(|| {
        conditions.test.as_ref().map_or_else(String::new, |condition| {
            let facts = ResourceFacts::new(resource, judge.estate.rules);
            wording::seen(&condition.evaluate(&facts, &judge.clock).trace, MOST_FACTS)
        })
    });
    let what = if seen.is_empty() {
        resource.name().to_owned()
    } else {
        format!("{}: {seen}", resource.name())
    };
    Proof {
        source: resource.source(),
        what: what.into(),
    }
}

pub(super) fn holds(judge: &Judge<'_>, condition: Option<&Condition>, row: ResourceRef<'_>) -> Truth {
    condition.map_or(Truth::True, |condition| {
        condition.truth(&ResourceFacts::new(row, judge.estate.rules), &judge.clock)
    })
}

/// Whether what stands behind an id names a child (`type/name`) or an extension (`providers/namespace/type/name`) of it.
fn is_direct(rest: &str) -> bool {
    match rest.split('/').count() {
        2 => true,
        4 => rest.starts_with("providers/"),
        _ => false,
    }
}
