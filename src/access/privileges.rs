//! Sets of privileges: the classes and flags of `roles.json`.

/// A set of privileges: one bit for each class and flag of `roles.json`, classes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Privileges(u64);

impl Privileges {
    /// Every privilege there is.
    pub fn all() -> Self {
        Privileges(u64::MAX)
    }

    /// The privilege at a position.
    pub(super) fn at(position: usize) -> Self {
        Privileges(1_u64.checked_shl(position as u32).unwrap_or(0))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the two have one in common.
    pub fn meets(self, other: Privileges) -> bool {
        self.0 & other.0 != 0
    }

    /// The union of two sets.
    pub(crate) fn and(self, other: Privileges) -> Self {
        Privileges(self.0 | other.0)
    }

    /// The intersection of two sets.
    pub(crate) fn common(self, other: Privileges) -> Self {
        Privileges(self.0 & other.0)
    }

    /// The privileges that the other set does not have.
    pub(crate) fn without(self, other: Privileges) -> Self {
        Privileges(self.0 & !other.0)
    }

    /// The position of the first.
    pub(super) fn first(self) -> Option<usize> {
        (!self.is_empty()).then(|| self.0.trailing_zeros() as usize)
    }
}
