//! The report model as `report.json`: readable, in the model's own order, each finding on a line of its own, with a line break
//! at the end.

use std::io::Write;

use crate::report::model::Report;

use super::document::{Document, Drawing, Folder, RenderError};

/// `report.json`.
pub const DOCUMENT: Document = Document {
    kind: "json",
    files: &["report.json"],
    executive: &[],
    write: document,
};

fn document(drawing: &Drawing<'_>, folder: &dyn Folder) -> Result<(), RenderError> {
    folder.file("report.json", &mut |target| match drawing.report_json.get() {
        Some(bytes) => Ok(target.write_all(bytes)?),
        None => Ok(write(drawing.report, target)?),
    })
}

impl Drawing<'_> {
    /// The complete `report.json`.
    ///
    /// # Errors
    /// When a part of the report cannot be written as JSON.
    pub fn report_json(&self) -> Result<&[u8], serde_json::Error> {
        if let Some(bytes) = self.report_json.get() {
            return Ok(bytes);
        }
        let bytes = render(self.report)?;
        Ok(self.report_json.get_or_init(|| bytes))
    }
}

/// Renders the report.
///
/// # Errors
/// When a part of the report cannot be written as JSON.
pub fn render(report: &Report) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    write(report, &mut bytes)?;
    Ok(bytes)
}

/// Writes the report without holding its text in memory.
///
/// # Errors
/// When `target` cannot be written to, or a part of the report cannot be written as JSON.
pub fn write(report: &Report, mut target: impl Write) -> Result<(), serde_json::Error> {
    serde_json::to_writer_pretty(&mut target, report)?;
    target.write_all(b"\n").map_err(serde_json::Error::io)
}

#[cfg(test)]
mod tests {
    use crate::report::model::Report;

    const FIXTURE: &str = include_str!("../../tests/fixtures/report.json");

    #[test]
    fn what_was_read_is_written_again() {
        let report: Report = serde_json::from_str(FIXTURE).unwrap();
        let written = String::from_utf8(super::render(&report).unwrap()).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/report.json");
            std::fs::write(path, &written).unwrap();
        }
        assert!(
            written == FIXTURE,
            "run this test with UPDATE=1 to write the fixture anew"
        );
    }
}
