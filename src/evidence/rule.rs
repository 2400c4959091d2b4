//! One kind of evidence in a control: the conditions under which it applies, and the combination of several kinds.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::condition::{Condition, Truth};
use crate::estate::Membership;
use crate::inventory::resource::ResourceIx;
use crate::value::arm_id::ArmId;
use crate::value::projection::Projection;
use crate::value::vocabulary::Outcome;

use super::EvidenceFile;
use super::check::Checker;
use super::context::EvidenceContext;
use super::kind::Kind;
use super::opinion::{Opinion, Undecided};
use super::reason::{Reason, reason};
use super::related::file::RelatedFile;
use super::subject::Subject;
use super::{related, wording};

/// Upper bound of the names that a reason lists.
const MOST_NAMES: usize = 3;

/// One kind of evidence and the conditions under which it applies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRule {
    /// Types of the subjects that it applies to, in any case; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// The only outcome that this evidence can establish: the other one is then unknown.
    #[serde(default)]
    pub may_only: Option<MayOnly>,
    /// Speaks only where the tenant holds such rows: where this fails, the subject stays unknown.
    #[serde(default)]
    pub provided: Option<RelatedFile>,
    /// Environments of the subjects that it applies to; empty for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Resources that the subject's subscription must hold for it to apply.
    #[serde(default)]
    pub holding: Option<HoldingFile>,
    /// Whether it does not count where a profile value that it names is not set; of several kinds together, where none of them
    /// counts. Otherwise the evidence is then unknown.
    #[serde(default)]
    pub optional: bool,
    /// The evidence.
    #[serde(flatten)]
    pub evidence: EvidenceFile,
    /// Profile parameters that it names and that have no value: conditions that depend on them are unknown.
    #[serde(skip)]
    pub unset: Vec<String>,
}

/// Resources of a subscription without which evidence does not speak of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldingFile {
    /// Sets of `estate.json`: one member is enough.
    pub sets: Vec<String>,
    /// Types of the members, in any case; empty for all.
    #[serde(default)]
    pub types: Vec<String>,
}

/// The one outcome that evidence can establish which is necessary but not sufficient, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MayOnly {
    /// It shows that the subject fails; its absence of complaint proves nothing.
    Fail,
    /// It shows that the subject passes; there are other ways to pass.
    Pass,
}

/// Fails when any part fails, passes when all pass.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllOf {
    /// The parts.
    of: Vec<EvidenceRule>,
}

/// Passes when any part passes, fails when all fail.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnyOf {
    /// The parts.
    of: Vec<EvidenceRule>,
}

/// Opinion of the first part that decides.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirstOf {
    /// The parts, most trusted first.
    of: Vec<EvidenceRule>,
}

impl EvidenceRule {
    /// The parts of a combination; none of any other kind.
    pub fn parts(&self) -> &[EvidenceRule] {
        match &self.evidence {
            EvidenceFile::AllOf(kind) => &kind.of,
            EvidenceFile::AnyOf(kind) => &kind.of,
            EvidenceFile::FirstOf(kind) => &kind.of,
            _ => &[],
        }
    }

    /// Whether it, or a part of it, speaks of some environments only.
    pub fn differs_by_environment(&self) -> bool {
        !self.environments.is_empty() || self.parts().iter().any(EvidenceRule::differs_by_environment)
    }

    /// Ids of the routes whose paths it, or a part of it, asks for.
    pub fn routes(&self) -> Vec<&String> {
        let own = self.evidence.kind().routes().iter();
        own.chain(self.parts().iter().flat_map(EvidenceRule::routes)).collect()
    }

    /// Keys of the statements that it, or a part of it, asks for.
    pub fn attested(&self) -> Vec<&str> {
        let own = self.evidence.kind().attested().into_iter();
        own.chain(self.parts().iter().flat_map(EvidenceRule::attested))
            .collect()
    }

    /// The parsed conditions that it, or a part of it, asks of the subject's own row.
    pub fn conditions(&self) -> Vec<&Condition> {
        let own = self.evidence.kind().conditions().into_iter();
        own.chain(self.parts().iter().flat_map(EvidenceRule::conditions))
            .collect()
    }

    /// Checks every name in it and parses its conditions in place. `place` is its JSON pointer in the control's file and `written`
    /// the JSON there.
    pub fn check(&mut self, place: &str, written: &Json, checker: &mut Checker<'_>) {
        self.evidence.kind_mut().check(place, written, checker);
        for set in self.holding.iter().flat_map(|holding| &holding.sets) {
            checker.sets(&format!("{place}/holding"), [set]);
        }
        if let Some(rows) = &mut self.provided {
            rows.check(&format!("{place}/provided"), checker);
        }
        self.unset = checker.profile.unset_in(written);
    }

    /// Keeps the parts of rows that judging reads. `subjects` are the lower-case types of the control's subjects.
    pub fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        if let Some(rows) = &self.provided {
            rows.project(subjects, projection);
        }
        self.evidence.kind().project(subjects, projection);
    }

    /// The opinion on a subject.
    ///
    /// # Errors
    /// Where the exports do not show it, with the reason, or where this evidence does not apply to such subjects.
    pub fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let estate = context.estate;
        let kind = subject.resource_type(estate);
        if !self.types.is_empty() && !self.types.iter().any(|name| name.eq_ignore_ascii_case(&kind)) {
            return Err(Undecided::Silent);
        }
        if !self.environments.is_empty() && !self.environments.contains(&subject.environment(estate)) {
            return Err(Undecided::Silent);
        }
        let held = self.holding.as_ref();
        let held = held.map_or(Membership::Member, |holding| holding.is_held(context, subject));
        if held == Membership::Outside {
            return Err(Undecided::Silent);
        }
        let is_whole = !self.parts().is_empty();
        if !is_whole && let Some(unset) = self.unset() {
            return Err(unset);
        }
        if let Some(rows) = &self.provided
            && related::truth(context, rows, subject) != Truth::False
        {
            return Err(reason!("The tenant shows no {}.", rows.called).into());
        }
        let opinion = match self.evidence.kind().judge(context, subject) {
            Err(Undecided::Silent) => return Err(self.unset().unwrap_or(Undecided::Silent)),
            judged => self.narrowed(judged?)?,
        };
        match held {
            Membership::Possible(doubt) if opinion.outcome() == Outcome::Fail => Err(Reason::of_doubt(doubt).into()),
            _ => Ok(opinion),
        }
    }

    /// Why it decides nothing where it names profile values that nobody set; `None` where all are set.
    fn unset(&self) -> Option<Undecided> {
        let names = || wording::names(&self.unset, MOST_NAMES);
        match (self.unset.is_empty(), self.optional) {
            (true, _) => None,
            (false, true) => Some(Undecided::Silent),
            (false, false) => Some(reason!("The profile sets no {}.", names()).into()),
        }
    }

    /// An opinion of evidence that can establish one outcome only. It speaks of a part of the matter, so others that decide
    /// the whole do not contradict it.
    fn narrowed(&self, mut opinion: Opinion) -> Result<Opinion, Undecided> {
        match (self.may_only, opinion.outcome()) {
            (None, _) => Ok(opinion),
            (Some(MayOnly::Fail), Outcome::Pass) => {
                Err(reason!("{} That alone does not settle it.", opinion.reason).into())
            }
            (Some(MayOnly::Pass), Outcome::Fail) => {
                Err(reason!("{} There are other ways to meet it.", opinion.reason).into())
            }
            (Some(_), _) => {
                opinion.partial = true;
                Ok(opinion)
            }
        }
    }
}

impl HoldingFile {
    /// Whether the subject's subscription holds one of these resources, exported or only named by AI.
    fn is_held<'c>(&self, context: &'c EvidenceContext<'_>, subject: &Subject) -> Membership<'c> {
        let estate = context.estate;
        let Some(subscription) = subject.subscription(estate) else {
            return Membership::Outside;
        };
        let of_type =
            |kind: &str| self.types.is_empty() || self.types.iter().any(|name| name.eq_ignore_ascii_case(kind));
        let within = |id: Option<&str>| id.is_some_and(|id| id.eq_ignore_ascii_case(&subscription));
        let is_one = |ix: ResourceIx| {
            let row = estate.inventory.resource(ix);
            within(row.subscription()) && of_type(row.resource_type())
        };
        let mut present = self.sets.iter().flat_map(|set| estate.set(set));
        let mut named = estate.stores.iter().filter(|store| store.ix.is_none());
        let is_named = self.sets.contains(&estate.rules.file.data.set)
            && named.any(|store| {
                let id = ArmId::new(&store.id);
                within(id.subscription()) && of_type(&id.resource_type())
            });
        if is_named || present.any(is_one) {
            return Membership::Member;
        }
        let mut possible = self.sets.iter().flat_map(|set| estate.possible(set));
        let possible = possible.find(|(ix, _)| is_one(*ix));
        possible.map_or(Membership::Outside, |(_, doubt)| Membership::Possible(doubt))
    }
}

impl Kind for AllOf {
    fn check(&mut self, place: &str, written: &Json, checker: &mut Checker<'_>) {
        check(&mut self.of, place, written, checker);
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        self.of.iter().for_each(|part| part.project(subjects, projection));
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        together(&self.of, context, subject, Outcome::Fail)
    }

    fn words(&self) -> String {
        "all of these: fails when any part fails, passes when all pass".to_owned()
    }
}

impl Kind for AnyOf {
    fn check(&mut self, place: &str, written: &Json, checker: &mut Checker<'_>) {
        check(&mut self.of, place, written, checker);
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        self.of.iter().for_each(|part| part.project(subjects, projection));
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        together(&self.of, context, subject, Outcome::Pass)
    }

    fn words(&self) -> String {
        "any of these: passes when any part passes, fails when all fail".to_owned()
    }
}

impl Kind for FirstOf {
    fn check(&mut self, place: &str, written: &Json, checker: &mut Checker<'_>) {
        check(&mut self.of, place, written, checker);
    }

    fn project(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        self.of.iter().for_each(|part| part.project(subjects, projection));
    }

    fn judge(&self, context: &EvidenceContext<'_>, subject: &Subject) -> Result<Opinion, Undecided> {
        let mut reasons: Vec<Reason> = Vec::new();
        for part in &self.of {
            match part.judge(context, subject) {
                Ok(opinion) => return Ok(opinion),
                Err(Undecided::Unknown(reason)) if !reasons.contains(&reason) => reasons.push(reason),
                Err(_) => {}
            }
        }
        Err(Undecided::from_all(&reasons))
    }

    fn words(&self) -> String {
        "the first of these that decides".to_owned()
    }
}

/// Checks the parts of a combination.
fn check(of: &mut [EvidenceRule], place: &str, written: &Json, checker: &mut Checker<'_>) {
    if of.is_empty() {
        checker.fault(place, "give the parts in `of`");
    }
    for (position, part) in of.iter_mut().enumerate() {
        part.check(&format!("{place}/of/{position}"), &written["of"][position], checker);
    }
}

/// Opinion of parts of which one is enough for `decisive`: it fails for all of them, or passes for any. Trusted as far as the least.
fn together(
    of: &[EvidenceRule],
    context: &EvidenceContext<'_>,
    subject: &Subject,
    decisive: Outcome,
) -> Result<Opinion, Undecided> {
    let (mut spoken, mut silent, mut reasons): (Vec<Opinion>, _, Vec<Reason>) = (Vec::new(), None, Vec::new());
    for part in of {
        match part.judge(context, subject) {
            Ok(opinion) if opinion.outcome() == Outcome::NotApplicable => silent = silent.or(Some(opinion)),
            Ok(opinion) if opinion.outcome() == decisive => return Ok(opinion),
            Ok(opinion) => spoken.push(opinion),
            Err(Undecided::Unknown(reason)) if !reasons.contains(&reason) => reasons.push(reason),
            Err(_) => {}
        }
    }
    match reasons.is_empty() {
        true => Opinion::merged(spoken).or(silent).ok_or(Undecided::Silent),
        false => Err(Undecided::from_all(&reasons)),
    }
}
