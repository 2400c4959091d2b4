//! Names of entries: made into one form for people and for sorting. A name is a label and nothing else; no file is ever
//! written under it.

/// A fault of a name in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// The name climbs out of the archive with `..`, or holds a NUL.
    Escapes,
    /// The name starts at the root of a disk.
    Absolute,
    /// Another entry has the same name, or one that differs only in case.
    Duplicate,
}

/// The name with `/` between its parts and without empty ones, and its fault if it has one.
pub(super) fn normalise(raw: &str) -> (String, Option<NameFault>) {
    let unified = raw.replace('\\', "/");
    let mut fault = (unified.starts_with('/') || has_drive(&unified)).then_some(NameFault::Absolute);
    let mut parts: Vec<&str> = Vec::new();
    for part in unified.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    fault = Some(NameFault::Escapes);
                }
            }
            part => parts.push(part),
        }
    }
    let name = parts.join("/");
    if name.contains('\0') || name.is_empty() {
        fault = Some(NameFault::Escapes);
    }
    (name.replace('\0', "\u{fffd}"), fault)
}

fn has_drive(name: &str) -> bool {
    matches!(name.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic())
}

/// Whether this is a file that operating systems and editors leave behind, rather than an export.
pub fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part == "__MACOSX" || part == ".git")
        || name.starts_with("._")
        || name.starts_with("~$")
        || name.starts_with(".~lock.")
        || [".DS_Store", "desktop.ini", "Thumbs.db", ".gitignore", ".gitkeep"]
            .iter()
            .any(|litter| name.eq_ignore_ascii_case(litter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_names_and_empty_parts_come_to_one_form() {
        assert_eq!(normalise("a\\b//c.json"), ("a/b/c.json".to_owned(), None));
        assert_eq!(normalise("./a/x/../b"), ("a/b".to_owned(), None));
    }

    #[test]
    fn names_that_point_outside_are_told() {
        assert_eq!(normalise("../../etc/passwd").1, Some(NameFault::Escapes));
        assert_eq!(
            normalise("/etc/passwd"),
            ("etc/passwd".to_owned(), Some(NameFault::Absolute))
        );
        assert_eq!(normalise("C:\\x.json").1, Some(NameFault::Absolute));
        assert_eq!(normalise("a\0b").1, Some(NameFault::Escapes));
    }

    #[test]
    fn litter_is_known_wherever_it_lies() {
        assert!(is_litter("__MACOSX/a/._x.json"));
        assert!(is_litter("a/.ds_store"));
        assert!(is_litter("~$roles.xlsx"));
        assert!(!is_litter("a/roles.csv"));
    }
}
