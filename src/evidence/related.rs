//! Evidence of the kind `related`: rows that belong to a subject: its children and extensions, rows beside it, rows that name it. A condition on them is answered
//! true, false or unknown for each, and a quantifier makes one answer of these. Where no such rows were exported for the
//! subject's place, nothing is known: their absence proves only that nobody asked Azure for them.

pub mod file;
pub(crate) mod indexes;
mod join;
mod place;
mod retirement;
pub(crate) mod supplements;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::access::memo::Memo;
use crate::condition::Truth;
use crate::estate::facts::ResourceFacts;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;
use crate::value::resource_type::TypeClass;

use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Proof, Undecided};
use super::projection::keep_condition;
use super::reason::{Reason, reason};
use super::rule_id::RuleId;
use super::says::SaysFile;
use super::subject::Subject;
use super::{exported, wording};

use file::{Empty, Quantifier, RelatedFile, RelatedMarkFile, Within};
use indexes::Indexes;
use join::Key;
use place::{Place, is_asked_of_one};

/// Upper bound of the facts of a row that a reason names.
const MOST_FACTS: usize = 3;
/// Upper bound of the rows that prove a finding.
const MOST_ROWS: usize = 5;

/// Rows that belong to the subject: children, extensions, or rows that name it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedEvidence {
    /// Rows, and the condition that they are tested on.
    rows: Box<RelatedFile>,
    /// A mark on a failing finding.
    #[serde(default)]
    mark: Option<Box<RelatedMarkFile>>,
    /// Sentences of the finding.
    says: SaysFile,
}

impl Kind for RelatedEvidence {
    fn check(&mut self, place: &str, _: &Json, checker: &mut Checker<'_>) {
        self.rows.check(&format!("{place}/rows"), checker);
        if let Some(mark) = &mut self.mark {
            mark.rows.check(&format!("{place}/mark/rows"), checker);
        }
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        self.rows.project(subjects, projection);
        if let Some(mark) = &self.mark {
            mark.rows.project(subjects, projection);
        }
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let answer = answer(context, &self.rows, &Place::of(context.estate, subject));
        let proofs = answer.proofs.clone();
        match answer.truth {
            Truth::Unknown => Err(answer.reason.clone().into()),
            _ if answer.applies_not => {
                let reason = format!("It has no {}.", self.rows.called);
                Ok(Opinion::not_applicable(reason, proofs))
            }
            Truth::False => Ok(self.says.passes(proofs)),
            Truth::True => {
                let mut opinion = self.says.fails(proofs);
                let marks = self.mark.iter();
                let marks = marks.filter(|mark| truth(context, &mark.rows, subject) == Truth::True);
                opinion.marks.extend(marks.map(|mark| mark.name.clone()));
                Ok(opinion)
            }
        }
    }

    fn words(&self) -> String {
        format!("the {} that belong to the subject", self.rows.called)
    }

    fn says(&self) -> Option<&SaysFile> {
        Some(&self.says)
    }
}

impl RelatedFile {
    /// Checks every name in it and parses its conditions in place.
    pub(super) fn check(&mut self, place: &str, checker: &mut Checker<'_>) {
        self.id = checker.rules.next();
        if self.types.is_empty() {
            checker.fault(place, "give the `types` of the rows");
        }
        let asked = [
            self.meets.is_some(),
            self.beside.is_some(),
            self.related.is_some(),
            self.retired.is_some(),
        ];
        if asked.into_iter().filter(|given| *given).count() > 1 {
            checker.fault(place, "give one of `meets`, `beside`, `related` and `retired`");
        }
        if let Some(retired) = &self.retired {
            checker.setting(place, &retired.notice);
            checker.setting(place, &retired.max_age);
            checker.parameter(place, &retired.overrides.parameter);
            if !checker.has_retirements {
                checker.fault(place, "`retired` needs retirements.json in the framework");
            }
        }
        let mut condition = |name: &str, json: Option<&Json>| checker.condition(&format!("{place}/{name}"), json?);
        self.filter = condition("where", self.r#where.as_ref());
        self.test = match (&self.retired, &self.beside) {
            (Some(retired), _) => condition("retired/planned", Some(&retired.planned)),
            (_, Some(json)) => checker.condition_beside(&format!("{place}/beside"), json),
            _ => condition("meets", self.meets.as_ref()),
        };
        if let Some(inner) = &mut self.related {
            inner.check(&format!("{place}/related"), checker);
        }
    }

    /// Keeps the paths that are read of the rows, and of the rows that they are joined to.
    pub(super) fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        let types: BTreeSet<String> = self.types.iter().map(|name| name.to_ascii_lowercase()).collect();
        for condition in self.test.iter().chain(&self.filter) {
            keep_condition(projection, &types, condition);
        }
        if let (Some(condition), Some(_)) = (&self.test, &self.beside) {
            keep_condition(projection, subjects, condition);
        }
        if let Some(retired) = &self.retired {
            for path in [&retired.name, &retired.version] {
                types.iter().for_each(|kind| projection.keep(Some(kind), path));
            }
        }
        if let Some(join) = &self.join {
            for (types, path) in [(subjects, &join.from), (&types, &join.to)] {
                for kind in types.iter().filter(|_| path.contains('.')) {
                    projection.keep(Some(kind), path);
                }
            }
        }
        if let Some(inner) = &self.related {
            inner.project(&types, projection);
        }
    }
}

/// Indexes of the rows that evidence relates to subjects, each built on the first lookup, and the answers that hold for every
/// subject of a place.
#[derive(Default)]
struct RelatedRows {
    indexes: Indexes,
    /// Answers by rule and by the place that it was asked for.
    answers: Memo<(RuleId, String), Arc<Answer>>,
    /// Files whose rows all belong to one resource, computed on the first call.
    of_one: OnceLock<BTreeSet<u32>>,
}

/// Whether a subject fails what is asked of its related rows.
pub(super) fn truth(context: &EvidenceContext<'_>, rows: &RelatedFile, subject: &Subject) -> Truth {
    answer(context, rows, &Place::of(context.estate, subject)).truth
}

/// Answer about the related rows.
struct Answer {
    /// Whether the subject fails.
    truth: Truth,
    /// There is no such row, and the evidence then does not apply.
    applies_not: bool,
    /// Reason why it is unknown, or would be.
    reason: Reason,
    proofs: Vec<Proof>,
}

impl Answer {
    fn unknown(reason: Reason) -> Self {
        Answer {
            truth: Truth::Unknown,
            applies_not: false,
            reason,
            proofs: Vec::new(),
        }
    }
}

/// The answer for a place. Where it reads no value of the place's own row, all places that share the prefix have one answer.
fn answer(context: &EvidenceContext<'_>, rows: &RelatedFile, place: &Place<'_>) -> Arc<Answer> {
    let within = match (rows.within, &rows.join) {
        (Some(within), _) => within,
        (None, Some(_)) => Within::Tenant,
        (None, None) => Within::Below,
    };
    let prefix = place.prefix(within);
    let shared = matches!(within, Within::Tenant | Within::Subscription | Within::ResourceGroup);
    if rows.join.is_some() || rows.beside.is_some() || !shared {
        return Arc::new(find(context, rows, place, within, &prefix));
    }
    context
        .cache::<RelatedRows>()
        .answers
        .of((rows.id, prefix), |(_, prefix)| {
            Arc::new(find(context, rows, place, within, prefix))
        })
}

fn find(context: &EvidenceContext<'_>, rows: &RelatedFile, place: &Place<'_>, within: Within, prefix: &str) -> Answer {
    let Some(key) = Key::of(rows.join.as_ref(), &place.id, place.row) else {
        return Answer::unknown(reason!("The row does not tell which {} belong to it.", rows.called));
    };
    let mut found: Vec<Row> = Vec::new();
    let elsewhere = elsewhere(context, rows, within, key.as_ref()).or_else(|| lacking(context, rows));
    let mut unsure = elsewhere.is_some();
    for kind in &rows.types {
        let start = found.len();
        for ix in candidates(context, kind, prefix, within, key.as_ref()) {
            let row = context.estate.inventory.resource(ix);
            let joined = key.as_ref().map_or(Truth::True, |key| key.joins(row));
            let taken = joined.and(context.holds(rows.filter.as_ref(), row));
            match taken {
                Truth::False => {}
                Truth::True => found.push(ask(context, rows, place, ix)),
                Truth::Unknown => unsure = true,
            }
        }
        found[start..].sort_by_cached_key(|row| context.estate.inventory.resource(row.ix).id().to_ascii_lowercase());
    }
    if found.is_empty() {
        let shown = match &key {
            Some(key) if key.is_list_of_one(rows) => shown_below(context, rows, key),
            _ => shown(context, rows, place, within),
        };
        return match (shown, elsewhere) {
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
    let proofs: Vec<Proof> = telling.take(MOST_ROWS).map(|row| proof(context, rows, row)).collect();
    let reason = match (proofs.first(), elsewhere) {
        (Some(proof), _) => reason!("The export does not settle its {}: {}.", rows.called, proof.what),
        (None, Some(reason)) => reason,
        (None, None) => reason!("The export does not tell which {} belong to it.", rows.called),
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
fn elsewhere(
    context: &EvidenceContext<'_>,
    rows: &RelatedFile,
    within: Within,
    key: Option<&Key<'_>>,
) -> Option<Reason> {
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
            exported::resources(context, named).err()
        }
        Some(Key { values, .. }) if values.is_empty() => None,
        _ => exported::all_resources(context).err(),
    }
}

/// Reason why such rows may be among those that a file lacks.
fn lacking(context: &EvidenceContext<'_>, rows: &RelatedFile) -> Option<Reason> {
    exported::rows(context, rows.types.iter().map(String::as_str)).err()
}

/// The rows of a type below a prefix, in any order. Of a join, only those that can match.
fn candidates(
    context: &EvidenceContext<'_>,
    kind: &str,
    prefix: &str,
    within: Within,
    key: Option<&Key<'_>>,
) -> Vec<ResourceIx> {
    let inventory = context.estate.inventory;
    let indexes = &context.cache::<RelatedRows>().indexes;
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
        return Answer::unknown(reason!("No export holds {} that could belong to it.", rows.called));
    };
    if unsure {
        return Answer::unknown(reason!("The export does not tell which {} belong to it.", rows.called));
    }
    let empty = rows.empty.unwrap_or(match rows.fails {
        Quantifier::None => Empty::Fail,
        Quantifier::Any | Quantifier::All => Empty::Pass,
    });
    let truth = match empty {
        Empty::Fail => Truth::True,
        Empty::Pass | Empty::NotApplicable => Truth::False,
        Empty::Unknown => return Answer::unknown(reason!("The export holds no {} of it.", rows.called)),
    };
    Answer {
        truth,
        applies_not: empty == Empty::NotApplicable,
        reason: reason!("The export holds no {} of it.", rows.called),
        proofs: vec![proof],
    }
}

/// A row that shows that the export would have held such rows for this place.
fn shown(context: &EvidenceContext<'_>, rows: &RelatedFile, place: &Place<'_>, within: Within) -> Option<Proof> {
    let scope = match within {
        Within::Tenant => String::new(),
        _ => place.prefix(Within::Subscription),
    };
    let inventory = context.estate.inventory;
    let of_one = context
        .cache::<RelatedRows>()
        .of_one
        .get_or_init(|| supplements::of_one(inventory));
    let tells = |ix: &ResourceIx| within == Within::Tenant || !of_one.contains(&inventory.resource(*ix).source().file);
    let first = |kind: &String| {
        if scope.is_empty() {
            return inventory.of_type(kind).iter().copied().find(tells);
        }
        let index = context.cache::<RelatedRows>().indexes.by_id(inventory, kind);
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

/// A row or a list that shows that the export would have held such rows of what a join names, where those are exported for one resource
/// at a time.
fn shown_below(context: &EvidenceContext<'_>, rows: &RelatedFile, key: &Key<'_>) -> Option<Proof> {
    let inventory = context.estate.inventory;
    let pairs = rows
        .types
        .iter()
        .flat_map(|kind| key.values.iter().map(move |own| (kind, own)));
    let source = pairs.into_iter().find_map(|(kind, own)| {
        let index = context.cache::<RelatedRows>().indexes.by_id(inventory, kind);
        let prefix = format!("{own}/");
        let first = index.below(inventory, &prefix).next();
        let row = first.map(|(_, ix)| inventory.resource(ix).source());
        row.or_else(|| inventory.list_of(kind, own, true))
    })?;
    Some(Proof::new(
        source,
        format!("the list of its {} is in the export", rows.called),
    ))
}

/// One related row and its answer.
struct Row {
    ix: ResourceIx,
    truth: Truth,
    /// Cause of the answer, where it is not the row's own condition: the rows that are related to it, or a dated table.
    said: Option<String>,
}

fn ask(context: &EvidenceContext<'_>, rows: &RelatedFile, place: &Place<'_>, ix: ResourceIx) -> Row {
    let row = context.estate.inventory.resource(ix);
    let test = rows.test.as_ref();
    let (truth, said) = match (&rows.related, &rows.retired) {
        (Some(inner), _) => {
            let own = Place {
                id: row.id(),
                row: Some(row),
            };
            let inner = answer(context, inner, &own);
            let said = match (inner.truth, inner.proofs.first()) {
                (Truth::Unknown, _) | (_, None) => inner.reason.text().trim_end_matches('.'),
                (_, Some(proof)) => &proof.what,
            };
            (inner.truth, Some(said.to_owned()))
        }
        (_, Some(retired)) => {
            let (truth, said) = retirement::over(context, retired, test, row);
            (truth, Some(said))
        }
        _ if rows.beside.is_some() => match (place.row, test) {
            (Some(of), Some(condition)) => {
                let rules = context.estate.rules;
                let (facts, of) = (ResourceFacts::new(row, rules), ResourceFacts::new(of, rules));
                let verdict = condition.evaluate_beside(&facts, &of, &context.clock);
                (verdict.truth, Some(wording::seen(&verdict.trace, MOST_FACTS)))
            }
            _ => (
                Truth::Unknown,
                Some("no export holds the row that it belongs to".to_owned()),
            ),
        },
        _ => (context.holds(test, row), None),
    };
    Row { ix, truth, said }
}

/// A related row as a row that proves something.
fn proof(context: &EvidenceContext<'_>, rows: &RelatedFile, row: Row) -> Proof {
    let resource = context.estate.inventory.resource(row.ix);
    let seen = row.said.unwrap_or_else(|| {
        rows.test.as_ref().map_or_else(String::new, |condition| {
            let facts = ResourceFacts::new(resource, context.estate.rules);
            wording::seen(&condition.evaluate(&facts, &context.clock).trace, MOST_FACTS)
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

/// Whether what stands behind an id names a child (`type/name`) or an extension (`providers/namespace/type/name`) of it.
fn is_direct(rest: &str) -> bool {
    match rest.split('/').count() {
        2 => true,
        4 => rest.starts_with("providers/"),
        _ => false,
    }
}
