//! The charts: the report model to SVG, with plotters.
//!
//! A chart draws what the model says and computes nothing but positions. One SVG serves both documents: Typst reads its
//! presentation attributes, HTML overrides them by class and so follows the reader's colour scheme. Every value that a
//! colour stands for is printed beside it, and every chart carries its title and description. The same report gives the
//! same bytes: no clock, no hash order, and no trigonometry of the platform.

mod canvas;
mod domains;
mod error;
mod palette;
mod radar;
mod reach;
mod roadmap;
mod severities;
mod svg;

#[cfg(test)]
mod tests;

use crate::report::model::Report;

pub use error::ChartError;
pub use palette::Palette;

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
