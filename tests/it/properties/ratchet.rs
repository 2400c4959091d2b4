//! A list of known violations beside a test, which may only become shorter. Each line is a control, a gate or a figure, and how it is
//! violated. `UPDATE=1` takes out what is no longer violated.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The heading of the lines that only random tenants show. A run with few of them does not say which of these are mended.
const RANDOM: &str = "# Shown by random tenants only";

pub struct Ratchet {
    path: PathBuf,
    known: BTreeSet<String>,
    random: BTreeSet<String>,
}

impl Ratchet {
    /// The list in a file of this folder.
    pub fn of(name: &str) -> Ratchet {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/it/properties")
            .join(name);
        let text = fs::read_to_string(&path).unwrap();
        let (known, random) = text.split_once(RANDOM).unwrap_or((&text, ""));
        let lines = |text: &str| {
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(str::to_owned).collect()
        };
        Ratchet {
            known: lines(known),
            random: lines(random),
            path,
        }
    }

    /// Asserts that nothing is violated but what the list holds, and that the list holds nothing that is not: of its first part always, of
    /// the part of the random tenants when `many` of them were tried.
    pub fn hold(&self, known: &BTreeSet<String>, random: &BTreeSet<String>, many: bool) {
        let listed = |line: &&String| self.known.contains(*line) || self.random.contains(*line);
        let new: Vec<&String> = known.union(random).filter(|line| !listed(line)).collect();
        let new: Vec<&str> = new.into_iter().map(String::as_str).collect();
        assert!(
            new.is_empty(),
            "violated, and not listed in {}:\n{}",
            self.path.display(),
            new.join("\n")
        );
        let mended = |line: &&String| match self.known.contains(*line) {
            true => !known.contains(*line),
            false => many && !known.contains(*line) && !random.contains(*line),
        };
        let mended: BTreeSet<&String> = self.known.union(&self.random).filter(mended).collect();
        if std::env::var_os("UPDATE").is_some() {
            let kept = |lines: &BTreeSet<String>| -> String {
                let kept = lines.iter().filter(|line| !mended.contains(line));
                kept.map(|line| format!("{line}\n")).collect()
            };
            let text = format!("{}\n{RANDOM}\n{}", kept(&self.known), kept(&self.random));
            fs::write(&self.path, text).unwrap();
        } else {
            let name = self.path.display();
            assert!(
                mended.is_empty(),
                "no longer violated, take them out of {name} with UPDATE=1: {mended:?}"
            );
        }
    }
}
