//! The embedded list, in itself and beside the list that it is made from.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path as File;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::ZlibEncoder;

use super::*;
use crate::value::path::Path;

/// The public list, outside the repository.
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/aliases.tsv.gz");

/// Aliases with their type and default path: alias, type, path.
fn listed(file: &File) -> Vec<[String; 3]> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(file).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let cells = rows.map(|row| row.split('\t').map(str::to_owned).collect::<Vec<_>>());
    cells.map(|cells| cells.try_into().unwrap()).collect()
}

/// The line of an alias of a type.
fn line(inner: &str, path: &str) -> String {
    match marked(inner, path) {
        Some(marked) => marked,
        None => format!("{inner}\t{path}"),
    }
}

/// The inner name with a mark where the path has a `properties` more, where nothing else differs.
fn marked(inner: &str, path: &str) -> Option<String> {
    let mut names = inner.split('.').peekable();
    let mut line = Vec::new();
    for key in path.strip_prefix("properties.")?.split('.') {
        match names.next_if(|name| name.eq_ignore_ascii_case(key)) {
            Some(name) => line.push(name),
            None if key == "properties" => line.push("~"),
            None => return None,
        }
    }
    (names.next().is_none() && line.last() != Some(&"~")).then(|| line.join(".").replace("~.", "~"))
}

/// The data as the program embeds them.
fn packed(listed: &[[String; 3]]) -> Vec<u8> {
    type Types = BTreeMap<String, (String, Vec<String>)>;
    let mut namespaces: BTreeMap<String, (String, Types)> = BTreeMap::new();
    for [alias, of_type, path] in listed {
        let (namespace, rest) = alias.split_once('/').unwrap();
        let (kind, line) = match rest.rsplit_once('/') {
            Some((_, inner)) => (of_type.split_once('/').unwrap().1, line(inner, path)),
            None => ("", format!("{rest}\t{of_type}\t{path}")),
        };
        let (_, types) = namespaces
            .entry(namespace.to_lowercase())
            .or_insert_with(|| (namespace.to_owned(), BTreeMap::new()));
        let (_, lines) = types
            .entry(kind.to_lowercase())
            .or_insert_with(|| (kind.to_owned(), Vec::new()));
        lines.push(line);
    }
    let (mut head, mut parts) = (String::new(), Vec::new());
    for (name, types) in namespaces.into_values() {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        for (kind, lines) in types.into_values() {
            packer
                .write_all(format!("={kind}\n{}\n", lines.join("\n")).as_bytes())
                .unwrap();
        }
        let part = packer.finish().unwrap();
        head.push_str(&format!("{name}\t{}\n", part.len()));
        parts.extend(part);
    }
    [head.as_bytes(), b"\n", &parts].concat()
}

#[test]
fn every_line_is_an_alias_with_a_path() {
    if let Ok(list) = std::env::var("ALIASES") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/condition/alias/data/aliases.bin");
        fs::write(path, packed(&listed(File::new(&list)))).unwrap();
        return;
    }
    let (mut aliases, mut types) = (0, 0);
    assert!(
        NAMESPACES
            .windows(2)
            .all(|pair| pair[0].name.to_lowercase() < pair[1].name.to_lowercase())
    );
    assert!(DATA.ends_with(NAMESPACES.last().unwrap().packed), "no part is cut");
    for namespace in NAMESPACES.iter() {
        assert!(!namespace.types().is_empty(), "{}", namespace.name);
        for kind in namespace.types() {
            types += usize::from(!kind.name.is_empty());
            for line in kind.lines.lines() {
                let (of_type, path) = match &*kind.name {
                    "" => of_line_with_type(line).unwrap(),
                    _ => ("".into(), path(line)),
                };
                aliases += 1;
                assert!(Path::parse(&path).is_ok(), "{line}: {of_type} {path}");
                assert!(!spelled(line).is_empty() && !spelled(line).contains('/'), "{line}");
            }
        }
    }
    assert!(
        aliases >= 79_000 && types >= 1_500,
        "{aliases} aliases of {types} types"
    );
}

#[test]
fn the_embedded_list_is_the_public_one() {
    let file = File::new(LIST);
    if !file.exists() {
        return;
    }
    let listed = listed(file);
    assert!(listed.len() >= 79_000);
    // A look-up reads the lines of its type: every tenth is enough to see that it finds what the iteration below compares whole.
    for [alias, of_type, path] in listed.iter().step_by(10) {
        let found = places(&alias.to_uppercase());
        let is_it =
            |(kind, its): &(Box<str>, String)| kind.eq_ignore_ascii_case(of_type) && its.eq_ignore_ascii_case(path);
        assert!(found.iter().any(is_it), "{alias} {of_type} {path}: {found:?}");
    }
    let mut expected: Vec<String> = listed
        .iter()
        .filter(|[alias, ..]| alias.matches('/').count() > 1)
        .map(|cells| cells.join(" ").to_lowercase())
        .collect();
    let mut embedded = Vec::new();
    for namespace in NAMESPACES.iter() {
        for kind in namespace.types().iter().filter(|kind| !kind.name.is_empty()) {
            let name = format!("{}/{}", namespace.name, kind.name);
            embedded.extend(of_type(&name).map(|(alias, path)| format!("{alias} {name} {path}").to_lowercase()));
        }
    }
    expected.sort();
    embedded.sort();
    assert!(
        expected == embedded,
        "{} listed, {} embedded",
        expected.len(),
        embedded.len()
    );
}
