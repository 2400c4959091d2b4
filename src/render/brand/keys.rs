//! brand.toml as a table: the default under it, and a mistyped key named together with the one that was probably meant.

use std::path::Path;

use super::error::BrandError;

const KEYS: [&str; 21] = [
    "name",
    "short_name",
    "tagline",
    "footer",
    "confidentiality",
    "website",
    "product",
    "label",
    "contact",
    "disclaimer",
    "page",
    "logo",
    "logo_on_dark",
    "client_logo",
    "cover",
    "chapters",
    "headings",
    "narratives",
    "document",
    "colours",
    "fonts",
];

const COLOUR_KEYS: [&str; 11] = [
    "ink", "muted", "line", "wash", "accent", "critical", "high", "medium", "good", "unknown", "paper",
];

const DOCUMENT_KEYS: [&str; 5] = ["version", "status", "author", "reviewer", "distribution"];

const FONT_KEYS: [&str; 3] = ["text", "code", "files"];

/// Refuses keys that brand.toml does not have.
pub(super) fn check(path: &Path, given: &toml::Table) -> Result<(), BrandError> {
    check_section(path, "", given, &KEYS)?;
    let sections = [
        ("colours", &COLOUR_KEYS[..]),
        ("fonts", &FONT_KEYS[..]),
        ("document", &DOCUMENT_KEYS[..]),
    ];
    for (section, keys) in sections {
        if let Some(toml::Value::Table(table)) = given.get(section) {
            check_section(path, section, table, keys)?;
        }
    }
    Ok(())
}

pub(super) fn default_table() -> Result<toml::Table, BrandError> {
    parse(Path::new("templates/brand/brand.toml"), super::DEFAULT_TOML)
}

pub(super) fn parse(path: &Path, text: &str) -> Result<toml::Table, BrandError> {
    text.parse().map_err(|error: toml::de::Error| BrandError::Malformed {
        path: path.to_owned(),
        message: error.to_string().trim_end().to_owned(),
    })
}

/// The default with the given values over it.
pub(super) fn over(mut under: toml::Table, given: toml::Table) -> toml::Table {
    for (key, value) in given {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(given)) => under.extend(given),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
    under
}

fn check_section(path: &Path, section: &str, table: &toml::Table, known: &[&str]) -> Result<(), BrandError> {
    let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) else {
        return Ok(());
    };
    let full = |key: &str| {
        if section.is_empty() {
            key.to_owned()
        } else {
            format!("{section}.{key}")
        }
    };
    let nearest = known
        .iter()
        .map(|known| (distance(key, known), known))
        .min()
        .filter(|(distance, _)| *distance <= 1 + key.len() / 3)
        .map(|(_, known)| full(known));
    Err(BrandError::UnknownKey {
        path: path.to_owned(),
        key: full(key),
        nearest,
    })
}

/// Levenshtein distance.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, left) in one.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for (column, right) in other.chars().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
}
