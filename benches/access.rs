//! Time and memory of the index of grants, and of the two questions asked of it: what each AI identity reaches, and who can
//! do what to each AI resource and each store behind it.
//!
//!     cargo bench --bench access                  10,000 and 100,000 resources
//!     cargo bench --bench access -- 10k 100k 1m   a million as well, with 100,000 assignments

#![allow(clippy::print_stdout)]

mod generator;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use generator::Volume;
use underpin::access::{Grants, Privileges};
use underpin::bundle::{Bundle, Limits};
use underpin::condition::Context;
use underpin::estate::Estate;
use underpin::estate::environment::Overrides;
use underpin::framework::{Framework, ProfileValues};
use underpin::inventory::Inventory;
use underpin::reach::Reach;

const SIZES: [(&str, u64); 3] = [("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000)];

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |size: &str| match asked.is_empty() {
        true => size != "1m",
        false => asked.iter().any(|word| word == size),
    };
    println!(
        "{:>5} {:>9} {:>11} {:>10} {:>8} {:>8} {:>10} {:>10} {:>9}",
        "size", "resources", "assignments", "identities", "asked", "index s", "reached s", "holders s", "index MB"
    );
    for (size, resources) in SIZES.into_iter().filter(|(size, _)| wanted(size)) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/volume/{size}.zip"));
        generator::bundle(&path, Volume::of(resources))?;
        measure(size, &path)?;
    }
    Ok(())
}

fn measure(size: &str, path: &Path) -> Result<(), Box<dyn Error>> {
    let framework = Framework::load(None, ProfileValues::new())?;
    let bundle = Bundle::open(path, &Limits::default(), None)?;
    let inventory = Inventory::read(&bundle, &framework.projection())?;
    let overrides = Overrides::default();
    let context = Context::default();

    let before = held();
    let start = Instant::now();
    let grants = Grants::new(&inventory, &framework.roles, &framework.estate.types());
    let index = start.elapsed();
    let memory = held().saturating_sub(before);
    drop(black_box(grants));

    let estate = Estate::find(&inventory, &framework.estate, &framework.roles, &overrides, &context);
    let reach = Reach::new(&estate);

    let start = Instant::now();
    let mut reached = 0;
    for identity in &estate.identities {
        reached += reach.reached(&identity.principal, Privileges::all(), &[]).len();
    }
    let forward = start.elapsed();

    let start = Instant::now();
    let stores = estate.stores.iter().filter_map(|store| store.ix);
    let all: Vec<_> = estate.ai.iter().map(|ai| ai.ix).chain(stores).collect();
    let mut holders = 0;
    for ix in &all {
        holders += reach.holders(*ix, Privileges::all()).len();
    }
    let inverse = start.elapsed();
    black_box((reached, holders));

    println!(
        "{size:>5} {:>9} {:>11} {:>10} {:>8} {:>8.3} {:>10.3} {:>10.3} {:>9.1}",
        inventory.len(),
        inventory.access.assignments().len(),
        estate.identities.len(),
        all.len(),
        index.as_secs_f64(),
        forward.as_secs_f64(),
        inverse.as_secs_f64(),
        memory as f64 / 1e6,
    );
    Ok(())
}

/// Memory that this process holds, in bytes; 0 where the system does not tell.
fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
