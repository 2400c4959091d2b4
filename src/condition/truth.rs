//! Kleene's three truth values. *Unknown* is the answer where the export does not hold what a condition asks for; it is
//! never taken for true or false, and it disappears only where the other operands settle the matter by themselves.

use std::ops::Not;

/// The answer of a condition about a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// The condition holds.
    True,
    /// The condition does not hold.
    False,
    /// The export does not show enough to tell.
    Unknown,
}

impl Truth {
    /// Conjunction: true where both hold. False settles it whatever the other operand is.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// Disjunction: true where at least one holds. True settles it whatever the other operand is.
    pub fn or(self, other: Truth) -> Truth {
        !(!self).and(!other)
    }

    /// False for [`Truth::Unknown`], true for the other two.
    pub fn is_known(self) -> bool {
        self != Truth::Unknown
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn unknown_yields_only_to_what_settles_the_matter() {
        assert_eq!(False.and(Unknown), False);
        assert_eq!(True.and(Unknown), Unknown);
        assert_eq!(True.or(Unknown), True);
        assert_eq!(False.or(Unknown), Unknown);
        assert_eq!(!Unknown, Unknown);
    }

    #[test]
    fn and_or_and_not_obey_de_morgan() {
        for left in [True, False, Unknown] {
            for right in [True, False, Unknown] {
                assert_eq!(!(left.and(right)), (!left).or(!right));
                assert_eq!(!(left.or(right)), (!left).and(!right));
            }
        }
    }
}
