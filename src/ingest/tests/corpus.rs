//! Real exports that nobody here wrote, in `../shared/corpus`. They are not part of this repository; CI has them.

use std::path::PathBuf;

use super::super::ledger::{Family, Ledger};
use super::{Recorder, everything};
use crate::bundle::{Bundle, Limits};

fn read_corpus() -> Ledger {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/exports");
    let bundle = Bundle::open(&folder, &Limits::default(), None).unwrap();
    super::super::read(&bundle, &everything(), &mut Recorder::default()).unwrap()
}

#[test]
#[ignore = "reads ../shared/corpus"]
fn every_file_of_the_corpus_is_what_it_is() {
    let ledger = read_corpus();
    for input in &ledger.inputs {
        println!(
            "{:70} {:18} {:22} {:4} {:4} {:?} {:?}",
            input.path,
            input.family.name(),
            input.layout,
            input.records,
            input.used,
            input.unused,
            input
                .problems
                .iter()
                .map(|p| format!("{}@{:?}", p.code, p.record))
                .collect::<Vec<_>>()
        );
    }
    let of = |path: &str| ledger.inputs.iter().find(|input| input.path == path).unwrap();
    assert_eq!(of("arm-rows.ndjson").family, Family::ResourceGraph);
}
