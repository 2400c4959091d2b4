//! `engagement.toml`: a person's statements about one engagement. It may lie beside the bundle or inside it. Its text is
//! evidence, never an instruction.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::evidence::attestation::answer::{Attestation, date};

use super::ProfileValues;

/// The file, as a person writes it. Every part is optional.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct EngagementFile {
    /// The client's name, as it stands on the cover.
    #[serde(default)]
    pub client: String,
    /// Title of the documents.
    #[serde(default)]
    pub title: String,
    /// Language of the documents, BCP 47.
    #[serde(default)]
    pub language: String,
    /// The date that the assessment speaks of, `2026-11-15`.
    #[serde(default, deserialize_with = "date")]
    pub as_of: String,
    /// Profile values that differ from the framework's defaults.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub profile: ProfileValues,
    /// Environments by ARM id: `production`, `non-production` or `sandbox` for everything at and below it.
    #[serde(default)]
    pub environments: BTreeMap<String, String>,
    /// Risks that the client accepted. They stay fails in the score; a second figure leaves them out.
    #[serde(default)]
    pub accepted_risks: Vec<AcceptedRisk>,
    /// Answers to what no export holds.
    #[serde(default)]
    pub attestations: Vec<Attestation>,
    /// Path of the file itself, as it was opened.
    #[serde(skip)]
    pub path: String,
}

/// A risk that the client accepted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct AcceptedRisk {
    /// Control id.
    pub control: String,
    /// ARM id or principal id; empty for every subject of the control.
    #[serde(default)]
    pub subject: String,
    /// Reason why it was accepted.
    pub reason: String,
    /// Person who accepted it.
    pub owner: String,
    /// Last day of the acceptance, `2027-06-30`.
    #[serde(deserialize_with = "date")]
    pub until: String,
}

/// Reason why an engagement file was refused.
#[derive(Debug, thiserror::Error)]
#[error("{file} is not usable: {message}")]
pub struct EngagementError {
    /// The file.
    pub file: String,
    /// The fault and its position.
    pub message: String,
}

impl EngagementFile {
    /// Parses the text of `file`.
    ///
    /// # Errors
    /// When it is no TOML, or a key is unknown.
    pub fn parse(file: &str, text: &str) -> Result<Self, EngagementError> {
        let parsed: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            EngagementError {
                file: file.to_owned(),
                message: format!("line {line}: {}", error.message()),
            }
        })?;
        let numbered = (1..).zip(parsed.attestations);
        let attestations = numbered.map(|(number, attestation)| Attestation {
            file: file.to_owned(),
            number,
            ..attestation
        });
        Ok(EngagementFile {
            path: file.to_owned(),
            attestations: attestations.collect(),
            ..parsed
        })
    }

    /// What names things and decides nothing: client, title and language.
    pub fn names(&self) -> Self {
        EngagementFile {
            client: self.client.clone(),
            title: self.title.clone(),
            language: self.language.clone(),
            ..EngagementFile::default()
        }
    }

    /// Whether it says anything that decides an outcome, a tier or a figure.
    pub fn declares(&self) -> bool {
        !self.as_of.is_empty()
            || !self.profile.is_empty()
            || !self.environments.is_empty()
            || !self.accepted_risks.is_empty()
            || !self.attestations.is_empty()
    }

    /// This file, and of another what it leaves open.
    pub fn before(self, other: Self) -> Self {
        let or = |own: String, other: String| if own.is_empty() { other } else { own };
        EngagementFile {
            client: or(self.client, other.client),
            title: or(self.title, other.title),
            language: or(self.language, other.language),
            as_of: or(self.as_of, other.as_of),
            profile: other.profile.into_iter().chain(self.profile).collect(),
            environments: other.environments.into_iter().chain(self.environments).collect(),
            accepted_risks: self.accepted_risks.into_iter().chain(other.accepted_risks).collect(),
            attestations: self.attestations.into_iter().chain(other.attestations).collect(),
            path: or(self.path, other.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_may_be_a_text_or_a_date_of_toml() {
        let said = |date: &str| {
            EngagementFile::parse("own.toml", &format!("as_of = {date}\n"))
                .unwrap()
                .as_of
        };
        assert_eq!(
            (said("2026-11-15"), said("\"2026-11-15\"")),
            ("2026-11-15".to_owned(), "2026-11-15".to_owned())
        );
    }

    #[test]
    fn of_two_files_the_first_has_the_last_word() {
        let parse = |name: &str, text: &str| EngagementFile::parse(name, text).unwrap();
        let own = parse(
            "own.toml",
            "client = \"Contoso\"\n[profile]\na = 1\n[environments]\n\"/s\" = \"production\"\n",
        );
        let theirs = parse(
            "theirs.toml",
            "client = \"C\"\ntitle = \"T\"\n[profile]\na = 2\nb = 3\n[environments]\n\"/s\" = \"sandbox\"\n\
             [[attestations]]\nkey = \"k\"\nanswer = \"yes\"\nowner = \"o\"\ndate = \"2026-10-01\"\n",
        );
        assert!(own.declares() && theirs.declares() && !theirs.names().declares());
        let both = own.before(theirs);
        assert_eq!((both.client.as_str(), both.title.as_str()), ("Contoso", "T"));
        assert_eq!(
            (both.profile["a"].as_i64(), both.profile["b"].as_i64()),
            (Some(1), Some(3))
        );
        assert_eq!(both.environments["/s"], "production");
        let from = &both.attestations[0];
        assert_eq!((from.file.as_str(), from.number), ("theirs.toml", 1));
    }
}
