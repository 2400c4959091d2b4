//! The words that the assessment answers in: severities, efforts, outcomes, grades, states of a gate, confidence. Each has one
//! definition, one name for programs and one wording for people, so that the score, the framework, the assessment and the report
//! cannot drift apart. Code that branches on one of them matches the enum; a literal such as `"fail"` in a comparison is a
//! defect, because a renamed value would break it without an error.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Declares vocabularies: enums whose values each have a name in JSON and CSV, and words for people.
///
/// The name is a token of its own in the attribute, so that what serde writes and what [`name`](Severity::name) gives cannot differ.
macro_rules! vocabulary {
    ($($(#[$about:meta])* $vocabulary:ident { $($(#[$meaning:meta])* $value:ident = $name:tt, $words:tt;)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $vocabulary {
            $($(#[$meaning])* #[serde(rename = $name)] $value,)+
        }

        impl $vocabulary {
            /// Every value, in the order of the type.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The name in `report.json`, in `findings.csv` and in the files of a framework.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }

            /// The wording in documents and on the terminal.
            pub const fn words(self) -> &'static str {
                match self {
                    $(Self::$value => $words,)+
                }
            }
        }

        impl fmt::Display for $vocabulary {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.name())
            }
        }
    )+};
}

vocabulary! {
    /// Severity of a failure of a control. Ordered from the gravest, as documents list them.
    Severity {
        /// Opens the way to data or control by itself.
        Critical = "critical", "Critical";
        /// Removes a defence.
        High = "high", "High";
        /// Weakens a defence.
        Medium = "medium", "Medium";
        /// Good practice.
        Low = "low", "Low";
    }

    /// Work that it takes to meet a control. Ordered from the least.
    Effort {
        /// Days.
        Low = "low", "days";
        /// Weeks.
        Medium = "medium", "weeks";
        /// A quarter.
        High = "high", "a quarter";
    }

    /// Outcome of a control for a subject. Ordered as documents list findings: those that need attention first.
    Outcome {
        /// The evidence shows that the control is not met.
        Fail = "fail", "Not met";
        /// The bundle does not hold the evidence.
        Unknown = "unknown", "Could not be judged";
        /// The evidence shows that the control is met.
        Pass = "pass", "Met";
        /// The control has nothing to say about the subject.
        NotApplicable = "notApplicable", "Does not apply";
    }

    /// Trust in the deciding evidence. Ordered from the best.
    Grade {
        /// Raw configuration.
        A = "A", "configuration";
        /// A statement of Azure Policy or Defender for Cloud.
        B = "B", "a statement of Azure Policy or Defender for Cloud";
        /// An attestation with a named artefact.
        C = "C", "an attestation with a named artefact";
        /// An attestation without one.
        D = "D", "an attestation without an artefact";
    }

    /// Whether a gate caps the score. Ordered from the gravest.
    GateState {
        /// All members of some combination fail. Caps every reading of the score.
        Tripped = "tripped", "Crossed";
        /// Not tripped, but missing evidence leaves it possible. Caps the score as a tripped one does, so that leaving an
        /// export out never pays; only the best case is free of it.
        Unknown = "unknown", "Not shown to be clear";
        /// Every combination has a member that does not fail.
        Open = "open", "Not crossed";
        /// Nothing in the tenant is of the kind that the gate watches.
        NotApplicable = "notApplicable", "Does not apply";
    }

    /// Trust in a score. Says nothing about the posture itself. Ordered from the best.
    Confidence {
        /// Nearly all evidence is there, most of it raw or stated by a platform tool, and none of it is old.
        High = "high", "High";
        /// At least half of the evidence is there.
        Medium = "medium", "Medium";
        /// Less than half is.
        Low = "low", "Low";
    }
}

impl Outcome {
    /// Whether the evidence settled the question.
    pub fn decides(self) -> bool {
        self != Outcome::Unknown
    }
}

impl Grade {
    /// The next lower grade; `None` below the lowest.
    pub fn lower(self) -> Option<Grade> {
        match self {
            Grade::A => Some(Grade::B),
            Grade::B => Some(Grade::C),
            Grade::C => Some(Grade::D),
            Grade::D => None,
        }
    }
}

/// The grade of a finding in JSON and CSV: the letter, or `U` where no evidence decided. For `#[serde(with = "graded")]`.
pub mod graded {
    use schemars::{Schema, SchemaGenerator, json_schema};
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Grade;

    const UNDECIDED: &str = "U";

    /// The letter.
    pub fn name(grade: Option<Grade>) -> &'static str {
        grade.map_or(UNDECIDED, Grade::name)
    }

    /// Writes the letter.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(grade: &Option<Grade>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name(*grade))
    }

    /// Reads the letter.
    ///
    /// # Errors
    /// When it is none of the five.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Grade>, D::Error> {
        let letter = String::deserialize(deserializer)?;
        if letter == UNDECIDED {
            return Ok(None);
        }
        let grade = Grade::ALL.iter().find(|grade| grade.name() == letter);
        let unknown = || D::Error::custom(format!("`{letter}` is no grade; there are A, B, C, D and U"));
        grade.copied().map(Some).ok_or_else(unknown)
    }

    /// The schema of the letter.
    pub fn schema(_: &mut SchemaGenerator) -> Schema {
        let letters = Grade::ALL.iter().copied().map(Some).chain([None]).map(name);
        json_schema!({ "type": "string", "enum": letters.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_in_json_by_its_name() {
        fn written<T: Serialize + Copy>(all: &[T], name: fn(T) -> &'static str) {
            for value in all {
                assert_eq!(serde_json::to_value(value).unwrap(), name(*value));
            }
        }
        written(Severity::ALL, Severity::name);
        written(Effort::ALL, Effort::name);
        written(Outcome::ALL, Outcome::name);
        written(Grade::ALL, Grade::name);
        written(GateState::ALL, GateState::name);
        written(Confidence::ALL, Confidence::name);
    }

    #[test]
    fn the_gravest_comes_first() {
        assert!(Severity::Critical < Severity::Low);
        assert!(Outcome::Fail < Outcome::Unknown && Outcome::Unknown < Outcome::Pass);
        assert!(GateState::Tripped < GateState::Unknown && GateState::Open < GateState::NotApplicable);
    }
}
