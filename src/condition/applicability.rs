//! Which resources a definition applies to. Azure asks the tests of `type`, `name` and `kind` alone, and takes every other test for the
//! one that leaves the resource in ("Azure Policy applicability logic"): those decide whether it is compliant.

use super::scope::Scope;
use super::tree::{Clause, Field, Subject, Test};
use super::truth::Truth;

impl Clause {
    /// Whether a definition with this condition applies to the resource. `holds` is the answer that leaves it in here: false under `not`.
    pub(super) fn applies(&self, holds: bool, scope: &Scope<'_>) -> Truth {
        let each = |clause: &Clause| clause.applies(holds, scope);
        match self {
            Clause::AllOf(clauses) => clauses.iter().map(each).fold(Truth::True, Truth::and),
            Clause::AnyOf(clauses) => clauses.iter().map(each).fold(Truth::False, Truth::or),
            Clause::Not(clause) => !clause.applies(!holds, scope),
            Clause::Test(test) if test.decides_applicability() => test.truth(scope),
            Clause::Test(_) => holds.into(),
        }
    }
}

impl Test {
    /// Whether it tests what a resource is and not how it is configured.
    fn decides_applicability(&self) -> bool {
        match &self.subject {
            Subject::Field(Field::Type | Field::FullName) => true,
            Subject::Field(Field::At(reading)) => {
                let is = |name: &str| reading.path.member().eq_ignore_ascii_case(name);
                reading.of_type.is_none() && reading.path.segments().len() == 1 && (is("name") || is("kind"))
            }
            _ => false,
        }
    }
}
