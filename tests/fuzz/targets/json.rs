//! Any bytes as JSON exports, in every encoding.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| readers::in_two_files(bytes, ["a.json", "manifest.json"]));
