//! The drawing surface of the charts: a few shapes in layout units, over plotters.
//!
//! plotters places everything on whole pixels, which makes thin bars and slanted lines wobble. The surface is therefore
//! four times as large as the layout, and the view box scales it back. No other module sees a type of plotters. Colours
//! are roles here; `svg` puts in the brand's colours.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::error::ChartError;
use crate::report::tone::Tone;

/// Pixels of the surface to one layout unit.
const SCALE: f64 = 4.0;

/// plotters writes a font size divided by this into the SVG.
const PLOTTERS_FONT_FACTOR: f64 = 1.24;

/// The font family of every label, as it stands in the SVG.
const FAMILY: &str = "Inter";

/// Meaning of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Ink,
    Muted,
    Line,
    Wash,
    Accent,
    Critical,
    High,
    Medium,
    Good,
    Unknown,
    Paper,
}

impl Role {
    /// Every role; the position of one is its stand-in colour.
    pub(super) const ALL: [Self; 11] = [
        Self::Ink,
        Self::Muted,
        Self::Line,
        Self::Wash,
        Self::Accent,
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Good,
        Self::Unknown,
        Self::Paper,
    ];

    /// The role of a tone of the report model; low severity is drawn in the accent, what does not apply in the secondary text.
    pub(super) fn of_tone(tone: Tone) -> Self {
        match tone {
            Tone::Accent | Tone::Low => Self::Accent,
            Tone::Critical => Self::Critical,
            Tone::High => Self::High,
            Tone::Medium => Self::Medium,
            Tone::Good => Self::Good,
            Tone::Unknown => Self::Unknown,
            Tone::Neutral => Self::Muted,
        }
    }

    /// The role of text: the colour of unknown is too pale to read.
    pub(super) fn of_text(tone: Tone) -> Self {
        match Self::of_tone(tone) {
            Self::Unknown => Self::Muted,
            role => role,
        }
    }

    /// The blue channel of the stand-in colour.
    pub(super) fn stand_in(self) -> u8 {
        self as u8
    }

    fn colour(self, opacity: f64) -> RGBAColor {
        RGBColor(0, 0, self.stand_in()).mix(opacity)
    }
}

/// Alignment of a label relative to its point.
#[derive(Clone, Copy, Debug)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Style of a label. Its point is on its vertical centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) role: Role,
    pub(super) align: Align,
}

impl Label {
    pub(super) fn new(size: f64, role: Role) -> Self {
        Self {
            size,
            bold: false,
            role,
            align: Align::Left,
        }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn centred(self) -> Self {
        Self {
            align: Align::Centre,
            ..self
        }
    }

    pub(super) fn right(self) -> Self {
        Self {
            align: Align::Right,
            ..self
        }
    }

    fn leading(self) -> f64 {
        self.size * 1.25
    }

    fn style(self) -> TextStyle<'static> {
        let weight = if self.bold { FontStyle::Bold } else { FontStyle::Normal };
        let horizontal = match self.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        (FAMILY, self.size * SCALE * PLOTTERS_FONT_FACTOR)
            .into_font()
            .style(weight)
            .color(&self.role.colour(1.0))
            .pos(Pos::new(horizontal, VPos::Center))
    }
}

/// Makes the embedded fonts known to plotters, which needs them to measure text.
pub(super) fn register_fonts() -> Result<(), ChartError> {
    let fonts: [(FontStyle, &'static [u8]); 2] = [
        (
            FontStyle::Normal,
            include_bytes!("../../templates/fonts/Inter-Regular.otf"),
        ),
        (FontStyle::Bold, include_bytes!("../../templates/fonts/Inter-Bold.otf")),
    ];
    for (style, bytes) in fonts {
        register_font(FAMILY, style, bytes).map_err(|_| ChartError::Font)?;
    }
    Ok(())
}

/// A surface whose units are CSS pixels at the chart's natural width.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(target: &'a mut String, width: i32, height: i32) -> Self {
        let size = (whole(f64::from(width)), whole(f64::from(height)));
        let size = (size.0.unsigned_abs(), size.1.unsigned_abs());
        Self {
            area: SVGBackend::with_string(target, size).into_drawing_area(),
        }
    }

    pub(super) fn present(&self) -> Result<(), ChartError> {
        self.area.present().map_err(refused)
    }

    /// A filled rectangle from its left upper corner.
    pub(super) fn bar(
        &self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        role: Role,
        opacity: f64,
    ) -> Result<(), ChartError> {
        let corners = [pixel(x, y), pixel(x + width, y + height)];
        let shape = Rectangle::new(corners, role.colour(opacity).filled());
        self.area.draw(&shape).map_err(refused)
    }

    /// An open line through the points.
    pub(super) fn line(&self, points: &[(f64, f64)], width: f64, role: Role) -> Result<(), ChartError> {
        let stroke = role.colour(1.0).stroke_width(whole(width).unsigned_abs().max(1));
        let points: Vec<_> = points.iter().map(|&(x, y)| pixel(x, y)).collect();
        self.area.draw(&PathElement::new(points, stroke)).map_err(refused)
    }

    /// A filled area within the points.
    pub(super) fn area(&self, points: &[(f64, f64)], role: Role, opacity: f64) -> Result<(), ChartError> {
        let points: Vec<_> = points.iter().map(|&(x, y)| pixel(x, y)).collect();
        self.area
            .draw(&Polygon::new(points, role.colour(opacity)))
            .map_err(refused)
    }

    /// A filled dot.
    pub(super) fn dot(&self, (x, y): (f64, f64), radius: f64, role: Role) -> Result<(), ChartError> {
        let shape = Circle::new(pixel(x, y), whole(radius), role.colour(1.0).filled());
        self.area.draw(&shape).map_err(refused)
    }

    /// A line of text.
    pub(super) fn text(&self, (x, y): (f64, f64), label: Label, text: &str) -> Result<(), ChartError> {
        let shape = Text::new(legible(text), pixel(x, y), label.style());
        self.area.draw(&shape).map_err(refused)
    }

    /// Text in as few lines as fit the width, two at most, centred on the point's height; what is too long ends in `…`.
    pub(super) fn wrapped(&self, (x, y): (f64, f64), width: f64, label: Label, text: &str) -> Result<(), ChartError> {
        let lines = self.lines(text, width, label)?;
        let top = y - label.leading() * (lines.len() as f64 - 1.0) / 2.0;
        self.stacked((x, top), label, &lines)
    }

    /// Text like that of [`Canvas::wrapped`], with the first line on the point's height.
    pub(super) fn wrapped_below(
        &self,
        point: (f64, f64),
        width: f64,
        label: Label,
        text: &str,
    ) -> Result<(), ChartError> {
        self.stacked(point, label, &self.lines(text, width, label)?)
    }

    fn stacked(&self, (x, y): (f64, f64), label: Label, lines: &[String]) -> Result<(), ChartError> {
        for (line, text) in lines.iter().enumerate() {
            self.text((x, y + label.leading() * line as f64), label, text)?;
        }
        Ok(())
    }

    fn lines(&self, text: &str, width: f64, label: Label) -> Result<Vec<String>, ChartError> {
        let text = legible(text);
        let mut first = String::new();
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.peek() {
            let longer = [first.as_str(), word].join(if first.is_empty() { "" } else { " " });
            if !first.is_empty() && self.width(&longer, label)? > width {
                break;
            }
            first = longer;
            words.next();
        }
        let rest: Vec<&str> = words.collect();
        let mut lines = vec![self.shortened(first, width, label)?];
        if !rest.is_empty() {
            lines.push(self.shortened(rest.join(" "), width, label)?);
        }
        Ok(lines)
    }

    fn shortened(&self, text: String, width: f64, label: Label) -> Result<String, ChartError> {
        if self.width(&text, label)? <= width {
            return Ok(text);
        }
        let mut kept: Vec<char> = text.chars().take(MOST_CHARACTERS).collect();
        while kept.pop().is_some() {
            let short: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
            if self.width(&short, label)? <= width {
                return Ok(short);
            }
        }
        Ok(String::from("…"))
    }

    fn width(&self, text: &str, label: Label) -> Result<f64, ChartError> {
        let (width, _) = self.area.estimate_text_size(text, &label.style()).map_err(refused)?;
        Ok(f64::from(width) / SCALE)
    }
}

/// Draws on a fresh canvas of the given size and returns the raw SVG.
pub(super) fn on_canvas(
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

/// A character as a document may hold it: what XML forbids becomes the replacement character, a line break a space.
pub(super) fn legible_character(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => ' ',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        control if control.is_control() => '\u{FFFD}',
        other => other,
    }
}

/// No label is as wide as this many characters, so a longer one need not be measured bit by bit.
const MOST_CHARACTERS: usize = 200;

/// Text without the characters that XML forbids or that would break a line.
fn legible(text: &str) -> String {
    text.chars().map(legible_character).collect()
}

fn whole(units: f64) -> i32 {
    (units * SCALE).round() as i32
}

fn pixel(x: f64, y: f64) -> (i32, i32) {
    (whole(x), whole(y))
}

fn refused(error: impl Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}
