//! The reason why something is unknown: a sentence that says what no export shows. A reason cannot be empty, so that no finding
//! is unknown without one.

use std::fmt;

/// A sentence or several. Made by `reason!`, which refuses an empty text when the program is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// For [`reason!`] only, which has checked the text.
    pub(crate) fn formatted(text: String) -> Self {
        Reason(text)
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

/// A [`Reason`], written as for [`format!`].
macro_rules! reason {
    ($text:literal $($values:tt)*) => {{
        const { assert!(!$text.is_empty(), "a reason says something") };
        $crate::evidence::reason::Reason::formatted(format!($text $($values)*))
    }};
}

pub(crate) use reason;
