//! Time and memory from a bundle of 5,000 resources to its PDF, HTML and JSON documents. One second is the bound.
//!
//!     cargo bench --bench documents

#![allow(clippy::print_stdout)]

mod generator;
mod measure;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use generator::Volume;

/// Runs; the quickest counts.
const RUNS: u32 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/volume/5k.zip");
    generator::bundle(&path, Volume::of(5000))?;
    let (bundle, out) = (path.display().to_string(), path.with_extension("out"));
    for only in ["json", "html,json", "pdf,html,json"] {
        let cost = measure::best_of(RUNS, || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_underpin"));
            command
                .args(["assess", &bundle, "--quiet", "--only", only, "--out"])
                .arg(&out);
            vec![command]
        })?;
        let (seconds, mega) = (cost.time.as_secs_f64(), cost.memory as f64 / 1e6);
        println!("{only:<14} {seconds:>7.3} s {mega:>8.1} MB");
    }
    Ok(())
}
