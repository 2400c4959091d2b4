//! Numbers of the rules that evidence consists of. What is worked out once for a rule is cached under its number.

/// The number of a rule, given when the framework is checked and unique in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RuleId(u32);

/// The numbers that were given so far.
#[derive(Debug, Default)]
pub struct RuleIds(u32);

impl RuleIds {
    /// The next number.
    pub(super) fn next(&mut self) -> RuleId {
        self.0 += 1;
        RuleId(self.0)
    }
}
