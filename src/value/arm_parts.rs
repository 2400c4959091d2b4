//! An ARM id as three parts: the prefix before its last `/providers/`, the type and the name. Ids of one resource group share the
//! prefix and those of one kind the type, so that a million ids cost little more than their names.

use std::borrow::Cow;

use memchr::memchr_iter;

/// The type and the name in the provider path that [`super::arm_id::ArmId::split`] gives: `namespace/type` and `name`, of a child
/// `namespace/type/type` and `name/name`. Both are empty where the path is.
pub fn type_and_name(path: &str) -> (Cow<'_, str>, Cow<'_, str>) {
    // Of most ids both are slices of the path: no allocation for them.
    let mut slashes = memchr_iter(b'/', path.as_bytes());
    match (slashes.next(), slashes.next(), slashes.next()) {
        (Some(_), Some(second), None) => (Cow::Borrowed(&path[..second]), Cow::Borrowed(&path[second + 1..])),
        (_, None, _) => (Cow::Borrowed(path), Cow::Borrowed("")),
        _ => {
            let mut segments = path.split('/');
            let (mut kind, mut name) = (String::with_capacity(path.len()), String::with_capacity(path.len()));
            kind.push_str(segments.next().unwrap_or_default());
            for (position, segment) in segments.enumerate() {
                let part = if position.is_multiple_of(2) {
                    &mut kind
                } else {
                    &mut name
                };
                if position != 1 {
                    part.push('/');
                }
                part.push_str(segment);
            }
            (Cow::Owned(kind), Cow::Owned(name))
        }
    }
}

/// The id that has these parts.
pub fn compose(prefix: &str, kind: &str, name: &str) -> String {
    if kind.is_empty() {
        return prefix.to_owned();
    }
    let mut id = String::with_capacity(prefix.len() + kind.len() + name.len() + 16);
    id.push_str(prefix);
    id.push_str("/providers/");
    let mut kinds = kind.split('/');
    id.push_str(kinds.next().unwrap_or_default());
    let mut names = (!name.is_empty()).then(|| name.split('/')).into_iter().flatten();
    for segment in kinds {
        id.push('/');
        id.push_str(segment);
        if let Some(name) = names.next() {
            id.push('/');
            id.push_str(name);
        }
    }
    id
}

/// Whether [`compose`] makes exactly this text of these parts: any text may look like an id, and parts forget empty segments.
pub fn is_composed_of(text: &str, prefix: &str, kind: &str, name: &str) -> bool {
    // Most have one name: their type stands in the text as it is, and nothing has to be put together.
    if name.contains('/') {
        return compose(prefix, kind, name) == text;
    }
    let rest = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix("/providers/"));
    let rest = rest.and_then(|rest| rest.strip_prefix(kind)?.strip_prefix('/'));
    rest == Some(name)
}

#[cfg(test)]
mod tests {
    use super::super::arm_id::ArmId;
    use super::*;

    #[test]
    fn type_and_name_are_those_of_the_id_and_make_it_again() {
        for path in [
            "",
            "A.B",
            "A.B/c",
            "A.B/c/d",
            "A.B/c/d/e",
            "A.B/c/d/e/f",
            "A.B/c/d/e/f/g/h",
        ] {
            let prefix = "/subscriptions/s/resourceGroups/g";
            let id = format!("{prefix}/providers/{path}");
            let (kind, name) = type_and_name(path);
            if !path.is_empty() {
                assert_eq!(
                    (&*kind, &*name),
                    (&*ArmId::new(&id).resource_type(), &*ArmId::new(&id).name())
                );
                assert_eq!(compose(prefix, &kind, &name), id);
            }
        }
        assert_eq!(type_and_name(""), (Cow::Borrowed(""), Cow::Borrowed("")));
    }
}
