//! From the output of plotters to the charts of documents: colours, accessible names, size.
//!
//! A role is drawn in a stand-in colour, `#000000` to `#00000A`. Here it becomes the brand's colour as a presentation
//! attribute, which Typst reads, and a class, by which the style sheet of the HTML report overrides it. Text of the
//! tenant cannot imitate a stand-in: plotters escapes the quotation marks.

use super::canvas::{Role, legible_character};
use super::error::ChartError;
use super::palette::Palette;
use crate::report::model::ChartText;

/// Puts names, colours and size into a drawing.
pub(super) fn finish(drawing: &str, text: &ChartText, palette: &Palette) -> Result<String, ChartError> {
    let (opening, body) = drawing.split_once(">\n").ok_or_else(malformed)?;
    let view_box = attribute(opening, "viewBox").ok_or_else(malformed)?;
    let mut body = body
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace("dy=\"0.5ex\"", "dy=\"0.36em\"")
        .replace(">\n", ">")
        .replace("\n</text>", "</text>");
    for role in Role::ALL {
        let (name, colour) = named(role, palette);
        let colour = checked(colour)?;
        let stand_in = format!("#0000{:02X}", role.stand_in());
        for property in ["fill", "stroke"] {
            body = body.replace(
                &format!("{property}=\"{stand_in}\""),
                &format!("class=\"{property}-{name}\" {property}=\"{colour}\""),
            );
        }
    }
    let id = escape(&text.id);
    let title = escape(&text.title);
    let description = escape(&text.description);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view_box}\" width=\"100%\" role=\"img\" \
         aria-labelledby=\"chart-{id}-title chart-{id}-description\">\
         <title id=\"chart-{id}-title\">{title}</title>\
         <desc id=\"chart-{id}-description\">{description}</desc>{body}"
    ))
}

fn named(role: Role, palette: &Palette) -> (&'static str, &str) {
    match role {
        Role::Ink => ("ink", &palette.ink),
        Role::Muted => ("muted", &palette.muted),
        Role::Line => ("line", &palette.line),
        Role::Wash => ("wash", &palette.wash),
        Role::Accent => ("accent", &palette.accent),
        Role::Critical => ("critical", &palette.critical),
        Role::High => ("high", &palette.high),
        Role::Medium => ("medium", &palette.medium),
        Role::Good => ("good", &palette.good),
        Role::Unknown => ("unknown", &palette.unknown),
        Role::Paper => ("paper", &palette.paper),
    }
}

fn checked(colour: &str) -> Result<&str, ChartError> {
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        Ok(colour)
    } else {
        Err(ChartError::Colour(colour.to_owned()))
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!("{name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().map(legible_character) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn malformed() -> ChartError {
    ChartError::Drawing(String::from("the drawing has no opening tag"))
}
