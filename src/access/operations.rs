//! Operations of Azure and the patterns that name them: `Microsoft.Storage/storageAccounts/*`. In a pattern `*` stands for any
//! text, slashes included; case does not matter.

/// A pattern or the name of one operation, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    is_open: bool,
    /// The text without what `*` may leave out as a whole part: Azure's own roles take `workspaces/write` out of `workspaces/*/write`.
    without: Option<Box<str>>,
}

impl Pattern {
    /// The pattern that a text is.
    pub fn new(text: &str) -> Self {
        let text = text.to_ascii_lowercase();
        let without = text.contains("/*/").then(|| text.replace("/*/", "/").into());
        Pattern {
            is_open: text.contains('*'),
            without,
            text: text.into(),
        }
    }

    /// Its text, in lower case.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.text).chain(self.without.as_deref())
    }

    /// Whether every operation that the other names is one that this names.
    pub fn covers(&self, other: &Pattern) -> bool {
        match self.is_open {
            true => self.texts().any(|own| fits(own, &other.text)),
            false => self.text == other.text,
        }
    }

    /// Whether the two can name one operation.
    pub fn meets(&self, other: &Pattern) -> bool {
        match (self.is_open, other.is_open) {
            (_, false) => self.covers(other),
            (false, true) => other.covers(self),
            (true, true) => self.texts().any(|own| other.texts().any(|its| overlap(own, its))),
        }
    }
}

/// Whether patterns permit an operation: granted by one and excluded by none.
pub fn permits(granted: &[String], excluded: &[String], operation: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, operation));
    any(granted) && !any(excluded)
}

/// Azure's match of an operation, in any case.
pub fn matches(pattern: &str, operation: &str) -> bool {
    Pattern::new(pattern).covers(&Pattern::new(operation))
}

fn fits(pattern: &str, operation: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| operation.strip_prefix(head)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(tail) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(tail)
}

/// Whether what stands before the first `*` of the one begins what stands before that of the other.
fn heads_agree(one: &str, other: &str) -> bool {
    let head = |text: &str| text.find('*').unwrap_or(text.len());
    let common = head(one).min(head(other));
    one.as_bytes()[..common] == other.as_bytes()[..common]
}

/// Whether some text fits both patterns.
fn overlap(one: &str, other: &str) -> bool {
    heads_agree(one, other) && reach_their_ends(one.as_bytes(), other.as_bytes())
}

/// Whether the ends of two patterns can be reached together. For each place in the one, the places in the other that can be reached together with it.
fn reach_their_ends(one: &[u8], other: &[u8]) -> bool {
    let is_open = |letter: Option<&u8>| letter == Some(&b'*');
    let mut reached = vec![false; other.len() + 1];
    reached[0] = true;
    for at in 0..=one.len() {
        let own = one.get(at);
        let mut next = vec![false; other.len() + 1];
        for beside in 0..=other.len() {
            if !reached[beside] {
                continue;
            }
            let its = other.get(beside);
            next[beside] |= own.is_some() && (is_open(own) || is_open(its));
            if its.is_some() {
                reached[beside + 1] |= is_open(own) || is_open(its);
                next[beside + 1] |= own == its;
            }
        }
        if at == one.len() {
            break;
        }
        reached = next;
    }
    reached[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_azure_matches_them() {
        assert!(matches("*", "Microsoft.Storage/storageAccounts/write"));
        assert!(matches(
            "Microsoft.Storage/*/write",
            "microsoft.storage/storageaccounts/write"
        ));
        assert!(!matches(
            "Microsoft.Storage/*/read",
            "microsoft.storage/storageaccounts/write"
        ));
        assert!(matches("*/read", "Microsoft.Web/sites/read"));
        assert!(!matches("Microsoft.Web/sites/read", "Microsoft.Web/sites/reader"));
        assert!(!matches("a*a", "a"));
        assert!(matches(
            "Microsoft.App/containerApps/*/write",
            "Microsoft.App/containerApps/write"
        ));
    }

    #[test]
    fn patterns_meet_where_one_operation_fits_both() {
        let meets = |one: &str, other: &str| Pattern::new(one).meets(&Pattern::new(other));
        for (one, other) in [
            ("a/*/assign", "a/*"),
            ("a/*/assign", "a/x/assign"),
            ("a/*/assign", "*/assign"),
            ("*/read", "a/*"),
            ("a/*/write", "a/b/*"),
            ("a*c", "ab*"),
            ("*", "*"),
        ] {
            assert!(meets(one, other) && meets(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("*/read", "*/write"),
            ("a/*", "b/*"),
            ("a/*/write", "a/b/*/read"),
            ("a*c", "ab*d"),
        ] {
            assert!(!meets(one, other) && !meets(other, one), "{one} {other}");
        }
    }
}
