//! Why a chart could not be drawn.

/// The reason why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The report asks for a chart that does not exist.
    #[error("there is no chart `{0}`; the charts are domains, radar, severities, roadmap and reach")]
    UnknownChart(String),
    /// A colour of the palette cannot be used.
    #[error("`{0}` is not a colour; write it as #rrggbb")]
    Colour(String),
    /// An embedded font cannot be read.
    #[error("the chart font cannot be read")]
    Font,
    /// The drawing library refused.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
}
