//! Whether the holder of a grant is one that a rule asks for: what it is, and of which standing. What the exports do not tell filters
//! nobody out and counts nobody.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::access::GrantIx;
use crate::condition::Truth;
use crate::inventory::access::PrincipalKind;

use super::file::Standing;
use super::filter::Filter;

/// Lower-case type of the identities that stand for themselves.
const USER_ASSIGNED: &str = "microsoft.managedidentity/userassignedidentities";

/// The end of a sentence about a holder whose type or name is missing.
macro_rules! unnamed {
    ($what:literal) => {
        concat!(
            $what,
            ": type or name is missing or blank. Export again with both, by an account that may read the directory."
        )
    };
}

/// Lower-case names of the AI resources whose identity is not told. Every grant of an application is compared with them.
#[derive(Default)]
struct UntoldNames(OnceLock<BTreeSet<String>>);

impl Filter<'_, '_> {
    /// Whether the holder is one that the rule asks for.
    pub(super) fn held(&self, ix: GrantIx) -> Truth {
        let reach = self.judge.reach();
        let is_of = |of: &dyn Fn(PrincipalKind) -> bool| match self.kind_of(ix) {
            PrincipalKind::Unsaid => Truth::Unknown,
            kind => of(kind).into(),
        };
        let named = |kind: PrincipalKind| {
            let name = if kind == PrincipalKind::ForeignGroup {
                PrincipalKind::Group
            } else {
                kind
            }
            .name();
            self.rule.principals.iter().any(|own| own.eq_ignore_ascii_case(name))
        };
        let of_kind = match self.rule.principals.is_empty() {
            true => Truth::True,
            false => is_of(&named),
        };
        of_kind.and(match self.rule.standing {
            None => Truth::True,
            Some(Standing::Guest) => self.is_outsider(ix),
            Some(Standing::Orphan) => self.is_orphan(ix),
            Some(Standing::Member) => !self.is_outsider(ix).or(self.is_orphan(ix)),
            Some(Standing::Workload) if reach.is_identity(ix) => Truth::False,
            Some(Standing::Workload) if self.may_be_identity(ix) => Truth::Unknown,
            Some(Standing::Workload) => is_of(&|kind| kind == PrincipalKind::ServicePrincipal),
            Some(Standing::Identity) if reach.is_identity(ix) => Truth::True,
            Some(Standing::Identity) if self.may_be_identity(ix) => Truth::Unknown,
            Some(Standing::Identity) => Truth::False,
        })
    }

    /// Whether AI may run under the holder, an application of which no exported resource is the home: the exports do not tell the
    /// identity of some AI resource that it is called after, or give the holder without an object id.
    fn may_be_identity(&self, ix: GrantIx) -> bool {
        let reach = self.judge.reach();
        let is_open = || self.may_be_of_untold(ix) || reach.may_be_any_identity(ix);
        reach.may_run_something(ix) && !self.is_identity_of_any(ix) && is_open()
    }

    /// Whether a holder may be the identity of an AI resource whose identity is not told. The application of a system-assigned identity
    /// bears the name of its resource; one of a user-assigned identity would have its home in a row, where such rows were exported.
    fn may_be_of_untold(&self, ix: GrantIx) -> bool {
        let estate = self.judge.estate;
        if estate.untold.is_empty() {
            return false;
        }
        let principal = self.judge.reach().holder(ix).principal;
        let name = principal.map_or("", |known| &known.name).to_ascii_lowercase();
        let names = self.judge.cache::<UntoldNames>().0.get_or_init(|| {
            let rows = estate.untold.iter().map(|untold| estate.inventory.resource(untold.ix));
            rows.map(|row| row.name().to_ascii_lowercase()).collect()
        });
        let is_called_after = || names.iter().any(|own| name.contains(own));
        name.is_empty() || estate.inventory.of_type(USER_ASSIGNED).is_empty() || is_called_after()
    }

    fn is_outsider(&self, ix: GrantIx) -> Truth {
        match self.judge.reach().holder(ix).is_outsider {
            Some(outsider) => outsider.into(),
            None if self.is_identity_of_any(ix) => Truth::False,
            None => Truth::Unknown,
        }
    }

    fn is_orphan(&self, ix: GrantIx) -> Truth {
        match self.judge.reach().holder(ix).is_orphan {
            Some(orphan) => orphan.into(),
            None if self.is_identity_of_any(ix) => Truth::False,
            None => Truth::Unknown,
        }
    }

    /// Kind of a grant's holder: the holder that is the identity of a resource is an application.
    fn kind_of(&self, ix: GrantIx) -> PrincipalKind {
        match self.judge.reach().holder(ix).kind {
            PrincipalKind::Unsaid if self.is_identity_of_any(ix) => PrincipalKind::ServicePrincipal,
            kind => kind,
        }
    }

    /// Whether the holder of a grant is the identity of a resource that the exports hold.
    fn is_identity_of_any(&self, ix: GrantIx) -> bool {
        let reach = self.judge.reach();
        reach.home(&reach.grant(ix).principal).is_some()
    }

    /// Fact about a holder that the rule needs besides, and the reason why it is not known: the end of a sentence.
    pub(super) fn asks_whether(&self) -> &'static str {
        match self.rule.standing {
            Some(Standing::Guest) => unnamed!("somebody of another organisation"),
            Some(Standing::Orphan) => unnamed!("somebody whom the directory still knows"),
            Some(Standing::Identity) => {
                "an identity that AI runs under: not every AI resource has the column `identity` in the exports."
            }
            Some(Standing::Workload) if !self.judge.estate.untold.is_empty() => {
                "an identity that AI runs under, which is judged elsewhere: not every AI resource has the column `identity` in the exports."
            }
            _ if self.rule.principals.is_empty() => {
                unnamed!("somebody of the organisation whom the directory still knows")
            }
            _ => unnamed!("a person, a group or an application"),
        }
    }
}
