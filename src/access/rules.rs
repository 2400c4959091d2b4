//! Which operations give which privileges: the rules of `roles.json`, one for each operation.

use super::file::{PrivilegeFile, RuleFile};
use super::operations::Pattern;
use super::privileges::Privileges;

/// An operation that gives privileges to whoever may perform it.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The operation, or a pattern of operations any of which will do.
    pub operation: Pattern,
    /// Whether the operation is of the data plane.
    pub on_data: bool,
    /// The privileges that it gives: the one whose rule it is, and those that include it.
    pub privileges: Privileges,
    /// Operations that have to be permitted besides.
    pub with: Vec<Pattern>,
    /// Patterns of a role that are passed over, with all that they cover.
    but: Vec<Pattern>,
    /// Patterns of a role that are passed over where they are the same.
    not_as: Vec<Pattern>,
    /// The resources that the privileges work on.
    pub on: Works,
}

/// The resources that privileges work on.
#[derive(Clone, Debug)]
pub(super) enum Works {
    /// Everything in scope.
    Everywhere,
    /// Resources of these types, lower-case, and what is part of them.
    On(Vec<Box<str>>),
}

impl Rule {
    /// Whether a pattern of a role does not count for this rule.
    pub fn passes_over(&self, pattern: &Pattern) -> bool {
        self.but.iter().any(|but| but.covers(pattern)) || self.not_as.contains(pattern)
    }
}

/// The rules of all privileges, in their order.
pub(super) fn all(privileges: &[PrivilegeFile]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (position, privilege) in privileges.iter().enumerate() {
        let given = including(privileges, position);
        for file in &privilege.from {
            let actions = file.actions.iter().map(|operation| (operation, false));
            let data_actions = file.data_actions.iter().map(|operation| (operation, true));
            let both = actions.chain(data_actions);
            rules.extend(both.map(|(operation, on_data)| rule(file, operation, on_data, given)));
        }
    }
    rules
}

fn rule(file: &RuleFile, operation: &str, on_data: bool, privileges: Privileges) -> Rule {
    let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
    let named = || file.on.iter().map(|name| name.to_ascii_lowercase().into()).collect();
    Rule {
        operation: Pattern::new(operation),
        on_data,
        privileges,
        with: patterns(&file.with),
        but: patterns(&file.but),
        not_as: patterns(&file.not_as),
        on: match file.on.as_slice() {
            [] => Works::On(vec![top(operation).to_ascii_lowercase().into()]),
            [every] if every == "*" => Works::Everywhere,
            _ => Works::On(named()),
        },
    }
}

/// The privilege at a position and every one that includes it.
fn including(privileges: &[PrivilegeFile], position: usize) -> Privileges {
    let mut found = Privileges::at(position);
    loop {
        let mut more = found;
        for (above, privilege) in privileges.iter().enumerate() {
            let included = privileges
                .iter()
                .enumerate()
                .filter(|(_, own)| privilege.includes.contains(&own.name));
            if included
                .map(|(below, _)| Privileges::at(below))
                .any(|below| found.meets(below))
            {
                more = more.and(Privileges::at(above));
            }
        }
        if more == found {
            return found;
        }
        found = more;
    }
}

/// The first two parts of a type or an operation: the type that is not part of another.
fn top(name: &str) -> &str {
    let end = name.match_indices('/').nth(1).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

/// Whether resources of a type are of this type, in lower case, or part of one that is.
pub(super) fn is_on(own: &str, resource_type: &str) -> bool {
    top(resource_type).eq_ignore_ascii_case(own)
}
