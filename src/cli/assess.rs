//! `underpin assess`: from a bundle to the documents.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

#[cfg(feature = "documents")]
use crate::chart;
#[cfg(feature = "documents")]
use crate::render::Depth;
#[cfg(feature = "documents")]
use crate::render::brand::Brand;
use crate::render::{DOCUMENTS, Document, Drawing, Fill, Folder, RenderError};
use crate::report::model::Report;
use crate::value::vocabulary::{GateState, Outcome};

use super::arguments::AssessArguments;
use super::terminal::{Progress, line};
use super::{BELOW, run};

/// Runs the subcommand.
pub fn run(arguments: &AssessArguments) -> Result<ExitCode> {
    #[cfg(feature = "documents")]
    let brand = Brand::load(arguments.brand.as_deref())?;
    let folder = out_folder(arguments);
    fs::create_dir_all(&folder).with_context(|| format!("the folder {} can't be made", folder.display()))?;
    let progress = Progress::new(arguments.quiet);
    run::with(&progress, &arguments.bundle, &arguments.engagement, |run| {
        run.assess(|report| {
            progress.stage("Drawing the documents");
            #[cfg(feature = "documents")]
            let written = write(arguments, report, &brand, &folder)?;
            #[cfg(not(feature = "documents"))]
            let written = write(arguments, report, &folder)?;
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
        })?
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

#[cfg(feature = "documents")]
fn write(arguments: &AssessArguments, report: &Report, brand: &Brand, folder: &Path) -> Result<Vec<PathBuf>> {
    let charts = chart::draw(report, &brand.chart_palette())?;
    write_all(
        arguments,
        folder,
        &Drawing {
            report,
            charts: &charts,
            brand,
            depth: arguments.depth.into(),
            templates: arguments.templates.as_deref(),
            report_json: OnceLock::new(),
        },
    )
}

#[cfg(not(feature = "documents"))]
fn write(arguments: &AssessArguments, report: &Report, folder: &Path) -> Result<Vec<PathBuf>> {
    let report_json = OnceLock::new();
    write_all(arguments, folder, &Drawing { report, report_json })
}

/// Writes the documents that were asked for, several at a time, and gives their paths in the order of the list.
fn write_all(arguments: &AssessArguments, folder: &Path, drawing: &Drawing<'_>) -> Result<Vec<PathBuf>> {
    let named = |document: &Document| arguments.only.iter().any(|kind| kind == document.kind);
    let asked = |document: &&Document| match arguments.only.is_empty() {
        true => !files(arguments, document, false).is_empty(),
        false => named(document),
    };
    let documents: Vec<&Document> = DOCUMENTS.iter().filter(asked).collect();
    let target = Target { folder };
    documents
        .par_iter()
        .try_for_each(|document| (document.write)(drawing, &target))
        .map_err(anyhow::Error::from_boxed)?;
    let files = documents
        .iter()
        .flat_map(|document| files(arguments, document, named(document)));
    Ok(files.map(|name| folder.join(name)).collect())
}

/// The files of a document. The executive depth writes its own alone, and of other kinds those that `--only` names.
#[cfg(feature = "documents")]
fn files(arguments: &AssessArguments, document: &Document, named: bool) -> &'static [&'static str] {
    match Depth::from(arguments.depth) {
        Depth::Executive if !(named && document.executive.is_empty()) => document.executive,
        _ => document.files,
    }
}

#[cfg(not(feature = "documents"))]
fn files(_: &AssessArguments, document: &Document, _: bool) -> &'static [&'static str] {
    document.files
}

/// Bytes of a document that are written at a time.
const PIECE: usize = 256 * 1024;

/// The folder that documents are written into.
struct Target<'a> {
    folder: &'a Path,
}

impl Folder for Target<'_> {
    /// Writes a document as it is made, so that one of any size is never held. What an earlier run left under its name goes first: a
    /// run that breaks off leaves nothing that could be taken for its report.
    fn file(&self, name: &'static str, fill: Fill<'_>) -> Result<(), RenderError> {
        let path = self.folder.join(name);
        let mut made = || -> Result<()> {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
            let mut target = BufWriter::with_capacity(PIECE, File::create(&path)?);
            fill(&mut target).map_err(anyhow::Error::from_boxed)?;
            Ok(target.flush()?)
        };
        Ok(made().with_context(|| format!("{} can't be written", path.display()))?)
    }
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
    if let Some(declared) = &report.engagement.declared {
        line(&format!("Client {}", declared.text));
    }
    for notice in &report.engagement.notices {
        line(&format!("Note   {notice}"));
    }
    line("");
    let count = |outcome: Outcome| {
        report
            .controls
            .iter()
            .filter(|control| control.outcome == outcome)
            .count()
    };
    line(&format!(
        "Found  {} controls fail, {} pass, {} could not be assessed, {} do not apply",
        count(Outcome::Fail),
        count(Outcome::Pass),
        count(Outcome::Unknown),
        count(Outcome::NotApplicable)
    ));
    line(&format!(
        "Score  {} of 100 ({}); {} of what matters could be judged. {}",
        report.score.text.value, report.score.text.range, report.score.text.coverage, report.score.text.level
    ));
    if !report.score.text.cap.is_empty() {
        line(&format!("       {}", report.score.text.cap));
    }
    for gate in report.gates.iter().filter(|gate| gate.state == GateState::Tripped) {
        line(&format!("       {} {}: {}", gate.id, gate.title, gate.subjects_text));
    }
    for gate in report.gates.iter().filter(|gate| gate.state == GateState::Unknown) {
        line(&format!(
            "       {} not shown to be clear, which caps the score at {} all the same: “{}”, for {}. {}",
            gate.id, gate.cap, gate.title, gate.subjects_text, gate.settle
        ));
    }
    if !report.register.text.is_empty() {
        line(&format!("Risks  {}", report.register.text));
    }
    for risk in &report.register.accepted_risks {
        line(&format!(
            "       {} accepted by {} until {} ({}): {}",
            risk.control, risk.owner, risk.until, risk.standing, risk.reason
        ));
    }
    for given in &report.register.attestations {
        let artefact = if given.artefact.is_empty() {
            "no artefact"
        } else {
            &given.artefact
        };
        line(&format!(
            "Said   {}: “{}”, {} on {}, {artefact}",
            given.key, given.answer, given.owner, given.date
        ));
    }
    if !report.score.text.next_level.is_empty() {
        line(&format!("Next   {}", report.score.text.next_level));
    }
    line("");
    for (position, path) in written.iter().enumerate() {
        let label = if position == 0 { "Wrote " } else { "      " };
        line(&format!("{label} {}", path.display()));
    }
}
