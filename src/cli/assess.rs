//! `underpin assess`: from a bundle to the documents.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::chart;
use crate::render::brand::Brand;
use crate::render::pdf::{self, PdfInput};
use crate::render::{csv, html, json};
use crate::report::model::Report;

use super::arguments::{AssessArguments, Document};
use super::terminal::{Progress, line};
use super::{BELOW, pipeline};

/// Runs the subcommand.
pub fn run(arguments: &AssessArguments) -> Result<ExitCode> {
    let brand = Brand::load(arguments.brand.as_deref())?;
    let folder = out_folder(arguments);
    fs::create_dir_all(&folder).with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let progress = Progress::new(arguments.quiet);
    pipeline::run(&arguments.bundle, &arguments.engagement, &progress, |report| {
        progress.stage("Drawing the documents");
        let written = write(arguments, report, &brand, &folder)?;
        progress.done();
        if !arguments.quiet {
            tell(report, &written);
        }
        let below = arguments
            .fail_under
            .is_some_and(|least| report.score.value.is_none_or(|score| score < f64::from(least)));
        Ok(if below {
            ExitCode::from(BELOW)
        } else {
            ExitCode::SUCCESS
        })
    })
}

fn out_folder(arguments: &AssessArguments) -> PathBuf {
    arguments.out.clone().unwrap_or_else(|| {
        let name = arguments
            .bundle
            .bundle
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let name = if name.is_empty() { "bundle" } else { &name };
        PathBuf::from(format!("{name}-report"))
    })
}

fn write(arguments: &AssessArguments, report: &Report, brand: &Brand, folder: &Path) -> Result<Vec<PathBuf>> {
    let wanted = |document: Document| arguments.only.is_empty() || arguments.only.contains(&document);
    let templates = arguments.templates.as_deref();
    let charts = chart::draw(report, &brand.chart_palette())?;
    let held = wanted(Document::Pdf).then(|| json::render(report)).transpose()?;
    let others = || -> Result<Vec<PathBuf>> {
        let mut written = Vec::new();
        if wanted(Document::Html) {
            let html = html::render(report, &charts, brand, templates)?;
            written.push(file(folder, "report.html", |target| Ok(target.write_all(&html)?))?);
        }
        if wanted(Document::Csv) {
            written.push(file(folder, "findings.csv", |target| Ok(csv::write(report, target)?))?);
        }
        if wanted(Document::Json) {
            written.push(file(folder, "report.json", |target| match &held {
                Some(json) => Ok(target.write_all(json)?),
                None => Ok(json::write(report, target)?),
            })?);
        }
        Ok(written)
    };
    let Some(report_json) = &held else { return others() };
    let input = PdfInput {
        report,
        report_json,
        charts: &charts,
        brand,
        templates,
    };
    let (executive, full, others) = pdf::both(&input, others)?;
    let mut written = Vec::new();
    for (name, bytes) in [("report.pdf", full), ("executive.pdf", executive)] {
        written.push(file(folder, name, |target| Ok(target.write_all(&bytes)?))?);
    }
    written.extend(others?);
    Ok(written)
}

/// Bytes of a document that are written at a time.
const PIECE: usize = 256 * 1024;

/// Writes a document as it is made, so that one of any size is never held. What an earlier run left under its name goes first: a
/// run that breaks off leaves nothing that could be taken for its report.
fn file(folder: &Path, name: &str, write: impl FnOnce(&mut BufWriter<File>) -> Result<()>) -> Result<PathBuf> {
    let path = folder.join(name);
    let made = || -> Result<()> {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let mut target = BufWriter::with_capacity(PIECE, File::create(&path)?);
        write(&mut target)?;
        Ok(target.flush()?)
    };
    made().with_context(|| format!("{} can't be written", path.display()))?;
    Ok(path)
}

fn tell(report: &Report, written: &[PathBuf]) {
    line(&format!(
        "{} {} · {} {} · {} controls",
        report.tool.name,
        report.tool.version,
        report.framework.name,
        report.framework.version,
        report.framework.controls
    ));
    line("");
    line(&format!(
        "Read   {}: {}",
        report.engagement.bundle.name, report.estate.text
    ));
    for input in &report.inputs {
        let records = match input.records {
            0 => String::new(),
            all if all == input.used => format!("{all} records"),
            all => format!("{} of {all} records", input.used),
        };
        line(&format!("       {:<25}{records:<21}{}", input.family_text, input.path));
        for problem in &input.problems {
            line(&format!("         ! {}: {}", problem.code, problem.message));
        }
    }
    line("");
    let count = |outcome: &str| {
        report
            .controls
            .iter()
            .filter(|control| control.outcome == outcome)
            .count()
    };
    line(&format!(
        "Found  {} controls fail, {} pass, {} could not be assessed, {} do not apply",
        count("fail"),
        count("pass"),
        count("unknown"),
        count("notApplicable")
    ));
    line(&format!(
        "Score  {} of 100 ({}); {} of the evidence was present. {}",
        report.score.text.value, report.score.text.range, report.score.text.coverage, report.score.text.level
    ));
    if !report.score.text.cap.is_empty() {
        line(&format!("       {}", report.score.text.cap));
    }
    for gate in report.gates.iter().filter(|gate| gate.state == "tripped") {
        line(&format!(
            "       {} {}: {}",
            gate.id,
            gate.title,
            gate.subjects.join(", ")
        ));
    }
    line("");
    for (position, path) in written.iter().enumerate() {
        let label = if position == 0 { "Wrote " } else { "      " };
        line(&format!("{label} {}", path.display()));
    }
}
