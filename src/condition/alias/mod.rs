//! Aliases of Azure Policy: the names under which a definition knows the properties of a resource type. Three in ten are not the
//! path of their property, so none is taken apart: [`table`] holds the public list. An alias that it does not hold leads nowhere
//! that is known.

mod table;

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::error::Fault;
use super::suggest::nearest;
use crate::value::path::{Path, Segment};

/// Members that a child resource in an array has beside its `properties`: of these a path has to say which it means.
const OF_CHILDREN: [&str; 12] = [
    "id",
    "name",
    "type",
    "etag",
    "kind",
    "location",
    "sku",
    "tags",
    "zones",
    "identity",
    "plan",
    "managedBy",
];

/// The place to which an alias leads on rows of one type.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The resource type.
    pub of_type: Box<str>,
    /// The path, from the top of the row.
    pub path: Path,
}

/// The places to which an alias leads: one of each type that it belongs to.
#[derive(Debug)]
pub(super) struct Alias {
    /// The first place.
    pub first: Place,
    /// The places on other types, of an alias that names no type (`Microsoft.Compute/imageId`).
    pub others: Box<[Place]>,
    /// Whether the public list holds it. The place of one that it does not is a guess, which only says what to keep of a row.
    pub is_known: bool,
}

impl Alias {
    /// Resolves `Microsoft.Storage/storageAccounts/sku.name`. `None` for what is no alias but a path of the row.
    pub(super) fn parse(written: &str) -> Result<Option<Alias>, Fault> {
        let Some((of_type, inner)) = split(written) else {
            return Ok(None);
        };
        let (alias, behind) = split_at_key(written);
        let mut places = Vec::new();
        for (of_type, path) in table::places(alias) {
            let path = Path::parse(&format!("{path}{behind}")).map_err(Fault::bad_path)?;
            places.push(Place {
                of_type,
                path: without_bags(&path),
            });
        }
        let mut places = places.into_iter();
        let known = places.next();
        let is_known = known.is_some();
        let first = match known {
            Some(first) => first,
            None => Place {
                of_type: of_type.into(),
                path: Path::parse(inner).map_err(Fault::bad_path)?.within("properties"),
            },
        };
        Ok(Some(Alias {
            first,
            others: places.collect(),
            is_known,
        }))
    }
}

/// The alias of a path of a type, where the public list has one.
pub(crate) fn of_path(of_type: &str, path: &str) -> Option<String> {
    let wanted = without_bags(&Path::parse(path).ok()?);
    let is_wanted = |path: &str| {
        let same = |path: Path| path.segments().len() == wanted.segments().len() && path.starts_with(wanted.segments());
        Path::parse(path).is_ok_and(|path| same(without_bags(&path)))
    };
    let mut found: Vec<String> = table::of_type(of_type)
        .filter(|(_, path)| is_wanted(path))
        .map(|(alias, _)| alias)
        .collect();
    // Of several names of one property the one that is written like the path is the usual one.
    let usual = found.iter().position(|alias| {
        path.strip_prefix("properties.")
            .is_some_and(|path| alias.len() >= path.len() && alias.to_lowercase().ends_with(&path.to_lowercase()))
    });
    (!found.is_empty()).then(|| found.swap_remove(usual.unwrap_or_default()))
}

/// The aliases in a JSON text of conditions that the public list does not hold, each once with the one that was probably meant.
pub(crate) fn unlisted(json: &Json) -> Vec<(String, Option<String>)> {
    let mut named = BTreeSet::new();
    gather(json, &mut named);
    let is_unlisted = |name: &&str| matches!(Alias::parse(name), Ok(Some(alias)) if !alias.is_known);
    let unlisted = named.into_iter().filter(is_unlisted);
    unlisted.map(|name| (name.to_owned(), meant(name))).collect()
}

/// Gathers the names of fields, in `field` and in the calls of expressions.
fn gather<'j>(json: &'j Json, named: &mut BTreeSet<&'j str>) {
    match json {
        Json::Object(members) => {
            for (key, value) in members {
                match value {
                    Json::String(name) if key == "field" && !is_tag(name) && !name.starts_with('[') => {
                        named.insert(name);
                    }
                    value => gather(value, named),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| gather(item, named)),
        Json::String(text) if text.starts_with('[') => {
            let calls = ["field('", "current('"];
            let names = calls.iter().flat_map(|call| text.split(call).skip(1));
            let names = names.filter_map(|rest| rest.split('\'').next());
            named.extend(names.filter(|name| !is_tag(name)));
        }
        _ => {}
    }
}

/// Whether a field is a tag, which may be called anything.
fn is_tag(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tags"))
}

/// The alias that one outside the list was probably meant to be.
fn meant(written: &str) -> Option<String> {
    let (of_type, inner) = split(written)?;
    let known: Vec<String> = table::of_type(of_type).map(|(alias, _)| alias).collect();
    let inner_names = known.iter().filter_map(|alias| alias.get(of_type.len() + 1..));
    nearest(inner, inner_names).map(|inner| format!("{of_type}/{inner}"))
}

/// Splits an alias into its type and the path of the property, at the last slash that is not part of a quoted key.
fn split(written: &str) -> Option<(&str, &str)> {
    let outside_quotes = written.find(['[', '\'', '"']).unwrap_or(written.len());
    let slash = written[..outside_quotes].rfind('/')?;
    Some((&written[..slash], &written[slash + 1..]))
}

/// Splits off what begins with a key in brackets: `customProperties['a.b']` is a member of the alias `customProperties`.
fn split_at_key(written: &str) -> (&str, &str) {
    let mut brackets = written.match_indices('[').map(|(at, _)| at);
    let key = brackets.find(|at| !written[*at..].starts_with("[*]"));
    written.split_at(key.unwrap_or(written.len()))
}

/// A path without the `properties` bags of the child resources that it passes: [`crate::value::Fact::member`] looks into them, and
/// the rows of some tools have none. A bag stays before a name that a child has outside of it as well.
fn without_bags(path: &Path) -> Path {
    let segments = path.segments();
    let is_bag = |at: usize| {
        at > 0
            && matches!(&segments[at], Segment::Key(key) if key.eq_ignore_ascii_case("properties"))
            && matches!(segments.get(at + 1), Some(Segment::Key(next))
                if !OF_CHILDREN.iter().any(|own| own.eq_ignore_ascii_case(next)))
    };
    let kept = (0..segments.len()).filter(|at| !is_bag(*at));
    Path::of(kept.map(|at| segments[at].clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(written: &str) -> Vec<String> {
        let alias = Alias::parse(written).unwrap().unwrap();
        assert!(alias.is_known, "{written}");
        let places = std::iter::once(&alias.first).chain(&alias.others);
        places
            .map(|place| format!("{} {}", place.of_type, place.path))
            .collect()
    }

    #[test]
    fn an_alias_leads_where_the_public_list_says() {
        for (alias, place) in [
            (
                "Microsoft.Sql/servers/databases/edition",
                "Microsoft.Sql/servers/databases sku.tier",
            ),
            (
                "microsoft.web/sites/config/web.minTlsVersion",
                "Microsoft.Web/sites/config properties.minTlsVersion",
            ),
            (
                "Microsoft.Insights/diagnosticSettings/logs.enabled",
                "Microsoft.Insights/diagnosticSettings properties.logs[*].enabled",
            ),
            (
                "Microsoft.Compute/virtualMachines/extensions/type",
                "Microsoft.Compute/virtualMachines/extensions properties.type",
            ),
            (
                "Microsoft.Network/virtualNetworks/subnets[*].addressPrefix",
                "Microsoft.Network/virtualNetworks properties.subnets[*].addressPrefix",
            ),
        ] {
            assert_eq!(places(alias), [place], "{alias}");
        }
        assert_eq!(places("Microsoft.Compute/imageId").len(), 3);
    }

    #[test]
    fn an_alias_outside_the_list_is_told_apart_with_the_one_that_was_meant() {
        let written = "Microsoft.Search/searchServices/disableLocalAuht";
        assert!(!Alias::parse(written).unwrap().unwrap().is_known);
        assert_eq!(
            meant(written).as_deref(),
            Some("Microsoft.Search/searchServices/disableLocalAuth")
        );
        assert!(Alias::parse("properties.a['b/c']").unwrap().is_none());
    }

    #[test]
    fn every_name_that_azure_is_not_known_to_have_is_found() {
        let listed = "Microsoft.Search/searchServices/disableLocalAuth";
        let json = serde_json::json!({"allOf": [
            {"field": listed, "exists": true},
            {"field": "tags.a/b/c", "exists": true},
            {"value": format!("[concat(field('{listed}x'), field('A.B/c/d'))]"), "equals": ""},
        ]});
        assert_eq!(
            unlisted(&json),
            [
                ("A.B/c/d".to_owned(), None),
                (format!("{listed}x"), Some(listed.to_owned()))
            ]
        );
    }

    #[test]
    fn a_path_has_the_alias_of_its_type() {
        let alias = |of_type, path| of_path(of_type, path);
        assert_eq!(
            alias("microsoft.security/securitycontacts", "properties.emails").as_deref(),
            Some("Microsoft.Security/securityContacts/emails")
        );
        assert_eq!(
            alias("Microsoft.KeyVault/vaults", "properties.enableSoftDelete").as_deref(),
            Some("Microsoft.KeyVault/vaults/enableSoftDelete")
        );
        let connections = "Microsoft.CognitiveServices/accounts/connections";
        assert_eq!(
            alias(connections, "properties.credentials.keys"),
            Some(format!("{connections}/CustomKeys.credentials.keys"))
        );
        assert_eq!(alias("Microsoft.KeyVault/vaults", "properties.inventedHere"), None);
    }
}
