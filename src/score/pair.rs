//! The subjects of two bundles side by side: a full outer join on control and subject.

use std::cmp::Ordering;

use crate::value::vocabulary::Outcome;

use super::judged::{Judged, JudgedSubject, Member};

/// A subject that a control applies to, and where it stands in its input.
pub(super) struct Located<'a, S> {
    pub control: &'a str,
    pub judged: &'a JudgedSubject<S>,
    pub member: Member,
}

impl<S: Ord> Located<'_, S> {
    fn compare(&self, other: &Self) -> Ordering {
        self.control
            .cmp(other.control)
            .then_with(|| self.judged.subject.cmp(&other.judged.subject))
    }
}

/// A subject in the earlier bundle, the later one, or both.
pub(super) struct Pair<'a, S> {
    pub old: Option<Located<'a, S>>,
    pub new: Option<Located<'a, S>>,
}

impl<'a, S> Pair<'a, S> {
    pub(super) fn both(&self) -> Option<(&Located<'a, S>, &Located<'a, S>)> {
        self.old.as_ref().zip(self.new.as_ref())
    }
}

/// Every subject that some control of either bundle applies to, sorted by control, then subject.
pub(super) fn pairs<'a, S: Ord>(before: &Judged<'a, S>, after: &Judged<'a, S>) -> Vec<Pair<'a, S>> {
    let mut old = sorted(before).into_iter().peekable();
    let mut new = sorted(after).into_iter().peekable();
    let mut pairs = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.compare(new),
        };
        pairs.push(Pair {
            old: if order.is_le() { old.next() } else { None },
            new: if order.is_ge() { new.next() } else { None },
        });
    }
}

fn sorted<'a, S: Ord>(judged: &Judged<'a, S>) -> Vec<Located<'a, S>> {
    let mut located = Vec::new();
    for (control, of_control) in judged.controls.iter().enumerate() {
        for (subject, judged) in of_control.outcomes.iter().enumerate() {
            if judged.outcome != Outcome::NotApplicable {
                let member = Member { control, subject };
                located.push(Located {
                    control: &of_control.id,
                    judged,
                    member,
                });
            }
        }
    }
    located.sort_by(Located::compare);
    located
}
