//! Time and memory from a bundle to `report.json`, beside what merely inflating the bundle takes and what `jq` takes to read
//! its JSON, at sizes ten times apart.
//!
//!     cargo bench --bench volume                  10,000 and 100,000 resources
//!     cargo bench --bench volume -- 10k 100k 1m   a million as well
//!
//! It fails where the time grows worse than linear, or the memory of a million resources exceeds its bound.

#![allow(clippy::print_stdout)]

mod generator;
mod measure;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use generator::Volume;
use measure::Cost;

const SIZES: [(&str, u64); 3] = [("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000)];
/// Runs of each figure; the quickest counts.
const RUNS: u32 = 3;
/// Upper bound of the growth of the time for each resource from the smallest size to the largest.
const MOST_GROWTH: f64 = 1.25;
/// Upper bound of the memory that a run takes for each resource at a size of a million, in bytes.
const MOST_MEMORY: u64 = 560;
/// `jq` is not asked beyond this size.
const MOST_FOR_JQ: u64 = 100_000;

/// What one size took.
struct Measured {
    size: &'static str,
    resources: u64,
    text: u64,
    unzip: Cost,
    jq: Option<Cost>,
    ours: Cost,
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |size: &str| match asked.is_empty() {
        true => size != "1m",
        false => asked.iter().any(|word| word == size),
    };
    let mut all = Vec::new();
    for (size, resources) in SIZES.into_iter().filter(|(size, _)| wanted(size)) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/volume/{size}.zip"));
        generator::bundle(&path, Volume::of(resources))?;
        let measured = measure(size, resources, &path)?;
        print(&measured, all.is_empty());
        all.push(measured);
    }
    if let [first, .., last] = &all[..] {
        let per_row = |measured: &Measured| measured.ours.time.as_secs_f64() / measured.resources as f64;
        let growth = per_row(last) / per_row(first);
        println!(
            "\nFrom {} to {} the time for each resource grew {growth:.2} times.",
            first.size, last.size
        );
        if growth >= MOST_GROWTH {
            return Err(format!("worse than linear: it may grow {MOST_GROWTH} times").into());
        }
    }
    match all.iter().find(|measured| is_too_large(measured)) {
        Some(measured) => Err(format!(
            "{} takes more than {MOST_MEMORY} bytes for each resource",
            measured.size
        )
        .into()),
        None => Ok(()),
    }
}

/// Whether a run took more memory than its bound. What a run takes for any bundle hides the rows of a small one.
fn is_too_large(measured: &Measured) -> bool {
    measured.resources >= 1_000_000 && measured.ours.memory > MOST_MEMORY * measured.resources
}

fn measure(size: &'static str, resources: u64, path: &Path) -> Result<Measured, Box<dyn Error>> {
    let archive = zip::ZipArchive::new(std::fs::File::open(path)?)?;
    let text = archive.decompressed_size().unwrap_or_default() as u64;
    let command = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments);
        command
    };
    let bundle = path.display().to_string();
    let out = path.with_extension("out").display().to_string();
    let unzip = measure::best_of(RUNS, || vec![command("unzip", &["-p", &bundle])])?;
    let ours = measure::best_of(RUNS, || {
        let arguments = ["assess", &bundle, "--only", "json", "--quiet", "--out", &out];
        vec![command(env!("CARGO_BIN_EXE_underpin"), &arguments)]
    })?;
    let jq = (resources <= MOST_FOR_JQ)
        .then(|| {
            measure::best_of(RUNS, || {
                vec![
                    command("unzip", &["-p", &bundle, "*.json"]),
                    command("jq", &["-c", "."]),
                ]
            })
        })
        .transpose()?;
    Ok(Measured {
        size,
        resources,
        text,
        unzip,
        jq,
        ours,
    })
}

fn print(measured: &Measured, first: bool) {
    if first {
        println!(
            "{:>5} {:>9} {:>10} {:>10} {:>8} {:>12} {:>10} {:>10}",
            "size", "text MB", "unzip s", "ours s", "ratio", "ours MB", "jq s", "jq MB"
        );
    }
    let mega = |bytes: u64| bytes as f64 / 1e6;
    let (unzip, ours) = (measured.unzip.time.as_secs_f64(), measured.ours.time.as_secs_f64());
    let jq = |figure: &dyn Fn(&Cost) -> f64| match &measured.jq {
        Some(cost) => format!("{:.2}", figure(cost)),
        None => "-".to_owned(),
    };
    println!(
        "{:>5} {:>9.1} {unzip:>10.3} {ours:>10.3} {:>8.2} {:>12.1} {:>10} {:>10}",
        measured.size,
        mega(measured.text),
        ours / unzip,
        mega(measured.ours.memory),
        jq(&|cost| cost.time.as_secs_f64()),
        jq(&|cost| mega(cost.memory)),
    );
}
