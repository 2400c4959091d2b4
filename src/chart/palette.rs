//! The colours that charts are drawn with.

/// The colours of a chart by role, each as `#rrggbb`.
#[derive(Clone, Debug)]
pub struct Palette {
    /// Text and axes.
    pub ink: String,
    /// Secondary text.
    pub muted: String,
    /// Hairlines.
    pub line: String,
    /// The ground of bars and cells.
    pub wash: String,
    /// The brand's own colour, and low severity.
    pub accent: String,
    /// Critical severity, and scores that are.
    pub critical: String,
    /// High severity.
    pub high: String,
    /// Medium severity.
    pub medium: String,
    /// Colour of passing findings.
    pub good: String,
    /// Colour of findings that could not be assessed.
    pub unknown: String,
    /// The page.
    pub paper: String,
}
