//! The charts: the report model to SVG, with plotters.
//!
//! A chart draws what the model says and computes nothing but positions. One SVG serves both documents: Typst reads its
//! presentation attributes, HTML overrides them by class and so follows the reader's colour scheme. Every value that a
//! colour stands for is printed beside it, and every chart carries its title and description. The same report gives the
//! same bytes: no clock, no hash order, and no trigonometry of the platform.

mod canvas;
mod domains;
mod radar;
mod reach;
mod roadmap;
mod severities;
mod svg;

#[cfg(test)]
mod tests;

use crate::report::model::Report;
use canvas::Canvas;

/// One chart, drawn.
///
/// `domains`, `roadmap` and `reach` are made for the full text width, `radar` and `severities` for half of it.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The id that the report model gives it: `domains`, `radar`, `severities`, `roadmap` or `reach`.
    pub id: String,
    /// A complete `<svg>` element, with title and description, without an XML declaration.
    pub svg: String,
}

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
    /// What passes.
    pub good: String,
    /// What could not be assessed.
    pub unknown: String,
    /// The page.
    pub paper: String,
}

/// Why a chart could not be drawn.
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

/// Draws the charts that `report.charts` lists, in its order.
///
/// # Errors
/// When the report lists a chart that does not exist, or a colour of the palette is not `#rrggbb`.
pub fn draw(report: &Report, palette: &Palette) -> Result<Vec<Chart>, ChartError> {
    canvas::register_fonts()?;
    report
        .charts
        .iter()
        .map(|text| {
            let drawing = match text.id.as_str() {
                "domains" => domains::draw(report),
                "radar" => radar::draw(report),
                "severities" => severities::draw(report),
                "roadmap" => roadmap::draw(report),
                "reach" => reach::draw(report),
                other => Err(ChartError::UnknownChart(other.to_owned())),
            }?;
            Ok(Chart {
                id: text.id.clone(),
                svg: svg::finish(&drawing, text, palette)?,
            })
        })
        .collect()
}

/// Draws on a fresh canvas of the given size and returns the raw SVG.
fn on_canvas(
    width: i32,
    height: i32,
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut drawing = String::new();
    {
        let canvas = Canvas::new(&mut drawing, width, height);
        draw(&canvas)?;
        canvas.present()?;
    }
    Ok(drawing)
}
