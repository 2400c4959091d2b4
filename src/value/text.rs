//! Text without regard to case, and the two pattern languages of Azure Policy. Almost all text in Azure is ASCII and is
//! compared in place; the rest is folded through upper and then lower case, which brings `Straße` and `STRASSE` together.

use std::borrow::Cow;
use std::cmp::Ordering;

/// The text as it is compared: borrowed where it is ASCII in lower case already.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    } else {
        Cow::Owned(
            text.chars()
                .flat_map(char::to_uppercase)
                .flat_map(char::to_lowercase)
                .collect(),
        )
    }
}

/// True where the two differ in nothing but case.
pub fn same(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        left.eq_ignore_ascii_case(right)
    } else {
        fold(left) == fold(right)
    }
}

/// Orders two texts without regard to case.
pub fn order(left: &str, right: &str) -> Ordering {
    fold(left).cmp(&fold(right))
}

/// Whether `haystack` contains `needle`.
pub fn contains(haystack: &str, needle: &str) -> bool {
    fold(haystack).contains(&*fold(needle))
}

/// `like`: `*` matches any run of characters, `?` exactly one. Azure documents a single `*`; more are understood.
pub fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (fold(text), fold(pattern));
    let text: &str = &text;
    let pattern: &str = &pattern;
    let (mut at, mut step) = (0, 0);
    // Where to take up again when a literal fails: behind the last `*`, one character later in the text.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let wanted = pattern[step..].chars().next();
        let found = text[at..].chars().next();
        match (wanted, found) {
            (Some('*'), _) => {
                retry = Some((step + 1, at));
                step += 1;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                step += wanted.len_utf8();
                at += found.len_utf8();
            }
            (None, None) => return true,
            _ => {
                let Some((star, from)) = retry else {
                    return false;
                };
                let Some(skipped) = text[from..].chars().next() else {
                    return false;
                };
                at = from + skipped.len_utf8();
                step = star;
                retry = Some((star, at));
            }
        }
    }
}

/// `match`: `#` matches a digit, `?` a letter, `.` any character, and every other character itself.
pub fn matches(text: &str, pattern: &str) -> bool {
    let mut found = text.chars();
    let mut wanted = pattern.chars();
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) => {
                let fits = match wanted {
                    '.' => true,
                    '#' => found.is_ascii_digit(),
                    '?' => found.is_ascii_alphabetic(),
                    literal => literal == found,
                };
                if !fits {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_no_difference_beyond_ascii_either() {
        assert!(same("MÜNCHEN", "münchen"));
        assert!(same("Straße", "STRASSE"));
        assert!(contains("my-café-app", "CAFÉ"));
        assert!(!same("abc", "abd"));
    }

    #[test]
    fn like_takes_a_star_anywhere() {
        for (text, pattern, expected) in [
            ("prod-server-01", "prod-*", true),
            ("prod-server-01", "*SERVER*", true),
            ("eastus", "*us", true),
            ("eastus2", "*us", false),
            ("vm-1", "vm-?", true),
            ("", "*", true),
            ("", "", true),
            ("a", "", false),
            ("aXbXc", "a*x*c", true),
            ("aaa", "*a*a*a*a", false),
        ] {
            assert_eq!(is_like(text, pattern), expected, "{text} like {pattern}");
        }
    }

    #[test]
    fn match_reads_every_character_by_its_kind() {
        assert!(matches("vm-01", "vm-##"));
        assert!(!matches("VM-01", "vm-##"));
        assert!(matches("ab1", "??."));
        assert!(!matches("ab12", "??."));
        assert!(!matches("1b", "??"));
    }
}
