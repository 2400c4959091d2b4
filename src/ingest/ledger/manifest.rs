//! `manifest.json`, the list of files that a collector writes: the client whose tenant it is, the day, and the SHA-256 of each
//! file. Where there is one, the files are checked against it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problems::Issue;
use super::{Asked, Input, Manifest};
use crate::ingest::files::asked::Question;
use crate::ingest::row::dates;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    client: Option<String>,
    collected_at: Option<String>,
    files: Files,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Files {
    List(Vec<Listed>),
    Map(BTreeMap<String, String>),
}

#[derive(Deserialize)]
struct Listed {
    #[serde(alias = "name", alias = "file")]
    path: String,
    #[serde(default, alias = "hash")]
    sha256: String,
    /// The scopes that the file was asked for.
    #[serde(default)]
    scopes: Vec<String>,
    /// The other members: the resource, the address or the command.
    #[serde(flatten)]
    more: BTreeMap<String, serde_json::Value>,
}

impl From<(String, String)> for Listed {
    fn from((path, sha256): (String, String)) -> Self {
        Listed {
            path,
            sha256,
            scopes: Vec::new(),
            more: BTreeMap::new(),
        }
    }
}

/// Whether a file named like a manifest is one.
pub fn is_manifest(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\"files\"").is_some()
}

/// Reads a manifest, checks the files beside it and notes with each which scopes it was asked for. `base` is its own folder, with a `/`
/// at the end unless it is empty.
pub fn check(bytes: &[u8], base: &str, inputs: &mut [Input]) -> (Manifest, Vec<Issue>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: File = match serde_json::from_slice(bytes) {
        Ok(file) => file,
        Err(error) => {
            return (Manifest::default(), vec![Issue::BadManifest { why: error.to_string() }]);
        }
    };
    let listed: Vec<Listed> = match file.files {
        Files::List(files) => files,
        Files::Map(files) => files.into_iter().map(Listed::from).collect(),
    };
    let mut issues = Vec::new();
    for Listed {
        path,
        sha256,
        scopes,
        more,
    } in listed
    {
        let full = format!("{base}{}", path.trim_start_matches("./").replace('\\', "/"));
        match inputs.iter_mut().find(|input| input.path.eq_ignore_ascii_case(&full)) {
            None => issues.push(Issue::MissingFile { path }),
            // What was not read to its end has no hash to compare; its own line says so.
            Some(input)
                if !sha256.is_empty() && !input.sha256.is_empty() && !input.sha256.eq_ignore_ascii_case(&sha256) =>
            {
                issues.push(Issue::HashMismatch { path });
            }
            Some(input) => {
                input.asked.extend(scopes);
                asked_for(&more).into_iter().for_each(|list| input.was_asked_for(list));
            }
        }
    }
    let collected_at = file
        .collected_at
        .as_deref()
        .map(|text| dates::iso(text, false))
        .filter(|day| !day.is_empty());
    let manifest = Manifest {
        client: file.client,
        collected_at,
    };
    (manifest, issues)
}

/// The list that a file was asked for, as its entry tells.
fn asked_for(entry: &BTreeMap<String, serde_json::Value>) -> Option<Asked> {
    let mut question = Question::default();
    entry.values().for_each(|value| match value.as_str() {
        Some(text) => question.hear(text),
        None => question.hear(&value.to_string()),
    });
    question.take()
}
