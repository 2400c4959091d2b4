//! The reason why something is unknown: a sentence that says what no export shows. A reason cannot be empty, so that no finding
//! is unknown without one.

use std::fmt;

use crate::estate::Doubt;
/// Reason where no row of Defender speaks of the subject.
pub(crate) const NO_ROW: &str = "Defender for Cloud has no row about it.";
/// Reason where no state of the subject was exported.
pub(crate) const NO_STATE: &str = "No export holds a policy state of it.";

/// A [`Reason`], written as for [`format!`].
macro_rules! reason {
    ($text:literal $($values:tt)*) => {{
        const { assert!(!$text.is_empty(), "a reason says something") };
        $crate::evidence::reason::Reason::formatted(format!($text $($values)*))
    }};
}

/// A sentence or several. Made by `reason!`, which refuses an empty text when the program is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// For [`reason!`] only, which has checked the text.
    pub(crate) fn formatted(text: String) -> Self {
        Reason(text)
    }

    /// A text that stands elsewhere as a reason; where it is blank, the other one.
    pub(crate) fn given(text: &str, otherwise: Reason) -> Self {
        match text.trim() {
            "" => otherwise,
            _ => Reason(text.to_owned()),
        }
    }

    /// A doubt of the estate as a reason: what it leaves open is whether something is judged.
    pub(crate) fn of_doubt(doubt: &Doubt) -> Self {
        Reason::given(doubt, reason!("The exports do not tell whether this is judged here."))
    }

    /// The reasons one behind the other; `None` of none.
    pub(crate) fn joined(reasons: &[Reason]) -> Option<Self> {
        let texts: Vec<&str> = reasons.iter().map(Reason::text).collect();
        (!texts.is_empty()).then(|| Reason(texts.join(" ")))
    }

    /// The reasons that nothing decided, each once. That the platform's own tools say nothing either is one short sentence behind
    /// what the configuration leaves open.
    pub(crate) fn undecided(mut reasons: Vec<Reason>) -> Option<Self> {
        let says_nothing = |text: &str| reasons.iter().any(|own| own.text() == text);
        let (defender, policy) = (says_nothing(NO_ROW), says_nothing(NO_STATE));
        let is_other = |reason: &Reason| reason.text() != NO_ROW && reason.text() != NO_STATE;
        if reasons.iter().any(is_other) {
            reasons.retain(is_other);
            reasons.extend(match (defender, policy) {
                (true, true) => Some(reason!(
                    "Neither Defender for Cloud nor Azure Policy says anything of it."
                )),
                (true, false) => Some(reason!("Defender for Cloud says nothing of it.")),
                (false, true) => Some(reason!("Azure Policy says nothing of it.")),
                (false, false) => None,
            });
        }
        reasons.dedup();
        Reason::joined(&reasons)
    }

    /// The sentence.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The sentence.
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

pub(crate) use reason;
