//! Operations of Azure and the patterns of a role that permit them.

/// Whether a role with these patterns permits an operation: granted by one and excluded by none.
pub fn permits(granted: &[String], excluded: &[String], operation: &str) -> bool {
    granted.iter().any(|pattern| matches(pattern, operation))
        && !excluded.iter().any(|pattern| matches(pattern, operation))
}

/// Azure's operation patterns: `*` stands for any text, slashes included; case does not matter.
pub fn matches(pattern: &str, operation: &str) -> bool {
    let (pattern, operation) = (pattern.to_ascii_lowercase(), operation.to_ascii_lowercase());
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
    }

    #[test]
    fn what_is_excluded_is_not_permitted() {
        let (all, not) = (vec!["*".to_owned()], vec!["Microsoft.Authorization/*/write".to_owned()]);
        assert!(permits(&all, &not, "Microsoft.Web/sites/write"));
        assert!(!permits(&all, &not, "Microsoft.Authorization/roleAssignments/write"));
    }
}
