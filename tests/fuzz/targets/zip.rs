//! Any bytes as a bundle.

#![no_main]

use libfuzzer_sys::fuzz_target;
use readers::bundle::{Bundle, Password};

fuzz_target!(|bytes: &[u8]| {
    let password = Password::new("correct horse");
    if let Ok(bundle) = Bundle::from_bytes("bundle.zip", bytes.to_vec(), &readers::limits(), Some(&password)) {
        readers::read(&bundle);
    }
});
