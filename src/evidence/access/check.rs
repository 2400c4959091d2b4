//! The check of evidence about access by `controls lint`, and the parts of rows that it reads.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::value::projection::Projection;

use super::super::check::Checker;
use super::super::projection::keep_condition;
use super::file::{AccessEvidence, GrantsFile, ReachEvidence, TogetherEvidence};

/// The names of scope levels.
const LEVELS: [&str; 5] = ["root", "managementGroup", "subscription", "resourceGroup", "resource"];

impl AccessEvidence {
    /// Checks every name and parses the conditions in place: the one that fails the subject independently of the holders, and those
    /// under which the grants of `grants` and of each of `also` count.
    pub(super) fn check_names(&mut self, place: &str, checker: &mut Checker<'_>) {
        self.id = checker.rules.next();
        if let Some(among) = &mut self.among {
            among.check(place, checker);
        }
        let counted = std::iter::once(&mut *self.grants).chain(&mut self.also);
        counted
            .chain(&mut self.never)
            .for_each(|grants| grants.check(place, checker));
        checker.privileges(place, &self.unless_they_hold);
        self.workload_tags
            .iter()
            .for_each(|name| checker.parameter(place, name));
        for setting in [&self.most, &self.least].into_iter().flatten() {
            checker.setting(place, setting);
        }
        let mut condition = |name: &str, json: Option<&Json>| checker.condition(&format!("{place}/{name}"), json?);
        self.own = condition("fails", self.fails.as_ref());
        for grants in std::iter::once(&mut *self.grants).chain(&mut self.also) {
            grants.condition = condition("when", grants.when.as_ref());
        }
    }

    /// Keeps what its conditions read of the subject's own row.
    pub(super) fn keep(&self, subjects: &BTreeSet<String>, projection: &mut Projection) {
        let guards = self.counted().filter_map(|grants| grants.condition.as_ref());
        for condition in self.own.iter().chain(guards) {
            keep_condition(projection, subjects, condition);
        }
    }
}

impl ReachEvidence {
    /// Checks every name.
    pub(super) fn check_names(&self, place: &str, checker: &mut Checker<'_>) {
        for budget in &self.budgets {
            checker.privileges(place, &budget.classes);
            checker.setting(place, &budget.most);
        }
    }
}

impl TogetherEvidence {
    /// Checks every name.
    pub(super) fn check_names(&mut self, place: &str, checker: &mut Checker<'_>) {
        let combinations = self.combinations.iter_mut();
        for grants in combinations.flat_map(|combination| &mut combination.all) {
            grants.check(place, checker);
        }
    }
}

impl GrantsFile {
    fn check(&mut self, place: &str, checker: &mut Checker<'_>) {
        self.id = checker.rules.next();
        if let Some(parameter) = &self.except {
            checker.parameter(place, parameter);
        }
        let marked = self.mark.iter().flat_map(|mark| &mark.classes);
        checker.privileges(place, self.classes.iter().chain(marked));
        checker.sets(place, self.over.iter().chain(&self.namers_of));
        for level in self.levels.iter().filter(|level| !LEVELS.contains(&level.as_str())) {
            checker.fault(
                place,
                format!("`{level}` is no scope level; there are {}", LEVELS.join(", ")),
            );
        }
    }
}
