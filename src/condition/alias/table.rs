//! The public list of aliases, packed by provider: a namespace is unpacked when an alias of it is first asked for, so that a start
//! costs nothing for the others. `data/README.md` says how the list is renewed and how a line is read.

use std::io::Read;
use std::sync::{LazyLock, OnceLock};

use flate2::read::ZlibDecoder;

static DATA: &[u8] = include_bytes!("data/aliases.bin");

static NAMESPACES: LazyLock<Vec<Namespace>> = LazyLock::new(|| namespaces(DATA));

/// The mark of a `properties.` that the path has and the alias leaves out.
const BAG: char = '~';

/// The aliases of a resource provider.
struct Namespace {
    name: &'static str,
    packed: &'static [u8],
    types: OnceLock<Vec<AliasesOfType>>,
}

/// The aliases of a resource type.
struct AliasesOfType {
    /// The type without its namespace; empty for aliases that name no type.
    name: Box<str>,
    lines: Box<str>,
}

/// Takes the data apart: a line for each namespace with the length of its part, an empty line, the parts.
fn namespaces(data: &'static [u8]) -> Vec<Namespace> {
    let head = data.windows(2).position(|pair| pair == b"\n\n").unwrap_or_default();
    let (lines, mut rest) = data.split_at(head);
    rest = rest.get(2..).unwrap_or_default();
    let lines = std::str::from_utf8(lines).unwrap_or_default().lines();
    let parts = lines.filter_map(|line| {
        let (name, length) = line.split_once('\t')?;
        let packed;
        (packed, rest) = rest.split_at_checked(length.parse().ok()?)?;
        Some(Namespace {
            name,
            packed,
            types: OnceLock::new(),
        })
    });
    parts.collect()
}

impl Namespace {
    fn named(name: &str) -> Option<&'static Namespace> {
        NAMESPACES.iter().find(|known| known.name.eq_ignore_ascii_case(name))
    }

    fn types(&self) -> &[AliasesOfType] {
        self.types.get_or_init(|| {
            let mut text = String::new();
            match ZlibDecoder::new(self.packed).read_to_string(&mut text) {
                Ok(_) => types(&text),
                // The data are a part of the program, and a test reads them.
                Err(_) => Vec::new(),
            }
        })
    }

    fn of(&self, name: &str) -> Option<&AliasesOfType> {
        self.types().iter().find(|kind| kind.name.eq_ignore_ascii_case(name))
    }
}

fn types(text: &str) -> Vec<AliasesOfType> {
    let parts = text.split('=').filter_map(|part| part.split_once('\n'));
    let of_part = |(name, lines): (&str, &str)| AliasesOfType {
        name: name.into(),
        lines: lines.into(),
    };
    parts.map(of_part).collect()
}

/// The inner name of an alias as its line spells it.
fn spelled(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// The letters of an inner name, for comparison.
fn letters(text: &str) -> impl Iterator<Item = u8> {
    let letters = text.bytes().filter(|byte| *byte != BAG as u8);
    letters.map(|byte| byte.to_ascii_lowercase())
}

/// Whether a line is that of an inner name.
fn is_of(line: &str, inner: &str) -> bool {
    let written = spelled(line);
    written.len() >= inner.len() && letters(written).eq(letters(inner))
}

/// The path that a line of a type gives.
fn path(line: &str) -> String {
    match line.split_once('\t') {
        Some((_, path)) => path.to_owned(),
        None => format!("properties.{}", line.replace(BAG, "properties.")),
    }
}

/// The types and paths of an alias, given in any case; none where the list does not hold it.
pub(super) fn places(alias: &str) -> Vec<(Box<str>, String)> {
    let found = alias.split_once('/').and_then(|(namespace, rest)| {
        let namespace = Namespace::named(namespace)?;
        let (kind, inner) = rest.rsplit_once('/').unwrap_or(("", rest));
        Some((namespace, namespace.of(kind)?, inner))
    });
    let Some((namespace, kind, inner)) = found else {
        return Vec::new();
    };
    let lines = kind.lines.lines().filter(|line| is_of(line, inner));
    match &*kind.name {
        "" => lines.filter_map(of_line_with_type).collect(),
        name => lines
            .take(1)
            .map(|line| (format!("{}/{name}", namespace.name).into(), path(line)))
            .collect(),
    }
}

fn of_line_with_type(line: &str) -> Option<(Box<str>, String)> {
    let (of_type, path) = line.split_once('\t')?.1.split_once('\t')?;
    Some((of_type.into(), path.to_owned()))
}

/// Every alias of a type, given in any case, and its path.
pub(super) fn of_type(of_type: &str) -> impl Iterator<Item = (String, String)> {
    let found = of_type.split_once('/').and_then(|(namespace, kind)| {
        let namespace = Namespace::named(namespace)?;
        Some((namespace.name, namespace.of(kind)?))
    });
    found.into_iter().flat_map(|(namespace, kind)| {
        let alias = move |line: &str| format!("{namespace}/{}/{}", kind.name, spelled(line).replace(BAG, ""));
        kind.lines.lines().map(move |line| (alias(line), path(line)))
    })
}

#[cfg(test)]
mod tests;
