//! The reason why something is unknown: a sentence that says what no export shows. A reason cannot be empty, so that no finding
//! is unknown without one.

use std::fmt;

use crate::estate::Doubt;

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
