//! The PDF documents: the two executive pages and the full report, set by Typst from the report model.
//!
//! Both are PDF/A-3a and PDF/UA-1 at once: they can be archived, and a screen reader can read them. A template sees the
//! model only as data (`/report.json`), never as markup, so no name that a stranger chose can change a document. Same
//! input, same bytes: the only date in a document is that of the evidence.

mod drawn;
mod legible;
mod world;

use std::path::Path;

use serde_json::Value;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::chart::Chart;
use crate::render::brand::Brand;
use crate::render::document::{self, Depth, Drawing, Folder, RenderError};
use crate::render::fonts::FontSet;
use crate::report::model::Report;
use world::{ReportWorld, Settings};

/// Input of the documents.
#[derive(Clone, Copy, Debug)]
pub struct PdfInput<'a> {
    /// The model.
    pub report: &'a Report<'a>,
    /// The complete `report.json`, which the full report carries as an attachment.
    pub report_json: &'a [u8],
    /// The charts that the report lists.
    pub charts: &'a [Chart],
    /// Brand of the consultancy that issues the report.
    pub brand: &'a Brand,
    /// How much the full report sets out.
    pub depth: Depth,
    /// A folder whose `report/pdf/*.typ` take the place of the embedded templates of the same names.
    pub templates: Option<&'a Path>,
}

/// Reason why a document could not be made. The templates are ours or the consultancy's, so each of these is a fault in a
/// template or in a picture of the brand, never in the tenant.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// Typst refused a template or the export.
    #[error("{document} could not be set: {message}")]
    Typst {
        /// File name of the template.
        document: &'static str,
        /// Typst's message, one line for each fault.
        message: String,
    },
    /// The model could not be written as JSON.
    #[error("the report model could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// `report.pdf` and `executive.pdf`.
pub const DOCUMENT: document::Document = document::Document {
    kind: "pdf",
    files: &["report.pdf", "executive.pdf"],
    executive: &["executive.pdf"],
    write: document,
};

fn document(drawing: &Drawing<'_>, folder: &dyn Folder) -> Result<(), RenderError> {
    let input = PdfInput {
        report: drawing.report,
        report_json: match drawing.depth {
            Depth::Executive => &[],
            Depth::Standard | Depth::Full => drawing.report_json()?,
        },
        charts: drawing.charts,
        brand: drawing.brand,
        depth: drawing.depth,
        templates: drawing.templates,
    };
    if drawing.depth == Depth::Executive {
        let executive = executive(&input)?;
        return folder.file("executive.pdf", &mut |target| Ok(target.write_all(&executive)?));
    }
    let (executive, full) = both(&input)?;
    folder.file("report.pdf", &mut |target| Ok(target.write_all(&full)?))?;
    folder.file("executive.pdf", &mut |target| Ok(target.write_all(&executive)?))
}

/// The documents and the template that each is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    Executive,
    Report,
}

impl Document {
    fn template(self) -> &'static str {
        match self {
            Self::Executive => "executive.typ",
            Self::Report => "report.typ",
        }
    }
}

/// The two executive pages.
///
/// # Errors
/// When a template or a picture of the brand cannot be used.
pub fn executive(input: &PdfInput<'_>) -> Result<Vec<u8>, PdfError> {
    typst::comemo::evict(0);
    Prepared::new(input)?.set(Document::Executive)
}

/// The full report.
///
/// # Errors
/// When a template or a picture of the brand cannot be used.
pub fn report(input: &PdfInput<'_>) -> Result<Vec<u8>, PdfError> {
    typst::comemo::evict(0);
    Prepared::new(input)?.set(Document::Report)
}

/// The executive pages and the full report, set at the same time.
///
/// # Errors
/// When a template or a picture of the brand cannot be used.
pub fn both(input: &PdfInput<'_>) -> Result<(Vec<u8>, Vec<u8>), PdfError> {
    typst::comemo::evict(0);
    let prepared = Prepared::new(input)?;
    let (report, executive) = rayon::join(|| prepared.set(Document::Report), || prepared.set(Document::Executive));
    Ok((executive?, report?))
}

/// The input in the form in which templates find it, shared by the documents.
struct Prepared<'a> {
    input: &'a PdfInput<'a>,
    fonts: FontSet,
    files: Vec<(String, Bytes)>,
    settings: Settings,
}

impl<'a> Prepared<'a> {
    fn new(input: &'a PdfInput<'a>) -> Result<Self, PdfError> {
        let fonts = FontSet::new(&input.brand.fonts);
        let mut report = serde_json::to_value(drawn::Drawn::from(input.report))?;
        legible::tree(&mut report, &fonts);
        let mut brand = input.brand.to_json();
        legible::tree(&mut brand, &fonts);
        let settings = Settings::new(&input.report.engagement, input.depth);

        let mut files = vec![
            ("report.json".to_owned(), json(&report)?),
            ("brand.json".to_owned(), json(&brand)?),
        ];
        for Chart { id, svg } in input.charts {
            let svg = legible::picture(svg, &fonts).unwrap_or_else(|| svg.clone());
            files.push((format!("charts/{id}.svg"), Bytes::from_string(svg)));
        }
        for picture in input.brand.pictures() {
            let svg = std::str::from_utf8(&picture.bytes)
                .ok()
                .filter(|_| picture.name.ends_with(".svg"))
                .and_then(|svg| legible::picture(svg, &fonts));
            let bytes = match svg {
                Some(svg) => Bytes::from_string(svg),
                None => Bytes::new(picture.bytes.clone()),
            };
            files.push((format!("brand/{}", picture.name), bytes));
        }
        Ok(Self {
            input,
            fonts,
            files,
            settings,
        })
    }

    fn set(&self, document: Document) -> Result<Vec<u8>, PdfError> {
        self.compile(document)?.export()
    }

    fn compile(&self, document: Document) -> Result<Compiled, PdfError> {
        let template = document.template();
        let mut files = self.files.clone();
        if document == Document::Report {
            let attached = Bytes::new(self.input.report_json.to_vec());
            files.push(("attached/report.json".to_owned(), attached));
        }
        let world = ReportWorld::new(template, files, &self.fonts, &self.settings, self.input.templates)
            .map_err(|message| failure(template, message))?;
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let pages = output.map_err(|diagnostics| faults(template, &world, &diagnostics))?;
        Ok(Compiled {
            template,
            warnings: warnings.iter().map(|warning| world.describe(warning)).collect(),
            pages,
            options: self.options(document)?,
            world,
        })
    }

    /// Archival and accessible; identified by what it was made from, so that the same report keeps its identifier.
    fn options(&self, document: Document) -> Result<PdfOptions, PdfError> {
        let template = document.template();
        let report = self.input.report;
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| failure(template, error.message().to_string()))?;
        let ident = format!(
            "{template} {} {} {}",
            report.engagement.client, report.engagement.bundle.sha256, report.framework.sha256
        );
        Ok(PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some(self.creator())),
            standards,
            ..PdfOptions::default()
        })
    }
}

impl Prepared<'_> {
    /// Name of the program in the metadata of the file: that of the firm, where the brand is not ours.
    fn creator(&self) -> String {
        let (tool, brand) = (&self.input.report.tool, self.input.brand);
        match brand.is_neutral() {
            true => format!("{} {}", tool.name, tool.version),
            false => brand.name.clone(),
        }
    }
}

/// A document that is set and not yet a file.
struct Compiled {
    template: &'static str,
    world: ReportWorld,
    pages: PagedDocument,
    /// Warnings of Typst; the tests let no warning pass.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "a person who assesses a tenant can do nothing about it")
    )]
    warnings: Vec<String>,
    options: PdfOptions,
}

impl Compiled {
    fn export(&self) -> Result<Vec<u8>, PdfError> {
        typst_pdf::pdf(&self.pages, &self.options)
            .map_err(|diagnostics| faults(self.template, &self.world, &diagnostics))
    }
}

fn faults(template: &'static str, world: &ReportWorld, faults: &[SourceDiagnostic]) -> PdfError {
    let lines: Vec<String> = faults.iter().map(|fault| world.describe(fault)).collect();
    failure(template, lines.join("\n"))
}

fn json(value: &Value) -> Result<Bytes, serde_json::Error> {
    serde_json::to_vec(value).map(Bytes::new)
}

fn failure(document: &'static str, message: String) -> PdfError {
    PdfError::Typst { document, message }
}

#[cfg(test)]
mod tests;
