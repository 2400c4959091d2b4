//! Comparison of two bundles of one tenant: changes of the posture, apart from changes of the scope.
//!
//! `framework.md` section 6.2, "Like-for-like comparison". The common set holds each subject of each control that both
//! bundles judge to be applicable. Both bundles are scored again on that set alone, at the later tiers, with those gate
//! instances whose members all belong to it. Whatever else moved the score is scope: subjects that appeared or vanished,
//! tiers that changed. So retiring a failing resource shows as a change of scope, not as a worse posture.

use crate::value::vocabulary::Outcome;

use super::error::ScoreError;
use super::exact::Exact;
use super::judged::{Judged, JudgedSubject};
use super::narrow::{Kept, Narrowed};
use super::pair::{Located, Pair, pairs};
use super::rules::ScoringRules;
use super::scored::{Scored, score};

/// One subject of one control, by id and key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectOfControl<S> {
    /// The control's id.
    pub control: Box<str>,
    /// The subject's key.
    pub subject: S,
}

/// The two bundles on their common subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeForLike {
    /// The earlier bundle on the common subjects.
    pub before: Scored,
    /// The later bundle on the common subjects.
    pub after: Scored,
    /// ΔS on the common subjects, in points; `None` unless both are assessed.
    pub change: Option<Exact>,
}

/// Differences between two bundles. All lists are sorted by control, then subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison<S> {
    /// S after less S before, in points; `None` unless both are assessed.
    pub change: Option<Exact>,
    /// The part of the change that happened on common subjects.
    pub like_for_like: LikeForLike,
    /// The rest of the change, in points: appeared, vanished and re-tiered subjects.
    pub scope_effect: Option<Exact>,
    /// Applicable in the later bundle only.
    pub appeared: Vec<SubjectOfControl<S>>,
    /// Applicable in the earlier bundle only.
    pub vanished: Vec<SubjectOfControl<S>>,
    /// Subjects of both, at different tiers.
    pub retiered: Vec<SubjectOfControl<S>>,
    /// Subjects that went from fail to pass.
    pub mended: Vec<SubjectOfControl<S>>,
    /// Subjects that went from pass to fail.
    pub broken: Vec<SubjectOfControl<S>>,
    /// Subjects that went from unknown to pass or fail.
    pub became_known: Vec<SubjectOfControl<S>>,
    /// Subjects that went from pass or fail to unknown.
    pub became_unknown: Vec<SubjectOfControl<S>>,
}

/// Compares two bundles judged by the same rules and the same version of the framework.
///
/// # Errors
/// When the rules or one of the inputs contradict themselves; see [`ScoreError`].
pub fn compare<S: Ord + Clone>(
    rules: &ScoringRules,
    before: &Judged<'_, S>,
    after: &Judged<'_, S>,
) -> Result<Comparison<S>, ScoreError> {
    let change = difference(&score(rules, before)?, &score(rules, after)?);
    let pairs = pairs(before, after);
    let like_for_like = like_for_like(rules, before, after, &pairs)?;
    let scope_effect = change.as_ref().zip(like_for_like.change.as_ref());

    let in_both = |wanted: fn(&JudgedSubject<S>, &JudgedSubject<S>) -> bool| {
        let both = pairs.iter().filter_map(Pair::both);
        both.filter(|(old, new)| wanted(old.judged, new.judged))
            .map(|(_, new)| name(new))
            .collect()
    };
    let only_after = pairs.iter().filter(|pair| pair.old.is_none());
    let only_before = pairs.iter().filter(|pair| pair.new.is_none());
    Ok(Comparison {
        scope_effect: scope_effect.map(|(change, common)| change - common),
        change,
        like_for_like,
        appeared: only_after.filter_map(|pair| pair.new.as_ref()).map(name).collect(),
        vanished: only_before.filter_map(|pair| pair.old.as_ref()).map(name).collect(),
        retiered: in_both(|old, new| old.tier != new.tier),
        mended: in_both(|old, new| (old.outcome, new.outcome) == (Outcome::Fail, Outcome::Pass)),
        broken: in_both(|old, new| (old.outcome, new.outcome) == (Outcome::Pass, Outcome::Fail)),
        became_known: in_both(|old, new| !known(old) && known(new)),
        became_unknown: in_both(|old, new| known(old) && !known(new)),
    })
}

fn like_for_like<S: Clone>(
    rules: &ScoringRules,
    before: &Judged<'_, S>,
    after: &Judged<'_, S>,
    pairs: &[Pair<'_, S>],
) -> Result<LikeForLike, ScoreError> {
    let (mut kept_before, mut kept_after) = (Kept::none_of(before), Kept::none_of(after));
    for (old, new) in pairs.iter().filter_map(Pair::both) {
        kept_before.keep(old.member, new.judged.tier);
        kept_after.keep(new.member, new.judged.tier);
    }
    let before = score(rules, &Narrowed::to(before, &kept_before).judged(before))?;
    let after = score(rules, &Narrowed::to(after, &kept_after).judged(after))?;
    Ok(LikeForLike {
        change: difference(&before, &after),
        before,
        after,
    })
}

fn known<S>(subject: &JudgedSubject<S>) -> bool {
    subject.outcome != Outcome::Unknown
}

fn name<S: Clone>(located: &Located<'_, S>) -> SubjectOfControl<S> {
    SubjectOfControl {
        control: located.control.into(),
        subject: located.judged.subject.clone(),
    }
}

fn difference(before: &Scored, after: &Scored) -> Option<Exact> {
    Some(after.score()? - before.score()?)
}
